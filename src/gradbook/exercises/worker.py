"""Checks a file in a process of its own, which can be killed: nothing a file does stops the check.

The process started by ``judge_file`` runs this module: it executes the file, judges the function
it defines and writes the verdict as JSON.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from gradbook.exercises import catalog
from gradbook.exercises.judge import (
    Screen,
    TimeUpError,
    Verdict,
    describe_error,
    failing_line,
    judge,
    time_limit,
)
from gradbook.exercises.kit import Exercise

GRACE_SECONDS = 20.0
"""What the process may need beside the answer's own time: to start, and to import frameworks."""


def judge_file(exercise: Exercise, file: Path, seconds: float) -> Verdict:
    """Check the function that a file defines.

    Args:
        exercise: what to check against.
        file: a Python file.
        seconds: time limit for running the file, and again for all calls of its function.
    """
    limit = 2 * seconds + GRACE_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "verdict.json"
        command = [sys.executable, "-m", __name__, exercise.id, file, result, str(seconds)]
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            return Verdict("wrong", f"{file} did not finish within {limit:g} seconds.")
        finally:
            kill(process)
        try:
            return Verdict(**json.loads(result.read_text("utf-8")))
        except (FileNotFoundError, ValueError):
            how = f"exit status {process.returncode}"
            return Verdict("wrong", f"{file} ended the process of the check ({how}).")


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and, where the system can, all it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def verdict_on(exercise: Exercise, file: Path, seconds: float) -> Verdict:
    """Execute a file and judge the function of the exercise's name."""
    module = ModuleType("answer")
    module.__file__ = str(file)
    sys.modules["answer"] = module
    sys.path.insert(0, str(file.resolve().parent))
    screen = Screen()
    try:
        code = compile(file.read_bytes(), str(file), "exec")
    except SyntaxError as error:
        return Verdict("wrong", f"{file}, line {error.lineno}: {error.msg}.")
    except ValueError as error:  # a null byte
        return Verdict("wrong", f"{file} is no Python file: {error}.")
    try:
        with (
            contextlib.redirect_stdout(screen),
            contextlib.redirect_stderr(screen),
            time_limit(seconds),
        ):
            exec(code, module.__dict__)
    except TimeUpError:
        return Verdict("wrong", f"{file} itself did not finish within {seconds:g} seconds.")
    except BaseException as error:
        what = f"{describe_error(error)} at `{failing_line(error, str(file))}`"
        return Verdict("wrong", f"{file} {what} before the function could be checked.", screen.text)
    if exercise.function not in module.__dict__:
        return Verdict("wrong", f"{file} defines no function named {exercise.function}.")
    return judge(exercise, module.__dict__[exercise.function], seconds)


def main(id: str, file: str, result: str, seconds: str) -> None:
    """Judge and write the verdict, in one step."""
    verdict = verdict_on(catalog.get(id), Path(file), float(seconds))
    unfinished = Path(result).with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(verdict)), "utf-8")
    os.replace(unfinished, result)
    os._exit(0)  # threads that the file has started do not keep the verdict waiting


if __name__ == "__main__":
    main(*sys.argv[1:])
