"""Which node works where: what the page says of each is what each engine does."""

from __future__ import annotations

import pytest
from everything import body
from tabled import DAY, expected, frame_of, random_rows

from rulesets import evaluator

pytest.importorskip("polars", reason="needs the extra tables")

from evalcore.interpret.columns.cells import Cells
from evalcore.interpret.columns.spans import Spans
from evalcore.interpret.columns.values import Reading, Values
from evalcore.interpret.plan import plan
from evalcore.language.nodes import Apply
from evalcore.language.operations import OPERATIONS
from judge.tables.nodes import NODES, close, on_the_page, outcome


def test_every_operation_is_tried():
    made = evaluator(body())
    tried = {each.operation for each in made.graph.nodes if isinstance(each, Apply)}
    assert set(OPERATIONS) - tried == set()
    assert [*on_the_page()] == NODES


@pytest.mark.parametrize("node", NODES)
def test_polars_does_what_the_page_says(node):
    assert outcome("polars", None, node) == on_the_page()[node]["polars"]


@pytest.mark.parametrize("node", NODES)
def test_an_engine_does_what_the_page_says(engine, node):
    name, run = engine
    assert outcome(name, run, node) == on_the_page()[node][name]


def test_polars_says_the_same_of_every_operation_together():
    made = evaluator(body())
    rows = random_rows(made.fields, 400, seed=9)
    found = made.evaluate_table(frame_of(made.fields, rows), as_of=DAY).to_dicts()
    for row, wanted in zip(found, expected(made, rows, DAY), strict=True):
        if wanted["refused"] is None:
            assert {k: v for k, v in row.items() if not close(v, wanted[k])} == {}
        else:
            assert row["refused"] is not None


def test_engines_name_few_operations():
    program = plan([], {})
    reading = Reading(Cells(), None)
    assert len(Values(program, reading).better) == 0
    assert len(Spans(program, reading).better) <= 8
