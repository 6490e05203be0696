r"""The non-saturating loss

Write `generator_loss(logits)`: `logits` of shape (n) are what the discriminator says of n drawings.
Return the mean of $-\log \sigma(\ell)$ over them as a float.

It must be right for logits of 1000 and $-1000$ too, without a warning.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def generator_loss(logits: np.ndarray) -> float:
    """Mean non-saturating loss."""
    raise NotImplementedError("Replace this line by your code.")


def solution(logits: np.ndarray) -> float:
    """Mean non-saturating loss."""
    return float(np.logaddexp(0, -logits).mean())


def wrong_saturating(logits: np.ndarray) -> float:
    """you minimized log(1 - D), the loss that saturates where the drawings are bad."""
    return float(-np.logaddexp(0, logits).mean())


def wrong_label(logits: np.ndarray) -> float:
    """that is -log(1 - D), the discriminator's loss for drawings; the generator wants "real"."""
    return float(np.logaddexp(0, logits).mean())


def wrong_sign(logits: np.ndarray) -> float:
    """your sign is turned; a loss must fall when the discriminator is fooled."""
    return float(-np.logaddexp(0, -logits).mean())


def wrong_sum(logits: np.ndarray) -> float:
    """you summed over the drawings; take the mean."""
    return float(np.logaddexp(0, -logits).sum())


def wrong_hinge(logits: np.ndarray) -> float:
    """that is the loss of the hinge game, minus the mean logit."""
    return float(-logits.mean())


def wrong_overflow(logits: np.ndarray) -> float:
    """at a logit of -1000, exp(1000) overflows and D is 0; `np.logaddexp` needs neither."""
    return float(np.log1p(np.exp(-logits)).mean())


def wrong_mean_first(logits: np.ndarray) -> float:
    """you took the mean of D before the logarithm; each drawing has its own loss."""
    return float(-np.log(np.mean(1 / (1 + np.exp(-logits)))))


def wrong_mean_logit(logits: np.ndarray) -> float:
    """you took the mean of the logits first; each drawing has its own loss."""
    return float(np.logaddexp(0, -logits.mean()))


def wrong_clipped(logits: np.ndarray) -> float:
    """you kept the probability away from 0; then a sure discriminator gives no slope at all."""
    d = 1 / (1 + np.exp(-logits))
    return float(-np.log(np.clip(d, 1e-7, 1)).mean())


def cases() -> Iterator[Case]:
    """By hand, random logits, a sure discriminator."""
    yield case(np.array([-np.log(3)]), expected=float(np.log(4)), why="one drawing with D = 1/4")
    two = np.array([-np.log(3), 0.0])
    yield case(two, expected=float(1.5 * np.log(2)), why="two drawings, with D = 1/4 and 1/2")
    yield case(np.random.default_rng(0).standard_normal(50))
    yield case(np.array([-30.0, 5.0]), expected=float(np.logaddexp(0, [30.0, -5.0]).mean()))
    yield case(np.array([-1000.0, 1000.0]), expected=500.0, why="very large logits")


EXERCISE = exercise(
    starter=generator_loss,
    solution=solution,
    wrong=[
        wrong_saturating,
        wrong_label,
        wrong_sign,
        wrong_sum,
        wrong_hinge,
        wrong_overflow,
        wrong_mean_first,
        wrong_mean_logit,
        wrong_clipped,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "-log σ(ℓ) = log(1 + exp(-ℓ)).",
        "`np.logaddexp(0, a)` is log(1 + exp(a)) without overflow.",
        "Take the mean of `np.logaddexp(0, -logits)`.",
    ],
    afterwards="Its slope by a logit is -(1 - D) / n. What is it at a logit of -1000?",
)
