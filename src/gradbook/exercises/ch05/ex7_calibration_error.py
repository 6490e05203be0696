r"""Expected calibration error

A calibrated classifier that says "90 %" is right nine times in ten. Write
`calibration_error(probabilities, labels, bins)`, which measures the distance from that:

1. The confidence of an example is its largest probability; its prediction is that class.
2. Cut the confidences from 0 to 1 into `bins` intervals of equal width. Bin $b$ (from 0) holds
   $b / \text{bins} \le \text{confidence} < (b + 1) / \text{bins}$; a confidence of exactly 1
   belongs to the last bin.
3. In every bin that is not empty, take the distance between the accuracy and the mean confidence.
4. Return the mean of these distances, each bin weighted by its share of the examples.

`probabilities` has shape (n, classes) with n at least 1, `labels` shape (n,).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """The expected calibration error, between 0 and 1."""
    raise NotImplementedError("Replace this line by your code.")


def solution(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """The expected calibration error, between 0 and 1."""
    confidence = probabilities.max(axis=1)  # (n,)
    correct = probabilities.argmax(axis=1) == labels  # (n,)
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)  # (n,)
    error = 0.0
    for b in np.unique(bin_of):
        inside = bin_of == b
        error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)


def wrong_not_weighted(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """you gave every bin the same weight; weight it by its share of the examples."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    distances = []
    for b in np.unique(bin_of):
        inside = bin_of == b
        distances.append(abs(correct[inside].mean() - confidence[inside].mean()))
    return float(np.mean(distances))


def wrong_signed(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """you took the absolute value at the end, so that bins that are too certain and bins that are
    too modest cancel; take it in each bin.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    return float(abs(correct.mean() - confidence.mean()))


def wrong_no_absolute(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """you left out the absolute value, so that bins that are too certain and bins that are too
    modest cancel; a distance is never negative.
    """
    correct = probabilities.argmax(axis=1) == labels
    return float(correct.mean() - probabilities.max(axis=1).mean())


def wrong_each_example(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """you took the distance of every single example, which is never 0 for an honest 90 %; take
    the means of a bin first.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    return float(np.mean(np.abs(correct - confidence)))


def wrong_bin_center(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """you compared the accuracy with the middle of the bin; compare it with the mean confidence
    of the examples in it.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for b in np.unique(bin_of):
        inside = bin_of == b
        error += inside.mean() * abs(correct[inside].mean() - (b + 0.5) / bins)
    return float(error)


def wrong_squared(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """you squared the distances; take their absolute values."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for b in np.unique(bin_of):
        inside = bin_of == b
        error += inside.mean() * (correct[inside].mean() - confidence[inside].mean()) ** 2
    return float(error)


def wrong_certain_lost(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """examples with a confidence of exactly 1 are in none of your bins; they belong to the last."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    bin_of = (confidence * bins).astype(int)
    error = 0.0
    for b in range(bins):
        inside = bin_of == b
        if inside.any():
            error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return error


def wrong_right_edge(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """a confidence on the edge between two bins is in your lower one; it belongs to the upper."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    bin_of = np.ceil(confidence * bins).astype(int) - 1
    error = 0.0
    for b in np.unique(bin_of):
        inside = bin_of == b
        error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)


def wrong_empty_bins(probabilities: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """the mean over a bin without examples is nan; skip empty bins."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for b in range(bins):
        inside = bin_of == b
        error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)


def cases() -> Iterator[Case]:
    """Four examples by hand, random ones, certain ones, one bin."""
    # Two bins in use: one of three right at 0.9, and one right at 0.6. 3/4 (0.9 - 1/3) + 1/4 0.4.
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.4, 0.6]])
    labels = np.array([0, 1, 1, 1])
    yield case(probabilities, labels, 4, expected=0.525)
    # Correct three times in four at 0.75: calibrated, but in two bins only one is in use.
    probabilities = np.tile([0.75, 0.25], (4, 1))
    yield case(probabilities, np.array([0, 0, 0, 1]), 2, expected=0.0, why="an honest 75 %")
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(300, 4))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    yield case(probabilities, rng.integers(4, size=300), 10)
    certain = np.array([[1.0, 0.0], [1.0, 0.0], [0.4, 0.6]])
    yield case(certain, np.array([0, 1, 1]), 5, why="confidences of exactly 1")
    edge = np.array([[0.5, 0.25, 0.25], [0.75, 0.25, 0.0]])
    yield case(edge, np.array([0, 1]), 2, expected=0.125, why="a confidence between two bins")
    yield case(np.ones((3, 1)), np.zeros(3, dtype=int), 1, expected=0.0, why="one class")
    yield case(certain, np.array([0, 0, 0]), 1, why="one bin")


EXERCISE = exercise(
    starter=calibration_error,
    solution=solution,
    wrong=[
        wrong_not_weighted,
        wrong_signed,
        wrong_no_absolute,
        wrong_each_example,
        Slip(
            "true_class",
            (
                "you took the probability of the true class as the confidence; it is that of "
                "the predicted class, because the true one is not known when the classifier "
                "speaks"
            ),
            {
                (
                    "confidence = probabilities.max(axis=1)  # (n,)\n"
                    "    correct = probabilities.argmax(axis=1) == labels  # (n,)\n"
                    "    bin_of = np.minimum((confidence * bins).astype(int), bins - "
                    "1)  # (n,)"
                ): (
                    "confidence = probabilities[np.arange(len(labels)), labels]\n"
                    "    correct = probabilities.argmax(axis=1) == labels\n"
                    "    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)"
                )
            },
        ),
        wrong_bin_center,
        wrong_squared,
        wrong_certain_lost,
        wrong_right_edge,
        wrong_empty_bins,
    ],
    cases=cases,
    difficulty="hard",
    minutes=40,
    hints=[
        "`probabilities.max(axis=1)` and `probabilities.argmax(axis=1) == labels` give every "
        "example's confidence and whether it is correct.",
        "`(confidence * bins).astype(int)` is the number of the bin. For a confidence of 1 it is "
        "`bins`, one too many: `np.minimum(..., bins - 1)`.",
        "For each bin that occurs (`np.unique`), select its examples by a mask, and add "
        "`mask.mean() * abs(mean of correct - mean of confidence)`.",
    ],
    afterwards="Compute it for this chapter's model before and after you divide its logits by 2.",
)
