r"""A step that makes zeros

Write `proximal_step(theta, g, rate, strength)` for a loss with an L1 penalty of the given
strength: first a gradient step for the loss without the penalty, whose gradient is `g`, then the
soft threshold. `theta` and `g` have one shape. Return the new parameters. Entries that the
threshold reaches must be exactly 0.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def proximal_step(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """The parameters after a gradient step and the soft threshold."""
    raise NotImplementedError("Replace this line by your code.")


def solution(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """The parameters after a gradient step and the soft threshold."""
    u = theta - rate * g
    return np.sign(u) * np.maximum(np.abs(u) - rate * strength, 0)


def wrong_sign_gradient(
    theta: np.ndarray, g: np.ndarray, rate: float, strength: float
) -> np.ndarray:
    """this adds the sign of the weight to the gradient; it steps over 0 instead of
    stopping there.
    """
    return theta - rate * (g + strength * np.sign(theta))


def wrong_hard(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """you set small entries to 0 and left the others as they are; the soft threshold also moves
    the others toward 0.
    """
    u = theta - rate * g
    return np.where(np.abs(u) > rate * strength, u, 0.0)


def wrong_no_rate(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """your threshold is the strength; it is the rate times the strength."""
    u = theta - rate * g
    return np.sign(u) * np.maximum(np.abs(u) - strength, 0)


def wrong_old_weights(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """you applied the threshold before the gradient step; the order is the other way round."""
    u = np.sign(theta) * np.maximum(np.abs(theta) - rate * strength, 0)
    return u - rate * g


def wrong_past_zero(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """entries that are smaller than the threshold come out on the other side of 0; cut them off
    at 0.
    """
    u = theta - rate * g
    return u - rate * strength * np.sign(u)


def wrong_no_step(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """you left out the gradient step."""
    return np.sign(theta) * np.maximum(np.abs(theta) - rate * strength, 0)


def wrong_sign_lost(theta: np.ndarray, g: np.ndarray, rate: float, strength: float) -> np.ndarray:
    """negative entries came out positive, or 0; keep the sign of the entry."""
    u = theta - rate * g
    return np.maximum(np.abs(u) - rate * strength, 0)


def cases() -> Iterator[Case]:
    """By hand, then random, then none."""
    yield case(
        np.array([1.0, -1.0, 0.25, -0.25, 0.0, 0.5]),
        np.array([0.0, 1.0, 0.0, 0.0, 0.0, 3.0]),
        0.5,
        1.0,
        expected=np.array([0.5, -1.0, 0.0, 0.0, 0.0, -0.5]),
    )
    rng = np.random.default_rng(0)
    theta, g = rng.standard_normal((2, 4, 6))
    yield case(theta, g, 0.3, 2.0, why="a matrix")
    yield case(theta, g, 0.3, 0.0, why="no penalty")
    yield case(theta, 0 * g, 0.1, 1000.0, expected=np.zeros((4, 6)), why="a huge penalty")


EXERCISE = exercise(
    starter=proximal_step,
    solution=solution,
    wrong=[
        wrong_sign_gradient,
        wrong_hard,
        wrong_no_rate,
        wrong_old_weights,
        wrong_past_zero,
        wrong_no_step,
        wrong_sign_lost,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "`u = theta - rate * g` is the step for the loss.",
        "Then move each entry toward 0 by `rate * strength`, but not past it.",
    ],
    afterwards="Repeat it on a linear model with more weights than examples: it still finds the "
    "few "
    "that matter, if they are few enough.",
)
