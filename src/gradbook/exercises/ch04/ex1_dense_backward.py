r"""Back through one layer

A layer computes $Z = XW + \mathbf{b}$. Write `dense_backward(x, w, delta)`: `x` has shape (n,
d_in), `w` has shape (d_in, d_out), and `delta`, the gradient of the loss by $Z$, has shape (n,
d_out). Return the gradients by the input, the weights and the bias, each with the shape of what
it belongs to. The loss is a mean already, so nothing is to be divided.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def dense_backward(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients by the input, the weights and the bias."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients by the input, the weights and the bias."""
    return delta @ w.T, x.T @ delta, delta.sum(axis=0)


def wrong_mean(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you divided by the number of examples; that division is in delta already."""
    return delta @ w.T, x.T @ delta / len(x), delta.mean(axis=0)


def wrong_bias_mean(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the bias is used once for every example, so its gradient is the sum over them, not
    the mean.
    """
    return delta @ w.T, x.T @ delta, delta.mean(axis=0)


def wrong_bias_not_summed(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the gradient of the bias must have its shape, (d_out,); sum over the examples."""
    return delta @ w.T, x.T @ delta, delta


def wrong_bias_axis(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you summed the gradient of the bias over the outputs; sum over the examples, axis 0."""
    return delta @ w.T, x.T @ delta, delta.sum(axis=1)


def wrong_transposed(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """the gradient of the weights came out transposed; it must have the shape of w."""
    return delta @ w.T, delta.T @ x, delta.sum(axis=0)


def wrong_order(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """your first two gradients are exchanged: input first, then weights."""
    return x.T @ delta, delta @ w.T, delta.sum(axis=0)


def wrong_not_transposed(
    x: np.ndarray, w: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you multiplied by w instead of its transpose; it only fits where w is square."""
    return delta @ w, x.T @ delta, delta.sum(axis=0)


def cases() -> Iterator[Case]:
    """A square layer by hand, then other shapes."""
    yield case(
        np.array([[1.0, 2.0], [0.0, 1.0]]),
        np.array([[1.0, 3.0], [0.0, 2.0]]),
        np.array([[1.0, 0.0], [2.0, -1.0]]),
        expected=(
            np.array([[1.0, 0.0], [-1.0, -2.0]]),
            np.array([[1.0, 0.0], [4.0, -1.0]]),
            np.array([3.0, -1.0]),
        ),
    )
    rng = np.random.default_rng(0)
    x, w, delta = (rng.standard_normal(shape) for shape in [(5, 3), (3, 4), (5, 4)])
    yield case(x, w, delta, why="five examples, three inputs, four outputs")
    yield case(x[:1], w, delta[:1], why="one example")
    yield case(x[:0], w, delta[:0], why="an empty batch")


EXERCISE = exercise(
    starter=dense_backward,
    solution=solution,
    wrong=[
        wrong_mean,
        wrong_bias_mean,
        wrong_bias_not_summed,
        wrong_bias_axis,
        wrong_transposed,
        wrong_order,
        wrong_not_transposed,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Each gradient has the shape of what it belongs to. That leaves one product for each.",
        "`delta @ w.T` has the shape of `x`, and `x.T @ delta` that of `w`.",
        "The bias was added to every row, so its gradient is the sum over the rows.",
    ],
    afterwards="These three lines are most of the work of training a network.",
)
