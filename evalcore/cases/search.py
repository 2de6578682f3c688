"""Search: outcomes of conditions that lead to a clause, or the proof that none do.

Outcomes are tried one after the other, and given up as soon as ranges or the clauses asked before
rule them out. The number of steps is fixed, so every machine comes to the same; conditions are
tried in an order of their own and not as they are written, so every layout does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from evalcore.cases.feasible import Feasible, Outcomes
from evalcore.cases.logic import Fixed, Join, Joined, Leaf, Logic, Question, Truth
from evalcore.cases.ways import ANY, FALSE, MASK, MOST_CONDITIONS, TRUE, UNKNOWN, Ways

MOST_STEPS = 4000


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
        self.masks = [sum(MASK[truth] for truth in each) for each in self.alone]
        self.ways = [
            Ways(each) if len(each.conditions) <= MOST_CONDITIONS else None
            for each in logic.questions
        ]
        keys = [each.key for each in logic.conditions]
        self.orders = [sorted(each.conditions, key=keys.__getitem__) for each in logic.questions]
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
            if open_ is not None:
                place, asked = open_
                if place < 0:
                    return current
                first = self._order(goal, asked, place, masks)
                stack.append((current, iter([(place, truth) for truth in first])))
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

    def _order(self, goal: Goal, asked: int, place: int, masks: Sequence[int]) -> Sequence[Truth]:
        """First what leaves the most ways for its clause to speak; for one before, the fewest."""
        mine = asked == goal.asked and goal.speaks
        order: tuple[Truth, ...] = (True, False, None) if mine else (False, True, None)
        if self.logic.conditions[place].key[1]:
            order = (order[1], order[0], None)
        ways, possible = self.ways[asked], self.alone[place]
        found = [e for e in order if e in possible and not (goal.decides and e is None)]
        if ways is None:
            return found
        left = ways.left(masks) & ways.speaks[0]
        sides = dict(zip(MASK, ways.sides[place], strict=True))
        sign = -1 if mine else 1
        return sorted(found, key=lambda e: (e is None, sign * (left & sides[e]).bit_count()))

    def _masks(self, given: Outcomes, *, filled: bool) -> list[int]:
        possible = TRUE | FALSE if filled else ANY
        return [
            MASK[given[place]] if place in given else mask & possible
            for place, mask in enumerate(self.masks)
        ]

    def _open(self, goal: Goal, masks: list[int], given: Outcomes) -> tuple[int, int] | None:
        """The next condition to be settled, and the clause that asks it.

        -1 where all is settled, None where the goal is out of reach. A clause that is asked earlier
        must not be true.
        """
        undecided: int | None = None
        if goal.asked < len(self.logic.questions):
            reached, settled = self._own(goal, masks)
            if not reached:
                return None
            undecided = None if settled else goal.asked
        for before in range(min(goal.asked, len(self.logic.questions))):
            value = self._reaches(before, masks)
            if value == TRUE:
                return None
            if value & TRUE and undecided is None:
                undecided = before
        if undecided is None:
            return -1, -1
        return next(((p, undecided) for p in self.orders[undecided] if p not in given), (-1, -1))

    def _reaches(self, asked: int, masks: Sequence[int]) -> int:
        ways = self.ways[asked]
        return reaches(self.logic.questions[asked], masks) if ways is None else ways.reaches(masks)

    def _own(self, goal: Goal, masks: list[int]) -> tuple[bool, bool]:
        """Whether what is asked of the clause itself may hold, and whether it does for certain."""
        reached = settled = True
        if goal.speaks:
            value = self._reaches(goal.asked, masks)
            reached, settled = bool(value & TRUE), value == TRUE
        if goal.turns:
            may, sure = self._turns(goal, masks)
            reached, settled = reached and may, settled and sure
        return reached, settled

    def _turns(self, goal: Goal, masks: list[int]) -> tuple[bool, bool]:
        ways = self.ways[goal.asked]
        if ways is not None:
            left, turning = ways.left(masks), ways.turning(goal.place)
            return bool(left & turning), not left & ~turning
        ends = [
            self._reaches(goal.asked, [*masks[: goal.place], end, *masks[goal.place + 1 :]])
            for end in (TRUE, FALSE)
        ]
        up = bool(ends[0] & TRUE and ends[1] & FALSE)
        down = bool(ends[0] & FALSE and ends[1] & TRUE)
        return up or down, all(each in (TRUE, FALSE) for each in ends)


def reaches(question: Question, masks: Sequence[int]) -> int:
    """What a clause of many conditions may come to at most, where they may come to this."""
    found: list[int] = []
    for step in question.steps:
        match step:
            case Leaf(place, inverted):
                found.append(_turned(masks[place]) if inverted else masks[place])
            case Fixed(value):
                found.append(MASK[value])
            case Joined(how, parts):
                found.append(_joined(how, [found[each] for each in parts]))
    return found[-1]


def _turned(mask: int) -> int:
    return (mask & UNKNOWN) | (FALSE if mask & TRUE else 0) | (TRUE if mask & FALSE else 0)


def _joined(how: Join, parts: Sequence[int]) -> int:
    match how:
        case "not":
            return _turned(parts[0])
        case "or":
            return _turned(_joined("and", [_turned(each) for each in parts]))
        case "and":
            found = TRUE if all(each & TRUE for each in parts) else 0
            found |= FALSE if any(each & FALSE for each in parts) else 0
            passing = all(each & (TRUE | UNKNOWN) for each in parts)
            return found | (UNKNOWN if passing and any(e & UNKNOWN for e in parts) else 0)
        case "if":
            condition, then, otherwise = parts
            found = condition & UNKNOWN
            found |= then if condition & TRUE else 0
            return found | (otherwise if condition & FALSE else 0)
