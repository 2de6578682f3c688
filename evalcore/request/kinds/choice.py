"""A choice: one of the texts that the field lists."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.request.fields import Field
from evalcore.request.kinds import text
from evalcore.request.kinds.row import Row
from evalcore.request.values import Misfit
from evalcore.written.errors import Complaint, near, one_of, show


def unknown_choice(found: object, choices: tuple[str, ...]) -> Complaint:
    """The complaint about what is none of the choices."""
    meant = near(found, choices) if isinstance(found, str) else ()
    return Complaint(f"found {show(found)}", one_of(choices), meant)


def _read(field: Field, raw: object) -> str:
    choices = field.choices or ()
    if not isinstance(raw, str) or raw not in choices:
        raise Misfit(unknown_choice(raw, choices))
    return raw


def repeated(field: Field) -> Iterator[Complaint]:
    """The complaints about choices that are blank, or listed twice."""
    listed = field.choices or ()
    for place, each in enumerate(listed):
        if not each:
            yield Complaint("a choice is blank", "a text that can be seen", path=("choices",))
        elif each in listed[:place]:
            yield Complaint(f"the choice {show(each)} is listed twice", path=("choices",))


def _faults(field: Field) -> Iterator[Complaint]:
    if not field.choices:
        expected = 'choices = ["...", "..."]; any text at all is kind "text"'
        yield Complaint("a choice offers something to choose from", expected)
    yield from repeated(field)


def _first(field: Field) -> str:
    return (field.choices or ("",))[0]


ROW = Row(
    called="a choice",
    takes=frozenset({"choices"}),
    faults=_faults,
    is_empty=lambda field: not field.choices,
    read=_read,
    columns=("choice",),
    domain=text.ROW.domain,
    options=lambda field, _: field.choices or (),
    fills=lambda field, _texts, _day: field.choices or ("",),
    filler=_first,
    in_order=None,
    anything="any answer",
    answer=lambda field: f"one of {', '.join(field.choices or ())}",
    ask=lambda _: "one of these",
    cell_format="@",
    check=lambda _: {"type": "list"},
    schema=lambda field, _: [{"enum": list(field.choices or ())}],
    strategy=lambda st, field, _: st.sampled_from(field.choices or ()),
    score=lambda field: f"lookup({field.name}, {{{_first(field)!r}: 1}}, default=0.25)",
    condition=lambda field: f"{field.name} == {(field.choices or ('',))[-1]!r}",
)
