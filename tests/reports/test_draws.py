"""The reports on draws: percents that do not lie, and texts that are no markup."""

from __future__ import annotations

import csv
import io

import pytest
from rich.cells import cell_len

from evalcore.reports.draws import draw_table, estimate_document, percent, ranking_document, shares
from evalcore.reports.html import as_html
from evalcore.reports.markdown import as_markdown
from evalcore.reports.tables import table_csv
from evalcore.reports.terminal import as_text
from evalcore.say.terms import Terms
from evalcore.study.draws import Shares, draw_estimates, draw_weights
from rulesets import evaluator

BODY = """
verdicts = ["go", "hold"]
[fields.u]
kind = "estimate"
minimum = 0
maximum = 1
[fields.v]
kind = "number"
minimum = 0
maximum = 1
[criteria.on_u]
score = "u"
weight = 1
[criteria.on_v]
score = "v"
weight = 1
[[rules]]
id = "good"
when = "total >= 0.5"
verdict = "go"
"""
NASTY = "=cmd|' /C calc'!A0 <b>*x*</b>\x1b[2J\nnext"


def portfolio(count: int):
    return [
        {"id": f"I{n:02}", "title": NASTY, "u": n / count, "v": 1 - n / count} for n in range(count)
    ]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "-"),
        (0.0001, "<1%"),
        (0.0049, "<1%"),
        (0.005, "<1%"),
        (0.0051, "1%"),
        (0.125, "12%"),
        (0.994, "99%"),
        (0.995, ">99%"),
        (0.99999, ">99%"),
        (1, "100%"),
    ],
)
def test_a_percent_is_never_nothing_for_what_happens_nor_all_for_what_may_not(share, text):
    assert percent(share) == text


def test_shares_are_listed_by_how_often_they_hold():
    found = Shares(("go", "hold", "kill"), (1, 0, 5), 4)
    assert shares(found, Terms()) == "kill 50%, undecided 40%, go 10%"
    terms = Terms({"kill": {"called": "a stop"}})
    assert shares(found, terms) == "stop 50%, undecided 40%, go 10%"


def test_no_title_is_markup_a_formula_or_steers_the_terminal():
    drawn = draw_weights(evaluator(BODY), portfolio(4), draws=200)
    page, document = as_markdown(ranking_document(drawn)), ranking_document(drawn, 80)
    assert "\\<b>\\*x\\*" in page
    assert "\x1b" not in page + as_text(document)
    assert "<b>" not in as_html(ranking_document(drawn))
    estimates = draw_estimates(evaluator(BODY), {**portfolio(4)[1], "u": [0, 0.5, 1]}, draws=50)
    assert "\x1b" not in as_text(estimate_document(estimates))
    rows = list(csv.DictReader(io.StringIO(table_csv(draw_table(drawn)))))
    assert {row["title"][0] for row in rows} == {"'"}


@pytest.mark.parametrize("width", [20, 60, 80, 100, 200])
def test_a_table_is_as_wide_as_the_window_at_most(width):
    drawn = draw_weights(evaluator(BODY), portfolio(15), draws=200)
    lines = as_text(ranking_document(drawn, width), width=width).splitlines()
    assert max(map(cell_len, lines)) <= max(width, 60)


def test_many_pairs_are_cut_short_and_counted():
    drawn = draw_weights(evaluator(BODY), portfolio(8), draws=200)
    assert len(drawn.flips) == 28
    page = as_markdown(ranking_document(drawn))
    assert "28 pairs change order, the most even ones first:" in page
    assert "16 more pairs: see --format json." in page


def test_one_initiative_has_no_pairs_and_an_unknown_one_no_rank():
    alone = as_markdown(ranking_document(draw_weights(evaluator(BODY), portfolio(1), draws=9)))
    assert "order" not in alone
    unknown = draw_weights(evaluator(BODY), [{"id": "A", "u": 0.2}], draws=9)
    page = as_markdown(ranking_document(unknown))
    assert "Not ranked, as its total is unknown:" in page
    assert "| A | undecided" in page
    assert "needs v |" in page
    same = [{"id": key, "u": 0.2, "v": 0.2} for key in "AB"]
    page = as_markdown(ranking_document(draw_weights(evaluator(BODY), same, draws=9)))
    assert "No draw changes the order of any two." in page
