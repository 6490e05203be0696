r"""One round of power iteration

Write `power_step(w, u)`: `w` has shape (d_in, d_out), `u` has shape (d_in) and length 1. Go to the
other side and back,

$$
\mathbf{v} = \frac{\mathbf{u} W}{\lVert \mathbf{u} W \rVert}, \qquad
\mathbf{u}' = \frac{\mathbf{v} W^\top}{\lVert \mathbf{v} W^\top \rVert},
$$

and return the estimate $\sigma = \mathbf{u}'\, W \mathbf{v}^\top$ of the largest singular value as
a float, and $\mathbf{u}'$.

If a vector has the length 0, it stays 0; then $\sigma$ is 0.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def power_step(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """Estimate of the largest singular value, and the next u."""
    raise NotImplementedError("Replace this line by your code.")


def solution(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """Estimate of the largest singular value, and the next u."""
    v = u @ w
    v = v / (np.linalg.norm(v) or 1.0)
    u = w @ v
    u = u / (np.linalg.norm(u) or 1.0)
    return float(u @ w @ v), u


def wrong_old_u(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """you computed sigma with the old u; the new one is closer."""
    v = u @ w
    v = v / (np.linalg.norm(v) or 1.0)
    new = w @ v
    return float(u @ w @ v), new / (np.linalg.norm(new) or 1.0)


def wrong_not_scaled(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """sigma is right, but the u that you return has not the length 1; it would grow."""
    v = u @ w
    v = v / (np.linalg.norm(v) or 1.0)
    new = w @ v
    return float(np.linalg.norm(new)), new


def wrong_squared(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """that is the square: going there and back multiplies by sigma twice."""
    new = w @ (u @ w)
    length = np.linalg.norm(new)
    return float(length), new / (length or 1.0)


def wrong_returns_v(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """you returned the vector of the other side, of shape (d_out)."""
    v = u @ w
    v = v / (np.linalg.norm(v) or 1.0)
    return float(np.linalg.norm(w @ v)), v


def wrong_frobenius(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """that is the root of the sum of all squares, which counts all singular values."""
    v = u @ w
    v = v / (np.linalg.norm(v) or 1.0)
    new = w @ v
    return float(np.linalg.norm(w)), new / (np.linalg.norm(new) or 1.0)


def wrong_exact(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """that is the largest singular value itself; return the estimate after this one round."""
    new = w @ (u @ w)
    return float(np.linalg.norm(w, 2)), new / (np.linalg.norm(new) or 1.0)


def wrong_zero(w: np.ndarray, u: np.ndarray) -> tuple[float, np.ndarray]:
    """you divided by a length of 0."""
    v = u @ w
    v = v / np.linalg.norm(v)
    new = w @ v
    new = new / np.linalg.norm(new)
    return float(new @ w @ v), new


def cases() -> Iterator[Case]:
    """By hand, random, the zero matrix."""
    w = np.diag([2.0, 1.0])
    u = np.array([0.6, 0.8])
    yield case(w, u, why="a diagonal matrix")
    yield case(np.array([[3.0], [4.0]]), np.array([1.0, 0.0]), expected=(5.0, np.array([0.6, 0.8])))
    rng = np.random.default_rng(0)
    for shape in ((4, 7), (7, 4)):
        u = rng.standard_normal(shape[0])
        yield case(rng.standard_normal(shape), u / np.linalg.norm(u))
    yield case(np.zeros((2, 3)), np.array([1.0, 0.0]), expected=(0.0, np.zeros(2)), why="zeros")


EXERCISE = exercise(
    starter=power_step,
    solution=solution,
    wrong=[
        wrong_old_u,
        wrong_not_scaled,
        wrong_squared,
        wrong_returns_v,
        wrong_frobenius,
        wrong_exact,
        wrong_zero,
    ],
    cases=cases,
    difficulty="medium",
    minutes=15,
    hints=[
        "`u @ w` goes to the outputs, `w @ v` (the same as `v @ w.T`) comes back.",
        "Divide each by its length, `np.linalg.norm`, and by 1 where the length is 0.",
        "At the end, sigma is `u @ w @ v` with the new u.",
    ],
    afterwards="How many rounds does a random 30 by 30 matrix need for six digits?",
)
