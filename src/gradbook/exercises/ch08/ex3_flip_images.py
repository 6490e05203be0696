r"""Mirror some images

Write `flip_images(images, flips)`. `images` has shape (n, height, width, channels); `flips` is an
array of n booleans. Mirror left and right where `flips` is true, and leave the other images
alone. Return a new array of the shape and dtype of `images`, and do not change `images`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def flip_images(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """A copy of the images, mirrored left to right where flips is true."""
    raise NotImplementedError("Replace this line by your code.")


def solution(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """A copy of the images, mirrored left to right where flips is true."""
    flipped = images.copy()
    flipped[flips] = images[flips][:, :, ::-1]
    return flipped


def wrong_vertical(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you put the images upside down; columns are the third axis, rows the second."""
    flipped = images.copy()
    flipped[flips] = images[flips][:, ::-1]
    return flipped


def wrong_all(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you mirrored all images, also those where flips is false."""
    return images[:, :, ::-1].copy()


def wrong_channels(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you reversed the channels, so red became blue; the columns are the third axis."""
    flipped = images.copy()
    flipped[flips] = images[flips][..., ::-1]
    return flipped


def wrong_order(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you reversed the order of the chosen images, not their columns."""
    flipped = images.copy()
    flipped[flips] = images[flips][::-1]
    return flipped


def wrong_inverted(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you mirrored the images where flips is false, and left the others."""
    flipped = images.copy()
    flipped[~flips] = images[~flips][:, :, ::-1]
    return flipped


def wrong_rotated(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you turned the images by 180 degrees: two axes are reversed, and one is asked for."""
    flipped = images.copy()
    flipped[flips] = images[flips][:, ::-1, ::-1]
    return flipped


def wrong_only_flipped(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you returned the mirrored images only; the others belong to the result, in their places."""
    return images[flips][:, :, ::-1].copy()


def wrong_as_number(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """you used flips as numbers, so true means image 1 and false image 0; index with booleans."""
    flipped = images.copy()
    number = flips.astype(int)
    flipped[number] = images[number][:, :, ::-1]
    return flipped


def wrong_float(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """the dtype must stay as it is."""
    flipped = images.astype(np.float32)
    flipped[flips] = images[flips][:, :, ::-1]
    return flipped


def cases() -> Iterator[Case]:
    """Small numbered images, then random ones, then none."""
    images = np.arange(3 * 2 * 2 * 2, dtype=np.uint8).reshape(3, 2, 2, 2)
    flips = np.array([True, False, True])
    expected = images.copy()
    expected[0] = [[[2, 3], [0, 1]], [[6, 7], [4, 5]]]
    expected[2] = [[[18, 19], [16, 17]], [[22, 23], [20, 21]]]
    why = "the first and the last of three images"
    yield case(images, flips, expected=expected, why=why)
    rng = np.random.default_rng(0)
    images = rng.integers(256, size=(6, 4, 5, 3), dtype=np.uint8)
    yield case(images, rng.random(6) < 0.5, why="images that are not square")
    yield case(images, np.ones(6, bool), why="all")
    yield case(images, np.zeros(6, bool), why="none")
    yield case(rng.random((2, 3, 3, 1)), np.array([False, True]), why="one channel, float64")
    yield case(images[:0], np.zeros(0, bool), why="an empty batch")


EXERCISE = exercise(
    starter=flip_images,
    solution=solution,
    wrong=[
        wrong_vertical,
        wrong_all,
        wrong_channels,
        wrong_order,
        wrong_inverted,
        wrong_rotated,
        wrong_only_flipped,
        wrong_as_number,
        wrong_float,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "The axes are image, row, column, channel. To mirror left and right reverses the columns.",
        "`images[flips]` takes the images where `flips` is true; `[:, :, ::-1]` reverses columns.",
        "Copy first, then assign to `flipped[flips]`.",
    ],
    afterwards="Flip twice: you must get back exactly what you started with.",
)
