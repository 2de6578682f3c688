"""Configuring: what a ruleset says to plugins, in `[plugins.NAME]`, as what they declare it to be.

Observers, sources, reports and commands are given it; a policy and a function take from it what
they are not given where they are used. What is wrong with it is complained about once, for all of
them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from inspect import signature
from typing import Any, TypeVar

import attrs

from evalcore.extend.extensions import Observer
from evalcore.extend.loading import Origin
from evalcore.extend.plugins import Plugins
from evalcore.extend.settings import as_written, read_structured
from evalcore.extend.sources import Source
from evalcore.language.functions import Function
from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import Complaint, InputError, Path, near, one_of, show

T = TypeVar("T")
Configured = TypeVar("Configured", Observer, Source)


def without_blocked(
    ruleset: Ruleset, plugins: Plugins
) -> tuple[Plugins, list[tuple[int, InputError]]]:
    """The plugins but for those that the ruleset does without; which of these names are wrong."""
    wrong: list[tuple[int, InputError]] = []
    for index, name in enumerate(ruleset.block_plugins):
        try:
            plugins = plugins.blocking([name])
        except InputError as error:
            wrong.append((index, error))
    return plugins, wrong


def settings_in(ruleset: Ruleset, plugins: Plugins) -> tuple[dict[str, Any], list[Complaint]]:
    """The settings of each plugin that declares some, by its name, and what is wrong with them.

    Without a table they are the defaults; where one has none, the plugin has no settings.
    """
    found: dict[str, Any] = {}
    complaints: list[Complaint] = []
    for plugin in plugins.all:
        name, given = plugin.origin.name, ruleset.plugins.get(plugin.origin.name)
        if not plugin.active or not plugin.settings:
            continue
        wrong: list[Complaint] = []
        (declared,) = plugin.settings
        read = read_structured(declared.kind, given or {}, ("plugins", name), wrong)
        if not wrong:
            found[name] = read
        elif given is not None:
            complaints += (attrs.evolve(each, code="EV122") for each in wrong)
    return found, complaints


def settings_of(found: Mapping[str, Any], kind: type[T]) -> T:
    """Those of a class, among the settings of all plugins. Raises `InputError` without any."""
    for each in found.values():
        if isinstance(each, kind):
            return each
    problem = f"there are no settings {kind.__name__}"
    expected = "those of an active plugin, said or with defaults"
    raise InputError(Complaint(problem, expected, code="EV120"))


class Configuring:
    """Gives observers and sources what a ruleset says to their plugins.

    `settings` has those of plugins that declare them, by name, as `settings_in` reads them; the
    others are given the bare table. Once both have been given theirs, `complaints` says what they
    cannot use, and which tables are for nobody.
    """

    def __init__(self, ruleset: Ruleset, plugins: Plugins, settings: Mapping[str, Any]) -> None:
        self._ruleset, self._plugins, self._settings = ruleset, plugins, settings
        self._declared = {each.origin.name for each in plugins.all if each.settings}
        self._taken = set(self._declared)
        self._wrong: list[Complaint] = []

    def observers(self) -> list[tuple[Observer, Origin]]:
        """Those who hear of evaluations."""
        found = [(self._with(each, origin), origin) for each, origin in self._plugins.observers()]
        return [(each, origin) for each, origin in found if each.evaluated is not None]

    def sources(self, plugins: Plugins) -> Plugins:
        """The plugins, with these sources."""
        found = {
            each.name: self._with(each, origin)
            for each in self._plugins.sources()
            if each.configured is not None and (origin := plugins.origin("source", each.name))
        }
        return plugins.reading(found) if found else plugins

    @property
    def complaints(self) -> list[Complaint]:
        """What is wrong with the tables."""
        return [*self._wrong, *_strangers(self._ruleset, self._plugins, self._taken)]

    def _with(self, each: Configured, origin: Origin) -> Configured:
        given = self._ruleset.plugins.get(origin.name)
        declared = origin.name in self._declared
        settings: Any = self._settings.get(origin.name) if declared and given is not None else given
        if settings is None or each.configured is None:
            return each
        self._taken.add(origin.name)
        try:
            return each.configured(settings)
        except InputError as error:
            self._wrong += _under(("plugins", origin.name), error)
            return each


def _under(path: Path, error: InputError) -> list[Complaint]:
    return [attrs.evolve(each, path=(*path, *each.path)) for each in error.complaints]


def _strangers(ruleset: Ruleset, plugins: Plugins, taken: Collection[str]) -> list[Complaint]:
    """Complaints about tables for plugins that there are not, and for those that take none.

    One that the ruleset does without may have a table: a ruleset that it extends may say it.
    """
    found: list[Complaint] = []
    known = [each.origin.name for each in plugins.all if each.active]
    for name in ruleset.plugins:
        if name in ruleset.block_plugins:
            continue
        path = ("plugins", name)
        if name not in known:
            problem, meant = f"there is no plugin {show(name)} to set", near(name, known)
            found.append(
                Complaint(problem, one_of(known), meant, path=path, on_key=True, code="EV120")
            )
        elif name not in taken:
            problem = f"the plugin {name} takes no settings here"
            expected = "those of a plugin that says which it takes, by evalcore_settings"
            found.append(Complaint(problem, expected, path=path, on_key=True, code="EV120"))
    return found


def left_to_plugin(
    settings: Any, declared: Sequence[str], given: Mapping[str, object]
) -> dict[str, object]:
    """What a policy is not given where it is used, and its plugin's settings say."""
    if settings is None:
        return {}
    written: Any = as_written(settings)
    return {
        name: written[name]
        for name in declared
        if name not in given and written.get(name) is not None
    }


def placed_at(path: Path, policy: Path, plugin: str, names: Mapping[str, object]) -> Path:
    """Where a complaint about a setting of a policy is that its plugin's table says."""
    start = (*policy, "settings")
    if path[: len(start)] == start and len(path) > len(start) and path[len(start)] in names:
        return ("plugins", plugin, *path[len(start) :])
    return path


def functions_with(plugins: Plugins, settings: Mapping[str, Any]) -> dict[str, Function]:
    """The functions that formulas can call; those of a plugin with what its settings say."""
    found = plugins.functions()
    for name, each in found.items():
        origin = plugins.origin("function", name)
        said = None if origin is None else settings.get(origin.name)
        if said is None or each.plain is None:
            continue
        kinds = signature(each.plain).parameters.values()
        declared = [one.name for one in kinds if one.kind is one.KEYWORD_ONLY]
        given = {n: getattr(said, n) for n in declared if getattr(said, n, None) is not None}
        if given:
            found[name] = attrs.evolve(each, build=partial(each.build, **given))
    return found
