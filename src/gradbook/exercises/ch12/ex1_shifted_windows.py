r"""Windows and their targets

Write `shifted_windows(ids, time)`: `ids` is a text as an array of n integers. Cut it, from its
start, into as many windows of `time` inputs as fit *with their targets*; consecutive windows do
not overlap. The target of an input is the character that follows it in the text.

Return two arrays of shape (windows, time), of the type of `ids`: inputs and targets. A remainder
too short for a window is left out. A text too short for one window gives arrays of shape (0, time),
of the same type.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def shifted_windows(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and next-character targets, each of shape (windows, time)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and next-character targets, each of shape (windows, time)."""
    n = max(0, len(ids) - 1) // time
    inputs = ids[: n * time].reshape(n, time)
    targets = ids[1 : n * time + 1].reshape(n, time) if n else inputs
    return inputs, targets


def wrong_no_shift(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """your targets are the inputs; a model learns to copy from them, and predicts nothing."""
    n = max(0, len(ids) - 1) // time
    inputs = ids[: n * time].reshape(n, time)
    return inputs, inputs


def wrong_backward_shift(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """you exchanged inputs and targets: the target must come after its input."""
    n = max(0, len(ids) - 1) // time
    inputs = ids[: n * time].reshape(n, time)
    targets = ids[1 : n * time + 1].reshape(n, time) if n else inputs
    return targets, inputs


def wrong_rolled(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """you shifted within each window, so its last target is its own first character; the target
    there is the first character of the next window.
    """
    n = max(0, len(ids) - 1) // time
    inputs = ids[: n * time].reshape(n, time)
    return inputs, np.roll(inputs, -1, axis=1)


def wrong_gap(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """you cut windows of time + 1 that do not overlap, so some characters are never an input."""
    n = len(ids) // (time + 1)
    both = ids[: n * (time + 1)].reshape(n, time + 1)
    return both[:, :-1], both[:, 1:]


def wrong_last_window(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """you counted a window whose last input has no next character, and took the start of the
    text for it.
    """
    n = len(ids) // time
    inputs = ids[: n * time].reshape(n, time)
    return inputs, np.roll(ids, -1)[: n * time].reshape(n, time)


def wrong_next_block(ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    """your targets are the window after; each input is asked for the very next character."""
    n = max(0, len(ids) - 1) // time
    inputs = ids[: n * time].reshape(n, time)
    return inputs, np.roll(ids, -time)[: n * time].reshape(n, time)


def cases() -> Iterator[Case]:
    """A text to cut by hand, one that fits exactly, one without a rest, too short ones."""
    inputs, targets = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[2, 3, 4], [5, 6, 7]])
    yield case(np.arange(1, 9), 3, expected=(inputs, targets), why="eight characters")
    yield case(np.arange(1, 8), 3, expected=(inputs, targets), why="seven fit exactly")
    yield case(np.array([3, 1, 4, 1, 5, 9]), 3, why="six characters, and the last has no next")
    yield case(np.array([5, 6, 7]), 1, why="windows of one character")
    yield case(np.random.default_rng(0).integers(65, size=100), 8)
    yield case(np.array([5, 6, 7]), 4, why="a text that is too short")
    yield case(np.zeros(0, np.int64), 4, why="no text")


EXERCISE = exercise(
    starter=shifted_windows,
    solution=solution,
    wrong=[
        wrong_no_shift,
        wrong_backward_shift,
        wrong_rolled,
        wrong_gap,
        wrong_last_window,
        wrong_next_block,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "With n windows the inputs use n · time characters, and the targets one more.",
        "So n is the largest number with n · time + 1 at most `len(ids)`.",
        "The targets are `ids[1 : n * time + 1]`, reshaped like the inputs.",
    ],
    afterwards="Train the small model of the clinic on windows in which inputs and targets agree.",
)
