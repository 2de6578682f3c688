"""Trying: whether each case holds, and what of the ruleset's graph all of them reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from evalcore.cases.coverage import Count, Coverage, Report
from evalcore.cases.gathering import Ready
from evalcore.interpret.python import Compiled
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.record import Decision
from evalcore.language.nodes import Node
from evalcore.rules.cases import DEFAULT, UNDECIDED, Near
from evalcore.written.errors import listing


@attrs.frozen
class Outcome:
    """How a case came out; `problem` is empty where it holds."""

    name: str
    problem: str
    file: str
    line: int | None

    @property
    def passed(self) -> bool:
        """Whether all that is expected came about."""
        return not self.problem

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        problem = self.problem or None
        return {
            "name": self.name,
            "passed": self.passed,
            "problem": problem,
            "line": self.line,
            "file": self.file,
        }


@attrs.frozen(eq=False)
class Mutant:
    """One node, what it becomes, and the rule or named value that it is in.

    `before` and `after` say so in words.
    """

    node: Node
    becomes: Node
    owner: str
    before: str
    after: str

    @property
    def text(self) -> str:
        """What was changed into what."""
        return f"{self.before} becomes {self.after}"

    def to_json(self) -> dict[str, str]:
        """As plain data."""
        return {"in": self.owner, "from": self.before, "to": self.after}


@attrs.frozen(eq=False)
class Mutation:
    """How many mutants were made, and those that no case notices: see `cases.mutants`."""

    made: int
    survivors: tuple[Mutant, ...]

    @property
    def killed(self) -> Count:
        """How many a case notices."""
        return Count(self.made - len(self.survivors), self.made)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        killed = [self.killed.reached, self.killed.of]
        return {"killed": killed, "survivors": [each.to_json() for each in self.survivors]}


@attrs.frozen(eq=False)
class Tried:
    """The cases of one ruleset, tried; with `mutation` where that was asked for."""

    evaluator: Evaluator
    outcomes: tuple[Outcome, ...]
    report: Report
    mutation: Mutation | None = None

    @property
    def failed(self) -> int:
        """How many cases do not hold."""
        return sum(not each.passed for each in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """As plain data, in the shape of the contract."""
        from evalcore.cases.listing import coverage_json

        return {
            "ruleset": self.evaluator.ruleset.name,
            "cases": [each.to_json() for each in self.outcomes],
            "passed": len(self.outcomes) - self.failed,
            "failed": self.failed,
            "coverage": coverage_json(self.report),
            **({} if self.mutation is None else {"mutants": self.mutation.to_json()}),
        }


def try_cases(evaluator: Evaluator, cases: Iterable[Ready]) -> Tried:
    """Judges every case, of which no observer hears, and counts what they reach."""
    coverage = Coverage(evaluator.graph)
    twins: dict[int, Compiled] = {}
    outcomes: list[Outcome] = []
    places = {
        (rule.id, clause.name): place for place, (rule, clause) in enumerate(evaluator.graph.steps)
    }
    single = {rule.id: rule.clauses[0].name for rule in evaluator.graph.rules if _is_one(rule)}
    for ready in cases:
        own = ready.evaluator
        found = judge(ready)
        if own is evaluator:
            coverage.add(found.situation)
        else:
            if id(own) not in twins:
                twins[id(own)] = coverage.twin(own.graph)
            coverage.add(found.situation, twins[id(own)])
        _count(coverage, found, places, single)
        case = ready.case
        outcomes.append(Outcome(case.name, problem(ready, found), case.source, ready.line))
    return Tried(evaluator, tuple(outcomes), coverage.report())


def _is_one(rule: Any) -> bool:
    return len(rule.clauses) == 1


def judge(ready: Ready) -> Judged:
    """The evaluation of a case."""
    return ready.evaluator.judge(ready.initiative, as_of=ready.as_of)


def _count(
    coverage: Coverage,
    found: Judged,
    places: Mapping[tuple[str, str | None], int],
    single: Mapping[str, str | None],
) -> None:
    """What decided, also where that is certain while fields are missing."""
    steps = coverage.graph.steps
    place = found.case
    if place is not None:
        rule = DEFAULT if place == len(steps) else steps[place][0].id
        coverage.decided(rule, place)
        return
    if not found.decided:
        return  # why not takes long to say
    by = found.decided_by
    if by.kind == "default" and not by.candidates:
        coverage.decided(DEFAULT, len(steps))
    elif by.id is not None:
        clause = single.get(by.id, by.clause)
        coverage.decided(by.id, places.get((by.id, clause), -1))


def problem(ready: Ready, found: Judged) -> str:
    """What did not come about as expected; empty where all did."""
    return "; ".join(_problems(ready, found))


def _problems(ready: Ready, found: Judged) -> Iterator[str]:
    case = ready.case
    decided = found.decided
    said = found.verdict if decided else UNDECIDED
    if case.expect != said:
        yield f"expected {case.expect}, found {_verdict(found)}"
    if case.decided_by and not _is_by(case.decided_by, found.decided_by):
        yield f"expected that {case.decided_by} decides, found {_spelt(found.decided_by)}"
    if case.total is not None:
        yield from _number("the total", case.total, found.total)
    scores = {each.id: each.score for each in found.criteria} if case.scores else {}
    for name, wanted in case.scores.items():
        yield from _number(f"the score {name}", wanted, scores[name])
    if case.missing is not None:
        lacking = [each.field for each in found.missing]
        if sorted(lacking) != sorted(case.missing):
            yield f"expected as missing {_listed(case.missing)}, found {_listed(lacking)}"


def _verdict(found: Judged) -> str:
    by = _spelt(found.decided_by)
    if found.decided:
        return f"{found.verdict} (by {by})"
    lacking = [each.field for each in found.missing]
    needs = f", as {_listed(lacking)} is missing" if lacking else ""
    return f"it undecided between {listing(found.possible)}{needs}"


def _listed(names: Sequence[str]) -> str:
    return listing(names) if names else "nothing"


def _is_by(wanted: str, by: Decision) -> bool:
    if by.kind == "default" and not by.candidates:
        return wanted == DEFAULT
    return by.id is not None and wanted in (by.id, f"{by.id}.{by.clause}")


def _spelt(by: Decision) -> str:
    """Who decided: a rule, rule.clause, or the default."""
    if by.kind == UNDECIDED:
        return UNDECIDED
    if by.id is not None:
        return by.id if by.clause is None else f"{by.id}.{by.clause}"
    return f"one of {listing([*by.candidates, DEFAULT], 'or')}" if by.candidates else DEFAULT


def _number(what: str, wanted: Near, found: float | None) -> Iterator[str]:
    if found is None:
        yield f"expected {what} {wanted.value:g}, found it unknown"
    elif not abs(found - wanted.value) <= wanted.within:
        yield f"expected {what} {wanted.value:g} within {wanted.within:g}, found {found:.10g}"
