"""A set of texts: any, or some of those that the field lists.

Of a domain, what it must hold, what it may hold, and how many at most.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

import attrs

from evalcore.request.fields import Field
from evalcore.request.kinds import choice, text
from evalcore.request.kinds.row import Domain, Extent, Hints, Row
from evalcore.request.values import Misfit
from evalcore.written.blank import kept, says_nothing
from evalcore.written.errors import Complaint, show

MOST_TEXTS = 1e6  # in an open set
MOST_OTHERS = 50.0  # texts that no formula names
Texts = tuple[frozenset[str], frozenset[str], float]


def _read(field: Field, raw: object) -> tuple[str, ...] | None:
    """Without members that are blank; of nothing but such, nobody knows what it holds."""
    if isinstance(raw, (frozenset, set)):
        raw = sorted(cast("set[Any]", raw), key=str)
    if not isinstance(raw, (list, tuple)):
        raise Misfit(Complaint(f"found {show(raw)}", "a list of texts"))
    items = cast("Sequence[object]", raw)
    said = [(n, each) for n, each in enumerate(items) if not says_nothing(each)]
    members = {n: kept(each) for n, each in said if isinstance(each, str)}
    strange = [
        attrs.evolve(choice.unknown_choice(members[n], field.choices), path=(n,))
        if n in members and field.choices is not None
        else Complaint(f"found {show(each)}", "a text", path=(n,))
        for n, each in said
        if n not in members or (field.choices is not None and members[n] not in field.choices)
    ]
    if strange:
        raise Misfit(*strange)
    return tuple(dict.fromkeys(members.values())) if said or not items else None


def _cell(field: Field, text: str) -> list[str] | None:
    """Members are separated by `;`, and `none` is the set of nothing."""
    if text.casefold() == "none" and text not in (field.choices or ()):
        return []
    return [member for each in text.split(";") if (member := kept(each))] or None


def _natural(extent: Extent, texts: frozenset[str]) -> Texts:
    if extent.choices is None:
        return frozenset(), texts, MOST_TEXTS
    return frozenset(), frozenset(extent.choices), float(len(extent.choices))


def _parts(_: object, domain: Texts) -> list[Texts]:
    """With and without the first text that it may hold or not."""
    must, may, most = domain
    open_ = sorted(may.difference(must))
    if not open_:
        return []
    first = frozenset({open_[0]})
    fewer = most if most == MOST_TEXTS else most - 1
    return [(must | first, may, most), (must, may - first, fewer)]


def _draw(extent: Extent, hints: Hints, rng: Any, _: object) -> tuple[str, ...]:
    """Of an open set, also so many other texts that a count can go beyond what it is held to."""
    members = hints.texts if extent.choices is None else extent.choices
    named = tuple(each for each in members if rng.random() < 0.5)
    if extent.choices is not None:
        return named
    most = int(min(max((1.0, *hints.marks)), MOST_OTHERS) + 1)
    return (*named, *(f"{text.OTHER} {n}" for n in range(1, rng.randint(0, most) + 1)))


def _answer(field: Field) -> str:
    some = f"some of {', '.join(field.choices)}" if field.choices else "texts"
    return f"{some}; several separated by ;, or none"


def _ask(field: Field) -> str:
    return "some of these, separated by ;, or none" if field.choices else _answer(field)


def _schema(field: Field, _: object) -> list[dict[str, Any]]:
    item = {"type": "string"} if field.choices is None else {"enum": list(field.choices)}
    return [{"type": "array", "items": item}]


def _strategy(st: Any, field: Field, texts: Collection[str]) -> Any:
    offered = text.sampled(texts) if field.choices is None else field.choices
    return st.lists(st.sampled_from(offered), unique=True) if offered else st.just([])


ROW = Row(
    called="a set",
    takes=frozenset({"choices"}),
    faults=choice.repeated,
    several=True,
    read=_read,
    cell=_cell,
    columns=("set",),
    domain=Domain(
        whole=_natural,
        parts=_parts,
        is_single=lambda domain: bool(domain[1] <= domain[0] and domain[2] <= len(domain[0])),
        samples=lambda _, domain: [(each, each, float(len(each))) for each in domain[:2]],
        draw=_draw,
    ),
    options=lambda field, texts: field.choices or texts,
    fills=lambda field, _texts, _day: ((), field.choices or ()),
    filler=lambda _: (),
    in_order=lambda one, other: (one, [*one, *(each for each in other if each not in one)]),
    answer=_answer,
    ask=_ask,
    cell_format="@",
    schema=_schema,
    strategy=_strategy,
    condition=lambda field: f"count({field.name}) > 1",
)
