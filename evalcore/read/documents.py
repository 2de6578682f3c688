"""Documents: initiatives out of files and streams, by the sources that plugins offer.

What columns mean is the business of mappings; here their sheets and files are opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import attrs

from evalcore.extend.plugins import Plugins
from evalcore.extend.sheets import Layout
from evalcore.extend.sources import Document, Row, Source, TableRows
from evalcore.read.notices import once, totals
from evalcore.request.columns import Columns, Requests, names_in
from evalcore.request.fields import Field
from evalcore.request.initiative import Broken, Initiative, Reading, told_once
from evalcore.request.intake import CellRows
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.errors import Complaint, InputError, listing, near, one_of, show
from evalcore.written.files import PACKED, look, missing, read_bytes, read_text

if TYPE_CHECKING:
    from evalcore.read.mapping.opened import Opened
    from evalcore.read.mapping.spec import Records, SheetMapping
    from evalcore.read.mapping.tally import Tally

LARGEST = 64 * 2**20  # bytes
T = TypeVar("T")


class Reader(Protocol):
    """Who knows the fields: an evaluator, or several of them that read together."""

    @property
    def plugins(self) -> Plugins:
        """The plugins whose sources are used."""
        ...

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields that are read."""
        ...

    def read_all(self, rows: Iterable[Row]) -> list[Reading]:
        """Initiatives out of a document's rows, with warnings."""
        ...

    def broken(self, initiative: Initiative) -> list[Broken]:
        """The relations between fields that an initiative does not keep."""
        ...


@attrs.frozen
class Loaded:
    """The initiatives of a document, and what is worth a warning about how it was written.

    `tally` counts the cells that a mapping read, and lists those that were refused; None without.
    A mapping reads many in little memory: each is then made when it is asked for.
    """

    initiatives: Sequence[Initiative]
    warnings: tuple[Complaint, ...] = ()
    tally: Tally | None = None


@attrs.frozen
class Part:
    """What one document says. `find(id, field)` says where a cell of it is."""

    name: str
    initiatives: Sequence[Initiative]
    find: Callable[[str, str], str]


def load_initiatives(
    reader: Reader,
    path: str | Path,
    *,
    source: str | None = None,
    mapping: SheetMapping | str | Path | None = None,
    sheet: str | None = None,
) -> Loaded:
    """The initiatives in a file, read against the fields of the reader, such as an evaluator.

    The source is chosen by its name, or else by the file's suffix. `mapping` (or its TOML file)
    says which columns the fields come from; `sheet` names the sheet, before the mapping's own.
    Raises `InputError` with every complaint, each with its line and column.
    """
    chosen, document = open_document(reader.plugins, path, source)
    return parse_initiatives(reader, document, chosen, str(path), mapping=mapping, sheet=sheet)


def open_document(
    plugins: Plugins, path: str | Path, source: str | None = None
) -> tuple[Source, Document]:
    """A file's source, and what the file holds: text, or bytes for a binary format."""
    there = look(path)
    if there is None:
        raise InputError(missing(path))
    if there == "folder":
        raise InputError(Complaint("this is a folder", "a file of initiatives", source=str(path)))
    chosen = choose_source(plugins, str(path), source)
    return chosen, read_bytes(path, LARGEST) if chosen.binary else read_text(path, LARGEST)


def parse_initiatives(
    reader: Reader,
    document: Document,
    source: Source,
    name: str,
    *,
    mapping: SheetMapping | str | Path | None = None,
    sheet: str | None = None,
) -> Loaded:
    """The initiatives in a text or in bytes; `name` is what messages call it.

    Records that a mapping wants from another file are sought beside `name`. Raises as
    `load_initiatives`.
    """
    if mapping is not None:
        return _mapped(reader, document, source, name, mapping, sheet)
    try:
        if sheet is not None:
            source = source.of_sheet(sheet)
        rows, noticed = rows_of(reader, document, source, name)
        readings = reader.read_all(rows)
    except InputError as error:
        complaints = _located(source, document, name, error.complaints)
        raise InputError(_advised(complaints) if source.sheet else complaints) from None
    warnings = [warning for reading in readings for warning in reading.warnings]
    warnings += told_once(broken for reading in readings for broken in reading.broken)
    located = _located(source, document, name, warnings) if warnings else []
    initiatives = tuple(each.initiative for each in readings)
    found = [attrs.evolve(each, source=each.source or name) for each in noticed]
    return Loaded(
        initiatives,
        (*found, *once(located), *totals([(each.id, each.title) for each in initiatives], name)),
    )


def _advised(complaints: Sequence[Complaint]) -> list[Complaint]:
    """The complaints; the first about a cell that is spelt otherwise says who reads such cells."""
    found = list(complaints)
    for place, each in enumerate(found):
        if len(each.path) > 1 and each.problem.startswith("found '") and not each.mend:
            found[place] = attrs.evolve(each, mend=_BY_MAPPING)
            break
    return found


_BY_MAPPING = "what is spelt otherwise is read by a mapping; evalcore map proposes one"


def _mapped(
    reader: Reader,
    document: Document,
    source: Source,
    name: str,
    mapping: SheetMapping | str | Path,
    sheet: str | None,
) -> Loaded:
    from evalcore.read.mapping.mapping_file import load_mapping
    from evalcore.read.mapping.packed import names_in
    from evalcore.read.mapping.reading import read_mapped
    from evalcore.read.mapping.spec import names_of

    if isinstance(mapping, str | Path):
        mapping = load_mapping(mapping)
    plugins = reader.plugins

    def records(wanted: Records) -> Opened:
        chosen, content, called = source, document, name
        if wanted.file is not None:
            called = str(Path(name).parent / wanted.file)
            chosen, content = open_document(plugins, called)
        names = names_of(wanted.key, None, wanted.fields, wanted.where)
        layout = Layout(
            wanted.sheet, wanted.encoding, wanted.separator, wanted.header_row, wanted.list, names
        )
        return open_sheet(plugins, chosen, content, called, layout)

    layout = Layout(
        sheet or mapping.sheet,
        mapping.encoding,
        mapping.separator,
        mapping.header_row,
        mapping.list,
        names_of(mapping.key, mapping.title, mapping.fields, mapping.where),
    )
    opened = open_sheet(plugins, source, document, name, layout)
    found = read_mapped(opened, mapping, reader.fields, records)
    broken, left_out = list[Broken](), dict[int, Broken]()
    for place, each in enumerate(found.initiatives):
        for one in reader.broken(each):
            if one.warns:
                broken.append(one)
            else:
                left_out.setdefault(place, one)
    kept = found.initiatives
    if left_out:
        kept = tuple(each for place, each in enumerate(kept) if place not in left_out)
    warnings = (
        *found.warnings,
        *told_once(left_out.values(), left_out=True),
        *told_once(broken),
        *totals(names_in(kept), opened.name, mapped=True),
    )
    noticed = tuple(attrs.evolve(each, source=each.source or opened.name) for each in warnings)
    return Loaded(kept, noticed, found.tally)


def open_sheet(
    plugins: Plugins, source: Source, document: Document, name: str, layout: Layout
) -> Opened:
    """A sheet of a document, with its header. Raises `InputError` for what has no tables."""
    from evalcore.read.mapping.opened import Opened

    if not source.has_tables:
        formats = [each.name for each in plugins.sources() if each.has_tables]
        problem = f"a mapping reads columns, and {source.name} has none"
        raise InputError(Complaint(problem, one_of(formats), source=name))
    try:
        found = _guarded(plugins, source, name, lambda: source.open(document, layout))
    except InputError as error:
        raise InputError(
            attrs.evolve(each, source=each.source or name) for each in error.complaints
        ) from None
    called = name if layout.sheet is None else f"{name} [{layout.sheet}]"
    return Opened(called, found.headed(layout.header_row, layout.names))


def choose_source(plugins: Plugins, path: str, name: str | None = None) -> Source:
    """The source of that name, or else the one for the path's suffix. Raises `InputError`."""
    if name is not None:
        return plugins.source(name)
    suffix = Path(path).suffix.casefold()
    by_suffix: dict[str, list[Source]] = {}
    for each in plugins.sources():
        for known in each.suffixes:
            by_suffix.setdefault(known.casefold(), []).append(each)
    found = by_suffix.get(suffix, [])
    if len(found) == 1:
        return found[0]
    names = [each.name for each in found] or plugins.names("source")
    mend = f"say how to read it: --from {names[0]}" if names else ""
    if suffix in _OTHER_SHEETS:
        mend = "save the sheet as .xlsx (Excel Workbook), or as CSV UTF-8"
    if suffix in PACKED:
        mend = "unpack it first: nothing compressed is read, but for .parquet"
    if found:
        owners = listing([f"{n} of {plugins.origin('source', n)}" for n in names])
        problem = f"the suffix {suffix} is claimed by {owners}"
        raise InputError(Complaint(problem, mend=mend, source=path))
    problem = f"found the suffix {suffix}" if suffix else "the name has no suffix"
    expected = one_of(by_suffix) if names else "a plugin that reads initiatives; none is active"
    meant = near(suffix, by_suffix, most=1)
    raise InputError(Complaint(problem, expected, meant, mend, path))


_OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")


def _guarded(plugins: Plugins, source: Source, name: str, read: Callable[[], T]) -> T:
    """What a source reads. A source is a plugin, anybody's code: what fails in it is named."""
    try:
        return read()
    except (InputError, MemoryError):
        raise
    except Exception as error:
        origin = plugins.origin("source", source.name)
        problem = f"{origin}: reading as {source.name} failed: {type(error).__name__}: {error}"
        raise InputError(Complaint(problem, source=name)) from error


MOST_STRANGE = 200  # columns that no field is called like, and that are still compared with fields


def rows_of(
    reader: Reader, document: Document | Path, source: Source, name: str
) -> tuple[Sequence[Row], Sequence[Complaint]]:
    """The initiatives of a document as they were written, and what was noticed about a table."""
    plugins = reader.plugins
    origin = plugins.origin("source", source.name)

    def read() -> Sequence[Row]:
        found = source.read(document, name)
        return found if isinstance(found, TableRows) else list(found)

    rows = _guarded(plugins, source, name, read)
    if isinstance(rows, TableRows) and isinstance(rows.rows, CellRows):
        spelt = _spelt(rows.rows, reader.fields)
        return _fewer_columns(spelt, reader.fields), _about_fields(rows.warnings, reader.fields)
    for row in cast("list[object]", rows):
        match row:
            case ({}, tuple()):
                continue
            case _:
                problem = f"{origin}: {source.name} read {show(row)}"
                raise InputError(Complaint(problem, "a mapping and its path", source=name))
    noticed = _about_fields(rows.warnings, reader.fields) if isinstance(rows, TableRows) else ()
    return _fewer_columns(rows, reader.fields), noticed


def _about_fields(warnings: Iterable[Complaint], fields: Mapping[str, Field]) -> list[Complaint]:
    """Those about the table, and of those about one column what concerns the numbers of a field."""
    numbers = {name for name, field in fields.items() if field.kind.is_number}
    numbers |= {f"{name}.{part}" for name in numbers for part in PARTS}
    return [each for each in warnings if not each.path or each.path[0] in numbers]


def _spelt(rows: CellRows, fields: Mapping[str, Field]) -> Sequence[Row]:
    """The rows with their columns as fields, where any is spelt as SQL spells them."""
    nothing: Mapping[str, object] = {}
    first = next((row for row, _ in rows), nothing)
    if not any("__" in key for key in names_in(first)):
        return rows
    columns = Columns(fields)
    return Requests(rows, columns) if columns.tell(first) else rows


def _fewer_columns(rows: Sequence[Row], fields: Mapping[str, Field]) -> Sequence[Row]:
    """The rows without most of what no field is called like, where that is a great deal.

    Each such name is compared with those of fields: help that would cost more than the reading.
    """
    nothing: Mapping[str, object] = {}
    first = next((row for row, _ in rows), nothing)
    if len(first) <= len(fields) + MOST_STRANGE:
        return rows
    tables = {name.partition(".")[0] for name in fields}
    strange = [key for key in first if key not in tables and key not in ("id", "title")]
    dropped = frozenset(strange[MOST_STRANGE:])
    if isinstance(rows, CellRows):
        raw, columns = rows.raw, {k: v for k, v in rows.columns.items() if k not in dropped}

        def fewer(cells: Sequence[Any]) -> Mapping[str, object]:
            return {key: value for key, value in raw(cells).items() if key not in dropped}

        return CellRows(rows.rows, columns, fewer, rows.odd, rows.spelt)
    return [
        ({key: value for key, value in row.items() if key not in dropped}, path)
        for row, path in rows
    ]


def _located(
    source: Source, document: Document, name: str, complaints: Iterable[Complaint]
) -> list[Complaint]:
    """The complaints with their places; those that have one keep it."""
    named = [attrs.evolve(each, source=each.source or name) for each in complaints]
    placed = [each for each in named if each.line is not None]
    rest = [each for each in named if each.line is None]
    try:
        return [*placed, *(source.locate(document, rest) if rest else ())]
    except Exception:  # noqa: BLE001 - better without lines than without the complaints
        return named
