"""JSON and CSV: what a program reads back is what was evaluated."""

from __future__ import annotations

import csv
import io
import json

import pytest
from portfolio import REQUESTS, evaluator

from evalcore.reports.machine import as_csv, as_json, spell_json
from evalcore.written.csv_text import spell_csv

TRICKY = 'say "go", or;\nkill\t=1+1 \u202e 顧客 \ud800'


def listing(requests=REQUESTS, *, ranking=True, judge=None):
    judge = judge or evaluator()
    found = judge.rank(requests) if ranking else judge.evaluate_all(requests)
    return judge.listing(found, ranking=ranking)


def test_json_is_the_contract():
    judge = evaluator()
    found = listing(judge=judge)
    data = json.loads(as_json(found))
    assert data == judge.to_json(found.evaluations)
    assert list(data) == ["ruleset", "as_of", "evaluations", "plugins"]
    assert [each["id"] for each in data["evaluations"]] == ["R1", "R3", "R2", "R4"]


def test_json_keeps_any_text_and_refuses_what_is_no_json():
    text = as_json(listing([{"id": "R1", "title": TRICKY}]))
    assert json.loads(text)["evaluations"][0]["title"] == TRICKY
    assert "顧客" in text
    with pytest.raises(ValueError, match="not JSON compliant"):
        spell_json({"total": float("nan")})


def test_csv_of_a_ranking():
    assert as_csv(listing()) == """\
rank,id,title,verdict,decided,possible,total,score.strategic_fit,score.time,decided_by,clause,because,missing
1,R1,Self-service portal,go,true,go,0.7625,0.75,0.8,worthy,,"it fits, and there is time for it",
2,R3,Data platform,refer,true,refer,0.875,1.0,0.5,voted,carried,the council has not carried it,
3,R2,Booking app,kill,true,kill,0.225,0.0,0.9,default,,nothing speaks for it,
,R4,Robots for the warehouse,hold,false,go; kill,,,0.6,undecided,,still open: fit,fit
"""  # fmt: skip


def test_csv_in_the_order_given_has_no_ranks():
    rows = list(csv.DictReader(io.StringIO(as_csv(listing(ranking=False)))))
    assert [row["id"] for row in rows] == ["R1", "R2", "R3", "R4"]
    assert "rank" not in rows[0]


@pytest.mark.parametrize("title", ["=1+1", "+1 for it", "-off", "@home"])
def test_no_title_is_a_formula_to_a_spreadsheet(title):
    found = listing([{"id": "R1", "title": title, "fit": 1, "hours": 1, "votes": 9}])
    row = next(csv.DictReader(io.StringIO(as_csv(found), newline="")))
    assert row["title"] == f"'{title}"


def test_csv_gives_back_any_title_and_exact_numbers():
    requests = [{"id": "R,1", "title": TRICKY, "fit": 1, "hours": 1.1, "votes": 9}]
    found = listing(requests)
    row = next(csv.DictReader(io.StringIO(as_csv(found), newline="")))
    assert (row["id"], row["title"]) == ("R,1", TRICKY)
    assert float(row["total"]) == found.evaluations[0].total


def test_every_csv_report_keeps_formulas_harmless():
    assert spell_csv(["a", "b"], [["=1+1", "-0.5"]]) == "a,b\n'=1+1,-0.5\n"
