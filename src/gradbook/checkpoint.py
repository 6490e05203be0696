"""Trained models as files: arrays in the open safetensors format, settings as JSON beside them.

A checkpoint is one file, ``model.safetensors``, which holds the arrays and, as text, the settings.
It is written to a temporary name, read back, and only then moved to its place, so that a crash or
a full disk never costs the checkpoint that was there. ``model.json`` repeats the settings with the
shapes of the arrays, for programs (and pages) that want to know them before they load anything.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


class CheckpointError(Exception):
    """A file is not a whole checkpoint; the message names it."""


def save(path: Path, arrays: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]) -> None:
    """Write a checkpoint; an older one at this place survives until the new one is complete.

    Args:
        path: where to, ``....safetensors``; the JSON file is put beside it.
        arrays: what was trained, by name.
        settings: what is needed to build the model again; must be representable as JSON.

    Raises:
        CheckpointError: what was written cannot be read back.
        ValueError: the name does not end in ``.safetensors``.
    """
    from safetensors.numpy import save_file

    if path.suffix != ".safetensors":
        raise ValueError(f"{path.name} must end in .safetensors")
    text = json.dumps(settings, ensure_ascii=False)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        save_file(whole, unfinished, metadata={"settings": text})
        load(unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    shapes = {name: list(array.shape) for name, array in arrays.items()}
    facts = json.dumps({"settings": settings, "arrays": shapes}, ensure_ascii=False, indent=1)
    beside = path.with_suffix(".json")
    unfinished.write_text(facts + "\n", "utf-8")
    os.replace(unfinished, beside)


def load(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """The arrays and the settings of a checkpoint.

    Raises:
        CheckpointError: the file is missing, truncated, or not a checkpoint.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            settings = json.loads((file.metadata() or {})["settings"])
            return {name: file.get_tensor(name) for name in file.keys()}, settings  # noqa: SIM118
    except FileNotFoundError:
        raise CheckpointError(f"there is no checkpoint {path}") from None
    except (SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"{path} is not a whole checkpoint: {error}") from error
