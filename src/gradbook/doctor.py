"""``gradbook doctor``: what this machine has, and which chapters run on it."""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from gradbook import chapters, data, runtime
from gradbook.data import commands, store

GIGABYTE = 1e9
KERAS_BACKENDS = ("tensorflow", "torch", "jax")


def add_commands(subparsers: Any) -> None:
    """Add ``gradbook doctor`` to the command."""
    text = "what this machine has, and which chapters run on it"
    parser = subparsers.add_parser("doctor", help=text, description=f"doctor: {text}.")
    parser.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    """Print every section."""
    sections = (
        ("Machine", machine()),
        ("Packages", packages()),
        ("GPU", gpus()),
        ("Data", data_sets()),
        ("Chapters", [chapter(path) for path in chapters.paths()] or ["none found"]),
    )
    for title, lines in sections:
        print(title, *(f"  {line}" for line in lines), "", sep="\n")
    return 0


def machine() -> list[str]:
    """Python, system, cores and memory."""
    supported = importlib.metadata.metadata("gradbook")["Requires-Python"]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return [
        f"Python {platform.python_version()} (the book needs {supported})",
        f"{platform.system()} on {platform.machine()}",
        f"{runtime.available_cores()} cores, {memory / GIGABYTE:.1f} GB of memory",
    ]


def packages() -> list[str]:
    """Every package that gradbook or a chapter needs: its version, or how to install it."""
    lines = []
    for requirement in importlib.metadata.requires("gradbook") or []:
        wanted = requirement.split(";")[0].strip()
        name = re.split(r"[^\w.-]", wanted, maxsplit=1)[0]
        try:
            lines.append(f"{name:<14} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            lines.append(f"{name:<14} missing: python -m pip install '{wanted}'")
    return lines


def gpus() -> list[str]:
    """The GPUs of this machine, and what each framework computes on.

    Frameworks are imported only where there is a GPU, each in a process of its own.
    """
    tool = shutil.which("nvidia-smi")
    listed = _output([tool, "--query-gpu=name", "--format=csv,noheader"]) if tool else ""
    if not listed:
        return ["none that nvidia-smi lists; every chapter runs on the CPU"]
    lines = listed.splitlines()
    for framework in ("torch", "keras"):
        if not missing_packages([framework]):
            code = f"import {framework}; from gradbook.runtime import device; print(device())"
            seen = _output([sys.executable, "-c", code]).splitlines()
            lines.append(f"{framework:<14} {seen[-1] if seen else 'cannot be imported'}")
    return lines


def data_sets() -> list[str]:
    """Every data set and where it is, and the folders that were searched."""
    try:
        lines = [f"{name:<17} {commands.state(entry)}" for name, entry in data.DATASETS.items()]
        return [*lines, f"mirror {store.mirror() or '(GRADBOOK_DATA is not set)'}", _cache()]
    except data.DataError as error:
        return [str(error)]


def chapter(path: Path) -> str:
    """Whether a chapter runs here: the packages that are missing, and the data it will use."""
    name, needs = f"{path.stem:<18}", front_matter(path)
    missing = missing_packages(needs.get("frameworks", []))
    if missing:
        return f"{name} needs {' and '.join(missing)}"
    notes = []
    if "keras" in needs.get("frameworks", []) and keras_backend() != KERAS_BACKENDS[0]:
        notes.append(f"with KERAS_BACKEND={keras_backend()}")
    for data_set in needs.get("data", []):
        try:
            if not data.is_available(data_set):
                fallback = data.dataset(data_set).fallback
                notes.append(
                    f"fetches {data_set}" + (f"; without network: {fallback}" if fallback else "")
                )
        except data.DataError as error:
            return f"{name} does not run: {error}"
    return f"{name} runs" + "".join(f", {note}" for note in notes)


def front_matter(path: Path) -> dict[str, list[str]]:
    """The lists under ``chapter:`` in a chapter's front matter, for example ``frameworks``."""
    front = path.read_text("utf-8").split("\n---", 1)[0]
    lists = re.findall(r"^  (\w+): \[(.*)\]", front, re.MULTILINE)
    return {key: re.findall(r"[^\s,\"']+", values) for key, values in lists}


def missing_packages(frameworks: list[str]) -> list[str]:
    """The packages that a chapter of these frameworks needs and this machine does not have."""
    needed = [*frameworks, keras_backend()] if "keras" in frameworks else frameworks
    return [name for name in dict.fromkeys(needed) if importlib.util.find_spec(name) is None]


def keras_backend() -> str:
    """The backend that Keras is told to use, else the first that is installed, else the usual."""
    installed = [name for name in KERAS_BACKENDS if importlib.util.find_spec(name)]
    return os.environ.get("KERAS_BACKEND") or [*installed, *KERAS_BACKENDS][0]


def _cache() -> str:
    """The cache folder and the free space of its disk."""
    folder = store.cache()
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    return f"cache  {folder} ({free / GIGABYTE:.0f} GB free)"


def _output(command: list[str]) -> str:
    """What a program prints; an empty string where it fails."""
    environment = os.environ | {"KERAS_BACKEND": keras_backend()}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=True, env=environment
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
