"""Proposals: what is found by names and by content, and that what is printed is a mapping."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Evaluator
from evalcore.extend.sheets import Layout
from evalcore.read.documents import open_document, open_sheet, parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from evalcore.read.proposing.proposal import propose
from evalcore.read.proposing.writing import as_toml
from read.mapping.spreadsheet import DATA, EXAMPLES, JUDGE

CSV = JUDGE.plugins.source("csv")


def proposed(text, evaluator=JUDGE):
    opened = open_sheet(evaluator.plugins, CSV, text, "in.csv", Layout())
    return as_toml(propose(opened.sheet, evaluator.fields), source="in.csv")


def test_a_proposal():
    text = proposed("""\
Ref;Project name;Total cost;State;Due date;Is it urgent?;Goal list;Remark;Mail
1;A;€1.200,50;Running;July 31, 2022;Y;growth|safety;x;a@b
2;B;€900;IDEA;August 1, 2022;N;safety;TBC;c@d
3;C;Exempt (s. 43);waiting;TBC;Y;growth;Exempt (s. 43);e@f
""")
    assert text == PROPOSAL


PROPOSAL = """\
# A proposal for in.csv. Check each column, then give it to --map.
id = "Ref"
title = "Project name"

[unknown]
words = []

[withheld]
# CHECK: does every cell like this hide something, also among the texts?
patterns = ["exempt\\\\b.*"]

[fields.cost]
column = "Total cost"
# likely: the same words as the field, but for total
# a comma stands before the decimals
read = "money"
currency = ["€"]
decimal = ","
thousands = "."

[fields.stage]
column = "State"
# CHECK: 'state' may be what the field calls 'stage'
# CHECK: what does 'waiting' stand for?
table = { "Running" = "running", "IDEA" = "idea" }

[fields.due]
column = "Due date"
# likely: the same words as the field, but for date
formats = ["%B %d, %Y"]
unknown = ["TBC"]

[fields.urgent]
column = "Is it urgent?"
# sure of the column: the same words as the field
true = ["y"]
false = ["n"]

[fields.goals]
column = "Goal list"
# likely: the same words as the field, but for list
separator = "|"

[fields.note]
column = "Remark"
# CHECK: is 'TBC' an answer? it counts as one, but for: unknown = ["TBC"]
# CHECK: 'remark' may be what the field calls 'note'

# Fields for which no column was found: unknown in every row.
# [fields.benefit]
# column = "..."
# [records.outcomes]
# sheet = "..."
# id = "..."
# fields = { owner = "...", target = "..." }

# Columns that are not read:
#   Mail
"""


def test_what_is_ambiguous_is_marked():
    text = proposed("id,Due,Stage\nA,01/02/2022,idea\nB,03/04/2022,Waiting\n")
    assert "# CHECK: does the day come first, or the month? '01/02/2022' is read with" in text
    assert 'formats = ["%d/%m/%Y"]' in text
    assert "# CHECK: what does 'Waiting' stand for?" in text
    text = proposed("id,Due\nA,01/02/2022\nB,03/24/2022\n")
    assert 'formats = ["%m/%d/%Y"]' in text
    assert "CHECK" not in text.partition("[fields.due]")[2]
    text = proposed("Year,No,Cost\n1,1,3\n1,2,4\n2,1,$5\n2,2,£6\n")
    assert 'id = ["No", "Year"]' in text
    assert "# CHECK: several currencies, $ and £" in text
    text = proposed("a\n1\n1\n")
    assert "# CHECK: no column tells all rows apart; their numbers do\nid = { row = true }" in text


def test_a_column_is_known_by_what_it_holds():
    text = proposed("id,abc\nA,Idea\nB,Done\nC,Running\n")
    assert (
        '[fields.stage]\ncolumn = "abc"\n'
        "# CHECK: found by what the cells say, not by the column's name\n"
        'table = { "Idea" = "idea", "Done" = "done", "Running" = "running" }\n'
    ) in text


names = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), min_size=1, max_size=9)
CELLS = """|1|£1,234|$5|13%|TBC|Exempt 43|31/07/2022|July 31, 2022|Y|n|idea|Running|2,5\
|growth;safety|a\x7f\\"'b|a text that goes on for a while and says nothing in particular"""
cells = st.sampled_from(CELLS.split("|"))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(names, st.lists(cells, min_size=3, max_size=3)), min_size=1, max_size=5))
def test_whatever_the_columns_a_proposal_is_a_mapping_that_reads(columns):
    import csv
    import io

    text = io.StringIO()
    header = ["Cost", "Stage", *(name for name, _ in columns)]
    rows = [[f"{n}", "idea", *(cells[n] for _, cells in columns)] for n in range(3)]
    csv.writer(text).writerows([header, *rows])
    proposal = proposed(text.getvalue())
    tomllib.loads(proposal)
    mapping = read_mapping(proposal)
    loaded = parse_initiatives(JUDGE, text.getvalue(), CSV, "in.csv", mapping=mapping)
    assert len(loaded.initiatives) == 3


FILES = {
    "uk_gmpp": (
        "gmpp_2022_2023_plus.csv", set(), {"whole_life_cost_m": (409, 87)},
    ),
    "canada_it_projects": (
        "gc-it-projects-combined.csv", {"progress", "papers"}, {"first_budget": (1108, 0)},
    ),
    "keps": ("keps.csv", {"changes"}, {"stage": (613, 0)}),
}  # fmt: skip


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the real portfolios are not there: {DATA}")
@pytest.mark.parametrize("name", list(FILES))
def test_proposals_for_real_portfolios(name):
    file, _, counts = FILES[name]
    evaluator = Evaluator(EXAMPLES / f"{name}_rules.toml")
    source, document = open_document(evaluator.plugins, DATA / name / file)
    opened = open_sheet(evaluator.plugins, source, document, file, Layout())
    mapping = read_mapping(as_toml(propose(opened.sheet, evaluator.fields), source=file))
    loaded = parse_initiatives(evaluator, document, source, file, mapping=mapping)
    assert len(loaded.initiatives) == len(opened.sheet.rows)
    assert set(loaded.tally.unmapped) == FILES[name][1]
    for field, expected in counts.items():
        states = [each.state(field) for each in loaded.initiatives]
        assert (states.count("known"), states.count("withheld")) == expected
    wrong = {each.field for each in loaded.tally.refused}
    assert wrong <= {
        "whole_life_cost_m",
        "benefits_m",
        "year_variance",
        "status",
        "stage",
        "created",
    }
