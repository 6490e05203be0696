r"""The gradient of an image

A convolution first adds `padding` zeros on every side of each image, which gives
$\tilde{X}$, and then computes

$$
Z_{irck'} = \sum_{u, v, k} \tilde{X}_{i,\,sr+u,\,sc+v,\,k}\; W_{uvkk'} .
$$

Write `input_gradient(w, delta, height, width, stride, padding)`, which returns
$\partial L / \partial X$, of shape (n, height, width, channels): one entry for each pixel of the
images *before* the zeros were added. `w` has shape (m, m, channels, filters), `delta`
$= \partial L / \partial Z$ has shape (n, rows, columns, filters), and `stride` is $s$. A pixel
that no position of the kernel reaches has the gradient 0.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def input_gradient(
    w: np.ndarray, delta: np.ndarray, height: int, width: int, stride: int, padding: int
) -> np.ndarray:
    """The gradient of the loss with respect to the images."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    w: np.ndarray, delta: np.ndarray, height: int, width: int, stride: int, padding: int
) -> np.ndarray:
    """The gradient of the loss with respect to the images."""
    m, channels, (n, rows, columns, _) = len(w), w.shape[2], delta.shape
    gradient = np.zeros((n, height + 2 * padding, width + 2 * padding, channels))
    for r in range(rows):
        for c in range(columns):
            top, left = stride * r, stride * c
            part = np.einsum("if,uvkf->iuvk", delta[:, r, c], w)  # (n, m, m, channels)
            gradient[:, top : top + m, left : left + m] += part
    return gradient[:, padding : padding + height, padding : padding + width]


def wrong_flipped(
    w: np.ndarray, delta: np.ndarray, height: int, width: int, stride: int, padding: int
) -> np.ndarray:
    """the kernel is turned around. If you compute a convolution of delta, flip both axes of the
    kernel; if you add each patch's part where the patch stood, do not flip.
    """
    w = w[::-1, ::-1]
    m, channels, (n, rows, columns, _) = len(w), w.shape[2], delta.shape
    gradient = np.zeros((n, height + 2 * padding, width + 2 * padding, channels))
    for r in range(rows):
        for c in range(columns):
            top, left = stride * r, stride * c
            part = np.einsum("if,uvkf->iuvk", delta[:, r, c], w)
            gradient[:, top : top + m, left : left + m] += part
    return gradient[:, padding : padding + height, padding : padding + width]


def wrong_one_axis(
    w: np.ndarray, delta: np.ndarray, height: int, width: int, stride: int, padding: int
) -> np.ndarray:
    """the columns of the kernel are turned around and its rows are not; both axes behave alike."""
    w = w[:, ::-1]
    m, channels, (n, rows, columns, _) = len(w), w.shape[2], delta.shape
    gradient = np.zeros((n, height + 2 * padding, width + 2 * padding, channels))
    for r in range(rows):
        for c in range(columns):
            top, left = stride * r, stride * c
            part = np.einsum("if,uvkf->iuvk", delta[:, r, c], w)
            gradient[:, top : top + m, left : left + m] += part
    return gradient[:, padding : padding + height, padding : padding + width]


def cases() -> Iterator[Case]:
    """By hand, then a stride, channels, a border, left-over pixels, an empty batch."""
    w = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(2, 2, 1, 1)
    delta = np.array([10.0, 100.0]).reshape(1, 1, 2, 1)
    expected = np.array([[10.0, 120.0, 200.0], [30.0, 340.0, 400.0]]).reshape(1, 2, 3, 1)
    yield case(w, delta, 2, 3, 1, 0, expected=expected, why="two patches that overlap")
    rng = np.random.default_rng(0)
    w, delta = rng.normal(size=(3, 3, 1, 1)), rng.normal(size=(1, 2, 3, 1))
    yield case(w, delta, 5, 7, 2, 0, why="a stride of 2")
    w, delta = rng.normal(size=(2, 2, 2, 3)), rng.normal(size=(1, 3, 4, 3))
    yield case(w, delta, 4, 5, 1, 0, why="two channels, three filters")
    w, delta = rng.normal(size=(2, 2, 2, 3)), rng.normal(size=(3, 3, 4, 3))
    yield case(w, delta, 4, 5, 1, 0, why="three images")
    w, delta = rng.normal(size=(3, 3, 2, 2)), rng.normal(size=(2, 4, 5, 2))
    yield case(w, delta, 4, 5, 1, 1, why="a border of zeros")
    w, delta = rng.normal(size=(2, 2, 1, 2)), rng.normal(size=(2, 3, 2, 2))
    yield case(w, delta, 10, 7, 3, 0, why="a stride of 3 that leaves pixels out")
    yield case(w, np.zeros((0, 3, 2, 2)), 4, 3, 1, 0, why="an empty batch")


EXERCISE = exercise(
    starter=input_gradient,
    solution=solution,
    wrong=[
        wrong_flipped,
        wrong_one_axis,
        Slip(
            "last_position",
            "where patches overlap, you kept the part of the last one; add the parts up with +=",
            {
                (
                    'part = np.einsum("if,uvkf->iuvk", delta[:, r, c], w)  # (n, m, m, '
                    "channels)\n"
                    "            gradient[:, top : top + m, left : left + m] += part"
                ): (
                    'part = np.einsum("if,uvkf->iuvk", delta[:, r, c], w)\n'
                    "            gradient[:, top : top + m, left : left + m] = part"
                )
            },
        ),
        Slip(
            "channel_axes",
            (
                "you did not exchange the channel axes of the kernel: the sum goes over the "
                "filters, and the channels stay"
            ),
            {
                "m, channels, (n, rows, columns, _) = len(w), w.shape[2], delta.shape": (
                    "m, channels, (n, rows, columns, filters) = len(w), w.shape[2], "
                    "delta.shape\n"
                    "    w = w.reshape(m, m, filters, channels).swapaxes(2, 3)"
                ),
                "w)  # (n, m, m, channels)": "w)",
            },
        ),
        Slip(
            "no_stride",
            (
                "you left out the stride: position r stood at pixel s times r. (If you compute "
                "a convolution of delta, spread delta out first, with s - 1 zeros between its "
                "entries.)"
            ),
            {
                (
                    "top, left = stride * r, stride * c\n"
                    '            part = np.einsum("if,uvkf->iuvk", delta[:, r, c], w)  '
                    "# (n, m, m, channels)\n"
                    "            gradient[:, top : top + m, left : left + m] += part"
                ): (
                    'part = np.einsum("if,uvkf->iuvk", delta[:, r, c], w)\n'
                    "            gradient[:, r : r + m, c : c + m] += part"
                )
            },
        ),
        Slip(
            "border_kept",
            "that is the gradient of the padded images; cut the border off",
            {
                "w)  # (n, m, m, channels)": "w)",
                "return gradient[:, padding : padding + height, padding : padding + width]": (
                    "return gradient"
                ),
            },
        ),
        Slip(
            "border_at_end",
            "you cut the border off at the lower right only; it lies on all four sides",
            {
                "w)  # (n, m, m, channels)": "w)",
                "gradient[:, padding : padding + height, padding : padding + width]": (
                    "gradient[:, :height, :width]"
                ),
            },
        ),
        Slip(
            "pixels_left_out",
            (
                "pixels at the lower right that no position reaches are missing; they have the "
                "gradient 0"
            ),
            {
                "gradient = np.zeros((n, height + 2 * padding, width + 2 * padding, channels))": (
                    "reached = stride * (rows - 1) + m, stride * (columns - 1) + m\n"
                    "    gradient = np.zeros((n, *reached, channels))"
                ),
                "w)  # (n, m, m, channels)": "w)",
            },
        ),
        Slip(
            "mean",
            "you divided by the number of images; delta is the gradient of the mean loss already",
            {"w)  # (n, m, m, channels)": "w) / n"},
        ),
    ],
    cases=cases,
    difficulty="hard",
    minutes=45,
    hints=[
        "Start without a border. Take one position $(r, c)$: which pixels had an effect on "
        "$Z_{irck'}$, and by which factors?",
        "The patch of position $(r, c)$ receives $\\sum_{k'} \\delta_{irck'} W_{uvkk'}$ at place "
        "$(u, v)$ and channel $k$. Patches overlap, so the parts add up.",
        "Make an array of zeros for the *padded* images, add the part of every position to the "
        "slice where its patch stood, and cut the border off at the end.",
    ],
    afterwards="conv_backward in the chapter computes the same as one convolution. Compare both.",
)
