"""Answering: the columns of a result, from what was worked out of a table.

Where values leave a row open, the ends of everything may settle it; what they do not is left to be
asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from evalcore.interpret.columns.frames import polars
from evalcore.rules.graph import Graph

MAY, SETTLED = "may ", "settled "
BITS = 60  # verdicts whose possibilities one column holds


@attrs.frozen(eq=False, slots=False)
class Answers:
    """What is said of the rows of a table by a ruleset."""

    graph: Graph

    @cached_property
    def numbers(self) -> Sequence[str]:
        """The columns of numbers."""
        return ("total", *(f"score.{each.id}" for each in self.graph.criteria))

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The columns of a result."""
        pl = polars()
        return {
            "id": pl.String,
            "verdict": pl.String,
            "decided": pl.Boolean,
            "possible": pl.List(pl.String),
            "decided_by": pl.String,
            "clause": pl.String,
            **dict.fromkeys(self.numbers, pl.Float64),
            "missing": pl.List(pl.String),
            "refused": pl.String,
        }

    @cached_property
    def verdicts(self) -> Sequence[str]:
        """Those to which a clause or the default leads, best first."""
        reached = {*self.graph.verdicts}
        return [each for each in self.graph.ruleset.verdicts if each in reached]

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """What is said of each clause by its place, the default last."""
        pl = polars()
        graph = self.graph
        rules = [*(rule.id for rule, _ in graph.steps), "default"]
        kinds = [*(rule.kind for rule, _ in graph.steps), "default"]
        clauses = [*(clause.name for _, clause in graph.steps), None]
        return {
            "verdict": pl.Series(graph.verdicts, dtype=pl.String),
            "possible": pl.Series([[each] for each in graph.verdicts], dtype=pl.List(pl.String)),
            "decided_by": pl.Series(rules + kinds, dtype=pl.String),
            "clause": pl.Series(clauses, dtype=pl.String),
            "rule": pl.Series(_runs([*(id(rule) for rule, _ in graph.steps), 0])),
        }

    def of_values(self, values: Any, keys: Any, refused: Any) -> Any:
        """The result where values say all that there is to say; else null."""
        pl, place = polars(), values.get_column("place")
        if refused.null_count() < len(refused):
            place = _where(refused.is_null(), place)
        possible = self.names["possible"].gather(place)
        if place.null_count():
            possible = possible.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))
        return self._result(
            values,
            {
                "id": keys,
                "verdict": self.names["verdict"].gather(place),
                "decided": place.is_not_null(),
                "possible": possible,
                "decided_by": self.names["decided_by"].gather(place),
                "clause": self._clauses(place),
                "missing": _nothing(len(keys)),
                "refused": refused,
            },
        )

    def of_ends(self, values: Any, ends: Any, keys: Any, refused: Any) -> tuple[Any, Any]:
        """The result with what the ends settle, and where that is not all."""
        pl, col = polars(), polars().col
        settled = [each for each in self.numbers if each in values.columns]
        frame = values.hstack(ends.get_columns()).with_columns(refused.alias("refused"))
        open_ = col("place").is_null()
        sure = col("certain") & ~col("impossible")
        place = pl.coalesce("place", pl.when(sure).then("first"))
        lacking = [col(each).is_null() for each in settled]
        ask = (open_ & ~sure) | (col("impossible") & pl.any_horizontal(open_, *lacking))
        fits = col("refused").is_null()
        frame = frame.select(
            pl.when(fits).then(place).alias("at"),
            pl.coalesce("place", "last").alias("until"),
            (ask & fits).alias("ask"),
            *(pl.coalesce(name, f"{SETTLED}{name}").alias(name) for name in settled),
            *self._keys(ends.columns, fits),
        )
        found, until = frame.get_column("at"), frame.get_column("until")
        one, known = found == until, found.is_not_null()
        by_kind = ~(one | (self.names["rule"].gather(found) == self.names["rule"].gather(until)))
        others = found + by_kind.cast(found.dtype) * len(self.graph.verdicts)
        decided = _where(known | refused.is_not_null(), known)
        return self._result(
            frame,
            {
                "id": keys,
                "verdict": self.names["verdict"].gather(found),
                "decided": decided,
                "possible": self._possible(frame.select(pl.col(f"^{MAY}.*$"))),
                "decided_by": self.names["decided_by"].gather(others),
                "clause": self._clauses(_where(one, found)),
                "missing": _where(known | refused.is_not_null(), _nothing(len(keys))),
                "refused": refused,
            },
        ), frame.get_column("ask")

    def _result(self, numbers: Any, said: Mapping[str, Any]) -> Any:
        """The columns in their order; 0 is never negative, and of a refused row none is told."""
        pl, fits = polars(), said["refused"]
        whole = fits.null_count() == len(fits)
        shown = {
            name: pl.col(name) + 0.0 if name in numbers.columns else pl.lit(None, dtype=pl.Float64)
            for name in self.numbers
        }
        if not whole:
            numbers = numbers.with_columns(fits.alias("refused"))
            there = pl.col("refused").is_null()
            shown = {name: pl.when(there).then(each) for name, each in shown.items()}
        made = numbers.with_columns(each.alias(name) for name, each in shown.items())
        return pl.DataFrame(
            [
                (said[name] if name in said else made.get_column(name)).alias(name)
                for name in self.schema
            ]
        )

    def _clauses(self, place: Any) -> Any:
        return self.names["clause"].gather(place)

    def _keys(self, columns: Sequence[str], fits: Any) -> list[Any]:
        """Columns with a bit for each verdict, which is 1 where it is possible."""
        pl, found = polars(), list[Any]()
        for start in range(0, len(self.verdicts), BITS):
            some = self.verdicts[start : start + BITS]
            flags = [
                pl.col(f"{MAY}{each}") if f"{MAY}{each}" in columns else pl.lit(value=False)
                for each in some
            ]
            at = [1 << some.index(e) if e in some else 0 for e in self.graph.verdicts]
            known = pl.lit(pl.Series(at, dtype=pl.UInt64)).gather(pl.col("place"))
            key = pl.when(fits).then(pl.coalesce(known, _bits(flags)))
            found.append(key.fill_null(0).alias(f"{MAY}{start}"))
        return found

    def _possible(self, keys: Any) -> Any:
        """The lists of verdicts, of columns with a bit for each."""
        pl = polars()
        found = keys.unique()
        lists = [
            [v for n, v in enumerate(self.verdicts) if row[n // BITS] >> n % BITS & 1]
            for row in found.rows()
        ]
        found = found.with_columns(pl.Series("possible", lists, dtype=pl.List(pl.String)))
        return keys.join(found, on=keys.columns, how="left", maintain_order="left")["possible"]


def _bits(flags: Sequence[Any]) -> Any:
    """One number of flags, the first being its last bit."""
    pl = polars()
    return pl.sum_horizontal(
        each.cast(pl.UInt64) * pl.lit(1 << n, dtype=pl.UInt64) for n, each in enumerate(flags)
    )


def _where(condition: Any, column: Any) -> Any:
    """A column, null where the condition does not hold."""
    pl = polars()
    frame = pl.DataFrame([condition.alias("condition"), column.alias("column")])
    return frame.select(pl.when("condition").then("column").alias(column.name)).to_series()


def _nothing(height: int) -> Any:
    pl = polars()
    return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, height)


def _runs(values: Sequence[int]) -> list[int]:
    """A number for each value, equal ones having the same."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(each, len(numbers)) for each in values]
