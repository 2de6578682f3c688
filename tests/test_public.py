"""The public names: each importable, none imported before somebody asks, none changed unnoticed."""

from __future__ import annotations

import ast
import difflib
import subprocess
import sys
from pathlib import Path

import pytest
from public_api import SNAPSHOT, described

import evalcore

CHANGED = """what is public has changed:

{}

If that is meant, renew the list with `python tests/public_api.py`, and say in CHANGELOG.md what
its users do now. docs/upgrading.md says what they were promised: a name that goes is deprecated
for at least one minor version.
"""
HEAVY = ("attrs", "attr", "cattrs", "pluggy", "click", "rich", "tree_sitter")


def loaded_after(code: str) -> set[str]:
    """The modules that a new interpreter has imported after running `code`."""
    shown = f"{code}\nimport sys; print(*sys.modules)"
    command = [sys.executable, "-c", shown]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("name", evalcore.__all__)
def test_every_public_name_can_be_imported(name):
    assert getattr(evalcore, name) is not None


def test_dir_lists_the_names_before_they_are_imported():
    code = "import evalcore; assert set(evalcore.__all__) <= set(dir(evalcore))"
    assert "evalcore.judge.evaluator" not in loaded_after(code)


def test_the_names_for_type_checkers_are_those_of_the_program():
    tree = ast.parse(Path(evalcore.__file__).read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    assert ast.unparse(guarded.test) == "TYPE_CHECKING"
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    declared = {alias.asname: each.module for each in imports for alias in each.names}
    assert declared == evalcore._HOME_OF


def test_importing_the_package_imports_nothing_heavy():
    assert loaded_after("import evalcore").isdisjoint(HEAVY)


def test_a_name_is_imported_when_it_is_asked_for():
    loaded = loaded_after("from evalcore import Complaint")
    assert "evalcore.written.errors" in loaded
    assert loaded.isdisjoint({"evalcore.judge.evaluator", "click", "pluggy"})


def test_everything_can_be_imported_at_once():
    assert "evalcore.judge.evaluator" in loaded_after("from evalcore import *\nEvaluator")


def test_a_name_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'evalcore' has no attribute 'Evaluater'$"):
        evalcore.Evaluater  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Evaluater'"):
        from evalcore import Evaluater  # noqa: F401


def test_what_is_public_is_what_was_promised():
    before, now = SNAPSHOT.read_text(encoding="utf-8").splitlines(), described().splitlines()
    changes = [
        line
        for line in difflib.unified_diff(before, now, n=0, lineterm="")
        if line.startswith(("-", "+")) and not line.startswith(("---", "+++"))
    ]
    assert not changes, CHANGED.format("\n".join(changes))


def test_the_list_of_what_is_public_shows_what_a_caller_relies_on():
    lines = described().splitlines()
    for line in (
        "clamp(x: float, low: float = 0.0, high: float = 1.0) -> float",
        "criterion(function: Callable[P, float], /) -> Policy[P, float]",
        "    decided: bool",
        "    digest: str",
        "evalcore_policies() -> Iterable[Policy[..., Any]]",
        "new plugin NAME [--dir=...] [--gate] [--single-file]",
    ):
        assert line in lines
    assert " at 0x" not in described()
