r"""Softmax with a temperature

Divide the logits by a temperature $T > 0$ before the softmax,

$$
p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}},
$$

and you can make a classifier more certain ($T < 1$) or less ($T > 1$) without changing its choice.

Write `softmax_with_temperature(z, temperature)` over the last axis of `z`, an array of floats of
shape (..., classes). Every row of probabilities must be right, also for very large logits, and for
rows that differ by thousands from each other. NumPy must not warn. The result has the dtype of `z`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def softmax_with_temperature(z: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities of shape (..., classes), the shape of the logits z."""
    raise NotImplementedError("Replace this line by your code.")


def solution(z: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities of shape (..., classes), the shape of the logits z."""
    e = np.exp((z - z.max(axis=-1, keepdims=True)) / temperature)  # at most 1
    return e / e.sum(axis=-1, keepdims=True)


def wrong_axis(z: np.ndarray, temperature: float) -> np.ndarray:
    """you normalized over the batch (axis 0), not over the classes (the last axis)."""
    e = np.exp((z - z.max(axis=0, keepdims=True)) / temperature)
    return e / e.sum(axis=0, keepdims=True)


def wrong_sign(z: np.ndarray, temperature: float) -> np.ndarray:
    """you took exp(-z), so that the largest logit gets the smallest probability."""
    e = np.exp((z.min(axis=-1, keepdims=True) - z) / temperature)
    return e / e.sum(axis=-1, keepdims=True)


def wrong_multiplied(z: np.ndarray, temperature: float) -> np.ndarray:
    """you multiplied the logits by the temperature; divide, so that a high one evens them out."""
    e = np.exp((z - z.max(axis=-1, keepdims=True)) * temperature)
    return e / e.sum(axis=-1, keepdims=True)


def wrong_ignored(z: np.ndarray, temperature: float) -> np.ndarray:
    """the temperature has no effect on your result; it has to divide the logits, inside exp and
    before anything is normalized.
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_probabilities_divided(z: np.ndarray, temperature: float) -> np.ndarray:
    """you divided the probabilities by the temperature, so they no longer sum to 1; divide the
    logits.
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) / temperature


def wrong_whole_batch(z: np.ndarray, temperature: float) -> np.ndarray:
    """you divided by the sum over the whole batch, so that all rows together sum to 1; each row
    has its own sum.
    """
    e = np.exp((z - z.max(axis=-1, keepdims=True)) / temperature)
    return e / e.sum()


def wrong_lost_axis(z: np.ndarray, temperature: float) -> np.ndarray:
    """the sum over the classes has lost its axis, so it does not line up with the rows; keep it
    with keepdims=True.
    """
    e = np.exp((z - z.max(axis=-1, keepdims=True)) / temperature)
    return e / e.sum(axis=-1)


def wrong_second_axis(z: np.ndarray, temperature: float) -> np.ndarray:
    """axis 1 is the last axis of a matrix only; axis=-1 is the last one of any array."""
    e = np.exp((z - z.max(axis=1, keepdims=True)) / temperature)
    return e / e.sum(axis=1, keepdims=True)


def wrong_no_shift(z: np.ndarray, temperature: float) -> np.ndarray:
    """exp overflows for large logits; subtract the largest logit of each row first, which
    changes no probability.
    """
    e = np.exp(z / temperature)
    return e / e.sum(axis=-1, keepdims=True)


def wrong_one_shift(z: np.ndarray, temperature: float) -> np.ndarray:
    """you subtracted the largest logit of the whole batch, and in a row far below it every
    exponential is 0; subtract each row's own.
    """
    e = np.exp((z - z.max()) / temperature)
    return e / e.sum(axis=-1, keepdims=True)


def wrong_shift_not_divided(z: np.ndarray, temperature: float) -> np.ndarray:
    """you divided only the logits by the temperature and not what you subtract, so exp still
    overflows; divide the difference.
    """
    e = np.exp(z / temperature - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cases() -> Iterator[Case]:
    """Rows to check by hand, then batches, then extremes."""
    yield case(np.log([[1.0, 2.0, 5.0]]), 1.0, expected=np.array([[0.125, 0.25, 0.625]]))
    yield case(np.array([[0.0, 2 * np.log(3.0)]]), 2.0, expected=np.array([[0.25, 0.75]]))
    rng = np.random.default_rng(0)
    yield case(np.log([[1.0, 3.0, 4.0], [2.0, 2.0, 4.0]]), 1.0, why="two rows")
    yield case(np.array([1.0, 2.0]), 0.5, why="a single row without a batch axis")
    yield case(rng.normal(size=(2, 3, 4)), 0.7, why="a batch with three axes")
    yield case(np.array([[1000.0, 1001.0]]), 1.0, why="very large logits")
    yield case(np.array([[0.0, 1.0], [5000.0, 5001.0]]), 1.0, why="rows far from each other")
    yield case(np.array([[3.0, 1.0]]), 1e-3, why="a temperature near 0")
    yield case(np.array([[7.0], [-7.0]]), 3.0, expected=np.ones((2, 1)), why="one class")
    yield case(np.array([[1.0, 2.0]], dtype=np.float32), 2.0, why="an array of float32")
    yield case(np.zeros((0, 3)), 1.0, why="an empty batch")


EXERCISE = exercise(
    starter=softmax_with_temperature,
    solution=solution,
    wrong=[
        wrong_axis,
        wrong_sign,
        wrong_multiplied,
        wrong_ignored,
        wrong_probabilities_divided,
        wrong_whole_batch,
        wrong_lost_axis,
        wrong_second_axis,
        wrong_no_shift,
        wrong_one_shift,
        wrong_shift_not_divided,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Softmax does not change when you add the same number to all logits of a row. Which number "
        "makes the largest exponent 0?",
        "Reduce over the last axis and keep it: `z.max(axis=-1, keepdims=True)` has shape (..., 1) "
        "and is subtracted from every class of its own row.",
        "The temperature divides the shifted logits. Then come `np.exp` and one division by the "
        "sum over the last axis, with `keepdims=True` again.",
    ],
    afterwards="Try a small and a large temperature on one row, and compare the largest entries.",
)
