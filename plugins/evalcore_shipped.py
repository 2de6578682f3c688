"""The rulesets that ship with evalcore, each found by the name of its file."""

from __future__ import annotations

from pathlib import Path

import evalcore
from evalcore import RulesetFile, hookimpl


@hookimpl
def evalcore_rulesets() -> list[RulesetFile]:
    """The five ways to decide, and `default`."""
    files = sorted(_folder().glob("*.toml"))
    return [RulesetFile(each.stem, each) for each in files if not each.stem.endswith(".cases")]


def _folder() -> Path:
    """Of a source tree, if there is one: an editable install may have left a stale copy."""
    package = Path(evalcore.__file__).resolve().parent
    if (package.parent / "pyproject.toml").is_file():
        return package.parent / "rulesets"
    return package / "_rulesets"
