r"""After how many different characters?

Kneser-Ney smoothing counts, for each character $w$, after how many *different* characters it
occurs in the text. Write `continuation_counts(ids, size)`: `ids` is a text as an array of
integers from 0 to `size` - 1. Return an array of `size` integers (`np.int64`), the continuation
count of each character.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def continuation_counts(ids: np.ndarray, size: int) -> np.ndarray:
    """For each character, after how many different ones it occurs, shape (size,)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(ids: np.ndarray, size: int) -> np.ndarray:
    """For each character, after how many different ones it occurs, shape (size,)."""
    pairs = np.unique(ids[:-1] * size + ids[1:])
    return np.bincount(pairs % size, minlength=size)


def wrong_frequency(ids: np.ndarray, size: int) -> np.ndarray:
    """you counted how often a character occurs; count the different characters before it."""
    return np.bincount(ids, minlength=size)


def wrong_all_pairs(ids: np.ndarray, size: int) -> np.ndarray:
    """you counted every pair; a pair that occurs again is not a different one."""
    return np.bincount(ids[1:], minlength=size)


def wrong_followers(ids: np.ndarray, size: int) -> np.ndarray:
    """you counted the different characters that come after it; those before it are asked for."""
    pairs = np.unique(ids[:-1] * size + ids[1:])
    return np.bincount(pairs // size, minlength=size)


def wrong_others_only(ids: np.ndarray, size: int) -> np.ndarray:
    """a character may follow itself, and that counts as well."""
    pairs = np.unique(ids[:-1] * size + ids[1:])
    pairs = pairs[pairs // size != pairs % size]
    return np.bincount(pairs % size, minlength=size)


def wrong_circle(ids: np.ndarray, size: int) -> np.ndarray:
    """you took the last character for the one before the first; nothing stands before it."""
    pairs = np.unique(np.roll(ids, 1) * size + ids)
    return np.bincount(pairs % size, minlength=size)


def wrong_short(ids: np.ndarray, size: int) -> np.ndarray:
    """characters that never follow anything need a 0: the result has size entries."""
    pairs = np.unique(ids[:-1] * size + ids[1:])
    return np.bincount(pairs % size)


def cases() -> Iterator[Case]:
    """abracadabra, a double letter, random text, short texts."""
    text = np.array([0, 1, 4, 0, 2, 0, 3, 0, 1, 4, 0])  # a b r a c a d a b r a
    yield case(text, 5, expected=np.array([3, 1, 1, 1, 1]), why="abracadabra")
    yield case(np.array([1, 0, 0, 1, 0]), 2, expected=np.array([2, 1]), why="baaba")
    yield case(np.array([0, 1, 2, 0, 1]), 3, expected=np.array([1, 1, 1]), why="abcab")
    yield case(np.array([1, 0, 2]), 3, expected=np.array([1, 0, 1]), why="a text of three")
    yield case(np.array([2, 0, 2, 0]), 5, why="an alphabet larger than what occurs")
    yield case(np.random.default_rng(0).integers(20, size=300), 20)
    yield case(np.array([3]), 4, expected=np.zeros(4, np.int64), why="one character")
    yield case(np.zeros(0, np.int64), 3, expected=np.zeros(3, np.int64), why="no text")


EXERCISE = exercise(
    starter=continuation_counts,
    solution=solution,
    wrong=[
        wrong_frequency,
        wrong_all_pairs,
        wrong_followers,
        wrong_others_only,
        wrong_circle,
        wrong_short,
    ],
    cases=cases,
    difficulty="medium",
    minutes=15,
    hints=[
        "Make all pairs of neighbors first: `ids[:-1]` and `ids[1:]`.",
        "One integer for each pair, `first * size + second`, lets `np.unique` drop what occurs "
        "again.",
        "`pairs % size` is the second character of each; `np.bincount` counts, and needs "
        "`minlength`.",
    ],
    afterwards="In the training text, which frequent character has a small continuation count?",
)
