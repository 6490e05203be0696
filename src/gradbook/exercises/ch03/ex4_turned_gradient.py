r"""A valley that runs diagonally

Turn the bowl $\frac12 (\lambda_0 x_0^2 + \lambda_1 x_1^2)$ counterclockwise around its minimum,
by an angle in radians. Write `turned_gradient(x, curvatures, angle)`: `x` holds points as rows,
shape (n, 2), `curvatures` has shape (2,). Return the gradient of the turned bowl at each point,
shape (n, 2).

Then take the valley of the chapter, turn it by $\frac\pi4$, and run Adam and gradient descent on
it: for which of the two did the angle matter?
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def turned_gradient(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """The gradient of the turned bowl at each row of x."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """The gradient of the turned bowl at each row of x."""
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin], [-sin, cos]])  # its rows are the turned axes
    return ((x @ axes.T) * curvatures) @ axes


def wrong_clockwise(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """you turned the bowl clockwise."""
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin], [-sin, cos]])
    return ((x @ axes) * curvatures) @ axes.T


def wrong_not_back(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """you took the coordinates along the turned axes, and left the gradient in them; turn it
    back.
    """
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin], [-sin, cos]])
    return (x @ axes.T) * curvatures


def wrong_gradient_only(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """you turned the gradient of the old bowl at the old point; the point has to be expressed in
    the turned axes first.
    """
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin], [-sin, cos]])
    return (x * curvatures) @ axes


def wrong_not_turned(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """this is the gradient of the bowl before it was turned."""
    return x * curvatures


def wrong_factor(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """your gradient is twice as large; the bowl has the factor one half."""
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin], [-sin, cos]])
    return 2 * ((x @ axes.T) * curvatures) @ axes


def wrong_degrees(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """you took the angle for degrees; it is in radians."""
    angle = np.deg2rad(angle)
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin], [-sin, cos]])
    return ((x @ axes.T) * curvatures) @ axes


def wrong_exchanged(x: np.ndarray, curvatures: np.ndarray, angle: float) -> np.ndarray:
    """you exchanged the two curvatures."""
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin], [-sin, cos]])
    return ((x @ axes.T) * curvatures[::-1]) @ axes


def cases() -> Iterator[Case]:
    """Random points, an eighth of a turn by hand, no turn, no points."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((5, 2))
    yield case(x, np.array([3.0, 7.0]), 0.5, why="half a radian")
    yield case(
        np.array([[1.0, 1.0], [1.0, -1.0], [2.0, 0.0]]),
        np.array([1.0, 50.0]),
        float(np.pi / 4),
        expected=np.array([[1.0, 1.0], [50.0, -50.0], [51.0, -49.0]]),
        why="an eighth of a turn",
    )
    yield case(x, np.array([3.0, 7.0]), 0.0, why="no turn")
    yield case(x[:0], np.array([3.0, 7.0]), 1.0, why="no points")


EXERCISE = exercise(
    starter=turned_gradient,
    solution=solution,
    wrong=[
        wrong_clockwise,
        wrong_not_back,
        wrong_gradient_only,
        wrong_not_turned,
        wrong_factor,
        wrong_degrees,
        wrong_exchanged,
    ],
    cases=cases,
    difficulty="medium",
    minutes=25,
    hints=[
        "The first axis of the bowl points along (cos, sin) now, the second along (-sin, cos).",
        "Three steps: the coordinates of the points along these axes, times the "
        "curvatures, and back "
        "to the old axes.",
        "With the axes as rows of `axes`, the coordinates are `x @ axes.T`, and the way back is "
        "`@ axes`.",
    ],
    afterwards="Gradient descent takes the same path, only turned. Adam needs more steps in the "
    "turned valley: both parameters have equally large gradients there, so it has nothing to "
    "divide away.",
)
