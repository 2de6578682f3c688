"""What stands in a cell of a notebook: a list with its map, an evaluation with how it adds up."""

from __future__ import annotations

from base64 import b64encode

from evalcore.judge.evaluation import Judged
from evalcore.judge.listing import Listing
from evalcore.page.markup import Markup, tag
from evalcore.page.pictures import map_picture, waterfall_picture
from evalcore.reports.html import as_part
from evalcore.reports.notebook import Shown, document_of


def show_html(shown: Shown) -> str:
    """A fragment of HTML: an evaluation's reasons, a list as a table, each with its picture.

    Without scripts and styles. Raises `InputError` for an evaluation that was read back, without
    its ruleset.
    """
    parts = [*map(as_part, document_of(shown).parts), *_picture(shown)]
    joined = "\n".join(parts)
    return f'<div class="evalcore">\n{joined}\n</div>'


def _picture(shown: Shown) -> list[Markup]:
    """An image by itself: the style of a picture within a page would be that of the page."""
    match shown:
        case Listing() if len(shown.evaluations) > 1:
            each = [one for one in shown.evaluations if isinstance(one, Judged)]
            found, words = map_picture(shown.graph, each), f"The map of {len(each)} initiatives"
        case Judged():
            found, words = waterfall_picture(shown), f"How the total of {shown.id} adds up"
        case _:
            return []
    if found is None:
        return []
    source = f"data:image/svg+xml;base64,{b64encode(found.encode()).decode()}"
    return [tag("p", tag("img", src=source, alt=words, width="720"))]
