"""Names: the fields that a ruleset's formulas can read, and that no two things share a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from evalcore.errors import Complaint, InputError, Path
from evalcore.fields import Field, merge
from evalcore.plugins import Plugins
from evalcore.policies import Policy
from evalcore.ruleset import Ruleset

RESERVED = ("as_of", "id", "title", "total", "weighted_mean")


def declared_fields(
    ruleset: Ruleset,
    plugins: Plugins,
    used: Mapping[Path, Policy[..., Any]],
    complaints: list[Complaint],
) -> dict[str, Field]:
    """Every field that a formula can name: the ruleset's own, its vocabularies', its policies'.

    Several declarations of one field become one; what contradicts is complained about.
    """
    fields: dict[str, Field] = dict(ruleset.fields)

    def add(declared: Iterable[Field], source: str, path: Path) -> None:
        for field in declared:
            named = attrs.evolve(field, source=source)
            merged = merge(fields[field.name], named) if field.name in fields else named
            if isinstance(merged, Complaint):
                at = ("fields", field.name) if field.name in ruleset.fields else path
                complaints.append(attrs.evolve(merged, path=at))
            else:
                fields[field.name] = merged

    for index, name in enumerate(ruleset.vocabulary):
        path: Path = ("vocabulary", index)
        if name in ruleset.vocabularies:
            add(ruleset.vocabularies[name].values(), name, path)
            continue
        try:
            add(plugins.vocabulary(name).fields, f"the vocabulary {name}", path)
        except InputError as error:
            complaints += [attrs.evolve(each, path=path) for each in error.complaints]
    for path, policy in used.items():
        add(policy.fields, f"the policy {policy.name}", (*path, "policy"))
    return fields


def clashes(
    ruleset: Ruleset, fields: Iterable[str], functions: Iterable[str]
) -> Iterable[Complaint]:
    """Complaints about names that stand for two things."""
    owners: dict[str, str] = dict.fromkeys(functions, "a function of the language")
    owners |= dict.fromkeys(RESERVED, "a word of the language")
    names = list(fields)
    tables = {name[:end] for name in names for end, sign in enumerate(name) if sign == "."}
    kinds: list[tuple[str, Iterable[str], str]] = [
        ("fields", names, "a field"),
        ("fields", sorted(tables - set(names)), "a table of fields"),
        ("parameters", ruleset.parameters, "a parameter"),
        ("measures", ruleset.measures, "a measure"),
        ("criteria", [each.id for each in ruleset.criteria], "a criterion"),
    ]
    for table, group, kind in kinds:
        for name in group:
            if name in owners:
                problem = f"{name} is both {owners[name]} and {kind}"
                yield Complaint(problem, "a name of its own", path=(table, name), on_key=True)
            owners.setdefault(name, kind)
