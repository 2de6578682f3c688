"""Standing: how far an interview has come, as bounds see it.

What has not been put to anybody may turn out to be known or not: `known()` is open. What somebody
could not answer is not known; what is withheld never will be, and nobody asks for it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from random import Random
from typing import Any

import attrs

from evalcore.judge.evaluation import Judged
from evalcore.judge.possible import Space, possible
from evalcore.request.fields import Field
from evalcore.request.situation import Key, Situation, spell
from evalcore.rules.graph import Graph
from evalcore.study.interview.priors import KEPT, NOT_SAID, priors
from evalcore.written.names import tables_of


@attrs.frozen
class Standing:
    """What is still possible, and `open`: what could be asked about, in the order of the form."""

    space: Space
    open: tuple[Key, ...]

    def worked_out(self) -> Standing:
        """The same where all that is known is worked out once; as it is where most is open."""
        if self.space.rest or len(self.open) * 2 > len(self.space.graph.fields):
            return self
        return Standing(self.space.worked_out(), self.open)


def standing(evaluation: Judged, asked: Collection[str]) -> Standing:
    """Where the interview stands. `asked` names what was put to somebody, answered or not.

    A list of records in it stands for all the cells of its records.
    """
    space = evaluation.space
    open_ = tuple(
        key
        for key in space.missing
        if key not in space.given.withheld
        and not any(each in asked for each in (named(key), *tables_of(named(key))))
    )
    return Standing(space.at(space.given.ask(open_)), open_)


def named(key: Key) -> str:
    """`energy`; `outcomes.2.target` for a cell of the second record, as tables number them."""
    return key if isinstance(key, str) else f"{key[0]}.{key[1] + 1}.{key[2]}"


def field_of(graph: Graph, key: Key) -> Field:
    """The declaration of a field, or of a cell: who answers for the records, answers for it."""
    if isinstance(key, str):
        return graph.fields[key]
    records = graph.fields[key[0]]
    inner = records.record[key[2]]
    return attrs.evolve(inner, answered_by=inner.answered_by or records.answered_by)


def drawn(space: Space, keys: Iterable[Key], rng: Random, *, far: bool) -> dict[Key, Any]:
    """Plausible answers to all of these, which keep the relations, and of opaque criteria.

    What is `far` is as often as not at an end of its range.
    """
    known = priors(space.graph)
    answers = {key: known[spell(key)].answer(rng, space.given.as_of, far=far) for key in keys}
    opaque = {each.key: rng.uniform(each.low, each.high) for each in space.graph.opaques}
    return _kept(space, answers) | opaque


def _kept(space: Space, answers: Mapping[Key, Any]) -> dict[Key, Any]:
    """The answers, each moved to what the ones before it leave of it."""
    found, now = dict(answers), space.situation
    for key in answers if space.graph.bounded else ():
        if key in space.graph.bounded_names and answers[key] not in (NOT_SAID, KEPT):
            low, high = space.left(now).get(str(key), (answers[key],) * 2)
            found[key] = min(max(answers[key], low), high)
            now = now.put({key: found[key]})
    return found


class Trial:
    """Answers to all that is open, any of which can be given and taken back."""

    def __init__(self, standing: Standing, answers: Mapping[Key, Any]) -> None:
        self.space, self.answers = standing.space, answers
        self.situation = self.space.situation
        said, opaques = self.situation.values, self.space.graph.opaques
        self.opaques = [o for o in opaques if any(said[each.name] is None for each in o.args)]

    def give(self, key: Key) -> None:
        """Gives the answer to one question."""
        answer = self.answers[key]
        if answer is NOT_SAID or answer is KEPT:
            self._move(self.situation.settle(key, withheld=answer is KEPT))
        else:
            self._move(self.situation.put({key: answer}))

    def take(self, key: Key) -> None:
        """Takes it back."""
        if self.answers[key] in (NOT_SAID, KEPT):
            self._move(self.situation.ask((key,)))
        else:
            self._move(self.situation.put({key: None}))

    def _move(self, situation: Situation) -> None:
        """To another situation, where opaque criteria answer, too: what they will say is drawn."""
        said = situation.values
        answers = {
            each.key: self.answers[each.key]
            if all(said[arg.name] is not None for arg in each.args)
            else None
            for each in self.opaques
        }
        self.situation = situation.put(answers) if answers else situation

    def look(self) -> frozenset[str]:
        """The verdicts that one pass of bounds leaves possible."""
        return self.space.verdicts(self.situation)

    def look_closely(self) -> frozenset[str]:
        """The same from many passes, for what one cannot tell."""
        return self.space.graph.verdicts_of(possible(self.space.at(self.situation)).cases)
