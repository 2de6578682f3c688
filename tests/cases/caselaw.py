"""What the tests of cases share: a ruleset with cases, tried without installed plugins."""

from __future__ import annotations

from collections.abc import Iterable

from evalcore.cases.gathering import gather
from evalcore.cases.trying import Tried, try_cases
from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import read_draft
from rulesets import ruleset_text

SMALL = """
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
[parameters]
enough = 0.6
[fields.cost]
kind = "number"
minimum = 1
maximum = 1000
[fields.benefit]
kind = "number"
minimum = 0
[fields.phase]
kind = "choice"
choices = ["idea", "pilot"]
[fields."council.yes"]
kind = "number"
whole = true
minimum = 0
[measures]
payback = "benefit / cost"
[criteria.worth]
score = "clamp(linear(payback, worst=0, best=3))"
weight = 1
[[rules]]
id = "dear"
when = "cost > 900"
verdict = "kill"
[[rules]]
id = "good"
when = "total >= enough and (phase == 'idea' or council.yes >= 4)"
verdict = "go"
"""
SOURCE = "small.toml"


def evaluator_of(body: str) -> Evaluator:
    return Evaluator(read_draft(ruleset_text(body), SOURCE).ruleset, plugins=Plugins())


def tried(body: str, files: Iterable[str] = ()) -> Tried:
    """The cases of a ruleset with this body."""
    own = evaluator_of(body)
    return try_cases(own, gather(own, files))


def small(cases: str) -> Tried:
    """Cases of the small ruleset."""
    return tried(SMALL + cases)


def problems(found: Tried) -> list[str]:
    return [each.problem for each in found.outcomes]


def counts(found: Tried) -> dict[str, tuple[int, int]]:
    return {name: (each.reached, each.of) for name, each in found.report.counts.items()}
