"""Policies: from an author's plain function to a criterion or a gate that rulesets can use.

Positional parameters are fields, keyword-only ones are settings. Called with numbers, a policy
stays an ordinary function; traced with expressions, the same text gives the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from inspect import Parameter, getdoc, signature
from typing import Any, Generic, ParamSpec, TypeVar, cast, get_type_hints, overload

import attrs

from evalcore.extend.reaching import by_name
from evalcore.extend.settings import Setting, read_default
from evalcore.extend.shapes import shape_of
from evalcore.language.expr import Expr, RecordsExpr, node_of
from evalcore.language.identity import refuse_identity
from evalcore.language.nodes import FieldRef, Node
from evalcore.request.declarations import Relation
from evalcore.request.fields import Field
from evalcore.written.errors import Complaint, EvalcoreError, suggestion

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """What a policy can be used as."""

    CRITERION = "criterion"
    GATE = "gate"

    @property
    def plural(self) -> str:
        """The table of a ruleset that such policies are used in."""
        return "criteria" if self is Role.CRITERION else "gates"


class Direction(StrEnum):
    """How a policy moves with a field, whatever its other fields and its settings are.

    More of an increasing field never lowers a score and never breaks a clause that is met. More
    is a higher number or estimate, a later day, true after false, a set with more in it.
    """

    INCREASING = "increasing"
    DECREASING = "decreasing"


class PolicyError(EvalcoreError):
    """A function that cannot be a policy: the mistake is its author's, not its user's."""


class Clauses(Mapping[str, bool]):
    """The conditions that a gate demands, by name, in the order in which they are asked."""

    __slots__ = ("_conditions",)

    def __init__(self, conditions: Mapping[str, bool]) -> None:
        self._conditions = dict(conditions)

    def __getitem__(self, name: str) -> bool:
        return self._conditions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._conditions)

    def __len__(self) -> int:
        return len(self._conditions)

    @property
    def failed(self) -> str | None:
        """The first clause that is not met; None where all are. Only on plain values."""
        return next((name for name, holds in self._conditions.items() if not holds), None)

    def __repr__(self) -> str:
        return f"clauses({', '.join(f'{k}={v!r}' for k, v in self._conditions.items())})"


def clauses(**conditions: bool) -> Clauses:
    """What a gate returns: conditions that must hold, asked in this order."""
    return Clauses(conditions)


@attrs.frozen(eq=False)
class Policy(Generic[P, R]):
    """A plain function with the fields that it reads and the settings that it takes.

    Calling it calls the function. `clauses` are the names of a gate's conditions where they are
    known without settings; `doc` is the function's docstring. `directions` has the fields, by
    name, with which the author says that it only rises, or only falls. `relations` gives what
    holds between the fields, by the settings.
    """

    name: str
    role: Role
    function: Callable[P, R]
    fields: tuple[Field, ...]
    settings: tuple[Setting, ...]
    doc: str
    directions: Mapping[str, Direction] = attrs.field(factory=dict[str, Direction])
    relations: Related | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return by_name(self, f"the {self.role} {self.name}")

    def __deepcopy__(self, _memo: object = None) -> Policy[P, R]:
        return self

    __copy__ = __deepcopy__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function itself returns."""
        return self.function(*args, **kwargs)

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return self.doc.partition("\n")[0]

    def trace(self, settings: Mapping[str, Any]) -> dict[str, Node]:
        """The graph with these settings: a gate's clauses, or a criterion's score under ''.

        Raises what the function raises: `ValueError` for settings that do not go together,
        `TracingError` for Python that cannot be traced.
        """
        function = cast("Callable[..., object]", self.function)
        refuse_identity(function)
        result = function(*map(_reference, self.fields), **settings)
        if self.role is Role.CRITERION:
            if isinstance(result, Expr | float | int) and not isinstance(result, bool):
                return {"": node_of(result)}
            message = f"{self.name} returned {type(result).__name__}; a criterion returns a number"
            raise PolicyError(message)
        if not isinstance(result, Clauses) or not result:
            message = f"{self.name} returned no clauses(...); a gate returns clauses(name=...)"
            raise PolicyError(message)
        return {name: node_of(condition) for name, condition in result.items()}

    def related(self, settings: Mapping[str, Any]) -> dict[str, Relation]:
        """What holds between the fields with these settings; raises as `trace`."""
        if self.relations is None:
            return {}
        names = signature(cast("Callable[..., object]", self.function)).parameters
        given = {**dict(zip(names, map(_reference, self.fields), strict=False)), **settings}
        found = self.relations(
            **{name: given[name] for name in signature(self.relations).parameters}
        )
        return {name: attrs.evolve(each, holds=node_of(each.holds)) for name, each in found.items()}


def _reference(field: Field) -> Any:
    kind = RecordsExpr if field.kind.row.is_list else Expr
    return kind(FieldRef(field.name))


Names = str | Iterable[str]
Related = Callable[..., Mapping[str, Relation]]


@overload
def criterion(function: Callable[P, float], /) -> Policy[P, float]: ...
@overload
def criterion(
    *,
    name: str | None = None,
    increasing: Names = (),
    decreasing: Names = (),
    relations: Related | None = None,
) -> Callable[[Callable[P, float]], Policy[P, float]]: ...
def criterion(
    function: Callable[..., float] | None = None,
    /,
    *,
    name: str | None = None,
    increasing: Names = (),
    decreasing: Names = (),
    relations: Related | None = None,
) -> Any:
    """A policy that scores: its function returns a number from 0 to 1, 1 being best.

    The score must be provably within 0..1 for any input within the declared ranges; wrap it in
    `clamp()` where it is not. `increasing` and `decreasing` name parameters: more of them never
    lowers, or never raises, the score; `evalcore.testing` holds the policy to that. `relations` is
    a function of some of the same parameters, by their names; it returns `Relation`s by name.
    Raises `PolicyError` for parameters without `Annotated[...]`.
    """
    return _decorate(function, name, Role.CRITERION, increasing, decreasing, relations)


@overload
def gate(function: Callable[P, Clauses], /) -> Policy[P, Clauses]: ...
@overload
def gate(
    *,
    name: str | None = None,
    increasing: Names = (),
    decreasing: Names = (),
    relations: Related | None = None,
) -> Callable[[Callable[P, Clauses]], Policy[P, Clauses]]: ...
def gate(
    function: Callable[..., Clauses] | None = None,
    /,
    *,
    name: str | None = None,
    increasing: Names = (),
    decreasing: Names = (),
    relations: Related | None = None,
) -> Any:
    """A policy that demands: its function returns `clauses(name=condition, ...)`.

    A criterion and a gate may share a name, where a policy serves as both. `increasing` and
    `decreasing` name parameters: more of them never breaks, or never meets, a clause; `relations`
    is as for `@criterion`.
    """
    return _decorate(function, name, Role.GATE, increasing, decreasing, relations)


def _decorate(
    function: Callable[..., Any] | None,
    name: str | None,
    role: Role,
    increasing: Names,
    decreasing: Names,
    relations: Related | None,
) -> Any:
    def decorate(function: Callable[..., Any]) -> Policy[Any, Any]:
        made = declare(function, name, role, increasing, decreasing)
        strange = [] if relations is None else _strange(relations, function)
        if strange:
            message = f"{made.name}: its relations take {strange[0]}, which the policy does not"
            raise PolicyError(message)
        return attrs.evolve(made, relations=relations)

    return decorate if function is None else decorate(function)


def _strange(relations: Related, function: Callable[..., Any]) -> list[str]:
    taken = signature(function).parameters
    return [name for name in signature(relations).parameters if name not in taken]


def declare(
    function: Callable[..., Any],
    name: str | None,
    role: Role,
    increasing: Names = (),
    decreasing: Names = (),
) -> Policy[Any, Any]:
    """The policy of a function, by its parameters. Raises `PolicyError`."""
    named = name or function.__name__
    hints = _hints(function, named)
    fields: dict[str, Field] = {}
    for parameter in signature(function).parameters.values():
        if parameter.kind is not parameter.KEYWORD_ONLY:
            declared = _declared(hints.get(parameter.name))
            fields[parameter.name] = _field(named, parameter, declared)
    settings = settings_of(function, named)
    directions = _directions(named, fields, increasing, decreasing)
    doc = getdoc(function) or ""
    return Policy(named, role, function, (*fields.values(),), settings, doc, directions)


def settings_of(function: Callable[..., Any], named: str) -> tuple[Setting, ...]:
    """The settings that a function takes: its keyword-only parameters. Raises `PolicyError`."""
    hints = _hints(function, named)
    found = [(each, hints.get(each.name)) for each in signature(function).parameters.values()]
    return tuple(
        _setting(named, each, hint, _declared(hint))
        for each, hint in found
        if each.kind is each.KEYWORD_ONLY
    )


def _hints(function: Callable[..., Any], named: str) -> Mapping[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except Exception as error:
        raise PolicyError(f"{named}: its annotations cannot be resolved: {error}") from error


def _declared(hint: Any) -> list[Field]:
    return [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Field)]


def _field(policy: str, parameter: Parameter, declared: Sequence[Field]) -> Field:
    name = parameter.name
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        stars = "*" if parameter.kind is parameter.VAR_POSITIONAL else "**"
        message = f"{policy}: a policy names its parameters, it takes no {stars}{name}"
        raise PolicyError(message)
    if len(declared) != 1:
        message = (
            f"{policy}: the parameter {name} declares no field; expected "
            f"Annotated[float, number({name!r}, ...)], or a keyword-only parameter for a setting"
        )
        raise PolicyError(message)
    if parameter.default is not parameter.empty:
        message = (
            f"{policy}: the parameter {name} is a field and has a default; "
            f"a field that is not said is unknown, a keyword-only setting has defaults"
        )
        raise PolicyError(message)
    return declared[0]


def _setting(policy: str, parameter: Parameter, hint: Any, declared: Sequence[Field]) -> Setting:
    name = parameter.name
    if hint is None:
        raise PolicyError(f"{policy}: the setting {name} has no type annotation")
    if declared:
        message = f"{policy}: the field {name} is keyword-only; fields are positional parameters"
        raise PolicyError(message)
    shape = shape_of(hint)
    if not shape.exact:
        message = (
            f"{policy}: the setting {name} has a type that no ruleset can hold; expected float, "
            f"int, str, bool, Literal texts, a list or a dict of these, or an attrs class"
        )
        raise PolicyError(message)
    if parameter.default is parameter.empty:
        return Setting(name, shape)
    setting = Setting(name, shape, parameter.default)
    found: list[Complaint] = []
    read_default(setting, found)
    if found:
        message = f"{policy}: the default of the setting {name} does not fit: {found[0]}"
        raise PolicyError(message)
    return setting


def _directions(
    policy: str, fields: Mapping[str, Field], increasing: Names, decreasing: Names
) -> dict[str, Direction]:
    """By the names of fields what the author says by the names of parameters."""
    found: dict[str, Direction] = {}
    said = ((Direction.INCREASING, increasing), (Direction.DECREASING, decreasing))
    for direction, names in said:
        for each in (names,) if isinstance(names, str) else names:
            if each not in fields:
                problem = f"{each} is no parameter for a field; {suggestion(each, fields)}"
                raise PolicyError(f"{policy}: {direction}: {problem}")
            field = fields[each]
            if field.kind.row.in_order is None:
                problem = f"a {field.kind} knows no more and less"
                raise PolicyError(f"{policy}: {direction}: {problem}")
            if found.setdefault(field.name, direction) is not direction:
                raise PolicyError(f"{policy}: {each} is said to be increasing and decreasing")
    return found
