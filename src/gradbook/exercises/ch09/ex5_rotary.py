r"""Rotary positions in halves

Write `rotary(x, start)` in the layout that pairs column $i$ with column $i + d/2$. `x` has shape
(..., time, d) with even $d$; its first row stands at position `start`, the next at `start + 1`, and
so on. Pair $i$, for $i = 0, \dots, d/2 - 1$, is the complex number
$x_i + \mathrm{i}\, x_{i + d/2}$, and is multiplied by $e^{\mathrm{i} \omega_i t}$, where $t$ is the
position and $\omega_i = 10000^{-2i/d}$.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def rotary(x: np.ndarray, start: int) -> np.ndarray:
    """The rows of x, each turned by its position."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, start: int) -> np.ndarray:
    """The rows of x, each turned by its position."""
    half = x.shape[-1] // 2
    position = start + np.arange(x.shape[-2])
    angles = position[:, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_other_direction(x: np.ndarray, start: int) -> np.ndarray:
    """you turned the other way; the real part is a cos - b sin."""
    half = x.shape[-1] // 2
    position = start + np.arange(x.shape[-2])
    angles = position[:, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos + b * sin, b * cos - a * sin], axis=-1)


def wrong_neighbors(x: np.ndarray, start: int) -> np.ndarray:
    """you paired neighboring columns; here column i belongs to i + d/2."""
    half = x.shape[-1] // 2
    position = start + np.arange(x.shape[-2])
    angles = position[:, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., 0::2], x[..., 1::2]
    return np.stack([a * cos - b * sin, a * sin + b * cos], axis=-1).reshape(x.shape)


def wrong_no_start(x: np.ndarray, start: int) -> np.ndarray:
    """your first row always stands at position 0; with a cache it stands at start."""
    half = x.shape[-1] // 2
    angles = np.arange(x.shape[-2])[:, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_frequency(x: np.ndarray, start: int) -> np.ndarray:
    """your frequencies fall half as fast as they should; the exponent is -2i/d."""
    half = x.shape[-1] // 2
    position = start + np.arange(x.shape[-2])
    angles = position[:, None] * 10000.0 ** (-np.arange(half) / (2 * half))
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_added(x: np.ndarray, start: int) -> np.ndarray:
    """you added sines and cosines; a rotary position multiplies."""
    half = x.shape[-1] // 2
    position = start + np.arange(x.shape[-2])
    angles = position[:, None] * 10000.0 ** (-np.arange(half) / half)
    return x + np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)


def wrong_overwritten(x: np.ndarray, start: int) -> np.ndarray:
    """you used the new first half to compute the second; keep the old one."""
    half = x.shape[-1] // 2
    position = start + np.arange(x.shape[-2])
    angles = position[:, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    a = a * cos - b * sin
    return np.concatenate([a, a * sin + b * cos], axis=-1)


def cases() -> Iterator[Case]:
    """One pair by hand, several, a start, position 0 alone, an empty sequence."""
    x = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    c, s = np.cos([0.0, 1.0, 2.0]), np.sin([0.0, 1.0, 2.0])
    expected = np.array([[1.0, 0.0], [c[1], s[1]], [-s[2], c[2]]])
    yield case(x, 0, expected=expected)
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(2, 3, 5, 8)), 0, why="a batch with heads")
    yield case(rng.normal(size=(4, 6)), 17, why="a start of 17")
    yield case(rng.normal(size=(2, 0, 4)), 3, why="an empty sequence")


EXERCISE = exercise(
    starter=rotary,
    solution=solution,
    wrong=[
        wrong_other_direction,
        wrong_neighbors,
        wrong_no_start,
        wrong_frequency,
        wrong_added,
        wrong_overwritten,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "The positions are `start + np.arange(x.shape[-2])`, and the angles an outer product "
        "of shape (time, d/2).",
        r"$(a + \mathrm{i}b)(\cos\varphi + \mathrm{i}\sin\varphi)$ has the real part "
        r"$a\cos\varphi - b\sin\varphi$ and the imaginary part $a\sin\varphi + b\cos\varphi$.",
    ],
    afterwards="Check that the dot product of a turned query and a turned key depends on the "
    "difference of their positions only.",
)
