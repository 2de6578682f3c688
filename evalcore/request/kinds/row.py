"""The row of a kind: all that there is to know of one kind of field, as data and plain functions.

Whoever treats kinds differently asks the row. Nothing here knows a formula or a format.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from evalcore.request.fields import Field
from evalcore.request.spelling import plain_value, spell_value
from evalcore.request.values import FieldValue
from evalcore.written.errors import Complaint

if TYPE_CHECKING:
    from random import Random

Draw = Callable[["Random", date | None], Any]

NO_DATE = date(2000, 1, 1)  # what stands in for today where nobody says what day it is


Extent = Any  # a field, or the type of a formula: both have low and high, whole and choices


@attrs.frozen
class Hints:
    """What formulas hold against a field: what an answer can turn on lies around it.

    Of a date, `marks` count days or years. `cells` draw what each field of a record says.
    """

    marks: tuple[float, ...] = ()
    days: tuple[date, ...] = ()
    texts: tuple[str, ...] = ()
    cells: Mapping[str, Draw] = attrs.field(factory=dict[str, Draw])


@attrs.frozen(kw_only=True)
class Domain:
    """What a missing field may say: a part of all its values, in a shape of its own.

    `whole` is all of it (with the texts that formulas look for), `parts` cuts one in two or more,
    or in none where it cannot or need not be cut; `samples` are single values in one, as domains.
    `draw` gives a plausible answer.
    """

    whole: Callable[[Extent, frozenset[str]], Any]
    parts: Callable[[Extent, Any], list[Any]]
    is_single: Callable[[Any], bool]
    samples: Callable[[Extent, Any], list[Any]]
    draw: Callable[[Extent, Hints, Random, date | None], Any]


@attrs.frozen(kw_only=True)
class Line:
    """Values that lie on a line: `place` says at which number, `value` what lies there.

    `start` is where nothing is said yet, and `width` how far from a place a move is a long one.
    `ratio` says that there is a zero, so that half of it means something (S. S. Stevens, 1946).
    `said` is what a field says that said something before.
    """

    place: Callable[[Any], float]
    value: Callable[[float], Any]
    ends: Callable[[Extent], tuple[float, float]]
    start: Callable[[Field, date | None], float]
    width: Callable[[float], float]
    whole: bool = False
    ratio: bool = True
    said: Callable[[FieldValue, Any], FieldValue] = lambda _, value: value


@attrs.frozen(kw_only=True)
class Row:
    """One kind of field. Every function without another word takes the field first.

    Declared: `called` in messages; `takes` what else may be declared of it; `faults` why that
    makes no sense, `is_empty` whether it leaves no value at all. `is_number` says that formulas
    see a number, `is_list` that it holds records, `several` that a value is some of the options
    instead of one.

    Read: `read` gives the value of what is not blank, or raises `Misfit`; `cell` and `typed` what
    the text of a cell, or of an answer in a dialogue, stands for; `columns` the ways in which a
    mapping may read a column.

    Missing: `domain` is what it may say, `line` how far values are apart, `options` those between
    which it can be switched (with texts that are worth a try), `fills` what is filled into a cell,
    and `filler` the one as formulas see it; `in_order` puts two values, the lesser first.

    Said: `words` in a sentence, `spell` beside a formula, `anything` for whatever else.

    Asked: `answer` is what is expected, `ask` the same for who may answer in short; `parts_of`
    the columns that it takes, by their kinds; `ticks` what there is to choose from, as a form
    prints it; `cell_format` and `check` for a spreadsheet; `schema` in JSON, given the schema of
    a field of a record.

    Tested: `strategy` draws values (given `hypothesis.strategies`, and texts worth drawing),
    `score` and `condition` are formulas of it.
    """

    called: str
    takes: frozenset[str] = frozenset()
    faults: Callable[[Field], Iterable[Complaint]] = lambda _: ()
    is_empty: Callable[[Field], bool] = lambda _: False
    is_number: bool = False
    is_list: bool = False
    several: bool = False

    read: Callable[[Field, object], FieldValue]
    cell: Callable[[Field, str], object] = lambda _, text: text
    typed: Callable[[str], object] = lambda _: None
    columns: tuple[str, ...] = ()

    domain: Domain
    line: Line | None = None
    options: Callable[[Field, Sequence[str]], Sequence[Any]] = lambda _, texts: texts
    fills: Callable[[Field, Sequence[str], date | None], Sequence[Any]]
    filler: Callable[[Field], Any]
    in_order: Callable[[Any, Any], Sequence[Any]] | None = lambda one, other: sorted((one, other))

    words: Callable[[Field, Any], str] = lambda _, value: plain_value(value)
    spell: Callable[[Field, Any], str] = lambda field, value: spell_value(value, field.unit)
    anything: str = "any value"

    answer: Callable[[Field], str]
    ask: Callable[[Field], str] | None = None
    parts_of: Mapping[str, str] = attrs.field(factory=dict[str, str])
    ticks: Callable[[Field], Sequence[str]] = lambda field: field.choices or ()
    cell_format: str = ""
    check: Callable[[Field], Mapping[str, str]] = lambda _: {}
    schema: Callable[[Field, Callable[[Field], dict[str, Any]]], list[dict[str, Any]]]

    strategy: Callable[[Any, Field, Collection[str]], Any]
    score: Callable[[Field], str] = lambda _: ""
    condition: Callable[[Field], str] = lambda field: f"known({field.name})"
