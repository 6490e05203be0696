r"""Layer norm that survives a large mean

Write `layer_norm(x, gain, offset, epsilon)`. `x` has the shape (batch, time, d); `gain` and
`offset` have the shape (d,). Center the d numbers of each token, divide them by
$\sqrt{\sigma^2 + \varepsilon}$, where $\sigma^2$ is the mean of the squared centered numbers, then
multiply by `gain` and add `offset`. The result has the type of `x`, and must also be right in
float32 for numbers near 10,000 that differ by little.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def layer_norm(x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float) -> np.ndarray:
    """Each token normalized over its own d numbers, of the shape of x."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float) -> np.ndarray:
    """Each token normalized over its own d numbers, of the shape of x."""
    centered = x - x.mean(axis=-1, keepdims=True)
    variance = (centered**2).mean(axis=-1, keepdims=True)
    return gain * centered / np.sqrt(variance + epsilon) + offset


def wrong_over_batch(
    x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float
) -> np.ndarray:
    """you normalized each feature over the batch, as batch normalization does."""
    centered = x - x.mean(axis=(0, 1))
    variance = (centered**2).mean(axis=(0, 1))
    return gain * centered / np.sqrt(variance + epsilon) + offset


def wrong_over_sentence(
    x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float
) -> np.ndarray:
    """you took mean and variance over time as well; each token is normalized by itself."""
    centered = x - x.mean(axis=(1, 2), keepdims=True)
    variance = (centered**2).mean(axis=(1, 2), keepdims=True)
    return gain * centered / np.sqrt(variance + epsilon) + offset


def wrong_unbiased(
    x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float
) -> np.ndarray:
    """you divided the squares by d - 1; layer norm divides by d."""
    centered = x - x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, ddof=1, keepdims=True)
    return gain * centered / np.sqrt(variance + epsilon) + offset


def wrong_epsilon_outside(
    x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float
) -> np.ndarray:
    """epsilon belongs under the root, added to the variance."""
    centered = x - x.mean(axis=-1, keepdims=True)
    return gain * centered / (x.std(axis=-1, keepdims=True) + epsilon) + offset


def wrong_no_root(
    x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float
) -> np.ndarray:
    """you divided by the variance; divide by its root."""
    centered = x - x.mean(axis=-1, keepdims=True)
    variance = (centered**2).mean(axis=-1, keepdims=True)
    return gain * centered / (variance + epsilon) + offset


def wrong_offset_first(
    x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float
) -> np.ndarray:
    """the offset is added after the gain, so the gain does not multiply it."""
    centered = x - x.mean(axis=-1, keepdims=True)
    variance = (centered**2).mean(axis=-1, keepdims=True)
    return gain * (centered / np.sqrt(variance + epsilon) + offset)


def wrong_difference_of_squares(
    x: np.ndarray, gain: np.ndarray, offset: np.ndarray, epsilon: float
) -> np.ndarray:
    """the mean of the squares minus the square of the mean subtracts two large, nearly equal
    numbers; center first.
    """
    mean = x.mean(axis=-1, keepdims=True)
    variance = np.maximum((x**2).mean(axis=-1, keepdims=True) - mean**2, 0)
    return gain * (x - mean) / np.sqrt(variance + epsilon) + offset


def cases() -> Iterator[Case]:
    """By hand, with an epsilon that shows, random, a constant token, a large mean."""
    one, root = np.array([[[1.0, 3.0, 5.0, 7.0], [0.0, 0.0, 2.0, 2.0]]]), np.sqrt(5.0)
    expected = np.array([[[-3, -1, 1, 3], [-root, -root, root, root]]]) / root
    yield case(one, np.ones(4), np.zeros(4), 0.0, expected=expected)
    expected = np.array([[[-1.0, 2.0], [-1.0, 2.0]]])  # ±3 / sqrt(9 + 7), ±0.75
    expected = np.array([[[2 * -0.75 + 1, 4 * 0.75 - 1], [2 * 0.75 + 1, 4 * -0.75 - 1]]])
    two = np.array([[[0.0, 6.0], [6.0, 0.0]]])
    gain, offset = np.array([2.0, 4.0]), np.array([1.0, -1.0])
    yield case(two, gain, offset, 7.0, expected=expected, why="a large epsilon")
    rng = np.random.default_rng(0)
    yield case(rng.standard_normal((3, 5, 8)), *rng.standard_normal((2, 8)), 1e-5)
    flat, gain = np.full((1, 2, 3), 4.0), np.ones(3)
    expected = np.full((1, 2, 3), 0.5)
    yield case(flat, gain, gain / 2, 1e-5, expected=expected, why="a token of equal numbers")
    near = (10_000 + rng.integers(-4, 5, (1, 4, 8)) / 4).astype("float32")
    ones = np.ones(8, dtype="float32")
    why = "float32 numbers near 10,000"
    yield case(near, ones, 0 * ones, 1e-5, rtol=1e-3, atol=1e-3, why=why)


EXERCISE = exercise(
    starter=layer_norm,
    solution=solution,
    wrong=[
        wrong_over_batch,
        wrong_over_sentence,
        wrong_unbiased,
        wrong_epsilon_outside,
        wrong_no_root,
        wrong_offset_first,
        wrong_difference_of_squares,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "Which axis holds the d numbers of one token? `keepdims=True` keeps it, so that you can "
        "subtract.",
        "Center first, then take the mean of the squares of the *centered* numbers.",
        "`gain * centered / np.sqrt(variance + epsilon) + offset`",
    ],
    afterwards="Exercise 04.5 goes back through this layer.",
)
