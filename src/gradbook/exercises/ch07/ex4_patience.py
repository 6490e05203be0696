r"""When to stop

Write `stop(losses, patience)`. `losses` has shape (epochs,), with at least one epoch: the
validation losses that a training *would* give. Training ends after the first epoch that is the
`patience`-th in a row (at least 1) without a loss *lower than all before*; if there is none, after
the last.

Return two integers, epochs counted from 0: the epoch whose weights are kept (the lowest loss so
far; of equal ones the first), and the last epoch that is trained.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def stop(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """The epoch that is kept, and the last one that is trained."""
    raise NotImplementedError("Replace this line by your code.")


def solution(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """The epoch that is kept, and the last one that is trained."""
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses) - 1


def wrong_sees_the_future(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """you looked for the lowest loss of all epochs, and training may have ended before it; go
    through the epochs in order.
    """
    best = int(np.argmin(losses))
    return best, min(best + patience, len(losses) - 1)


def wrong_keeps_last(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """you kept the weights of the last epoch; those of the lowest loss are wanted."""
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best == patience:
            return epoch, epoch
    return len(losses) - 1, len(losses) - 1


def wrong_compares_neighbors(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """you compared each loss with the one before; compare it with the lowest so far."""
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


def wrong_no_reset(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """you counted all epochs without a new lowest loss; a new lowest loss starts the count anew."""
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


def wrong_one_late(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """you stopped one epoch too late; the patience-th epoch without progress is the last."""
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best == patience + 1:
            return best, epoch
    return best, len(losses) - 1


def wrong_equal_counts(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """you took an equal loss as progress; only a lower one is."""
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] <= losses[best]:
            best = epoch
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses) - 1


def cases() -> Iterator[Case]:
    """A curve that turns, one that falls later, saw teeth, no end, equal losses."""
    turns = np.array([0.9, 0.5, 0.6, 0.7, 0.8, 0.9])
    yield case(turns, 2, expected=(1, 3))
    later = np.array([0.9, 0.8, 0.85, 0.86, 0.3])
    yield case(later, 2, expected=(1, 3), why="a lower loss that is never reached")
    teeth = np.array([0.9, 0.5, 0.8, 0.7, 0.6, 0.55])
    yield case(teeth, 3, expected=(1, 4), why="losses that fall, but not below the lowest")
    steps = np.array([0.9, 0.95, 0.8, 0.85, 0.7, 0.75])
    yield case(steps, 2, expected=(4, 5), why="progress in every second epoch")
    yield case(np.array([0.5, 0.5, 0.5, 0.5]), 2, expected=(0, 2), why="equal losses")
    yield case(np.array([3.0, 2.0, 1.0]), 1, expected=(2, 2), why="progress to the end")
    yield case(np.array([1.0]), 1, expected=(0, 0), why="one epoch")


EXERCISE = exercise(
    starter=stop,
    solution=solution,
    wrong=[
        wrong_sees_the_future,
        wrong_keeps_last,
        wrong_compares_neighbors,
        wrong_no_reset,
        wrong_one_late,
        wrong_equal_counts,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Go through the epochs and keep the index of the lowest loss so far.",
        "The number of epochs without progress is `epoch - best`. Compare it with `patience`.",
    ],
    afterwards="keras.callbacks.EarlyStopping needs restore_best_weights=True to keep the best.",
)
