r"""How many positions?

Write `output_size(size, kernel, stride, padding)`: how many positions a kernel of `kernel` pixels
has along one axis of `size` pixels, when it moves by `stride` pixels and `padding` pixels of zeros
were added at *each* of the two ends. The kernel never reaches beyond the padded image. If it does
not fit even once, return 0. All arguments are integers, and so is the result.
"""

from collections.abc import Iterator

from gradbook.exercises.kit import Case, case, exercise


def output_size(size: int, kernel: int, stride: int, padding: int) -> int:
    """The number of positions of a kernel along one axis."""
    raise NotImplementedError("Replace this line by your code.")


def solution(size: int, kernel: int, stride: int, padding: int) -> int:
    """The number of positions of a kernel along one axis."""
    free = size + 2 * padding - kernel
    return free // stride + 1 if free >= 0 else 0


def wrong_one_end(size: int, kernel: int, stride: int, padding: int) -> int:
    """you added the padding at one end only; there are two."""
    free = size + padding - kernel
    return free // stride + 1 if free >= 0 else 0


def wrong_no_one(size: int, kernel: int, stride: int, padding: int) -> int:
    """you counted the moves; there is one position more than moves."""
    return max(0, (size + 2 * padding - kernel) // stride)


def wrong_rounded_up(size: int, kernel: int, stride: int, padding: int) -> int:
    """you rounded up, so the last position reaches beyond the image; round down."""
    free = size + 2 * padding - kernel
    return -(-free // stride) + 1 if free >= 0 else 0


def wrong_no_stride(size: int, kernel: int, stride: int, padding: int) -> int:
    """you left out the stride."""
    return max(0, size + 2 * padding - kernel + 1)


def wrong_no_kernel(size: int, kernel: int, stride: int, padding: int) -> int:
    """you left out the size of the kernel; it does not fit at every pixel."""
    return -(-(size + 2 * padding) // stride)


def wrong_early(size: int, kernel: int, stride: int, padding: int) -> int:
    """you added 1 before you divided by the stride; divide the free pixels, then add 1."""
    return max(0, (size + 2 * padding - kernel + 1) // stride)


def wrong_float(size: int, kernel: int, stride: int, padding: int) -> float:
    """you divided with /, which gives fractions of positions; // rounds down."""
    free = size + 2 * padding - kernel
    return free / stride + 1 if free >= 0 else 0


def wrong_negative(size: int, kernel: int, stride: int, padding: int) -> int:
    """a kernel larger than the padded image has no position, and your count is not 0 there."""
    return (size + 2 * padding - kernel) // stride + 1


def wrong_no_padding(size: int, kernel: int, stride: int, padding: int) -> int:
    """you left out the padding."""
    free = size - kernel
    return free // stride + 1 if free >= 0 else 0


def cases() -> Iterator[Case]:
    """Sizes to count on paper, layers of networks, a kernel that does not fit."""
    yield case(14, 7, 4, 0, expected=2, why="positions start at 0 and 4")
    yield case(6, 2, 1, 2, expected=9, why="positions start at -2, -1, ..., 6")
    yield case(6, 2, 3, 0, expected=2, why="the last pixel is left over")
    yield case(7, 3, 2, 1, expected=4)
    yield case(28, 5, 2, 2, expected=14)
    yield case(224, 7, 2, 3, expected=112)
    yield case(5, 5, 3, 0, expected=1, why="a kernel as large as the image")
    yield case(2, 5, 1, 1, expected=0, why="a kernel larger than the padded image")
    yield case(1, 8, 2, 0, expected=0, why="a kernel much larger than the image")


EXERCISE = exercise(
    starter=output_size,
    solution=solution,
    wrong=[
        wrong_one_end,
        wrong_no_one,
        wrong_rounded_up,
        wrong_no_stride,
        wrong_no_kernel,
        wrong_early,
        wrong_float,
        wrong_negative,
        wrong_no_padding,
    ],
    cases=cases,
    difficulty="easy",
    minutes=5,
    hints=[
        "Draw 7 pixels and one of padding at each end. Where does a kernel of 3 start if it moves "
        "by 2?",
        "The kernel starts at 0 and can move by `size + 2 * padding - kernel` pixels in all. How "
        "many whole strides are in that?",
        "One position needs no move: add 1. If the free pixels are negative, the answer is 0.",
    ],
    afterwards="Put sizes of your choice into keras.ops.conv, and compare.",
)
