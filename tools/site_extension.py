"""The book's one local Sphinx extension: what the pages show beside text and notebooks.

- Chapter pages get their card, hints, solutions, quiz and stamp (``site_pages``, ``site_quiz``).
- The start page shows the chapters as a gallery and a map (``site_gallery``, ``site_map``).
- Numbers of chapters, figures, equations and exercises follow the chapters' file names.
- The first use of a glossary term in a chapter links to its definition.
- Formulas are set by MathJax from an installed package; no page asks another host for anything.
- The search ranks sections and leads to them (``site_search``).
"""

import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import site_pages
from docutils import nodes
from site_gallery import gallery
from site_map import chapter_map, levels
from site_pages import Chapter
from site_quiz import QuizDirective, Tag, depart_tag, holds_quiz, visit_tag
from site_search import search_index
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

CHAPTER = re.compile(r"notebooks/(\d\d)-")

# --- pages -----------------------------------------------------------------------------------


def chapters_of(app: Sphinx) -> list[Chapter]:
    """The chapters in the table of contents, read once for each build."""
    if not hasattr(app, "gradbook_chapters"):
        found = site_pages.load_chapters(Path(app.srcdir), app.env.found_docs)
        levels(found)  # refuses prerequisites that do not exist or form a circle
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


class ChaptersDirective(SphinxDirective):
    """The chapters in the table of contents, drawn as HTML by a function of `DRAWINGS`."""

    def run(self) -> list[nodes.Node]:
        """Draw them, with links from this page."""
        to_root = "../" * self.env.docname.count("/")
        chapters = [c for c in chapters_of(self.env.app) if not c.is_benchmark]
        return [nodes.raw("", DRAWINGS[self.name](chapters, to_root), format="html")]


DRAWINGS = {"chapter-gallery": gallery, "chapter-map": chapter_map}


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


# --- numbers and links -----------------------------------------------------------------------


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
            if number:  # sections of a chapter have none
                numbers[anchor] = (chapter, *number[1:])
        references = env.tocs[docname].findall(nodes.reference)
        for node in (*references, env.titles[docname], env.longtitles[docname]):
            if node.get("secnumber"):
                node["secnumber"] = (chapter, *node["secnumber"][1:])
        for kind, by_id in env.toc_fignumbers.get(docname, {}).items():
            first: Any = match[1] if kind == "exercise" else chapter
            for identifier, number in by_id.items():
                by_id[identifier] = (first, *number[1:])


class UniqueExerciseIds(SphinxPostTransform):
    """Take away the ids that sphinx-exercise repeats in every exercise and solution."""

    default_priority = 500

    def run(self, **kwargs: Any) -> None:
        """Clear the ids of the inner sections."""
        for section in self.document.findall(nodes.section):
            if section["ids"] in (["exercise-content"], ["solution-content"]):
                section["ids"] = []


class LinkGlossaryTerms(SphinxPostTransform):
    """Link the first use of each glossary term in a chapter's paragraphs."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs: Any) -> None:
        """Replace the first use of each term by a link; one that is linked already stays."""
        if not CHAPTER.match(self.env.docname):
            return
        targets = {
            name.lower(): (page, anchor)
            for name, _, kind, page, anchor, _ in self.env.domains["std"].get_objects()
            if kind == "term"
        }
        names = "|".join(re.escape(name) for name in sorted(targets, key=len, reverse=True))
        term = re.compile(rf"(?<![\w-])({names})s?(?![\w-])", re.IGNORECASE)
        for paragraph in self.document.findall(nodes.paragraph):
            if isinstance(paragraph.parent, nodes.entry):
                continue  # tables are dense enough
            for node in list(paragraph.children):
                if isinstance(node, pending_xref) and node.get("reftype") == "term":
                    targets.pop(node["reftarget"].lower(), None)
                elif isinstance(node, nodes.Text):
                    paragraph.replace(node, list(self.linked(node.astext(), term, targets)))

    def linked(
        self, text: str, term: re.Pattern[str], targets: dict[str, tuple[str, str]]
    ) -> Iterator[nodes.Node]:
        """The nodes of a text; the terms that it links are removed from the targets."""
        end = 0
        for match in term.finditer(text):
            target = targets.pop(match[1].lower(), None)
            if target:
                yield nodes.Text(text[end : match.start()])
                word = nodes.inline("", match[0], classes=["term"])
                yield make_refnode(self.app.builder, self.env.docname, *target, word)
                end = match.end()
        yield nodes.Text(text[end:])


# --- heads of pages, further pages -----------------------------------------------------------


def complete_head(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add description and social card, and the scripts that only some pages need."""
    base = app.config.html_baseurl.rstrip("/")
    if page == "404" and base:  # is served at any address
        context["metatags"] = f'<base href="{escape(base)}/">'
    if page == "search":
        app.add_js_file("sections.js", defer="defer")
        app.add_js_file("search.js", defer="defer")
    if doctree is None:
        return
    if page == "book/review" or holds_quiz(doctree):
        app.add_js_file("quiz.js", defer="defer")
    paragraph = next(iter(doctree.findall(nodes.paragraph)), None)
    words = " ".join(paragraph.astext().split()) if paragraph else ""
    facts = {
        "og:site_name": app.config.html_title,
        "og:type": "article",
        "og:title": app.env.titles[page].astext(),
        "og:description": words,
    }
    if base:
        facts["og:url"] = f"{base}/{page}.html"
        facts["og:image"] = f"{base}/_static/card.png"
        facts["og:image:alt"] = "Gradbook: deep learning in chapters that are run and measured"
    tags = [f'<meta property="{name}" content="{escape(text)}">' for name, text in facts.items()]
    tags.append(f'<meta name="description" content="{escape(words)}">')
    tags.append('<meta name="twitter:card" content="summary_large_image">')
    context["metatags"] += "\n".join(tags)


def further_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page that a web server shows for an address that does not exist."""
    home = f"{app.config.root_doc}.html"
    body = (
        "<h1>Page not found</h1><p>There is no page at this address. "
        f'Start at the <a href="{home}">first page</a>, or <a href="search.html">search</a>.</p>'
    )
    yield "404", {"title": "Page not found", "body": body}, "page.html"


# --- files -----------------------------------------------------------------------------------


def finish_site(app: Sphinx, error: Exception | None) -> None:
    """Add MathJax and small files, and take out what only costs weight (``build-finished``)."""
    if error or app.builder.name != "html":
        return
    out, home = Path(app.outdir), f"{app.config.root_doc}.html"
    copy_mathjax(out / "_static" / "mathjax")
    tidy_theme(out)
    language = app.builder.indexer.lang  # type: ignore[attr-defined]
    doctrees = {page: app.env.get_doctree(page) for page in sorted(app.env.found_docs)}
    index = json.dumps(search_index(doctrees, language), separators=(",", ":"))
    (out / "_static" / "sections.js").write_text(f"const SECTIONS = {index};\n", "utf-8")
    redirect = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Gradbook</title>'
        f'<meta http-equiv="refresh" content="0; url={home}"></head>'
        f'<body><main><h1><a href="{home}">Gradbook</a></h1></main></body></html>\n'
    )
    (out / "index.html").write_text(redirect, "utf-8")
    if app.config.html_baseurl:
        pages = sorted(app.env.found_docs)
        (out / "sitemap.xml").write_text(sitemap(app.config.html_baseurl, pages), "utf-8")


def copy_mathjax(target: Path) -> None:
    """Copy what the pages load of MathJax out of the installed package."""
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("sphinx-mathjax-offline is not installed; run make book")
    source = Path(spec.origin).parent / "static" / "mathjax"
    unused = ("asciimath*", "mml*", "svg*", "explorer*", "semantic*", "sre*", "complexity*")
    for part in ("input", "output", "a11y"):
        skip = shutil.ignore_patterns(*unused)
        shutil.copytree(source / part, target / part, ignore=skip, dirs_exist_ok=True)
    for part in ("startup.js", "core.js"):
        shutil.copy(source / part, target / part)


def tidy_theme(out: Path) -> None:
    """Repair what the theme and the bibliography write.

    The theme's icon script (1.5 MB) goes, since its style sheet draws the same icons from fonts.
    An entry of the bibliography gets the role that its list asks for.
    """
    script = re.compile(r'<script defer src="[^"]*/fontawesome\.js[^"]*"></script>\n?')
    for page in out.rglob("*.html"):
        text = script.sub("", page.read_text("utf-8"))
        page.write_text(text.replace('role="doc-biblioentry"', 'role="listitem"'), "utf-8")
    static = out / "_static"
    for waste in [*static.glob("scripts/fontawesome.js*"), *static.rglob("*.map")]:
        waste.unlink(missing_ok=True)


def sitemap(base: str, pages: list[str]) -> str:
    """The list of pages for search engines."""
    urls = "\n".join(f"<url><loc>{base.rstrip('/')}/{page}.html</loc></url>" for page in pages)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{space}">\n{urls}\n</urlset>\n'


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_node(Tag, html=(visit_tag, depart_tag))
    app.add_directive("quiz", QuizDirective)
    for name in DRAWINGS:
        app.add_directive(name, ChaptersDirective)
    app.add_post_transform(UniqueExerciseIds)
    app.add_post_transform(LinkGlossaryTerms)
    app.connect("config-inited", set_repository_buttons)
    app.connect("source-read", extend_page)
    app.connect("env-check-consistency", number_by_file)
    app.connect("html-page-context", complete_head)
    app.connect("html-collect-pages", further_pages)
    app.connect("build-finished", finish_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
