"""The repository agrees with itself: workflows, pins, documents, and no typed measurements."""

import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from gradbook import chapters

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CHAPTERS = sorted((ROOT / "book").glob("*/*.md"))  # and benchmarks
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
GUIDES = [*DOCUMENTS, *sorted((ROOT / "book").glob("*.md"))]


def name(path: Path) -> str:
    """A path as tests show it."""
    return str(path.relative_to(ROOT))


# Workflows


def run_tool(tool: str, *arguments: str) -> None:
    """Run a checker of this environment; skip where it is missing, fail where it finds anything."""
    program = shutil.which(tool, path=str(Path(sys.executable).parent)) or shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed")
    result = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr


def test_workflows_have_the_right_form() -> None:
    files = map(str, WORKFLOWS)
    run_tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)


def test_workflows_are_secure() -> None:
    run_tool("zizmor", "--offline", "--no-progress", "--pedantic", *map(str, WORKFLOWS))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=name)
def test_actions_are_pinned_by_commit(workflow: Path) -> None:
    used = re.findall(r"\buses: *(.+)", workflow.read_text("utf-8"))
    loose = [line for line in used if not re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", line)]
    assert not loose


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=name)
def test_own_runners_never_run_a_fork(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text("utf-8"))
    takes_pull_requests = "pull_request" in content[True]  # YAML 1.1 reads the key "on" as true
    for job in content["jobs"].values():
        if "self-hosted" in job["runs-on"] and takes_pull_requests:
            condition = " ".join(job["if"].split())
            assert condition == (
                "github.event_name != 'pull_request' || (github.event.label.name == 'gpu' && "
                "github.event.pull_request.head.repo.full_name == github.repository)"
            )


# Environments


def pins(file: str) -> set[tuple[str, str]]:
    """Names and versions of a lock file. A line of any other form fails."""
    found = set()
    for line in (ROOT / "requirements" / file).read_text("utf-8").splitlines():
        match = re.fullmatch(r"([a-z0-9._-]+)==([\w.!+-]+)(?: ; .+)?", line)
        assert match, f"requirements/{file}: not an exact pin: {line}"
        found.add((match[1], match[2]))
    return found


@pytest.mark.parametrize("file", ["book", "run"])
def test_every_requirement_is_pinned(file: str) -> None:
    wanted = re.findall(
        r"^([a-z][\w.-]*)", (ROOT / "requirements" / f"{file}.in").read_text("utf-8"), re.MULTILINE
    )
    assert wanted
    assert set(wanted) <= {package for package, _ in pins(f"{file}.txt")}


def test_site_and_chapters_have_the_same_pins() -> None:
    assert pins("book.txt") <= pins("run.txt")


def test_conda_installs_the_same_pins() -> None:
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {"pip": ["-r requirements/run.txt"]} in dependencies
    assert f"python {project['requires-python']}" in dependencies


@pytest.mark.parametrize("kind", ["cpu", "gpu"])
def test_containers_install_the_same_pins(kind: str) -> None:
    dockerfile = (ROOT / ".devcontainer" / kind / "Dockerfile").read_text("utf-8")
    assert re.search(r"^RUN .*tools/setup\.sh run$", dockerfile, re.MULTILINE)
    assert not re.search(r"\bpip +install\b", dockerfile)


# What must not be in any file

FORBIDDEN = {
    "a home directory": r"(?<![\w.])/(?:home|Users|root)/\w|\b[A-Z]:\\Users\\",
    "a package index": r"pypi\.org|pythonhosted\.org|pytorch\.org/whl|anaconda\.org|npmjs\.\w"
    r"|index[-_]url\W+https?:",
    "this checkout's folder": re.escape(str(ROOT)) + r"\b",
}


@cache
def contents() -> dict[str, str]:
    """Text by name of every file that is in git, or that could be added to it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [ROOT / file for file in listed.stdout.split("\0") if file]
    return {name(file): file.read_text("utf-8", errors="ignore") for file in files if file.exists()}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    found = {
        file: match[0]
        for file, text in contents().items()
        if (match := re.search(FORBIDDEN[what], text))
    }
    assert not found


# Documents


def code(text: str) -> str:
    """The code blocks and code spans of a document."""
    blocks = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return "\n".join(blocks + spans)


def targets() -> set[str]:
    """The documented targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):.*##", makefile, re.MULTILINE))


def commands(text: str) -> set[str]:
    """The targets that make is asked for in a text."""
    return set(re.findall(r"\bmake (?:\w+=\S+ )*([a-z][a-z-]*)", text))


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_guides_name_targets_that_exist(guide: Path) -> None:
    assert commands(code(guide.read_text("utf-8"))) <= targets()


def test_workflows_name_targets_that_exist() -> None:
    jobs = [
        job
        for workflow in WORKFLOWS
        for job in yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    ]
    runs = "\n".join(step.get("run", "") for job in jobs for step in job["steps"])
    assert commands(runs)
    assert commands(runs) <= targets()


def test_every_target_is_documented() -> None:
    documented = set().union(*(commands(code(file.read_text("utf-8"))) for file in DOCUMENTS))
    assert targets() <= documented


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_of_documents_lead_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)", text)
    links = [link for link in links if not link.startswith(("https:", "mailto:"))]
    assert links
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_lists_the_chapters() -> None:
    listed = re.findall(
        r"^(\d+)\. \[(.+)\]\(notebooks/(.+)\.ipynb\)$",
        (ROOT / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    texts = sorted((ROOT / "book" / "chapters").glob("*.md"))
    there = [(str(int(text.stem[:2])), chapters.title(text), text.stem) for text in texts]
    assert listed == there


def test_citation_is_valid() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["authors"] == [{"name": "The Gradbook authors"}]
    assert citation["version"] == project["version"]
    run_tool("check-jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff")


# Measured values in prose

METRIC = re.compile(
    r"\b(?:accura\w+|loss(?:es)?|errors?|ECE|calibrat\w+|confiden\w+|right|correct\w*|wrong|scores?"
    r"|precision|recall|perplexity|BLEU|nats?|bits?|dead|saturated|varianc\w+)\b",
    re.IGNORECASE,
)
DECIMAL_PERCENT = re.compile(r"\d+\.\d+ ?\\?%")
PERCENT = re.compile(r"\d+ ?\\?%")
DECIMAL = re.compile(r"(?<![\w.])\d*\.\d{2,}\b")
NOT_MEASURED = re.compile(
    r"\b(?:must|at least|at most|claim(?:s|ed)?|bars?|towards|chance|for example|suppose|imagine"
    r"|would)\b|\{cite\w*\}",
    re.IGNORECASE,
)


def prose(text: str) -> list[str]:
    """The sentences of a chapter that state something as true here.

    Front matter, code, formulas, comments and addresses are left out, and what is quoted or asked
    in a quiz.
    """
    text = re.sub(r"\A---\n.*?^---$", "", text, flags=re.M | re.S)
    text = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.M | re.S)
    text = re.sub(r"^:::\{quiz\}.*?^:::$", "", text, flags=re.M | re.S)
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->|^%.*?$|\]\([^)]*\)", "", text, flags=re.M | re.S)
    text = re.sub(r"(?<!\})`(?:[^`\n]|\n(?!\n))+`|(\{[\w:]+\}`[^`]+`)", r"\1", text)  # keeps roles
    text = re.sub(r"\$[^$%]+\$", "", text)  # a formula with a per cent sign is looked at
    text = re.sub(r'"[^"\n]*"', "", text)
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.|:::))", text)
    return [
        sentence
        for block in blocks
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(block.split()))
    ]


def typed_measurements(text: str) -> list[str]:
    """The sentences that state a value as if it had been measured."""
    return [
        sentence
        for sentence in prose(text)
        if not NOT_MEASURED.search(sentence)
        and not sentence.endswith("?")
        and (
            DECIMAL_PERCENT.search(sentence)
            or (METRIC.search(sentence) and (PERCENT.search(sentence) or DECIMAL.search(sentence)))
        )
    ]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=name)
def test_no_measured_value_is_typed(chapter: Path) -> None:
    assert typed_measurements(chapter.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The network reaches 98.7 %.",
        "The network is right on 98% of the images.",
        "That is an accuracy of 0.987.",
        "We see 0.987 accuracy\nafter the last epoch.",
        "The test loss falls to 0.0412.",
        "The {term}`accuracy` is 0.987, more than `before` and `after`.",
        "| two layers of 64 | accuracy 97.5 % |",
        "- an accuracy of $98.7\\,\\%$, 98.7 \\%",
        ":::{note}\nThe error was 1.33 % here.\n:::",
    ],
)
def test_a_typed_measurement_is_found(sentence: str) -> None:
    assert typed_measurements(f"---\nkey: 1\n---\n# Title\n\nA sentence. {sentence}") != []


@pytest.mark.parametrize(
    "text",
    [
        "The mean of three seeds must reach 98.6 %.",
        "An article claims 99.1 % for two layers of 64 units.",
        "The tutorial publishes 99.22 % {cite}`author2020title`.",
        "Guessing gives 10 % of ten classes, which is chance.",
        "Hold out 10 % of the training images.",
        "The learning rate rises to 0.01.",
        "A fresh network starts at the loss $\\ln 10 = 2.3026$.",
        "```{code-cell} ipython3\naccuracy = 0.987  # 98.7 %\n```",
        "Look at `accuracy == 0.987`.",
        "Its {term}`accuracy`, as {cite}`author2020title` reports, was 98.7 %.",
        "When it says 90 %, is it right nine times out of ten?",
        "$$\nL = 0.0412\n$$",
        "A loss that stays above $\\ln(e + 9) - 1 = 1.461$ went through softmax twice.",
        "It was trained towards 0.91, so expect little confidence.",
        '### "99.1 % with two layers of 64"',
        ":::{quiz} 05.q1\nIs an accuracy of 0.987 possible? It was 98.7 %.\n\n- [x] Yes.\n:::",
    ],
)
def test_a_bar_or_a_setting_is_not_a_measurement(text: str) -> None:
    assert typed_measurements(f"# Title\n\n{text}\n\nNext.") == []
