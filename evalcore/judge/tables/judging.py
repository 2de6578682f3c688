"""Judging: a table read, worked out, and asked one by one about what that leaves open."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import cached_property
from io import BytesIO
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

import attrs

from evalcore.interpret.columns.frames import ROW, Frames, polars
from evalcore.interpret.columns.values import withheld
from evalcore.judge.evaluation import Judged, evaluated, judged
from evalcore.judge.record import Evaluation
from evalcore.judge.slate import together
from evalcore.judge.tables.answering import MAY, SETTLED, Answers
from evalcore.judge.tables.program import Program
from evalcore.judge.tables.reading import Layout, Table
from evalcore.judge.tables.spreading import Request, Spread, row_of
from evalcore.request.columns import Columns
from evalcore.request.initiative import Initiative
from evalcore.request.values import Withheld
from evalcore.rules.graph import Graph

if TYPE_CHECKING:
    from evalcore.judge.evaluator import Evaluator

BATCH = 131_072  # rows that are worked out at once: more gain nothing, and take room
LEAST = 65_536  # fewer cost more, for each pass over them has to be started
ROOM = 1 << 26  # values of fields, scores and clauses that are worked out at once
VARIANTS = 16  # programs that are kept: by which columns lack values


def refused_row(graph: Graph, key: str | None, why: str) -> dict[str, Any]:
    """What a table says of a row that is refused."""
    scores = {f"score.{each.id}": None for each in graph.criteria}
    return {
        "id": key, "verdict": None, "decided": False, "possible": [], "decided_by": None,
        "clause": None, "total": None, **scores, "missing": [], "refused": why,
    }  # fmt: skip


class Judging:
    """Judges tables of one ruleset, on one date."""

    def __init__(self, evaluator: Evaluator, as_of: date | None) -> None:
        self.evaluator, self.graph, self.as_of = evaluator, evaluator.graph, as_of
        self.variants: dict[tuple[frozenset[str], frozenset[str]], _Variant] = {}
        self.alone = RLock()  # who looks for a program, and makes it

    @cached_property
    def columns(self) -> Columns:
        """What the columns of its fields may be called."""
        return Columns(self.graph.fields)

    @cached_property
    def answers(self) -> Answers:
        """What is said of rows."""
        return Answers(self.graph)

    @property
    def schema(self) -> dict[str, Any]:
        """The columns of a result."""
        return self.answers.schema

    def frame_of(self, evaluations: Iterable[Evaluation]) -> Any:
        """Evaluations that are at hand, in the columns of a result."""
        rows = [row_of(judged(each)) for each in evaluations]
        return polars().DataFrame(rows, schema=self.schema, orient="row")

    def parquet(self, evaluations: Iterable[Evaluation]) -> bytes:
        """The same as a Parquet file."""
        into = BytesIO()
        self.frame_of(evaluations).write_parquet(into)
        return into.getvalue()

    @property
    def is_whole(self) -> bool:
        """Whether a table is one slate, in which rows depend on each other."""
        return self.graph.across is not None

    def judge(self, frame: Any, layout: Layout, spread: Spread, *, sharp: bool) -> Any:
        """The result for a frame, batch by batch: as many at once as there are cores."""
        pl, (rows, threads) = polars(), self.batches(frame.height, spread.threads)
        batches = [frame.slice(start, rows) for start in range(0, frame.height, rows)]
        if self.graph.opaques:
            return self.concatenated(self.all_by_row(layout.read(each)) for each in batches)

        def found(batch: Any) -> Found:
            return self.found(batch, layout)

        parts = list[Any]()
        for each in in_threads(found, batches, threads):
            if sharp and len(each.ask):
                asked = spread.ask(requests(self.graph, each.table, each.ask), len(each.ask))
                new = pl.DataFrame(asked, schema=self.schema, orient="row")
                parts.append(_placed(each.frame, each.ask, new))
            else:
                parts.append(each.frame)
        return self.concatenated(parts)

    def concatenated(self, parts: Iterable[Any]) -> Any:
        """The parts of a result as one."""
        pl = polars()
        return pl.concat([pl.DataFrame(schema=self.schema), *parts])

    def batches(self, height: int, threads: int) -> tuple[int, int]:
        """How many rows a batch has, and how many batches are worked out at once.

        Every thread has some, as far as memory lasts. A wide program goes over few rows at a time:
        of its many columns, Polars has several worked out at once.
        """
        if self.is_whole:
            return max(height, 1), 1
        graph = self.graph
        wide = len(graph.fields) + len(graph.criteria) + len(graph.steps) or 1
        rows = max(LEAST, min(BATCH, ROOM // wide, -(-height // threads)))
        return rows, max(1, min(threads, ROOM // (rows * wide)))

    def found(self, frame: Any, layout: Layout) -> Found:
        """What columns say of a frame that is not too large."""
        pl, height = polars(), frame.height
        if height == 1:  # of one row, every column holds one value: see `frames`
            frame = pl.concat([frame, frame])
        table = layout.read(frame)
        variant = self.variant(table)
        refused = variant.refused(self, table)
        passed = variant.values.passed(table.frame, table.records)
        values = variant.values.shown(passed)
        lacking = pl.any_horizontal(pl.all().is_null())
        open_ = (values.select(lacking).to_series() & refused.is_null()).arg_true()
        if not len(open_):
            return Found(self.answers.of_values(values, table.keys, refused).head(height), table)
        ends = variant.ends_of(passed, table.records, open_)
        found, ask = self.answers.of_ends(values, ends, table.keys, refused)
        return Found(found.head(height), table, ask.head(height).arg_true())

    def variant(self, table: Table) -> _Variant:
        """The program for tables where these columns lack values."""
        key = (table.lacking, table.withholding)
        with self.alone:
            if key not in self.variants:
                if len(self.variants) >= VARIANTS:
                    key = (frozenset(table.frame.columns), table.withholding)
                if key not in self.variants:
                    program = Program(self.graph, self.as_of, *key)
                    self.variants[key] = _Variant(program)
            return self.variants[key]

    def all_by_row(self, table: Table) -> Any:
        """Where Python answers: each row by itself."""
        pl = polars()
        refused, rows = table.refused.to_list(), list[dict[str, Any]]()
        found = [*self.by_row(table, table.refused.is_null().arg_true())]
        answered = iter(together(self.evaluator.run, found))
        for key, why in zip(table.keys.to_list(), refused, strict=True):
            rows.append(
                row_of(next(answered)) if why is None else refused_row(self.graph, key, why)
            )
        return pl.DataFrame(rows, schema=self.schema, orient="row")

    def by_row(self, table: Table, rows: Any) -> Iterable[Judged]:
        """The evaluations of some rows, one by one."""
        for initiative in initiatives(self.graph, table, rows):
            yield evaluated(self.graph, self.evaluator.run, initiative, self.as_of)


@attrs.frozen(eq=False)
class Found:
    """What columns say of a batch, and the rows that are to be asked about."""

    frame: Any
    table: Table
    ask: Any = ()


def in_threads(
    work: Callable[[Any], Found], pieces: Sequence[Any], threads: int
) -> Iterator[Found]:
    """What is worked out of each piece, in their order, a few of them ahead.

    Polars lets other threads go on while it works, and has most of its steps done by one core.
    """
    if threads == 1 or len(pieces) == 1:
        yield from map(work, pieces)
        return
    with ThreadPoolExecutor(threads) as pool:
        ahead = deque[Future[Found]]()
        for piece in pieces:
            if len(ahead) == threads:
                yield ahead.popleft().result()
            ahead.append(pool.submit(work, piece))
        while ahead:
            yield ahead.popleft().result()


class _Variant:
    """A program, made ready for frames by one thread for all."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.made: dict[str, Frames] = {}
        self.alone = RLock()

    def ready(self, name: str, frames: Callable[[], Frames]) -> Frames:
        """One of its parts, made when it is first asked for."""
        with self.alone:
            if name not in self.made:
                self.made[name] = frames().prepared()
            return self.made[name]

    @property
    def values(self) -> Frames:
        return self.ready("values", self._values)

    def _values(self) -> Frames:
        roots = {"place": self.program.place, **self.program.values}
        return Frames(roots, followed=self.program.lacking != frozenset())

    @property
    def ends(self) -> Frames:
        return self.ready("ends", self._ends)

    def _ends(self) -> Frames:
        program = self.program
        return Frames(
            {
                "first": program.first,
                "last": program.last,
                "certain": program.certain,
                "impossible": program.impossible,
                **{f"{MAY}{verdict}": each for verdict, each in program.possible.items()},
                **{f"{SETTLED}{name}": each for name, each in program.settled.items()},
            },
            after=self.values,
        )

    def ends_of(self, passed: Any, records: Mapping[str, Any], rows: Any) -> Any:
        """The ends in some rows of a frame that was worked out; they may be null in others."""
        pl = polars()
        if len(rows) * 2 > passed.height:  # then it is quicker to look at all of them
            return self.ends.shown(self.ends.passed(passed, records))
        places = pl.Series([None], dtype=pl.UInt32).new_from_index(0, passed.height)
        places = places.scatter(rows, pl.int_range(len(rows), dtype=pl.UInt32, eager=True))
        return self.ends.work_out(*_some(passed, records, rows))[places]

    @property
    def relations(self) -> Frames:
        return self.ready("relations", lambda: Frames(dict(self.program.relations)))

    @property
    def keeping(self) -> Frames:
        return self.ready("keeping", lambda: Frames({"kept": self.program.kept}))

    def refused(self, judging: Judging, table: Table) -> Any:
        """Why rows are refused: by a field, or by a relation that cannot be kept."""
        pl, found, relations = polars(), table.refused, self.relations
        if not relations.roots:
            return found
        held = relations.work_out(table.frame, table.records)
        for name in reversed(held.columns):
            broken = (held.get_column(name).eq_missing(False)) & table.refused.is_null()  # noqa: FBT003
            if broken.any():
                found = found.set(broken, name)
        unknown = pl.Series([False]).new_from_index(0, len(found))
        for column in held.get_columns():
            unknown = unknown | column.is_null()
        rows = (unknown & found.is_null()).arg_true()
        if len(rows):
            kept = self.keeping.work_out(*_some(table.frame, table.records, rows)).get_column(
                "kept"
            )
            rows = rows.filter(~kept)
        initiatives_ = initiatives(judging.graph, table, rows) if len(rows) else ()
        for place, initiative in zip(rows.to_list(), initiatives_, strict=False):
            broken = [e for e in judging.evaluator.broken(initiative) if not e.warns]
            if broken:
                found = found.scatter(place, broken[0].relation)
        return found


def _placed(frame: Any, rows: Any, part: Any) -> Any:
    """A frame with some of its rows replaced, given in their order."""
    pl = polars()
    order = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    stays = ~order.is_in(rows.cast(pl.UInt32).implode())
    both = pl.concat([order.filter(stays), rows.cast(pl.UInt32)]).arg_sort()
    return pl.concat([frame.filter(stays), part])[both]


def _some(frame: Any, records: Mapping[str, Any], rows: Any) -> tuple[Any, dict[str, Any]]:
    """Some rows of a frame, with the records of those."""
    pl = polars()
    found: dict[str, Any] = {}
    for name, inside in records.items():
        at = inside.get_column(ROW)
        new = pl.int_range(len(rows), dtype=pl.UInt32, eager=True)
        places = at.replace_strict(rows.cast(pl.UInt32), new, default=None, return_dtype=pl.UInt32)
        found[name] = inside.with_columns(places.alias(ROW)).filter(places.is_not_null())
    return frame[rows], found


def initiatives(graph: Graph, table: Table, rows: Any) -> Iterable[Initiative]:
    """The requests of some rows, as `evaluate` reads them."""
    frame, records = _some(table.frame, table.records, rows)
    lists = {name: _records_of(name, inside, frame) for name, inside in records.items()}
    given = frame.to_dict(as_series=False)
    for number, key in enumerate(table.keys.gather(rows).to_list()):
        values: dict[str, Any] = {}
        for name, field in graph.fields.items():
            hidden = given.get(withheld(name))
            if hidden is not None and hidden[number]:
                values[name] = Withheld()
            elif field.kind.row.is_list:
                values[name] = lists[name][number]
            else:
                value = given[name][number]
                values[name] = _as_held(value)
        yield Initiative(key, key, values, graph.fields)


def requests(graph: Graph, table: Table, rows: Any) -> Iterable[Request]:
    """The same, bare."""
    for each in initiatives(graph, table, rows):
        yield each.id, tuple(each.values.values())


def _as_held(value: Any) -> Any:
    """A set as fields hold it: each text once."""
    return tuple(dict.fromkeys(cast("list[str]", value))) if isinstance(value, list) else value


def _records_of(name: str, inside: Any, frame: Any) -> list[Any]:
    """The records of each row; None where nobody has listed them."""
    found: list[Any] = [None if n is None else [] for n in frame.get_column(name).to_list()]
    start = f"{name}\0"
    for record in inside.to_dicts():
        cells = {k.removeprefix(start): v for k, v in record.items() if k != ROW}
        hidden = {k for k, v in cells.items() if k.endswith(withheld("")) and v}
        own: dict[str, Any] = {
            k: Withheld() if withheld(k) in hidden else _as_held(v)
            for k, v in cells.items()
            if not k.endswith(withheld(""))
        }
        found[record[ROW]].append(own)
    return [None if each is None else tuple(each) for each in found]
