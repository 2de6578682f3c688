"""What the tests of choosing together share: a ruleset with a portfolio, and requests by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from evalcore.portfolios.candidates import Candidates, candidates_of, reader_of
from evalcore.portfolios.choice import Choice, choose
from evalcore.portfolios.demands import Wishes
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import decimal
from rulesets import evaluator

FIELDS = """
verdicts = ["go", "conditional_go", "hold"]
total = "worth"
[fields.worth]
kind = "number"
minimum = -10
maximum = 100
[fields.hours]
kind = "number"
unit = "h/month"
minimum = 0
[fields.cost]
kind = "number"
unit = "kEUR"
minimum = 0
[fields.ready]
kind = "choice"
choices = ["yes", "partly", "no"]
[fields.begins]
kind = "number"
[fields.lasts]
kind = "number"
[fields.learns]
kind = "flag"
[fields.depends_on]
kind = "set"
[fields.rivals]
kind = "text"
[[rules]]
id = "ready"
when = "ready == 'yes'"
verdict = "go"
[[rules]]
id = "nearly"
when = "ready == 'partly'"
verdict = "conditional_go"
"""
HOURS = """
[portfolio.capacities.my_hours]
uses = "hours"
amount = 10
"""


def request(key: str, worth: float | None = 1, hours: float | None = 1, **said: Any) -> Any:
    """One request; ready, unless it says otherwise."""
    return {"id": key, "worth": worth, "hours": hours, "ready": "yes", **said}


def candidates(body: str, requests: Sequence[Mapping[str, Any]]) -> Candidates:
    """The candidates by a ruleset with this `[portfolio]`."""
    judge = evaluator(f"{FIELDS}\n[portfolio]\n{body}")
    rows = [(each, (n,)) for n, each in enumerate(requests)]
    read = [each.initiative for each in reader_of(judge).read_all(rows)]
    return candidates_of(judge, read)


def choice(
    body: str,
    requests: Sequence[Mapping[str, Any]],
    *,
    amounts: Mapping[str, float] | None = None,
    inside: Sequence[str] = (),
    outside: Sequence[str] = (),
    engine: Engine | None = None,
    why: Sequence[str] | None = None,
) -> Choice:
    """The choice among requests by a ruleset with this `[portfolio]`."""
    capacities: dict[str, Fraction] = {k: decimal(v) for k, v in (amounts or {}).items()}
    wishes = Wishes(capacities, tuple(inside), tuple(outside))
    return choose(candidates(body, requests), wishes, engine=engine, why=why)


def ids(found: Choice) -> list[str]:
    """Those chosen."""
    return [each.id for each in found.chosen]


def reasons(found: Choice) -> dict[str, str | None]:
    """Why each of the others is left out."""
    return {each.candidate.id: each.because for each in found.left_out}
