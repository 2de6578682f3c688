"""Estimates: the verdicts on one initiative while its estimates are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

import attrs

from evalcore.extend.opaque import ask_all
from evalcore.interpret.python import compile_plan, compile_program
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.possible import Space
from evalcore.judge.slate import across, row_in, row_of
from evalcore.language.nodes import Opaque
from evalcore.request.initiative import Initiative
from evalcore.request.situation import Key, Situation, filled, owner, spell
from evalcore.request.values import Estimate
from evalcore.study.draws.pert import Pert
from evalcore.study.draws.settling import MOST_BOXES, settle, state_of, state_within
from evalcore.study.draws.shares import DRAWS, SEED, UNDECIDED, Shares, check_request, tally
from evalcore.written.errors import Complaint, InputError, listing

MOST_REDRAWN = 100  # times as many as were wanted: beyond, estimates hardly ever go together


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

    `moving` has every estimate with a range, the one that moves most draws first. `redrawn` draws
    broke a relation between fields, and others took their place.
    """

    evaluation: Judged
    draws: int
    seed: int
    shares: Shares
    moving: tuple[Moving, ...]
    redrawn: int = 0

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
            "redrawn": self.redrawn,
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
    slate: Iterable[Initiative | Mapping[str, object]] = (),
) -> EstimateDraws:
    """The share of draws in which each verdict holds, and what moves it.

    Each estimate whose low is below its high is drawn by itself, from a `Pert` through its three
    values; in a field of whole numbers, rounded. All else stays as it is said, or missing: a draw
    counts as undecided where what is missing leaves several verdicts possible. An opaque criterion
    that reads an estimate is asked about each draw. Draws that break a relation between fields are
    drawn again, and counted. Where the total depends on other requests, `slate` has them; their
    estimates stay as they are.

    `draws` is from 1 to 1,000,000, `seed` from 0 to 2**53. Raises `InputError` for other numbers,
    for values that do not fit, for a missing date, and where hardly any draw keeps the relations.
    """
    check_request(draws, seed)
    others = [] if evaluator.graph.across is None else evaluator.judge_all(slate, as_of=as_of)
    evaluation = evaluator.judge(
        initiative, as_of=as_of, slate=[each.initiative for each in others]
    )
    drawing = _Drawing(evaluation, draws, [each for each in others if each.id != evaluation.id])
    states, moved, redrawn = drawing.run(seed)
    moving = [
        Moving(each.name, each.estimate, each.unit, count, draws)
        for each, count in zip(drawing.ranges, moved, strict=True)
    ]
    moving.sort(key=lambda each: -each.moved)
    shares = tally(evaluation.graph.ruleset.verdicts, states)
    return EstimateDraws(evaluation, draws, seed, shares, tuple(moving), redrawn)


@attrs.frozen
class _Range:
    """An estimate with a range, and where it was said."""

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

    def __init__(self, evaluation: Judged, draws: int, others: Iterable[Judged]) -> None:
        graph = evaluation.graph
        self.graph, self.now, self.draws = graph, evaluation.situation, draws
        self.places = {each: place for place, each in enumerate(graph.ruleset.verdicts)}
        self.ranges = _ranges(evaluation)
        drawn = {owner(each.key) for each in self.ranges}
        # Opaque criteria that read what is drawn: they are asked anew for each draw.
        self.asked = [o for o in graph.opaques if any(each.name in drawn for each in o.args)]
        self.across = graph.across if self.ranges else None
        self.asked += [self.across] if self.across else []
        self.others = [*map(row_of, others)]
        scores = [each.score for each in graph.criteria] if self.across else []
        self.scores = compile_program(scores, graph.types)
        about = {name for each in graph.relations if not each.warns for name in each.fields}
        self.related = not drawn.isdisjoint(about)
        rest = graph.rest(self.space(each.key for each in self.ranges).situation)
        self.evaluate, self.read = compile_plan(rest), rest.fields
        self.opaque = any(isinstance(each, Opaque) for each in rest.parts)

    def run(self, seed: int) -> tuple[list[int], list[int], int]:
        """The state of each draw, how many draws each range moves, and how many were drawn again.

        A draw that could not be with an estimate at its likely value is not moved by that.
        """
        always = state_within(self.space(each.key for each in self.ranges))
        if always is not None and not self.related:
            return [always] * self.draws, [0] * len(self.ranges), 0
        random = Random(seed)  # noqa: S311 - for statistics, and the same each time
        columns = {each.key: _column(each, random, self.draws) for each in self.ranges}
        redrawn = self.redraw(columns, random) if self.related else 0
        states = self.states(columns)
        moved: list[int] = []
        for each in self.ranges:
            fixed = {**columns, each.key: [each.estimate.likely] * self.draws}
            apart = map(int.__ne__, states, self.states(fixed))
            broken = self.broken(fixed) if self.related else set[int]()
            moved.append(sum(found for n, found in enumerate(apart) if n not in broken))
        return states, moved, redrawn

    def redraw(self, columns: Mapping[Key, list[float]], random: Random) -> int:
        """Draws those again that break a relation, until none does; how often that was."""
        broken, redrawn = self.broken(columns), 0
        while broken:
            redrawn += len(broken)
            if redrawn > MOST_REDRAWN * self.draws:
                names = listing([each.name for each in self.ranges])
                relations = listing([each.text for each in self.graph.relations if not each.warns])
                problem = f"hardly any values between low and high of {names} keep {relations}"
                raise InputError(Complaint(problem, "estimates that go together"))
            for each in self.ranges:
                for n, value in zip(broken, _column(each, random, len(broken)), strict=True):
                    columns[each.key][n] = value
            broken = self.broken(columns, broken)
        return redrawn

    def broken(
        self, columns: Mapping[Key, Sequence[float]], among: Iterable[int] | None = None
    ) -> set[int]:
        """The draws that break a relation, whatever is missing."""
        chosen = range(self.draws) if among is None else among
        drawn = ({key: each[n] for key, each in columns.items()} for n in chosen)
        kept = (self.graph.keeps(self.now.put(each)) for each in drawn)
        return {n for n, each in zip(chosen, kept, strict=True) if not each}

    def states(self, columns: Mapping[Key, Sequence[float]]) -> list[int]:
        """The place of each draw's verdict, or `UNDECIDED`."""
        live = {key: each for key, each in columns.items() if each.count(each[0]) < self.draws}
        held = self.now.put({key: each[0] for key, each in columns.items() if key not in live})
        if not live:
            return self.points(held, (), [()]) * self.draws
        return self.points(held, [*live], list(zip(*live.values(), strict=True)))

    def points(
        self, held: Situation, keys: Sequence[Key], rows: Sequence[tuple[float, ...]]
    ) -> list[int]:
        """The states of draws that have a value for each of these keys."""
        evaluate, verdicts = self.evaluate, list[str | None]()
        few = {name: held.values[name] for name in self.read}
        for row in rows:
            drawn = dict(zip(keys, row, strict=True))
            values = self.answered(held.put(drawn)).values if self.opaque else filled(few, drawn)
            verdicts.append(evaluate(values, held.withheld, held.as_of)[0])
        states = [UNDECIDED if each is None else self.places[each] for each in verdicts]
        waiting = [n for n, each in enumerate(verdicts) if each is None]
        if waiting and not self.asked:
            space = self.space(keys, held)
            found: Iterable[int] = settle(space, keys, [rows[n] for n in waiting])
        else:
            filled_in = (dict(zip(keys, rows[n], strict=True)) for n in waiting)
            found = self.closely(map(held.put, filled_in))
        for n, state in zip(waiting, found, strict=True):
            states[n] = state
        return states

    def closely(self, draws: Iterable[Situation]) -> Iterator[int]:
        """The states of draws in which something that is missing may matter, one by one."""
        for looked, each in enumerate(draws):
            space = Space(self.graph, self.answered(each))
            sharp = looked < MOST_BOXES  # later draws are settled where one pass of bounds does
            state = state_of(space) if sharp else state_within(space, sharp=False)
            yield UNDECIDED if state is None else state

    def answered(self, drawn: Situation) -> Situation:
        """What opaque criteria say to a draw, and what it gets from across the slate."""
        now = drawn.put(ask_all(self.asked, drawn.values).values)
        if self.across is None:
            return now
        scores = self.scores(now.values, now.withheld, now.as_of)
        rows = [row_in(self.graph, now, scores, ""), *self.others]
        ends, _ = across(self.graph, rows, as_of=now.as_of)[0]
        if ends is not None and ends[0] == ends[1]:
            return now.put({self.across.key: ends[0]})
        return now.assume({self.across.key: ends or (self.across.low, self.across.high)})

    def space(self, keys: Iterable[Key], held: Situation | None = None) -> Space:
        """All that the draws of these estimates, and what is missing besides, may be."""
        found = (held or self.now).over_estimates(keys)
        # Whatever opaque criteria would be asked about.
        found = found.put(dict.fromkeys(each.key for each in self.asked))
        return Space(
            self.graph, found.assume({each.key: (each.low, each.high) for each in self.asked})
        )


def _ranges(evaluation: Judged) -> list[_Range]:
    """The estimates with a range, in the order of the ruleset's fields."""
    graph, situation, found = evaluation.graph, evaluation.situation, list[_Range]()
    places = {name: place for place, name in enumerate(graph.fields)}
    read = [key for key in situation.estimates if spell(key) in graph.kinds]
    for key in sorted(read, key=lambda key: places[owner(key)]):
        (low, high), likely = situation.estimates[key], situation.value(key)
        field, name = graph.fields[owner(key)], owner(key)
        if not isinstance(key, str):
            field, name = field.record[key[2]], f"{name}[{key[1] + 1}].{key[2]}"
        found.append(_Range(key, name, Estimate(low, likely, high), field.unit, field.whole))
    return found
