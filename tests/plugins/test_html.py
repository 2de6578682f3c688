"""The HTML report: one page, nothing of the input unescaped."""

from __future__ import annotations

from html.parser import HTMLParser

import evalcore_html
import pytest
from portfolio import REQUESTS, evaluator


class Page(HTMLParser):
    """The tags that are open, the texts of cells, and every tag that was met."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - its signature
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def listing(requests=REQUESTS, *, ranking=True):
    judge = evaluator()
    found = judge.rank(requests) if ranking else judge.evaluate_all(requests)
    return judge.listing(found, ranking=ranking)


def test_a_ranking_has_the_decided_with_their_places_and_the_undecided_apart():
    page = Page(evalcore_html.as_html(listing()))
    assert page.open == []
    assert page.rows[0] == ["#", "Request", "Verdict", "Total", "Why"]
    assert [row[:3] for row in page.rows[1:]] == [
        ["1", "R1 Self-service portal", "go"],
        ["2", "R3 Data platform", "refer"],
        ["3", "R2 Booking app", "kill"],
        ["Request", "For now", "Total"],
        ["R4 Robots for the warehouse", "hold", "-"],
    ]
    assert "depends on fit" in page.rows[-1][-1]


def test_a_list_of_evaluations_has_every_score():
    page = Page(evalcore_html.as_html(listing(ranking=False)))
    assert page.rows[0] == ["Request", "Verdict", "Total", "strategic_fit", "time", "Why"]
    assert [row[0][:2] for row in page.rows[1:]] == ["R1", "R2", "R3", "R4"]


@pytest.mark.parametrize("ranking", [True, False])
def test_what_was_said_is_text_and_nothing_else(ranking):
    title = '<script>alert(1)</script> & "more"\x1b[31m'
    page = evalcore_html.as_html(listing([{**REQUESTS[0], "title": title}], ranking=ranking))
    assert "script" not in Page(page).tags
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;" in page
    assert "\x1b" not in page
    assert "http" not in page
