"""From TOML to a `Column`: what a mapping says of one field, with every complaint about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from evalcore.read.mapping import dates, durations
from evalcore.read.mapping.patterns import Unsafe, compiled
from evalcore.read.mapping.spec import (
    DAYS,
    LIKELY,
    OPTIONS,
    OVER,
    Column,
    Read,
    Words,
)
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.blank import folded
from evalcore.written.errors import Complaint, Path, listing, near, one_of, show
from evalcore.written.names import normal
from evalcore.written.numbers import is_number
from evalcore.written.tables import Table

_A_COLUMN = 'the name of a column, such as column = "Total cost"'


def read_words(table: Table, key: str) -> Words:
    """The words and patterns under `[unknown]` or `[withheld]`; a list is one of words."""
    if isinstance(table.content.get(key), list):
        return Words.of(table.texts(key))
    inner = table.table(key, "words = [...] and patterns = [...]")
    words = inner.texts("words")
    patterns: list[str] = []
    for index, pattern in enumerate(inner.texts("patterns")):
        at: Path = ("patterns", index)
        try:
            found = compiled(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            inner.complain(f"{show(pattern)} is no regular expression: {error}", at=at)
            continue
        except Unsafe as why:
            problem = str(why) if str(why).startswith("'") else f"{show(pattern)}: {why}"
            inner.complain(problem, "a pattern with fewer repeats, or words", at=at)
            continue
        if found.compiled.fullmatch(""):
            problem = f"{show(pattern)} also matches an empty cell"
            inner.complain(problem, "a pattern for all the text of a cell", at=at)
        else:
            patterns.append(pattern)
    inner.finish()
    return Words.of(words, patterns)


def read_columns(table: Table, unknown: Words, withheld: Words) -> dict[str, Column]:
    """The columns under `[fields]`, by the names of the fields."""
    found: dict[str, Column] = {}
    for key, value in table.content.items():
        if isinstance(value, str):  # the short form: stage = "Project stage"
            name = table.text(key, required="the name of a column")
            found[normal(key)] = Column(
                {"": name}, unknown=unknown, withheld=withheld, path=(*table.path, key)
            )
            continue
        inner = table.inner(key, 'the name of a column, or a table with column = "..."')
        if inner is not None:
            found[normal(key)] = _column(inner, unknown, withheld)
    return found


def _column(table: Table, unknown: Words, withheld: Words) -> Column:
    plain = Column({})
    columns, or_called = _named_columns(table)
    word = table.text("read")
    if word and word not in list(Read):
        meant = near(word, [str(each) for each in Read])
        table.complain(f"there is no way to read {show(word)}", one_of(Read), meant, at=("read",))
        word = ""
    given = tuple(key for key in OPTIONS if key in table)
    column = Column(
        columns=columns,
        or_called=or_called,
        nth=_count(table, "nth"),
        over=_one_of(table, "over", OVER, "which of several rows counts"),
        records=normal(table.text("records")),
        likely=_likely(table),
        read=Read(word) if word else None,
        decimal=_sign(table, "decimal", plain.decimal),
        thousands=_sign(table, "thousands", plain.thousands),
        multiplier=_factor(table, "multiplier") or plain.multiplier,
        suffixes=_suffixes(table),
        currency=table.texts("currency"),
        without_sign=_without_sign(table),
        counts=_counts(table),
        week=_positive(table, "week"),
        day=_day(table),
        year_starts=_year_starts(table),
        lowest=table.number("lowest"),
        highest=table.number("highest"),
        formats=_formats(table) or plain.formats,
        table=_table(table),
        true=_texts_or_blank(table, "true") or plain.true,
        false=_texts_or_blank(table, "false") or plain.false,
        separator=_separators(table) or plain.separator,
        nothing=_texts_or_blank(table, "nothing") or plain.nothing,
        brackets=table.flag("brackets"),
        unknown=unknown | read_words(table, "unknown"),
        withheld=withheld | read_words(table, "withheld"),
        given=given,
        path=table.path,
    )
    _refuse_contradictions(table, column)
    table.finish()
    return column


def _refuse_contradictions(table: Table, column: Column) -> None:
    if column.read is not None:
        table.complaints += misplaced(column, column.read)
    if column.read is Read.MONEY and not column.currency:
        problem = 'read = "money" without the signs that may stand there'
        table.complain(problem, 'currency = ["£"], ["$", "USD"] or the like')
    if column.decimal == column.thousands:
        problem = f"decimal and thousands are both {show(column.decimal)}"
        table.complain(problem, "two different signs", at=("thousands",))
    if column.records and not column.over:
        problem = f"several rows of {column.records} are to be one value"
        table.complain(problem, f"over = {listing([show(e) for e in OVER], 'or')}")
    formless = [form for form in column.formats if dates.lacks(form)]
    if formless and column.day not in DAYS:
        problem = f"{show(formless[0])} has no day"
        expected = 'day = "first" or "last": which day stands for the whole'
        table.complain(problem, expected, at=("formats",))
    both = {folded(w).casefold() for w in column.true} & {
        folded(w).casefold() for w in column.false
    }
    if both:
        table.complain(f"{show(min(both))} stands for both true and false", at=("false",))


def misplaced(column: Column, read: Read) -> Iterator[Complaint]:
    """Complaints about options that belong to another way of reading."""
    for option in column.given:
        if read not in OPTIONS[option]:
            belongs = listing([f'read = "{each}"' for each in OPTIONS[option]], "or")
            problem = f'{option} says nothing where read = "{read}"'
            path = (*column.path, option)
            yield Complaint(problem, mend=f"it belongs to {belongs}", path=path, on_key=True)


def _named_columns(table: Table) -> tuple[dict[str, str], tuple[str, ...]]:
    """One column under "", or those of low, likely and high; and other names of the one."""
    named = table.content.get("column")
    if isinstance(named, list):
        names = table.texts("column")
        if not names:
            table.complain("column names no column", _A_COLUMN, at=("column",))
        return {"": names[0] if names else ""}, names[1:]
    if not isinstance(named, Mapping):
        name = table.text("column", required=_A_COLUMN)
        return {"": name}, ()
    inner = table.table("column")
    parts = [each for each in PARTS if each in inner or each != "likely"]
    columns = {part: inner.text(part, required="the name of its column") for part in parts}
    inner.take("likely")
    inner.finish()
    return columns, ()


def _likely(table: Table) -> str:
    word = _one_of(table, "likely", LIKELY, "where between low and high the likely value is")
    named = table.content.get("column")
    if word and isinstance(named, Mapping) and "likely" in named:
        table.complain("likely has a column, and is said as well", mend="keep one", at=("likely",))
    return word or "middle"


def _one_of(table: Table, key: str, known: tuple[str, ...], about: str) -> str:
    word = table.text(key)
    if word and word not in known:
        expected = f"{about}: {listing([show(each) for each in known], 'or')}"
        table.complain(f"found {show(word)}", expected, near(word, known), at=(key,))
        return ""
    return word


def _count(table: Table, key: str) -> int | None:
    number = table.number(key)
    if number is not None and (number < 1 or not float(number).is_integer()):
        table.complain(f"found {show(number)}", "a number from 1", at=(key,))
        return None
    return None if number is None else int(number)


def _positive(table: Table, key: str) -> float | None:
    number = table.number(key)
    if number is not None and number <= 0:
        table.complain(f"found {show(number)}", "a number above 0", at=(key,))
        return None
    return number


def _day(table: Table) -> float | str | None:
    """The hours of a working day, or which day stands for a month; the way of reading knows."""
    value = table.take("day")
    if value is None or (isinstance(value, str) and value in DAYS):
        return value
    if is_number(value) and value > 0:
        return value
    expected = 'the hours of a working day, such as 8; or, for dates, "first" or "last"'
    table.complain(f"found {show(value)}", expected, at=("day",))
    return None


def _year_starts(table: Table) -> int:
    """The month in which a fiscal year starts, counted from January of the year it is called."""
    if "year_starts" not in table:
        return 1
    inner = table.table("year_starts", "a table such as { month = 10, before = true }")
    before, month = inner.flag("before"), inner.number("month")
    if month not in range(1, 13):
        problem = "no month" if month is None else f"found {show(month)}"
        inner.complain(problem, "a month from 1 to 12: month = 4", at=("month",))
        return 1
    inner.finish()
    return int(month or 1) - 12 * before


def _counts(table: Table) -> str:
    word = table.text("counts")
    if word and durations.unit(word) is None:
        known = ["minutes", "hours", "days", "weeks"]
        table.complain(f"found {show(word)}", one_of(known), near(word, known), at=("counts",))
        return ""
    return word


def _sign(table: Table, key: str, default: str) -> str:
    sign = table.optional_text(key)
    if sign is None:
        return default
    if len(sign) != 1 or sign.isdigit() or sign in "+-%()" or sign.isalpha():
        expected = "one sign, such as a comma, a point, a space or an apostrophe"
        table.complain(f"found {show(sign)}", expected, at=(key,))
        return default
    return " " if sign.isspace() else sign


def _separators(table: Table) -> tuple[str, ...]:
    """One or several: none of them may be blank, but for a line break or a tab."""
    value = table.take("separator")
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    found: list[str] = []
    for item in items if value is not None else ():
        if not isinstance(item, str) or not item or (item.isspace() and item.strip(" ") == ""):
            expected = 'what stands between the texts, such as ";", or several in a list'
            table.complain(f"found {show(item)}", expected, at=("separator",))
        elif item not in found:
            found.append(item)
    return tuple(found)


def _factor(table: Table, key: str) -> float | None:
    number = table.number(key)
    if number is not None and number == 0:
        table.complain("found 0, which would make every amount nothing", "a factor", at=(key,))
        return None
    return number


def _suffixes(table: Table) -> dict[str, float]:
    inner = table.table("suffixes", "a table such as { k = 0.001, m = 1, bn = 1000 }")
    found: dict[str, float] = {}
    for key in inner.content:
        factor = _factor(inner, key)
        name = folded(key)
        if not name or not name.replace(".", "").isalpha():
            inner.complain(f"found {show(key)}", "letters, such as m", at=(key,), on_key=True)
        elif factor is not None:
            found[name] = factor
    return found


_UNSIGNED = ("percent", "fraction")


def _without_sign(table: Table) -> str:
    found = table.text("without_sign")
    if found and found not in _UNSIGNED:
        expected = '"percent" where 13 is 13%, "fraction" where 0.13 is 13%'
        meant = near(found, _UNSIGNED)
        table.complain(f"found {show(found)}", expected, meant, at=("without_sign",))
    return found


def _formats(table: Table) -> tuple[str, ...]:
    formats = table.texts("formats")
    for index, form in enumerate(formats):
        fault = dates.fault(form)
        if fault:
            at: Path = (
                ("formats", index) if isinstance(table.content["formats"], list) else ("formats",)
            )
            expected = f"year, month and day out of {', '.join(dates.DIRECTIVES)}"
            mend = 'such as "%d/%m/%Y" for 31/07/2022 and "%B %d, %Y" for July 31, 2022'
            table.complain(
                f"{show(form)} is no format of dates: {fault}", expected, mend=mend, at=at
            )
    return formats


def _texts_or_blank(table: Table, key: str) -> tuple[str, ...]:
    """A list of texts, among which "" stands for an empty cell."""
    value = table.content.get(key)
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    if "" not in items:
        return table.texts(key)
    rest = Table({key: [each for each in items if each != ""]}, table.path, table.complaints)
    table.take(key)
    return (*rest.texts(key), "")


def _table(table: Table) -> dict[str, str]:
    inner = table.table("table", 'a table such as { "Cell text" = "choice" }')
    found: dict[str, str] = {}
    for key in inner.content:
        found[key] = inner.text(key, required="the choice that it stands for")
    folds = [folded(key) for key in found]
    for key in found:
        if folds.count(folded(key)) > 1 and folded(key) != key:
            problem = f"{show(key)} stands there twice, apart from its spaces"
            inner.complain(problem, mend="keep one of them", at=(key,), on_key=True)
    return found
