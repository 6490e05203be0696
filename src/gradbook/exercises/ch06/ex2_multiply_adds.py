r"""Count the work

Write `cost(height, width, channels, layers)` for a stack of convolutions with padding "same": a
layer with stride $s$ turns $H \times W$ positions into $\lceil H/s \rceil \times \lceil W/s
\rceil$. Each layer is a tuple `(kernel, filters, stride)`: a square kernel of `kernel` by `kernel`
pixels, `filters` channels of output.

Return two integers: the *parameters* (kernels, and one bias for each filter), and the
*multiply-adds* of one image. A multiply-add is one product of a weight with an input that is
added to an output; count the padding like other inputs, and do not count the biases. Without
layers both are 0.
"""

from collections.abc import Iterator

from gradbook.exercises.kit import Case, Slip, case, exercise


def cost(
    height: int, width: int, channels: int, layers: list[tuple[int, int, int]]
) -> tuple[int, int]:
    """Parameters and multiply-adds of a stack of convolutions."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    height: int, width: int, channels: int, layers: list[tuple[int, int, int]]
) -> tuple[int, int]:
    """Parameters and multiply-adds of a stack of convolutions."""
    parameters = products = 0
    for kernel, filters, stride in layers:
        height, width = -(-height // stride), -(-width // stride)
        weights = kernel * kernel * channels * filters
        parameters += weights + filters
        products += height * width * weights
        channels = filters
    return parameters, products


def cases() -> Iterator[Case]:
    """A stack to count by hand, one of real size, one without layers."""
    # First layer: 3 * 3 positions, 2 * 2 * 2 * 3 weights; second: 3 * 3 positions, 3 * 1 weights.
    yield case(5, 5, 2, [(2, 3, 2), (1, 1, 1)], expected=(31, 9 * 24 + 9 * 3))
    yield case(4, 6, 1, [(3, 2, 1)], expected=(20, 24 * 18), why="an image that is not square")
    yield case(28, 28, 1, [(5, 16, 2), (3, 32, 1), (3, 64, 2)])
    yield case(32, 32, 3, [], expected=(0, 0), why="no layers")


EXERCISE = exercise(
    starter=cost,
    solution=solution,
    wrong=[
        Slip(
            "no_channels",
            "you left out the channels that come in; every filter has weights for each of them",
            {"* channels * filters": "* filters", "\n        channels = filters": ""},
        ),
        Slip(
            "channels_kept",
            (
                "you used the channels of the image for every layer; a layer's input has as "
                "many channels as the layer before it has filters"
            ),
            {"\n        channels = filters": ""},
        ),
        Slip(
            "input_positions",
            (
                "you counted the positions before the stride; the work is done once for each "
                "position of the output"
            ),
            {
                "\n        height, width = -(-height // stride), -(-width // stride)": "",
                "products += height * width * weights": (
                    "products += height * width * weights\n"
                    "        height, width = -(-height // stride), -(-width // stride)"
                ),
            },
        ),
        Slip(
            "no_stride",
            "you left out the stride; it makes the output smaller, and with it all that follows",
            {
                (
                    "for kernel, filters, stride in layers:\n"
                    "        height, width = -(-height // stride), -(-width // stride)"
                ): "for kernel, filters, _stride in layers:"
            },
        ),
        Slip(
            "rounded_down",
            'you rounded the size of the output down; with padding "same" it is rounded up',
            {
                "= -(-height // stride), -(-width // stride)": (
                    "= height // stride, width // stride"
                )
            },
        ),
        Slip(
            "no_bias",
            "you left the biases out of the parameters; each filter has one",
            {"weights + filters": "weights"},
        ),
        Slip(
            "bias_multiplied",
            "you counted the biases among the multiply-adds; a bias is added, not multiplied",
            {
                (
                    "weights = kernel * kernel * channels * filters\n"
                    "        parameters += weights + filters"
                ): (
                    "weights = kernel * kernel * channels * filters + filters\n"
                    "        parameters += weights"
                )
            },
        ),
        Slip(
            "kernel_line",
            "a kernel has two axes: kernel times kernel pixels",
            {"* kernel * channels": "* channels"},
        ),
        Slip(
            "bias_per_position",
            "you counted a bias for each position; all positions of a filter share one",
            {"+ filters": "+ filters * height * width"},
        ),
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "One number of the output is a sum over `kernel * kernel * channels` products.",
        "A layer has `filters` such numbers at each position of its *output*.",
        "Go through the layers in a loop, and change `height`, `width` and `channels` as you go. "
        "`-(-height // stride)` rounds up.",
    ],
    afterwards="Double the filters of every layer: both numbers grow about fourfold. Why?",
)
