"""What the site's extension makes of notebooks, without building a site."""

import base64
import hashlib
from types import SimpleNamespace
from typing import Any

import pytest
from site_extension import colab_url, sitemap
from site_gallery import gallery
from site_map import chapter_map, direct_needs, levels, wrap
from site_pages import (
    Chapter,
    card,
    duration,
    join_streams,
    page_notebook,
    results,
    review,
    split_lead,
    stamp,
)

RUN = {
    "date": "2026-01-31",
    "python": "3.12.1",
    "versions": {"numpy": "2.4.0"},
    "device": "CPU, 2 cores",
    "seconds": 75.2,
}
EXERCISE = {
    "id": "02.1",
    "title": "Twice",
    "difficulty": "easy",
    "minutes": 5,
    "statement": "Write `twice(x)`.",
    "hints": ["Multiply.", "By two."],
    "solution": "def twice(x):\n    return 2 * x\n",
}
QUIZ = {
    "id": "02.q1",
    "question": "What is $1 + 1$?\n\nThink.",
    "options": [
        {"text": "two", "correct": True, "reason": "Count."},
        {"text": "three", "correct": False, "reason": "Count again."},
    ],
}


def cell(kind: str, source: str, outputs: list[Any] | None = None, **note: Any) -> dict[str, Any]:
    """A notebook's cell."""
    metadata = {"gradbook": note} if note else {}
    code = {"outputs": outputs or [], "execution_count": 1} if kind == "code" else {}
    return {"cell_type": kind, "metadata": metadata, "source": source, **code}


def chapter(stem: str = "02-small", cells: tuple[Any, ...] = (), **front: Any) -> Chapter:
    """A chapter with a title, the given cells and front matter."""
    title = cell("markdown", f"# Title of {stem}\n\nOne sentence.\n\n## First\n\nText.")
    setup = cell("code", "install()", setup=True)
    metadata = {"chapter": front, "gradbook": RUN}
    notebook = {"cells": [setup, title, *cells], "metadata": metadata, "nbformat_minor": 5}
    return Chapter(f"notebooks/{stem}", notebook)


def claim(value: float) -> dict[str, Any]:
    """A cell that recorded a claim."""
    record = {"name": "accuracy", "value": value, "at_least": 0.9, "unit": "%", "source": "me"}
    output = {"output_type": "display_data", "metadata": {"gradbook_claim": record}}
    return cell("code", "claim(...)", [output])


def sources(made: dict[str, Any]) -> list[str]:
    """The sources of a page's cells."""
    return [str(item["source"]) for item in made["cells"]]


def test_the_card_follows_the_first_sentence_and_precedes_the_setup() -> None:
    page = sources(page_notebook(chapter(), {}, None))
    assert page[0] == "# Title of 02-small\n\nOne sentence."
    assert "chapter-card" in page[1]
    assert page[2] == "install()"
    assert page[3] == "## First\n\nText."
    assert "Last validated" in page[-1]


def test_the_card_links_what_to_read_before_and_what_to_open() -> None:
    front = {"prerequisites": ["01-first"], "frameworks": ["keras"], "data": ["mnist"]}
    shown = card(chapter(reading_minutes=40, **front), {"01-first": "First things"}, "https://c/x")
    assert "[First things](01-first.ipynb)" in shown
    assert "{download}`02-small.ipynb <02-small.ipynb>` · [open in Colab](https://c/x)" in shown
    assert "1 min 15 s, measured on CPU, 2 cores" in shown
    assert "about 40 minutes" in shown
    assert "`gradbook data fetch mnist`" in shown
    assert "Keras" in shown


def test_without_an_address_the_card_offers_the_download_alone() -> None:
    shown = card(chapter(), {}, None)
    assert "{download}" in shown
    assert "Colab" not in shown


def test_hints_and_solution_follow_the_starter_cell() -> None:
    cells = (
        cell("markdown", "### Exercise 02.1", exercise=EXERCISE),
        cell("code", "check(...)", exercise_answer="02.1"),
        cell("markdown", "## Summary"),
    )
    page = sources(page_notebook(chapter(cells=cells), {}, None))
    start = page.index("check(...)")
    assert "{exercise} Twice\n:label: exercise-02-1" in page[start - 1]
    assert "Write `twice(x)`." in page[start - 1]
    assert page[start + 1].index("Hint 1 of 2") < page[start + 1].index("Hint 2 of 2")
    assert "{solution} exercise-02-1\n:label: solution-02-1" in page[start + 1]
    assert "    return 2 * x" in page[start + 1]
    assert page[start + 2] == "## Summary"


def test_hints_of_the_last_exercise_are_not_lost() -> None:
    cells = (
        cell("markdown", "### Exercise 02.1", exercise=EXERCISE),
        cell("code", "check(...)", exercise_answer="02.1"),
    )
    page = sources(page_notebook(chapter(cells=cells), {}, None))
    assert "{solution} exercise-02-1" in page[-2]


def test_a_question_becomes_a_directive_and_a_row_of_the_review() -> None:
    asking = chapter(cells=(cell("markdown", "What is ...?", quiz=QUIZ),))
    page = sources(page_notebook(asking, {}, None))
    assert any(source.startswith("````````{quiz}") for source in page)
    assert "[What is $1 + 1$?](#quiz-02-q1)" in review([asking])


def test_results_link_each_claim_to_its_cell() -> None:
    measured = chapter(cells=(claim(0.95),))
    page = sources(page_notebook(measured, {}, None))
    assert page[page.index("claim(...)") - 1] == "(claim-02-small-2)="
    shown = results([measured])
    assert "* - accuracy\n  - [95 %](#claim-02-small-2)\n  - at least 90 %\n  - me" in shown
    assert "## 2. [Title of 02-small](/notebooks/02-small.ipynb)" in shown
    assert "numpy 2.4.0" in shown


def test_results_refuse_a_claim_that_does_not_hold() -> None:
    with pytest.raises(ValueError, match="notebooks/02-small: accuracy does not hold"):
        results([chapter(cells=(claim(0.85),))])


def test_pieces_of_printed_text_are_joined_without_new_lines() -> None:
    def printed(name: str, text: str | list[str]) -> dict[str, Any]:
        return {"output_type": "stream", "name": name, "text": text}

    picture = {"output_type": "display_data"}
    pieces = [printed("stdout", "a "), printed("stdout", ["b", "\n"]), printed("stderr", "c")]
    joined = join_streams(cell("code", "", [*pieces, picture, printed("stderr", "d")]))
    texts = ["".join(output.get("text", "picture")) for output in joined["outputs"]]
    assert texts == ["a b\n", "c", "picture", "d"]


def test_a_notebook_that_was_not_run_has_no_stamp() -> None:
    bare = Chapter("notebooks/02-x", {"cells": [], "metadata": {"gradbook": {}}})
    assert stamp(bare) == ""


def test_a_title_cell_may_hold_the_title_alone() -> None:
    assert split_lead("# Title") == ("# Title", "")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.84, "0.8 s"), (42.3, "42 s"), (59.7, "1 min 0 s"), (185, "3 min 5 s")]
)
def test_durations_are_readable(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", None),
        ("https://gitlab.com/example/book", None),
        (
            "https://github.com/example/book.git",
            "https://colab.research.google.com/github/example/book/blob/main/notebooks/02-x.ipynb",
        ),
    ],
)
def test_colab_needs_a_repository_on_github(address: str, expected: str | None) -> None:
    options = {"repository_url": address, "repository_branch": "main"}
    config: Any = SimpleNamespace(html_theme_options=options)
    assert colab_url(config, "notebooks/02-x") == expected


def test_the_sitemap_lists_pages_below_the_address() -> None:
    assert "<loc>https://example.org/b/a/c.html</loc>" in sitemap("https://example.org/b/", ["a/c"])


def test_levels_are_the_longest_way_from_the_start() -> None:
    book = [
        chapter("01-a", prerequisites=[]),
        chapter("02-b", prerequisites=["01-a"]),
        chapter("03-c", prerequisites=["01-a", "02-b"]),
    ]
    assert levels(book) == {"01-a": 0, "02-b": 1, "03-c": 2}
    drawn = chapter_map(book, "../")
    assert drawn.count("<rect") == 3
    assert 'href="../notebooks/03-c.html"' in drawn
    assert "Chapter 3, Title of 03-c, builds on chapter 1, chapter 2" in drawn


def test_the_gallery_shows_the_first_figure_of_each_chapter() -> None:
    pngs = [base64.b64encode(image).decode() for image in (b"first", b"second")]
    figures = [{"data": {"image/png": png}} for png in pngs]
    plot = cell("code", "plot()", figures)
    plot["metadata"] = {"mystnb": {"image": {"alt": "A < B."}}}
    drawn = gallery([chapter("01-a", (plot,)), chapter("02-b")], "../")
    file = f"../_images/{hashlib.sha256(b'first').hexdigest()}.png"
    assert f'<img src="{file}" alt="A &lt; B." loading="lazy">' in drawn
    assert drawn.count("<img") == 1
    assert 'href="../notebooks/02-b.html" aria-label="2. Title of 02-b"' in drawn


def test_the_map_has_no_arrow_beside_a_way_over_another_chapter() -> None:
    book = [
        chapter("01-a", prerequisites=[]),
        chapter("02-b", prerequisites=["01-a"]),
        chapter("03-c", prerequisites=["02-b"]),
        chapter("04-d", prerequisites=["01-a", "03-c"]),
    ]
    assert direct_needs(book) == {"01-a": [], "02-b": ["01-a"], "03-c": ["02-b"], "04-d": ["03-c"]}
    assert chapter_map(book, "").count('<path d="M') == 4  # three arrows and their head


def test_chapters_that_require_each_other_are_refused() -> None:
    book = [chapter("01-a", prerequisites=["02-b"]), chapter("02-b", prerequisites=["01-a"])]
    with pytest.raises(ValueError, match="require each other: 0"):
        levels(book)


def test_a_prerequisite_must_exist() -> None:
    with pytest.raises(ValueError, match="requires 09-x, which does not exist"):
        levels([chapter("01-a", prerequisites=["09-x"])])


def test_long_titles_are_cut_at_two_lines() -> None:
    assert wrap("one two three four five six", 9) == ["one two", "three …"]
