r"""Images in two sets

Write `shared_images(train, test)`. Both are arrays of images, of shape (n, height, width) and of
the same dtype. Return the indices into `test` of those images that are equal, in every pixel, to
at least one image of `train`: an array of integers, ascending. It must be fast enough for
thousands of images, so do not compare each with each: look bytes up in a set.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def shared_images(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Indices into test of images that train holds, too."""
    raise NotImplementedError("Replace this line by your code.")


def solution(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Indices into test of images that train holds, too."""
    seen = {image.tobytes() for image in train}
    return np.array([i for i, image in enumerate(test) if image.tobytes() in seen], dtype=int)


def wrong_same_place(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """you compared images at the same index only; a copy may stand anywhere in the other set."""
    n = min(len(train), len(test))
    return np.flatnonzero((train[:n] == test[:n]).all(axis=(1, 2)))


def wrong_train_indices(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """you returned indices into train; return indices into test."""
    seen = {image.tobytes() for image in test}
    return np.array([i for i, image in enumerate(train) if image.tobytes() in seen], dtype=int)


def wrong_sums(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """you compared the sums of the pixels, and different images can have the same sum; compare
    all bytes.
    """
    return np.flatnonzero(np.isin(test.sum(axis=(1, 2)), train.sum(axis=(1, 2))))


def wrong_once(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """you counted an image that is twice in test only once; every copy of it is leaked."""
    seen = {image.tobytes() for image in train}
    found = []
    for i, image in enumerate(test):
        if image.tobytes() in seen:
            seen.remove(image.tobytes())
            found.append(i)
    return np.array(found, dtype=int)


def wrong_floats(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """np.array of an empty list is an array of floats, which are no indices; add dtype=int."""
    seen = {image.tobytes() for image in train}
    return np.array([i for i, image in enumerate(test) if image.tobytes() in seen])


def cases() -> Iterator[Case]:
    """Three images by hand, equal sums, repeated copies, none."""
    zero, one = np.zeros((2, 2), np.uint8), np.eye(2, dtype=np.uint8)
    other = one[::-1].copy()
    first = np.stack([zero, one])
    yield case(first, np.stack([one, 3 * one, zero, 2 * one]), expected=np.array([0, 2]))
    same_sum = np.stack([other, one])
    yield case(first, same_sum, expected=np.array([1]), why="different images of equal sum")
    twice = np.stack([2 * one, one, one])
    yield case(first, twice, expected=np.array([1, 2]), why="an image twice in test")
    rng = np.random.default_rng(0)
    train = rng.integers(256, size=(2_000, 5, 5)).astype(np.uint8)
    test = rng.integers(256, size=(500, 5, 5)).astype(np.uint8)
    test[[3, 77, 499]] = train[[1_999, 0, 12]]
    yield case(train, test, expected=np.array([3, 77, 499]))
    yield case(train, test[:3], expected=np.array([], dtype=int), why="nothing is shared")


EXERCISE = exercise(
    starter=shared_images,
    solution=solution,
    wrong=[wrong_same_place, wrong_train_indices, wrong_sums, wrong_once, wrong_floats],
    cases=cases,
    difficulty="easy",
    minutes=10,
    hints=[
        "`image.tobytes()` is an object that a set can hold.",
        "Collect the bytes of all training images in a set, then go through the test images with "
        "`enumerate`. Build the result with `dtype=int`.",
    ],
    afterwards="Change one pixel of a copy by 1: it is not found any more. Carry origins along.",
)
