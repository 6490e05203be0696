r"""Find the impossible learning curve

An article reports the mean cross-entropy and the accuracy of every epoch, measured on the same
examples. Some such pairs cannot both be true: every mistake costs at least a certain amount of
cross-entropy, because the true class was not the most probable one.

Find the least cost of one mistake (the number of classes does not matter), then write
`impossible(loss, accuracy)`. Both arrays have shape (epochs,), with one epoch or more; the loss
uses the natural logarithm. Return an array of booleans of that shape: True where the loss is lower
than the mistakes alone must cost. Correct predictions may cost nothing.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def impossible(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """For each epoch, whether its loss is too low for its accuracy."""
    raise NotImplementedError("Replace this line by your code.")


def solution(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """For each epoch, whether its loss is too low for its accuracy."""
    # Another class is at least as probable as the true one, which then has at most 1/2.
    return loss < (1 - accuracy) * np.log(2)


def wrong_accuracy(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """you let the correct predictions pay; the mistakes, a share of 1 - accuracy, must."""
    return loss < accuracy * np.log(2)


def wrong_one(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """a mistake may cost less than 1: the true class can have a probability as high as 1/2,
    which costs ln 2 = 0.69 (np.log; with np.log2 it would be 1).
    """
    return loss < 1 - accuracy


def wrong_every_example(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """you compared with the cost of one mistake; only a share of 1 - accuracy are mistakes."""
    return loss < np.log(2)


def wrong_chance(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """ln 10 is what guessing among ten classes costs, not the least cost of a mistake; the true
    class can be more probable than 1/10 without being chosen.
    """
    return loss < (1 - accuracy) * np.log(10)


def wrong_possible(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """you marked the epochs that are possible."""
    return loss >= (1 - accuracy) * np.log(2)


def wrong_overall(loss: np.ndarray, accuracy: np.ndarray) -> bool:
    """answer for each epoch by itself; you gave one answer for the whole curve."""
    return bool(np.any(loss < (1 - accuracy) * np.log(2)))


def wrong_at_bound(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """a loss equal to what the mistakes must cost is possible; compare with < instead of <=."""
    return loss <= (1 - accuracy) * np.log(2)


def wrong_logarithm(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """this compares the loss with the logarithm of the accuracy, as if all examples had the same
    probability; mistakes and correct predictions can differ.
    """
    return loss < -np.log(accuracy)


def cases() -> Iterator[Case]:
    """Clear cases, then pairs close to the bound, random ones, extremes."""
    loss = np.array([0.1, 0.01, 0.4, 0.5, 0.7, 0.8])
    accuracy = np.array([0.5, 0.97, 0.3, 0.9, 0.6, 0.9])
    yield case(loss, accuracy, expected=np.array([True, True, True, False, False, False]))
    loss = np.array([0.069, 0.07, 0.103, 0.15, 0.3])  # one mistake in ten costs at least 0.0693
    yield case(loss, np.full(5, 0.9), expected=np.array([True, False, False, False, False]))
    yield case(np.array([2.3]), np.array([0.1]), expected=np.array([False]), why="guessing")
    loss, accuracy = np.array([0.0, 0.0]), np.array([1.0, 0.999])
    yield case(loss, accuracy, expected=np.array([False, True]), why="a loss of 0")
    rng = np.random.default_rng(0)
    yield case(rng.uniform(0, 0.5, size=50), rng.uniform(0.3, 1, size=50))


EXERCISE = exercise(
    starter=impossible,
    solution=solution,
    wrong=[
        wrong_accuracy,
        wrong_one,
        wrong_every_example,
        wrong_chance,
        wrong_possible,
        wrong_overall,
        wrong_at_bound,
        wrong_logarithm,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "One example costs $-\\ln p$, where $p$ is the probability of its true class. If another "
        "class was chosen, that one is at least as probable. How large can $p$ be?",
        "Two classes that share everything have 1/2 each. So a mistake costs at least "
        r"$-\ln \frac12 = \ln 2$.",
        "A share of `1 - accuracy` of all examples pays at least that, and the loss is a mean.",
    ],
    afterwards="Try it on the numbers of an article that you trust.",
)
