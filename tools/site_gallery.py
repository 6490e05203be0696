"""The chapters as cards, each with its first figure, so that one sees what the book is about."""

import base64
import hashlib
from html import escape

from site_pages import Chapter


def gallery(chapters: list[Chapter], to_root: str) -> str:
    """The cards as HTML; ``to_root`` leads from the page to the site's root."""
    cards = "".join(f"<li>{card(chapter, to_root)}</li>" for chapter in chapters)
    return f'<nav class="chapter-gallery" aria-label="Chapters"><ul>{cards}</ul></nav>'


def card(chapter: Chapter, to_root: str) -> str:
    """A link to a chapter, named by its title, with its first figure."""
    title = escape(f"{int(chapter.number)}. {chapter.title}")
    link = f'href="{to_root}{chapter.docname}.html" aria-label="{title}"'
    return f"<a {link}>{first_figure(chapter, to_root)}<span>{title}</span></a>"


def first_figure(chapter: Chapter, to_root: str) -> str:
    """A chapter's first figure, in the file that MyST-NB names by the hash of its bytes."""
    for cell in chapter.notebook["cells"]:
        for output in cell.get("outputs", []):
            if png := output.get("data", {}).get("image/png"):
                file = f"{hashlib.sha256(base64.b64decode(png)).hexdigest()}.png"
                alt = escape(cell["metadata"]["mystnb"]["image"]["alt"])
                return f'<img src="{to_root}_images/{file}" alt="{alt}" loading="lazy">'
    return ""
