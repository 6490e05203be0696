"""The index that the search page loads."""

from docutils import nodes
from docutils.core import publish_doctree
from site_search import HEADING, search_index
from sphinx.addnodes import glossary
from sphinx.search.en import SearchEnglish

PAGE = """
Networks
========

They learn, :math:`w`.

Layers & units
--------------

Layers learn 12 layers.

Quiz
----

Learning?
"""


def counts(index: dict[str, list[int]], stem: str) -> dict[int, int]:
    """How often a stem occurs, by section."""
    return dict(zip(index[stem][::2], index[stem][1::2], strict=True))


def test_each_section_is_known_by_its_own_words() -> None:
    doctree = publish_doctree(PAGE, settings_overrides={"doctitle_xform": False})
    index = search_index({"notebooks/01-a": doctree}, SearchEnglish({}))
    assert [section[:3] + section[4:] for section in index["sections"]] == [
        ["notebooks/01-a", "", "", 0],
        ["notebooks/01-a", "layers-units", "Layers &amp; units", 0],
        ["notebooks/01-a", "quiz", "Quiz", 1],
    ]
    assert counts(index["words"], "layer") == {1: HEADING + 2}
    assert counts(index["words"], "learn") == {0: 1, 1: 1, 2: 1}
    assert not {"w", "12", "they"} & index["words"].keys()


def test_an_entry_of_a_glossary_is_a_section() -> None:
    term = nodes.term("", "seed", ids=["term-seed"])
    meaning = nodes.definition("", nodes.paragraph("", "starts a generator"))
    entries = nodes.definition_list("", nodes.definition_list_item("", term, meaning))
    title = nodes.title("", "Glossary")
    doctree = publish_doctree("")
    doctree += nodes.section("", title, glossary("", entries), ids=["glossary"])
    index = search_index({"book/glossary": doctree}, SearchEnglish({}))
    assert index["sections"][1][:3] == ["book/glossary", "term-seed", "seed"]
    assert counts(index["words"], "gener") == {1: 1}


def test_folded_code_is_not_searched_but_its_output_is() -> None:
    code = nodes.container("", nodes.literal_block("", "imports"), classes=["cell_input"])
    output = nodes.container("", nodes.literal_block("", "printed"), classes=["cell_output"])
    cell = nodes.container("", code, output, classes=["cell", "tag_hide-input"])
    doctree = publish_doctree("")
    doctree += nodes.section("", nodes.title("", "Chapter"), cell, ids=["chapter"])
    index = search_index({"notebooks/01-a": doctree}, SearchEnglish({}))
    assert "import" not in index["words"]
    assert counts(index["words"], "print") == {0: 1}
