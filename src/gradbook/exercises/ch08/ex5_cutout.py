r"""Cut a square out of each image

Write `cutout(images, rows, columns, size)`. `images` has shape (n, height, width, channels). In
image $i$ set to 0, in all channels, the square of `size` by `size` pixels whose top left pixel is
in line `rows[i]` and column `columns[i]`. These may be negative, and the square may reach beyond
the image: only the part inside of the image is set. Return a new array of the shape and dtype of
`images`, and do not change `images`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def cutout(images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """A copy of the images with a square of zeros in each."""
    raise NotImplementedError("Replace this line by your code.")


def solution(images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """A copy of the images with a square of zeros in each."""
    _, height, width, _ = images.shape
    below = np.arange(height) - rows[:, None]  # (n, height): lines below the square's first line
    beside = np.arange(width) - columns[:, None]  # (n, width)
    inside = ((below >= 0) & (below < size))[:, :, None]
    inside = inside & ((beside >= 0) & (beside < size))[:, None, :]  # (n, height, width)
    return np.where(inside[..., None], np.zeros((), images.dtype), images)


def wrong_slice(images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """a slice that starts below 0 counts from the other end; clip its start and end to 0."""
    cut = images.copy()
    for i in range(len(images)):
        r, c = int(rows[i]), int(columns[i])
        cut[i, r : r + size, c : c + size] = 0
    return cut


def wrong_start_only(
    images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int
) -> np.ndarray:
    """you clipped the start only: where a square lies wholly outside, `r + size` is negative and
    counts from the other end; clip the end, too.
    """
    cut = images.copy()
    for i in range(len(images)):
        r, c = int(rows[i]), int(columns[i])
        cut[i, max(r, 0) : r + size, max(c, 0) : c + size] = 0
    return cut


def wrong_moved(images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """you clipped the corner, so the whole square moved into the image; clip start and end, each by
    itself.
    """
    cut = images.copy()
    height, width = images.shape[1:3]
    for i in range(len(images)):
        r = min(max(int(rows[i]), 0), height - size)
        c = min(max(int(columns[i]), 0), width - size)
        cut[i, r : r + size, c : c + size] = 0
    return cut


def wrong_center(
    images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int
) -> np.ndarray:
    """you took the place for the center of the square; it is its top left pixel."""
    cut = images.copy()
    for i in range(len(images)):
        r, c = int(rows[i]) - size // 2, int(columns[i]) - size // 2
        cut[i, max(r, 0) : max(r + size, 0), max(c, 0) : max(c + size, 0)] = 0
    return cut


def wrong_one_place(
    images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int
) -> np.ndarray:
    """you cut all images at the place of the first one; every image has its own."""
    cut = images.copy()
    if len(images):
        r, c = int(rows[0]), int(columns[0])
        cut[:, max(r, 0) : max(r + size, 0), max(c, 0) : max(c + size, 0)] = 0
    return cut


def wrong_exchanged(
    images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int
) -> np.ndarray:
    """you exchanged rows and columns."""
    cut = images.copy()
    for i in range(len(images)):
        r, c = int(columns[i]), int(rows[i])
        cut[i, max(r, 0) : max(r + size, 0), max(c, 0) : max(c + size, 0)] = 0
    return cut


def wrong_one_channel(
    images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int
) -> np.ndarray:
    """you cut the first channel only; what is left is a colored square."""
    cut = images.copy()
    for i in range(len(images)):
        r, c = int(rows[i]), int(columns[i])
        cut[i, max(r, 0) : max(r + size, 0), max(c, 0) : max(c + size, 0), 0] = 0
    return cut


def wrong_too_large(
    images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int
) -> np.ndarray:
    """your square has one pixel more on each side than size; the end of a slice is not included."""
    cut = images.copy()
    for i in range(len(images)):
        r, c = int(rows[i]), int(columns[i])
        cut[i, max(r, 0) : max(r + size + 1, 0), max(c, 0) : max(c + size + 1, 0)] = 0
    return cut


def wrong_outside(
    images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int
) -> np.ndarray:
    """you kept the square and removed the rest."""
    kept = np.zeros_like(images)
    for i in range(len(images)):
        r, c = int(rows[i]), int(columns[i])
        window = slice(max(r, 0), max(r + size, 0)), slice(max(c, 0), max(c + size, 0))
        kept[i][window] = images[i][window]
    return kept


def wrong_float(images: np.ndarray, rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """the dtype must stay as it is."""
    cut = images.astype(np.float64)
    for i in range(len(images)):
        r, c = int(rows[i]), int(columns[i])
        cut[i, max(r, 0) : max(r + size, 0), max(c, 0) : max(c + size, 0)] = 0
    return cut


def cases() -> Iterator[Case]:
    """Two images by hand, squares across the border, none."""
    images = np.arange(1, 41, dtype=np.uint8).reshape(2, 4, 5, 1)
    expected = images.copy()
    expected[0, 0:2, 1:3] = 0
    expected[1, 2:4, 1:3] = 0
    places = np.array([0, 2]), np.array([1, 1])
    yield case(images, *places, 2, expected=expected, why="two images, squares of 2 by 2")
    rng = np.random.default_rng(0)
    images = rng.integers(1, 256, size=(6, 9, 8, 3), dtype=np.uint8)
    rows, columns = rng.integers(5, size=(2, 6))
    yield case(images, rows, columns, 3, why="three channels, squares inside")
    yield case(images, rows - 2, columns - 2, 3, why="some squares beyond the upper left border")
    yield case(images, rows + 5, columns + 4, 3, why="some squares beyond the lower right border")
    yield case(images, rows - 9, columns, 3, why="squares outside of the image")
    yield case(images, rows, columns, 0, expected=images, why="squares of size 0")
    yield case(images[:0], rows[:0], columns[:0], 3, why="no images")


EXERCISE = exercise(
    starter=cutout,
    solution=solution,
    wrong=[
        wrong_slice,
        wrong_start_only,
        wrong_moved,
        wrong_center,
        wrong_one_place,
        wrong_exchanged,
        wrong_one_channel,
        wrong_too_large,
        wrong_outside,
        wrong_float,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "With a loop over the images it is one slice an image. Where does the slice start if "
        "`rows[i]` is -2?",
        "The end must not be below zero, either: `max(r + size, 0)`.",
        "Without a loop: a line `u` is inside if `0 <= u - r < size`. Compare "
        "`np.arange(height)` with `rows[:, None]`, do the same for columns, and combine with `&`.",
    ],
    afterwards="After scaling to mean 0, a square of zeros has the mean color. And before it?",
)
