r"""Binary cross-entropy with a weight for the positives

One example in a thousand is positive. So that it is not lost among the others, its loss
gets a weight $w$:

$$
\begin{aligned}
\ell = {} &-w\,y \log \sigma(z) \\
&- (1 - y) \log (1 - \sigma(z)).
\end{aligned}
$$

Write `positive_weighted_loss(z, y, w)`. The logits `z` and the labels `y` are arrays of floats of
the same shape, with $0 \le y \le 1$: labels may be soft. It returns the loss of each entry, an
array of that shape and of the dtype of `z`; no mean. NumPy must not warn, and no result may be
`nan` or infinite, also not for $z = \pm 1000$. A loss of $10^{-18}$ is small, but not 0.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def positive_weighted_loss(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """The losses, of the shape of z."""
    raise NotImplementedError("Replace this line by your code.")


def solution(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """The losses, of the shape of z."""
    small = np.log1p(np.exp(-np.abs(z)))
    if_positive = np.maximum(-z, 0) + small  # -log(sigmoid(z))
    if_negative = np.maximum(z, 0) + small  # -log(1 - sigmoid(z))
    return w * y * if_positive + (1 - y) * if_negative


def wrong_unweighted(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """this is right without a weight; the part with y has to be multiplied by w."""
    small = np.log1p(np.exp(-np.abs(z)))
    return y * (np.maximum(-z, 0) + small) + (1 - y) * (np.maximum(z, 0) + small)


def wrong_all_weighted(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """you weighted every example; only the part with y gets the weight."""
    small = np.log1p(np.exp(-np.abs(z)))
    return w * (y * (np.maximum(-z, 0) + small) + (1 - y) * (np.maximum(z, 0) + small))


def wrong_negatives(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """you weighted the negatives; the weight belongs to y, not to 1 - y."""
    small = np.log1p(np.exp(-np.abs(z)))
    return y * (np.maximum(-z, 0) + small) + w * (1 - y) * (np.maximum(z, 0) + small)


def wrong_swapped(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """you mixed up the two labels: a large logit must be cheap where y is 1."""
    small = np.log1p(np.exp(-np.abs(z)))
    return w * y * (np.maximum(z, 0) + small) + (1 - y) * (np.maximum(-z, 0) + small)


def wrong_weight_inside(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """you put w y in place of y in softplus(z) - y z, but there the factor of softplus is
    y + (1 - y), which becomes w y + (1 - y).
    """
    return np.maximum(z, 0) - w * y * z + np.log1p(np.exp(-np.abs(z)))


def wrong_hard_labels(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """you chose one of the two terms; with a soft label, both contribute."""
    small = np.log1p(np.exp(-np.abs(z)))
    return np.where(y > 0.5, w * (np.maximum(-z, 0) + small), np.maximum(z, 0) + small)


def wrong_probabilities(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """for large logits exp overflows, or a probability rounds to 0 or 1 and its logarithm is
    not finite; express both logarithms by softplus.
    """
    p = 1 / (1 + np.exp(-z))
    return -w * y * np.log(p) - (1 - y) * np.log(1 - p)


def wrong_clipped(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """clipping the probability puts a ceiling on the loss, and above it there is no gradient;
    compute from the logits.
    """
    e = np.exp(-np.abs(z))
    p = np.clip(np.where(z >= 0, 1, e) / (1 + e), 1e-7, 1 - 1e-7)
    return -w * y * np.log(p) - (1 - y) * np.log(1 - p)


def wrong_log(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """1 plus a very small number rounds to 1, and a small loss becomes 0; np.log1p(t) computes
    log(1 + t) without adding the 1.
    """
    small = np.log(1 + np.exp(-np.abs(z)))
    return w * y * (np.maximum(-z, 0) + small) + (1 - y) * (np.maximum(z, 0) + small)


def wrong_factor(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """you multiplied the whole loss by 1 + (w - 1) y; with a soft label, only the part with y
    gets a weight.
    """
    small = np.log1p(np.exp(-np.abs(z)))
    return (1 + (w - 1) * y) * (np.maximum(z, 0) - y * z + small)


def wrong_difference(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """subtracting z from softplus(z) loses a small loss in rounding; compute softplus(-z)."""
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return w * y * (softplus - z) + (1 - y) * softplus


def wrong_compact(z: np.ndarray, y: np.ndarray, w: float) -> np.ndarray:
    """where y is 0 and z is very negative, adding (1 - y) z to softplus(-z) loses a small loss in
    rounding; compute softplus(z).
    """
    softplus = np.log1p(np.exp(-np.abs(z))) + np.maximum(-z, 0)
    return (1 - y) * z + (1 + (w - 1) * y) * softplus


def cases() -> Iterator[Case]:
    """Values to check by hand, soft labels, dtypes, then extremes."""
    z, y = np.array([np.log(3.0), np.log(3.0)]), np.array([1.0, 0.0])
    yield case(z, y, 5.0, expected=np.array([5 * np.log(4 / 3), np.log(4.0)]))
    rng = np.random.default_rng(0)
    soft = np.array([0.3, 0.8])
    yield case(np.array([-np.log(3.0), 1.0]), soft, 3.0, why="soft labels")
    yield case(rng.normal(size=(3, 4)), rng.integers(2, size=(3, 4)).astype(float), 0.4)
    z, y = np.array([1.0, -2.0], np.float32), np.array([1.0, 0.0], np.float32)
    yield case(z, y, 2.0, why="arrays of float32")
    z, y = np.array([30.0, -30.0]), np.array([0.0, 1.0])
    yield case(z, y, 2.0, why="certain, wrong logits")
    z, y = np.array([1000.0, -1000.0, 1000.0]), np.array([1.0, 1.0, 0.0])
    yield case(z, y, 2.0, expected=np.array([0.0, 2000.0, 1000.0]), why="very large logits")
    z, y = np.array([40.0, -40.0]), np.array([1.0, 0.0])
    yield case(z, y, 1.0, atol=0.0, why="small losses")
    yield case(np.zeros((0, 3)), np.zeros((0, 3)), 2.0, why="an empty batch")


EXERCISE = exercise(
    starter=positive_weighted_loss,
    solution=solution,
    wrong=[
        wrong_unweighted,
        wrong_all_weighted,
        wrong_negatives,
        wrong_swapped,
        wrong_weight_inside,
        wrong_hard_labels,
        wrong_probabilities,
        wrong_clipped,
        wrong_log,
        wrong_factor,
        wrong_difference,
        wrong_compact,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        r"$-\log \sigma(z)$ is $\operatorname{softplus}(-z)$, and $-\log(1 - \sigma(z))$ is "
        r"$\operatorname{softplus}(z)$. Multiply each by its factor, and add.",
        r"Exercise 01.2 computes $\operatorname{softplus}(z)$ as $\max(z, 0) + \ln(1 + e^{-|z|})$, "
        "with `np.log1p`. The second term is the same for both signs of $z$.",
        "`w * y * (np.maximum(-z, 0) + small) + (1 - y) * (np.maximum(z, 0) + small)`",
    ],
    afterwards="In PyTorch, w is pos_weight of binary_cross_entropy_with_logits.",
)
