"""What a cell of a notebook shows: the lists and reasons of reports, each with its picture."""

from __future__ import annotations

import base64
import re

from places import ROOT

from evalcore import Evaluator, show_html
from evalcore.read.documents import load_initiatives
from rulesets import evaluator

PICTURE = re.compile(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)" width="720">')


def shown(thing: object) -> list[tuple[str, str]]:
    found = PICTURE.findall(show_html(thing))
    return [(words, base64.b64decode(text).decode()) for text, words in found]


def test_a_list_has_its_map_and_an_evaluation_how_it_adds_up():
    own = Evaluator("default")
    ranked = own.rank(load_initiatives(own, ROOT / "examples/requests.toml").initiatives)
    ((words, picture),) = shown(own.listing(ranked, ranking=True))
    assert words == "The map of 12 initiatives"
    assert picture.count("data-id=") == 12
    ((words, picture),) = shown(ranked[0])
    assert words == "How the total of I01 adds up"
    assert ">0.82</text>" in picture


def test_what_has_no_picture_is_shown_without():
    own = evaluator("""
        [fields]
        on = { kind = "flag" }

        [[rules]]
        id = "on"
        when = "on"
        verdict = "go"
    """)
    found = own.evaluate({"id": "<script>", "on": True})
    assert shown(found) == []
    assert shown(own.listing([found, found])) == []
    assert "<script>" not in show_html(found)
