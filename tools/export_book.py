"""The whole book as one file: ``python tools/export_book.py pdf epub``.

Takes the pages of the built website (``make book``) in the order of the table of contents, puts
hints, solutions and quiz answers at the end, lets MathJax set the formulas in Chromium, and prints
a tagged PDF with an outline, or packs an EPUB whose formulas are MathML.
"""

import argparse
import re
import shutil
import sys
import zipfile
from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import yaml
from bs4 import BeautifulSoup
from bs4.element import Tag
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LEFT_OUT = {"book/review"}  # needs a browser
WITHOUT_USE = "script, style, .headerlink, button, input, .quiz-guide, .quiz-feedback"
PLAIN = {"form": "div", "fieldset": "div", "legend": "p", "label": "span"}  # inputs are gone
TITLE = "Gradbook"
MIME = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg", ".gif": "image/gif"}

TO_XHTML = """() => {
  for (const formula of document.querySelectorAll("mjx-container")) {
    const math = formula.querySelector("mjx-assistive-mml math");
    for (const inner of [math, ...math.querySelectorAll("*")]) {
      for (const name of inner.getAttributeNames()) {
        if (name.startsWith("data-")) inner.removeAttribute(name);
      }
    }
    formula.replaceWith(math);
  }
  const writer = new XMLSerializer();
  return [...document.querySelectorAll("body > section")].map((s) => writer.serializeToString(s));
}"""


def contents() -> list[str]:
    """The pages to take, without suffix, in order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    pages = [toc["root"], *(page["file"] for part in toc["parts"] for page in part["chapters"])]
    return [page for page in pages if page not in LEFT_OUT]


def section_id(page: str) -> str:
    """The id of a page's section: ``book/index`` gives ``book-index``."""
    return page.replace("/", "-")


def assemble(site: Path) -> str:
    """One HTML document of all pages, with what unfolds on a page at the end.

    Raises:
        FileNotFoundError: the website has not been built.
    """
    pages = contents()
    book = BeautifulSoup("<html lang='en'><head></head><body></body></html>", "html.parser")
    head, body = book.head, book.body
    assert head is not None
    assert body is not None
    answers = book.new_tag("section", id="answers")
    answers.append(heading(book, "h1", "Hints, solutions and answers"))
    math_config = None
    for page in pages:
        path = site / f"{page}.html"
        source = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        math_config = math_config or source.find("script", string=re.compile("window.MathJax ="))
        article = source.select_one("article")
        assert article is not None
        for useless in article.select(WITHOUT_USE):
            useless.decompose()
        for fold in article.select("details.hide"):  # code that a page hides until asked
            assert fold.summary is not None
            fold.summary.decompose()
            fold.unwrap()
        localize(article, page, pages, path)
        section = book.new_tag("section", id=section_id(page))
        section.extend(list(article.children))
        body.append(section)
        title = section.select_one("h1")
        assert title is not None
        move_answers(book, section, title.get_text(), answers)
    body.append(answers)
    for element in body.select(", ".join(PLAIN)):
        element.name = PLAIN[element.name]
        del element["for"]
    static = (site / "_static").as_uri()
    styles = [
        f"{static}/{name}" for name in ("pygments.css", "exercise.css", "gradbook.css", "print.css")
    ]
    links = "".join(f'<link rel="stylesheet" href="{href}">' for href in styles)
    start = f'<script defer src="{static}/mathjax/startup.js"></script>'
    top = f'<meta charset="utf-8"><title>{TITLE}</title>{links}{math_config or ""}{start}'
    head.append(BeautifulSoup(top, "html.parser"))
    return f"<!DOCTYPE html>\n{book}"


def heading(book: BeautifulSoup, level: str, text: str) -> Tag:
    """A heading."""
    made = book.new_tag(level)
    made.string = text
    return made


def localize(article: Tag, page: str, pages: list[str], path: Path) -> None:
    """Make ids unique in the book, links to pages links within it, and addresses absolute."""
    for element in article.find_all(id=True):
        element["id"] = f"{section_id(page)}--{element['id']}"
    for link in article.find_all("a", href=True):
        url = urlsplit(str(link["href"]))
        if url.scheme:
            continue
        target = urljoin(f"{page}.html", url.path).removesuffix(".html") if url.path else page
        if target in pages:
            anchor = f"--{url.fragment}" if url.fragment else ""
            link["href"] = f"#{section_id(target)}{anchor}"
        else:  # a notebook to download, the review: only on the website
            link.unwrap()
    for image in article.find_all("img", src=True):
        image["src"] = (path.parent / str(image["src"])).resolve().as_uri()


def move_answers(book: BeautifulSoup, section: Tag, title: str, answers: Tag) -> None:
    """Move hints, solutions and quiz answers of a page to the end, each below its question."""
    folds = section.select("details:not(details details)")
    if folds:
        answers.append(heading(book, "h2", title))
    asked = None
    for fold in folds:
        form = fold.find_parent("form")
        exercise = fold.find_previous(class_="exercise")
        question = (form.select_one("legend") if form else exercise) if exercise or form else None
        if question is not None and question is not asked:
            name = question if form else question.select_one(".admonition-title")
            assert name is not None
            answers.append(heading(book, "h3", " ".join(name.get_text().split())))
            asked = question
        summary = fold.summary.extract() if fold.summary else None
        fold.extract()
        fold.name = "div"
        if summary and not form:
            summary.name = "h4"
            for icon in summary.select("svg"):
                icon.decompose()
            fold.insert(0, summary)
        answers.append(fold)


def open_book(page: Page, site: Path, folder: Path) -> None:
    """Open the assembled book in the browser and set its formulas."""
    folder.mkdir(parents=True, exist_ok=True)
    document = folder / "book.html"
    document.write_text(assemble(site), "utf-8")
    page.goto(document.as_uri())
    page.evaluate("window.MathJax.startup.promise")


def write_pdf(page: Page, target: Path) -> None:
    """Print the open book."""
    number = '<p style="width:100%;text-align:center;font-size:8px"><span class="pageNumber"></p>'
    page.pdf(
        path=target,
        format="A4",
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=number,
        margin={"top": "18mm", "bottom": "20mm", "left": "18mm", "right": "18mm"},
    )


def write_epub(page: Page, site: Path, target: Path) -> None:
    """Pack the open book."""
    sections = {
        match[1]: text
        for text in page.evaluate(TO_XHTML)
        if (match := re.match(r'<section[^>]*? id="([^"]+)"', text))
    }
    images: dict[str, Path] = {}

    def image(match: re.Match[str]) -> str:
        path = Path(match[1])
        images[path.name] = path
        return f'src="images/{path.name}"'

    def link(match: re.Match[str]) -> str:
        return f'href="{match[1].partition("--")[0]}.xhtml#{match[1]}"'

    files: dict[str, str] = {}
    items, spine, entries = [], [], []
    for name, text in sections.items():
        body = re.sub(r'src="file://([^"]+)"', image, text)
        body = re.sub(r'href="#([^"]+)"', link, body)
        title = re.search(r"<h1[^>]*>(.*?)</h1>", body, re.DOTALL)
        words = re.sub(r"<[^>]+>", "", title[1]).strip() if title else name
        files[f"{name}.xhtml"] = xhtml(words, body)
        kinds = [kind for kind, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in body]
        marks = f'properties="{" ".join(kinds)}"' if kinds else ""
        items.append(
            f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml" {marks}/>'
        )
        spine.append(f'<itemref idref="{name}"/>')
        entries.append(f'<li><a href="{name}.xhtml">{words}</a></li>')
    for number, name in enumerate(images):
        kind = MIME[Path(name).suffix]
        items.append(f'<item id="image-{number}" href="images/{name}" media-type="{kind}"/>')
    listing = f'<nav epub:type="toc"><h1>Contents</h1><ol>{"".join(entries)}</ol></nav>'
    files["nav.xhtml"] = xhtml("Contents", listing)
    static = site / "_static"
    files["book.css"] = "\n".join(
        (static / name).read_text("utf-8") for name in ("pygments.css", "print.css")
    )
    files["content.opf"] = package("".join(items), "".join(spine))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        pack.writestr("META-INF/container.xml", CONTAINER)
        for name, content in files.items():
            pack.writestr(f"OEBPS/{name}", content)
        for name, path in images.items():
            pack.write(path, f"OEBPS/images/{name}")


CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)


def xhtml(title: str, body: str) -> str:
    """A page of the EPUB."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="en" xml:lang="en"><head><title>{escape(title, quote=False)}</title>'
        f'<link rel="stylesheet" href="book.css"/></head><body>{body}</body></html>\n'
    )


def package(items: str, spine: str) -> str:
    """The EPUB's list of files. Its date is that of the newest notebook, so builds repeat."""
    dates = re.findall(
        r'"date": "(\d{4}-\d\d-\d\d)"',
        "".join(path.read_text("utf-8") for path in (ROOT / "notebooks").glob("*.ipynb")),
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:gradbook:{max(dates)}</dc:identifier>'
        f"<dc:title>{TITLE}</dc:title><dc:language>en</dc:language>"
        "<dc:creator>The Gradbook authors</dc:creator>"
        f'<meta property="dcterms:modified">{max(dates)}T00:00:00Z</meta>'
        '<meta property="schema:accessMode">textual</meta>'
        '<meta property="schema:accessMode">visual</meta>'
        '<meta property="schema:accessibilityFeature">alternativeText</meta>'
        '<meta property="schema:accessibilityFeature">MathML</meta>'
        '<meta property="schema:accessibilityHazard">none</meta></metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" '
        'properties="nav"/><item id="css" href="book.css" media-type="text/css"/>'
        f"{items}</manifest><spine>{spine}</spine></package>\n"
    )


def export(site: Path, *targets: Path) -> None:
    """Write the book of a built website to files that end in ``.pdf`` or ``.epub``."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("This needs the browser Chromium. Install it: apt-get install chromium")
    if not (site / "index.html").exists():
        raise SystemExit(f"There is no website in {site}. Build it first: make book")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(120_000)
        open_book(page, site, targets[0].parent / "export")
        for target in sorted(targets, key=lambda path: path.suffix == ".epub"):
            if target.suffix == ".pdf":
                write_pdf(page, target)
            else:
                write_epub(page, site, target)  # last, because it rewrites the page
        browser.close()


def main() -> int:
    """Export the website in ``_build/html``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="+", choices=["pdf", "epub"])
    targets = [ROOT / "_build" / f"gradbook.{kind}" for kind in parser.parse_args().kinds]
    export(ROOT / "_build" / "html", *targets)
    for target in targets:
        print(f"Wrote {target.relative_to(ROOT)} ({target.stat().st_size / 1e6:.1f} MB).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
