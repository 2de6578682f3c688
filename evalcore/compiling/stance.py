"""The stance: what a ruleset promises never to read, held against everything in it that reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evalcore.errors import Complaint, Path, show
from evalcore.expressions.nodes import Named, Node, children
from evalcore.fields import Field
from evalcore.graph import reads

OWN_PARTS = ("measure", "criterion", "total")  # each is complained about where it stands


def broken_promises(
    parts: Iterable[tuple[Path, str, Sequence[Node]]],
    never_reads: Sequence[str],
    fields: Mapping[str, Field],
) -> Iterator[Complaint]:
    """A complaint for each part of a ruleset and each forbidden field that it reads.

    A part is its path, what to call it, and its nodes. `never_reads` lists fields, tables of
    fields, and tags as `tag:name`.
    """
    for path, what, nodes in parts:
        for name in _names_read(nodes):
            entry = next((each for each in never_reads if _matches(name, each, fields)), None)
            if entry is not None:
                problem = f"{what} reads {name}, which the stance never reads ({show(entry)})"
                yield Complaint(problem, mend="drop it, or change [stance] never_reads", path=path)


def _names_read(nodes: Sequence[Node]) -> Iterator[str]:
    waiting = list(reversed(nodes))
    seen: set[Node] = set()
    named: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node in seen or (isinstance(node, Named) and node.role in OWN_PARTS):
            continue
        seen.add(node)
        name = reads(node)
        if name and name not in named:
            named.add(name)
            yield name
        waiting += reversed(list(children(node)))


def _matches(name: str, entry: str, fields: Mapping[str, Field]) -> bool:
    owner, _, inner = name.rpartition(".")
    field = fields.get(name)
    if field is None and owner in fields:
        field = fields[owner].record.get(inner)
    tag = entry.removeprefix("tag:")
    if tag != entry:
        return field is not None and tag in field.tags
    return name == entry or name.startswith(f"{entry}.")
