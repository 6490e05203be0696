r"""Two honest scores

Write `masked_scores(y, predicted)`. Both are arrays of token numbers of shape (n, time), padded
with 0 where `y` is 0. Return two numbers:

- the share of the real tokens, over the whole batch, that are predicted right;
- the share of the sentences in which *every* real token is right.

What stands at padded places of `predicted` must not matter. A row of `y` without a real token is
no sentence and does not count. If there is no real token at all, both scores are 0.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def masked_scores(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """Token accuracy and exact match, without padding."""
    raise NotImplementedError("Replace this line by your code.")


def solution(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """Token accuracy and exact match, without padding."""
    real = y != 0
    sentences = real.any(axis=1)
    if not sentences.any():
        return 0.0, 0.0
    right = (predicted == y) & real
    exact = (right == real).all(axis=1)
    return float(right.sum() / real.sum()), float(exact[sentences].mean())


def wrong_counts_padding(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """you counted padding: an answer of zeros would be rewarded."""
    right = predicted == y
    if not (y != 0).any():
        return 0.0, 0.0
    return float(right.mean()), float(right.all(axis=1).mean())


def wrong_strict_padding(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """the token accuracy is right, but for the exact match you also compared padded places."""
    real = y != 0
    sentences = real.any(axis=1)
    if not sentences.any():
        return 0.0, 0.0
    right = (predicted == y) & real
    return float(right.sum() / real.sum()), float((predicted == y).all(axis=1)[sentences].mean())


def wrong_mean_of_means(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """you averaged over sentences first; then a token of a short sentence counts more."""
    real = y != 0
    sentences = real.any(axis=1)
    if not sentences.any():
        return 0.0, 0.0
    right = ((predicted == y) & real)[sentences]
    real = real[sentences]
    tokens = (right.sum(axis=1) / real.sum(axis=1)).mean()
    return float(tokens), float((right == real).all(axis=1).mean())


def wrong_mask_of_predicted(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """you took the mask from the prediction; whoever predicts padding would be excused."""
    real = predicted != 0
    right = (predicted == y) & real
    sentences = (y != 0).any(axis=1)
    if not sentences.any() or not real.any():
        return 0.0, 0.0
    exact = (right == real).all(axis=1)
    return float(right.sum() / real.sum()), float(exact[sentences].mean())


def wrong_divided_by_places(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """you divided by all places; divide by the number of real tokens."""
    real = y != 0
    sentences = real.any(axis=1)
    if not sentences.any():
        return 0.0, 0.0
    right = (predicted == y) & real
    exact = (right == real).all(axis=1)
    return float(right.mean()), float(exact[sentences].mean())


def wrong_empty_is_right(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """a row of padding has no wrong token, and you counted it as a sentence that is right."""
    real = y != 0
    if not real.any():
        return 0.0, 0.0
    right = (predicted == y) & real
    return float(right.sum() / real.sum()), float((right == real).all(axis=1).mean())


def wrong_nan(y: np.ndarray, predicted: np.ndarray) -> tuple[float, float]:
    """without a real token you divided 0 by 0; both scores are 0 then."""
    real = y != 0
    right = (predicted == y) & real
    exact = (right == real).all(axis=1)[real.any(axis=1)]
    return float(right.sum() / real.sum()), float(exact.sum() / len(exact) if len(exact) else 0.0)


def cases() -> Iterator[Case]:
    """By hand, random, a row of padding, only padding."""
    y = np.array([[3, 4, 5, 2], [6, 2, 0, 0], [7, 2, 0, 0]])
    predicted = np.array([[3, 4, 9, 9], [6, 2, 2, 2], [0, 2, 0, 0]])
    yield case(y, predicted, expected=(5 / 8, 1 / 3))
    rng = np.random.default_rng(0)
    y = rng.integers(1, 4, (50, 6)) * (np.arange(6) < rng.integers(1, 7, (50, 1)))
    yield case(y, rng.integers(0, 4, y.shape), why="random tokens")
    y = np.array([[3, 2], [0, 0]])
    yield case(y, np.array([[3, 4], [0, 0]]), expected=(0.5, 0.0), why="a row of padding")
    nothing = np.zeros((2, 3), dtype=int)
    yield case(nothing, nothing, expected=(0.0, 0.0), why="nothing but padding")


EXERCISE = exercise(
    starter=masked_scores,
    solution=solution,
    wrong=[
        wrong_counts_padding,
        wrong_strict_padding,
        wrong_mean_of_means,
        wrong_mask_of_predicted,
        wrong_divided_by_places,
        wrong_empty_is_right,
        wrong_nan,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "`real = y != 0` says what counts. A hit is `(predicted == y) & real`.",
        "A sentence is right where hits and real places are the same in the whole row.",
        "Rows without a real place are left out: `real.any(axis=1)`. Return early if none is left.",
    ],
    afterwards="Which of the two falls faster if each token is wrong with the same probability?",
)
