r"""Move images, not their edges

Write `shift_images(images, down, right)`. `images` has shape (n, height, width), and `down` and
`right` are integer arrays of shape (n): image $i$ moves by `down[i]` rows and `right[i]` columns,
up or to the left where they are negative. What leaves the image is gone, and what comes in is 0.
Shifts may be larger than the image.

Return a new array of the shape and dtype of `images`; leave `images` as it is.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def shift_images(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Images moved by whole pixels, with zeros coming in; the shape of images."""
    raise NotImplementedError("Replace this line by your code.")


def solution(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Images moved by whole pixels, with zeros coming in; the shape of images."""
    n, height, width = images.shape
    rows = np.arange(height) - down[:, None]  # (n, height): where each row comes from
    columns = np.arange(width) - right[:, None]
    known = ((rows >= 0) & (rows < height))[:, :, None]
    known = known & ((columns >= 0) & (columns < width))[:, None, :]
    rows, columns = rows.clip(0, height - 1), columns.clip(0, width - 1)
    moved = images[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return np.where(known, moved, 0).astype(images.dtype)


def wrong_roll(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """what leaves on one side comes in on the other, as with np.roll; let 0 come in."""
    moved = images.copy()
    for i in range(len(images)):
        moved[i] = np.roll(images[i], (int(down[i]), int(right[i])), axis=(0, 1))
    return moved


def wrong_one_shift(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """you moved all images as you moved the first; every image has its own shift."""
    height, width = images.shape[1:]
    moved = np.zeros_like(images)
    for r in range(height):
        for c in range(width):
            a, b = r - int(down[0]), c - int(right[0])
            if 0 <= a < height and 0 <= b < width:
                moved[:, r, c] = images[:, a, b]
    return moved


def wrong_direction(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """you moved to the other side; down and right are positive."""
    n, height, width = images.shape
    moved = np.zeros_like(images)
    for i in range(n):
        for r in range(height):
            for c in range(width):
                a, b = r + int(down[i]), c + int(right[i])
                if 0 <= a < height and 0 <= b < width:
                    moved[i, r, c] = images[i, a, b]
    return moved


def wrong_exchanged(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """you exchanged the two shifts: rows move down, columns move right."""
    n, height, width = images.shape
    moved = np.zeros_like(images)
    for i in range(n):
        for r in range(height):
            for c in range(width):
                a, b = r - int(right[i]), c - int(down[i])
                if 0 <= a < height and 0 <= b < width:
                    moved[i, r, c] = images[i, a, b]
    return moved


def wrong_edge(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """you let the border pixels come in again and again; let 0 come in."""
    moved = images.copy()
    n, height, width = images.shape
    for i in range(n):
        rows = (np.arange(height) - down[i]).clip(0, height - 1)
        columns = (np.arange(width) - right[i]).clip(0, width - 1)
        moved[i] = images[i][rows[:, None], columns]
    return moved


def wrong_negative_wraps(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """negative indices count from the end in NumPy, so a part of the far side came in; such
    pixels must be 0.
    """
    n, height, width = images.shape
    moved = np.zeros_like(images)
    for i in range(n):
        for r in range(height):
            for c in range(width):
                a, b = r - int(down[i]), c - int(right[i])
                if -height <= a < height and -width <= b < width:
                    moved[i, r, c] = images[i, a, b]
    return moved


def wrong_rows_only(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """you moved the rows and forgot the columns."""
    n, height = images.shape[:2]
    moved = np.zeros_like(images)
    for i in range(n):
        for r in range(height):
            a = r - int(down[i])
            if 0 <= a < height:
                moved[i, r] = images[i, a]
    return moved


def wrong_dtype(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """the result has another dtype than the images."""
    n, height, width = images.shape
    moved = np.zeros(images.shape)
    for i in range(n):
        for r in range(height):
            for c in range(width):
                a, b = r - int(down[i]), c - int(right[i])
                if 0 <= a < height and 0 <= b < width:
                    moved[i, r, c] = images[i, a, b]
    return moved


def cases() -> Iterator[Case]:
    """One image by hand, images that are not square, every direction, shifts that are large."""
    images = np.arange(1.0, 10.0).reshape(1, 3, 3)
    expected = np.array([[[6.0, 0.0, 0.0], [9.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
    yield case(images, np.array([-1]), np.array([-2]), expected=expected, why="one up, two left")
    images = np.arange(1.0, 41.0).reshape(2, 4, 5)
    yield case(images, np.array([2, -1]), np.array([0, -2]), why="each image its own shift")
    images = np.random.default_rng(0).integers(1, 255, size=(3, 5, 4)).astype(np.uint8)
    yield case(images, np.array([-2, 0, 1]), np.array([1, 0, -3]), why="bytes")
    yield case(images, np.array([9, -9, 5]), np.array([0, 0, 0]), why="shifts out of the image")
    none = np.zeros((0, 3, 3))
    yield case(none, np.zeros(0, dtype=int), np.zeros(0, dtype=int), why="no images")


EXERCISE = exercise(
    starter=shift_images,
    solution=solution,
    wrong=[
        wrong_roll,
        wrong_one_shift,
        wrong_direction,
        wrong_exchanged,
        wrong_edge,
        wrong_negative_wraps,
        wrong_rows_only,
        wrong_dtype,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Pixel $(r, c)$ of the moved image comes from $(r - \\text{down}, c - \\text{right})$. "
        "Where that lies outside of the image, the pixel is 0.",
        "With loops: start with `np.zeros_like(images)`, and copy only where both indices lie "
        "inside.",
        "Without loops over pixels: pad with zeros, or mark with a mask the rows and columns that "
        "come from inside, clip their indices, and use `np.where`.",
    ],
    afterwards="In training, draw the shifts anew in every epoch; validation images stay where "
    "they are.",
)
