"""Quiz questions, read from the ``:::{quiz}`` blocks of the chapters' source texts.

    :::{quiz} 01.q1
    Why does a deep stack of sigmoids stop learning?

    - [ ] The loss is not convex.
      - Neither is it with ReLU, and that learns.
    - [x] Each layer multiplies the gradient by at most one quarter.
      - The derivative of the sigmoid is at most 1/4.
    :::

Every option has one reason. Several ``[x]`` mean "choose all that apply". Longer lines continue,
indented, on the next one. The question may have several paragraphs.
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gradbook import chapters

LETTERS = "ABCDEFGHIJ"


class QuizError(ValueError):
    """A quiz block is malformed; the message names file and line."""


@dataclass(frozen=True)
class Option:
    """One option of a question: MyST text, whether it is correct, and why (or why not)."""

    text: str
    correct: bool
    reason: str


@dataclass(frozen=True)
class Quiz:
    """One question."""

    id: str
    """Chapter and number, for example ``"01.q1"``."""
    question: str
    """MyST markdown."""
    options: tuple[Option, ...]

    @property
    def correct(self) -> str:
        """The letters of the correct options, for example ``"B"`` or ``"AC"``."""
        return "".join(
            letter for letter, option in zip(LETTERS, self.options, strict=False) if option.correct
        )

    @property
    def instruction(self) -> str:
        """How many options to choose."""
        return "Choose one." if len(self.correct) == 1 else "Choose all that apply."

    def notebook_cells(self) -> tuple[str, str]:
        """The text of the two cells in a notebook: markdown without the answer, then code."""
        options = "\n".join(
            f"- **{letter}.** {option.text}"
            for letter, option in zip(LETTERS, self.options, strict=False)
        )
        write = "Write the letter" if len(self.correct) == 1 else "Write the letters"
        markdown = (
            f"**Question {self.id}.** {self.question}\n\n{options}\n\n"
            f"*{self.instruction} {write} between the quotes below and run the cell.*"
        )
        return markdown, f'answer("{self.id}", "")'

    def page_data(self) -> dict[str, Any]:
        """What the site shows, as JSON."""
        options = [asdict(option) for option in self.options]
        return {"id": self.id, "question": self.question, "options": options}


def for_chapter(chapter: str) -> list[Quiz]:
    """The questions of a chapter such as ``"01"``; an empty list where there is none.

    Raises:
        QuizError: the chapter's text has a malformed question.
    """
    return [
        question
        for path in chapters.paths()
        if chapters.number(path) == chapter
        for question in read(path)
    ]


def read(path: Path) -> list[Quiz]:
    """The questions in a chapter's file, whose name starts with the chapter's number.

    Raises:
        QuizError: one is malformed.
    """
    questions = parse(path.read_text(encoding="utf-8"), path)
    for question in questions:
        if not question.id.startswith(f"{chapters.number(path)}."):
            raise QuizError(f"{path}: {question.id} belongs to another chapter")
    return questions


def parse(text: str, file: Path) -> list[Quiz]:
    """The questions in a chapter's text.

    Args:
        text: MyST source.
        file: what messages call it.

    Raises:
        QuizError: a question is malformed or an id is used twice.
    """
    questions: dict[str, Quiz] = {}
    lines = text.splitlines()
    in_code, start, id = False, 0, ""
    for number, line in enumerate(lines, start=1):
        if start:
            if line.rstrip() == ":::":
                questions[id] = _question(id, lines[start : number - 1], start, file)
                start = 0
        elif line.startswith("```"):
            in_code = not in_code
        elif line.startswith(":::{quiz}") and not in_code:
            start, id = number, line.removeprefix(":::{quiz}").strip()
            if not re.fullmatch(r"\d\d\.q[1-9]\d*", id):
                raise QuizError(f"{file}:{number}: the id is {id!r}, expected one like 01.q1")
            if id in questions:
                raise QuizError(f"{file}:{number}: question {id} stands here a second time")
    if start:
        raise QuizError(f"{file}:{start}: question {id} has no closing :::")
    return list(questions.values())


def _question(id: str, lines: list[str], start: int, file: Path) -> Quiz:
    """Read the lines of one block; ``start`` is the number of its first line in the file."""
    question: list[str] = []
    options: list[tuple[int, bool, list[str], list[str]]] = []  # line, correct, text, reasons
    for number, line in enumerate(lines, start=start + 1):
        option = re.fullmatch(r"- \[([ xX])\]\s+(.+)", line.rstrip())
        reason = re.fullmatch(r"\s+- (.+)", line.rstrip())
        if option:
            options.append((number, option[1] != " ", [option[2]], []))
        elif not options:
            question.append(line)
        elif reason:
            if options[-1][3]:
                raise QuizError(f"{file}:{number}: this option of {id} has two reasons")
            options[-1][3].append(reason[1])
        elif line.startswith("  "):
            (options[-1][3] or options[-1][2]).append(line.strip())
        elif line.strip():
            raise QuizError(f"{file}:{number}: expected '- [ ] option' or '  - reason' in {id}")
    for number, _, _, reasons in options:
        if not reasons:
            raise QuizError(f"{file}:{number}: this option of {id} has no reason")
    if not "".join(question).strip():
        raise QuizError(f"{file}:{start}: {id} has no question")
    if not 2 <= len(options) <= len(LETTERS):
        raise QuizError(f"{file}:{start}: {id} needs two to ten options, '- [ ] text'")
    if not any(correct for _, correct, _, _ in options):
        raise QuizError(f"{file}:{start}: {id} has no correct option, '- [x] text'")
    return Quiz(
        id,
        "\n".join(question).strip(),
        tuple(
            Option(" ".join(text), correct, " ".join(reasons))
            for _, correct, text, reasons in options
        ),
    )


def letters(question: Quiz, text: str) -> str:
    """The chosen letters, sorted and each once, from what a reader wrote (``"b"``, ``"A, c"``).

    Raises:
        ValueError: the text has something else than the options' letters; the message says so.
    """
    chosen = re.sub(r"[\s,;.]", "", text.upper())
    known = LETTERS[: len(question.options)]
    for letter in chosen:
        if letter not in known:
            raise ValueError(
                f"{letter!r} is no option of {question.id}; write {known[0]} to {known[-1]}."
            )
    return "".join(sorted(set(chosen)))


def respond(question: Quiz, chosen: str) -> tuple[bool, list[str]]:
    """Whether the chosen letters are right, and lines of markdown that say why.

    Each option is followed by its reason, on a line of its own. Only those of the chosen options
    are given, so that a second try is still a try.
    """
    right = chosen == question.correct
    missing = len(set(question.correct) - set(chosen))
    verdict = "right" if right else "not right"
    if not right and set(chosen) < set(question.correct):
        verdict = f"right so far, but {missing} more {'applies' if missing == 1 else 'apply'}"
    lines = [f"{question.id}: {verdict}."]
    for letter in chosen:
        option = question.options[LETTERS.index(letter)]
        mark = "✓" if option.correct else "✗"
        lines += [f"{mark} {letter}. {option.text}", f"   {option.reason}"]
    return right, lines
