"""The slate: all requests by one ruleset, best first, and the numbers a council asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from evalcore.judge.evaluation import Judged
from evalcore.language.nodes import Node, reads
from evalcore.page.markup import Markup, tag
from evalcore.page.measuring import hours_field, money_field, number_in
from evalcore.page.verdicts import UNDECIDED, chip, perhaps, verdict_label
from evalcore.request.fields import Field
from evalcore.request.spelling import spell_number
from evalcore.rules.graph import Graph
from evalcore.say.figures import LARGE
from evalcore.study.interview import next_question
from evalcore.written.errors import plural

MOST_QUESTIONS = 40  # requests of which the question that settles most is looked for


def anchors(ids: Sequence[str]) -> dict[str, str]:
    """Where on the page each request is, by its id."""
    return {each: f"request-{n}" for n, each in enumerate(ids, start=1)}


@attrs.frozen
class Amount:
    """Hours or money that a request takes, and how much of it there is, where that is said."""

    unit: str
    field: Field
    uses: Node | None = None
    of: float | None = None

    def value(self, each: Judged) -> float | None:
        """What a request takes of it; of an estimate the likely value."""
        if self.uses is None:
            return number_in(each, self.field)
        value = each.trace[self.uses]
        return float(value) if isinstance(value, int | float) else None

    def left(self, used: float) -> str:
        """How much is left of it, in words; nothing where nobody says how much there is."""
        if self.of is None:
            return ""
        rest, whole = self.of - used, spell_number(self.of)
        if rest < 0:
            return f"{spell_number(-rest)} more than the {whole} there are"
        return f"{spell_number(rest)} left of {whole}"


def amounts(graph: Graph) -> dict[str, Amount]:
    """Of hours and of money what there is to know, as far as requests say it."""
    declared = graph.declared.values()
    found = {"hours": hours_field(declared), "money": money_field(declared)}
    return {key: _amount(graph, field) for key, field in found.items() if field is not None}


def _amount(graph: Graph, field: Field) -> Amount:
    """By the capacity of the portfolio in the same unit, where there is one for all its time."""
    portfolio, unit = graph.portfolio, field.unit or ""
    if portfolio is not None and not portfolio.rules.periods:
        for name, capacity in portfolio.rules.capacities.items():
            uses = portfolio.uses[name]
            if (unit and capacity.unit == unit) or reads(uses) == field.name:
                return Amount(unit, field, uses, float(capacity.amount[0]))
    return Amount(unit, field)


def head_numbers(graph: Graph, evaluations: Sequence[Judged]) -> Markup:
    """How many go, how many are undecided, and the hours and money of those that go."""
    best = graph.ruleset.verdicts[0]
    going = [each for each in evaluations if each.possible == (best,)]
    label = verdict_label(graph.ruleset, best)
    parts = [
        _number("best", f"{label}, of {len(evaluations)}", str(len(going))),
        _number("open", UNDECIDED, str(sum(not each.decided for each in evaluations))),
    ]
    for key, amount in amounts(graph).items():
        said = [amount.value(each) for each in going]
        whole = sum(each for each in said if each is not None)
        words = amount.left(whole)
        left = tag("span", words, data_left=key, data_of=repr(amount.of)) if words else None
        name = f"{amount.unit} of {label}, as far as said"
        parts.append(_number(key, [name, "; " if words else None, left], spell_number(whole)))
    return tag("dl", parts, class_="numbers", data_best=best)


def _number(key: str, name: object, value: str) -> Markup:
    return tag("div", tag("dt", name), tag("dd", value, data_number=key))


def counts(graph: Graph, evaluations: Sequence[Judged]) -> Markup:
    """How often there is each verdict."""
    found = [
        (chip(graph.ruleset, [each]), sum(e.possible == (each,) for e in evaluations), each)
        for each in graph.ruleset.verdicts
        if each in graph.verdicts
    ]
    undecided = sum(not each.decided for each in evaluations)
    found.append((chip(graph.ruleset, ()), undecided, ""))
    return tag(
        "ul",
        [tag("li", sign, " ", tag("b", n, data_count=name)) for sign, n, name in found],
        class_="counts",
        aria_label="How often there is each verdict",
    )


def asked_most(evaluations: Sequence[Judged]) -> Markup | None:
    """The question that most of what is undecided waits for."""
    waiting = [each for each in evaluations if not each.decided]
    asked = Counter(each.question or each.field for one in waiting for each in one.missing)
    if len(waiting) < 2 or not asked:
        return None
    (question, count), *_ = asked.most_common(1)
    of = f"{count} of the {len(waiting)} undecided wait for one answer"
    return tag("p", f"{of}: {question}", class_="most")


def slate(graph: Graph, evaluations: Sequence[Judged], places: Mapping[str, str]) -> Markup:
    """The table: a row a request, in the order of a ranking."""
    fields, ruleset = amounts(graph), graph.ruleset
    heads = [
        tag("th", "Request", role="columnheader", scope="col"),
        tag("th", "Verdict", role="columnheader", scope="col"),
    ]
    if graph.total is not None:
        heads.append(tag("th", "Total", role="columnheader", scope="col", class_="number"))
    heads += [
        tag("th", e.unit, role="columnheader", scope="col", class_="number wide")
        for e in fields.values()
    ]
    left = MOST_QUESTIONS
    rows: list[Markup] = []
    for each in evaluations:
        left -= not each.decided
        rows.append(_row(each, places[each.id], fields, searched=left >= 0))
    what = f"{plural(len(evaluations), 'request')} by {ruleset.name} {ruleset.version}, best first"
    return tag(
        "table",
        tag("caption", what),
        tag("thead", tag("tr", heads, role="row"), role="rowgroup"),
        tag("tbody", rows, role="rowgroup"),
        data_evalcore="slate",
        data_ruleset=ruleset.name,
        class_=f"slate numbers-{len(heads) - 2}",
        role="table",
    )


def _row(each: Judged, place: str, fields: Mapping[str, Amount], *, searched: bool) -> Markup:
    graph = each.graph
    question = "" if each.decided else _question(each, searched=searched)
    cells = [
        tag(
            "th",
            tag("a", each.title, href=f"#{place}"),
            [" ", tag("span", each.id, class_="id")] if each.title != each.id else None,
            tag("p", each.decided_by.because, class_="because"),
            tag("p", question, class_="question") if question else None,
            role="rowheader",
            scope="row",
        ),
        tag(
            "td",
            chip(graph.ruleset, each.possible),
            tag("span", perhaps(graph.ruleset, each.possible), class_="perhaps"),
            role="cell",
        ),
    ]
    if graph.total is not None:
        cells.append(tag("td", total_words(each), class_="number", role="cell"))
    said = {key: amount.value(each) for key, amount in fields.items()}
    for value in said.values():
        text = "?" if value is None else spell_number(value)
        cells.append(tag("td", text, class_="number wide", role="cell"))
    ends = each.total_range if graph.total is not None and each.total is None else None
    return tag(
        "tr",
        cells,
        role="row",
        data_id=each.id,
        data_verdict=each.verdict or "",
        data_decided="true" if each.decided else "false",
        data_possible=" ".join(each.possible),
        data_total=_exact(each.total),
        data_low=None if ends is None else _exact(ends[0]),
        data_high=None if ends is None else _exact(ends[1]),
        **{f"data_{key}": _exact(value) for key, value in said.items()},
    )


def total_words(each: Judged) -> str:
    """The total as people read it, or between which ends it lies."""
    figures = each.graph.ruleset.figures
    if each.total is not None:
        return figures.total_in_table(each.total)
    ends = each.total_range
    if ends is None or max(map(abs, ends)) > LARGE:
        return "?"
    return figures.total_range_in_table(ends)


def _exact(value: float | None) -> str:
    return "" if value is None else repr(value)


def _question(each: Judged, *, searched: bool) -> str:
    """The question whose answer would settle most."""
    searched = searched and each.graph.across is None
    found = next_question(each) if searched else None
    if found is None:
        missing = each.missing
        return f"Open: {missing[0].question or missing[0].field}" if missing else ""
    return f"Ask: {found.text}"
