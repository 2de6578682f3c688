"""Judging: a table read, worked out, and asked one by one about what that leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from evalcore.interpret.columns.frames import ROW, Frames, polars
from evalcore.interpret.columns.values import withheld
from evalcore.judge.evaluation import Judged, evaluated, judged
from evalcore.judge.record import Evaluation
from evalcore.judge.slate import together
from evalcore.judge.tables.program import Program
from evalcore.judge.tables.reading import Layout, Table, ids
from evalcore.judge.tables.spreading import Request, Spread, row_of
from evalcore.request.columns import Columns
from evalcore.request.initiative import Initiative
from evalcore.request.values import Withheld
from evalcore.rules.graph import Graph

if TYPE_CHECKING:
    from evalcore.judge.evaluator import Evaluator

BATCH = 65_536  # rows that are worked out at once: what there is between fits a cache
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

    @cached_property
    def columns(self) -> Columns:
        """What the columns of its fields may be called."""
        return Columns(self.graph.fields)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The columns of a result."""
        pl = polars()
        numbers = ("total", *(f"score.{each.id}" for each in self.graph.criteria))
        return {
            "id": pl.String,
            "verdict": pl.String,
            "decided": pl.Boolean,
            "possible": pl.List(pl.String),
            "decided_by": pl.String,
            "clause": pl.String,
            **dict.fromkeys(numbers, pl.Float64),
            "missing": pl.List(pl.String),
            "refused": pl.String,
        }

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
        """The result for a frame, batch by batch."""
        pl = polars()
        rows = max(frame.height, 1) if self.is_whole else BATCH
        parts = [
            self.batch(frame.slice(start, rows), layout, spread, sharp=sharp)
            for start in range(0, frame.height, rows)
        ]
        return pl.concat(parts) if parts else pl.DataFrame(schema=self.schema)

    def batch(self, frame: Any, layout: Layout, spread: Spread, *, sharp: bool) -> Any:
        """The result for a frame that is not too large."""
        pl = polars()
        table, keys = layout.read(frame), ids(frame.get_column("id"))
        if self.graph.opaques or self.graph.lists:
            return self.all_by_row(table, keys)
        variant = self.variant(table)
        refused = variant.refused(self, table, keys)
        values = variant.values.work_out(table.frame, table.records)
        names = self.names
        place = values.get_column("place")
        fits = refused.is_null()
        certain = place.is_not_null() & fits
        decided = {
            "id": keys,
            "verdict": names["verdict"].gather(place),
            "decided": certain,
            "possible": names["possible"].gather(place),
            "decided_by": names["decided_by"].gather(place),
            "clause": names["clause"].gather(place),
            **{name: values.get_column(name) + 0.0 for name in variant.program.numbers},
        }
        numbers = [each for each in self.schema if each == "total" or each.startswith("score.")]
        lacking = pl.Series([None], dtype=pl.Float64).new_from_index(0, frame.height)
        nothing = pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, frame.height)
        columns = [
            (decided.get(name, lacking) if name in numbers else decided[name]).alias(name)
            for name in self.schema
            if name not in ("missing", "refused")
        ]
        columns += [nothing.alias("missing"), refused.alias("refused")]
        found = pl.DataFrame(columns)
        if not fits.all():
            empty = {
                n: pl.lit(None, dtype=kind)
                for n, kind in self.schema.items()
                if n not in ("id", "refused")
            }
            empty |= {
                "decided": pl.lit(value=False),
                "possible": pl.lit([], dtype=pl.List(pl.String)),
            }
            empty["missing"] = empty["possible"]
            found = found.with_columns(
                pl.when(pl.col("refused").is_null()).then(pl.col(n)).otherwise(each).alias(n)
                for n, each in empty.items()
            )
        open_ = ~certain
        for name in variant.program.numbers:
            open_ = open_ | found.get_column(name).is_null()
        open_ = (open_ & fits).arg_true()
        if not len(open_):
            return found
        found, ask = self.settled(found, table, open_, variant)
        if not (sharp and len(ask)):
            return found
        asked = spread.ask(requests(self.graph, table, keys, ask), len(ask))
        return _placed(found, ask, pl.DataFrame(asked, schema=self.schema, orient="row"))

    def settled(self, found: Any, table: Table, rows: Any, variant: _Variant) -> tuple[Any, Any]:
        """The result with what the ends of everything settle, and the rows to be asked about."""
        pl, names, before = polars(), self.names, found[rows]
        ends = variant.ends.work_out(*_some(table, rows))
        first, last = ends.get_column("first"), ends.get_column("last")
        open_ = before.get_column("verdict").is_null()
        sure = open_ & ends.get_column("certain") & ~ends.get_column("impossible")
        one_rule = names["rule"].gather(first) == names["rule"].gather(last)
        at_hand = {
            "verdict": names["verdict"].gather(first),
            "decided_by": _chosen(
                one_rule, names["decided_by"].gather(first), names["kind"].gather(first)
            ),
            "clause": _chosen(first == last, names["clause"].gather(first), None),
        }
        may = [ends.get_column(f"may {verdict}") for verdict in variant.program.possible]
        verdicts = [
            pl.when(each).then(pl.lit(v))
            for v, each in zip(variant.program.possible, may, strict=True)
        ]
        possible = before.select(pl.concat_list(verdicts).list.drop_nulls()).to_series()
        changed = before.with_columns(
            *(
                _chosen(sure, now, before.get_column(name)).alias(name)
                for name, now in at_hand.items()
            ),
            _chosen(open_, _chosen(sure, sure, None), before.get_column("decided")).alias(
                "decided"
            ),
            _chosen(open_, possible, before.get_column("possible")).alias("possible"),
            _chosen(open_ & ~sure, None, before.get_column("missing")).alias("missing"),
            *(
                pl.coalesce(before.get_column(name), ends.get_column(name) + 0.0).alias(name)
                for name in variant.program.numbers
            ),
        )
        ask = ((open_ & ~sure) | ends.get_column("impossible")).arg_true()
        return _placed(found, rows, changed), rows.gather(ask)

    def variant(self, table: Table) -> _Variant:
        """The program for tables where these columns lack values."""
        key = (table.lacking, table.withholding)
        if key not in self.variants:
            if len(self.variants) >= VARIANTS:
                key = (frozenset(table.frame.columns), table.withholding)
            if key not in self.variants:
                self.variants[key] = _Variant(Program(self.graph, self.as_of, *key))
        return self.variants[key]

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """What is said of each clause by its place, the default last."""
        pl = polars()
        graph = self.graph
        default = "default"
        by = [*(rule.id for rule, _ in graph.steps), default]
        return {
            "verdict": pl.Series(graph.verdicts, dtype=pl.String),
            "possible": pl.Series([[each] for each in graph.verdicts], dtype=pl.List(pl.String)),
            "decided_by": pl.Series(by, dtype=pl.String),
            "kind": pl.Series([*(rule.kind for rule, _ in graph.steps), default], dtype=pl.String),
            "clause": pl.Series([*(c.name for _, c in graph.steps), None], dtype=pl.String),
            "rule": pl.Series(_runs([*(id(rule) for rule, _ in graph.steps), 0])),
        }

    def all_by_row(self, table: Table, keys: Any) -> Any:
        """Where Python answers: each row by itself."""
        pl = polars()
        refused, rows = table.refused.to_list(), list[dict[str, Any]]()
        found = [*self.by_row(table, keys, table.refused.is_null().arg_true())]
        answered = iter(together(self.evaluator.run, found))
        for key, why in zip(keys.to_list(), refused, strict=True):
            rows.append(
                row_of(next(answered)) if why is None else refused_row(self.graph, key, why)
            )
        return pl.DataFrame(rows, schema=self.schema, orient="row")

    def by_row(self, table: Table, keys: Any, rows: Any) -> Iterable[Judged]:
        """The evaluations of some rows, one by one."""
        for initiative in initiatives(self.graph, table, keys, rows):
            yield evaluated(self.graph, self.evaluator.run, initiative, self.as_of)


class _Variant:
    """A program, ready for frames."""

    def __init__(self, program: Program) -> None:
        self.program = program

    @cached_property
    def values(self) -> Frames:
        return Frames({"place": self.program.place, **self.program.values})

    @cached_property
    def ends(self) -> Frames:
        program = self.program
        return Frames(
            {
                "first": program.first,
                "last": program.last,
                "certain": program.certain,
                "impossible": program.impossible,
                **{f"may {verdict}": each for verdict, each in program.possible.items()},
                **program.settled,
            }
        )

    @cached_property
    def relations(self) -> Frames:
        return Frames(dict(self.program.relations))

    @cached_property
    def keeping(self) -> Frames:
        return Frames({"kept": self.program.kept})

    def refused(self, judging: Judging, table: Table, keys: Any) -> Any:
        """Why rows are refused: by a field, or by a relation that cannot be kept."""
        pl, found = polars(), table.refused
        if not self.program.relations:
            return found
        held = self.relations.work_out(table.frame, table.records)
        for name in reversed(held.columns):
            broken = (held.get_column(name).eq_missing(False)) & table.refused.is_null()  # noqa: FBT003
            if broken.any():
                found = found.set(broken, name)
        unknown = pl.Series([False]).new_from_index(0, len(found))
        for column in held.get_columns():
            unknown = unknown | column.is_null()
        rows = (unknown & found.is_null()).arg_true()
        if len(rows):
            kept = self.keeping.work_out(*_some(table, rows)).get_column("kept")
            rows = rows.filter(~kept)
        initiatives_ = initiatives(judging.graph, table, keys, rows) if len(rows) else ()
        for place, initiative in zip(rows.to_list(), initiatives_, strict=False):
            broken = [e for e in judging.evaluator.broken(initiative) if not e.warns]
            if broken:
                found = found.scatter(place, broken[0].relation)
        return found


def _runs(values: Sequence[int]) -> list[int]:
    """A number for each value, equal ones having the same."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(each, len(numbers)) for each in values]


def _chosen(condition: Any, then: Any, otherwise: Any) -> Any:
    """One column or another, row by row."""
    pl = polars()
    return pl.select(pl.when(condition).then(then).otherwise(otherwise)).to_series()


def _placed(frame: Any, rows: Any, part: Any) -> Any:
    """A frame with some of its rows replaced, given in their order."""
    pl = polars()
    order = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    stays = ~order.is_in(rows.cast(pl.UInt32).implode())
    both = pl.concat([order.filter(stays), rows.cast(pl.UInt32)]).arg_sort()
    return pl.concat([frame.filter(stays), part])[both]


def _some(table: Table, rows: Any) -> tuple[Any, dict[str, Any]]:
    """Some rows of a table, with the records of those."""
    pl = polars()
    records: dict[str, Any] = {}
    for name, inside in table.records.items():
        at = inside.get_column(ROW)
        new = pl.int_range(len(rows), dtype=pl.UInt32, eager=True)
        places = at.replace_strict(rows.cast(pl.UInt32), new, default=None, return_dtype=pl.UInt32)
        records[name] = inside.with_columns(places.alias(ROW)).filter(places.is_not_null())
    return table.frame[rows], records


def initiatives(graph: Graph, table: Table, keys: Any, rows: Any) -> Iterable[Initiative]:
    """The requests of some rows, as `evaluate` reads them."""
    frame, records = _some(table, rows)
    lists = {name: _records_of(name, inside, frame) for name, inside in records.items()}
    given = frame.to_dict(as_series=False)
    for number, key in enumerate(keys.gather(rows).to_list()):
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


def requests(graph: Graph, table: Table, keys: Any, rows: Any) -> Iterable[Request]:
    """The same, bare."""
    for each in initiatives(graph, table, keys, rows):
        yield each.id, tuple(each.values.values())


def _as_held(value: Any) -> Any:
    """A set as fields hold it."""
    return tuple(cast("list[str]", value)) if isinstance(value, list) else value


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
