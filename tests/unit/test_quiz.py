"""Questions are read from the chapters' texts; a malformed one is named with file and line."""

from pathlib import Path

import pytest

from gradbook import chapters, quiz
from gradbook.quiz import Quiz, QuizError

GOOD = """# Chapter

:::{quiz} 01.q1
Why does a deep stack of sigmoids
stop learning?

$$ a = b $$

- [ ] The loss is not convex.
  - Neither is it
    with ReLU.
- [x] Each layer multiplies the gradient
  by at most one quarter.
  - So it is.
:::

```md
:::{quiz} 01.q1
in a listing
:::
```

:::{quiz} 01.q2
Which?

- [x] A
  - yes
- [X] B
  - yes
- [ ] C
  - no
:::
"""
FILE = Path("01-test.md")


def questions() -> list[Quiz]:
    return quiz.parse(GOOD, FILE)


def test_question_options_and_reasons_are_read() -> None:
    first, second = questions()
    assert first.id == "01.q1"
    assert first.question.startswith("Why does a deep stack of sigmoids\nstop")
    assert first.question.endswith("$$ a = b $$")
    assert [option.correct for option in first.options] == [False, True]
    assert first.options[0].reason == "Neither is it with ReLU."
    assert first.options[1].text.endswith("gradient by at most one quarter.")
    assert (first.correct, second.correct) == ("B", "AB")
    assert second.instruction == "Choose all that apply."


def test_cells_do_not_give_the_answer_away() -> None:
    first, second = questions()
    markdown, code = first.notebook_cells()
    assert code == 'answer("01.q1", "")'
    assert "- **B.** Each layer multiplies" in markdown
    assert "Choose one." in markdown
    assert "So it is" not in markdown
    assert "[x]" not in markdown
    assert "Choose all that apply." in second.notebook_cells()[0]


def test_the_page_gets_all() -> None:
    data = questions()[1].page_data()
    assert data["options"][2] == {"text": "C", "correct": False, "reason": "no"}


BLOCK = ":::{quiz} 01.q1\nWhich?\n\n- [x] A\n  - yes\n- [ ] B\n  - no\n:::\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BLOCK.replace("[x]", "[ ]"), r"01-test\.md:1: 01\.q1 has no correct option"),
        (BLOCK.replace("  - no\n", ""), r":6: this option of 01\.q1 has no reason"),
        (BLOCK.replace("  - yes\n", ""), r":4: this option of 01\.q1 has no reason"),
        (BLOCK.replace("- [ ] B\n  - no\n", ""), r":1: 01\.q1 needs two to ten options"),
        (BLOCK.replace("- [", "* ["), r":1: 01\.q1 needs two to ten options"),
        (BLOCK.replace("Which?\n", ""), r":1: 01\.q1 has no question"),
        (BLOCK.replace("  - no", "  - no\n  - nor this"), r":8: this option .* two reasons"),
        (BLOCK.replace("- [ ] B", "- B"), r":6: expected '- \[ \] option'"),
        (BLOCK.replace("01.q1", "q1"), r":1: the id is 'q1', expected one like 01\.q1"),
        ("\n\n" + BLOCK.replace("01.q1", ""), r":3: the id is ''"),
        (BLOCK + BLOCK, r":9: question 01\.q1 stands here a second time"),
        (BLOCK.replace("\n:::", ""), r":1: question 01\.q1 has no closing :::"),
    ],
)
def test_a_malformed_question_is_named_with_file_and_line(text: str, message: str) -> None:
    with pytest.raises(QuizError, match=message):
        quiz.parse(text, FILE)


def test_a_question_of_another_chapter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "02-other.md"
    path.write_text(BLOCK)
    with pytest.raises(QuizError, match=r"02-other\.md: 01\.q1 belongs to another chapter"):
        quiz.read(path)


@pytest.mark.parametrize(
    ("text", "letters"), [("", ""), ("b", "B"), (" B, a ", "AB"), ("aab", "AB"), ("c;a", "AC")]
)
def test_letters_are_read_kindly(text: str, letters: str) -> None:
    assert quiz.letters(questions()[1], text) == letters


@pytest.mark.parametrize("text", ["d", "1", "?", "ab!"])
def test_other_letters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no option of 01\.q2; write A to C\."):
        quiz.letters(questions()[1], text)


@pytest.mark.parametrize(
    ("chosen", "right", "verdict"),
    [
        ("AB", True, "right."),
        ("A", False, "right so far, but 1 more applies."),
        ("AC", False, "not right."),
        ("C", False, "not right."),
        ("ABC", False, "not right."),
    ],
)
def test_reasons_of_the_chosen_options_only(chosen: str, right: bool, verdict: str) -> None:
    found, lines = quiz.respond(questions()[1], chosen)
    assert found == right
    assert lines[0] == f"01.q2: {verdict}"
    answers = {"A": ["✓ A. A", "   yes"], "B": ["✓ B. B", "   yes"], "C": ["✗ C. C", "   no"]}
    assert lines[1:] == [line for letter in chosen for line in answers[letter]]


def test_every_chapter_has_a_quiz() -> None:
    for path in chapters.paths():
        found = quiz.read(path)
        assert 3 <= len(found) <= 6, path.name
        for question in found:
            assert 2 <= len(question.options) <= 5


def test_chapters_are_found_in_a_checkout_and_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chapters.folder().parts[-2:] == ("book", "chapters")
    (tmp_path / "_chapters").mkdir()
    (tmp_path / "_chapters" / "01-test.md").write_text("```\n# comment\n```\n# Title here\n")
    (tmp_path / "_chapters" / "notes.md").write_text("")
    monkeypatch.setattr(chapters, "PACKAGE", tmp_path)
    (path,) = chapters.paths()
    assert (chapters.number(path), chapters.title(path)) == ("01", "Title here")
    path.write_text("no heading")
    assert chapters.title(path) == "01-test"
