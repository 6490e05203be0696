r"""Soft targets that know about padding

Write `smoothed_loss(log_p, y, alpha)`. `log_p` holds the logarithms of the predicted probabilities,
shape (n, time, V); `y` the true tokens, shape (n, time), where 0 is padding. As in exercise 02.4,
targets are soft, but by a rule that fits padded sequences: at a real position with the true token
$k$, the target $q$ gives $1 - \alpha$ to $k$, gives **nothing** to token 0, and shares $\alpha$
equally among the other $V - 2$ tokens. Return the cross-entropy

$$
-\sum_{j} q_j \log p_j ,
$$

averaged over all real positions of the batch, as one number. What stands at padded positions must
not matter. `log_p` of token 0 may be $-\infty$, even at real positions. If no position is real,
return 0. NumPy must not warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def smoothed_loss(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """The mean loss of the real positions."""
    raise NotImplementedError("Replace this line by your code.")


def solution(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """The mean loss of the real positions."""
    real = y != 0
    if not real.any():
        return 0.0
    words, true = log_p[real][:, 1:], y[real] - 1  # (count, V - 1): without token 0
    of_true = words[np.arange(len(true)), true]
    others = (words.sum(axis=1) - of_true) / (words.shape[1] - 1)
    return float(-((1 - alpha) * of_true + alpha * others).mean())


def wrong_all_tokens(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """you shared alpha among all V tokens; padding and the true token get no share of it."""
    real = y != 0
    if not real.any():
        return 0.0
    kept, true = log_p[real], y[real]
    of_true = kept[np.arange(len(true)), true]
    return float(-((1 - alpha) * of_true + alpha * kept.mean(axis=1)).mean())


def wrong_true_too(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """the true token got a share of alpha, too; it is shared among the other V - 2."""
    real = y != 0
    if not real.any():
        return 0.0
    words, true = log_p[real][:, 1:], y[real] - 1
    of_true = words[np.arange(len(true)), true]
    return float(-((1 - alpha) * of_true + alpha * words.mean(axis=1)).mean())


def wrong_counts_padding(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """you divided by all positions; divide by the number of real ones."""
    real = y != 0
    if not real.any():
        return 0.0
    words, true = log_p[real][:, 1:], y[real] - 1
    of_true = words[np.arange(len(true)), true]
    others = (words.sum(axis=1) - of_true) / (words.shape[1] - 1)
    return float(-((1 - alpha) * of_true + alpha * others).sum() / y.size)


def wrong_by_sentence(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """you averaged the means of the sentences; every real position counts the same."""
    real = y != 0
    if not real.any():
        return 0.0
    words, true = log_p[real][:, 1:], y[real] - 1
    of_true = words[np.arange(len(true)), true]
    others = (words.sum(axis=1) - of_true) / (words.shape[1] - 1)
    loss = np.zeros(y.shape)
    loss[real] = -((1 - alpha) * of_true + alpha * others)
    some = real.any(axis=1)
    return float((loss.sum(axis=1)[some] / real.sum(axis=1)[some]).mean())


def wrong_no_smoothing(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """alpha had no effect on your loss."""
    real = y != 0
    if not real.any():
        return 0.0
    return float(-log_p[real][np.arange(real.sum()), y[real]].mean())


def wrong_zero_times_infinity(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """0 times minus infinity is nan: leave token 0 out of the sum instead of giving it weight 0."""
    real = y != 0
    if not real.any():
        return 0.0
    kept, true = log_p[real], y[real]
    label = np.full(kept.shape, alpha / (kept.shape[1] - 2))
    label[:, 0] = 0
    label[np.arange(len(true)), true] = 1 - alpha
    return float(-(label * kept).sum(axis=1).mean())


def wrong_empty(log_p: np.ndarray, y: np.ndarray, alpha: float) -> float:
    """the mean over no position is nan; return 0 then."""
    real = y != 0
    words, true = log_p[real][:, 1:], y[real] - 1
    of_true = words[np.arange(len(true)), true]
    others = (words.sum(axis=1) - of_true) / (words.shape[1] - 1)
    return float(-((1 - alpha) * of_true + alpha * others).mean())


def cases() -> Iterator[Case]:
    """By hand, random, infinite, empty."""
    p = np.array([[[0.1, 0.4, 0.3, 0.2], [0.7, 0.1, 0.1, 0.1]]])
    y = np.array([[1, 0]])
    expected = float(-(0.8 * np.log(0.4) + 0.1 * np.log(0.3) + 0.1 * np.log(0.2)))
    yield case(np.log(p), y, 0.2, expected=expected, why="one real position, alpha 0.2")
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(7), (5, 6))
    y = rng.integers(1, 7, (5, 6)) * (np.arange(6) < np.array([6, 1, 3, 5, 2])[:, None])
    yield case(np.log(p), y, 0.1, why="sentences of different lengths")
    p[..., 0] = 0
    with np.errstate(divide="ignore"):
        never = np.log(p)
    yield case(never, y, 0.1, why="a model that never predicts padding")
    why = "nothing but padding"
    yield case(np.log(np.full((1, 2, 4), 0.25)), np.zeros((1, 2), int), 0.1, expected=0.0, why=why)


EXERCISE = exercise(
    starter=smoothed_loss,
    solution=solution,
    wrong=[
        wrong_all_tokens,
        wrong_true_too,
        wrong_counts_padding,
        wrong_by_sentence,
        wrong_no_smoothing,
        wrong_zero_times_infinity,
        wrong_empty,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "`log_p[y != 0]` keeps the real positions as rows. Then cut off the column of token 0.",
        "The loss of a position has two terms: 1 - alpha times minus the true entry, and alpha "
        "times minus the mean of the other V - 2 entries.",
        "The sum of the others is the sum of the row minus the true entry.",
    ],
    afterwards="What is the smallest value that this loss can reach, for a given alpha and V?",
)
