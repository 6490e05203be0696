"""Which exercises there are: found by file name, imported when asked for."""

import difflib
import importlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from gradbook.exercises.kit import Exercise, id_of_module


class UnknownError(ValueError):
    """There is no exercise, question or chapter of that id; the message names near ones."""


@cache
def _modules() -> dict[str, str]:
    """Module name by exercise id, in the order of chapters and numbers."""
    files = Path(__file__).parent.glob("ch[0-9][0-9]/ex[0-9]*_*.py")
    modules = (f"{__package__}.{file.parent.name}.{file.stem}" for file in files)
    by_id = {id_of_module(module): module for module in modules}
    return dict(sorted(by_id.items(), key=lambda item: [int(n) for n in item[0].split(".")]))


def ids(chapter: str = "") -> list[str]:
    """The ids of all exercises, or of one chapter's, in order; imports nothing."""
    return [id for id in _modules() if id.startswith(chapter)]


def get(id: str) -> Exercise:
    """The exercise of an id such as ``"01.2"``.

    Raises:
        UnknownError: there is none.
    """
    module = _modules().get(str(id))  # a reader may have written 1.2 without quotes
    if module is None:
        chapter = str(id).partition(".")[0].zfill(2)
        found = ids(f"{chapter}.")
        if found and f"0{id}" not in found:
            line = f"There is no exercise {str(id)[:40]!r}."
            raise UnknownError(f"{line} Chapter {chapter} has {found[0]} to {found[-1]}.")
        raise UnknownError(unknown("exercise", id, _modules()))
    exercise: Exercise = importlib.import_module(module).EXERCISE
    return exercise


def for_chapter(chapter: str) -> list[Exercise]:
    """The exercises of a chapter such as ``"01"``, in order; an empty list where it has none."""
    return [get(id) for id in ids(f"{chapter}.")]


def following(id: str) -> Exercise | None:
    """The exercise after this one, or None after the last."""
    order = ids()
    position = order.index(id) + 1
    return get(order[position]) if position < len(order) else None


def unknown(kind: str, id: object, known: Iterable[str]) -> str:
    """One line that says there is no such thing and names what may have been meant."""
    names = list(known)
    padded = f"0{id}"  # 1.2 is 01.2 rather than 11.2
    near = [padded] if padded in names else difflib.get_close_matches(str(id), names, 3, 0.5)
    line = f"There is no {kind} {str(id)[:40]!r}."
    return f"{line} Did you mean {' or '.join(near)}?" if near else line
