"""Reading as generated code: one pass over a request in which everything is as usual.

What is not (a value that does not fit, one that is withheld, a name that nearly matches) is left to
`read_initiative`, which knows what to say of it. So nothing is ever read in two ways: what is read
here is what would have been read there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, cast

from evalcore.request.cells import Cell
from evalcore.request.fields import Field
from evalcore.request.kinds.row import Names
from evalcore.request.values import Misfit, Withheld, read
from evalcore.written.blank import ERRORS, folded, kept
from evalcore.written.names import normal, tables_of
from evalcore.written.numbers import LARGEST

MOST_SHAPES = 256  # combinations of keys that are remembered; rows of others are read slowly
MOST_TEXTS = 8192  # of a column, whose values are remembered
Steps = tuple[str, ...]
Said = tuple[str, str, dict[str, Any], Mapping[str, Any] | None]
# The id, the title, the values, and the same as formulas see them, where that is just that.
Quick = Callable[[Any], Said | None]
Spelt = Callable[[Any], str]  # raises `Misfit` for a cell that holds no value
Ordinary = Callable[[Sequence[str], bool], bool]
# Whether these names, and whether there is a title, are worth no complaint and no warning.


def quick_mapping(fields: Mapping[str, Field], ordinary: Ordinary) -> Quick:
    """A function for mappings with nested or dotted names; None of what it leaves to others."""
    writer = _Writer()
    tables = _tables(fields)
    shape = ["tuple(raw)"]
    for number, (table, inside) in enumerate(tables.items()):
        own = writer.names.put(f"{table}.")
        writer.add(f"t{number} = get({table!r})")
        writer.add(f"if t{number} is None:")
        writer.inner([f"v{place} = get({name!r})" for place, name in inside.items()])
        writer.add(f"elif t{number}.__class__ is dict:")
        got = [f"v{p} = g({name[len(table) + 1 :]!r})" for p, name in inside.items()]
        writer.inner([f"g = t{number}.get", *got])
        writer.add("else: return")
        shape.append(f"None if t{number} is None else ({own}, *t{number})")
    nested = {place for inside in tables.values() for place in inside}
    known = _Shapes(fields, frozenset(tables), ordinary)
    keys = shape[0] if len(shape) == 1 else f"({', '.join(shape)})"
    seen, learn = writer.names.put(known.found), writer.names.put(known.is_ordinary)
    writer.add(f"shape = {keys}")
    writer.add(f"if shape not in {seen} and not {learn}(shape): return")
    for place, (name, field) in enumerate(fields.items()):
        if place not in nested:
            writer.add(f"v{place} = get({name!r})")
        writer.field(place, field)
    writer.identity("get('id')", "get('title')", kept)
    return writer.function("raw", ["if raw.__class__ is not dict: return", "get = raw.get"], fields)


def quick_cells(
    fields: Mapping[str, Field],
    columns: Mapping[str, object],
    own: int,
    title: int | None,
    spelt: Spelt,
) -> Quick:
    """A function for the cells of a row.

    `columns` has the place of the cell that a field is said in, or a mapping of such places; `own`
    and `title` are those of the id and the title. `spelt` is the text of a cell that is none.
    """
    writer = _Writer()
    for place, (name, field) in enumerate(fields.items()):
        column = columns.get(name)
        if isinstance(column, int) and column not in (own, title):
            writer.add(f"v{place} = cells[{column}]")
            writer.cell(place, field, spelt)
        elif column is None:
            writer.add(f"v{place} = None")
        else:
            joined = writer.names.put(partial(_joined, column, {own, title}, spelt))
            writer.add(f"v{place} = {writer.reader(field)}({joined}(cells))")
    said = "None" if title is None else f"cells[{title}]"
    writer.identity(f"cells[{own}]", said, folded)
    return writer.function("cells", [], fields)


def _joined(
    column: object, plain: Collection[int | None], spelt: Spelt, cells: Sequence[Any]
) -> object:
    """What cells say together, as sources of tables give it. Raises `Misfit` for what is odd."""
    if isinstance(column, Mapping):
        below = cast("Mapping[str, object]", column)
        return {name: _joined(each, plain, spelt, cells) for name, each in below.items()}
    cell = cells[cast("int", column)]
    if cell is not None and type(cell) is not str:
        cell = spelt(cell)
    return kept(cell or "") if column in plain else Cell(cell or "")


class _Writer:
    """Lines of code, and what they name."""

    def __init__(self) -> None:
        self.names = Names({"KEPT": kept, "LARGEST": LARGEST, "STOP": _STOP, "ERRORS": ERRORS})
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        self.lines.append(f"        {line}")

    def inner(self, lines: Sequence[str]) -> None:
        self.lines += [f"            {line}" for line in lines]

    def field(self, place: int, field: Field) -> None:
        """Makes the value of a field out of what was said, in one local variable."""
        self._said(place, field.kind.row.quick(field, self.names, f"v{place}"), field)

    def cell(self, place: int, field: Field, spelt: Spelt) -> None:
        """The same out of a cell, be it a text or what a workbook knows it to be."""
        v = f"v{place}"
        remembered = self.names.put(_remembered(field, spelt))
        lines = field.kind.row.quick_cell(field, self.names, v) or [f"{v} = {remembered}({v})"]
        self.add(f"if {v}.__class__ is str:")
        self.inner([f"if {v} == '': {v} = None", "else:", *(f"    {each}" for each in lines)])
        if field.kind.is_number:  # 0 may be negative
            self.add(f"elif ({v}.__class__ is float or {v}.__class__ is int) and {v}:")
            self.inner(field.kind.row.quick(field, self.names, v))
        self.add(f"elif {v} is not None: {v} = {remembered}({v})")

    def _said(self, place: int, lines: Sequence[str], field: Field) -> None:
        self.add(f"if v{place} is not None:")
        self.inner(lines or [f"v{place} = {self.reader(field)}(v{place})"])

    def reader(self, field: Field) -> str:
        return self.names.put(partial(_plain, field))

    def identity(self, own: str, title: str, spelt: Callable[[str], str]) -> None:
        self.add(f"own = {own}")
        self.add("if own.__class__ is str: own = KEPT(own)")
        self.add("elif own.__class__ is int and -LARGEST <= own <= LARGEST: own = str(own)")
        self.add("else: return")
        self.add("if not own or own in ERRORS: return")
        self.add(f"title = {title}")
        self.add("if title is None: title = own")
        self.add(f"elif title.__class__ is str: title = {self.names.put(spelt)}(title) or own")
        self.add("else: return")
        self.add("if title in ERRORS: return")

    def function(self, given: str, head: Sequence[str], fields: Mapping[str, Field]) -> Quick:
        values = ", ".join(f"{name!r}: v{place}" for place, name in enumerate(fields))
        self.add(f"values = {{{values}}}")
        otherwise = any(field.kind.row.looks_otherwise for field in fields.values())
        self.add(f"return own, title, values, {None if otherwise else 'values'}")
        start = [f"def quick({given}):", *(f"    {line}" for line in head), "    try:"]
        text = "\n".join([*start, *self.lines, "    except STOP: return", ""])
        # The text holds only names made here and literals spelt by repr().
        exec(compile(text, "<evalcore reading>", "exec"), self.names.known)  # noqa: S102
        made: Quick = self.names.known["quick"]
        return made


_STOP = (Misfit, KeyError, TypeError, ValueError)


def _plain(field: Field, raw: object) -> Any:
    """A value as everybody reads it, unless it is withheld. Raises `Misfit`."""
    value = read(field, raw)
    if isinstance(value, Withheld):
        raise Misfit
    return value


def _remembered(field: Field, spelt: Spelt) -> Callable[[Any], Any]:
    """What the cells of a column stand for, as everybody reads them. Raises `Misfit`."""

    @lru_cache(maxsize=MOST_TEXTS, typed=True)
    def found(cell: Any) -> Any:
        return _plain(field, Cell(cell if isinstance(cell, str) else spelt(cell)))

    return found


def _tables(fields: Mapping[str, Field]) -> dict[str, dict[int, str]]:
    """The tables that fields lie in, one level deep: the name of each field by its place."""
    found: dict[str, dict[int, str]] = {}
    for place, name in enumerate(fields):
        if len(tables_of(name)) == 1:
            found.setdefault(tables_of(name)[0], {})[place] = name
    deep = {table for name in fields if len(tables_of(name)) > 1 for table in tables_of(name)}
    return {table: each for table, each in found.items() if table not in {*deep, *fields}}


class _Shapes:
    """The combinations of keys that were met, and are ordinary."""

    def __init__(
        self, fields: Mapping[str, Field], tables: frozenset[str], ordinary: Ordinary
    ) -> None:
        self.fields = fields
        self.tables = tables
        self.deep = {t for name in fields for t in tables_of(name)} - tables - {*fields}
        self.ordinary = ordinary
        self.found: set[object] = set()

    def is_ordinary(self, shape: tuple[Any, ...]) -> bool:
        """Whether requests with these keys are worth no complaint and no warning for them."""
        keys, *nested = shape if self.tables else (shape,)
        inside = [each for each in nested if each is not None]
        names = [*self._outer(keys)]
        for table, *below in inside:
            if any(name.startswith(table) for name in names):
                return False  # perhaps given twice
            names += [f"{table}{key}" for key in below]
        plain = (*keys, *(key for _, *below in inside for key in below if "." not in str(key)))
        if any(type(key) is not str or normal(key) != key for key in plain):
            return False
        if any("." in str(key) or self._withholds(table, key) for table, *b in inside for key in b):
            return False
        if not self.deep.isdisjoint(keys) or not self.ordinary(names, "title" in keys):
            return False
        if len(self.found) < MOST_SHAPES:
            self.found.add(shape)
        return True

    def _outer(self, keys: Iterable[Any]) -> Iterator[str]:
        """The names of what is said outside of tables."""
        for key in keys:
            if key not in self.tables and (key not in ("id", "title") or key in self.fields):
                yield str(key)

    def _withholds(self, table: str, key: object) -> bool:
        return key == "withheld" and f"{table}withheld" not in self.fields
