"""``tools/setup.sh``: what it says where it cannot make the environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the script and a book that pins nothing."""
    for name in ("tools", "requirements"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "tools/setup.sh", tmp_path / "tools")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "requirements/book.txt").write_text("")
    return tmp_path


def setup(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    return subprocess.run(
        [checkout / "tools/setup.sh", "book"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_there_is_not_installed_again(checkout: Path) -> None:
    pins = checkout / "requirements/book.txt"
    first, second = setup(checkout), setup(checkout)
    assert first.returncode == second.returncode == 0, first.stderr
    assert "Making .venv with Python 3." in first.stdout
    assert second.stdout == ""

    pins.write_text("a-package-that-nobody-made==1.0\n")
    offline = setup(checkout, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert offline.returncode == 1
    assert "Check the network connection" in offline.stderr
    assert "run the same command again" in offline.stderr

    pins.write_text("# changed\n")
    third = setup(checkout)
    assert third.returncode == 0
    assert third.stdout.startswith("Installing requirements/book.txt")


def test_an_unsuitable_python_is_one_message(checkout: Path) -> None:
    old = checkout / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = setup(checkout, PYTHON=str(old))
    assert done.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("left", ["half made", "a python that is gone"])
def test_a_broken_environment_is_made_again(checkout: Path, left: str) -> None:
    programs = checkout / ".venv/bin"
    programs.mkdir(parents=True)
    if left == "a python that is gone":
        (programs / "python").symlink_to(checkout / "gone")
    else:  # cut off before pip came
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", programs.parent], check=True)
    done = setup(checkout)
    assert done.returncode == 0, done.stderr
    assert (programs / "python").exists()
