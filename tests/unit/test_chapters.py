"""Deriving notebooks from texts, and back."""

import re
from pathlib import Path

import chapters
import pytest
from chapters import ChapterError

FRONT = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
chapter:
  frameworks: [numpy]
  prerequisites: []
  reading_minutes: 1
  data: []
---

# A chapter
"""
CELL = """\

```{{code-cell}} ipython3
{code}
```
"""
CODE = "from gradbook.exercises import answer\n\nprint(2 + 3)"
QUIZ = """\

:::{quiz} 99.q1
Which one?

- [ ] This.
  - No.
- [x] That.
  - Yes.
:::

After the quiz.
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one chapter, ``99-test``; the text's path."""
    for name in ("TEXTS", "BENCHMARKS", "NOTEBOOKS"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        monkeypatch.setattr(chapters, name, folder)
    (tmp_path / "_config.yml").write_text("repository:\n  url: ''\n")
    monkeypatch.setattr(chapters, "ROOT", tmp_path)
    text = tmp_path / "texts" / "99-test.md"
    text.write_text(FRONT + CELL.format(code=CODE) + QUIZ, "utf-8")
    return text


def test_the_first_cell_installs_on_colab_only(book: Path) -> None:
    config = book.parents[1] / "_config.yml"
    assert "Upload the book's folder" in chapters.derive(book).cells[0].source
    config.write_text("repository:\n  url: https://example.org/book\n")
    first = chapters.derive(book).cells[0].source
    assert '%pip install --quiet "gradbook @ git+https://example.org/book"' in first
    exec(first.split("else:")[0] + "else:\n    raise AssertionError")  # not on Colab: nothing


def test_a_quiz_becomes_a_question_without_its_answer_and_a_cell(book: Path) -> None:
    cells = chapters.derive(book).cells
    question, answer = (cell for cell in cells if "gradbook" in cell.metadata and cell != cells[0])
    assert "Which one?" in question.source
    assert "Yes." not in question.source
    assert 'answer("99.q1", "")' in answer.source
    assert cells[-1].source == "After the quiz."


def test_deriving_twice_gives_the_same(book: Path) -> None:
    assert chapters.derive(book) == chapters.derive(book)


def test_run_then_edit_then_stale_then_back(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chapters.run_stale("99")
    notebook = chapters.notebook_of(book)
    assert '"5\\n"' in notebook.read_text("utf-8")
    assert not chapters.is_stale(book)

    # An edit of the notebook is stale too, and goes back to the text by one command.
    notebook.write_text(notebook.read_text("utf-8").replace("2 + 3", "2 + 4"), "utf-8")
    assert chapters.is_stale(book)
    chapters.write_text("99")
    edited = book.read_text("utf-8")
    assert edited == FRONT + CELL.format(code=CODE.replace("2 + 3", "2 + 4")) + QUIZ

    # Where both changed, neither is lost.
    book.write_text(edited.replace("A chapter", "My chapter"), "utf-8")
    with pytest.raises(ChapterError, match="would be lost"):
        chapters.write_text("99")
    assert "My chapter" in book.read_text("utf-8")


def test_new_prose_keeps_the_outputs_and_new_code_does_not(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chapters.run_stale("99")
    notebook = chapters.notebook_of(book)
    marked = notebook.read_text("utf-8").replace('"5\\n"', '"five\\n"')  # shows who wrote it
    notebook.write_text(marked, "utf-8")

    book.write_text(book.read_text("utf-8").replace("A chapter", "My chapter"), "utf-8")
    chapters.run_stale("99")
    assert "only its prose changed" in capsys.readouterr().out
    written = notebook.read_text("utf-8")
    assert "# My chapter" in written
    assert '"five\\n"' in written
    assert not chapters.is_stale(book)

    book.write_text(book.read_text("utf-8").replace("2 + 3", "3 + 2"), "utf-8")
    chapters.run_stale("99")
    assert '"5\\n"' in notebook.read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("print(1", r"99-test\.md:20: .*never closed"),
        ("1 / 0", r"99-test\.md stopped in this cell:\n\n    1 / 0\n\nZeroDivisionError"),
        (
            "from gradbook.claims import claim\nclaim('speed', 1, at_least=2)",
            r"ClaimError: claim does not hold: speed: 1 \(at least 2\)",
        ),
    ],
)
def test_a_chapter_that_fails_writes_nothing(book: Path, code: str, message: str) -> None:
    book.write_text(FRONT + CELL.format(code=code), "utf-8")
    with pytest.raises(ChapterError, match=message):
        chapters.run_stale("99")
    assert not list(chapters.NOTEBOOKS.iterdir())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (FRONT + "\n```{code-cell} ipython3\nprint(1)\n", r":19: .* not closed"),
        (FRONT.replace("[numpy]", "[numpy"), "cannot be read"),
        (FRONT.replace("  frameworks: [numpy]\n", ""), "cannot be read: .*frameworks"),
        (FRONT + "\n:::{exercise} 99.9\n:::\n", r"99-test\.md.*99\.9"),
        (FRONT + QUIZ.replace("[x]", "[ ]"), r"99-test\.md.*99\.q1"),
    ],
)
def test_a_broken_text_is_one_clear_message(book: Path, content: str, message: str) -> None:
    book.write_text(content, "utf-8")
    with pytest.raises(ChapterError, match=message):
        chapters.derive(book)


def test_an_unknown_chapter_is_told_the_known_ones(book: Path) -> None:
    with pytest.raises(ChapterError, match=r"no chapter 42\. There are: 99\."):
        chapters.texts("42")
    assert chapters.texts("99-test") == [book]


DEFINITION = """\

```{code-cell} ipython3
---
tags: [definition, hide-input]
---
def double(x):
    return 2 * x
```
"""
BENCHMARK = (
    FRONT
    + "\nWhat is defined:\n\n:::{definitions} 99-test\n:::\n"
    + CELL.format(code="print(double(21))")
)


@pytest.fixture
def benchmark(book: Path) -> Path:
    """The long measurement of that chapter, which now defines a function."""
    book.write_text(book.read_text("utf-8") + DEFINITION, "utf-8")
    text = chapters.BENCHMARKS / "99-test-benchmark.md"
    text.write_text(BENCHMARK, "utf-8")
    return text


def test_a_benchmark_runs_on_the_definitions_of_its_chapter(
    benchmark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chapters.bench("99")
    (stored,) = chapters.NOTEBOOKS.iterdir()
    assert stored == chapters.notebook_of(benchmark)
    assert '"42\\n"' in stored.read_text("utf-8")
    assert not chapters.is_stale(benchmark)
    assert "99-test-benchmark: ran in" in capsys.readouterr().out


def test_a_benchmark_is_stale_when_its_chapter_defines_something_else(
    benchmark: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chapters.bench("99")
    benchmark.write_text(benchmark.read_text("utf-8").replace("What is", "All that is"), "utf-8")
    assert chapters.is_stale(benchmark)
    capsys.readouterr()
    chapters.bench("99")
    assert "only its prose changed" in capsys.readouterr().out
    book.write_text(book.read_text("utf-8").replace("After the quiz", "After it"), "utf-8")
    assert not chapters.is_stale(benchmark)
    book.write_text(book.read_text("utf-8").replace("2 * x", "x + x"), "utf-8")
    assert chapters.is_stale(benchmark)


def test_a_benchmark_goes_back_to_its_text_without_the_definitions(benchmark: Path) -> None:
    text = chapters.text_of(chapters.derive(benchmark), benchmark)
    assert text == benchmark.read_text("utf-8")


def test_a_benchmark_of_no_chapter_is_refused(benchmark: Path) -> None:
    with pytest.raises(ChapterError, match=r"There is no benchmark 98\. There are: 99\."):
        chapters.bench("98")
    benchmark.write_text(benchmark.read_text("utf-8").replace("99-test", "98-test"), "utf-8")
    with pytest.raises(ChapterError, match="takes definitions of 98-test: no such text"):
        chapters.derive(benchmark)


MODULE = '''\
"""A module."""

import math

SIZE = 3


def marked(function):
    """Decorate."""
    return function


@marked
def double(x):  # of any kind
    """Twice a value.

    Raises:
        TypeError: it has no double.
    """

    return 2 * x


class Box:
    """Holds something."""

    size = 1
    """How much."""

    def open(self):
        """Nothing but a docstring."""

    def close(self):
        """Close it."""
        text = """
        not a docstring"""
        return text
'''
SHOWN = '''\
```python
@marked
def double(x):  # of any kind
    return 2 * x


class Box:
    size = 1
    """How much."""

    def open(self):
        """Nothing but a docstring."""

    def close(self):
        text = """
        not a docstring"""
        return text
```'''
SOURCE = """
Before.

:::{source} pack.mod double Box
:::

Between.

:::{source} pack.mod marked
:::
"""


@pytest.fixture
def module(book: Path) -> Path:
    """A module of the package, which the chapter now shows."""
    path = book.parents[1] / "src" / "pack" / "mod.py"
    path.parent.mkdir(parents=True)
    path.write_text(MODULE, "utf-8")
    book.write_text(FRONT + SOURCE + CELL.format(code=CODE), "utf-8")
    return path


def test_source_is_shown_without_docstrings(module: Path, book: Path) -> None:
    cells = chapters.derive(book).cells[1:]
    assert [cell.cell_type for cell in cells] == ["markdown"] * 4 + ["code"]
    assert cells[0].source == "# A chapter\n\nBefore."
    assert cells[1].source == SHOWN
    assert cells[2].source == "Between."
    assert cells[3].source == "```python\ndef marked(function):\n    return function\n```"


def test_a_chapter_goes_back_to_its_text_without_the_source_it_shows(
    module: Path, book: Path
) -> None:
    assert chapters.text_of(chapters.derive(book), book) == book.read_text("utf-8")


def test_a_chapter_runs_again_when_the_source_that_it_shows_changes(
    module: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chapters.run_stale("99")
    module.write_text(MODULE.replace("Twice a value", "A value, twice"), "utf-8")
    assert not chapters.is_stale(book)
    capsys.readouterr()
    module.write_text(MODULE.replace("2 * x", "x + x"), "utf-8")
    assert chapters.is_stale(book)
    chapters.run_stale("99")
    assert "99-test: ran in" in capsys.readouterr().out
    assert not chapters.is_stale(book)


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("pack.other double", "99-test.md shows the source of pack.other: no such module"),
        (
            "pack.mod halve Box",
            "99-test.md shows halve of pack.mod: it defines marked, double, Box",
        ),
        ("pack.mod SIZE", "shows SIZE of pack.mod: it defines marked, double, Box"),
        ("pack.mod", "shows nothing of pack.mod: it defines marked, double, Box"),
    ],
)
def test_source_that_does_not_exist_is_one_clear_message(
    module: Path, book: Path, marker: str, message: str
) -> None:
    book.write_text(FRONT + f"\n:::{{source}} {marker}\n:::\n", "utf-8")
    with pytest.raises(ChapterError, match=re.escape(message) + "$"):
        chapters.derive(book)
