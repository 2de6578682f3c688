"""One request on the page: verdict, scores, reasons, what is missing, what would change it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from evalcore.judge.comparison import Compared
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.letters import Page, letter, page
from evalcore.page.asked import asked_table
from evalcore.page.markup import Markup, tag
from evalcore.page.slate import total_words
from evalcore.page.verdicts import chip, perhaps
from evalcore.reports.document import Heading, Paragraph, Part
from evalcore.reports.html import as_part
from evalcore.reports.letters import letter_document, page_document
from evalcore.say.plans import Plans
from evalcore.study.changes import Changes, find_changes

MOST_CHANGES = 60  # requests of which the smallest changes are looked for
MOST_LETTERS = 100
MOST_REASONS = 1000
BAR = 200  # units that a score of 1 is wide


def request_section(
    compared: Compared,
    evaluators: Sequence[Evaluator],
    plans: Sequence[Plans],
    place: str,
    count: int,
) -> Markup:
    """One request by every ruleset; `count` says how many there are, and so how much is told.

    `plans` are those of `facts_of`, of each ruleset.
    """
    several = len(evaluators) > 1
    head = [
        tag("h2", compared.title, " ", tag("span", compared.id, class_="id"), id=f"{place}-title")
    ]
    if several:
        words = f"{compared.words[:1].upper()}{compared.words[1:]}."
        head.append(tag("p", words, _stood(), class_="parted"))
    opinions = [
        _opinion(opinion.evaluation, evaluator, own, opinion.ruleset if several else "", count)
        for opinion, evaluator, own in zip(compared.opinions, evaluators, plans, strict=True)
    ]
    return tag(
        "section",
        head,
        opinions,
        tag("p", tag("a", "Back to the slate", href="#top"), class_="back"),
        id=place,
        aria_labelledby=f"{place}-title",
        data_evalcore="request",
        data_id=compared.id,
        class_="request",
    )


def _stood() -> Markup:
    """What stands beside words that no scenario moves, while one does."""
    return tag("span", " as the request stood", class_="stood", hidden=True)


def _opinion(each: Judged, evaluator: Evaluator, plans: Plans, label: str, count: int) -> Markup:
    ruleset = each.graph.ruleset
    line = tag(
        "p",
        tag("span", chip(ruleset, each.possible), data_part="chip"),
        " ",
        tag("span", perhaps(ruleset, each.possible), data_part="perhaps"),
        tag(
            "span",
            f" total {total_words(each)}" if each.graph.total is not None else "",
            data_part="total",
        ),
        tag("span", f" \u2013 {each.decided_by.because}", data_part="because"),
        class_="verdict",
    )
    told = page(each, _changes(each, evaluator) if count <= MOST_CHANGES else None)
    return tag(
        "div",
        tag("h3", label) if label else None,
        line,
        _scores(each, told),
        asked_table(each, plans) if count <= MOST_REASONS else None,
        _reasons(each, told, count, 2 if label else 1),
        data_ruleset=ruleset.name,
        class_="opinion",
    )


def _scores(each: Judged, told: Page) -> Markup | None:
    """Each score with its bar: those of what adds to the total begin where the one before ends."""
    if not each.criteria:
        return None
    labels, said = each.graph.glossary.labels, each.graph.ruleset.figures
    weighted = any(result.contribution is not None for result in each.criteria)
    rows: list[Markup] = []
    reached = 0.0
    for result, score in zip(each.criteria, told.scores, strict=True):
        adds = result.contribution if weighted else result.score
        start = reached if weighted else 0.0
        width = max(adds or 0.0, 0.0) * BAR
        reached += adds or 0.0
        bar = tag(
            "svg",
            tag("rect", x=0, y=0, width=BAR, height=10, class_="track"),
            tag("rect", x=f"{start * BAR:.1f}", y=0, width=f"{width:.1f}", height=10, class_="bar"),
            viewbox=f"0 0 {BAR} 10",
            aria_hidden="true",
        )
        numbers = [said.score_in_table(result.score) if result.score is not None else "?"]
        if weighted:
            numbers.append("" if result.weight is None else f"{result.weight:g}")
            contribution = result.contribution
            numbers.append("?" if contribution is None else f"+{said.total_in_table(contribution)}")
        rows.append(
            tag(
                "tr",
                tag(
                    "th",
                    labels[result.id],
                    tag("p", score.words, class_="because", data_part="why"),
                    scope="row",
                ),
                tag("td", bar, class_="barred"),
                [tag("td", number, class_="number") for number in numbers],
                data_criterion=result.id,
            )
        )
    heads = ["score", "weight", "adds"] if weighted else ["score"]
    return tag(
        "table",
        tag("caption", "How the total adds up" if weighted else "The scores"),
        tag(
            "thead",
            tag(
                "tr",
                tag("th", "Criterion", scope="col"),
                tag("td"),
                [tag("th", head, scope="col", class_="number") for head in heads],
            ),
        ),
        tag("tbody", rows),
        class_="scores",
    )


def _reasons(each: Judged, told: Page, count: int, depth: int) -> Markup:
    """Why, what is missing, and the smallest changes; the letter folded away."""
    if count > MOST_REASONS:
        return tag(
            "p", f"For all reasons: evalcore explain {each.graph.ruleset.name} INPUT {each.id}"
        )
    parts = page_document(attrs.evolve(told, scores=(), total="", asked=(), unasked=())).parts
    body = [as_part(deeper(part, depth)) for part in parts if not _is_said(part)]
    if each.decided and count > MOST_CHANGES:
        words = f"evalcore explain {each.graph.ruleset.name} INPUT {each.id} --to VERDICT"
        body.append(tag("p", f"The smallest changes: {words}"))
    found = [
        tag(
            "details",
            tag(
                "summary",
                "Reasons",
                _stood(),
            ),
            tag("div", [Markup(each) for each in body]),
            open=True,
            data_part="reasons",
        )
    ]
    if count <= MOST_LETTERS:
        text = [as_part(deeper(part, depth)) for part in letter_document(letter(each)).parts]
        summary = tag(
            "summary",
            "Letter to the sponsor",
            _stood(),
        )
        found.append(
            tag("details", summary, tag("div", [Markup(p) for p in text]), class_="letter")
        )
    return tag("div", found)


def _is_said(part: Part) -> bool:
    """Whether the page says it already: the title, and the verdict."""
    if isinstance(part, Heading):
        return part.level == 1
    return isinstance(part, Paragraph) and part.strong


def deeper(part: Part, depth: int) -> Part:
    """A heading so many levels further in, as the page has its own above it."""
    return attrs.evolve(part, level=part.level + depth) if isinstance(part, Heading) else part


def _changes(each: Judged, evaluator: Evaluator) -> Changes | None:
    """The smallest changes to the next better verdict that one leads to."""
    graph = each.graph
    verdicts = [v for v in graph.ruleset.verdicts if v in graph.verdicts]
    if graph.across is not None or not each.decided or each.verdict not in verdicts:
        return None
    found: Changes | None = None
    for verdict in verdicts[: verdicts.index(each.verdict)]:
        changes = find_changes(evaluator, each.initiative, verdict, as_of=each.as_of)
        if changes.found:
            return changes
        found = found or changes
    return found
