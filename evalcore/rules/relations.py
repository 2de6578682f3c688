"""Relations: what holds between the fields of every request, from wherever it is declared.

Those of a ruleset and of the policies that it uses hold; those of a vocabulary only where the
ruleset reads all the fields that they are about: else it would refuse for what it never asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from evalcore.language.nodes import AsOf, Call, Name, Named, Node, Opaque, reads, walk
from evalcore.language.syntax import parse
from evalcore.request.declarations import Relation
from evalcore.request.fields import Kind
from evalcore.rules.context import Context
from evalcore.rules.graph import RelationNode
from evalcore.say.formula import spell
from evalcore.written.errors import Complaint, InputError, Path, near, one_of, show

OF_FIELDS = "a relation holds between fields, whatever is made of them"


@attrs.frozen
class Declared:
    """A relation under its name; `owner` is who declares it, `path` where the ruleset says so."""

    id: str
    relation: Relation
    path: Path
    owner: str = ""
    of_vocabulary: bool = False

    @property
    def at(self) -> Path:
        """Where complaints about the condition stand."""
        return self.path if self.owner else (*self.path, "holds")


def compile_relations(context: Context) -> list[tuple[Declared, RelationNode]]:
    """The relations with their conditions; complaints about those that are none."""
    found: list[tuple[Declared, RelationNode]] = []
    for each in _declared(context):
        before = len(context.complaints)
        node = _condition(context, each)
        if node is not None:
            context.complaints += _faults(context, each, node)
        if node is not None and len(context.complaints) == before:
            relation = each.relation
            text = relation.holds if isinstance(relation.holds, str) else spell(node)
            warns = relation.otherwise == "warn"
            made = RelationNode(each.id, node, text, relation.because, each.owner, warns)
            found.append((each, made))
        elif each.owner:  # it has no place of its own in the ruleset
            named = f"{each.owner}, relation {each.id}"
            context.complaints[before:] = [
                attrs.evolve(one, problem=f"{named}: {one.problem}", position=None)
                for one in context.complaints[before:]
            ]
    return found


def in_use(
    relations: Iterable[tuple[Declared, RelationNode]], read: Collection[str]
) -> tuple[RelationNode, ...]:
    """Those that hold for a ruleset that reads these fields."""
    return tuple(
        node
        for each, node in relations
        if not each.of_vocabulary or set(node.fields).issubset(read)
    )


def _declared(context: Context) -> Iterator[Declared]:
    """Every relation: the vocabularies', then the policies' by their settings, then its own."""
    for index, name in enumerate(context.ruleset.vocabulary):
        for key, each in context.related.get(("vocabulary", index), {}).items():
            owner = f"the vocabulary {name}"
            yield Declared(f"{name}.{key}", each, ("vocabulary", index), owner, of_vocabulary=True)
    for path, policy in context.used.items():
        for key, each in context.related.get(path, {}).items():
            owner = f"the policy {policy.name}"
            yield Declared(f"{path[-1]}.{key}", each, (*path, "policy"), owner)
    for key, each in context.ruleset.relations.items():
        yield Declared(key, each, ("relations", key))


def _condition(context: Context, each: Declared) -> Node | None:
    holds, of = each.relation.holds, each.relation.of
    if isinstance(holds, Node):
        context.check(holds, each.at)
        return holds
    if each.at in context.faulty:
        return None
    try:
        surface = parse(holds)
    except InputError as error:
        context.adopt(error.complaints, each.at, "EV201")
        return None
    if of:
        lists = [name for name, field in context.fields.items() if field.kind is Kind.RECORDS]
        if of not in lists:
            problem = f"there is no list of records {show(of)}"
            expected = one_of(lists) if lists else "a field that holds records; there is none"
            at = each.path if each.owner else (*each.path, "of")
            context.complain(at, problem, expected, near(of, lists), code="EV133")
            return None
        surface = Call("all_of", (Name(of), surface))
    usable: Mapping[str, Node] = {
        name: node
        for name, node in context.names.items()
        if isinstance(node, Named) and node.role in ("parameter", "measure") and not each.owner
    }
    absent = {name: OF_FIELDS for name in context.names if name not in usable}
    return context.formula(surface, each.at, absent, usable)


def _faults(context: Context, each: Declared, node: Node) -> Iterator[Complaint]:
    kind = context.types[node]
    if kind.kind is not None and kind.kind is not Kind.FLAG:
        expected = "a condition, such as votes <= present"
        yield Complaint(f"found {kind.described}", expected, path=each.at, code="EV133")
    elif kind.kind is not None and kind.high < 1:
        expected = "a condition that can hold"
        yield Complaint("no request can keep it", expected, path=each.at, code="EV133")
    for below in walk(node):
        if isinstance(below, AsOf | Opaque):
            what = "an opaque answer" if isinstance(below, Opaque) else "the date of the evaluation"
            problem = f"it reads {what}"
            yield Complaint(problem, OF_FIELDS, path=each.at, position=below.at, code="EV133")
            return
    if kind.kind is not None and not any(map(reads, walk(node))):
        yield Complaint("it reads no field", OF_FIELDS, path=each.at, code="EV133")
