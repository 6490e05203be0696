"""The book's one local Sphinx extension: what the pages show beside text and notebooks.

- Chapter pages get their card, hints, solutions, quiz and stamp (``site_pages``).
- Numbers of chapters, figures, equations and exercises follow the chapters' file names.
- Formulas are set by MathJax from an installed package; no page asks another host for anything.
"""

import importlib.util
import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import site_pages
from docutils import nodes
from docutils.statemachine import StringList
from site_map import chapter_map
from site_pages import Chapter, slug
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

CHAPTER = re.compile(r"notebooks/(\d\d)-")
MATHJAX_PARTS = ("startup.js", "core.js", "input", "output", "a11y")


# --- pages -----------------------------------------------------------------------------------


def chapters_of(app: Sphinx) -> list[Chapter]:
    """The chapters in the table of contents, read once for each build."""
    if not hasattr(app, "gradbook_chapters"):
        found = site_pages.load_chapters(Path(app.srcdir), app.env.found_docs)
        app.gradbook_chapters = found  # type: ignore[attr-defined]
    return app.gradbook_chapters  # type: ignore[attr-defined,no-any-return]


def extend_page(app: Sphinx, docname: str, content: list[str]) -> None:
    """Add to a page's source what is generated (``source-read``)."""
    chapters = chapters_of(app)
    if docname == "book/results":
        content[0] += "\n" + site_pages.results(chapters)
    elif docname == "book/review":
        content[0] += "\n" + site_pages.review(chapters)
    for chapter in chapters:
        if chapter.docname == docname:
            titles = {other.stem: other.title for other in chapters}
            colab = colab_url(app.config, docname)
            content[0] = json.dumps(site_pages.page_notebook(chapter, titles, colab))


# --- the repository's address ----------------------------------------------------------------


def colab_url(config: Config, docname: str) -> str | None:
    """The address that opens a notebook in Colab; none without a repository on GitHub."""
    options = config.html_theme_options
    address = urlsplit(options.get("repository_url") or "")
    if address.netloc != "github.com":
        return None
    repository = address.path.strip("/").removesuffix(".git")
    branch = options["repository_branch"]
    return f"https://colab.research.google.com/github/{repository}/blob/{branch}/{docname}.ipynb"


def set_repository_buttons(app: Sphinx, config: Config) -> None:
    """Show buttons for the repository and its issues where it has an address."""
    known = bool(config.html_theme_options.get("repository_url"))
    config.html_theme_options["use_repository_button"] = known
    config.html_theme_options["use_issues_button"] = known


# --- quiz ------------------------------------------------------------------------------------


class html(nodes.General, nodes.Element):  # noqa: N801  # docutils' style for nodes
    """An HTML element whose children are ordinary nodes: ``html("p", text, id="x")``."""

    def __init__(self, tag: str = "div", *children: nodes.Node, **attributes: str) -> None:
        super().__init__("", *children, tag=tag)
        if "id" in attributes:
            self["ids"] = [attributes.pop("id")]
        self["attributes"] = {
            name.strip("_").replace("_", "-"): v for name, v in attributes.items()
        }


def visit_html(self: Any, node: html) -> None:
    """Open the element."""
    self.body.append(self.starttag(node, node["tag"], "", **node["attributes"]))


def depart_html(self: Any, node: html) -> None:
    """Close the element."""
    if node["tag"] != "input":
        self.body.append(f"</{node['tag']}>\n")


class QuizDirective(SphinxDirective):
    """A question with native inputs; answers and reasons unfold without any script."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build the form from the question's JSON."""
        quiz = json.loads("\n".join(self.content))
        name = f"quiz-{slug(quiz['id'])}"
        kind = "radio" if sum(o["correct"] for o in quiz["options"]) == 1 else "checkbox"
        how = "Choose one answer." if kind == "radio" else "Choose all that apply."
        question = self.parse(quiz["question"])
        choices, reasons = [], []
        for letter, option in zip("ABCDEFGHIJ", quiz["options"], strict=False):
            field = f"{name}-{letter.lower()}"
            button = html("input", type=kind, name=name, id=field, value=letter)
            text = html("span", *self.inline(option["text"]))
            mark = html("span", nodes.Text(letter), class_="quiz-letter")
            choices.append(html("div", button, html("label", mark, text, for_=field)))
            verdict = "correct" if option["correct"] else "not correct"
            sign = "✓" if option["correct"] else "✗"
            head = html("strong", nodes.Text(f"{sign} {letter} is {verdict}. "))
            attributes = {"data_option": letter, "data_correct": json.dumps(option["correct"])}
            reasons.append(html("li", head, *self.inline(option["reason"]), **attributes))
        legend = html("legend", *question[0].children)
        guide = html("p", nodes.Text(how), class_="quiz-guide")
        form = html(
            "form",
            html("fieldset", legend, *question[1:], guide, *choices),
            html("button", nodes.Text("Check answer"), type="submit", hidden="hidden"),
            html("div", role="status", class_="quiz-feedback"),
            html(
                "details",
                html("summary", nodes.Text("Answer and reasons")),
                html("ul", *reasons),
            ),
            data_quiz=quiz["id"],
        )
        form["classes"], form["names"] = ["quiz"], [name]
        self.state.document.note_explicit_target(form, form)
        form["ids"] = [name]
        return [form]

    def parse(self, text: str) -> list[nodes.Node]:
        """The nodes of a MyST text."""
        parent = nodes.Element()
        lines = StringList(text.splitlines(), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, parent)
        return parent.children

    def inline(self, text: str) -> list[nodes.Node]:
        """The nodes of a text of one paragraph."""
        (paragraph,) = self.parse(text)
        return list(paragraph.children)


class ChapterMapDirective(SphinxDirective):
    """A graph of the chapters and what each builds on, as an SVG with links."""

    def run(self) -> list[nodes.Node]:
        """Draw the chapters that the table of contents holds."""
        depth = self.env.docname.count("/")
        svg = chapter_map(chapters_of(self.env.app), "../" * depth)
        return [nodes.raw("", svg, format="html")]


# --- numbers ---------------------------------------------------------------------------------


def number_by_file(app: Sphinx, env: BuildEnvironment) -> None:
    """Number chapters and what they hold by file name, whichever chapters exist.

    Figure 2 of ``05-mnist-mlp`` is 5.2; an exercise has the number that its check is called with.
    """
    for docname, numbers in env.toc_secnumbers.items():
        match = CHAPTER.match(docname)
        if not match:
            continue
        chapter = int(match[1])
        for anchor, number in numbers.items():
            numbers[anchor] = (chapter, *number[1:])
        for reference in env.tocs[docname].findall(nodes.reference):
            if reference.get("secnumber"):
                reference["secnumber"] = (chapter, *reference["secnumber"][1:])
        for kind, by_id in env.toc_fignumbers.get(docname, {}).items():
            for identifier, number in by_id.items():
                first = match[1] if kind == "exercise" else chapter
                by_id[identifier] = (first, *number[1:])


class UniqueExerciseIds(SphinxPostTransform):
    """Take away the ids that sphinx-exercise repeats in every exercise and solution."""

    default_priority = 500

    def run(self, **kwargs: Any) -> None:
        """Clear the ids of the inner sections."""
        for section in self.document.findall(nodes.section):
            if section["ids"] in (["exercise-content"], ["solution-content"]):
                section["ids"] = []


# --- files -----------------------------------------------------------------------------------


def add_page_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Load the quiz's script where there is a quiz, and on the review page."""
    if pagename == "book/review" or (doctree and any(is_quiz(n) for n in doctree.findall(html))):
        app.add_js_file("quiz.js", defer="defer")


def is_quiz(node: html) -> bool:
    """Whether a node is a question's form."""
    return "quiz" in node["classes"]


def finish_site(app: Sphinx, error: Exception | None) -> None:
    """Add MathJax, and take out what only costs weight (``build-finished``)."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    copy_mathjax(out / "_static" / "mathjax")
    drop_fontawesome_script(out)
    if app.config.html_baseurl:
        write_sitemap(out, app.config.html_baseurl, sorted(app.env.found_docs))


def copy_mathjax(target: Path) -> None:
    """Copy what the pages load of MathJax out of the installed package."""
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    assert spec and spec.origin, "sphinx-mathjax-offline is not installed"
    source = Path(spec.origin).parent / "static" / "mathjax"
    skip = shutil.ignore_patterns("asciimath*", "mml*", "svg*", "explorer*", "sre*", "complexity*")
    for part in MATHJAX_PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part, ignore=skip, dirs_exist_ok=True)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / part, target / part)


def drop_fontawesome_script(out: Path) -> None:
    """Remove the theme's icon script (1.5 MB): its style sheet draws the same icons from fonts."""
    for page in out.rglob("*.html"):
        text = page.read_text("utf-8")
        slim = re.sub(r'<script defer src="[^"]*/fontawesome\.js[^"]*"></script>\n?', "", text)
        page.write_text(slim, "utf-8")
    for waste in [*out.rglob("_static/scripts/fontawesome.js*"), *out.rglob("_static/**/*.map")]:
        waste.unlink(missing_ok=True)


def write_sitemap(out: Path, base: str, docnames: list[str]) -> None:
    """Write the list of pages for search engines."""
    urls = (
        f"<url><loc>{urljoin(base.rstrip('/') + '/', name)}.html</loc></url>" for name in docnames
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    text = f"{head}<urlset {space}>\n" + "\n".join(urls) + "\n</urlset>\n"
    (out / "sitemap.xml").write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_node(html, html=(visit_html, depart_html))
    app.add_directive("quiz", QuizDirective)
    app.add_directive("chapter-map", ChapterMapDirective)
    app.add_post_transform(UniqueExerciseIds)
    app.connect("config-inited", set_repository_buttons)
    app.connect("source-read", extend_page)
    app.connect("env-updated", number_by_file)
    app.connect("html-page-context", add_page_scripts)
    app.connect("build-finished", finish_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
