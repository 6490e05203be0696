r"""One step of Adam

Write `adam_step(theta, m, r, t, g, rate, beta1, beta2, eps)`. `theta`, `m`, `r` and `g` are
arrays of one shape: the parameters, the running means of the gradient and of its square as they
were after the step before, and the gradient. `t` counts the steps, and is 1 in the first. Return
the new `theta`, `m` and `r`; the means are returned uncorrected. Leave the arguments as they are.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def adam_step(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The new parameters and the two new running means."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The new parameters and the two new running means."""
    m = beta1 * m + (1 - beta1) * g
    r = beta2 * r + (1 - beta2) * g**2
    m_hat, r_hat = m / (1 - beta1**t), r / (1 - beta2**t)
    return theta - rate * m_hat / (np.sqrt(r_hat) + eps), m, r


def wrong_uncorrected(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you left out the correction; divide m by 1 - beta1**t and r by 1 - beta2**t."""
    m, r = beta1 * m + (1 - beta1) * g, beta2 * r + (1 - beta2) * g**2
    return theta - rate * m / (np.sqrt(r) + eps), m, r


def wrong_corrected_state(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you returned the corrected means; they would be corrected twice in the next step."""
    m, r = (beta1 * m + (1 - beta1) * g), (beta2 * r + (1 - beta2) * g**2)
    m, r = m / (1 - beta1**t), r / (1 - beta2**t)
    return theta - rate * m / (np.sqrt(r) + eps), m, r


def wrong_eps_inside(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you added eps under the root; add it to the root."""
    m, r = beta1 * m + (1 - beta1) * g, beta2 * r + (1 - beta2) * g**2
    return theta - rate * (m / (1 - beta1**t)) / np.sqrt(r / (1 - beta2**t) + eps), m, r


def wrong_count(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you corrected as in the next step; the first step is t = 1, so use t itself."""
    m, r = beta1 * m + (1 - beta1) * g, beta2 * r + (1 - beta2) * g**2
    step = (m / (1 - beta1 ** (t + 1))) / (np.sqrt(r / (1 - beta2 ** (t + 1))) + eps)
    return theta - rate * step, m, r


def wrong_no_root(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you divided by the mean square; divide by its root."""
    m, r = beta1 * m + (1 - beta1) * g, beta2 * r + (1 - beta2) * g**2
    return theta - rate * (m / (1 - beta1**t)) / (r / (1 - beta2**t) + eps), m, r


def wrong_square_of_mean(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """your second mean is of m**2; it must be of g**2."""
    m = beta1 * m + (1 - beta1) * g
    r = beta2 * r + (1 - beta2) * m**2
    return theta - rate * (m / (1 - beta1**t)) / (np.sqrt(r / (1 - beta2**t)) + eps), m, r


def wrong_betas_swapped(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you exchanged beta1 and beta2; the mean of the squares has the longer memory."""
    m, r = beta2 * m + (1 - beta2) * g, beta1 * r + (1 - beta1) * g**2
    return theta - rate * (m / (1 - beta2**t)) / (np.sqrt(r / (1 - beta1**t)) + eps), m, r


def wrong_sum(
    theta: np.ndarray,
    m: np.ndarray,
    r: np.ndarray,
    t: int,
    g: np.ndarray,
    rate: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you added up gradients as momentum does; Adam takes means, with (1 - beta) before the new
    value.
    """
    m, r = beta1 * m + g, beta2 * r + g**2
    return theta - rate * (m / (1 - beta1**t)) / (np.sqrt(r / (1 - beta2**t)) + eps), m, r


def cases() -> Iterator[Case]:
    """The first step by hand, then later ones, then gradients of 0."""
    zero = np.zeros(2)
    yield case(
        np.array([1.0, 1.0]),
        zero,
        zero,
        1,
        np.array([3.0, -2.0]),
        0.1,
        0.5,
        0.75,
        1.0,
        expected=(
            np.array([1 - 0.1 * 3 / 4, 1 + 0.1 * 2 / 3]),
            np.array([1.5, -1.0]),
            np.array([2.25, 1.0]),
        ),
        why="the first step",
    )
    rng = np.random.default_rng(0)
    theta, m, g = rng.standard_normal((3, 3, 4))
    r = rng.uniform(0.1, 2, size=(3, 4))
    yield case(theta, m, r, 2, g, 0.01, 0.9, 0.999, 1e-3, why="the second step")
    yield case(theta, m, r, 500, g, 0.01, 0.9, 0.999, 1e-8, why="a late step")
    yield case(theta[0], 0 * m[0], 0 * r[0], 1, 0 * g[0], 0.01, 0.9, 0.999, 1e-8, why="gradient 0")


EXERCISE = exercise(
    starter=adam_step,
    solution=solution,
    wrong=[
        wrong_uncorrected,
        wrong_corrected_state,
        wrong_eps_inside,
        wrong_count,
        wrong_no_root,
        wrong_square_of_mean,
        wrong_betas_swapped,
        wrong_sum,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Update both means first: `beta * mean + (1 - beta) * new`.",
        "Keep the corrected values under other names, so that you can return the uncorrected ones.",
        "The step is `rate * m_hat / (np.sqrt(r_hat) + eps)`.",
    ],
    afterwards="Set beta1 = beta2 = 0 and eps = 0: what is left of Adam is the sign of the "
    "gradient.",
)
