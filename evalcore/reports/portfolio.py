"""Portfolios as a document: chosen, capacities as bars, left out with the reasons, what else."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.portfolios.candidates import NOTHING
from evalcore.portfolios.choice import Choice
from evalcore.portfolios.reasons import NOT_ASKED, spell_uses, spell_worth
from evalcore.reports.document import (
    Bar,
    Bars,
    Bullets,
    Document,
    Grid,
    Heading,
    Line,
    Notes,
    Paragraph,
    Part,
)
from evalcore.reports.rows import beside, named
from evalcore.request.spelling import percent, rounded
from evalcore.written.errors import listing, plural

MOST_TIES = 5  # that are shown; the JSON has them all


def portfolio_document(choice: Choice) -> Document:
    """The selection, and why it is this one."""
    return Document(_parts(choice), heading(choice))


def heading(choice: Choice) -> str:
    """One line on what was chosen from, by which ruleset."""
    candidates = choice.demands.candidates
    ruleset, count = candidates.evaluator.ruleset, len(candidates.all)
    dates = {each.evaluation.as_of for each in candidates.all}
    day = next(iter(dates)) if len(dates) == 1 else None
    as_of = "" if day is None else f", as of {day.isoformat()}"
    many = plural(count, "initiative")
    return f"{ruleset.name} {ruleset.version}: chosen together from {many}{as_of}"


def _parts(choice: Choice) -> Iterator[Part]:
    yield Heading(heading(choice), level=1)
    yield Paragraph(_summary(choice), strong=True)
    yield from beside([choice.demands.candidates.evaluator.graph])
    if choice.conflict.demands:
        yield Heading("What contradicts itself")
        yield Bullets(tuple(map(choice.demands.because, choice.conflict.demands)))
        said = "These are the fewest that cannot be met together: without any one they can."
        if not choice.conflict.smallest:
            said = "These cannot be met together, without any one they can; perhaps fewer cannot."
        yield Paragraph(said)
        return
    if choice.chosen:
        yield Heading("Chosen")
        yield _chosen(choice)
        yield from _stops(choice)
    if choice.demands.amounts:
        yield from _capacities(choice)
    if choice.left_out:
        yield Heading("Left out")
        yield from _left_out(choice)
    yield from _ties(choice)
    yield from _greedy(choice)


def _summary(choice: Choice) -> str:
    if choice.best.value is None:
        if choice.status == "infeasible":
            return "No selection meets all that is demanded."
        return "No selection was found within the limits; there may be one."
    count = plural(len(choice.chosen), "initiative")
    what = choice.demands.candidates.rules.maximise or "total"
    worth = spell_worth(choice.demands, choice.best.value)
    proof = "none is worth more"
    if choice.status == "gap":
        gap = choice.best.gap
        proof = "it is not proved best"
        if gap is not None:
            proof += f": another may be worth up to {percent(gap, 1)} more"
    return f"{count} chosen, worth {worth} together ({what}); {proof}."


def _chosen(choice: Choice) -> Grid:
    demands = choice.demands
    names = list(demands.amounts)
    planned = bool(demands.candidates.rules.latest or demands.wishes.promised.begin)
    begins = ("From",) if planned and demands.periods else ()
    rows: list[tuple[Line, ...]] = []
    for each in choice.chosen:
        uses = [rounded(float(each.use(name))) for name in names]
        staying = choice.staying.get(each.id)
        margin = "" if staying is None else "forced"
        if staying is not None and staying.margin is not None:
            margin = spell_worth(demands, staying.margin, table=True)
        value = spell_worth(demands, each.value or NOTHING, table=True)
        instead = "" if staying is None else listing(staying.instead, most=3)
        first = [choice.begins(each) or ""] if begins else []
        rows.append((named(each.id, each.title), value, margin, *first, *uses, instead))
    notes: list[str] = []
    if choice.staying:
        notes.append("Margin: how much less it could be worth before others, in Else, come in.")
    if demands.periods:
        notes.append("Of each capacity the sum over all periods.")
    heads: tuple[str, ...] = ("Request", "Worth", "Margin", *begins, *names, "Else")
    last = len(heads) - 1
    numbers, texts, at = range(1, last), [0, last], 3 + len(begins)
    if not choice.staying:  # nobody has asked
        heads = (*heads[:2], *heads[3:last])
        rows = [(*row[:2], *row[3:last]) for row in rows]
        numbers, texts, at = range(1, len(heads)), [0], 2 + len(begins)
    return Grid(
        "", heads, tuple(rows), numbers, "hang", texts, range(at, at + len(names)),
        "more capacities in json.", notes=tuple(notes),
    )  # fmt: skip


def _stops(choice: Choice) -> Iterator[Part]:
    """Of those in flight, or promised: what a stop would free, for whom, and what that loses."""
    rows: list[tuple[Line, ...]] = []
    for each in choice.chosen:
        staying = choice.staying.get(each.id)
        stop = None if staying is None else staying.stop
        if stop is None:
            continue
        worth = spell_worth(choice.demands, abs(stop.loss), table=True)
        parts = [f"frees {spell_uses(choice.demands, stop.frees) or 'nothing'}"]
        parts += [f"for {listing(stop.come, most=3)}"] if stop.come else []
        parts += [f"{listing(stop.go, most=3)} would stop, too"] if stop.go else []
        parts.append(f"{worth} is won" if stop.loss < 0 else f"{worth} is lost")
        rows.append((named(each.id, each.title), "; ".join(parts)))
    if rows:
        yield Heading("What a stop would free, of those in flight or promised")
        yield Grid("", ("Request", "Its stop"), tuple(rows), (), "hang", (0, 1))


def _capacities(choice: Choice) -> Iterator[Bars]:
    demands = choice.demands
    bars: list[Bar] = []
    for name, amounts in demands.amounts.items():
        for period, (used, of) in enumerate(zip(choice.used(name), amounts, strict=True)):
            part = float(used / of) if of else float(used > 0)
            label = f"{name} {demands.periods[period]}" if demands.periods else name
            number = f"{rounded(float(used))} of {demands.spelt(of, name)}"
            bars.append(Bar(label, number, "total", 0.0, max(part, 0.0), max(part, 0.0)))
    yield Bars("Capacities, and what of them is used", tuple(bars), {})


def _left_out(choice: Choice) -> Iterator[Part]:
    told = [each for each in choice.left_out if each.why != NOT_ASKED]
    if told:
        rows = tuple(
            (named(each.candidate.id, each.candidate.title), each.because or each.why)
            for each in told
        )
        yield Grid("", ("Request", "Why"), rows, (), "hang", (0, 1))
    others = [each.candidate.id for each in choice.left_out if each.why == NOT_ASKED]
    if others:
        ids = listing(others, most=8)
        line = f"{plural(len(others), 'initiative')} whose reasons nobody asked for: {ids}."
        yield Notes((line, "--why ID, or --why all, looks for them."))


def _ties(choice: Choice) -> Iterator[Part]:
    others = choice.also_optimal
    if not others:
        return
    first = {each.id for each in choice.chosen}
    items: list[str] = []
    for each in others[:MOST_TIES]:
        ins = [key for key in each if key not in first]
        outs = [key for key in sorted(first) if key not in each]
        moves = [f"with {listing(ins)}"] if ins else []
        moves += [f"without {listing(outs)}"] if outs else []
        items.append(", ".join(moves))
    if len(others) > MOST_TIES or not choice.ties.complete:
        items.append("and more")
    yield Heading("As good")
    yield Bullets(tuple(items))


def _greedy(choice: Choice) -> Iterator[Part]:
    if not choice.greedy or choice.best.value is None:
        return
    rows: list[tuple[Line, ...]] = []
    for each in choice.greedy:
        loss = "" if each.loss is None else spell_worth(choice.demands, each.loss, table=True)
        broken = f"breaks {listing([demand.name for demand in each.breaks])}" if each.breaks else ""
        ids = listing(each.chosen, most=8) or "nobody"
        worth = spell_worth(choice.demands, each.value, table=True)
        rows.append((each.rule, worth, broken or loss, ids))
    heads = ("Rule", "Worth", "Loses", "Chosen")
    yield Heading("What usual rules would choose")
    yield Grid("", heads, tuple(rows), (1, 2), "hang", (0, 3))
