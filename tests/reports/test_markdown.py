"""The Markdown report: tables and lists in which nothing that somebody wrote is markup."""

from __future__ import annotations

import pytest
from portfolio import REQUESTS, evaluator

from evalcore.judge.explanation import Reason
from evalcore.reports.explanations import explanation_document
from evalcore.reports.listings import listing_document
from evalcore.reports.markdown import as_markdown, escape
from rulesets import evaluator as small_ruleset


def test_a_ranking():
    judge = evaluator()
    assert (
        as_markdown(listing_document(judge.listing(judge.rank(REQUESTS), ranking=True)))
        == """\
# portfolio 2026.1: 4 initiatives

1 go, 1 refer, 1 kill, 1 undecided.

| \\# | Request | Verdict | Total | Why |
| ---: | --- | --- | ---: | --- |
| 1 | R1 Self-service portal | go | 0.76 | it fits, and there is time for it |
| 2 | R3 Data platform | refer | 0.88 | the council has not carried it |
| 3 | R2 Booking app | kill | 0.23 | nothing speaks for it |

## Undecided

| Request | For now | Total | Why |
| --- | --- | ---: | --- |
| R4 Robots for the warehouse | hold | - | go or kill: depends on fit |
"""
    )


def test_scores():
    judge = evaluator()
    assert (
        as_markdown(listing_document(judge.listing(judge.evaluate_all(REQUESTS[2:]))))
        == """\
# portfolio 2026.1: 2 initiatives

1 refer, 1 undecided.

| Request | Verdict | Total | strategic\\_fit | time | Why |
| --- | --- | ---: | ---: | ---: | --- |
| R3 Data platform | refer | 0.88 | 1.00 | 0.50 | the council has not carried it |
| R4 Robots for the warehouse | hold (undecided) | - | - | 0.60 | go or kill: depends on fit |
"""
    )


def test_a_ruleset_without_a_total():
    judge = small_ruleset()
    rows = tuple(judge.rank([{"id": "R1"}]))
    for ranking, head in ((True, "# small"), (False, "# small")):
        text = as_markdown(listing_document(judge.listing(rows, ranking=ranking)))
        assert text.startswith(head)
        assert "Total" not in text
        assert len({line.count("|") for line in text.splitlines() if "|" in line}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", "a\\|b"),
        ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
        ("*a* _b_ `c` ~~d~~", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~"),
        ("[x](javascript:y) ![i](j)", "\\[x\\](javascript:y) !\\[i\\](j)"),
        ("&lt; $x$ #1", "\\&lt; \\$x\\$ \\#1"),
        ("C:\\|", "C:\\\\\\|"),
        ("one\r\ntwo\x1b[31m", "one  two \\[31m"),
    ],
)
def test_nothing_is_markup(text, expected):
    assert escape(text) == expected


def test_an_explanation_is_a_nested_list():
    root = Reason(
        "R1 <b>: go",
        parts=(
            Reason("worthy", "yes", (Reason("total >= 0.5", "yes", (Reason("total = 0.7"),)),)),
            Reason("open", "unknown", (Reason("cost_k", "unknown"),)),
        ),
    )
    assert (
        as_markdown(explanation_document(root))
        == """\
# R1 \\<b>: go

- ✓ worthy
  - ✓ total >= 0.5 where total = 0.7
- ? open
  - ? cost\\_k
"""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. no list", "- 1\\. no list"),
        ("- nor this", "- \\- nor this"),
        ("+ nor this", "- \\+ nor this"),
        ("> no quotation", "- \\> no quotation"),
        ("1 - clamp(x)", "- 1 - clamp(x)"),
        ("-5 is a number", "- -5 is a number"),
    ],
)
def test_no_list_begins_inside_an_item(text, expected):
    document = explanation_document(Reason("root", parts=(Reason(text),)))
    assert as_markdown(document).splitlines()[2] == expected
