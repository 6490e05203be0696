r"""Memory for time

Backpropagation through a chain of equal layers keeps the input of every layer. *Checkpointing*
keeps fewer. Cut the chain into segments of `every` layers (the last may be shorter). On the way
forward, keep only the input of each segment. On the way back, from the last segment to the first:
compute the inputs of its other layers again (its last layer need not be run for that), go back
through the segment, and forget all its inputs.

Write `checkpoint_cost(layers, every)`. Return two integers: the largest number of layer inputs
that are kept at the same time, and the number of layers that are run a second time.
"""

from collections.abc import Iterator

from gradbook.exercises.kit import Case, case, exercise


def checkpoint_cost(layers: int, every: int) -> tuple[int, int]:
    """The largest number of inputs kept at once, and of layers run twice."""
    raise NotImplementedError("Replace this line by your code.")


def solution(layers: int, every: int) -> tuple[int, int]:
    """The largest number of inputs kept at once, and of layers run twice."""
    lengths = [min(every, layers - first) for first in range(0, layers, every)]
    peak = max(k + length for k, length in enumerate(lengths))
    return peak, layers - len(lengths)


def wrong_all_layers(layers: int, every: int) -> tuple[int, int]:
    """you ran the last layer of each segment a second time; its input is all that is needed."""
    lengths = [min(every, layers - first) for first in range(0, layers, every)]
    return max(k + length for k, length in enumerate(lengths)), layers


def wrong_double(layers: int, every: int) -> tuple[int, int]:
    """you counted the first input of the segment twice; it is kept already."""
    lengths = [min(every, layers - first) for first in range(0, layers, every)]
    return max(k + 1 + length for k, length in enumerate(lengths)), layers - len(lengths)


def wrong_checkpoints_only(layers: int, every: int) -> tuple[int, int]:
    """you counted the inputs kept on the way forward; on the way back those of one segment are
    added.
    """
    count = len(range(0, layers, every))
    return count, layers - count


def wrong_all_equal(layers: int, every: int) -> tuple[int, int]:
    """you took the last segment for a full one; it may be shorter."""
    count = len(range(0, layers, every))
    return count - 1 + every, layers - count


def wrong_last_only(layers: int, every: int) -> tuple[int, int]:
    """you looked at the last segment only; if it is short, the peak comes one segment later."""
    count = len(range(0, layers, every))
    return count - 1 + layers - (count - 1) * every, layers - count


def wrong_rounded_down(layers: int, every: int) -> tuple[int, int]:
    """you rounded the number of segments down; the shorter one at the end counts, too."""
    count = max(layers // every, 1)
    return count - 1 + min(every, layers), layers - count


def wrong_nothing_saved(layers: int, every: int) -> tuple[int, int]:
    """this is the cost without checkpoints: everything kept, nothing run twice."""
    return layers, 0


def cases() -> Iterator[Case]:
    """Segments that fit and that do not, then the extremes."""
    yield case(9, 3, expected=(5, 6), why="three segments of three layers")
    yield case(7, 3, expected=(4, 4), why="a last segment of one layer")
    yield case(8, 3, expected=(4, 5), why="a last segment of two layers")
    yield case(100, 10, expected=(19, 90), why="a long chain")
    yield case(12, 1, expected=(12, 0), why="a checkpoint at every layer")
    yield case(12, 12, expected=(12, 11), why="one segment")
    yield case(5, 8, expected=(5, 4), why="a segment longer than the chain")


EXERCISE = exercise(
    starter=checkpoint_cost,
    solution=solution,
    wrong=[
        wrong_all_layers,
        wrong_double,
        wrong_checkpoints_only,
        wrong_all_equal,
        wrong_last_only,
        wrong_rounded_down,
        wrong_nothing_saved,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "List the lengths of the segments first.",
        "While you go back through segment k (counted from 0), k earlier checkpoints are "
        "still kept, "
        "and all inputs of this segment.",
        "Of a segment of a given length, one layer less is run again. Together that is "
        "`layers` minus "
        "the number of segments.",
    ],
    afterwards="Try all values of `every` for 100 layers: the peak is lowest near the square "
    "root, 10. "
    "So one more forward pass, at most, turns memory for D layers into memory for about 2 sqrt(D).",
)
