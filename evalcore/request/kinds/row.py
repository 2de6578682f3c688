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


class Names:
    """What generated code names: constants and functions, each under a name of its own."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = dict(known)

    def put(self, value: object) -> str:
        """The name of a value."""
        name = f"K{len(self.known)}"
        self.known[name] = value
        return name


Quick = Callable[["Field", Names, str], Sequence[str]]


def not_quick(_field: Field, _names: Names, _local: str) -> Sequence[str]:
    """No code of its own: `read` is called."""
    return ()


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
    or in none where it cannot or need not be cut; `samples` are single values in one, as domains,
    and `value` is such a one as formulas see it. `draw` gives a plausible answer.
    """

    whole: Callable[[Extent, frozenset[str]], Any]
    parts: Callable[[Extent, Any], list[Any]]
    is_single: Callable[[Any], bool]
    samples: Callable[[Extent, Any], list[Any]]
    value: Callable[[Any], Any] = lambda domain: domain[0]
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
    """One kind of field. Functions take the field first, unless they say otherwise.

    What it is:
        called: what messages call it, with its article.
        takes: what may be declared beside the name and the questions, such as `unit`.
        faults: complaints about a declaration that makes no sense, or leaves no value.
        is_list: whether it holds records.
        several: whether a value is some of the options, instead of one.

    How it is read:
        read: the value of what is not blank and not withheld. Raises `Misfit`.
        cell: what the text of a table's cell stands for; a text where it is no notation of its own.
        typed: what an answer in a dialogue stands for, from its text; None where a cell would do.
        columns: in which ways a mapping may read a column, the usual one first.
        quick: lines of Python that make the value of a local variable that is not None, given its
            name and those of constants; they `return` where it is not as usual, and `read` says
            why. Without any, `read` is called.
        quick_cell: the same of the text of a cell that is not empty.
        looks_otherwise: whether formulas may see it as something else than the value.

    What it may say:
        domain: all that a missing one may say, and parts of that.
        line: how far two values are apart; None where that is no number.
        options: what it can be switched between, given texts that are worth a try.
        fills: what is filled into a cell of a record, given such texts and the date.
        filler: one of these as formulas see it.
        in_order: two values as JSON has them, the lesser first; None where no value is more.

    What it is called:
        words: a value in a sentence.
        spell: a value beside a formula; also one that is unknown or withheld.
        anything: words for whatever it may say.

    How it is asked for:
        answer: what is expected.
        ask: the same in a dialogue; None where that is no different.
        parts_of: the columns that it takes, each with its kind; empty where it takes one.
        cell_format: the number format of a spreadsheet's cells.
        check: what a spreadsheet validates; a list without `formula1` is that of the choices.
        schema: the JSON Schemas of a value, given the function for those of a record's fields.

    How it is tested:
        strategy: values as JSON has them, given `hypothesis.strategies` (first) and texts worth
            drawing.
        score, condition: formulas of it, empty where there is none.
    """

    called: str
    takes: frozenset[str] = frozenset()
    faults: Callable[[Field], Iterable[Complaint]] = lambda _: ()
    is_list: bool = False
    several: bool = False

    read: Callable[[Field, object], FieldValue]
    cell: Callable[[Field, str], object] = lambda _, text: text
    typed: Callable[[str], object] = lambda _: None
    columns: tuple[str, ...] = ()
    quick: Quick = not_quick
    quick_cell: Quick = not_quick
    looks_otherwise: bool = False

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
    cell_format: str = ""
    check: Callable[[Field], Mapping[str, str]] = lambda _: {}
    schema: Callable[[Field, Callable[[Field], dict[str, Any]]], list[dict[str, Any]]]

    strategy: Callable[[Any, Field, Collection[str]], Any]
    score: Callable[[Field], str] = lambda _: ""
    condition: Callable[[Field], str] = lambda field: f"known({field.name})"
