r"""A sigmoid that never overflows

Write `sigmoid(z)`, which returns $\sigma(z) = 1 / (1 + e^{-z})$ for every entry of an array.

NumPy must not warn, also not for entries of $\pm 1000$, where $e^{1000}$ is too large for any
floating-point number. The result has the shape and the dtype of `z`. Empty arrays are fine.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def sigmoid(z: np.ndarray) -> np.ndarray:
    """The logistic sigmoid of every entry of z, an array of floats of any shape."""
    raise NotImplementedError("Replace this line by your code.")


def solution(z: np.ndarray) -> np.ndarray:
    """The logistic sigmoid of every entry of z, an array of floats of any shape."""
    small = np.exp(-np.abs(z))  # never above 1
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small)).astype(z.dtype)


def wrong_textbook(z: np.ndarray) -> np.ndarray:
    """exp(-z) overflows for very negative z, so make sure that exp only sees -|z|."""
    return 1 / (1 + np.exp(-z))


def wrong_both_branches(z: np.ndarray) -> np.ndarray:
    """np.where computes both of its branches for every entry, so the branch that is thrown away
    overflows as well; give exp an argument that is never positive.
    """
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def wrong_sign(z: np.ndarray) -> np.ndarray:
    """you computed the sigmoid of -z; the exponent is -z, not z."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, small / (1 + small), 1 / (1 + small)).astype(z.dtype)


def wrong_clipped(z: np.ndarray) -> np.ndarray:
    """you clipped z, and the clipped sigmoid is no longer the sigmoid where it is very small."""
    return 1 / (1 + np.exp(-np.clip(z, -10, 10)))


def wrong_mirrored(z: np.ndarray) -> np.ndarray:
    """you used the formula for z >= 0 everywhere; for negative z it gives the sigmoid of |z|."""
    return 1 / (1 + np.exp(-np.abs(z)))


def wrong_double_precision(z: np.ndarray) -> np.ndarray:
    """the result is float64 for every input; keep the dtype of z."""
    small = np.exp(-np.abs(z.astype(np.float64)))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def cases() -> Iterator[Case]:
    """Hand-made values first, then shapes and dtypes, then extremes."""
    yield case(np.array([0.0, np.log(3.0)]), expected=np.array([0.5, 0.75]))
    yield case(np.array([-np.log(3.0)]), expected=np.array([0.25]))
    yield case(np.random.default_rng(0).normal(size=(3, 4)))
    yield case(np.array([[-2.0], [3.0]], dtype=np.float32), why="an array of float32")
    yield case(np.array([-30.0, 30.0]), why="large inputs")
    yield case(np.array([1000.0]), expected=np.array([1.0]), why="a very large input")
    yield case(np.array([-1000.0]), expected=np.array([0.0]), why="a very negative input")
    yield case(np.zeros((0, 3)), why="an empty batch")


EXERCISE = exercise(
    starter=sigmoid,
    solution=solution,
    wrong=[
        wrong_textbook,
        wrong_both_branches,
        wrong_sign,
        wrong_clipped,
        wrong_mirrored,
        wrong_double_precision,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "Which inputs make `np.exp(-z)` overflow? Find a form of the sigmoid for those inputs that "
        "only contains `np.exp(z)`: multiply numerator and denominator by $e^z$.",
        r"With $e = e^{-|z|}$, which is never above 1, the sigmoid is $1/(1+e)$ for $z \ge 0$ and "
        "$e/(1+e)$ for $z < 0$.",
        "`np.where(z >= 0, a, b)` chooses entry by entry. It computes `a` and `b` for all entries, "
        "which is harmless if `exp` has already seen $-|z|$ only.",
    ],
    afterwards="scipy.special.expit and torch.sigmoid give the same values.",
)
