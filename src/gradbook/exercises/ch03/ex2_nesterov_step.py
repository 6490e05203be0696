r"""One step of Nesterov's momentum

Write `nesterov_step(theta, v, g, rate, mu)`. `theta` are the parameters, `v` the velocity and `g`
the gradient at `theta`, arrays of one shape. Take one step in the form of the chapter's last two
equations for it, which is PyTorch's: the gradient belongs to the stored parameters, and the
velocity is a sum of gradients, without the rate. Return the new `theta` and the new `v`. Leave
the arguments as they are.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def nesterov_step(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """The new parameters and the new velocity."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """The new parameters and the new velocity."""
    v = mu * v + g
    return theta - rate * (g + mu * v), v


def wrong_heavy_ball(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """this is plain momentum; Nesterov's step is the gradient plus mu times the new velocity."""
    v = mu * v + g
    return theta - rate * v, v


def wrong_gradient_forgotten(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """your step is mu times the velocity; add the gradient once more."""
    v = mu * v + g
    return theta - rate * mu * v, v


def wrong_not_damped(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """you added the whole velocity to the gradient; multiply it by mu."""
    v = mu * v + g
    return theta - rate * (g + v), v


def wrong_mean(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """your velocity is a mean, with (1 - mu) before the gradient; here it is a sum."""
    v = mu * v + (1 - mu) * g
    return theta - rate * (g + mu * v), v


def wrong_sign(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """you went up: subtract the step."""
    v = mu * v + g
    return theta + rate * (g + mu * v), v


def wrong_rate_inside(
    theta: np.ndarray, v: np.ndarray, g: np.ndarray, rate: float, mu: float
) -> tuple[np.ndarray, np.ndarray]:
    """your velocity contains the rate; here it is a sum of gradients, and the rate comes last."""
    v = mu * v + rate * g
    return theta - (rate * g + mu * v), v


def cases() -> Iterator[Case]:
    """By hand, from rest, and a matrix."""
    yield case(
        np.array([1.0, 2.0]),
        np.array([4.0, 0.0]),
        np.array([1.0, -2.0]),
        0.1,
        0.5,
        expected=(np.array([0.75, 2.3]), np.array([3.0, -2.0])),
    )
    rng = np.random.default_rng(0)
    theta, v, g = rng.standard_normal((3, 4, 5))
    yield case(theta, np.zeros((4, 5)), g, 0.2, 0.9, why="the first step, from rest")
    yield case(theta, v, g, 0.2, 0.9, why="matrices")
    yield case(theta, v, g, 0.2, 0.0, why="no momentum")


EXERCISE = exercise(
    starter=nesterov_step,
    solution=solution,
    wrong=[
        wrong_heavy_ball,
        wrong_gradient_forgotten,
        wrong_not_damped,
        wrong_mean,
        wrong_sign,
        wrong_rate_inside,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "First the velocity: `mu * v + g`, in a new array.",
        "Then the step: the gradient, plus `mu` times the new velocity, all times the rate.",
    ],
    afterwards="From rest, the first step is (1 + mu) times as long as that of plain descent.",
)
