"""The data sets of the book: their files, checksums, addresses and terms.

A mirror folder (``GRADBOOK_DATA``) and the cache are laid out alike, with the official file names:
``mnist/train-images-idx3-ubyte.gz``, ``cifar-10-batches-py/data_batch_1`` and so on. A cache that
was filled on one machine therefore serves as the mirror of another.

Every file is recognized by its checksum, with two exceptions, which are recognized by their form
(``Lines``) instead; this finds a file that was cut short or replaced, not a changed word:

- ``cmn-eng/cmn.txt`` is released anew from time to time. One release is known by its checksum;
  any other must consist of English, Chinese and attribution in every line.
- ``headlines/train.txt`` has no published checksum. Its address names one commit, and its 180,000
  lines must each be a title and the number of a class. A mirror may hold ``train_subset.txt``,
  33,590 of these lines, instead. 36 of its titles are also in ``dev.txt``, 33 in ``test.txt`` and
  8 in both, so a loader has to remove them.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Lines(NamedTuple):
    """The form of a text whose checksum is not known."""

    pattern: str
    """Regular expression of every line."""
    at_least: int
    """Number of lines."""

    def problem(self, path: Path) -> str:
        """What is wrong with a text of this form; an empty string where nothing is."""
        try:
            lines = path.read_text("utf-8").removesuffix("\n").split("\n")
        except UnicodeDecodeError:
            return "it is not text in UTF-8"
        for number, line in enumerate(lines, start=1):
            if not re.fullmatch(self.pattern, line):
                return f"line {number} does not have the form of this data set"
        if len(lines) < self.at_least:
            return f"expected at least {self.at_least} lines, found {len(lines)}"
        return ""


@dataclass(frozen=True)
class File:
    """One file of a data set, and how to recognize it."""

    name: str
    checksum: str = ""
    """``sha256:...`` or ``md5:...``."""
    lines: Lines | None = None
    """The form that is accepted where the checksum is another one, or none is known."""
    stand_in: "File | None" = None
    """The file that a mirror may hold instead."""

    def problem(self, path: Path) -> str:
        """What is wrong with a copy of this file; an empty string where nothing is."""
        algorithm, _, expected = self.checksum.partition(":")
        try:
            if self.checksum:
                with path.open("rb") as stream:
                    found = hashlib.file_digest(
                        stream, lambda: hashlib.new(algorithm, usedforsecurity=False)
                    ).hexdigest()
                if found == expected:
                    return ""
                if self.lines is None:
                    return f"expected {algorithm} {expected}, found {found}"
            return self.lines.problem(path) if self.lines else ""
        except OSError as error:
            return f"it cannot be read ({error.strerror})"


@dataclass(frozen=True)
class Dataset:
    """A data set and where it comes from."""

    name: str
    title: str
    terms: str
    megabytes: int
    """Disk space that fetching needs."""
    folder: str
    """Folder in the cache and in a mirror."""
    files: tuple[File, ...]
    addresses: tuple[str, ...]
    """What stands before a file's name in its address: the official place first, then mirrors."""
    archive: File | None = None
    """The file that is downloaded and holds the others, where they do not come one by one."""
    fallback: str = ""
    """What is used without network access; an empty string where nothing is."""


def _github(repository: str, commit: str, folder: str) -> tuple[str, str]:
    """The addresses of a folder in one commit: GitHub, and a network that copies GitHub."""
    return (
        f"https://raw.githubusercontent.com/{repository}/{commit}/{folder}/",
        f"https://cdn.jsdelivr.net/gh/{repository}@{commit}/{folder}/",
    )


_MNIST = Dataset(
    name="mnist",
    title="70,000 handwritten digits, 28x28, gray",
    terms="CC BY-SA 3.0",
    megabytes=12,
    folder="mnist",
    files=(
        File(
            "train-images-idx3-ubyte.gz",
            "sha256:440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        File(
            "train-labels-idx1-ubyte.gz",
            "sha256:3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        File(
            "t10k-images-idx3-ubyte.gz",
            "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        File(
            "t10k-labels-idx1-ubyte.gz",
            "sha256:f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    addresses=(
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ),
    fallback="1,797 digits of scikit-learn, enlarged to 28x28",
)

_CIFAR_10 = Dataset(
    name="cifar-10",
    title="60,000 color images of 10 classes, 32x32",
    terms="none stated: cite the report, do not redistribute",
    megabytes=360,
    folder="cifar-10-batches-py",
    files=(
        File("data_batch_1", "md5:c99cafc152244af753f735de768cd75f"),
        File("data_batch_2", "md5:d4bba439e000b95fd0a9bffe97cbabec"),
        File("data_batch_3", "md5:54ebc095f3ab1f0389bbae665268c751"),
        File("data_batch_4", "md5:634d18415352ddfa80567beed471001a"),
        File("data_batch_5", "md5:482c414d41f54cd18b22e5b47cb7c3cb"),
        File("test_batch", "md5:40351d587109b95175f43aff81a1287e"),
        File("batches.meta", "md5:5ff9c542aee3614f3951f8cda6e48888"),
    ),
    addresses=("https://www.cs.toronto.edu/~kriz/", "https://dataset.bj.bcebos.com/cifar/"),
    archive=File("cifar-10-python.tar.gz", "md5:c58f30108f718f92721af3b95e74349a"),
)

_TINY_SHAKESPEARE = Dataset(
    name="tiny-shakespeare",
    title="1,115,394 characters of Shakespeare's plays",
    terms="public domain",
    megabytes=2,
    folder="tiny-shakespeare",
    files=(
        File(
            "input.txt",
            "sha256:86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        ),
    ),
    addresses=_github(
        "karpathy/char-rnn", "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e", "data/tinyshakespeare"
    ),
    fallback="the Python language reference that ships with Python",
)

_CMN_ENG = Dataset(
    name="cmn-eng",
    title="about 29,000 English-Chinese sentence pairs of Tatoeba",
    terms="CC BY 2.0 FR: keep the attribution in the third column",
    megabytes=6,
    folder="cmn-eng",
    files=(
        File(
            "cmn.txt",
            "sha256:9da1af87e3e61650aa38595e60baef3a4e3a18ed239a7ef4a764c0a87c7ddeff",
            Lines(r"[^\t]+\t[^\t]+\t[^\t]*Attribution: tatoeba\.org #\d+ [^\t]*\)", 20_000),
        ),
    ),
    addresses=(
        "https://www.manythings.org/anki/",
        "https://web.archive.org/web/2024id_/https://www.manythings.org/anki/",
    ),
    archive=File("cmn-eng.zip"),
    fallback="number words and Chinese numerals, which chapter 11 makes",
)

_MULTI30K = Dataset(
    name="multi30k",
    title="31,014 image captions in English, German and French",
    terms="research and education",
    megabytes=3,
    folder="multi30k",
    files=(
        File(
            "train.en.gz",
            "sha256:d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f",
        ),
        File(
            "train.de.gz",
            "sha256:726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6",
        ),
        File(
            "train.fr.gz",
            "sha256:622e75069e9f4c577425c4f277116ce66e63a2401c0a2312d90073cb12379a3c",
        ),
        File(
            "val.en.gz",
            "sha256:14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28",
        ),
        File(
            "val.de.gz",
            "sha256:f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a",
        ),
        File(
            "val.fr.gz",
            "sha256:ca3106f1a72390591d25f6c45cb4cd39dec4cd3f123e099748a3ce5256c160e9",
        ),
        File(
            "test_2016_flickr.en.gz",
            "sha256:611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9",
        ),
        File(
            "test_2016_flickr.de.gz",
            "sha256:9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8",
        ),
        File(
            "test_2016_flickr.fr.gz",
            "sha256:6d326e188d259fb1d04ac19eae3af956559b3a0b93d7635e56c90987c40c8b90",
        ),
    ),
    addresses=_github(
        "multi30k/dataset", "a3d2e0d26b56f3846f66a952536ffed4e401d05a", "data/task1/raw"
    ),
)

_HEADLINES = Dataset(
    name="headlines",
    title="200,000 Chinese news titles of 10 classes",
    terms="research",
    megabytes=12,
    folder="headlines",
    files=(
        File(
            "class.txt",
            "sha256:005e8813ad639c219e5902dc84889202b4a717b4238497d26c3fbd5e43927a86",
        ),
        File(
            "dev.txt",
            "sha256:6ed73aa2c57ee1560c8f76570d48735c4b1c29ae4983fe3523d56e115813e175",
        ),
        File(
            "test.txt",
            "sha256:ebecc8c896635ad69730083ca7b81d37c42c9a5779bc05c9d2479d894e34f026",
        ),
        File(
            "train.txt",
            lines=Lines(r"[^\t]+\t\d", 180_000),
            stand_in=File(
                "train_subset.txt",
                "sha256:ae6ec85dfae39c60c2b0e8ae7fc2175325cdb52d0c36e1bc82b4fae263ab698a",
            ),
        ),
    ),
    addresses=_github(
        "649453932/Chinese-Text-Classification-Pytorch",
        "6cb26819af7b646275aff8a4693676f2849e67f6",
        "THUCNews/data",
    ),
)

DATASETS = {
    dataset.name: dataset
    for dataset in (_MNIST, _CIFAR_10, _TINY_SHAKESPEARE, _CMN_ENG, _MULTI30K, _HEADLINES)
}
"""Every data set, by name."""
