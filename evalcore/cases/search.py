"""Search: outcomes of conditions that lead to a clause, or the proof that none do.

Outcomes are tried one after the other, and given up as soon as ranges or the clauses asked before
rule them out. The number of steps is fixed, so every machine comes to the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from evalcore.cases.feasible import Feasible, Outcomes
from evalcore.cases.logic import Fixed, Join, Joined, Leaf, Logic, Question, Truth

MOST_STEPS = 4000
_TRUE, _FALSE, _UNKNOWN = 1, 2, 4
_MASK: dict[Truth, int] = {True: _TRUE, False: _FALSE, None: _UNKNOWN}


@attrs.frozen
class Goal:
    """What is sought: that a clause is asked, and speaks where `speaks`.

    A condition comes to `truth`, where `place` is given; where `turns` it decides by itself.
    `asked` is the place of the clause; that after the last is the default. A goal without a
    condition is that the clause decides: there, all conditions are true or false, as a verdict is
    given only where every way of filling in leads to it.
    """

    asked: int
    speaks: bool = False
    place: int = -1
    truth: Truth = None
    turns: bool = False

    @property
    def decides(self) -> bool:
        """Whether it is about a decision."""
        return self.place < 0


@attrs.frozen
class Answer:
    """Whether a goal can be reached: `outcomes` that do; else whether that is `proved`."""

    outcomes: Outcomes | None
    proved: bool = False


class Search:
    """Looks for outcomes in one logic."""

    def __init__(self, logic: Logic, feasible: Feasible) -> None:
        self.logic, self.feasible = logic, feasible
        self.alone = [feasible.outcomes(each.place) for each in logic.conditions]
        self.masks = [sum(_MASK[truth] for truth in each) for each in self.alone]
        self.steps = 0

    def find(self, goal: Goal) -> Answer:
        """An answer, with at most so many steps."""
        self.steps = 0
        given: dict[int, Truth] = {}
        if goal.place >= 0:
            if goal.truth not in self.alone[goal.place]:
                return Answer(None, proved=True)
            given[goal.place] = goal.truth
        found = self._extend(goal, given)
        return Answer(found, proved=found is None and self.steps <= MOST_STEPS)

    def _extend(self, goal: Goal, given: dict[int, Truth]) -> Outcomes | None:
        """Depth first, with a stack of what is still to be tried."""
        stack: list[tuple[dict[int, Truth], Iterator[tuple[int, Truth]]]] = []
        current: dict[int, Truth] | None = given
        while current is not None:
            self.steps += 1
            if self.steps > MOST_STEPS:
                return None
            masks = self._masks(current, filled=goal.decides)
            open_ = self._open(goal, masks, current)
            if open_ == -1:
                return current
            if open_ is not None:
                first = self._order(goal, open_)
                stack.append((current, iter([(open_, truth) for truth in first])))
            current = None
            while stack and current is None:
                below, choices = stack[-1]
                choice = next(choices, None)
                if choice is None:
                    stack.pop()
                    continue
                tried = {**below, choice[0]: choice[1]}
                if self.feasible.together(tried, filled=goal.decides):
                    current = tried
                self.steps += 1
        return None

    def _order(self, goal: Goal, place: int) -> Sequence[Truth]:
        """Clauses before are most often passed over by what is false."""
        own = goal.asked < len(self.logic.questions) and goal.speaks
        mine = own and place in self.logic.questions[goal.asked].conditions
        order: tuple[Truth, ...] = (True, False, None) if mine else (False, True, None)
        possible = self.alone[place]
        return [e for e in order if e in possible and not (goal.decides and e is None)]

    def _masks(self, given: Outcomes, *, filled: bool) -> list[int]:
        possible = _TRUE | _FALSE if filled else _TRUE | _FALSE | _UNKNOWN
        return [
            _MASK[given[place]] if place in given else mask & possible
            for place, mask in enumerate(self.masks)
        ]

    def _open(self, goal: Goal, masks: list[int], given: Outcomes) -> int | None:
        """The next condition to be settled; -1 where all is, None where the goal is out of reach.

        A clause that is asked earlier must not be true.
        """
        undecided: Question | None = None
        if goal.asked < len(self.logic.questions):
            own = self.logic.questions[goal.asked]
            reached, settled = self._own(goal, own, masks)
            if not reached:
                return None
            undecided = None if settled else own
        for before in self.logic.questions[: goal.asked]:
            value = reaches(before, masks)
            if value == _TRUE:
                return None
            if value & _TRUE and undecided is None:
                undecided = before
        if undecided is None:
            return -1
        return next((p for p in undecided.conditions if p not in given), -1)

    def _own(self, goal: Goal, own: Question, masks: list[int]) -> tuple[bool, bool]:
        """Whether what is asked of the clause itself may hold, and whether it does for certain."""
        reached = settled = True
        if goal.speaks:
            value = reaches(own, masks)
            reached, settled = bool(value & _TRUE), value == _TRUE
        if goal.turns:
            ends = [
                reaches(own, [*masks[: goal.place], end, *masks[goal.place + 1 :]])
                for end in (_TRUE, _FALSE)
            ]
            up = bool(ends[0] & _TRUE and ends[1] & _FALSE)
            down = bool(ends[0] & _FALSE and ends[1] & _TRUE)
            single = all(each in (_TRUE, _FALSE) for each in ends)
            reached, settled = reached and (up or down), settled and single
        return reached, settled


def reaches(question: Question, masks: Sequence[int]) -> int:
    """What a clause may come to, where its conditions may come to this: a bit an outcome."""
    found: list[int] = []
    for step in question.steps:
        match step:
            case Leaf(place, inverted):
                found.append(_turned(masks[place]) if inverted else masks[place])
            case Fixed(value):
                found.append(_MASK[value])
            case Joined(how, parts):
                found.append(_joined(how, [found[each] for each in parts]))
    return found[-1]


def _turned(mask: int) -> int:
    return (mask & _UNKNOWN) | (_FALSE if mask & _TRUE else 0) | (_TRUE if mask & _FALSE else 0)


def _joined(how: Join, parts: Sequence[int]) -> int:
    match how:
        case "not":
            return _turned(parts[0])
        case "or":
            return _turned(_joined("and", [_turned(each) for each in parts]))
        case "and":
            found = _TRUE if all(each & _TRUE for each in parts) else 0
            found |= _FALSE if any(each & _FALSE for each in parts) else 0
            passing = all(each & (_TRUE | _UNKNOWN) for each in parts)
            return found | (_UNKNOWN if passing and any(e & _UNKNOWN for e in parts) else 0)
        case "if":
            condition, then, otherwise = parts
            found = condition & _UNKNOWN
            found |= then if condition & _TRUE else 0
            return found | (otherwise if condition & _FALSE else 0)
