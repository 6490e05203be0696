"""The data sets themselves: registered in full, read right, with an honest fall-back."""

import gzip
import hashlib
import os
import pickle
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gradbook import data
from gradbook.data.registry import File

NOWHERE = ("http://127.0.0.1:9/",)
"""An address at which nothing listens: the port of the discard service."""

DIGITS = "67be398313a8e9b9184e49410cbb630c83a32a6dc842de8efe7fefb55cfb9372"
"""sha256 of the fall-back's images and labels."""

Registers = Callable[[str, dict[str, bytes]], None]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no mirror, and no network."""
    monkeypatch.setenv("GRADBOOK_CACHE", str(tmp_path))
    monkeypatch.delenv("GRADBOOK_DATA", raising=False)
    for name, known in data.DATASETS.items():
        monkeypatch.setitem(data.DATASETS, name, replace(known, addresses=NOWHERE))
    return tmp_path


@pytest.fixture
def register(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Registers:
    """Put files of our own into the cache, as the files of a data set."""

    def put(name: str, files: dict[str, bytes]) -> None:
        known = data.DATASETS[name]
        entries = []
        (cache / known.folder).mkdir()
        for file, content in files.items():
            (cache / known.folder / file).write_bytes(content)
            entries.append(File(file, f"sha256:{hashlib.sha256(content).hexdigest()}"))
        monkeypatch.setitem(data.DATASETS, name, replace(known, files=tuple(entries)))

    return put


def idx(values: NDArray[np.uint8]) -> bytes:
    lengths = np.asarray(values.shape, ">u4").tobytes()
    return gzip.compress(bytes([0, 0, 8, values.ndim]) + lengths + values.tobytes())


# The registry


@pytest.mark.parametrize("known", data.DATASETS.values(), ids=list(data.DATASETS))
def test_a_data_set_is_registered_in_full(known: data.Dataset) -> None:
    assert data.dataset(known.name) is known
    assert known.title
    assert known.terms
    assert len(known.addresses) >= 2
    assert all(re.fullmatch(r"https://\S+/", address) for address in known.addresses)
    for file in known.files:
        assert file.lines or re.fullmatch(r"sha256:\w{64}|md5:\w{32}", file.checksum)


def test_an_unknown_data_set_is_an_error_that_names_the_known() -> None:
    with pytest.raises(data.DataError, match=r"no data set 'minst'\. Data sets: mnist, "):
        data.fetch("minst")


# MNIST


def test_mnist_is_read(register: Registers) -> None:
    rng = np.random.default_rng(0)
    train, test = rng.integers(256, size=(3, 28, 28)), rng.integers(256, size=(2, 28, 28))
    files = {
        "train-images-idx3-ubyte.gz": idx(train.astype(np.uint8)),
        "train-labels-idx1-ubyte.gz": idx(np.array([5, 0, 4], np.uint8)),
        "t10k-images-idx3-ubyte.gz": idx(test.astype(np.uint8)),
        "t10k-labels-idx1-ubyte.gz": idx(np.array([7, 2], np.uint8)),
    }
    register("mnist", files)
    assert data.is_available("mnist")
    mnist = data.mnist()
    assert np.array_equal(mnist.train_images, train)
    assert np.array_equal(mnist.test_images, test)
    assert mnist.train_labels.tolist() == [5, 0, 4]
    assert mnist.test_labels.tolist() == [7, 2]
    assert mnist.real
    assert mnist.name == "MNIST"
    mnist.train_images[0] = 0  # readers may change what they got


def test_without_network_digits_stand_in_with_a_notice(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not data.is_available("mnist")
    assert data.has_fallback("mnist")
    digits = data.mnist()
    said = capsys.readouterr().out
    assert said.startswith("NOTICE: mnist is not on this machine")
    assert "Used instead: 1,797 digits of scikit-learn" in said
    assert not digits.real
    assert "scikit-learn" in digits.name
    assert digits.train_images.shape == (1297, 28, 28)
    assert digits.train_labels.shape == (1297,)
    assert np.bincount(digits.test_labels).tolist() == [50] * 10
    for values in digits[:4]:
        assert isinstance(values, np.ndarray)
        assert values.dtype == np.uint8
    assert digits.train_images.max() == 255
    assert list(cache.iterdir()) == []


def test_the_digits_are_the_same_everywhere(cache: Path) -> None:
    digits = data.mnist()
    content = b"".join(np.ascontiguousarray(values).tobytes() for values in digits[:4])
    assert hashlib.sha256(content).hexdigest() == DIGITS


def test_a_damaged_mirror_is_never_replaced_by_the_fall_back(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADBOOK_DATA", str(tmp_path / "mirror"))
    images = tmp_path / "mirror" / "mnist" / "train-images-idx3-ubyte.gz"
    images.parent.mkdir(parents=True)
    images.write_bytes(b"damaged")
    assert not data.is_available("mnist")
    with pytest.raises(data.DataError, match=re.escape(f"{images} is damaged")):
        data.mnist()


def count_shared(images: data.Images) -> tuple[int, int, int]:
    """Duplicates in the training set, in the test set, and images in both."""
    train, test = (
        [image.tobytes() for image in split] for split in (images.train_images, images.test_images)
    )
    return (
        len(train) - len(set(train)),
        len(test) - len(set(test)),
        len(set(train) & set(test)),
    )


def test_no_digit_of_the_fall_back_occurs_twice(cache: Path) -> None:
    assert count_shared(data.mnist()) == (0, 0, 0)


@pytest.fixture
def real() -> Callable[[str], None]:
    """Skip where a data set is not on this machine."""

    def need(name: str) -> None:
        if not data.is_available(name):
            pytest.skip(f"{name} is not on this machine: see gradbook data list")

    return need


def test_no_image_of_mnist_occurs_twice(real: Callable[[str], None]) -> None:
    real("mnist")
    mnist = data.mnist()
    assert mnist.train_images.shape == (60000, 28, 28)
    assert mnist.test_images.shape == (10000, 28, 28)
    assert count_shared(mnist) == (0, 0, 0)


@pytest.mark.parametrize("name", ["tiny-shakespeare", "cmn-eng", "multi30k", "headlines"])
def test_real_files_are_right(name: str, real: Callable[[str], None]) -> None:
    real(name)
    assert all(path.stat().st_size > 0 for path in data.fetch(name).values())


@pytest.mark.parametrize(
    ("name", "file", "lines"),
    [("cmn-eng", "cmn.txt", 29155), ("headlines", "train.txt", 33590)],
)
def test_the_form_fits_the_real_file(
    name: str, file: str, lines: int, real: Callable[[str], None]
) -> None:
    real(name)
    (form,) = [known.lines for known in data.dataset(name).files if known.name == file]
    assert form
    path = data.fetch(name)[file]
    assert form._replace(at_least=lines).problem(path) == ""
    assert "found" in form._replace(at_least=200_000).problem(path)


# Tiny Shakespeare


def test_tiny_shakespeare_is_read(register: Registers) -> None:
    register("tiny-shakespeare", {"input.txt": b"First Citizen:\nSpeak, speak.\n"})
    text = data.tiny_shakespeare()
    assert text == ("First Citizen:\nSpeak, speak.\n", "tiny Shakespeare", True)


def test_without_network_the_language_reference_stands_in_with_a_notice(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data.has_fallback("tiny-shakespeare")
    text = data.tiny_shakespeare()
    said = capsys.readouterr().out
    assert said.startswith("NOTICE: tiny-shakespeare is not on this machine")
    assert "Used instead: the Python language reference" in said
    assert not text.real
    assert "Python language reference" in text.name
    assert len(text.text) > 300_000
    assert 'The "assert" statement' in text.text
    assert data.tiny_shakespeare() == text
    assert list(cache.iterdir()) == []


def test_a_damaged_text_is_never_replaced_by_the_fall_back(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADBOOK_DATA", str(tmp_path / "mirror"))
    file = tmp_path / "mirror" / "tiny-shakespeare" / "input.txt"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"First Citi")
    with pytest.raises(data.DataError, match=re.escape(f"{file} is damaged")):
        data.tiny_shakespeare()


def test_the_real_tiny_shakespeare_is_read(real: Callable[[str], None]) -> None:
    real("tiny-shakespeare")
    text = data.tiny_shakespeare().text
    assert text.startswith("First Citizen:\n")
    assert (len(text), len(set(text))) == (1_115_394, 65)


# CIFAR-10


def as_then(pickled: bytes) -> bytes:
    """A pickle that names NumPy's modules as they were named when CIFAR-10 was written."""
    return pickled.replace(b"cnumpy._core.multiarray\n", b"cnumpy.core.multiarray\n")


def batch(rows: NDArray[np.uint8], labels: list[int]) -> bytes:
    return as_then(pickle.dumps({b"data": rows, b"labels": labels}, protocol=3))


def test_cifar10_is_read(register: Registers) -> None:
    rows = np.zeros((2, 3072), np.uint8)
    rows[0, 1] = 200  # red, first row, second column
    rows[1, 2 * 1024 + 32] = 100  # blue, second row, first column
    files = {f"data_batch_{number}": batch(rows, [3, number]) for number in range(1, 6)}
    register("cifar-10", files | {"test_batch": batch(rows, [6, 9])})
    cifar10 = data.cifar10()
    assert cifar10.train_images.shape == (10, 32, 32, 3)
    assert cifar10.train_images.dtype == cifar10.train_labels.dtype == np.uint8
    assert cifar10.test_images[0, 0, 1].tolist() == [200, 0, 0]
    assert cifar10.test_images[1, 1, 0].tolist() == [0, 0, 100]
    assert int(cifar10.test_images.sum()) == 300
    assert cifar10.train_labels.tolist() == [3, 1, 3, 2, 3, 3, 3, 4, 3, 5]
    assert cifar10.test_labels.tolist() == [6, 9]


def test_cifar10_without_network_is_an_error(cache: Path) -> None:
    assert not data.has_fallback("cifar-10")
    with pytest.raises(data.UnreachableError, match="holds cifar-10-batches-py/"):
        data.cifar10()


def test_the_real_cifar10_is_read(real: Callable[[str], None]) -> None:
    real("cifar-10")
    cifar10 = data.cifar10()
    assert cifar10.train_images.shape == (50000, 32, 32, 3)
    assert np.bincount(cifar10.train_labels).tolist() == [5000] * 10
    assert np.bincount(cifar10.test_labels).tolist() == [1000] * 10


class Runs:
    """Runs a command when it is unpickled by the usual means."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("hidden", [False, True], ids=["plain", "inside an array"])
def test_nothing_in_a_pickle_is_executed(
    tmp_path: Path, register: Registers, protocol: int, hidden: bool
) -> None:
    witness = tmp_path / "executed"
    trap = Runs(os.mkdir, str(witness))
    held = np.array([trap], dtype=object) if hidden else trap
    content = as_then(pickle.dumps({b"data": held, b"labels": []}, protocol=protocol))
    files = dict.fromkeys([f"data_batch_{number}" for number in range(1, 6)], content)
    register("cifar-10", files | {"test_batch": content})
    with pytest.raises(data.DataError, match="is not a batch of CIFAR-10: it asks for "):
        data.cifar10()
    assert not witness.exists()
    pickle.loads(pickle.dumps(trap, protocol=protocol))
    assert witness.exists()  # the trap does go off where it is unpickled freely


@pytest.mark.parametrize("function", [eval, np.load, np.frombuffer, pickle.loads, open])
def test_no_other_function_is_admitted(tmp_path: Path, function: Callable[..., object]) -> None:
    path = tmp_path / "batch"
    path.write_bytes(pickle.dumps(Runs(function, b"")))
    with pytest.raises(data.DataError, match=f"it asks for .*{function.__name__}"):
        data._read_pickle(path)


# Multi30k


def captions(**splits: tuple[str, str]) -> dict[str, bytes]:
    return {
        f"{split}.{language}.gz": gzip.compress(text.encode())
        for split, texts in splits.items()
        for language, text in zip(("de", "en"), texts, strict=True)
    }


def test_multi30k_is_read(register: Registers) -> None:
    files = captions(
        train=("Ein Hund. \nÄpfel\u2028 und Birnen.\n", "A dog.\nApples and pears.\n"),
        val=("Zwei Männer.\n", "Two men.\n"),
        test_2016_flickr=("Eine Frau.\n", "A woman.\n"),
    )
    register("multi30k", files)
    multi30k = data.multi30k()
    assert multi30k.train == [
        ("Ein Hund.", "A dog."),
        ("Äpfel\u2028 und Birnen.", "Apples and pears."),
    ]
    assert multi30k.validation == [("Zwei Männer.", "Two men.")]
    assert multi30k.test == [("Eine Frau.", "A woman.")]


def test_sentences_without_a_partner_are_an_error(register: Registers) -> None:
    one, two = ("Eins.\n", "One.\n"), ("Eins.\nZwei.\n", "One.\n")
    register("multi30k", captions(train=one, val=two, test_2016_flickr=one))
    with pytest.raises(data.DataError, match="val of multi30k has 2 German and 1 English"):
        data.multi30k()


def test_the_real_multi30k_is_read(real: Callable[[str], None]) -> None:
    real("multi30k")
    multi30k = data.multi30k()
    assert [len(pairs) for pairs in multi30k] == [29_000, 1_014, 1_000]
    train = multi30k.train
    assert train[0][1] == "Two young, White males are outside near many bushes."
    assert all(sentence and sentence == sentence.strip() for pair in train for sentence in pair)
    both, german, english = (
        len(set(sentences)) for sentences in (train, *zip(*train, strict=True))
    )
    assert (29_000 - both, 29_000 - german, 29_000 - english) == (3, 25, 9)
    for side, shared in ((slice(2), 0), (0, 1), (1, 1)):
        known, validation, test = ({pair[side] for pair in pairs} for pairs in multi30k)
        assert (len(known & validation), len(known & test), len(validation & test)) == (
            shared,
            0,
            0,
        )


# English-Chinese pairs


def test_english_chinese_is_read(register: Registers) -> None:
    lines = ["Hi.\t嗨。\tby A", "Hi.\t你好。\tby B", "Run!\t跑！\tby A", "Hi.\t嗨。\tby C"]
    register("cmn-eng", {"cmn.txt": "".join(f"{line}\n" for line in lines).encode()})
    assert data.english_chinese() == [("Hi.", "嗨。"), ("Hi.", "你好。"), ("Run!", "跑！")]


@pytest.mark.parametrize(
    ("load", "folder"), [(data.multi30k, "multi30k"), (data.english_chinese, "cmn-eng")]
)
def test_translations_without_network_are_an_error(
    cache: Path, load: Callable[[], object], folder: str
) -> None:
    with pytest.raises(data.UnreachableError, match=f"holds {folder}/"):
        load()


def test_the_real_english_chinese_is_read(real: Callable[[str], None]) -> None:
    real("cmn-eng")
    pairs = data.english_chinese()
    assert pairs[0] == ("Hi.", "嗨。")
    assert len(pairs) == len(set(pairs)) == 29_055
    for side, several, of_those in ((0, 1_256, 2_650), (1, 2_601, 6_113)):
        counts = Counter(pair[side] for pair in pairs)
        repeated = [count for count in counts.values() if count > 1]
        assert (len(repeated), sum(repeated)) == (several, of_those)
