"""What the tests of rulesets share: short rulesets, evaluators without installed plugins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from textwrap import dedent
from types import SimpleNamespace
from typing import Any

import pytest

from evalcore.extend.hooks import hookimpl
from evalcore.extend.plugins import Plugins, discover
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.record import Evaluation
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.file import read_draft
from evalcore.written.errors import Complaint, InputError

HEAD = """\
name = "small"
version = "1"
"""
DEFAULT = """
[default]
verdict = "hold"
"""
SOURCE = "small.toml"


def ruleset_text(body: str = "", default: str = DEFAULT) -> str:
    """A ruleset: name and version in lines 1 and 2, then `body` from line 3."""
    return HEAD + dedent(body).strip("\n") + "\n" + default


def evaluator(body: str = "", plugins: Plugins | None = None) -> Evaluator:
    """An evaluator for a ruleset with this body, and no plugins but those given."""
    draft = read_draft(ruleset_text(body), SOURCE)
    assert draft.complaints == ()
    return Evaluator(draft.ruleset, plugins=plugins or Plugins())


def evaluate(body: str, as_of: date | None = None, **said: Any) -> Evaluation:
    """The evaluation of one initiative that says this, and nothing else."""
    return evaluator(body).evaluate({"id": "I1", "title": "Try", **said}, as_of=as_of)


def complaints(
    body: str, plugins: Plugins | None = None, default: str = DEFAULT
) -> list[Complaint]:
    """Everything that is wrong with a ruleset with this body, as loading its file would say."""
    draft = read_draft(ruleset_text(body, default), SOURCE)
    with pytest.raises(InputError) as caught:
        compile_ruleset(draft.ruleset, plugins or Plugins(), draft.complaints)
    return list(caught.value.complaints)


def complaint(body: str, plugins: Plugins | None = None, default: str = DEFAULT) -> str:
    """All that is wrong, in words."""
    return "\n".join(map(str, complaints(body, plugins, default)))


def said(text: str) -> str:
    """The words of complaints, as a test writes them: indented as the test is."""
    return dedent(text).strip("\n")


def plugin(name: str, **hooks: Callable[[], object]) -> Any:
    """A plugin to pass in: `policies`, `functions`, `fields` or `sources`, each a function."""
    made = {
        f"evalcore_{hook}": hookimpl(_named(f"evalcore_{hook}", give))
        for hook, give in hooks.items()
    }
    return SimpleNamespace(__name__=name, **made)


def _named(name: str, give: Callable[[], object]) -> Callable[[], object]:
    def call() -> object:
        return give()

    call.__name__ = name
    return call


def offering(*policies: object, name: str = "house", **hooks: Callable[[], object]) -> Plugins:
    """A set of one plugin that offers these policies."""
    given = plugin(name, policies=lambda: list(policies), **hooks)
    return discover(extra=[given], entry_points=False)
