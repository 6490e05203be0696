"""The graph of chapters and what each builds on, drawn as an SVG."""

from graphlib import CycleError, TopologicalSorter
from html import escape

from site_pages import Chapter

WIDTH, HEIGHT, GAP_X, GAP_Y = 176, 46, 22, 34  # of a box, and between boxes


def levels(chapters: list[Chapter]) -> dict[str, int]:
    """For each chapter (by file stem) the longest way to it from one without prerequisites.

    Raises:
        ValueError: a prerequisite does not exist, or chapters require each other in a circle.
    """
    needs = {chapter.stem: chapter.card.get("prerequisites", []) for chapter in chapters}
    level: dict[str, int] = {}
    try:
        for stem in TopologicalSorter(needs).static_order():
            if stem not in needs:
                raise ValueError(f"a chapter requires {stem}, which does not exist")
            level[stem] = 1 + max((level[need] for need in needs[stem]), default=-1)
    except CycleError as error:
        raise ValueError(f"chapters require each other: {' - '.join(error.args[1])}") from None
    return level


def direct_needs(chapters: list[Chapter]) -> dict[str, list[str]]:
    """For each chapter (by file stem) its prerequisites that no other one of them builds on."""
    needs = {chapter.stem: chapter.card.get("prerequisites", []) for chapter in chapters}
    above: dict[str, set[str]] = {}
    for stem, _ in sorted(levels(chapters).items(), key=lambda item: item[1]):
        above[stem] = set(needs[stem]).union(*(above[need] for need in needs[stem]))
    return {
        stem: [need for need in named if not any(need in above[other] for other in named)]
        for stem, named in needs.items()
    }


def chapter_map(chapters: list[Chapter], to_root: str) -> str:
    """The graph as HTML; ``to_root`` leads from the page to the site's root."""
    level, needs = levels(chapters), direct_needs(chapters)
    rows: dict[int, list[Chapter]] = {}
    for chapter in sorted(chapters, key=lambda c: c.stem):
        rows.setdefault(level[chapter.stem], []).append(chapter)
    width = max(len(row) for row in rows.values()) * (WIDTH + GAP_X)
    height = len(rows) * (HEIGHT + GAP_Y)
    place = {
        chapter.stem: (
            (n + 0.5) * width / len(row),
            depth * (HEIGHT + GAP_Y) + GAP_Y / 2 + HEIGHT / 2,
        )
        for depth, row in rows.items()
        for n, chapter in enumerate(row)
    }
    arrows, boxes = [], []
    for chapter in chapters:
        x, y = place[chapter.stem]
        for need in needs[chapter.stem]:
            x0, y0 = place[need]
            top, bottom = y0 + HEIGHT / 2, y - HEIGHT / 2 - 5
            middle = (top + bottom) / 2
            arrows.append(
                f'<path d="M{x0:g} {top:g}C{x0:g} {middle:g} {x:g} {middle:g} {x:g} {bottom:g}"/>'
            )
        boxes.append(box(chapter, x, y, to_root))
    return (
        f'<nav class="chapter-map" aria-label="Chapters and what they build on">'
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8Z"/></marker></defs>'
        f'<g class="arrows" aria-hidden="true">{"".join(arrows)}</g>{"".join(boxes)}</svg></nav>'
    )


def box(chapter: Chapter, x: float, y: float, to_root: str) -> str:
    """One chapter: a rectangle with its number and title, which links to its page."""
    needs = ", ".join(f"chapter {int(need[:2])}" for need in chapter.card.get("prerequisites", []))
    number = int(chapter.number)
    hint = f"builds on {needs}" if needs else "builds on no other chapter"
    label = escape(f"Chapter {number}, {chapter.title}, {hint}")
    lines = wrap(f"{number}. {chapter.title}", 22)
    first = y - 8 * (len(lines) - 1) + 5
    text = "".join(
        f'<tspan x="{x:g}" y="{first + 17 * n:g}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    return (
        f'<a href="{to_root}{chapter.docname}.html" aria-label="{label}">'
        f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}" '
        f'rx="6"/><text text-anchor="middle">{text}</text></a>'
    )


def wrap(text: str, width: int) -> list[str]:
    """A title in at most two lines; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1]} …"]
