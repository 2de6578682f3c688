"""Estimates: shares of verdicts, the estimate that moves them, and what is missing besides."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Annotated

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from evalcore import estimate, number, opaque_criterion
from evalcore.study.draws import Pert, draw_estimates
from evalcore.study.draws.shares import MOST_DRAWS
from evalcore.written.errors import InputError
from rulesets import evaluator, offering
from study.draws.seeds import REQUESTS, seeded

FIELDS = """
verdicts = ["go", "hold", "kill"]
[fields.cost]
kind = "estimate"
minimum = 0
unit = "kEUR"
[fields.benefit]
kind = "estimate"
minimum = 0
unit = "kEUR"
[fields.months]
kind = "estimate"
whole = true
[fields.fit]
kind = "number"
minimum = 0
maximum = 4
[fields.voted]
kind = "flag"
"""


def rules(*whens: tuple[str, str]) -> str:
    made = [
        f'[[rules]]\nid = "r{n}"\nwhen = "{when}"\nverdict = "{verdict}"\n'
        for n, (when, verdict) in enumerate(whens)
    ]
    return FIELDS + "".join(made)


def drawn(body, draws=10_000, seed=1, **said):
    return draw_estimates(evaluator(body), {"id": "I1", **said}, draws=draws, seed=seed)


def within(share: float, count: int = 10_000) -> object:
    """A share as close to what theory says as four standard deviations."""
    return pytest.approx(share, abs=4 * (share * (1 - share) / count) ** 0.5)


def test_the_share_of_a_verdict_is_its_probability():
    found = drawn(rules(("cost <= 0.25", "go")), cost=[0, 0.5, 1])
    assert found.shares.of("go") == within(0.25**3 * (10 - 15 * 0.25 + 6 * 0.25**2))
    assert found.shares.of("go") + found.shares.of("hold") == 1
    assert (found.shares.of("kill"), found.shares.undecided) == (0, 0)
    assert (found.draws, found.seed, found.shares.draws) == (10_000, 1, 10_000)


def test_a_field_moves_the_draws_whose_verdict_differs_where_it_stays():
    found = drawn(rules(("cost <= 0.25", "go")), cost=[0, 0.5, 1], benefit=[1, 2, 3])
    assert [each.field for each in found.moving] == ["cost"]  # the ruleset reads no other
    assert found.moves_most is found.moving[0]
    assert found.moving[0].share == found.shares.of("go")


def test_the_field_that_moves_most_comes_first():
    body = rules(("cost <= 0.25 or benefit >= 90", "go"))
    found = drawn(body, cost=[0, 0.5, 1], benefit=[0, 10, 100])
    assert [each.field for each in found.moving] == ["cost", "benefit"]
    cost, benefit = found.moving
    assert found.shares.of("go") == within(0.103515625, 10_000)
    assert (cost.share, benefit.share) == (within(0.103515625), within(0.0, 100))
    assert (benefit.unit, benefit.estimate.likely) == ("kEUR", 10)


def test_only_the_joint_draw_of_two_fields_counts_where_neither_moves_alone():
    found = drawn(
        rules(("cost + benefit / 100 >= 1.2", "go")), cost=[0, 0.5, 1], benefit=[0, 50, 100]
    )
    cost, benefit = found.moving
    assert cost.share == pytest.approx(benefit.share, abs=0.02)
    assert 0 < found.shares.of("go") < 0.5


def test_a_field_of_whole_numbers_is_drawn_in_whole_numbers():
    body = rules(("months == 3", "go"), ("sqrt(months) > 1.5 and sqrt(months) < 1.7", "kill"))
    found = drawn(body, months=[1, 3, 5])
    assert found.shares.of("go") > 0.3
    assert found.shares.of("kill") == 0


def test_without_any_range_there_is_one_state():
    found = drawn(rules(("cost <= 1", "go")), cost=[1, 1, 1], draws=7)
    assert (found.moving, found.moves_most, found.shares.counts) == ((), None, (7, 0, 0))
    found = drawn(rules(("cost <= 1", "go")), draws=7)
    assert (found.moving, found.shares.undecided, found.shares.share_undecided) == ((), 7, 1)


def test_an_estimate_that_cannot_matter_moves_nothing():
    found = drawn(rules(("cost <= 100", "go")), cost=[0, 0.5, 1])
    assert (found.shares.of("go"), found.moves_most) == (1, None)
    assert [each.moved for each in found.moving] == [0]


def test_what_is_missing_leaves_those_draws_undecided_that_it_matters_to():
    body = rules(("cost <= 0.25", "kill"), ("voted", "go"))
    found = drawn(body, cost=[0, 0.5, 1])
    kill = 0.103515625
    assert found.shares.of("kill") == within(kill)
    assert found.shares.share_undecided == within(1 - kill)
    assert found.moving[0].share == found.shares.of("kill")


def test_a_draw_is_decided_where_every_way_of_filling_in_leads_to_one_verdict():
    body = rules(("cost <= 0.25 and voted", "go"), ("cost <= 0.25 and not voted", "go"))
    assert drawn(body, cost=[0, 0.5, 1]).shares.of("go") == within(0.103515625)


def test_what_nobody_can_fill_in_is_undecided():
    found = drawn(rules(("cost / fit >= 1", "go")), cost=[1, 2, 3], fit=0, draws=300)
    assert found.shares.share_undecided == 1


def test_a_known_field_stays_known_while_it_is_drawn():
    body = rules(("known(cost) and cost <= 0.25", "go"))
    found = drawn(body, cost=[0, 0.5, 1])
    assert found.shares.of("go") == within(0.103515625)
    assert found.shares.of("go") + found.shares.of("hold") == 1


RECORDS = """
verdicts = ["go", "hold", "kill"]
[fields.outcomes.record.worth]
kind = "estimate"
unit = "kEUR"
[fields.outcomes.record.owner]
kind = "text"
[[rules]]
id = "sum"
when = "total_of(outcomes, worth) >= 20"
verdict = "go"
"""


def test_estimates_in_records_are_drawn_each_by_itself():
    rows = [
        {"worth": [0, 10, 20], "owner": "CFO"},
        {"worth": 10},
        {"worth": [0, 0, 1], "owner": "x"},
    ]
    found = drawn(RECORDS, outcomes=rows)
    assert [each.field for each in found.moving] == ["outcomes[1].worth", "outcomes[3].worth"]
    assert found.shares.of("go") == pytest.approx(0.5 + 0.06, abs=0.05)
    undecided = drawn(RECORDS, outcomes=[*rows, {"owner": "y"}])
    assert undecided.shares.share_undecided == 1


@given(
    st.sampled_from(["cost <= benefit", "cost + benefit >= 4", "fit * cost > benefit or voted"]),
    st.sampled_from(["voted", "not voted and cost > 2", "fit >= 2", "benefit / fit > 1"]),
    st.fixed_dictionaries(
        {
            "cost": st.sampled_from([None, [0, 1, 4], [1, 3, 3], [2, 2, 2]]),
            "benefit": st.sampled_from([None, [0, 2, 4], [0, 0, 9]]),
            "fit": st.sampled_from([None, 0, 2, 4]),
            "voted": st.sampled_from([None, True, False]),
        }
    ),
)
@settings(max_examples=60)
def test_each_draw_counts_as_its_own_evaluation_does(first, second, said):
    try:
        made = evaluator(rules((first, "kill"), (second, "go")))
    except InputError:  # the second can never speak
        reject()
    found = draw_estimates(made, {"id": "I1", **said}, draws=30, seed=4)
    random, columns = seeded(4), {}
    for name in made.fields:
        if isinstance(said.get(name), list) and said[name][0] < said[name][2]:
            columns[name] = Pert(*said[name]).draws(random, 30)
    counts = Counter()
    for n in range(30):
        point = {name: column[n] for name, column in columns.items()}
        evaluation = made.evaluate({"id": "I1", **said, **point})
        counts[evaluation.verdict if evaluation.decided else None] += 1
    assert found.shares.undecided == counts.pop(None, 0)
    assert {v: n for v, n in zip(found.shares.verdicts, found.shares.counts, strict=True) if n} == (
        counts
    )


def test_the_same_seed_gives_the_same_bytes_here_and_in_another_process():
    code = (
        "import json, sys; from evalcore import Evaluator\n"
        "from evalcore.study.draws import draw_estimates\n"
        "from evalcore.read.documents import load_initiatives\n"
        "e = Evaluator('default'); i = load_initiatives(e, sys.argv[1]).initiatives\n"
        "print(json.dumps([draw_estimates(e, x, draws=500, seed=9).to_json() for x in i]))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, REQUESTS],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": h},
        ).stdout
        for h in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(json.loads(runs[0])) == 12
    one = drawn(rules(("cost <= 0.5", "go")), cost=[0, 0.5, 1], seed=1).to_json()
    other = drawn(rules(("cost <= 0.5", "go")), cost=[0, 0.5, 1], seed=2).to_json()
    assert one != other


@pytest.mark.parametrize("draws", [0, -1, MOST_DRAWS + 1, 1.5, True, "9"])
def test_draws_are_a_whole_number_in_range(draws):
    with pytest.raises(InputError, match=r"draws: found .*\n    expected a whole number from 1 to"):
        drawn(rules(("cost <= 1", "go")), draws=draws)


@pytest.mark.parametrize("seed", [-1, 2**53 + 1, 0.5, None])
def test_a_seed_is_a_whole_number_in_range(seed):
    with pytest.raises(InputError, match=r"seed: found .*\n    expected a whole number from 0 to"):
        drawn(rules(("cost <= 1", "go")), seed=seed)


OPAQUE = """
verdicts = ["go", "hold", "kill"]
[criteria.model]
policy = "model"
weight = 1
[fields.voted]
kind = "flag"
[[rules]]
id = "good"
when = "model >= 0.75"
verdict = "go"
"""
Cost = Annotated[float, estimate("cost", minimum=0, maximum=1)]


def test_an_opaque_criterion_is_asked_about_each_draw():
    asked = []

    @opaque_criterion(version="1", name="model")
    def model(cost: Cost) -> float:
        """Model: the dearer, the worse."""
        asked.append(cost)
        return 1 - cost

    made = evaluator(OPAQUE, offering(model))
    found = draw_estimates(made, {"id": "I1", "cost": [0, 0.5, 1]}, draws=10_000)
    assert found.shares.of("go") == within(0.103515625)
    assert found.moving[0].share == found.shares.of("go")
    assert len(asked) > 10_000
    rule = OPAQUE + '[[rules]]\nid = "v"\nwhen = "voted"\nverdict = "kill"\n'
    found = draw_estimates(
        evaluator(rule, offering(model)), {"id": "I1", "cost": [0, 0.5, 1]}, draws=300
    )
    go = sum(1 - x >= 0.75 for x in Pert(0, 0.5, 1).draws(seeded(1), 300))
    assert found.shares.counts == (go, 0, 0)
    assert found.shares.undecided == 300 - go


def test_an_opaque_criterion_that_waits_for_something_else_leaves_draws_open():
    @opaque_criterion(version="1", name="model")
    def model(fit: Annotated[float, number("fit", minimum=0, maximum=4)]) -> float:
        """A model that nobody can ask yet."""
        return fit / 4

    judge = evaluator(
        """
verdicts = ["go", "hold"]
[fields.cost]
kind = "estimate"
minimum = 0
maximum = 10
[criteria.model]
policy = "model"
weight = 1
[criteria.cheap]
score = "1 - cost / 10"
weight = 1
[[rules]]
id = "good"
when = "total >= 0.45"
verdict = "go"
""",
        offering(model),
    )
    request = {"id": "R1", "cost": {"low": 0, "likely": 1, "high": 3}}
    found = draw_estimates(judge, request, draws=200).shares
    assert found.undecided
    assert found.of("go")
