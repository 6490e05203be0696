r"""Back through a normalization

Layer normalization subtracts from each row its mean and divides by its standard deviation:
$\hat{x}_j = (x_j - m) / s$ with $m = \frac1d \sum_j x_j$ and $s^2 = \frac1d \sum_j (x_j - m)^2 +
\epsilon$. Write `layer_norm_backward(x, g, eps)`: `x` has shape (n, d), and `g`, of the same
shape, is the gradient by the result. Return the gradient by `x`. Both $m$ and $s$ depend on every
entry of the row.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def layer_norm_backward(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """The gradient by the input of layer normalization."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """The gradient by the input of layer normalization."""
    centered = x - x.mean(axis=1, keepdims=True)
    s = np.sqrt((centered**2).mean(axis=1, keepdims=True) + eps)
    normal = centered / s
    along = (g * normal).mean(axis=1, keepdims=True)
    return (g - g.mean(axis=1, keepdims=True) - normal * along) / s


def wrong_constants(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """you treated mean and standard deviation as constants; both depend on the entries."""
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return g / s


def wrong_mean_only(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """you went back through the mean, but treated the standard deviation as a constant."""
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return (g - g.mean(axis=1, keepdims=True)) / s


def wrong_deviation_only(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """you went back through the standard deviation, but treated the mean as a constant."""
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    normal = (x - x.mean(axis=1, keepdims=True)) / s
    return (g - normal * (g * normal).mean(axis=1, keepdims=True)) / s


def wrong_sum(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """you subtracted sums over the row where means belong: each entry has the share 1/d in them."""
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    normal = (x - x.mean(axis=1, keepdims=True)) / s
    along = (g * normal).sum(axis=1, keepdims=True)
    return (g - g.sum(axis=1, keepdims=True) - normal * along) / s


def wrong_axis(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """this is for batch normalization, over the columns; here each row is normalized."""
    s = np.sqrt(x.var(axis=0) + eps)
    normal = (x - x.mean(axis=0)) / s
    return (g - g.mean(axis=0) - normal * (g * normal).mean(axis=0)) / s


def wrong_not_divided(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """the direction is right; divide by the standard deviation."""
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    normal = (x - x.mean(axis=1, keepdims=True)) / s
    along = (g * normal).mean(axis=1, keepdims=True)
    return g - g.mean(axis=1, keepdims=True) - normal * along


def wrong_no_eps(x: np.ndarray, g: np.ndarray, eps: float) -> np.ndarray:
    """you left eps out of the standard deviation."""
    s = np.sqrt(x.var(axis=1, keepdims=True))
    normal = (x - x.mean(axis=1, keepdims=True)) / s
    along = (g * normal).mean(axis=1, keepdims=True)
    return (g - g.mean(axis=1, keepdims=True) - normal * along) / s


def cases() -> Iterator[Case]:
    """By hand, random, a large eps, equal entries."""
    yield case(
        np.array([[-2.0, -2.0, 2.0, 2.0], [1.0, 3.0, 1.0, 3.0]]),
        np.array([[1.0, 3.0, 5.0, 7.0], [4.0, 0.0, 0.0, 0.0]]),
        0.0,
        expected=np.array([[-0.5, 0.5, -0.5, 0.5], [2.0, 0.0, -2.0, 0.0]]),
    )
    rng = np.random.default_rng(0)
    x, g = rng.standard_normal((2, 5, 6))
    yield case(x, g, 1e-5, why="five rows")
    yield case(x, g, 0.5, why="a large eps")
    yield case(np.ones((2, 3)), g[:2, :3], 0.25, why="equal entries")


EXERCISE = exercise(
    starter=layer_norm_backward,
    solution=solution,
    wrong=[
        wrong_constants,
        wrong_mean_only,
        wrong_deviation_only,
        wrong_sum,
        wrong_axis,
        wrong_not_divided,
        wrong_no_eps,
    ],
    cases=cases,
    difficulty="hard",
    minutes=60,
    hints=[
        "Three paths lead from an entry to the result: directly, through m, and through s.",
        "The derivative of s by an entry is its centered value over d and s, that is, normal / d.",
        "Collect the terms: `g`, minus its mean over the row, minus `normal` times the mean of "
        "`g * normal`, all over s.",
    ],
    afterwards="The result is orthogonal to a constant row and (without eps) to the normalized "
    "row: "
    "shifting or stretching a row does not change what comes out.",
)
