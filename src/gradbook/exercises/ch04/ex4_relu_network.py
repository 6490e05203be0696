r"""A network by hand

Write `network_gradients(x, y, w1, b1, w2, b2)` for a classifier with one hidden layer of ReLU
units: $Z^{(1)} = XW^{(1)} + \mathbf{b}^{(1)}$, $A = \operatorname{ReLU}(Z^{(1)})$, logits
$Z^{(2)} = AW^{(2)} + \mathbf{b}^{(2)}$, and the mean cross-entropy of the batch. `x` has shape
(n, d), `y` holds n classes as integers, the biases have one axis. Return the four gradients in
the order of the parameters. At a pre-activation of exactly 0 the slope of ReLU is 0.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def network_gradients(
    x: np.ndarray, y: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of the mean cross-entropy by w1, b1, w2 and b2."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    x: np.ndarray, y: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of the mean cross-entropy by w1, b1, w2 and b2."""
    z1 = x @ w1 + b1
    a = np.maximum(z1, 0)
    z2 = a @ w2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    delta2 = e / e.sum(axis=1, keepdims=True)
    delta2[np.arange(len(y)), y] -= 1
    delta2 /= len(y)
    delta1 = delta2 @ w2.T * (z1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), a.T @ delta2, delta2.sum(axis=0)


def cases() -> Iterator[Case]:
    """One example by hand, then random ones."""
    yield case(
        np.array([[2.0]]),
        np.array([0]),
        np.array([[1.0, -1.0]]),
        np.array([0.0, 0.0]),
        np.array([[1.0, 1.0], [0.0, 3.0]]),
        np.array([0.0, 0.0]),
        expected=(
            np.array([[0.0, 0.0]]),
            np.array([0.0, 0.0]),
            np.array([[-1.0, 1.0], [0.0, 0.0]]),
            np.array([-0.5, 0.5]),
        ),
        why="one example, one unit on and one off",
    )
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((6, 4)), rng.integers(3, size=6)
    shapes = [(4, 5), (5,), (5, 3), (3,)]
    parameters = [rng.standard_normal(shape) for shape in shapes]
    yield case(x, y, *parameters, why="six examples")
    yield case(1000 * x, y, *parameters, why="very large logits")
    zeros = [0 * p for p in parameters]
    yield case(x, y, *zeros, why="weights of 0")


EXERCISE = exercise(
    starter=network_gradients,
    solution=solution,
    wrong=[
        Slip(
            "no_relu_slope",
            "you left out the slope of ReLU; units that are off send nothing back",
            {"w2.T * (z1 > 0)": "w2.T"},
        ),
        Slip(
            "sum",
            "your loss is the sum over the batch; divide delta by the number of examples",
            {"\n    delta2 /= len(y)": ""},
        ),
        Slip(
            "no_one_hot",
            "you left out the labels: delta is P - Y, not P",
            {"\n    delta2[np.arange(len(y)), y] -= 1": ""},
        ),
        Slip(
            "sign",
            "your delta is Y - P; that is the direction of a step, and the gradient is P - Y",
            {"delta2 /= len(y)": "delta2 /= -len(y)"},
        ),
        Slip(
            "softmax_twice",
            "you multiplied P - Y by p (1 - p); the slope of softmax is in P - Y already",
            {
                "delta2 = e / e.sum(axis=1, keepdims=True)": (
                    "p = e / e.sum(axis=1, keepdims=True)\n    delta2 = p.copy()"
                ),
                "delta2 /= len(y)": "delta2 *= p * (1 - p) / len(y)",
            },
        ),
        Slip(
            "input_twice",
            "the gradient by w2 needs what went into the second layer: a, after ReLU",
            {"delta1.sum(axis=0), a.T @": "delta1.sum(axis=0), z1.T @"},
        ),
        Slip(
            "overflow",
            "exp overflows for large logits; subtract the largest logit of each row first",
            {"= np.exp(z2 - z2.max(axis=1, keepdims=True))": "= np.exp(z2)"},
        ),
    ],
    cases=cases,
    difficulty="medium",
    minutes=35,
    hints=[
        "Compute forward first, and keep `z1`, `a` and the softmax of the logits.",
        "`delta2` is P - Y, divided by n: subtract 1 where the true class stands.",
        "`delta1 = delta2 @ w2.T * (z1 > 0)`; the rest is two times exercise 04.1.",
    ],
    afterwards="Compare it with finite differences, as the chapter does: that is how you would "
    "find "
    "your mistake without this check.",
)
