"""What a chapter calls: ``check``, ``hint``, ``solution`` and ``answer``.

They show a short text and never raise, whatever they are given. A cell that is not solved yet
neither reads nor writes the reader's progress, so its output is always the same.
"""

import html
import re
import sys
from datetime import UTC, datetime

from gradbook import quiz
from gradbook.exercises import catalog
from gradbook.exercises.catalog import UnknownError
from gradbook.exercises.judge import judge
from gradbook.exercises.kit import Exercise
from gradbook.exercises.state import Item, store


def check(id: str, function: object) -> None:
    """Check an exercise and show the verdict.

    A function that does not return is stopped after ten seconds where the system allows it: in
    the main thread (which runs a notebook's cells) on Linux and macOS. Elsewhere, interrupt it.

    Args:
        id: the exercise's id, for example ``"01.2"``.
        function: your function itself, not a call of it.
    """
    try:
        exercise = catalog.get(id)
    except UnknownError as error:
        return _show_lines("wrong", [str(error)])
    verdict = judge(exercise, function)
    if verdict.status == "unsolved":
        lines = [f'○ {exercise.id} {verdict.message}. First step: `hint("{exercise.id}")`']
    elif verdict.status == "wrong":
        tried(exercise.id)
        lines = [f"✗ {exercise.id} {verdict.message}"]
    else:
        succeeded(exercise.id)
        lines = [f"✓ {exercise.id} {verdict.message}", *after_success(exercise)]
    if verdict.printed and verdict.status != "right":
        lines.append(f"It printed: {verdict.printed.rstrip()}")
    _show_lines(verdict.status, lines)


def hint(id: str) -> None:
    """Show one step more towards the solution each time."""
    try:
        _show_markdown([next_hint(catalog.get(id))])
    except UnknownError as error:
        _show_markdown([str(error)])


def solution(id: str) -> None:
    """Show a solution; asks for one try first."""
    try:
        exercise = catalog.get(id)
    except UnknownError as error:
        return _show_markdown([str(error)])
    text = take_solution(exercise)
    _show_markdown(
        [f"```python\n{text}```"]
        if text
        else [f'Try it once first: `check("{exercise.id}", {exercise.function})`']
    )


def answer(id: str, letters: str) -> None:
    """Answer a question of a quiz and see why it is right or not.

    Args:
        id: the question's id, for example ``"01.q1"``.
        letters: the letter of your option, or of all that apply, for example ``"ac"``.
    """
    try:
        question = find_question(id)
        chosen = quiz.letters(question, letters if isinstance(letters, str) else "?")
    except ValueError as error:
        return _show_markdown([str(error)])
    if not chosen:
        return _show_markdown([f"{question.id}: not answered yet."])
    right, lines = quiz.respond(question, chosen)
    answered(question.id, right)
    _show_markdown(lines)


# ------------------------------------------------------------- shared with the terminal commands


def tried(id: str) -> None:
    """Note a check that did not succeed."""

    def change(item: Item) -> None:
        item.tries += 1

    store().update(id, change)


def succeeded(id: str) -> None:
    """Note a check that succeeded."""
    store().update(id, lambda item: item.succeed(datetime.now(UTC)))


def answered(id: str, right: bool) -> None:
    """Note an answer to a question."""
    store().update(id, lambda item: item.answer(right, datetime.now(UTC)))


def next_hint(exercise: Exercise) -> str:
    """The next hint that the reader has not seen, or the last one again."""

    def change(item: Item) -> None:
        item.hints = min(item.hints + 1, len(exercise.hints))

    number = store().update(exercise.id, change).hints
    return f"Hint {number} of {len(exercise.hints)}: {exercise.hints[number - 1]}"


def take_solution(exercise: Exercise) -> str:
    """The solution's source text, or an empty string before the first try."""

    def change(item: Item) -> None:
        item.solution_shown = item.solution_shown or item.done or item.tries > 0

    shown = store().update(exercise.id, change).solution_shown
    return exercise.with_imports(exercise.solution) if shown else ""


def after_success(exercise: Exercise) -> list[str]:
    """What to look at and to do next."""
    following = catalog.following(exercise.id)
    lines = [exercise.afterwards] if exercise.afterwards else []
    return [*lines, f"Next: {following.summary}."] if following else lines


def find_question(id: str) -> quiz.Quiz:
    """The question of an id such as ``"01.q1"``.

    Raises:
        UnknownError: there is none.
        QuizError: the chapter's text is malformed.
    """
    questions = {question.id: question for question in quiz.for_chapter(str(id)[:2])}
    if str(id) not in questions:
        raise UnknownError(catalog.unknown("question", id, questions))
    return questions[str(id)]


# ------------------------------------------------------------------------------------ displaying


def _show_lines(status: str, lines: list[str]) -> None:
    """Show lines as text and as paragraphs, the code between backticks set as code."""
    lines = lines + store().take_notices()
    paragraphs = (re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(line)) for line in lines)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    _display("\n".join(lines), "text/html", f'<div class="gradbook-check {status}">{text}</div>')


def _show_markdown(lines: list[str]) -> None:
    lines = lines + store().take_notices()
    _display("\n".join(lines), "text/markdown", "\n\n".join(lines))


def _display(plain: str, rich_type: str, rich: str) -> None:
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython():
        from IPython.display import display  # slow to import, and no terminal needs it

        display({"text/plain": plain, rich_type: rich}, raw=True)
    else:
        print(plain)
