"""Exercises that answer back: in notebooks, in the terminal and on the site.

A notebook calls ``check``, ``hint``, ``solution`` and ``answer``; the site reads ``get`` and
``for_chapter``. How to write an exercise is said in ``gradbook.exercises.kit``.
"""

from gradbook.exercises.catalog import UnknownError, for_chapter, get, ids
from gradbook.exercises.kit import Exercise
from gradbook.exercises.notebook import answer, check, hint, solution

__all__ = [
    "Exercise",
    "UnknownError",
    "answer",
    "check",
    "for_chapter",
    "get",
    "hint",
    "ids",
    "solution",
]
