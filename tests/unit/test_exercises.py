"""Every exercise: its starter is not accepted, its solution is, each mistake is told apart."""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from gradbook import chapters, exercises
from gradbook.exercises import catalog
from gradbook.exercises.judge import judge
from gradbook.exercises.kit import Exercise, ExerciseError, Slip, Wrong, exercise, id_of_module

ALL = [exercises.get(id) for id in exercises.ids()]
WRONG = [pytest.param(e, wrong, id=f"{e.id}-{wrong.name}") for e in ALL for wrong in e.wrong]
each_exercise = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)


def run(one: Exercise, source: str) -> Callable[..., Any]:
    """The function that a source text defines, with the imports a reader has."""
    names: dict[str, Any] = {}
    exec(f"{one.imports}\n\n\n{source}", names)
    function: Callable[..., Any] = names[one.function]
    return function


@each_exercise
def test_starter_is_not_solved_yet(one: Exercise) -> None:
    assert judge(one, run(one, one.starter)).status == "unsolved"


@each_exercise
def test_solution_is_right(one: Exercise) -> None:
    verdict = judge(one, run(one, one.solution), seconds=2)
    assert (verdict.status, verdict.printed) == ("right", ""), verdict.message


@pytest.mark.parametrize(("one", "wrong"), WRONG)
def test_wrong_answer_receives_its_own_diagnosis(one: Exercise, wrong: Wrong) -> None:
    verdict = judge(one, run(one, wrong.source))
    assert (verdict.status, verdict.mistake) == ("wrong", wrong.name), verdict.message
    assert verdict.message.endswith(f": {wrong.diagnosis}.")
    assert f"{one.function}(" in verdict.message  # names the input
    assert "expected" in verdict.message or "in which" in verdict.message
    assert "\n" not in verdict.message


@each_exercise
def test_exercise_is_complete(one: Exercise) -> None:
    diagnoses = {wrong.diagnosis for wrong in one.wrong}
    assert len(diagnoses) == len(one.wrong) >= 3
    assert 2 <= len(one.hints) <= 4
    assert f"`{one.function}(" in one.statement
    assert 1 <= one.minutes <= 60
    assert all(case.why[:1].islower() for case in one.cases() if case.why)
    assert all(wrong.diagnosis[0] == wrong.diagnosis[0].lower() for wrong in one.wrong)


@each_exercise
def test_some_expected_values_are_given_by_hand(one: Exercise) -> None:
    """Else the solution would be compared with itself alone."""
    unverified = [c for c in one.cases() if c.verify is None]
    by_hand = [c for c in unverified if not type(c.expected).__name__.startswith("_")]
    assert by_hand or not unverified


@each_exercise
def test_cells_of_the_notebook(one: Exercise) -> None:
    markdown, code = one.notebook_cells()
    assert markdown.startswith(f"### Exercise {one.id}: {one.title}\n")
    assert one.statement in markdown
    assert one.solution not in code
    assert code.endswith(f'\n\n\ncheck("{one.id}", {one.function})')
    names: dict[str, Any] = {"check": lambda id, function: None}
    exec("import numpy as np\n" + code, names)  # stands in a chapter that has NumPy only


def test_every_chapter_has_four_exercises_or_more() -> None:
    numbers = [chapters.number(path) for path in chapters.paths()]
    assert "01" in numbers
    for number in numbers:
        assert len(exercises.for_chapter(number)) >= 4, f"chapter {number}"


def test_every_exercise_stands_in_its_chapter() -> None:
    for path in chapters.paths():
        placed = re.findall(r"^:::\{exercise\} (\S+)$", path.read_text("utf-8"), re.MULTILINE)
        assert placed == exercises.ids(f"{chapters.number(path)}."), path.name


def test_ids_are_in_order_and_unknown_ones_name_near_ones() -> None:
    order = [[int(part) for part in id.split(".")] for id in exercises.ids()]
    assert order == sorted(order)
    with pytest.raises(exercises.UnknownError, match=r"'01\.22'\. Chapter 01 has 01\.1 to"):
        exercises.get("01.22")
    assert exercises.for_chapter("77") == []
    assert catalog.following(exercises.ids()[-1]) is None


def test_listing_imports_no_framework() -> None:
    code = (
        "import sys; from gradbook import exercises; [exercises.get(id) for id in exercises.ids()];"
        "print({'torch', 'keras', 'tensorflow', 'sklearn', 'IPython'} & sys.modules.keys())"
    )
    command = [sys.executable, "-c", code]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "set()"


def test_a_file_of_another_form_is_refused() -> None:
    with pytest.raises(ExerciseError, match="is not named like"):
        id_of_module("gradbook.exercises.ch01.softmax")
    starter = vars(sys.modules[ALL[0].reference.__module__])[ALL[0].function]
    with pytest.raises(ExerciseError, match="title, an empty line, a statement"):
        make(test_ids_are_in_order_and_unknown_ones_name_near_ones)  # of this module
    with pytest.raises(ExerciseError, match="needs its diagnosis as docstring"):
        make(starter, wrong=[lambda: None])
    with pytest.raises(ExerciseError, match="typo: 'retrun' stands 0 times in the solution"):
        make(starter, wrong=[Slip("typo", "you returned nothing", {"retrun": ""})])


def make(starter: Callable[..., Any], **parts: Any) -> Exercise:
    """Put an exercise together from a starter and little else."""
    rest: dict[str, Any] = {"solution": starter, "wrong": [], "cases": None, "hints": []} | parts
    return exercise(starter=starter, difficulty="easy", minutes=1, **rest)
