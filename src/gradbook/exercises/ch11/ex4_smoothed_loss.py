r"""A smoothed loss from logits

Write `smoothed_loss(logits, targets, smoothing, pad)`. `logits` has shape (n, time, K); `targets`
has shape (n, time) and holds the true tokens, integers from 0 to $K - 1$, or `pad` where a
sentence has ended. Unlike in exercise 10.7, `pad` is any integer (it may be a class, or a number
such as -100 that is none), the model returns logits, and the share goes to **all** $K$ classes, as
Keras and PyTorch do it: with the true token $k$ and smoothing $\alpha$, the soft target is

$$
q_j = (1 - \alpha)\, \mathbb{1}[j = k] + \frac{\alpha}{K} .
$$

Return the cross-entropy $-\sum_j q_j \log p_j$, with $p$ the softmax of the logits, averaged over
all real positions of the batch, as one number; 0 if no position is real. Logits may be as large as
$\pm 1000$, NumPy must not warn, and what stands at padded positions of `logits` must not matter,
even if it is nan.
"""

import math
from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def smoothed_loss(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """The mean loss of the real positions."""
    raise NotImplementedError("Replace this line by your code.")


def solution(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """The mean loss of the real positions."""
    real = targets != pad
    if not real.any():
        return 0.0
    z, y = logits[real], targets[real]  # (count, K) and (count,)
    largest = z.max(axis=-1)
    log_sum = largest + np.log(np.exp(z - largest[:, None]).sum(axis=-1))
    of_true = z[np.arange(len(y)), y]
    return float((log_sum - (1 - smoothing) * of_true - smoothing * z.mean(axis=-1)).mean())


def wrong_by_sentence(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """you averaged the means of the sentences; every real position counts the same."""
    real = targets != pad
    if not real.any():
        return 0.0
    z, y = logits[real], targets[real]  # (count, K) and (count,)
    largest = z.max(axis=-1)
    log_sum = largest + np.log(np.exp(z - largest[:, None]).sum(axis=-1))
    of_true = z[np.arange(len(y)), y]
    losses = log_sum - (1 - smoothing) * of_true - smoothing * z.mean(axis=-1)
    rows = np.nonzero(real)[0]
    means = [losses[rows == row].mean() for row in np.unique(rows)]
    return float(np.mean(means))


def wrong_no_share_for_true(
    logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int
) -> float:
    """your soft targets do not sum to 1: the true class has 1 - smoothing, but not its share of the
    rest.
    """
    real = targets != pad
    if not real.any():
        return 0.0
    z, y = logits[real], targets[real]  # (count, K) and (count,)
    largest = z.max(axis=-1)
    log_sum = largest + np.log(np.exp(z - largest[:, None]).sum(axis=-1))
    log_p = z - log_sum[:, None]
    q = np.full(z.shape, smoothing / z.shape[-1])
    q[np.arange(len(y)), y] = 1 - smoothing
    return float(-(q * log_p).sum(axis=-1).mean())


def wrong_logits_as_logs(
    logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int
) -> float:
    """you took the logits for logarithms of probabilities; subtract the log-sum-exp first."""
    real = targets != pad
    if not real.any():
        return 0.0
    z, y = logits[real], targets[real]  # (count, K) and (count,)
    of_true = z[np.arange(len(y)), y]
    return float((-(1 - smoothing) * of_true - smoothing * z.mean(axis=-1)).mean())


def wrong_log_of_zero(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """the softmax of a small logit rounds to 0, and its logarithm is minus infinity; subtract the
    log-sum-exp from the logits instead.
    """
    real = targets != pad
    if not real.any():
        return 0.0
    z, y = logits[real], targets[real]  # (count, K) and (count,)
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    log_p = np.log(p / p.sum(axis=-1, keepdims=True))
    of_true = log_p[np.arange(len(y)), y]
    return float(-((1 - smoothing) * of_true + smoothing * log_p.mean(axis=-1)).mean())


def wrong_clipped(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """you added a small number inside the logarithm, which changes the loss; the log-sum-exp needs
    no such help.
    """
    real = targets != pad
    if not real.any():
        return 0.0
    z, y = logits[real], targets[real]  # (count, K) and (count,)
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    log_p = np.log(p / p.sum(axis=-1, keepdims=True) + 1e-7)
    of_true = log_p[np.arange(len(y)), y]
    return float(-((1 - smoothing) * of_true + smoothing * log_p.mean(axis=-1)).mean())


def wrong_pad_as_class(
    logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int
) -> float:
    """you looked up the logit of the padding token before you left the padding out; pad need not be
    a class.
    """
    real = targets != pad
    if not real.any():
        return 0.0
    largest = logits.max(axis=-1, keepdims=True)
    log_p = logits - largest - np.log(np.exp(logits - largest).sum(axis=-1, keepdims=True))
    of_true = np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
    losses = -(1 - smoothing) * of_true - smoothing * log_p.mean(axis=-1)
    return float(losses[real].mean())


def wrong_times_mask(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """you multiplied padded positions by 0, and 0 times nan is nan; leave them out."""
    real = targets != pad
    if not real.any():
        return 0.0
    largest = logits.max(axis=-1, keepdims=True)
    log_p = logits - largest - np.log(np.exp(logits - largest).sum(axis=-1, keepdims=True))
    y = np.where(real, targets, 0)
    of_true = np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0]
    losses = -(1 - smoothing) * of_true - smoothing * log_p.mean(axis=-1)
    return float((losses * real).sum() / real.sum())


def wrong_empty(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """the mean over no position is nan; return 0 then."""
    real = targets != pad
    z, y = logits[real], targets[real]  # (count, K) and (count,)
    largest = z.max(axis=-1)
    log_sum = largest + np.log(np.exp(z - largest[:, None]).sum(axis=-1))
    of_true = z[np.arange(len(y)), y]
    return float((log_sum - (1 - smoothing) * of_true - smoothing * z.mean(axis=-1)).mean())


def one_by_one(logits: np.ndarray, targets: np.ndarray, smoothing: float, pad: int) -> float:
    """The same in another way: position by position, from the definition, in plain Python."""
    losses = []
    for row, token in zip(logits.reshape(targets.size, -1).tolist(), targets.flat, strict=True):
        if token != pad:
            total = math.fsum(math.exp(z) for z in row)
            log_p = [math.log(math.exp(z) / total) for z in row]
            mean = math.fsum(log_p) / len(row)
            losses.append(-(1 - smoothing) * log_p[token] - smoothing * mean)
    return sum(losses) / len(losses)


def cases() -> Iterator[Case]:
    """By hand, random, another padding token, large logits, nan at padding, no real position."""
    p = np.array([[[0.25, 0.5, 0.25], [0.2, 0.2, 0.6]], [[0.5, 0.25, 0.25], [0.1, 0.8, 0.1]]])
    targets = np.array([[1, 2], [1, 0]])
    first = 0.8 * np.log(0.5) + 0.2 * np.log(0.25)  # q is 0.1, 0.8, 0.1
    second = 0.8 * np.log(0.6) + 0.2 * np.log(0.2)
    third = 0.8 * np.log(0.25) + 0.1 * np.log(0.5) + 0.1 * np.log(0.25)
    expected = float(-(first + second + third) / 3)
    why = "three real positions of three classes"
    yield case(np.log(p) + 2, targets, 0.3, 0, expected=expected, why=why)
    rng = np.random.default_rng(0)
    logits = 3 * rng.normal(size=(4, 6, 5))
    words = rng.choice([0, 1, 2, 4], (4, 6))
    padded = np.arange(6) >= np.array([6, 1, 3, 5])[:, None]
    for pad in (3, -100):
        targets = np.where(padded, pad, words)
        expected = one_by_one(logits, targets, 0.1, pad)
        yield case(logits, targets, 0.1, pad, expected=expected, why=f"padding marked by {pad}")
    expected = one_by_one(logits, words, 0.0, 9)
    yield case(logits, words, 0.0, 9, expected=expected, why="neither smoothing nor padding")
    large, targets = np.array([[[1000.0, 1000.0]]]), np.array([[0]])
    yield case(large, targets, 0.2, 9, expected=float(np.log(2)), why="equal logits of 1000")
    large, targets = np.array([[[1000.0, 0.0], [-1000.0, 0.0]]]), np.array([[0, 1]])
    # The logarithms are 0 for the true tokens and -1000 for the others, of weight 0.1.
    yield case(large, targets, 0.2, 9, expected=100.0, why="logits far apart")
    unknown = np.where(padded[:, :, None], np.nan, logits)
    targets = np.where(padded, -1, words)
    expected = one_by_one(logits, targets, 0.1, -1)
    yield case(unknown, targets, 0.1, -1, expected=expected, why="nan at padded positions")
    why = "nothing but padding"
    yield case(np.zeros((1, 2, 4)), np.zeros((1, 2), int), 0.1, 0, expected=0.0, why=why)


EXERCISE = exercise(
    starter=smoothed_loss,
    solution=solution,
    wrong=[
        Slip(
            "padding_counted",
            (
                "you averaged over all positions, as if padding were a word to predict; keep "
                "those where targets is not pad"
            ),
            {
                "real = targets != pad\n    if not real.any():": ("if not (targets != pad).any():"),
                "= logits[real], targets[real]  # (count, K) and (count,)": (
                    "= logits.reshape(-1, logits.shape[-1]), targets.ravel()"
                ),
            },
        ),
        Slip(
            "divided_by_places",
            "you divided by the number of all positions; divide by the number of real ones",
            {
                (
                    "return float((log_sum - (1 - smoothing) * of_true - smoothing * "
                    "z.mean(axis=-1)).mean())"
                ): (
                    "losses = log_sum - (1 - smoothing) * of_true - smoothing * "
                    "z.mean(axis=-1)\n"
                    "    return float(losses.sum() / targets.size)"
                )
            },
        ),
        Slip(
            "sum",
            "you added the losses; divide by the number of real positions",
            {
                (
                    "return float((log_sum - (1 - smoothing) * of_true - smoothing * "
                    "z.mean(axis=-1)).mean())"
                ): (
                    "losses = log_sum - (1 - smoothing) * of_true - smoothing * "
                    "z.mean(axis=-1)\n"
                    "    return float(losses.sum())"
                )
            },
        ),
        wrong_by_sentence,
        Slip(
            "others_only",
            (
                "you spread the smoothing over the K - 1 other classes; here all K share it, "
                "the true one, too"
            ),
            {
                (
                    "return float((log_sum - (1 - smoothing) * of_true - smoothing * "
                    "z.mean(axis=-1)).mean())"
                ): (
                    "others = (z.sum(axis=-1) - of_true) / (z.shape[-1] - 1)\n"
                    "    return float((log_sum - (1 - smoothing) * of_true - smoothing "
                    "* others).mean())"
                )
            },
        ),
        wrong_no_share_for_true,
        Slip(
            "exchanged",
            "the true class got the weight smoothing; it gets 1 - smoothing and its share",
            {
                "- (1 - smoothing) * of_true - smoothing *": (
                    "- smoothing * of_true - (1 - smoothing) *"
                )
            },
        ),
        Slip(
            "no_smoothing",
            "smoothing had no effect on your loss",
            {
                "- (1 - smoothing) * of_true - smoothing * z.mean(axis=-1)).mean())": (
                    "- of_true).mean())"
                )
            },
        ),
        wrong_logits_as_logs,
        Slip(
            "overflow",
            (
                "exp of a large logit overflows; subtract the largest logit of the row first "
                "and add it again after the logarithm"
            ),
            {
                (
                    "largest = z.max(axis=-1)\n"
                    "    log_sum = largest + np.log(np.exp(z - largest[:, "
                    "None]).sum(axis=-1))"
                ): "log_sum = np.log(np.exp(z).sum(axis=-1))"
            },
        ),
        wrong_log_of_zero,
        wrong_clipped,
        Slip(
            "zero_is_pad",
            "you took 0 for padding; which token is padding is said by pad",
            {"real = targets != pad": "real = targets != 0"},
        ),
        wrong_pad_as_class,
        wrong_times_mask,
        wrong_empty,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "`real = targets != pad`, then `logits[real]` and `targets[real]` hold the real positions "
        "as rows. From here on, padding cannot do harm.",
        "With the log-sum-exp $s$ of a row $z$: $\\log p_j = z_j - s$. The soft targets sum to 1, "
        "so the loss is $s - \\sum_j q_j z_j$.",
        "And $\\sum_j q_j z_j$ is $1 - \\alpha$ times the logit of the true token plus $\\alpha$ "
        "times the mean of the row. No array of soft targets is needed.",
        "For $s$, subtract the largest logit $m$ of the row: $s = m + \\log \\sum_j e^{z_j - m}$.",
    ],
    afterwards="PyTorch's cross_entropy has label_smoothing and ignore_index for the same loss.",
)
