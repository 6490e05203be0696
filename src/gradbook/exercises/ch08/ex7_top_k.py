r"""Right among the first k

Write `top_k_accuracy(logits, y, k)`. `logits` has shape (n, classes), `y` holds n true classes.
Return, as one Python number, the share of examples whose true class is among the `k` largest
logits.

Ties count against you: an example is right only if *fewer than* `k` other classes have a logit
that is at least as large as that of the true class. (Otherwise a network whose logits are all 0
would be right always.) `k` may be as large as the number of classes.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def top_k_accuracy(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """The share of examples whose true class is among the k largest logits."""
    raise NotImplementedError("Replace this line by your code.")


def solution(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """The share of examples whose true class is among the k largest logits."""
    true = logits[np.arange(len(y)), y][:, None]  # (n, 1)
    others = np.sum(logits >= true, axis=1) - 1  # without the true class itself
    return float(np.mean(others < k))


def wrong_strict(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """you let ties count for you: a class with an equal logit stands before the true one."""
    true = logits[np.arange(len(y)), y][:, None]
    return float(np.mean(np.sum(logits > true, axis=1) < k))


def wrong_argsort(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """argsort puts equal logits in any order, so some ties are for you; count the classes whose
    logit is at least as large.
    """
    first = np.argsort(-logits, axis=1)[:, :k]
    return float(np.mean(np.any(first == y[:, None], axis=1)))


def wrong_one_less(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """you counted the true class among those before it, so this is the accuracy for k - 1."""
    true = logits[np.arange(len(y)), y][:, None]
    return float(np.mean(np.sum(logits >= true, axis=1) < k))


def wrong_smallest(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """you took the k smallest logits; argsort sorts upwards."""
    first = np.argsort(logits, axis=1)[:, :k]
    return float(np.mean(np.any(first == y[:, None], axis=1)))


def wrong_kth_only(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """you looked only at place k; the true class may stand at any place up to k."""
    order = np.argsort(-logits, axis=1)
    return float(np.mean(order[:, k - 1] == y))


def wrong_top_one(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """this is the usual accuracy, for k = 1; your answer does not depend on k."""
    return float(np.mean(logits.argmax(axis=1) == y))


def wrong_divided(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """you divided by n k; every example counts once."""
    first = np.argsort(-logits, axis=1)[:, :k]
    return float(np.mean(first == y[:, None]))


def wrong_count(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """this is the number of right examples; divide it by n."""
    true = logits[np.arange(len(y)), y][:, None]
    return float(np.sum(np.sum(logits >= true, axis=1) - 1 < k))


def wrong_one_more(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """you let k other classes stand before the true one; fewer than k may."""
    true = logits[np.arange(len(y)), y][:, None]
    return float(np.mean(np.sum(logits >= true, axis=1) - 1 <= k))


def wrong_percent(logits: np.ndarray, y: np.ndarray, k: int) -> float:
    """you returned percent; a share is asked for."""
    true = logits[np.arange(len(y)), y][:, None]
    return float(100 * np.mean(np.sum(logits >= true, axis=1) - 1 < k))


def cases() -> Iterator[Case]:
    """Rows by hand, random rows, ties, k as large as it can be."""
    row = [5.0, 4.0, 3.0, 2.0, 1.0]
    logits = np.array([row] * 13)
    y = np.array([0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 4, 4])
    yield case(logits, y, 3, expected=10 / 13, why="thirteen equal rows, sorted downwards")
    rng = np.random.default_rng(0)
    logits, y = rng.normal(size=(200, 10)), rng.integers(10, size=200)
    yield case(logits, y, 1, why="random logits, k = 1")
    yield case(logits, y, 3, why="random logits")
    yield case(np.zeros((50, 10)), y[:50], 2, expected=0.0, why="all logits 0")
    yield case(np.round(logits), y, 2, why="logits with ties")
    yield case(logits, y, 10, expected=1.0, why="k is the number of classes")


EXERCISE = exercise(
    starter=top_k_accuracy,
    solution=solution,
    wrong=[
        wrong_strict,
        wrong_argsort,
        wrong_one_less,
        wrong_smallest,
        wrong_kth_only,
        wrong_top_one,
        wrong_divided,
        wrong_count,
        wrong_one_more,
        wrong_percent,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Sorting is not needed: count the classes that stand before the true one.",
        "`logits[np.arange(n), y]` is the logit of the true class, shape (n).",
        "`logits >= true[:, None]` also holds for the true class itself. Subtract it.",
    ],
    afterwards="What is the top-2 accuracy of guessing at random, with K classes?",
)
