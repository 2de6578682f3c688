"""Demands: what every selection has to meet, as rows of the model and in words.

Capacities, relations, shares, and what is forced in or out. A condition that is unknown of a
request counts so that the demand is met whatever the answer turns out to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import attrs

from evalcore.portfolios.candidates import Candidate, Candidates
from evalcore.portfolios.model import PLAN, Demand, Problem, Row, Wait, decimal, fixed
from evalcore.request.spelling import percent, rounded
from evalcore.rules.origins import placed
from evalcore.rules.portfolio import COUNT, Between, Share
from evalcore.written.errors import Complaint, InputError, Path, listing, near, one_of, show

ONE, NOTHING = Fraction(1), Fraction(0)
MOST_IDS = 5  # that a sentence names; the others are counted


@attrs.frozen
class Promises:
    """Who was chosen before, by the name of the period in which they begin; None: as they say.

    `source` is the file of the plan that promised it.
    """

    begin: Mapping[str, str | None] = attrs.field(factory=dict[str, str | None])
    source: str = ""


@attrs.frozen
class Wishes:
    """What somebody asks for beside the portfolio: other amounts, requests in or out.

    What was `promised` is kept: those are forced in, and begin when that was said.
    """

    capacities: Mapping[str, Fraction] = attrs.field(factory=dict[str, Fraction])
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    promised: Promises = attrs.field(factory=Promises)


@attrs.frozen(eq=False, slots=False)
class Demands:
    """Candidates with all that is demanded of a selection of them."""

    candidates: Candidates
    wishes: Wishes = attrs.field(factory=Wishes)

    def __attrs_post_init__(self) -> None:
        complaints = [*self._strange()]
        if complaints:
            raise InputError(complaints)

    @cached_property
    def members(self) -> tuple[Candidate, ...]:
        """Those among whom is chosen, in the order of their ids; promises begin when promised."""
        begin = self.wishes.promised.begin
        return tuple(
            self._when(each, begin[each.id]) if each.id in begin else each
            for each in self.candidates.eligible
        )

    def _when(self, member: Candidate, period: str | None) -> Candidate:
        """A promise where it begins in its period; as it says where that is over, or earlier."""
        later = 0
        if period in self.periods:
            later = self.periods.index(period) - member.first
        uses = member.moved(later) if later > 0 and not member.in_flight else member.uses
        return attrs.evolve(member, uses=uses, may_wait=0)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each of them."""
        return {each.id: place for place, each in enumerate(self.members)}

    @cached_property
    def problem(self) -> Problem:
        """The model of it."""
        return self.problem_of(self.members, waiting=True)

    def problem_of(self, members: Sequence[Candidate], *, waiting: bool = False) -> Problem:
        """The same among others; who may wait does so only where that is `waiting`."""
        place = {each.id: number for number, each in enumerate(members)}
        values = tuple(each.value or NOTHING for each in members)
        waits = tuple(
            Wait(number, periods)
            for number, each in enumerate(members)
            for periods in range(1, each.may_wait + 1)
            if waiting
        )
        ids = (*place, *(f"{members[each.place].id} +{each.periods}" for each in waits))
        more = (NOTHING,) * len(waits)
        rows = tuple(_Rows(self, members, place, waits).all())
        return Problem(ids, (*values, *more), rows, waits)

    @cached_property
    def amounts(self) -> Mapping[str, tuple[Fraction, ...]]:
        """What there is of each capacity, in each period."""
        found: dict[str, tuple[Fraction, ...]] = {}
        for name, each in self.candidates.rules.capacities.items():
            amount = tuple(map(decimal, each.amount))
            found[name] = amount
            if name in self.wishes.capacities:
                found[name] = (self.wishes.capacities[name],) * len(amount)
        return found

    @property
    def periods(self) -> tuple[str, ...]:
        """The names of the periods; none where there is only one."""
        return self.candidates.rules.periods

    def unit(self, capacity: str) -> str | None:
        """The unit of a capacity, as it is shown."""
        said = self.candidates.rules.capacities[capacity].unit
        if said is not None:
            return said
        node = self.candidates.nodes.uses[capacity]
        unit = self.candidates.evaluator.graph.types[node].unit
        return None if unit is None or not unit.symbols else str(unit)

    def spelt(self, amount: Fraction, capacity: str) -> str:
        """An amount of a capacity, as it is shown: `20 h/month`."""
        return " ".join(filter(None, [rounded(float(amount)), self.unit(capacity)]))

    @property
    def always(self) -> Mapping[str, str]:
        """Who is forced in, and by what."""
        found = dict.fromkeys(self.wishes.promised.begin, "--promises")
        found |= dict.fromkeys(self.wishes.inside, "--in")
        return {**found, **dict.fromkeys(self.candidates.rules.always, "always")}

    @property
    def never(self) -> Mapping[str, str]:
        """Who is forced out, and by what."""
        found = dict.fromkeys(self.wishes.outside, "--out")
        return {**found, **dict.fromkeys(self.candidates.rules.never, "never")}

    def because(self, demand: Demand) -> str:
        """A demand in words."""
        name, rules = demand.name, self.candidates.rules
        match demand.kind:
            case "in":
                by = self.always.get(name, "it is asked for")
                member = self.candidates.by_id.get(name)
                barred = "" if member is None or not member.because else f": {member.because}"
                return f"{name} is forced in ({by}){barred}"
            case "out":
                return f"{name} is forced out ({self.never.get(name, 'it is left out')})"
            case "capacity":
                return f"{name} has {self._said(name)}"
            case "relation":
                each = next(e for e in rules.relations if e.id == name)
                return each.because or relation_in_words(each)
            case "plan":
                return "each one begins once"
            case "share":
                share = next(e for e in rules.shares if e.id == name)
                return share.because or share_in_words(share)

    def _said(self, name: str) -> str:
        amounts = self.amounts[name]
        if len(set(amounts)) == 1:
            each = " in each period" if self.periods else ""
            return f"{self.spelt(amounts[0], name)}{each}"
        said = [f"{self.spelt(a, name)} in {p}" for p, a in zip(self.periods, amounts, strict=True)]
        return listing(said, most=MOST_IDS)

    def _strange(self) -> Iterator[Complaint]:
        rules, known = self.candidates.rules, [each.id for each in self.candidates.all]
        for name in self.wishes.capacities:
            if name not in rules.capacities:
                names = list(rules.capacities)
                expected = one_of(names) if names else "a capacity; there is none"
                problem = f"there is no capacity {show(name)}"
                yield Complaint(problem, expected, near(name, names), source="--capacity")
        options = (("--in", self.wishes.inside), ("--out", self.wishes.outside))
        for option, ids in options:
            for key in ids:
                if key not in known:
                    yield _no_request(key, known, source=option)
        promised = self.wishes.promised
        for key in promised.begin:
            if key not in known:
                complaint = _no_request(key, known, source=promised.source)
                yield attrs.evolve(complaint, mend="it is promised: leave it in INPUT")
        listed: list[tuple[Path, str]] = [
            (("portfolio", "always", n), key) for n, key in enumerate(rules.always)
        ]
        listed += [(("portfolio", "never", n), key) for n, key in enumerate(rules.never)]
        for number, each in enumerate(rules.relations):
            form = "of" if each.form == "count" else each.form
            at: Path = ("portfolio", "relations", number, form)
            listed += [((*at, n), key) for n, key in enumerate(each.ids)]
        strange = [
            attrs.evolve(_no_request(key, known, rules.source), path=path)
            for path, key in listed
            if key not in known
        ]
        yield from placed(self.candidates.evaluator.ruleset, strange)


def _no_request(key: str, known: Sequence[str], source: str) -> Complaint:
    return Complaint(
        f"no initiative has the id {show(key)}", one_of(known), near(key, known), source=source
    )


@attrs.frozen
class _Rows:
    """The rows of all demands over some members."""

    demands: Demands
    members: Sequence[Candidate]
    place: Mapping[str, int]
    waits: Sequence[Wait] = ()

    def all(self) -> Iterator[Row]:
        rules = self.demands.candidates.rules
        for key in self.demands.always:
            yield fixed(key, self.place.get(key), chosen=True)
        for key in self.demands.never:
            yield fixed(key, self.place.get(key), chosen=False)
        for name, amounts in self.demands.amounts.items():
            demand = Demand("capacity", name)
            for period, amount in enumerate(amounts):
                terms = {n: each.uses[name][period] for n, each in enumerate(self.members)}
                terms |= self.waiting(name, range(period, period + 1))
                terms = {n: use for n, use in terms.items() if use}
                yield Row(demand, terms, high=amount, period=period)
        for relation in rules.relations:
            yield from self.relation(relation)
        for share in rules.shares:
            yield from self.share(share)
        for n in dict.fromkeys(each.place for each in self.waits):
            places = self.columns(n)
            yield Row(PLAN, {n: -ONE, **dict.fromkeys(places, ONE)}, high=NOTHING)

    def columns(self, place: int) -> list[int]:
        """The places that say when the one at a place begins later."""
        count = len(self.members)
        return [count + n for n, each in enumerate(self.waits) if each.place == place]

    def waiting(self, name: str, periods: range) -> dict[int, Fraction]:
        """What beginning later changes of what is taken in these periods, by its place."""
        found: dict[int, Fraction] = {}
        for number, each in enumerate(self.waits, len(self.members)):
            member = self.members[each.place]
            before, after = member.uses[name], member.moved(each.periods)[name]
            found[number] = sum((after[n] - before[n] for n in periods), NOTHING)
        return found

    def relation(self, each: Between) -> Iterator[Row]:
        demand = Demand("relation", each.id)
        match each.form:
            case "count":
                yield from self.count(each, demand)
            case "requires":
                for first, others in self.named(each):
                    for other in others:
                        yield _after(demand, self.place.get(first), self.place.get(other))
            case "together":
                for first, others in self.named(each):
                    for other in others:
                        yield _after(demand, self.place.get(first), self.place.get(other))
                        yield _after(demand, self.place.get(other), self.place.get(first))
            case "excludes" if each.ids:
                terms = {self.place[key]: ONE for key in each.ids if key in self.place}
                yield Row(demand, terms, high=ONE)
            case _:
                for first, others in self.named(each):
                    for other in others:
                        if first != other and {first, other} <= self.place.keys():
                            terms = {self.place[first]: ONE, self.place[other]: ONE}
                            yield Row(demand, terms, high=ONE)

    def named(self, each: Between) -> Iterator[tuple[str, Sequence[str]]]:
        """Who is bound to whom: as the relation lists them, or as the requests name others."""
        if each.ids:
            yield each.ids[0], each.ids[1:]
            return
        for member in self.members:
            others = [key for key in member.names[each.id] if key != member.id]
            if others:
                yield member.id, others

    def count(self, each: Between, demand: Demand) -> Iterator[Row]:
        listed = {self.place[key]: ONE for key in each.ids if key in self.place}
        if each.at_least is not None:
            terms = self.holding(each.id, unsure=False) if each.where else listed
            yield Row(demand, terms, low=Fraction(int(each.at_least)))
        if each.at_most is not None:
            terms = self.holding(each.id, unsure=True) if each.where else listed
            yield Row(demand, terms, high=Fraction(int(each.at_most)))

    def holding(self, key: str, *, unsure: bool) -> dict[int, Fraction]:
        """Those of which a condition holds; where it is not known, as `unsure` says."""
        said = {n: each.members[key] for n, each in enumerate(self.members)}
        return {n: ONE for n, held in said.items() if (unsure if held is None else held)}

    def share(self, each: Share) -> Iterator[Row]:
        demand = Demand("share", each.id)
        amounts = [self.amount(each.of, member) for member in self.members]
        for end, least in ((each.at_least, True), (each.at_most, False)):
            if end is None:
                continue
            part = decimal(end)
            # What is not known counts against the demand: it is met whatever the answer is.
            inside = [
                self.holding(each.id, unsure=(amount < 0) == least).get(n, NOTHING)
                for n, amount in enumerate(amounts)
            ]
            terms = {n: amount * (inside[n] - part) for n, amount in enumerate(amounts)}
            if each.of in self.demands.amounts:
                more = self.waiting(each.of, range(len(self.demands.amounts[each.of])))
                for number, amount in more.items():
                    own = self.waits[number - len(self.members)].place
                    terms[number] = amount * (inside[own] - part)
            terms = {n: term for n, term in terms.items() if term}
            yield Row(demand, terms, low=NOTHING) if least else Row(demand, terms, high=NOTHING)

    def amount(self, of: str, member: Candidate) -> Fraction:
        if of == COUNT:
            return ONE
        if of in self.demands.amounts:
            return member.use(of)
        return member.value or NOTHING


def _after(demand: Demand, first: int | None, other: int | None) -> Row:
    """The first one only with the other; what has no place is never chosen."""
    terms = {} if first is None else {first: ONE}
    if other is not None and first is not None:
        terms[other] = -ONE
    return Row(demand, terms, high=NOTHING)


def relation_in_words(each: Between) -> str:
    """What a relation demands, where nobody has said why."""
    if each.field:
        does = {"requires": "requires", "excludes": "rules out", "together": "goes with"}
        return f"each one {does[each.form]} what it names in {each.field}"
    ids = list(each.ids)
    match each.form:
        case "requires":
            return f"{ids[0]} requires {listing(ids[1:], most=MOST_IDS)}"
        case "excludes":
            return f"at most one of {listing(ids, most=MOST_IDS)}"
        case "together":
            return f"all or none of {listing(ids, most=MOST_IDS)}"
        case "count":
            ends = _ends(each.at_least, each.at_most, lambda end: f"{end:g}")
            of = f"those with {each.where}" if each.where else listing(ids, most=MOST_IDS)
            return f"{ends} of {of}"


def share_in_words(each: Share) -> str:
    """What a share demands, where nobody has said why."""
    ends = _ends(each.at_least, each.at_most, percent)
    of = {"value": "the value", COUNT: "the requests"}.get(each.of, each.of)
    return f"{ends} of {of} for those with {each.where}"


def _ends(low: float | None, high: float | None, spell: Callable[[float], str]) -> str:
    ends = [] if low is None else [f"at least {spell(low)}"]
    return listing([*ends, *([] if high is None else [f"at most {spell(high)}"])])
