"""Ways: they say of a clause what its steps say, one way after the other."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases.caselaw import evaluator_of
from cases.many import HEAD, Layout, formula
from evalcore.cases.logic import logic_of
from evalcore.cases.ways import ANY, MASK, Ways
from evalcore.written.errors import InputError

TRUTHS = (True, False, None)


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_ways_come_to_what_the_steps_of_a_clause_come_to(rng):
    text = Layout(None).write(formula(rng, 2))
    body = f'{HEAD}[[rules]]\nid = "r"\nwhen = "{text}"\nverdict = "go"\n'
    try:
        graph = evaluator_of(body).graph
    except InputError as error:
        assume("can never speak" not in str(error))
        raise
    question = logic_of(graph).questions[0]
    assume(len(question.conditions) <= 5)
    ways = Ways(question)
    for number, outcomes in enumerate(product(TRUTHS, repeat=len(question.conditions))):
        way = 1 << number
        values = [None] * (max(question.conditions) + 1)
        for place, truth in zip(question.conditions, reversed(outcomes), strict=True):
            values[place] = truth
        assert ways.left([MASK[each] for each in values]) == way
        assert ways.reaches([MASK[each] for each in values]) == MASK[question.value(values)]
        for place in question.conditions:
            turns = values[place] is not None and question.turns(values, place)
            assert bool(ways.turning(place) & way) is turns
    assert ways.left([ANY] * len(values)) == ways.every
