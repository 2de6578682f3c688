"""What was asked of a request, clause by clause; the page's script fills the table as this does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from evalcore.judge.evaluation import Judged
from evalcore.letters.writing import GATES, RULES
from evalcore.page.markup import Markup, tag
from evalcore.request.spelling import spoken
from evalcore.rules.graph import Graph, RuleNode
from evalcore.say.labels import sentence
from evalcore.say.phrases import joined
from evalcore.say.plans import Plans, fill

UNASKED = "no longer asked"


@attrs.frozen
class Row:
    """A rule or a gate: what came of it, and why."""

    rule: str
    result: str
    words: str


def asked_rows(each: Judged, plans: Plans) -> Iterator[Row]:
    """What came of every rule, in the order asked; the last ones are perhaps not asked any more."""
    values = [each.trace[node] for node in plans.nodes]
    over, first = False, 0
    for rule in each.graph.rules:
        places = range(first, first + len(rule.clauses))
        first += len(rule.clauses)
        if over:
            yield Row(rule.id, UNASKED, "")
            continue
        spoke = [each.speaks(place) for place in places]
        over = True in spoke
        yield _row(each, rule, spoke, [plans.plans[place] for place in places], values)


def _row(
    each: Judged,
    rule: RuleNode,
    spoke: list[bool | None],
    plans: list[dict[str, Any]],
    values: list[Any],
) -> Row:
    def is_open(name: str) -> bool:
        said = each.initiative.situation.values.get(name)
        cells = each.graph.cells.get(name, ())
        return said is None or any(record.get(cell) is None for cell in cells for record in said)

    results, say = results_of(each.graph, rule), each.graph.ruleset.letters.say
    said = next((one for one in spoke if one is not False), False)
    told = [n for n, one in enumerate(spoke) if one is said]
    told = told[:1] if said else told
    because = sentence(rule.clauses[told[0]].because) if said and told else ""
    if said is not None and any(values[plans[n]["at"]] is None for n in told):
        facts = say("left" if said else "forestalled")
    else:
        found = [fact for n in told for fact in fill(plans[n], values, is_open)]
        facts = sentence(joined([*dict.fromkeys(found)]))
    result = results[0 if said else 1 if said is None else 2]
    return Row(rule.id, result, f"{because} {facts}".strip())


def results_of(graph: Graph, rule: RuleNode) -> list[str]:
    """What a rule that speaks, one that is open and one that does not is said to be."""
    return [*map(graph.ruleset.letters.say, GATES if rule.kind == "gate" else RULES)]


def asked_table(each: Judged, plans: Plans) -> Markup | None:
    """Every rule with what came of it."""
    say = each.graph.ruleset.letters.say
    rows = [
        tag(
            "tr",
            tag("th", spoken(row.rule), scope="row"),
            tag("td", row.result),
            tag("td", row.words),
            data_rule=row.rule,
        )
        for row in asked_rows(each, plans)
    ]
    heads = [tag("th", say(name), scope="col") for name in ("question", "result", "why")]
    table = tag(
        "table",
        tag("caption", say("asked")),
        tag("thead", tag("tr", heads)),
        tag("tbody", rows),
        class_="asked",
    )
    return table if rows else None
