from __future__ import annotations

import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from textwrap import dedent
from typing import Annotated

import attrs
import pytest

from evalcore import clamp, criterion, number
from evalcore.extend.plugins import discover
from rulesets import evaluator, plugin

BODY = """
verdicts = ["go", "hold"]
[parameters]
mass = 5
floor = { value = 1, unit = "kEUR" }
[fields.cost]
kind = "number"
unit = "kEUR"
minimum = 0
question = "What will it cost?"
[fields.who]
kind = "choice"
choices = ["it", "sales"]
[measures]
dear = "cost / floor"
own = "1 if who == 'it' else 0"
[criteria.thrift]
score = "1 - clamp(dear / 9)"
weight = 1
[criteria.focus]
score = "own"
weight = 2
[[rules]]
id = "big"
when = "dear > mass"
verdict = "go"
[[rules]]
id = "good"
when = "total >= 0.6"
verdict = "go"
"""
DEAR, OWN = 'dear = "cost / floor"', "own = \"1 if who == 'it' else 0\""
FLOOR, CHOICES = 'floor = { value = 1, unit = "kEUR" }', 'choices = ["it", "sales"]'


def digest(body: str = BODY) -> str:
    return evaluator(body).digest


def changed(old: str, new: str) -> str:
    assert old in BODY
    return BODY.replace(old, new)


def test_the_digest_is_a_sha256():
    assert digest().startswith("sha256:")
    assert len(digest()) == len("sha256:") + 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mass = 5", "mass = 5.0 # much"),
        ("mass = 5\n", "\n\nmass    =    5\n"),
        ("What will it cost?", "How much, all in?"),
        ("dear > mass", "( dear  >\\n mass )"),
        ("weight = 2", "weight = 2.0"),
        ('["it", "sales"]', '["sales", "it"]'),
        (f"{DEAR}\n{OWN}", f"{OWN}\n{DEAR}"),
        (f"mass = 5\n{FLOOR}", 'floor = { unit = "kEUR", value = 1 }\nmass = 5'),
        (f'kind = "choice"\n{CHOICES}', f'{CHOICES}\nkind = "choice"'),
    ],
)  # fmt: skip
def test_comments_layout_questions_and_the_order_of_keys_do_not_count(old, new):
    assert digest(changed(old, new)) == digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["go", "hold"]', '["hold", "go"]'),
        ("mass = 5", "mass = 6"),
        ('unit = "kEUR" }', 'unit = "kEUR", about = "" }\nother = 1'),
        ("minimum = 0", "minimum = 1"),
        ("clamp(dear / 9)", "clamp(dear / 8)"),
        ("weight = 2", "weight = 3"),
        ('id = "big"', 'id = "large"'),
        ('when = "dear > mass"\nverdict = "go"', 'when = "dear > mass"\nverdict = "hold"'),
        ("dear > mass", "dear >= mass"),
        ('verdicts = ["go", "hold"]', 'verdicts = ["go", "hold"]\nwhen_undecided = "hold"'),
    ],
)
def test_what_decides_counts(old, new):
    assert digest(changed(old, new)) != digest()


def test_the_order_of_rules_counts():
    head, first, second = BODY.split("[[rules]]\n")
    assert digest(f"{head}[[rules]]\n{second}[[rules]]\n{first}") != digest()


Speed = Annotated[float, number("speed", minimum=0, maximum=9)]
POLICY = '[criteria.c]\npolicy = "quick"\nweight = 1'


def quick(bound: float) -> object:
    @criterion(name="quick")
    def policy(speed: Speed) -> float:
        return clamp(speed / bound)

    return policy


def with_policies(*names: str, bound: float = 9) -> str:
    given = {"a": lambda: [quick(bound)], "b": list, "c": list}
    extra = [plugin(name, policies=given[name]) for name in names]
    return evaluator(POLICY, discover(extra=extra, entry_points=False)).digest


def test_the_graph_of_a_policy_counts():
    assert with_policies("a", bound=8) != with_policies("a")


def test_the_order_of_plugins_does_not_count():
    assert len({with_policies(*names) for names in permutations("abc")}) == 1


def test_the_same_bytes_under_any_hash_seed():
    program = dedent("""
        import json
        from rules.test_graph import BODY
        from rulesets import evaluator
        judge = evaluator(BODY)
        rows = [{"id": f"I{n}", "cost": n, "who": "it" if n % 2 else None} for n in range(9)]
        print(json.dumps(judge.to_json(judge.rank(rows))))
    """)
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parent)])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert b'"evaluations"' in outputs.pop()


def test_outputs_come_parts_first_and_once():
    graph = evaluator(BODY).graph
    places = {node: place for place, node in enumerate(graph.outputs)}
    assert len(places) == len(graph.outputs)
    assert places[graph.measures["dear"]] < places[graph.criteria[0].score] < places[graph.total]


def test_the_date_matters_only_where_days_are_counted():
    assert not evaluator(BODY).graph.reads_date
    body = '[measures]\nage = "days_since(start)"\n[fields.start]\nkind = "date"'
    assert evaluator(body).graph.reads_date


def test_the_spelling_of_units_and_the_order_of_fields_do_not_count():
    body = """
[fields."council.yes"]
kind = "number"
unit = "vote/seat"
[fields."council.no"]
kind = "number"
unit = "vote/seat"
[[rules]]
id = "voted"
require = "known(council)"
otherwise = "hold"
"""
    first, second = body.split('[fields."council.no"]')
    no, rules = second.split("[[rules]]")
    yes = first.strip()
    swapped = f'[fields."council.no"]{no}{yes}\n[[rules]]{rules}'
    assert digest(swapped) == digest(body)
    assert digest(body.replace("vote/seat", "vote / seat")) == digest(body)


def test_the_verdict_of_the_default_counts_and_its_words_do_not():
    graph = evaluator(BODY).graph
    for changed, same in (({"because": "so"}, True), ({"verdict": "kill"}, False)):
        default = attrs.evolve(graph.ruleset.default, **changed)
        other = attrs.evolve(graph.ruleset, default=default)
        assert (attrs.evolve(graph, ruleset=other).digest == graph.digest) is same
