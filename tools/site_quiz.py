"""A quiz question on a page: native inputs, and an answer that unfolds without any script."""

import json
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from site_pages import slug
from sphinx.util.docutils import SphinxDirective

LETTERS = "ABCDEFGHIJ"


class Tag(nodes.General, nodes.Element):
    """An HTML element around ordinary nodes: ``Tag("p", nodes.Text("Hello"), class_="lead")``."""

    def __init__(self, tag: str = "div", *children: nodes.Node, **attributes: str) -> None:
        super().__init__("", *children, tag=tag)
        self["html"] = {name.strip("_").replace("_", "-"): v for name, v in attributes.items()}


def visit_tag(self: Any, node: Tag) -> None:
    """Open the element."""
    self.body.append(self.starttag(node, node["tag"], "", **node["html"]))


def depart_tag(self: Any, node: Tag) -> None:
    """Close the element."""
    if node["tag"] != "input":
        self.body.append(f"</{node['tag']}>\n")


def text(tag: str, content: str, **attributes: str) -> Tag:
    """An element that holds plain text."""
    return Tag(tag, nodes.Text(content), **attributes)


def holds_quiz(document: nodes.document) -> bool:
    """Whether a page asks a question."""
    return any("quiz" in form["classes"] for form in document.findall(Tag))


class QuizDirective(SphinxDirective):
    """One question; the content is its JSON."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build the form."""
        quiz = json.loads("\n".join(self.content))
        name = f"quiz-{slug(quiz['id'])}"
        several = sum(option["correct"] for option in quiz["options"]) > 1
        guide = "Choose all that apply." if several else "Choose one answer."
        choices, reasons = [], []
        for letter, option in zip(LETTERS, quiz["options"], strict=False):
            field = f"{name}-{letter.lower()}"
            kind = "checkbox" if several else "radio"
            button = Tag("input", type=kind, name=name, value=letter)
            button["ids"] = [field]
            words = Tag("span", *self.inline(option["text"]))
            label = Tag("label", text("span", letter, class_="quiz-letter"), words, for_=field)
            choices.append(Tag("div", button, label, class_="quiz-option"))
            verdict = f"✓ {letter} is correct. " if option["correct"] else f"✗ {letter} is wrong. "
            reason = Tag("li", text("strong", verdict), *self.inline(option["reason"]))
            reason["html"] = {
                "data-option": letter,
                "data-correct": json.dumps(option["correct"]),
            }
            reasons.append(reason)
        question = self.parse(quiz["question"])
        legend = Tag("legend", *question[0].children)
        form = Tag(
            "form",
            Tag("fieldset", legend, *question[1:], text("p", guide, class_="quiz-guide"), *choices),
            text("button", "Check answer", type="submit", hidden="hidden"),
            Tag("div", role="status", class_="quiz-feedback"),
            Tag("details", text("summary", "Answer and reasons"), Tag("ul", *reasons)),
            data_quiz=quiz["id"],
        )
        form["classes"], form["names"], form["ids"] = ["quiz"], [name], [name]
        self.state.document.note_explicit_target(form, form)
        return [form]

    def parse(self, source: str) -> list[nodes.Node]:
        """The nodes of a MyST text."""
        parent = nodes.Element()
        lines = StringList(source.splitlines(), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, parent)
        return parent.children

    def inline(self, source: str) -> list[nodes.Node]:
        """The nodes of a MyST text of one paragraph."""
        (paragraph,) = self.parse(source)
        return list(paragraph.children)
