"""Draws of weights and estimates as tables and sentences, and as CSV; their JSON is their own."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.judge.record import Evaluation
from evalcore.reports.document import Document, Grid, Heading, Line, Paragraph, Part
from evalcore.reports.rows import MOST_FIELDS, beside, name, named, terms_of
from evalcore.reports.tables import Row, Table
from evalcore.request.spelling import spell_number, spell_value
from evalcore.say.terms import Terms
from evalcore.study.draws import EstimateDraws, InitiativeDraws, Moving, Shares, WeightDraws
from evalcore.written.errors import listing, plural

MOST_PAIRS = 12  # shown; the JSON has them all
MOST_RANKS = 10  # of which the acceptability is shown; the CSV has them all
BESIDE = 60  # columns that a table of ranks takes without any rank
RANK = 6  # columns of a rank


def ranking_document(drawn: WeightDraws, width: int | None = None) -> Document:
    """Each initiative's shares and ranks, the pairs that flip, and what could not be ranked.

    Within a width, as many ranks are shown as fit.
    """
    return Document(_ranking(drawn, width), heading(drawn))


def _ranking(drawn: WeightDraws, width: int | None) -> Iterator[Part]:
    yield Heading(heading(drawn), level=1)
    yield from beside([drawn.evaluator.graph])
    if drawn.ranked:
        yield _ranks(drawn, width)
        yield from _pairs(drawn)
    if drawn.left_out:
        rows = tuple(
            (_named(each.evaluation), _shares(each), _waiting(each)) for each in drawn.left_out
        )
        whose = "their" if len(rows) > 1 else "its"
        caption = f"Not ranked, as {whose} total is unknown:"
        heads = ("Request", "Verdicts", "Its total")
        yield Grid(caption, heads, rows, fit="hang", texts=(0, 1, 2))


def heading(drawn: WeightDraws) -> str:
    """One line on what was drawn: ruleset, initiatives, draws, weights, seed, date."""
    ruleset, what = drawn.evaluator.ruleset, plural(len(drawn.initiatives), "initiative")
    as_of = f", as of {drawn.as_of.isoformat()}" if drawn.as_of is not None else ""
    drawing = f"{_times(drawn.draws)} of {weights_drawn(drawn)}, seed {drawn.seed}"
    return f"{ruleset.name} {ruleset.version}: {what}, {drawing}{as_of}"


def weights_drawn(drawn: WeightDraws) -> str:
    """Which weights were drawn: any, or those near the ruleset's own."""
    if drawn.tolerance is None:
        return "any weights"
    return f"weights up to {drawn.tolerance * 100:.10g}% off"


def _times(draws: int) -> str:
    return f"{draws:,} draw{'' if draws == 1 else 's'}"


def _shares(each: InitiativeDraws | EstimateDraws) -> str:
    return shares(each.shares, terms_of(each.evaluation))


def _ranks(drawn: WeightDraws, width: int | None) -> Grid:
    fitting = MOST_RANKS if width is None else max(1, (width - BESIDE) // RANK)
    most = min(len(drawn.ranked), MOST_RANKS, fitting)
    rows: list[tuple[Line, ...]] = []
    for place, each in enumerate(drawn.ranked, start=1):
        ranks = [percent(share) for share in (each.acceptability or ())[:most]]
        mean = f"{each.expected_rank or 0:.1f}"
        rows.append((_named(each.evaluation), str(place), mean, *ranks, _shares(each)))
    head = ("Request", "#", "Mean", *(f"={rank}" for rank in range(1, most + 1)), "Verdicts")
    caption = (
        "# is the rank by the ruleset's own weights, Mean that of the draws, "
        "=1 the share of draws in which it comes first."
    )
    texts = (0, most + 3)
    return Grid(caption, head, tuple(rows), range(1, most + 3), "hang", texts)


def _pairs(drawn: WeightDraws) -> Iterator[Part]:
    flips, names = drawn.flips, {each.id: _named(each.evaluation) for each in drawn.ranked}
    if not flips:
        if len(drawn.ranked) > 1:
            yield Paragraph("No draw changes the order of any two.")
        return
    rows = [
        (names[each.first], names[each.second], percent(each.share), percent(1 - each.share))
        for each in flips[:MOST_PAIRS]
    ]
    count = "1 pair changes its order" if len(flips) == 1 else f"{len(flips):,} pairs change order"
    caption = f"{count}, the most even ones first:" if len(flips) > 1 else f"{count}:"
    head = ("Ranked before", "after", "so in", "not in")
    yield Grid(caption, head, tuple(rows), (2, 3), "hang", texts=(0, 1))
    if len(flips) > MOST_PAIRS:
        yield Paragraph(f"{len(flips) - MOST_PAIRS:,} more pairs: see --format json.")


def _named(evaluation: Evaluation) -> Line:
    return named(evaluation.id, evaluation.title)


def _waiting(each: InitiativeDraws) -> str:
    fields, total = each.waits_for, each.evaluation.graph.total
    if not fields:
        return "" if total is None else each.evaluation.because(total)
    return f"needs {listing(fields, most=MOST_FIELDS)}"


def shares(found: Shares, terms: Terms) -> str:
    """The verdicts that hold in any draw, the most frequent first: `go 71%, hold 29%`."""
    verdicts = terms.labels(found.verdicts)
    counted = [*zip(verdicts, found.counts, strict=True), ("undecided", found.undecided)]
    held = sorted((each for each in counted if each[1]), key=lambda each: -each[1])
    return ", ".join(f"{verdict} {percent(count / found.draws)}" for verdict, count in held)


def percent(share: float) -> str:
    """A share in whole percents; never `0%` for what happens, nor `100%` for what may not."""
    if share <= 0:
        return "-"
    if share <= 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{share * 100:.0f}%"


def estimate_document(drawn: EstimateDraws, weighted: WeightDraws | None = None) -> Document:
    """The probability of each verdict by the estimates, and the estimate that moves it most.

    With draws of weights, the shares of the verdicts by those as well.
    """
    weights = [] if weighted is None else [weights_paragraph(weighted)]
    return Document((*_estimates(drawn), *weights), drawn.evaluation.title)


def _estimates(drawn: EstimateDraws) -> Iterator[Part]:
    head = f"{name(drawn.evaluation)}: {_times(drawn.draws)}, seed {drawn.seed}"
    yield Heading(head, level=1)
    yield from beside([drawn.evaluation.graph])
    if not drawn.moving:
        yield Paragraph(f"None of its estimates has a range: {_shares(drawn)}.")
        return
    yield Paragraph(f"By its estimates: {_shares(drawn)}.", strong=True)
    if drawn.redrawn:
        again = f"Drawn again, as they broke a relation between fields: {drawn.redrawn} draws."
        yield Paragraph(again)
    most = drawn.moves_most
    if most is None:
        yield Paragraph("No estimate moves the verdict.")
    else:
        likely = spell_value(most.estimate.likely, most.unit)
        moved = f"where it stays at {likely}, {percent(most.share)} of the draws come to another"
        yield Paragraph(f"{most.field} moves it most: {moved} verdict.")
    rows = tuple(_moving(each) for each in drawn.moving)
    caption = "In how many draws the verdict differs once an estimate stays at its likely value:"
    yield Grid(caption, ("Estimate", "Low", "Likely", "High", "Moves"), rows, right=(1, 2, 3, 4))


def _moving(each: Moving) -> tuple[str, ...]:
    low, likely, high = each.estimate.low, each.estimate.likely, each.estimate.high
    field = f"{each.field} ({each.unit})" if each.unit else each.field
    return field, *map(spell_number, (low, likely, high)), percent(each.share)


def weights_paragraph(drawn: WeightDraws) -> Paragraph:
    """The shares of the verdicts on the one initiative that was drawn."""
    (each,) = drawn.initiatives
    return Paragraph(f"By {weights_drawn(drawn)}: {_shares(each)}.", strong=True)


def draw_table(drawn: WeightDraws) -> Table:
    """One row for each initiative: shares of verdicts, ranks, central weights; not rounded."""
    verdicts = drawn.evaluator.ruleset.verdicts
    criteria = [each.id for each in drawn.evaluator.ruleset.criteria]
    places = range(1, len(drawn.ranked) + 1)
    head = ["rank", "id", "title", "verdict", "decided", "expected_rank"]
    head += [f"share.{each}" for each in verdicts] + ["share.undecided"]
    head += [f"rank.{place}" for place in places]
    head += [f"central_weight.{each}" for each in criteria] + ["waits_for"]
    rank_of = {each.id: place for place, each in enumerate(drawn.ranked, start=1)}
    rows: list[Row] = []
    for each in drawn.initiatives:
        evaluation, central = each.evaluation, each.central_weights or {}
        rows.append(
            [
                rank_of.get(each.id),
                each.id,
                evaluation.title,
                evaluation.verdict,
                evaluation.decided,
                each.expected_rank,
                *(each.shares.of(verdict) for verdict in verdicts),
                each.shares.share_undecided,
                *(each.acceptability or (None,) * len(places)),
                *(central.get(name) for name in criteria),
                "; ".join(each.waits_for),
            ]
        )
    return Table("draws", tuple(head), rows)


def pair_table(drawn: WeightDraws) -> Table:
    """The pairs that change their order, and in which share of the draws they keep it."""
    rows = [(each.first, each.second, each.share) for each in drawn.flips]
    return Table("pairs", ("before", "after", "share"), rows)


def estimate_tables(drawn: EstimateDraws, weighted: WeightDraws | None = None) -> list[Table]:
    """The shares of verdicts, and what moves them."""
    shares = drawn.shares
    rows: list[Row] = [("estimates", verdict, shares.of(verdict)) for verdict in shares.verdicts]
    rows.append(("estimates", "undecided", shares.share_undecided))
    if weighted is not None:
        (own,) = weighted.initiatives
        rows += [("weights", verdict, own.shares.of(verdict)) for verdict in shares.verdicts]
        rows.append(("weights", "undecided", own.shares.share_undecided))
    return [
        Table("verdicts", ("drawn", "verdict", "share"), rows),
        Table("moving", ("field", "moved"), [(e.field, e.share) for e in drawn.moving]),
    ]
