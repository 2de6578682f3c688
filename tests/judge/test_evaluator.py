from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Annotated

import pytest
from click.testing import CliRunner

from evalcore import clamp, criterion, explain, number
from evalcore.cli import evalcore
from evalcore.extend.plugins import Plugins, discover
from evalcore.judge.evaluator import Evaluator, ranked, read_date
from evalcore.rules.file import read_ruleset
from evalcore.written.errors import InputError
from rulesets import evaluator, plugin

BODY = """
[fields.cost]
kind = "number"
minimum = 0
[fields.safe]
kind = "flag"
[fields.os.record.n]
kind = "number"
[criteria.thrift]
score = "1 - clamp(cost / 10)"
weight = 1
[[rules]]
id = "safe"
when = "safe"
verdict = "go"
"""


def rank(*rows: dict[str, object]) -> list[str]:
    return [each.id for each in evaluator(BODY).rank(rows)]


def test_by_verdict_then_total_then_id():
    rows = [
        {"id": "D", "cost": 1, "safe": False},
        {"id": "C", "cost": 5, "safe": True},
        {"id": "B", "cost": 2, "safe": True},
        {"id": "A", "cost": 5, "safe": True},
    ]
    assert rank(*rows) == rank(*reversed(rows)) == ["B", "A", "C", "D"]


def test_a_total_that_is_unknown_comes_last_within_its_verdict():
    assert rank({"id": "A", "safe": True}, {"id": "B", "cost": 99, "safe": True}) == ["B", "A"]


def test_the_undecided_come_after_all_others():
    rows = [
        {"id": "A", "cost": 3},
        {"id": "B", "cost": 1},
        {"id": "C"},
        {"id": "D", "cost": 9, "safe": False},
    ]
    assert rank(*rows) == ["D", "B", "A", "C"]


def test_totals_that_are_equal_in_decimals_rank_by_id():
    body = 'total = "x"\n[fields.x]\nkind = "number"'
    rows = [{"id": "A", "x": 0.3}, {"id": "B", "x": 0.1 + 0.2}]
    assert [each.id for each in evaluator(body).rank(rows)] == ["A", "B"]


def test_initiatives_and_mappings_may_be_mixed():
    judge = evaluator(BODY)
    rows = [judge.read({"id": "A", "cost": 1}), {"id": "B", "cost": 2}, judge.read({"id": "C"})]
    assert [each.id for each in judge.evaluate_all(rows)] == ["A", "B", "C"]
    assert [each.id for each in ranked(judge.evaluate_all(rows))] == ["A", "B", "C"]


def test_ids_differ_also_where_they_are_mixed():
    judge = evaluator(BODY)
    with pytest.raises(InputError, match="initiatives 1 and 3 have the same id 'A'"):
        judge.evaluate_all([judge.read({"id": "A"}), {"id": "B"}, {"id": "A"}])


def test_all_values_that_do_not_fit_are_said_at_once():
    with pytest.raises(InputError) as caught:
        evaluator(BODY).evaluate_all(
            [{"id": "A", "cost": "much"}, {"id": "B", "cost": -1, "safe": 3}]
        )
    assert [str(each) for each in caught.value.complaints] == [
        "A: cost: found 'much'\n    expected a number",
        "B: cost: found -1\n    expected a number of at least 0",
        "B: safe: found 3\n    expected true or false",
    ]


@pytest.mark.parametrize("huge", [10**400, float("nan"), float("inf"), 2**53 + 1])
def test_numbers_beyond_what_evalcore_computes_with(huge):
    with pytest.raises(InputError, match="expected a finite number"):
        evaluator(BODY).evaluate({"id": "A", "cost": huge})


def test_an_initiative_read_for_another_ruleset_is_held_to_this_ones_fields():
    loose = evaluator('[measures]\nm = "x"\n[fields.x]\nkind = "number"')
    strict = evaluator(
        '[fields.x]\nkind = "number"\nminimum = 0\nmaximum = 1\n'
        '[criteria.c]\nscore = "x"\nweight = 1'
    )
    assert strict.evaluate(loose.read({"id": "A", "x": 1})).total == 1
    with pytest.raises(InputError) as caught:
        strict.evaluate(loose.read({"id": "A", "x": 7}))
    assert str(caught.value) == "A: x: found 7.0\n    expected a number from 0 to 1"


def test_an_initiative_read_for_another_ruleset():
    other = evaluator('[measures]\nm = "y"\n[fields.y]\nkind = "number"').read({"id": "A", "y": 1})
    with pytest.raises(InputError) as caught:
        evaluator(BODY).evaluate(other)
    assert str(caught.value) == (
        "A was read for another ruleset, without cost, safe\n"
        "    expected an initiative that this evaluator has read, or a mapping"
    )


DATED = '[measures]\nage = "days_since(start)"\n[fields.start]\nkind = "date"'


def test_a_ruleset_that_counts_days_needs_a_date():
    with pytest.raises(InputError) as caught:
        evaluator(DATED).evaluate({"id": "A"})
    assert str(caught.value) == (
        "the ruleset small counts days, but from no date\n"
        "    expected the date of the evaluation: --as-of 2026-11-23, or in Python as_of"
    )


def test_the_date_is_a_calendar_day():
    for given in (datetime(2026, 11, 23, tzinfo=UTC), "2026-11-23"):
        with pytest.raises(InputError, match=r"expected a datetime.date, such as date\(2026, 11"):
            evaluator(DATED).evaluate({"id": "A"}, as_of=given)


def test_days_are_counted_to_the_date_given():
    found = evaluator(DATED).evaluate(
        {"id": "A", "start": date(2026, 11, 1)}, as_of=date(2026, 11, 23)
    )
    assert found.measures == {"age": 22.0}


def test_dates_as_they_are_typed():
    assert read_date("2026-11-23") == date(2026, 11, 23)
    with pytest.raises(InputError, match=r"found '23\.11\.2026' as the date"):
        read_date("23.11.2026")
    with pytest.raises(InputError, match="there is no day 2026-02-30\n    expected a date such as"):
        read_date("2026-02-30")


@pytest.mark.parametrize(("given", "shown"), [(None, "None"), ([1], "[1]"), ("x", "'x'")])
def test_what_is_no_initiative(given, shown):
    message = f"found {shown}\n    expected a mapping of fields"
    for judge in (evaluator(BODY).evaluate, lambda each: evaluator(BODY).evaluate_all([each])):
        with pytest.raises(InputError) as caught:
            judge(given)
        assert str(caught.value).endswith(message)


def test_a_plugin_that_is_not_in_a_list():
    with pytest.raises(InputError, match=r"expected a list of plugins, such as \[plugin\]"):
        Evaluator("policies", plugins=json)


def test_bare_numbers_for_programs_that_evaluate_millions():
    judge = evaluator(BODY)
    *outputs, verdict, place = judge.run({"cost": 5.0, "safe": True})
    assert (verdict, place) == (judge.graph.verdicts[0], 0)
    assert outputs[judge.graph.outputs.index(judge.graph.total)] == 0.5


Speed = Annotated[float, number("speed", minimum=0, maximum=9)]


def quick(bound: float) -> object:
    @criterion(name="quick")
    def policy(speed: Speed) -> float:
        return clamp(speed / bound)

    return policy


def test_two_evaluators_share_nothing():
    body = '[criteria.c]\npolicy = "quick"\nweight = 1'
    one, two = (
        evaluator(
            body, discover(extra=[plugin("p", policies=lambda b=b: [quick(b)])], entry_points=False)
        )
        for b in (9, 3)
    )
    assert one.evaluate({"id": "A", "speed": 3}).total == 3 / 9
    assert two.evaluate({"id": "A", "speed": 3}).total == 1.0
    assert one.evaluate({"id": "A", "speed": 3}).total == 3 / 9


def test_plugins_can_be_passed_in_and_blocked():
    ruleset = read_ruleset('name = "n"\nversion = "1"\ndefault.verdict = "go"')
    given = discover(extra=[plugin("p", policies=lambda: [quick(9)])], entry_points=False)
    assert Evaluator(ruleset, plugins=given, block=["p"]).plugins.names("criterion") == []
    assert given.names("criterion") == ["quick"]
    assert "quick" in Evaluator(
        ruleset, plugins=[plugin("p", policies=lambda: [quick(9)])]
    ).plugins.names("criterion")


def test_the_json_of_several_evaluations():
    judge = evaluator(BODY)
    found = judge.to_json(judge.evaluate_all([{"id": "A"}], as_of=date(2026, 11, 23)))
    assert list(found) == ["ruleset", "as_of", "evaluations", "plugins"]
    assert found["ruleset"] == {"name": "small", "version": "1", "digest": judge.digest}
    assert found["as_of"] == "2026-11-23"
    assert json.loads(json.dumps(found)) == found


def test_a_ruleset_of_nothing_but_a_default():
    judge = evaluator("", Plugins())
    assert judge.evaluate({"id": "A"}).verdict == "hold"
    assert dict(judge.fields) == {}


def test_many_are_evaluated_when_they_are_asked_for():
    judge, asked = evaluator(BODY), []

    def rows():
        for n in range(100):
            asked.append(n)
            yield {"id": "A", "cost": n}

    found = judge.evaluate_many(rows())
    assert asked == []
    assert [next(found).verdict for _ in range(5)] == [
        judge.evaluate({"id": "A", "cost": n}).verdict for n in range(5)
    ]
    assert asked == [0, 1, 2, 3, 4]
    assert len(list(found)) == 95


def test_of_many_those_that_cannot_be_read_are_refused_by_number():
    judge = evaluator(BODY)
    rows = [{"id": "A", "cost": 4}, {"id": "B", "cost": "much"}, {"id": "C"}]
    with pytest.raises(InputError, match=r"B: cost: found 'much'"):
        list(judge.evaluate_many(rows))
    refused = []
    found = judge.evaluate_many(rows, refused=lambda n, error: refused.append((n, error)))
    assert [each.id for each in found] == ["A", "C"]
    ((number, error),) = refused
    assert number == 1
    assert error.complaints[0].path == (1, "cost")


def test_many_by_a_ruleset_that_counts_days_need_a_date_at_once():
    with pytest.raises(InputError, match="counts days, but from no date"):
        evaluator(DATED).evaluate_many([])


@pytest.mark.shipped
def test_the_schema_of_one_request():
    jsonschema = pytest.importorskip("jsonschema")
    judge = Evaluator("balanced")
    schema = judge.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert not [*validator.iter_errors({"id": "A", "cost_k": 3, "stage": None})]
    assert [*validator.iter_errors({"id": "A", "cost_k": "much"})]
    assert not [*validator.iter_errors([{"id": "A"}])]
    assert [*validator.iter_errors({"title": "without an id"})]
    assert schema["properties"] == schema["$defs"]["initiative"]["properties"]
    written = CliRunner().invoke(evalcore, ["form", "balanced", "--format", "json-schema"])
    assert json.loads(written.stdout) == schema


@pytest.mark.parametrize("name", ["digest", "fields", "ruleset", "troubles"])
def test_what_an_evaluator_says_of_itself_cannot_be_set(name):
    with pytest.raises(AttributeError):
        setattr(evaluator(BODY), name, "x")


def test_what_is_printed_of_each():
    judge = evaluator(BODY)
    assert repr(judge) == "<Evaluator small 1: 2 fields, 1 criteria, 1 rule>"
    found = judge.evaluate({"id": "A", "cost": 5, "safe": True})
    assert repr(found) == "<Evaluation A: go, total 0.5, by safe>"
    assert repr(judge.evaluate({"id": "B"})) == "<Evaluation B: undecided>"
    assert repr(judge.listing([found])) == "<Listing small 1: 1 initiative>"
    assert repr(judge.plugins) == "<Plugins: none>"
    assert str(explain(found)).splitlines()[0] == "A A: go, total 0.5"
    for each in (found, judge.listing([found]), explain(found)):
        assert each._repr_html_().startswith('<div class="evalcore">\n<')
    odd = judge.evaluate({"id": "<script>", "cost": 1, "safe": True})
    assert "<script>" not in odd._repr_html_()


def test_threads_share_an_evaluator(monkeypatch):
    """Whatever is remembered on the way, and dropped, each comes to the same."""
    monkeypatch.setattr("evalcore.say.nouns.MOST_KNOWN", 3)
    monkeypatch.setattr("evalcore.judge.doubts.MOST_TEXTS", 2)
    monkeypatch.setattr("evalcore.request.intake.FEW", 3)
    rows = [
        {"id": f"A{n}", "cost": n % 12, "safe": None if n % 3 else n % 2 == 0, "note": f"n{n}"}
        for n in range(60)
    ]
    body = BODY.replace('when = "safe"', "when = \"safe and note != 'x'\"")
    body += '\n[fields.note]\nkind = "text"\n'
    alone = [evaluator(body).evaluate(each).to_json() for each in rows]
    shared, before = evaluator(body), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = [*pool.map(lambda row: shared.evaluate(row).to_json(), rows * 4)]
    finally:
        sys.setswitchinterval(before)
    assert found == alone * 4
