r"""The averaged generator

Write `moving_average(weights, beta)`: `weights` has shape (steps, d), one row after each step of
training. Return the average after the last step, of shape (d):

- after the first step it is the first row;
- after step $t$ (counted from 0) it is $\beta_t$ times the average before plus $1 - \beta_t$ times
  row $t$, with $\beta_t = \min\bigl(\beta, \frac{t + 1}{t + 10}\bigr)$, so that it does not hold
  on to the start.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def moving_average(weights: np.ndarray, beta: float) -> np.ndarray:
    """Average after the last step, shape (d,)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(weights: np.ndarray, beta: float) -> np.ndarray:
    """Average after the last step, shape (d,)."""
    average = weights[0].copy()
    for t in range(1, len(weights)):
        b = min(beta, (t + 1) / (t + 10))
        average = b * average + (1 - b) * weights[t]
    return average


def wrong_exchanged(weights: np.ndarray, beta: float) -> np.ndarray:
    """you gave beta to the new weights; then the average is nearly the last row."""
    average = weights[0].copy()
    for t in range(1, len(weights)):
        b = min(beta, (t + 1) / (t + 10))
        average = (1 - b) * average + b * weights[t]
    return average


def wrong_constant(weights: np.ndarray, beta: float) -> np.ndarray:
    """you used beta from the start; the average then holds on to the first, random weights."""
    average = weights[0].copy()
    for row in weights[1:]:
        average = beta * average + (1 - beta) * row
    return average


def wrong_from_zero(weights: np.ndarray, beta: float) -> np.ndarray:
    """you started from zero; start from the first row."""
    average = np.zeros_like(weights[0])
    for t in range(len(weights)):
        b = min(beta, (t + 1) / (t + 10))
        average = b * average + (1 - b) * weights[t]
    return average


def wrong_mean(weights: np.ndarray, beta: float) -> np.ndarray:
    """you took the plain mean of all steps; old weights must fade."""
    return weights.mean(axis=0)


def wrong_off_by_one(weights: np.ndarray, beta: float) -> np.ndarray:
    """your t is one too small: the second row has t = 1, so its limit is 2/11."""
    average = weights[0].copy()
    for t, row in enumerate(weights[1:]):
        b = min(beta, (t + 1) / (t + 10))
        average = b * average + (1 - b) * row
    return average


def wrong_maximum(weights: np.ndarray, beta: float) -> np.ndarray:
    """you took the larger of both; the smaller one lets the average start quickly."""
    average = weights[0].copy()
    for t in range(1, len(weights)):
        b = max(beta, (t + 1) / (t + 10))
        average = b * average + (1 - b) * weights[t]
    return average


def cases() -> Iterator[Case]:
    """Two steps by hand, a long run, one step, beta of 0."""
    two = np.array([[11.0], [0.0]])
    yield case(two, 0.1, expected=np.array([1.1]), why="two steps, and a beta below 2/11")
    yield case(two, 0.9, expected=np.array([2.0]), why="two steps, and 2/11 of the first is kept")
    rng = np.random.default_rng(0)
    yield case(np.cumsum(rng.standard_normal((200, 3)), axis=0), 0.9)
    yield case(np.ones((1, 4)), 0.9, why="one step")
    yield case(rng.standard_normal((5, 2)), 0.0, why="beta of 0: the last row")


EXERCISE = exercise(
    starter=moving_average,
    solution=solution,
    wrong=[
        wrong_exchanged,
        wrong_constant,
        wrong_from_zero,
        wrong_mean,
        wrong_off_by_one,
        wrong_maximum,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Begin with a copy of the first row, and loop over t from 1.",
        "`b = min(beta, (t + 1) / (t + 10))`.",
        "`average = b * average + (1 - b) * weights[t]`.",
    ],
    afterwards="How many steps does beta = 0.999 need to forget half of what it knew?",
)
