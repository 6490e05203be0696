"""The built website as files: pages, links, figures."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import yaml
from bs4 import BeautifulSoup
from bs4.element import Tag as Element
from site_support import ROOT, build_book, chapter_pages, notes, read_notebook, toc_pages

EXTRA_PAGES = {"index", "search", "404"}


@cache
def soup(path: Path) -> BeautifulSoup:
    """A page, parsed."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@cache
def ids(path: Path) -> list[str]:
    """Every id on a page."""
    return [str(element["id"]) for element in soup(path).find_all(id=True)]


def pages(site: Path) -> list[Path]:
    """Every HTML page of the site."""
    return [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]


def text_of(element: Element | None) -> str:
    """An element's text in one line."""
    assert element is not None
    return " ".join(element.get_text().split())


def test_the_site_has_the_pages_of_its_table_of_contents(site: Path) -> None:
    built = {str(page.relative_to(site).with_suffix("")) for page in pages(site)}
    assert built == {*toc_pages(), *EXTRA_PAGES}


def test_every_executed_notebook_is_in_the_table_of_contents() -> None:
    notebooks = {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks == {page for page in toc_pages() if page.startswith("notebooks/")}


def test_internal_links_and_anchors_resolve(site: Path) -> None:
    broken = []
    for page in pages(site):
        for element in soup(page).find_all(href=True) + soup(page).find_all(src=True):
            link = str(element.get("href") or element.get("src"))
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (page.parent / unquote(url.path)).resolve() if url.path else page
            if not target.is_file() or (url.fragment and unquote(url.fragment) not in ids(target)):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert not broken


def test_ids_are_unique_on_each_page(site: Path) -> None:
    for page in pages(site):
        assert sorted(set(ids(page))) == sorted(ids(page)), page


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    loaded = "script[src], link[rel=stylesheet], link[rel=preload], img[src], iframe[src]"
    for page in pages(site):
        for element in soup(page).select(loaded):
            link = str(element.get("src") or element.get("href"))
            assert not urlsplit(link).netloc, f"{page}: {link}"


def test_every_figure_says_what_is_to_be_seen(site: Path) -> None:
    for page in pages(site):
        for image in soup(page).select("main img"):
            alt = str(image.get("alt", ""))
            shown = f"{page.name}: {image.get('src')} has the alt text {alt!r}"
            assert len(alt.split()) >= 3, shown
            assert not re.search(r"\.(png|svg|jpe?g|gif)$|^_images", alt.strip()), shown


def test_a_chapter_shows_its_card_and_when_it_was_validated(site: Path) -> None:
    for name in chapter_pages():
        page, run = soup(site / f"{name}.html"), read_notebook(name).metadata.gradbook
        stem = name.rpartition("/")[2]
        assert run.device in text_of(page.select_one("table.chapter-card"))
        assert page.select(f'table.chapter-card a[href$="{stem}.ipynb"]')
        stamp = text_of(page.select_one(".last-validated"))
        for expected in (run.date, run.device, run.python, *run.versions.values()):
            assert expected in stamp


def test_a_chapter_shows_its_exercises_with_hints_and_solutions(site: Path) -> None:
    for name in chapter_pages():
        page = soup(site / f"{name}.html")
        exercises = notes(name, "exercise")
        assert exercises or name.endswith("-benchmark")
        for exercise in exercises:
            label = exercise.id.replace(".", "-")
            title = page.select_one(f"#exercise-{label} > .admonition-title")
            shown = f"Exercise {exercise.id} ({exercise.title})".replace(
                "'", "\N{RIGHT SINGLE QUOTATION MARK}"
            )
            assert text_of(title) == shown
            solution = text_of(page.select_one(f"details #solution-{label} pre"))
            assert solution.split() == exercise.solution.split()
        summaries = [text_of(summary) for summary in page.select("details > summary")]
        hints = sum(len(exercise.hints) for exercise in exercises)
        assert sum(summary.startswith("Hint") for summary in summaries) == hints


def test_a_chapter_shows_its_questions(site: Path) -> None:
    for name in chapter_pages():
        forms = soup(site / f"{name}.html").select("form.quiz")
        questions = notes(name, "quiz")
        assert [form["data-quiz"] for form in forms] == [question.id for question in questions]
        for form, question in zip(forms, questions, strict=True):
            correct = [item["data-correct"] == "true" for item in form.select("details li")]
            assert correct == [option.correct for option in question.options]
            kind = "radio" if sum(correct) == 1 else "checkbox"
            assert len(form.select(f'input[type="{kind}"]')) == len(question.options)


def test_the_results_page_holds_every_claim(site: Path) -> None:
    page = soup(site / "book" / "results.html")
    shown = [text_of(row.select_one("td")) for row in page.select("table.results tbody tr")]
    claims = [
        output.metadata.gradbook_claim.name
        for name in sorted(chapter_pages())  # a benchmark after its chapter
        for cell in read_notebook(name).cells
        for output in cell.get("outputs", [])
        if "gradbook_claim" in output.get("metadata", {})
    ]
    assert claims
    curled = [name.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for name in claims]
    assert [name.split() for name in shown] == [name.split() for name in curled]


def test_a_chapter_links_a_glossary_term_once_at_its_first_use(site: Path) -> None:
    for name in chapter_pages():
        links = [str(link["href"]) for link in soup(site / f"{name}.html").select("a:has(.term)")]
        assert links
        assert sorted(set(links)) == sorted(links)


def test_colab_is_offered_where_the_repository_has_an_address(site: Path) -> None:
    address = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]["url"]
    for page in pages(site):
        assert ("colab.research.google.com" in page.read_text("utf-8")) == (
            bool(address) and page.parent.name == "notebooks"
        )


# --- small books, built to see what happens --------------------------------------------------


def small_book(folder: Path, index: str, config: dict[str, dict[str, str]]) -> Path:
    """A book of one page and one notebook with the settings of this one."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    for section, values in config.items():
        settings[section].update(values)
    settings["sphinx"]["local_extensions"] = {"site_extension": str(ROOT / "tools")}
    shutil.copytree(ROOT / "book" / "_static", folder / "book" / "_static")
    (folder / "notebooks").mkdir()
    (folder / "book" / "references.bib").touch()
    (folder / "book" / "index.md").write_text(index, "utf-8")
    (folder / "_config.yml").write_text(yaml.safe_dump(settings), "utf-8")
    toc = {"format": "jb-book", "root": "book/index", "chapters": [{"file": "notebooks/01-small"}]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    title = nbformat.v4.new_markdown_cell("# Small\n\nOne sentence.", id="title")
    notebook = nbformat.v4.new_notebook(cells=[title])
    nbformat.write(notebook, folder / "notebooks" / "01-small.ipynb")
    return folder


def test_a_dead_internal_link_stops_the_build(tmp_path: Path) -> None:
    text = "# Book\n\n[gone](gone.md), {ref}`nowhere`, {cite}`nobody`\n"
    built = build_book(small_book(tmp_path, text, {}), tmp_path)
    assert built.returncode != 0
    for missing in ("gone.md", "nowhere", "nobody"):
        assert re.search(rf"WARNING: .*{missing}", built.stdout + built.stderr)


def test_an_address_brings_colab_sitemap_and_complete_cards(tmp_path: Path) -> None:
    config = {
        "repository": {"url": "https://github.com/example/book"},
        "html": {"baseurl": "https://example.org/book"},
    }
    built = build_book(small_book(tmp_path, "# Book\n\nText.\n", config), tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    site = tmp_path / "_build" / "html"
    page = soup(site / "notebooks" / "01-small.html")
    colab = (
        "https://colab.research.google.com/github/example/book/blob/main/notebooks/01-small.ipynb"
    )
    assert page.select_one(f'.chapter-card a[href="{colab}"]')
    assert page.select_one('a[href^="https://github.com/example/book"]')
    card = page.select_one('meta[property="og:image"]')
    assert card is not None
    assert (site / str(card["content"]).removeprefix("https://example.org/book/")).is_file()
    assert "https://example.org/book/notebooks/01-small.html" in (site / "sitemap.xml").read_text()
    base = soup(site / "404.html").select_one("base")
    assert base is not None
    assert base["href"] == "https://example.org/book/"


def test_the_site_builds_without_numpy_torch_and_tensorflow() -> None:
    program = (
        "import sys; sys.path.insert(0, 'tools'); import site_extension; "
        "print({'numpy', 'torch', 'tensorflow', 'matplotlib'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"
