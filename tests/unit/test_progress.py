"""A reader's progress: nothing is lost, and where nothing can be kept, checks still work."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsrs import Rating

from gradbook.exercises.state import Item, Store, store

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)


def one_try(item: Item) -> None:
    item.tries += 1


def test_what_is_written_is_read_again(state: Path) -> None:
    store().update("01.1", lambda item: item.succeed(NOW))
    store().update("01.q1", lambda item: item.answer(False, NOW))
    fresh = Store(state).items()
    assert fresh == store().items()
    assert (fresh["01.1"].done, fresh["01.q1"].done) == (True, False)
    assert store().item("01.2") == Item()
    assert store().take_notices() == []
    assert sorted(file.name for file in state.iterdir()) == ["progress.json", "progress.lock"]


def test_reading_alone_writes_no_progress(state: Path) -> None:
    assert store().items() == {}
    assert not (state / "progress.json").exists()


def test_without_the_variable_it_is_in_the_data_folder_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GRADBOOK_STATE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))  # for systems without the former
    assert store().path.is_relative_to(tmp_path)
    assert "gradbook" in store().path.parts


def test_two_processes_at_once_lose_nothing(state: Path) -> None:
    code = """
import sys
from gradbook.exercises.state import store
def change(item): item.tries += 1
for number in range(40):
    store().update("01.1", change)
    store().update(f"{sys.argv[1]}.{number}", change)
"""
    started = [subprocess.Popen([sys.executable, "-c", code, name]) for name in ("02", "03")]
    assert [process.wait(120) for process in started] == [0, 0]
    items = store().items()
    assert items["01.1"].tries == 80
    assert len(items) == 81


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_while_writing_leaves_the_old_file(
    state: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store().update("01.1", one_try)
    before = (state / "progress.json").read_bytes()

    def crash(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, crash)
    with pytest.raises(KeyboardInterrupt):
        store().update("01.1", one_try)
    assert (state / "progress.json").read_bytes() == before
    assert sorted(file.name for file in state.iterdir()) == ["progress.json", "progress.lock"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "\x00\x00",
        '{"01.1": 3}',
        '{"01.1": {"tries": "many"}}',
        '{"01.1": {"tries": true}}',
        '{"01.1": {"unknown": 1}}',
        '{"01.1": {"card": {}}}',
        '{"01.1": {"card": 7}}',
        '{"01.1": {"card": {"card_id": 0, "state": 9, "step": 0, "stability": 1, '
        '"difficulty": 1, "due": "2025-01-01T00:00:00+00:00", "last_review": null}}}',
        '{"01.1": {"card": {"card_id": 0, "state": 1, "step": 0, "stability": 1, '
        '"difficulty": 1, "due": "2025-01-01T00:00:00", "last_review": null}}}',
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_set_aside(state: Path, content: str) -> None:
    state.mkdir()
    (state / "progress.json").write_text(content)
    assert store().items() == {}
    (aside,) = state.glob("progress.broken-*.json")
    assert aside.read_text() == content
    (notice,) = store().take_notices()
    assert notice == f"The progress file was damaged. It is kept as {aside}."
    store().update("01.1", one_try)
    assert store().item("01.1").tries == 1
    assert store().take_notices() == []


def test_a_file_that_is_no_text_is_set_aside(state: Path) -> None:
    state.mkdir()
    (state / "progress.json").write_bytes(b"\xff\xfe{}")
    assert store().items() == {}
    assert len(list(state.glob("progress.broken-*.json"))) == 1


def test_where_nothing_can_be_written_progress_lasts_as_long_as_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "below"  # cannot be made, whoever runs this
    monkeypatch.setenv("GRADBOOK_STATE", str(folder))
    store().update("01.1", one_try)
    store().update("01.1", one_try)
    assert store().item("01.1").tries == 2
    assert store().take_notices() == [f"Progress is not kept: Not a directory: {folder}"]
    store().update("01.1", one_try)
    assert store().take_notices() == []  # said once
    store().reset()
    assert store().items() == {}


def test_a_full_disk_loses_no_earlier_progress(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store().update("01.1", one_try)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert store().update("01.1", one_try).tries == 2  # goes on from what could be read
    assert "No space left on device" in store().take_notices()[0]
    assert json.loads((state / "progress.json").read_text())["01.1"]["tries"] == 1


def test_reset_forgets(state: Path) -> None:
    store().update("01.1", one_try)
    store().reset()
    assert Store(state).items() == {}


# ------------------------------------------------------------------------------------- reviews


def due(item: Item) -> datetime:
    """When an item is due."""
    assert item.card is not None
    return datetime.fromisoformat(item.card["due"])


def test_help_and_mistakes_bring_an_item_back_sooner() -> None:
    alone, hinted, told = Item(), Item(hints=1), Item(hints=1, solution_shown=True)
    for item in (alone, hinted, told):
        item.succeed(NOW)
    assert due(alone) > due(hinted) >= due(told) > NOW
    right, wrong = Item(), Item()
    right.answer(True, NOW)
    wrong.answer(False, NOW)
    assert due(right) > due(wrong) >= NOW + timedelta(days=1)


def test_success_starts_the_help_anew() -> None:
    item = Item(tries=3, hints=2, solution_shown=True)
    item.succeed(NOW)
    assert item == Item(done=True, card=item.card)


def test_intervals_grow_with_every_review_and_are_always_the_same() -> None:
    def intervals() -> list[timedelta]:
        item, now, found = Item(), NOW, []
        for _ in range(5):
            item.succeed(now)
            found.append(due(item) - now)
            now = due(item)
        return found

    once = intervals()
    assert once == sorted(once)
    assert once[-1] > 5 * once[0]
    assert intervals() == once


def test_running_a_notebook_again_is_no_review() -> None:
    item = Item()
    item.answer(True, NOW)
    first = due(item)
    item.answer(True, NOW + timedelta(minutes=1))
    item.answer(False, NOW + timedelta(minutes=2))  # trying the others to read why
    assert due(item) == first
    assert not item.due(first - timedelta(seconds=1))
    assert item.due(first)
    item.review(Rating.Again, first)
    assert due(item) > first
    assert item.done  # forgetting does not undo
