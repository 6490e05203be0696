r"""Where do the pixels of a patch stand?

Flatten an image of `height` rows and `width` columns row by row: pixel $(r, c)$ becomes entry
$r \cdot \text{width} + c$. Write `patch_indices(height, width, kernel, stride)`: an integer array
of shape (positions, kernel * kernel) with which `flat[patch_indices(...)]` gives all patches, one
a row. The kernel is square, moves by `stride` in both directions, and never reaches beyond the
image. Positions go row by row, and so do the pixels within a patch. No loops over pixels are
needed, but they are allowed.

If the kernel does not fit, return an array of shape (0, kernel * kernel).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def patch_indices(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """Indices into the flat image, shape (positions, kernel * kernel)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """Indices into the flat image, shape (positions, kernel * kernel)."""
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(0, width - kernel + 1, stride)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)  # (positions, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return corners + inside


def wrong_inside_by_kernel(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """inside a patch you counted on without leaving the row; the next row of a patch starts a
    whole image row later.
    """
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(0, width - kernel + 1, stride)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)
    return corners + np.arange(kernel * kernel)


def wrong_times_height(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """you multiplied the row by the height; a row of the image has as many pixels as the image
    is wide.
    """
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(0, width - kernel + 1, stride)
    corners = (height * rows[:, None] + columns).reshape(-1, 1)
    inside = (height * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return corners + inside


def wrong_columns_first(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """your positions go column by column; go row by row."""
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(0, width - kernel + 1, stride)
    corners = (width * rows[:, None] + columns).T.reshape(-1, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return corners + inside


def wrong_inside_columns_first(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """the pixels of your patches go column by column; go row by row there, too."""
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(0, width - kernel + 1, stride)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).T.reshape(1, -1)
    return corners + inside


def wrong_last_missing(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """the last position is missing: a kernel fits size - kernel + 1 times, and range and arange
    leave out their end.
    """
    rows = np.arange(0, height - kernel, stride)
    columns = np.arange(0, width - kernel, stride)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return corners + inside


def wrong_no_stride(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """you left out the stride."""
    rows = np.arange(height - kernel + 1)
    columns = np.arange(width - kernel + 1)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return corners + inside


def wrong_stride_inside(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """you moved by the stride inside the patch as well; there the pixels are neighbors."""
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(0, width - kernel + 1, stride)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return corners + stride * inside


def wrong_stride_of_rows(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """you used the stride for the rows only; it holds for the columns, too."""
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(width - kernel + 1)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return corners + inside


def wrong_transposed(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """you returned one patch a column; return one a row."""
    rows = np.arange(0, height - kernel + 1, stride)
    columns = np.arange(0, width - kernel + 1, stride)
    corners = (width * rows[:, None] + columns).reshape(-1, 1)
    inside = (width * np.arange(kernel)[:, None] + np.arange(kernel)).reshape(1, -1)
    return (corners + inside).T


def wrong_empty_flat(height: int, width: int, kernel: int, stride: int) -> np.ndarray:
    """you returned an empty array without rows and columns; where no kernel fits, reshape it to
    (0, kernel * kernel).
    """
    patches = []
    for r in range(0, height - kernel + 1, stride):
        for c in range(0, width - kernel + 1, stride):
            inside = [(r + u) * width + c + v for u in range(kernel) for v in range(kernel)]
            patches.append(inside)
    return np.array(patches, dtype=int)


def cases() -> Iterator[Case]:
    """Small images to number by hand, then a stride, then a kernel that does not fit."""
    hand = [[0, 1, 4, 5], [1, 2, 5, 6], [2, 3, 6, 7], [4, 5, 8, 9], [5, 6, 9, 10], [6, 7, 10, 11]]
    yield case(3, 4, 2, 1, expected=np.array(hand))
    yield case(5, 7, 3, 2, why="a stride of 2")
    yield case(6, 4, 2, 3, why="a stride larger than the kernel")
    yield case(3, 3, 1, 1, why="a kernel of one pixel")
    yield case(2, 6, 3, 1, why="a kernel that does not fit")


EXERCISE = exercise(
    starter=patch_indices,
    solution=solution,
    wrong=[
        wrong_inside_by_kernel,
        wrong_times_height,
        wrong_columns_first,
        wrong_inside_columns_first,
        wrong_last_missing,
        wrong_no_stride,
        wrong_stride_inside,
        wrong_stride_of_rows,
        wrong_transposed,
        wrong_empty_flat,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Number the pixels of an image of 3 rows and 4 columns from 0 to 11, and write down the "
        "first two patches of 2 by 2.",
        "Every patch is the first one with the same number added to all of its indices: the index "
        "of its upper left corner.",
        "Make a column of the corners, shape (positions, 1), and a row of the indices of the first "
        "patch, shape (1, kernel * kernel). Broadcasting adds them.",
    ],
    afterwards="np.add.at(image, indices, values) sends values back to the pixels they came from: "
    "that is the gradient by the image.",
)
