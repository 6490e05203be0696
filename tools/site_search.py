"""What the search looks up: the words of every section, and of every entry of the glossary."""

import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx.addnodes import glossary
from sphinx.search import SearchLanguage

HEADING = 5
"""A word of a heading counts as often as this many in the text."""
ASIDE = re.compile(r"book/(bibliography|results|review)|.*-benchmark")
"""Pages of which others, and these sections of which other sections, say more."""
ASIDE_SECTIONS = {"Claims", "Exercises", "Further reading", "Quiz"}
SKIPPED = (nodes.comment, nodes.math, nodes.math_block, nodes.raw)


def search_index(doctrees: dict[str, nodes.document], language: SearchLanguage) -> dict[str, Any]:
    """The index that the search page loads.

    ``sections`` holds page, anchor, heading, number of words, and whether others say more;
    ``words`` holds for each stem, in turn, the number of a section and how often the
    stem occurs there. A page's first section has neither anchor nor heading.
    """
    sections: list[list[Any]] = []
    words: dict[str, list[int]] = {}
    for page, doctree in doctrees.items():
        for part in filter(is_part, doctree.findall(nodes.Element)):
            title: Any = part[0]
            stems = Counter(stems_of(own_text(part), language))
            for stem in stems_of(title.astext(), language):
                stems[stem] += HEADING - 1
            for stem, count in stems.items():
                words.setdefault(stem, []).extend((len(sections), count))
            anchored = title if isinstance(title, nodes.term) else part
            where = ["", ""] if part.parent is doctree else [anchored["ids"][0], title.astext()]
            aside = bool(ASIDE.fullmatch(page)) or title.astext() in ASIDE_SECTIONS
            sections.append([page, where[0], escape(where[1]), stems.total(), int(aside)])
    return {"sections": sections, "words": words}


def is_part(node: nodes.Node) -> bool:
    """Whether a node is a section with a title, or an entry of a glossary."""
    if isinstance(node, nodes.definition_list_item):
        return isinstance(node.parent.parent, glossary)
    return isinstance(node, nodes.section) and isinstance(node[0], nodes.title)


def own_text(node: nodes.Element) -> Iterator[str]:
    """The texts of a section without those of the sections in it, formulas and folded code."""
    folded = "tag_hide-input" in node["classes"]
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif is_part(child) or isinstance(child, SKIPPED) or not isinstance(child, nodes.Element):
            continue
        elif not (folded and "cell_input" in child["classes"]):
            yield from own_text(child)


def stems_of(texts: Iterator[str] | str, language: SearchLanguage) -> list[str]:
    """The stems of a text's words as the search page makes them of a question, without numbers."""
    text = texts if isinstance(texts, str) else " ".join(texts)
    stems = (language.stem(word.lower()) for word in language.split(text) if not word.isdigit())
    return [stem for stem in stems if language.word_filter(stem)]
