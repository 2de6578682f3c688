"""A number, with a unit and a range."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from evalcore.request.fields import Field
from evalcore.request.kinds.row import Domain, Extent, Hints, Line, Row
from evalcore.request.spelling import quantity, spell_range
from evalcore.request.values import Misfit
from evalcore.written.errors import Complaint, show
from evalcore.written.numbers import LARGEST

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
_FINITE = "a finite number between -2**53 and 2**53"


def read(field: Field, raw: object) -> float:
    """A number that is finite and within the range. Raises `Misfit`."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        unit = f" in {field.unit}" if field.unit else ""
        raise Misfit(Complaint(f"found {show(raw)}", f"a number{unit}"))
    if not abs(raw) <= LARGEST:  # no NaN either; asked of whole numbers that no float can hold
        raise Misfit(Complaint(f"found {show(raw)}", _FINITE))
    number = float(raw)
    if field.whole and not number.is_integer():
        raise Misfit(Complaint(f"found {show(raw)}", "a whole number"))
    if not field.low <= number <= field.high:
        raise Misfit(Complaint(f"found {show(raw)}", spell_range(field)))
    return number


def _cell(_: Field, text: str) -> int | float | str:
    """A whole number stays whole: rounded to a float, one beyond 2**53 could pass as another."""
    if not _NUMBER.fullmatch(text):
        return text
    return int(text) if len(text) < LONGEST and not text.strip("+-0123456789") else float(text)


def _faults(field: Field) -> Iterator[Complaint]:
    ranged = {"minimum": field.minimum, "maximum": field.maximum}
    given = {key: bound for key, bound in ranged.items() if bound is not None}
    beyond = {key: bound for key, bound in given.items() if not abs(bound) <= LARGEST}
    for key, bound in beyond.items():
        yield Complaint(f"found {show(bound)}", _FINITE, path=(key,))
    if not beyond and field.low > field.high:
        low, high = f"{field.low:.15g}", f"{field.high:.15g}"
        yield Complaint(f"the minimum {low} is above the maximum {high}", path=("minimum",))
    elif not beyond and _is_empty(field):
        problem = f"there is no whole number from {field.low:.15g} to {field.high:.15g}"
        yield Complaint(problem, path=("maximum",))


def _is_empty(field: Field) -> bool:
    low, high = ends(field)
    return low > high


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


def _draw(extent: Extent, hints: Hints, rng: Any, _: date | None) -> float:
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


def answer(field: Field) -> str:
    """What is expected, in words."""
    return spell_range(field, "a whole number" if field.whole else "a number")


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


def schema(field: Field) -> dict[str, Any]:
    """One number of a field in JSON."""
    kind = "integer" if field.whole else "number"
    return {"type": kind, "minimum": _bound(field.low), "maximum": _bound(field.high)}


def strategy(st: Any, field: Field) -> Any:
    """Plain numbers near 0, as far as the range allows, then any that it allows."""
    low, high, middle = field.low, field.high, zero(field)
    lowest, highest = max(low, middle - NEAR), min(high, middle + NEAR)
    near, wide = (
        st.integers(math.ceil(a), math.floor(b)) for a, b in ((lowest, highest), (low, high))
    )
    if field.whole:
        return near | wide
    first, last = math.ceil(lowest * THOUSANDTHS), math.floor(highest * THOUSANDTHS)
    found = [st.sampled_from([float(middle), float(lowest), float(highest)])]
    if math.ceil(lowest) <= math.floor(highest):
        found.insert(0, near.map(float))
    if first <= last:
        found.append(st.integers(first, last).map(_thousandths))
    return st.one_of(*found, st.floats(float(low), float(high), allow_subnormal=False))


def _thousandths(number: int) -> float:
    return number / THOUSANDTHS


def _score(field: Field) -> str:
    worst = 0 if field.low == -LARGEST else field.low
    best = worst + 10 if field.high == LARGEST else field.high
    return f"clamp(linear({field.name}, worst={worst:g}, best={best:g}))"


LINE = Line(
    place=float,
    value=float,
    ends=ends,
    start=lambda field, _: zero(field),
    width=lambda place: TIMES * max(abs(place), 1.0),
)
ROW = Row(
    called="a number",
    takes=frozenset({"unit", "minimum", "maximum", "whole"}),
    faults=_faults,
    is_empty=_is_empty,
    is_number=True,
    read=read,
    cell=_cell,
    columns=("number", "money", "percent"),
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
    words=lambda field, value: quantity(value, field.unit),
    answer=answer,
    check=_check,
    schema=lambda field, _: [schema(field)],
    strategy=lambda st, field, _: strategy(st, field),
    score=_score,
)
