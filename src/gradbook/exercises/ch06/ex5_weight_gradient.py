r"""The gradient of a kernel

A convolution without padding computes

$$
Z_{irck'} = \sum_{u, v, k} X_{i,\,sr+u,\,sc+v,\,k}\; W_{uvkk'} .
$$

Write `kernel_gradient(x, delta, kernel, stride)`, which returns $\partial L / \partial W$. `x` has
shape (n, height, width, channels), `delta` $= \partial L / \partial Z$ has shape (n, rows, columns,
filters), the kernel is square with `kernel` pixels a side, and `stride` is $s$. The result has
shape (kernel, kernel, channels, filters). Pixels that no position of the kernel reaches count for
nothing.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def kernel_gradient(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """The gradient of the loss with respect to the kernels."""
    raise NotImplementedError("Replace this line by your code.")


def solution(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """The gradient of the loss with respect to the kernels."""
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + stride * rows : stride, v : v + stride * columns : stride]
            seen = seen[:, :rows, :columns]  # (n, rows, columns, channels)
            gradient[u, v] = np.einsum("irck,ircf->kf", seen, delta)
    return gradient


def wrong_mean(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """you divided by the number of images; delta is the gradient of the mean loss already."""
    n, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + stride * rows : stride, v : v + stride * columns : stride]
            gradient[u, v] = np.einsum("irck,ircf->kf", seen, delta) / n
    return gradient


def wrong_mean_positions(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """you averaged over the positions; a weight is used at all of them, so their parts add up."""
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + stride * rows : stride, v : v + stride * columns : stride]
            gradient[u, v] = np.einsum("irck,ircf->kf", seen, delta) / (rows * columns)
    return gradient


def wrong_flipped(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """your result is flipped; flipping belongs to the gradient of the input, not to this one."""
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + stride * rows : stride, v : v + stride * columns : stride]
            gradient[u, v] = np.einsum("irck,ircf->kf", seen, delta)
    return gradient[::-1, ::-1]


def wrong_no_stride(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """you left out the stride: position r looks at pixels from s times r on."""
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + rows, v : v + columns]
            gradient[u, v] = np.einsum("irck,ircf->kf", seen, delta)
    return gradient


def wrong_stride_inside(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """you multiplied the place within the kernel by the stride; the stride moves the kernel, and
    its pixels are neighbors.
    """
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    wide = np.pad(x, ((0, 0), (0, stride * kernel), (0, stride * kernel), (0, 0)))
    for u in range(kernel):
        for v in range(kernel):
            seen = wide[:, stride * u : stride * u + rows, stride * v : stride * v + columns]
            gradient[u, v] = np.einsum("irck,ircf->kf", seen, delta)
    return gradient


def wrong_axes_of_kernel(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """you exchanged the two axes of the kernel: the first belongs to the rows."""
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + stride * rows : stride, v : v + stride * columns : stride]
            gradient[v, u] = np.einsum("irck,ircf->kf", seen, delta)
    return gradient


def wrong_channels_last(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """channels and filters are exchanged in your result; it must have the shape of W."""
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, filters, x.shape[3]))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + stride * rows : stride, v : v + stride * columns : stride]
            gradient[u, v] = np.einsum("irck,ircf->fk", seen, delta)
    return gradient


def wrong_last_position(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """you kept the last position only; add up with += over all positions."""
    rows, columns = delta.shape[1:3]
    r, c = stride * (rows - 1), stride * (columns - 1)
    patch = x[:, r : r + kernel, c : c + kernel]
    return np.einsum("iuvk,if->uvkf", patch, delta[:, -1, -1])


def wrong_first_image(x: np.ndarray, delta: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    """you used one image of the batch; all images share the kernel, so add up over them."""
    _, rows, columns, filters = delta.shape
    gradient = np.zeros((kernel, kernel, x.shape[3], filters))
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + stride * rows : stride, v : v + stride * columns : stride]
            gradient[u, v] = np.einsum("irck,ircf->kf", seen[:1], delta[:1])
    return gradient


def cases() -> Iterator[Case]:
    """One channel by hand, then batches, strides and pixels that are left over."""
    x = np.arange(9.0).reshape(1, 3, 3, 1)
    delta = np.array([[1.0, 0.0], [0.0, 10.0]]).reshape(1, 2, 2, 1)
    expected = np.array([[40.0, 51.0], [73.0, 84.0]]).reshape(2, 2, 1, 1)
    yield case(x, delta, 2, 1, expected=expected, why="two positions count")
    rng = np.random.default_rng(0)
    x, delta = rng.normal(size=(3, 5, 6, 2)), rng.normal(size=(3, 3, 4, 4))
    yield case(x, delta, 3, 1, why="three images, two channels, four filters")
    x, delta = rng.normal(size=(2, 7, 9, 2)), rng.normal(size=(2, 3, 4, 3))
    yield case(x, delta, 3, 2, why="a stride of 2")
    x, delta = rng.normal(size=(2, 8, 6, 1)), rng.normal(size=(2, 3, 2, 2))
    yield case(x, delta, 2, 3, why="a stride of 3 that leaves pixels out")
    none = np.zeros((0, 5, 5, 1))
    yield case(none, np.zeros((0, 4, 4, 2)), 2, 1, why="an empty batch")


EXERCISE = exercise(
    starter=kernel_gradient,
    solution=solution,
    wrong=[
        wrong_mean,
        wrong_mean_positions,
        wrong_flipped,
        wrong_no_stride,
        wrong_stride_inside,
        wrong_axes_of_kernel,
        wrong_channels_last,
        wrong_last_position,
        wrong_first_image,
    ],
    cases=cases,
    difficulty="medium",
    minutes=30,
    hints=[
        "By which numbers is $W_{uvkk'}$ multiplied in the formula? By $X_{i, sr+u, sc+v, k}$, "
        "once for each image and each position.",
        "So its gradient is the sum of $X_{i, sr+u, sc+v, k}\\, \\delta_{irck'}$ over $i$, $r$ "
        "and $c$.",
        "For fixed $u$ and $v$, the pixels needed are a slice of `x` that starts at `u` and `v` "
        "and has the step `stride`. Then sum over the first three axes.",
    ],
    afterwards="As a matrix product this is patches.T @ delta, the rule of a dense layer.",
)
