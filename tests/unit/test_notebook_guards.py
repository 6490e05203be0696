"""What turns the notebook tests red: faults are put into small notebooks and seen to fail."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
UNREACHABLE = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
OFFLINE = {k: v for k, v in os.environ.items() if k != "GRADBOOK_DATA"} | UNREACHABLE

CLAIM = "✓ speed: 2 (at least 1)"
CELLS = [
    "from gradbook.claims import claim",
    "print('loss 0.250000 after', 3, 'epochs')",
    "claim('speed', 2.0, at_least=1.0)",
    "import sys; print('not compared', file=sys.stderr)",
]
OUTPUTS = [
    [],
    [nbformat.v4.new_output("stream", text="loss 0.250000 after 3 epochs\n")],
    [
        nbformat.v4.new_output(
            "display_data",
            {"text/plain": CLAIM, "text/html": f'<p class="gradbook-claim">{CLAIM}</p>'},
        )
    ],
    [],
]
# What a changed cell prints, and what the report says of it.
FAULTS = {
    "digit": (1, "print('loss 0.250010 after', 3, 'epochs')", "0.250010 instead of 0.250000 (rtol"),
    "count": (1, "print('loss 0.25000001 after', 4, 'epochs')", "4 instead of 3 (rtol"),
    "word": (1, "print('cost 0.250000 after', 3, 'epochs')", "the text differs"),
    "silence": (1, "pass", "Missing output fields"),
    "claim": (2, "claim('speed', 0.5, at_least=1)", "does not hold: speed: 0.5 (at least 1)"),
    "exception": (3, "1 / 0", "ZeroDivisionError"),
}


def write(path: Path, changes: dict[int, str], **metadata: Any) -> Path:
    """Store a small notebook whose cells were changed after it was run."""
    made = nbformat.v4.new_notebook(metadata=metadata)
    for count, (source, outputs) in enumerate(zip(CELLS, OUTPUTS, strict=True), 1):
        cell = nbformat.v4.new_code_cell(source, execution_count=count, outputs=outputs)
        made.cells.append(cell)
    for index, source in changes.items():
        made.cells[index].source = source
    nbformat.write(made, path)
    return path


def validate(*notebooks: Path) -> str:
    """What the notebook tests report of notebooks on a machine without network."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-n", "2"]
    command += [
        "--dist",
        "loadfile",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(notebooks[0].parent),
    ]
    command += ["-c", str(ROOT / "pyproject.toml"), str(ROOT / "tests/notebooks/conftest.py")]
    cache = {"GRADBOOK_CACHE": str(notebooks[0].parent / "cache")}
    done = subprocess.run(
        [*command, *map(str, notebooks)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=OFFLINE | cache,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on one notebook for each fault, and on honest ones."""
    folder = tmp_path_factory.mktemp("notebooks")
    tolerant = write(
        folder / "tolerant.ipynb",
        {1: "print('loss 0.2500001 after', 3, 'epochs')"},
    )
    faulty = [write(folder / f"{name}.ipynb", {f[0]: f[1]}) for name, f in FAULTS.items()]
    needy = [
        write(folder / f"needs-{name}.ipynb", {}, chapter={"data": [name]})
        for name in ("mnist", "cifar-10")
    ]
    return validate(tolerant, *faulty, *needy)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_turns_the_tests_red(report: str, name: str) -> None:
    cell, _, message = FAULTS[name]
    assert f"{name}.ipynb::Cell {cell}" in report.split("short test summary")[1]
    assert message in report


def test_only_the_faults_fail(report: str) -> None:
    assert f"{len(FAULTS)} failed" in report


def test_rounding_noise_passes_and_claims_are_named(report: str) -> None:
    assert "tolerant.ipynb" not in report.split("short test summary")[1].split("\ntolerant: ")[0]
    assert CLAIM in report.split("\ntolerant: ")[1].split("\n")[1]


def test_missing_data_is_named(report: str) -> None:
    assert "ran on the fall-back of mnist" in report
    assert "needs-cifar-10: skipped, needs cifar-10" in report
