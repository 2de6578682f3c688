"""Rows of decision tables: index, trace and ordinary nodes come to the same, within the bounds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rules.decision_tables.drawn import REQUESTS, evaluator_of, tables

from evalcore.interpret.bounds import bound_program
from evalcore.interpret.plan import plan
from evalcore.interpret.python import compile_plan, compile_program
from evalcore.interpret.trace import Trace
from evalcore.language.nodes import FirstRow, walk

RULE = '[[rules]]\nid = "by_table"\ntable = "t.verdict_of"\n'


@settings(max_examples=150)
@given(tables(), st.lists(REQUESTS, min_size=1, max_size=8))
def test_an_index_a_trace_and_ordinary_nodes_come_to_the_same(text, requests):
    graph = evaluator_of(text + RULE).graph
    outputs = (graph.measures["t.verdict_of"], graph.measures["t.score_of"], graph.verdict)
    assert any(isinstance(each, FirstRow) for each in walk(*outputs))
    indexed = compile_program(outputs, graph.types)
    lowered = plan(outputs, graph.types)
    assert not any(isinstance(each, FirstRow) for each in lowered.parts)
    plain = compile_plan(lowered)
    for request in requests:
        values = {name: request.get(name) for name in graph.fields}
        values = {n: float(v) if type(v) is int else v for n, v in values.items()}
        initiative = evaluator_of(text + RULE).read({"id": "a", **request})
        traced = Trace(initiative.situation)
        expected = tuple(traced[each] for each in outputs)
        assert indexed(initiative.situation.values) == expected
        assert plain(initiative.situation.values) == expected


@settings(max_examples=150)
@given(tables(), REQUESTS, st.lists(REQUESTS, min_size=1, max_size=12))
def test_bounds_hold_for_every_way_of_filling_in(text, known, completions):
    own = evaluator_of(text + RULE)
    graph = own.graph
    score = graph.measures["t.score_of"]
    open_ = own.read({"id": "a", **known}).situation
    low, high, undefined = bound_program([score], graph.types)(open_)[0]
    possible = own.evaluate({"id": "a", **known}).possible
    run = compile_program([score, graph.verdict], graph.types)
    for each in completions:
        filled = own.read({"id": "a", **each, **known}).situation.values
        if any(value is None for value in filled.values()):
            continue
        value, verdict = run(filled)
        assert undefined if value is None else low <= value <= high
        if verdict is not None:
            assert verdict in possible
