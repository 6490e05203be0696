r"""A gradient from function values

Write `numerical_gradient(f, x, h)`, which checks any gradient without knowing a formula for it.
`x` is an array of floats, and `f` takes an array of its shape and returns one number. The result
has the shape of `x`; its entry $i$ is the central difference

$$
\frac{f(x + h e_i) - f(x - h e_i)}{2h},
$$

where $e_i$ is 1 at entry $i$ and 0 elsewhere. `x` may have any number of axes and must be left as
it was.
"""

from collections.abc import Callable, Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """The gradient of f at x by central differences of step h, of the shape of x."""
    raise NotImplementedError("Replace this line by your code.")


def solution(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """The gradient of f at x by central differences of step h, of the shape of x."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def wrong_forward(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """this is the forward difference, whose error falls only with h; take one step to either
    side, and it falls with the square of h.
    """
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x)) / h
    return gradient


def wrong_one_step(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """you divided by h, but the two points are 2h apart."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / h
    return gradient


def wrong_precedence(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """`/ 2 * h` divides by 2 and then multiplies by h; write `/ (2 * h)`."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / 2 * h
    return gradient


def wrong_all_at_once(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> float:
    """you moved all entries of x at once, which gives the sum of the gradient's entries; move
    one at a time.
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def wrong_not_restored(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """after the differences for one entry you did not put it back, so the next entries are
    measured at another point.
    """
    x, gradient = x.copy(), np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
    return gradient


def wrong_one_step_array(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """you never set the entries of your step back to 0, so each difference moves the entries before
    it as well.
    """
    gradient, step = np.zeros_like(x), np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def wrong_rows(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """len(x) counts the rows of a matrix, and index i alone moves a whole row; walk over single
    entries with np.ndindex(x.shape).
    """
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def wrong_flat_argument(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """you gave f a flat array, but it takes one of the shape of x."""
    gradient = np.zeros(x.size)
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = h
        gradient[i] = (f(x.ravel() + step) - f(x.ravel() - step)) / (2 * h)
    return gradient.reshape(x.shape)


def wrong_alias(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """`above = x` makes no copy but gives x a second name, so both points are the same array; write
    x.copy().
    """
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        above, below = x, x
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


def wrong_changed_input(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """you moved the entries of the caller's own x; work on a copy, because adding h and taking it
    away again leaves a rounding error.
    """
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
        x[index] += h
    return gradient


def wrong_flat(f: Callable[[np.ndarray], float], x: np.ndarray, h: float) -> np.ndarray:
    """the gradient must have the shape of x, not one long axis."""
    gradient = []
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(gradient)


def sum_of_cubes(x: np.ndarray) -> float:
    """Separable, with a third derivative that shows in the forward difference."""
    return float(np.sum(x**3))


def product(x: np.ndarray) -> float:
    """Every entry of its gradient depends on all the others."""
    return float(np.prod(x))


def product_of_row_sums(x: np.ndarray) -> float:
    """It takes nothing but a matrix."""
    return float(np.prod(np.sum(x, axis=1)))


def cases() -> Iterator[Case]:
    """Small functions, then shapes."""
    x = np.array([1.0, 2.0])
    yield case(sum_of_cubes, x, 0.01, expected=np.array([3.0001, 12.0001]), rtol=1e-6, atol=1e-7)
    yield case(product, np.array([2.0, 3.0, 5.0]), 0.01, rtol=1e-6, atol=1e-7)
    x = np.random.default_rng(0).normal(size=(2, 3))
    yield case(product_of_row_sums, x, 1e-4, why="a matrix", rtol=1e-6, atol=1e-7)
    yield case(
        product, np.array(3.0), 0.5, expected=1.0, why="an array without axes", rtol=1e-6, atol=1e-7
    )
    yield case(product, np.zeros((0, 2)), 0.1, why="an empty array")


EXERCISE = exercise(
    starter=numerical_gradient,
    solution=solution,
    wrong=[
        wrong_forward,
        wrong_one_step,
        wrong_precedence,
        wrong_all_at_once,
        wrong_not_restored,
        wrong_one_step_array,
        wrong_rows,
        wrong_flat_argument,
        wrong_alias,
        wrong_changed_input,
        wrong_flat,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "`np.ndindex(x.shape)` walks over all indices of an array with any number of axes.",
        "For each index, make an array of zeros like `x` and set that one entry to `h`. It is "
        "$h e_i$.",
        "Fill an array like `x` with `(f(x + step) - f(x - step)) / (2 * h)`, entry by entry.",
    ],
    afterwards="Use it on a function of this chapter whose derivative you know, for several h.",
    imports="from collections.abc import Callable\n\nimport numpy as np",
)
