r"""One step of an LSTM

Write `lstm_step(x, h, c, w, u, b)` in NumPy. `x` has shape (n, d), `h` and `c` have shape (n,
hidden), `w` (d, 4 · hidden), `u` (hidden, 4 · hidden) and `b` (4 · hidden). The four parts stand
in PyTorch's order: input gate, forget gate, new values, output gate.

Return the new `h` and the new `c`, each of shape (n, hidden). Large pre-activations, of 1000 or
-1000, must not give a warning: use a sigmoid that does not overflow, such as SciPy's `expit`.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import expit

from gradbook.exercises.kit import Case, case, exercise

IMPORTS = "import numpy as np\nfrom scipy.special import expit"


def lstm_step(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The next state h and the next cell c."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The next state h and the next cell c."""
    i, f, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = expit(f) * c + expit(i) * np.tanh(g)
    return expit(o) * np.tanh(c), c


def wrong_order(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you exchanged the input gate and the forget gate; the input gate comes first."""
    f, i, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = expit(f) * c + expit(i) * np.tanh(g)
    return expit(o) * np.tanh(c), c


def wrong_output_before_values(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you took the third part for the output gate; it holds the new values."""
    i, f, o, g = np.split(x @ w + h @ u + b, 4, axis=1)
    c = expit(f) * c + expit(i) * np.tanh(g)
    return expit(o) * np.tanh(c), c


def wrong_no_tanh_of_cell(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """the cell is right, but h shows tanh of the cell, and you left the tanh out."""
    i, f, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = expit(f) * c + expit(i) * np.tanh(g)
    return expit(o) * c, c


def wrong_sigmoid_values(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """the new values pass a tanh, from -1 to 1; with a sigmoid the cell could only grow."""
    i, f, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = expit(f) * c + expit(i) * expit(g)
    return expit(o) * np.tanh(c), c


def wrong_old_cell(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you computed h from the old cell; the new one is shown."""
    i, f, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    return expit(o) * np.tanh(c), expit(f) * c + expit(i) * np.tanh(g)


def wrong_coupled(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you used 1 - forget for the input gate, as other cells do; here it is a gate of its own."""
    _, f, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = expit(f) * c + (1 - expit(f)) * np.tanh(g)
    return expit(o) * np.tanh(c), c


def wrong_exchanged(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """the values are right, in the wrong order: return h, then c."""
    i, f, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = expit(f) * c + expit(i) * np.tanh(g)
    return c, expit(o) * np.tanh(c)


def wrong_no_state(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """you left out h @ u; the gates see the state, too."""
    i, f, g, o = np.split(x @ w + b, 4, axis=1)
    c = expit(f) * c + expit(i) * np.tanh(g)
    return expit(o) * np.tanh(c), c


def cases() -> Iterator[Case]:
    """One unit with gates fixed by the bias, random cells, large numbers, an empty batch."""
    rng = np.random.default_rng(0)
    bias = np.log([1.0, 9.0, 3.0, 4.0])  # gates 0.5, 0.9 and 0.8, new value tanh(ln 3) = 0.8
    zero = np.zeros((1, 1))
    cell = 0.9 * 2 + 0.5 * 0.8
    yield case(
        zero,
        zero,
        np.full((1, 1), 2.0),
        np.zeros((1, 4)),
        np.zeros((1, 4)),
        bias,
        expected=(np.array([[0.8 * np.tanh(cell)]]), np.array([[cell]])),
        why="gates of 0.5, 0.9 and 0.8, new value 0.8, old cell 2",
    )
    for n in (1, 4, 0):
        shapes = [(n, 3), (n, 2), (n, 2), (3, 8), (2, 8), (8,)]
        why = "" if n else "an empty batch"
        yield case(*(rng.standard_normal(shape) for shape in shapes), why=why)
    large = np.array([1000.0, -1000.0, 1000.0, -1000.0])
    yield case(zero, zero, zero, np.zeros((1, 4)), np.zeros((1, 4)), large, why="large numbers")


EXERCISE = exercise(
    starter=lstm_step,
    solution=solution,
    wrong=[
        wrong_order,
        wrong_output_before_values,
        wrong_no_tanh_of_cell,
        wrong_sigmoid_values,
        wrong_old_cell,
        wrong_coupled,
        wrong_exchanged,
        wrong_no_state,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "`np.split(z, 4, axis=1)` cuts the pre-activations into four parts of (n, hidden).",
        "The three gates pass a sigmoid, `expit`; the new values pass a tanh.",
        "The new cell is kept part plus written part; h is the output gate times tanh of it.",
    ],
    afterwards="Which bias makes the cell keep its value exactly, for ever?",
    imports=IMPORTS,
)
