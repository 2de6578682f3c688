"""Estimates: the verdicts on one initiative while its estimates are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any, cast

import attrs

from evalcore.extend.opaque import ask_all
from evalcore.interpret.domains import Facts, Key, owner
from evalcore.interpret.python import compile_program
from evalcore.judge.evaluation import Evaluation
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.possible import Space
from evalcore.request.initiative import Initiative
from evalcore.request.values import Estimate
from evalcore.study.draws.pert import Pert
from evalcore.study.draws.settling import MOST_BOXES, settle, state_of, state_within
from evalcore.study.draws.shares import DRAWS, SEED, UNDECIDED, Shares, check_request, tally


@attrs.frozen
class Moving:
    """One estimate that was drawn, and how far its uncertainty moves the verdict.

    `moved` counts the draws whose verdict differs once this field alone stays at its likely value
    (fixing one factor: Saltelli and others, 2008, Global Sensitivity Analysis).
    """

    field: str
    estimate: Estimate
    unit: str | None
    moved: int
    draws: int

    @property
    def share(self) -> float:
        """The share of the draws whose verdict it moves, from 0 to 1."""
        return self.moved / self.draws


@attrs.frozen(eq=False)
class EstimateDraws:
    """One initiative in so many draws of its estimates, each by itself.

    `moving` has every estimate with a range, the one that moves most draws first.
    """

    evaluation: Evaluation
    draws: int
    seed: int
    shares: Shares
    moving: tuple[Moving, ...]

    @property
    def moves_most(self) -> Moving | None:
        """The estimate whose uncertainty moves the verdict most; None where none moves it."""
        return self.moving[0] if self.moving and self.moving[0].moved else None

    def to_json(self) -> dict[str, Any]:
        """The drawing as plain data; shares are not rounded."""
        return {
            "id": self.evaluation.id,
            "title": self.evaluation.title,
            "verdict": self.evaluation.verdict,
            "decided": self.evaluation.decided,
            "draws": self.draws,
            "seed": self.seed,
            **self.shares.to_json(),
            "fields": [
                {
                    "field": each.field,
                    "low": each.estimate.low,
                    "likely": each.estimate.likely,
                    "high": each.estimate.high,
                    "unit": each.unit,
                    "moves": each.share,
                }
                for each in self.moving
            ],
        }


def draw_estimates(
    evaluator: Evaluator,
    initiative: Initiative | Mapping[str, object],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    as_of: date | None = None,
) -> EstimateDraws:
    """The share of draws in which each verdict holds, and what moves it.

    Each estimate whose low is below its high is drawn by itself, from a `Pert` through its three
    values; in a field of whole numbers, rounded. All else stays as it is said, or missing: a draw
    counts as undecided where what is missing leaves several verdicts possible. An opaque criterion
    that reads an estimate is asked about each draw.

    `draws` is from 1 to 1,000,000, `seed` from 0 to 2**53. Raises `InputError` for other numbers,
    for values that do not fit, and for a missing date.
    """
    check_request(draws, seed)
    evaluation = evaluator.judge(initiative, as_of=as_of)
    drawing = _Drawing(evaluation)
    always = drawing.always()
    if always is None:
        random = Random(seed)  # noqa: S311 - for statistics, and the same each time
        columns = [_column(each, random, draws) for each in drawing.ranges]
        shares, moved = drawing.run(columns, draws)
    else:
        shares, moved = (
            tally(evaluation.graph.ruleset.verdicts, [always] * draws),
            [0] * len(drawing.ranges),
        )
    moving = [
        Moving(each.name, each.estimate, each.unit, count, draws)
        for each, count in zip(drawing.ranges, moved, strict=True)
    ]
    moving.sort(key=lambda each: -each.moved)
    return EstimateDraws(evaluation, draws, seed, shares, tuple(moving))


@attrs.frozen
class _Range:
    """An estimate with a range, and where among the values it is."""

    key: Key
    name: str
    estimate: Estimate
    unit: str | None
    whole: bool


def _column(drawn: _Range, random: Random, count: int) -> list[float]:
    estimate = drawn.estimate
    values = Pert(estimate.low, estimate.likely, estimate.high).draws(random, count)
    return [float(round(each)) for each in values] if drawn.whole else values


class _Drawing:
    """One initiative whose estimates are filled in anew for each draw."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation, graph = evaluation, evaluation.graph
        self.evaluate = compile_program([graph.verdict], graph.types)
        self.places = {each: place for place, each in enumerate(graph.ruleset.verdicts)}
        self.ranges = _ranges(evaluation)
        self.values, self.cells = _open_copy(evaluation.plain, self.ranges)
        drawn = {owner(each.key) for each in self.ranges}
        # Opaque criteria that read what is drawn: they are asked anew for each draw.
        self.asked = [o for o in graph.opaques if any(each.name in drawn for each in o.args)]

    def always(self) -> int | None:
        """The state of every draw there can be; None where they differ, or that is not clear."""
        ends = [(each.estimate.low, each.estimate.high) for each in self.ranges]
        keys = [each.key for each in self.ranges]
        return state_within(self.space(range(len(keys))), dict(zip(keys, ends, strict=True)))

    def run(self, columns: Sequence[list[float]], draws: int) -> tuple[Shares, list[int]]:
        """The shares, and how many draws each of the ranges moves."""
        states = self.states(columns, draws)
        moved: list[int] = []
        for place, drawn in enumerate(self.ranges):
            likely = [drawn.estimate.likely] * draws
            fixed = self.states([*columns[:place], likely, *columns[place + 1 :]], draws)
            moved.append(sum(map(int.__ne__, states, fixed)))
        return tally(self.evaluation.graph.ruleset.verdicts, states), moved

    def states(self, columns: Sequence[list[float]], draws: int) -> list[int]:
        """The place of each draw's verdict, or `UNDECIDED`."""
        live = [n for n, column in enumerate(columns) if column.count(column[0]) < draws]
        for n in set(range(len(columns))).difference(live):
            self.put(n, columns[n][0])
        if not live:
            return self.points([()], []) * draws
        return self.points(list(zip(*(columns[n] for n in live), strict=True)), live)

    def put(self, place: int, value: float | None) -> None:
        cell, name = self.cells[place]
        cell[name] = value

    def points(self, rows: Sequence[tuple[float, ...]], live: Sequence[int]) -> list[int]:
        """The states of these draws, which have a value for each of those that are live."""
        evaluate, values, asked = self.evaluate, self.values, self.asked
        read, as_of = self.evaluation.initiative, self.evaluation.as_of
        cells = [self.cells[n] for n in live]
        verdicts: list[str | None] = []
        for row in rows:
            for (cell, name), value in zip(cells, row, strict=True):
                cell[name] = value
            if asked:
                values.update(ask_all(asked, values).values)
            verdicts.append(evaluate(values, read.withheld, as_of)[0])
        states = [UNDECIDED if each is None else self.places[each] for each in verdicts]
        waiting = [n for n, each in enumerate(verdicts) if each is None]
        if waiting:
            settled = self.asking if asked else self.settled
            found = settled([rows[n] for n in waiting], live)
            for n, state in zip(waiting, found, strict=True):
                states[n] = state
        return states

    def settled(self, rows: Sequence[tuple[float, ...]], live: Sequence[int]) -> list[int]:
        """The states of those draws in which something that is missing may matter."""
        return settle(self.space(live), [self.ranges[n].key for n in live], rows)

    def asking(self, rows: Sequence[tuple[float, ...]], live: Sequence[int]) -> list[int]:
        """The same where opaque criteria have to be asked about each draw."""
        states: list[int] = []
        for looked, row in enumerate(rows):
            for n, value in zip(live, row, strict=True):
                self.put(n, value)
            self.values.update(ask_all(self.asked, self.values).values)
            space = self.space(())
            sharp = looked < MOST_BOXES  # later draws are settled where one pass of bounds does
            state = state_of(space) if sharp else state_within(space, {}, sharp=False)
            states.append(UNDECIDED if state is None else state)
        return states

    def space(self, live: Sequence[int]) -> Space:
        """All that the draws of these estimates, and what is missing besides, may be."""
        for place in live:
            self.put(place, None)
        if live:  # whatever they would be asked about
            self.values.update(dict.fromkeys((each.key for each in self.asked), None))
        graph, read = self.evaluation.graph, self.evaluation.initiative
        facts: Facts = {self.ranges[n].key: True for n in live}
        return Space(graph, self.values, read.withheld, self.evaluation.as_of, facts)


def _ranges(evaluation: Evaluation) -> list[_Range]:
    """The estimates with a range, in the order of the ruleset's fields."""
    found: list[_Range] = []
    values = evaluation.initiative.values
    for name, field in evaluation.graph.fields.items():
        value = values.get(name)
        if isinstance(value, Estimate) and value.low < value.high:
            found.append(_Range(name, name, value, field.unit, field.whole))
        if not field.record or not isinstance(value, tuple):
            continue
        for place, record in enumerate(cast("tuple[Mapping[str, object], ...]", value)):
            for inner in evaluation.graph.cells[name]:
                cell, declared = record.get(inner), field.record[inner]
                if isinstance(cell, Estimate) and cell.low < cell.high:
                    key = (name, place, inner)
                    shown = f"{name}[{place + 1}].{inner}"
                    found.append(_Range(key, shown, cell, declared.unit, declared.whole))
    return found


Cells = list[tuple[dict[str, Any], str]]


def _open_copy(plain: Mapping[str, Any], ranges: Sequence[_Range]) -> tuple[dict[str, Any], Cells]:
    """A copy of the values, and for each range the table and the name it is filled in under."""
    values = dict(plain)
    for name in {each.key[0] for each in ranges if not isinstance(each.key, str)}:
        values[name] = tuple(dict(record) for record in values[name])
    cells: Cells = []
    for each in ranges:
        if isinstance(each.key, str):
            cells.append((values, each.key))
        else:
            name, place, inner = each.key
            cells.append((values[name][place], inner))
    return values, cells
