"""Loading one plugin: importing it, asking its hooks, verifying what it gives.

Whatever goes wrong in a plugin stays with it, as the reason why it is off. Which plugins there
are, and what they offer together, is the business of `plugins`.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from time import perf_counter
from types import ModuleType
from typing import Any, cast, get_type_hints

import attrs
import pluggy

from evalcore.extend.aggregations import Aggregation
from evalcore.extend.extensions import Command, Observer, Report, RulesetFile, Settings
from evalcore.extend.hooks import PROJECT, Hooks
from evalcore.extend.policies import Policy, Role
from evalcore.extend.reserved import COMMANDS, FORMATS
from evalcore.extend.shapes import Form, shape_of
from evalcore.extend.sources import Source
from evalcore.language.functions import FUNCTIONS, Function
from evalcore.request.declarations import Vocabulary
from evalcore.request.fields import Field
from evalcore.request.units import parse_unit
from evalcore.written.errors import EvalcoreError, show, suggestion

HOOKS = tuple(name for name in vars(Hooks) if name.startswith("evalcore_"))
IMPORT = "import"  # beside the hooks, what loading a plugin spends its time on
VERSIONS = "REQUIRES_EVALCORE"  # what a plugin in a file may say; a distribution has its metadata


@attrs.frozen(order=True)
class Origin:
    """Where a plugin comes from, for every message about it."""

    name: str
    distribution: str = ""
    version: str = ""
    file: str = ""

    @property
    def package(self) -> str:
        """`evalcore-carbon 1.2`, or the file where the plugin belongs to no distribution."""
        named = " ".join(part for part in (self.distribution, self.version) if part)
        return named or self.file

    def __str__(self) -> str:
        return f"plugin {self.name}{f' ({self.package})' if self.package else ''}"

    @property
    def in_full(self) -> str:
        """With the file, for whoever has to mend the plugin."""
        parts = ", ".join(dict.fromkeys(part for part in (self.package, self.file) if part))
        return f"plugin {self.name}{f' ({parts})' if parts else ''}"


@attrs.frozen
class Candidate:
    """A plugin that was found but not imported; `module` is that of an entry point.

    `requires` are the versions of evalcore that it is made for; `why` says why it cannot even be
    imported.
    """

    origin: Origin
    load: Callable[[], object]
    module: str = ""
    requires: str = ""
    why: str = ""


@attrs.frozen
class Plugin:
    """One plugin: its origin, what it contributes, and why it is off where it is.

    `status` is `active`, `blocked` (somebody turned it off), `broken` (it cannot be used) or
    `collides` (another plugin has the same name). `seconds` has the time that its import took, and
    each hook that it implements. It is pickled as the `candidate` that it was loaded from.
    """

    origin: Origin
    status: str = "active"
    why: str = ""
    policies: tuple[Policy[..., Any], ...] = ()
    functions: tuple[Function, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    sources: tuple[Source, ...] = ()
    reports: tuple[Report, ...] = ()
    rulesets: tuple[RulesetFile, ...] = ()
    commands: tuple[Command, ...] = ()
    observers: tuple[Observer, ...] = ()
    aggregations: tuple[Aggregation, ...] = ()
    settings: tuple[Settings, ...] = ()
    seconds: Mapping[str, float] = attrs.field(factory=dict[str, float], eq=False)
    candidate: Candidate | None = attrs.field(default=None, eq=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.candidate is None:
            return partial(Plugin, **attrs.asdict(self, recurse=False)), ()
        return _loaded, (self.candidate, self.status, self.why)

    def __deepcopy__(self, _memo: object) -> Plugin:
        return self

    @property
    def active(self) -> bool:
        """Whether what it contributes can be used."""
        return self.status == "active"

    @property
    def contributions(self) -> list[tuple[tuple[str, str], Any]]:
        """What it brings, each under its kind and name: `("criterion", "fit")`."""
        found: list[tuple[tuple[str, str], Any]] = []
        for hook in ASKED:
            for each in getattr(self, hook.holds):
                kind = str(each.role) if hook.kind is Policy else hook.word
                found.append(((kind, each.name), each))
        return found

    @property
    def offers(self) -> dict[str, list[str]]:
        """The names of what it brings, by kind: `criteria`, `gates`, `functions`, ..."""
        policies = {
            role.plural: [each.name for each in self.policies if each.role is role] for role in Role
        }
        others = [hook.holds for hook in ASKED if hook.kind is not Policy]
        return policies | {kind: [each.name for each in getattr(self, kind)] for kind in others}

    @property
    def hooks(self) -> list[str]:
        """The names of the hooks that it implements."""
        return [name for name in self.seconds if name != IMPORT]


@attrs.frozen
class Hook:
    """What a hook is asked for, and where a `Plugin` keeps it.

    `word` is what messages call one of them, `by` what makes one: decorators, or its class.
    """

    name: str
    kind: Any
    word: str
    holds: str
    by: str

    @property
    def decorated(self) -> bool:
        """Whether one is a plain function that was decorated."""
        return self.by.startswith("@")

    @property
    def made(self) -> str:
        """How all of them come about: `functions, made by @function`."""
        return f"{self.holds}{', made by' if self.decorated else ':'} {self.by}"


ASKED = (
    Hook("evalcore_policies", Policy, "policy", "policies", "@criterion or @gate"),
    Hook("evalcore_functions", Function, "function", "functions", "@function"),
    Hook("evalcore_fields", Vocabulary, "vocabulary", "vocabularies", "Vocabulary(name, fields)"),
    Hook("evalcore_sources", Source, "source", "sources", "Source(name, suffixes, read)"),
    Hook("evalcore_reports", Report, "report", "reports", "Report(name, write)"),
    Hook("evalcore_rulesets", RulesetFile, "ruleset", "rulesets", "RulesetFile(name, path)"),
    Hook("evalcore_commands", Command, "command", "commands", "Command(name, load)"),
    Hook("evalcore_observers", Observer, "observer", "observers", "Observer(name, evaluated)"),
    Hook("evalcore_aggregations", Aggregation, "aggregation", "aggregations", "Aggregation(...)"),
    Hook("evalcore_settings", Settings, "settings", "settings", "Settings(kind)"),
)


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
MEND = "mend it, or block it by name"  # what helps where a plugin crashed
_NAMES = "expected letters, digits, - and _, a letter first"


class _BrokenError(Exception):
    """Why a plugin cannot be used, as one clause of a sentence."""


def load_plugin(candidate: Candidate) -> Plugin:
    """The plugin, imported and verified; a broken one says why."""
    origin = candidate.origin
    if candidate.why:
        return Plugin(origin, "broken", candidate.why)
    seconds: dict[str, float] = {}
    found: dict[str, Any] = {}
    doing = "it cannot be used"
    try:
        _verify_version(candidate.requires, "its distribution")
        doing = "its import failed"
        start = perf_counter()
        plugin = candidate.load()
        seconds[IMPORT] = perf_counter() - start
        origin = attrs.evolve(origin, file=_file_of(candidate, plugin))
        doing = "it cannot be read"
        _verify_version(getattr(plugin, VERSIONS, ""), VERSIONS)
        manager = _registered(plugin)
        for hook in ASKED:
            doing = f"{hook.name} failed"
            start = perf_counter()
            found[hook.holds] = _ask(manager, hook)
            if getattr(manager.hook, hook.name).get_hookimpls():
                seconds[hook.name] = perf_counter() - start
        doing = "what it brings cannot be read"
        loaded = Plugin(origin, seconds=seconds, candidate=candidate, **found)
        _verify(loaded)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may even exit while it is imported
        origin = attrs.evolve(origin, file=origin.file or _file_of(candidate))
        crashed = f"{doing}: {spell_error(error, origin.file)}; {MEND}"
        why = str(error) if isinstance(error, _BrokenError) else crashed
        return Plugin(origin, "broken", why, seconds=seconds)
    return loaded


def _loaded(candidate: Candidate, status: str, why: str) -> Plugin:
    return attrs.evolve(load_plugin(candidate), status=status, why=why)


def _verify_version(versions: object, owner: str) -> None:
    """A plugin made for another evalcore fails in ways that nobody understands; better say so."""
    if versions == "":
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    from evalcore import __version__

    try:
        fits = SpecifierSet(str(versions)).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        shown = f"{owner} says that it is made for evalcore {show(versions)}"
        raise _BrokenError(f'{shown}, expected versions such as ">=0.1,<0.2"') from None
    if not fits:
        made = f"it is made for evalcore {versions}, this is evalcore {__version__}"
        raise _BrokenError(f"{made}: install a version of it that fits, or that evalcore")


def _file_of(candidate: Candidate, plugin: object = None) -> str:
    """The file of a plugin, also of an installed one that could not be imported."""
    from importlib.util import find_spec

    file = candidate.origin.file or getattr(plugin, "__file__", None)
    if file is not None or not candidate.module:
        return str(file or "")
    try:
        spec = find_spec(candidate.module.partition(".")[0])
    except (ImportError, ValueError):
        return ""
    return (spec.origin or "") if spec else ""


def spell_error(error: BaseException, file: str) -> str:
    """An error in one line, with the last line of the plugin's own file that led to it."""
    from pathlib import Path
    from traceback import walk_tb

    try:
        words = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - also an error may be broken
        words = ""
    if not isinstance(error, EvalcoreError):
        words = ": ".join(part for part in (type(error).__name__, words) if part)
    own = str(Path(file).absolute())
    trace = walk_tb(error.__traceback__)
    lines = [line for frame, line in trace if frame.f_code.co_filename == own]
    if not lines or isinstance(error, SyntaxError):
        return words
    return f"{words} ({Path(file).name}, line {lines[-1]})"


class _Manager(pluggy.PluginManager):
    """Looks at marked routines of modules only: what else there is is no hook, and takes long."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        if isinstance(plugin, ModuleType):
            found = vars(plugin).get(name)
            if not inspect.isroutine(found) or not hasattr(found, f"{PROJECT}_impl"):
                return None
        return super().parse_hookimpl_opts(plugin, name)

    def parse_hookspec_opts(self, module_or_class: Any, name: str) -> Any:
        return super().parse_hookspec_opts(module_or_class, name) if name in HOOKS else None


def _registered(plugin: object) -> pluggy.PluginManager:
    """A manager that knows this plugin alone: no plugin can be in another one's way."""
    manager = _Manager(PROJECT)
    manager.add_hookspecs(Hooks)
    _verify_hooks(manager, plugin)
    manager.register(plugin)
    return manager


def _verify_hooks(manager: pluggy.PluginManager, plugin: object) -> None:
    """A misspelt hook, or one without its mark, would otherwise never be called."""
    if isinstance(plugin, Policy):
        raise _BrokenError("a policy is no plugin: return it from evalcore_policies in one")
    if isinstance(plugin, type):
        raise _BrokenError("this is a class: pass an instance of it, or a module")
    found = False
    for name in dir(plugin):
        marked = manager.parse_hookimpl_opts(plugin, name) is not None
        if name not in HOOKS:
            looks = name.startswith("evalcore_") and inspect.isroutine(getattr(plugin, name, None))
            if marked or looks:
                raise _BrokenError(f"there is no hook {name}; {suggestion(name, HOOKS)}")
        elif not marked:
            raise _BrokenError(f"{name} is not marked with @hookimpl, so it would never be called")
        else:
            found = True
            _verify_arguments(name, getattr(plugin, name))
    if not found:
        problem = "it has no hook, such as evalcore_policies, marked with @hookimpl"
        raise _BrokenError(f"{problem}; the name of a file that is no plugin starts with _")


def _verify_arguments(name: str, hook: Callable[..., object]) -> None:
    _self, *offered = inspect.signature(getattr(Hooks, name)).parameters
    for each in inspect.signature(hook).parameters.values():
        starred = each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        if each.default is each.empty and not starred and each.name not in offered:
            called = f"{name}({', '.join(offered)})"
            raise _BrokenError(
                f"{name} asks for the argument {each.name}; it is called as {called}"
            )


def _ask(manager: pluggy.PluginManager, hook: Hook) -> tuple[Any, ...]:
    """What the plugin returns from one hook; nothing where it does not implement it."""
    caller: pluggy.HookCaller = getattr(manager.hook, hook.name)
    if not caller.get_hookimpls():
        return ()
    expected = f"expected a list of {hook.made}"
    results = cast("list[object]", caller())
    if not results:  # pluggy drops None
        raise _BrokenError(f"{hook.name} returned None, {expected}; is its return missing?")
    result = results[0]
    if isinstance(result, str | dict) or not isinstance(result, Iterable):
        raise _BrokenError(f"{hook.name} returned {show(results[0])}, {expected}")
    items = tuple(cast("Iterable[object]", result))
    for item in items:
        if isinstance(item, hook.kind):
            continue
        if inspect.isfunction(item) and hook.decorated:
            mend = f"decorate it with {hook.by}"
            raise _BrokenError(f"{hook.name} returned the plain function {item.__name__}: {mend}")
        raise _BrokenError(f"{hook.name} returned {show(item)} among others, {expected}")
    return items


def _verify(plugin: Plugin) -> None:
    keys = [key for key, _ in plugin.contributions]
    for kind, name in keys:
        if keys.count((kind, name)) > 1:
            raise _BrokenError(f"it brings the {kind} {name!r} twice")
    for (kind, name), each in plugin.contributions:
        owner, names = _OWN.get(kind, ("", ()))
        if name in names:
            raise _BrokenError(f"the {kind} {name!r} belongs to {owner}: choose another name")
        match each:
            case Policy() | Vocabulary():
                _verify_fields(f"the {kind} {name!r}", each.fields)
            case Source():
                _verify_suffixes(each)
            case Settings():
                _verify_settings(each.kind, plugin)
            case Report() | RulesetFile() | Command() | Observer() | Aggregation():
                _verify_extension(kind, each)
            case _:
                pass


_OWN: Mapping[str, tuple[str, Iterable[str]]] = {
    "function": ("the language", FUNCTIONS),
    "report": ("evalcore", FORMATS),
    "command": ("evalcore", COMMANDS),
}
_CALLED = {"report": "write", "command": "load", "observer": "evaluated", "aggregation": "totals"}


def _verify_extension(kind: str, each: Any) -> None:
    """What would otherwise fail later, in the hands of somebody who did not write it."""
    if not isinstance(each.name, str) or not _NAME.fullmatch(each.name):
        raise _BrokenError(f"found {show(each.name)} as the name of a {kind}, {_NAMES}")
    if kind == "ruleset" and not os.path.isfile(each.path):  # noqa: PTH113 - never raises
        raise _BrokenError(
            f"the ruleset {each.name!r} is in {each.path}, but there is no such file"
        )
    if kind == "aggregation" and callable(each.totals):
        _ = each.settings  # which cannot be read where its author made a mistake
    waits = isinstance(each, Observer) and each.evaluated is None and callable(each.configured)
    if kind in _CALLED and not waits and not callable(getattr(each, _CALLED[kind])):
        found = show(getattr(each, _CALLED[kind]))
        what = f"the {kind} {each.name!r} has {found} as {_CALLED[kind]}"
        raise _BrokenError(f"{what}, expected a function")


def _verify_settings(kind: object, plugin: Plugin) -> None:
    """One class whose fields a ruleset can say."""
    if len(plugin.settings) > 1:
        raise _BrokenError("it brings settings twice, expected one class for all of them")
    if not isinstance(kind, type) or not attrs.has(kind):
        raise _BrokenError(f"its settings are {show(kind)}, expected a class of attrs")
    hints = get_type_hints(kind, include_extras=True)
    for each in attrs.fields(kind):
        shape = shape_of(hints[each.name])
        if each.init and shape.form is Form.OTHER:
            problem = f"the setting {each.name} is annotated with {show(shape.kind)}"
            raise _BrokenError(f"{problem}, expected what TOML can say: float, int, bool, str ...")


def _verify_suffixes(source: Source) -> None:
    for suffix in source.suffixes:
        if not suffix.startswith(".") or len(suffix) < 2:
            shown = f"the source {source.name!r} has the suffix {suffix!r}"
            raise _BrokenError(f'{shown}, expected one such as ".txt", in a list')


def _verify_fields(owner: str, fields: Iterable[object]) -> None:
    for field in fields:
        if not isinstance(field, Field):
            expected = "number(...), choice(...) or another field"
            raise _BrokenError(f"{owner} holds {show(field)}, expected {expected}")
        faults = [fault.problem for fault in field.faults()]
        try:
            parse_unit(field.unit)
        except ValueError as error:
            faults.append(str(error))
        if faults:
            raise _BrokenError(f"{owner}: the field {field.name!r}: {faults[0]}")
