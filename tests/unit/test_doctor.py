"""gradbook doctor: what it reports of machines that have more, or less, than this one."""

import importlib.metadata
import os
import sys
from pathlib import Path

import pytest

from gradbook import chapters, cli, doctor

CHAPTER = """---
kernelspec: {display_name: Python 3, language: python, name: python3}
chapter:
  frameworks: [%s]
  prerequisites: []
  data: [%s]
---

# Title

  frameworks: [not in the front matter]
"""


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of chapters on a machine without data sets and without GPU."""
    monkeypatch.setenv("GRADBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GRADBOOK_DATA", raising=False)
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    monkeypatch.setattr(chapters, "folder", lambda: tmp_path)
    return tmp_path


def write(texts: Path, frameworks: str, data: str = "") -> Path:
    path = texts / "05-example.md"
    path.write_text(CHAPTER % (frameworks, data), encoding="utf-8")
    return path


def install(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Pretend that these packages are installed, and no others."""
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: name in packages or None)


def nvidia_smi(texts: Path, script: str) -> None:
    """Put a program of that name where it is found."""
    program = texts / "programs" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_every_section_is_printed(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(texts, "numpy")
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    for line in (
        f"  Python {sys.version.split()[0]} (the book needs ",
        "  numpy          " + importlib.metadata.version("numpy"),
        "  none that nvidia-smi lists; every chapter runs on the CPU",
        "  mnist             not here",
        "  mirror (GRADBOOK_DATA is not set)",
        f"  cache  {texts / 'cache'} (",
        "  05-example         runs\n",
    ):
        assert line in said


def test_nothing_heavy_is_imported(texts: Path) -> None:
    write(texts, "keras, torch")
    program = (
        "import sys; from gradbook import cli; cli.main(['doctor'])\n"
        "sys.exit(bool({'torch', 'tensorflow', 'keras', 'sklearn'} & set(sys.modules)))"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", program]) == 0


def test_a_missing_package_comes_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor.importlib.metadata,
        "requires",
        lambda name: ["numpy>=2", 'no-such-package[extra]>=1.5; extra == "torch"'],
    )
    assert doctor.packages() == [
        f"numpy          {importlib.metadata.version('numpy')}",
        "no-such-package missing: python -m pip install 'no-such-package[extra]>=1.5'",
    ]


def test_frameworks_say_what_they_compute_on(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nvidia_smi(texts, "echo NVIDIA H100 PCIe")
    install(monkeypatch, "torch")
    (texts / "torch.py").write_text(
        "class cuda:\n"
        "    is_available = staticmethod(lambda: True)\n"
        "    get_device_name = staticmethod(lambda: 'NVIDIA H100 PCIe')\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(texts))
    assert doctor.gpus() == ["NVIDIA H100 PCIe", "torch          NVIDIA H100 PCIe"]


def test_a_framework_that_breaks_is_reported(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nvidia_smi(texts, "echo NVIDIA H100 PCIe")
    install(monkeypatch, "torch")
    (texts / "torch.py").write_text("raise ImportError('libcudart.so is missing')\n")
    monkeypatch.setenv("PYTHONPATH", str(texts))
    assert doctor.gpus() == ["NVIDIA H100 PCIe", "torch          cannot be imported"]


def test_a_driver_without_a_gpu_is_no_gpu(texts: Path) -> None:
    nvidia_smi(texts, "echo No devices were found >&2; exit 6")
    assert doctor.gpus() == ["none that nvidia-smi lists; every chapter runs on the CPU"]


@pytest.mark.parametrize(
    ("frameworks", "installed", "verdict"),
    [
        ("numpy", ["numpy"], "runs"),
        ("keras", ["keras", "tensorflow", "torch"], "runs"),
        ("keras", ["keras", "torch"], "runs, with KERAS_BACKEND=torch"),
        ("keras", ["keras"], "needs tensorflow"),
        ("keras", [], "needs keras and tensorflow"),
        ("numpy, torch", ["numpy"], "needs torch"),
    ],
)
def test_a_chapter_runs_where_its_frameworks_are(
    texts: Path,
    monkeypatch: pytest.MonkeyPatch,
    frameworks: str,
    installed: list[str],
    verdict: str,
) -> None:
    install(monkeypatch, *installed)
    assert doctor.chapter(write(texts, frameworks)) == f"05-example         {verdict}"


def test_the_chosen_backend_counts(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, "keras", "tensorflow")
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert doctor.chapter(write(texts, "keras")) == "05-example         needs jax"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        ("mnist", "fetches mnist; without network: 1,797 digits of scikit-learn"),
        ("cifar-10, multi30k", "runs, fetches cifar-10, fetches multi30k"),
        ("minst", "There is no data set 'minst'"),
    ],
)
def test_a_chapter_says_what_data_it_will_use(texts: Path, data: str, note: str) -> None:
    assert note in doctor.chapter(write(texts, "numpy", data))


def test_a_wrong_mirror_is_reported(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADBOOK_DATA", "/no/such/folder")
    problem = "GRADBOOK_DATA names /no/such/folder, which is no folder. Correct or unset it."
    assert doctor.data_sets() == [problem]
    path = write(texts, "numpy", "mnist")
    assert doctor.chapter(path) == f"05-example         does not run: {problem}"


def test_every_chapter_of_the_book_is_understood() -> None:
    for path in chapters.paths():
        assert doctor.front_matter(path)["frameworks"], path
        assert " runs" in doctor.chapter(path) or " needs " in doctor.chapter(path)
