r"""From byte rows to photographs

CIFAR-10 is stored as rows of 3,072 bytes. The first 1,024 bytes of a row are the red values of
the 32 by 32 pixels, line by line from the top, each line from the left. Then come 1,024 green and
1,024 blue values.

Write `decode_rows(rows, size)`: `rows` has shape (n, 3 · size²), and the result has shape (n,
size, size, 3), with the last axis in the order red, green, blue, and the dtype of `rows`.
(CIFAR-10 has `size=32`; other sizes make it easier to test.)
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def decode_rows(rows: np.ndarray, size: int) -> np.ndarray:
    """Images of shape (n, size, size, 3) from rows of red, green and blue values."""
    raise NotImplementedError("Replace this line by your code.")


def solution(rows: np.ndarray, size: int) -> np.ndarray:
    """Images of shape (n, size, size, 3) from rows of red, green and blue values."""
    planes = rows.reshape(-1, 3, size, size)  # (n, channel, row, column), as stored
    return planes.transpose(0, 2, 3, 1)


def wrong_reshape_only(rows: np.ndarray, size: int) -> np.ndarray:
    """reshape alone takes three neighboring reds for the color of one pixel; reshape to the order
    in which the values are stored, channel first, and then transpose.
    """
    return rows.reshape(-1, size, size, 3)


def wrong_columns_first(rows: np.ndarray, size: int) -> np.ndarray:
    """your images are mirrored along their diagonal: rows and columns are exchanged in your
    transpose.
    """
    return rows.reshape(-1, 3, size, size).transpose(0, 3, 2, 1)


def wrong_channel_first(rows: np.ndarray, size: int) -> np.ndarray:
    """the values are right, but the channel is still the second axis; move it to the end."""
    return rows.reshape(-1, 3, size, size)


def wrong_bgr(rows: np.ndarray, size: int) -> np.ndarray:
    """red and blue are exchanged."""
    return rows.reshape(-1, 3, size, size).transpose(0, 2, 3, 1)[..., ::-1]


def wrong_pixel_first(rows: np.ndarray, size: int) -> np.ndarray:
    """you read the bytes of one pixel as if they stood next to each other and moved the axes then;
    in a row of bytes the channel is the slowest index.
    """
    return rows.reshape(-1, size, size, 3).transpose(0, 2, 1, 3)


def wrong_float(rows: np.ndarray, size: int) -> np.ndarray:
    """the dtype must stay as it is; scaling comes later."""
    return rows.reshape(-1, 3, size, size).transpose(0, 2, 3, 1).astype(np.float32)


def wrong_upside_down(rows: np.ndarray, size: int) -> np.ndarray:
    """your images stand on their heads: the first line of bytes is the top of the image."""
    return rows.reshape(-1, 3, size, size).transpose(0, 2, 3, 1)[:, ::-1]


def wrong_batch_last(rows: np.ndarray, size: int) -> np.ndarray:
    """`.T` reverses all axes, the images' too; name the new order in transpose, (0, 2, 3, 1)."""
    return rows.reshape(-1, 3, size, size).T


def cases() -> Iterator[Case]:
    """One image of 2 by 2 pixels by hand, several images, none."""
    rows = np.array([[1, 2, 3, 4, 10, 20, 30, 40, 100, 110, 120, 130]], np.uint8)
    image = [[[1, 10, 100], [2, 20, 110]], [[3, 30, 120], [4, 40, 130]]]
    yield case(rows, 2, expected=np.array([image], np.uint8), why="one image of 2 by 2 pixels")
    rng = np.random.default_rng(0)
    yield case(rng.integers(256, size=(3, 27), dtype=np.uint8), 3, why="three images of 3 by 3")
    yield case(rng.integers(256, size=(2, 3072), dtype=np.uint8), 32, why="the size of CIFAR-10")
    yield case(rng.random((2, 12)), 2, why="rows of float64")
    yield case(np.zeros((0, 3072), np.uint8), 32, why="no images")


EXERCISE = exercise(
    starter=decode_rows,
    solution=solution,
    wrong=[
        wrong_reshape_only,
        wrong_columns_first,
        wrong_channel_first,
        wrong_bgr,
        wrong_pixel_first,
        wrong_float,
        wrong_upside_down,
        wrong_batch_last,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "`reshape` never moves a value: it only says where the next row begins. So reshape to the "
        "order in which the values are stored.",
        "Stored are: image, channel, line, column. That is `rows.reshape(-1, 3, size, size)`.",
        "`transpose(0, 2, 3, 1)` moves the second axis to the end and leaves the others in order.",
    ],
    afterwards="Show one image decoded by reshape alone: the clinic does, and trains on it.",
)
