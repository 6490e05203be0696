r"""The limits of a bowl

Write `bowl(curvatures)` for gradient descent on $L = \frac12 \sum_j \lambda_j \theta_j^2$. The
curvatures $\lambda_j > 0$ are given as an array of shape (d,). Return three floats: the rate
above which it diverges, the best rate, and the factor by which the slowest direction shrinks in
each step at the best rate.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def bowl(curvatures: np.ndarray) -> tuple[float, float, float]:
    """The limit of the rate, the best rate, and the factor at the best rate."""
    raise NotImplementedError("Replace this line by your code.")


def solution(curvatures: np.ndarray) -> tuple[float, float, float]:
    """The limit of the rate, the best rate, and the factor at the best rate."""
    low, high = float(curvatures.min()), float(curvatures.max())
    return 2 / high, 2 / (low + high), (high - low) / (high + low)


def wrong_flattest(curvatures: np.ndarray) -> tuple[float, float, float]:
    """your limit is that of the flattest direction; the steepest one diverges first."""
    low, high = float(curvatures.min()), float(curvatures.max())
    return 2 / low, 2 / (low + high), (high - low) / (high + low)


def wrong_half(curvatures: np.ndarray) -> tuple[float, float, float]:
    """your limit is 1 over the largest curvature; there the factor is 0, and it must reach -1."""
    low, high = float(curvatures.min()), float(curvatures.max())
    return 1 / high, 2 / (low + high), (high - low) / (high + low)


def wrong_half_best(curvatures: np.ndarray) -> tuple[float, float, float]:
    """your best rate is half of the best; the two extreme factors must be opposite, so
    1 - rate * low = -(1 - rate * high).
    """
    low, high = float(curvatures.min()), float(curvatures.max())
    return 2 / high, 1 / (low + high), (high - low) / (high + low)


def wrong_steepest_only(curvatures: np.ndarray) -> tuple[float, float, float]:
    """your best rate solves the steepest direction in one step, and leaves the flattest one
    slower than necessary; make both factors equally large.
    """
    high = float(curvatures.max())
    return 2 / high, 1 / high, 1 - float(curvatures.min()) / high


def wrong_root(curvatures: np.ndarray) -> tuple[float, float, float]:
    """your factor is that of momentum, with the root of the condition number."""
    low, high = float(curvatures.min()), float(curvatures.max())
    root = float(np.sqrt(high / low))
    return 2 / high, 2 / (low + high), (root - 1) / (root + 1)


def wrong_mean(curvatures: np.ndarray) -> tuple[float, float, float]:
    """you used the mean of all curvatures; only the smallest and the largest one matter."""
    low, high = float(curvatures.min()), float(curvatures.max())
    return 2 / high, 1 / float(curvatures.mean()), (high - low) / (high + low)


def wrong_condition(curvatures: np.ndarray) -> tuple[float, float, float]:
    """the third value is the condition number, not the factor."""
    low, high = float(curvatures.min()), float(curvatures.max())
    return 2 / high, 2 / (low + high), high / low


def cases() -> Iterator[Case]:
    """By hand, then many directions, then one."""
    yield case(np.array([1.0, 3.0]), expected=(2 / 3, 0.5, 0.5))
    yield case(np.array([9.0, 1.0, 2.0]), expected=(2 / 9, 0.2, 0.8), why="three directions")
    rng = np.random.default_rng(0)
    yield case(rng.uniform(0.1, 40, size=8), why="eight directions")
    yield case(np.array([4.0]), expected=(0.5, 0.25, 0.0), why="one direction")


EXERCISE = exercise(
    starter=bowl,
    solution=solution,
    wrong=[
        wrong_flattest,
        wrong_half,
        wrong_half_best,
        wrong_steepest_only,
        wrong_root,
        wrong_mean,
        wrong_condition,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Only the smallest and the largest curvature matter.",
        "The factor of a direction is `1 - rate * curvature`. It must stay above -1 "
        "in the steepest.",
        "At the best rate, `1 - rate * low == rate * high - 1`. Solve it, and put "
        "the rate back in.",
    ],
    afterwards="With one direction the best rate needs a single step: this is Newton's method.",
)
