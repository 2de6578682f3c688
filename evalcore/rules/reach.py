"""Reach: which rules can ever speak, judged by the ruleset as it is written.

One pass of bounds with everything open. What conditions are about counts as one number or flag of
its own, within the range that is known of it: that takes no time, and claims nothing untrue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalcore.interpret.bounds import bound_program
from evalcore.interpret.plan import plan
from evalcore.interpret.spans import may_be_undefined
from evalcore.language.nodes import (
    And,
    AsOf,
    Compare,
    Decide,
    FieldRef,
    Named,
    Node,
    Not,
    Opaque,
    Or,
    constant,
    walk,
)
from evalcore.language.types import Type
from evalcore.request.fields import Field, Kind
from evalcore.request.situation import Situation
from evalcore.rules.graph import RuleNode
from evalcore.written.errors import Complaint, Path
from evalcore.written.numbers import LARGEST

Types = Mapping[Node, Type]


def unreached(rules: Sequence[RuleNode], types: Types) -> Iterator[Complaint]:
    """Complaints about rules that can never speak: their authors believe that they decide."""
    conditions = [clause.speaks for rule in rules for clause in rule.clauses]
    if any(types[each].kind is None for each in conditions):
        return  # which was complained about
    program = plan(conditions, types)  # in which nodes that say the same are one
    conditions, types = [*program.outputs], program.types
    reaching = _Reaching(conditions, types)
    reached, place = reaching.of(conditions), 0
    if reaching.doubtful:  # where one is undefined, those after it may be asked after all
        careful = _Reaching(conditions, types, defined=False)
        reached |= careful.of(conditions) - reaching.doubtful
    before: list[tuple[str, Node]] = []
    for index, rule in enumerate(rules):
        places = range(place, place + len(rule.clauses))
        if rule.clauses and not any(each in reached for each in places):
            path: Path = ("rules", index, rule.form)
            asked = [conditions[each] for each in places]
            why, mend = reaching.why(rule, asked, before)
            yield Complaint(f"the rule {rule.id} can never speak: {why}", mend=mend, path=path)
        else:
            before += [(rule.id, conditions[each]) for each in places]
        place += len(rule.clauses)


class _Reaching:
    """What is reached where nothing that is compared is undefined, or where it may be.

    `doubtful` has the places of conditions that may be undefined.
    """

    def __init__(self, conditions: Sequence[Node], types: Types, *, defined: bool = True) -> None:
        self.leaves: dict[Node, Field] = {}
        self.types, self.defined = dict(types), defined
        for node in conditions:
            self.look(node)
        pairs = enumerate(conditions)
        self.doubtful = frozenset(n for n, e in pairs if any(map(may_be_undefined, walk(e))))
        read = (each for node in conditions for each in walk(node))
        names = {each.name for each in read if isinstance(each, FieldRef)}
        names |= {each.name for each in self.leaves.values()}
        self.open = Situation(dict.fromkeys(names)).ask([*names])

    def of(self, conditions: Sequence[Node]) -> frozenset[int]:
        """The places of these conditions that may be met first, asked in their order."""
        decision = Decide(tuple(("", each) for each in conditions), "")
        self.types[decision] = Type(Kind.TEXT, nullable=True)
        cases, _ = bound_program([decision], self.types, self.leaves)(self.open)
        return frozenset(cases)

    def why(
        self, rule: RuleNode, asked: Sequence[Node], before: Sequence[tuple[str, Node]]
    ) -> tuple[str, str]:
        """Why it is not reached, and how to mend that."""
        if not self.of(asked) - {len(asked)}:
            what = "its gate is always met" if rule.kind == "gate" else "its condition never holds"
            return what, "hold it against the ranges and choices of its fields"
        mend = "put it before that rule, or drop it"
        for name, condition in before:
            if self.of([condition]) == frozenset({0}):
                return f"the rule {name} before it always does", mend
            if self.of([condition, *asked]) <= {0, len(asked) + 1}:
                return f"whatever meets it meets the rule {name} before it", mend
        return "the rules before it leave nothing for it", "put it before them, or drop it"

    def look(self, root: Node) -> None:
        """Finds what a condition is about."""
        waiting = [root]
        while waiting:
            node = waiting.pop()
            match node:
                case And(operands=operands) | Or(operands=operands):
                    waiting += operands
                case Not(operand=inner) | Named(body=inner):
                    waiting.append(inner)
                case Compare(left=left, right=right) if (
                    constant(right) is not None and self.types[left].kind is not Kind.TEXT
                ):
                    if not isinstance(left, FieldRef) and constant(left) is None:
                        self.about(node, left)
                case _ if any(map(_is_of_today, walk(node))):
                    self.leaf(node)
                case _:
                    pass

    def about(self, condition: Node, node: Node) -> None:
        """What a condition compares, as one number; or the condition as one flag."""
        below = [*walk(node)]
        if self.defined or not any(map(may_be_undefined, below)):
            self.leaf(node)
        elif any(map(_is_of_today, below)):
            self.leaf(condition)

    def leaf(self, node: Node) -> None:
        kind, name = self.types[node], f"node_{len(self.leaves)}"
        if node in self.leaves:
            return
        if kind.kind is Kind.FLAG:
            self.leaves[node] = Field(name, Kind.FLAG)
        elif kind.is_number:
            low, high = max(kind.low, -LARGEST), min(kind.high, LARGEST)
            self.leaves[node] = Field(name, Kind.NUMBER, None, low, high, kind.whole)


def _is_of_today(node: Node) -> bool:
    return isinstance(node, AsOf | Opaque)
