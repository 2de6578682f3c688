"""Reasons: why one is left out, what it would displace, what would let it in, by solving again.

And of each one that is chosen, how much less it could be worth, and who would come in without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from evalcore.portfolios.candidates import NOTHING, Candidate
from evalcore.portfolios.conflict import conflict_of
from evalcore.portfolios.demands import ONE, Demands
from evalcore.portfolios.engine import Best, Engine
from evalcore.portfolios.model import TIE, Demand, Problem, Row, Selection
from evalcore.request.spelling import rounded
from evalcore.say.figures import in_words
from evalcore.written.errors import listing

NOT_ASKED = "not asked"
NOT_PROVED = "not proved within the limits"
MOST_NAMED = 3  # requests, or capacities, that a reason names; the others are counted


@attrs.frozen
class LeftOut:
    """Why a request is not chosen.

    `loss` is what the best selection with it is worth less, `displaced_by` who of the chosen is
    missing there; None and empty where it fits in no way, or may not be chosen. `fits_with` is how
    much more of each capacity lets it join the chosen; None where no amount does. `fits_from` is
    the period from which it would fit beside them, were it to begin later. `why` says why that is
    not known, where it is not.
    """

    candidate: Candidate
    because: str | None = None
    loss: Fraction | None = None
    displaced_by: tuple[str, ...] = ()
    fits_with: Mapping[str, Fraction] | None = None
    why: str = ""
    fits_from: str | None = None


@attrs.frozen
class Stop:
    """What stopping one that is in flight, or promised, would come to.

    What it takes is free for those who `come`; those who require it `go`. `loss` is what the best
    selection is worth less then: below 0 where stopping pays.
    """

    frees: Mapping[str, tuple[Fraction, ...]]
    come: tuple[str, ...]
    go: tuple[str, ...]
    loss: Fraction


@attrs.frozen
class Staying:
    """How firmly one is chosen.

    `margin` is how much less it could be worth, None where nothing pushes it out; `instead` are
    those who come in without it. `stop` is what stopping it would come to, where it is in flight or
    promised.
    """

    margin: Fraction | None = None
    instead: tuple[str, ...] = ()
    stop: Stop | None = None


@attrs.frozen(eq=False)
class Reasons:
    """Looks for reasons beside one best selection."""

    demands: Demands
    engine: Engine
    best: Best

    @property
    def problem(self) -> Problem:
        """The model of what is demanded."""
        return self.demands.problem

    @property
    def chosen(self) -> Selection:
        """The best selection; nobody where there is none."""
        return self.best.chosen or ()

    def left_out(self, candidate: Candidate) -> LeftOut:
        """Why it is not chosen; of one in flight, what is free as it stops."""
        found = self._left_out(candidate)
        frees = spell_uses(self.demands, candidate.uses)
        if not candidate.in_flight or not frees or self.best.chosen is None:
            return found
        return attrs.evolve(found, because=f"in flight; its stop frees {frees}; {found.because}")

    def in_words(self, amounts: Mapping[str, Fraction]) -> str:
        """Amounts of capacities, as they are shown."""
        said = [f"{self.demands.spelt(more, name)} of {name}" for name, more in amounts.items()]
        return listing(said, most=MOST_NAMED)

    def _left_out(self, candidate: Candidate) -> LeftOut:
        place = self.demands.place.get(candidate.id)
        if candidate.state == "open":
            return LeftOut(candidate, f"{candidate.because}; {self.outlook(candidate)}")
        if place is None:
            return LeftOut(candidate, candidate.because)
        if self.best.chosen is None:
            return LeftOut(candidate, "no selection meets every demand")
        if candidate.id in self.demands.never:
            by = self.demands.never[candidate.id]
            return LeftOut(candidate, f"forced out ({by})")
        joined = self.joined(place)
        fits = None if joined is None else self.lacks(joined)
        short = self.short(place, joined)
        if not self.best.proved:
            return LeftOut(candidate, short, None, (), fits, NOT_PROVED)
        with_it = self.engine.best(self.problem.forced(place, chosen=True))
        if with_it.impossible:
            return LeftOut(candidate, self.no_way(candidate), None, (), fits)
        if not with_it.proved or with_it.value is None or with_it.chosen is None:
            return LeftOut(candidate, short, None, (), fits, NOT_PROVED)
        loss = max((self.best.value or NOTHING) - with_it.value, NOTHING)
        gone = [each for each in self.chosen if each not in with_it.chosen]
        displaced = tuple(self.problem.named(gone))
        later = None if joined is None else self.later(place, joined)
        waits = f"; it would fit from {later}" if later else ""
        because = f"{short}{waits}; {self.at_best(loss, displaced)}"
        return LeftOut(candidate, because, loss, displaced, fits, fits_from=later)

    def stays(self, place: int) -> Staying:
        """What would push a chosen one out."""
        if not self.best.proved:
            return Staying()
        member, always = self.demands.members[place], self.demands.always
        forced = Demand("in", member.id)
        free = self.problem.with_rows(e for e in self.problem.rows if e.demand != forced)
        without = self.engine.best(free.forced(place, chosen=False))
        if without.value is None or without.chosen is None or not without.proved:
            return Staying()
        stop, loss = None, (self.best.value or NOTHING) - without.value
        if member.in_flight or member.id in always:
            stop = self.stop(place, without.chosen, loss)
        if member.id in always:  # nothing but a stop would push it out
            return Staying(stop=stop)
        come = [each for each in without.chosen if each not in self.chosen]
        margin = max(loss, NOTHING)
        return Staying(margin, tuple(self.problem.named(come)), stop)

    def stop(self, place: int, without: Selection, loss: Fraction) -> Stop:
        """What stopping one that is chosen comes to, with the best selection without it."""
        before, after = set(self.chosen), set(without)
        later = self.problem.begins(self.chosen).get(place, 0)
        uses = self.demands.members[place].moved(later)
        return Stop(
            {name: use for name, use in uses.items() if any(use)},
            tuple(self.problem.named(sorted(after - before))),
            tuple(self.problem.named(sorted(before - after - {place}))),
            loss,
        )

    def at_best(self, loss: Fraction, displaced: tuple[str, ...]) -> str:
        """What the best selection with it comes to."""
        instead = f"in place of {listing(displaced, most=MOST_NAMED)}" if displaced else "with it"
        if loss <= TIE:
            return f"{instead} as good"
        return f"{instead} {self.worth(loss)} is lost"

    def worth(self, value: Fraction) -> str:
        """What is maximised, as it is shown."""
        return spell_worth(self.demands, value)

    def joined(self, place: int) -> Selection | None:
        """The chosen with it and all that it takes along; None where more than capacity forbids."""
        along = self.along(place)
        if along is None:
            return None
        joined = tuple(sorted({*self.chosen, *along}))
        waits = [
            n for n, e in enumerate(self.problem.waits, self.problem.count) if e.place == place
        ]
        ways = [joined, *((*joined, each) for each in waits)]
        joined = min(ways, key=lambda way: (self.shortage(way), len(way)))
        broken = [e for e in self.problem.broken(joined) if e.demand.kind != "capacity"]
        return None if broken else joined

    def shortage(self, joined: Selection) -> Fraction:
        """What a selection lacks, as parts of what there is."""
        amounts = self.demands.amounts
        lacks = self.lacks(joined).items()
        return sum((more / (max(amounts[name]) or ONE) for name, more in lacks), NOTHING)

    def along(self, place: int) -> set[int] | None:
        """It, with what it requires and is together with, and so on; None where one cannot be."""
        found, waiting = {place}, [place]
        rows = [each for each in self.problem.rows if is_after(each)]
        while waiting:
            now = waiting.pop()
            for row in rows:
                if row.terms.get(now) != ONE:
                    continue
                others = [each for each, term in row.terms.items() if term < 0]
                if not others:
                    return None
                fresh = [each for each in others if each not in found]
                found.update(fresh)
                waiting += fresh
        return found

    def lacks(self, joined: Iterable[int]) -> dict[str, Fraction]:
        """How much more of each capacity a selection needs, the most over the periods."""
        chosen, found = tuple(joined), dict[str, Fraction]()
        for row in self.problem.rows:
            if row.demand.kind == "capacity" and row.high is not None:
                lack = row.total(chosen) - row.high
                if lack > found.get(row.demand.name, NOTHING):
                    found[row.demand.name] = lack
        return found

    def later(self, place: int, joined: Selection) -> str | None:
        """From which period on it would fit beside the chosen, were it to begin later.

        None where there are no periods, where it takes others along, and where it has begun.
        """
        demands, periods = self.demands, self.demands.periods
        candidate = demands.members[place]
        if not self.lacks(joined) or {*self.problem.requests(joined)} != {
            *self.problem.requests(self.chosen),
            place,
        }:
            return None
        if candidate.begun:
            return None
        begins = self.problem.begins(self.chosen)
        chosen = self.problem.requests(self.chosen)
        uses = [demands.members[n].moved(begins.get(n, 0)) for n in chosen]
        for start in range(candidate.first + 1, len(periods)):
            moved = candidate.moved(start - candidate.first)
            beside = [*uses, moved]
            if all(
                sum((uses[name][period] for uses in beside), NOTHING) <= amount
                for name, amounts in demands.amounts.items()
                for period, amount in enumerate(amounts)
            ):
                return periods[start]
        return None

    def short(self, place: int, joined: Selection | None) -> str:
        """What stands in the way of its joining the chosen."""
        if joined is None:
            return self.forbidden(place)
        lacks = self.lacks(joined)
        if not lacks:
            value = self.worth(self.problem.values[place])
            return f"it would fit, and adds nothing: it is worth {value}"
        requests = self.problem.requests(joined)
        along = [each for each in requests if each not in self.chosen and each != place]
        beside = f" (with {listing(self.problem.named(along))})" if along else ""
        return f"lacks {self.in_words(lacks)}{beside}"

    def lack(self, name: str, joined: Selection) -> str:
        """Of which capacity how much would be taken, where most is lacking."""
        rows = [e for e in self.problem.rows if e.demand == Demand("capacity", name)]
        worst = max(rows, key=lambda row: row.total(joined) - (row.high or NOTHING))
        taken, there = worst.total(joined), self.demands.spelt(worst.high or NOTHING, name)
        periods = self.demands.periods
        when = f" in {periods[worst.period]}" if periods else ""
        return f"{name} {rounded(float(taken))} of {there}{when}"

    def forbidden(self, place: int) -> str:
        """Which demands, other than capacities, its joining would break."""
        joined = tuple(sorted({*self.chosen, *(self.along(place) or {place})}))
        broken = [e.demand for e in self.problem.broken(joined) if e.demand.kind != "capacity"]
        said = [self.demands.because(each) for each in dict.fromkeys(broken)]
        return f"not beside the others: {listing(said, most=MOST_NAMED)}"

    def no_way(self, candidate: Candidate) -> str:
        """Which demands keep it out of every selection."""
        place = self.demands.place[candidate.id]
        problem = self.problem.forced(place, chosen=True)
        wanted = Demand("in", candidate.id)
        demands = [each for each in conflict_of(self.engine, problem).demands if each != wanted]
        if any(e.kind == "capacity" and self.alone(candidate, e) for e in demands):
            more = [e for e in self.problem.demands if e.kind == "capacity" and e not in demands]
            demands += [each for each in more if self.alone(candidate, each)]
        said = [self.alone(candidate, each) or self.demands.because(each) for each in demands]
        return f"fits in no way: {listing(said, most=MOST_NAMED)}"

    def alone(self, candidate: Candidate, demand: Demand) -> str:
        """How it breaks a demand by itself: takes more than there is, or requires who is not there.

        Empty where it does not.
        """
        place = self.demands.place[candidate.id]
        rows = [each for each in self.problem.rows if each.demand == demand]
        if demand.kind == "capacity" and not all(each.holds((place,)) for each in rows):
            return f"by itself {self.lack(demand.name, (place,))}"
        alone = demand.kind == "relation" and any(each.terms == {place: ONE} for each in rows)
        if not alone:
            return ""
        relation = next(e for e in self.demands.candidates.rules.relations if e.id == demand.name)
        names = relation.ids or candidate.names.get(demand.name, ())
        absent = [key for key in names if key not in self.demands.place]
        why = self.demands.because(demand)
        return f"{listing(absent)} cannot be chosen: {why}" if absent else ""

    def outlook(self, candidate: Candidate) -> str:
        """Whether some answer could let an open one in."""
        members = tuple(sorted((*self.demands.members, candidate), key=lambda each: each.id))
        problem = self.demands.problem_of(members)
        place = problem.place[candidate.id]
        found = self.engine.best(problem.forced(place, chosen=True))
        none = f"no answer could let it in{self.least(candidate)}"
        if found.impossible:
            return none
        if candidate.value is None or found.value is None or self.best.value is None:
            return "an answer could let it in"
        better = found.value >= self.best.value - TIE or not found.proved
        return "an answer could let it in" if better else none

    def least(self, candidate: Candidate) -> str:
        """What it takes at least, where that alone is more than there is."""
        for name, amounts in self.demands.amounts.items():
            for use, amount in zip(candidate.uses[name], amounts, strict=True):
                if use > amount:
                    said = self.demands.spelt(use, name)
                    return f": it takes at least {said} of {name}"
        return ""


def is_after(row: Row) -> bool:
    """Whether a row says that one is chosen only with another one."""
    ends = row.low is None and row.high == 0
    return row.demand.kind == "relation" and ends and all(abs(t) == 1 for t in row.terms.values())


def spell_worth(demands: Demands, value: Fraction, *, table: bool = False) -> str:
    """What is maximised, as it is shown: a total in the way of the ruleset."""
    rules, graph = demands.candidates.rules, demands.candidates.evaluator.graph
    if rules.maximise and rules.maximise.strip() != "total":
        return rounded(float(value))
    figures = graph.ruleset.figures
    return figures.total_in_table(float(value)) if table else in_words(float(value), figures.total)


def spell_uses(demands: Demands, uses: Mapping[str, tuple[Fraction, ...]]) -> str:
    """What something takes of each capacity, where it takes any: the most, and in which periods."""
    said: list[str] = []
    for name, use in uses.items():
        when = [each for each, taken in zip(demands.periods, use, strict=False) if taken]
        if any(use):
            during = f" in {listing(when, most=MOST_NAMED)}" if when else ""
            said.append(f"{demands.spelt(max(use), name)} of {name}{during}")
    return listing(said, most=MOST_NAMED)
