r"""Bias and variance from predictions

Write `bias_variance(predictions, truth)`. `predictions` has shape (R, n): what each of $R \ge 2$
models, each trained on a set of its own, predicts for $n$ inputs. `truth` has shape (n,): the
value without noise.

Return two numbers, averaged over the $n$ inputs: the mean squared distance of the models' mean
prediction from the truth (bias²), and the mean squared distance of the single predictions from the
models' mean prediction (variance; divide by $R$). Their sum is the mean squared error.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def bias_variance(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Bias² and variance, averaged over the inputs."""
    raise NotImplementedError("Replace this line by your code.")


def solution(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Bias² and variance, averaged over the inputs."""
    center = predictions.mean(axis=0)  # (n,)
    return float(np.mean((center - truth) ** 2)), float(np.mean((predictions - center) ** 2))


def wrong_axis(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """you took the variance over the inputs; it is over the models, input by input (axis 0)."""
    center = predictions.mean(axis=0)
    return float(np.mean((center - truth) ** 2)), float(np.mean(predictions.var(axis=1)))


def wrong_signed_bias(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """you averaged the bias over the inputs before you squared it, so that too high and too low
    cancel; square it at each input.
    """
    center = predictions.mean(axis=0)
    bias2 = np.mean(center - truth) ** 2
    return float(bias2), float(np.mean((predictions - center) ** 2))


def wrong_error(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """your first number is the whole squared error; average the models before you compare them with
    the truth.
    """
    center = predictions.mean(axis=0)
    return float(np.mean((predictions - truth) ** 2)), float(np.mean((predictions - center) ** 2))


def wrong_around_truth(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """your variance is the distance from the truth; variance knows no truth, it is the distance
    from the models' mean.
    """
    center = predictions.mean(axis=0)
    return float(np.mean((center - truth) ** 2)), float(np.mean((predictions - truth) ** 2))


def wrong_degrees(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """you divided by R - 1; divide by R, so that the two sum to the squared error."""
    center = predictions.mean(axis=0)
    variance = np.mean(predictions.var(axis=0, ddof=1))
    return float(np.mean((center - truth) ** 2)), float(variance)


def wrong_deviation(predictions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """you returned a standard deviation; square it."""
    center = predictions.mean(axis=0)
    return float(np.mean((center - truth) ** 2)), float(np.mean(predictions.std(axis=0)))


def cases() -> Iterator[Case]:
    """Two models by hand, opposite biases, random ones, equal models."""
    # Means 1 and 3 against 0 and 3: bias² 1 and 0. Variances 1 and 4.
    hand = np.array([[0.0, 1.0], [2.0, 5.0]])
    yield case(hand, np.array([0.0, 3.0]), expected=(0.5, 2.5))
    opposite = np.array([[1.0, -1.0], [1.0, -1.0]])
    yield case(opposite, np.zeros(2), expected=(1.0, 0.0), why="too high, then too low")
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(7, 30)), rng.normal(size=30))
    yield case(np.full((3, 4), 2.0), np.full(4, 2.0), expected=(0.0, 0.0), why="perfect models")
    yield case(np.array([[1.0], [4.0]]), np.array([2.5]), expected=(0.0, 2.25), why="one input")


EXERCISE = exercise(
    starter=bias_variance,
    solution=solution,
    wrong=[
        wrong_axis,
        wrong_signed_bias,
        wrong_error,
        wrong_around_truth,
        wrong_degrees,
        wrong_deviation,
    ],
    cases=cases,
    difficulty="medium",
    minutes=15,
    hints=[
        "The mean prediction, `predictions.mean(axis=0)`, has shape (n,).",
        "Square the distance from the truth, and the distance of all predictions from the mean "
        "prediction; take the mean of each last.",
    ],
    afterwards="Check that the two sum to np.mean((predictions - truth) ** 2).",
)
