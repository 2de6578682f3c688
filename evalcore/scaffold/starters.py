"""Rulesets to start from: the usual ways to decide, commented, each as one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from string import Template

from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import read_ruleset
from evalcore.written.errors import Complaint, show

_NAME = re.compile(r"[A-Za-z][\w-]*", re.ASCII)


def starter(like: str, name: str) -> str:
    """The text of a ruleset called `name` that decides in one of the usual ways."""
    home = files("evalcore.scaffold") / "rulesets"
    text = (home / f"{like}.toml.template").read_text(encoding="utf-8")
    return Template(text).substitute(name=name)


def name_faults(name: str) -> Iterator[Complaint]:
    """What speaks against the name of a ruleset, which is that of its file too."""
    if not _NAME.fullmatch(name):
        meant = re.sub(r"[^\w-]+", "_", name.removesuffix(".toml"), flags=re.ASCII).strip("_-")
        yield Complaint(
            f"{show(name)} cannot be the name of a ruleset",
            "letters, digits, _ and -, a letter first",
            (meant,) if _NAME.fullmatch(meant) else (),
        )


def checked(text: str, plugins: Plugins) -> str:
    """The text, once it has been compiled. Raises `InputError` where it cannot be."""
    Evaluator(read_ruleset(text, "the new ruleset"), plugins=plugins)
    return text
