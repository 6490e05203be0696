r"""Shift the target

Write `shift_target(sentences, start, end)`. `sentences` is a list of lists of token numbers, all
greater than 0. Return two arrays of integers, both of shape (n, longest + 1), where longest is the
length of the longest sentence (0 if there is no sentence):

- what the decoder is given: `start`, then the sentence;
- what it must predict: the sentence, then `end`.

Short rows are filled with 0 on the right. For `[[5, 6], [7]]` with start 1 and end 2 these are
`[[1, 5, 6], [1, 7, 0]]` and `[[5, 6, 2], [7, 2, 0]]`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def shift_target(sentences: list[list[int]], start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """What the decoder is given, and what it must predict."""
    raise NotImplementedError("Replace this line by your code.")


def solution(sentences: list[list[int]], start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """What the decoder is given, and what it must predict."""
    time = max((len(sentence) for sentence in sentences), default=0) + 1
    given = np.zeros((len(sentences), time), dtype=int)
    wanted = np.zeros((len(sentences), time), dtype=int)
    for row, sentence in enumerate(sentences):
        given[row, : len(sentence) + 1] = [start, *sentence]
        wanted[row, : len(sentence) + 1] = [*sentence, end]
    return given, wanted


def wrong_not_shifted(
    sentences: list[list[int]], start: int, end: int
) -> tuple[np.ndarray, np.ndarray]:
    """both rows hold the same token at the same place, so the decoder only has to copy."""
    time = max((len(sentence) for sentence in sentences), default=0) + 1
    given = np.zeros((len(sentences), time), dtype=int)
    wanted = np.zeros((len(sentences), time), dtype=int)
    for row, sentence in enumerate(sentences):
        given[row, : len(sentence) + 1] = [*sentence, end]
        wanted[row, : len(sentence) + 1] = [*sentence, end]
    return given, wanted


def wrong_no_end(sentences: list[list[int]], start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """the end token is missing, so the model would never learn to stop."""
    time = max((len(sentence) for sentence in sentences), default=0) + 1
    given = np.zeros((len(sentences), time), dtype=int)
    wanted = np.zeros((len(sentences), time), dtype=int)
    for row, sentence in enumerate(sentences):
        given[row, : len(sentence) + 1] = [start, *sentence]
        wanted[row, : len(sentence)] = sentence
    return given, wanted


def wrong_end_last(
    sentences: list[list[int]], start: int, end: int
) -> tuple[np.ndarray, np.ndarray]:
    """you put the end token into the last column; it follows the last word of each sentence."""
    time = max((len(sentence) for sentence in sentences), default=0) + 1
    given = np.zeros((len(sentences), time), dtype=int)
    wanted = np.zeros((len(sentences), time), dtype=int)
    for row, sentence in enumerate(sentences):
        given[row, : len(sentence) + 1] = [start, *sentence]
        wanted[row, : len(sentence)] = sentence
    wanted[:, -1] = end
    return given, wanted


def wrong_padded_left(
    sentences: list[list[int]], start: int, end: int
) -> tuple[np.ndarray, np.ndarray]:
    """you filled the rows on the left; there the causal mask does not hide the padding."""
    time = max((len(sentence) for sentence in sentences), default=0) + 1
    given = np.zeros((len(sentences), time), dtype=int)
    wanted = np.zeros((len(sentences), time), dtype=int)
    for row, sentence in enumerate(sentences):
        given[row, time - len(sentence) - 1 :] = [start, *sentence]
        wanted[row, time - len(sentence) - 1 :] = [*sentence, end]
    return given, wanted


def wrong_end_given(
    sentences: list[list[int]], start: int, end: int
) -> tuple[np.ndarray, np.ndarray]:
    """the rows are one too long: the end token is never given to the decoder, and the start token
    is never predicted.
    """
    time = max((len(sentence) for sentence in sentences), default=0) + 2
    given = np.zeros((len(sentences), time), dtype=int)
    wanted = np.zeros((len(sentences), time), dtype=int)
    for row, sentence in enumerate(sentences):
        given[row, : len(sentence) + 2] = [start, *sentence, end]
        wanted[row, : len(sentence) + 1] = [*sentence, end]
    return given, wanted


def cases() -> Iterator[Case]:
    """The example, an empty sentence, none at all."""
    given, wanted = np.array([[1, 5, 6], [1, 7, 0]]), np.array([[5, 6, 2], [7, 2, 0]])
    yield case([[5, 6], [7]], 1, 2, expected=(given, wanted))
    rng = np.random.default_rng(0)
    many = [[int(i) for i in rng.integers(9, 99, rng.integers(1, 9))] for _ in range(20)]
    yield case(many, 3, 4, why="twenty sentences")
    given, wanted = np.array([[1, 0], [1, 9]]), np.array([[2, 0], [9, 2]])
    yield case([[], [9]], 1, 2, expected=(given, wanted), why="an empty sentence")
    none = np.zeros((0, 1), dtype=int)
    yield case([], 1, 2, expected=(none, none), why="no sentence")


EXERCISE = exercise(
    starter=shift_target,
    solution=solution,
    wrong=[
        wrong_not_shifted,
        wrong_no_end,
        wrong_end_last,
        wrong_padded_left,
        wrong_end_given,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Each sentence has len(sentence) + 1 places in both arrays. How many columns does the "
        "longest one need? `max(..., default=0)` also works for no sentence.",
        "Start with two arrays of zeros of type int, and write into the beginning of each row.",
        "`given[row, : len(sentence) + 1] = [start, *sentence]`; the other row ends with `end`.",
    ],
    afterwards="At each place, what is wanted is what is given one place further right.",
)
