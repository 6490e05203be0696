r"""Undo broadcasting

An array of shape `shape` was broadcast to a larger shape, and `g` is the gradient by the result.
Write `sum_to_shape(g, shape)`: the gradient by the array before it was broadcast, of shape
`shape`. NumPy broadcasts by adding axes in front, and by repeating axes of length 1.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def sum_to_shape(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The gradient g, summed over all axes along which an array of this shape was repeated."""
    raise NotImplementedError("Replace this line by your code.")


def solution(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The gradient g, summed over all axes along which an array of this shape was repeated."""
    new = g.ndim - len(shape)
    axes = [i for i in range(g.ndim) if i < new or shape[i - new] == 1]
    return np.asarray(g.sum(axis=tuple(axes))).reshape(shape)


def wrong_mean(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """you took the mean over the copies; every copy contributes, so take the sum."""
    new = g.ndim - len(shape)
    axes = [i for i in range(g.ndim) if i < new or shape[i - new] == 1]
    return np.asarray(g.mean(axis=tuple(axes))).reshape(shape)


def wrong_new_axes_only(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """you summed over the axes added in front, but not over those of length 1."""
    return np.asarray(g.sum(axis=tuple(range(g.ndim - len(shape)))))


def wrong_ones_only(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """you summed over the axes of length 1, but not over those that were added in front."""
    new = g.ndim - len(shape)
    axes = [i for i in range(new, g.ndim) if shape[i - new] == 1]
    return np.asarray(g.sum(axis=tuple(axes), keepdims=True))


def wrong_dropped(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """the numbers are right, but axes of length 1 are missing from the shape."""
    new = g.ndim - len(shape)
    axes = [i for i in range(g.ndim) if i < new or shape[i - new] == 1]
    return np.asarray(g.sum(axis=tuple(axes)))


def wrong_first_copy(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """you took the gradient of one copy; add up those of all copies."""
    new = g.ndim - len(shape)
    part = g[(0,) * new]
    return np.asarray(part[tuple(slice(0, length) for length in shape)])


def wrong_last_axes(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """you summed over the last axes; broadcasting adds axes in front."""
    new = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(g.ndim - new, g.ndim)))
    axes = tuple(i for i in range(g.ndim) if shape[i] == 1)
    return np.asarray(g.sum(axis=axes, keepdims=True))


def cases() -> Iterator[Case]:
    """A column, a bias, both at once, a number, nothing to do."""
    g = np.arange(6.0).reshape(2, 3)
    yield case(g, (2, 1), expected=np.array([[3.0], [12.0]]), why="a column")
    yield case(g, (3,), expected=np.array([3.0, 5.0, 7.0]), why="a bias")
    rng = np.random.default_rng(0)
    yield case(rng.standard_normal((4, 2, 3)), (1, 3), why="both kinds at once")
    yield case(rng.standard_normal((3, 3, 3)), (3, 1), why="axes of equal length")
    yield case(g, (), expected=np.array(15.0), why="a number")
    yield case(g, (2, 3), expected=g, why="an array that was not broadcast")


EXERCISE = exercise(
    starter=sum_to_shape,
    solution=solution,
    wrong=[
        wrong_mean,
        wrong_new_axes_only,
        wrong_ones_only,
        wrong_dropped,
        wrong_first_copy,
        wrong_last_axes,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "There are `g.ndim - len(shape)` new axes in front. Sum over them.",
        "Of the other axes, sum over those where `shape` has a 1.",
        "One call, `g.sum(axis=tuple(axes))`, and then `.reshape(shape)`, which puts the axes of "
        "length 1 back.",
    ],
    afterwards="With this function, every rule of the engine can ignore broadcasting.",
)
