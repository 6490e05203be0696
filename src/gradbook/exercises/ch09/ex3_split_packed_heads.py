r"""Split packed heads

One matrix product often computes queries, keys and values together. Its result `x` has shape
(batch, time, 3 * d_model): first all columns of the queries, then those of the keys, then those of
the values. Within each, head 0 has the first $d_k$ columns, head 1 the next, and so on. Write
`split_packed(x, heads)`, which returns an array of shape (3, batch, heads, time, d_k).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def split_packed(x: np.ndarray, heads: int) -> np.ndarray:
    """Queries, keys and values, each (batch, head, time, d_k)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, heads: int) -> np.ndarray:
    """Queries, keys and values, each (batch, head, time, d_k)."""
    batch, time, width = x.shape
    x = x.reshape(batch, time, 3, heads, width // (3 * heads))
    return x.transpose(2, 0, 3, 1, 4)


def wrong_reshape_only(x: np.ndarray, heads: int) -> np.ndarray:
    """a reshape alone cuts rows in pieces; split the columns first, then move the axes."""
    batch, time, width = x.shape
    return x.reshape(3, batch, heads, time, width // (3 * heads))


def wrong_heads_first(x: np.ndarray, heads: int) -> np.ndarray:
    """you split the columns into heads first and into queries, keys and values within each;
    here the three come first.
    """
    batch, time, width = x.shape
    x = x.reshape(batch, time, heads, 3, width // (3 * heads))
    return x.transpose(3, 0, 2, 1, 4)


def wrong_interleaved(x: np.ndarray, heads: int) -> np.ndarray:
    """you gave neighboring columns to different heads; a head has neighboring columns."""
    batch, time, width = x.shape
    x = x.reshape(batch, time, 3, width // (3 * heads), heads)
    return x.transpose(2, 0, 4, 1, 3)


def wrong_reshaped_parts(x: np.ndarray, heads: int) -> np.ndarray:
    """you separated queries, keys and values, but then reshaped each from (time, d_model) to
    (head, time, d_k) without moving an axis.
    """
    batch, time, width = x.shape
    parts = np.stack(np.split(x, 3, axis=-1))
    return parts.reshape(3, batch, heads, time, width // (3 * heads))


def wrong_no_swap(x: np.ndarray, heads: int) -> np.ndarray:
    """your time stands before the heads; the order is (3, batch, head, time, d_k)."""
    batch, time, width = x.shape
    x = x.reshape(batch, time, 3, heads, width // (3 * heads))
    return x.transpose(2, 0, 1, 3, 4)


def cases() -> Iterator[Case]:
    """Three times and two heads by hand, then random ones, one head, an empty batch."""
    x = 10 * np.arange(3)[:, None] + np.arange(6)  # tens are times, ones are columns
    expected = np.array(
        [[[0, 10, 20], [1, 11, 21]], [[2, 12, 22], [3, 13, 23]], [[4, 14, 24], [5, 15, 25]]]
    )
    expected = expected[:, None, :, :, None]  # (3, batch, head, time, d_k)
    yield case(x[None], 2, expected=expected)
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(2, 4, 24)), 2)
    yield case(rng.normal(size=(3, 5, 36)), 4, why="four heads")
    yield case(rng.normal(size=(2, 3, 6)), 1, why="one head")
    yield case(np.zeros((0, 3, 12)), 2, why="an empty batch")


EXERCISE = exercise(
    starter=split_packed,
    solution=solution,
    wrong=[
        wrong_reshape_only,
        wrong_heads_first,
        wrong_interleaved,
        wrong_reshaped_parts,
        wrong_no_swap,
    ],
    cases=cases,
    difficulty="medium",
    minutes=15,
    hints=[
        "Splitting one axis in several is a reshape: the last axis becomes (3, heads, d_k).",
        "Then move axes: `x.transpose(2, 0, 3, 1, 4)`. A reshape never moves data.",
    ],
    afterwards="Write the inverse for one of the three, and check that it gives back the columns.",
)
