"""How notebooks are compared: text exactly, numbers within a tolerance.

nbval compares outputs exactly. Here ``IPyNbCell.compare_outputs`` is wrapped: where stored and new
text are equal but for their numbers, and every number is close (``nbval: {rtol, atol}`` in a cell's
metadata, else ``RTOL`` and ``ATOL``), the new text counts as equal. ``stderr`` and SVG are not
compared. A notebook whose data cannot be had runs on the embedded fall-back, whose claims must
hold, without comparing stored numbers; one without a fall-back is skipped; the report names both.
"""

import math
import os
import re
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import chapters
import nbformat
import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile

from gradbook import data
from gradbook.claims import RECORD_KEY

RTOL, ATOL = 1e-6, 1e-9
NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf)\b"
)

compare_exactly = IPyNbCell.compare_outputs
run_cell = IPyNbCell.runtest
collect_cells = IPyNbFile.collect


def skeleton(text: str) -> str:
    """A text without its numbers, and without the blanks that align them."""
    return " ".join(NUMBER.sub("#", text).split())


def first_difference(new: str, stored: str, rtol: float, atol: float) -> str | None:
    """What differs first between two texts beyond the tolerance; None where nothing does."""
    if skeleton(new) != skeleton(stored):
        return "the text differs, not only its numbers"
    for got, expected in zip(NUMBER.findall(new), NUMBER.findall(stored), strict=True):
        close = math.isclose(float(got), float(expected), rel_tol=rtol, abs_tol=atol)
        if got != expected and not close:
            return f"{got} instead of {expected} (rtol {rtol:g}, atol {atol:g})"
    return None


def is_compared(output: NotebookNode) -> bool:
    """Whether nbval should see an output."""
    return output.get("name") != "stderr"


def compare_outputs(
    cell: IPyNbCell, new: list[NotebookNode], stored: list[NotebookNode], skip: Any = None
) -> bool:
    """Compare as nbval does, after numbers that are close were made equal."""
    new, stored = list(filter(is_compared, new)), list(filter(is_compared, stored))
    if cell.cell.source.rstrip().endswith(";"):  # hides the value of a cell, but not from nbval
        new = [output for output in new if output.output_type != "execute_result"]
    tolerance = cell.cell.metadata.get("nbval", {})
    # float(), since YAML reads 1e-3 as text
    rtol, atol = float(tolerance.get("rtol", RTOL)), float(tolerance.get("atol", ATOL))
    differences = []
    for got, expected in zip(new, stored, strict=False):
        for texts, references in ((got, expected), (got.get("data", {}), expected.get("data", {}))):
            texts.pop("image/svg+xml", None)
            references.pop("image/svg+xml", None)
            for key in ("text", "evalue", "text/plain", "text/html", "text/markdown"):
                if isinstance(texts.get(key), str) and isinstance(references.get(key), str):
                    difference = first_difference(texts[key], references[key], rtol, atol)
                    if difference is None:
                        texts[key] = references[key]
                    else:
                        differences.append(difference)
    equal = bool(compare_exactly(cell, new, stored, skip))
    if not equal and differences:
        cell.comparison_traceback.insert(0, f"Cell {cell.cell_num}: {differences[0]}\n")
    return equal


def runtest(cell: IPyNbCell) -> None:
    """Run a cell as nbval does, and hand its seconds and claims to the report."""
    start = time.perf_counter()
    try:
        run_cell(cell)
    finally:
        seconds = time.perf_counter() - start
        claims = [
            output["data"]["text/plain"]
            for output in cell.test_outputs or []
            if RECORD_KEY in output.get("metadata", {})
        ]
        cell.user_properties.append(("notebook", (cell.parent.path.stem, seconds, claims)))


def collect(notebook: IPyNbFile) -> Iterator[IPyNbCell]:
    """Collect a notebook's cells; where its data cannot be had, compare or run none."""
    missing = missing_data(notebook.path)
    for cell in collect_cells(notebook):
        if missing:
            cell.options["check"] = False
        if any(not data.has_fallback(name) for name in missing):
            cell.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)}"))
        yield cell


@cache
def missing_data(notebook: Path) -> list[str]:
    """The data sets of a notebook that neither this machine nor the network has."""
    chapter = nbformat.read(notebook, as_version=4).metadata.get("chapter", {})
    return [name for name in chapter.get("data", []) if not data.is_available(name)]


def pytest_configure(config: pytest.Config) -> None:
    """Wrap nbval, fetch the data once, and give the kernels an empty progress and one thread."""
    IPyNbCell.compare_outputs = compare_outputs
    IPyNbCell.runtest = runtest
    IPyNbFile.collect = collect
    if hasattr(config, "workerinput") or not (config.option.nbval or config.option.nbval_lax):
        return
    os.environ["GRADBOOK_STATE"] = tempfile.mkdtemp(prefix="gradbook-")
    if "GRADBOOK_REQUIRE_GPU" not in os.environ:
        os.environ |= chapters.ONE_THREAD
    for notebook in map(Path, config.args):
        for name in missing_data(notebook) if notebook.suffix == ".ipynb" else []:
            try:
                data.fetch(name)
            except data.DataError as error:
                print(f"{name}: {error}")
    missing_data.cache_clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """For each notebook its seconds and claims, and whether it ran on a fall-back."""
    seconds: dict[str, float] = {}
    claims: dict[str, list[str]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", []):
                if name == "notebook" and report.when == "call":
                    stem, passed, lines = value
                    seconds[stem] = seconds.get(stem, 0.0) + passed
                    claims.setdefault(stem, []).extend(lines)
    for argument in map(Path, terminalreporter.config.args):
        missing = missing_data(argument) if argument.suffix == ".ipynb" else []
        if missing and argument.stem in seconds:
            claims[argument.stem].insert(0, f"ran on the fall-back of {', '.join(missing)}")
        elif missing:
            terminalreporter.write_line(f"{argument.stem}: skipped, needs {', '.join(missing)}")
    for stem in sorted(seconds):
        terminalreporter.write_line(f"{stem}: {seconds[stem]:.0f} s")
        for line in claims[stem]:
            terminalreporter.write_line(f"  {line}")
