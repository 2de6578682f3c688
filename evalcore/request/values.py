"""Values: from what a user wrote in one field to what evalcore computes with.

Unknown is None. `Withheld` and `Estimate` are the two values with a shape of their own.
Nothing is coerced in silence: what does not fit its field becomes a complaint.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import attrs

from evalcore.request.cells import Broken, Cell, from_cell
from evalcore.request.fields import Field
from evalcore.written.blank import ERRORS, kept
from evalcore.written.errors import Complaint, near, show
from evalcore.written.numbers import plain


@attrs.frozen
class Withheld:
    """A value that exists and will not be given, with the reason."""

    reason: str = ""

    def __str__(self) -> str:
        return f"withheld ({self.reason})" if self.reason else "withheld"


@attrs.frozen
class Estimate:
    """A number with its range: `low <= likely <= high`. It counts as its likely value."""

    low: float
    likely: float
    high: float


Single = bool | float | str | date
Record = Mapping[str, Single | tuple[str, ...] | Estimate | Withheld | None]
FieldValue = Single | tuple[str, ...] | Estimate | tuple[Record, ...] | Withheld | None


class Misfit(Exception):  # noqa: N818 - it says what is wrong better than an Error would
    """A value that does not fit its field; `complaints` have paths relative to the field."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


def failed(error: str, expected: str) -> Complaint:
    """The complaint about what a spreadsheet shows where a formula failed."""
    return Complaint(f"found {error}", expected, mend=FAILED)


FAILED = "a formula failed there: mend it, or clear it"


def read(field: Field, raw: object) -> FieldValue:
    """The value of `field` that `raw` (from TOML, JSON or Python) stands for.

    What is blank is unknown; `{"withheld": "reason"}` is withheld. Numbers become float64, texts
    are kept composed, without blanks around them; no text is an error of a spreadsheet. Raises
    `Misfit`.
    """
    raw = from_cell(field, raw) if isinstance(raw, Cell) else plain(raw)
    if isinstance(raw, str):
        raw = kept(raw) or None
        if raw in ERRORS and raw not in (field.choices or ()):
            raise Misfit(failed(raw, field.kind.row.called))
    if raw is None or isinstance(raw, Withheld):
        return raw
    if isinstance(raw, Broken):
        raise _broken(field, raw)
    return withheld(raw) or field.kind.row.read(field, raw)


def _broken(field: Field, cell: Broken) -> Misfit:
    """What is expected instead of a cell that holds nothing, and how to mend that cell."""
    mend = cell.mend or (FAILED if cell.text in ERRORS else "")
    try:
        field.kind.row.read(field, cell)
    except Misfit as misfit:
        return Misfit(*(attrs.evolve(each, mend=mend) for each in misfit.complaints))
    raise AssertionError


_ONLY_WITHHELD = 'only {withheld = "reason"} for a value that is not given'


def withheld(raw: object) -> Withheld | None:
    """What a table with the key `withheld` says; None for anything else. Raises `Misfit`."""
    if not isinstance(raw, Mapping):
        return None
    keys = cast("Mapping[object, object]", raw)
    if "withheld" not in keys:
        for key in keys:
            meant = near(key, ("withheld",)) if isinstance(key, str) else ()
            if meant:
                raise Misfit(Complaint(f"found the key {show(key)}", _ONLY_WITHHELD, meant))
        return None
    reason = keys["withheld"]
    extra = sorted(str(key) for key in keys if key != "withheld")
    if not isinstance(reason, str) or extra:
        found = f"found {show(reason)}" if not extra else f"also found {', '.join(extra)}"
        raise Misfit(Complaint(found, _ONLY_WITHHELD))
    return Withheld(kept(reason))


def as_json(value: object) -> Any:
    """A value, or what holds some, as plain data for JSON; `read` reads values back."""
    match value:
        case date():
            return value.isoformat()
        case Withheld(reason=reason):
            return {"withheld": reason}
        case Mapping():
            mapping = cast("Mapping[str, object]", value)
            return {name: as_json(each) for name, each in mapping.items()}
        case tuple():
            return [as_json(each) for each in cast("tuple[object, ...]", value)]
        case _ if attrs.has(type(value)):
            return as_json(attrs.asdict(cast("Any", value), recurse=False))
        case _:
            return value
