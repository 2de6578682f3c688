"""Ends: between which a core index lies, where not all selections can be looked at.

What every selection keeps that none dominates is written as rows: whoever could stand in somebody's
place and is worth more is there, too; and none is beaten by a selection that is known. A request
that no such selection holds, or that all hold, is settled. For the others, selections that are best
in some scenario are evidence: each of them is dominated by none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from math import comb, lcm
from random import Random

import attrs

from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import TIE, Demand, Problem, Row, Selection
from evalcore.portfolios.spans import NOTHING, Spans

ONE = Fraction(1)
Ends = tuple[Fraction, Fraction]
_Whole = tuple[Sequence[int], Sequence[int]]  # both ends of something, of each request
DRAWS = 12  # of scenarios, in which the best selection is looked for
MOST_TARGETED = 20  # of scenarios that favour, or hinder, one request
MOST_ASKED = 100  # of questions to a solver, to settle requests
MOST_CORNERS = 8  # at which it is looked whether a selection beats a known one
_INSIDE = 1000  # parts of a span; scenarios lie inside of it
_RULE = Demand("share", "")


def ends_of(spans: Spans, engine: Engine) -> list[Ends]:
    """Both ends of each core index, for sure."""
    return [*_Ends(spans, engine).found()]


@attrs.frozen(eq=False, slots=False)
class _Ends:
    spans: Spans
    engine: Engine
    known: dict[Selection, None] = attrs.field(factory=dict[Selection, None])
    settled: dict[int, Fraction] = attrs.field(factory=dict[int, Fraction])
    asked: list[None] = attrs.field(factory=list[None])

    def found(self) -> Iterator[Ends]:
        count = len(self.spans.ids)
        rng = Random(count)  # noqa: S311 - the same each time
        for draw in range(DRAWS):
            parts = range(1, _INSIDE) if draw % 2 else (1, _INSIDE - 1)
            self.look([Fraction(rng.choice(parts), _INSIDE) for _ in range(count)], rng)
        self.target(rng)
        while self.settle():
            pass
        yield from map(self.between, range(count))

    def look(self, parts: Sequence[Fraction], rng: Random, place: int | None = None) -> None:
        """The best selection of a scenario: so far inside the span of each, and any weights.

        And one that is as good, and differs in whether it holds a place.
        """
        weights = [Fraction(rng.randrange(1, _INSIDE) ** 3) for _ in self.spans.corners]
        values = tuple(
            sum(
                (
                    weight * (low + (high - low) * part)
                    for weight, low, high in zip(weights, worth.low, worth.high, strict=True)
                ),
                NOTHING,
            )
            / (sum(weights) or 1)
            for worth, part in zip(self.spans.worths, parts, strict=True)
        )
        problem = Problem(self.spans.ids, values, self.spans.hopeful)
        best = self.engine.best(problem)
        if not best.proved or best.chosen is None:
            return
        self.known[best.chosen] = None
        if place is not None:
            other = self.engine.best(problem.forced(place, chosen=place not in best.chosen))
            if other.chosen is not None and other.value == best.value:
                self.known[other.chosen] = None

    def target(self, rng: Random) -> None:
        """Scenarios for those whom all that is known holds, or none does."""
        edge = Fraction(1, _INSIDE)
        for count, place in enumerate([*self.one_sided()]):
            if count == MOST_TARGETED:
                return
            held = self.holds(place)
            if 0 < held < len(self.known):
                continue
            parts = [1 - edge if held else edge] * len(self.spans.ids)
            parts[place] = edge if held else 1 - edge
            self.look(parts, rng, place)

    def one_sided(self) -> Iterator[int]:
        """Those who are in all selections that are known, or in none."""
        for place in range(len(self.spans.ids)):
            if place not in self.settled and self.holds(place) in (0, len(self.known)):
                yield place

    def holds(self, place: int) -> int:
        """How many of the known selections hold it."""
        return sum(place in each for each in self.known)

    def settle(self) -> bool:
        """Whether another one could be settled."""
        rows, before = [*self.rules()], len(self.settled)
        for place in self.one_sided():
            held = self.holds(place)
            if (held or not self.known) and self.is_in_all(place, rows):
                self.settled[place] = ONE
            elif not held and self.is_in_none(place, rows):
                self.settled[place] = NOTHING
        return len(self.settled) > before

    def rules(self) -> Iterator[Row]:
        """What every selection keeps that none dominates."""
        yield from self.spans.hopeful
        for place, index in self.settled.items():
            yield Row(_RULE, {place: ONE}, index, index)
        for other, ones in self.betters.items():
            if self.may_go(other):
                yield Row(_RULE, {other: ONE}, high=NOTHING)
                continue
            further = {each for one in ones for each in self.betters[one]}
            for one in sorted(ones - further):  # from one to the next is enough
                yield Row(_RULE, {other: ONE, one: -ONE}, high=NOTHING)
        if len(self.spans.corners) == 1:
            yield from (self.beats(each, 0) for each in self.known if self.is_sure(each))

    @cached_property
    def betters(self) -> dict[int, set[int]]:
        """Who may stand in the place of each one, and is worth more."""
        places = range(len(self.spans.ids))
        return {
            other: {one for one in places if one != other and self.is_better((one,), (other,))}
            for other in places
        }

    @cached_property
    def whole(self) -> tuple[list[_Whole], list[_Whole], int]:
        """What each is worth at each corner, and takes of each row, in whole numbers; and a tie."""
        places, worths = range(len(self.spans.ids)), self.spans.worths
        scale = lcm(*(end.denominator for each in worths for end in (*each.low, *each.high)))
        values: list[_Whole] = [
            ([int(e.low[c] * scale) for e in worths], [int(e.high[c] * scale) for e in worths])
            for c in self.spans.corners
        ]
        takes: list[_Whole] = []
        for row in self.spans.rows:
            size = lcm(*(each.denominator for each in (*row.least.values(), *row.most.values())))
            least = [int(row.least.get(n, NOTHING) * size) for n in places]
            most = [int(row.most.get(n, NOTHING) * size) for n in places]
            takes += [(least, most)] if row.high is not None else []
            if row.low is not None:
                takes.append(([-each for each in most], [-each for each in least]))
        return values, takes, scale // TIE.denominator

    def is_better(self, ones: Sequence[int], others: Sequence[int]) -> bool:
        """Whether those may stand in the place of these, and are worth more."""
        values, takes, tie = self.whole
        better = False
        for low, high in values:
            if sum(low[n] for n in ones) - sum(high[n] for n in others) < -tie:
                return False
            better = better or sum(high[n] for n in ones) - sum(low[n] for n in others) > tie
        return better and all(
            sum(most[n] for n in ones) <= sum(least[n] for n in others) for least, most in takes
        )

    def may_go(self, place: int) -> bool:
        """Whether every selection is better without it."""
        return self.is_better((), (place,))

    def is_sure(self, chosen: Selection) -> bool:
        """Whether a selection is allowed whatever turns out."""
        for row in self.spans.rows:
            least, most = row.ends(chosen)
            if row.high is not None and most > row.high:
                return False
            if row.low is not None and least < row.low:
                return False
        return True

    def beats(self, known: Selection, corner: int) -> Row:
        """That a selection may be worth as much as a known one, at a corner."""
        terms = {
            place: (worth.low if place in known else worth.high)[corner]
            for place, worth in enumerate(self.spans.worths)
        }
        least = sum((terms[place] for place in known), NOTHING) - 2 * TIE
        return Row(_RULE, terms, low=least)

    def branches(self, rows: Sequence[Row]) -> Iterator[Problem]:
        """Problems of which every selection that none dominates keeps one."""
        problem = Problem(self.spans.ids, (NOTHING,) * len(self.spans.ids), tuple(rows))
        sure = next(filter(self.is_sure, self.known), None)
        if sure is None or not 1 < len(self.spans.corners) <= MOST_CORNERS:
            yield problem
            return
        for corner in self.spans.corners:
            yield problem.under(self.beats(sure, corner))

    def cannot(self, rows: Sequence[Row], *more: Row) -> bool:
        """Whether no selection that none dominates keeps these as well."""
        for problem in self.branches(rows):
            if len(self.asked) >= MOST_ASKED and len(self.spans.ids) > self.engine.few:
                return False
            self.asked.append(None)
            if self.engine.is_possible(problem.under(*more)) is not False:
                return False
        return True

    def is_in_none(self, place: int, rows: Sequence[Row]) -> bool:
        """Whether it is in no selection that none dominates."""
        others = [n for n in range(len(self.spans.ids)) if n != place]
        pairs = [
            Row(_RULE, {one: ONE, other: ONE}, low=ONE)
            for one in others
            for other in others
            if one < other and self.is_better((one, other), (place,))
        ]
        return self.cannot(rows, *pairs, Row(_RULE, {place: ONE}, low=ONE))

    def is_in_all(self, place: int, rows: Sequence[Row]) -> bool:
        """Whether it is in every selection that none dominates.

        Wherever it is missing it could be added, or could stand in the place of somebody else.
        """
        others = [n for n in range(len(self.spans.ids)) if n != place]
        pairs = [
            Row(_RULE, {one: ONE, other: ONE}, high=ONE)
            for one in others
            for other in others
            if one < other and self.is_better((place,), (one, other))
        ]
        without = (*pairs, Row(_RULE, {place: ONE}, high=NOTHING))
        if self.spans.is_worth_more((place,), ()):
            shut = self.shut_out(place)
            if all(self.cannot(rows, *without, each) for each in shut):
                return True
        return self.cannot(rows, *without)

    def shut_out(self, place: int) -> Iterator[Row]:
        """Of each row, what a selection takes that it would break."""
        for row in self.spans.rows:
            least, most = row.ends((place,))
            if row.high is not None and most > 0:
                whole, _, high = Row(_RULE, row.most, high=row.high - most).whole
                yield Row(_RULE, _fractions(whole), low=Fraction((high or 0) + 1))
            if row.low is not None and least < 0:
                whole, low, _ = Row(_RULE, row.least, low=row.low - least).whole
                yield Row(_RULE, _fractions(whole), high=Fraction((low or 0) - 1))

    def between(self, place: int) -> Ends:
        """Both ends of one of them."""
        if place in self.settled:
            return self.settled[place], self.settled[place]
        held, most = self.holds(place), self.most()
        return Fraction(held, most), 1 - Fraction(len(self.known) - held, most)

    def most(self) -> int:
        """So many selections, at most, are dominated by none.

        Where more is always worth more, none of them holds another one (Sperner, 1928).
        """
        open_ = [n for n in range(len(self.spans.ids)) if n not in self.settled]
        worths = [self.spans.worths[n] for n in open_]
        growing = all(min(each.low) >= 0 and max(each.high) > TIE for each in worths)
        if growing and self.spans.are_exact:
            return max(comb(len(open_), len(open_) // 2), len(self.known))
        return max(1 << len(open_), len(self.known))


def _fractions(whole: object) -> dict[int, Fraction]:
    return {place: Fraction(term) for place, term in dict(whole).items()}  # type: ignore[call-overload]
