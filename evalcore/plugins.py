"""Plugins: finding, loading, verifying, blocking and isolating them; the typed face of the hooks.

There is no global registry: each `Plugins` is its own set, in the order of the plugins' names.
What plugins contribute is used by name, so nothing depends on the order in which they load.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

import attrs
import pluggy

from evalcore.declarations import Vocabulary
from evalcore.errors import Complaint, InputError, listing, near, one_of
from evalcore.expressions.functions import FUNCTIONS, Function
from evalcore.expressions.units import parse_unit
from evalcore.fields import Field
from evalcore.hooks import PROJECT, Hooks
from evalcore.policies import Policy, Role
from evalcore.sources import Source

GROUP = "evalcore"
BLOCK_VARIABLE = "EVALCORE_BLOCK"
T = TypeVar("T")


@attrs.frozen
class Origin:
    """Where a plugin comes from, for every message about it."""

    name: str
    distribution: str = ""
    version: str = ""
    file: str = ""

    def __str__(self) -> str:
        package = f" ({' '.join(p for p in (self.distribution, self.version) if p)})"
        return f"plugin {self.name}{package if self.distribution else ''}"


@attrs.frozen
class Plugin:
    """One plugin: its origin, what it contributes, and why it is off where it is."""

    origin: Origin
    status: str = "active"
    why: str = ""
    policies: tuple[Policy[..., Any], ...] = ()
    functions: tuple[Function, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def active(self) -> bool:
        return self.status == "active"


Contribution = tuple[str, str]  # what kind of thing, and its name: ("criterion", "fit")


class Plugins:
    """A set of plugins, and what the active ones contribute, by name.

    A name that two plugins claim belongs to neither: whoever needs it gets an error that names
    both. `problems` says everything that is wrong with the set, in the order of the plugins.
    """

    def __init__(self, plugins: Iterable[Plugin] = ()) -> None:
        self.all = tuple(sorted(plugins, key=lambda each: (each.origin.name, str(each.origin))))
        self._found: dict[Contribution, tuple[Any, Origin]] = {}
        self._claimed: dict[Contribution, list[Origin]] = {}
        for plugin in self.all:
            if plugin.active:
                for key, value in _contributions(plugin):
                    self._claimed.setdefault(key, []).append(plugin.origin)
                    self._found[key] = (value, plugin.origin)
        for key, origins in self._claimed.items():
            if len(origins) > 1:
                del self._found[key]

    def policy(self, role: Role, name: str) -> Policy[..., Any]:
        """The policy of that name. Raises `InputError` where there is none, or more than one."""
        return cast("Policy[..., Any]", self._get(str(role), name, self._other_role(role, name)))

    def vocabulary(self, name: str) -> Vocabulary:
        """The vocabulary of that name; raises as `policy` does."""
        return cast("Vocabulary", self._get("vocabulary", name))

    def functions(self) -> dict[str, Function]:
        """The functions that formulas can call: the language's own and those of plugins."""
        return {**FUNCTIONS, **{name: each for name, (each, _) in self._of("function").items()}}

    def sources(self) -> list[Source]:
        """The formats that initiatives can be read from."""
        return [cast("Source", each) for each, _ in self._of("source").values()]

    def origin(self, kind: str, name: str) -> Origin | None:
        """Which plugin contributes this."""
        found = self._found.get((kind, name))
        return found[1] if found else None

    def names(self, kind: str) -> list[str]:
        """The names of everything of one kind that can be used."""
        return list(self._of(kind))

    @property
    def problems(self) -> tuple[str, ...]:
        """Broken plugins and claims that collide, each in one sentence."""
        broken = [f"{each.origin}: {each.why}" for each in self.all if each.status == "broken"]
        return (*broken, *(_collision(key, o) for key, o in self._claimed.items() if len(o) > 1))

    def blocking(self, names: Iterable[str]) -> Plugins:
        """The same set with some plugins off, by plugin or distribution name."""
        blocked = dict.fromkeys(names)
        if not blocked:
            return self
        known = {name for p in self.all for name in (p.origin.name, p.origin.distribution) if name}
        strange = [name for name in blocked if name not in known]
        if strange:
            raise InputError(
                Complaint(f"there is no plugin {name!r} to block", one_of(sorted(known)), near(name, known))
                for name in strange
            )
        return Plugins(
            attrs.evolve(each, status="blocked", why="blocked by name")
            if each.origin.name in blocked or each.origin.distribution in blocked
            else each
            for each in self.all
        )

    def require(self, requirements: Sequence[str]) -> list[tuple[int, Complaint]]:
        """Complaints about required distributions that are not active, or not of that version."""
        from packaging.requirements import InvalidRequirement, Requirement
        from packaging.utils import canonicalize_name

        versions: dict[str, str] = {
            canonicalize_name(each.origin.distribution): each.origin.version
            for each in self.all
            if each.active and each.origin.distribution
        }
        found: list[tuple[int, Complaint]] = []
        for index, text in enumerate(requirements):
            try:
                wanted = Requirement(text)
            except InvalidRequirement:
                expected = 'a distribution with a version, such as "evalcore-carbon>=1.2"'
                found.append((index, Complaint(f"found {text!r}", expected)))
                continue
            version = versions.get(canonicalize_name(wanted.name))
            if version is None:
                problem = f"the plugin distribution {wanted.name} is not installed, or is off"
                meant = near(canonicalize_name(wanted.name), versions)
                found.append((index, Complaint(problem, "", meant, f"pip install '{text}'")))
            elif not wanted.specifier.contains(version, prereleases=True):
                problem = f"{wanted.name} is installed as {version}"
                found.append((index, Complaint(problem, f"{wanted.name}{wanted.specifier}")))
        return found

    def _of(self, kind: str) -> dict[str, tuple[Any, Origin]]:
        return {name: each for (found, name), each in self._found.items() if found == kind}

    def _get(self, kind: str, name: str, hint: str = "") -> Any:
        key = (kind, name)
        if key in self._found:
            return self._found[key][0]
        if key in self._claimed:
            raise InputError(Complaint(_collision(key, self._claimed[key])))
        off = [each for each in self.all if not each.active]
        for plugin in off:
            if key in dict(_contributions(plugin)) or name == plugin.origin.name:
                problem = f"the {kind} {name!r} cannot be used: {plugin.origin} is {plugin.status}"
                raise InputError(Complaint(problem, mend=plugin.why))
        known = self.names(kind)
        expected = one_of(known) if known else "a plugin that offers one; none does"
        raise InputError(Complaint(f"there is no {kind} {name!r}", expected, near(name, known), hint))

    def _other_role(self, role: Role, name: str) -> str:
        other = Role.GATE if role is Role.CRITERION else Role.CRITERION
        return f"{name} is a {other}: use it under [{other.plural}]" if (other, name) in self._found else ""


def _contributions(plugin: Plugin) -> list[tuple[Contribution, object]]:
    return [
        *((((str(p.role)), p.name), p) for p in plugin.policies),
        *((("function", f.name), f) for f in plugin.functions),
        *((("vocabulary", v.name), v) for v in plugin.vocabularies),
        *((("source", s.name), s) for s in plugin.sources),
    ]


def _collision(key: Contribution, origins: Sequence[Origin]) -> str:
    kind, name = key
    owners = listing([str(each) for each in origins])
    return f"the {kind} {name!r} is claimed by {owners}: block one of them by name"


def discover(
    *,
    extra: Iterable[object] = (),
    folder: str | os.PathLike[str] | None = None,
    entry_points: bool = True,
    block: Iterable[str] = (),
) -> Plugins:
    """The plugins that are installed, in a folder of Python files, and passed in.

    `block`, and the comma-separated names in the environment variable `EVALCORE_BLOCK`, turn
    plugins off by name before they are imported. A plugin that fails is off and says why.
    Raises `InputError` for a folder that cannot be read and for blocked names that do not exist.
    """
    variable = os.environ.get(BLOCK_VARIABLE, "")
    blocked = {*block, *(name.strip() for name in variable.split(",") if name.strip())}
    candidates: list[tuple[Origin, Callable[[], object]]] = []
    if entry_points:
        candidates += _installed()
    if folder is not None:
        candidates += _in_folder(Path(folder))
    candidates += [(_passed_in(each), lambda each=each: each) for each in extra]
    taken: dict[str, list[Origin]] = {}
    for origin, _ in candidates:
        if not {origin.name, origin.distribution} & blocked:
            taken.setdefault(origin.name, []).append(origin)
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    loaded: list[Plugin] = []
    for origin, load in sorted(candidates, key=lambda each: str(each[0])):
        if {origin.name, origin.distribution} & blocked:
            loaded.append(Plugin(origin, "blocked", "blocked by name"))
        elif len(taken[origin.name]) > 1:
            others = listing([_whereabouts(each) for each in taken[origin.name]])
            why = f"the name {origin.name} is claimed by {others}: block one of them"
            loaded.append(Plugin(origin, "broken", why))
        else:
            loaded.append(_load(manager, origin, load))
    return Plugins(loaded).blocking(blocked)


def _whereabouts(origin: Origin) -> str:
    package = " ".join(part for part in (origin.distribution, origin.version) if part)
    return package or origin.file or "the program"


def _installed() -> list[tuple[Origin, Callable[[], object]]]:
    from importlib.metadata import entry_points

    found: list[tuple[Origin, Callable[[], object]]] = []
    for point in entry_points(group=GROUP):
        name, version = (point.dist.name, point.dist.version) if point.dist else ("", "")
        found.append((Origin(point.name, name, version), point.load))
    return found


def _in_folder(folder: Path) -> list[tuple[Origin, Callable[[], object]]]:
    if not folder.is_dir():
        raise InputError(Complaint("there is no such folder of plugins", source=str(folder)))
    files = sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))
    return [(Origin(path.stem, file=str(path)), lambda path=path: _import(path)) for path in files]


def _import(path: Path) -> ModuleType:
    import sys
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"_evalcore_plugin_{path.stem}"
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    before = sys.modules.get(name)
    sys.modules[name] = module  # typing.get_type_hints looks modules up by name
    try:
        spec.loader.exec_module(module)
    finally:
        if before is not None:
            sys.modules[name] = before
        else:
            del sys.modules[name]
    return module


def _passed_in(plugin: object) -> Origin:
    name = getattr(plugin, "__name__", None) or type(plugin).__name__
    return Origin(str(name), file=str(getattr(plugin, "__file__", "")))


class _Broken(Exception):
    """Why a plugin cannot be used, as one clause of a sentence."""


def _load(manager: pluggy.PluginManager, origin: Origin, load: Callable[[], object]) -> Plugin:
    """One plugin, verified; whatever goes wrong in it stays with it."""
    try:
        try:
            module = load()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            raise _Broken(f"its import failed: {_spell(error)}") from error
        origin = attrs.evolve(origin, file=origin.file or str(getattr(module, "__file__", "")))
        _verify_names(manager, module)
        try:
            manager.register(module, origin.name)
        except (pluggy.PluginValidationError, ValueError) as error:
            raise _Broken(str(error).replace("\n", " ").strip()) from error
        plugin = Plugin(
            origin,
            policies=_call(manager, origin, "evalcore_policies", Policy),
            functions=_call(manager, origin, "evalcore_functions", Function),
            vocabularies=_call(manager, origin, "evalcore_fields", Vocabulary),
            sources=_call(manager, origin, "evalcore_sources", Source),
        )
        _verify(plugin)
    except _Broken as broken:
        if manager.has_plugin(origin.name):
            manager.unregister(name=origin.name)
        return Plugin(origin, "broken", str(broken))
    return plugin


def _spell(error: BaseException) -> str:
    words = str(error) if isinstance(error, str | InputError) else f"{type(error).__name__}: {error}"
    return words.replace("\n", " ")


def _verify_names(manager: pluggy.PluginManager, module: object) -> None:
    """A misspelt hook, or one without its mark, would otherwise never be called."""
    hooks = [name for name in vars(Hooks) if name.startswith("evalcore_")]
    for name in dir(module):
        marked = manager.parse_hookimpl_opts(module, name) is not None
        if marked and name not in hooks:
            meant = near(name, hooks)
            hint = f"; did you mean {meant[0]}?" if meant else f"; expected {one_of(hooks)}"
            raise _Broken(f"there is no hook {name}{hint}")
        if name in hooks and not marked and not isinstance(module, type):
            raise _Broken(f"{name} is not marked with @hookimpl, so it would never be called")


def _call(
    manager: pluggy.PluginManager, origin: Origin, hook: str, kind: type[T]
) -> tuple[T, ...]:
    others = [plugin for name, plugin in manager.list_name_plugin() if name != origin.name]
    caller = manager.subset_hook_caller(hook, others)
    try:
        results: list[Any] = caller()
        items = [item for result in results for item in result]
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise _Broken(f"{hook} failed: {_spell(error)}") from error
    for item in items:
        if not isinstance(item, kind):
            mend = ": decorate it with @criterion or @gate" if callable(item) and kind is Policy else ""
            raise _Broken(f"{hook} returned {item!r}, expected {kind.__name__}{mend}")
    return tuple(items)


def _verify(plugin: Plugin) -> None:
    keys = [key for key, _ in _contributions(plugin)]
    for key in keys:
        if keys.count(key) > 1:
            raise _Broken(f"it brings the {key[0]} {key[1]!r} twice")
    taken = [each.name for each in plugin.functions if each.name in FUNCTIONS]
    if taken:
        raise _Broken(f"the function {taken[0]} belongs to the language: choose another name")
    declared: dict[str, Sequence[Field]] = {p.name: p.fields for p in plugin.policies}
    declared.update({v.name: v.fields for v in plugin.vocabularies})
    for owner, fields in declared.items():
        for field in fields:
            faults = [fault.problem for fault in field.faults()]
            try:
                parse_unit(field.unit)
            except ValueError as error:
                faults.append(str(error))
            if faults:
                raise _Broken(f"{owner}: the field {field.name!r}: {faults[0]}")


def summaries(plugins: Plugins) -> list[Mapping[str, Any]]:
    """What `evalcore plugins` shows: one mapping for each plugin, in the order of names."""
    return [
        {
            "name": each.origin.name,
            "distribution": each.origin.distribution or None,
            "version": each.origin.version or None,
            "file": each.origin.file or None,
            "status": each.status,
            "why": each.why or None,
            "criteria": [p.name for p in each.policies if p.role is Role.CRITERION],
            "gates": [p.name for p in each.policies if p.role is Role.GATE],
            "functions": [f.name for f in each.functions],
            "vocabularies": [v.name for v in each.vocabularies],
            "sources": [s.name for s in each.sources],
        }
        for each in plugins.all
    ]
