r"""Label smoothing, loss and gradient

Write `smoothed_loss_and_gradient(z, y, alpha)`. `z` holds logits, shape (n, classes); `y` holds the
true classes as integers, shape (n,). Label smoothing gives class $k$ of example $i$ the probability

$$
q_{ik} = (1 - \alpha)\, \mathbb{1}[k = y_i] + \frac{\alpha}{K},
$$

where $K$ is the number of classes. Return two things: the cross-entropy
$-\sum_k q_{ik} \log p_{ik}$, **averaged** over the examples, as one number, and its gradient with
respect to `z`, of the shape of `z`. NumPy must not warn, and both must be finite, also for logits
of $\pm 1000$.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def smoothed_loss_and_gradient(
    z: np.ndarray, y: np.ndarray, alpha: float
) -> tuple[float, np.ndarray]:
    """The mean loss, and its gradient with respect to z."""
    raise NotImplementedError("Replace this line by your code.")


def solution(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """The mean loss, and its gradient with respect to z."""
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes  # (n, classes)
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - q) / n


def wrong_other_classes(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """you spread alpha over the wrong classes only; here every class receives alpha / K, the
    true one, too.
    """
    n, classes = z.shape
    q = np.full(z.shape, alpha / max(classes - 1, 1))
    q[np.arange(n), y] = 1 - alpha
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - q) / n


def wrong_no_share_for_true(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """your probabilities do not sum to 1: the true class has 1 - alpha, but it also receives
    its alpha / K.
    """
    n, classes = z.shape
    q = np.full(z.shape, alpha / classes)
    q[np.arange(n), y] = 1 - alpha
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - q) / n


def wrong_not_smoothed(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """this is cross-entropy without smoothing."""
    n, classes = z.shape
    q = np.eye(classes)[y]
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - q) / n


def wrong_gradient_not_smoothed(
    z: np.ndarray, y: np.ndarray, alpha: float
) -> tuple[float, np.ndarray]:
    """the loss is right, but your gradient subtracts the one-hot row; subtract the smoothed one."""
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - np.eye(classes)[y]) / n


def wrong_gradient_of_sum(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """the loss is the mean, but your gradient is that of the sum; divide it by n, too."""
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), np.exp(log_p) - q


def wrong_sum(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """this is the sum over the examples; divide it, and the gradient, by n."""
    classes = z.shape[1]
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p)), np.exp(log_p) - q


def wrong_mean_of_all(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """you averaged over examples and classes; sum over the classes, and average over the
    examples only.
    """
    classes = z.shape[1]
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.mean(q * log_p)), (np.exp(log_p) - q) / z.size


def wrong_gradient_sign(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """your gradient has the wrong sign; the probabilities come first, the labels are subtracted."""
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (q - np.exp(log_p)) / n


def wrong_log_of_softmax(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """a probability that rounds to 0 has no logarithm, and with smoothing every class needs
    one; subtract log-sum-exp from the logits instead.
    """
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return float(-np.sum(q * np.log(p)) / n), (p - q) / n


def wrong_clipped(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """clipping the probabilities puts a ceiling on the loss; subtract log-sum-exp from the
    logits instead.
    """
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return float(-np.sum(q * np.log(np.clip(p, 1e-7, 1))) / n), (p - q) / n


def wrong_small_number(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """a small number added inside the logarithm puts a ceiling on the loss; subtract log-sum-exp
    from the logits instead.
    """
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return float(-np.sum(q * np.log(p + 1e-12)) / n), (p - q) / n


def wrong_one_maximum(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """you subtracted one maximum from the whole batch, and rows far below it vanish; each row
    has its own, so give max an axis.
    """
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    shifted = z - z.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - q) / n


def wrong_no_uniform(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """you took alpha away from the true class but gave it to no other; add alpha / K to each."""
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y]
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - q) / n


def wrong_no_shift(z: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, np.ndarray]:
    """exp overflows for large logits; subtract the largest logit of each row first."""
    n, classes = z.shape
    q = (1 - alpha) * np.eye(classes)[y] + alpha / classes
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return float(-np.sum(q * log_p) / n), (np.exp(log_p) - q) / n


def cases() -> Iterator[Case]:
    """Two examples by hand, a batch, then extremes."""
    z, y = np.log([[1.0, 2.0, 5.0], [1.0, 6.0, 1.0]]), np.array([2, 0])
    first = -0.1 * np.log(1 / 8) - 0.1 * np.log(2 / 8) - 0.8 * np.log(5 / 8)
    second = -0.8 * np.log(1 / 8) - 0.1 * np.log(6 / 8) - 0.1 * np.log(1 / 8)
    gradient = np.array([[0.025, 0.15, -0.175], [-0.675, 0.65, 0.025]]) / 2
    yield case(z, y, 0.3, expected=(float(first + second) / 2, gradient))
    rng = np.random.default_rng(0)
    yield case(rng.normal(size=(6, 4)), rng.integers(4, size=6), 0.1, why="four classes")
    yield case(rng.normal(size=(3, 4)), np.array([3, 3, 0]), 0.0, why="alpha = 0")
    z = np.array([[0.0, 1000.0, -1000.0], [5000.0, 5001.0, 5000.0]])
    yield case(z, np.array([0, 1]), 0.2, why="very large logits")
    yield case(
        np.array([[7.0]]), np.array([0]), 0.1, expected=(0.0, np.zeros((1, 1))), why="one class"
    )


EXERCISE = exercise(
    starter=smoothed_loss_and_gradient,
    solution=solution,
    wrong=[
        wrong_other_classes,
        wrong_no_share_for_true,
        wrong_not_smoothed,
        wrong_gradient_not_smoothed,
        wrong_gradient_of_sum,
        wrong_sum,
        wrong_mean_of_all,
        wrong_gradient_sign,
        wrong_log_of_softmax,
        wrong_clipped,
        wrong_small_number,
        wrong_one_maximum,
        wrong_no_uniform,
        wrong_no_shift,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "Make the smoothed rows first: `(1 - alpha) * np.eye(classes)[y] + alpha / classes`. Each "
        "sums to 1.",
        "Logarithms of all probabilities: the logits minus the largest of their row, minus the "
        "logarithm of the sum of the exponentials of that.",
        r"The gradient of one example is $\mathbf{p} - \mathbf{q}$. The mean divides it by $n$.",
    ],
    afterwards="In PyTorch: cross_entropy(z, y, label_smoothing=alpha).",
)
