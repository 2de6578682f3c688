"""Names: the fields that a ruleset's formulas can read, and that no two things share a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from evalcore.language.functions import FUNCTIONS
from evalcore.request.fields import Field, merge
from evalcore.rules.context import Context
from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import Complaint, InputError, Path
from evalcore.written.names import tables_of

RESERVED = ("as_of", "id", "title", "total", "verdict", "weighted_mean")


def declared_fields(context: Context) -> dict[str, Field]:
    """Every field that a formula can name: the ruleset's own, its vocabularies', its policies'.

    Several declarations of one field become one; what contradicts is complained about.
    """
    ruleset = context.ruleset
    fields: dict[str, Field] = dict(ruleset.fields)

    def add(declared: Iterable[Field], source: str, path: Path) -> None:
        for field in declared:
            named = attrs.evolve(field, source=source)
            merged = merge(fields[field.name], named) if field.name in fields else named
            if isinstance(merged, Complaint):
                own = field.name in ruleset.fields
                context.adopt((merged,), ("fields", field.name) if own else path, "EV131")
                context.faulty.add(("fields", field.name))
            else:
                fields[field.name] = merged

    for index, name in enumerate(ruleset.vocabulary):
        path: Path = ("vocabulary", index)
        vocabulary = ruleset.vocabularies.get(name)
        try:
            if vocabulary is None and not name.endswith(".toml"):
                vocabulary = context.plugins.vocabulary(name)
            if vocabulary is not None:
                context.related[path] = vocabulary.relations
                add(vocabulary.fields, f"the vocabulary {name}", path)
                continue
        except InputError as error:
            context.adopt(error.complaints, path, "EV120")
        context.fields_known = False
        if not context.complaints:
            problem = f"the file {name} was not read"
            context.complain(path, problem, "it in `vocabularies`", code="EV102")
    for path, policy in context.used.items():
        add(policy.fields, f"the policy {policy.name}", (*path, "policy"))
    return fields


def clashes(context: Context) -> Iterator[Complaint]:
    """Complaints about names that stand for two things."""
    owners: dict[str, str] = dict.fromkeys(FUNCTIONS, "a function of the language")
    for name in context.plugins.names("function"):
        owners[name] = f"a function of {context.plugins.origin('function', name)}"
    owners |= dict.fromkeys(RESERVED, "a word of the language")
    for table, name, kind in _named(context.ruleset, context.fields):
        if name in owners:
            problem = f"{name} is both {owners[name]} and {kind}"
            path: Path = (table, name)
            yield Complaint(problem, "a name of its own", path=path, on_key=True, code="EV107")
        owners.setdefault(name, kind)


def _named(ruleset: Ruleset, fields: Mapping[str, Field]) -> Iterator[tuple[str, str, str]]:
    """Everything that has a name: its table in the ruleset, the name, what it is."""
    tables: dict[str, str] = {}
    for name, field in fields.items():
        whose = "" if name in ruleset.fields else f" of {field.source}"
        yield "fields", name, f"a field{whose}"
        for table in tables_of(name):
            tables.setdefault(table, f"a table of fields{whose}")
    yield from (("fields", name, kind) for name, kind in tables.items())
    yield from (("parameters", name, "a parameter") for name in ruleset.parameters)
    yield from (("measures", name, "a measure") for name in ruleset.measures)
    yield from (("tables", name, "a decision table") for name in ruleset.tables)
    yield from (("criteria", each.id, "a criterion") for each in ruleset.criteria)
