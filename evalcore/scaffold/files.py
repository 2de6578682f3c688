"""The files of a new plugin: templates, filled in with its names and the version of evalcore."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import PurePosixPath
from string import Template

from evalcore import __version__
from evalcore.extend.policies import Role
from evalcore.scaffold.names import Names

# Where each template goes; `ROLE` stands for criterion or gate.
LAYOUT = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.ROLE.md",
    ".gitignore": "gitignore",
    ".github/workflows/ci.yml": "ci.yml",
    "src/$module/__init__.py": "ROLE.py",
    "src/$module/py.typed": "py.typed",
    "tests/test_$policy.py": "test_ROLE.py",
    "examples/rules.toml": "rules.ROLE.toml",
    "examples/requests.csv": "requests.csv",
}


def distribution(names: Names, role: Role) -> dict[PurePosixPath, str]:
    """The files of a whole distribution, by their paths in it."""
    known = _known(names, f"The entry point of {names.distribution} leads here.")
    return {
        PurePosixPath(_fill(path, known)): _fill(_template(name, role), known)
        for path, name in LAYOUT.items()
    }


def single_file(names: Names, role: Role) -> dict[PurePosixPath, str]:
    """One file for a folder of policies."""
    known = _known(names, "A plugin of one file: commands find it with --plugins-dir FOLDER.")
    known["versions"] = f'\n\nREQUIRES_EVALCORE = "{bounds(__version__)}"'
    return {PurePosixPath(f"{names.policy}.py"): _fill(_template("ROLE.py", role), known)}


def excerpt(names: Names, role: Role) -> str:
    """The lines of a ruleset that use the policy."""
    return _fill(_template("excerpt.ROLE.toml", role), _known(names))


def bounds(version: str) -> str:
    """The versions of evalcore that a plugin written for this one works with: `>=0.1,<0.2`.

    Before 1.0 a minor version may change what is public, later a major one.
    """
    from packaging.version import Version

    known = Version(version)
    low = version if known.is_prerelease else f"{known.major}.{known.minor}"
    high = f"0.{known.minor + 1}" if known.major == 0 else str(known.major + 1)
    return f">={low},<{high}"


def _known(names: Names, place: str = "") -> dict[str, str]:
    return {
        "distribution": names.distribution,
        "module": names.module,
        "policy": names.policy,
        "words": names.words,
        "title": names.words.capitalize(),
        "bounds": bounds(__version__),
        "versions": "",  # a distribution has them in its metadata
        "place": place,
    }


def _template(name: str, role: Role) -> str:
    home = files("evalcore.scaffold") / "templates"
    return (home / f"{name.replace('ROLE', role)}.template").read_text(encoding="utf-8")


def _fill(text: str, known: Mapping[str, str]) -> str:
    return Template(text).substitute(known)
