"""What an exercise is made of, and how to write one.

An exercise is one file, ``exercises/ch01/ex2_softplus.py`` for exercise 01.2. It holds, in
this order:

- a docstring: the title on its first line, then the statement in plain MyST markdown (raw
  ``r\"\"\"`` where it has formulas);
- the starter, a function with the name the reader will use, which raises ``NotImplementedError``
  where the reader's work begins;
- ``solution``, the same function solved. It is the reference that answers are compared with;
- at least three ``wrong_...`` functions: mistakes people make. The docstring of each is its
  diagnosis; it follows "... gave 0.25, expected 0.75: ", so it starts in lower case. Where a
  mistake is a long solution with a line or two changed, a ``Slip`` in ``EXERCISE`` says so shorter;
- ``cases``, a generator of what the check runs, hand-made cases first, then random ones, then
  edge cases (empty batch, one class, very large inputs);
- ``EXERCISE = exercise(...)``, which puts the parts together.

The check stops at the first case that goes wrong. If a stored wrong answer behaves there (and
on every case before) as the reader's does, its diagnosis is shown. So order the cases from
telling to extreme; a test asserts that every wrong answer receives its own diagnosis.

Starter, solution and wrong answers are shown and run as text, so each must stand alone: it may
use what ``imports`` brings (NumPy as ``np``) and nothing else of the file. A framework is
imported inside the functions that need it, never by the file.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

NUMPY = "import numpy as np"
Difficulty = Literal["easy", "medium", "hard"]


class ExerciseError(Exception):
    """An exercise's file does not have the form that this module describes."""


class _FromSolution:
    """Stands for: expected is what the solution returns."""


FROM_SOLUTION = _FromSolution()


@dataclass(frozen=True)
class Case:
    """One call of the reader's function, and what must come of it (see ``case``)."""

    arguments: tuple[Any, ...]
    expected: Any
    why: str
    rtol: float | None
    atol: float
    verify: Callable[[Any], str] | None


def case(
    *arguments: Any,
    expected: Any = FROM_SOLUTION,
    why: str = "",
    rtol: float | None = None,
    atol: float = 1e-12,
    verify: Callable[[Any], str] | None = None,
) -> Case:
    """Describe one call of the reader's function.

    Args:
        arguments: what the function is called with; every call gets its own deep copy.
        expected: what it must return; by default what the solution returns. Type, shape and
            dtype are compared exactly, floating-point values within the tolerances.
        why: what is special about the input, for example ``"an empty batch"``.
        rtol: relative tolerance; by default 1e-7, and 1e-5 where float32 is expected.
        atol: absolute tolerance.
        verify: where many values are right (a random split), this is asked instead of comparing
            values: it gets the value, which has the type, shape and dtype of the expected one,
            and returns what is wrong with it, or an empty string.
    """
    return Case(arguments, expected, why, rtol, atol, verify)


@dataclass(frozen=True)
class Wrong:
    """A stored wrong answer: a mistake that people make, and the diagnosis it must receive."""

    name: str
    diagnosis: str
    source: str
    function: Callable[..., Any]


@dataclass(frozen=True)
class Slip:
    """A wrong answer that is the solution with some of its text replaced."""

    name: str
    diagnosis: str
    changes: Mapping[str, str]
    """Texts that stand once in the solution, and what stands there instead."""


@dataclass(frozen=True)
class Exercise:
    """An exercise, ready to be shown and checked; made by ``exercise`` in the exercise's file."""

    id: str
    """Chapter and number, for example ``"01.2"``."""
    title: str
    difficulty: Difficulty
    minutes: int
    statement: str
    """MyST markdown."""
    function: str
    """Name of the function that the reader writes."""
    imports: str
    """Import lines that starter, solution and wrong answers need, in this order before them."""
    starter: str
    """Source text."""
    solution: str
    """Source text."""
    hints: tuple[str, ...]
    """Steps towards the solution, in MyST markdown."""
    afterwards: str
    """What a reader who has solved it should look at, in plain text; may be empty."""
    wrong: tuple[Wrong, ...]
    reference: Callable[..., Any]
    """The solution, to call."""
    cases: Callable[[], Iterator[Case]]

    @property
    def chapter(self) -> str:
        """Two digits, for example ``"01"``."""
        return self.id.split(".")[0]

    @property
    def parameters(self) -> list[str]:
        """Names of the function's parameters."""
        return list(inspect.signature(self.reference).parameters)

    @property
    def summary(self) -> str:
        """Id, title, difficulty and minutes on one line."""
        return f"{self.id} {self.title} ({self.difficulty}, about {self.minutes} minutes)"

    def with_imports(self, source: str) -> str:
        """A source text after the imports that it needs and a chapter has not made already."""
        imports = self.imports.replace(NUMPY, "").strip()
        return f"{imports}\n\n\n{source}" if imports else source

    def notebook_cells(self) -> tuple[str, str]:
        """The text of the two cells in a notebook: markdown, then code."""
        markdown = (
            f"### Exercise {self.id}: {self.title}\n\n"
            f"*{self.difficulty}, about {self.minutes} minutes*\n\n"
            f"{self.statement}\n\n"
            f'Stuck? `hint("{self.id}")` gives one step more each time.'
        )
        code = self.with_imports(self.starter)
        return markdown, f'{code}\n\ncheck("{self.id}", {self.function})'

    def page_data(self) -> dict[str, Any]:
        """What the site shows, as JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "difficulty": self.difficulty,
            "minutes": self.minutes,
            "statement": self.statement,
            "starter": self.with_imports(self.starter),
            "hints": list(self.hints),
            "solution": self.with_imports(self.solution),
        }


def exercise(
    *,
    starter: Callable[..., Any],
    solution: Callable[..., Any],
    wrong: Sequence[Callable[..., Any] | Slip],
    cases: Callable[[], Iterator[Case]],
    difficulty: Difficulty,
    minutes: int,
    hints: Sequence[str],
    afterwards: str = "",
    imports: str = NUMPY,
) -> Exercise:
    """Put the parts of an exercise's file together (see the module's documentation).

    Raises:
        ExerciseError: the file's name or docstring, or a diagnosis, is missing or malformed, or
            what a slip replaces does not stand once in the solution.
    """
    module = starter.__module__
    title, _, statement = inspect.cleandoc(sys.modules[module].__doc__ or "").partition("\n")
    if not title or not statement.strip():
        raise ExerciseError(f"{module}: the docstring needs a title, an empty line, a statement")
    name = starter.__name__
    return Exercise(
        id=id_of_module(module),
        title=title.removesuffix("."),
        difficulty=difficulty,
        minutes=minutes,
        statement=statement.strip(),
        function=name,
        imports=imports,
        starter=_source(starter, name),
        solution=_source(solution, name),
        hints=tuple(inspect.cleandoc(hint) for hint in hints),
        afterwards=afterwards,
        wrong=tuple(
            _slipped(answer, solution, name) if isinstance(answer, Slip) else _wrong(answer, name)
            for answer in wrong
        ),
        reference=solution,
        cases=cases,
    )


def id_of_module(module: str) -> str:
    """The id of the exercise that a module holds: ``...ch01.ex2_softplus`` has 01.2.

    Raises:
        ExerciseError: the module's name has another form.
    """
    match = re.search(r"(?:^|\.)ch(\d\d)\.ex(\d+)_\w+$", module)
    if not match:
        raise ExerciseError(f"{module} is not named like ch01.ex2_softplus")
    return f"{match[1]}.{match[2]}"


def _wrong(function: Callable[..., Any], name: str) -> Wrong:
    diagnosis = " ".join((function.__doc__ or "").split()).removesuffix(".")
    if not diagnosis:
        raise ExerciseError(f"{function.__name__} needs its diagnosis as docstring")
    title = function.__name__.removeprefix("wrong_")
    return Wrong(title, diagnosis, _source(function, name), function)


def _slipped(slip: Slip, solution: Callable[..., Any], name: str) -> Wrong:
    source = _source(solution, name)
    for old, new in slip.changes.items():
        if source.count(old) != 1:
            times = f"{source.count(old)} times"
            raise ExerciseError(f"{slip.name}: {old!r} stands {times} in the solution, not once")
        source = source.replace(old, new)
    scope = dict(solution.__globals__)
    exec(source, scope)
    return Wrong(slip.name, slip.diagnosis, source, scope[name])


def _source(function: Callable[..., Any], name: str) -> str:
    """The source text of a function, defined under another name."""
    text = inspect.getsource(function).rstrip() + "\n"
    return text.replace(f"def {function.__name__}(", f"def {name}(", 1)
