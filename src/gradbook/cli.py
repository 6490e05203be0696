"""The ``gradbook`` command."""

import argparse
import os
import sys
from collections.abc import Sequence

from gradbook import doctor
from gradbook.data import DataError
from gradbook.data import commands as data_commands
from gradbook.exercises import cli as exercise_commands

MODULES = (exercise_commands, data_commands, doctor)
"""Each has ``add_commands``, whose parsers set ``run``: from the arguments to an exit status."""
ERRORS = (DataError, *exercise_commands.ERRORS)
"""What ends a command with one line instead of a traceback."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the ``gradbook`` command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="gradbook",
        description="Exercises, quizzes, reviews and data sets of the book Gradbook.",
    )
    subparsers = parser.add_subparsers(dest="command", required=True)
    for module in MODULES:
        module.add_commands(subparsers)
    chosen = parser.parse_args(arguments)
    try:
        status = int(chosen.run(chosen))
        sys.stdout.flush()
        return status
    except ERRORS as error:
        print(f"gradbook: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has gone, for example head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
