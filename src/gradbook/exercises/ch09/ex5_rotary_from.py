r"""Rotary positions for padded sequences

Write `rotary_from(x, positions, base)` in the layout that pairs column $i$ with column $i + d/2$.
`x` has shape (batch, head, time, d) with even $d$. A sequence that is padded on the left starts
later in its row, so each example has its own `positions`, of shape (batch, time). Pair $i$, for
$i = 0, \dots, d/2 - 1$, is the complex number $x_i + \mathrm{i}\, x_{i + d/2}$, and is multiplied
by $e^{\mathrm{i} \omega_i t}$, where $t$ is the position and $\omega_i = b^{-2i/d}$ with the `base`
$b$.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def rotary_from(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """The rows of x, each turned by its position."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """The rows of x, each turned by its position."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * base ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_other_direction(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """you turned the other way; the real part is a cos - b sin."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * base ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos + b * sin, b * cos - a * sin], axis=-1)


def wrong_neighbors(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """you paired neighboring columns; here column i belongs to i + d/2."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * base ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., 0::2], x[..., 1::2]
    return np.stack([a * cos - b * sin, a * sin + b * cos], axis=-1).reshape(x.shape)


def wrong_row_numbers(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """you used the numbers of the rows; a row stands where `positions` says."""
    half = x.shape[-1] // 2
    angles = np.arange(x.shape[-2])[:, None] * base ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_first_example(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """you gave all examples the positions of the first one."""
    half = x.shape[-1] // 2
    angles = positions[0][:, None] * base ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_no_head_axis(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """your angles (batch, time, d/2) met x (batch, head, time, d/2), and batch met head; insert an
    axis for the heads.
    """
    half = x.shape[-1] // 2
    angles = positions[:, :, None] * base ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_fixed_base(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """you used the base 10000 whatever `base` is."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_frequency(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """your frequencies fall half as fast as they should; the exponent is -2i/d."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * base ** (-np.arange(half) / (2 * half))
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def wrong_added(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """you added sines and cosines; a rotary position multiplies."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * base ** (-np.arange(half) / half)
    return x + np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)


def wrong_overwritten(x: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """you used the new first half to compute the second; keep the old one."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * base ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    a = a * cos - b * sin
    return np.concatenate([a, a * sin + b * cos], axis=-1)


def cases() -> Iterator[Case]:
    """One pair by hand, several, a padded example, another base, an empty sequence."""
    x = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])[None, None]
    c, s = np.cos([0.0, 1.0, 2.0]), np.sin([0.0, 1.0, 2.0])
    expected = np.array([[1.0, 0.0], [c[1], s[1]], [-s[2], c[2]]])[None, None]
    yield case(x, np.arange(3)[None], 10000.0, expected=expected)
    rng = np.random.default_rng(0)
    x, places = rng.normal(size=(2, 2, 5, 8)), np.array([[0, 1, 2, 3, 4]] * 2)
    yield case(x, places, 10000.0, why="a batch with heads")
    yield case(x, places + 17, 10000.0, why="positions from 17 on")
    padded = np.array([[0, 1, 2, 3, 4], [0, 0, 0, 1, 2]])
    yield case(x, padded, 10000.0, why="one example padded on the left")
    yield case(x, padded, 500.0, why="another base")
    yield case(np.zeros((2, 3, 0, 4)), np.zeros((2, 0), dtype=int), 100.0, why="an empty sequence")


EXERCISE = exercise(
    starter=rotary_from,
    solution=solution,
    wrong=[
        wrong_other_direction,
        wrong_neighbors,
        wrong_row_numbers,
        wrong_first_example,
        wrong_no_head_axis,
        wrong_fixed_base,
        wrong_frequency,
        wrong_added,
        wrong_overwritten,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "The angles are `positions[:, None, :, None]` times the frequencies, of shape "
        "(batch, 1, time, d/2), so that they broadcast over the heads.",
        r"$(a + \mathrm{i}b)(\cos\varphi + \mathrm{i}\sin\varphi)$ has the real part "
        r"$a\cos\varphi - b\sin\varphi$ and the imaginary part $a\sin\varphi + b\cos\varphi$.",
    ],
    afterwards="Check that the dot product of a turned query and a turned key depends on the "
    "difference of their positions only.",
)
