"""Where the chapters' source texts are: in a checkout ``book/chapters``, else in the package."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def folder() -> Path:
    """The folder of the chapters' texts (``NN-name.md``)."""
    installed = PACKAGE / "_chapters"
    return installed if installed.is_dir() else PACKAGE.parents[1] / "book" / "chapters"


def paths() -> list[Path]:
    """The source texts of all chapters, in order."""
    return sorted(folder().glob("[0-9][0-9]-*.md"))


def number(path: Path) -> str:
    """The two digits of a chapter's file, for example ``"01"``."""
    return path.name[:2]


def title(path: Path) -> str:
    """A chapter's title: its first heading of level one, or its file's name if it has none."""
    in_code = False
    for line in path.read_text(encoding="utf-8").splitlines():
        in_code ^= line.startswith("```")
        if line.startswith("# ") and not in_code:
            return line.removeprefix("# ").strip()
    return path.stem
