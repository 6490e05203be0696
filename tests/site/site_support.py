"""What the site tests share: the pages there should be, and how a book is built."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import nbformat
import yaml
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]


def toc_pages() -> list[str]:
    """The pages that the table of contents names, without suffix."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return [toc["root"], *(page["file"] for part in toc["parts"] for page in part["chapters"])]


def chapter_pages() -> list[str]:
    """The pages among them that are chapters."""
    return [page for page in toc_pages() if page.startswith("notebooks/")]


def read_notebook(page: str) -> nbformat.NotebookNode:
    """The executed notebook of a chapter's page."""
    return nbformat.read(ROOT / f"{page}.ipynb", as_version=4)


def notes(page: str, kind: str) -> list[nbformat.NotebookNode]:
    """The exercises (``kind="exercise"``) or questions (``"quiz"``) that a notebook records."""
    found = [cell.metadata.get("gradbook", {}) for cell in read_notebook(page).cells]
    return [note[kind] for note in found if kind in note]


def build_book(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build a book as ``make book`` does, but into ``target/_build/html``."""
    program = "import sys; from jupyter_book.cli.main import main; sys.exit(main())"
    options = [str(source), "--all", "-W", "-n", "--keep-going", "--path-output", str(target)]
    command = [sys.executable, "-c", program, "build", *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=target, timeout=300)


class OpenTab(Protocol):
    """Opens a browser tab; further options are those of a Playwright context."""

    def __call__(self, theme: str = "light", width: int = 1280, **options: Any) -> Page: ...
