r"""A gradient that is cut

Take the recurrence $h_t = a\, h_{t-1} + x_t$ for $t = 1, \dots, T$ with $h_0 = 0$, and the loss
$L = h_T$. Write `truncated_gradient(a, x, k)`, which returns $\partial L / \partial a$ (a `float`)
as truncated backpropagation through time computes it (here cut once): only the last `k` steps are
followed backward. The state that enters them is a number without history, but it has its true
value.

With `k` of T or more it is the whole gradient; with `k` of 0 it is 0. `x` has shape (T,).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def truncated_gradient(a: float, x: np.ndarray, k: int) -> float:
    """The derivative of the last state by a, followed back over k steps."""
    raise NotImplementedError("Replace this line by your code.")


def solution(a: float, x: np.ndarray, k: int) -> float:
    """The derivative of the last state by a, followed back over k steps."""
    states = [0.0]
    for value in x:
        states.append(a * states[-1] + float(value))
    gradient, delta = 0.0, 1.0
    for before in states[-2::-1][:k]:
        gradient += delta * before
        delta *= a
    return gradient


def wrong_no_chain(a: float, x: np.ndarray, k: int) -> float:
    """you added the states without the factor a for every step back."""
    states = [0.0]
    for value in x:
        states.append(a * states[-1] + float(value))
    return float(sum(states[-2::-1][:k]))


def wrong_early(a: float, x: np.ndarray, k: int) -> float:
    """you multiplied by a before the first step; the last state depends on itself with factor
    1.
    """
    states = [0.0]
    for value in x:
        states.append(a * states[-1] + float(value))
    gradient, delta = 0.0, 1.0
    for before in states[-2::-1][:k]:
        delta *= a
        gradient += delta * before
    return gradient


def cases() -> Iterator[Case]:
    """Five steps by hand, random ones, the limits."""
    # a = 2, and x = 1 in five steps: states 1, 3, 7, 15, 31.
    x = np.ones(5)
    yield case(2.0, x, 2, expected=15.0 + 2 * 7.0, why="states 1, 3, 7, 15, 31")
    yield case(2.0, x, 3, expected=15.0 + 2 * 7.0 + 4 * 3.0)
    yield case(2.0, x, 9, expected=49.0, why="k larger than T")
    rng = np.random.default_rng(0)
    yield case(-0.9, rng.standard_normal(30), 7)
    yield case(0.5, x, 1, expected=1.875, why="one step")
    yield case(0.5, x, 0, expected=0.0, why="k of 0")
    yield case(0.5, np.zeros(0), 3, expected=0.0, why="no steps")


EXERCISE = exercise(
    starter=truncated_gradient,
    solution=solution,
    wrong=[
        Slip(
            "whole",
            "that is the whole gradient; follow only the last k steps",
            {"in states[-2::-1][:k]:": "in states[-2::-1]:"},
        ),
        Slip(
            "reset",
            (
                "you started the last k steps from a state of 0; it is cut from its history, "
                "but keeps its value"
            ),
            {
                "for value in x:": "for value in x[max(0, len(x) - k) :]:",
                "in states[-2::-1][:k]:": "in states[-2::-1]:",
            },
        ),
        Slip(
            "one_more",
            "you followed one step too many",
            {"in states[-2::-1][:k]:": "in states[-2::-1][: k + 1]:"},
        ),
        Slip(
            "state_after",
            "you multiplied by the state after each step; a multiplies the state before it",
            {
                "for before in states[-2::-1][:k]:\n        gradient += delta * before": (
                    "for after in states[:0:-1][:k]:\n        gradient += delta * after"
                )
            },
        ),
        wrong_no_chain,
        wrong_early,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "Run forward over the *whole* input first, and keep all states.",
        "Backward: in step t, `a` multiplies the state before, so the gradient gets "
        "`delta * states[t - 1]`.",
        "`delta` is 1 at the end and is multiplied by `a` for every step back; stop after `k`.",
    ],
    afterwards="For which a does the cut gradient have another sign than the whole one?",
)
