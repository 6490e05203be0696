r"""The lowest loss there is

Some labels contradict each other: the same input was given different classes. No network can bring
its cross-entropy on such data to 0, because it must give the same probabilities to equal inputs.

Write `lowest_loss(counts)`. `counts[i, k]` says how often input $i$ occurs with class $k$; the
array of integers has shape (inputs, classes). Each input occurs at least once. Return the lowest
mean cross-entropy, over **all examples**, that any predictions can reach, as one number. Classes
that never occur contribute nothing, and NumPy must not warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def lowest_loss(counts: np.ndarray) -> float:
    """The lowest mean cross-entropy."""
    raise NotImplementedError("Replace this line by your code.")


def solution(counts: np.ndarray) -> float:
    """The lowest mean cross-entropy."""
    shares = counts / counts.sum(axis=1, keepdims=True)  # (inputs, classes)
    logs = np.log(np.where(counts > 0, shares, 1))  # 0 where a class does not occur
    return float(-np.sum(counts * logs) / counts.sum())


def wrong_mean_of_inputs(counts: np.ndarray) -> float:
    """you gave every input the same weight; the mean is over examples, so an input that occurs
    often counts more.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    logs = np.log(np.where(counts > 0, shares, 1))
    return float(np.mean(-np.sum(shares * logs, axis=1)))


def wrong_sum(counts: np.ndarray) -> float:
    """this is the sum over all examples; divide it by their number."""
    shares = counts / counts.sum(axis=1, keepdims=True)
    logs = np.log(np.where(counts > 0, shares, 1))
    return float(-np.sum(counts * logs))


def wrong_input_ignored(counts: np.ndarray) -> float:
    """this is the entropy of the classes over all data; the network sees the input, so it can
    give each input its own probabilities.
    """
    shares = counts.sum(axis=0) / counts.sum()
    return float(-np.sum(shares * np.log(np.where(shares > 0, shares, 1))))


def wrong_joint(counts: np.ndarray) -> float:
    """you divided by the number of all examples, so the probabilities of one input do not sum
    to 1; divide each row by its own sum.
    """
    shares = counts / counts.sum()
    return float(-np.sum(shares * np.log(np.where(shares > 0, shares, 1))))


def wrong_columns(counts: np.ndarray) -> float:
    """you normalized each class over the inputs; the probabilities of an input are a row."""
    shares = counts / np.maximum(counts.sum(axis=0, keepdims=True), 1)
    return float(-np.sum(counts * np.log(np.where(counts > 0, shares, 1))) / counts.sum())


def wrong_bits(counts: np.ndarray) -> float:
    """you took logarithms to base 2; cross-entropy has the natural one."""
    shares = counts / counts.sum(axis=1, keepdims=True)
    logs = np.log2(np.where(counts > 0, shares, 1))
    return float(-np.sum(counts * logs) / counts.sum())


def wrong_best_class(counts: np.ndarray) -> float:
    """you charged minus the logarithm of the largest share; the examples of the other classes
    have their own, larger loss.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    return float(-np.sum(counts.sum(axis=1) * np.log(shares.max(axis=1))) / counts.sum())


def wrong_share_of_errors(counts: np.ndarray) -> float:
    """this is the lowest share of wrong predictions, not the lowest cross-entropy."""
    return float(1 - counts.max(axis=1).sum() / counts.sum())


def wrong_zero(counts: np.ndarray) -> float:
    """0 log 0 is nan for NumPy, although a class that never occurs costs nothing; take the
    logarithm only where the count is above 0.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    return float(-np.sum(counts * np.log(shares)) / counts.sum())


def wrong_small_number(counts: np.ndarray) -> float:
    """you added a small number inside the logarithm; that changes every result a little, and
    can make it negative. Take the logarithm only where the count is above 0.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    return float(-np.sum(counts * np.log(shares + 1e-12)) / counts.sum())


def cases() -> Iterator[Case]:
    """Two inputs by hand, random ones, then zeros."""
    expected = (2 * np.log(2.0) + np.log(5.0) + 4 * np.log(5 / 4)) / 7
    yield case(np.array([[1, 1], [1, 4]]), expected=float(expected))
    rng = np.random.default_rng(0)
    yield case(rng.integers(1, 20, size=(5, 4)))
    yield case(np.array([[3, 0, 1], [0, 0, 7]]), why="classes that do not occur")
    yield case(
        np.array([[5, 0], [0, 2]]), expected=0.0, atol=1e-13, why="labels without contradiction"
    )
    yield case(np.array([[4], [2]]), expected=0.0, why="one class")
    yield case(np.array([[10**9, 1], [1, 1]]), rtol=1e-6, why="very different counts")


EXERCISE = exercise(
    starter=lowest_loss,
    solution=solution,
    wrong=[
        wrong_mean_of_inputs,
        wrong_sum,
        wrong_input_ignored,
        wrong_joint,
        wrong_columns,
        wrong_bits,
        wrong_best_class,
        wrong_share_of_errors,
        wrong_zero,
        wrong_small_number,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "No prediction is better than the true shares. For input $i$ they are row $i$ of `counts`, "
        "divided by its sum.",
        "With these probabilities, each of the `counts[i, k]` examples costs minus the logarithm "
        "of its share. Add up, and divide by the number of all examples.",
        "For classes that do not occur, take the logarithm of 1: "
        "`np.log(np.where(counts > 0, shares, 1))`.",
    ],
    afterwards="A training loss below this number says that your network sees more than the input.",
)
