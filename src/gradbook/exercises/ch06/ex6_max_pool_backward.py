r"""The way back through max-pooling

Write `max_pool_backward(x, delta, size)`. The layer took the maximum of every `size` by `size`
window; windows do not overlap, and rows or columns that do not fill a window are left out. `x` is
the layer's input, shape (n, height, width, channels), and `delta` is the gradient of the loss by
its output, shape (n, height // size, width // size, channels).

Return the gradient by `x`, of the shape of `x`: within a window the entry that was the largest gets
the whole of `delta`, the others get 0. If several are equally large, the *first* one, row by row,
gets it.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def max_pool_backward(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """The gradient of the loss with respect to the input of a max-pooling."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """The gradient of the loss with respect to the input of a max-pooling."""
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        top, left = r * size, c * size
        window = x[i, top : top + size, left : left + size, k]
        u, v = divmod(int(window.argmax()), size)
        gradient[i, top + u, left + v, k] = delta[i, r, c, k]
    return gradient


def wrong_all_ties(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """where several entries are equally large, each of them got the whole gradient; only the
    first one gets it.
    """
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        window = x[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        place = gradient[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        place[window == window.max()] = delta[i, r, c, k]
    return gradient


def wrong_last_tie(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """where several entries are equally large, you took the last one; take the first."""
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        window = x[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        u, v = divmod(size * size - 1 - int(window.ravel()[::-1].argmax()), size)
        gradient[i, r * size + u, c * size + v, k] = delta[i, r, c, k]
    return gradient


def wrong_shared_ties(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """where several entries are equally large, you shared the gradient among them; give it to
    the first one.
    """
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        window = x[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        place = gradient[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        largest = window == window.max()
        place[largest] = delta[i, r, c, k] / largest.sum()
    return gradient


def wrong_average(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """you spread the gradient evenly over the window; that is average pooling."""
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        place = gradient[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        place[:] = delta[i, r, c, k] / size**2
    return gradient


def wrong_corner(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """you gave the gradient to the first entry of each window instead of the largest."""
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        gradient[i, r * size, c * size, k] = delta[i, r, c, k]
    return gradient


def wrong_repeated(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """you gave the gradient to all entries of the window; only the largest one had an effect on
    the output.
    """
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        gradient[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k] = delta[i, r, c, k]
    return gradient


def wrong_transposed(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """you exchanged row and column inside the window: entry j of a flat window is in row
    j // size and column j % size.
    """
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        window = x[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        v, u = divmod(int(window.argmax()), size)
        gradient[i, r * size + u, c * size + v, k] = delta[i, r, c, k]
    return gradient


def wrong_values(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """you put the maximum itself there; the gradient that comes back is delta."""
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        window = x[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        u, v = divmod(int(window.argmax()), size)
        gradient[i, r * size + u, c * size + v, k] = window.max()
    return gradient


def wrong_multiplied(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """you multiplied delta by the maximum; the derivative of the output by the largest entry
    is 1.
    """
    gradient = np.zeros(x.shape)
    for i, r, c, k in np.ndindex(*delta.shape):
        window = x[i, r * size : (r + 1) * size, c * size : (c + 1) * size, k]
        u, v = divmod(int(window.argmax()), size)
        gradient[i, r * size + u, c * size + v, k] = delta[i, r, c, k] * window.max()
    return gradient


def wrong_equal_value(x: np.ndarray, delta: np.ndarray, size: int) -> np.ndarray:
    """you compared with the largest entry of all channels; every channel has a maximum of its
    own.
    """
    gradient = np.zeros(x.shape)
    for i, r, c in np.ndindex(*delta.shape[:3]):
        window = x[i, r * size : (r + 1) * size, c * size : (c + 1) * size]
        u, v = divmod(int(window.max(axis=2).argmax()), size)
        gradient[i, r * size + u, c * size + v] = delta[i, r, c]
    return gradient


def cases() -> Iterator[Case]:
    """One window at a time, then batches, left-over rows and ties."""
    x = np.array([[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 7.0, 6.0]]).reshape(1, 2, 4, 1)
    delta = np.array([10.0, 20.0]).reshape(1, 1, 2, 1)
    expected = np.array([[0.0, 10.0, 0.0, 0.0], [0.0, 0.0, 20.0, 0.0]]).reshape(1, 2, 4, 1)
    yield case(x, delta, 2, expected=expected, why="two windows")
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(2, 6, 6, 3)), rng.normal(size=(2, 2, 2, 3)), 3, why="windows of 3")
    x, delta = rng.normal(size=(2, 5, 7, 2)), rng.normal(size=(2, 2, 3, 2))
    yield case(x, delta, 2, why="a row and a column left over")
    x = np.array([[0.0, 2.0], [2.0, 2.0]]).reshape(1, 2, 2, 1)
    yield case(x, np.full((1, 1, 1, 1), 6.0), 2, why="three entries equally large")
    yield case(np.zeros((1, 4, 4, 1)), np.ones((1, 2, 2, 1)), 2, why="an image of zeros")


EXERCISE = exercise(
    starter=max_pool_backward,
    solution=solution,
    wrong=[
        wrong_all_ties,
        wrong_last_tie,
        wrong_shared_ties,
        wrong_average,
        wrong_corner,
        wrong_repeated,
        wrong_transposed,
        wrong_values,
        wrong_multiplied,
        wrong_equal_value,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "The output is the largest entry itself, so its derivative is 1 by that entry and 0 by all "
        "others.",
        "`window.argmax()` counts the entries of a window row by row, and names the first one if "
        "several are equally large.",
        "`divmod(j, size)` turns the flat place `j` into row and column within the window.",
    ],
    afterwards="Blank background makes ties common: count the windows of a convolved digit whose "
    "four entries are equal.",
)
