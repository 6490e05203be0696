"""The gradbook command: what it prints, its exit status, and one line for every error."""

import argparse
import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gradbook import cli, data
from gradbook.data.registry import File

CONTENT = b"First Citizen:\nBefore we proceed any further, hear me speak.\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without network, whose data sets are one small file and MNIST."""
    monkeypatch.setenv("GRADBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GRADBOOK_DATA", raising=False)
    checksum = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
    small = {"files": (File("input.txt", checksum),)}
    for name, known in list(data.DATASETS.items()):
        if name in ("mnist", "tiny-shakespeare"):
            changed = small if name != "mnist" else {}
            offline: Any = {"addresses": ("http://127.0.0.1:9/",), **changed}
            monkeypatch.setitem(data.DATASETS, name, replace(known, **offline))
        else:
            monkeypatch.delitem(data.DATASETS, name)
    return tmp_path / "cache"


@pytest.fixture
def text(cache: Path) -> Path:
    path = cache / "tiny-shakespeare" / "input.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return path


def test_list_shows_where_data_is(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "list"]) == 0
    said = capsys.readouterr().out
    assert "mnist             not here      12 MB  70,000 handwritten digits" in said
    assert "without network: 1,797 digits of scikit-learn" in said
    assert "tiny-shakespeare  in cache" in said
    assert "terms: public domain" in said
    assert f"cache:  {text.parents[1]}" in said


def test_list_takes_names(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "list", "tiny-shakespeare"]) == 0
    assert "mnist " not in capsys.readouterr().out


def test_a_damaged_file_is_listed(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text.write_bytes(b"")
    assert cli.main(["data", "list"]) == 0
    assert "tiny-shakespeare  damaged" in capsys.readouterr().out


def test_an_incomplete_set_is_listed(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = (File("a.txt", f"sha256:{hashlib.sha256(b'').hexdigest()}"), File("b.txt"))
    data.DATASETS["mnist"] = replace(data.DATASETS["mnist"], files=two)
    (cache / "mnist").mkdir(parents=True)
    (cache / "mnist" / "a.txt").touch()
    assert cli.main(["data", "list"]) == 0
    assert "mnist             1 of 2 files" in capsys.readouterr().out


def test_fetch_goes_on_after_an_error(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "fetch"]) == 1
    said = capsys.readouterr()
    assert said.out == "tiny-shakespeare: in cache\n"
    assert said.err.startswith("gradbook: mnist is not on this machine and cannot be fetched (")
    assert said.err.count("\n") == 1


def test_verify_says_what_is_right(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "verify"]) == 0
    assert capsys.readouterr().out == "mnist: not here\ntiny-shakespeare: in cache\n"


def test_verify_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "verify", "tiny-shakespeare"]) == 1
    said = capsys.readouterr().out
    assert "input.txt is missing: run gradbook data fetch tiny-shakespeare" in said


def test_verify_says_what_is_damaged(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text.write_bytes(CONTENT[:-1])
    assert cli.main(["data", "verify"]) == 1
    said = capsys.readouterr().out
    assert f"{text}: expected sha256 {hashlib.sha256(CONTENT).hexdigest()}, found " in said
    assert text.exists()


@pytest.mark.parametrize("action", ["list", "fetch", "verify"])
def test_an_unknown_name_is_one_line(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", action, "minst"]) == 1
    said = capsys.readouterr()
    assert said.err == (
        "gradbook: There is no data set 'minst'. Data sets: mnist, tiny-shakespeare.\n"
    )


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["dta"])
    assert "doctor" in capsys.readouterr().err


def test_an_interrupt_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(arguments: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("gradbook.data.commands._list", interrupt)
    assert cli.main(["data", "list"]) == 130
    assert capsys.readouterr().err == ""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed command, in a process of its own."""
    program = Path(sys.executable).with_name("gradbook")
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, env=os.environ | environment
    )


def test_the_installed_command_shows_no_traceback() -> None:
    done = run("data", "list", GRADBOOK_DATA="/no/such/folder")
    assert done.returncode == 1
    assert done.stderr == (
        "gradbook: GRADBOOK_DATA names /no/such/folder, which is no folder. Correct or unset it.\n"
    )


def test_a_reader_that_leaves_is_no_error_message() -> None:
    program = Path(sys.executable).with_name("gradbook")
    with subprocess.Popen(
        [program, "data", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode not in (0, -signal.SIGPIPE)
