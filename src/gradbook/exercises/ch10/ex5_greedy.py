r"""Write until the end

Write `greedy(step, n, start, end, longest)`, the loop that lets a model write. `step(tokens)` takes
an array of integers of shape (n, t), the tokens so far, each row beginning with `start`, and
returns logits of shape (n, vocabulary) for the next token.

Append the token with the largest logit to each row, again and again. Once a row has written `end`,
it writes 0. Stop after `longest` tokens, or earlier, as soon as all rows have ended: then `step`
must not be called again. Return an array of integers of shape (n, longest) without the start
token, filled with 0 on the right.
"""

from collections.abc import Callable, Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def greedy(
    step: Callable[[np.ndarray], np.ndarray], n: int, start: int, end: int, longest: int
) -> np.ndarray:
    """What the model writes, shape (n, longest)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    step: Callable[[np.ndarray], np.ndarray], n: int, start: int, end: int, longest: int
) -> np.ndarray:
    """What the model writes, shape (n, longest)."""
    written = np.zeros((n, longest), dtype=int)
    tokens = np.full((n, 1), start)
    done = np.zeros(n, dtype=bool)
    for t in range(longest):
        if done.all():
            break
        best = step(tokens).argmax(axis=-1)
        written[:, t] = np.where(done, 0, best)
        done |= written[:, t] == end
        tokens = np.concatenate([tokens, written[:, t : t + 1]], axis=1)
    return written


def wrong_with_start(
    step: Callable[[np.ndarray], np.ndarray], n: int, start: int, end: int, longest: int
) -> np.ndarray:
    """your result begins with the start token, which was not written by the model."""
    tokens = np.full((n, 1), start)
    done = np.zeros(n, dtype=bool)
    for _ in range(longest - 1):
        if done.all():
            break
        best = np.where(done, 0, step(tokens).argmax(axis=-1))
        done |= best == end
        tokens = np.concatenate([tokens, best[:, None]], axis=1)
    written = np.zeros((n, longest), dtype=int)
    written[:, : min(tokens.shape[1], longest)] = tokens[:, :longest]
    return written


def wrong_never_stops(
    step: Callable[[np.ndarray], np.ndarray], n: int, start: int, end: int, longest: int
) -> np.ndarray:
    """what you wrote is right, but you asked the model again after all rows had ended."""
    written = np.zeros((n, longest), dtype=int)
    tokens = np.full((n, 1), start)
    done = np.zeros(n, dtype=bool)
    for t in range(longest):
        written[:, t] = np.where(done, 0, step(tokens).argmax(axis=-1))
        done |= written[:, t] == end
        tokens = np.concatenate([tokens, written[:, t : t + 1]], axis=1)
    return written


def countdown(tokens: np.ndarray) -> np.ndarray:
    """Row i writes 9, then 8 - i and so on down, then 2, the end; depends on all tokens."""
    n, t = tokens.shape
    following = np.maximum(10 - t - (t > 1) * np.arange(n) - (tokens[:, 0] != 1), 2)
    return np.eye(12)[following]


def impatient(tokens: np.ndarray) -> np.ndarray:
    """Ends at once, and cannot be called a second time."""
    if tokens.shape[1] > 1:
        raise RuntimeError("step was called although all rows had ended")
    return np.eye(5)[np.full(len(tokens), 2)]


def endless(tokens: np.ndarray) -> np.ndarray:
    """Writes the number of tokens so far, plus 2, and never ends."""
    return np.eye(20)[np.full(len(tokens), tokens.shape[1] + 2)]


def cases() -> Iterator[Case]:
    """A count down by hand, one that is cut off, one that ends at once, an empty batch."""
    expected = np.array([[9, 8, 7, 6, 5, 4, 3, 2, 0], [9, 7, 6, 5, 4, 3, 2, 0, 0]])
    expected = np.concatenate([expected, [[9, 6, 5, 4, 3, 2, 0, 0, 0]]])
    why = "three rows that end at different times"
    yield case(countdown, 3, 1, 2, 9, expected=expected, why=why)
    expected = np.array([[3, 4, 5, 6], [3, 4, 5, 6]])
    yield case(endless, 2, 1, 2, 4, expected=expected, why="a model that never ends")
    expected = np.array([[2, 0, 0], [2, 0, 0]])
    yield case(impatient, 2, 1, 2, 3, expected=expected, why="rows that end at once")
    yield case(countdown, 0, 1, 2, 3, expected=np.zeros((0, 3), int), why="an empty batch")


EXERCISE = exercise(
    starter=greedy,
    solution=solution,
    wrong=[
        Slip(
            "writes_on",
            "a row went on writing after its end token; it must write 0 from there on",
            {
                (
                    "best = step(tokens).argmax(axis=-1)\n"
                    "        written[:, t] = np.where(done, 0, best)"
                ): "written[:, t] = step(tokens).argmax(axis=-1)"
            },
        ),
        Slip(
            "stops_early",
            "you stopped when the first row had ended; the others were not finished",
            {
                "if done.all():": "if done.any() or done.all():",
                (
                    "best = step(tokens).argmax(axis=-1)\n"
                    "        written[:, t] = np.where(done, 0, best)"
                ): "written[:, t] = step(tokens).argmax(axis=-1)",
            },
        ),
        Slip(
            "last_token",
            "you gave the model only the last token; it needs all tokens so far",
            {
                (
                    "best = step(tokens).argmax(axis=-1)\n"
                    "        written[:, t] = np.where(done, 0, best)"
                ): "written[:, t] = np.where(done, 0, step(tokens).argmax(axis=-1))",
                "= np.concatenate([tokens, written[:, t : t + 1]], axis=1)": (
                    "= written[:, t : t + 1]"
                ),
            },
        ),
        wrong_with_start,
        Slip(
            "drops_end",
            "the end token is written, too; you replaced it by 0",
            {
                "best = step(tokens).argmax(axis=-1)": (
                    "best = step(tokens).argmax(axis=-1)\n        done |= best == end"
                ),
                "\n        done |= written[:, t] == end": "",
            },
        ),
        wrong_never_stops,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    imports="from collections.abc import Callable\n\nimport numpy as np",
    hints=[
        "Keep three arrays: the tokens so far, beginning with a column of `start`; what was "
        "written; and which rows are done.",
        "`np.where(done, 0, best)` silences the rows that are done. Update `done` after that.",
        "Leave the loop at its *top* if `done.all()`, so that `step` is not called again.",
    ],
    afterwards="Each call computes everything anew. What could be kept from one call to the next?",
)
