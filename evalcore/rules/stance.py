"""The stance: what a ruleset promises never to read, held against everything in it that reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evalcore.language.nodes import Named, Node, children, reads
from evalcore.request.fields import Field
from evalcore.rules.context import Context
from evalcore.rules.graph import RelationNode, RuleNode
from evalcore.rules.relations import Declared
from evalcore.written.errors import Complaint, Path, Position, show
from evalcore.written.names import normal

OWN_PARTS = ("measure", "criterion", "total")  # each is complained about where it stands


def broken_promises(
    context: Context,
    rules: Sequence[RuleNode],
    relations: Iterable[tuple[Declared, RelationNode]] = (),
) -> Iterator[Complaint]:
    """A complaint for each part of a ruleset and each forbidden field that it reads.

    `never_reads` lists fields, tables of fields, and tags as `tag:name`.
    """
    held = [
        (each.at, f"the relation {each.id}", (node.holds,))
        for each, node in relations
        if not each.of_vocabulary  # one of a vocabulary holds only where the rest reads its fields
    ]
    yield from broken_by(context, (*_parts(context, rules), *held))


def broken_by(
    context: Context, parts: Iterable[tuple[Path, str, Sequence[Node]]]
) -> Iterator[Complaint]:
    """A complaint for each of these parts and each forbidden field that it reads."""
    never = [normal(each) for each in context.ruleset.never_reads]
    for path, what, nodes in parts if never else ():
        for name, at in names_read(nodes).items():
            entry = next((each for each in never if _matches(name, each, context.fields)), None)
            if entry is not None:
                problem = f"{what} reads {name}, which the stance never reads ({show(entry)})"
                mend = "drop it, or change [stance] never_reads"
                yield Complaint(problem, mend=mend, path=path, position=at, code="EV140")


def _parts(
    context: Context, rules: Sequence[RuleNode]
) -> Iterator[tuple[Path, str, Sequence[Node]]]:
    """Everything that reads fields: where it is written, what to call it, its nodes."""
    for name, node in context.names.items():
        if not isinstance(node, Named) or node.role not in OWN_PARTS:
            continue
        path: Path = ("total",) if node.role == "total" else ("measures", name)
        by = ""
        if node.role == "criterion":
            policy = context.used.get(("criteria", name))
            path = ("criteria", name, "policy" if policy else "score")
            by = f" (policy {policy.name})" if policy else ""
        what = "the total" if node.role == "total" else f"the {node.role} {name}{by}"
        yield path, what, (node.body,)
    for index, rule in enumerate(rules):
        by = f" (policy {rule.policy})" if rule.policy else ""
        nodes = [clause.speaks for clause in rule.clauses]
        yield ("rules", index, rule.form), f"the rule {rule.id}{by}", nodes


def names_read(nodes: Sequence[Node]) -> dict[str, Position | None]:
    """The fields that are read below nodes, each with the place where it is first named."""
    waiting = list(reversed(nodes))
    seen: set[Node] = set()
    named: dict[str, Position | None] = {}
    while waiting:
        node = waiting.pop()
        if node in seen or (isinstance(node, Named) and node.role in OWN_PARTS):
            continue
        seen.add(node)
        name = reads(node)
        if name:
            named.setdefault(name, node.at)
        waiting += reversed(list(children(node)))
    return named


def _matches(name: str, entry: str, fields: Mapping[str, Field]) -> bool:
    owner, _, inner = name.rpartition(".")
    field = fields.get(name)
    if field is None and owner in fields:
        field = fields[owner].record.get(inner)
    tag = entry.removeprefix("tag:")
    if tag != entry:
        return field is not None and tag in field.tags
    return name == entry or name.startswith(f"{entry}.")
