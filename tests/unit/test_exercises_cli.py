"""The terminal commands, as a reader types them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gradbook.cli import main
from gradbook.exercises import get, ids, worker
from gradbook.exercises.state import store

ONE = get("01.2")
NAME = "exercise_01_2.py"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, empty, with a chapter that has a quiz elsewhere."""
    texts, work = tmp_path / "texts", tmp_path / "work"
    texts.mkdir()
    work.mkdir()
    block = ":::{quiz} 77.q%d\nWhich?\n\n- [ ] A\n  - no\n- [x] B\n  - yes\n:::\n"
    (texts / "77-test.md").write_text("# A test\n\n" + block % 1 + block % 2)
    monkeypatch.setattr("gradbook.chapters.folder", lambda: texts)
    monkeypatch.chdir(work)
    return work


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command and return exit status, output and error output."""

    def typed(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        return status, *capfd.readouterr()

    return typed


def solve(file: str = NAME) -> None:
    Path(file).write_text(f"{ONE.imports}\n\n\n{ONE.solution}")


def test_list_names_every_exercise(run: Run) -> None:
    status, output, _ = run("list")
    assert status == 0
    assert [line.split()[0] for line in output.splitlines()] == ids()
    assert "01.2   easy     15 min  A softplus that never overflows" in output


def test_start_then_check_then_solve(run: Run, folder: Path) -> None:
    status, output, _ = run("start", "01.2")
    assert (status, output.split(".")[0]) == (0, "Wrote exercise_01_2")
    text = Path(NAME).read_text()
    assert text.startswith(f"# {ONE.summary}\n#\n# The softplus")
    assert text.endswith(ONE.starter)

    status, output, _ = run("check", "01.2")
    assert (status, output) == (1, "open   01.2 not solved yet. First step: gradbook hint 01.2\n")

    Path(NAME).write_text(text.replace(ONE.starter, ONE.wrong[0].source))
    status, output, _ = run("check", "01.2", NAME)
    assert status == 1
    assert output.startswith("wrong  01.2 softplus([")
    assert ONE.wrong[0].diagnosis in output

    solve()
    status, output, _ = run("check", "01.2", NAME)
    assert status == 0
    assert output.startswith("right  01.2 softplus is right in all ")
    assert output.endswith("Start it with: gradbook start 01.3\n")
    assert [file.name for file in folder.iterdir()] == [NAME]  # no traces


def test_start_does_not_overwrite(run: Run) -> None:
    Path(NAME).write_text("mine")
    status, output, error = run("start", "01.2")
    assert (status, output) == (1, "")
    assert error == f"gradbook: {NAME} is there already; it was left as it is.\n"
    assert Path(NAME).read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["start", "01.22"], "There is no exercise '01.22'. Chapter 01 has 01.1 to 01."),
        (["start", "1"], "There is no exercise '1'. Chapter 01 has 01.1 to 01."),
        (["start", "x"], "There is no exercise 'x'."),
        (["start", "01.2", "no/such/folder/file.py"], "cannot be written: No such file"),
        (["check", "1.2"], "There is no exercise '1.2'. Did you mean 01.2"),
        (["check", "01.2"], "exercise_01_2.py is not here. To write it: gradbook start 01.2"),
        (["check", "01.2", "."], ". cannot be read: Is a directory"),
        (["hint", "77.1"], "There is no exercise '77.1'."),
        (["solution", "01.2"], "Try it once first: gradbook check 01.2 your_file.py"),
        (["quiz", "7"], "There is no quiz of chapter '7'. Did you mean 77?"),
        (["watch", "nowhere"], "nowhere is no folder."),
    ],
)
def test_what_cannot_be_done_is_one_line(run: Run, arguments: list[str], message: str) -> None:
    status, output, error = run(*arguments)
    assert (status, output) == (1, "")
    assert error.startswith("gradbook: ")
    assert message in error
    assert error.count("\n") == 1


ENDLESS = "try:\n    while True: pass\nexcept BaseException: pass\n" * 2 + "while True: pass\n"
SWALLOW = """
import signal
def softplus(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    while True:
        pass
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def softplus(:\n", f"{NAME}, line 1: invalid syntax."),
        ("\x00", "source code string cannot contain null bytes"),
        ("1 / 0", f"{NAME} raised ZeroDivisionError (division by zero) at `1 / 0` before"),
        ("import sys; sys.exit()", f"{NAME} called exit() at `import sys; sys.exit()` before"),
        ("import os; os._exit(0)", f"{NAME} ended the process of the check (exit status 0)."),
        ("import os; os.abort()", f"{NAME} ended the process of the check (exit status -6)."),
        ("raise KeyboardInterrupt", "raised KeyboardInterrupt at"),
        ("soft_plus = abs", f"{NAME} defines no function named softplus."),
        ("softplus = 3", "The check needs the function softplus itself"),
        ("def softplus(x):\n    raise KeyboardInterrupt", "ended the process of the check"),
        ("def softplus(x):\n    input()", "raised EOFError"),
        ("def softplus(x):\n    print(x)\n    return x", "It printed: [-1.09861229  1.09861229]"),
        (ENDLESS, f"{NAME} itself did not finish within 0.3 seconds."),
        (SWALLOW, f"{NAME} did not finish within 3.6 seconds."),
    ],
)
def test_whatever_a_file_does_is_answered(
    run: Run, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    if text is SWALLOW:
        monkeypatch.setattr(worker, "GRACE_SECONDS", 3.0)
    Path(NAME).write_text(text)
    short = ["--seconds", "0.3"] if text in (ENDLESS, SWALLOW) else []
    status, output, error = run("check", "01.2", NAME, *short)
    assert (status, error) == (1, "")
    assert output.startswith("wrong  01.2 ")
    assert message in output
    assert "Traceback" not in output


def test_processes_that_a_file_starts_end_with_the_check(run: Run, folder: Path) -> None:
    Path(NAME).write_text(
        "import subprocess, sys\n"
        "started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('pid', 'w').write(str(started.pid))\n"
        "def softplus(x): return None\n"
    )
    run("check", "01.2", NAME)
    pid = int(Path("pid").read_text())
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be collected."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return found.stdout.strip() not in ("", "Z", "Zs")


def test_hints_and_solution(run: Run) -> None:
    assert run("hint", "01.2")[1].startswith("Hint 1 of 3: ")
    assert run("hint", "01.2")[1].startswith("Hint 2 of 3: ")
    Path(NAME).write_text("")
    run("check", "01.2")
    assert run("solution", "01.2")[1] == ONE.solution


def test_progress_and_review(run: Run) -> None:
    assert "  open  01.2 A softplus" in run("progress")[1]
    assert run("review")[1] == "Nothing is due.\n"
    store().update("01.2", lambda item: item.succeed(datetime.now(UTC)))
    store().update("77.q1", lambda item: item.answer(True, datetime.now(UTC)))
    output = run("progress")[1]
    assert "  done  01.2 A softplus" in output
    assert "77 A test: 0 of 0 exercises, 1 of 2 questions, 0 due" in output
    long_ago = datetime.now(UTC) - timedelta(days=90)
    store().reset()
    store().update("01.2", lambda item: item.succeed(long_ago))
    store().update("77.q1", lambda item: item.answer(True, long_ago))
    output = run("progress")[1]
    assert "  due   01.2 A softplus" in output
    assert "1 of 2 questions, 1 due" in output
    output = run("review")[1]
    assert f"{ONE.summary}: gradbook start 01.2 exercise_01_2_again.py\n" in output
    assert "77 A test, 1 question: gradbook quiz 77\n" in output
    assert "Nothing" not in output


def test_reset_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    store().update("01.2", lambda item: item.succeed(datetime.now(UTC)))
    typed = iter(["no", "yes"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    assert run("reset")[:2] == (1, "Nothing was changed.\n")
    assert store().item("01.2").done
    assert run("reset")[:2] == (0, "All progress is forgotten.\n")
    assert store().items() == {}
    store().update("01.2", lambda item: item.succeed(datetime.now(UTC)))
    assert run("reset", "--yes")[0] == 0
    assert store().items() == {}


def test_reset_without_a_terminal_changes_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", raise_end)
    assert run("reset")[:2] == (1, "Nothing was changed.\n")


def raise_end(prompt: str) -> str:
    raise EOFError


def test_quiz_asks_until_it_is_answered(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["z", "b", ""])  # no option, right, skipped
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    status, output, _ = run("quiz", "77")
    assert status == 0
    for part in ("'Z' is no option", "77.q1: right.", "✓ B. B\n   yes\n", "1 of 2 right."):
        assert part in output
    assert store().item("77.q1").done
    assert "77.q2" not in store().items()


def test_quiz_ends_with_the_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", raise_end)
    status, output, _ = run("quiz", "77")
    assert status == 1
    assert output.endswith("Stopped.\n")


# --------------------------------------------------------------------------------------- watch


@pytest.fixture
def watch(folder: Path) -> Iterator[Callable[[str], str]]:
    """Start ``gradbook watch``; the function returns its output up to a text."""
    command = [sys.executable, "-m", "gradbook.cli", "watch", "--seconds", "5"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder
    ) as process:
        assert process.stdout is not None
        stream = process.stdout

        def read(until: str) -> str:
            lines = [""]
            while until not in lines[-1]:
                lines.append(stream.readline())
                assert lines[-1], f"ended without {until!r}: {lines}"
            return "".join(lines)

        try:
            yield read
            process.send_signal(signal.SIGINT)
            assert "Traceback" not in stream.read()
            assert process.wait(20) == 130
        finally:
            process.kill()


@pytest.mark.timeout(120)
def test_watch_checks_what_is_saved(watch: Callable[[str], str], folder: Path) -> None:
    watch("Ctrl-C ends.")
    (folder / "notes.py").write_text("not an exercise")
    (folder / "exercise_99_1.py").write_text("")
    assert "There is no exercise '99.1'" in watch("99.1")
    (folder / NAME).write_text(f"{ONE.imports}\n\n\n{ONE.starter}")
    assert "open   01.2" in watch("01.2")
    solve(str(folder / "new"))
    os.replace(folder / "new", folder / NAME)  # as editors save
    assert "gradbook start 01.3" in watch("gradbook start")
    (folder / "exercise_01_2_again.py").write_text(ONE.imports + "\n" + ONE.wrong[0].source)
    assert ONE.wrong[0].diagnosis in watch("wrong  01.2")
    (folder / NAME).unlink()
