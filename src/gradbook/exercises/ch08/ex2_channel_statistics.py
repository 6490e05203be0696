r"""One mean and one deviation a channel

Write `channel_statistics(images)`. `images` has shape (n, height, width, channels) and dtype
uint8. Return two arrays of shape (channels,) and dtype float64: for each channel the mean, and
the standard deviation (divide by the number of values, not by one less), over all pixels of all
images.

The computation must be exact to 1e-9 although the input is bytes.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def channel_statistics(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each channel, each of shape (channels,)."""
    raise NotImplementedError("Replace this line by your code.")


def solution(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each channel, each of shape (channels,)."""
    x = images.astype(np.float64)
    return x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2))


def wrong_all(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you mixed the channels: there is one mean for all; average over the axes 0, 1 and 2 only."""
    channels = images.shape[-1]
    x = images.astype(np.float64)
    return np.full(channels, x.mean()), np.full(channels, x.std())


def wrong_scalar(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you returned one number for all channels; one for each channel is asked for."""
    x = images.astype(np.float64)
    return x.mean(), x.std()


def wrong_mean_of_deviations(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """the mean is right, but you averaged the deviations of the images; images also differ in
    brightness, and that spread is missing.
    """
    x = images.astype(np.float64)
    return x.mean(axis=(0, 1, 2)), x.std(axis=(1, 2)).mean(axis=0)


def wrong_variance(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """the mean is right, but this is the variance; take its root."""
    x = images.astype(np.float64)
    return x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))


def wrong_one_less(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """the mean is right, but you divided the squares by one less than their number (ddof=1)."""
    x = images.astype(np.float64)
    return x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2), ddof=1)


def wrong_per_pixel(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you kept the pixels apart: average over height and width, too."""
    x = images.astype(np.float64)
    return x.mean(axis=0), x.std(axis=0)


def wrong_per_image(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you kept the images apart: average over the first axis, too."""
    x = images.astype(np.float64)
    return x.mean(axis=(1, 2)), x.std(axis=(1, 2))


def wrong_overflow(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you squared bytes, and a byte ends at 255: 16 squared is 0; convert to float64 first."""
    mean = images.mean(axis=(0, 1, 2))
    square = (images * images).mean(axis=(0, 1, 2))
    return mean, np.sqrt(np.abs(square - mean**2))


def wrong_float32(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """you returned float32; convert to float64 before you average."""
    x = images.astype(np.float32)
    return x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2))


def cases() -> Iterator[Case]:
    """Two images of one line by hand, then random ones."""
    images = np.array([[[[0, 10], [20, 10]]], [[[40, 30], [100, 30]]]], np.uint8)
    mean, std = np.array([40.0, 20.0]), np.array([np.sqrt(1400.0), 10.0])
    yield case(images, expected=(mean, std), why="two images of one line with two channels")
    rng = np.random.default_rng(0)
    yield case(rng.integers(256, size=(5, 4, 6, 3), dtype=np.uint8))
    bright = rng.integers(200, 256, size=(7, 8, 8, 3), dtype=np.uint8)
    yield case(bright, why="bright images")
    yield case(rng.integers(256, size=(3, 5, 5, 1), dtype=np.uint8), why="one channel")
    yield case(np.full((2, 3, 3, 3), 255, np.uint8), why="white images")


EXERCISE = exercise(
    starter=channel_statistics,
    solution=solution,
    wrong=[
        wrong_all,
        wrong_scalar,
        wrong_mean_of_deviations,
        wrong_variance,
        wrong_one_less,
        wrong_per_pixel,
        wrong_per_image,
        wrong_overflow,
        wrong_float32,
    ],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "A channel is what stays: every other axis is averaged over.",
        "`axis=` takes a tuple of axes.",
        "Convert with `astype(np.float64)` first; then `.mean(axis=(0, 1, 2))` and `.std(...)`.",
    ],
    afterwards="In float64, 50,000 images take over a gigabyte. What would you sum by batches?",
)
