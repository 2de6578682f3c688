"""Ruleset: what an organisation wrote down about how it decides. Data, not yet compiled.

Reading it from TOML is the business of `file`, compiling it that of `compiler`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from evalcore.request.declarations import Relation, Vocabulary
from evalcore.request.fields import Field
from evalcore.rules.cases import Case
from evalcore.rules.dated import Steps, at, begin, begin_of_settings, is_dated
from evalcore.rules.decision_tables.reading import DecisionTable
from evalcore.rules.portfolio import Portfolio
from evalcore.say.figures import Figures
from evalcore.say.sentences import Letterhead
from evalcore.say.terms import Terms
from evalcore.written.errors import Path

VERDICTS = ("go", "conditional_go", "pivot", "hold", "recycle", "refer", "kill")


@attrs.frozen
class Parameter:
    """A number that an organisation argues about. Without a unit it fits any.

    With `steps` it changes from a day on, and `value` is what holds last.
    """

    value: float
    unit: str | None = None
    about: str = ""
    steps: Steps[float] = ()

    def at(self, day: date | None) -> float:
        """What it is on a day; without one, what holds last."""
        return at(self.steps, day) if self.steps else self.value

    def fixed(self, value: float) -> Parameter:
        """The same with this value on every day."""
        return attrs.evolve(self, value=value, steps=())


@attrs.frozen
class Criterion:
    """A score with a weight: a policy with settings, or a formula.

    With `steps` the weight changes from a day on, and `weight` is what holds last.
    """

    id: str
    weight: float | None = None
    policy: str | None = None
    settings: Mapping[str, object] = attrs.field(factory=dict[str, object])
    score: str | None = None
    about: str = ""
    steps: Steps[float] = ()

    def weight_at(self, day: date | None) -> float | None:
        """The weight on a day; without one, what holds last."""
        return at(self.steps, day) if self.steps else self.weight


@attrs.frozen
class Total:
    """A total that depends on the other requests: an aggregation with settings."""

    aggregation: str
    settings: Mapping[str, object] = attrs.field(factory=dict[str, object])


@attrs.frozen
class Gate:
    """A policy with settings, configured once, that rules ask whole or by clause."""

    id: str
    policy: str
    settings: Mapping[str, object] = attrs.field(factory=dict[str, object])


@attrs.frozen
class Rule:
    """One entry of the ordered list: `when` a condition holds, or where a gate is not met.

    Or with the verdict that a decision `table` says. Exactly one of `when`, `require`, `gate` and
    `table` is given. `otherwise` is the verdict of a gate
    that is not met, for all clauses or by clause; `clauses` are those asked (None: all).
    `may_override` names who may decide otherwise, where that is not who the ruleset names.
    """

    id: str
    when: str | None = None
    require: str | None = None
    gate: str | None = None
    table: str | None = None
    clauses: tuple[str, ...] | None = None
    verdict: str = ""
    otherwise: str | Mapping[str, str] = ""
    because: str | Mapping[str, str] = ""
    may_override: str = ""


@attrs.frozen
class Default:
    """The verdict where no rule speaks."""

    verdict: str
    because: str = ""


@attrs.frozen
class Ruleset:
    """Everything in one ruleset file, with its own text for messages.

    `verdicts` are listed from best to worst. `documents` maps the names of the files that it was
    read from to their texts, `content` are its tables; where it extends others, `origins` say of
    its parts in which of them they are written. `vocabularies` are those of TOML files, already
    read.
    `may_override` names who may decide otherwise than the ruleset does. `terms` are what verdicts
    and roles are called, `figures` how totals and scores are shown, `letters` who writes them and
    how; none of that decides anything, nor do `cases`, which say what is expected of it, or the
    settings of `plugins`, by their names.
    """

    name: str
    version: str
    verdicts: tuple[str, ...]
    default: Default
    when_undecided: str | None = None
    about: str = ""
    may_override: str = ""
    vocabulary: tuple[str, ...] = ()
    vocabularies: Mapping[str, Vocabulary] = attrs.field(factory=dict[str, Vocabulary])
    never_reads: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = attrs.field(factory=dict[str, Parameter])
    fields: Mapping[str, Field] = attrs.field(factory=dict[str, Field])
    relations: Mapping[str, Relation] = attrs.field(factory=dict[str, Relation])
    measures: Mapping[str, str] = attrs.field(factory=dict[str, str])
    tables: Mapping[str, DecisionTable] = attrs.field(factory=dict[str, DecisionTable])
    criteria: tuple[Criterion, ...] = ()
    total: str | Total | None = None
    gates: Mapping[str, Gate] = attrs.field(factory=dict[str, Gate])
    rules: tuple[Rule, ...] = ()
    block_plugins: tuple[str, ...] = ()
    required_plugins: tuple[str, ...] = ()
    plugins: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict[str, Any])
    source: str = ""
    documents: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False, eq=False)
    content: Mapping[str, object] = attrs.field(factory=dict[str, object], repr=False, eq=False)
    origins: Mapping[Path, tuple[str, Path]] = attrs.field(
        factory=dict[Path, tuple[str, Path]], repr=False, eq=False
    )
    terms: Terms = attrs.field(factory=Terms)
    figures: Figures = attrs.field(factory=Figures)
    letters: Letterhead = attrs.field(factory=Letterhead)
    portfolio: Portfolio | None = None
    cases: tuple[Case, ...] = ()

    @property
    def has_dates(self) -> bool:
        """Whether a parameter, a weight or a setting changes with the date."""
        settings = [each.settings for each in self.criteria]
        settings += [each.settings for each in self.gates.values()]
        return (
            any(each.steps for each in self.parameters.values())
            or any(each.steps for each in self.criteria)
            or any(is_dated(value) for each in settings for value in each.values())
        )

    @property
    def begins(self) -> tuple[date, str] | None:
        """The day before which something has no value, and its name; None where all has one."""
        found = [(begin(each.steps), name) for name, each in self.parameters.items()]
        found += [(begin(each.steps), f"the weight of {each.id}") for each in self.criteria]
        settings = {each.id: each.settings for each in self.criteria}
        settings |= {each.id: each.settings for each in self.gates.values()}
        found += [(begin_of_settings(e), f"the settings of {n}") for n, e in settings.items()]
        days = [(day, name) for day, name in found if day is not None]
        return max(days, default=None)
