"""Questions: what to ask next, and why that."""

from __future__ import annotations

from collections.abc import Collection

import attrs

from evalcore.judge.evaluation import Judged, judged
from evalcore.judge.possible import Possible, possible
from evalcore.judge.record import Evaluation
from evalcore.judge.slate import check_alone
from evalcore.request.fields import Field, Kind
from evalcore.request.situation import Key, owner
from evalcore.rules.graph import Graph
from evalcore.study.interview.choosing import most_helpful
from evalcore.study.interview.standing import field_of, named, standing
from evalcore.written.errors import listing, several

MOST_RULES = 3  # named in a sentence


@attrs.frozen
class Question:
    """The question that helps most.

    `key` is the name of the field, for a cell of records as in a table: `outcomes.2.target`.
    `text` is what to ask, `why` a sentence, `possible` the verdicts before it is answered, best
    first. `minutes` is None where the field does not say what an answer costs. `left` says what
    other answers leave of this one: `0 to 3, as council.no is 2 and council.present is 5`.
    """

    key: str
    field: Field
    text: str
    why: str
    possible: tuple[str, ...]
    left: str = ""

    @property
    def minutes(self) -> float | None:
        """What it takes to answer."""
        return self.field.minutes

    @property
    def answered_by(self) -> str:
        """The role that knows the answer; empty where anybody may."""
        return self.field.answered_by


def next_question(
    evaluation: Evaluation, *, asked: Collection[str] = (), answered_by: str | None = None
) -> Question | None:
    """The question whose answer helps most, against what it costs to answer.

    `asked` names the fields that were put to somebody who could not say: they are unknown for
    good, where `known()` of all others is open until they are asked. What is withheld is never
    asked for. `answered_by` leaves out the questions of other roles. None where the verdict is
    certain, or where nothing that could still be asked was seen to help. The same every time.
    Raises `InputError` for an evaluation that was read back, without its ruleset.
    """
    evaluation, asked = judged(evaluation), several(asked, "names")
    check_alone(evaluation.graph, "an interview")
    graph, where = evaluation.graph, standing(evaluation, asked)
    found = possible(where.space)
    if len(found.verdicts) == 1 and evaluation.decided:
        return None
    read = graph.read_by(found.cases)
    keys = [key for key in where.open if owner(key) in read]
    among = [key for key in keys if _may_answer(field_of(graph, key), answered_by)]
    best = most_helpful(where, keys, among)
    return None if best is None else _question(evaluation, best, found)


def outlook(evaluation: Judged, asked: Collection[str] = ()) -> Possible:
    """What is possible where everything that was not asked may yet be known or not."""
    return possible(standing(evaluation, asked).space)


def _may_answer(field: Field, role: str | None) -> bool:
    return role is None or field.answered_by in (role, "")


def _question(evaluation: Judged, key: Key, found: Possible) -> Question:
    graph = evaluation.graph
    field = field_of(graph, key)
    text = field.question or field.label or field.name
    if not isinstance(key, str):
        text = f"{_record(evaluation, key[0], key[1])}: {text}"
    why, left = _why(graph, key, found), _left(evaluation, field) if key == field.name else ""
    return Question(named(key), field, text, why, found.verdicts, left)


def _left(evaluation: Judged, field: Field) -> str:
    """What relations leave of a field, where that is less than it could say; and by what."""
    space, graph = evaluation.space, evaluation.graph
    whole, row = graph.domains[field.name], field.kind.row
    left = space.left(space.situation).get(field.name, whole)
    if left == whole:
        return ""
    low, high = left
    spelt = [row.spell(field, each) for each in (low, high)]
    words = f"{spelt[0]} to {spelt[1]}"
    if high == whole[1]:
        words = f"at least {spelt[0]}"
    elif low == whole[0] and field.kind is Kind.DATE:
        words = f"at most {spelt[1]}"
    about = [each.fields for each in graph.relations if field.name in each.fields]
    said, declared = evaluation.initiative.values, graph.declared
    others = dict.fromkeys(name for names in about for name in names if said[name] is not None)
    facts = [f"{n} is {declared[n].kind.row.spell(declared[n], said[n])}" for n in others]
    return f"{words}, as {listing(facts)}" if facts else words


def _record(evaluation: Judged, name: str, place: int) -> str:
    """One of several records, by its number and what its first field says."""
    record = evaluation.situation.values[name][place]
    first = record.get(next(iter(evaluation.graph.fields[name].record)))
    called = f" ({first})" if isinstance(first, str) else ""
    return f"{name}, number {place + 1}{called}"


def _why(graph: Graph, key: Key, found: Possible) -> str:
    """Which verdicts are possible, and which of the rules that may speak the answer counts in."""
    rules = dict.fromkeys(
        graph.steps[place][0].id for place in found.cases if owner(key) in graph.read_by((place,))
    )
    named_rules = listing([*rules], most=MOST_RULES)
    turn = f"the rule {named_rules} turns" if len(rules) == 1 else f"the rules {named_rules} turn"
    verdicts = graph.ruleset.terms.labels(found.verdicts)
    return f"{listing(verdicts, 'or')} are still possible; {turn} on this"
