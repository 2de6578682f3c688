"""The five ways to decide in plain Python, straight from their description, and requests to try.

The second opinion that the shipped rulesets are held against; complete requests only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt
from typing import Any

from evalcore_initiative import FIELDS
from hypothesis import assume
from hypothesis import strategies as st

from evalcore import Evaluator
from evalcore.request.fields import Field, Kind
from evalcore.testing.keeping import keeping, keeps

Said = Mapping[str, Any]
Judgement = tuple[str, float | None]

COMPLETE = ("owner", "metric", "baseline", "target", "due_month")
DECIMALS = st.integers(0, 400).map(lambda n: n / 100)


def reaches(value: float, least: float) -> bool:
    return value >= least - 1e-9


def it_is_the_job(said: Said) -> Judgement:
    mass = min(said["newly_dexterous"] / (5 - 2), 1)
    total = 0.35 * said["dexterity_uplift"] / 4 + 0.25 * said["trust_gain"] / 4
    total += 0.25 * mass + 0.15 * said["own_learning"] / 4
    if not reaches(said["sponsor_hours_month"], 2):
        return "recycle", total
    if reaches(total, 0.55):
        return "go", total
    return "conditional_go" if reaches(total, 0.35) else "recycle", total


def inseparable(said: Said) -> Judgement:
    helping = (said["relationship_gain"] + said["team_success"] + said["company_goal"]) / 12
    own = sum(said[f"own_dev.{part}"] for part in ("leadership", "influence", "listening"))
    growth = (own + said["own_dev.business"]) / 16
    ours = (said["network_reach"] / 4 + growth + said["people_developed"] / 4) / 3
    total = sqrt(helping * ours)
    if not reaches(said["energy"], 0):
        return "hold", total
    if not reaches(min(helping, ours), 0.25):
        return "recycle", total
    if reaches(total, 0.55):
        return "go", total
    return "conditional_go" if reaches(total, 0.40) else "hold", total


def is_complete(outcome: Said) -> bool:
    return all(outcome.get(part) is not None for part in COMPLETE)


def strategy_and_discipline(said: Said) -> Judgement:
    total = 0.6 * said["strategic_contribution"] / 4 + 0.4 * said["evidence"]
    return _disciplined(said, total), total


def _disciplined(said: Said, total: float) -> str:
    none = said["objective"] == "none"
    if said["stage"] != "in_flight":
        if none or said["strategic_contribution"] == 0 or not said["outcomes"]:
            return "kill"
        if reaches(total, 0.4) and not all(map(is_complete, said["outcomes"])):
            return "recycle"
        if not reaches(total, 0.4):
            return "kill"
        return "go" if reaches(total, 0.6) and said["kill_criteria"] else "conditional_go"
    if none:
        return "kill"
    if not reaches(35, said["status_age_days"]):
        return "hold"
    if reaches(abs(said["self_status"] - said["independent_status"]), 2):
        return "hold"
    if not reaches(said["remaining_benefit_k"] / said["remaining_cost_k"], 1):
        return "kill"
    if not reaches(said["attainment_forecast"], 0.5):
        return "kill"
    return "go" if reaches(said["attainment_forecast"], 0.8) else "pivot"


def investment_council(said: Said) -> Judgement:
    return _voted(said), None


def _voted(said: Said) -> str:
    if said["stage"] == "closed":
        return "closed"
    if said["remit"] in ("enterprise_architecture", "trust"):
        return "go"
    if said["council.yes"] is None and said["council.no"] is None:
        return "refer"
    if said["council.present"] < 5:
        return "hold"
    if said["stage"] == "in_flight" and not reaches(said["attainment_forecast"], 0.5):
        return "refer"
    if said["council.yes"] == said["council.no"]:
        return "hold"
    if said["council.yes"] < said["council.no"]:
        return "kill"
    runs = said["lifecycle"] in ("production", "maintained")
    return "hold" if runs and said["maintainer"] is None else "go"


def balanced(said: Said) -> Judgement:
    in_flight = said["stage"] == "in_flight"
    benefit, cost = said["benefit_k"][1], said["cost_k"]
    if in_flight:
        benefit, cost = said["remaining_benefit_k"], said["remaining_cost_k"]
    ratio = benefit / cost
    tangible = 0.5 * ratio if ratio <= 1 else min(0.5 + (ratio - 1) * 0.25, 1)
    relations = (said["rational_aspiration"] + said["emotional_aspiration"]) / 8
    reach = min(said["units_benefiting"] / said["units_total"], 1)
    results = (tangible + said["intangible"] / 4 + reach) / 3
    aligned = said["strategic_contribution"] / 4
    apart = abs(relations - results)
    total = 0.35 * relations + 0.45 * results + 0.20 * aligned - 0.25 * apart
    return _in_balance(said, total, aligned, min(relations, results), apart), total


def _in_balance(said: Said, total: float, aligned: float, weaker: float, apart: float) -> str:
    complete = [is_complete(each) for each in said["outcomes"]]
    if aligned == 0 or not complete or sum(complete) / len(complete) < 0.5:
        return "recycle"
    if not reaches(weaker, 0.35):
        return "hold"
    threshold = 0.50 + 0.05 * (said["culture"] < 2) + 0.05 * (said["autonomy"] < 2)
    if reaches(total, threshold) and reaches(0.3, apart) and all(complete):
        return "go"
    return "conditional_go" if reaches(total, threshold - 0.15) else "hold"


WAYS: dict[str, Callable[[Said], Judgement]] = {
    "it_is_the_job": it_is_the_job,
    "inseparable": inseparable,
    "strategy_and_discipline": strategy_and_discipline,
    "investment_council": investment_council,
    "balanced": balanced,
}

# Where a stance decides on an absence; and where a ratio has no value for 0.
ABSENT = {"lifecycle", "maintainer"}
COSTS = {"cost_k", "remaining_cost_k"}


def values(field: Field) -> st.SearchStrategy[Any]:
    """What a field may hold, with the values that thresholds lie on well within reach."""
    match field.kind:
        case Kind.NUMBER if field.whole:
            return st.integers(max(int(field.low), 0), 12)
        case Kind.NUMBER:
            low, high = max(field.low, -2), min(field.high, 4)
            even = st.integers(int(low), int(high)).map(float)
            return even | DECIMALS.filter(lambda n: low <= n <= high)
        case Kind.ESTIMATE:
            return st.lists(DECIMALS, min_size=3, max_size=3).map(sorted)
        case Kind.FLAG:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(field.choices or ())
        case Kind.DATE:
            return st.dates().map(str)
        case Kind.SET:
            return st.lists(st.sampled_from(field.choices or ["CFO", "CIO"]), unique=True)
        case Kind.RECORDS:
            inner = {name: st.none() | values(each) for name, each in field.record.items()}
            full = {name: values(each) for name, each in field.record.items()}
            return st.lists(st.fixed_dictionaries(full) | st.fixed_dictionaries(inner), max_size=3)
        case _:
            return st.sampled_from(["CFO", "the board"])


def _strategy(field: Field) -> st.SearchStrategy[Any]:
    if field.name == "status_age_days":
        return st.sampled_from([0, 34, 35, 35.5, 36, 90])
    if field.name in COSTS:
        return st.integers(100, 500).map(lambda n: n / 100)
    if field.name in ("council.yes", "council.no"):
        return st.integers(0, 3)  # so that votes are equal often enough
    drawn = values(field)
    return st.none() | drawn if field.name in ABSENT else drawn


FIELD_STRATEGIES = {field.name: _strategy(field) for field in FIELDS}
JUDGES = [Evaluator(name) for name in (*WAYS, "default")]
VOTES = [name for name in FIELD_STRATEGIES if name.startswith("council.")]


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A request that says everything, but perhaps without a vote."""
    said = {"id": "R1", **draw(st.fixed_dictionaries(FIELD_STRATEGIES))}
    said = said if draw(st.booleans()) else said | dict.fromkeys(VOTES)
    for each in JUDGES:
        said = said | keeping(each.graph, said)
    assume(all(keeps(each.graph, said) for each in JUDGES))
    return said
