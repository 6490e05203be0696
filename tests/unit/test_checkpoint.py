"""Checkpoints: what was saved comes back, and a broken file never replaces a whole one."""

import json
from pathlib import Path

import numpy as np
import pytest

from gradbook import checkpoint
from gradbook.checkpoint import CheckpointError

ARRAYS = {
    "weight": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    "bias": np.array([0.5], np.float64),
}
SETTINGS = {"alphabet": "ab\n\N{LATIN SMALL LETTER SHARP S}", "hidden": 3}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A checkpoint on disk."""
    path = tmp_path / "model.safetensors"
    checkpoint.save(path, ARRAYS, SETTINGS)
    return path


def test_what_was_saved_comes_back(saved: Path) -> None:
    arrays, settings = checkpoint.load(saved)
    assert settings == SETTINGS
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        assert np.array_equal(arrays[name], array)
    beside = json.loads(saved.with_suffix(".json").read_text("utf-8"))
    assert beside == {"settings": SETTINGS, "arrays": {"weight": [3, 2], "bias": [1]}}
    assert {file.suffix for file in saved.parent.iterdir()} == {".safetensors", ".json"}


@pytest.mark.parametrize("length", [0, 7, 60, -1])
def test_a_truncated_file_is_a_clear_error(saved: Path, length: int) -> None:
    saved.write_bytes(saved.read_bytes()[:length])
    with pytest.raises(CheckpointError, match=r"model\.safetensors is not a whole checkpoint"):
        checkpoint.load(saved)


def test_a_missing_or_foreign_file_is_a_clear_error(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    with pytest.raises(CheckpointError, match="there is no checkpoint"):
        checkpoint.load(tmp_path / "none.safetensors")
    foreign = tmp_path / "foreign.safetensors"
    save_file({"a": np.zeros(1)}, foreign)
    with pytest.raises(CheckpointError, match="is not a whole checkpoint: 'settings'"):
        checkpoint.load(foreign)


def test_a_failure_while_writing_leaves_the_previous_checkpoint(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(arrays: object, path: Path, metadata: object) -> None:
        path.write_bytes(b"half")

    monkeypatch.setattr("safetensors.numpy.save_file", half)
    with pytest.raises(CheckpointError, match="is not a whole checkpoint"):
        checkpoint.save(saved, {"weight": np.zeros(2)}, {})
    assert checkpoint.load(saved)[1] == SETTINGS
    assert len(list(saved.parent.iterdir())) == 2


def test_settings_that_json_cannot_hold_change_nothing(saved: Path) -> None:
    with pytest.raises(TypeError):
        checkpoint.save(saved, ARRAYS, {"hidden": object()})
    assert checkpoint.load(saved)[1] == SETTINGS


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in \.safetensors"):
        checkpoint.save(tmp_path / "model.pt", ARRAYS, SETTINGS)
