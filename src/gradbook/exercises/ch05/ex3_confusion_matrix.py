r"""A confusion matrix without a loop

Write `confusion_matrix(labels, predictions, classes)`. The result is an array of integers of shape
(classes, classes). Its entry in row $i$ and column $j$ counts the examples of class $i$ that were
predicted as class $j$. `labels` and `predictions` are arrays of integers from 0 to classes - 1, of
shape (n,) and of any integer type; MNIST's labels have 8 bits. Do it without a loop over the
examples (the check accepts one).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Counts of shape (classes, classes): rows are true classes, columns predicted ones."""
    raise NotImplementedError("Replace this line by your code.")


def solution(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Counts of shape (classes, classes): rows are true classes, columns predicted ones."""
    # The number of each example's cell, row by row; 8 bits may be too few for it.
    cells = classes * labels.astype(int) + predictions
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def wrong_transposed(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """rows and columns are exchanged; a row is a true class."""
    cells = classes * predictions + labels
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def wrong_buffered(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """`counts[labels, predictions] += 1` adds 1 only once to a cell that occurs several times;
    use np.add.at or np.bincount.
    """
    counts = np.zeros((classes, classes), dtype=int)
    counts[labels, predictions] += 1
    return counts


def wrong_shares(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """you divided the counts by their sum; leave them counts."""
    counts = np.zeros((classes, classes))
    np.add.at(counts, (labels, predictions), 1)
    return counts / max(len(labels), 1)


def wrong_float(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """your counts are floats, which np.zeros, np.eye and np.histogram2d make unless told otherwise;
    counts are integers, so use dtype=int or .astype(int).
    """
    counts = np.zeros((classes, classes))
    np.add.at(counts, (labels, predictions), 1)
    return counts


def wrong_seen_classes(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """you took the number of classes from the data, where the last class may not occur."""
    seen = max(labels.max(initial=0), predictions.max(initial=0)) + 1
    return np.bincount(seen * labels + predictions, minlength=seen**2).reshape(seen, seen)


def wrong_only_correct(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """you counted the correct predictions only; the mistakes stand beside the diagonal."""
    return np.diag(np.bincount(labels[labels == predictions], minlength=classes))


def wrong_no_minlength(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """np.bincount stops at the largest number that occurs; minlength=classes**2 makes room for
    the cells after it.
    """
    return np.bincount(classes * labels + predictions).reshape(classes, classes)


def wrong_wrapped(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """the labels have 8 bits, so classes * labels starts again from 0 at 256; convert them with
    .astype(int) first.
    """
    cells = classes * labels + predictions
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def cases() -> Iterator[Case]:
    """Five examples by hand, then random ones, missing classes, none at all."""
    labels, predictions = np.array([0, 0, 0, 1, 1]), np.array([0, 1, 1, 1, 0])
    yield case(labels, predictions, 2, expected=np.array([[1, 2], [1, 1]]))
    labels, predictions = np.array([0, 0, 0, 1]), np.array([1, 1, 0, 1])
    yield case(labels, predictions, 2, expected=np.array([[1, 2], [0, 1]]))
    rng = np.random.default_rng(0)
    yield case(rng.integers(10, size=500), rng.integers(10, size=500), 10)
    yield case(np.array([0, 1]), np.array([1, 1]), 4, why="classes that do not occur")
    bytes8 = np.array([3, 19], dtype=np.uint8)
    yield case(bytes8, bytes8, 20, why="labels of 8 bits (uint8)")
    same = np.zeros(300, dtype=int)
    yield case(same, same, 1, expected=np.array([[300]]), why="one class")
    empty = np.zeros(0, dtype=int)
    yield case(empty, empty, 2, expected=np.zeros((2, 2), int), why="an empty batch")


EXERCISE = exercise(
    starter=confusion_matrix,
    solution=solution,
    wrong=[
        wrong_transposed,
        wrong_buffered,
        wrong_shares,
        wrong_float,
        wrong_seen_classes,
        wrong_only_correct,
        wrong_no_minlength,
        wrong_wrapped,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "Number the cells of the matrix row by row, from 0 to classes² - 1. Which number has the "
        "cell of one example?",
        "`classes * labels + predictions` is the cell of every example. `np.bincount` counts how "
        "often each number occurs; `minlength` makes room for cells that do not occur.",
        "`.reshape(classes, classes)` turns the counts into a matrix. The other way is `np.add.at` "
        "on an array of zeros.",
    ],
    afterwards="The diagonal, divided by the sums of the rows, gives each class's own accuracy.",
)
