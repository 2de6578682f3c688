"""Idle parts: what a ruleset says that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalcore.language.nodes import Named, reads, walk
from evalcore.rules.context import Context
from evalcore.rules.graph import RuleNode
from evalcore.rules.ruleset import VERDICTS
from evalcore.written.errors import Complaint, near, show
from evalcore.written.names import normal, tables_of


def idle_parts(context: Context, rules: Sequence[RuleNode]) -> Iterator[Complaint]:
    """Warnings about what nothing uses, reads, asks or leads to, and about promises misspelt."""
    ruleset = context.ruleset
    asked = {rule.gate for rule in ruleset.rules}
    for key in ruleset.gates:
        if key not in asked:
            problem = f"no rule asks the gate {key}, so it decides nothing"
            yield Complaint(problem, path=("gates", key), code="EV303")
    defined = [node.body for node in context.names.values() if isinstance(node, Named)]
    spoken = [clause.speaks for rule in rules for clause in rule.clauses]
    beside = (("relations",), ("portfolio",))
    held = [node for path, node in context.written if path[:1] in beside]
    used = set(walk(*defined, *spoken, *held))
    for table, names in (("parameters", ruleset.parameters), ("measures", ruleset.measures)):
        for name in names:
            if context.names[name] not in used:
                problem = f"nothing uses {name}"
                yield Complaint(problem, path=(table, name), on_key=True, code="EV302")
    yield from _unread_fields(context, {name for name in map(reads, used) if name})
    yield from _verdicts_of_nobody(context, rules)
    yield from _misspelt_promises(context)


def _unread_fields(context: Context, read: set[str]) -> Iterator[Complaint]:
    """Fields of the ruleset's own. What it promises not to read is declared so as to be known."""
    promised = tuple(map(normal, context.ruleset.never_reads))
    for name, field in context.ruleset.fields.items():
        listed = {name, *tables_of(name), *(f"tag:{tag}" for tag in field.tags)}
        if name not in read and listed.isdisjoint(promised):
            problem = f"nothing reads the field {name}"
            mend = "no form asks for it; read it, or drop it"
            yield Complaint(problem, mend=mend, path=("fields", name), on_key=True, code="EV305")


def _verdicts_of_nobody(context: Context, rules: Sequence[RuleNode]) -> Iterator[Complaint]:
    ruleset = context.ruleset
    led_to = {clause.verdict for rule in rules for clause in rule.clauses}
    led_to |= {ruleset.default.verdict, ruleset.when_undecided or ""}
    for index, verdict in enumerate(ruleset.verdicts if ruleset.verdicts != VERDICTS else ()):
        if verdict not in led_to:
            problem = f"nothing leads to the verdict {verdict}"
            yield Complaint(problem, path=("verdicts", index), code="EV306")


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
            path = ("stance", "never_reads", index)
            yield Complaint(problem, "", meant, path=path, code="EV304")
