r"""Move images, with mirrored borders

Write `crop(images, down, right, border)`. `images` has shape (n, height, width, channels). Put a
border of `border` pixels around each image that mirrors what lies inside, without repeating the
edge: the line 1 2 3 with a border of 2 becomes 3 2 **1 2 3** 2 1. From image $i$ of the larger
images, cut out the window of the old height and width whose first line is `down[i]` and whose
first column is `right[i]`. Both are arrays of n integers from 0 to 2 · `border`.

Return an array of the shape and dtype of `images`.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def crop(images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int) -> np.ndarray:
    """Windows of the old size from images with mirrored borders, one place an image."""
    raise NotImplementedError("Replace this line by your code.")


def solution(images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int) -> np.ndarray:
    """Windows of the old size from images with mirrored borders, one place an image."""
    n, height, width, _ = images.shape
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around, mode="reflect")
    rows = down[:, None] + np.arange(height)  # (n, height)
    columns = right[:, None] + np.arange(width)  # (n, width)
    return padded[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]


def wrong_symmetric(
    images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int
) -> np.ndarray:
    """your border repeats the edge (mode="symmetric"); mirror without it: mode="reflect"."""
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around, mode="symmetric")
    _, h, w, _ = images.shape
    places = zip(padded, down, right, strict=True)
    return np.array([p[r : r + h, c : c + w] for p, r, c in places], images.dtype).reshape(
        images.shape
    )


def wrong_zeros(images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int) -> np.ndarray:
    """your border is black; it must mirror the image."""
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around)
    _, h, w, _ = images.shape
    places = zip(padded, down, right, strict=True)
    return np.array([p[r : r + h, c : c + w] for p, r, c in places], images.dtype).reshape(
        images.shape
    )


def wrong_edge(images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int) -> np.ndarray:
    """your border repeats the outermost pixel only (mode="edge"); it must mirror the image."""
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around, mode="edge")
    _, h, w, _ = images.shape
    places = zip(padded, down, right, strict=True)
    return np.array([p[r : r + h, c : c + w] for p, r, c in places], images.dtype).reshape(
        images.shape
    )


def wrong_wrap(images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int) -> np.ndarray:
    """what leaves on one side comes in on the other (mode="wrap"); it must mirror the image."""
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around, mode="wrap")
    _, h, w, _ = images.shape
    places = zip(padded, down, right, strict=True)
    return np.array([p[r : r + h, c : c + w] for p, r, c in places], images.dtype).reshape(
        images.shape
    )


def wrong_exchanged(
    images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int
) -> np.ndarray:
    """you exchanged down and right: lines go down, columns go right."""
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around, mode="reflect")
    _, h, w, _ = images.shape
    places = zip(padded, right, down, strict=True)
    return np.array([p[r : r + h, c : c + w] for p, r, c in places], images.dtype).reshape(
        images.shape
    )


def wrong_one_place(
    images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int
) -> np.ndarray:
    """you cut all images at the place of the first one; every image has its own."""
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around, mode="reflect")
    _, h, w, _ = images.shape
    r, c = (int(down[0]), int(right[0])) if len(down) else (0, 0)
    return padded[:, r : r + h, c : c + w]


def wrong_from_image(
    images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int
) -> np.ndarray:
    """you counted down and right from the image's corner; count from the corner of the border, so
    that 0 takes the whole border and `border` gives the image itself.
    """
    around = ((0, 0), (3 * border, 3 * border), (3 * border, 3 * border), (0, 0))
    padded = np.pad(images, around, mode="reflect")
    _, h, w, _ = images.shape
    places = zip(padded, down + 3 * border, right + 3 * border, strict=True)
    return np.array([p[r : r + h, c : c + w] for p, r, c in places], images.dtype).reshape(
        images.shape
    )


def wrong_opposite(
    images: np.ndarray, down: np.ndarray, right: np.ndarray, border: int
) -> np.ndarray:
    """you moved to the other side: down[i] is the first line of the window, and a larger one means
    a window further down.
    """
    around = ((0, 0), (border, border), (border, border), (0, 0))
    padded = np.pad(images, around, mode="reflect")
    _, h, w, _ = images.shape
    places = zip(padded, 2 * border - down, 2 * border - right, strict=True)
    return np.array([p[r : r + h, c : c + w] for p, r, c in places], images.dtype).reshape(
        images.shape
    )


def cases() -> Iterator[Case]:
    """Two numbered images by hand, random ones, no border, no images."""
    images = np.arange(1, 33, dtype=np.uint8).reshape(2, 4, 4, 1)
    down, right = np.array([0, 3]), np.array([2, 1])
    first = [[10, 9, 10, 11], [6, 5, 6, 7], [2, 1, 2, 3], [6, 5, 6, 7]]
    first = [[row[1], row[2], row[3], row[3] + 1] for row in first]
    second = [[22, 21, 22, 23], [26, 25, 26, 27], [30, 29, 30, 31], [26, 25, 26, 27]]
    expected = np.array([first, second], np.uint8)[..., np.newaxis]
    yield case(images, down, right, 2, expected=expected, why="two images of 4 by 4 pixels")
    rng = np.random.default_rng(0)
    images = rng.integers(256, size=(5, 8, 6, 3), dtype=np.uint8)
    down, right = rng.integers(7, size=(2, 5))
    yield case(images, down, right, 3, why="images that are not square")
    middle = np.full(5, 3)
    yield case(images, middle, middle, 3, expected=images, why="the place of the image itself")
    zeros = np.zeros(5, int)
    yield case(images, zeros, zeros, 0, expected=images, why="no border")
    yield case(images[:0], zeros[:0], zeros[:0], 2, why="no images")


EXERCISE = exercise(
    starter=crop,
    solution=solution,
    wrong=[
        wrong_symmetric,
        wrong_zeros,
        wrong_edge,
        wrong_wrap,
        wrong_exchanged,
        wrong_one_place,
        wrong_from_image,
        wrong_opposite,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        '`np.pad` has the border that is asked for: `mode="reflect"`. Pad only height and width.',
        "Write it for one image first: `padded[i, r : r + height, c : c + width]`.",
        "Without a loop: an index array of rows, shape (n, height, 1), one of columns, shape "
        "(n, 1, width), and one of images, shape (n, 1, 1).",
    ],
    afterwards="`border` in all places gives the images back: use this as a test of any shift.",
)
