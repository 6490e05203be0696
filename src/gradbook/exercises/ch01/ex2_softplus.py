r"""A softplus that never overflows

The softplus $f(x) = \ln(1 + e^x)$ is a smooth ReLU; its derivative is the sigmoid.

Write `softplus(x)` for arrays of any shape. NumPy must not warn, also not for $x = \pm 1000$. Small
results must be as exact as large ones: $f(-40)$ is about $4.2 \cdot 10^{-18}$, not 0. The result
has the dtype of `x`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def softplus(x: np.ndarray) -> np.ndarray:
    """log(1 + exp(x)) of every entry of x, an array of floats of any shape."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray) -> np.ndarray:
    """log(1 + exp(x)) of every entry of x, an array of floats of any shape."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def wrong_relu(x: np.ndarray) -> np.ndarray:
    """this is ReLU; you left out the term that makes it smooth."""
    return np.maximum(x, 0)


def wrong_no_relu(x: np.ndarray) -> np.ndarray:
    """log(1 + exp(-|x|)) is right for negative x only; for positive x, add x."""
    return np.log1p(np.exp(-np.abs(x)))


def wrong_sign(x: np.ndarray) -> np.ndarray:
    """you computed the softplus of -x."""
    return np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x)))


def wrong_no_absolute(x: np.ndarray) -> np.ndarray:
    """max(x, 0) + ln(1 + e^-x) is right for positive x only; the second term needs -|x|."""
    return np.maximum(x, 0) + np.log1p(np.exp(-x))


def wrong_base(x: np.ndarray) -> np.ndarray:
    """you took a logarithm to base 2; softplus has the natural one."""
    return np.log2(1 + np.exp(x))


def wrong_textbook(x: np.ndarray) -> np.ndarray:
    """exp(x) overflows for large x; rewrite ln(1 + e^x) so that exp only sees -|x|."""
    return np.log(1 + np.exp(x))


def wrong_other_side(x: np.ndarray) -> np.ndarray:
    """x + ln(1 + e^-x) is right, but now exp(-x) overflows for very negative x; give exp an
    argument that is never positive.
    """
    return x + np.log1p(np.exp(-x))


def wrong_clipped(x: np.ndarray) -> np.ndarray:
    """you clipped x, and the result stays at that bound; softplus goes on growing, like x."""
    return np.log1p(np.exp(np.clip(x, -700, 700)))


def wrong_both_branches(x: np.ndarray) -> np.ndarray:
    """np.where computes both of its branches for every entry, so the one that is thrown away
    still overflows; give exp an argument that is never positive.
    """
    return np.where(x > 30, x, np.log1p(np.exp(x)))


def wrong_rounded(x: np.ndarray) -> np.ndarray:
    """1 + e rounds to 1 when e is below 1e-16, and its logarithm is then 0; np.log1p(e) does
    not add the 1.
    """
    return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))


def cases() -> Iterator[Case]:
    """Values to check by hand, dtypes, then extremes on either side."""
    x = np.log([1 / 3, 3.0])
    yield case(x, expected=np.log([4 / 3, 4.0]))
    yield case(np.array([0.0]), expected=np.array([np.log(2.0)]))
    yield case(np.random.default_rng(0).normal(size=(3, 4)))
    yield case(np.array([[-2.0], [3.0]], dtype=np.float32), why="an array of float32")
    yield case(np.array([1000.0]), expected=np.array([1000.0]), why="a very large input")
    yield case(np.array([-1000.0]), expected=np.array([0.0]), why="a very negative input")
    yield case(np.array([-40.0]), why="a small result", atol=0.0)
    yield case(np.zeros((0, 3)), why="an empty batch")


EXERCISE = exercise(
    starter=softplus,
    solution=solution,
    wrong=[
        wrong_relu,
        wrong_no_relu,
        wrong_sign,
        wrong_no_absolute,
        wrong_base,
        wrong_textbook,
        wrong_other_side,
        wrong_clipped,
        wrong_both_branches,
        wrong_rounded,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "Which $x$ make `np.exp(x)` overflow? For those, factor $e^x$ out of the sum: "
        r"$\ln(1 + e^x) = \ln\left(e^x (e^{-x} + 1)\right)$.",
        r"Both cases in one formula: $\ln(1 + e^x) = \max(x, 0) + \ln(1 + e^{-|x|})$.",
        "`np.log1p(e)` is $\\ln(1 + e)$ without the rounding of $1 + e$.",
    ],
    afterwards="np.logaddexp(0, x) and torch.nn.functional.softplus(x) compute the same.",
)
