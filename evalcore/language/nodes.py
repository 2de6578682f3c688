"""The nodes of the expression graph: frozen data, and nothing that interprets them.

Nodes compare and hash by identity. A measure that three rules name is one node with three
parents, so every interpretation visits it once; structural equality would walk it each time.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from datetime import date
from operator import attrgetter
from typing import Any, cast
from typing import Literal as OneOf

import attrs

from evalcore.written.errors import Position

Value = bool | float | str | date
Comparison = OneOf["==", "!=", "<", "<=", ">", ">="]
Quantifier = OneOf["count", "share", "total_of", "any_of", "all_of"]
Role = OneOf["measure", "parameter", "criterion", "weight", "total", "verdict", "function"]


@attrs.frozen(eq=False, kw_only=True)
class Node:
    """The base of all nodes; `at` is the place in the text that the node was read from."""

    at: Position | None = attrs.field(default=None, repr=False)


@attrs.frozen(eq=False)
class Literal(Node):
    """A value written down. `unit` is None where any unit fits, as for a bare number."""

    value: Value
    unit: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(eq=False)
class FieldRef(Node):
    """What the initiative says in one field, by its full name (`council.yes`)."""

    name: str


@attrs.frozen(eq=False)
class RecordField(Node):
    """What the current record says in one of its fields; only inside an `Aggregate`."""

    name: str
    records: str


@attrs.frozen(eq=False)
class AsOf(Node):
    """The date of the evaluation. An input, never the clock."""


@attrs.frozen(eq=False)
class Named(Node):
    """A node that has a name of its own: a measure, a parameter, a score, a plugin's function."""

    name: str
    body: Node
    role: Role
    args: tuple[Node, ...] = ()


@attrs.frozen(eq=False)
class Not(Node):
    """`not`: unknown of an unknown."""

    operand: Node


@attrs.frozen(eq=False)
class And(Node):
    """`and`, and the links of a chain: false as soon as one is."""

    operands: tuple[Node, ...]


@attrs.frozen(eq=False)
class Or(Node):
    """`or`: true as soon as one is."""

    operands: tuple[Node, ...]


@attrs.frozen(eq=False)
class Compare(Node):
    """One comparison. What no request changes stands on the right: see `expr.compared`."""

    operator: Comparison
    left: Node
    right: Node


@attrs.frozen(eq=False)
class If(Node):
    """`then` where the condition holds, else `otherwise`; unknown where the condition is.

    Where that is undefined it may be either, but for a `strict` one, which then is undefined, too.
    """

    condition: Node
    then: Node
    otherwise: Node
    strict: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(eq=False)
class Apply(Node):
    """An operation of the table in `operations`: unknown as soon as one argument is.

    `data` is what it is told beside its arguments: the points of lines, a table of texts. Sums and
    products take two or more arguments, from left to right.
    """

    operation: str
    args: tuple[Node, ...]
    data: tuple[Any, ...] = ()


@attrs.frozen(eq=False)
class Known(Node):
    """Whether any of these fields was said. A fact about the request: never unknown itself."""

    operands: tuple[FieldRef | RecordField, ...]
    name: str


@attrs.frozen(eq=False)
class IsWithheld(Node):
    """Whether any of these fields exists and will not be given."""

    operands: tuple[FieldRef | RecordField, ...]
    name: str


@attrs.frozen(eq=False)
class Aggregate(Node):
    """Over a list of records; `body` is a condition, or the number that `total_of` adds."""

    function: Quantifier
    records: FieldRef
    body: Node


@attrs.frozen(eq=False)
class Opaque(Node):
    """What arbitrary Python answered, from `low` to `high`, before anything was worked out.

    Interpretations find the answer under `key`, where fields have their values; None is none.
    `args` are the fields that `call` is asked about; `origin` names the plugin, for messages.
    """

    name: str
    args: tuple[FieldRef, ...]
    key: str
    version: str
    low: float
    high: float
    call: Any = attrs.field(repr=False)
    origin: str = attrs.field(default="", kw_only=True)


@attrs.frozen(eq=False)
class Across(Opaque):
    """A total from across a slate: what `call` makes of the scores of all requests in it.

    `scores` are the request's own, of criteria with a weight; there are no `args`.
    """

    scores: tuple[Node, ...] = attrs.field(kw_only=True)


@attrs.frozen(eq=False)
class Decide(Node):
    """The value of the first case whose condition holds, else `default`; the hit policy `first`.

    It means nested `If`s, so it is unknown as soon as a condition that is asked is; every engine
    lowers it flat, as thousands of cases are no deeper than one.
    """

    cases: tuple[tuple[Value, Node], ...]
    default: Value

    @property
    def asked(self) -> Iterator[tuple[int, tuple[Value, Node]]]:
        """The cases that have to be asked, with their places: not those that never hold."""
        for place, case in enumerate(self.cases):
            if not (isinstance(case[1], Literal) and case[1].value is False):
                yield place, case


@attrs.frozen(eq=False)
class DecidedBy(Node):
    """The place of the case that a decision came to, from 0; of the default, how many there are."""

    decision: Decide


@attrs.frozen(eq=False)
class Rows(Node):
    """Which rows of a decision table fit the values of its columns.

    `table` is a `language.tables.Table`; its cells may name `parameters`. By itself it is no value:
    only what rows say is.
    """

    columns: tuple[Node, ...]
    parameters: tuple[Node, ...]
    table: Any = attrs.field(repr=False)


@attrs.frozen(eq=False)
class FirstRow(Node):
    """What the first row that fits says: a `Decide` whose cases an index finds.

    `which` has for each row the place of its value, and last of that where no row fits; -1 is
    undefined.
    """

    rows: Rows
    values: tuple[Node, ...]
    which: tuple[int, ...] = attrs.field(repr=False)


@attrs.frozen(eq=False)
class AllRows(Node):
    """What all rows that fit say, in their order: the sum of it, or the list."""

    rows: Rows
    values: tuple[Node, ...]
    which: tuple[int, ...] = attrs.field(repr=False)
    aggregation: OneOf["sum", "list"] = "sum"


@attrs.frozen(eq=False)
class Narrowed(Node):
    """A field, or a formula, that a relation bounds by others: at most `end`, or at least that.

    Its value is the field's; only bounds tell more of it. The end is off by `slack` at most.
    """

    field: Node
    end: Node
    is_low: bool
    slack: float


# The surface of the language: what a text says before its names are looked up.


@attrs.frozen(eq=False)
class Name(Node):
    """A name, its parts joined by dots."""

    name: str


@attrs.frozen(eq=False)
class Call(Node):
    """A call; `in` counts as one, of the function `in`."""

    function: str
    args: tuple[Node, ...]
    keywords: tuple[tuple[str, Node], ...] = ()


@attrs.frozen(eq=False)
class Items(Node):
    """A list of literals, as an argument or on the right of `in`."""

    items: tuple[Value, ...]


@attrs.frozen(eq=False)
class Pairs(Node):
    """A dict of literals, as an argument."""

    items: tuple[tuple[Value, Value], ...]


def reads(node: Node) -> str | None:
    """The full name of the field that this node reads, `outcomes.target` inside records."""
    match node:
        case FieldRef(name=name):
            return name
        case RecordField(name=name, records=records):
            return f"{records}.{name}"
        case _:
            return None


def children(parent: Node) -> list[Node]:
    """The nodes directly below, in the order in which they are written."""
    kind = type(parent)
    if kind not in _BELOW:
        _BELOW[kind] = _reader(kind)
    return _BELOW[kind](parent)


def walk(*roots: Node, known: Container[Node] = ()) -> Iterator[Node]:
    """Every node below the roots, and the roots, each once: children before parents.

    Nodes that are `known`, and what is only below those, are left out.
    """
    return (node for node, _ in walk_with_children(*roots, known=known))


def walk_with_children(
    *roots: Node, known: Container[Node] = ()
) -> Iterator[tuple[Node, list[Node]]]:
    """As `walk`, each node with those directly below it."""
    seen: set[Node] = set()
    begun: list[tuple[Node, list[Node]]] = []
    waiting: list[Node | None] = [*reversed(roots)]  # None ends what was begun last
    while waiting:
        current = waiting.pop()
        if current is None:
            yield begun.pop()
        elif current not in seen and current not in known:
            seen.add(current)
            below = children(current)
            if below:
                begun.append((current, below))
                waiting.append(None)
                waiting += below[::-1]
            else:
                yield current, below


def height(root: Node) -> int:
    """How many levels of nodes there are, down to values that have names of their own."""
    levels: dict[Node, int] = {}
    for each, below in walk_with_children(root, known=_OwnNames(root)):
        levels[each] = 1 + max((levels.get(node, 0) for node in below), default=0)
    return levels.get(root, 0)


class _OwnNames:
    """All nodes with names of their own, but for one: where a height ends."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def __contains__(self, node: object) -> bool:
        return isinstance(node, Named) and node.role != "function" and node is not self.root


def constant(expression: Node) -> Value | None:
    """The value of a literal, a parameter or a weight; None for anything to be evaluated."""
    while isinstance(expression, Named) and expression.role in ("parameter", "weight"):
        expression = expression.body
    return expression.value if isinstance(expression, Literal) else None


def is_fixed(expression: Node) -> bool:
    """Whether no request changes it: a literal, a parameter or a weight, with dates or not."""
    is_named = isinstance(expression, Named) and expression.role in ("parameter", "weight")
    return is_named or isinstance(expression, Literal)


_BELOW: dict[type[Node], Callable[[Any], list[Node]]] = {}  # how each kind is read
_SINGLE, _SEVERAL, _PAIRS = (
    ("Node", "FieldRef", "Decide", "Rows"),
    ("tuple[Node", "tuple[FieldRef"),
    ("tuple[tuple[str, Node", "tuple[tuple[Value, Node"),
)


def _reader(kind: type[Node]) -> Callable[[Any], list[Node]]:
    """How to read the attributes that hold the nodes below, by their declared types.

    Every walk over a graph does so for each node: what most kinds are like is read directly.
    """
    declared: dict[str, str] = {each.name: str(each.type) for each in attrs.fields(kind)}
    single = [name for name, shape in declared.items() if shape in _SINGLE]
    several = [name for name, shape in declared.items() if shape.startswith(_SEVERAL)]
    pairs = [name for name, shape in declared.items() if shape.startswith(_PAIRS)]
    if not (single or several or pairs):
        return lambda _: []
    if len(single) + len(several) == 1 and not pairs:
        held = cast("Callable[[Any], Any]", attrgetter(*single, *several))
        return (lambda parent: [held(parent)]) if single else (lambda parent: list(held(parent)))

    def read(parent: Any) -> list[Node]:
        below: list[Node] = [getattr(parent, name) for name in single]
        for name in several:
            below += getattr(parent, name)
        for name in pairs:
            below += [each for _, each in getattr(parent, name)]
        return below

    return read
