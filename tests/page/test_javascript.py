"""The JavaScript of a page answers as CPython does; `tests/javascript.py` asks many more."""

from __future__ import annotations

import json
import os
import re
from datetime import date

import pytest
from javascript import SHIPPED, TODAY, by_node, compare, find_node

from evalcore import Evaluator
from evalcore.page.program import engine, settings
from rulesets import evaluator

NODE = find_node()
REQUIRED = bool(os.environ.get("EVALCORE_BROWSER"))  # then node has to be there as well
needs_node = pytest.mark.skipif(NODE is None and not REQUIRED, reason="node is not found")

# Every kind of field, every operation, every cause of what is undefined, and a relation.
EVERYTHING = """
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"

[parameters]
enough = 0.5
few = 2
worst = 1

[fields]
n = { kind = "number", minimum = -5, maximum = 20 }
m = { kind = "number", whole = true, minimum = 0 }
e = { kind = "estimate", minimum = 0, maximum = 100 }
f = { kind = "flag" }
t = { kind = "text" }
c = { kind = "choice", choices = ["low", "mid", "high"] }
s = { kind = "set" }
k = { kind = "set", choices = ["x", "y", "z"] }
d = { kind = "date" }
due = { kind = "date" }
"out.side" = { kind = "number", minimum = 0 }

[fields.r]
kind = "records"
record.owner = { kind = "text" }
record.size = { kind = "number" }
record.end = { kind = "date" }

[relations.order]
holds = "d <= due"

[relations.sides]
holds = "out.side <= m + 1"

[measures]
ratio = "n / m"
rooted = "sqrt(n - 1)"
drawn = "geometric_mean(e, m, 2 + n)"
middle = "median(n, m, e, out.side)"
most = "max(n, m) - min(e, m, 7) + abs(n) * round(n, 1) - mean(n, e)"
line = "linear(n, worst=worst, best=few)"
along = "piecewise(n, {0: 0.2, 4: 0.9, 9: 0.1})"
listed = "lookup(t, {'ann': 1, 'growth': 0.5})"
chosen = "lookup(c, {'low': 0, 'mid': 0.5, 'high': 1})"
other = "lookup(t, {'ann': 1}, default=0.25)"
shared = "share(r, known(owner) and size > n)"
added = "total_of(r, size)"
counted = "count(r, end <= due)"
anyone = "any_of(r, withheld(owner) or owner == t)"
everyone = "all_of(r, size >= few)"
days = "days_since(d)"
years = "years_between(d, due)"
when_said = "d if f else due"
held = "overlap(s, {'growth': 0.5, 'sales': -0.25}) + overlap(k, ['x', 'y'])"
size = "count(s) + count(k)"
inside = "t in ['ann', 'sales'] and n in [1, 2.5]"
has = "'growth' in s or 'x' in k"
facts = "known(n) and not withheld(out)"

[criteria.one]
score = "clamp(n / 20)"
weight = 2

[criteria.two]
score = "clamp(along if f else listed)"
weight = 1

[criteria.three]
score = "clamp(e / 100, 0.25, 1)"
weight = 0

[[rules]]
id = "early"
require = "n >= worst and m != few"
otherwise = "kill"

[[rules]]
id = "sets"
when = "has and count(s) > 1 and t != 'ann'"
verdict = "hold"

[[rules]]
id = "late"
when = "days > 30 or years >= few"
verdict = "kill"

[[rules]]
id = "records"
when = "anyone and (ratio > 1 or chosen >= enough)"
verdict = "go"

[[rules]]
id = "again"
when = "n >= few and not (n > 5) and m <= few + 1"
verdict = "go"

[[rules]]
id = "total"
when = "total >= enough and c in ['mid', 'high'] and d < date(2026, 12, 1)"
verdict = "go"

[[rules]]
id = "same"
when = "c == 'mid' or t == 'sales' or line > 1"
verdict = "hold"
"""


@pytest.fixture(scope="module")
def everything() -> Evaluator:
    return evaluator(EVERYTHING)


@needs_node
@pytest.mark.parametrize("vary", [False, True], ids=["as it is", "with other settings"])
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_rulesets_come_to_the_same(name, vary):
    told, open_, refused = compare(Evaluator(name), 250, NODE, seed="suite", vary=vary)
    assert told == []
    assert open_ < 200
    assert refused < 200


@needs_node
@pytest.mark.parametrize("vary", [False, True], ids=["as it is", "with other settings"])
def test_every_operation_comes_to_the_same(everything, vary):
    told, open_, refused = compare(everything, 1000, NODE, seed="suite", vary=vary)
    assert told == []
    assert 0 < open_ < 700
    assert 0 < refused < 700


def asked(own: Evaluator, *given: object) -> list[dict]:
    about = {"name": own.ruleset.name, **settings(own.graph, TODAY)}
    return by_node(engine([own]), {"as_of": str(TODAY), "rulesets": [about]}, list(given), NODE)


@needs_node
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"n": "three"}, "n"),
        ({"n": 21}, "n"),
        ({"m": 1.5}, "m"),
        ({"f": 1}, "f"),
        ({"c": "none"}, "c"),
        ({"d": "2026-02-30"}, "d"),
        ({"s": "growth"}, "s"),
        ({"e": [3, 2, 1]}, "e"),
        ({"n": {"withold": "secret"}}, "n"),
        ({"out": {"side": 1}, "out.side": 2}, "out.side"),
        ({"r": [{"size": "big"}]}, "r.0.size"),
        ({"r": [{"ownr": "ann"}]}, "r.0.ownr"),
        ({"d": "2026-02-02", "due": "2026-02-01"}, "due"),
        ({"id": ""}, "id"),
        ({"t": "#REF!"}, "t"),
        ({"s": ["growth", "Err:502"]}, "s"),
        ({"title": "#N/A"}, "title"),
    ],
)
def test_what_is_refused_names_the_field(everything, said, field):
    (found,) = asked(everything, [{"id": "I1", **said}, {}])
    assert re.search(rf"(^|\W){re.escape(field)}(\W|$)", found["refused"])


@needs_node
def test_no_answer_depends_on_what_was_asked_before(everything):
    request = {"id": "I1", "n": 3, "m": 2, "f": True, "k": ["x"]}
    other = {"weights": {"one": 0, "two": 5}, "parameters": {"enough": 0.9}}
    first, moved, again = asked(everything, [request, {}], [request, other], [request, {}])
    assert first == again
    assert moved["criteria"] != first["criteria"]


@needs_node
def test_a_ruleset_that_is_not_there_is_an_error(everything):
    (found,) = asked(everything, [{"id": "I1"}, {"ruleset": "bigger"}])
    assert found["refused"] == "ruleset: found 'bigger', expected one of small"


@needs_node
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weights": {"oen": 1}}, "weights.oen: there is no such weight, expected one of one, two"),
        ({"parameters": {"enuff": 1}}, "parameters.enuff: there is no such parameter"),
        ({"parameters": {"enough": "1"}}, "parameters.enough: found '1', expected a number"),
        ({"weights": {"one": None}}, "weights.one: found nothing, expected a number"),
    ],
)
def test_a_setting_that_is_none_is_an_error(everything, given, words):
    (found,) = asked(everything, [{"id": "I1"}, given])
    assert found["refused"].startswith(words)


@needs_node
def test_settings_that_are_null_are_none(everything):
    given = ({}, None, {"weights": None, "parameters": None, "ruleset": None, "opaque": None})
    found = asked(everything, *([{"id": "I1"}, each] for each in given))
    assert found[0] == found[1] == found[2]
    assert "refused" not in found[1]


@needs_node
def test_the_date_is_an_input(everything):
    request = {"id": "I1", "d": "2026-11-01"}
    (found,) = asked(everything, [request, {"as_of": "2026-11-11"}])
    whole = everything.evaluate(request, as_of=date(2026, 11, 11)).to_json()
    assert found["measures"]["days"] == whole["measures"]["days"] == 10


TABLED = """
verdicts = ["go", "hold", "refer", "kill"]

[parameters]
most = 500

[fields]
cost = { kind = "number", minimum = 0 }
risk = { kind = "choice", choices = ["low", "mid", "high"] }
team = { kind = "text" }

[tables.appetite]
hit = "unique"
otherwise = "refer"
rows = '''
| cost       | risk      | => appetite |
| <= 100     | -         | go          |
| (100..500] | low, mid  | go          |
| (100..500] | high      | hold        |
| > 500      | not(low)  | refer       |
'''

[tables.bonus]
hit = "collect"
aggregation = "sum"
rows = '''
| cost   | team   | => points |
| > 50   | -      | 1         |
| > most | ann    | 2         |
| -      | growth | 3         |
'''

[[rules]]
id = "points"
when = "bonus >= 4"
verdict = "kill"

[[rules]]
id = "by_table"
table = "appetite"
"""


@needs_node
@pytest.mark.parametrize("vary", [False, True], ids=["as it is", "with other settings"])
def test_decision_tables_come_to_the_same(vary):
    told, open_, refused = compare(evaluator(TABLED), 400, NODE, seed="suite", vary=vary)
    assert told == []
    assert 0 < open_ < 300
    assert refused < 100


LISTED = (
    TABLED.replace('aggregation = "sum"\n', "")
    .replace("| => points |", "| => tag |")
    .replace("| 1         |", "| small |")
    .replace("| 2         |", "| large |")
    .replace("| 3         |", "| other |")
    .replace("bonus >= 4", "'large' in bonus or count(bonus) == 2 and risk != 'mid'")
)


@needs_node
@pytest.mark.parametrize("vary", [False, True], ids=["as it is", "with other settings"])
def test_a_table_that_collects_a_list_comes_to_the_same(vary):
    told, open_, refused = compare(evaluator(LISTED), 400, NODE, seed="suite", vary=vary)
    assert told == []
    assert 0 < open_ < 300
    assert refused < 100


DATED = """
[parameters]
enough = [{ from = 2026-01-01, value = 0.2 }, { from = 2027-01-01, value = 0.8 }]

[fields]
n = { kind = "number", minimum = 0, maximum = 10 }

[criteria.one]
score = "n / 10"
weight = [{ value = 1 }, { from = 2026-06-01, value = 3 }]

[criteria.two]
score = "1 - n / 10"
weight = 1

[[rules]]
id = "good"
when = "total >= enough"
verdict = "go"
"""


@needs_node
@pytest.mark.parametrize("day", ["2026-01-01", "2026-06-01", "2026-12-31", "2027-01-01"])
def test_numbers_with_dates_are_those_of_the_day(day):
    own, request = evaluator(DATED), {"id": "A", "n": 8}
    (found,) = asked(own, [request, {"as_of": day}])
    wanted = own.evaluate(request, as_of=date.fromisoformat(day)).to_json()
    assert (found["total"], found["verdict"]) == (wanted["total"], wanted["verdict"])
    ours = [(e["weight"], e["contribution"]) for e in wanted["criteria"]]
    assert [(e["weight"], e["contribution"]) for e in found["criteria"]] == ours


@needs_node
def test_before_the_first_day_there_is_no_answer_but_with_a_setting_that_holds_always():
    own, request = evaluator(DATED), {"id": "A", "n": 8}
    early, moved = asked(
        own,
        [request, {"as_of": "2025-12-31"}],
        [request, {"as_of": "2027-02-01", "parameters": {"enough": 0.1}}],
    )
    assert early["refused"] == "as_of: found 2025-12-31, expected a date from 2026-01-01 on"
    assert moved["verdict"] == "go"


def test_what_stands_in_a_page_can_not_end_its_script():
    own = evaluator("""
        [fields]
        t = { kind = "text" }

        [[rules]]
        id = "odd"
        when = "t == '</script><script>alert(1)</script>'"
        verdict = "hold"
        because = "<!-- & \u2028 -->"
    """)
    code = engine([own])
    assert "</" not in code
    assert "<!--" not in code
    assert "\u2028" not in code


def test_types_are_left_out_of_what_a_page_holds(everything):
    assert "@param" not in engine([everything])


def test_data_is_plain_json(everything):
    assert json.loads(json.dumps(settings(everything.graph))) == settings(everything.graph)
