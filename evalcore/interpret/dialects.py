"""Dialects: what SQL engines say differently, as data and templates.

Templates take the parts of a cell by their places; what is not here, all say alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import attrs

COMMON: Mapping[str, str] = {
    "+": "({0} + {1})",
    "-": "({0} - {1})",
    "*": "({0} * {1})",
    "<": "({0} < {1})",
    "<=": "({0} <= {1})",
    "=": "({0} = {1})",
    "negative": "(- {0})",
    "not": "(NOT {0})",
    "null": "({0} IS NULL)",
    "nan": "isnan({0})",
    "root": "sqrt({0})",
    "power": "power({0}, {data})",
}


@attrs.frozen(kw_only=True)
class Dialect:
    """One dialect.

    `longest` is how many bytes a name may have. `number` spells a float, `quoted` a text. `signs`
    are templates of cells, those that look into records with their `body` about `r`. `read` are
    templates by the kind of a field; of records `cell` is what one of them says, by kind.
    """

    name: str
    longest: int
    mark: str = '"'
    number: Callable[[float], str]
    quoted: Callable[[str], str]
    signs: Mapping[str, str]
    double: str
    text: str
    raises: bool = False  # where a product is too large, or a quotient of 0
    fence: str = ""  # ends a step, so that it is not merged into the next
    struct: str = ""
    member: str = "r.{name}"
    trim: str
    plain: str  # the condition that a text is kept as it is
    nth: str  # one of many texts by its place, from 0; NULL where the place is
    barrier: str = ""  # a number that no condition is pushed through
    passes: int = 1000  # how many an engine takes as it is set up
    least: int = 0  # cells below one that is used twice, from which on it is a column
    parted: bool = True  # whether rows that values settle go another way than the others
    listed: Mapping[str, str]

    def identifier(self, name: str) -> str:
        """A quoted name."""
        return f"{self.mark}{name.replace(self.mark, self.mark * 2)}{self.mark}"

    def literal(self, value: Any) -> str:
        """A value as it is written."""
        match value:
            case None:
                return "NULL"
            case bool():
                return str(value).upper()
            case int():
                return str(value)
            case float():
                return self.number(value)
            case date():
                return f"DATE '{value.isoformat()}'"
            case _:
                return self.quoted(str(value))


def _number(value: float, *, suffix: str, infinite: str) -> str:
    if value in (float("inf"), float("-inf")):
        return f"({'-' if value < 0 else ''}{infinite})"
    text = repr(value)
    text = text if "e" in text or suffix != "e0" else f"{text}e0"
    text = text if suffix == "e0" else f"{text}{suffix}"
    return f"({text})" if value < 0 or text.startswith("-") else text


def _doubled(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _escaped(text: str) -> str:
    """Spark puts variables in for `${...}`, within texts too."""
    found = text.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024")
    return f"'{found}'"


# What stands around a text and is not kept: blanks and invisible signs that people paste.
UNSEEN = r"\t\n\u000b\f\r \u00a0\u00ad\u200b\u200c\u200d\u2007\u202f\u2060\u3000\ufeff"

_CHARACTERS = " || ".join(
    f"chr({ord(sign)})" for sign in UNSEEN.encode().decode("unicode_escape")
)  # DuckDB has no escapes for them

DUCKDB = Dialect(
    name="duckdb",
    longest=1000,
    number=partial(_number, suffix="e0", infinite="'inf'::DOUBLE"),
    quoted=_doubled,
    double="CAST({0} AS DOUBLE)",
    text="CAST({0} AS VARCHAR)",
    signs={
        "/": "({0} / nullif({1}, 0))",
        "days": "CAST({1} - {0} AS DOUBLE)",
        "shift": "CAST({0} + ({data}) AS DATE)",
        "holds": "list_contains({0}, {data})",
        "size": "CAST(len({0}) AS DOUBLE)",
        "root": "sqrt(abs({0}))",  # of less than 0 it would raise, in rows that are refused
        "some": "coalesce(list_bool_or(list_transform({list}, lambda r: {0})), FALSE)",
        "number": "CAST(coalesce(len(list_filter({list}, lambda r: {0})), 0) AS DOUBLE)",
        "adding": "list_reduce(list_prepend(0e0, coalesce(list_transform({list}, "
        "lambda r: coalesce({0}, 0e0)), [])), lambda a, b: a + b)",
    },
    trim=f"nfc_normalize(trim({{0}}, {_CHARACTERS}))",
    plain="strlen({0}) = length({0}) AND {0} >= '!' AND ord(array_extract({0}, -1)) > 32",
    nth="list_extract([{0}], {1} + 1)",
    least=3,  # each column costs planning, and a look at every row whether it is asked for
    parted=False,  # in two branches it would read the table twice
    struct="struct_pack({0})",
    listed={
        "records": "list_transform({0}, lambda r: {record})",
        "bad": "coalesce(list_bool_or(list_transform({0}, lambda r: {bad})), FALSE)",
        "size": "CAST(len({0}) AS DOUBLE)",
        "set": "list_distinct(list_filter(list_transform({0}, lambda x: {kept}), "
        "lambda x: x IS NOT NULL))",
        "bag": "list_transform({0}, lambda x: {kept})",
        "texts": "CAST({0} AS VARCHAR[])",
        "any": "list_count({0}) > 0",
        "length": "len({0})",
        "all in": "list_has_all([{choices}], {0})",
        "pair": "{name} := {value}",
    },
)

SPARK = Dialect(
    name="spark",
    longest=1000,
    mark="`",
    number=partial(_number, suffix="D", infinite="double('Infinity')"),
    quoted=_escaped,
    double="CAST({0} AS DOUBLE)",
    text="CAST({0} AS STRING)",
    signs={
        "/": "({0} / nullif({1}, 0D))",
        "days": "CAST(datediff({1}, {0}) AS DOUBLE)",
        "shift": "date_add({0}, {data})",
        "holds": "array_contains({0}, {data})",
        "size": "CAST(array_size({0}) AS DOUBLE)",
        "some": "coalesce(exists({list}, r -> {0}), FALSE)",
        "number": "CAST(coalesce(array_size(filter({list}, r -> {0})), 0) AS DOUBLE)",
        "adding": "coalesce(aggregate({list}, 0D, (a, r) -> a + coalesce({0}, 0D)), 0D)",
    },
    trim=f"trim(BOTH '{UNSEEN}' FROM {{0}})",
    plain="octet_length({0}) = length({0}) AND {0} >= '!' AND right({0}, 1) > ' '",
    nth="get(array({0}), {1})",
    barrier="monotonically_increasing_id()",
    passes=45,  # its analyzer needs two iterations for each, of the 100 that it makes
    parted=False,
    struct="named_struct({0})",
    listed={
        "records": "transform({0}, r -> {record})",
        "bad": "coalesce(exists({0}, r -> {bad}), FALSE)",
        "size": "CAST(array_size({0}) AS DOUBLE)",
        "set": "array_distinct(filter(transform({0}, x -> {kept}), x -> x IS NOT NULL))",
        "texts": "CAST({0} AS ARRAY<STRING>)",
        "length": "array_size({0})",
        "all in": "(array_size(array_except({0}, array({choices}))) = 0)",
        "pair": "{key}, {value}",
    },
)

POSTGRES = Dialect(
    name="postgres",
    longest=63,
    number=partial(_number, suffix="::float8", infinite="'Infinity'::float8"),
    quoted=_doubled,
    double="CAST({0} AS double precision)",
    text="CAST({0} AS text)",
    raises=True,
    fence="OFFSET 0",
    signs={
        "/": "({0} / nullif({1}, 0))",
        "nan": "({0} = 'NaN'::float8)",
        "days": "CAST({1} - {0} AS double precision)",
        "shift": "({0} + ({data}))",
        "holds": "({data} = ANY ({0}))",
        "size": "CAST(cardinality({0}) AS double precision)",
        "some": "EXISTS (SELECT FROM jsonb_array_elements({list}) AS each (r) WHERE {0})",
        "number": "(SELECT CAST(count(*) AS double precision) "
        "FROM jsonb_array_elements({list}) AS each (r) WHERE {0})",
        "adding": "(SELECT coalesce(sum(coalesce({0}, 0) ORDER BY n), 0) "
        "FROM jsonb_array_elements({list}) WITH ORDINALITY AS each (r, n))",
    },
    trim=f"normalize(btrim({{0}}, E'{UNSEEN}'), NFC)",
    plain="{0} ~ '^[!-~]([ -~]*[!-~])?$'",
    nth="(ARRAY[{0}]::text[])[{1} + 1]",
    member="(r->{key})",
    listed={
        "bad": "EXISTS (SELECT FROM jsonb_array_elements({0}) AS each (r) WHERE {bad})",
        "size": "CAST(jsonb_array_length({0}) AS double precision)",
        "set": "ARRAY(SELECT DISTINCT {kept} FROM unnest({0}) AS each (x) "
        "WHERE {kept} IS NOT NULL)",
        "length": "cardinality({0})",
        "all in": "({0} <@ ARRAY[{choices}]::text[])",
    },
)

DIALECTS: Mapping[str, Dialect] = {each.name: each for each in (DUCKDB, POSTGRES, SPARK)}
