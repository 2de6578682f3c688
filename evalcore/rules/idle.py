"""Idle parts: what a ruleset says that decides nothing. Worth a warning, no mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalcore.language.nodes import Named, Node, walk
from evalcore.rules.context import Context
from evalcore.rules.graph import RuleNode
from evalcore.written.errors import Complaint, near, show
from evalcore.written.names import normal, tables_of


def idle_parts(
    context: Context, rules: Sequence[RuleNode], chosen_by: Sequence[Node] = ()
) -> Iterator[Complaint]:
    """Warnings about gates, parameters and measures that nothing uses, and promises misspelt.

    `chosen_by` are the nodes of the portfolio.
    """
    ruleset = context.ruleset
    asked = {rule.gate for rule in ruleset.rules}
    for key in ruleset.gates:
        if key not in asked:
            yield Complaint(
                f"no rule asks the gate {key}, so it decides nothing", path=("gates", key)
            )
    defined = [node.body for node in context.names.values() if isinstance(node, Named)]
    spoken = [clause.speaks for rule in rules for clause in rule.clauses]
    used = set(walk(*defined, *spoken, *chosen_by))
    for table, names in (("parameters", ruleset.parameters), ("measures", ruleset.measures)):
        for name in names:
            if context.names[name] not in used:
                yield Complaint(f"nothing uses {name}", path=(table, name), on_key=True)
    yield from _misspelt_promises(context)


def _misspelt_promises(context: Context) -> Iterator[Complaint]:
    """A stance may name what nobody declares: it is then kept. Unless it was meant for another."""
    fields = context.fields
    records = {
        f"{n}.{inner}": f for n, field in fields.items() for inner, f in field.record.items()
    }
    everything = {**fields, **records}
    tables = {table for name in everything for table in tables_of(name)}
    tags = {f"tag:{tag}" for field in everything.values() for tag in field.tags}
    known = {*everything, *tables, *tags}
    for index, entry in enumerate(context.ruleset.never_reads):
        meant = () if normal(entry) in known else near(normal(entry), known)
        if meant:
            problem = f"nothing is called {show(entry)}, so this promise is about nothing"
            yield Complaint(problem, "", meant, path=("stance", "never_reads", index))
