r"""Kneser-Ney for pairs

Write `kneser_ney_pairs(ids, size, discount)`: from a text as an array of integers below `size`,
return the matrix of probabilities $p(w \mid u)$, shape (size, size), with a row for each
character $u$ before:

$$
\begin{aligned}
p(w \mid u) &= \frac{\max(c(uw) - D, 0)}{c(u\,\cdot)} \\
&\quad + \frac{D\, N(u\,\cdot)}{c(u\,\cdot)}\, p_1(w), \\
p_1(w) &= \frac{N(\cdot\, w)}{N(\cdot\,\cdot)} .
\end{aligned}
$$

$c$ counts pairs, $N$ counts *different* pairs, and $D$ is `discount`, between 0 and 1. A character
$u$ that is never followed by anything gets the row $p_1$. The text has at least two characters.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def kneser_ney_pairs(ids: np.ndarray, size: int, discount: float) -> np.ndarray:
    """Probabilities of the next character, a row for each character before, (size, size)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(ids: np.ndarray, size: int, discount: float) -> np.ndarray:
    """Probabilities of the next character, a row for each character before, (size, size)."""
    counts = np.zeros((size, size))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    different = counts > 0
    p1 = different.sum(axis=0) / different.sum()
    total = counts.sum(axis=1, keepdims=True)
    freed = discount * different.sum(axis=1, keepdims=True)
    p = (np.maximum(counts - discount, 0) + freed * p1) / np.maximum(total, 1)
    return np.where(total > 0, p, p1)


def wrong_frequencies(ids: np.ndarray, size: int, discount: float) -> np.ndarray:
    """your p_1 comes from how often a character occurs; count different pairs."""
    counts = np.zeros((size, size))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    p1 = counts.sum(axis=0) / counts.sum()
    total = counts.sum(axis=1, keepdims=True)
    freed = discount * (counts > 0).sum(axis=1, keepdims=True)
    p = (np.maximum(counts - discount, 0) + freed * p1) / np.maximum(total, 1)
    return np.where(total > 0, p, p1)


def cases() -> Iterator[Case]:
    """A text of six by hand, random ones, a character that stands only at the end."""
    # a a b a a a: pairs aa 3 times, ab once, ba once; different 3; p_1 = 2/3, 1/3.
    row_a = [(2.5 + 1.0 * 2 / 3) / 4, (0.5 + 1.0 / 3) / 4]
    row_b = [0.5 + 0.5 * 2 / 3, 0.5 / 3]
    text = np.array([0, 0, 1, 0, 0, 0])
    yield case(text, 2, 0.5, expected=np.array([row_a, row_b]), why="the text aabaaa")
    rng = np.random.default_rng(0)
    yield case(rng.integers(4, size=40), 4, 0.75)
    yield case(rng.integers(12, size=60), 12, 0.6, why="many pairs that never occurred")
    yield case(np.array([0, 1, 0, 2]), 3, 0.5, why="the last character occurs once")
    yield case(np.array([0, 1]), 4, 0.5, why="characters that do not occur")


EXERCISE = exercise(
    starter=kneser_ney_pairs,
    solution=solution,
    wrong=[
        wrong_frequencies,
        Slip(
            "no_rest",
            "you subtracted the discount and gave it to nobody: the rows do not sum to 1",
            {
                (
                    "freed = discount * different.sum(axis=1, keepdims=True)\n"
                    "    p = (np.maximum(counts - discount, 0) + freed * p1) / "
                    "np.maximum(total, 1)"
                ): "p = np.maximum(counts - discount, 0) / np.maximum(total, 1)"
            },
        ),
        Slip(
            "one_discount",
            (
                "you freed one discount a row; it was subtracted from every different pair of "
                "the row"
            ),
            {
                (
                    "freed = discount * different.sum(axis=1, keepdims=True)\n"
                    "    p = (np.maximum(counts - discount, 0) + freed * p1) / "
                    "np.maximum(total, 1)"
                ): "p = (np.maximum(counts - discount, 0) + discount * p1) / np.maximum(total, 1)"
            },
        ),
        Slip(
            "transposed",
            "your rows are the characters after; a row belongs to the character before",
            {"p, p1)": "p, p1).T"},
        ),
        Slip(
            "followers",
            "your p_1 counts what follows a character; count what it follows",
            {"= different.sum(axis=0) /": "= different.sum(axis=1) /"},
        ),
        Slip(
            "backoff",
            (
                "you gave the freed part only to pairs that never occurred; here every "
                "character gets its share of it"
            ),
            {
                "= (np.maximum(counts - discount, 0) + freed": (
                    "= np.where(different, counts - discount, freed"
                )
            },
        ),
        Slip(
            "zero_row",
            "a character that is never followed by anything has a row of zeros; it must get p_1",
            {
                (
                    "p = (np.maximum(counts - discount, 0) + freed * p1) / "
                    "np.maximum(total, 1)\n"
                    "    return np.where(total > 0, p, p1)"
                ): "return (np.maximum(counts - discount, 0) + freed * p1) / np.maximum(total, 1)"
            },
        ),
    ],
    cases=cases,
    difficulty="hard",
    minutes=40,
    hints=[
        "`np.add.at(counts, (ids[:-1], ids[1:]), 1)` counts all pairs, also those that occur "
        "again.",
        "`different = counts > 0`: its sums over rows, columns and all are the three N.",
        "Each row frees `discount` times its number of different pairs, and shares that by `p_1`.",
        "`np.where(total > 0, p, p1)` fills the rows that have no counts.",
    ],
    afterwards="Multiply each row by its c(u.), and add the rows: whose counts do you get?",
)
