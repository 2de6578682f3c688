"""Record: an evaluation as data, to be kept, sent elsewhere and read back.

Whatever needs the ruleset besides (words, ranges, what would change a verdict) is the business of
`evaluation`, of which an evaluator makes one for each request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast

import attrs

from evalcore.request.values import as_json
from evalcore.written.errors import Complaint, InputError

if TYPE_CHECKING:
    from evalcore.rules.graph import Graph


@attrs.frozen
class CriterionResult:
    """A criterion's score (0..1), its weight, and what it adds to the total; None is unknown."""

    id: str
    policy: str | None
    score: float | None
    weight: float | None
    contribution: float | None
    because: str


@attrs.frozen
class GateResult:
    """A gate, by the id of the rule that asks it: passed, not passed, or None where unknown.

    `clause` is the first clause that is not met, or that is unknown.
    """

    id: str
    policy: str | None
    passed: bool | None
    clause: str | None
    because: str


@attrs.frozen
class Decision:
    """What decided. Where one verdict is certain but several rules may speak, `id` is None."""

    kind: Literal["gate", "rule", "default", "undecided"]
    id: str | None
    clause: str | None
    because: str
    candidates: tuple[str, ...] = ()


@attrs.frozen
class Missing:
    """A field that the decision still needs. `state` is `unknown` or `withheld`."""

    field: str
    state: str
    question: str


@attrs.frozen
class Undefined:
    """A value that nobody can fill in, and why: a division by zero, a share of no records."""

    name: str
    because: str


@attrs.frozen
class OpaqueAnswer:
    """What an opaque criterion answered, or a request got from across the slate, by its key.

    `value` is the two ends between which it lies while other requests leave it open. `because`
    says what it comes from, or why there is no value.
    """

    key: str
    version: str
    value: float | tuple[float, float] | None
    because: str


@attrs.frozen
class MadeBy:
    """The ruleset that an evaluation was made by; `digest` is that of all that decides."""

    name: str
    version: str
    digest: str


@attrs.frozen
class UsedPlugin:
    """A plugin of which the ruleset uses something; None where it belongs to no distribution."""

    name: str
    distribution: str | None
    version: str | None


@attrs.frozen(slots=False, eq=False, repr=False)
class Evaluation:
    """The result for one initiative, with its reasons: plain values that cannot be changed.

    In `measures` and `input` (what was read, by field) values are as in JSON, lists being tuples.
    Evaluations are equal where all of this is. `ruleset` and `plugins` say what it was made by; an
    evaluator of the same digest can make it `again` from nothing but this.
    """

    id: str
    title: str
    verdict: str | None
    possible: tuple[str, ...]
    total: float | None
    total_range: tuple[float, float] | None
    decided_by: Decision
    measures: Mapping[str, Any]
    undefined: tuple[Undefined, ...]
    criteria: tuple[CriterionResult, ...]
    gates: tuple[GateResult, ...]
    missing: tuple[Missing, ...]
    as_of: date | None
    input: Mapping[str, Any] = attrs.field(repr=False)
    opaque: tuple[OpaqueAnswer, ...] = attrs.field(repr=False)
    warnings: tuple[str, ...] = attrs.field(repr=False)
    ruleset: MadeBy
    plugins: tuple[UsedPlugin, ...] = attrs.field(repr=False)

    @property
    def decided(self) -> bool:
        """Whether one verdict is certain, whatever is missing."""
        return len(self.possible) == 1

    @property
    def score_ranges(self) -> Mapping[str, tuple[float, float] | None]:
        """Between which values the score of each criterion lies, by its id; None is undefined.

        Raises `InputError` for an evaluation that was read back.
        """
        return needs_its_evaluator(self)

    def to_json(self) -> dict[str, Any]:
        """The evaluation as plain data, in the shape of the JSON contract.

        With `ruleset` and `plugins`, which a document of several says once beside them.
        """
        return {each: as_json(getattr(self, each)) for each in PARTS}

    @classmethod
    def from_json(
        cls, data: Mapping[str, Any], document: Mapping[str, Any] | None = None
    ) -> Evaluation:
        """What `to_json` gave, read back; `document` is the one that the evaluation lies in.

        Raises `InputError` for anything else.
        """
        try:
            given = {**(document or {}), **data}
            parts = {name: _read(name, given[name]) for name in PARTS}
        except InputError:
            raise
        except (KeyError, TypeError, ValueError) as error:
            why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            problem = f"this is no evaluation: {why}"
            raise InputError(Complaint(problem, "what to_json() of one gave")) from None
        return Evaluation(**parts)

    def __repr__(self) -> str:
        for_now = f", {self.verdict} for now" if self.verdict else ""
        said = str(self.verdict) if self.decided else f"undecided{for_now}"
        total = "" if self.total is None else f", total {self.total:.4g}"
        by = f", by {self.decided_by.id or self.decided_by.kind}" if self.decided else ""
        return f"<Evaluation {self.id}: {said}{total}{by}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evaluation) and all(
            getattr(self, each) == getattr(other, each) for each in PARTS
        )

    def __hash__(self) -> int:
        return hash((self.id, self.as_of, self.verdict))

    def __reduce__(self) -> tuple[Any, ...]:
        return Evaluation.from_json, (self.to_json(),)

    def __deepcopy__(self, _memo: object = None) -> Evaluation:
        return self

    __copy__ = __deepcopy__


PARTS = tuple(each.name for each in attrs.fields(Evaluation))
SAID_ONCE = ("ruleset", "plugins")  # in a document of several


def needs_its_evaluator(evaluation: Evaluation) -> NoReturn:
    """Raises `InputError`: it was read back, and is asked for what only its ruleset can say."""
    problem = f"the evaluation of {evaluation.id} was read back, without its ruleset"
    mend = "evaluator.again(evaluation) makes it once more, with words, ranges and reasons"
    raise InputError(Complaint(problem, "one that an evaluator made", mend=mend))


def frozen(value: Any) -> Any:
    """Plain data that cannot be changed: lists as tuples, objects read-only."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return MappingProxyType({name: frozen(each) for name, each in items})
    if isinstance(value, list | tuple):
        return tuple(map(frozen, cast("list[Any]", value)))
    return value


def _read(name: str, value: Any) -> Any:
    """One part of an evaluation, of JSON."""
    kind: Callable[..., Any] = _KINDS.get(name, frozen)
    if isinstance(value, list) and name in _KINDS:
        return tuple(_read(name, each) for each in cast("Sequence[Any]", value))
    if isinstance(value, Mapping) and name in _KINDS:
        return kind(**frozen(value))
    return None if value is None else kind(value)


_KINDS: Mapping[str, Callable[..., Any]] = {
    "as_of": date.fromisoformat,
    "decided_by": Decision,
    "undefined": Undefined,
    "criteria": CriterionResult,
    "gates": GateResult,
    "missing": Missing,
    "opaque": OpaqueAnswer,
    "ruleset": MadeBy,
    "plugins": UsedPlugin,
}


def made_by(graph: Graph) -> MadeBy:
    """What its evaluations say that they were made by."""
    return MadeBy(graph.ruleset.name, graph.ruleset.version, graph.digest)


def used_plugins(graph: Graph) -> tuple[UsedPlugin, ...]:
    """The plugins of which it uses something."""
    found = graph.origins
    return tuple(UsedPlugin(o.name, o.distribution or None, o.version or None) for o in found)
