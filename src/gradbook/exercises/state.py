"""What is kept of a reader's progress: one JSON file in the user's data folder.

``GRADBOOK_STATE`` names another folder. The file is replaced in one step, so it survives a
crash; a lock file keeps two processes from losing each other's changes; a broken file is set
aside under another name. Where nothing can be written, progress lasts as long as the process.
Notices about this are collected here and shown by whoever talks to the reader.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from filelock import FileLock
from fsrs import Card, Rating, Scheduler
from fsrs.card import CardDict

T = TypeVar("T")

LOCK_SECONDS = 5.0
"""How long to wait for another process that is writing."""


@dataclass
class Item:
    """What is kept about one exercise or one question."""

    tries: int = 0
    """Checks that did not succeed since the last success."""
    hints: int = 0
    """Hints shown since the last success."""
    solution_shown: bool = False
    """Whether the solution was shown since the last success."""
    done: bool = False
    """Whether it was ever solved."""
    card: CardDict | None = None
    """The state of its reviews, as ``fsrs`` stores it; None before the first."""

    def due(self, now: datetime) -> bool:
        """Whether it is due for review at a time (aware, UTC)."""
        return self.card is not None and Card.from_dict(self.card).due <= now

    def review(self, rating: Rating, now: datetime) -> None:
        """Count a review, if it is the first or one is due; repeating at once teaches nothing."""
        if self.card is not None and not self.due(now):
            return
        card = Card(card_id=0) if self.card is None else Card.from_dict(self.card)
        # Whole days between reviews, no chance in them: a book is not read by the minute.
        scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self.card = scheduler.review_card(card, rating, now)[0].to_dict()

    def succeed(self, now: datetime) -> None:
        """Note that an exercise was solved; help taken on the way brings it back sooner."""
        rating = Rating.Again if self.solution_shown else Rating.Hard if self.hints else Rating.Good
        self.review(rating, now)
        self.done, self.tries, self.hints, self.solution_shown = True, 0, 0, False

    def answer(self, right: bool, now: datetime) -> None:
        """Note an answer to a question."""
        self.review(Rating.Good if right else Rating.Again, now)
        self.done = self.done or right


class Store:
    """The file of one folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "progress.json"
        self._notices: list[str] = []
        self._memory: dict[str, Item] | None = None  # in use once the folder could not be

    def items(self) -> dict[str, Item]:
        """What is kept, by id."""
        return self._access(lambda items: items)

    def item(self, id: str) -> Item:
        """What is kept of one exercise or question."""
        return self.items().get(id, Item())

    def update(self, id: str, change: Callable[[Item], None]) -> Item:
        """Change what is kept of one exercise or question, and return it."""

        def act(items: dict[str, Item]) -> Item:
            item = items.setdefault(id, Item())
            change(item)
            return item

        return self._access(act)

    def reset(self) -> None:
        """Forget everything."""
        self._access(lambda items: items.clear())

    def take_notices(self) -> list[str]:
        """What the reader should be told about the file, once."""
        notices, self._notices = self._notices, []
        return notices

    def _access(self, action: Callable[[dict[str, Item]], T]) -> T:
        """Run an action on what is kept and keep what it changed; in memory if need be."""
        if self._memory is None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with FileLock(self.path.with_suffix(".lock"), timeout=LOCK_SECONDS):
                    items = self._read()
                    before = deepcopy(items)
                    result = action(items)
                    if items != before:
                        self._write(items)
                    return result
            except OSError as error:
                reason = error.strerror or type(error).__name__
                self._notices.append(f"Progress is not kept: {reason}: {self.path.parent}")
                self._memory = {}
                with contextlib.suppress(OSError, ValueError):
                    self._memory = _parse(self.path.read_text(encoding="utf-8"))
        return action(self._memory)

    def _read(self) -> dict[str, Item]:
        try:
            return _parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            aside = self.path.with_name(f"progress.broken-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.json")
            os.replace(self.path, aside)
            self._notices.append(f"The progress file was damaged. It is kept as {aside}.")
            return {}

    def _write(self, items: dict[str, Item]) -> None:
        """Replace the file in one step: whoever reads it sees the old or the new one, whole."""
        text = json.dumps({id: asdict(item) for id, item in items.items()}, indent=1)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix="progress.", suffix=".new")
        try:
            with open(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _parse(text: str) -> dict[str, Item]:
    """Read the file's text.

    Raises:
        ValueError: it is not what ``Store`` writes.
    """
    try:
        return {id: _item(fields) for id, fields in json.loads(text).items()}
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _item(fields: dict[str, Any]) -> Item:
    item = Item(**fields)
    kinds = [type(value) for value in (item.tries, item.hints, item.solution_shown, item.done)]
    if kinds != [int, int, bool, bool]:
        raise ValueError("a field has the wrong type")
    item.due(datetime.now(UTC))  # reads the card
    return item


def store() -> Store:
    """The reader's store: in ``GRADBOOK_STATE`` if that is set, else in the user's data folder."""
    folder = os.environ.get("GRADBOOK_STATE")
    return _store(Path(folder) if folder else platformdirs.user_data_path("gradbook", False))


@cache
def _store(folder: Path) -> Store:
    return Store(folder)
