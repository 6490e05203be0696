r"""Gradient of a memory

A memory `x` of shape (batch, key, d) is both keys and values: the output is
$O = \operatorname{softmax}(Q X^\top / \sqrt{d})\, X$ with queries $Q$ of shape (batch, query, d).
Write `memory_backward(g, query, x)`: given `g`, the gradient of the loss by the output, of shape
(batch, query, d), return its gradients by `query` and by `x`, in this order and of their shapes.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def memory_backward(
    g: np.ndarray, query: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients by query and memory."""
    raise NotImplementedError("Replace this line by your code.")


def solution(g: np.ndarray, query: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradients by query and memory."""
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)  # by the weights
    ds = p * (d - (p * d).sum(axis=-1, keepdims=True)) * scale
    return ds @ x, ds.swapaxes(-1, -2) @ query + p.swapaxes(-1, -2) @ g


def wrong_values_only(
    g: np.ndarray, query: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """your gradient by x has only its part as values; x is used twice, and the parts add up."""
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)
    ds = p * (d - (p * d).sum(axis=-1, keepdims=True)) * scale
    return ds @ x, p.swapaxes(-1, -2) @ g


def wrong_keys_only(
    g: np.ndarray, query: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """your gradient by x has only its part as keys; x is used twice, and the parts add up."""
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)
    ds = p * (d - (p * d).sum(axis=-1, keepdims=True)) * scale
    return ds @ x, ds.swapaxes(-1, -2) @ query


def wrong_no_scale(
    g: np.ndarray, query: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """your gradient by the scores lacks the factor 1/sqrt(d)."""
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)
    ds = p * (d - (p * d).sum(axis=-1, keepdims=True))
    return ds @ x, ds.swapaxes(-1, -2) @ query + p.swapaxes(-1, -2) @ g


def wrong_diagonal(
    g: np.ndarray, query: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you used only the diagonal of softmax's Jacobian, p (1 - p); a score moves all weights of
    its row.
    """
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)
    ds = p * (1 - p) * d * scale
    return ds @ x, ds.swapaxes(-1, -2) @ query + p.swapaxes(-1, -2) @ g


def wrong_no_softmax(
    g: np.ndarray, query: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you passed through the softmax without its Jacobian."""
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)
    ds = d * scale
    return ds @ x, ds.swapaxes(-1, -2) @ query + p.swapaxes(-1, -2) @ g


def wrong_no_mean(g: np.ndarray, query: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you multiplied by the weights but did not subtract the weighted mean of the row."""
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)
    ds = p * d * scale
    return ds @ x, ds.swapaxes(-1, -2) @ query + p.swapaxes(-1, -2) @ g


def wrong_wrong_sum(
    g: np.ndarray, query: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you subtracted a sum over the queries; the weighted mean is taken over the keys of a row."""
    scale = 1 / np.sqrt(query.shape[-1])
    s = query @ x.swapaxes(-1, -2) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    d = g @ x.swapaxes(-1, -2)
    ds = p * (d - (p * d).sum(axis=-2, keepdims=True)) * scale
    return ds @ x, ds.swapaxes(-1, -2) @ query + p.swapaxes(-1, -2) @ g


def cases() -> Iterator[Case]:
    """Two keys by hand, random ones, large scores, a single key."""
    # Weights 1/2 and 1/2; by the weights g x = (1, 0); by the scores (1/4, -1/4).
    g, query, x = np.array([[[1.0]]]), np.array([[[0.0]]]), np.array([[[1.0], [0.0]]])
    yield case(g, query, x, expected=(np.array([[[0.25]]]), np.array([[[0.5], [0.5]]])))
    rng = np.random.default_rng(0)
    yield case(*(rng.normal(size=s) for s in ((2, 3, 4), (2, 3, 4), (2, 5, 4))), why="a batch")
    g, query, x = (rng.normal(size=s) for s in ((1, 2, 4), (1, 2, 4), (1, 3, 4)))
    yield case(g, 1000 * query, x, why="very large scores")
    yield case(g, query, x[:, :1], why="a single key")


EXERCISE = exercise(
    starter=memory_backward,
    solution=solution,
    wrong=[
        wrong_values_only,
        wrong_keys_only,
        wrong_no_scale,
        wrong_diagonal,
        wrong_no_softmax,
        wrong_no_mean,
        wrong_wrong_sum,
    ],
    cases=cases,
    difficulty="hard",
    minutes=30,
    hints=[
        "Compute the weights $P$ forward first, with the largest score of each row subtracted.",
        r"By the weights: $D = G X^\top$. By the scores: $P \odot (D - \text{weighted mean of "
        r"the row})$, times $1/\sqrt d$.",
        "`x` is used as keys and as values. Each use contributes a gradient; add them.",
    ],
    afterwards="Check one entry by finite differences.",
)
