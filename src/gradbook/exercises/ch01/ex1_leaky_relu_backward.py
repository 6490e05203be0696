r"""Leaky ReLU, backward

During the backward pass you often have a layer's output $a = f(z)$, but no longer its input $z$.
For leaky ReLU with a slope $\alpha \ge 0$ the output is enough.

Write `leaky_relu_backward(gradient, output, slope)`. It receives $\partial L / \partial a$ and $a$,
two arrays of floats of the same shape, and returns $\partial L / \partial z$. At $z = 0$, take
$\alpha$ as the derivative. With a slope of 0 the function must be right for plain ReLU, whose
outputs are never negative. The result has the dtype of `gradient`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def leaky_relu_backward(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """The gradient with respect to the input of a leaky ReLU, of the same shape."""
    raise NotImplementedError("Replace this line by your code.")


def solution(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """The gradient with respect to the input of a leaky ReLU, of the same shape."""
    return np.where(output > 0, gradient, slope * gradient)


def wrong_derivative_only(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """this is the derivative of leaky ReLU alone; the chain rule multiplies it by the gradient."""
    return np.where(output > 0, 1.0, slope)


def wrong_plain_relu(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """you stopped the gradient on the left, as plain ReLU does; there it is scaled by the slope."""
    return gradient * (output > 0)


def wrong_value(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """you multiplied the gradient by the output of leaky ReLU instead of by its derivative."""
    return gradient * output


def wrong_forward(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """this is leaky ReLU of its own output; the output only says which slope the gradient takes."""
    return np.where(output > 0, output, slope * output)


def wrong_sign_of_gradient(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """you chose the slope by the sign of the gradient; the sign of the output decides."""
    return np.where(gradient > 0, gradient, slope * gradient)


def wrong_divided(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """you divided by the slope, which goes back from output to input; a gradient is multiplied
    by the slope.
    """
    return np.where(output > 0, gradient, gradient / slope)


def wrong_at_zero(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """where the output is 0 you took 1 as the derivative; compare with > instead of >=, because
    no output of plain ReLU is below 0 and every gradient would pass.
    """
    return np.where(output >= 0, gradient, slope * gradient)


def wrong_in_place(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """you wrote into the gradient that was handed to you, and whoever else needs it now has
    other numbers; make a new array.
    """
    gradient[output <= 0] *= slope
    return gradient


def wrong_float64(gradient: np.ndarray, output: np.ndarray, slope: float) -> np.ndarray:
    """your factors are an array of float64, as np.where(..., 1.0, slope) and a mask times a number
    make it, and the product inherits that; np.where(..., gradient, slope * gradient) does not.
    """
    return gradient * np.where(output > 0, 1.0, slope)


def cases() -> Iterator[Case]:
    """Each sign, zero, other dtypes and shapes."""
    gradient, output = np.array([10.0, 20.0, -40.0]), np.array([2.0, -0.5, 3.0])
    yield case(gradient, output, 0.25, expected=np.array([10.0, 5.0, -40.0]))
    yield case(np.array([3.0, 4.0]), np.array([0.0, 1.0]), 0.0, expected=np.array([0.0, 4.0]))
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(4, 5)), rng.normal(size=(4, 5)), 0.01)
    single = np.array([1.0, -1.0], dtype=np.float32)
    yield case(single, single, 0.5, why="arrays of float32")
    yield case(np.array([1e300, -1e300]), np.array([-1.0, 1e300]), 0.1, why="very large inputs")
    yield case(np.zeros((0, 3)), np.zeros((0, 3)), 0.1, why="an empty batch")


EXERCISE = exercise(
    starter=leaky_relu_backward,
    solution=solution,
    wrong=[
        wrong_derivative_only,
        wrong_plain_relu,
        wrong_value,
        wrong_forward,
        wrong_sign_of_gradient,
        wrong_divided,
        wrong_at_zero,
        wrong_in_place,
        wrong_float64,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Leaky ReLU keeps the sign of its input, so `output > 0` says which of its two straight "
        "pieces was used.",
        "The chain rule multiplies the gradient by the slope of that piece, 1 or `slope`.",
        "`np.where(condition, a, b)` chooses between two arrays, entry by entry.",
    ],
    afterwards="torch.nn.LeakyReLU(inplace=True) relies on this: it overwrites its input.",
)
