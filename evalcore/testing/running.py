"""What the fixtures stand on: plugins that are not installed, and the command line in process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs

from evalcore.hooks import hookimpl
from evalcore.loading import ASKED, Candidate, Origin, Plugin, load_plugin
from evalcore.plugins import Plugins
from evalcore.testing.subjects import CheckFailed


@attrs.frozen
class CommandResult:
    """What became of a command: what it printed, and how it ended (0 well, 1 not held, 2 input)."""

    exit_code: int
    stdout: str
    stderr: str


def candidate(plugin: object, name: str, distribution: str, version: str) -> Candidate:
    """A plugin as if it had been found. Raises `CheckFailed` where it cannot be used."""
    called = name or getattr(plugin, "__name__", "") or type(plugin).__name__
    file = getattr(plugin, "__file__", "") or ""
    found = Candidate(Origin(str(called), distribution, version, str(file)), lambda: plugin)
    _usable(load_plugin(found))
    return found


def isolated(registered: Iterable[Candidate], plugins: Iterable[object]) -> Plugins:
    """A set of these plugins alone. Raises `CheckFailed` where one cannot be used."""
    loaded = [load_plugin(each) for each in registered]
    single = [each for each in plugins if _hook_of(each)]
    whole = [each for each in plugins if not _hook_of(each)]
    loaded += [load_plugin(candidate(each, "", "", "")) for each in whole]
    if single:
        loaded.append(_usable(load_plugin(Candidate(Origin("test"), lambda: _plugin_of(single)))))
    found = Plugins(loaded)
    if found.problems:
        raise CheckFailed("\n".join(found.problems))
    return found


def _usable(plugin: Plugin) -> Plugin:
    if not plugin.active:
        message = f"{plugin.origin.in_full}: {plugin.why}"
        raise CheckFailed(message)
    return plugin


def _hook_of(thing: object) -> str:
    """The hook that such a contribution comes from; '' for what is a plugin itself."""
    return next((hook.name for hook in ASKED if isinstance(thing, hook.kind)), "")


def _plugin_of(contributions: Sequence[object]) -> object:
    """A plugin that brings these."""
    grouped: dict[str, list[object]] = {}
    for each in contributions:
        grouped.setdefault(_hook_of(each), []).append(each)

    def hook(found: list[Any]) -> Any:
        return hookimpl(lambda: found)

    return SimpleNamespace(**{name: hook(found) for name, found in grouped.items()})


def run(
    words: Sequence[str], given: str | None, files: Mapping[str, str], folder: Path
) -> CommandResult:
    """The command line in this process; all that it raises, but for exits, is raised."""
    from click.testing import CliRunner

    from evalcore.cli import evalcore

    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = CliRunner().invoke(evalcore, [*map(str, words)], input=given, catch_exceptions=False)
    return CommandResult(found.exit_code, found.stdout, found.stderr)
