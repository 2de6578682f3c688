"""An estimate: a number with its range, low, likely and high. It counts as its likely value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import attrs

from evalcore.request.cells import Cell, from_cell
from evalcore.request.fields import Field
from evalcore.request.kinds import number
from evalcore.request.values import Estimate, FieldValue, Misfit, Withheld, withheld
from evalcore.written.blank import says_nothing
from evalcore.written.errors import Complaint, listing, near, show

PARTS = ("low", "likely", "high")
_SHAPES = "a number, [low, likely, high] or {low = , likely = , high = }"


def _read(field: Field, raw: object) -> Estimate | Withheld | None:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        raw = dict.fromkeys(PARTS, number.read(field, raw))
    parts = {step: None if says_nothing(each) else each for step, each in _parts(field, raw)}
    said = [each for each in parts.values() if each is not None]
    if not said:
        return None
    if all(isinstance(each, Mapping) and "withheld" in each for each in said):
        return withheld(cast("Mapping[object, object]", said[0]))
    numbers: list[float] = []
    found: list[Complaint] = []
    for step, part in parts.items():
        try:
            if part is None:
                expected = "all of low, likely and high, or none"
                raise Misfit(Complaint("is not given", expected))  # noqa: TRY301
            numbers.append(number.read(field, part))
        except Misfit as misfit:
            found += [attrs.evolve(each, path=(step,)) for each in misfit.complaints]
    if found:
        raise Misfit(*found)
    low, likely, high = numbers
    if not low <= likely <= high:
        order = f"found low {low:.15g}, likely {likely:.15g}, high {high:.15g}"
        raise Misfit(Complaint(order, "low <= likely <= high"))
    return Estimate(low, likely, high)


def _parts(field: Field, raw: object) -> list[tuple[str | int, object]]:
    """Low, likely and high, each with the step that leads to it in what was written."""
    if isinstance(raw, Estimate):
        return [*attrs.asdict(raw).items()]
    if isinstance(raw, (list, tuple)):
        items = list(cast("Sequence[object]", raw))
        if len(items) != len(PARTS):
            raise Misfit(Complaint(f"found a list of {len(items)}", _SHAPES))
        return [*enumerate(items)]
    if not isinstance(raw, Mapping):
        raise Misfit(Complaint(f"found {show(raw)}", _SHAPES))
    mapping = cast("Mapping[object, object]", raw)
    if set(mapping) != set(PARTS):
        strange = sorted({str(key) for key in mapping} - set(PARTS))
        lacking = [key for key in PARTS if key not in mapping]
        meant = dict.fromkeys(name for key in strange for name in near(key, lacking, most=1))
        keys = listing(sorted(map(str, mapping)))
        found = f"found the keys {keys}" if keys else "found an empty table"
        raise Misfit(Complaint(found, _SHAPES, tuple(meant)))
    cells = ((step, mapping[step]) for step in PARTS)
    return [(step, from_cell(field, c) if isinstance(c, Cell) else c) for step, c in cells]


def _typed(text: str) -> dict[str, Cell] | None:
    """`1/2/3` in a dialogue."""
    parts = text.split("/")
    if len(parts) not in (1, len(PARTS)):
        raise Misfit(Complaint(f"found {len(parts)} numbers", "low/likely/high, such as 1/2/3"))
    return dict(zip(PARTS, map(Cell, parts), strict=True)) if len(parts) > 1 else None


def likely(value: Any) -> float:
    """The number that a value counts as."""
    return value.likely if isinstance(value, Estimate) else float(value)


def _moved(before: FieldValue, value: float) -> Estimate:
    """An estimate whose likely value moves; its range gives way."""
    old = before if isinstance(before, Estimate) else Estimate(value, value, value)
    return Estimate(min(old.low, value), value, max(old.high, value))


def _strategy(st: Any, field: Field, _: object) -> Any:
    one = number.strategy(st, field)
    return st.lists(one, min_size=len(PARTS), max_size=len(PARTS)).map(_sorted)


def _sorted(numbers: list[float]) -> dict[str, float]:
    return dict(zip(PARTS, sorted(numbers), strict=True))


def _answer(field: Field) -> str:
    return f"low, likely and high: {number.answer(field)} each"


def _ask(field: Field) -> str:
    return f"low/likely/high or one number; {number.answer(field)} each"


def _schema(field: Field, _: object) -> list[dict[str, Any]]:
    one = number.schema(field)
    three = {"type": "object", "required": list(PARTS), "properties": dict.fromkeys(PARTS, one)}
    return [
        one,
        {"type": "array", "items": one, "minItems": 3, "maxItems": 3},
        {**three, "additionalProperties": False},
    ]


def _in_order(one: Any, other: Any) -> list[Any]:
    return sorted((one, other), key=lambda each: float(each["likely"]))


ROW = attrs.evolve(
    number.ROW,
    called="an estimate",
    read=_read,
    typed=_typed,
    line=attrs.evolve(number.LINE, place=likely, said=_moved),
    in_order=_in_order,
    answer=_answer,
    ask=_ask,
    parts_of=dict.fromkeys(PARTS, "number"),
    schema=_schema,
    strategy=_strategy,
)
