r"""k folds

Write `k_folds(n, k)` with $2 \le k \le n$. Return a list of $k$ pairs `(train, test)` of arrays of
integers: the indices of the training and of the test examples of each fold, both ascending. The
test parts are consecutive, together they are $0, \dots, n - 1$, and the first $n \bmod k$ of them
have one index more than the others. In each pair, `train` holds all indices that `test` does not.

(Shuffle the data before, not here.)
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def k_folds(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pairs of training and test indices."""
    raise NotImplementedError("Replace this line by your code.")


def solution(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pairs of training and test indices."""
    everything = np.arange(n)
    return [(np.setdiff1d(everything, test), test) for test in np.array_split(everything, k)]


def wrong_rest_lost(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """you gave every fold n // k examples, so the last n % k are never tested; give one more to
    the first folds.
    """
    everything, size = np.arange(n), n // k
    tests = [everything[i * size : (i + 1) * size] for i in range(k)]
    return [(np.setdiff1d(everything, test), test) for test in tests]


def wrong_rest_last(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """you put the whole remainder into the last fold; spread it over the first n % k folds."""
    everything, size = np.arange(n), n // k
    tests = [everything[i * size : (i + 1) * size] for i in range(k - 1)]
    tests.append(everything[(k - 1) * size :])
    return [(np.setdiff1d(everything, test), test) for test in tests]


def wrong_train_all(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """your training part still holds the test examples, so each is tested by a model that saw it;
    leave them out.
    """
    everything = np.arange(n)
    return [(everything, test) for test in np.array_split(everything, k)]


def wrong_only_before(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """you train on what comes before the test part only; all the others belong to the training
    part.
    """
    everything = np.arange(n)
    return [(everything[: test[0]], test) for test in np.array_split(everything, k)]


def wrong_swapped(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """you swapped training and test parts; the large part comes first."""
    everything = np.arange(n)
    return [(test, np.setdiff1d(everything, test)) for test in np.array_split(everything, k)]


def wrong_interleaved(n: int, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """you took every k-th index; the test parts of this statement are consecutive."""
    everything = np.arange(n)
    return [(np.setdiff1d(everything, everything[i::k]), everything[i::k]) for i in range(k)]


def cases() -> Iterator[Case]:
    """Three folds of four and of eight, one of each example, many."""
    a = np.array
    hand = [(a([2, 3]), a([0, 1])), (a([0, 1, 3]), a([2])), (a([0, 1, 2]), a([3]))]
    yield case(4, 3, expected=hand)
    yield case(8, 3, why="a remainder of two")
    yield case(6, 3, why="no remainder")
    yield case(5, 5, why="as many folds as examples")
    yield case(1003, 10)


EXERCISE = exercise(
    starter=k_folds,
    solution=solution,
    wrong=[
        wrong_rest_lost,
        wrong_rest_last,
        wrong_train_all,
        wrong_only_before,
        wrong_swapped,
        wrong_interleaved,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "`np.array_split` cuts an array into k parts, the larger ones first.",
        "`np.setdiff1d(everything, test)` is what is left.",
    ],
    afterwards="Compare with sklearn.model_selection.KFold(k).split(np.empty(n)).",
)
