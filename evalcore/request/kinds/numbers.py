"""Numbers, with a unit and a range; estimates, which have three: low, likely and high.

A domain is the lowest and the highest number that there may be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

import attrs

from evalcore.request.cells import Cell, from_cell
from evalcore.request.fields import Field
from evalcore.request.kinds.row import Domain, Extent, Hints, Line, Names, Row
from evalcore.request.spelling import WAYS, figure, spell_range
from evalcore.request.units import canonical
from evalcore.request.values import Estimate, FieldValue, Misfit, Withheld, withheld
from evalcore.written.blank import says_nothing
from evalcore.written.errors import Complaint, listing, near, one_of, show
from evalcore.written.numbers import LARGEST, is_number, plain

PARTS = ("low", "likely", "high")
LONGEST = 600  # digits; Python refuses to read some more, and no float is as large
FAR = 16.0  # ends whose ratio is beyond this are cut at their geometric mean
SAMPLES = (0.0, 1.0, 1e6)  # what is filled in where formulas read it, as far as it fits
TIMES = 4.0  # what a number is now, or 1: a move of more is a long one

NARROW = 20.0  # a range that is drawn from evenly
WHOLE = 0.7  # how often people say a whole number there
AROUND = (-1.0, 1.5)  # a mark, in parts of it
FEW = 10.0  # things that are counted, where no formula names a number
USUAL = (1.0, 1000.0)  # amounts, where none does

NEAR = 100  # most numbers are drawn so near to 0, or to the end that is nearest to it
THOUSANDTHS = 1000

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_SHAPES = "a number, [low, likely, high] or {low = , likely = , high = }"
_FINITE = "a finite number between -2**53 and 2**53"


def _number(field: Field, raw: object) -> float:
    """A number that is finite and within the range. Raises `Misfit`."""
    raw = plain(raw)
    if not is_number(raw):
        unit = f" in {field.unit}" if field.unit else ""
        numeric = isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)
        raise Misfit(Complaint(f"found {show(raw)}", _FINITE if numeric else f"a number{unit}"))
    number = float(raw)
    if field.whole and not number.is_integer():
        raise Misfit(Complaint(f"found {show(raw)}", "a whole number"))
    if not field.low <= number <= field.high:
        raise Misfit(Complaint(f"found {show(raw)}", spell_range(field)))
    return number


def _cell(_: Field, text: str) -> int | float | str:
    """A whole number stays whole: rounded to a float, one beyond 2**53 could pass as another."""
    text = text.replace("\u2212", "-")  # the minus sign of typesetters
    if not _NUMBER.fullmatch(text):
        return text
    return int(text) if len(text) < LONGEST and not text.strip("+-0123456789") else float(text)


def _quick(field: Field, _names: Names, v: str) -> list[str]:
    inside = f"{float(field.low)!r} <= {v} <= {float(field.high)!r}"
    whole = f" and {v}.is_integer()" if field.whole else ""
    return [
        f"if {v}.__class__ is float:",
        f"    if not ({inside}{whole}): return",
        f"elif {v}.__class__ is int and {inside}: {v} = float({v})",
        "else: return",
    ]


def _quick_cell(field: Field, _names: Names, v: str) -> list[str]:
    """What `_cell` takes for a number, without powers, underscores and a negative zero."""
    below = "<" if field.high == LARGEST else "<="  # a text beyond 2**53 may come to that float
    above = "<" if field.low == -LARGEST else "<="
    whole = " or not n.is_integer()" if field.whole else ""
    return [
        f"n = float({v})",
        f"if not {float(field.low)!r} {above} n {below} {float(field.high)!r}{whole}: return",
        f"if '_' in {v} or 'e' in {v} or 'E' in {v} or not {v}.isascii(): return",
        f"if not n and '-' in {v}: return",
        f"{v} = n",
    ]


def _quick_estimate(field: Field, names: Names, v: str) -> list[str]:
    return [*_quick(field, names, v), f"{v} = {names.put(Estimate)}({v}, {v}, {v})"]


def _quick_estimate_cell(field: Field, names: Names, v: str) -> list[str]:
    return [*_quick_cell(field, names, v), f"{v} = {names.put(Estimate)}({v}, {v}, {v})"]


def _estimate(field: Field, raw: object) -> Estimate | Withheld | None:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        raw = dict.fromkeys(PARTS, _number(field, raw))
    parts = {step: None if says_nothing(each) else each for step, each in _three(field, raw)}
    said = [each for each in parts.values() if each is not None]
    if not said:
        return None
    if all(isinstance(each, Mapping) and "withheld" in each for each in said):
        return withheld(said[0])
    numbers: list[float] = []
    found: list[Complaint] = []
    for step, part in parts.items():
        if part is None:
            expected = "all of low, likely and high, or none"
            found.append(Complaint("is not given", expected, path=(step,)))
            continue
        try:
            numbers.append(_number(field, part))
        except Misfit as misfit:
            found += [attrs.evolve(each, path=(step,)) for each in misfit.complaints]
    if found:
        raise Misfit(*found)
    low, likely, high = numbers
    if not low <= likely <= high:
        order = f"found low {low:.15g}, likely {likely:.15g}, high {high:.15g}"
        raise Misfit(Complaint(order, "low <= likely <= high"))
    return Estimate(low, likely, high)


def _three(field: Field, raw: object) -> list[tuple[str | int, object]]:
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


def _faults(field: Field) -> Iterator[Complaint]:
    ranged = {"minimum": field.minimum, "maximum": field.maximum}
    beyond = {k: each for k, each in ranged.items() if each is not None and not is_number(each)}
    for key, bound in beyond.items():
        yield Complaint(f"found {show(bound)}", _FINITE, path=(key,))
    if beyond:
        return
    yield from _shown(field)
    low, high = f"{field.low:.15g}", f"{field.high:.15g}"
    if field.low > field.high:
        yield Complaint(f"the minimum {low} is above the maximum {high}", path=("minimum",))
    elif sorted(ends(field)) != [*ends(field)]:
        yield Complaint(f"there is no whole number from {low} to {high}", path=("maximum",))


def _shown(field: Field) -> Iterator[Complaint]:
    way = field.shown_as
    if way not in ("", *WAYS):
        meant = near(way, WAYS)
        yield Complaint(f"found {show(way)}", one_of(WAYS), meant, path=("shown_as",))
    elif way == "percent" and canonical(field.unit) is not None:
        problem = f"a number in {field.unit} is no share that percent could show"
        yield Complaint(problem, "no unit, or no shown_as", path=("shown_as",))


def ends(extent: Extent) -> tuple[float, float]:
    """The lowest and the highest number that there may be."""
    low, high = float(extent.low), float(extent.high)
    return (float(math.ceil(low)), float(math.floor(high))) if extent.whole else (low, high)


def zero(extent: Extent) -> float:
    """The number nearest to nothing at all."""
    low, high = float(extent.low), float(extent.high)
    return min(max(0.0, low), high)


def center(low: float, high: float) -> float:
    """Where a range is cut: in the middle, and a wide one at a middle order of magnitude."""
    if low < 0 < high:
        return 0.0
    sign, near, far = (1, low, high) if low >= 0 else (-1, -high, -low)
    if far <= FAR * max(near, 1.0):
        return sign * (near + (far - near) / 2)
    return sign * math.sqrt(max(near, 1.0)) * math.sqrt(far)


def _parts(extent: Extent, domain: tuple[float, float]) -> list[tuple[float, float]]:
    low, high = domain
    if low >= high:
        return []
    middle = center(low, high)
    if extent.whole:
        middle = math.floor(middle)
        return [(low, float(middle)), (float(middle + 1), high)]
    return [(low, middle), (middle, high)] if low < middle < high else []


def _samples(extent: Extent, domain: tuple[float, float]) -> list[tuple[float, float]]:
    low, high = domain
    middle = center(low, high)
    middle = float(math.floor(middle)) if extent.whole else middle
    return [(each, each) for each in (low, high, min(max(middle, low), high))]


def _draw(extent: Extent, hints: Hints, rng: Any, _: object) -> float:
    """Within a narrow range anything, else around a number that formulas hold against it."""
    low, high = float(extent.low), float(extent.high)
    found: float
    if high - low <= NARROW:
        whole = high - low >= 2 and rng.random() < WHOLE
        found = rng.uniform(low, high)
        found = float(round(found)) if whole else found
    elif hints.marks:
        mark = rng.choice(hints.marks)
        found = mark + (abs(mark) or 1.0) * rng.uniform(*AROUND)
    elif extent.whole:
        found = max(low, 0.0) + rng.uniform(0.0, FEW)
    else:
        found = math.exp(rng.uniform(*map(math.log, USUAL)))
    found = min(max(found, low), high)
    if not extent.whole:
        return found
    return float(min(max(round(found), math.ceil(low)), math.floor(high)))


def _fills(field: Field, *_: object) -> list[float]:
    fitting = [min(max(each, field.low), field.high) for each in SAMPLES]
    return [*dict.fromkeys(float(math.ceil(n)) if field.whole else n for n in fitting)]


def _likely(value: Any) -> float:
    """The number that a value counts as."""
    return value.likely if isinstance(value, Estimate) else float(value)


def _moved(before: FieldValue, value: float) -> Estimate:
    """An estimate whose likely value moves; its range gives way."""
    old = before if isinstance(before, Estimate) else Estimate(value, value, value)
    return Estimate(min(old.low, value), value, max(old.high, value))


def _answer(field: Field) -> str:
    said = spell_range(field, "a whole number" if field.whole else "a number")
    return f"{said}, 0.13 for 13%" if field.shown_as == "percent" else said


def _bound(bound: float) -> float:
    """A whole number without a decimal point, as a reader would write it."""
    return int(bound) if float(bound).is_integer() else bound


def _check(field: Field) -> dict[str, str]:
    low, high = str(_bound(field.low)), str(_bound(field.high))
    found = {"type": "whole" if field.whole else "decimal"}
    if field.high == LARGEST and field.low > -LARGEST:
        return found | {"operator": "greaterThanOrEqual", "formula1": low}
    if field.low == -LARGEST and field.high < LARGEST:
        return found | {"operator": "lessThanOrEqual", "formula1": high}
    return found | {"operator": "between", "formula1": low, "formula2": high}


def _schema(field: Field) -> dict[str, Any]:
    kind = "integer" if field.whole else "number"
    return {"type": kind, "minimum": _bound(field.low), "maximum": _bound(field.high)}


def _schemas(field: Field, _: object) -> list[dict[str, Any]]:
    one = _schema(field)
    three = {"type": "object", "required": list(PARTS), "properties": dict.fromkeys(PARTS, one)}
    return [
        one,
        {"type": "array", "items": one, "minItems": 3, "maxItems": 3},
        {**three, "additionalProperties": False},
    ]


def _strategy(st: Any, field: Field, _: object) -> Any:
    """Plain numbers near 0, as far as the range allows, then any that it allows."""
    low, high, middle = field.low, field.high, zero(field)
    lowest, highest = max(low, middle - NEAR), min(high, middle + NEAR)
    near = st.integers(math.ceil(lowest), math.floor(highest))
    if field.whole:
        return near | st.integers(math.ceil(low), math.floor(high))
    first, last = math.ceil(lowest * THOUSANDTHS), math.floor(highest * THOUSANDTHS)
    found = [st.sampled_from([float(middle), float(lowest), float(highest)])]
    if math.ceil(lowest) <= math.floor(highest):
        found.insert(0, near.map(float))
    if first <= last:
        found.append(st.integers(first, last).map(_thousandth))
    return st.one_of(*found, st.floats(float(low), float(high), allow_subnormal=False))


def _thousandth(number: int) -> float:
    return number / THOUSANDTHS


def _in_parts(numbers: list[float]) -> dict[str, float]:
    return dict(zip(PARTS, sorted(numbers), strict=True))


def _by_likely(one: Any, other: Any) -> list[Any]:
    return sorted((one, other), key=lambda each: float(each["likely"]))


def _score(field: Field) -> str:
    worst = 0 if field.low == -LARGEST else field.low
    best = worst + 10 if field.high == LARGEST else field.high
    return f"clamp(linear({field.name}, worst={worst:g}, best={best:g}))"


def _strategies(st: Any, field: Field, _: object) -> Any:
    return st.lists(_strategy(st, field, _), min_size=3, max_size=3).map(_in_parts)


LINE = Line(
    place=_likely,
    value=float,
    ends=ends,
    start=lambda field, _: zero(field),
    width=lambda place: TIMES * max(abs(place), 1.0),
)
NUMBER = Row(
    called="a number",
    takes=frozenset({"unit", "minimum", "maximum", "whole", "shown_as"}),
    faults=_faults,
    read=_number,
    cell=_cell,
    quick=_quick,
    quick_cell=_quick_cell,
    columns=("number", "money", "percent", "duration"),
    domain=Domain(
        whole=lambda extent, _: (extent.low, extent.high),
        parts=_parts,
        is_single=lambda domain: bool(domain[0] == domain[1]),
        samples=_samples,
        draw=_draw,
    ),
    line=LINE,
    fills=_fills,
    filler=zero,
    words=lambda field, value: figure(value, field),
    answer=_answer,
    check=_check,
    schema=lambda field, _: [_schema(field)],
    strategy=_strategy,
    score=_score,
)
ESTIMATE = Row(
    called="an estimate",
    takes=NUMBER.takes,
    faults=_faults,
    read=_estimate,
    cell=_cell,
    typed=_typed,
    quick=_quick_estimate,
    quick_cell=_quick_estimate_cell,
    looks_otherwise=True,
    columns=(*NUMBER.columns, "band"),
    domain=NUMBER.domain,
    line=attrs.evolve(LINE, said=_moved),
    fills=_fills,
    filler=zero,
    in_order=_by_likely,
    words=NUMBER.words,
    answer=lambda field: f"low, likely and high: {_answer(field)} each",
    ask=lambda field: f"low/likely/high or one number; {_answer(field)} each",
    parts_of=dict.fromkeys(PARTS, "number"),
    schema=_schemas,
    strategy=_strategies,
    score=_score,
)
