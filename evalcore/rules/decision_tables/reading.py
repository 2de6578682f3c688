"""Reading: `[tables.*]` as somebody wrote it: a policy of hits, and rows between bars.

What cells mean is the business of `cells`; tables in files of their own are opened in `files`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast, get_args

import attrs

from evalcore.written.errors import Position, near, one_of, show
from evalcore.written.tables import Table

Hit = Literal["unique", "any", "first", "priority", "collect"]
Aggregation = Literal["sum", "min", "max", "count"]
OUTPUT = "=>"
BECAUSE = "because"
MOST_ROWS = 100_000
SHAPE = 'rows between bars, such as "| cost_k | => status |"'


@attrs.frozen
class Row:
    """The cells of one row, and where it is written: a line of the text, or of a file."""

    cells: tuple[str, ...]
    line: int
    columns: tuple[int, ...] = ()

    def at(self, place: int = 0) -> Position:
        """Where one of its cells is written."""
        column = self.columns[place] if place < len(self.columns) else 1
        return Position(self.line, column)


@attrs.frozen
class DecisionTable:
    """A table of decisions, not yet looked at.

    `otherwise` is what holds where no row fits: one value, or one an output. The first of `rows` is
    the header; there are none where they stand in `file`.
    """

    name: str
    hit: Hit = "unique"
    otherwise: object = None
    order: tuple[str, ...] = ()
    aggregation: Aggregation | None = None
    rows: tuple[Row, ...] = ()
    file: str = ""
    about: str = ""


def read_decision_tables(table: Table) -> dict[str, DecisionTable]:
    """The tables under `[tables]`, by name: what could be read of them."""
    found: dict[str, DecisionTable] = {}
    for name in table.content:
        inner = table.inner(name, "a table with rows, hit ...")
        if inner is not None:
            found[name] = _table(inner, name)
    return found


def _table(table: Table, name: str) -> DecisionTable:
    hit = _word(table, "hit", get_args(Hit), "unique")
    aggregation = _word(table, "aggregation", get_args(Aggregation), "")
    if aggregation and hit != "collect":
        problem = f"the hit policy {hit} adds nothing up"
        table.complain(problem, 'hit = "collect"', at=("aggregation",), on_key=True, code="EV110")
    order = table.texts("order", names=True)
    if (hit == "priority") is not ("order" in table):
        wanted = 'order = ["refer", "hold", "go"], the strongest first'
        if hit == "priority":
            table.complain("priority needs an order", wanted, code="EV104")
        else:
            problem = "only priority has an order"
            table.complain(problem, at=("order",), on_key=True, code="EV110")
    text, file = table.text("rows"), table.text("file")
    if bool(text) is bool(file):
        both = "both rows and file" if text else "neither rows nor file"
        problem = f"the table {name} has {both}"
        table.complain(problem, f'{SHAPE}, or file = "{name}.csv"', code="EV110")
    otherwise = table.take("otherwise")
    found = DecisionTable(
        name,
        cast("Hit", hit),
        otherwise,
        order,
        cast("Aggregation", aggregation) if aggregation else None,
        tuple(split_rows(text)),
        file,
        table.text("about"),
    )
    table.finish()
    return found


def _word(table: Table, key: str, words: Sequence[str], default: str) -> str:
    found = table.text(key, default=default)
    if found not in (*words, default):
        meant = near(found, words)
        table.complain(f"found {show(found)}", one_of(words), meant, at=(key,), code="EV105")
        return default
    return found


def split_rows(text: str) -> list[Row]:
    """The rows of a text: lines with bars. A line of dashes below the header is left out."""
    found: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        row = _split(line, number)
        if len(found) == 1 and all(len(c) > 2 and not c.strip(":-") for c in row.cells):
            continue
        found.append(row)
    return found


def _split(line: str, number: int) -> Row:
    if "'" not in line and '"' not in line:
        pieces = line.split("|")
        ends = [0]
        for piece in pieces:
            ends.append(ends[-1] + len(piece) + 1)
        columns = [
            start + len(piece) - len(piece.lstrip()) + 1
            for start, piece in zip(ends, pieces, strict=False)
        ]
        return _between_bars([each.strip() for each in pieces], columns, number)
    cells: list[str] = []
    starts: list[int] = []
    start, quote = 0, ""
    for place, sign in enumerate(f"{line}|"):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "|":
            piece = line[start:place]
            cells.append(piece.strip())
            starts.append(start + len(piece) - len(piece.lstrip()) + 1)
            start = place + 1
    if quote:  # a quote that is never closed is a sign like any other
        cells.append(line[start:].strip().removesuffix("|").strip())
        starts.append(start + 1)
    return _between_bars(cells, starts, number)


def _between_bars(cells: list[str], columns: list[int], number: int) -> Row:
    """Without what is nothing before the first bar and after the last."""
    first = 1 if len(cells) > 1 and not cells[0] else 0
    last = len(cells) - (1 if len(cells) > 1 and not cells[-1] else 0)
    return Row(tuple(cells[first:last]), number, tuple(columns[first:last]))


def outputs_of(otherwise: object, names: Sequence[str]) -> Mapping[str, object]:
    """What holds for each output where no row fits; none where that is not said."""
    if otherwise is None:
        return {}
    if isinstance(otherwise, Mapping):
        return cast("Mapping[str, object]", otherwise)
    return dict.fromkeys(names[:1], otherwise)
