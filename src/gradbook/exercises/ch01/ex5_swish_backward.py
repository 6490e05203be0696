r"""Swish with a trainable slope, backward

SiLU is $x\,\sigma(x)$. Swish has one parameter more, which is trained like a weight and shared by
all units: $a = x\,\sigma(\beta x)$.

Write `swish_backward(gradient, x, s, beta)`. It receives $\partial L / \partial a$, the input $x$,
the values $s = \sigma(\beta x)$ that the forward pass has kept, all of the same shape, and the
number $\beta$. It returns two things: $\partial L / \partial x$, an array of that shape, and
$\partial L / \partial \beta$, one number.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def swish_backward(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """The gradients with respect to x (of its shape) and to beta (a number)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """The gradients with respect to x (of its shape) and to beta (a number)."""
    slope = s * (1 - s)  # derivative of the sigmoid at beta x
    by_x = gradient * (s + beta * x * slope)
    by_beta = np.sum(gradient * x**2 * slope)
    return by_x, float(by_beta)


def wrong_no_product_rule(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """x stands twice in x sigma(beta x), before the sigmoid and inside it; the product rule
    gives two terms, and you have the first.
    """
    return gradient * s, float(np.sum(gradient * x**2 * s * (1 - s)))


def wrong_no_chain_rule(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """you left out the factor beta in the derivative of sigma(beta x) with respect to x."""
    slope = s * (1 - s)
    return gradient * (s + x * slope), float(np.sum(gradient * x**2 * slope))


def wrong_no_gradient(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """these are the derivatives of swish alone; the chain rule multiplies them by the gradient
    that arrives.
    """
    slope = s * (1 - s)
    return s + beta * x * slope, float(np.sum(x**2 * slope))


def wrong_gradient_once(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """you multiplied the first result by the gradient that arrives, but not the second."""
    slope = s * (1 - s)
    return gradient * (s + beta * x * slope), float(np.sum(x**2 * slope))


def wrong_extra_beta(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """the derivative of sigma(beta x) with respect to beta has the inner factor x; your second
    result has a factor beta as well.
    """
    slope = beta * s * (1 - s)
    return gradient * (s + x * slope), float(np.sum(gradient * x**2 * slope))


def wrong_x_once(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """in the derivative with respect to beta, one x stands before the sigmoid and another comes
    out of beta x; you have only one of the two.
    """
    slope = s * (1 - s)
    return gradient * (s + beta * x * slope), float(np.sum(gradient * x * slope))


def wrong_mean(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """beta is shared by all entries, so its gradient is the sum of what they contribute, and you
    took the mean.
    """
    slope = s * (1 - s)
    return gradient * (s + beta * x * slope), float(np.mean(gradient * x**2 * slope))


def wrong_not_summed(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, np.ndarray]:
    """beta is one number shared by all entries, so sum what they contribute to its gradient."""
    slope = s * (1 - s)
    return gradient * (s + beta * x * slope), gradient * x**2 * slope


def wrong_swapped(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[float, np.ndarray]:
    """you returned the two results in the other order; the one with respect to x comes first."""
    slope = s * (1 - s)
    return float(np.sum(gradient * x**2 * slope)), gradient * (s + beta * x * slope)


def wrong_in_place(
    gradient: np.ndarray, x: np.ndarray, s: np.ndarray, beta: float
) -> tuple[np.ndarray, float]:
    """`s *= 1 - s`, also under another name, writes into the s that was handed to you, and what
    needs s after that gets s (1 - s); make a new array.
    """
    slope = s
    slope *= 1 - s
    return gradient * (s + beta * x * slope), float(np.sum(gradient * x**2 * slope))


def arguments(
    gradient: np.ndarray, x: np.ndarray, beta: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """The arguments of a call, with s computed stably."""
    e = np.exp(-np.abs(beta * x))
    return gradient, x, np.where(beta * x >= 0, 1, e) / (1 + e), beta


def cases() -> Iterator[Case]:
    """A value to check by hand, random ones, extremes."""
    ln3 = np.log(3.0)  # at beta x = ln 3 the sigmoid is 3/4, at -ln 3 it is 1/4
    x, s = np.array([4 * ln3, -4 * ln3, 0.0]), np.array([0.75, 0.25, 0.5])
    expected = (np.array([12 + 3 * ln3, 8 - 6 * ln3, 2.0]), 144 * ln3**2)
    yield case(np.array([16.0, 32.0, 4.0]), x, s, 0.25, expected=expected)
    rng = np.random.default_rng(0)
    yield case(*arguments(rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), 1.7))
    yield case(*arguments(np.ones(2), np.array([1.0, 2.0]), 0.0), why="beta = 0")
    yield case(*arguments(np.ones(2), np.array([-800.0, 800.0]), 3.0), why="very large inputs")
    yield case(*arguments(np.zeros((0, 2)), np.zeros((0, 2)), 1.0), why="an empty batch")


EXERCISE = exercise(
    starter=swish_backward,
    solution=solution,
    wrong=[
        wrong_no_product_rule,
        wrong_no_chain_rule,
        wrong_no_gradient,
        wrong_gradient_once,
        wrong_extra_beta,
        wrong_x_once,
        wrong_mean,
        wrong_not_summed,
        wrong_swapped,
        wrong_in_place,
    ],
    cases=cases,
    difficulty="medium",
    minutes=30,
    hints=[
        r"By the product rule, $\partial a / \partial x = \sigma(\beta x) + x \cdot "
        r"\partial \sigma(\beta x) / \partial x$. The last factor is $\beta\,s\,(1 - s)$.",
        r"With respect to $\beta$ only the sigmoid changes: "
        r"$\partial a / \partial \beta = x \cdot x\,s\,(1 - s)$.",
        r"Every entry of $a$ depends on the same $\beta$, so $\partial L / \partial \beta$ is the "
        "sum over all entries of gradient times derivative.",
    ],
    afterwards="Check it with your numerical gradient of exercise 01.4, once for x, once for beta.",
)
