r"""Softmax with a bias and a mask

Write `softmax_of_seen(scores, bias, mask)`: softmax of `scores + bias` over the last axis, in which
a key counts only where `mask` is true. `scores` has shape (..., query, key). `bias`, for example a
penalty for distance, and `mask`, which is boolean, broadcast to it. Where the mask is false, the
weight is exactly 0. A query whose mask is false everywhere gets the weight 0 for every key. Scores
and biases may be as large as $10^4$, also where they are masked, and NumPy must not warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def softmax_of_seen(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Attention weights of the shape of the scores."""
    raise NotImplementedError("Replace this line by your code.")


def solution(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Attention weights of the shape of the scores."""
    z = np.where(mask, scores + bias, -np.inf)
    largest = z.max(axis=-1, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_no_bias(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """your weights do not depend on the bias; add it to the scores."""
    z = np.where(mask, scores, -np.inf)
    largest = z.max(axis=-1, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_biased_weights(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you added the bias to the weights, which no longer sum to 1; add it to the scores."""
    z = np.where(mask, scores, -np.inf)
    largest = z.max(axis=-1, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return np.where(mask, e / np.where(total > 0, total, 1) + bias, 0)


def wrong_early_maximum(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you took the largest score before the bias was added, so the exponential can overflow."""
    z = np.where(mask, scores, -np.inf)
    largest = z.max(axis=-1, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0) + bias)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_not_normalized(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you set the masked weights to 0 after the softmax, so that the others no longer sum to 1;
    mask the scores.
    """
    z = scores + bias
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) * mask


def wrong_zero_score(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you gave masked keys the score 0, which has the weight exp(0); the score that has no
    weight is minus infinity.
    """
    z = np.where(mask, scores + bias, 0)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_inverted(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you masked where the mask is true; here true means that a key may be seen."""
    z = np.where(mask, -np.inf, scores + bias)
    largest = z.max(axis=-1, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_wrong_axis(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """your columns sum to 1; the weights of one query are a row, along the last axis."""
    z = np.where(mask, scores + bias, -np.inf)
    largest = z.max(axis=-2, keepdims=True)
    e = np.exp(z - np.where(np.isfinite(largest), largest, 0))
    total = e.sum(axis=-2, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_overflow(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you did not subtract the largest score of a row, and the exponential overflows."""
    e = np.where(mask, np.exp(scores + bias), 0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_hidden_maximum(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """you subtracted the largest of all scores, masked ones too, and what may be seen rounds to
    0; take the largest of those that may be seen.
    """
    z = scores + bias
    e = np.where(mask, np.exp(z - z.max(axis=-1, keepdims=True)), 0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def wrong_empty_row(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """a query that may see nothing is 0/0 in your softmax; its weights are 0."""
    z = np.where(mask, scores + bias, -np.inf)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_uniform_row(scores: np.ndarray, bias: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """a query that may see nothing sees everything alike in your softmax; a large negative
    number is not minus infinity.
    """
    z = np.where(mask, scores + bias, -1e9)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cases() -> Iterator[Case]:
    """A row by hand, a batch, large scores and biases, rows without keys."""
    scores = np.log(np.array([[1.0, 1.0, 5.0], [1.0, 1.0, 1.0]]))
    bias = np.log(np.array([[1.0, 3.0, 1.0], [2.0, 1.0, 1.0]]))
    mask = np.array([[True, True, False], [True, True, True]])
    expected = np.array([[0.25, 0.75, 0.0], [0.5, 0.25, 0.25]])
    yield case(scores, bias, mask, expected=expected)
    rng = np.random.default_rng(0)
    mask = rng.random((2, 1, 4, 5)) < 0.6
    mask[..., 0] = True
    bias = rng.normal(size=(3, 1, 5))
    yield case(rng.normal(size=(2, 3, 4, 5)), bias, mask, why="a batch with heads")
    seen, none = np.array([[True, True]]), np.zeros((1, 2))
    yield case(np.array([[9999.0, 1e4]]), none, seen, why="very large scores")
    yield case(none, np.array([[9999.0, 1e4]]), seen, why="very large biases")
    scores, mask = np.array([[1.0, 2.0, 1e4]]), np.array([[True, True, False]])
    yield case(scores, np.zeros(3), mask, why="a very large masked score")
    mask = np.array([[False, False], [True, False]])
    expected = np.array([[0.0, 0.0], [1.0, 0.0]])
    ones = np.ones((2, 2))
    yield case(ones, ones, mask, expected=expected, why="a query that may see nothing")


EXERCISE = exercise(
    starter=softmax_of_seen,
    solution=solution,
    wrong=[
        wrong_no_bias,
        wrong_biased_weights,
        wrong_early_maximum,
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
        "Add the bias. Put `-np.inf` where the mask is false, with `np.where`: its "
        "exponential is exactly 0.",
        "Subtract the largest score of each row. Where that is `-np.inf`, subtract 0 instead.",
        "Divide by the sum of the row, or by 1 where the sum is 0.",
    ],
    afterwards="Give PyTorch's scaled_dot_product_attention such a row, and then its layer "
    "nn.MultiheadAttention.",
)
