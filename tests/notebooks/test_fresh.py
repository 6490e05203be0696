"""Every notebook was derived from the text that stands beside it, and run top to bottom."""

from pathlib import Path

import chapters
import nbformat
import pytest

BENCHMARKS = chapters.texts(kind="benchmark")
TEXTS = chapters.texts() + BENCHMARKS


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_notebook_is_not_stale(text: Path) -> None:
    target = "bench" if text in BENCHMARKS else "notebooks"
    command = f"make {target} CH={text.stem.split('-')[0]}"
    assert not chapters.is_stale(text), f"{text.name} changed: run {command}"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_notebook_was_run_top_to_bottom(text: Path) -> None:
    cells = nbformat.read(chapters.notebook_of(text), as_version=4).cells
    counts = [cell.execution_count for cell in cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_text_and_notebook_say_the_same_both_ways(text: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(chapters.notebook_of(text), as_version=4)
    folder = tmp_path / "book"
    folder.mkdir()
    back = folder / text.name
    back.write_text(chapters.text_of(notebook, text), "utf-8")
    assert chapters.derive(back).metadata.gradbook == chapters.derive(text).metadata.gradbook


def test_every_notebook_has_a_text() -> None:
    notebooks = set(chapters.NOTEBOOKS.glob("*.ipynb"))
    assert notebooks == {chapters.notebook_of(text) for text in TEXTS}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_a_chapter_on_a_framework_names_its_device(text: Path) -> None:
    notebook = chapters.derive(text)
    shown = any("print(runtime.device())" in cell.source for cell in notebook.cells)
    # Without it, `make test-gpu` would not notice that the framework silently uses the CPU.
    assert shown or notebook.metadata.chapter.frameworks == ["numpy"]
