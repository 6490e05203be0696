r"""Bits over blocks of different length

A text was scored in blocks, and the last block is shorter. Write `bits_over_blocks(blocks)`:
`blocks` is a list of arrays; each holds the natural logarithms of the probabilities that a model
gave to the true characters of one block. Return two numbers of type `float`: the bits per
character of the whole text, and its perplexity (for one character). A text without characters
gives `(0.0, 1.0)`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def bits_over_blocks(blocks: list[np.ndarray]) -> tuple[float, float]:
    """Bits per character and perplexity of a text that was scored in blocks."""
    raise NotImplementedError("Replace this line by your code.")


def solution(blocks: list[np.ndarray]) -> tuple[float, float]:
    """Bits per character and perplexity of a text that was scored in blocks."""
    characters = sum(len(block) for block in blocks)
    if not characters:
        return 0.0, 1.0
    nats = -sum(float(block.sum()) for block in blocks) / characters
    return float(nats / np.log(2)), float(np.exp(nats))


def wrong_mean_of_means(blocks: list[np.ndarray]) -> tuple[float, float]:
    """you took the mean of the blocks' means; a short block then counts as much as a long one."""
    if not sum(len(block) for block in blocks):
        return 0.0, 1.0
    nats = -np.mean([block.mean() for block in blocks if len(block)])
    return float(nats / np.log(2)), float(np.exp(nats))


def wrong_nats(blocks: list[np.ndarray]) -> tuple[float, float]:
    """you returned nats; one bit has ln 2 nats, so divide by it."""
    characters = sum(len(block) for block in blocks)
    if not characters:
        return 0.0, 1.0
    nats = -sum(float(block.sum()) for block in blocks) / characters
    return float(nats), float(np.exp(nats))


def wrong_times(blocks: list[np.ndarray]) -> tuple[float, float]:
    """you multiplied by ln 2; bits are smaller units than nats, so their number is larger."""
    characters = sum(len(block) for block in blocks)
    if not characters:
        return 0.0, 1.0
    nats = -sum(float(block.sum()) for block in blocks) / characters
    return float(nats * np.log(2)), float(np.exp(nats))


def wrong_perplexity(blocks: list[np.ndarray]) -> tuple[float, float]:
    """the perplexity is 2 to the power of the bits, or e to the power of the nats; you mixed the
    two.
    """
    characters = sum(len(block) for block in blocks)
    if not characters:
        return 0.0, 1.0
    nats = -sum(float(block.sum()) for block in blocks) / characters
    return float(nats / np.log(2)), float(np.exp(nats / np.log(2)))


def wrong_sign(blocks: list[np.ndarray]) -> tuple[float, float]:
    """your bits are negative: logarithms of probabilities are negative, and bits are counted with
    the other sign.
    """
    characters = sum(len(block) for block in blocks)
    if not characters:
        return 0.0, 1.0
    nats = sum(float(block.sum()) for block in blocks) / characters
    return float(nats / np.log(2)), float(np.exp(nats))


def wrong_total(blocks: list[np.ndarray]) -> tuple[float, float]:
    """you returned the bits of the whole text; divide by its number of characters."""
    nats = -sum(float(block.sum()) for block in blocks)
    return float(nats / np.log(2)), float(np.exp(nats))


def cases() -> Iterator[Case]:
    """Blocks to score by hand, equal ones, random ones, none."""
    blocks = [np.log([0.5, 0.5, 0.5]), np.log([0.125])]
    yield case(blocks, expected=(1.5, 2**1.5), why="three characters at 1/2, then one at 1/8")
    yield case([np.log([0.25, 0.25])], expected=(2.0, 4.0), why="four equally likely characters")
    rng = np.random.default_rng(0)
    yield case([np.log(rng.random(n)) for n in (256, 256, 17)], why="a short last block")
    yield case([np.zeros(5)], expected=(0.0, 1.0), why="a model that is always sure and right")
    yield case([np.zeros(0), np.log([0.5])], why="an empty block")
    yield case([], expected=(0.0, 1.0), why="no blocks")


EXERCISE = exercise(
    starter=bits_over_blocks,
    solution=solution,
    wrong=[
        wrong_mean_of_means,
        wrong_nats,
        wrong_times,
        wrong_perplexity,
        wrong_sign,
        wrong_total,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "Every character counts once, whatever block it is in.",
        "Add up all logarithms, and divide by the number of all characters: minus that is the "
        "loss in nats.",
        "Bits are nats divided by `np.log(2)`; the perplexity is `np.exp` of the nats.",
    ],
    afterwards="zlib compresses, too: compare its 8 * bytes per character with the n-grams' bits.",
)
