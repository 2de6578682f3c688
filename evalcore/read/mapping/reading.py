"""Reading a sheet by a mapping: every cell becomes known, unknown, withheld or refused.

Nothing is dropped in silence: a row without an id of its own is an error, a cell that cannot be
read is listed, and a row that the mapping leaves out is counted. How cells are read is the business
of `binding`, second tables that of `records`, opening files that of `documents`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from evalcore.extend.sheets import SheetRow, plain_text
from evalcore.read.mapping.binding import Bound, bind
from evalcore.read.mapping.keys import Faults, Ids, rows_named
from evalcore.read.mapping.opened import Opened
from evalcore.read.mapping.packed import Packed, may_repeat
from evalcore.read.mapping.records import Opener, Table, bind_records, combined
from evalcore.read.mapping.row_filters import Counts, row_filter, words_in
from evalcore.read.mapping.spec import Column, Read, SheetMapping, Where, usual
from evalcore.read.mapping.tally import Count, Tally
from evalcore.request.fields import Field
from evalcore.request.initiative import Initiative
from evalcore.request.values import FieldValue
from evalcore.written.blank import folded
from evalcore.written.errors import Complaint, InputError, Path, near, show
from evalcore.written.toml import located


@attrs.frozen
class Mapped:
    """What a mapping read: the initiatives, what is worth a warning, and the count of the cells.

    Of many initiatives, each is made when it is asked for.
    """

    initiatives: Sequence[Initiative]
    warnings: tuple[Complaint, ...]
    tally: Tally


def read_mapped(
    opened: Opened, mapping: SheetMapping, fields: Mapping[str, Field], open_records: Opener
) -> Mapped:
    """The initiatives in a sheet. Cells that cannot be read are in `tally.refused`.

    Raises `InputError` for what is wrong with the table or with the mapping, and for rows without
    an id of their own.
    """
    opened.refuse(opened.sheet.faults or opened.sheet.emptiness)
    found: list[Complaint] = []
    ids = Ids(opened, mapping.key, opened.find_all(mapping.key.columns, ("id",), found))
    titles = opened.find_those(mapping.titles, ("title",), found)
    own, elsewhere = _by_place(mapping.fields)
    needed = _needed(mapping.where, mapping.latest_by, own)
    bound = bind(opened, own, fields, found, needed)
    tables = bind_records(mapping.records, elsewhere, fields, open_records, opened, found)
    counts = row_filter(opened, mapping.where, bound, found)
    by = next((each for each in bound if each.field.name == mapping.latest_by), None)
    found += _latest_faults(by)
    if found:
        documents = {mapping.source: mapping.document}
        raise InputError(located(found, documents, mapping.source))
    bound = [each for each in bound if each.field.name in fields]
    several = by is not None or any(each.over for each in own.values()) or _rows_shared(tables)
    rows = _Rows(opened, mapping.units_row, counts, ids, several=several)
    count = Count()
    groups = rows.groups(by, at_once=not tables)
    warnings = [*opened.sheet.warnings, *_near_misses(mapping, fields)]
    lists = {
        table.name: table.read(groups.known, groups.rows_of, count, warnings) for table in tables
    }
    if several and by is None:
        _refuse_differences(opened, groups, bound, titles)
    initiatives = Packed(fields)
    absent = dict.fromkeys(fields)
    for key, row, others in groups:
        values: dict[str, FieldValue] = absent.copy()
        for each in bound:
            column = each.column
            if column.over and others:
                each_row = [each.value(opened, one, count) for one in others]
                values[each.field.name] = combined(column.over, each_row)
            else:
                values[each.field.name] = each.value(opened, row, count)
        for table in tables:
            lists[table.name].give(key, values)
        title = ""
        for at in titles:
            title = title or folded(plain_text(row.cells[at]))
        initiatives.add(key, title or key, values)
    warnings += rows.warnings(mapping)
    given = {*mapping.fields, *mapping.records}
    tally = Tally(
        len(initiatives), count.known, count.unknown, count.withheld, tuple(count.refused),
        tuple(name for name in fields if name not in given), tuple(sorted(rows.left_out)),
    )  # fmt: skip
    if not initiatives:
        problem = f"where leaves out all {len(rows.left_out)} rows"
        complaint = Complaint(problem, path=("where",))
        raise InputError(located([complaint], {mapping.source: mapping.document}, mapping.source))
    many = len(initiatives) > FEW
    return Mapped(initiatives if many else tuple(initiatives), tuple(warnings), tally)


FEW = 5_000  # initiatives that are made at once


def _by_place(
    columns: Mapping[str, Column],
) -> tuple[dict[str, Column], dict[str, dict[str, Column]]]:
    """The fields of the table itself, and those that are read from second tables, by table."""
    own = {name: each for name, each in columns.items() if not each.records}
    elsewhere: dict[str, dict[str, Column]] = {}
    for name, each in columns.items():
        if each.records:
            elsewhere.setdefault(each.records, {})[name] = each
    return own, elsewhere


def _needed(
    where: Where | None, latest_by: str | None, columns: Mapping[str, Column]
) -> tuple[str, ...]:
    """The fields that the mapping itself reads, although a ruleset may not."""
    words = words_in(where)
    return tuple(name for name in columns if name in words or name == latest_by)


def _latest_faults(by: Bound | None) -> Iterator[Complaint]:
    if by is not None and usual(by.field) not in (Read.DATE, Read.NUMBER):
        problem = f"latest_by = {show(by.field.name)}: {by.field.name} is a {by.field.kind}"
        expected = f'a date or a number: [fields.{by.field.name}] read = "date"'
        yield Complaint(problem, expected, path=("latest_by",))
    if by is not None and by.column.over:
        problem = "over makes one value of several rows, and latest_by takes one row"
        yield Complaint(problem, mend="leave one out", path=(*by.column.path, "over"))


def _rows_shared(tables: Sequence[Table]) -> bool:
    """Whether the rows of the initiatives are records of theirs as well."""
    return any(table.shares_rows for table in tables)


@attrs.define
class _Groups:
    """The rows of each initiative: the one that is read, and all where there are several."""

    known: dict[str, None]
    rows: Callable[[], Iterator[tuple[str, SheetRow]]]
    several: dict[str, list[SheetRow]] | None
    chosen: dict[str, SheetRow] = attrs.field(factory=dict[str, SheetRow])

    def __iter__(self) -> Iterator[tuple[str, SheetRow, Sequence[SheetRow]]]:
        if self.several is None:
            for key, row in self.rows():
                yield key, row, ()
        else:
            for key, rows in self.several.items():
                yield key, self.chosen.get(key, rows[0]), rows

    def rows_of(self, key: str) -> Sequence[SheetRow]:
        """All rows of an initiative, where the table may have several."""
        return () if self.several is None else self.several.get(key, ())


class _Rows:
    """The rows that count, each with its id."""

    def __init__(
        self,
        opened: Opened,
        units_row: int | None,
        counts: Counts | None,
        ids: Ids,
        *,
        several: bool,
    ) -> None:
        self._opened = opened
        self._units_row = units_row
        self._counts = counts
        self._ids = ids
        self._several = several
        self.left_out: set[int] = set()
        self._unsure: list[int] = []
        self._undated: list[int] = []

    def groups(self, by: Bound | None, *, at_once: bool) -> _Groups:
        """The rows by their ids. Raises `InputError` for rows without an id of their own.

        Where nobody has to know all ids `at_once`, that is raised after the last row.
        """
        faults = Faults(self._ids)
        if at_once and not self._several:
            return _Groups({}, lambda: self._checked(faults), None)
        seen: dict[str, None] = {}
        several: dict[str, list[SheetRow]] | None = {} if self._several else None
        for row in self._opened.sheet.rows:
            if not self._is_one(row):
                continue
            own, lacking = self._ids.of(row)
            if lacking is not None:
                faults.has_none(row, lacking)
            elif several is not None:
                several.setdefault(own, []).append(row)
            elif own in seen:
                faults.has_anothers(row, own)
            else:
                seen[own] = None
        faults.refuse()
        known = seen if several is None else dict.fromkeys(several)
        groups = _Groups(known, self._again, several)
        if by is not None and several is not None:
            for key, rows in several.items():
                groups.chosen[key] = self._latest(by, key, rows)
                self.left_out |= {row.number for row in rows if row is not groups.chosen[key]}
        return groups

    def _checked(self, faults: Faults) -> Iterator[tuple[str, SheetRow]]:
        hashes = array("q")
        for row in self._opened.sheet.rows:
            if (self._counts is None and self._units_row is None) or self._is_one(row):
                own, lacking = self._ids.of(row)
                if lacking is not None:
                    faults.has_none(row, lacking)
                else:
                    hashes.append(hash(own))
                    yield own, row
        if may_repeat(hashes):
            seen: set[str] = set()
            for own, row in self._again():
                if own in seen:
                    faults.has_anothers(row, own)
                seen.add(own)
        faults.refuse()

    def _is_one(self, row: SheetRow) -> bool:
        if row.number == self._units_row:
            return False
        if self._counts is None:
            return True
        sure = self._counts(row)
        if sure is False:
            self.left_out.add(row.number)
        elif sure is None:
            self._unsure.append(row.number)
        return sure is not False

    def _again(self) -> Iterator[tuple[str, SheetRow]]:
        for row in self._opened.sheet.rows:
            if row.number not in self.left_out and row.number != self._units_row:
                own, lacking = self._ids.of(row)
                if lacking is None:
                    yield own, row

    def _latest(self, by: Bound, key: str, rows: Sequence[SheetRow]) -> SheetRow:
        if len(rows) == 1:
            return rows[0]
        dated: list[tuple[date | float, SheetRow]] = []
        for row in rows:
            value = by.value(self._opened, row, None)
            if isinstance(value, date | float):
                dated.append((value, row))
            else:
                self._undated.append(row.number)
        column = by.parts[0].indexes[0]
        if not dated:
            problem = f"none of the {len(rows)} rows of {show(key)} says {by.field.name}"
            complaint = Complaint(problem, "one that is the latest")
            raise InputError(self._opened.at(rows[0], column, complaint))
        latest = max(value for value, _ in dated)
        best = [row for value, row in dated if value == latest]
        if len(best) > 1:
            numbers = rows_named([row.number for row in best])
            problem = f"{numbers} are all the latest of {show(key)}"
            complaint = Complaint(problem, "one latest row")
            raise InputError(self._opened.at(best[1], column, complaint))
        return best[0]

    def warnings(self, mapping: SheetMapping) -> Iterator[Complaint]:
        """What is worth a warning about the rows that were asked whether they count."""
        found: list[Complaint] = []
        if self._unsure:
            problem = f"where cannot be told of {rows_named(self._unsure)}"
            mend = "what it asks for is unknown there, so they are read"
            found.append(Complaint(problem, mend=mend, path=("where",)))
        if self._undated:
            one = len(self._undated) == 1
            problem = f"{rows_named(self._undated)} {'does' if one else 'do'} not say "
            problem += str(mapping.latest_by)
            mend = "so they are not the latest of their initiatives"
            mend = "so it is not the latest of its initiative" if one else mend
            found.append(Complaint(problem, mend=mend, path=("latest_by",)))
        yield from located(found, {mapping.source: mapping.document}, mapping.source)


def _refuse_differences(
    opened: Opened, groups: _Groups, bound: Sequence[Bound], titles: Sequence[int]
) -> None:
    """Raises `InputError` where rows of one initiative say different things in one field."""
    found: list[Complaint] = []
    columns = dict.fromkeys(titles, "title")
    for each in bound:
        if not each.column.over:
            columns |= {at: each.field.name for part in each.parts for at in part.indexes}
    for key, _, rows in groups:
        for row in rows[1:] if len(found) < _MOST_DIFFERENCES else ():
            for at, name in columns.items():
                one, other = (folded(plain_text(r.cells[at])) for r in (rows[0], row))
                if one != other:
                    problem = f"{show(other)}, but row {rows[0].number} of {show(key)} says"
                    mend = 'which row counts? latest_by = "..."; or over = "last", "max", "sum" ...'
                    complaint = Complaint(f"{problem} {show(one)}", f"one {name}", mend=mend)
                    found.append(opened.at(row, at, complaint))
    if found:
        raise InputError(found)


_MOST_DIFFERENCES = 20


def _near_misses(mapping: SheetMapping, fields: Mapping[str, Field]) -> list[Complaint]:
    """Warnings about names that look like a field for which the mapping has no column."""
    given: Iterable[tuple[str, Path]] = [
        *((name, each.path) for name, each in mapping.fields.items()),
        *((name, each.path) for name, each in mapping.records.items()),
    ]
    names = {name for name, _ in given}
    missing = [name for name in fields if name not in names]
    own = {*words_in(mapping.where), mapping.latest_by}  # that the mapping itself asks
    found: list[Complaint] = []
    for name, path in given:
        meant = near(name, missing, most=1) if name not in fields and name not in own else ()
        if meant:
            problem = f"the ruleset reads no field {show(name)}"
            found.append(Complaint(problem, "", meant, path=path, on_key=True))
    return located(found, {mapping.source: mapping.document}, mapping.source) if found else []
