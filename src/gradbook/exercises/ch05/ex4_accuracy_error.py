r"""How exact is an accuracy?

An accuracy measured on $n$ independent examples is a share $p$ of successes. Its binomial standard
error is

$$
\sqrt{\frac{p\,(1 - p)}{n}}.
$$

Write `accuracy_with_error(logits, labels)`, which returns the accuracy and its standard error, both
as fractions. `logits` has shape (n, classes) with n at least 1, `labels` shape (n,).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def accuracy_with_error(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """The share of rows whose largest logit is the label's, and its standard error."""
    raise NotImplementedError("Replace this line by your code.")


def solution(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """The share of rows whose largest logit is the label's, and its standard error."""
    accuracy = np.mean(logits.argmax(axis=1) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy) / len(labels)))


def wrong_axis(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you took the largest logit over the batch (axis 0); take it over the classes (axis 1)."""
    accuracy = np.mean(logits.argmax(axis=0) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy) / len(labels)))


def wrong_largest_value(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you compared the labels with the largest logit itself; argmax says which class it is of."""
    accuracy = np.mean(logits.max(axis=1) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy) / len(labels)))


def wrong_no_root(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """this is the variance of the accuracy; its root is the standard error."""
    accuracy = np.mean(logits.argmax(axis=1) == labels)
    return float(accuracy), float(accuracy * (1 - accuracy) / len(labels))


def wrong_no_count(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """this is the standard deviation of one example; the mean of n examples varies less, by the
    root of n.
    """
    accuracy = np.mean(logits.argmax(axis=1) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy)))


def wrong_outside_root(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you divided by n outside the root; it belongs inside."""
    accuracy = np.mean(logits.argmax(axis=1) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy)) / len(labels))


def wrong_sample(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you divided by n - 1; the statement's formula has n."""
    accuracy = np.mean(logits.argmax(axis=1) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy) / (len(labels) - 1)))


def wrong_classes(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you divided by the number of classes; n is the number of examples."""
    accuracy = np.mean(logits.argmax(axis=1) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy) / logits.shape[1]))


def wrong_percent(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you returned percentages; the statement asks for fractions."""
    accuracy = np.mean(logits.argmax(axis=1) == labels)
    error = np.sqrt(accuracy * (1 - accuracy) / len(labels))
    return float(100 * accuracy), float(100 * error)


def wrong_error_rate(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you returned the share of mistakes; the accuracy is the share of correct rows."""
    share = np.mean(logits.argmax(axis=1) != labels)
    return float(share), float(np.sqrt(share * (1 - share) / len(labels)))


def wrong_softmax(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """you took a softmax, and its exp overflows; it is not needed: the largest logit has the
    largest probability.
    """
    e = np.exp(logits)
    accuracy = np.mean((e / e.sum(axis=1, keepdims=True)).argmax(axis=1) == labels)
    return float(accuracy), float(np.sqrt(accuracy * (1 - accuracy) / len(labels)))


def cases() -> Iterator[Case]:
    """Four rows by hand, random ones, one row."""
    # Four examples, five classes: n, n - 1, classes and logits.size all differ.
    logits = np.array([[2.0, 1.0, 0.0, 0.0, 0.0], [0.0, 6.0, 1.0, 0.0, 0.0]])
    logits = np.vstack([logits, [1.0, 5.0, 4.0, 0.0, 0.0], [-1.0, -3.0, -2.0, -5.0, -4.0]])
    expected = (0.75, np.sqrt(0.75 * 0.25 / 4))
    yield case(logits, np.array([0, 1, 1, 3]), expected=expected, why="three of four rows right")
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(200, 3)), rng.integers(3, size=200))
    yield case(np.array([[0.0, 1.0]]), np.array([1]), expected=(1.0, 0.0), why="one row")
    large = np.array([[1e300, -1e300], [-1e300, 1e300]])
    yield case(large, np.array([0, 0]), why="very large logits")


EXERCISE = exercise(
    starter=accuracy_with_error,
    solution=solution,
    wrong=[
        wrong_axis,
        wrong_largest_value,
        wrong_no_root,
        wrong_no_count,
        wrong_outside_root,
        wrong_sample,
        wrong_classes,
        wrong_percent,
        wrong_error_rate,
        wrong_softmax,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "`logits.argmax(axis=1)` is the predicted class of each row. No softmax is needed: it does "
        "not change which entry is largest.",
        "`np.mean` of an array of True and False is the share of True.",
    ],
    afterwards="Two models that differ by less than two such errors may be equally good.",
)
