r"""Scale the weights by what arrives

The gains of this chapter assume normal inputs. You can also measure: send one batch through the
network and scale each layer's weights so that its pre-activations have mean square 1.

Write `scale_weights(weights, x, f)`. `weights` is a list of matrices of shape (d_in, d_out), `x` a
batch of shape (n, d_in of the first), and `f` the activation function. Layer by layer, with
$z = aW$, where $a$ is `x` for the first layer and $f(z)$ of the layer below, **as scaled**, for the
others: divide $W$ by the root mean square of all entries of $z$. Return the list of scaled
matrices; leave the given ones as they are. If all of $z$ is 0, the layer keeps its weights.
"""

from collections.abc import Callable, Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def scale_weights(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """New weights, with which every layer's pre-activations have mean square 1 on the batch x."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """New weights, with which every layer's pre-activations have mean square 1 on the batch x."""
    scaled, a = [], x
    for weight in weights:
        size = np.sqrt(np.mean((a @ weight) ** 2))
        scaled.append(weight / size if size > 0 else weight)
        a = f(a @ scaled[-1])  # (n, d_out)
    return scaled


def wrong_standard_deviation(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you divided by the standard deviation, which takes the mean away first; the root mean
    square does not.
    """
    scaled, a = [], x
    for weight in weights:
        size = np.std(a @ weight)
        scaled.append(weight / size if size > 0 else weight)
        a = f(a @ scaled[-1])
    return scaled


def wrong_no_root(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you divided by the mean square; without the root, doubling the weights changes the result."""
    scaled, a = [], x
    for weight in weights:
        size = np.mean((a @ weight) ** 2)
        scaled.append(weight / size if size > 0 else weight)
        a = f(a @ scaled[-1])
    return scaled


def wrong_norm(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you divided by the length of all of z, which grows with the batch; the root mean square is
    the root of the mean, not of the sum.
    """
    scaled, a = [], x
    for weight in weights:
        size = np.linalg.norm(a @ weight)
        scaled.append(weight / size if size > 0 else weight)
        a = f(a @ scaled[-1])
    return scaled


def wrong_own_size(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you divided by the root mean square of the weights; measure z = a W."""
    scaled = []
    for weight in weights:
        size = np.sqrt(np.mean(weight**2))
        scaled.append(weight / size if size > 0 else weight)
    return scaled


def wrong_after_activation(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you measured the outputs f(z); measure z, before the activation."""
    scaled, a = [], x
    for weight in weights:
        size = np.sqrt(np.mean(f(a @ weight) ** 2))
        scaled.append(weight / size if size > 0 else weight)
        a = f(a @ scaled[-1])
    return scaled


def wrong_per_unit(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you scaled every unit by its own size; take one root mean square over all entries of z."""
    scaled, a = [], x
    for weight in weights:
        size = np.sqrt(np.mean((a @ weight) ** 2, axis=0))
        scaled.append(weight / np.where(size > 0, size, 1))
        a = f(a @ scaled[-1])
    return scaled


def wrong_old_signal(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you sent the signal on through the old weights; the next layer must be measured on what
    the scaled layer sends.
    """
    scaled, a = [], x
    for weight in weights:
        z = a @ weight
        size = np.sqrt(np.mean(z**2))
        scaled.append(weight / size if size > 0 else weight)
        a = f(z)
    return scaled


def wrong_no_activation(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you left out the activation function between the layers."""
    scaled, a = [], x
    for weight in weights:
        size = np.sqrt(np.mean((a @ weight) ** 2))
        scaled.append(weight / size if size > 0 else weight)
        a = a @ scaled[-1]
    return scaled


def wrong_in_place(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """you changed what was handed to you; `weight /= size` writes into the caller's matrix, and
    `weights[i] = weight / size` into the caller's list, so collect new matrices in a new list.
    """
    a = x
    for weight in weights:
        size = np.sqrt(np.mean((a @ weight) ** 2))
        if size > 0:
            weight /= size
        a = f(a @ weight)
    return weights


def wrong_unguarded(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """where no signal arrives you divided by 0; leave that layer's weights as they are."""
    scaled, a = [], x
    for weight in weights:
        scaled.append(weight / np.sqrt(np.mean((a @ weight) ** 2)))
        a = f(a @ scaled[-1])
    return scaled


def wrong_epsilon(
    weights: list[np.ndarray], x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]
) -> list[np.ndarray]:
    """a tiny number added to the size avoids the division by 0, but where no signal arrives it
    multiplies the weights by millions; they were to stay as they are.
    """
    scaled, a = [], x
    for weight in weights:
        scaled.append(weight / (np.sqrt(np.mean((a @ weight) ** 2)) + 1e-8))
        a = f(a @ scaled[-1])
    return scaled


def relu(z: np.ndarray) -> np.ndarray:
    """An activation for the cases."""
    return np.maximum(z, 0)


def tanh(z: np.ndarray) -> np.ndarray:
    """An activation for the cases."""
    return np.tanh(z)


def cases() -> Iterator[Case]:
    """One weight, one layer, several layers, then a dead one."""
    x = np.array([[1.0], [7.0]])  # mean square 25
    yield case([np.array([[2.0]])], x, relu, expected=[np.array([[0.2]])])
    x = np.array([[3.0], [-4.0]])
    yield case([np.array([[1.0, -2.0]])], x, relu, why="one layer of two units")
    rng = np.random.default_rng(0)
    weights = [3 * rng.normal(size=shape) for shape in [(4, 5), (5, 6), (6, 2)]]
    yield case(weights, rng.normal(size=(8, 4)), tanh, why="three layers")
    yield case(weights, 100 * rng.normal(size=(8, 4)), relu, why="large inputs")
    dead = [np.array([[-1.0]]), np.array([[2.0]])]
    expected = [np.array([[-0.5]]), np.array([[2.0]])]
    yield case(dead, np.array([[2.0]]), relu, expected=expected, why="a second layer that gets 0")
    yield case([], np.ones((2, 2)), relu, expected=[], why="a network without layers")


EXERCISE = exercise(
    starter=scale_weights,
    solution=solution,
    wrong=[
        wrong_standard_deviation,
        wrong_no_root,
        wrong_norm,
        wrong_own_size,
        wrong_after_activation,
        wrong_per_unit,
        wrong_old_signal,
        wrong_no_activation,
        wrong_in_place,
        wrong_unguarded,
        wrong_epsilon,
    ],
    cases=cases,
    difficulty="hard",
    minutes=45,
    hints=[
        "One layer first: `z = a @ weight` has shape (n, d_out). Dividing the weights by a number "
        "divides `z` by it.",
        "The number is `np.sqrt(np.mean(z**2))`, one for the whole layer. Look out for 0.",
        "For the next layer, `a` is `f(a @ scaled_weight)`, with the weights you have just scaled.",
        "Collect new matrices in a list. `weight / size` makes a new one, `weight /= size` does "
        "not.",
    ],
    afterwards="Give the scaled weights to the chapter's 50 layers, and look at the gradient, too.",
    imports="from collections.abc import Callable\n\nimport numpy as np",
)
