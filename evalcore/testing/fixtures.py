"""Fixtures for pytest, there wherever evalcore is installed: `pytest --fixtures` lists them.

pytest imports this module in every run, so it imports nothing before a fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from evalcore import Evaluator, Ruleset
    from evalcore.loading import Candidate
    from evalcore.plugins import Plugins
    from evalcore.testing.running import CommandResult

    class Register(Protocol):
        """What `evalcore_register` gives."""

        def __call__(  # noqa: D102 - said above
            self, plugin: object, *, name: str = "", distribution: str = "", version: str = ""
        ) -> None: ...

    class MakeRuleset(Protocol):
        """What `evalcore_ruleset` gives."""

        def __call__(  # noqa: D102 - said above
            self, text: str, name: str = "rules.toml"
        ) -> Ruleset: ...

    class MakeEvaluator(Protocol):
        """What `evalcore_evaluator` gives."""

        def __call__(  # noqa: D102 - said above
            self, ruleset: Ruleset | Path | str, *plugins: object
        ) -> Evaluator: ...

    class RunCommand(Protocol):
        """What `evalcore_command` gives."""

        def __call__(  # noqa: D102 - said above
            self, *words: str, given: str | None = None, files: Mapping[str, str] = ...
        ) -> CommandResult: ...


@pytest.fixture
def _evalcore_registered(monkeypatch: pytest.MonkeyPatch) -> list[Candidate]:
    """What is installed during one test: nothing, until something is registered."""
    import evalcore.plugins

    found: list[Candidate] = []
    monkeypatch.setattr(evalcore.plugins, "_installed", lambda: list(found))
    for name in ("EVALCORE_BLOCK", "EVALCORE_JOURNAL"):
        monkeypatch.delenv(name, raising=False)
    return found


@pytest.fixture
def evalcore_register(_evalcore_registered: list[Candidate]) -> Register:
    """Registers a plugin for one test, as if it were installed.

    `evalcore_register(plugin, name="", distribution="", version="")`: a module, or any object with
    hooks. `discover()`, evaluators and the command line find it, and nothing that is installed
    besides. Fails the test where the plugin cannot be used, with the reason.
    """
    from evalcore.testing.running import candidate

    def register(
        plugin: object, *, name: str = "", distribution: str = "", version: str = ""
    ) -> None:
        _evalcore_registered.append(candidate(plugin, name, distribution, version))

    return register


@pytest.fixture
def evalcore_ruleset() -> MakeRuleset:
    """A ruleset from text: `evalcore_ruleset(text, name="rules.toml")`.

    The text may be indented as the test is. Raises `InputError` as `read_ruleset` does.
    """
    from textwrap import dedent

    from evalcore import read_ruleset

    return lambda text, name="rules.toml": read_ruleset(dedent(text), name)


@pytest.fixture
def evalcore_evaluator(
    _evalcore_registered: list[Candidate], evalcore_ruleset: MakeRuleset
) -> MakeEvaluator:
    """An evaluator with no other plugins than these: `evalcore_evaluator(ruleset, *plugins)`.

    `ruleset` is a `Ruleset`, a path, or TOML text. A plugin is a module, an object with hooks, or a
    single policy, function, vocabulary, source, or other contribution. Those that the test has
    registered are there too, and nothing that is installed. Fails the test where a plugin cannot be
    used, with the reason.
    """
    from evalcore import Evaluator
    from evalcore.testing.running import isolated

    def make(ruleset: Any, *plugins: object) -> Evaluator:
        known: Plugins = isolated(_evalcore_registered, plugins)
        is_text = isinstance(ruleset, str) and "\n" in ruleset
        return Evaluator(evalcore_ruleset(ruleset) if is_text else ruleset, plugins=known)

    return make


@pytest.fixture
def evalcore_command(
    _evalcore_registered: list[Candidate], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunCommand:
    """Runs the command line: `evalcore_command("rank", "rules.toml", "requests.csv")`.

    In the test's own `tmp_path`, where `files` are written first, by name; `given` is the standard
    input. Plugins are those that the test has registered, and those of `--plugins-dir`. On 80
    columns and without colours. Returns `exit_code`, `stdout` and `stderr`.
    """
    from evalcore.testing.running import run

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(
        *words: str, given: str | None = None, files: Mapping[str, str] | None = None
    ) -> CommandResult:
        return run(words, given, files or {}, tmp_path)

    return call
