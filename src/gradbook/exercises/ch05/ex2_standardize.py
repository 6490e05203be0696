r"""Standardize without looking at the test set

Write `standardize(train, test)`. It subtracts each feature's mean and divides by its standard
deviation (with $n$ in the denominator), both taken from the training set alone, and returns the
two scaled arrays. A feature that is constant in the training set is not divided: only its mean is
subtracted. Both arrays have shape (examples, features).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def standardize(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The scaled training set and the scaled test set."""
    raise NotImplementedError("Replace this line by your code.")


def solution(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The scaled training set and the scaled test set."""
    mean = train.mean(axis=0)  # (features,)
    spread = train.std(axis=0)
    spread = np.where(spread > 0, spread, 1)
    return (train - mean) / spread, (test - mean) / spread


def wrong_own_statistics(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you scaled the test set by its own mean and standard deviation, so the same image gets
    other numbers there; use those of the training set.
    """

    def scale(data: np.ndarray) -> np.ndarray:
        spread = data.std(axis=0)
        return (data - data.mean(axis=0)) / np.where(spread > 0, spread, 1)

    return scale(train), scale(test)


def wrong_leak(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you took the statistics from both sets together, so the test set has leaked into the
    training data.
    """
    both = np.concatenate([train, test])
    spread = np.where(both.std(axis=0) > 0, both.std(axis=0), 1)
    return (train - both.mean(axis=0)) / spread, (test - both.mean(axis=0)) / spread


def wrong_sample_deviation(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you divided by n - 1 in the standard deviation; the statement asks for n, NumPy's default."""
    spread = train.std(axis=0, ddof=1)
    spread = np.where(spread > 0, spread, 1)
    return (train - train.mean(axis=0)) / spread, (test - train.mean(axis=0)) / spread


def wrong_variance(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you divided by the variance; divide by its root, the standard deviation."""
    spread = np.where(train.std(axis=0) > 0, train.var(axis=0), 1)
    return (train - train.mean(axis=0)) / spread, (test - train.mean(axis=0)) / spread


def wrong_scaled_first(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """your test set was not scaled; if you take its mean and standard deviation from the training
    set after that is scaled, they are 0 and 1, so take them before.
    """
    spread = np.where(train.std(axis=0) > 0, train.std(axis=0), 1)
    return (train - train.mean(axis=0)) / spread, test


def wrong_examples(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you took a mean and a standard deviation of each example (axis 1); take them of each feature,
    over the examples (axis 0).
    """
    mean, spread = train.mean(axis=1), train.std(axis=1)
    return (train - mean) / spread, (test - mean) / spread


def wrong_all_features(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you took one mean and one standard deviation over all features; each feature has its own."""
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()


def wrong_unguarded(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """a feature that is constant in training has standard deviation 0, and you divided by it."""
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / spread, (test - mean) / spread


def wrong_both_branches(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """np.where computes both of its branches, so the division by 0 still takes place; choose the
    divisor by np.where, then divide.
    """
    mean, spread = train.mean(axis=0), train.std(axis=0)
    scaled = [np.where(spread > 0, (x - mean) / spread, x - mean) for x in (train, test)]
    return scaled[0], scaled[1]


def wrong_zeroed(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you set a feature that is constant in training to 0, also in the test set, where it may vary;
    subtract its mean and leave the rest.
    """
    mean, spread = train.mean(axis=0), train.std(axis=0)
    factor = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1), 0)
    return (train - mean) * factor, (test - mean) * factor


def wrong_epsilon(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """a tiny number added to the standard deviation avoids the division by 0, but turns a feature
    that is constant in training into millions as soon as it varies in the test set.
    """
    mean, spread = train.mean(axis=0), train.std(axis=0) + 1e-8
    return (train - mean) / spread, (test - mean) / spread


def cases() -> Iterator[Case]:
    """Two features by hand, several, constant ones, one example."""
    train, test = np.array([[0.0, 10.0], [4.0, 30.0]]), np.array([[4.0, 20.0], [6.0, 50.0]])
    expected = (np.array([[-1.0, -1.0], [1.0, 1.0]]), np.array([[1.0, 0.0], [2.0, 3.0]]))
    yield case(train, test, expected=expected, rtol=1e-6)
    rng = np.random.default_rng(0)
    scale = np.array([1.0, 10.0, 100.0])
    train, test = rng.normal(size=(5, 3)) * scale, rng.normal(size=(4, 3)) * scale
    yield case(train, test, why="features of different size", rtol=1e-6)
    train, test = np.array([[5.0, 1.0], [5.0, 5.0]]), np.array([[6.0, 2.0]])
    expected = (np.array([[0.0, -1.0], [0.0, 1.0]]), np.array([[1.0, -0.5]]))
    yield case(train, test, expected=expected, why="a feature that is constant in training")
    yield case(np.array([[7.0, 8.0]]), np.array([[7.0, 9.0]]), why="one training example")
    train = np.array([[1e150], [-1e150]])
    yield case(train, train, why="very large inputs", rtol=1e-6)


EXERCISE = exercise(
    starter=standardize,
    solution=solution,
    wrong=[
        wrong_own_statistics,
        wrong_leak,
        wrong_sample_deviation,
        wrong_variance,
        wrong_scaled_first,
        wrong_examples,
        wrong_all_features,
        wrong_unguarded,
        wrong_both_branches,
        wrong_zeroed,
        wrong_epsilon,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "Compute `train.mean(axis=0)` and `train.std(axis=0)`, of shape (features,), and use them "
        "for both arrays.",
        "Many pixels at the border of MNIST are 0 in every training image. Where the standard "
        "deviation is 0, divide by 1: `np.where(spread > 0, spread, 1)`.",
    ],
    afterwards="sklearn.preprocessing.StandardScaler does it in two steps: fit, then transform.",
)
