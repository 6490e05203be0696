r"""The nucleus

Write `nucleus(p, top_p)`: `p` holds the probabilities of all characters, shape (K,). Sort them
from the largest down, and keep the shortest beginning whose sum is at least `top_p`. All others
become 0, and what is kept is divided by its sum. Return an array of shape (K,), in the order of
`p`.

The most probable character is always kept, also with `top_p` 0. With `top_p` 1, nothing changes.
No two probabilities are equal here, and no sum meets `top_p` exactly.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def nucleus(p: np.ndarray, top_p: float) -> np.ndarray:
    """Probabilities of the nucleus, 0 elsewhere, shape (K,)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(p: np.ndarray, top_p: float) -> np.ndarray:
    """Probabilities of the nucleus, 0 elsewhere, shape (K,)."""
    order = np.argsort(-p)
    before = np.cumsum(p[order]) - p[order]  # what stands before each
    keep = before < top_p
    keep[0] = True
    result = np.zeros_like(p)
    result[order[keep]] = p[order[keep]]
    return result / result.sum()


def wrong_one_short(p: np.ndarray, top_p: float) -> np.ndarray:
    """your nucleus is one too short: its sum must reach top_p, so the character that crosses it
    belongs to it.
    """
    order = np.argsort(-p)
    keep = np.cumsum(p[order]) < top_p if top_p < 1 else np.ones(len(p), bool)
    keep[0] = True
    result = np.zeros_like(p)
    result[order[keep]] = p[order[keep]]
    return result / result.sum()


def wrong_not_divided(p: np.ndarray, top_p: float) -> np.ndarray:
    """the right characters are kept, but their probabilities do not sum to 1."""
    order = np.argsort(-p)
    keep = np.cumsum(p[order]) - p[order] < top_p
    keep[0] = True
    result = np.zeros_like(p)
    result[order[keep]] = p[order[keep]]
    return result


def wrong_sorted(p: np.ndarray, top_p: float) -> np.ndarray:
    """you returned them sorted; each probability must stay at the place of its character."""
    ordered = np.sort(p)[::-1]
    keep = np.cumsum(ordered) - ordered < top_p
    keep[0] = True
    result = ordered * keep
    return result / result.sum()


def wrong_ascending(p: np.ndarray, top_p: float) -> np.ndarray:
    """you began with the least probable character."""
    order = np.argsort(p)
    keep = np.cumsum(p[order]) - p[order] < top_p
    keep[0] = True
    result = np.zeros_like(p)
    result[order[keep]] = p[order[keep]]
    return result / result.sum()


def wrong_threshold(p: np.ndarray, top_p: float) -> np.ndarray:
    """you compared each probability with 1 - top_p; the sum of the largest ones counts."""
    result = np.where(p >= 1 - top_p, p, 0.0)
    if not result.any():
        result[np.argmax(p)] = 1.0
    return result / result.sum()


def wrong_unsorted(p: np.ndarray, top_p: float) -> np.ndarray:
    """you summed in the order of the alphabet; sort by probability first."""
    keep = np.cumsum(p) - p < top_p
    keep[np.argmax(p)] = True
    result = np.where(keep, p, 0.0)
    return result / result.sum()


def wrong_empty(p: np.ndarray, top_p: float) -> np.ndarray:
    """with top_p 0 you kept nothing and divided by 0; the most probable one is always kept."""
    order = np.argsort(-p)
    keep = np.cumsum(p[order]) - p[order] < top_p
    result = np.zeros_like(p)
    result[order[keep]] = p[order[keep]]
    total = result.sum()
    return result / total if total else np.full_like(p, np.nan)


def cases() -> Iterator[Case]:
    """By hand, random ones, the limits."""
    p = np.array([0.3, 0.5, 0.05, 0.15])
    third = np.array([0.3, 0.5, 0, 0.15]) / 0.95
    yield case(p, 0.75, expected=np.array([0.375, 0.625, 0, 0]), why="two are enough")
    yield case(p, 0.9, expected=third, why="three are needed, since 0.5 + 0.3 is less")
    yield case(p, 0.3, expected=np.array([0.0, 1, 0, 0]), why="one is enough")
    rng = np.random.default_rng(0)
    for top_p in (0.5, 0.93):
        yield case(rng.dirichlet(np.ones(20)), top_p)
    yield case(p, 1.0, expected=p, why="everything is kept")
    yield case(p, 0.0, expected=np.array([0.0, 1, 0, 0]), why="top_p of 0")
    yield case(np.array([1.0]), 0.5, expected=np.array([1.0]), why="one character")


EXERCISE = exercise(
    starter=nucleus,
    solution=solution,
    wrong=[
        wrong_one_short,
        wrong_not_divided,
        wrong_sorted,
        wrong_ascending,
        wrong_threshold,
        wrong_unsorted,
        wrong_empty,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "`np.argsort(-p)` gives the places from the most probable down.",
        "A character is kept if the sum of those *before* it is still below `top_p`.",
        "`result[order[keep]] = p[order[keep]]` brings what is kept back to its place.",
    ],
    afterwards="How many characters are in the nucleus of 0.9 at the start of a word, and inside?",
)
