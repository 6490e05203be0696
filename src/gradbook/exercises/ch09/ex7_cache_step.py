r"""One step with a cache that forgets

A model generates token by token and attends to at most `window` tokens, the newest one included.
Write `cache_step(query, key, value, keys, values, window)`. `query`, `key` and `value`, of shape
(batch, d), belong to the new token; `keys` and `values`, of shape (batch, time, d), are the cache,
oldest first, where `time` may be 0. Return three arrays: the output of scaled dot-product attention
of the new token, of shape (batch, d), and the new `keys` and `values`, which hold the last `window`
tokens at most. The arguments must not be changed.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def cache_step(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Output, keys and values after one more token."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Output, keys and values after one more token."""
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    k, v = k[..., -window:, :], v[..., -window:, :]
    s = (k @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * v).sum(axis=-2), k, v


def wrong_without_itself(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the new token does not see itself; add its key and value to the cache before you attend."""
    s = (keys @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True, initial=-np.inf))
    p = p / p.sum(axis=-1, keepdims=True)
    out = (p[..., None] * values).sum(axis=-2)
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    return out, k[..., -window:, :], v[..., -window:, :]


def wrong_not_forgotten(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """your cache keeps everything; keep the last window tokens."""
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    s = (k @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * v).sum(axis=-2), k, v


def wrong_oldest(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you kept the oldest tokens; the newest stand at the end."""
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    k, v = k[..., :window, :], v[..., :window, :]
    s = (k @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * v).sum(axis=-2), k, v


def wrong_late(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you attended to all of the cache and forgot afterward; the window holds for the output,
    too.
    """
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    s = (k @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * v).sum(axis=-2), k[..., -window:, :], v[..., -window:, :]


def wrong_no_scale(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """your scores are not divided by sqrt(d)."""
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    k, v = k[..., -window:, :], v[..., -window:, :]
    s = (k @ query[..., None])[..., 0]
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * v).sum(axis=-2), k, v


def wrong_front(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you put the new token in front; the cache is ordered, oldest first."""
    k = np.concatenate([key[..., None, :], keys], axis=-2)
    v = np.concatenate([value[..., None, :], values], axis=-2)
    k, v = k[..., -window:, :], v[..., -window:, :]
    s = (k @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * v).sum(axis=-2), k, v


def wrong_keys_as_values(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you averaged the keys; the output is a mean of the values."""
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    k, v = k[..., -window:, :], v[..., -window:, :]
    s = (k @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * k).sum(axis=-2), k, v


def wrong_overflow(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the exponential of a large score overflows; subtract the largest."""
    k = np.concatenate([keys, key[..., None, :]], axis=-2)
    v = np.concatenate([values, value[..., None, :]], axis=-2)
    k, v = k[..., -window:, :], v[..., -window:, :]
    s = (k @ query[..., None])[..., 0] / np.sqrt(query.shape[-1])
    p = np.exp(s)
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[..., None] * v).sum(axis=-2), k, v


def cases() -> Iterator[Case]:
    """Equal weights by hand, a window, the first token, large scores."""
    one, cache = np.array([[0.0]]), np.array([[[5.0], [7.0]]])
    new_keys, new_values = np.array([[[5.0], [7.0], [1.0]]]), np.array([[[4.0], [6.0], [2.0]]])
    expected = (np.array([[4.0]]), new_keys, new_values)
    yield case(one, one + 1, one + 2, cache, cache - 1, 9, expected=expected)
    rng = np.random.default_rng(0)
    new, old = rng.normal(size=(3, 2, 4)), rng.normal(size=(2, 2, 5, 4))
    yield case(*new, *old, 10, why="a batch")
    yield case(*new, *old, 3, why="a window of 3")
    yield case(*new, *old[:, :, :0], 3, why="the first token")
    yield case(*(1000 * new[:2]), new[2], *(1000 * old), 4, why="very large scores")


EXERCISE = exercise(
    starter=cache_step,
    solution=solution,
    wrong=[
        wrong_without_itself,
        wrong_not_forgotten,
        wrong_oldest,
        wrong_late,
        wrong_no_scale,
        wrong_front,
        wrong_keys_as_values,
        wrong_overflow,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "`np.concatenate([keys, key[:, None, :]], axis=1)` adds the new key at the end; then "
        "keep `[:, -window:]`.",
        "The scores are one row for each example: `(keys @ query[..., None])[..., 0]`, "
        "divided by the square root of the width.",
    ],
    afterwards="Feed a sequence token by token and compare with one masked pass: key s is seen by "
    "query t where t - window < s <= t.",
)
