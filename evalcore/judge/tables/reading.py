"""Reading: the fields of a ruleset in the columns of a table, and what is refused there.

What `evaluate` would refuse is refused here: a number beyond its range, a choice that is none, a
text where a number is due. A column that holds what its field wants is looked at as a whole;
of any other each value is read by itself, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

import attrs

from evalcore.interpret.columns.frames import ROW, polars
from evalcore.interpret.columns.values import withheld
from evalcore.judge.tables.texts import PLAIN, are_choices, as_kept, failed, ids, once_each, sound
from evalcore.language.types import of_field
from evalcore.request.columns import no_flags, twice
from evalcore.request.fields import Field, Kind
from evalcore.request.kinds.numbers import PARTS
from evalcore.request.situation import as_seen
from evalcore.request.values import FieldValue, Misfit, Withheld, read
from evalcore.written.errors import Complaint, InputError, near, show
from evalcore.written.numbers import LARGEST

LIKELY = PARTS.index("likely")


@attrs.frozen(eq=False)
class Table:
    """What was read: the columns of the fields, the records of each list, and why rows are refused.

    `keys` are the ids as texts. `refused` names the field, of each row that is. `withholding` are
    the fields of which something is withheld, `lacking` the columns that lack values.
    """

    frame: Any
    records: Mapping[str, Any]
    keys: Any
    refused: Any
    withholding: frozenset[str]

    @property
    def lacking(self) -> frozenset[str]:
        """The columns that lack values."""
        return frozenset(e.name for e in self.frame.get_columns() if e.null_count())


@attrs.frozen(eq=False)
class Source:
    """Where a field is in a table: a column, or one for each part of an estimate.

    What is likely may stand `alone`, without ends.
    """

    field: Field
    columns: tuple[str, ...]
    step: str = ""  # the field of a struct, where it lies in one
    withheld: str = ""
    alone: bool = False


@attrs.frozen(eq=False)
class _Read:
    """A column that was read: its values, where it is refused, and where it is withheld."""

    values: Any
    refused: Any = None
    withheld: Any = None


class Layout:
    """Where the fields are in tables of one schema. Raises `InputError` where that is not clear."""

    def __init__(self, fields: Mapping[str, Field], schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self.sources: dict[str, Source] = {}
        found: list[Complaint] = []
        if "id" not in schema:
            meant = near("id", schema)
            found.append(Complaint("the table has no column id", "an id for each row", meant))
        for name, field in fields.items():
            self.sources[name] = self._source(name, field, found)
        if found:
            raise InputError(found)

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the table that are read."""
        used = (name for e in self.sources.values() for name in (*e.columns, e.withheld) if name)
        return frozenset(["id", *used])

    def _source(self, name: str, field: Field, found: list[Complaint]) -> Source:
        def one(*names: str) -> str:
            there = [each for each in dict.fromkeys(names) if each in self.schema]
            if len(there) > 1:
                found.append(twice(name, *there))
            return there[0] if there else ""

        spelt = name.replace(".", "__")
        kept_back = one(f"{name}__withheld", f"{spelt}__withheld")
        column = one(name, spelt)
        table, _, step = name.rpartition(".")
        inside = [each.name for each in getattr(self.schema.get(table), "fields", ())]
        if column and step in inside:
            found.append(twice(name, column, f"{step} in the struct {table}"))
        if field.kind.row.parts_of:
            parts = [one(f"{name}.{part}", f"{spelt}__{part}") for part in PARTS]
            if column and any(parts):  # a column by itself is the likely value
                if parts[LIKELY]:
                    found.append(twice(name, column, parts[LIKELY]))
                parts[LIKELY] = column
            if any(parts):
                return Source(field, tuple(parts), withheld=kept_back, alone=bool(column))
        if column:
            return Source(field, (column,), withheld=kept_back)
        if step in inside:
            return Source(field, (table,), step, kept_back)
        return Source(field, (), withheld=kept_back)

    def read(self, frame: Any) -> Table:
        """The fields in a table of this schema."""
        pl = polars()
        height = frame.height
        columns: list[Any] = []
        records: dict[str, Any] = {}
        keys, nobody = ids(frame.get_column("id"))
        refused: list[tuple[str, Any]] = [("id", nobody)]
        fitting = self._fitting(frame)
        withholding: set[str] = set()
        for name, source in self.sources.items():
            kept_back = None
            if source.withheld:
                kept_back = _flags(frame.get_column(source.withheld))
                kept_back = kept_back if kept_back.any() else None
            parts = [frame.get_column(each) if each else None for each in source.columns]
            if name in fitting and kept_back is None:
                columns.append(frame.get_column(source.columns[0]).alias(name))
                continue
            if source.step:
                parts = [frame.get_column(source.columns[0]).struct.field(source.step)]
            if not parts:
                parts = [pl.Series(name, [None] * height, dtype=pl.Null)]
            if source.field.kind.row.is_list:
                size, inside, bad = read_records(source.field, parts[0], withholding)
                records[name] = inside
                reading = _Read(size)
            else:
                if source.alone:
                    parts = _ended(parts)
                whole = parts[0] if len(parts) == 1 else _joined(parts, height)
                reading = read_column(source.field, whole)
                bad = [] if reading.refused is None else [(name, reading.refused)]
            own = reading.withheld
            if kept_back is not None:
                own = kept_back if own is None else own | kept_back
                bad = [(each, mask & ~kept_back) for each, mask in bad]
            values = reading.values
            gone = [mask for _, mask in bad] + ([] if own is None else [own])
            values = _without(values, gone)
            if own is not None:
                withholding.add(name)
                columns.append(own.alias(withheld(name)))
            if name in records:
                listed = values.is_not_null().gather(records[name].get_column(ROW))
                records[name] = records[name].filter(listed)
            columns.append(values.alias(name))
            refused += bad
        if not columns:  # a ruleset that reads nothing: a frame without columns has no rows
            columns = [pl.Series(ROW, range(height), dtype=pl.UInt32)]
        return Table(
            pl.DataFrame(columns),
            records,
            keys,
            _first_refused(refused, height),
            frozenset(withholding),
        )

    def _fitting(self, frame: Any) -> set[str]:
        """The fields of numbers of which the column is as it has to be: all are looked at at once.

        NaN is more than any number here.
        """
        pl, tests = polars(), list[Any]()
        for name, source in self.sources.items():
            field, column = source.field, source.columns[0] if source.columns else ""
            if source.step or _seen(field) is not Kind.NUMBER or field.kind.row.is_list:
                continue
            if self.schema.get(column) == pl.Float64 and len(source.columns) == 1:
                value = pl.col(column)
                fits = value.is_between(field.low, field.high).all()
                if field.whole:
                    fits = fits & (value.floor() == value).all()
                tests.append(fits.alias(name))
        found = frame.select(tests)
        return {name for name in found.columns if found.item(0, name)}


def _first_refused(found: Iterable[tuple[str, Any]], height: int) -> Any:
    pl = polars()
    names = pl.Series("refused", [None], dtype=pl.String).new_from_index(0, height)
    for name, mask in reversed([*found]):
        if mask is not None and mask.any():
            names = names.set(mask, name)
    return names


def _without(values: Any, gone: Sequence[Any]) -> Any:
    """The values but where a mask says that they are gone."""
    pl = polars()
    for mask in gone:
        there = pl.when(~pl.col("mask")).then(pl.col("values"))
        named = pl.DataFrame([values.alias("values"), mask.alias("mask")])
        values = named.select(there.alias(values.name)).to_series()
    return values


def _flags(column: Any) -> Any:
    pl = polars()
    if column.dtype not in (pl.Boolean, pl.Null):
        raise InputError(no_flags(column.name))
    return column.cast(pl.Boolean).fill_null(value=False)


def _ended(parts: list[Any]) -> list[Any]:
    """The parts of an estimate, in which a number without ends is all of them."""
    pl = polars()
    nothing = pl.Series([None], dtype=pl.Null).new_from_index(0, len(parts[LIKELY]))
    named = [
        (nothing if part is None else part).alias(name)
        for name, part in zip(PARTS, parts, strict=True)
    ]
    if not all(each.dtype.is_numeric() or each.dtype == pl.Null for each in named):
        return parts
    frame = pl.DataFrame(named)
    one = pl.col("low").is_null() & pl.col("high").is_null()
    ends = [pl.when(one).then("likely").otherwise(end).alias(end) for end in ("low", "high")]
    return [*frame.with_columns(ends).get_columns()]


def _joined(parts: Sequence[Any], height: int) -> Any:
    """An estimate in three columns as one of structs; nothing where all of them say nothing."""
    pl = polars()
    nothing = pl.Series([None] * height, dtype=pl.Null)
    named = [
        (nothing if part is None else part).alias(name)
        for name, part in zip(PARTS, parts, strict=True)
    ]
    return pl.DataFrame(named).to_struct("")


# One column, by its kind


def read_column(field: Field, column: Any) -> _Read:
    """The values of a field in a column."""
    pl = polars()
    if column.dtype == pl.Null:
        return _Read(column.cast(_type(field)))
    found = _FAST[_seen(field)](field, column)
    return _one_by_one(field, column) if found is None else found


def _number(field: Field, column: Any) -> _Read | None:
    pl = polars()
    kind = column.dtype
    if isinstance(kind, pl.Struct) and field.kind.row.parts_of:
        return _estimate(field, column)
    if not kind.is_numeric():
        return None
    values = column.cast(pl.Float64)
    low, high = values.min(), values.max()
    fits = low is None or (field.low <= low and high <= field.high)
    too_small = too_large = False
    if kind.is_float():
        fits = fits and not values.is_nan().any()
    elif kind.is_integer() and low is not None:
        too_small, too_large = column.min() < -LARGEST, column.max() > LARGEST
        fits = fits and not too_small and not too_large
    if fits and field.whole and not kind.is_integer():  # a decimal is no float
        fits = bool((values == values.floor()).all())
    if fits:
        return _Read(values)
    bad = (values < field.low) | (values > field.high) | values.is_nan()
    if too_large:  # only then the column is of a type that the limit is one of
        bad = bad | (column > int(LARGEST))
    if too_small:
        bad = bad | (column < -int(LARGEST))
    if field.whole:
        bad = bad | (values != values.floor())
    return _Read(values, bad.fill_null(value=False))


def _estimate(field: Field, column: Any) -> _Read | None:
    pl = polars()
    if {each.name for each in column.dtype.fields} != {*PARTS}:
        return None
    parts: list[_Read] = []
    for name in PARTS:
        part = column.struct.field(name)
        if part.dtype == pl.Null:
            part = part.cast(pl.Float64)
        found = _number(attrs.evolve(field, kind=Kind.NUMBER), part)
        if found is None:
            return None
        parts.append(found)
    low, likely, high = (each.values for each in parts)
    said = [each.is_not_null() for each in (low, likely, high)]
    some, every = said[0] | said[1] | said[2], said[0] & said[1] & said[2]
    bad = (some & ~every) | ((low > likely) | (likely > high)).fill_null(value=False)
    for each in parts:
        bad = bad if each.refused is None else bad | each.refused
    return _Read(likely, bad if bad.any() else None)


def _flag(_: Field, column: Any) -> _Read | None:
    return _Read(column) if column.dtype == polars().Boolean else None


def _text(field: Field, column: Any) -> _Read | None:
    pl = polars()
    column = once_each(column)
    if column.dtype != pl.String:
        return None
    if field.choices is None:
        return _Read(*sound(column))
    if are_choices(column, field.choices).all():
        return _Read(column)
    values = as_kept(column)
    fits = are_choices(values, field.choices)
    return _Read(values, None if fits.all() else ~fits)


def _date(_: Field, column: Any) -> _Read | None:
    pl = polars()
    if isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is None:
        days = column.dt.date()
        bad = days.cast(column.dtype) != column
        return _Read(days, bad.fill_null(value=False) if bad.any() else None)
    if column.dtype != pl.Date:
        return None
    bad = (column < date.min) | (column > date.max)
    return _Read(column, bad.fill_null(value=False) if bad.any() else None)


def _set(field: Field, column: Any) -> _Read | None:
    pl = polars()
    if not isinstance(column.dtype, pl.List | pl.Array):
        return None
    inner = column.dtype.inner
    if inner == pl.Null or inner in (pl.Categorical, pl.Enum):
        column = column.cast(pl.List(pl.String))
    elif inner != pl.String:
        return None
    column = column.cast(pl.List(pl.String))
    # Texts that are in a set twice stay so: nobody asks how often.
    texts = column.explode(empty_as_null=False, keep_nulls=False).unique()
    clean = not texts.null_count() and bool(texts.str.contains(PLAIN).all())
    if clean and field.choices is None:
        clean = failed(texts) is None
    elif clean:
        clean = bool(texts.is_in(list(field.choices or ())).all())
    return _Read(column) if clean else None


def _one_by_one(field: Field, column: Any) -> _Read:
    """Each value by itself."""
    pl = polars()
    values: list[Any] = []
    bad: list[bool] = []
    kept_back: list[bool] = []
    for raw in column.to_list():
        misfit = False
        value: FieldValue = None
        try:
            value = read(field, raw)
        except Misfit:
            misfit = True
        bad.append(misfit)
        kept_back.append(isinstance(value, Withheld))
        seen = as_seen(value)
        values.append([*cast("tuple[str, ...]", seen)] if isinstance(seen, tuple) else seen)
    found = pl.Series(values, dtype=_type(field), strict=True)
    masks = [pl.Series(mask, dtype=pl.Boolean) if any(mask) else None for mask in (bad, kept_back)]
    return _Read(found, *masks)


def read_records(
    field: Field, column: Any, withholding: set[str]
) -> tuple[Any, Any, list[tuple[str, Any]]]:
    """How many records there are in each row, the records of all rows, and what is refused."""
    pl = polars()
    height = len(column)
    rows = pl.int_range(height, dtype=pl.UInt32, eager=True).alias(ROW)
    bad: list[tuple[str, Any]] = []
    if column.dtype == pl.Null:
        column = column.cast(pl.List(pl.Struct({})))
    if not isinstance(column.dtype, pl.List) or not isinstance(
        column.dtype.inner, pl.Struct | pl.Null
    ):
        bad.append((field.name, column.is_not_null()))
        column = pl.Series([None] * height, dtype=pl.List(pl.Struct({})))
    size = column.list.len().cast(pl.Float64)
    frame = pl.DataFrame([rows, column.alias(field.name)]).filter(size.fill_null(0.0) > 0)
    frame = frame.explode(field.name)
    whole = frame.get_column(field.name)
    if isinstance(whole.dtype, pl.Null) or whole.null_count():
        bad.append((field.name, _at(frame.get_column(ROW).filter(whole.is_null()), height)))
    there = [each.name for each in getattr(whole.dtype, "fields", ())]
    columns = [frame.get_column(ROW)]
    for name, inner in field.record.items():
        full = f"{field.name}.{name}"
        if name in there:
            reading = read_column(inner, whole.struct.field(name))
        else:
            nothing = pl.Series([None], dtype=pl.Null).new_from_index(0, frame.height)
            reading = read_column(inner, nothing)
        own, values, refused = reading.withheld, reading.values, reading.refused
        if f"{name}__withheld" in there:
            kept_back = _flags(whole.struct.field(f"{name}__withheld"))
            own = kept_back if own is None else own | kept_back
            refused = None if refused is None else refused & ~kept_back
        if refused is not None and refused.any():
            bad.append((full, _at(columns[0].filter(refused), height)))
            values = _without(values, [refused])
        if own is not None and own.any():
            withholding.add(full)
            columns.append(own.alias(f"{field.name}\0{withheld(name)}"))
            values = _without(values, [own])
        columns.append(values.alias(f"{field.name}\0{name}"))
    return size, pl.DataFrame(columns), bad


def _at(rows: Any, height: int) -> Any:
    """A mask of the rows with these numbers."""
    pl = polars()
    return pl.int_range(height, dtype=pl.UInt32, eager=True).is_in(rows.unique().implode())


_FAST: Mapping[Kind, Callable[[Field, Any], _Read | None]] = {
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.TEXT: _text,
    Kind.CHOICE: _text,
    Kind.DATE: _date,
    Kind.SET: _set,
}
_TYPES: Mapping[Kind, Callable[[], Any]] = {
    Kind.NUMBER: lambda: polars().Float64,
    Kind.FLAG: lambda: polars().Boolean,
    Kind.TEXT: lambda: polars().String,
    Kind.CHOICE: lambda: polars().String,
    Kind.DATE: lambda: polars().Date,
    Kind.SET: lambda: polars().List(polars().String),
}


def _seen(field: Field) -> Kind:
    """The kind of value that formulas see."""
    kind = of_field(field).kind
    assert kind is not None  # noqa: S101 - a field has one
    return kind


def _type(field: Field) -> Any:
    return _TYPES[_seen(field)]()


def unknown_column(name: str, schema: Iterable[str]) -> Complaint:
    """The complaint about a column to keep that is not there."""
    meant = near(name, schema)
    return Complaint(f"the table has no column {show(name)} to keep", "one of its columns", meant)
