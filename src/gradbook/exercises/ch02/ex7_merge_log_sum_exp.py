r"""Log-sum-exp in pieces

Some logits do not fit into memory at once, or arrive on several machines. Log-sum-exp can be put
together from pieces. Of each piece you keep two numbers: its largest logit $m$, and the sum
$s = \sum_j e^{z_j - m}$. Its log-sum-exp is then $m + \log s$.

Write `merge_log_sum_exp(m, s, z)`. `m` and `s`, of shape (n,), describe the logits seen so far in
each of $n$ rows; `z` is the next piece, of shape (n, k) with any $k$, also 0. Return the new `m`
and `s`, which describe both together, as two arrays of shape (n,). Before the first piece, `m` is
$-\infty$ and `s` is 0. A logit of $-\infty$ stands for a class that is forbidden and adds nothing;
while a row has nothing else, it keeps $-\infty$ and 0. Logits may be as large as $10^4$, and NumPy
must not warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def merge_log_sum_exp(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest logit and the sum of exponentials below it, after one more piece."""
    raise NotImplementedError("Replace this line by your code.")


def solution(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest logit and the sum of exponentials below it, after one more piece."""
    new_m = np.maximum(m, z.max(axis=1, initial=-np.inf))
    base = np.where(np.isfinite(new_m), new_m, 0)  # nothing is subtracted from -inf
    new_s = s * np.exp(m - base) + np.exp(z - base[:, None]).sum(axis=1)
    return new_m, new_s


def wrong_not_rescaled(
    m: np.ndarray, s: np.ndarray, z: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """your old sum still refers to the old maximum; when the maximum grows, multiply it by
    exp(old - new).
    """
    new_m = np.maximum(m, z.max(axis=1, initial=-np.inf))
    base = np.where(np.isfinite(new_m), new_m, 0)
    return new_m, s + np.exp(z - base[:, None]).sum(axis=1)


def wrong_piece_only(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you forgot what was seen before this piece."""
    new_m = z.max(axis=1, initial=-np.inf)
    base = np.where(np.isfinite(new_m), new_m, 0)
    return new_m, np.exp(z - base[:, None]).sum(axis=1)


def wrong_piece_maximum(
    m: np.ndarray, s: np.ndarray, z: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you shifted the new logits by the maximum of their own piece; shift them by the maximum
    of everything.
    """
    highest = z.max(axis=1, initial=-np.inf)
    new_m = np.maximum(m, highest)
    base = np.where(np.isfinite(new_m), new_m, 0)
    own = np.where(np.isfinite(highest), highest, 0)
    return new_m, s * np.exp(m - base) + np.exp(z - own[:, None]).sum(axis=1)


def wrong_old_maximum(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you kept the old maximum, and larger logits overflow above it; take the larger of the two
    maxima.
    """
    start = np.isinf(m)
    base = np.where(start, z.max(axis=1, initial=-np.inf), m)
    return base, s + np.exp(z - base[:, None]).sum(axis=1)


def wrong_whole_piece(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you took one maximum for all rows; each row has its own, so give max an axis."""
    new_m = np.maximum(m, z.max(initial=-np.inf))
    base = np.where(np.isfinite(new_m), new_m, 0)
    return new_m, s * np.exp(m - base) + np.exp(z - base[:, None]).sum(axis=1)


def wrong_logarithm(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you returned the log-sum-exp as the second result; return the sum s itself."""
    new_m = np.maximum(m, z.max(axis=1, initial=-np.inf))
    base = np.where(np.isfinite(new_m), new_m, 0)
    new_s = s * np.exp(m - base) + np.exp(z - base[:, None]).sum(axis=1)
    return new_m, new_m + np.log(new_s)


def wrong_sign(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you multiplied the old sum by exp(new - old); it shrinks when the maximum grows, so the
    exponent is old - new.
    """
    new_m = np.maximum(m, z.max(axis=1, initial=-np.inf))
    base = np.where(np.isfinite(new_m), new_m, 0)
    old = np.where(np.isfinite(m), m, base)
    return new_m, s * np.exp(base - old) + np.exp(z - base[:, None]).sum(axis=1)


def wrong_no_shift(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you undid the shift of the old sum, and exp(m) overflows; move from the old maximum to the
    new one in one exponential, whose exponent is never positive.
    """
    new_m = np.maximum(m, z.max(axis=1, initial=-np.inf))
    total = s * np.exp(m) + np.exp(z).sum(axis=1)
    return new_m, total * np.exp(np.where(np.isfinite(new_m), -new_m, 0))


def wrong_forbidden(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """while there is nothing but -inf, you subtracted -inf from -inf, which is nan; subtract 0
    there.
    """
    new_m = np.maximum(m, z.max(axis=1, initial=-np.inf))
    return new_m, s * np.exp(m - new_m) + np.exp(z - new_m[:, None]).sum(axis=1)


def wrong_two_pieces(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """a piece of only -inf counts as one with the maximum 0, and rescaling from 0 overflows; a
    piece without allowed classes adds nothing.
    """
    highest = z.max(axis=1, initial=-np.inf)
    new_m = np.maximum(m, highest)
    base = np.where(np.isfinite(new_m), new_m, 0)
    own = np.where(np.isfinite(highest), highest, 0)
    piece = np.exp(z - own[:, None]).sum(axis=1)
    return new_m, s * np.exp(m - base) + piece * np.exp(own - base)


def wrong_empty_piece(m: np.ndarray, s: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """a piece without logits has no maximum; z.max(axis=1, initial=-np.inf) gives -inf there."""
    new_m = np.maximum(m, z.max(axis=1))
    base = np.where(np.isfinite(new_m), new_m, 0)
    return new_m, s * np.exp(m - base) + np.exp(z - base[:, None]).sum(axis=1)


def cases() -> Iterator[Case]:
    """Rows to check by hand, random ones, then minus infinity and nothing at all."""
    m, s = np.log(np.array([2.0, 6.0])), np.array([1.5, 1.25])
    z = np.log(np.array([[8.0, 4.0], [1.0, 2.0]]))
    expected = (np.log(np.array([8.0, 6.0])), np.array([1.875, 1.75]))
    yield case(m, s, z, expected=expected)
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=4), 1 + rng.random(4), 3 * rng.normal(size=(4, 6)), why="a batch")
    nothing, zero = np.full(3, -np.inf), np.zeros(3)
    yield case(nothing, zero, rng.normal(size=(3, 2)), why="the first piece")
    m, s = np.array([9000.0, -9000.0]), np.array([2.0, 3.0])
    yield case(m, s, np.array([[8999.0], [10000.0]]), why="very large logits")
    z = np.array([[-np.inf, 1.0], [-np.inf, -np.inf], [2.0, 2.0]])
    expected = (np.array([1.0, -np.inf, 2.0]), np.array([1.0, 0.0, 2.0]))
    yield case(nothing, zero, z, expected=expected, why="forbidden classes in the first piece")
    m, s = np.array([-1000.0, 3.0]), np.array([2.0, 1.5])
    forbidden = np.full((2, 2), -np.inf)
    yield case(m, s, forbidden, expected=(m, s), why="a piece of forbidden classes only")
    yield case(np.ones(2), np.ones(2), np.zeros((2, 0)), why="a piece without logits")


EXERCISE = exercise(
    starter=merge_log_sum_exp,
    solution=solution,
    wrong=[
        wrong_not_rescaled,
        wrong_piece_only,
        wrong_piece_maximum,
        wrong_old_maximum,
        wrong_whole_piece,
        wrong_logarithm,
        wrong_sign,
        wrong_no_shift,
        wrong_forbidden,
        wrong_two_pieces,
        wrong_empty_piece,
    ],
    cases=cases,
    difficulty="hard",
    minutes=45,
    hints=[
        "The new maximum of a row is the larger of `m` and the largest entry of its row in `z`.",
        r"The old sum refers to the old maximum. Relative to the new one it is "
        r"$s \cdot e^{m - m_\text{new}}$. The new logits are shifted by $m_\text{new}$, too.",
        "`z.max(axis=1, initial=-np.inf)` also works for $k = 0$.",
        "Where the new maximum is $-\\infty$, subtract 0 instead of it: then `np.exp(-np.inf)` is "
        "0, and no `nan` appears.",
    ],
    afterwards="Feed a long row in pieces of different sizes: m + log(s) must not depend on them.",
)
