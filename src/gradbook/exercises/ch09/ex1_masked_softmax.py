r"""Softmax with a mask

Write `masked_softmax(scores, mask)`: softmax over the last axis, in which a key counts only where
`mask` is true. `scores` has shape (..., query, key); `mask` is boolean and broadcasts to it. Where
the mask is false, the weight is exactly 0. A query whose mask is false everywhere gets the weight
0 for every key. Scores may be as large as $10^4$, also where they are masked, and NumPy must not
warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def masked_softmax(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Attention weights of the shape of the scores."""
    raise NotImplementedError("Replace this line by your code.")


def solution(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Attention weights of the shape of the scores."""
    z = np.where(mask, scores, -np.inf)
    largest = z.max(axis=-1, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_not_normalized(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you set the masked weights to 0 after the softmax, so that the others no longer sum to 1;
    mask the scores.
    """
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) * mask


def wrong_zero_score(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you gave masked keys the score 0, which has the weight exp(0); the score that has no
    weight is minus infinity.
    """
    z = np.where(mask, scores, 0)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_inverted(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you masked where the mask is true; here true means that a key may be seen."""
    z = np.where(mask, -np.inf, scores)
    largest = z.max(axis=-1, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_wrong_axis(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """your columns sum to 1; the weights of one query are a row, along the last axis."""
    z = np.where(mask, scores, -np.inf)
    largest = z.max(axis=-2, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-2, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_overflow(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you did not subtract the largest score of a row, and the exponential overflows."""
    e = np.where(mask, np.exp(scores), 0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_hidden_maximum(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you subtracted the largest of all scores, masked ones too, and what may be seen rounds to
    0; take the largest of those that may be seen.
    """
    e = np.where(mask, np.exp(scores - scores.max(axis=-1, keepdims=True)), 0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_empty_row(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """a query that may see nothing is 0/0 in your softmax; its weights are 0."""
    z = np.where(mask, scores, -np.inf)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_uniform_row(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """a query that may see nothing sees everything alike in your softmax; a large negative
    number is not minus infinity.
    """
    z = np.where(mask, scores, -1e9)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cases() -> Iterator[Case]:
    """A row by hand, a batch, large scores, rows without keys."""
    scores = np.log(np.array([[1.0, 3.0, 5.0], [2.0, 1.0, 1.0]]))
    mask = np.array([[True, True, False], [True, True, True]])
    expected = np.array([[0.25, 0.75, 0.0], [0.5, 0.25, 0.25]])
    yield case(scores, mask, expected=expected)
    rng = np.random.default_rng(0)
    mask = rng.random((2, 1, 4, 5)) < 0.6
    mask[..., 0] = True
    yield case(rng.normal(size=(2, 3, 4, 5)), mask, why="a batch with heads")
    scores, mask = np.array([[9999.0, 1e4]]), np.array([[True, True]])
    yield case(scores, mask, why="very large scores")
    scores, mask = np.array([[1.0, 2.0, 1e4]]), np.array([[True, True, False]])
    yield case(scores, mask, why="a very large masked score")
    mask = np.array([[False, False], [True, False]])
    expected = np.array([[0.0, 0.0], [1.0, 0.0]])
    yield case(np.ones((2, 2)), mask, expected=expected, why="a query that may see nothing")


EXERCISE = exercise(
    starter=masked_softmax,
    solution=solution,
    wrong=[
        wrong_not_normalized,
        wrong_zero_score,
        wrong_inverted,
        wrong_wrong_axis,
        wrong_overflow,
        wrong_hidden_maximum,
        wrong_empty_row,
        wrong_uniform_row,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "Put `-np.inf` where the mask is false, with `np.where`. Its exponential is exactly 0.",
        "Subtract the largest score of each row. Where that is `-np.inf`, subtract 0 instead.",
        "Divide by the sum of the row, or by 1 where the sum is 0.",
    ],
    afterwards="Give PyTorch's scaled_dot_product_attention such a row, and then its layer "
    "nn.MultiheadAttention.",
)
