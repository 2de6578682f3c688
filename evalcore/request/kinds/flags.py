"""A flag: true or false. Of a domain, whether it can be true and whether it can be false."""

from __future__ import annotations

from evalcore.request.fields import Field
from evalcore.request.kinds.row import Domain, Names, Row
from evalcore.request.values import Misfit
from evalcore.written.errors import Complaint, show

_CELLS = {"true": True, "yes": True, "false": False, "no": False}
_BOTH = [(True, False), (False, True)]


def _quick(_field: Field, _names: Names, v: str) -> list[str]:
    return [f"if {v} is not True and {v} is not False: return"]


def _read(_: Field, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise Misfit(Complaint(f"found {show(raw)}", "true or false"))
    return raw


FLAG = Row(
    called="a flag",
    read=_read,
    cell=lambda _, text: _CELLS.get(text.casefold(), text),
    columns=("flag",),
    quick=_quick,
    domain=Domain(
        whole=lambda _extent, _texts: (True, True),
        parts=lambda _, domain: _BOTH if all(domain) else [],
        is_single=lambda domain: not all(domain),
        samples=lambda _, domain: [each for each in _BOTH if domain[each[1]]],
        draw=lambda _extent, _hints, rng, _day: rng.random() < 0.5,
    ),
    options=lambda _field, _texts: (True, False),
    fills=lambda _field, _texts, _day: (False, True),
    filler=lambda _: True,
    anything="either answer",
    answer=lambda _: "yes or no",
    check=lambda _: {"type": "list", "formula1": '"yes,no"'},
    schema=lambda _field, _inner: [{"type": "boolean"}],
    strategy=lambda st, _field, _texts: st.booleans(),
    score=lambda field: f"1 if {field.name} else 0",
    condition=lambda field: field.name,
)
