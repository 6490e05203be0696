r"""Write into the cache, then attend

A decoder that writes up to `longest` tokens reserves its cache once, because arrays of one fixed
shape are fast. Write `cached_step(q, k, v, cache_k, cache_v, t)` for one sentence. `q`, `k` and
`v`, of shape (heads, $d_k$), belong to the token at position `t`, counted from 0. `cache_k` and
`cache_v`, of shape (heads, longest, $d_k$), hold the keys and values of positions 0 to
$t - 1$ in their first `t` slots; what stands in slots $t$ and later is left over from something
else, and may even be nan.

Put `k` and `v` into slot `t`. Then let the query attend to positions 0 to $t$, by scaled
dot-product attention, each head by itself. Return three arrays: the output, of shape (heads,
$d_k$), and the new keys and values, of the shape of the cache. Leave the arguments as they are.
NumPy must not warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def cached_step(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Output, keys and values after the token at position t."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Output, keys and values after the token at position t."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_all_slots(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the query attended to slots after t, too, which hold leftovers; the keys 0 to t are all it
    may see.
    """
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys, values
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_without_itself(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the slice ended before t, so the token does not see itself; write [:, : t + 1]."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, :t], values[:, :t]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True, initial=-np.inf))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_one_more(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the query saw one slot more than t + 1; the end of a slice is not included."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, : t + 2], values[:, : t + 2]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_attended_first(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you attended before you wrote, so slot t still held what was there before."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = cache_k[:, : t + 1], cache_v[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_zeroed_weights(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you set weights to 0 after the softmax, and the others no longer sum to 1; leave the slots
    out before.
    """
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen = np.arange(keys.shape[1]) <= t
    s = (keys @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = np.where(seen, p / p.sum(axis=-1, keepdims=True), 0.0)
    return (p[:, :, None] * values).sum(axis=1), keys, values


def wrong_zero_scores(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you gave the slots after t the score 0, which has the weight exp(0); leave them out."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen = np.arange(keys.shape[1]) <= t
    s = (keys @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    s = np.where(seen, s, 0.0)
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * values).sum(axis=1), keys, values


def wrong_written_late(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you wrote into slot t + 1; positions are counted from 0, so the new token belongs into slot
    t.
    """
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, (t + 1) % keys.shape[1]], values[:, (t + 1) % keys.shape[1]] = k, v
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_appended(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you appended the new key and value; the cache keeps its length, and they replace what slot t
    held.
    """
    keys = np.concatenate([cache_k[:, :t], k[:, None], cache_k[:, t:]], axis=1)
    values = np.concatenate([cache_v[:, :t], v[:, None], cache_v[:, t:]], axis=1)
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_keys_as_values(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you averaged the keys; the output is a mean of the values."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k = keys[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_k).sum(axis=1), keys, values


def wrong_first_head(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """all heads wrote the key and value of the first head."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k[0], v[0]
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_no_scale(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """your scores are not divided by the square root of d_k."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0]
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_scaled_by_slots(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you divided by the square root of the number of slots; divide by that of d_k."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(cache_k.shape[1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_softmax_over_heads(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """your weights sum to 1 over the heads; each head has a softmax of its own, over the slots."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=0, keepdims=True))
    p = p / p.sum(axis=0, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_in_place(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """an array is handed over without a copy, so you wrote into the cache of the caller."""
    keys, values = cache_k, cache_v
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def wrong_times_nan(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """weight 0 does not silence a slot: 0 times nan is nan; cut the slots off instead."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen = np.arange(keys.shape[1]) <= t
    s = (keys @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    s = np.where(seen, s, -np.inf)
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * values).sum(axis=1), keys, values


def wrong_overflow(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, cache_k: np.ndarray, cache_v: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the exponential of a large score overflows; subtract the largest."""
    keys, values = cache_k.copy(), cache_v.copy()
    keys[:, t], values[:, t] = k, v
    seen_k, seen_v = keys[:, : t + 1], values[:, : t + 1]
    s = (seen_k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[-1])
    p = np.exp(s)
    p = p / p.sum(axis=-1, keepdims=True)
    return (p[:, :, None] * seen_v).sum(axis=1), keys, values


def one_by_one(q: np.ndarray, keys: np.ndarray, values: np.ndarray, t: int) -> np.ndarray:
    """The output in another way: head by head and key by key, from the definition."""
    out = np.zeros(q.shape)
    for head in range(len(q)):
        scores = [float(np.dot(q[head], keys[head, s])) / q.shape[1] ** 0.5 for s in range(t + 1)]
        weights = np.exp(np.array(scores) - max(scores))
        for s in range(t + 1):
            out[head] += weights[s] / weights.sum() * values[head, s]
    return out


def cases() -> Iterator[Case]:
    """One head by hand, random with several heads, first and last slot, nan, large scores."""
    q, k, v = np.array([[[np.log(2)]], [[2.0]], [[3.5]]])
    keys = np.array([[[0.0], [1.0], [1.0], [3.0], [0.0]]])
    values = np.array([[[7.0], [0.0], [14.0], [21.0], [7.0]]])
    new_keys = np.array([[[0.0], [1.0], [2.0], [3.0], [0.0]]])
    new_values = np.array([[[7.0], [0.0], [3.5], [21.0], [7.0]]])
    expected = (np.array([[3.0]]), new_keys, new_values)  # weights 1/7, 2/7 and 4/7
    yield case(q, k, v, keys, values, 2, expected=expected, why="five slots, of which two are used")
    rng = np.random.default_rng(0)
    new, cache = rng.normal(size=(3, 4, 5)), rng.normal(size=(2, 4, 7, 5))
    unknown = np.where(np.arange(7)[:, None] < 2, cache, np.nan)
    for new_rows, old, t, why in [
        (new, cache, 3, "four heads"),
        (new, cache, 0, "the first position"),
        (new, cache, 6, "the last slot"),
        (new, unknown, 2, "nan in the slots that are free"),
        (1000 * new, 1000 * cache, 4, "very large scores"),
    ]:
        written = old.copy()
        written[:, :, t] = new_rows[1:]
        expected = (one_by_one(new_rows[0], written[0], written[1], t), *written)
        yield case(*new_rows, *old, t, expected=expected, why=why)


EXERCISE = exercise(
    starter=cached_step,
    solution=solution,
    wrong=[
        wrong_all_slots,
        wrong_without_itself,
        wrong_one_more,
        wrong_attended_first,
        wrong_zeroed_weights,
        wrong_zero_scores,
        wrong_written_late,
        wrong_appended,
        wrong_keys_as_values,
        wrong_first_head,
        wrong_no_scale,
        wrong_scaled_by_slots,
        wrong_softmax_over_heads,
        wrong_in_place,
        wrong_times_nan,
        wrong_overflow,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "`keys = cache_k.copy()`, then `keys[:, t] = k`: the first axis is the head, the second "
        "is the slot.",
        "Only `keys[:, : t + 1]` and `values[:, : t + 1]` take part in the attention.",
        "The scores have shape (heads, t + 1): `(seen @ q[:, :, None])[:, :, 0]`, divided by the "
        "square root of $d_k$. Subtract the largest of each head before the exponential.",
    ],
    afterwards="A compiled step needs one shape for all t, so it masks the free slots instead of "
    "cutting them off. Why must the free slots hold finite numbers then, and not nan?",
)
