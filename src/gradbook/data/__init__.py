"""Data sets: one function each, which returns arrays of documented shapes and types.

Files are looked for in the folder that ``GRADBOOK_DATA`` names (a local mirror with the official
file names), then in the cache (``GRADBOOK_CACHE`` moves it), then at the official address and its
mirrors. MNIST and tiny Shakespeare have an embedded fall-back for machines without network access.
``gradbook data`` lists, fetches and verifies the data sets.
"""

import gzip
import pickle
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from gradbook.data import store
from gradbook.data.registry import DATASETS, Dataset
from gradbook.data.store import DataError, UnreachableError

__all__ = [
    "DATASETS",
    "DataError",
    "Images",
    "Pairs",
    "Text",
    "UnreachableError",
    "cifar10",
    "dataset",
    "english_chinese",
    "fetch",
    "has_fallback",
    "is_available",
    "mnist",
    "multi30k",
    "tiny_shakespeare",
]

_TEST_DIGITS = 50
"""How many images of each digit of the embedded fall-back are its test set."""


class Images(NamedTuple):
    """Labeled images, split into a training and a test set."""

    train_images: NDArray[np.uint8]
    """Shape (n, height, width) in gray or (n, height, width, 3) in color, 0 to 255."""
    train_labels: NDArray[np.uint8]
    """Shape (n,): the number of the class, from 0."""
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]
    name: str
    """What these images are."""
    real: bool
    """False where an embedded fall-back stands in for the data set that was asked for."""


class Text(NamedTuple):
    """A long text, to be split by position."""

    text: str
    name: str
    """What this text is."""
    real: bool
    """False where an embedded fall-back stands in for the data set that was asked for."""


class Pairs(NamedTuple):
    """Sentences with their translations, split into a training, a validation and a test set."""

    train: list[tuple[str, str]]
    """Each a sentence and its translation."""
    validation: list[tuple[str, str]]
    test: list[tuple[str, str]]


def dataset(name: str) -> Dataset:
    """What is known of a data set: its files, addresses and terms.

    Raises:
        DataError: there is no data set of this name.
    """
    if name not in DATASETS:
        raise DataError(f"There is no data set {name!r}. Data sets: {', '.join(DATASETS)}.")
    return DATASETS[name]


def fetch(name: str) -> dict[str, Path]:
    """Where each file of a data set lies on this machine, after downloading what is missing.

    Raises:
        DataError: it cannot be had, or there is no data set of this name.
    """
    return store.fetch(dataset(name))


def is_available(name: str) -> bool:
    """Whether mirror or cache hold a data set, complete and undamaged; asks no network.

    Raises:
        DataError: there is no data set of this name, or ``GRADBOOK_DATA`` names no folder.
    """
    chosen = dataset(name)
    copies = (store.find(chosen, file) for file in chosen.files)
    return all(copy is not None and not copy.problem for copy in copies)


def has_fallback(name: str) -> bool:
    """Whether something embedded stands in for a data set without network access.

    Raises:
        DataError: there is no data set of this name.
    """
    return bool(dataset(name).fallback)


def mnist() -> Images:
    """MNIST: handwritten digits in gray, 28x28, 60,000 to train with and 10,000 to test with.

    No image occurs twice, neither within a split nor in both.

    Without network access the digits of scikit-learn stand in, and a notice says so: 1,297 images
    to train with and 500 to test with, enlarged from 8x8. Numbers measured on them are not those
    of MNIST. The test set is the last 50 images of each digit. Here, too, no image occurs twice;
    which writer drew which image is not recorded, so some writers may be in both splits.

    Raises:
        DataError: files are damaged, or the cache cannot be used.
    """
    try:
        files = fetch("mnist")
    except UnreachableError as error:
        print(f"NOTICE: {error}\nUsed instead: {DATASETS['mnist'].fallback}.")
        return _digits()
    return Images(
        _read_idx(files["train-images-idx3-ubyte.gz"]),
        _read_idx(files["train-labels-idx1-ubyte.gz"]),
        _read_idx(files["t10k-images-idx3-ubyte.gz"]),
        _read_idx(files["t10k-labels-idx1-ubyte.gz"]),
        name="MNIST",
        real=True,
    )


def cifar10() -> Images:
    """CIFAR-10: color images of 10 classes, 32x32, 50,000 to train with and 10,000 to test with.

    Raises:
        DataError: it cannot be had, or a batch holds more than arrays and plain containers.
    """
    files = fetch("cifar-10")
    batches = [_read_pickle(files[f"data_batch_{number}"]) for number in range(1, 6)]
    test = _read_pickle(files["test_batch"])
    return Images(
        _color_images(np.concatenate([batch[b"data"] for batch in batches])),
        np.concatenate([np.asarray(batch[b"labels"], np.uint8) for batch in batches]),
        _color_images(test[b"data"]),
        np.asarray(test[b"labels"], np.uint8),
        name="CIFAR-10",
        real=True,
    )


def tiny_shakespeare() -> Text:
    """Tiny Shakespeare: 1,115,394 characters of plays, 65 of them different.

    Without network access the Python language reference that ships with Python stands in, and a
    notice says so: about half a million characters, sorted by topic. It differs a little from one
    version of Python to the next. Numbers measured on it are not those of tiny Shakespeare.

    Raises:
        DataError: the file is damaged, or the cache cannot be used.
    """
    try:
        file = fetch("tiny-shakespeare")["input.txt"]
    except UnreachableError as error:
        print(f"NOTICE: {error}\nUsed instead: {DATASETS['tiny-shakespeare'].fallback}.")
        from pydoc_data.topics import topics

        text = "\n".join(topics[name] for name in sorted(topics))
        return Text(text, "Python language reference (in place of tiny Shakespeare)", real=False)
    return Text(file.read_text("utf-8"), "tiny Shakespeare", real=True)


def multi30k() -> Pairs:
    """Multi30k (task 1): captions of images in German, each with its translation into English.

    29,000 pairs (German, English) to train with, 1,014 to validate with, and the 1,000 of the test
    set ``test_2016_flickr``. For research and education. Sentences are as they were published, but
    for white space at their ends, which 40 German ones have.

    No pair of one split is also in another. One sentence of the validation set, in each language,
    is also in the training set, with another translation; none of the test set is. Within the
    training set 3 pairs, 25 German and 9 English sentences repeat an earlier one.

    Raises:
        DataError: it cannot be had, or the two languages have different numbers of sentences.
    """
    files = fetch("multi30k")
    return Pairs(*(_read_pairs(files, split) for split in ("train", "val", "test_2016_flickr")))


def english_chinese() -> list[tuple[str, str]]:
    """Sentence pairs (English, Chinese) of Tatoeba in the file's order, roughly by length.

    CC BY 2.0 FR, which asks you to name tatoeba.org and, where you republish a sentence, its
    authors: they stand in the third column of the file, which is left out here.

    Of 29,155 lines 100 repeat an earlier pair and are left out, so 29,055 pairs remain. 1,256
    English sentences have more than one translation (2,650 pairs), and 2,601 Chinese sentences
    more than one source (6,113 pairs). A random split of pairs therefore puts sentences of the
    training set into the test set. The numbers are those of the known release.

    Nothing stands in for them here. Chapter 11 makes number words and numerals instead.

    Raises:
        DataError: it cannot be had.
    """
    lines = fetch("cmn-eng")["cmn.txt"].read_text("utf-8").removesuffix("\n").split("\n")
    columns = (line.split("\t") for line in lines)
    return list(dict.fromkeys((english, chinese) for english, chinese, _ in columns))


def _read_pairs(files: dict[str, Path], split: str) -> list[tuple[str, str]]:
    """The German and English sentences of one split of Multi30k."""
    german, english = (
        gzip.decompress(files[f"{split}.{language}.gz"].read_bytes())
        .decode("utf-8")
        .removesuffix("\n")
        .split("\n")
        for language in ("de", "en")
    )
    if len(german) != len(english):
        raise DataError(
            f"{split} of multi30k has {len(german)} German and {len(english)} English sentences, "
            "so they cannot be paired. Delete these files and fetch them again."
        )
    return [(de.strip(), en.strip()) for de, en in zip(german, english, strict=True)]


def _read_idx(path: Path) -> NDArray[np.uint8]:
    """An array of bytes in the idx format: number of axes, big-endian lengths, values."""
    content = gzip.decompress(path.read_bytes())
    axes = content[3]
    shape = np.frombuffer(content, ">u4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape).copy()


def _digits() -> Images:
    """scikit-learn's digits as 28x28 images; the last ones of each class are the test set.

    Each 8x8 image becomes 24x24 by repeating pixels, gets a border and is averaged over 3x3
    pixels, all in whole numbers, so that it is the same on every machine.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    small = digits.images.astype(np.int64)  # (1797, 8, 8), values 0 to 16
    padded = np.pad(small.repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (3, 3), (3, 3)))
    sums = sliding_window_view(padded, (3, 3), axis=(1, 2)).sum(axis=(3, 4))
    images = (sums * 255 // (9 * 16)).astype(np.uint8)
    labels = digits.target.astype(np.uint8)
    is_test = np.zeros(len(labels), dtype=bool)
    for digit in range(10):
        is_test[np.flatnonzero(labels == digit)[-_TEST_DIGITS:]] = True
    return Images(
        images[~is_test],
        labels[~is_test],
        images[is_test],
        labels[is_test],
        name="scikit-learn digits, enlarged (in place of MNIST)",
        real=False,
    )


def _color_images(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Images of shape (n, 32, 32, 3) from rows that hold all red, all green, all blue values."""
    return np.ascontiguousarray(rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))


_ADMITTED = {
    ("numpy.core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}
"""What a pickle of arrays and plain containers may ask for."""


class _ArrayUnpickler(pickle.Unpickler):
    """Reads NumPy arrays and plain containers, and refuses everything else that pickle can do."""

    def find_class(self, module: str, name: str) -> Any:
        """The class or function that a pickle asks for, where it is admitted."""
        if (module, name) not in _ADMITTED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return _ADMITTED[module, name]


def _read_pickle(path: Path) -> dict[bytes, Any]:
    """A batch of CIFAR-10: a dictionary of arrays, lists, strings and numbers.

    Raises:
        DataError: the pickle asks for anything else.
    """
    try:
        with path.open("rb") as stream:
            batch: dict[bytes, Any] = _ArrayUnpickler(stream, encoding="bytes").load()
    except pickle.UnpicklingError as error:
        raise DataError(f"{path} is not a batch of CIFAR-10: {error}. Delete it.") from None
    return batch
