"""Compiling: a decision table becomes nodes over its rows, and a name for what each output says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from evalcore.language.nodes import AllRows, FirstRow, Literal, Named, Node, Rows, Value, constant
from evalcore.language.tables import Cell, Table
from evalcore.request.fields import Kind
from evalcore.rules.context import Context, names_in
from evalcore.rules.decision_tables.cells import (
    CellError,
    Reader,
    What,
    as_date,
    as_flag,
    as_number,
    unquoted,
)
from evalcore.rules.decision_tables.files import rows_of_file
from evalcore.rules.decision_tables.reading import (
    BECAUSE,
    MOST_ROWS,
    OUTPUT,
    DecisionTable,
    Row,
    outputs_of,
)
from evalcore.written.errors import Complaint, Path, plural, show
from evalcore.written.names import is_identifier

Read = Callable[[Context, str, Path], Node | None]
_KINDS: Mapping[Kind, What] = {
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.TEXT: "text",
    Kind.CHOICE: "text",
    Kind.FLAG: "flag",
}
_NUMBER = "a number or a parameter, as in other rows"
WANTED_HEAD = 'a header with conditions and outputs, such as "| cost_k | => status |"'


@attrs.define(eq=False)
class OpenTable:
    """A table whose header is read: formulas asked, outputs said, perhaps words.

    `source` is the file of its rows, where that is one of its own.
    """

    table: DecisionTable
    source: str
    rows: Sequence[Row]
    head: Row = attrs.field(default=Row((), 1))
    asked: list[tuple[int, Node]] = attrs.field(factory=list[tuple[int, Node]])
    outputs: list[tuple[int, str]] = attrs.field(factory=list[tuple[int, str]])
    because: int = -1
    broken: bool = False

    @property
    def path(self) -> Path:
        """Where the table is written."""
        return ("tables", self.table.name)

    @property
    def uses(self) -> list[str]:
        """The names that its header uses."""
        return list(dict.fromkeys(n for _, surface in self.asked for n in names_in(surface)))

    def named(self, output: str) -> str:
        """What an output is called in formulas."""
        return self.table.name if len(self.outputs) == 1 else f"{self.table.name}.{output}"

    @property
    def names(self) -> list[str]:
        """What its outputs are called in formulas."""
        return [self.named(output) for _, output in self.outputs] or [self.table.name]


@attrs.frozen(eq=False)
class TableNode:
    """A compiled table. `rows`, `becauses` and `lines` are in the order in which rows go first.

    `places` have the row of each, as it is written. `outputs` are the nodes by name.
    """

    opened: OpenTable
    node: Rows
    outputs: Mapping[str, Node]
    values: Mapping[str, tuple[Value | None, ...]]
    becauses: tuple[str, ...]
    written: tuple[Row, ...]


def complain(
    context: Context,
    opened: OpenTable,
    row: Row | None,
    place: int,
    problem: str,
    expected: str = "",
    meant: tuple[str, ...] = (),
    *,
    mend: str = "",
    code: str,
    witness: Mapping[str, object] | None = None,
) -> None:
    """A complaint about a cell, a row, or the table as a whole."""
    context.complaints.append(
        complaint_about(
            opened, row, place, problem, expected, meant, mend=mend, code=code, witness=witness
        )
    )


def complaint_about(
    opened: OpenTable,
    row: Row | None,
    place: int,
    problem: str,
    expected: str = "",
    meant: tuple[str, ...] = (),
    *,
    mend: str = "",
    code: str,
    witness: Mapping[str, object] | None = None,
) -> Complaint:
    """A complaint with its place: in the ruleset, or in the table's own file."""
    said = Complaint(problem, expected, meant, mend, code=code, witness=witness)
    if row is None:
        return attrs.evolve(said, path=opened.path, on_key=True)
    if opened.source:
        at, label = row.at(place), f"tables.{opened.table.name}"
        return attrs.evolve(said, source=opened.source, line=at.line, column=at.column, label=label)
    return attrs.evolve(said, path=(*opened.path, "rows"), position=row.at(place))


def open_table(context: Context, table: DecisionTable, read: Read) -> OpenTable:
    """The table with its header read."""
    rows: Sequence[Row] = table.rows
    source = ""
    if table.file:
        source, rows = rows_of_file(context, table)
    opened = OpenTable(table, source, rows[1:])
    if not rows:
        opened.broken = True
        if not context.complaints and not table.file:
            complain(context, opened, None, 0, "the table has no rows", WANTED_HEAD, code="EV401")
        return opened
    opened.head = rows[0]
    for place, text in enumerate(rows[0].cells):
        if text.startswith(OUTPUT):
            _add_output(context, opened, place, text.removeprefix(OUTPUT).strip())
        elif text.casefold() == BECAUSE:
            if opened.because >= 0:
                problem = "two columns hold the words of a row"
                complain(context, opened, rows[0], place, problem, f"one {BECAUSE}", code="EV107")
            opened.because = place
        else:
            before = len(context.complaints)
            surface = read(context, text, ()) if text else None
            found = context.complaints[before:]
            del context.complaints[before:]
            for each in found:
                complain(context, opened, rows[0], place, each.problem, each.expected,
                    each.did_you_mean, mend=each.mend, code=each.code or "EV201")  # fmt: skip
            if not text:
                complain(context, opened, rows[0], place, "a column has no name", code="EV401")
            if surface is None:
                opened.broken = True
            else:
                opened.asked.append((place, surface))
    if not opened.outputs:
        opened.broken = True
        problem = f"the table {table.name} says nothing: no column is an output"
        complain(context, opened, rows[0], 0, problem, f"{OUTPUT} name", code="EV401")
    if not opened.rows:
        opened.broken = True
        problem = f"the table {table.name} has no rows below its header"
        complain(context, opened, rows[0], 0, problem, code="EV401")
    if len(opened.rows) > MOST_ROWS:
        opened.broken = True
        problem = f"the table has {len(opened.rows)} rows"
        complain(context, opened, rows[0], 0, problem, f"at most {MOST_ROWS}", code="EV401")
    return opened


def _add_output(context: Context, opened: OpenTable, place: int, name: str) -> None:
    if not is_identifier(name):
        opened.broken = True
        problem = f"{show(name)} cannot be the name of an output"
        expected = "letters, digits and underscores, no Python keyword"
        complain(context, opened, opened.head, place, problem, expected, code="EV107")
    elif name in [each for _, each in opened.outputs]:
        opened.broken = True
        problem = f"two outputs are called {show(name)}"
        complain(context, opened, opened.head, place, problem, code="EV107")
    else:
        opened.outputs.append((place, name))


def define_table(context: Context, opened: OpenTable, absent: dict[str, str]) -> TableNode | None:
    """Gives every output its name. None, and complaints, where something is wrong."""
    before = len(context.complaints)
    columns = _columns(context, opened, absent)
    found = None
    if not opened.broken and len(context.complaints) == before:
        found = _Compiling(context, opened, columns).table()
    if found is None or len(context.complaints) > before:
        for name in opened.names:
            context.name(name, context.broken(), "measure")
        return None
    for name, node in found.outputs.items():
        context.check(node, opened.path)
        context.name(name, node, "measure")
    return found


def _columns(context: Context, opened: OpenTable, absent: dict[str, str]) -> list[Node]:
    """What the header asks, bound and checked."""
    found: list[Node] = []
    for place, surface in opened.asked:
        before = len(context.complaints)
        node = context.formula(surface, (), absent)
        wrong = context.complaints[before:]
        del context.complaints[before:]
        for each in wrong:
            complain(context, opened, opened.head, place, each.problem, each.expected,
                each.did_you_mean, mend=each.mend, code=each.code)  # fmt: skip
        kind = context.types[node]
        if kind.kind is not None and kind.kind not in _KINDS:
            problem = f"a column is {kind.described}"
            expected = "a number, a date, a text, a choice or a flag"
            complain(context, opened, opened.head, place, problem, expected, code="EV211")
        if kind.kind is None:
            opened.broken = True
        found.append(node)
    return found


class _Compiling:
    def __init__(self, context: Context, opened: OpenTable, columns: Sequence[Node]) -> None:
        self.context, self.opened, self.columns = context, opened, columns
        self.table_ = opened.table
        self.parameters: dict[str, int] = {}
        self.known = [*context.ruleset.parameters]
        self.cells: dict[tuple[int, str], Cell] = {}
        self.width = len(opened.head.cells)

    def complain(self, row: Row, place: int, problem: str, *words: Any, code: str) -> None:
        complain(self.context, self.opened, row, place, problem, *words, code=code)

    def parameter(self, name: str) -> int | None:
        """The place of a parameter among those that the table names; None for no parameter."""
        if name not in self.context.ruleset.parameters:
            return None
        return self.parameters.setdefault(name, len(self.parameters))

    def table(self) -> TableNode | None:
        """The rows in their order, and a node for each output."""
        readers = [self._reader(node) for node in self.columns]
        rows = [row for row in self.opened.rows if self._fits_header(row)]
        cells = [tuple(self._cells(readers, row)) for row in rows]
        said = {name: self._said(place, rows) for place, name in self.opened.outputs}
        otherwise = self._otherwise(said)
        if self._is_faulty(said, otherwise) or len(rows) < len(self.opened.rows):
            return None
        order = self._order(said)
        ordered = tuple(cells[n] for n in order)
        table = Table(ordered, len(self.columns), self.table_.name)
        parameters = tuple(self.context.names[name] for name in self.parameters)
        node = Rows(tuple(self.columns), parameters, table)
        self.context.check(node, self.opened.path)
        place = self.opened.because
        return TableNode(
            self.opened,
            node,
            {
                self.opened.named(name): self._output(node, values, order, otherwise.get(name))
                for name, values in said.items()
            },
            {name: tuple(constant(values[n]) for n in order) for name, values in said.items()},
            tuple(rows[n].cells[place] if place >= 0 else "" for n in order),
            tuple(rows[n] for n in order),
        )

    def _is_faulty(self, said: Mapping[str, Sequence[Node]], otherwise: Mapping[str, Any]) -> bool:
        """Whether something was complained about so far: an output that could not be read."""
        return any(not values for values in said.values()) or self.faulty or None in otherwise

    faulty = False

    def _reader(self, node: Node) -> Reader:
        kind = self.context.types[node]
        what = _KINDS[kind.kind] if kind.kind is not None else "text"
        return Reader(what, self.parameter, self.known, kind.choices)

    def _fits_header(self, row: Row) -> bool:
        if len(row.cells) == self.width:
            return True
        problem = f"the row has {plural(len(row.cells), 'cell')}, the header {self.width}"
        self.complain(row, 0, problem, code="EV402")
        return False

    def _cells(self, readers: Sequence[Reader], row: Row) -> Iterator[Cell]:
        for column, (place, _) in enumerate(self.opened.asked):
            text = row.cells[place]
            key = column, text
            if key not in self.cells:
                try:
                    self.cells[key] = readers[column].read(text)
                except CellError as error:
                    self.faulty = True
                    self.complain(
                        row, place, error.problem, error.expected, error.meant, code="EV402"
                    )
                    self.cells[key] = None
            yield self.cells[key]

    def _said(self, place: int, rows: Sequence[Row]) -> list[Node]:
        """What an output says, row by row; nothing where it says nothing in one of them."""
        texts = [row.cells[place] for row in rows]
        for row, text in zip(rows, texts, strict=True):
            if text in ("", "-"):
                self.complain(row, place, "the row says nothing", "a value", code="EV402")
                return []
        made: dict[str, Node] = {}
        read = self._read_output(texts)
        for row, text in zip(rows, texts, strict=True):
            if text not in made:
                node = read(text)
                if node is None:
                    self.complain(row, place, f"found {show(text)}", _NUMBER, code="EV402")
                    return []
                made[text] = node
        return [made[text] for text in texts]

    def _read_output(self, texts: Sequence[str]) -> Callable[[str], Node | None]:
        """How texts of one output are read: as numbers, flags, dates or texts."""
        distinct = dict.fromkeys(texts)
        parameters = self.context.ruleset.parameters

        def number(text: str) -> Node | None:
            value = as_number(text)
            if value is not None:
                return Literal(value)
            return self.context.names[text] if text in parameters else None

        if any(as_number(each) is not None for each in distinct) or all(
            each in parameters for each in distinct
        ):
            return number
        if all(as_flag(each) is not None for each in distinct):
            return lambda text: Literal(text == "true")
        if all(as_date(each) is not None for each in distinct):
            return lambda text: Literal(date.fromisoformat(text))
        return lambda text: Literal(unquoted(text))

    def _otherwise(self, said: Mapping[str, Sequence[Node]]) -> dict[str, Node]:
        """What each output says where no row fits."""
        names = [*said]
        given = outputs_of(self.table_.otherwise, names)
        path: Path = (*self.opened.path, "otherwise")
        found: dict[str, Node] = {}
        if given and not isinstance(self.table_.otherwise, Mapping) and len(names) > 1:
            expected = f"a table with {', '.join(names)}"
            problem = f"found {show(self.table_.otherwise)}"
            self.context.complain(path, problem, expected, code="EV403")
            self.faulty = True
        elif given and self.table_.hit == "collect":
            problem = "a table that collects has something to say also of no rows"
            self.context.complain(path, problem, on_key=True, code="EV403")
            self.faulty = True
        for name, value in given.items():
            node = _literal(value)
            if node is None:
                node = Literal("")
            values = said.get(name) or [node]
            if name not in said or type(constant(values[0])) is not type(
                constant(node)
            ):  # fmt: skip
                expected = f"a value as in the column {OUTPUT} {name}" if name in said else (
                    f"one of {', '.join(names)}"
                )  # fmt: skip
                problem = f"found {show(value if name in said else name)}"
                self.context.complain(path, problem, expected, code="EV403")
                self.faulty = True
                continue
            found[name] = node
        return found

    def _order(self, said: Mapping[str, Sequence[Node]]) -> list[int]:
        """The order in which rows go first."""
        first = [constant(each) for each in next(iter(said.values()))]
        places = list(range(len(first)))
        table = self.table_
        if table.hit == "priority":
            ranks = {text: n for n, text in enumerate(table.order)}
            for text in dict.fromkeys(map(str, first)):
                if ranks and text not in ranks:
                    problem = f"{show(text)} is not in the order"
                    at: Path = (*self.opened.path, "order")
                    self.context.complain(at, problem, code="EV403")
            return sorted(places, key=lambda n: ranks.get(str(first[n]), 0))
        if table.aggregation in ("min", "max"):
            sign = 1 if table.aggregation == "min" else -1
            wrong = [each for each in first if not isinstance(each, float)]
            if wrong:
                self._not_numbers()
                return places
            numbers: list[Any] = first
            return sorted(places, key=lambda n: sign * numbers[n])
        if table.aggregation == "sum" and not all(isinstance(each, float) for each in first):
            self._not_numbers()
        return places

    def _not_numbers(self) -> None:
        path: Path = (*self.opened.path, "aggregation")
        problem = f"{self.table_.aggregation} of what is no number"
        self.context.complain(path, problem, "an output of numbers, or count", code="EV403")

    def _output(
        self, rows: Rows, said: Sequence[Node], order: Sequence[int], otherwise: Node | None
    ) -> Node:
        if self.table_.hit == "collect" and self.table_.aggregation == "count":
            which = (0,) * (len(order) + 1)
            return AllRows(rows, (Literal(1.0),), which)
        listed: dict[Node, int] = {}
        which = tuple(listed.setdefault(said[n], len(listed)) for n in order)
        if self.table_.hit == "collect" and self.table_.aggregation not in ("min", "max"):
            last = (*which, -2)
            if self.table_.aggregation is None:
                return AllRows(rows, tuple(listed), last, "list")
            return AllRows(rows, tuple(listed), last)
        none = -1 if otherwise is None else listed.setdefault(otherwise, len(listed))
        return FirstRow(rows, tuple(listed), (*which, none))


def _literal(value: object) -> Node | None:
    if isinstance(value, bool | str | date):
        return Literal(value)
    return Literal(float(value)) if isinstance(value, int | float) else None


def verdict_output(found: TableNode, verdicts: Sequence[str]) -> list[str]:
    """The outputs that say nothing but verdicts."""
    return [
        name
        for name, values in found.values.items()
        if all(isinstance(each, str) and each in verdicts for each in values)
    ]


def is_named(node: Node) -> bool:
    """Whether a node is a table's output."""
    return isinstance(node, Named) and isinstance(node.body, FirstRow | AllRows)
