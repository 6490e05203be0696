r"""A mask for packed sentences

To waste no room, several sentences are packed one after the other into a row of tokens. `segments`,
of shape (batch, time), holds the number of the sentence that each token belongs to, and 0 for
padding. Write `packed_mask(segments, window)`. It returns a boolean array of shape (batch, 1, time,
time), with queries on the third axis and keys on the fourth. Query $t$ may see key $s$ if both have
the same segment number, if that number is not 0, and if $t - \text{window} < s \le t$.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def packed_mask(segments: np.ndarray, window: int) -> np.ndarray:
    """Mask (batch, 1, query, key), true where a key may be seen."""
    raise NotImplementedError("Replace this line by your code.")


def solution(segments: np.ndarray, window: int) -> np.ndarray:
    """Mask (batch, 1, query, key), true where a key may be seen."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = (s <= t) & (s > t - window)
    return (same & near & (segments != 0)[:, None, :])[:, None]


def wrong_padding(segments: np.ndarray, window: int) -> np.ndarray:
    """your padding sees padding; a key of segment 0 is seen by nobody."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = (s <= t) & (s > t - window)
    return (same & near)[:, None]


def wrong_one_segment(segments: np.ndarray, window: int) -> np.ndarray:
    """your queries see other sentences; the segments of query and key must be equal."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    near = (s <= t) & (s > t - window)
    return (near & (segments != 0)[:, None, :])[:, None]


def wrong_earlier_segments(segments: np.ndarray, window: int) -> np.ndarray:
    """your queries see the sentences before theirs; the segments must be equal."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] >= segments[:, None, :]
    near = (s <= t) & (s > t - window)
    return (same & near & (segments != 0)[:, None, :])[:, None]


def wrong_no_window(segments: np.ndarray, window: int) -> np.ndarray:
    """your queries see keys of any age; key s must satisfy s > t - window."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = s <= t
    return (same & near & (segments != 0)[:, None, :])[:, None]


def wrong_future(segments: np.ndarray, window: int) -> np.ndarray:
    """your queries see the future; key s may be seen by query t where s <= t."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = s > t - window
    return (same & near & (segments != 0)[:, None, :])[:, None]


def wrong_transposed(segments: np.ndarray, window: int) -> np.ndarray:
    """your queries see the future instead of the past; keys are on the last axis."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = (s >= t) & (s < t + window)
    return (same & near & (segments != 0)[:, None, :])[:, None]


def wrong_strict(segments: np.ndarray, window: int) -> np.ndarray:
    """your queries do not see themselves; position t may see t."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = (s < t) & (s > t - window)
    return (same & near & (segments != 0)[:, None, :])[:, None]


def wrong_long_window(segments: np.ndarray, window: int) -> np.ndarray:
    """your window has one key too many; with the query itself it has `window` keys."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = (s <= t) & (s >= t - window)
    return (same & near & (segments != 0)[:, None, :])[:, None]


def wrong_inverted(segments: np.ndarray, window: int) -> np.ndarray:
    """true means that a key may be seen, and yours is the opposite."""
    s = np.arange(segments.shape[1])
    t = s[:, None]
    same = segments[:, :, None] == segments[:, None, :]
    near = (s <= t) & (s > t - window)
    return ~(same & near & (segments != 0)[:, None, :])[:, None]


def cases() -> Iterator[Case]:
    """Two sentences and padding by hand, then longer rows, a window of 1, no batch."""
    expected = np.zeros((1, 1, 7, 7), dtype=bool)
    for query, keys in enumerate(([0], [0, 1], [1, 2], [2, 3], [4], [4, 5])):
        expected[0, 0, query, keys] = True
    yield case(np.array([[1, 1, 1, 1, 2, 2, 0]]), 2, expected=expected)
    rows = np.array([[1, 1, 1, 1, 2, 2, 0, 0], [1, 2, 2, 2, 2, 2, 3, 3]])
    yield case(rows, 3)
    yield case(rows, 1, why="a window of 1")
    yield case(rows, 100, why="a window longer than the row")
    yield case(np.zeros((1, 3), dtype=int), 2, why="nothing but padding")
    yield case(np.zeros((0, 3), dtype=int), 2, why="an empty batch")


EXERCISE = exercise(
    starter=packed_mask,
    solution=solution,
    wrong=[
        wrong_padding,
        wrong_one_segment,
        wrong_earlier_segments,
        wrong_no_window,
        wrong_future,
        wrong_transposed,
        wrong_strict,
        wrong_long_window,
        wrong_inverted,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "With `s = np.arange(time)` as a row (keys) and `t = s[:, None]` as a column (queries), "
        "the rule about places is `(s <= t) & (s > t - window)`.",
        "Compare segments the same way: `segments[:, :, None] == segments[:, None, :]` has shape "
        "(batch, query, key). Combine by `&`, and insert the axis of the heads.",
    ],
    afterwards="Which rows of such a mask have no key at all? What does your softmax return for "
    "them?",
)
