r"""Three parts that keep the classes' shares

Write `stratified_split(labels, share, rng)`. `labels` has shape (n,), with n at least 1. The result
is three arrays of integers, indices into `labels`: for training, for validation and for testing.
Of every class, `share` times its count (rounded down) goes to validation, as many to testing, the
rest to training. Every index is in exactly one part. Which examples of a class go where is drawn
with `rng`, a `np.random.Generator`; the order inside the parts does not matter.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def stratified_split(
    labels: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices of the training, validation and test examples."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    labels: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices of the training, validation and test examples."""
    train, validation, test = [], [], []
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        held = int(share * len(members))
        validation.append(members[:held])
        test.append(members[held : 2 * held])
        train.append(members[2 * held :])
    return np.concatenate(train), np.concatenate(validation), np.concatenate(test)


def wrong_not_stratified(
    labels: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you drew from all examples at once, so a rare class may be missing in a part; draw from
    each class by itself.
    """
    members = rng.permutation(len(labels))
    held = int(share * len(members))
    return members[2 * held :], members[:held], members[held : 2 * held]


def wrong_empty_floats(
    labels: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """np.array of an empty list is an array of floats, which are no indices; add dtype=int."""
    train: list[int] = []
    validation: list[int] = []
    test: list[int] = []
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        held = int(share * len(members))
        validation.extend(members[:held])
        test.extend(members[held : 2 * held])
        train.extend(members[2 * held :])
    return np.array(train), np.array(validation), np.array(test)


def wrong_drawn_twice(
    labels: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """you drew validation and test examples independently, so some are in both."""
    train, validation, test = [], [], []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        held = int(share * len(members))
        validation.append(rng.choice(members, held, replace=False))
        test.append(rng.choice(members, held, replace=False))
        train.append(np.setdiff1d(members, np.concatenate([validation[-1], test[-1]])))
    return np.concatenate(train), np.concatenate(validation), np.concatenate(test)


def examine(labels: np.ndarray, share: float) -> "Callable[[Any], str]":
    """A test of a split of these labels, which says what is wrong with it."""

    def verify(parts: Any) -> str:
        seen: dict[int, str] = {}
        for name, part in zip(("training", "validation", "test"), parts, strict=True):
            for index in part.tolist():
                if not 0 <= index < len(labels):
                    return f"{index} is no index of {len(labels)} examples"
                if seen.get(index) == name:
                    return f"index {index} is twice in the {name} part"
                if index in seen:
                    return f"index {index} is in the {seen[index]} part and in the {name} part"
                seen[index] = name
        for name, part in zip(("training", "validation", "test"), parts, strict=True):
            for label in np.unique(labels):
                members = np.flatnonzero(labels == label)
                held = int(share * len(members))
                wanted = len(members) - 2 * held if name == "training" else held
                places = np.flatnonzero(np.isin(members, part))
                if len(places) != wanted:
                    return f"the {name} part has {len(places)} of class {label} instead of {wanted}"
                if name != "training" and held > 4 and np.ptp(np.diff(places)) == 0:
                    some = f"{places[0]}, {places[1]}, {places[2]} ..."
                    return f"the {name} part has examples {some} of class {label}, not random ones"
        return ""

    return verify


def cases() -> Iterator[Case]:
    """Two classes, ten of different size, classes too small to share."""
    for why, share, counts in [
        ("two classes", 0.25, [40, 23]),
        ("ten classes", 0.1, [50, 60, 70, 80, 90, 100, 110, 120, 130, 140]),
        ("a class of one example", 0.25, [32, 1]),
        ("one class", 0.25, [24]),
        ("a share of 0", 0.0, [8, 9]),
    ]:
        rng = np.random.default_rng(len(counts))
        labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
        yield case(labels, share, rng, why=why, verify=examine(labels, share))


EXERCISE = exercise(
    starter=stratified_split,
    solution=solution,
    wrong=[
        Slip(
            "not_shuffled",
            (
                "you took the first examples of every class, so whatever order the data came in "
                "decides; draw them with rng.permutation"
            ),
            {
                "= rng.permutation(np.flatnonzero(labels == label))": (
                    "= np.flatnonzero(labels == label)"
                )
            },
        ),
        wrong_not_stratified,
        Slip(
            "rounded",
            "you rounded up; the statement rounds down, as int does",
            {"= int(share *": "= round(share *"},
        ),
        wrong_empty_floats,
        Slip(
            "leak",
            "you left the validation and test examples in the training set",
            {"train.append(members[2 * held :])": "train.append(members)"},
        ),
        wrong_drawn_twice,
        Slip(
            "labels",
            "you returned the labels of the parts; return the indices of their examples",
            {
                (
                    "validation.append(members[:held])\n"
                    "        test.append(members[held : 2 * held])\n"
                    "        train.append(members[2 * held :])"
                ): (
                    "validation.append(labels[members[:held]])\n"
                    "        test.append(labels[members[held : 2 * held]])\n"
                    "        train.append(labels[members[2 * held :]])"
                )
            },
        ),
        Slip(
            "within_class",
            (
                "you returned positions within each class; np.flatnonzero(labels == label) "
                "gives the positions in labels"
            ),
            {
                "= rng.permutation(np.flatnonzero(labels == label))": (
                    "= rng.permutation(int(np.sum(labels == label)))"
                )
            },
        ),
    ],
    cases=cases,
    difficulty="medium",
    minutes=30,
    hints=[
        "Work class by class: `np.flatnonzero(labels == label)` gives the indices of one class.",
        "Shuffle them with `rng.permutation`, then cut: the first `held` go to validation, the "
        "next `held` to testing, the rest to training.",
        "Collect the pieces of all classes in three lists, and join each by `np.concatenate`.",
    ],
    afterwards="sklearn's train_test_split does this with stratify=labels; call it twice.",
)
