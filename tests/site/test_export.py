"""The whole book as PDF and as EPUB."""

import subprocess
import sys
import zipfile
from pathlib import Path
from xml.dom import minidom

import pytest
from site_support import ROOT, chapter_pages, notes, read_notebook


@pytest.fixture(scope="module")
def book(browser_path: str, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported book; its suffix is to be set.

    It is made in a process of its own, since one holds only one Playwright.
    """
    stem = tmp_path_factory.mktemp("export") / "book"
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'tools'); import export_book;"
        f"export_book.export(*map(Path, {[str(site), f'{stem}.pdf', f'{stem}.epub']}))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=300)
    return stem


def test_the_pdf_is_tagged_and_outlined(book: Path) -> None:
    content = book.with_suffix(".pdf").read_bytes()
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Outlines", b"/Lang"):
        assert mark in content
    for heading in (b"(A result first)", b"(Exercises)", b"(Hints, solutions and answers)"):
        assert b"/Title " + heading in content


def test_the_epub_is_well_formed_and_complete(book: Path) -> None:
    with zipfile.ZipFile(book.with_suffix(".epub")) as pack:
        first = pack.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        names = set(pack.namelist())
        pages = {
            name: minidom.parseString(pack.read(name))
            for name in names
            if name.endswith((".xhtml", ".opf", ".xml"))
        }
    items = pages.pop("OEBPS/content.opf").getElementsByTagName("item")
    listed = {f"OEBPS/{item.getAttribute('href')}" for item in items}
    others = {"mimetype", "META-INF/container.xml", "OEBPS/content.opf"}
    assert listed | others == names

    ids = {name: elements(page, "id") for name, page in pages.items()}
    for name, page in pages.items():
        assert len(ids[name]) == len(set(ids[name])), name
        assert not elements(page, "onclick")
        for source in elements(page, "src"):
            assert f"OEBPS/{source}" in names
        for link in elements(page, "href"):
            file, _, anchor = link.partition("#")
            if "://" not in file:
                assert f"OEBPS/{file}" in names
                assert not anchor or anchor in ids[f"OEBPS/{file}"]

    for chapter in chapter_pages():
        page = pages[f"OEBPS/{chapter.replace('/', '-')}.xhtml"]
        formulas = sum(cell.source.count("$$ (") for cell in read_notebook(chapter).cells)
        assert len(page.getElementsByTagName("math")) >= formulas
        answers = text_of(pages["OEBPS/answers.xhtml"].documentElement)
        for exercise in notes(chapter, "exercise"):
            assert f"Exercise {exercise.id}" in answers
            assert exercise.solution.split("\n")[0] in answers


def elements(page: minidom.Document, attribute: str) -> list[str]:
    """The values of an attribute, wherever it is used."""
    found = page.getElementsByTagName("*")
    return [e.getAttribute(attribute) for e in found if e.hasAttribute(attribute)]


def text_of(node: minidom.Node) -> str:
    """The text of a node."""
    if node.nodeType == node.TEXT_NODE:
        return str(node.data)
    return "".join(text_of(child) for child in node.childNodes)
