"""The row of each kind: that it says all there is to say, and that what it says fits together."""

from __future__ import annotations

import random
import re
from datetime import date
from inspect import cleandoc

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import ROOT

from evalcore import Cell, Evaluator, Field, read_ruleset
from evalcore.form import form_of
from evalcore.form.schema import as_schema
from evalcore.form.table import as_csv
from evalcore.request.fields import Kind
from evalcore.request.kinds import ROWS
from evalcore.request.kinds.row import Hints, Row
from evalcore.request.situation import as_seen
from evalcore.request.values import as_json, read
from evalcore.testing import strategies

HINTS = Hints((3.0, 40.0), (date(2026, 1, 1),), ("grow", "save"))
TEXTS = ("grow", "save")
ALL = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
drawn_fields = strategies.fields()
cells = drawn_fields.filter(lambda field: not field.record)
seeds = st.integers(0, 2**16).map(random.Random)


def test_each_kind_has_a_row():
    assert list(ROWS) == list(Kind)
    assert {kind: kind.row for kind in Kind} == ROWS


def test_everything_in_a_row_is_explained():
    named = re.findall(r"^ {4}([a-z_, ]+): ", cleandoc(Row.__doc__), re.MULTILINE)
    assert ", ".join(named).split(", ") == [each.name for each in attrs.fields(Row)]


@ALL
@given(st.data(), drawn_fields)
def test_what_is_drawn_is_read_and_comes_back_from_json(data, field):
    value = read(field, data.draw(strategies.values_of(field, texts=TEXTS)))
    assert value is not None
    assert read(field, value) == value
    assert read(field, as_json(value)) == value


@ALL
@given(seeds, cells, st.dates() | st.none())
def test_an_interview_draws_what_could_be_answered(rng, field, as_of):
    value = field.kind.row.domain.draw(field, HINTS, rng, as_of)
    assert as_seen(read(field, as_json(value))) == value


@ALL
@given(cells)
def test_what_is_tried_could_be_said(field):
    row = field.kind.row
    tried = [*row.fills(field, TEXTS, None), row.filler(field)]
    if not row.several:
        tried += row.options(field, TEXTS) if row.line is None else ()
    for value in filter(None, tried):
        assert as_seen(read(field, as_json(value))) == value


@ALL
@given(drawn_fields)
def test_samples_are_single_and_parts_become_so(field):
    domain = field.kind.row.domain
    whole = domain.whole(field, frozenset(TEXTS))
    samples = domain.samples(field, whole)
    assert samples
    if field.kind.row.is_list or field.kind is Kind.TEXT:
        assert domain.parts(field, whole) == []
        return
    waiting = [whole]
    for _ in range(40):  # as far as a range can be cut in half some times
        if not waiting:
            break
        parts = domain.parts(field, waiting.pop())
        assert len(parts) != 1
        waiting += [each for each in parts if not domain.is_single(each)]
    if field.kind is not Kind.SET or field.choices is not None:
        assert all(map(domain.is_single, samples))


@ALL
@given(st.data(), cells.filter(lambda field: field.kind.row.line is not None))
def test_what_lies_on_a_line_is_found_there(data, field):
    line = field.kind.row.line
    low, high = line.ends(field)
    value = as_seen(read(field, data.draw(strategies.values_of(field))))
    assert line.value(line.place(value)) == value
    assert low <= line.place(value) <= high
    assert low <= line.start(field, None) <= high
    assert line.width(line.place(value)) > 0
    assert read(field, as_json(line.said(None, value))) is not None


@ALL
@given(st.data(), drawn_fields)
def test_values_have_words(data, field):
    row = field.kind.row
    value = read(field, data.draw(strategies.values_of(field)))
    said = [row.words(field, value), row.spell(field, value), row.words(field, as_seen(value))]
    said += [row.anything, row.answer(field), (row.ask or row.answer)(field), row.called]
    assert all(said)
    assert not any("\n" in each for each in said)
    assert row.spell(field, None) == "unknown"


@ALL
@given(st.data(), drawn_fields)
def test_of_two_values_one_may_be_more(data, field):
    in_order = field.kind.row.in_order
    values = strategies.values_of(field)
    one, other = data.draw(values), data.draw(values)
    if in_order is None:
        assert field.kind in (Kind.TEXT, Kind.CHOICE, Kind.RECORDS)
    else:
        less, more = in_order(one, other)
        assert read(field, less) is not None
        assert read(field, more) is not None


@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_kind_declares_is_no_fault_and_the_rest_is(kind):
    given = {
        "unit": "h",
        "minimum": 1,
        "maximum": 2,
        "whole": True,
        "choices": ("a", "b"),
        "record": {"owner": Field("owner", "text")},
    }
    taken = {key: value for key, value in given.items() if key in kind.row.takes}
    assert Field("x", kind, **taken).faults() == []
    for key in given.keys() - taken.keys():
        (fault,) = Field("x", kind, **taken, **{key: given[key]}).faults()
        assert fault.problem == f"a {kind} has no {key}"
        assert fault.expected == " or ".join(
            each.row.called for each in Kind if key in each.row.takes
        )


PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RULES = """
name = "late"
version = "1"
verdicts = ["go", "hold"]
[fields.lead]
kind = "number"
unit = "day"
maximum = 90
[[rules]]
id = "soon"
when = "lead <= 20"
verdict = "go"
[default]
verdict = "hold"
"""


@pytest.fixture
def duration(monkeypatch):
    """The row in CONTRIBUTING, in the place of that of numbers."""
    found = re.search(r"```python\n(\"\"\"A duration.*?)```", PAGE, re.DOTALL)
    names = {"__name__": "durations"}
    exec(found[1], names)  # noqa: S102 - the page's own code
    monkeypatch.setattr(Kind.NUMBER, "row", names["DURATION"])
    return names["DURATION"]


def test_a_new_kind_is_one_row(duration):
    evaluator = Evaluator(read_ruleset(RULES))
    field = evaluator.fields["lead"]
    assert read(field, "3 weeks") == 21
    assert as_csv(form_of(evaluator)) == "id,title,lead\n"
    said = [{"id": "R1", "lead": Cell(each)} for each in ("2 weeks", "12 days", "")]
    verdicts = [evaluator.judge(each).verdict for each in said]
    assert verdicts == ["go", "go", None]
    evaluation = evaluator.judge({"id": "R1", "lead": "6 weeks"})
    assert evaluation.words.value(evaluation.graph.rules[0].clauses[0].speaks.left) == "6 weeks"
    assert as_schema(form_of(evaluator))["$defs"]["field:lead"]["description"] == duration.answer(
        field
    )
    assert "a duration such as 3 weeks" in str(refusal(evaluator))


def refusal(evaluator):
    with pytest.raises(Exception, match="found 'soon'") as caught:
        evaluator.read({"id": "R1", "lead": "soon"})
    return caught.value
