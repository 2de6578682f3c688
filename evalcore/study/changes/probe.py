"""Probe: what a changed initiative would get, for single values and for whole ranges of them.

A range in which the verdict that is wanted is not possible need not be looked at any closer. Nor
need one in which some way of filling in what is still missing never leads to that verdict.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

import attrs

from evalcore.extend.opaque import ask_all
from evalcore.interpret.python import compile_plan
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.possible import Space, possible
from evalcore.language.nodes import Opaque
from evalcore.request.situation import Key, Situation, owner
from evalcore.study.changes.fillings import Filling, against
from evalcore.study.changes.levers import Lever, Option

FILLINGS = 8  # ways of filling in what is missing that a range is held against
WORTH = 1_000  # looks, after which it pays to work out what is left of the program
FAILURES = 4  # after which no more of them are looked for
MOST_ASKED = 400  # times that opaque criteria are asked: each may take its time


@attrs.frozen(eq=False)
class Open:
    """What a lever is left open to: the numbers between two, or anything that it can say."""

    start: float = 0.0
    end: float = 0.0
    anything: bool = False


Put = tuple[Lever, Option | Open]


def backward(evaluation: Judged, to: str) -> frozenset[int]:
    """The places of clauses that no change on the way up should lead to: earlier refusals.

    They are asked before the one that decides now, and speak against a request: a gate or `require`
    that it would no longer meet, or a rule whose verdict is not better than the default's.
    """
    graph, rank = evaluation.graph, evaluation.graph.ruleset.verdicts.index
    if evaluation.verdict is None or rank(to) >= rank(evaluation.verdict):
        return frozenset()
    default = rank(graph.ruleset.default.verdict)
    earlier = enumerate(graph.steps[: evaluation.outlook.cases[0]])
    return frozenset(
        case
        for case, (rule, clause) in earlier
        if rule.kind == "gate" or rank(clause.verdict) >= default > 0
    )


def anything(*levers: Lever) -> tuple[Put, ...]:
    """A region in which these may say anything."""
    return tuple((each, Open(anything=True)) for each in levers)


class Probe:
    """Asks the graph about one initiative with some of its fields changed; counts how often."""

    def __init__(self, evaluator: Evaluator, evaluation: Judged, to: str) -> None:
        self.graph = evaluation.graph
        self.to = to
        self.backward = backward(evaluation, to)
        self.names = tuple(
            None if case in self.backward else verdict
            for case, verdict in enumerate(self.graph.verdicts)
        )
        self.only = frozenset({to})
        self.looks = 0
        self.asked = 0
        self.space = evaluation.space
        self.run, self.place = evaluator.run, -2  # of the verdict among its results
        self.levers: Sequence[Lever] = ()  # all that may be put
        self.worked_out = False
        self.fillings: dict[tuple[Key, ...], list[Filling]] = {}
        self.failures: dict[tuple[Key, ...], int] = {}

    def _work_out(self) -> None:
        """Works out once all that none of the levers changes, for the many looks to come."""
        levers = self.levers
        whole = {lever.name for lever in levers if lever.field.kind.row.is_list}
        keys = {each.key for each in levers if each.name not in whole} | whole
        asked = {each.key: None for each in self._touched([(e, Open()) for e in levers])}
        open_ = self.space.given.put(asked).open(dict.fromkeys(keys))
        self.space = Space(self.graph, open_).worked_out().at(self.space.given)
        self.run, self.place = compile_plan(self.graph.rest(open_)), 0
        self.worked_out = True

    def holds(self, puts: Sequence[tuple[Lever, Option]]) -> bool:
        """Whether the verdict is certain with these values."""
        self.looks += 1
        changed = {lever.key: option.value for lever, option in puts}
        now = self._ask(self.space.situation.put(changed), puts)
        if now is None:
            return False
        if not self.graph.keeps(now):
            return False
        verdict: str | None = self.run(now.values, now.withheld, now.as_of)[self.place]
        if verdict is not None and (verdict != self.to or not self.backward):
            return verdict == self.to
        if verdict is not None:
            return not self.backward.issuperset(self.space.cases(now))
        opened = self._opened(puts)
        verdicts = self._verdicts(opened)
        if self.to not in verdicts or verdicts == self.only:
            return verdicts == self.only
        if self._refuted(puts, opened):
            return False
        found = possible(self.space.at(now))
        self.looks += found.passes
        certain = all(self.names[case] == self.to for case in found.cases)
        if not certain and self.failures.get(_keys(puts), 0) < FAILURES:
            self._learn(puts)
        return certain

    @property
    def is_tired(self) -> bool:
        """Whether opaque criteria were asked so often that they are not asked again."""
        return self.asked >= MOST_ASKED

    def _ask(self, situation: Situation, puts: Sequence[Put]) -> Situation | None:
        """With answers of the opaque criteria that read what changes; None once tired of asking."""
        touched = self._touched(puts)
        if touched and self.is_tired:
            return None
        self.asked += len(touched)
        return situation.put(ask_all(touched, situation.values).values) if touched else situation

    def is_blind(self, lever: Lever) -> bool:
        """Whether bounds tell nothing of how a number counts: an opaque criterion reads it."""
        return lever.moves and bool(self._touched(anything(lever)))

    def _touched(self, puts: Sequence[Put]) -> list[Opaque]:
        names = {lever.name for lever, _ in puts}
        return [o for o in self.graph.opaques if any(each.name in names for each in o.args)]

    def may(self, puts: Sequence[Put]) -> bool:
        """Whether some of the values that are left open may make the verdict certain."""
        opened = self._opened(puts)
        found = self._verdicts(opened)
        if self.to not in found or found == self.only:
            return found == self.only
        return not self._refuted(puts, opened)

    def _refuted(self, puts: Sequence[Put], opened: Situation) -> bool:
        """Whether some way of filling in what is missing speaks against the verdict."""
        fillings = self.fillings.get(_keys(puts), [])
        for place, filling in enumerate(fillings):
            found = self._verdicts(filling.of(opened))
            if found and self.to not in found:
                fillings.insert(0, fillings.pop(place))
                return True
        return False

    def _learn(self, puts: Sequence[Put]) -> None:
        """Looks for a filling that speaks against the verdict, and keeps it."""
        keys, opened = _keys(puts), self._opened(puts)
        read = self.graph.read_by(self.space.cases(opened))

        def others(filling: Filling) -> int | None:
            found = self._verdicts(filling.of(opened))
            return len(found) - 1 if self.to in found else None if found else -1

        failures = self.failures.get(keys, 0)
        found = against(self.space, [*self._missing(keys, read)], others, failures)
        if found is None:
            self.failures[keys] = failures + 1
            return
        kept = self.fillings.setdefault(keys, [])
        kept.insert(0, found)
        del kept[FILLINGS:]

    def surely(self, puts: Sequence[Put]) -> bool:
        """Whether the verdict is certain whatever the values that are left open."""
        return self._verdicts(self._opened(puts)) == self.only

    def _opened(self, puts: Sequence[Put]) -> Situation:
        """With options said, and all else open; what opaque criteria say of them is open, too."""
        said: dict[Key, Any] = dict.fromkeys(each.key for each in self._touched(puts))
        open_: dict[Key, Any] = {}
        for lever, part in puts:
            if isinstance(part, Option):
                said[lever.key] = part.value
            else:
                open_[lever.key] = None if part.anything else _range(lever, part)
        now = self.space.situation.put(said) if said else self.space.situation
        return now.open(open_) if open_ else now

    def _verdicts(self, situation: Situation) -> frozenset[str | None]:
        self.looks += 1
        if self.looks > WORTH and not self.worked_out:
            self._work_out()
        return frozenset(self.names[case] for case in self.space.cases(situation))

    def _missing(self, changed: tuple[Key, ...], read: Container[str]) -> Iterator[Key]:
        """What stays missing when these fields and cells change, of what is read."""
        for key in self.space.missing:
            if owner(key) in read and owner(key) not in changed and key not in changed:
                yield key


def _range(lever: Lever, part: Open) -> tuple[Any, Any]:
    low, high = sorted((part.start, part.end))
    return lever.line.value(low), lever.line.value(high)


def _keys(puts: Sequence[Put]) -> tuple[Key, ...]:
    return tuple(lever.key for lever, _ in puts)
