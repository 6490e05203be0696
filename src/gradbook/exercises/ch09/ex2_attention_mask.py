r"""A mask for padding and future

Sequences of `lengths` tokens were padded at the end to `time` positions, and each position may see
itself and what came before it, but no padding. Write `attention_mask(lengths, time)`. It returns a
boolean array of shape (batch, 1, time, time), with queries on the third axis and keys on the
fourth, true where the key may be seen. Queries in the padding follow the same rule: they see the
real tokens, all of which came before. `lengths` has shape (batch,).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def attention_mask(lengths: np.ndarray, time: int) -> np.ndarray:
    """Mask (batch, 1, query, key), true where a key may be seen."""
    raise NotImplementedError("Replace this line by your code.")


def solution(lengths: np.ndarray, time: int) -> np.ndarray:
    """Mask (batch, 1, query, key), true where a key may be seen."""
    place = np.arange(time)
    causal = place[None, :] <= place[:, None]  # (query, key)
    real = place < lengths[:, None]  # (batch, key)
    return causal & real[:, None, None, :]


def wrong_no_padding(lengths: np.ndarray, time: int) -> np.ndarray:
    """your queries see padding; combine the two masks."""
    place = np.arange(time)
    causal = place[None, :] <= place[:, None]
    return np.broadcast_to(causal, (len(lengths), 1, time, time)).copy()


def wrong_no_causal(lengths: np.ndarray, time: int) -> np.ndarray:
    """your queries see the future; key s may be seen by query t where s <= t."""
    place = np.arange(time)
    real = place < lengths[:, None]
    return np.broadcast_to(real[:, None, None, :], (len(lengths), 1, time, time)).copy()


def wrong_transposed(lengths: np.ndarray, time: int) -> np.ndarray:
    """your queries see the future instead of the past; keys are on the last axis."""
    place = np.arange(time)
    causal = place[None, :] >= place[:, None]
    real = place < lengths[:, None]
    return causal & real[:, None, None, :]


def wrong_strict(lengths: np.ndarray, time: int) -> np.ndarray:
    """your queries do not see themselves; position t may see t."""
    place = np.arange(time)
    causal = place[None, :] < place[:, None]
    real = place < lengths[:, None]
    return causal & real[:, None, None, :]


def wrong_or(lengths: np.ndarray, time: int) -> np.ndarray:
    """you joined the masks by or; a key must satisfy both."""
    place = np.arange(time)
    causal = place[None, :] <= place[:, None]
    real = place < lengths[:, None]
    return causal | real[:, None, None, :]


def wrong_queries(lengths: np.ndarray, time: int) -> np.ndarray:
    """you masked the padded queries (rows) instead of the padded keys (columns)."""
    place = np.arange(time)
    causal = place[None, :] <= place[:, None]
    real = place < lengths[:, None]
    return causal & real[:, None, :, None]


def wrong_inverted(lengths: np.ndarray, time: int) -> np.ndarray:
    """true means that a key may be seen, and yours is the opposite."""
    place = np.arange(time)
    causal = place[None, :] <= place[:, None]
    real = place < lengths[:, None]
    return ~(causal & real[:, None, None, :])


def wrong_off_by_one(lengths: np.ndarray, time: int) -> np.ndarray:
    """one position of padding may still be seen; a sequence of n tokens ends at position n - 1."""
    place = np.arange(time)
    causal = place[None, :] <= place[:, None]
    real = place <= lengths[:, None]
    return causal & real[:, None, None, :]


def cases() -> Iterator[Case]:
    """Two sequences by hand, then others, an empty one and no batch."""
    expected = np.array([[[1, 0, 0], [1, 0, 0], [1, 0, 0]], [[1, 0, 0], [1, 1, 0], [1, 1, 1]]])
    yield case(np.array([1, 3]), 3, expected=expected[:, None].astype(bool))
    yield case(np.array([1, 4, 2, 5]), 5)
    yield case(np.array([0, 2]), 2, why="an empty sequence")
    yield case(np.zeros(0, dtype=int), 3, why="an empty batch")


EXERCISE = exercise(
    starter=attention_mask,
    solution=solution,
    wrong=[
        wrong_no_padding,
        wrong_no_causal,
        wrong_transposed,
        wrong_strict,
        wrong_or,
        wrong_queries,
        wrong_inverted,
        wrong_off_by_one,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "With `place = np.arange(time)`, compare `place` as a row (keys) with `place` as a "
        "column (queries).",
        "`place < lengths[:, None]` has shape (batch, key). Insert two axes between batch and"
        " key, and combine by `&`.",
    ],
    afterwards="Which rows of such a mask have no key at all? What does your softmax return for "
    "them?",
)
