"""Columns of a Spark frame: how each becomes what the SQL of a view reads, and where it cannot.

A frame has a column by another name, an estimate in three, records without a cell that nobody
gave; a view has one column for each field. What `evaluate` reads in another way than SQL makes a
row odd: then Python is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from evalcore.interpret.dialects import SPARK
from evalcore.judge.tables.reading import Layout, Source
from evalcore.judge.tables.source import HIDDEN, spelt
from evalcore.language.types import of_field
from evalcore.request.columns import no_flags
from evalcore.request.fields import Field, Kind
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.blank import ERRORS
from evalcore.written.errors import InputError
from evalcore.written.numbers import LARGEST

WHOLE = ("byte", "short", "integer", "long")
NUMBERS = (*WHOLE, "float", "double")
NOT = "double('NaN')"  # which is no number, so that a view refuses it

# Signs that stand for themselves wherever they are: they can be seen, and neither compose with one
# before them nor are written otherwise. Spark does not compose texts (NFC), as `evaluate` does.
CALM = (
    " -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u04ff"
    "\u05d0-\u05ea\u2010-\u2015\u2018-\u201f\u2020-\u2022\u2026\u20ac"
    "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
)


def prepared(
    fields: Mapping[str, Field],
    layout: Layout,
    kinds: Mapping[str, Any],
    at: Mapping[str, str],
    row: str,
) -> Sequence[str] | None:
    """The columns that a view reads, as texts of SQL; None where one is not what SQL takes.

    `kinds` are the types of columns in the table, `at` what they are called; `row` is to hold the
    row as it came, and whether it is odd.
    """
    columns, odd = list[str](), list[str]()
    for said in (_id(kinds["id"], at["id"]), *_fields(fields, layout, kinds, at)):
        if said is None:
            return None
        columns += said.columns
        odd += said.odd
    # Of what is not the same each time Spark infers nothing. Of a struct of many columns it infers
    # as many things as there are ways to call some of them by another name: it never ends.
    number = "monotonically_increasing_id() AS n"
    carried = ", ".join([*at.values(), f"({' OR '.join(odd) or 'FALSE'}) AS odd", number])
    return [f"struct({carried}) AS {row}", *columns]


@attrs.frozen
class _Said:
    """The columns of one field, and the conditions that it is said in a way of its own."""

    columns: Sequence[str]
    odd: Sequence[str] = ()


def _id(kind: Any, column: str) -> _Said | None:
    if kind.typeName() in WHOLE:
        large = f"coalesce(NOT {_exact(kind, column)}, FALSE)"
        return _Said([f"CAST({column} AS STRING) AS id"], [large])
    return _Said([f"{column} AS id"], [_odd(column)]) if kind.simpleString() == "string" else None


def _fields(
    fields: Mapping[str, Field], layout: Layout, kinds: Mapping[str, Any], at: Mapping[str, str]
) -> Iterator[_Said | None]:
    for name, field in fields.items():
        source = layout.sources[name]
        found = _Value(_nothing(field)) if not source.columns else _value(field, source, kinds, at)
        if found is None:
            yield None
            return
        hidden = "FALSE"
        if source.withheld:
            hidden = _flag(kinds[source.withheld], source.withheld, at[source.withheld])
        called = SPARK.identifier(spelt(name))
        flag = SPARK.identifier(spelt(name) + HIDDEN)
        yield _Said([f"{found.text} AS {called}", f"{hidden} AS {flag}"], found.odd)


@attrs.frozen
class _Value:
    """What a field says, as a text of SQL, and the conditions that SQL does not read it so."""

    text: str
    odd: Sequence[str] = ()


def _value(
    field: Field, source: Source, kinds: Mapping[str, Any], at: Mapping[str, str]
) -> _Value | None:
    if len(source.columns) > 1:
        return _estimate(
            field, [(kinds[e], at[e]) if e else (None, "NULL") for e in source.columns]
        )
    column = next(iter(source.columns))
    kind, text = kinds[column], at[column]
    if source.step:
        text = f"{text}.{SPARK.identifier(source.step)}"
        kind = next(each.dataType for each in kind.fields if each.name == source.step)
    inside = {each.name: each.dataType for each in getattr(kind, "fields", ())}
    if field.kind.row.parts_of and set(inside) == {*PARTS}:
        return _estimate(field, [(inside[part], f"{text}.{part}") for part in PARTS])
    return _records(field, kind, text) if field.kind.row.is_list else _held(field, kind, text)


def _held(field: Field, kind: Any, text: str) -> _Value | None:
    """A value in a column of its type; None in any other."""
    said, wanted = kind.typeName(), of_field(field).kind
    if said == "void":
        return _Value(_nothing(field))
    match wanted:
        case Kind.NUMBER if said in WHOLE:
            exact = f"CASE WHEN {_exact(kind, text)} THEN {text} ELSE {NOT} END"
            return _Value(f"CASE WHEN {text} IS NOT NULL THEN {exact} END")
        case Kind.NUMBER if said in NUMBERS or said.startswith("decimal"):
            return _Value(f"CAST({text} AS DOUBLE)")
        case Kind.FLAG if said == "boolean":
            return _Value(text)
        case Kind.DATE if said == "date":
            return _Value(text, [f"coalesce(NOT year({text}) BETWEEN 1 AND 9999, FALSE)"])
        case Kind.SET if kind.simpleString() == "array<string>":
            return _Value(text, [f"coalesce(exists({text}, x -> {_odd_member('x')}), FALSE)"])
        case Kind.TEXT | Kind.CHOICE if kind.simpleString() == "string":
            return _Value(text, [_odd(text)])
        case _:
            return None


def _exact(kind: Any, text: str) -> str:
    """The condition that a whole number is one that a double holds."""
    most = int(LARGEST)
    return f"{text} BETWEEN -{most} AND {most}" if kind.typeName() == "long" else "TRUE"


def _odd(text: str) -> str:
    """The condition that a text is to be composed, or has what cannot be seen."""
    return f"coalesce({text} RLIKE {SPARK.quoted(f'[^{CALM}]')}, FALSE)"


def _odd_member(text: str) -> str:
    """That of a member of a set, or that it says that something failed."""
    failed = ", ".join(map(SPARK.quoted, sorted(ERRORS)))
    return f"({_odd(text)} OR coalesce({text} IN ({failed}), FALSE))"


def _estimate(field: Field, parts: Sequence[tuple[Any, str]]) -> _Value | None:
    """The likely one of three numbers; none where they say nothing, no number where they cannot."""
    number = attrs.evolve(field, kind=Kind.NUMBER)
    texts = list[str]()
    for kind, text in parts:
        found = _Value(_nothing(number)) if kind is None else _held(number, kind, text)
        if found is None:
            return None
        texts.append(found.text)
    low, likely, high = texts
    some = " OR ".join(f"({each}) IS NOT NULL" for each in texts)
    spans = f"({SPARK.number(float(field.low))}) AND ({SPARK.number(float(field.high))})"
    fits = [f"({each}) BETWEEN {spans}" for each in texts]
    if field.whole:
        fits += [f"({each}) = floor({each})" for each in texts]
    fits += [f"({low}) <= ({likely})", f"({likely}) <= ({high})"]
    value = f"CASE WHEN {' AND '.join(fits)} THEN {likely} ELSE {NOT} END"
    return _Value(f"CASE WHEN {some} THEN {value} END")


def _records(field: Field, kind: Any, text: str) -> _Value | None:
    """A list whose records say everything that a view reads; None for one of something else."""
    if kind.typeName() == "void":
        return _Value(_nothing(field))
    inner = getattr(kind, "elementType", None)
    cells = {each.name: each.dataType for each in getattr(inner, "fields", ())}
    if not cells:
        return None
    pairs, odd = list[str](), list[str]()
    for name, each in field.record.items():
        value, hidden = _Value(_nothing(each)), "FALSE"
        if name in cells:
            found = _held(each, cells[name], f"r.{SPARK.identifier(name)}")
            if found is None:
                return None
            value = found
        if name + HIDDEN in cells:
            flag = f"r.{SPARK.identifier(name + HIDDEN)}"
            hidden = _flag(cells[name + HIDDEN], name + HIDDEN, flag)
        pairs += [SPARK.quoted(name), value.text, SPARK.quoted(name + HIDDEN), hidden]
        odd += [f"coalesce(exists({text}, r -> {one}), FALSE)" for one in value.odd]
    record = f"named_struct({', '.join(pairs)})"
    return _Value(f"transform({text}, r -> CASE WHEN r IS NOT NULL THEN {record} END)", odd)


def _flag(kind: Any, name: str, text: str) -> str:
    """Whether something is withheld. Raises `InputError` for a column that cannot say that."""
    if kind.typeName() not in ("boolean", "void"):
        raise InputError(no_flags(name))
    return f"CAST({text} AS BOOLEAN)"


def _nothing(field: Field) -> str:
    return f"CAST(NULL AS {_type(field)})"


def _type(field: Field) -> str:
    """How Spark calls the type of a field."""
    if field.kind.row.is_list:
        inner = ", ".join(
            f"{SPARK.identifier(name)}: {_type(each)}, {SPARK.identifier(name + HIDDEN)}: boolean"
            for name, each in field.record.items()
        )
        return f"array<struct<{inner}>>"
    match of_field(field).kind:
        case Kind.NUMBER:
            return "double"
        case Kind.FLAG:
            return "boolean"
        case Kind.DATE:
            return "date"
        case Kind.SET:
            return "array<string>"
        case _:
            return "string"
