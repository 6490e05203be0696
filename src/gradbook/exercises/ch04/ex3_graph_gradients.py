r"""The engine in one function

A graph of numbers has its nodes numbered in the order in which they were computed. For node k,
`inputs[k]` is a list of pairs: the number of an input, and the derivative of node k by this input.
It is empty for nodes that were not computed from anything. An input may occur twice in a list.

Write `graph_gradients(inputs, loss)`, where `loss` is the number of a node. Return an array of
floats, shape (nodes,): the derivative of that node by every node. It is 1 for the node itself, and
0 where it does not depend on the node.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def graph_gradients(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """The derivative of the loss by every node, shape (nodes,)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """The derivative of the loss by every node, shape (nodes,)."""
    gradients = np.zeros(len(inputs))
    gradients[loss] = 1
    for k in reversed(range(loss + 1)):
        for i, derivative in inputs[k]:
            gradients[i] += gradients[k] * derivative
    return gradients


def wrong_overwritten(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """a node that is used twice keeps only one of its contributions; add them up."""
    gradients = np.zeros(len(inputs))
    gradients[loss] = 1
    for k in reversed(range(loss + 1)):
        for i, derivative in inputs[k]:
            gradients[i] = gradients[k] * derivative
    return gradients


def wrong_forward(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """you went through the nodes in the order of computing; go back from the loss."""
    gradients = np.zeros(len(inputs))
    gradients[loss] = 1
    for k in range(loss + 1):
        for i, derivative in inputs[k]:
            gradients[i] += gradients[k] * derivative
    return gradients


def wrong_too_early(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """you sent a gradient on before all users of a node had contributed; go through the nodes in
    the reverse order of computing.
    """
    gradients = np.zeros(len(inputs))
    gradients[loss] = 1
    todo, seen = [loss], {loss}
    while todo:
        k = todo.pop(0)
        for i, derivative in inputs[k]:
            gradients[i] += gradients[k] * derivative
            if i not in seen:
                seen.add(i)
                todo.append(i)
    return gradients


def wrong_last_is_loss(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """you started from the last node; start from the node given as loss."""
    gradients = np.zeros(len(inputs))
    gradients[-1] = 1
    for k in reversed(range(len(inputs))):
        for i, derivative in inputs[k]:
            gradients[i] += gradients[k] * derivative
    return gradients


def wrong_sum(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """along a path derivatives are multiplied, not added."""
    gradients = np.zeros(len(inputs))
    gradients[loss] = 1
    for k in reversed(range(loss + 1)):
        for i, derivative in inputs[k]:
            gradients[i] += (gradients[k] + derivative) * (gradients[k] != 0)
    return gradients


def wrong_loss_missing(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """the derivative of the loss by itself is 1."""
    gradients = np.zeros(len(inputs))
    gradients[loss] = 1
    for k in reversed(range(loss + 1)):
        for i, derivative in inputs[k]:
            gradients[i] += gradients[k] * derivative
    gradients[loss] = 0
    return gradients


def wrong_derivative_only(inputs: list[list[tuple[int, float]]], loss: int) -> np.ndarray:
    """you added up the derivatives of the single steps; multiply each by the gradient of the
    result.
    """
    gradients = np.zeros(len(inputs))
    gradients[loss] = 1
    for k in reversed(range(loss + 1)):
        for i, derivative in inputs[k]:
            gradients[i] += derivative
    return gradients


def cases() -> Iterator[Case]:
    """A chain, a square, two paths of unequal length, a later node, a node alone."""
    chain: list[list[tuple[int, float]]] = [[], [], [(0, 2.0), (1, 1.0)], [(2, 1.0)], [(3, 4.0)]]
    expected = np.array([8.0, 4.0, 4.0, 4.0, 1.0])
    yield case(chain, 4, expected=expected, why="the chain of the chapter: w, b, z, r, L")
    square: list[list[tuple[int, float]]] = [[], [(0, 3.0), (0, 3.0)], [(1, 1.0), (0, 1.0)]]
    yield case(square, 2, expected=np.array([7.0, 1.0, 1.0]), why="x * x + x at x = 3")
    paths: list[list[tuple[int, float]]] = [[], [(0, 2.0)], [(1, 5.0)], [(1, 1.0), (2, 3.0)]]
    expected = np.array([32.0, 16.0, 3.0, 1.0])
    yield case(paths, 3, expected=expected, why="two paths of unequal length")
    later: list[list[tuple[int, float]]] = [[], [(0, 2.0)], [(1, 3.0)], [(1, 7.0), (2, 1.0)]]
    yield case(later, 2, expected=np.array([6.0, 3.0, 1.0, 0.0]), why="a node after the loss")
    yield case([[]], 0, expected=np.array([1.0]), why="a single node")


EXERCISE = exercise(
    starter=graph_gradients,
    solution=solution,
    wrong=[
        wrong_overwritten,
        wrong_forward,
        wrong_too_early,
        wrong_last_is_loss,
        wrong_sum,
        wrong_loss_missing,
        wrong_derivative_only,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "Start with zeros, and a 1 at the loss.",
        "Go through the nodes from the loss down to 0: then a node comes up after everything that "
        "uses it.",
        "For each input add `gradients[k] * derivative` to what is there.",
    ],
    afterwards="Replace numbers by arrays and derivatives by functions, and you have the engine.",
)
