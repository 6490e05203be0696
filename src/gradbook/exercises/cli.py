"""The terminal's side of the exercises: list, start, check, watch, progress and the others."""

import argparse
import contextlib
import re
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gradbook import chapters, quiz
from gradbook.exercises import catalog
from gradbook.exercises import notebook as steps
from gradbook.exercises.catalog import UnknownError
from gradbook.exercises.judge import SECONDS
from gradbook.exercises.kit import Exercise
from gradbook.exercises.state import Item, store
from gradbook.exercises.worker import judge_file

POLL_SECONDS = 0.5


class CommandError(Exception):
    """A command cannot do what it was asked; one line for the reader."""


ERRORS = (CommandError, UnknownError, quiz.QuizError)
"""What ends one of these commands with one line instead of a traceback."""


def add_commands(subparsers: Any) -> None:
    """Add the commands of exercises and quizzes to the ``gradbook`` command."""

    def add(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = subparsers.add_parser(
            name, help=text, description=f"{name}: {text}."
        )
        parser.set_defaults(run=run)
        return parser

    def add_id(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="the exercise, for example 01.2")

    def add_seconds(parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--seconds", type=float, default=SECONDS, help="time limit (default: %(default)g)"
        )

    add("list", _list, "all exercises with difficulty and minutes")
    start = add("start", _start, "write the starter file of an exercise")
    add_id(start)
    start.add_argument("file", nargs="?", type=Path, help="default: exercise_01_2.py")
    check = add("check", _check, "check your answer to an exercise")
    add_id(check)
    check.add_argument("file", nargs="?", type=Path, help="default: exercise_01_2.py")
    add_seconds(check)
    add_id(add("hint", _hint, "one step more towards the solution of an exercise"))
    add_id(add("solution", _solution, "the solution of an exercise, after one try"))
    watch = add("watch", _watch, "check the starter files of a folder whenever you save one")
    watch.add_argument("folder", nargs="?", type=Path, default=Path(), help="default: this one")
    add_seconds(watch)
    ask = add("quiz", _quiz, "answer the questions of a chapter")
    ask.add_argument("chapter", help="two digits, for example 01")
    add("progress", _progress, "what is done, open and due for review")
    add("review", _review, "what is due for review, and how to review it")
    reset = add("reset", _reset, "forget all progress")
    reset.add_argument("--yes", action="store_true", help="do not ask")


# ----------------------------------------------------------------------------------- exercises


def _list(arguments: argparse.Namespace) -> int:
    for id in catalog.ids():
        exercise = catalog.get(id)
        print(f"{id:6} {exercise.difficulty:7} {exercise.minutes:3} min  {exercise.title}")
    return 0


def _start(arguments: argparse.Namespace) -> int:
    exercise = catalog.get(arguments.id)
    file = arguments.file or Path(file_name(exercise.id))
    statement = "\n".join(f"# {line}".rstrip() for line in exercise.statement.splitlines())
    text = (
        f"# {exercise.summary}\n#\n{statement}\n#\n"
        f"# Check it with: gradbook check {exercise.id} {file}\n"
        f"# Stuck? gradbook hint {exercise.id}\n\n"
        f"{exercise.imports}\n\n\n{exercise.starter}"
    )
    try:
        with open(file, "x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise CommandError(f"{file} is there already; it was left as it is.") from None
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
    print(f"Wrote {file}. Solve it, then: gradbook check {exercise.id} {file}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    exercise = catalog.get(arguments.id)
    file = arguments.file or Path(file_name(exercise.id))
    return 0 if check_file(exercise, file, arguments.seconds) else 1


def check_file(exercise: Exercise, file: Path, seconds: float) -> bool:
    """Check a file, print the verdict, keep the progress; whether the answer is right."""
    try:
        file.read_bytes()
    except FileNotFoundError:
        text = f"{file} is not here. To write it: gradbook start {exercise.id} {file}"
        raise CommandError(text) from None
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    verdict = judge_file(exercise, file, seconds)
    id = exercise.id
    if verdict.status == "unsolved":
        show([f"open   {id} {verdict.message}. First step: gradbook hint {id}"])
    elif verdict.status == "wrong":
        steps.tried(id)
        show([f"wrong  {id} {verdict.message}"])
    else:
        steps.succeeded(id)
        show([f"right  {id} {verdict.message}", *steps.after_success(exercise)])
        following = catalog.following(id)
        if following:
            print(f"Start it with: gradbook start {following.id}")
    if verdict.printed and verdict.status != "right":
        print(f"It printed: {verdict.printed.rstrip()}")
    return verdict.status == "right"


def _hint(arguments: argparse.Namespace) -> int:
    show([steps.next_hint(catalog.get(arguments.id))])
    return 0


def _solution(arguments: argparse.Namespace) -> int:
    exercise = catalog.get(arguments.id)
    text = steps.take_solution(exercise)
    if not text:
        raise CommandError(f"Try it once first: gradbook check {exercise.id} your_file.py")
    show([text.rstrip()])
    return 0


def _watch(arguments: argparse.Namespace) -> int:
    if not arguments.folder.is_dir():
        raise CommandError(f"{arguments.folder} is no folder.")
    print(
        f"Watching {arguments.folder.resolve()} for files like {file_name('01.2')}. Ctrl-C ends.",
        flush=True,
    )
    seen = saves(arguments.folder)
    if seen:
        latest = max(seen, key=lambda file: seen[file])
        seen[latest] = (0, 0)  # the file that was last worked on is checked at once
    while True:
        found = saves(arguments.folder)
        for file, save in found.items():
            if save != seen.get(file):
                id = id_of_file(file)
                try:
                    check_file(catalog.get(id), file, arguments.seconds)
                except (CommandError, UnknownError) as error:
                    print(error)
                print(flush=True)
        seen = found
        time.sleep(POLL_SECONDS)


def file_name(id: str, suffix: str = "") -> str:
    """The name of an exercise's starter file."""
    return f"exercise_{id.replace('.', '_')}{suffix}.py"


def id_of_file(file: Path) -> str:
    """The exercise of a starter file, by its name; an empty string for any other file."""
    match = re.fullmatch(r"exercise_(\d\d)_(\d+)(_\w+)?\.py", file.name)
    return f"{match[1]}.{match[2]}" if match else ""


def saves(folder: Path) -> dict[Path, tuple[int, int]]:
    """When each starter file of a folder was last saved (nanoseconds), and its size."""
    found = {}
    for file in sorted(folder.glob("*.py")):
        with contextlib.suppress(FileNotFoundError):  # an editor is just replacing it
            status = file.stat()
            if id_of_file(file):
                found[file] = (status.st_mtime_ns, status.st_size)
    return found


# ------------------------------------------------------------------------- questions and reviews


def _quiz(arguments: argparse.Namespace) -> int:
    questions = quiz.for_chapter(arguments.chapter)
    if not questions:
        known = [chapters.number(path) for path in chapters.paths()]
        raise CommandError(catalog.unknown("quiz of chapter", arguments.chapter, known))
    right = 0
    for question in questions:
        print(f"\n{question.id}  {question.question}\n")
        for letter, option in zip(quiz.LETTERS, question.options, strict=False):
            print(f"  {letter}. {option.text}")
        try:
            chosen = ask(question)
        except EOFError:
            print("\nStopped.")
            return 1
        if chosen:
            correct, lines = quiz.respond(question, chosen)
            steps.answered(question.id, correct)
            right += correct
            show(lines)
    print(f"\n{right} of {len(questions)} right.")
    return 0


def ask(question: quiz.Quiz) -> str:
    """Ask for letters until they are options of the question; an empty line skips it."""
    while True:
        try:
            return quiz.letters(question, input(f"\n{question.instruction} "))
        except ValueError as error:
            print(error)


def _progress(arguments: argparse.Namespace) -> int:
    items, now = store().items(), datetime.now(UTC)
    for chapter, title, exercises, questions in contents():
        ids = [exercise.id for exercise in exercises] + questions
        due = sum(items.get(id, Item()).due(now) for id in ids)
        print(
            f"{chapter} {title}: {done(items, (e.id for e in exercises))} of {len(exercises)} "
            f"exercises, {done(items, questions)} of {len(questions)} questions, {due} due"
        )
        for exercise in exercises:
            item = items.get(exercise.id, Item())
            state = "due" if item.due(now) else "done" if item.done else "open"
            print(f"  {state:5} {exercise.summary}")
    show([])
    return 0


def done(items: dict[str, Item], ids: Iterable[str]) -> int:
    """How many of some exercises or questions are done."""
    return sum(items.get(id, Item()).done for id in ids)


def contents() -> Iterator[tuple[str, str, list[Exercise], list[str]]]:
    """Number, title, exercises and ids of questions of every chapter that has any of them."""
    titles = {chapters.number(path): chapters.title(path) for path in chapters.paths()}
    numbers = {id.split(".")[0] for id in catalog.ids()} | titles.keys()
    for number in sorted(numbers):
        exercises = catalog.for_chapter(number)
        questions = [question.id for question in quiz.for_chapter(number)]
        if exercises or questions:
            yield number, titles.get(number, "(no text)"), exercises, questions


def _review(arguments: argparse.Namespace) -> int:
    items, now = store().items(), datetime.now(UTC)
    lines = []
    for chapter, title, exercises, questions in contents():
        lines += [
            f"{exercise.summary}: gradbook start {exercise.id} {file_name(exercise.id, '_again')}"
            for exercise in exercises
            if items.get(exercise.id, Item()).due(now)
        ]
        count = sum(items.get(id, Item()).due(now) for id in questions)
        if count:
            word = "question" if count == 1 else "questions"
            lines.append(f"{chapter} {title}, {count} {word}: gradbook quiz {chapter}")
    show(lines or ["Nothing is due."])
    return 0


def _reset(arguments: argparse.Namespace) -> int:
    if not arguments.yes:
        try:
            answer = input("Forget all progress? Type yes: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            print("Nothing was changed.")
            return 1
    store().reset()
    show(["All progress is forgotten."])
    return 0


def show(lines: list[str]) -> None:
    """Print lines, then what there is to say about the file of progress."""
    for line in [*lines, *store().take_notices()]:
        print(line)
