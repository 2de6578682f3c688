"""Differing: what a change of a ruleset does to requests, and through which clause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from evalcore.judge.comparison import Compared, Comparison, Move
from evalcore.judge.view import outcome
from evalcore.rules.dated import Steps
from evalcore.rules.ruleset import Ruleset

Value = float | Steps[float] | None


@attrs.frozen
class Changed:
    """One request whose verdict changes; `UNDECIDED` stands for none that is certain."""

    id: str
    title: str
    old: str
    new: str
    through: tuple[str, str]
    because: str


@attrs.frozen
class Setting:
    """A parameter or a weight that has another value, or that only one of them has."""

    name: str
    old: Value
    new: Value


@attrs.frozen(slots=False, eq=False)
class Difference:
    """An old and a new ruleset on the same requests. `names` are what they are called by."""

    comparison: Comparison
    names: tuple[str, str]

    @cached_property
    def changed(self) -> tuple[Changed, ...]:
        """The requests whose verdict changes, in their order."""
        return tuple(map(_changed, self.parted))

    @cached_property
    def parted(self) -> tuple[Compared, ...]:
        """The same requests, with what both rulesets say of them."""
        return tuple(
            each
            for each in self.comparison.whole
            if len({outcome(opinion.evaluation) for opinion in each.opinions}) > 1
        )

    @property
    def equal(self) -> bool:
        """Whether no verdict changes."""
        return not self.changed

    @property
    def moves(self) -> tuple[Move, ...]:
        """How many go from which verdict to which."""
        (pair,) = self.comparison.agreements
        return pair.moves

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The parameters and weights that differ."""
        old, new = (_settings(each.ruleset) for each in self.comparison.evaluators)
        names = dict.fromkeys([*old, *new])
        return tuple(
            Setting(name, old.get(name), new.get(name))
            for name in names
            if old.get(name) != new.get(name)
        )

    def to_json(self) -> dict[str, Any]:
        """The difference as plain data."""
        return {
            "equal": self.equal,
            "changed": [
                {"id": each.id, "old": each.old, "new": each.new, "because": each.because}
                for each in self.changed
            ],
            "moves": [
                {"from": each.before, "to": each.after, "count": len(each.ids)}
                for each in self.moves
            ],
            "parameters": [
                {"name": each.name, "old": _plain(each.old), "new": _plain(each.new)}
                for each in self.settings
            ],
        }


def _changed(each: Compared) -> Changed:
    old, new = each.opinions
    before, after = outcome(old.evaluation), outcome(new.evaluation)
    because = f"{new.clause}: {new.because}; before, {old.clause}: {old.because}"
    return Changed(each.id, each.title, before, after, (old.clause, new.clause), because)


def _settings(ruleset: Ruleset) -> dict[str, Value]:
    return dict(_each_setting(ruleset))


def _each_setting(ruleset: Ruleset) -> Iterator[tuple[str, Value]]:
    for name, each in ruleset.parameters.items():
        yield name, each.steps or float(each.value)
    for one in ruleset.criteria:
        yield f"criteria.{one.id}.weight", one.steps or (one.weight and float(one.weight))


def _plain(value: Value) -> Any:
    if not isinstance(value, tuple):
        return value
    return [{"from": _day(day), "value": number} for day, number in value]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
