r"""Count the parameters

Write `parameters(sizes)`, which counts the trainable numbers of a multilayer perceptron. `sizes`
lists the units of every layer, the input first: `[784, 64, 10]` is a network with 784 pixels, one
hidden layer of 64 and 10 classes. Every layer after the input has a weight for each of its inputs
and units, and one bias for each unit.
"""

from collections.abc import Iterator

from gradbook.exercises.kit import Case, case, exercise


def parameters(sizes: list[int]) -> int:
    """The number of weights and biases of a network with these layer sizes."""
    raise NotImplementedError("Replace this line by your code.")


def solution(sizes: list[int]) -> int:
    """The number of weights and biases of a network with these layer sizes."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1))


def wrong_no_bias(sizes: list[int]) -> int:
    """you counted the weights only; every unit after the input has a bias, too."""
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


def wrong_input_bias(sizes: list[int]) -> int:
    """you gave the inputs biases as well; they are data, not units."""
    weights = sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))
    return weights + sum(sizes)


def wrong_one_bias(sizes: list[int]) -> int:
    """you counted one bias for each layer; there is one for each unit."""
    return sum(sizes[i] * sizes[i + 1] + 1 for i in range(len(sizes) - 1))


def wrong_no_output_bias(sizes: list[int]) -> int:
    """the units of the last layer have biases, too, and you left those out."""
    weights = sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))
    return weights + sum(sizes[1:-1])


def wrong_last_layer(sizes: list[int]) -> int:
    """you stopped one layer too early."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 2))


def wrong_first_layer(sizes: list[int]) -> int:
    """you counted the first layer only; if you have a loop, the return stands inside it."""
    return (sizes[0] + 1) * sizes[1]


def wrong_overwritten(sizes: list[int]) -> int:
    """you kept the last layer's number only; in a loop, add with += instead of =."""
    return (sizes[-2] + 1) * sizes[-1]


def wrong_too_far(sizes: list[int]) -> int:
    """nothing comes after the last size; the last pair of neighbors starts one before it, and
    range(len(sizes) - 1) stops there.
    """
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes)))


def wrong_bias_per_input(sizes: list[int]) -> int:
    """you added one bias for each input of a layer; there is one for each of its units."""
    return sum(sizes[i] * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


def cases() -> Iterator[Case]:
    """A network to count by hand, real ones, one without layers."""
    yield case([2, 3, 5, 4], expected=53)
    yield case([784, 64, 64, 10], expected=55_050)
    yield case([100, 1], why="a single unit")
    # 0.0, because NumPy's sum or dot of nothing is a float; an integer is accepted, too.
    yield case([7], expected=0.0, why="an input without layers")


EXERCISE = exercise(
    starter=parameters,
    solution=solution,
    wrong=[
        wrong_no_bias,
        wrong_input_bias,
        wrong_one_bias,
        wrong_no_output_bias,
        wrong_last_layer,
        wrong_first_layer,
        wrong_overwritten,
        wrong_too_far,
        wrong_bias_per_input,
    ],
    cases=cases,
    difficulty="easy",
    minutes=5,
    hints=[
        "Draw the network with sizes 2 and 3. It has 6 lines, and 3 units that each add a bias.",
        "A layer with `d_in` inputs and `d_out` units has `d_in * d_out + d_out` parameters. Add "
        "them up over all pairs of neighbors, `sizes[i]` and `sizes[i + 1]`.",
    ],
    afterwards="Compare with model.count_params() for the model of this chapter.",
)
