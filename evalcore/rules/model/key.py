"""Keys and sections: one row of the reference, and one table of it."""

from __future__ import annotations

from textwrap import dedent
from typing import Literal

import attrs

Kind = Literal[
    "a text",
    "a formula",
    "a condition",
    "a verdict",
    "a text, or one by clause",
    "a value, or one by output",
    "a verdict, or one by clause",
    "a text or a list of texts",
    "a number",
    "a number, or several with dates",
    "a number, or one a period",
    "a number, or a table with value and within",
    "a whole number",
    "a list of numbers",
    "a list of texts",
    "a list of texts, or a field",
    "true or false",
    "a date",
    "a table",
    "a formula, or a table with aggregation",
    "settings of the policy",
]


@attrs.frozen
class Key:
    """One key: what it holds, what it says, what holds where it is left out.

    `choices` are the texts that there are, where not any text will do.
    """

    name: str
    kind: Kind
    about: str
    default: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


def _text(text: str) -> str:
    return dedent(text).strip("\n")


@attrs.frozen
class Section:
    """One table of the file. In its path `*` stands for a name, `#` for an entry of a list.

    `values` is what a name in the table itself holds, where that is no table of keys. `example` is
    a part of a ruleset that runs, between its name and its default. A table that is a `list` is
    written with two brackets.
    """

    path: tuple[str, ...]
    about: str
    keys: tuple[Key, ...] = ()
    values: Key | None = None
    example: str = attrs.field(default="", converter=_text)

    @property
    def title(self) -> str:
        """The header as it is written: `[criteria.NAME]`, `[[rules]]`."""
        names = ["NAME" if step == "*" else step for step in self.path if step != "#"]
        if not names:
            return "At the top"
        name = ".".join(names)
        return f"[[{name}]]" if self.path[-1] == "#" else f"[{name}]"


OVERRIDE = (
    Key(
        "override",
        "true or false",
        "in a ruleset that extends another: this replaces what is there",
        "false",
    ),
    Key("remove", "true or false", "in a ruleset that extends another: this goes", "false"),
)
EXTENDING = ("override", "remove", "before", "after", "at")  # keys that are gone before reading
