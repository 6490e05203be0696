r"""Clip the gradients of a network

One bad batch can send back a huge gradient. Write `clip_gradients(gradients, limit)` for a list
of arrays of any shapes, the gradients of all parameters. Their *global norm* is the length of the
vector of all entries of all arrays. If it exceeds `limit`, return arrays scaled down by one
common factor, so that the global norm becomes `limit`; else, equal arrays. Return a new list, and
leave the arrays given as they are. If the norm is not finite, return arrays of zeros: no factor
can repair such a step, so it is skipped.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def clip_gradients(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """The gradients, scaled down so that their global norm is at most limit."""
    raise NotImplementedError("Replace this line by your code.")


def solution(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """The gradients, scaled down so that their global norm is at most limit."""
    norm = float(np.sqrt(sum(float(np.sum(g**2)) for g in gradients)))
    if not np.isfinite(norm):
        return [np.zeros_like(g) for g in gradients]
    factor = limit / norm if norm > limit else 1.0
    return [factor * g for g in gradients]


def wrong_each(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """you clipped each array by its own norm, which changes the direction of the step; use one
    factor for all.
    """
    return [g * min(1.0, limit / max(float(np.linalg.norm(g)), 1e-300)) for g in gradients]


def wrong_entries(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """you cut off single entries; that changes the direction of the step. Scale all by one
    factor.
    """
    return [np.clip(g, -limit, limit) for g in gradients]


def wrong_always(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """you scaled small gradients up; leave them as they are if their norm is below the limit."""
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * (limit / norm) for g in gradients]


def wrong_no_root(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """you divided by the sum of the squares; the norm is its root."""
    square = float(sum(np.sum(g**2) for g in gradients))
    return [g * min(1.0, limit / max(float(square), 1e-300)) for g in gradients]


def wrong_sum_of_norms(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """you added the norms of the arrays; add their squares, and take the root of the sum."""
    total = sum(np.linalg.norm(g) for g in gradients)
    return [g * min(1.0, limit / max(total, 1e-300)) for g in gradients]


def wrong_root_mean(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """you divided by the number of entries; the norm is the root of a sum, not of a mean."""
    count = sum(g.size for g in gradients)
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients) / count)
    return [g * min(1.0, limit / max(norm, 1e-300)) for g in gradients]


def wrong_zero(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """you divided by a norm of 0; compare before you divide."""
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = min(limit / norm, 1.0) if norm > 0 else np.nan
    if norm == np.inf or (norm != norm):
        return [np.zeros_like(g) for g in gradients]
    return [g * factor for g in gradients]


def wrong_not_finite(gradients: list[np.ndarray], limit: float) -> list[np.ndarray]:
    """the norm is not finite, and you scaled by it; return arrays of zeros."""
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * (limit / norm if norm > limit else 1.0) for g in gradients]


def cases() -> Iterator[Case]:
    """By hand, below the limit, random, zero, not finite."""
    yield case(
        [np.array([1.0, 2.0]), np.array([[2.0]])],
        1.5,
        expected=[np.array([0.5, 1.0]), np.array([[1.0]])],
    )
    small = [np.array([0.3, 0.4]), np.array([[0.0, 1.2]])]
    yield case(small, 2.0, expected=small, why="a norm of 1.3, below the limit")
    rng = np.random.default_rng(0)
    several = [rng.standard_normal(shape) for shape in [(4, 3), (3,), (3, 2), (2,)]]
    yield case(several, 1.0, why="two layers")
    yield case(several, 100.0, why="two layers and a large limit")
    yield case([np.zeros(3)], 1.0, expected=[np.zeros(3)], why="gradients of 0")
    yield case([np.array([1.0, np.inf])], 1.0, why="an infinite gradient")
    yield case([np.array([1.0, np.nan])], 1.0, why="a gradient that is not a number")


EXERCISE = exercise(
    starter=clip_gradients,
    solution=solution,
    wrong=[
        wrong_each,
        wrong_entries,
        wrong_always,
        wrong_no_root,
        wrong_sum_of_norms,
        wrong_root_mean,
        wrong_zero,
        wrong_not_finite,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Sum the squares of all entries of all arrays; the root of the sum is the norm.",
        "Check `np.isfinite(norm)` first, then whether the norm exceeds the limit.",
        "One factor for all arrays: `limit / norm`, or 1.",
    ],
    afterwards="Clipping keeps the direction of a step and bounds its length. Chapter 12 needs it.",
)
