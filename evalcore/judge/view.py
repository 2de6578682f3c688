"""View: what of a list of evaluations is shown, in which groups, and what is counted of it.

What is left out stays ranked: places and counts are those of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import attrs

from evalcore.judge.evaluation import judged
from evalcore.judge.record import Evaluation
from evalcore.request.fields import Field
from evalcore.request.values import Estimate, FieldValue, Withheld

UNDECIDED = "undecided"  # stands for no verdict, where a ruleset calls none of its own so


@attrs.frozen
class View:
    """What is shown. Where nothing is said, all of it.

    `show` names fields and measures that stand beside each initiative. `group_by` names the field
    whose values make groups; `top` is how many are shown, in each group; `only` are the verdicts
    that are shown, `UNDECIDED` among them.

    `where` is the condition by which the initiatives were selected from `given`; of `unknown` of
    them nobody can tell.
    """

    show: tuple[str, ...] = ()
    group_by: str | None = None
    top: int | None = None
    only: tuple[str, ...] = ()
    where: str = ""
    given: int = 0
    unknown: int = 0

    def of(self, evaluations: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
        """Those that are shown, in their order."""
        kept = [each for each in evaluations if not self.only or outcome(each) in self.only]
        if self.top is None:
            return tuple(kept)
        if self.group_by is None:
            return tuple(kept[: self.top])
        groups = groups_of(kept, self.group_by)
        chosen = {each.id for _, group in groups for each in group[: self.top]}
        return tuple(each for each in kept if each.id in chosen)


WHOLE = View()


def outcome(evaluation: Evaluation) -> str:
    """The verdict that is certain, or `UNDECIDED`."""
    return evaluation.possible[0] if evaluation.decided else UNDECIDED


def places(evaluations: Sequence[Evaluation]) -> dict[str, int]:
    """The place of each of a ranking that is decided, by id: equals have the same one.

    After two in the first place comes the third.
    """
    found: dict[str, int] = {}
    before: tuple[str, float | None] | None = None
    place = 0
    for number, each in enumerate((e for e in evaluations if e.decided), start=1):
        total = each.total
        now = (each.possible[0], None if total is None else round(total, 9))
        place = place if now == before else number
        found[each.id], before = place, now
    return found


def tally(evaluations: Iterable[Evaluation], verdicts: Iterable[str]) -> dict[str, int]:
    """How often there is each verdict, in the order given, and last how many are undecided."""
    counts = dict.fromkeys([*verdicts, UNDECIDED], 0)
    for each in evaluations:
        counts[outcome(each)] += 1
    return {name: count for name, count in counts.items() if count}


def groups_of(
    evaluations: Iterable[Evaluation], field: str
) -> list[tuple[FieldValue, list[Evaluation]]]:
    """The evaluations by what they say in a field: choices in their order, else the least first.

    What is withheld comes after what is known, and then what nobody has said.
    """
    found: dict[FieldValue, list[Evaluation]] = {}
    declared: Mapping[str, Field] = {}
    for each in evaluations:
        own = judged(each)
        declared = own.graph.declared
        value = own.initiative.values.get(field)
        if isinstance(value, Withheld):
            value = Withheld()  # whatever the reason
        elif isinstance(value, tuple):
            value = tuple(sorted(cast("tuple[str, ...]", value)))
        found.setdefault(value, []).append(each)
    return sorted(found.items(), key=lambda group: _place(declared[field], group[0]))


def _place(field: Field, value: FieldValue) -> tuple[int, Any]:
    match value:
        case None:
            return (2, 0)
        case Withheld():
            return (1, 0)
        case Estimate(low=low, likely=likely, high=high):
            return (0, (likely, low, high))
        case str() if field.choices:
            return (0, field.choices.index(value))
        case _:
            return (0, value)
