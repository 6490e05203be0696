"""What all unit tests share."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own for a reader's progress, so that nobody's is touched."""
    folder = tmp_path / "state"
    monkeypatch.setenv("GRADBOOK_STATE", str(folder))
    return folder
