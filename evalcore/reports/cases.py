"""Cases as a document: which do not hold and why, and what of the ruleset none of them reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evalcore.cases.coverage import MEASURES, Count, Part, Report
from evalcore.cases.listing import example, spelt
from evalcore.cases.trying import Mutation, Outcome, Tried
from evalcore.reports import document as doc
from evalcore.reports.tables import Table
from evalcore.written.errors import plural

TITLES = {
    "rules": "rules",
    "clauses": "clauses",
    "conditions": "conditions",
    "mcdc": "turned alone",
}
ABOUT = (
    "conditions: each as true, false and unknown, where its clause is asked; "
    "turned alone: each clause by each of its conditions (MC/DC)"
)
MOST_SHOWN = 60  # of what is not reached; the others are counted


def cases_document(tried: Sequence[Tried]) -> doc.Document:
    """The cases of several rulesets, one after the other."""
    return doc.Document([part for each in tried for part in _parts(each)], "Cases of rulesets")


def case_tables(tried: Sequence[Tried]) -> list[Table]:
    """The cases, how much they reach of each ruleset, and what they do not reach."""
    cases = [
        (_called(t), each.name, each.passed, each.problem, each.file, each.line)
        for t in tried
        for each in t.outcomes
    ]
    coverage = [
        (_called(t), name, t.report.counts[name].reached, t.report.counts[name].of)
        for t in tried
        for name in MEASURES
    ]
    not_reached = [
        (_called(t), spelt(t.report.coverage, part), example(t.report, outcomes))
        for t in tried
        for part, outcomes in t.report.not_reached
    ]
    found = [
        Table("cases", ("ruleset", "name", "passed", "problem", "file", "line"), cases),
        Table("coverage", ("ruleset", "what", "reached", "of"), coverage),
        Table("not_reached", ("ruleset", "what", "try"), not_reached),
    ]
    mutants = [
        (_called(t), each.owner, each.before, each.after)
        for t in tried
        if t.mutation is not None
        for each in t.mutation.survivors
    ]
    if mutants:
        found.append(Table("mutants", ("ruleset", "in", "from", "to"), mutants))
    return found


def _called(tried: Tried) -> str:
    return tried.evaluator.ruleset.name


def _parts(tried: Tried) -> Iterator[doc.Part]:
    count = len(tried.outcomes)
    name = f"{tried.evaluator.ruleset.name} {tried.evaluator.ruleset.version}"
    yield doc.Heading(name, level=1, close=True)
    if not count:
        yield doc.Paragraph("There are no cases.", strong=True)
        return
    held = count - tried.failed
    all_hold = "It holds." if count == 1 else f"All {count} cases hold."
    failed = f"{tried.failed} of {plural(count, 'case')} {'does' if tried.failed == 1 else 'do'}"
    yield doc.Paragraph(all_hold if held == count else f"{failed} not hold.", strong=held < count)
    if held < count:
        yield doc.Outline(tuple(_failure(each) for each in tried.outcomes if not each.passed))
    yield from _coverage(tried.report)
    if tried.mutation is not None:
        yield from _mutation(tried.mutation)


def _failure(outcome: Outcome) -> doc.Item:
    place = ":".join(str(each) for each in (outcome.file, outcome.line) if each)
    reasons = tuple(doc.Item(each) for each in outcome.problem.split("; "))
    named = doc.Toned(outcome.name, "strong")
    text = (named, f"  {place}") if place else named
    return doc.Item(text, reasons)


def _coverage(report: Report) -> Iterator[doc.Part]:
    rows = tuple(
        (TITLES[name], f"{each.reached} of {each.of}", share(each))
        for name, each in ((name, report.counts[name]) for name in MEASURES)
    )
    yield doc.Grid("Reached", ("", "reached", ""), rows, (1, 2), notes=(ABOUT,))
    if report.not_reached:
        yield doc.Heading("Not reached")
        yield doc.Outline(tuple(_open(report)))
    if report.infeasible:
        yield doc.Heading("Cannot be reached, as ranges tell")
        # A rule without a gate is a clause as well: what is said of both is said once.
        said = dict.fromkeys(_spelt(report, each) for each in report.infeasible)
        yield doc.Outline(tuple(_shown([doc.Item(each) for each in said])))


def _mutation(mutation: Mutation) -> Iterator[doc.Part]:
    killed = mutation.killed
    yield doc.Heading("Mutants")
    said = f"{killed.reached} of {killed.of} changes of one node break a case ({share(killed)})."
    yield doc.Paragraph(said)
    if mutation.survivors:
        yield doc.Paragraph("No case notices these:")
        items = [doc.Item(f"{each.owner}: {each.text}") for each in mutation.survivors]
        yield doc.Outline(tuple(_shown(items)))


def share(count: Count) -> str:
    """So much of a hundred, never rounded up: 11,999 of 12,000 is not 100%."""
    if not count.of:
        return "-"
    tenths = Fraction(count.reached * 1000, count.of) // 1
    return f"{tenths // 10}.{tenths % 10}%".replace(".0%", "%" if tenths % 1000 == 0 else ".0%")


def _open(report: Report) -> Iterator[doc.Item]:
    items: list[doc.Item] = []
    rules = {part.rule for part, _ in report.not_reached if part.what == "rules"}
    for part, outcomes in report.not_reached:
        if part.what == "clauses" and part.rule in rules and _is_alone(report, part):
            continue  # it is the whole rule, which is listed
        found = example(report, outcomes)
        below = (doc.Item(f"try {found}"),) if found else ()
        items.append(doc.Item(_spelt(report, part), below))
    return _shown(items)


def _is_alone(report: Report, part: Part) -> bool:
    return sum(rule.id == part.rule for rule, _ in report.coverage.graph.steps) <= 1


def _spelt(report: Report, part: Part) -> str:
    return spelt(report.coverage, part)


def _shown(items: Sequence[doc.Item]) -> Iterator[doc.Item]:
    yield from items[:MOST_SHOWN]
    if len(items) > MOST_SHOWN:
        yield doc.Item(f"... and {len(items) - MOST_SHOWN} more")
