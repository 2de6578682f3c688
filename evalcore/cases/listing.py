"""Listing: what was reached, what was not, and what would reach it, in words and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evalcore.cases.coverage import SPELT, Coverage, Part, Report
from evalcore.cases.feasible import Asked, Feasible, Outcomes
from evalcore.language import nodes
from evalcore.rules.cases import DEFAULT
from evalcore.rules.graph import Graph

WITHHELD = {"withheld": "a reason"}
CALLED = {
    "rules": "rule",
    "clauses": "clause",
    "conditions": "condition",
    "mcdc": "condition that turns a clause by itself",
}


def coverage_json(report: Report) -> dict[str, Any]:
    """The counts, and the two lists, in the shape of the contract."""
    counts = {name: [each.reached, each.of] for name, each in report.counts.items()}
    infeasible = [part_json(report.coverage, part) for part in report.infeasible]
    open_ = [
        {
            **part_json(report.coverage, part),
            "needs": needs(report, outcomes),
            "values": values(report, outcomes),
        }
        for part, outcomes in report.not_reached
    ]
    return {**counts, "infeasible": infeasible, "not_reached": open_}


def part_json(coverage: Coverage, part: Part) -> dict[str, Any]:
    """What is to be reached, as plain data."""
    return {
        "what": "mcdc" if part.what == "mcdc" else CALLED[part.what],
        "rule": part.rule,
        "clause": clause_of(coverage.graph, part),
        "condition": condition_of(coverage, part),
        "outcome": SPELT[part.outcome] if part.what == "conditions" else None,
    }


def clause_of(graph: Graph, part: Part) -> str | None:
    """The name of its clause, where that has one."""
    if part.what == "rules" or part.asked >= len(graph.steps):
        return None
    return graph.steps[part.asked][1].name


def condition_of(coverage: Coverage, part: Part) -> str | None:
    """How its condition is written, where it is about one."""
    return None if part.condition < 0 else coverage.logic.conditions[part.condition].text


def needs(report: Report, outcomes: Outcomes | None, *, worked_out: bool = False) -> list[str]:
    """What the conditions would have to come to: `total >= 0.6 is false`.

    Perhaps only those about something that is `worked_out`, of which no field tells by itself.
    """
    conditions, feasible = report.coverage.logic.conditions, report.feasible
    found = outcomes or {}
    return [
        f"{conditions[place].text} is {SPELT[found[place]]}"
        for place in sorted(found)
        if not (worked_out and _is_of_fields(feasible.asked[place]))
    ]


def _is_of_fields(asked: Asked) -> bool:
    single = len(asked.about) == 1 and isinstance(asked.about[0], nodes.FieldRef)
    return single or bool(asked.names)


def values(report: Report, outcomes: Outcomes | None) -> dict[str, Any] | None:
    """What fields would have to say, where ranges tell: null is unknown; None where they do not."""
    found = dict(_values(report, outcomes or {}))
    return found or None


def _values(report: Report, outcomes: Outcomes) -> Iterator[tuple[str, Any]]:
    feasible, fields = report.feasible, report.coverage.graph.declared
    states = feasible.states(outcomes)
    about = {
        node: None
        for place, truth in sorted(outcomes.items())
        if truth is not None
        for node in feasible.asked[place].about
    }
    for node in about:
        if not isinstance(node, nodes.FieldRef) or node.name not in fields:
            continue
        domain = feasible.domain(node, outcomes)
        if domain is None:
            continue
        if domain.holds or (domain.not_texts and domain.texts is None):
            yield node.name, sorted(domain.holds)
            continue
        sample = next(domain.samples(whole=feasible.types[node].whole), None)
        if isinstance(sample, date):
            yield node.name, sample.isoformat()
        elif isinstance(sample, float) and sample.is_integer():
            yield node.name, int(sample)
        elif sample is not None:
            yield node.name, sample
    kept = _withheld(feasible, outcomes)
    unknown = [name for name, known in states.items() if not known]
    for name in dict.fromkeys([*unknown, *_lacking(feasible, outcomes, states)]):
        yield name, WITHHELD if name in kept else None


def _withheld(feasible: Feasible, outcomes: Outcomes) -> set[str]:
    """The fields that have to be withheld."""
    asked = [feasible.asked[place] for place, truth in outcomes.items() if truth]
    return {each.names[0] for each in asked if each.withheld and len(each.names) == 1}


def _lacking(feasible: Feasible, outcomes: Outcomes, states: Mapping[str, bool]) -> Iterator[str]:
    """A field for each thing that is worked out and has to be unknown."""
    for place, truth in outcomes.items():
        needed = [
            name
            for node in feasible.asked[place].about
            for name in sorted(feasible.needs[node])
            if truth is None and not states.get(name, False)
        ]
        yield from needed[:1]


def spelt(coverage: Coverage, part: Part) -> str:
    """What is to be reached, in a few words: `rule good: total >= 0.6 is unknown`."""
    clause = clause_of(coverage.graph, part)
    where = DEFAULT if part.rule == DEFAULT else part.rule if clause is None else (
        f"{part.rule}.{clause}"
    )  # fmt: skip
    condition = condition_of(coverage, part)
    match part.what:
        case "conditions":
            return f"{where}: {condition} is {SPELT[part.outcome]}"
        case "mcdc":
            return f"{where}: {condition} turns it by itself"
        case _:
            return f"{where} decides"


def example(report: Report, outcomes: Outcomes | None) -> str:
    """What would reach it: values of fields where ranges tell, else outcomes of conditions."""
    said = ", ".join(
        f"{name} {_plain(each)}" for name, each in (values(report, outcomes) or {}).items()
    )
    wanted = " and ".join(needs(report, outcomes, worked_out=True))
    if not said:
        return f"what makes sure that {wanted}" if wanted else ""
    return f"{said}, so that {wanted}" if wanted else said


def _plain(value: Any) -> str:
    if value is None or value == WITHHELD:
        return "unknown" if value is None else "withheld"
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"  # pyright: ignore[reportUnknownArgumentType]
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(
        value, bool
    ) else str(value)  # fmt: skip
