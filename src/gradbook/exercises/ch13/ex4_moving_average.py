r"""The averaged generator

Write `moving_average(weights, beta)`: `weights` has shape (steps + 1, d). Row 0 holds the weights
before the training, row $t$ those after step $t$. Return the average after the last step, of shape
(d):

- before the training, at $t = 0$, it is row 0;
- after step $t = 1, 2, \dots$ it is $\beta_t$ times the average before plus $1 - \beta_t$ times
  row $t$, with $\beta_t = \min\bigl(\beta, \frac{t}{t + 10}\bigr)$, so that it soon forgets the
  start.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def moving_average(weights: np.ndarray, beta: float) -> np.ndarray:
    """Average after the last step, shape (d,)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(weights: np.ndarray, beta: float) -> np.ndarray:
    """Average after the last step, shape (d,)."""
    average = weights[0]
    for t in range(1, len(weights)):
        b = min(beta, t / (t + 10))
        average = b * average + (1 - b) * weights[t]
    return average


def wrong_exchanged(weights: np.ndarray, beta: float) -> np.ndarray:
    """you gave beta to the new weights; then the average is nearly the last row."""
    average = weights[0]
    for t in range(1, len(weights)):
        b = min(beta, t / (t + 10))
        average = (1 - b) * average + b * weights[t]
    return average


def wrong_constant(weights: np.ndarray, beta: float) -> np.ndarray:
    """you used beta from the start; the average then holds on to the first, random weights."""
    average = weights[0]
    for row in weights[1:]:
        average = beta * average + (1 - beta) * row
    return average


def wrong_last_limit(weights: np.ndarray, beta: float) -> np.ndarray:
    """you used the last step's limit in every step; each step has its own."""
    steps = len(weights) - 1
    b = min(beta, steps / (steps + 10))
    average = weights[0]
    for row in weights[1:]:
        average = b * average + (1 - b) * row
    return average


def wrong_from_zero(weights: np.ndarray, beta: float) -> np.ndarray:
    """you started from zero; start from row 0."""
    average = np.zeros_like(weights[0])
    for t in range(1, len(weights)):
        b = min(beta, t / (t + 10))
        average = b * average + (1 - b) * weights[t]
    return average


def wrong_mean(weights: np.ndarray, beta: float) -> np.ndarray:
    """you took the plain mean of all rows; old weights must fade."""
    return weights.mean(axis=0)


def wrong_early(weights: np.ndarray, beta: float) -> np.ndarray:
    """your t is one too small: row 1 has t = 1, so its limit is 1/11."""
    average = weights[0]
    for t, row in enumerate(weights[1:]):
        b = min(beta, t / (t + 10))
        average = b * average + (1 - b) * row
    return average


def wrong_late(weights: np.ndarray, beta: float) -> np.ndarray:
    """your t is one too large: row 0 has t = 0, so row 1 has the limit 1/11."""
    average = weights[0]
    for t in range(1, len(weights)):
        b = min(beta, (t + 1) / (t + 11))
        average = b * average + (1 - b) * weights[t]
    return average


def wrong_maximum(weights: np.ndarray, beta: float) -> np.ndarray:
    """beta is an upper limit: of beta and t / (t + 10), take the smaller."""
    average = weights[0]
    for t in range(1, len(weights)):
        b = max(beta, t / (t + 10))
        average = b * average + (1 - b) * weights[t]
    return average


def cases() -> Iterator[Case]:
    """Two steps and one by hand, long runs, no step, beta of 0."""
    three = np.array([[11.0], [22.0], [27.0]])
    one_step = three[:2]
    yield case(three, 0.05, expected=np.array([26.7225]), why="two steps, and a beta below 1/11")
    yield case(one_step, 0.9, expected=np.array([21.0]), why="one step, and 1/11 of row 0 is kept")
    yield case(three, 0.9, expected=np.array([26.0]), why="two steps, and 2/12 of the 21 is kept")
    walk = np.cumsum(np.random.default_rng(0).standard_normal((60, 3)), axis=0)
    yield case(walk, 0.8, why="a long run")
    yield case(walk, 0.99, why="a long run, and a beta that is never reached")
    yield case(np.ones((1, 4)), 0.9, expected=np.ones(4), why="no step")
    yield case(walk[:5], 0.0, expected=walk[4], why="beta of 0: the last row")


EXERCISE = exercise(
    starter=moving_average,
    solution=solution,
    wrong=[
        wrong_exchanged,
        wrong_constant,
        wrong_last_limit,
        wrong_from_zero,
        wrong_mean,
        wrong_early,
        wrong_late,
        wrong_maximum,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Begin with row 0, and loop over t from 1 to the last row.",
        "`b = min(beta, t / (t + 10))`.",
        "`average = b * average + (1 - b) * weights[t]`.",
    ],
    afterwards="How many steps does beta = 0.999 need to forget half of what it knew?",
)
