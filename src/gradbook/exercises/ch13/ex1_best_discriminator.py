r"""The best discriminator

Write `best_discriminator(p, q)`: `p` and `q` are arrays of one shape, the densities of real and of
drawn points at the same places. Return an array of that shape with the probability of "real" that
the best discriminator gives at each place.

Where both densities are 0 there is nothing to decide; return 0.5 there, without a warning.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def best_discriminator(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Probability of "real" at each place."""
    raise NotImplementedError("Replace this line by your code.")


def solution(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Probability of "real" at each place."""
    both = p + q
    return np.where(both > 0, p / np.where(both > 0, both, 1), 0.5)


def wrong_exchanged(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """that is the probability of "drawn"; the real density belongs in the numerator."""
    both = p + q
    return np.where(both > 0, q / np.where(both > 0, both, 1), 0.5)


def wrong_ratio(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """you returned the ratio of the densities, D / (1 - D); divide by their sum instead."""
    return np.where(q > 0, p / np.where(q > 0, q, 1), 0.5)


def wrong_verdict(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """you returned only which density is larger; the cross-entropy wants a probability."""
    return np.where(p > q, 1.0, 0.0)


def wrong_logit(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """you returned the logit, log p - log q; pass it through a sigmoid."""
    tiny = 1e-300
    return np.log(p + tiny) - np.log(q + tiny)


def wrong_zero(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """where both densities are 0, the answer is 0.5, not 0."""
    both = p + q
    return p / np.where(both > 0, both, 1)


def wrong_both_branches(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """`np.where` computes both branches, the division by 0 too; replace the 0 before you divide."""
    return np.where(p + q > 0, p / (p + q), 0.5)


def wrong_epsilon(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """a constant added to the sum changes the answer where both densities are small."""
    return p / (p + q + 1e-8)


def wrong_two_epsilons(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """a constant added to both densities makes them equal where they are small."""
    return (p + 1e-12) / (p + q + 2e-12)


def cases() -> Iterator[Case]:
    """By hand, random densities, very small ones, places without any point."""
    p, q = np.array([0.3, 0.1]), np.array([0.1, 0.3])
    yield case(p, q, expected=np.array([0.75, 0.25]), why="three times, a third, as dense")
    rng = np.random.default_rng(0)
    yield case(1 + rng.random((3, 4)), 1 + rng.random((3, 4)))
    far = np.array([3e-300]), np.array([1e-300])
    yield case(*far, expected=np.array([0.75]), why="a place far out")
    yield case(np.array([0.0, 0.5]), np.array([0.5, 0.0]), why="only one of the two is there")
    yield case(np.array([0.0, 1.0]), np.array([0.0, 1.0]), why="a place without any point")
    yield case(np.zeros(0), np.zeros(0), why="no places")


EXERCISE = exercise(
    starter=best_discriminator,
    solution=solution,
    wrong=[
        wrong_exchanged,
        wrong_ratio,
        wrong_verdict,
        wrong_logit,
        wrong_zero,
        wrong_both_branches,
        wrong_epsilon,
        wrong_two_epsilons,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Set the slope of a log y + b log(1 - y) to zero and solve for y.",
        "It is `p / (p + q)`; think of the places where the sum is 0.",
        "Divide by `np.where(both > 0, both, 1)`, and choose 0.5 there with a second `np.where`.",
    ],
    afterwards="Which q makes the answer 0.5 everywhere? That is where the game ends.",
)
