r"""Dropout, there and back

Write `dropout(a, delta, mask, p)`. `a` has shape (n, d), the activations that come in. `delta` has
the same shape, the gradient of the loss by what goes *out*. `mask` holds 1.0 where an activation
is kept and 0.0 where it is dropped. An activation is dropped with probability $p < 1$.

Return two arrays of shape (n, d): the output, scaled so that its mean over masks is $a$, and the
gradient of the loss by `a`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def dropout(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """The output, and the gradient by the input."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """The output, and the gradient by the input."""
    factor = mask / (1 - p)
    return a * factor, delta * factor


def wrong_not_scaled(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """you did not scale, so the mean of the output is (1 - p) a; divide by 1 - p."""
    return a * mask, delta * mask


def wrong_divided_by_p(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """you divided by p, the probability to be dropped; divide by that to be kept, 1 - p."""
    return a * mask / p, delta * mask / p


def wrong_multiplied(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """you multiplied by 1 - p, which makes the output smaller still; divide by it."""
    return a * mask * (1 - p), delta * mask * (1 - p)


def wrong_gradient_not_masked(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """your gradient passes where the activation was dropped; what had no effect on the output has
    gradient 0.
    """
    return a * mask / (1 - p), delta / (1 - p)


def wrong_gradient_not_scaled(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """your gradient lacks the factor 1 / (1 - p) of the output."""
    return a * mask / (1 - p), delta * mask


def wrong_measured_share(
    a: np.ndarray, delta: np.ndarray, mask: np.ndarray, p: float
) -> tuple[np.ndarray, np.ndarray]:
    """you divided by the share that this mask happens to keep; divide by its expectation, 1 - p."""
    factor = mask / mask.mean()
    return a * factor, delta * factor


def cases() -> Iterator[Case]:
    """Two activations by hand, random ones, nothing dropped, an empty batch."""
    hand = (np.array([[2.0, 4.0, -1.0]]), np.array([[1.0, 1.0, 2.0]]))
    mask = np.array([[1.0, 0.0, 1.0]])
    right = (np.array([[2.5, 0.0, -1.25]]), np.array([[1.25, 0.0, 2.5]]))
    yield case(*hand, mask, 0.2, expected=right)
    rng = np.random.default_rng(0)
    a, delta = rng.normal(size=(2, 6, 4))
    yield case(a, delta, (rng.random((6, 4)) < 0.6).astype(float), 0.4)
    yield case(a, delta, np.ones((6, 4)), 0.0, expected=(a, delta), why="nothing is dropped")
    empty = np.empty((0, 4))
    yield case(empty, empty, empty, 0.5, expected=(empty, empty), why="an empty batch")


EXERCISE = exercise(
    starter=dropout,
    solution=solution,
    wrong=[
        wrong_not_scaled,
        wrong_divided_by_p,
        wrong_multiplied,
        wrong_gradient_not_masked,
        wrong_gradient_not_scaled,
        wrong_measured_share,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "The output is the input times a factor that does not depend on the input.",
        "The factor is `mask / (1 - p)`. The derivative of a product by one factor is the other.",
    ],
    afterwards="Average the output over many masks: it comes close to a.",
)
