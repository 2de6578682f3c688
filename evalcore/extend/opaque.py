"""Opaque criteria: arbitrary Python, asked for one initiative at a time, and never trusted.

What cannot be traced (a model, a look-up in another system) is declared: the fields that it reads
and the bounds of its score. It is asked before anything else is worked out; its answer is then a
leaf of the graph like what a field says. What it raises costs its own score and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from json import dumps
from threading import Lock
from time import perf_counter
from typing import Any, cast

import attrs

from evalcore.extend.policies import P, Policy, PolicyError, Role, declare
from evalcore.language.expr import Quantity
from evalcore.language.nodes import Across, FieldRef, Node, Opaque
from evalcore.written.errors import show

MOST_KEPT = 10_000  # answers of a pure function
ALONE = "it depends on the other requests, and none was given"
LONGEST = 300  # characters of somebody else's message


@attrs.frozen
class Terms:
    """What the author of an opaque criterion promises: see `opaque_criterion`."""

    version: str
    low: float = 0.0
    high: float = 1.0
    seconds: float | None = None
    pure: bool = False


@attrs.frozen
class Answer:
    """What a call came to: a score, or None and the problem; `note` is worth a warning."""

    value: float | None
    problem: str = ""
    note: str = ""


@attrs.define(eq=False)
class Call:
    """An opaque function with its settings, ready to be asked."""

    function: Callable[..., object]
    settings: Mapping[str, Any]
    terms: Terms
    kept: OrderedDict[object, Answer] = attrs.field(factory=OrderedDict[object, Answer], init=False)
    lock: Lock = attrs.field(factory=Lock, init=False, repr=False)

    def ask(self, values: Sequence[Any]) -> Answer:
        """The answer for these values, all of which are known; a pure function's may be kept."""
        if not self.terms.pure:
            return self._ask(values)
        key = _frozen(tuple(values))
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
        answer = self._ask(values)
        if not answer.problem:  # a failure may be gone the next time
            with self.lock:
                self.kept[key] = answer
                if len(self.kept) > MOST_KEPT:
                    self.kept.popitem(last=False)
        return answer

    def _ask(self, values: Sequence[Any]) -> Answer:
        start = perf_counter()
        try:
            found = self.function(*map(copied, values), **self.settings)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is anybody's code
            return Answer(None, failure(error))
        took, limit = perf_counter() - start, self.terms.seconds
        note = "" if limit is None or took <= limit else f"it took {took:.2g} s of {limit:g} s"
        low, high = self.terms.low, self.terms.high
        if isinstance(found, bool) or not isinstance(found, int | float):
            return Answer(None, f"it returned {show(found)}, no number", note)
        if not low <= found <= high:  # NaN is not either
            return Answer(None, f"it returned {found!r}, outside {low:g} to {high:g}", note)
        return Answer(float(found), "", note)


def failure(error: BaseException) -> str:
    """What went wrong in somebody's function, in a few words."""
    words = " ".join(str(error).split())[:LONGEST]
    return f"it raised {type(error).__name__}{f': {words}' if words else ''}"


def _frozen(value: Any) -> object:
    """A value that can be looked up; records are mappings, which cannot."""
    if isinstance(value, Mapping):
        return tuple((name, _frozen(each)) for name, each in cast("Any", value).items())
    if isinstance(value, tuple):
        return tuple(map(_frozen, cast("tuple[object, ...]", value)))
    return value


def copied(value: Any) -> Any:
    """A value for a function to do with what it likes: records are plain dicts of its own."""
    if not isinstance(value, tuple):
        return value
    return tuple(map(_record, cast("tuple[object, ...]", value)))


def _record(item: object) -> object:
    if not isinstance(item, Mapping):
        return item
    return dict(cast("Mapping[str, Any]", item))


@attrs.frozen(eq=False)
class OpaquePolicy(Policy[P, float]):
    """A criterion that is asked, not traced."""

    terms: Terms = attrs.field(kw_only=True)

    def trace(self, settings: Mapping[str, Any]) -> dict[str, Node]:
        """One node for the whole function, with the bounds that it declares."""
        plain, key = keyed(self.name, settings)
        fields = tuple(FieldRef(each.name) for each in self.fields)
        call = Call(self.function, plain, self.terms)
        low, high, version = self.terms.low, self.terms.high, self.terms.version
        return {"": Opaque(self.name, fields, key, version, low, high, call)}


def keyed(name: str, settings: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Settings as the function takes them, and the key of its answer.

    No field can have such a name; the same function with the same settings is asked once.
    """
    plain = {name: _number(value) for name, value in settings.items()}
    counted = {name: _counted(value) for name, value in plain.items()}
    return plain, f"{name}({dumps(counted, sort_keys=True, default=str) if plain else ''})"


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Quantity) else value


def _counted(value: Any) -> Any:
    """16 and 16.0 are one setting."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def opaque_criterion(
    *,
    version: str,
    low: float = 0.0,
    high: float = 1.0,
    seconds: float | None = None,
    pure: bool = False,
    name: str | None = None,
) -> Callable[[Callable[P, float]], OpaquePolicy[P]]:
    """A policy that scores by arbitrary Python: it may be slow, may raise, may call elsewhere.

    The function is asked once for each initiative, when all its fields are known; while one is
    not, the score is unknown, from `low` to `high` (within 0..1). `version` names what it computes
    and counts in the ruleset's digest: raise it whenever results can change. A call that takes
    longer than `seconds` is reported and not interrupted. `pure` says that equal values always
    give equal scores: answers are then kept. What it raises makes the score undefined, with the
    exception as the reason; so does a result that is no number within the bounds. Both warn.

    Raises `PolicyError` for bounds outside 0..1 or parameters without `Annotated[...]`.
    """
    terms = Terms(version, float(low), float(high), seconds, pure)

    def decorate(function: Callable[P, float]) -> OpaquePolicy[P]:
        policy = declare(function, name, Role.CRITERION)
        if not 0 <= terms.low <= terms.high <= 1:
            message = f"{policy.name}: bounds {low:g} to {high:g}; expected 0 <= low <= high <= 1"
            raise PolicyError(message)
        if not version:
            raise PolicyError(
                f"{policy.name}: an opaque criterion needs a version, such as '2026.1'"
            )
        return OpaquePolicy(**attrs.asdict(policy, recurse=False), terms=terms)

    return decorate


@attrs.frozen
class Answers:
    """What the opaque criteria of a ruleset came to on one initiative.

    `values` has the score, or None, of each by its key; `problems` why a score is None although
    all was known, or where a total comes from; `notes` are worth a warning. `ranges` has the ends
    of a total that is open while the scores of others are.
    """

    values: Mapping[str, float | None] = attrs.field(factory=dict[str, "float | None"])
    problems: Mapping[str, str] = attrs.field(factory=dict[str, str])
    notes: tuple[str, ...] = ()
    ranges: Mapping[Any, tuple[float, float]] = attrs.field(factory=dict[Any, tuple[float, float]])


def ask_all(opaques: Sequence[Opaque], plain: Mapping[str, Any]) -> Answers:
    """Asks each of them whose fields are all known."""
    values: dict[str, float | None] = {}
    problems: dict[str, str] = {}
    notes: list[str] = []
    for node in opaques:
        given = [plain[each.name] for each in node.args]
        values[node.key] = None
        if isinstance(node, Across):
            problems[node.key] = ALONE
        if None in given or isinstance(node, Across):
            continue
        answer: Answer = node.call.ask(given)
        values[node.key] = answer.value
        author = f"{node.name} {node.version}" + (f" of {node.origin}" if node.origin else "")
        if answer.problem:
            problems[node.key] = f"{author}: {answer.problem}"
            notes.append(f"{author}: {answer.problem}")
        if answer.note:
            notes.append(f"{author}: {answer.note}")
    return Answers(values, problems, tuple(notes))
