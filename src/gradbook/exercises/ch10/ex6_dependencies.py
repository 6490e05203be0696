r"""Find the leak

Write `dependencies(function, ids, vocab)`, a test that finds any wrong mask. `function(ids)` takes
an array of T integers from 0 to vocab - 1 and returns an array of shape (T', k): k numbers for
each of T' positions. Return a boolean array of shape (T', T). Its entry in row t and column s is
true if *some* other token at place s, with all other tokens as in `ids`, changes *any* of the
numbers of position t, by however little.

For a causal decoder the result is a lower triangle. Leave `ids` as it is.
"""

from collections.abc import Callable, Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def dependencies(
    function: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, vocab: int
) -> np.ndarray:
    """Which position depends on which token, booleans of shape (T', T)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    function: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, vocab: int
) -> np.ndarray:
    """Which position depends on which token, booleans of shape (T', T)."""
    before = function(ids)
    found = np.zeros((len(before), len(ids)), dtype=bool)
    for place in range(len(ids)):
        for token in range(vocab):
            other = ids.copy()
            other[place] = token
            found[:, place] |= (function(other) != before).any(axis=1)
    return found


def wrong_one_token(
    function: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, vocab: int
) -> np.ndarray:
    """you tried one replacement only; this output changes with some tokens and not with others."""
    before = function(ids)
    found = np.zeros((len(before), len(ids)), dtype=bool)
    for place in range(len(ids)):
        other = ids.copy()
        other[place] = (other[place] + 1) % vocab
        found[:, place] = (function(other) != before).any(axis=1)
    return found


def running_sum(ids: np.ndarray) -> np.ndarray:
    """Causal: the sum of the tokens so far, and a constant."""
    return np.stack([np.cumsum(ids), np.ones(len(ids))], axis=1)


def next_token(ids: np.ndarray) -> np.ndarray:
    """Each position sees itself and, leaking, the next token."""
    following = np.append(ids[1:], 0)
    return np.stack([ids, following], axis=1).astype(float)


def is_three(ids: np.ndarray) -> np.ndarray:
    """Two positions: one sees whether a token is 3, the other sees nothing."""
    return np.array([[float((ids == 3).any())], [0.5]])


def is_five(ids: np.ndarray) -> np.ndarray:
    """One position, which sees whether the first token is 2."""
    return np.array([[float(ids[0] == 2)]])


def faint(ids: np.ndarray) -> np.ndarray:
    """The last token leaks into all positions, by very little."""
    return 1.0 + 1e-10 * np.full((len(ids), 1), ids[-1])


def cases() -> Iterator[Case]:
    """A causal function, leaks, a rare token, a faint leak, one token."""
    ids = np.array([4, 0, 2])
    expected = np.tril(np.ones((3, 3), bool))
    yield case(running_sum, ids, 6, expected=expected, why="a causal function")
    expected = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], bool)
    yield case(next_token, ids, 6, expected=expected, why="a function that sees the next token")
    expected = np.array([[1, 1, 1], [0, 0, 0]], bool)
    yield case(is_three, ids, 6, expected=expected, why="a function that looks for token 3")
    expected = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 1]], bool)
    yield case(faint, ids, 6, expected=expected, why="a faint leak from the last token")
    yield case(is_five, np.array([0, 1]), 3, why="a function that looks for token 2")
    yield case(running_sum, np.array([1]), 2, expected=np.array([[True]]), why="one token")


EXERCISE = exercise(
    starter=dependencies,
    solution=solution,
    wrong=[
        wrong_one_token,
        Slip(
            "transposed",
            "rows and columns are exchanged: a row is a position of the output",
            {
                "= np.zeros((len(before), len(ids)), dtype=bool)": (
                    "= np.zeros((len(ids), len(before)), dtype=bool)"
                ),
                "found[:, place] |=": "found[place] |=",
            },
        ),
        Slip(
            "all_numbers",
            "you asked whether all k numbers of a position change; one is enough",
            {"!= before).any(axis=1)": "!= before).all(axis=1)"},
        ),
        Slip(
            "not_restored",
            "you did not put the old token back before you changed the next one",
            {
                "found = np.zeros((len(before), len(ids)), dtype=bool)": (
                    "found = np.zeros((len(before), len(ids)), dtype=bool)\n    other = ids.copy()"
                ),
                "\n            other = ids.copy()": "",
            },
        ),
        Slip(
            "last_only",
            "each replacement overwrote what an earlier one had found; collect with |=",
            {"place] |= (function(other)": "place] = (function(other)"},
        ),
        Slip(
            "tolerance",
            (
                "you compared with a tolerance; a small leak is a leak, and a right mask gives "
                "exactly 0"
            ),
            {
                "|= (function(other) != before).any(axis=1)": (
                    "|= ~np.isclose(function(other), before).all(axis=1)"
                )
            },
        ),
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    imports="from collections.abc import Callable\n\nimport numpy as np",
    hints=[
        "Two loops: over the places of `ids`, and over the tokens that could stand there.",
        "Change a *copy* of `ids`, call the function, compare with the first result by `!=`.",
        "`found[:, place] |= (function(other) != before).any(axis=1)`",
    ],
    afterwards="Try it on the decoder of this chapter, and on each mistake of its clinic.",
)
