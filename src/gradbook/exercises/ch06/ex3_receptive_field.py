r"""How far does a unit see?

Write `receptive_field(layers)`. Each layer is a tuple `(kernel, stride)`, in the order in which
the image passes through them; convolutions and pooling count alike. Return two integers: how many
pixels of the image (along one axis) can change one unit of the last layer, and by how many pixels
these fields are apart for two neighboring units of the last layer.

Without layers, a unit is a pixel: return `(1, 1)`. Take the image as large enough.
"""

from collections.abc import Iterator

from gradbook.exercises.kit import Case, case, exercise


def receptive_field(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """Size of the field of a unit of the last layer, and distance of two fields, in pixels."""
    raise NotImplementedError("Replace this line by your code.")


def solution(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """Size of the field of a unit of the last layer, and distance of two fields, in pixels."""
    field = jump = 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field, jump


def wrong_no_jump(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """you counted the later kernels in pixels; their units are already several pixels apart."""
    field = jump = 1
    for kernel, stride in layers:
        field += kernel - 1
        jump *= stride
    return field, jump


def wrong_own_stride(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """a layer's own stride does not widen its field, only the fields of the layers that follow:
    multiply the jump afterwards.
    """
    field = jump = 1
    for kernel, stride in layers:
        jump *= stride
        field += (kernel - 1) * jump
    return field, jump


def wrong_whole_kernel(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """a kernel of m adds m - 1 steps to the field; its first unit was counted already."""
    field = jump = 1
    for kernel, stride in layers:
        field += kernel * jump
        jump *= stride
    return field, jump


def wrong_product(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """you multiplied the kernels; neighboring patches overlap, so fields grow more slowly."""
    field = jump = 1
    for kernel, stride in layers:
        field *= kernel
        jump *= stride
    return field, jump


def wrong_backwards(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """you went from the last layer to the first with the rule for the other direction."""
    field = jump = 1
    for kernel, stride in layers[::-1]:
        field += (kernel - 1) * jump
        jump *= stride
    return field, jump


def wrong_last_jump(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """the field is right; two fields are apart by the product of all strides, and you returned
    the last stride.
    """
    field = jump = last = 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
        last = stride
    return field, last


def wrong_sum_of_strides(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """you added the strides; a step of the last layer is s steps of the layer before, and so on:
    multiply them.
    """
    field = 1
    jump = 0
    for kernel, stride in layers:
        field += (kernel - 1) * max(jump, 1)
        jump += stride
    return field, max(jump, 1)


def wrong_one_short(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """you started with a field of 0; before the first layer a unit sees one pixel, its own."""
    field = 0
    jump = 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field, jump


def wrong_field_only(layers: list[tuple[int, int]]) -> int:
    """two numbers are asked for: the size of a field, and the distance of two fields."""
    field = jump = 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field


def cases() -> Iterator[Case]:
    """Stacks to draw, a real network, none at all."""
    yield case([(3, 1), (3, 1)], expected=(5, 1), why="two kernels of 3")
    yield case([(3, 2), (4, 3)], expected=(9, 6), why="strides of 2 and 3")
    yield case([(5, 2), (3, 1), (2, 2), (3, 1), (2, 2)], why="convolutions and pooling")
    yield case([(3, 3), (1, 1), (3, 2)], why="a kernel of one pixel")
    yield case([], expected=(1, 1), why="no layers")


EXERCISE = exercise(
    starter=receptive_field,
    solution=solution,
    wrong=[
        wrong_no_jump,
        wrong_own_stride,
        wrong_whole_kernel,
        wrong_product,
        wrong_backwards,
        wrong_last_jump,
        wrong_sum_of_strides,
        wrong_one_short,
        wrong_field_only,
    ],
    cases=cases,
    difficulty="easy",
    minutes=15,
    hints=[
        "Keep two numbers from layer to layer: the field of a unit, and the distance of two "
        "neighboring units in pixels (the jump). Both start at 1.",
        "A kernel of `m` looks at `m` neighboring units. The first and the last are `m - 1` jumps "
        "apart.",
        "After the field has grown, multiply the jump by the layer's stride.",
    ],
    afterwards="Where would you put a stride to see the whole of an image of 224 pixels early?",
)
