r"""Class weights, loss and gradient

Write `weighted_loss_and_gradient(z, y, weights)`. `z` holds logits, shape (n, classes); `y` true
classes as integers, shape (n,); `weights` one positive number per class, shape (classes,). With the
cross-entropy $\ell_i$ of example $i$, the loss is the weighted mean, as PyTorch computes it:

$$
L = \frac{\sum_i w_{y_i} \ell_i}{\sum_i w_{y_i}}.
$$

Return $L$, as one number, and its gradient with respect to `z`, of the shape of `z`. NumPy must not
warn, and both must be finite, also for logits of $\pm 1000$.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def weighted_loss_and_gradient(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """The weighted mean of the losses, and its gradient with respect to z."""
    raise NotImplementedError("Replace this line by your code.")


def solution(z: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """The weighted mean of the losses, and its gradient with respect to z."""
    share = weights[y] / weights[y].sum()  # (n,), sums to 1
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    return float(loss), share[:, None] * (np.exp(log_p) - np.eye(z.shape[1])[y])


def wrong_divided_by_n(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """you divided by the number of examples, as Keras does; divide by the sum of their weights."""
    share = weights[y] / len(y)
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    return float(loss), share[:, None] * (np.exp(log_p) - np.eye(z.shape[1])[y])


def wrong_sum_over_classes(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """you divided by the sum of the weights of the classes; add up the weight of every example
    in the batch.
    """
    share = weights[y] / weights.sum()
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    return float(loss), share[:, None] * (np.exp(log_p) - np.eye(z.shape[1])[y])


def wrong_unweighted(z: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """you did not use the weights."""
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.mean(log_p[np.arange(len(y)), y])
    return float(loss), (np.exp(log_p) - np.eye(z.shape[1])[y]) / len(y)


def wrong_not_divided(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """this is the weighted sum; divide it, and the gradient, by the sum of the weights."""
    share = weights[y]
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    return float(loss), share[:, None] * (np.exp(log_p) - np.eye(z.shape[1])[y])


def wrong_gradient_unweighted(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """the loss is right, but your gradient has no weights: the row of example i has to be
    multiplied by its weight.
    """
    share = weights[y] / weights[y].sum()
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    return float(loss), (np.exp(log_p) - np.eye(z.shape[1])[y]) / len(y)


def wrong_gradient_of_sum(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """the loss is right, but your gradient is that of the weighted sum; divide it by the sum of
    the weights, too.
    """
    share = weights[y] / weights[y].sum()
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    return float(loss), weights[y][:, None] * (np.exp(log_p) - np.eye(z.shape[1])[y])


def wrong_gradient_by_n(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """the loss is right, but you divided the gradient by the number of examples; divide it by
    the sum of their weights, too.
    """
    share = weights[y] / weights[y].sum()
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    by_n = weights[y] / len(y)
    return float(loss), by_n[:, None] * (np.exp(log_p) - np.eye(z.shape[1])[y])


def wrong_gradient_columns(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """the loss is right, but your gradient weights each column by its own class; the whole row
    of an example gets the weight of its true class.
    """
    share = weights[y] / weights[y].sum()
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    gradient = weights * (np.exp(log_p) - np.eye(z.shape[1])[y]) / weights[y].sum()
    return float(loss), gradient


def wrong_weighted_logits(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """you multiplied the logits by the weights; multiply the losses."""
    z = z * weights
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.mean(log_p[np.arange(len(y)), y])
    return float(loss), (np.exp(log_p) - np.eye(z.shape[1])[y]) / len(y)


def wrong_no_shift(z: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """exp overflows for large logits; subtract the largest logit of each row first."""
    share = weights[y] / weights[y].sum()
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -np.sum(share * log_p[np.arange(len(y)), y])
    return float(loss), share[:, None] * (np.exp(log_p) - np.eye(z.shape[1])[y])


def wrong_log_of_softmax(
    z: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """a probability that rounds to 0 has no logarithm; subtract log-sum-exp from the logits
    instead.
    """
    share = weights[y] / weights[y].sum()
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.sum(share * np.log(p[np.arange(len(y)), y]))
    return float(loss), share[:, None] * (p - np.eye(z.shape[1])[y])


def cases() -> Iterator[Case]:
    """Three examples by hand, a batch, a class that is missing, then extremes."""
    z, y = np.log([[1.0, 3.0], [3.0, 1.0], [1.0, 1.0]]), np.array([0, 0, 1])
    loss = (2 * np.log(4.0) + 2 * np.log(4 / 3) + 5 * np.log(2.0)) / 9
    gradient = np.array([[-1.5, 1.5], [-0.5, 0.5], [2.5, -2.5]]) / 9
    yield case(z, y, np.array([2.0, 5.0]), expected=(float(loss), gradient))
    rng = np.random.default_rng(0)
    z, weights = rng.normal(size=(6, 4)), np.array([1.0, 2.0, 0.5, 7.0])
    yield case(z, rng.integers(4, size=6), weights, why="four classes")
    yield case(z, np.array([3, 3, 3, 3, 3, 0]), weights, why="classes that do not occur")
    z = np.array([[5000.0, 5001.0], [-1000.0, 1000.0]])
    yield case(z, np.array([0, 0]), np.array([1.0, 3.0]), why="very large logits")
    expected = (0.0, np.zeros((2, 1)))
    yield case(
        np.ones((2, 1)), np.array([0, 0]), np.array([4.0]), expected=expected, why="one class"
    )


EXERCISE = exercise(
    starter=weighted_loss_and_gradient,
    solution=solution,
    wrong=[
        wrong_divided_by_n,
        wrong_sum_over_classes,
        wrong_unweighted,
        wrong_not_divided,
        wrong_gradient_unweighted,
        wrong_gradient_of_sum,
        wrong_gradient_by_n,
        wrong_gradient_columns,
        wrong_weighted_logits,
        wrong_no_shift,
        wrong_log_of_softmax,
    ],
    cases=cases,
    difficulty="medium",
    minutes=30,
    hints=[
        "`weights[y]` is the weight of every example, shape (n,). Divided by its sum, it is the "
        "share of each example in the mean.",
        "Logarithms of the probabilities come from the shifted logits and log-sum-exp; "
        "`log_p[np.arange(len(y)), y]` picks those of the true classes.",
        r"The gradient of $\ell_i$ is row $i$ of $P - Y$. Multiply the row by the example's share: "
        "`share[:, None] * (...)`.",
    ],
    afterwards="Compare with torch.nn.functional.cross_entropy(z, y, weight=weights).",
)
