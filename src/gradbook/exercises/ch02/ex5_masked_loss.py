r"""A loss that does not see the padding

Write `masked_loss_and_gradient(z, y, mask)` for a batch of sequences. `z` holds logits, shape
(n, time, classes); `y` true classes as integers and `mask` booleans, both of shape (n, time). A
position is real where the mask is true.

Return two things: the mean cross-entropy over all real positions, as one number, and its gradient
with respect to `z`, of the shape of `z` and 0 at padded positions. Labels of padding may be any
integer, for example $-100$, and logits of padding may be `nan`. If no position is real, return 0
and a gradient of zeros. Leave `z` and `y` as they are; NumPy must not warn.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def masked_loss_and_gradient(
    z: np.ndarray, y: np.ndarray, mask: np.ndarray
) -> tuple[float, np.ndarray]:
    """The mean loss of the real positions, and its gradient with respect to z."""
    raise NotImplementedError("Replace this line by your code.")


def solution(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean loss of the real positions, and its gradient with respect to z."""
    gradient = np.zeros_like(z)
    real, true = z[mask], y[mask]  # (count, classes), (count,)
    count = len(true)
    if count == 0:
        return 0.0, gradient
    shifted = real - real.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient[mask] = (np.exp(log_p) - np.eye(z.shape[-1])[true]) / count
    return float(-log_p[np.arange(count), true].mean()), gradient


def wrong_unmasked(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """you averaged over all positions, padding included."""
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y]
    return float(-np.sum(one_hot * log_p) / y.size), (np.exp(log_p) - one_hot) / y.size


def wrong_divided_by_all(
    z: np.ndarray, y: np.ndarray, mask: np.ndarray
) -> tuple[float, np.ndarray]:
    """you divided by the number of all positions, so more padding makes the loss smaller;
    divide by the number of real ones.
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y] * mask[..., None]
    gradient = np.exp(log_p) * mask[..., None] - one_hot
    return float(-np.sum(one_hot * log_p) / y.size), gradient / y.size


def wrong_sum(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """this is the sum over the real positions; divide it, and the gradient, by their number."""
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y] * mask[..., None]
    return float(-np.sum(one_hot * log_p)), np.exp(log_p) * mask[..., None] - one_hot


def wrong_per_sequence(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """you averaged each sequence first and then the sequences, so a position in a short one
    counts for more; divide by the number of real positions in the batch.
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    weight = (mask / mask.sum(axis=1, keepdims=True) / len(mask))[..., None]
    one_hot = np.eye(z.shape[-1])[y]
    return float(-np.sum(weight * one_hot * log_p)), weight * (np.exp(log_p) - one_hot)


def wrong_gradient_unmasked(
    z: np.ndarray, y: np.ndarray, mask: np.ndarray
) -> tuple[float, np.ndarray]:
    """the loss is right, but padded positions still receive a gradient; set it to 0 there."""
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y]
    loss = -np.sum(one_hot * log_p * mask[..., None]) / mask.sum()
    return float(loss), (np.exp(log_p) - one_hot) / mask.sum()


def wrong_gradient_of_all(
    z: np.ndarray, y: np.ndarray, mask: np.ndarray
) -> tuple[float, np.ndarray]:
    """the loss is right, but you divided the gradient by another number than the loss."""
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y] * mask[..., None]
    gradient = np.exp(log_p) * mask[..., None] - one_hot
    return float(-np.sum(one_hot * log_p) / mask.sum()), gradient / y.size


def wrong_gradient_of_sum(
    z: np.ndarray, y: np.ndarray, mask: np.ndarray
) -> tuple[float, np.ndarray]:
    """the loss is right, but your gradient is that of the sum; divide it by the number of real
    positions, too.
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y] * mask[..., None]
    gradient = np.exp(log_p) * mask[..., None] - one_hot
    return float(-np.sum(one_hot * log_p) / mask.sum()), gradient


def wrong_too_late(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """you took the mean before the mask, and the mask cannot undo that; your gradient is masked,
    your loss is not.
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y]
    gradient = (np.exp(log_p) - one_hot) * mask[..., None] / mask.sum()
    return float(-np.sum(one_hot * log_p) / y.size), gradient


def wrong_labels_used(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """you used labels of padding as indices, and they may lie outside of the classes; take
    only the real positions, z[mask] and y[mask].
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[y] * mask[..., None]
    gradient = np.exp(log_p) * mask[..., None] - one_hot
    return float(-np.sum(one_hot * log_p) / mask.sum()), gradient / mask.sum()


def wrong_negative_only(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """you replaced negative labels only, and padding may have any label; take only the real
    positions, z[mask] and y[mask].
    """
    safe = np.maximum(y, 0)
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[safe] * mask[..., None]
    gradient = np.exp(log_p) * mask[..., None] - one_hot
    return float(-np.sum(one_hot * log_p) / mask.sum()), gradient / mask.sum()


def wrong_nan(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """0 times nan is nan, so multiplying by the mask does not remove the padding; take only
    the real positions, or use np.where.
    """
    safe = np.where(mask, y, 0)
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(z.shape[-1])[safe] * mask[..., None]
    gradient = np.exp(log_p) * mask[..., None] - one_hot
    return float(-np.sum(one_hot * log_p) / mask.sum()), gradient / mask.sum()


def wrong_no_positions(z: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """you divided by the number of real positions without asking whether there are any."""
    gradient = np.zeros_like(z)
    real, true = z[mask], y[mask]
    shifted = real - real.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient[mask] = (np.exp(log_p) - np.eye(z.shape[-1])[true]) / len(true)
    return float(-np.sum(log_p[np.arange(len(true)), true]) / np.array(len(true))), gradient


def cases() -> Iterator[Case]:
    """Two short sequences by hand, a batch, then what padding may hold."""
    z = np.log([[[1.0, 3.0], [1.0, 1.0], [7.0, 1.0]], [[4.0, 1.0], [1.0, 2.0], [5.0, 1.0]]])
    y = np.array([[1, 0, 1], [1, 0, 1]])
    mask = np.array([[True, True, True], [True, False, False]])
    loss = (np.log(4 / 3) + np.log(2.0) + np.log(8.0) + np.log(5.0)) / 4
    gradient = np.array([[[1, -1], [-2, 2], [3.5, -3.5]], [[3.2, -3.2], [0, 0], [0, 0]]]) / 16
    yield case(z, y, mask, expected=(float(loss), gradient))
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(3, 5, 4)), rng.integers(4, size=(3, 5))
    mask = np.arange(5) < np.array([[5], [1], [3]])
    yield case(z, y, mask, why="lengths 5, 1 and 3")
    yield case(z, np.where(mask, y, -100), mask, why="padding labeled -100")
    yield case(z, np.where(mask, y, 10**6), mask, why="padding labeled with no class")
    padded = np.where(mask[..., None], z, np.nan)
    yield case(padded, y, mask, why="logits of padding that are nan")
    yield case(1000 * z, y, mask, why="very large logits")
    none = np.zeros((2, 3), dtype=bool)
    expected = (0.0, np.zeros((2, 3, 4)))
    yield case(z[:2, :3], y[:2, :3], none, expected=expected, why="no real position")


EXERCISE = exercise(
    starter=masked_loss_and_gradient,
    solution=solution,
    wrong=[
        wrong_unmasked,
        wrong_divided_by_all,
        wrong_sum,
        wrong_per_sequence,
        wrong_gradient_unmasked,
        wrong_gradient_of_all,
        wrong_gradient_of_sum,
        wrong_too_late,
        wrong_labels_used,
        wrong_negative_only,
        wrong_nan,
        wrong_no_positions,
    ],
    cases=cases,
    difficulty="medium",
    minutes=35,
    hints=[
        "`z[mask]` takes the real positions only, as rows of shape (count, classes), and `y[mask]` "
        "their classes. What is in the padding can then do no harm.",
        "On these rows it is the cross-entropy of the chapter, with its mean over `count` rows.",
        "`gradient = np.zeros_like(z)`, then `gradient[mask] = ...` puts the rows back where they "
        "came from.",
    ],
    afterwards="Pad one of the sequences with further positions: neither number may change.",
)
