"""What the tests of mappings share: a ruleset of every kind of field, and how to read a text."""

from __future__ import annotations

import places
import pytest

from evalcore import Evaluator, InputError, read_ruleset
from evalcore.read.documents import choose_source, parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping

DATA = places.SHARED / "data"
EXAMPLES = places.EXAMPLES / "mappings"

RULES = """\
name = "sheet"
version = "1"
verdicts = ["go", "hold"]
when_undecided = "hold"

[fields.cost]
kind = "number"
minimum = 0

[fields.stage]
kind = "choice"
choices = ["idea", "running", "done"]

[fields.due]
kind = "date"

[fields.urgent]
kind = "flag"

[fields.goals]
kind = "set"
choices = ["growth", "safety"]

[fields.note]
kind = "text"

[fields.benefit]
kind = "estimate"

[fields.outcomes.record.owner]
kind = "text"

[fields.outcomes.record.target]
kind = "number"

[[rules]]
id = "all"
when = \"\"\"
cost >= 0 and stage == 'idea' and days_since(due) > 0 and urgent and 'growth' in goals
and known(note) and benefit > 0 and count(outcomes, target > 1 and known(owner)) > 0\"\"\"
verdict = "go"

[default]
verdict = "hold"
"""
JUDGE = Evaluator(read_ruleset(RULES, "sheet.toml"))


def load(table, mapping, name="sheet.csv", **keywords):
    """What a mapping reads from a table in CSV."""
    source = choose_source(JUDGE.plugins, "x.csv")
    return parse_initiatives(
        JUDGE, table, source, name, mapping=read_mapping(mapping, "map.toml"), **keywords
    )


def values(table, mapping, *names):
    """What each initiative says in these fields, and how each refused cell was complained about."""
    loaded = load(table, mapping)
    rows = [tuple(each.values[name] for name in names) for each in loaded.initiatives]
    return rows, [str(each.complaint) for each in loaded.tally.refused]


def refusal(call, *args, **keywords):
    with pytest.raises(InputError) as caught:
        call(*args, **keywords)
    return str(caught.value)
