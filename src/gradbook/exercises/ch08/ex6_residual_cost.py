r"""What a residual block costs

A residual block has two convolutions of 3 by 3, without bias, each followed by batch
normalization. The first goes from `c_in` to `c_out` channels and has the given `stride`; the
second from `c_out` to `c_out` with stride 1. Padding is "same", so a layer with stride $s$ makes
$\lceil q / s \rceil$ pixels of $q$. If the stride is not 1 or the channels differ, the shortcut
is a convolution of 1 by 1 with the same stride, without bias, followed by batch normalization;
otherwise it is the identity.

Write `residual_cost(height, width, c_in, c_out, stride)` for an input of `height` by `width`
pixels. Return two integers: the *trainable* parameters (batch normalization has a factor and an
offset for each channel), and the multiply-adds of the convolutions for one image.
"""

from collections.abc import Iterator

from gradbook.exercises.kit import Case, case, exercise


def residual_cost(height: int, width: int, c_in: int, c_out: int, stride: int) -> tuple[int, int]:
    """Trainable parameters and multiply-adds of a residual block."""
    raise NotImplementedError("Replace this line by your code.")


def solution(height: int, width: int, c_in: int, c_out: int, stride: int) -> tuple[int, int]:
    """Trainable parameters and multiply-adds of a residual block."""
    weights, norms = 9 * c_in * c_out + 9 * c_out * c_out, 2 * c_out + 2 * c_out
    if stride != 1 or c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 2 * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + norms, positions * weights


def wrong_no_projection(
    height: int, width: int, c_in: int, c_out: int, stride: int
) -> tuple[int, int]:
    """you left out the convolution of the shortcut."""
    weights = 9 * c_in * c_out + 9 * c_out * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + 4 * c_out, positions * weights


def wrong_always_projection(
    height: int, width: int, c_in: int, c_out: int, stride: int
) -> tuple[int, int]:
    """here the shortcut is the identity, which costs nothing; you counted a convolution."""
    weights = 9 * c_in * c_out + 9 * c_out * c_out + c_in * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + 6 * c_out, positions * weights


def wrong_projection_by_channels(
    height: int, width: int, c_in: int, c_out: int, stride: int
) -> tuple[int, int]:
    """a stride changes the shape, too: with equal channels and stride 2 the shortcut still needs
    its convolution.
    """
    weights, norms = 9 * c_in * c_out + 9 * c_out * c_out, 4 * c_out
    if c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 2 * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + norms, positions * weights


def wrong_stride_ignored(
    height: int, width: int, c_in: int, c_out: int, stride: int
) -> tuple[int, int]:
    """the parameters are right, but the multiply-adds are those at the size of the input; after the
    stride there are fewer positions.
    """
    weights, norms = 9 * c_in * c_out + 9 * c_out * c_out, 4 * c_out
    if stride != 1 or c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 2 * c_out
    return weights + norms, height * width * weights


def wrong_first_at_full_size(
    height: int, width: int, c_in: int, c_out: int, stride: int
) -> tuple[int, int]:
    """the parameters are right, but you let the first convolution visit every position of the
    input; it jumps by the stride.
    """
    first, second = 9 * c_in * c_out, 9 * c_out * c_out
    shortcut = c_in * c_out if stride != 1 or c_in != c_out else 0
    norms = 6 * c_out if shortcut else 4 * c_out
    positions = -(-height // stride) * -(-width // stride)
    adds = height * width * first + positions * (second + shortcut)
    return first + second + shortcut + norms, adds


def wrong_floor(height: int, width: int, c_in: int, c_out: int, stride: int) -> tuple[int, int]:
    """with "same" padding the number of positions is rounded up, not down."""
    weights, norms = 9 * c_in * c_out + 9 * c_out * c_out, 4 * c_out
    if stride != 1 or c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 2 * c_out
    return weights + norms, (height // stride) * (width // stride) * weights


def wrong_no_norms(height: int, width: int, c_in: int, c_out: int, stride: int) -> tuple[int, int]:
    """you left out the factors and offsets of batch normalization."""
    weights = 9 * c_in * c_out + 9 * c_out * c_out
    if stride != 1 or c_in != c_out:
        weights += c_in * c_out
    return weights, -(-height // stride) * -(-width // stride) * weights


def wrong_running(height: int, width: int, c_in: int, c_out: int, stride: int) -> tuple[int, int]:
    """you counted four numbers a channel for batch normalization; the running averages are not
    trained.
    """
    weights, norms = 9 * c_in * c_out + 9 * c_out * c_out, 8 * c_out
    if stride != 1 or c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 4 * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + norms, positions * weights


def wrong_biases(height: int, width: int, c_in: int, c_out: int, stride: int) -> tuple[int, int]:
    """you counted biases; these convolutions have none, since batch normalization has an offset."""
    weights, norms = 9 * c_in * c_out + 9 * c_out * c_out, 6 * c_out
    if stride != 1 or c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 3 * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + norms, positions * weights


def wrong_second_from_input(
    height: int, width: int, c_in: int, c_out: int, stride: int
) -> tuple[int, int]:
    """the second convolution starts from c_out channels, those that the first one made."""
    weights, norms = 18 * c_in * c_out, 4 * c_out
    if stride != 1 or c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 2 * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + norms, positions * weights


def wrong_adds_with_norms(
    height: int, width: int, c_in: int, c_out: int, stride: int
) -> tuple[int, int]:
    """the parameters are right, but only convolutions count among the multiply-adds, not batch
    normalization.
    """
    weights, norms = 9 * c_in * c_out + 9 * c_out * c_out, 4 * c_out
    if stride != 1 or c_in != c_out:
        weights, norms = weights + c_in * c_out, norms + 2 * c_out
    positions = -(-height // stride) * -(-width // stride)
    return weights + norms, positions * (weights + norms)


def cases() -> Iterator[Case]:
    """A block that changes the shape, one that does not, odd sizes."""
    parameters, adds = 9 * 2 * 3 + 9 * 3 * 3 + 2 * 3 + 18, 2 * 2 * (9 * 2 * 3 + 9 * 3 * 3 + 2 * 3)
    yield case(4, 3, 2, 3, 2, expected=(parameters, adds), why="from 2 to 3 channels, stride 2")
    yield case(8, 8, 16, 16, 1, why="a block that keeps the shape")
    yield case(8, 6, 16, 16, 2, why="stride 2, but equal channels")
    yield case(7, 9, 8, 16, 2, why="an odd size")
    yield case(32, 32, 64, 128, 1, why="more channels, stride 1")
    yield case(1, 1, 4, 4, 1, why="a single pixel")


EXERCISE = exercise(
    starter=residual_cost,
    solution=solution,
    wrong=[
        wrong_no_projection,
        wrong_always_projection,
        wrong_projection_by_channels,
        wrong_stride_ignored,
        wrong_first_at_full_size,
        wrong_floor,
        wrong_no_norms,
        wrong_running,
        wrong_biases,
        wrong_second_from_input,
        wrong_adds_with_norms,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "Count the weights of each convolution: kernel height times kernel width times channels in "
        "times channels out.",
        "All three convolutions write at the same number of positions, that of the output.",
        "`-(-height // stride)` rounds up.",
    ],
    afterwards="Which of the two numbers does doubling the image's size change, and by how much?",
)
