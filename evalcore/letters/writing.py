"""Writing: from an evaluation to the letter to its sponsor, and to the page for the council."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from evalcore.judge.evaluation import Judged
from evalcore.judge.record import CriterionResult, Missing
from evalcore.language.comparing import is_zero
from evalcore.language.nodes import Known, Named, Node, reads, walk
from evalcore.letters.parts import Asked, Letter, Page, Question, Score, Source
from evalcore.request.spelling import plain_value, spoken
from evalcore.request.values import Withheld
from evalcore.rules.graph import Clause, CriterionNode, RuleNode
from evalcore.say.figures import between, in_words
from evalcore.say.labels import sentence
from evalcore.say.sentences import Letterhead
from evalcore.say.terms import Terms
from evalcore.say.words import Words
from evalcore.written.errors import listing

if TYPE_CHECKING:
    from evalcore.study.changes import Changes

MOST_CHANGES = 3  # ways to another verdict: more than these are no longer small
GATES = ("gate_not_met", "gate_open", "gate_met")  # by whether it speaks: yes, open, no
RULES = ("rule_applies", "rule_open", "rule_does_not_apply")
DIGITS = 12  # of a digest, enough to tell rulesets apart on paper


def letter(evaluation: Judged, changes: Changes | None = None) -> Letter:
    """The letter to the person who asked for the initiative."""
    return _letter(evaluation, changes, to_sponsor=True)


def page(evaluation: Judged, changes: Changes | None = None) -> Page:
    """The page for the meeting that decides, or hears what was decided."""
    words = evaluation.words
    labels = evaluation.graph.glossary.labels
    scores = tuple(
        _score(evaluation, labels[node.id], node, result)
        for node, result in zip(evaluation.graph.criteria, evaluation.criteria, strict=True)
    )
    rows = list(_asked(evaluation, words))
    unasked = tuple(spoken(rule.id) for rule in evaluation.graph.rules[len(rows) :])
    news = _letter(evaluation, changes, to_sponsor=False)
    made = _made_of(evaluation)
    formula = " ".join(filter(None, ("" if made == news.total else made, _beyond(evaluation))))
    return Page(news, _total(evaluation), formula, scores, tuple(rows), unasked)


def _letter(evaluation: Judged, changes: Changes | None, *, to_sponsor: bool) -> Letter:
    graph, verdict = evaluation.graph, evaluation.verdict
    words, open_ = evaluation.words, not evaluation.decided
    terms, head = graph.ruleset.terms, graph.ruleset.letters
    said = None if verdict is None else terms.verdict(verdict)
    sponsor = evaluation.initiative.values.get("sponsor")
    asked = evaluation.missing or tuple(unsaid(evaluation))
    questions = [(each, _question(evaluation, each)) for each in asked]
    return Letter(
        title=evaluation.title,
        reference=evaluation.id,
        sponsor=sponsor if isinstance(sponsor, str) else "",
        decided=evaluation.decided,
        verdict="" if said is None else said.called,
        meaning="" if said is None else said.means if to_sponsor else said.to_council,
        possible=tuple(terms.verdict(each).called for each in evaluation.possible),
        reasons=(*_reasons(evaluation, words), *filter(None, [graph.depends])),
        missing=tuple(each for about, each in questions if about.state != "withheld"),
        withheld=tuple(each for about, each in questions if about.state == "withheld"),
        undefined=tuple(_undefined(evaluation, words)) if open_ or not to_sponsor else (),
        changes=None
        if changes is None
        else tuple(_changes(changes, terms, head, to_sponsor=to_sponsor)),
        override=_override(evaluation),
        source=Source(
            spoken(graph.ruleset.name),
            graph.ruleset.version,
            graph.digest.partition(":")[2][:DIGITS],
            evaluation.as_of,
        ),
        you=terms.role("sponsor") if to_sponsor else "",
        head=head,
        total=_made_of(evaluation) if _asks_total(evaluation) else "",
    )


def _reasons(evaluation: Judged, words: Words) -> Iterator[str]:
    """Why, in at most two sentences: the ruleset's own words, then the facts behind them."""
    decision, say = evaluation.decided_by, evaluation.graph.ruleset.letters.say
    if not evaluation.decided:
        terms = evaluation.graph.ruleset.terms
        possible = listing([terms.verdict(each).called for each in evaluation.possible])
        yield say(
            "missing_decides" if evaluation.missing else "no_value_decides", verdicts=possible
        )
        return
    silent = decision.kind == "default" and not evaluation.graph.ruleset.default.because
    because = (
        say("nothing_speaks") if silent and decision.id is None else sentence(decision.because)
    )
    yield because
    behind = _behind(evaluation)
    states = [words.state(each) for each in behind]
    facts = "" if None in states else words.because(*behind)
    short = decision.kind == "default" and True not in states
    if facts and short:
        verdict = evaluation.graph.ruleset.terms.verdict(_better(evaluation)[0].verdict).called
        yield sentence(say("lacked", verdict=verdict, facts=facts))
    elif facts and not any(end in because[:-1] for end in (". ", "! ", "? ")):
        yield sentence(facts)


def _behind(evaluation: Judged) -> list[Node]:
    """The condition that decided; for the default, that of the nearest better verdict."""
    decision = evaluation.decided_by
    if decision.kind == "default":
        better = _better(evaluation)
        return [each.speaks for each in better if evaluation.words.state(each.speaks) is not None]
    rule = next((each for each in evaluation.graph.rules if each.id == decision.id), None)
    clauses = () if rule is None else rule.clauses
    return [each.speaks for each in clauses if each.name == decision.clause]


def _better(evaluation: Judged) -> list[Clause]:
    """The clause that would have led to the nearest better verdict than the default's, if any.

    Of several it is the one that was asked last.
    """
    rank = evaluation.graph.ruleset.verdicts.index
    default = rank(evaluation.graph.ruleset.default.verdict)
    asked = [clause for rule, clause in evaluation.graph.steps if rule.kind == "rule"]
    better = [each for each in reversed(asked) if rank(each.verdict) < default]
    return [max(better, key=lambda each: rank(each.verdict))] if better else []


def _asks_total(evaluation: Judged) -> bool:
    """Whether the total had a part in what decided."""
    return any(each is evaluation.graph.total for each in walk(*_behind(evaluation)))


def _made_of(evaluation: Judged) -> str:
    """The parts of the total with their values, where it is a formula."""
    total = evaluation.graph.total
    parts = evaluation.words.made_of(total) if isinstance(total, Named) else ""
    say = evaluation.graph.ruleset.letters.say
    return say("total_made", total=_total(evaluation), parts=parts) if parts else ""


def unsaid(evaluation: Judged) -> Iterator[Missing]:
    """What a decision was given for want of: fields that its condition asks to be known."""
    graph, initiative = evaluation.graph, evaluation.initiative
    asked = [each for each in walk(*_behind(evaluation)) if isinstance(each, Known)]
    for each in dict.fromkeys(reads(operand) or "" for node in asked for operand in node.operands):
        owner, _, inner = each.rpartition(".")
        if each in graph.declared:
            state = initiative.state(each)
        else:
            records = initiative.situation.values.get(owner) or ()
            state = "unknown" if any(record.get(inner) is None for record in records) else "known"
        field = graph.glossary.field(each)
        if state != "known" and field is not None:
            yield Missing(each, state, field.question)


def _question(evaluation: Judged, missing: Missing) -> Question:
    glossary = evaluation.graph.glossary
    field = glossary.field(missing.field)
    owner = evaluation.graph.declared.get(missing.field.rpartition(".")[0])
    who = (field.answered_by if field else "") or (owner.answered_by if owner else "")
    kept = evaluation.initiative.values.get(missing.field)
    reason = kept.reason if isinstance(kept, Withheld) else ""
    who = evaluation.graph.ruleset.terms.role(who)
    return Question(glossary.label(missing.field), missing.question, who, reason)


def _undefined(evaluation: Judged, words: Words) -> Iterator[str]:
    graph, say = evaluation.graph, evaluation.graph.ruleset.letters.say
    nodes: dict[str, Node] = {rule.id: rule.clauses[0].speaks for rule in graph.rules}
    nodes |= dict(graph.measures) | {each.id: each.score for each in graph.criteria}
    nodes |= {} if graph.total is None else {"total": graph.total}
    for each in evaluation.undefined:
        known = each.name == "total" or each.name in graph.measures
        name = say("the", name=spoken(each.name)) if known else graph.glossary.labels.get(each.name)
        causes = words.trace.outcome(nodes[each.name]).causes
        if causes:
            name, cause = name or spoken(each.name), words.cause(causes[0])
            yield sentence(say("has_no_value", name=name, cause=cause))


def _changes(
    changes: Changes, terms: Terms, head: Letterhead, *, to_sponsor: bool
) -> Iterator[str]:
    """The smallest changes that lead to another verdict; where there are none, who has some."""
    for each in changes.found[:MOST_CHANGES]:
        verdict = terms.verdict(each.verdict).called
        yield sentence(head.say("with", change=each.words, verdict=verdict))
    if changes.found and not changes.exhausted:
        yield head.say("maybe_smaller")
    if changes.found:
        return
    whose = "no_change_by" if changes.by else "no_change"
    if to_sponsor and changes.by == "sponsor":
        whose = "no_change_of_yours"
    who = terms.role(changes.by) if changes.by else ""
    yield head.say(whose, who=who, verdict=terms.verdict(changes.to).called)
    if changes.left_out:
        yield head.say("left_out")
    for role, change in zip(changes.others, changes.theirs, strict=True):
        yield sentence(head.say("could", who=terms.role(role), change=change.words))


def _override(evaluation: Judged) -> str:
    """Who may decide otherwise; the deciding rule names them before the ruleset does."""
    ruleset = evaluation.graph.ruleset
    decision = evaluation.decided_by
    rules = [each for each in evaluation.graph.rules if each.id == decision.id]
    who = (rules[0].may_override if rules else "") or ruleset.may_override
    if who:
        return sentence(who)
    return ruleset.letters.say("override_nobody", ruleset=spoken(ruleset.name))


def _total(evaluation: Judged) -> str:
    if evaluation.graph.total is None:
        return ""
    way = evaluation.graph.ruleset.figures.total
    if evaluation.total is not None:
        return in_words(evaluation.total, way)
    return between(evaluation.total_range, way)


def beyond_the_mean(evaluation: Judged) -> float | None:
    """What the formula of the total adds to the contributions; None where one is not known."""
    parts = [each.contribution for each in evaluation.criteria if each.contribution is not None]
    if evaluation.total is None or not parts or len(parts) < len(evaluation.criteria):
        return None
    difference = evaluation.total - reduce(add, parts)
    return None if is_zero(difference) else difference


def _beyond(evaluation: Judged) -> str:
    """What the formula of the total adds to the weighted scores, or takes off."""
    difference = beyond_the_mean(evaluation)
    if difference is None:
        return ""
    does = "formula_adds" if difference > 0 else "formula_takes"
    ruleset = evaluation.graph.ruleset
    amount = in_words(abs(difference), ruleset.figures.total)
    return ruleset.letters.say(does, amount=amount)


def _score(evaluation: Judged, name: str, node: CriterionNode, result: CriterionResult) -> Score:
    score, figures = result.score, evaluation.graph.ruleset.figures
    ends = evaluation.range_of(node.score)
    return Score(
        name,
        between(ends, figures.scores) if score is None else in_words(score, figures.scores),
        "" if result.weight is None else plain_value(result.weight),
        "" if result.contribution is None else in_words(result.contribution, figures.total),
        sentence(evaluation.words.measured(node.score)),
    )


def _asked(evaluation: Judged, words: Words) -> Iterator[Asked]:
    """What came of each rule, up to the one that decided."""
    index = 0
    for rule in evaluation.graph.rules:
        spoke = [evaluation.speaks(index + each) for each in range(len(rule.clauses))]
        index += len(rule.clauses)
        yield _row(rule, spoke, words, evaluation.graph.ruleset.letters.say)
        if True in spoke:
            return


def _row(
    rule: RuleNode, spoke: list[bool | None], words: Words, say: Callable[[str], str]
) -> Asked:
    """A gate speaks where it is not met, a rule where it applies."""
    results = [*map(say, GATES if rule.kind == "gate" else RULES)]
    told: list[Clause] = []
    for said, result in zip((True, None, False), results, strict=True):
        told = [clause for clause, each in zip(rule.clauses, spoke, strict=True) if each is said]
        if told and (said is not True or None not in spoke[: spoke.index(True)]):
            because = sentence(told[0].because) if said is True else ""
            if said is True:
                told = told[:1]
            open_ = said is not None and None in [words.state(each.speaks) for each in told]
            facts = sentence(words.because(*(each.speaks for each in told)))
            facts = say("forestalled" if said is False else "left") if open_ else facts
            return Asked(spoken(rule.id), result, f"{because} {facts}".strip())
    return Asked(spoken(rule.id), results[1], "")
