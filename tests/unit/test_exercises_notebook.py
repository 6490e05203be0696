"""What a notebook shows: check, hint, solution and answer never raise, and say what to do."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from gradbook import exercises
from gradbook.exercises import answer, check, get, hint, solution
from gradbook.exercises.state import store

ONE = get("01.2")
WRONG = ONE.wrong[0].function
QUESTION = """# Test

:::{quiz} 77.q1
Which?

- [ ] A
  - Because not.
- [x] B
  - Because.
:::
"""


@pytest.fixture
def question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a question in a chapter of the test's own."""
    (tmp_path / "77-test.md").write_text(QUESTION)
    monkeypatch.setattr("gradbook.chapters.folder", lambda: tmp_path)
    return "77.q1"


Output = pytest.CaptureFixture[str]


def unsolved(x: object) -> None:
    raise NotImplementedError


def test_an_unsolved_cell_touches_no_progress(state: Path, capsys: Output, question: str) -> None:
    check("01.2", unsolved)
    answer(question, "")
    first = capsys.readouterr().out
    assert first == '○ 01.2 not solved yet. First step: `hint("01.2")`\n77.q1: not answered yet.\n'
    assert not state.exists()
    check("01.2", ONE.reference)  # the reader has solved it elsewhere
    answer(question, "b")
    capsys.readouterr()
    check("01.2", unsolved)
    answer(question, "")
    assert capsys.readouterr().out == first


def test_success_is_kept_and_tells_what_is_next(capsys: Output) -> None:
    check("01.2", ONE.reference)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("✓ 01.2 softplus is right in all ")
    assert lines[1:] == [ONE.afterwards, f"Next: {get('01.3').summary}."]
    assert store().item("01.2").done


def test_the_last_exercise_has_no_next(capsys: Output) -> None:
    last = get(exercises.ids()[-1])
    check(last.id, last.reference)
    assert "Next:" not in capsys.readouterr().out


def test_a_wrong_answer_is_a_try(capsys: Output) -> None:
    solution("01.2")
    assert capsys.readouterr().out == ('Try it once first: `check("01.2", softplus)`\n')
    check("01.2", WRONG)
    assert capsys.readouterr().out.startswith("✗ 01.2 softplus([")
    solution("01.2")
    assert ONE.solution in capsys.readouterr().out


def test_what_a_wrong_answer_prints_is_shown(capsys: Output) -> None:
    check("01.2", lambda x: print("x is", x))
    assert capsys.readouterr().out.endswith("It printed: x is [-1.09861229  1.09861229]\n")


def test_hints_come_one_by_one(capsys: Output) -> None:
    for number in (1, 2, 3, 3):
        hint("01.2")
        assert capsys.readouterr().out.startswith(f"Hint {number} of 3: {ONE.hints[number - 1]}")


def test_an_answer_is_kept_with_its_reason(capsys: Output, question: str) -> None:
    answer(question, "a")
    assert capsys.readouterr().out == "77.q1: not right.\n✗ A. A\n   Because not.\n"
    assert not store().item(question).done
    answer(question, "B")
    assert capsys.readouterr().out == "77.q1: right.\n✓ B. B\n   Because.\n"
    assert store().item(question).done


@pytest.mark.parametrize("letters", ["z", "?", 3, None, ["b"]])
def test_an_answer_that_is_no_option_is_answered(
    capsys: Output, question: str, letters: object
) -> None:
    answer(question, letters)  # type: ignore[arg-type]
    assert capsys.readouterr().out.endswith("is no option of 77.q1; write A to B.\n")


@pytest.mark.parametrize("id", ["01.99", "", "01.q1", 1.2, None, ["01.2"]])
def test_unknown_ids_are_answered(capsys: Output, question: str, id: object) -> None:
    check(id, ONE.reference)  # type: ignore[arg-type]
    hint(id)  # type: ignore[arg-type]
    solution(id)  # type: ignore[arg-type]
    answer(id, "a")  # type: ignore[arg-type]
    lines = capsys.readouterr().out.splitlines()
    assert [line[:11] for line in lines] == ["There is no"] * 4


def test_a_malformed_chapter_is_answered(capsys: Output, question: str, tmp_path: Path) -> None:
    (tmp_path / "77-test.md").write_text(QUESTION.replace("[x]", "[ ]"))
    answer(question, "a")
    assert "77.q1 has no correct option" in capsys.readouterr().out


def test_without_a_folder_for_progress_checks_still_work(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GRADBOOK_STATE", str(tmp_path / "file" / "below"))
    check("01.2", WRONG)
    assert "Progress is not kept" in capsys.readouterr().out
    check("01.2", ONE.reference)
    assert "Progress is not kept" not in capsys.readouterr().out


def test_a_kernel_shows_text_and_html(state: Path) -> None:
    code = """
        from gradbook.exercises import check, hint
        def softplus(x): return x < 0
        check("01.2", softplus)
        hint("01.2")
        """
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    verdict, step = (output["data"] for output in notebook.cells[0].outputs)
    assert verdict["text/plain"].startswith("✗ 01.2 softplus([-1.099, 1.099]) gave dtype bool")
    assert verdict["text/html"].startswith(
        '<div class="gradbook-check wrong"><p>✗ 01.2 softplus([-1.099, 1.099]) gave dtype bool'
    )
    assert step["text/markdown"] == step["text/plain"]
    assert step["text/plain"].startswith("Hint 1 of 3: ")
