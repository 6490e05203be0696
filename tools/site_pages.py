"""What a page shows beside its notebook: card, hints, solutions, quiz, stamp, results, review.

All of it is MyST text that is made from the notebook's own JSON while the site is built.
"""

import json
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))  # the website's environment does not install the package
from gradbook.claims import RECORD_KEY, Claim  # noqa: E402

Json = dict[str, Any]
FRAMEWORKS = {"numpy": "NumPy", "keras": "Keras", "torch": "PyTorch"}
SETUP_FOLD = {"mystnb": {"code_prompt_show": "Show the setup for Colab"}}
FENCE = "`" * 8  # longer than any fence that a solution or a statement holds


@dataclass(frozen=True)
class Chapter:
    """An executed notebook."""

    docname: str
    notebook: Json

    @property
    def stem(self) -> str:
        """File stem, for example ``05-mnist-mlp``."""
        return self.docname.rpartition("/")[2]

    @property
    def number(self) -> str:
        """The two digits that the file name starts with."""
        return self.stem.partition("-")[0]

    @property
    def is_benchmark(self) -> bool:
        """Whether it is a chapter's long measurement and not a chapter."""
        return self.stem.endswith("-benchmark")

    @property
    def card(self) -> Json:
        """The front matter's ``chapter`` entry."""
        front: Json = self.notebook["metadata"].get("chapter", {})
        return front

    @property
    def provenance(self) -> Json:
        """When, where and with what the notebook was run."""
        run: Json = self.notebook["metadata"].get("gradbook", {})
        return run

    @cached_property
    def title(self) -> str:
        """The text of the first heading."""
        for cell in self.notebook["cells"]:
            for line in source_of(cell).splitlines():
                if cell["cell_type"] == "markdown" and line.startswith("# "):
                    return line[2:].strip()
        raise ValueError(f"{self.docname} has no title")

    def claims(self) -> list[tuple[str, Claim]]:
        """Every claim with the label of its cell."""
        found = []
        for index, cell in enumerate(self.notebook["cells"]):
            for record in claims_of(cell):
                found.append((claim_label(self.stem, index), record))
        return found

    def quizzes(self) -> list[Json]:
        """Every quiz question, as its cell's metadata holds it."""
        notes = (cell["metadata"].get("gradbook", {}) for cell in self.notebook["cells"])
        return [note["quiz"] for note in notes if "quiz" in note]


def load_chapters(source_folder: Path, docnames: set[str]) -> list[Chapter]:
    """The notebooks among a site's pages, in order."""
    paths = {name: source_folder / f"{name}.ipynb" for name in sorted(docnames)}
    return [
        Chapter(name, json.loads(path.read_text("utf-8")))
        for name, path in paths.items()
        if path.exists()
    ]


def source_of(cell: Json) -> str:
    """A cell's source, which a notebook file may hold as one text or as lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def claims_of(cell: Json) -> list[Claim]:
    """The claims that a cell's outputs record."""
    records = [output.get("metadata", {}).get(RECORD_KEY) for output in cell.get("outputs", [])]
    return [Claim(**record) for record in records if record]


def claim_label(stem: str, index: int) -> str:
    """The label of a cell that measures a claim."""
    return f"claim-{stem}-{index}"


def slug(identifier: str) -> str:
    """An exercise's or question's name as part of a label: ``01.2`` gives ``01-2``."""
    return identifier.replace(".", "-")


def page_notebook(chapter: Chapter, titles: dict[str, str], colab: str | None) -> Json:
    """The notebook of a chapter's page: its own cells and what is generated around them.

    Args:
        chapter: the executed notebook.
        titles: title of every chapter by its file stem, for the links to prerequisites.
        colab: address that opens the notebook in Colab, where the repository has an address.
    """
    cells: list[Json] = []
    setup: list[Json] = []
    help_text = ""  # waits for the exercise's starter cell
    carded = False
    for index, cell in enumerate(chapter.notebook["cells"]):
        note = cell["metadata"].get("gradbook", {})
        source = source_of(cell)
        if help_text and "exercise_answer" not in note:
            cells.append(markdown(help_text))
            help_text = ""
        if note.get("setup") and not carded:
            setup.append(cell | {"metadata": cell["metadata"] | SETUP_FOLD})
        elif cell["cell_type"] == "markdown" and source.startswith("# ") and not carded:
            lead, rest = split_lead(source)
            cells += [markdown(lead), markdown(card(chapter, titles, colab)), *setup]
            cells += [markdown(rest)] if rest else []
            carded = True
        elif "quiz" in note:
            cells.append(markdown(f"{FENCE}{{quiz}}\n{json.dumps(note['quiz'])}\n{FENCE}"))
        elif "exercise" in note:
            cells.append(markdown(statement(note["exercise"])))
            help_text = help_with(note["exercise"])
        else:
            if claims_of(cell):
                cells.append(markdown(f"({claim_label(chapter.stem, index)})="))
            cells.append(join_streams(cell))
    cells += [markdown(text) for text in (help_text, stamp(chapter)) if text]
    for index, cell in enumerate(cells):
        cell.setdefault("id", f"page-{index}")
    return chapter.notebook | {"cells": cells}


def join_streams(cell: Json) -> Json:
    """A cell whose pieces of printed text are one, as they appear in a notebook."""
    if cell["cell_type"] != "code":
        return cell
    outputs: list[Json] = []
    for output in cell["outputs"]:
        if outputs and "name" in output and output["name"] == outputs[-1].get("name"):
            outputs[-1] = output | {"text": "".join([*outputs[-1]["text"], *output["text"]])}
        else:
            outputs.append(output)
    return cell | {"outputs": outputs}


def markdown(source: str) -> Json:
    """A markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def split_lead(source: str) -> tuple[str, str]:
    """The title with the sentence below it, and the rest of the first cell."""
    blocks = source.split("\n\n")
    lead = next((n for n, block in enumerate(blocks) if not block.startswith("# ")), 0) + 1
    return "\n\n".join(blocks[:lead]), "\n\n".join(blocks[lead:])


def card(chapter: Chapter, titles: dict[str, str], colab: str | None) -> str:
    """The table below a chapter's title."""
    front, run = chapter.card, chapter.provenance
    before = [f"[{titles[stem]}]({stem}.ipynb)" for stem in front.get("prerequisites", [])]
    data = [
        f"`{name}` (get it with `gradbook data fetch {name}`)" for name in front.get("data", [])
    ]
    download = f"{{download}}`{chapter.stem}.ipynb <{chapter.stem}.ipynb>`"
    rows = {
        "Read before": ", ".join(before) or "nothing",
        "Written with": ", ".join(FRAMEWORKS[name] for name in front.get("frameworks", [])),
        "Time to read": f"about {front['reading_minutes']} minutes"
        if "reading_minutes" in front
        else "",
        "Time to run": f"{duration(run['seconds'])}, measured on {run['device']}"
        if "seconds" in run
        else "",
        "Data": ", ".join(data) or "none",
        "Notebook": download + (f" · [open in Colab]({colab})" if colab else ""),
    }
    lines = [f"* - {name}\n  - {text}" for name, text in rows.items() if text]
    return "\n".join(["```{list-table}", ":class: chapter-card", ":stub-columns: 1", *lines, "```"])


def statement(exercise: Json) -> str:
    """What is asked, as a numbered block."""
    return "\n".join(
        [
            f"{FENCE}{{exercise}} {exercise['title']}",
            f":label: exercise-{slug(exercise['id'])}",
            "",
            f"*{exercise['difficulty'].capitalize()}, about {exercise['minutes']} minutes*",
            "",
            exercise["statement"],
            FENCE,
        ]
    )


def help_with(exercise: Json) -> str:
    """Hints to unfold one by one, and the solution."""
    name = slug(exercise["id"])
    total = len(exercise["hints"])
    blocks = [
        f"{FENCE}{{dropdown}} Hint {step} of {total}\n{hint}\n{FENCE}"
        for step, hint in enumerate(exercise["hints"], 1)
    ]
    solution = [
        f"{FENCE}`{{dropdown}} Solution",
        f"{FENCE}{{solution}} exercise-{name}",
        f":label: solution-{name}",
        "",
        f"```````python\n{exercise['solution'].strip()}\n```````",
        FENCE,
        f"{FENCE}`",
    ]
    return "\n\n".join([*blocks, "\n".join(solution)])


def stamp(chapter: Chapter) -> str:
    """When and with what the page was last validated."""
    run = chapter.provenance
    if "date" not in run:
        return ""
    return f":::{{div}} last-validated\n**Last validated** on {validation(run)}\n:::"


def validation(run: Json) -> str:
    """Date, seconds, device and versions of a notebook's run, as the end of a sentence."""
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    return (
        f"{run['date']}: every cell ran in {duration(run['seconds'])} on {run['device']}, "
        f"with Python {run['python']}{', ' if versions else ''}{versions}."
    )


def duration(seconds: float) -> str:
    """A duration for people: ``0.8 s``, ``42 s`` or ``3 min 5 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def results(chapters: list[Chapter]) -> str:
    """The tables of the results page.

    Raises:
        ValueError: a stored value does not reach its bar.
    """
    parts = []
    for chapter in chapters:
        claims = chapter.claims()
        rows = [["Claim", "Measured", "Bar", "Note"]]
        for label, claim in claims:
            if not claim.holds():
                raise ValueError(f"{chapter.docname}: {claim.name} does not hold")
            value, bar = claim.words()
            name = re.sub(r"([\\`*_$\[\]])", r"\\\1", claim.name)  # shown as it is
            rows.append([name, f"[{value}](#{label})", bar, claim.source])
        if not any(claim.source for _, claim in claims):
            rows = [row[:-1] for row in rows]
        heading = f"## {int(chapter.number)}. [{chapter.title}](/{chapter.docname}.ipynb)"
        run = f"Run on {validation(chapter.provenance)}"
        parts += [heading, run, table("results", rows) if claims else "No claims."]
    return "\n\n".join(parts)


def table(name: str, rows: list[list[str]]) -> str:
    """A table with a head row, as MyST; ``name`` is its CSS class."""
    lines = ["\n".join(f"{'* -' if not n else '  -'} {c}" for n, c in enumerate(r)) for r in rows]
    return "\n".join(["```{list-table}", f":class: {name}", ":header-rows: 1", *lines, "```"])


def review(chapters: list[Chapter]) -> str:
    """The table of all quiz questions; the page's script fills its last column."""
    rows = [["Chapter", "Question", "State"]]
    for chapter in chapters:
        for quiz in chapter.quizzes():
            question = quiz["question"].split("\n\n")[0].replace("\n", " ")
            link = f"[{question}](#quiz-{slug(quiz['id'])})"
            rows.append([chapter.title, link, "not answered here"])
    return table("review", rows)
