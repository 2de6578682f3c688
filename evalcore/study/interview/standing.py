"""Standing: how far an interview has come, as bounds see it.

What has not been put to anybody may turn out to be known or not: `known()` is open. What somebody
could not answer is not known; what is withheld never will be, and nobody asks for it again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import attrs

from evalcore.interpret.domains import Key, held, put
from evalcore.judge.evaluation import Evaluation
from evalcore.judge.possible import Space, possible
from evalcore.request.fields import Field
from evalcore.rules.graph import Graph
from evalcore.study.interview.priors import KEPT, NOT_SAID
from evalcore.written.names import tables_of


@attrs.frozen
class Standing:
    """What is still possible, and `open`: what could be asked about, in the order of the form."""

    space: Space
    open: tuple[Key, ...]


def standing(evaluation: Evaluation, asked: Collection[str]) -> Standing:
    """Where the interview stands. `asked` names what was put to somebody, answered or not.

    A list of records in it stands for all the cells of its records.
    """
    space = evaluation.space
    open_ = tuple(
        key
        for key in space.missing
        if not _is_withheld(space, key)
        and not any(each in asked for each in (named(key), *tables_of(named(key))))
    )
    return Standing(attrs.evolve(space, facts=dict.fromkeys(open_)), open_)


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


def _is_withheld(space: Space, key: Key) -> bool:
    if isinstance(key, str):
        return key in space.withheld
    name, place, inner = key
    return inner in held(space.plain, (name, place, ""))


class Trial:
    """Answers to all that is open, any of which can be given and taken back."""

    def __init__(self, standing: Standing, answers: Mapping[Key, Any]) -> None:
        self.space, self.answers = standing.space, answers
        self.values: dict[str, Any] = dict(self.space.values)
        self.facts: dict[Key, bool | None] = dict(self.space.facts)
        self.withheld = self.space.withheld
        self.opaques = [
            each
            for each in self.space.graph.opaques
            if any(self.values[arg.name] is None for arg in each.args)
        ]

    def give(self, key: Key) -> None:
        """Gives the answer to one question."""
        answer = self.answers[key]
        if answer is NOT_SAID or answer is KEPT:
            del self.facts[key]
        if answer is KEPT:
            self._turn(key)
        elif answer is not NOT_SAID:
            self._put(key, answer)

    def take(self, key: Key) -> None:
        """Takes it back."""
        self.facts[key] = None
        if self.answers[key] is KEPT:
            self._turn(key)
        else:
            self._put(key, None)

    def _turn(self, key: Key) -> None:
        """Withholds a field, or a cell under the key where records hold that; or no longer."""
        if isinstance(key, str):
            self.withheld ^= {key}
        else:
            name, place, inner = key
            kept = held(self.values, (name, place, ""))
            put(self.values, (name, place, ""), kept ^ {inner})

    def _put(self, key: Key, value: Any) -> None:
        put(self.values, key, value)
        for each in self.opaques:  # what it will answer is drawn, too
            said = all(self.values[arg.name] is not None for arg in each.args)
            self.values[each.key] = self.answers[each.key] if said else None

    def look(self) -> frozenset[str]:
        """The verdicts that one pass of bounds leaves possible."""
        graph, space = self.space.graph, self.space
        (cases,) = graph.deciding(
            self.values, graph.domains, self.withheld, space.as_of, self.facts
        )
        return graph.verdicts_of(cases)

    def look_closely(self) -> frozenset[str]:
        """The same from many passes, for what one cannot tell."""
        space = attrs.evolve(
            self.space, plain=self.values, withheld=self.withheld, facts=self.facts
        )
        return space.graph.verdicts_of(possible(space).cases)
