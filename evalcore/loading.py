"""Loading one plugin: importing it, asking its hooks, verifying what it gives.

Whatever goes wrong in a plugin stays with it, as the reason why it is off. Which plugins there
are, and what they offer together, is the business of `plugins`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any, TypeGuard, TypeVar, cast

import attrs
import pluggy

from evalcore.declarations import Vocabulary
from evalcore.errors import EvalcoreError, near, one_of, show
from evalcore.expressions.functions import FUNCTIONS, Function
from evalcore.fields import Field
from evalcore.hooks import PROJECT, Hooks
from evalcore.policies import Policy
from evalcore.sources import Source
from evalcore.units import parse_unit

HOOKS = tuple(name for name in vars(Hooks) if name.startswith("evalcore_"))
T = TypeVar("T")


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
    """A plugin that was found but not imported; `module` is that of an entry point."""

    origin: Origin
    load: Callable[[], object]
    module: str = ""


@attrs.frozen
class Plugin:
    """One plugin: its origin, what it contributes, and why it is off where it is.

    `status` is `active`, `blocked` (somebody turned it off), `broken` (it cannot be used) or
    `collides` (another plugin has the same name).
    """

    origin: Origin
    status: str = "active"
    why: str = ""
    policies: tuple[Policy[..., Any], ...] = ()
    functions: tuple[Function, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def active(self) -> bool:
        """Whether what it contributes can be used."""
        return self.status == "active"

    @property
    def contributions(self) -> list[tuple[tuple[str, str], Any]]:
        """What it brings, each under its kind and name: `("criterion", "fit")`."""
        return [
            *(((str(each.role), each.name), each) for each in self.policies),
            *((("function", each.name), each) for each in self.functions),
            *((("vocabulary", each.name), each) for each in self.vocabularies),
            *((("source", each.name), each) for each in self.sources),
        ]


class _BrokenError(Exception):
    """Why a plugin cannot be used, as one clause of a sentence."""


def load_plugin(candidate: Candidate) -> Plugin:
    """The plugin, imported and verified; a broken one says why."""
    origin = candidate.origin
    doing = "its import failed"
    try:
        plugin = candidate.load()
        origin = attrs.evolve(origin, file=origin.file or _file_of(candidate, plugin))
        doing = "it cannot be read"
        manager = _registered(plugin)
        doing = "evalcore_policies failed"
        policies = _ask(manager, "evalcore_policies", Policy[..., Any])
        doing = "evalcore_functions failed"
        functions = _ask(manager, "evalcore_functions", Function)
        doing = "evalcore_fields failed"
        vocabularies = _ask(manager, "evalcore_fields", Vocabulary)
        doing = "evalcore_sources failed"
        sources = _ask(manager, "evalcore_sources", Source)
        doing = "what it brings cannot be read"
        loaded = Plugin(origin, "active", "", policies, functions, vocabularies, sources)
        _verify(loaded)
    except _BrokenError as broken:
        return Plugin(origin, "broken", str(broken))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may even exit while it is imported
        origin = attrs.evolve(origin, file=origin.file or _file_of(candidate, None))
        return Plugin(origin, "broken", f"{doing}: {spell_error(error, origin.file)}")
    return loaded


def _file_of(candidate: Candidate, plugin: object) -> str:
    """The file of an installed plugin, also where it could not be imported."""
    from importlib.util import find_spec

    file = getattr(plugin, "__file__", None)
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

    try:
        words = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - also an error may be broken
        words = ""
    if not isinstance(error, EvalcoreError):
        words = ": ".join(part for part in (type(error).__name__, words) if part)
    own = str(Path(file).absolute())
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == own:
            line = trace.tb_lineno
        trace = trace.tb_next
    place = f" ({Path(file).name}, line {line})" if line else ""
    return words if isinstance(error, SyntaxError) else words + place


def _registered(plugin: object) -> pluggy.PluginManager:
    """A manager that knows this plugin alone: no plugin can be in another one's way."""
    manager = pluggy.PluginManager(PROJECT)
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
                meant = near(name, HOOKS)
                hint = f"did you mean {meant[0]}?" if meant else f"expected {one_of(HOOKS)}"
                raise _BrokenError(f"there is no hook {name}; {hint}")
        elif not marked:
            raise _BrokenError(f"{name} is not marked with @hookimpl, so it would never be called")
        else:
            found = True
            _verify_arguments(name, getattr(plugin, name))
    if not found:
        problem = "it has no hook, such as evalcore_policies, marked with @hookimpl"
        raise _BrokenError(f"{problem}; the name of a file that is no plugin starts with _")


def _verify_arguments(name: str, hook: Callable[..., object]) -> None:
    offered = [
        each for each in inspect.signature(getattr(Hooks, name)).parameters if each != "self"
    ]
    for each in inspect.signature(hook).parameters.values():
        needed = each.default is each.empty and each.kind not in (
            each.VAR_POSITIONAL,
            each.VAR_KEYWORD,
        )
        if needed and each.name not in offered:
            called = f"{name}({', '.join(offered)})"
            raise _BrokenError(
                f"{name} asks for the argument {each.name}; it is called as {called}"
            )


_MADE_BY = {
    "evalcore_policies": "policies, made by @criterion or @gate",
    "evalcore_functions": "functions, made by @function",
    "evalcore_fields": "vocabularies: Vocabulary(name, fields)",
    "evalcore_sources": "sources: Source(name, suffixes, read)",
}
_DECORATORS = {
    "evalcore_policies": "@criterion or @gate",
    "evalcore_functions": "@function",
}


def _ask(manager: pluggy.PluginManager, hook: str, kind: type[T]) -> tuple[T, ...]:
    """What the plugin returns from one hook; nothing where it does not implement it."""
    caller: pluggy.HookCaller = getattr(manager.hook, hook)
    if not caller.get_hookimpls():
        return ()
    expected = f"expected a list of {_MADE_BY[hook]}"
    results = cast("list[object]", caller())
    if not results:  # pluggy drops None
        raise _BrokenError(f"{hook} returned None, {expected}; is its return missing?")
    result = results[0]
    if not _is_list(result):
        raise _BrokenError(f"{hook} returned {show(result)}, {expected}")
    items = tuple(result)
    plain = getattr(kind, "__origin__", kind)
    for item in items:
        if isinstance(item, plain):
            continue
        if inspect.isfunction(item) and hook in _DECORATORS:
            mend = f"decorate it with {_DECORATORS[hook]}"
            raise _BrokenError(f"{hook} returned the plain function {item.__name__}: {mend}")
        raise _BrokenError(f"{hook} returned {show(item)} among others, {expected}")
    return cast("tuple[T, ...]", items)


def _is_list(result: object) -> TypeGuard[Iterable[object]]:
    return isinstance(result, Iterable) and not isinstance(result, str | dict)


def _verify(plugin: Plugin) -> None:
    keys = [key for key, _ in plugin.contributions]
    for kind, name in keys:
        if keys.count((kind, name)) > 1:
            raise _BrokenError(f"it brings the {kind} {name!r} twice")
    for function in plugin.functions:
        if function.name in FUNCTIONS:
            mend = "choose another name"
            raise _BrokenError(f"the function {function.name!r} belongs to the language: {mend}")
    for source in plugin.sources:
        for suffix in source.suffixes:
            if not suffix.startswith(".") or len(suffix) < 2:
                shown = f"the source {source.name!r} has the suffix {suffix!r}"
                raise _BrokenError(f'{shown}, expected one such as ".txt", in a list')
    for policy in plugin.policies:
        _verify_fields(f"the {policy.role} {policy.name!r}", policy.fields)
    for vocabulary in plugin.vocabularies:
        _verify_fields(f"the vocabulary {vocabulary.name!r}", vocabulary.fields)


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
