r"""Merge two halves of attention

Keys were divided between two machines. For each query, machine 1 returns its output `o1`, of shape
(n, d), and the log-sum-exp of its scores `z1`, of shape (n,): $z = \log \sum_j e^{s_j}$. Machine 2
returns `o2` and `z2`. Write `merge_attention(o1, z1, o2, z2)`, which returns the output and the
log-sum-exp over all keys, of shapes (n, d) and (n,). Where a machine had no key that the query may
see, its $z$ is $-\infty$ and its output 0. If that holds for both, so it does for the result. $z$
may be as large as $10^4$, and NumPy must not warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def merge_attention(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Output and log-sum-exp over the keys of both."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Output and log-sum-exp over the keys of both."""
    z = np.logaddexp(z1, z2)
    base = np.where(np.isfinite(z), z, 0)
    w1, w2 = np.exp(z1 - base)[:, None], np.exp(z2 - base)[:, None]
    return w1 * o1 + w2 * o2, z


def wrong_mean(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you averaged the two outputs; each counts by its share of the sum of exponentials."""
    return (o1 + o2) / 2, np.logaddexp(z1, z2)


def wrong_sum(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you added the two outputs, but each has been divided by its own sum already; weight them."""
    return o1 + o2, np.logaddexp(z1, z2)


def wrong_by_logs(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you weighted by the log-sum-exps themselves; the weights are their exponentials."""
    total = np.where(z1 + z2 == 0, 1, z1 + z2)
    return (z1[:, None] * o1 + z2[:, None] * o2) / total[:, None], np.logaddexp(z1, z2)


def wrong_swapped(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you gave each output the weight of the other."""
    z = np.logaddexp(z1, z2)
    base = np.where(np.isfinite(z), z, 0)
    return np.exp(z2 - base)[:, None] * o1 + np.exp(z1 - base)[:, None] * o2, z


def wrong_maximum(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """your log-sum-exp is the larger of the two; their exponentials add up."""
    z = np.logaddexp(z1, z2)
    base = np.where(np.isfinite(z), z, 0)
    w1, w2 = np.exp(z1 - base)[:, None], np.exp(z2 - base)[:, None]
    return w1 * o1 + w2 * o2, np.maximum(z1, z2)


def wrong_overflow(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """the exponential of a log-sum-exp overflows; subtract the merged one first."""
    e1, e2 = np.exp(z1)[:, None], np.exp(z2)[:, None]
    total = e1 + e2
    out = (e1 * o1 + e2 * o2) / np.where(total > 0, total, 1)
    return out, np.logaddexp(z1, z2)


def wrong_relative_to_first(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you subtracted the first log-sum-exp; if it is far below the second, or -inf, the
    exponential overflows.
    """
    none = np.isneginf(z1) & np.isneginf(z2)
    w = np.exp(np.where(none, -np.inf, z2) - np.where(none, 0, z1))[:, None]
    return (o1 + w * o2) / (1 + w), np.logaddexp(z1, z2)


def wrong_nothing(
    o1: np.ndarray, z1: np.ndarray, o2: np.ndarray, z2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """where both have no key, you subtracted -inf from -inf, which is nan; subtract 0 there."""
    z = np.logaddexp(z1, z2)
    return np.exp(z1 - z)[:, None] * o1 + np.exp(z2 - z)[:, None] * o2, z


def cases() -> Iterator[Case]:
    """Shares 1/4 and 3/4 by hand, random ones, large ones, no keys."""
    o1, o2 = np.array([[4.0, 0.0]]), np.array([[8.0, 4.0]])
    z1, z2 = np.log(np.array([2.0])), np.log(np.array([6.0]))
    yield case(o1, z1, o2, z2, expected=(np.array([[7.0, 3.0]]), np.log(np.array([8.0]))))
    rng = np.random.default_rng(0)
    o1, o2, (z1, z2) = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
    yield case(o1, z1, o2, z2, why="a batch")
    yield case(o1, z1 + 1e4, o2, z2 + 1e4, why="very large scores")
    nothing, zero = np.full(4, -np.inf), np.zeros((4, 3))
    yield case(o1, z1, zero, nothing, expected=(o1, z1), why="no keys on machine 2")
    yield case(zero, nothing, o2, z2, expected=(o2, z2), why="no keys on machine 1")
    yield case(o1, z1, o2, z2 + 1e4, why="very different scores")
    yield case(zero, nothing, zero, nothing, expected=(zero, nothing), why="no keys at all")


EXERCISE = exercise(
    starter=merge_attention,
    solution=solution,
    wrong=[
        wrong_mean,
        wrong_sum,
        wrong_by_logs,
        wrong_swapped,
        wrong_maximum,
        wrong_overflow,
        wrong_relative_to_first,
        wrong_nothing,
    ],
    cases=cases,
    difficulty="hard",
    minutes=30,
    hints=[
        "The sums of exponentials are $e^{z_1}$ and $e^{z_2}$, so the merged log-sum-exp is "
        "`np.logaddexp(z1, z2)`.",
        "An output is a sum divided by $e^{z_i}$. To divide by $e^{z}$ instead, multiply by "
        "$e^{z_i - z}$, which is at most 1.",
        "Where the merged value is `-np.inf`, subtract 0.",
    ],
    afterwards="Split a sequence in three parts and merge them in any order: the result must not "
    "depend on it.",
)
