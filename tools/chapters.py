"""Text to notebook and back: ``python tools/chapters.py run|text|bench [CHAPTER]``.

``book/chapters/*.md`` is the source; ``notebooks/*.ipynb`` is derived from it, run, and committed
with its outputs. A notebook's metadata holds a digest of what it was derived from, so that one
whose text (or exercise, or first cell) changed since is stale and cannot pass the tests.

A benchmark, ``book/benchmarks/*.md``, is a chapter's long measurement: a text of the same form
that takes its definitions from the chapter. Only ``bench`` runs it, and the tests do not repeat it.
"""

import argparse
import ast
import datetime
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from gradbook import claims, exercises, quiz

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "book" / "chapters"
BENCHMARKS = ROOT / "book" / "benchmarks"
NOTEBOOKS = ROOT / "notebooks"

MARKER = re.compile(
    r"^:::\{(exercise|quiz|definitions|source)\} (\S.*?)\n(.*?)^:::$\n?", re.MULTILINE | re.DOTALL
)
Definition = ast.FunctionDef | ast.ClassDef
TEXT_METADATA = ("jupytext", "kernelspec", "chapter")  # what a text's front matter holds

SETUP = """\
# On Google Colab this installs the book's package; anywhere else it does nothing.
try:
    import google.colab
except ImportError:
    pass
else:
    {install}
"""
PROVENANCE = """\
import json
from gradbook import runtime
print(json.dumps(runtime.provenance()))
"""

# CPU runs use one thread, so that seconds can be compared and notebooks can run side by side.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}


class ChapterError(Exception):
    """A chapter cannot be derived, run or written back; the message says where and what to do."""


def texts(chapter: str = "", kind: str = "chapter") -> list[Path]:
    """All texts of a kind (``chapter``, ``benchmark``), or the one of a number or whole name."""
    found = sorted((TEXTS if kind == "chapter" else BENCHMARKS).glob("*.md"))
    if not chapter:
        return found
    chosen = [path for path in found if chapter in (path.stem, path.stem.split("-")[0])]
    if not chosen:
        numbers = ", ".join(path.stem.split("-")[0] for path in found)
        raise ChapterError(f"There is no {kind} {chapter}. There are: {numbers}.")
    return chosen


def notebook_of(text: Path) -> Path:
    """The notebook that is derived from a text."""
    return NOTEBOOKS / f"{text.stem}.ipynb"


def repository_url() -> str:
    """The repository's address, which stands in ``_config.yml`` alone; empty while it has none."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    return str(config["repository"]["url"] or "")


def derive(text: Path) -> NotebookNode:
    """The notebook of a text, not yet run: markers expanded, first cell added, digest noted."""
    source = text.read_text("utf-8")
    check_fences(text, source)
    try:
        notebook = jupytext.reads(source, fmt="md:myst")
        front = notebook.metadata["chapter"]
        extras = [framework for framework in front["frameworks"] if framework != "numpy"]
    except Exception as error:  # jupytext and YAML raise many kinds
        raise ChapterError(f"{text.relative_to(ROOT)} cannot be read: {error}") from error
    cells = [setup_cell(extras)]
    for cell in notebook.cells:
        cells += [cell] if cell.cell_type == "code" else expand(cell, text)
    for index, cell in enumerate(cells):
        check_syntax(cell, text, source)
        cell["id"] = cell_id(cell, index)
    notebook.cells = cells
    notebook.metadata = NotebookNode(
        {key: notebook.metadata[key] for key in TEXT_METADATA if key in notebook.metadata}
    )
    notebook.metadata["gradbook"] = NotebookNode(source_sha256=digest(notebook))
    return notebook


def setup_cell(extras: list[str]) -> NotebookNode:
    """The first cell, which installs the package on Colab."""
    address = repository_url()
    package = "gradbook" + (f"[{','.join(extras)}]" if extras else "")
    install = (
        f'%pip install --quiet "{package} @ git+{address}"'
        if address
        else 'raise SystemExit("Upload the book\'s folder, then run: %pip install ./gradbook")'
    )
    cell = nbformat.v4.new_code_cell(SETUP.format(install=install).rstrip())
    cell.metadata = NotebookNode(tags=["hide-input"], gradbook=NotebookNode(setup=True))
    return cell


def expand(cell: NotebookNode, text: Path) -> Iterator[NotebookNode]:
    """A markdown cell, cut at its markers; an exercise and a quiz question become two cells."""
    end = 0
    for marker in MARKER.finditer(cell.source):
        yield from markdown(cell.source[end : marker.start()])
        kind, name = marker[1], marker[2]
        end = marker.end()
        if kind == "definitions":
            yield definitions(name, text)
            continue
        if kind == "source":
            yield source_of(name, text)
            continue
        try:
            item: Any = (
                exercises.get(name) if kind == "exercise" else quiz.parse(marker[0], text)[0]
            )
        except ValueError as error:
            raise ChapterError(f"{text.relative_to(ROOT)}: {error}") from error
        shown, code = item.notebook_cells()
        question, answer = nbformat.v4.new_markdown_cell(shown), nbformat.v4.new_code_cell(code)
        question.metadata["gradbook"] = {kind: item.page_data()}
        answer.metadata["gradbook"] = {f"{kind}_answer": name}
        if kind == "quiz":
            answer.metadata["tags"] = ["remove-cell"]
        yield from (question, answer)
    yield from markdown(cell.source[end:])


def definitions(chapter: str, text: Path) -> NotebookNode:
    """The cells that a chapter tags ``definition``, as one folded cell."""
    source = TEXTS / f"{chapter}.md"
    if not source.exists():
        raise ChapterError(f"{text.relative_to(ROOT)} takes definitions of {chapter}: no such text")
    cells = jupytext.reads(source.read_text("utf-8"), fmt="md:myst").cells
    tagged = [cell.source for cell in cells if "definition" in cell.metadata.get("tags", [])]
    copy = nbformat.v4.new_code_cell("\n\n\n".join(tagged))
    copy.metadata = NotebookNode(tags=["hide-input"], gradbook=NotebookNode(definition=chapter))
    return copy


def source_of(names: str, text: Path) -> NotebookNode:
    """Functions and classes of a module of the package, as a cell to be read and not run.

    ``names`` is the module, then what to show of it. Docstrings are left out, since the chapter's
    prose says more.
    """
    module, *wanted = names.split()
    path = ROOT / "src" / f"{module.replace('.', '/')}.py"
    if not path.exists():
        raise ChapterError(f"{text.relative_to(ROOT)} shows the source of {module}: no such module")
    content = path.read_text("utf-8")
    known = {node.name: node for node in ast.parse(content).body if isinstance(node, Definition)}
    missing = [name for name in wanted or ["nothing"] if name not in known]
    if missing:
        raise ChapterError(
            f"{text.relative_to(ROOT)} shows {', '.join(missing)} of {module}: it defines "
            f"{', '.join(known) or 'nothing'}"
        )
    code = "\n\n\n".join(without_docstrings(content, known[name]) for name in wanted)
    (cell,) = markdown(f"```python\n{code}\n```")
    cell.metadata["gradbook"] = {"source": names}
    return cell


def without_docstrings(content: str, definition: Definition) -> str:
    """The lines of a function or class, with its decorators, but without its docstrings."""
    lines = content.splitlines()
    left_out: set[int] = set()
    for node in ast.walk(definition):
        if isinstance(node, Definition) and ast.get_docstring(node) and len(node.body) > 1:
            end = node.body[0].end_lineno or 0
            left_out |= {*range(node.body[0].lineno, end + 1)}
            if not lines[end].strip():
                left_out.add(end + 1)
    first = min(node.lineno for node in (definition, *definition.decorator_list))
    numbers = range(first, (definition.end_lineno or 0) + 1)
    return "\n".join(lines[number - 1] for number in numbers if number not in left_out)


def markdown(source: str) -> list[NotebookNode]:
    """A markdown cell, or none where there is nothing to show."""
    return [nbformat.v4.new_markdown_cell(source.strip("\n"))] if source.strip() else []


def check_fences(text: Path, source: str) -> None:
    """Refuse a text in which a cell's fence is not closed: jupytext would swallow what follows."""
    opened = 0
    for number, line in enumerate(source.splitlines(), 1):
        if line.startswith("```{code-cell}"):
            if opened:
                break
            opened = number
        elif line == "```":
            opened = 0
    if opened:
        raise ChapterError(
            f"{text.relative_to(ROOT)}:{opened}: the code cell that starts here is not closed. "
            "End it with a line of three backquotes."
        )


def check_syntax(cell: NotebookNode, text: Path, source: str) -> None:
    """Refuse code that Python cannot parse, before anything is run."""
    if cell.cell_type != "code":
        return
    try:
        ast.parse(TransformerManager().transform_cell(cell.source))
    except SyntaxError as error:
        start = source[: source.find(cell.source)].count("\n")
        raise ChapterError(
            f"{text.relative_to(ROOT)}:{start + (error.lineno or 1)}: {error.msg}: "
            f"{(error.text or '').strip()}"
        ) from error


def cell_id(cell: NotebookNode, index: int) -> str:
    """A cell id that stays the same while the cell stays the same."""
    return hashlib.sha256(f"{index}{cell.source}".encode()).hexdigest()[:8]


def digest(notebook: NotebookNode) -> str:
    """What a derived notebook consists of before it is run, as a SHA-256."""
    front = {key: notebook.metadata.get(key) for key in TEXT_METADATA}
    cells = [[cell.cell_type, cell.source, cell.metadata] for cell in notebook.cells]
    return hashlib.sha256(json.dumps([front, cells], sort_keys=True).encode()).hexdigest()


def is_stale(text: Path) -> bool:
    """Whether a text's notebook is missing or was derived from something else."""
    notebook = notebook_of(text)
    if not notebook.exists():
        return True
    stored = nbformat.read(notebook, as_version=4)
    if "source_sha256" not in stored.metadata.get("gradbook", {}):
        return True
    wanted = derive(text).metadata.gradbook.source_sha256
    return bool({stored.metadata.gradbook.source_sha256, digest(stored)} != {wanted})


def run(text: Path) -> NotebookNode:
    """Derive a text's notebook and run it, noting when, on what and in how many seconds.

    What goes to ``stderr`` is not kept: it is not compared and shows this machine's folders.
    """
    notebook = derive(text)
    probe = nbformat.v4.new_code_cell(PROVENANCE)
    notebook.cells.append(probe)
    total = len(notebook.cells) - 1
    start = time.perf_counter()

    def progress(cell: NotebookNode, cell_index: int, **_: Any) -> None:
        if sys.stdout.isatty():
            passed = time.perf_counter() - start
            print(f"\r{text.stem}: cell {cell_index + 1} of {total}, {passed:.0f} s ", end="")

    client = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        record_timing=False,
        coalesce_streams=True,
        on_cell_executed=progress,
    )
    with tempfile.TemporaryDirectory() as state:  # not the reader's own progress
        os.environ |= {"GRADBOOK_STATE": state, **ONE_THREAD}
        try:
            client.execute()
        except CellExecutionError as error:
            failed = next(c for c in notebook.cells if any(map(is_error, c.get("outputs", []))))
            raise ChapterError(
                f"{text.relative_to(ROOT)} stopped in this cell:\n\n{indent(failed.source)}\n\n"
                f"{error.ename}: {error.evalue}"
            ) from error
    seconds = time.perf_counter() - start
    notebook.cells.pop()
    for cell in notebook.cells:
        if cell.cell_type == "code":  # log lines with times and this machine's paths
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
    notebook.metadata.gradbook.update(
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        seconds=round(seconds, 1),
        **json.loads(probe.outputs[0].text),
    )
    return notebook


def is_error(output: NotebookNode) -> bool:
    """Whether an output is an exception's traceback."""
    return bool(output.output_type == "error")


def indent(source: str) -> str:
    """Source text, moved to the right."""
    return "\n".join(f"    {line}" for line in source.splitlines())


def replace(path: Path, content: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_suffix(".partial")
    partial.write_text(content, "utf-8")
    partial.replace(path)


def run_stale(chapter: str) -> None:
    """Derive every notebook whose text changed, and run it unless only its prose changed."""
    stale = [text for text in texts(chapter) if is_stale(text)]
    if not stale:
        print("Every notebook is up to date.")
    for text in stale:
        if not rewrite_prose(text):
            run_and_write(text)


def rewrite_prose(text: Path) -> bool:
    """Derive a notebook again and keep its outputs, if its code is what was run; else do nothing.

    Returns:
        Whether the notebook was written.
    """
    notebook = derive(text)
    if not notebook_of(text).exists():
        return False
    stored = nbformat.read(notebook_of(text), as_version=4)
    if what_ran(notebook) != what_ran(stored):
        return False
    cells, ran = ([c for c in n.cells if c.cell_type == "code"] for n in (notebook, stored))
    for cell, old in zip(cells, ran, strict=True):
        cell.outputs, cell.execution_count = old.outputs, old.execution_count
    notebook.metadata.gradbook = {**stored.metadata.gradbook, **notebook.metadata.gradbook}
    write(text, notebook)
    print(f"{text.stem}: only its prose changed, so the outputs stay")
    return True


def what_ran(notebook: NotebookNode) -> list[str]:
    """The code that a notebook's outputs depend on: its own, and what it shows of the package."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" or "source" in cell.metadata.get("gradbook", {})
    ]


def run_and_write(text: Path) -> NotebookNode:
    """Derive, run and write one notebook."""
    print(f"{text.stem}: running ...", end="" if sys.stdout.isatty() else "\n", flush=True)
    notebook = run(text)
    write(text, notebook)
    print(f"\r{text.stem}: ran in {notebook.metadata.gradbook.seconds:.0f} s          ")
    return notebook


def write(text: Path, notebook: NotebookNode) -> None:
    """Write the notebook of a text, whole or not at all."""
    NOTEBOOKS.mkdir(exist_ok=True)
    replace(notebook_of(text), nbformat.writes(notebook) + "\n")


def write_text(chapter: str) -> None:
    """Write a notebook that was edited in Jupyter back to its text."""
    if not chapter:
        raise ChapterError("Which chapter? For example: make text CH=05")
    (text,) = texts(chapter)
    notebook = nbformat.read(notebook_of(text), as_version=4)
    stored = notebook.metadata.get("gradbook", {}).get("source_sha256")
    if derive(text).metadata.gradbook.source_sha256 != stored:
        raise ChapterError(
            f"{text.relative_to(ROOT)} changed since its notebook was made, and would be lost. "
            "Move your edit of the notebook over by hand, then run: make notebooks CH=" + chapter
        )
    replace(text, text_of(notebook, text))
    print(f"Wrote {text.relative_to(ROOT)}. Now run: make notebooks CH={chapter}")


def text_of(notebook: NotebookNode, text: Path) -> str:
    """The text of a notebook, with the front matter and the markers of the text it came from."""
    markers = {marker[2]: marker[0] for marker in MARKER.finditer(text.read_text("utf-8"))}
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        note = cell.metadata.get("gradbook", {})
        shown = note.get("exercise") or note.get("quiz") or {}
        name = shown.get("id") or note.get("definition") or note.get("source")
        if name in markers:
            cells.append(nbformat.v4.new_markdown_cell(markers[name].rstrip("\n")))
        elif not note:
            cells.append(cell)
    # Neighbouring markdown cells were one before the markers were expanded.
    merged: list[NotebookNode] = []
    for cell in cells:
        if merged and cell.cell_type == merged[-1].cell_type == "markdown":
            merged[-1].source += "\n\n" + cell.source
        else:
            merged.append(cell)
    bare = nbformat.v4.new_notebook(cells=merged, metadata=notebook.metadata)
    front = text.read_text("utf-8").split("\n---\n", 1)[0]
    body = jupytext.writes(bare, "md:myst").split("\n---\n", 1)[1]
    return f"{front}\n---\n{body}"


def bench(chapter: str) -> None:
    """Run benchmarks, write their notebooks, and print their claims.

    One of which only the prose changed keeps its outputs; any other one is run, stale or not.
    """
    for text in texts(chapter, "benchmark"):
        if is_stale(text) and rewrite_prose(text):
            continue
        for cell in run_and_write(text).cells:
            for output in cell.get("outputs", []):
                if claims.RECORD_KEY in output.get("metadata", {}):
                    print(f"  {output.data['text/plain']}")


def main() -> int:
    """Run one of the commands; an error is one message, not a traceback."""
    commands = {"run": run_stale, "text": write_text, "bench": bench}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=commands)
    parser.add_argument("chapter", nargs="?", default="", help="a chapter's number; default: all")
    arguments = parser.parse_args()
    try:
        commands[arguments.command](arguments.chapter)
    except ChapterError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
