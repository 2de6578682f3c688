"""Ruleset: what an organisation wrote down about how it decides. Data, not yet compiled.

Reading it from TOML is the business of `file`, compiling it that of `compiler`.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from evalcore.request.declarations import Relation, Vocabulary
from evalcore.request.fields import Field
from evalcore.rules.cases import Case
from evalcore.rules.decision_tables.reading import DecisionTable
from evalcore.rules.portfolio import Portfolio
from evalcore.say.figures import Figures
from evalcore.say.sentences import Letterhead
from evalcore.say.terms import Terms
from evalcore.written.errors import Path

VERDICTS = ("go", "conditional_go", "pivot", "hold", "recycle", "refer", "kill")


@attrs.frozen
class Parameter:
    """A number that an organisation argues about. Without a unit it fits any."""

    value: float
    unit: str | None = None
    about: str = ""


@attrs.frozen
class Criterion:
    """A score with a weight: a policy with settings, or a formula."""

    id: str
    weight: float | None = None
    policy: str | None = None
    settings: Mapping[str, object] = attrs.field(factory=dict[str, object])
    score: str | None = None
    about: str = ""


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
    how; none of that decides anything, nor do `cases`, which say what is expected of it.
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
