r"""Huber, loss and gradient

Write `huber_and_gradient(z, y, delta)`. The outputs `z` and the targets `y` are arrays of floats of
the same shape. It returns two things: the **mean** over all entries of the Huber loss, with
$r = z - y$,

$$
\ell = \begin{cases} \frac12 r^2 & |r| \le \delta \\ \delta\,(|r| - \frac12\delta) & |r| > \delta,
\end{cases}
$$

as one number, and the gradient of this mean with respect to `z`, an array of the shape and dtype of
`z`. NumPy must not warn, also not for a residual of $10^{200}$.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def huber_and_gradient(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """The mean Huber loss, and its gradient with respect to z."""
    raise NotImplementedError("Replace this line by your code.")


def solution(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """The mean Huber loss, and its gradient with respect to z."""
    inside = np.clip(z - y, -delta, delta)
    losses = inside**2 / 2 + delta * (np.abs(z - y) - np.abs(inside))
    return float(np.mean(losses)), inside / z.size


def wrong_gradient_of_sum(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """your loss is the mean, but your gradient is that of the sum; divide it by the number of
    entries, too.
    """
    inside = np.clip(z - y, -delta, delta)
    losses = inside**2 / 2 + delta * (np.abs(z - y) - np.abs(inside))
    return float(np.mean(losses)), inside


def wrong_len(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """you divided the gradient by the length of the first axis; the mean is over all entries,
    z.size.
    """
    inside = np.clip(z - y, -delta, delta)
    losses = inside**2 / 2 + delta * (np.abs(z - y) - np.abs(inside))
    return float(np.mean(losses)), inside / len(z)


def wrong_square_only(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """you took half of the square everywhere; from delta on, a straight line goes on."""
    r = z - y
    return float(np.mean(r**2 / 2)), r / z.size


def wrong_sum(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """you summed the losses over the entries; take the mean."""
    inside = np.clip(z - y, -delta, delta)
    losses = inside**2 / 2 + delta * (np.abs(z - y) - np.abs(inside))
    return float(np.sum(losses)), inside


def wrong_no_half(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """in the middle Huber is half of the square."""
    r = z - y
    losses = np.where(np.abs(r) <= delta, r**2, delta * (np.abs(r) - delta / 2))
    return float(np.mean(losses)), np.clip(r, -delta, delta) / z.size


def wrong_jump(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """your two pieces do not meet at a residual of delta; the line has delta / 2 taken off."""
    r = z - y
    losses = np.where(np.abs(r) <= delta, r**2 / 2, delta * np.abs(r))
    return float(np.mean(losses)), np.clip(r, -delta, delta) / z.size


def wrong_smooth_l1(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """this is Huber divided by delta, which PyTorch calls smooth_l1_loss."""
    inside = np.clip(z - y, -delta, delta)
    losses = inside**2 / 2 + delta * (np.abs(z - y) - np.abs(inside))
    return float(np.mean(losses)) / delta, inside / (z.size * delta)


def wrong_sign(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """your gradient has the wrong sign; if the output is above the target, raising it must
    raise the loss.
    """
    inside = np.clip(y - z, -delta, delta)
    losses = inside**2 / 2 + delta * (np.abs(z - y) - np.abs(inside))
    return float(np.mean(losses)), inside / z.size


def wrong_slope_one(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """outside of delta the slope is delta or minus delta, and you took 1 or minus 1."""
    r = z - y
    inside = np.clip(r, -delta, delta)
    losses = inside**2 / 2 + delta * (np.abs(r) - np.abs(inside))
    return float(np.mean(losses)), np.where(np.abs(r) <= delta, r, np.sign(r)) / z.size


def wrong_square_overflows(z: np.ndarray, y: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """np.where computes both of its branches for every entry, so the square of a huge residual
    overflows although nobody needs it; square the residual after clipping it.
    """
    r = z - y
    losses = np.where(np.abs(r) <= delta, r**2 / 2, delta * (np.abs(r) - delta / 2))
    return float(np.mean(losses)), np.clip(r, -delta, delta) / z.size


def cases() -> Iterator[Case]:
    """One entry on either side of delta, then several, then extremes."""
    z, y = np.array([5.0, 0.0, 2.0, 1.0]), np.array([1.0, 8.0, 1.5, 1.0])
    yield case(z, y, 2.0, expected=(20.125 / 4, np.array([0.5, -0.5, 0.125, 0.0])))
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), 0.7, why="two axes")
    single = rng.normal(size=(2, 5)).astype(np.float32)
    yield case(single[0], single[1], 0.5, why="arrays of float32", rtol=1e-5)
    z, y = np.array([1e200, -1e200, 0.5]), np.zeros(3)
    yield case(z, y, 1.0, why="very large residuals")


EXERCISE = exercise(
    starter=huber_and_gradient,
    solution=solution,
    wrong=[
        wrong_gradient_of_sum,
        wrong_len,
        wrong_square_only,
        wrong_sum,
        wrong_no_half,
        wrong_jump,
        wrong_smooth_l1,
        wrong_sign,
        wrong_slope_one,
        wrong_square_overflows,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "The derivative of one loss is the residual, cut off at `-delta` and `delta`. NumPy has "
        "`np.clip` for that. The mean divides it by the number of entries, `z.size`.",
        "For the loss, `np.where(np.abs(r) <= delta, ..., ...)` chooses a piece, but it squares "
        "every residual first. Square the clipped residual instead.",
        "With `inside = np.clip(r, -delta, delta)`, both pieces are "
        "`inside**2 / 2 + delta * (np.abs(r) - np.abs(inside))`.",
    ],
    afterwards="Check the gradient with your numerical gradient of exercise 01.4.",
)
