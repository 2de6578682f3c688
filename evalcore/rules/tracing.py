"""Tracing: the policies that a ruleset uses, found by name and turned into nodes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from evalcore.extend.loading import Origin, spell_error
from evalcore.extend.policies import Role
from evalcore.extend.settings import read_settings
from evalcore.language.nodes import Node, Opaque
from evalcore.request.declarations import Relation
from evalcore.rules.configuring import (
    functions_with,
    left_to_plugin,
    placed_at,
    settings_in,
    without_blocked,
)
from evalcore.rules.context import Context
from evalcore.rules.dated import breaks, is_dated, settings_at, stepwise
from evalcore.written.errors import Complaint, EvalcoreError, InputError, Path


def own_plugins(context: Context) -> None:
    """Leaves out the plugins that the ruleset blocks; complains about those that it lacks."""
    context.plugins, wrong = without_blocked(context.ruleset, context.plugins)
    for index, error in wrong:
        context.adopt(error.complaints, ("block_plugins", index), "EV120")
    context.plugin_settings, _ = settings_in(context.ruleset, context.plugins)
    context.functions = functions_with(context.plugins, context.plugin_settings)
    for index, complaint in context.plugins.require(context.ruleset.required_plugins):
        context.adopt((complaint,), ("required_plugins", index), "EV120")


def find_policies(context: Context) -> None:
    """Looks up the policies of all criteria and gates."""
    wanted: list[tuple[Path, Role, str | None]] = [
        (("criteria", each.id), Role.CRITERION, each.policy) for each in context.ruleset.criteria
    ]
    gates = context.ruleset.gates.values()
    wanted += [(("gates", each.id), Role.GATE, each.policy) for each in gates]
    for path, role, name in wanted:
        if name is None or (not name and path in context.faulty):
            continue
        try:
            context.used[path] = context.plugins.policy(role, name)
        except InputError as error:
            context.adopt(error.complaints, (*path, "policy"), "EV120")
            context.fields_known = False


def offered_by(context: Context, path: Path) -> Origin | None:
    """Which plugin the policy at a path comes from."""
    policy = context.used.get(path)
    return context.plugins.origin(str(policy.role), policy.name) if policy else None


def trace(context: Context, path: Path, settings: Mapping[str, object]) -> dict[str, Node]:
    """The nodes of the policy at a path, with these settings; none where that failed.

    Where settings have dates, they are stepwise over the date of the evaluation.
    """
    if not any(map(is_dated, settings.values())):
        return _trace(context, path, settings)
    if (*path, "settings") in context.faulty:
        return {}
    found: list[tuple[date | None, dict[str, Node]]] = []
    related: list[Mapping[str, Relation]] = []
    for day in breaks(settings):
        given, places = settings_at(settings, day)
        before = len(context.complaints)
        found.append((day, _trace(context, path, given)))
        related.append(context.related.pop(path, {}))
        context.complaints[before:] = [
            attrs.evolve(each, path=_dated_path(each.path, path, places))
            for each in context.complaints[before:]
        ]
    names = [[*nodes] for _, nodes in found]
    if not all(names) or any(each != names[0] for each in names):
        return {}
    if len({str(each) for each in related}) == 1:  # what holds on every day
        context.related[path] = related[0]
    return {name: stepwise(tuple((day, nodes[name]) for day, nodes in found)) for name in names[0]}


def _dated_path(path: Path, policy: Path, places: Mapping[str, int]) -> Path:
    """Where in a setting with dates a complaint about the one that held is."""
    start = (*policy, "settings")
    name = path[len(start)] if path[: len(start)] == start and len(path) > len(start) else None
    if not isinstance(name, str) or name not in places:
        return path
    return (*start, name, places[name], "value", *path[len(start) + 1 :])


def _trace(context: Context, path: Path, settings: Mapping[str, object]) -> dict[str, Node]:
    policy = context.used.get(path)
    if policy is None or (*path, "settings") in context.faulty:
        return {}
    if any(("fields", field.name) in context.faulty for field in policy.fields):
        return {}
    found: list[Complaint] = []
    origin = offered_by(context, path)
    plugin = "" if origin is None else origin.name
    said = context.plugin_settings.get(plugin)
    left = left_to_plugin(said, [each.name for each in policy.settings], settings)
    values = read_settings(policy.settings, {**left, **settings}, found)
    before = len(context.complaints)
    context.adopt(found, path, "EV122")
    context.complaints[before:] = [
        attrs.evolve(each, path=placed_at(each.path, path, plugin, left))
        for each in context.complaints[before:]
    ]
    if found:
        return {}
    file = getattr(getattr(policy.function, "__code__", None), "co_filename", "")
    try:
        context.related[path] = policy.related(values)
        return {
            name: attrs.evolve(node, origin=str(origin or "")) if isinstance(node, Opaque) else node
            for name, node in policy.trace(values).items()
        }
    except EvalcoreError as error:
        problem = f"{origin}: {spell_error(error, file)}"
        context.complain((*path, "policy"), problem, code="EV121")
    except ValueError as error:
        at = (*path, "settings") if settings else path
        problem = f"{policy.name} refuses these settings: {error}"
        context.complain(at, problem, code="EV122")
    except Exception as error:  # noqa: BLE001 - a policy is anybody's code
        problem = f"{origin}: {policy.name} failed: {spell_error(error, file)}"
        context.complain((*path, "policy"), problem, code="EV121")
    return {}


def trace_gate(context: Context, key: str) -> dict[str, Node]:
    """The conditions of a gate, by clause."""
    path: Path = ("gates", key)
    clauses = trace(context, path, context.ruleset.gates[key].settings)
    for name, node in clauses.items():
        kind = context.check(node, (*path, "policy"))
        if kind.kind is not None and kind.kind != "flag":
            owner = offered_by(context, path)
            problem = f"{owner}: the clause {name} is {kind.described}"
            context.complain((*path, "policy"), problem, "a condition", code="EV121")
            clauses[name] = context.broken()
    return clauses
