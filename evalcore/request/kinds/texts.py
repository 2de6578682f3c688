"""Texts: any at all, one of those that the field lists, or a set of them.

A domain of one text is what it may be, or None for any; that of a set is what it must hold, what
it may hold, and how many at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, cast

import attrs

from evalcore.request.fields import Field
from evalcore.request.kinds.alike import meaning
from evalcore.request.kinds.row import Domain, Extent, Hints, Names, Row
from evalcore.request.values import Misfit, failed
from evalcore.written.blank import ERRORS, folded, kept, says_nothing
from evalcore.written.errors import Complaint, near, one_of, show
from evalcore.written.numbers import plain

OTHER = "something else"
DRAWN = ("a", "b", "other")
SEVERAL = "separated by ;, or none"
ONE_OR_SEVERAL = "several texts separated by ;, or a single one"
_PRINTED = re.compile(r"\[\s*(['\"].*)?\]", re.DOTALL)  # as a program prints a list
MOST_TEXTS = 1e6  # in an open set
MOST_OTHERS = 50.0  # texts that no formula names
Texts = tuple[frozenset[str], frozenset[str], float]


def unknown_choice(found: object, choices: tuple[str, ...]) -> Complaint:
    """The complaint about what is none of the choices."""
    meant = near(found, choices) if isinstance(found, str) else ()
    return Complaint(f"found {show(found)}", one_of(choices), meant)


def _one(field: Field, raw: object) -> str:
    """A text, one of the choices where the field lists them."""
    if isinstance(raw, str) and (field.choices is None or raw in field.choices):
        return raw
    if field.choices is None:
        raise Misfit(Complaint(f"found {show(raw)}", "a text"))
    raise Misfit(unknown_choice(raw, field.choices))


def _quick(field: Field, names: Names, v: str) -> list[str]:
    lines = [f"if {v}.__class__ is not str: return"]
    if field.choices is None:
        text = f"{v} = {names.put(kept)}({v}) or None"
        return [*lines, text, f"if {v} in {names.put(ERRORS)}: return"]
    return [*lines, f"if {v} not in {names.put(frozenset(field.choices))}: return"]


def _quick_cell(_: Field, names: Names, v: str) -> list[str]:
    """Any text but those that `from_cell` knows: null, withheld."""
    said = f"{v} = {names.put(kept)}({v}) or None"
    odd = f"{v} in {names.put(ERRORS)} or {names.put(_NO_TEXT)}({v})"
    return [said, f"if {v} is not None and ({odd}): return"]


_NO_MEMBERS = frozenset({"", *ERRORS})
_NO_TEXT = re.compile(r"null|withheld", re.IGNORECASE).match


def _quick_set(field: Field, names: Names, v: str) -> list[str]:
    members = _open_members
    if field.choices is not None:
        members = partial(_members, {each: each for each in field.choices}.__getitem__)
    return [
        f"if {v}.__class__ is not tuple and {v}.__class__ is not list: return",
        f"{v} = {names.put(members)}({v})",
    ]


def _members(choice: Callable[[Any], str], raw: Sequence[Any]) -> tuple[str, ...]:
    """Raises what looking one up raises that is no choice."""
    return tuple(dict.fromkeys(map(choice, raw)))


def _open_members(raw: Sequence[Any]) -> tuple[str, ...]:
    """Raises `Misfit` where one is not an ordinary text."""
    for each in raw:
        if each.__class__ is not str:
            raise Misfit
    found = dict.fromkeys(map(kept, raw))
    if not _NO_MEMBERS.isdisjoint(found):
        raise Misfit
    return tuple(found)


def _set(field: Field, raw: object) -> tuple[str, ...] | None:
    """Without members that are blank; of nothing but such, nobody knows what it holds."""
    if isinstance(raw, (frozenset, set)):
        raw = sorted(cast("set[Any]", raw), key=str)
    if not isinstance(raw, (list, tuple)):
        raise Misfit(Complaint(f"found {show(raw)}", "a list of texts"))
    items = cast("Sequence[object]", raw)
    members: dict[str, None] = {}
    found: list[Complaint] = []
    for n, item in enumerate(map(plain, items)):
        member = kept(item) if isinstance(item, str) else ""
        if member in ERRORS and member not in (field.choices or ()):
            found.append(attrs.evolve(failed(member, "a text"), path=(n,)))
        elif member and (field.choices is None or member in field.choices):
            members[member] = None
        elif member:
            found.append(attrs.evolve(unknown_choice(member, field.choices or ()), path=(n,)))
        elif not says_nothing(item):
            found.append(Complaint(f"found {show(item)}", "a text", path=(n,)))
    if found:
        raise Misfit(*found)
    return tuple(members) if members or not items else None


def _set_cell(field: Field, text: str) -> list[str] | None:
    """Members are separated by `;`, and `none` is the set of nothing."""
    mean = meaning(field.choices or ())
    if text in (field.choices or ()):
        return [text]
    if text.casefold() == "none":
        return []
    one = mean(text)
    if one is not None:
        return [one]
    if may_be_several(text) or _PRINTED.fullmatch(text):
        mend = "write ; between them; of a text with such a sign in it, ; after it"
        raise Misfit(Complaint(f"found {show(text)}", ONE_OR_SEVERAL, mend=mend))
    members = (member for each in text.split(";") if (member := folded(each)))
    return [mean(each) or each for each in members] or None


def _choice_cell(field: Field, text: str) -> str:
    return meaning(field.choices or ())(text) or text


def may_be_several(text: str) -> bool:
    """Whether it may be texts with another sign than `;` between them: nobody said so."""
    return ";" not in text and _SEPARATOR.search(text) is not None


def parts_of(text: str) -> list[str]:
    """The texts that one may be put together from; none where nothing separates any."""
    found = [kept(each) for each in re.split(_SEPARATOR.pattern + "|;", text)]
    return found if len(found) > 1 else []


# A slash joins words (`and/or`) where no blanks are around it.
_SEPARATOR = re.compile(r"[,|\n\t\u2028\u2029\u2022\uff0c\uff1b\u3001]|\s[/+]\s")


def _repeated(field: Field) -> Iterator[Complaint]:
    listed = set[str]()
    for each in field.choices or ():
        if not each:
            yield Complaint("a choice is blank", "a text that can be seen", path=("choices",))
        elif each in listed:
            yield Complaint(f"the choice {show(each)} is listed twice", path=("choices",))
        listed.add(each)


def _choice_faults(field: Field) -> Iterator[Complaint]:
    if not field.choices:
        expected = 'choices = ["...", "..."]; any text at all is kind "text"'
        yield Complaint("a choice offers something to choose from", expected)
    yield from _repeated(field)


def _single(each: str) -> frozenset[str]:
    return frozenset({each})


def _whole(extent: Extent, texts: frozenset[str]) -> Texts:
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
    return (*named, *(f"{OTHER} {n}" for n in range(1, rng.randint(0, most) + 1)))


def _some_of(field: Field) -> str:
    some = f"some of {', '.join(field.choices)}" if field.choices else "texts"
    return f"{some}; several {SEVERAL}"


def _schema(field: Field) -> dict[str, Any]:
    return {"type": "string"} if field.choices is None else {"enum": list(field.choices)}


_LEFT_OUT = ({"type": "null"}, {"$ref": "#/$defs/blank"})  # members that say nothing


def _sampled(texts: Collection[str]) -> list[str]:
    return [*sorted(texts), *(each for each in DRAWN if each not in texts)]


def _sets(st: Any, field: Field, texts: Collection[str]) -> Any:
    offered = _sampled(texts) if field.choices is None else field.choices
    return st.lists(st.sampled_from(offered), unique=True) if offered else st.just([])


def _first(field: Field) -> str:
    return (field.choices or ("",))[0]


TEXT = Row(
    called="a text",
    read=_one,
    columns=("text",),
    quick=_quick,
    quick_cell=_quick_cell,
    domain=Domain(
        whole=lambda extent, _: None if extent.choices is None else frozenset(extent.choices),
        parts=lambda _, domain: [*map(_single, sorted(domain))] if len(domain or ()) > 1 else [],
        is_single=lambda domain: domain is not None and len(domain) == 1,
        samples=lambda _, domain: [*map(_single, sorted(domain))] if domain else [domain],
        value=lambda domain: next(iter(domain)) if domain else None,
        draw=lambda extent, hints, rng, _: rng.choice(extent.choices or (*hints.texts, OTHER)),
    ),
    fills=lambda _field, texts, _day: texts,
    filler=lambda _: "",
    in_order=None,
    words=lambda _, value: value,
    anything="any text",
    answer=lambda _: "a text",
    cell_format="@",
    schema=lambda _field, _inner: [{"type": "string"}],
    strategy=lambda st, _, texts: st.sampled_from(_sampled(texts)),
)
CHOICE = Row(
    called="a choice",
    takes=frozenset({"choices"}),
    faults=_choice_faults,
    read=_one,
    cell=_choice_cell,
    columns=("choice",),
    quick=_quick,
    domain=TEXT.domain,
    options=lambda field, _: field.choices or (),
    fills=lambda field, _texts, _day: field.choices or ("",),
    filler=_first,
    in_order=None,
    anything="any answer",
    answer=lambda field: f"one of {', '.join(field.choices or ())}",
    ask=lambda _: "one of these",
    cell_format="@",
    check=lambda _: {"type": "list"},
    schema=lambda field, _: [_schema(field)],
    strategy=lambda st, field, _: st.sampled_from(field.choices or ()),
    score=lambda field: f"lookup({field.name}, {{{_first(field)!r}: 1}}, default=0.25)",
    condition=lambda field: f"{field.name} == {(field.choices or ('',))[-1]!r}",
)
SET = Row(
    called="a set",
    takes=frozenset({"choices"}),
    faults=_repeated,
    several=True,
    read=_set,
    cell=_set_cell,
    columns=("set",),
    quick=_quick_set,
    domain=Domain(
        whole=_whole,
        parts=_parts,
        is_single=lambda domain: bool(domain[1] <= domain[0] and domain[2] <= len(domain[0])),
        samples=lambda _, domain: [(each, each, float(len(each))) for each in domain[:2]],
        value=lambda domain: tuple(sorted(domain[0])),
        draw=_draw,
    ),
    options=lambda field, texts: field.choices or texts,
    fills=lambda field, _texts, _day: ((), field.choices or ()),
    filler=lambda _: (),
    in_order=lambda one, other: (one, [*one, *(each for each in other if each not in one)]),
    answer=_some_of,
    ask=lambda field: f"some of these, {SEVERAL}" if field.choices else _some_of(field),
    cell_format="@",
    schema=lambda field, _: [{"type": "array", "items": {"anyOf": [_schema(field), *_LEFT_OUT]}}],
    strategy=_sets,
    condition=lambda field: f"count({field.name}) > 1",
)
