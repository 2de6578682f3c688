"""Explanation: why an initiative got its verdict, as a tree of reasons that any report can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from evalcore.judge.evaluation import Judged, judged
from evalcore.judge.possible import MANY, possible
from evalcore.judge.record import Evaluation
from evalcore.language import nodes
from evalcore.request.spelling import spell_number, spell_value, written_number
from evalcore.rules.graph import Clause, CriterionNode, RuleNode
from evalcore.say.figures import NOT_KNOWN, between
from evalcore.say.formula import spell
from evalcore.say.labels import spelled_apart
from evalcore.say.nouns import ingredients
from evalcore.written.errors import listing


@attrs.frozen
class Reason:
    """One line of an explanation, with the lines that stand behind it.

    `state` says how it came out, for a report to mark: `yes`, `no`, `unknown`, or nothing.
    """

    text: str
    state: str = ""
    parts: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        from evalcore import show_text

        return show_text(self)

    def _repr_html_(self) -> str:
        from evalcore import show_html

        return show_html(self)

    def to_json(self) -> dict[str, Any]:
        """The reason and all behind it as plain data."""
        return {
            "text": self.text,
            "state": self.state or None,
            "parts": [each.to_json() for each in self.parts],
        }


def explain(evaluation: Evaluation) -> Reason:
    """The tree of why: what was asked, in order, up to what decided; then the scores behind it.

    Raises `InputError` for an evaluation that was read back, without its ruleset.
    """
    evaluation = judged(evaluation)
    verdict = str(evaluation.verdict)
    if not evaluation.decided:
        verdict = f"undecided, {verdict} for now" if evaluation.verdict else "undecided"
    total = evaluation.graph.total
    reached = "unknown" if total is None else _number(evaluation, total, evaluation.total)
    said = "" if reached == "unknown" else f", total {reached}"
    head = f"{evaluation.id} {evaluation.title}: {verdict}{said}"
    because = Reason(f"because {evaluation.decided_by.because}")
    parts = [
        because,
        *map(Reason, filter(None, [evaluation.graph.depends])),
        *_open_questions(evaluation),
        Reason("what was asked, in order", "", _asked(evaluation)),
    ]
    if isinstance(total, nodes.Named) and evaluation.words.made_of(total):
        parts.append(Reason(f"the total: {reached}", "", (_formula(evaluation, total),)))
    if evaluation.graph.criteria:
        scores = tuple(_criterion(evaluation, each) for each in evaluation.graph.criteria)
        parts.append(Reason(f"the scores: total {reached}", "", scores))
    if evaluation.graph.measures:
        measures = tuple(
            Reason(f"{name} = {_value(evaluation, node)}", "", (_formula(evaluation, node),))
            for name, node in evaluation.graph.measures.items()
        )
        parts.append(Reason("the measures", "", measures))
    return Reason(head, "", tuple(parts))


def _open_questions(evaluation: Judged) -> Iterator[Reason]:
    if not evaluation.decided:
        sharper = possible(evaluation.space, MANY, MANY)
        missing = tuple(
            Reason(
                f"{each.field} ({each.state}){': ' if each.question else ''}{each.question}",
                "unknown",
            )
            for each in evaluation.missing
        )
        words = f"still possible: {', '.join(evaluation.possible)}"
        out = [each for each in evaluation.possible if each not in sharper.verdicts]
        if out:
            words += f" ({listing(out, most=9)} no more, at a closer look)"
        elif not sharper.exact:
            words += " (at most: bounds may promise too much)"
        yield Reason(f"{words}; it depends on" if missing else words, "unknown", missing)
    if evaluation.undefined:
        causes = tuple(Reason(f"{e.name}: {e.because}", "unknown") for e in evaluation.undefined)
        yield Reason("without a value, although all was said", "unknown", causes)


FINE = 4  # decimals of a range in the tree
DIGITS = 12  # of what somebody said: those after it come from working it out


def _number(evaluation: Judged, node: nodes.Node, value: float | None) -> str:
    """A number, or the bounds within which it lies while something is missing."""
    if value is not None:
        return spell_number(value)
    ends = evaluation.range_of(node)
    said = "" if ends is None else between(ends, decimals=FINE)
    return "unknown" if said in ("", NOT_KNOWN) else f"from {said}" if " to " in said else said


def _asked(evaluation: Judged) -> tuple[Reason, ...]:
    steps = list(evaluation.graph.steps)
    decided = evaluation.case
    last = len(steps) if decided is None else decided
    found: list[Reason] = []
    asked = steps[: last + 1]
    for index, (rule, clause) in enumerate(asked):
        follows = index + 1 < len(asked) and asked[index + 1][0] is rule
        if rule.form == "table" and follows and evaluation.speaks(index) is False:
            continue  # of what a table might have said, what it does say is enough
        found.append(_step(evaluation, rule, clause, index))
        if decided is None and evaluation.speaks(index) is True:
            return tuple(found)
    if last == len(steps):
        default = evaluation.graph.ruleset.default
        words = f"otherwise: {default.verdict}"
        found.append(Reason(f"{words} ({default.because})" if default.because else words))
    return tuple(found)


def _step(evaluation: Judged, rule: RuleNode, clause: Clause, index: int) -> Reason:
    name = f"{rule.id}.{clause.name}" if clause.name else rule.id
    speaks = evaluation.speaks(index)
    if rule.kind == "rule":
        state = {True: "yes", False: "no", None: "unknown"}[speaks]
        words = {True: f"holds: {clause.verdict}", False: "does not hold", None: "unknown"}[speaks]
        condition = clause.speaks
    else:
        state = {True: "no", False: "yes", None: "unknown"}[speaks]
        words = {True: f"not met: {clause.verdict}", False: "met", None: "unknown"}[speaks]
        condition = clause.speaks.operand if isinstance(clause.speaks, nodes.Not) else clause.speaks
    because = f" ({clause.because})" if speaks is True else ""
    told = _condition(evaluation, condition, set())
    if speaks is not None and told.state == "unknown":
        told = Reason(f"{spell(condition)}: {FORESTALLED[speaks]}")
    return Reason(f"{name}: {words}{because}", state, (told,))


CERTAIN = "whatever is filled in"  # of what is not said, and has one value all the same
# Of a clause that is certain, although by itself its condition is not.
FORESTALLED = {
    True: "so wherever nothing before it speaks",
    False: "wherever this would speak, one before it does",
}
MOST_MEASURES = 20  # shown by their formulas within one condition; each once
DEEPEST = 40  # levels of a condition that are taken apart


def _condition(
    evaluation: Judged, node: nodes.Node, shown: set[nodes.Node], depth: int = 0
) -> Reason:
    """A condition with the values that made it true, false or unknown."""
    value = evaluation.words.state(node)
    state = "unknown" if value is None else "yes" if value else "no"
    below = depth + 1
    match node:
        case _ if depth >= DEEPEST:
            return Reason(spell(node), state)
        case nodes.And(operands=operands) | nodes.Or(operands=operands):
            word = "all of" if isinstance(node, nodes.And) else "any of"
            parts = tuple(_condition(evaluation, each, shown, below) for each in operands)
            return Reason(word, state, parts)
        case nodes.Not(operand=nodes.And() | nodes.Or() as operand):
            return Reason("not", state, (_condition(evaluation, operand, shown, below),))
        case nodes.Named(role="measure", body=body):
            if node in shown or len(shown) == MOST_MEASURES:
                return Reason(spell(node), state)
            shown.add(node)
            return Reason(spell(node), state, (_condition(evaluation, body, shown, below),))
        case _:
            told = _told_apart(evaluation, node)
            asked = _is_asked_for(node)
            parts = tuple(_operand(evaluation, e, told, asked=asked) for e in _worth_showing(node))
            return Reason(spell(node), state, (*parts, *_met(evaluation, node)))


def _told_apart(evaluation: Judged, node: nodes.Node) -> dict[nodes.Node, str]:
    """The numbers that a comparison holds against one another, so that they are seen to differ."""
    inner = node.operand if isinstance(node, nodes.Not) else node
    if not isinstance(inner, nodes.Compare):
        return {}
    sides = (inner.left, inner.right)
    first, second = (evaluation.trace[each] for each in sides)
    if not isinstance(first, float) or not isinstance(second, float):
        return {}
    plain = [
        repr(value) if isinstance(side, nodes.Literal) else _shown(evaluation, side, value)
        for side, value in zip(sides, (first, second), strict=True)
    ]
    return dict(zip(sides, spelled_apart(first, second, *plain), strict=True))


def _met(evaluation: Judged, node: nodes.Node) -> Iterator[Reason]:
    """Which records of a list meet what is asked of them."""
    inner = node.operand if isinstance(node, nodes.Not) else node
    sides = [*nodes.children(inner)] if isinstance(inner, nodes.Compare) else [inner]
    for each in sides:
        whole = each.body if isinstance(each, nodes.Named) else each
        if not isinstance(whole, nodes.Aggregate) or isinstance(whole.body, nodes.Literal):
            continue
        records = evaluation.trace[whole.records]
        if whole.function == "total_of" or not records:
            continue
        found = [outcome.value for outcome in evaluation.trace.by_record(whole, records)]
        for words, value in (("met by", True), ("not known of", None)):
            places = [str(n) for n, one in enumerate(found, start=1) if one is value]
            if places or value:
                number = "number" if len(places) == 1 else "numbers"
                which = f"{number} {listing(places, most=9)}" if places else "none"
                yield Reason(f"{words} {which}")


def _worth_showing(node: nodes.Node) -> list[nodes.Node]:
    """The operands of a comparison whose values a reader does not see in its text."""
    inner = node.operand if isinstance(node, nodes.Not) else node
    if isinstance(inner, nodes.FieldRef):
        return [inner]
    if isinstance(inner, nodes.Aggregate):
        return [inner.records]
    return [each for each in nodes.children(inner) if not isinstance(each, nodes.Literal)]


def _is_asked_for(node: nodes.Node) -> bool:
    """Whether a condition asks if something is said, not what."""
    inner = node.operand if isinstance(node, nodes.Not) else node
    return isinstance(inner, nodes.Known | nodes.IsWithheld)


def _operand(
    evaluation: Judged, node: nodes.Node, told: Mapping[nodes.Node, str], *, asked: bool
) -> Reason:
    """What a node came to, or lies between; where it is `asked` if it is said, what is said."""
    value = evaluation.trace[node]
    if nodes.constant(node) is not None:
        text = told.get(node) or spell_value(nodes.constant(node))
        return Reason(f"{spell(node)} = {text} (parameter)")
    text = _value(evaluation, node)
    ends = None if asked or value is not None else evaluation.bounds_of(node)
    if ends and isinstance(ends[0], float) and not ends[2]:
        said = between(ends[:2], decimals=FINE)
        if ends[0] == ends[1]:
            text = f"{said} ({CERTAIN})"
        elif said != NOT_KNOWN:
            text = f"{said} ({evaluation.because(node)})"
    if node in told:
        text = text.replace(_shown(evaluation, node, float(value or 0.0)), told[node], 1)
    text = f"{spell(node)} = {text}"
    named = isinstance(node, nodes.Named) and node.role != "function"
    if named or isinstance(node, nodes.FieldRef | nodes.Aggregate):
        return Reason(text)
    return Reason(text, "", tuple(_named_value(evaluation, each) for each in _mentioned(node)))


def _shown(evaluation: Judged, node: nodes.Node, value: float) -> str:
    """A number as it is shown; with the digits that somebody said, of which others are made."""
    values = evaluation.initiative.values
    if isinstance(node, nodes.FieldRef) and isinstance(values.get(node.name), float):
        return written_number(float(f"{value:.{DIGITS}g}"))
    return spell_number(value)


def _named_value(evaluation: Judged, node: nodes.Node) -> Reason:
    return Reason(f"{spell(node)} = {_value(evaluation, node)}")


def _mentioned(node: nodes.Node) -> list[nodes.Node]:
    """The fields and named values that a formula mentions, each once, not what is behind them."""
    found: dict[str, nodes.Node] = {}
    seen: set[nodes.Node] = set()
    waiting = list(nodes.children(node))
    while waiting:
        each = waiting.pop(0)
        if each in seen:
            continue
        seen.add(each)
        if isinstance(each, nodes.FieldRef) or (
            isinstance(each, nodes.Named) and each.role != "function"
        ):
            if nodes.constant(each) is None:
                found.setdefault(each.name, each)
        else:
            waiting[:0] = nodes.children(each)
    return list(found.values())


def _value(evaluation: Judged, node: nodes.Node) -> str:
    if nodes.constant(node) is not None:
        return spell_value(nodes.constant(node))
    if isinstance(node, nodes.FieldRef):
        field = evaluation.graph.declared[node.name]
        said = evaluation.initiative.values.get(node.name)
        text = field.kind.row.spell(field, said)
        if isinstance(said, float):  # what is made of it is held against it
            return text.replace(spell_number(said), _shown(evaluation, node, said), 1)
        return text
    outcome = evaluation.outcome(node)
    if outcome.value is None:
        return f"unknown ({evaluation.because(node)})"
    return spell_value(outcome.value)


def _criterion(evaluation: Judged, criterion: CriterionNode) -> Reason:
    result = next(each for each in evaluation.criteria if each.id == criterion.id)
    number = _number(evaluation, criterion.score, result.score)
    score = "unknown" if number == "unknown" else f"{number} of 1"
    if result.score is None and number != "unknown":
        score = f"unknown, {score}"
    notes = [] if result.weight is None else [f"weight {spell_number(result.weight)}"]
    if result.contribution is not None:
        notes.append(f"adds {spell_number(result.contribution)} to the total")
    text = f"{criterion.id}: {score}" + (f" ({', '.join(notes)})" if notes else "")
    if criterion.about:
        text += f" - {criterion.about}"
    return Reason(
        text, "unknown" if result.score is None else "", (_formula(evaluation, criterion.score),)
    )


def _on_the_day(evaluation: Judged, node: nodes.Node) -> nodes.Node:
    """What a formula that changes with the date is on that of the evaluation."""
    match node:
        case nodes.If(
            condition=nodes.Compare(left=nodes.AsOf(), right=nodes.Literal()) as later,
            then=then,
            otherwise=otherwise,
        ) if later.at is None:  # as made of settings with dates
            return _on_the_day(evaluation, then if evaluation.trace[later] else otherwise)
        case _:
            return node


def _formula(evaluation: Judged, node: nodes.Node) -> Reason:
    """The formula behind a named value, with what each name in it stood for."""
    body = _on_the_day(evaluation, node.body if isinstance(node, nodes.Named) else node)
    made = [body] if isinstance(body, nodes.FieldRef | nodes.Named) else ingredients(body)
    return Reason(spell(body), "", tuple(_named_value(evaluation, each) for each in made))
