r"""An interval for cross-validation

Write `corrected_interval(scores, n_train, n_test, t)`. `scores` has shape (J,), with $J \ge 2$:
the scores of $J$ trainings on `n_train` examples, each tested on `n_test` others. `t` is the
quantile to use.

Return the lower and the upper end of the corrected interval: the mean, minus and plus $t$ times
$s\sqrt{1/J + n_\text{test} / n_\text{train}}$, where $s$ is the sample standard deviation (the sum
of squares divided by $J - 1$).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def corrected_interval(
    scores: np.ndarray, n_train: int, n_test: int, t: float
) -> tuple[float, float]:
    """Lower and upper end."""
    raise NotImplementedError("Replace this line by your code.")


def solution(scores: np.ndarray, n_train: int, n_test: int, t: float) -> tuple[float, float]:
    """Lower and upper end."""
    half = t * scores.std(ddof=1) * np.sqrt(1 / len(scores) + n_test / n_train)
    return float(scores.mean() - half), float(scores.mean() + half)


def wrong_usual(scores: np.ndarray, n_train: int, n_test: int, t: float) -> tuple[float, float]:
    """you left out n_test / n_train, as if the scores were independent."""
    half = t * scores.std(ddof=1) / np.sqrt(len(scores))
    return float(scores.mean() - half), float(scores.mean() + half)


def wrong_population(
    scores: np.ndarray, n_train: int, n_test: int, t: float
) -> tuple[float, float]:
    """you divided the sum of squares by J; divide by J - 1 (ddof=1)."""
    half = t * scores.std() * np.sqrt(1 / len(scores) + n_test / n_train)
    return float(scores.mean() - half), float(scores.mean() + half)


def wrong_ratio(scores: np.ndarray, n_train: int, n_test: int, t: float) -> tuple[float, float]:
    """you divided n_train by n_test; it is the other way round, test over training."""
    half = t * scores.std(ddof=1) * np.sqrt(1 / len(scores) + n_train / n_test)
    return float(scores.mean() - half), float(scores.mean() + half)


def wrong_share(scores: np.ndarray, n_train: int, n_test: int, t: float) -> tuple[float, float]:
    """you used the share of all examples that is tested; the formula has n_test over n_train."""
    half = t * scores.std(ddof=1) * np.sqrt(1 / len(scores) + n_test / (n_train + n_test))
    return float(scores.mean() - half), float(scores.mean() + half)


def wrong_no_root(scores: np.ndarray, n_train: int, n_test: int, t: float) -> tuple[float, float]:
    """you forgot the square root; the sum in brackets belongs to a variance."""
    half = t * scores.std(ddof=1) * (1 / len(scores) + n_test / n_train)
    return float(scores.mean() - half), float(scores.mean() + half)


def wrong_whole_width(
    scores: np.ndarray, n_train: int, n_test: int, t: float
) -> tuple[float, float]:
    """you halved the distance; it goes t standard errors to each side."""
    half = t * scores.std(ddof=1) * np.sqrt(1 / len(scores) + n_test / n_train) / 2
    return float(scores.mean() - half), float(scores.mean() + half)


def cases() -> Iterator[Case]:
    """Two scores by hand, random ones, equal scores."""
    # s² = 0.02 and 1/2 + 1/4 = 3/4, so the half width is 2 sqrt(0.015).
    half = 2 * np.sqrt(0.015)
    hand = np.array([0.5, 0.7])
    yield case(hand, 40, 10, 2.0, expected=(float(0.6 - half), float(0.6 + half)))
    rng = np.random.default_rng(0)
    yield case(rng.uniform(0.7, 0.9, 10), 90, 10, 2.262)
    yield case(rng.uniform(0.7, 0.9, 100), 90, 10, 1.984, why="ten times ten folds")
    yield case(np.full(4, 0.5), 75, 25, 3.182, expected=(0.5, 0.5), why="equal scores")


EXERCISE = exercise(
    starter=corrected_interval,
    solution=solution,
    wrong=[
        wrong_usual,
        wrong_population,
        wrong_ratio,
        wrong_share,
        wrong_no_root,
        wrong_whole_width,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "`scores.std(ddof=1)` divides by J - 1.",
        "The half width is `t * s * np.sqrt(1 / len(scores) + n_test / n_train)`.",
    ],
    afterwards="With J = 1,000 repetitions, how narrow can the interval become?",
)
