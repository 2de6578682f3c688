"""Code: one kind of complaint, and its page."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent, fill, indent

import attrs

HEAD = 'name = "small"\nversion = "1"\n'
DEFAULT = '\n[default]\nverdict = "hold"\n'


def _text(text: str) -> str:
    return dedent(text).strip("\n")


def _sentence(text: str) -> str:
    return " ".join(text.split())


@attrs.frozen
class Code:
    """What complaints with this code say; `wrong` is an example of it, `right` the same mended.

    Examples are what stands between the name of a ruleset and its default, unless one is `whole`.
    `beside` are other files that both need. What no single file shows has no example.
    """

    code: str
    title: str
    about: str = attrs.field(converter=_sentence)
    wrong: str = attrs.field(default="", converter=_text)
    right: str = attrs.field(default="", converter=_text)
    whole: bool = attrs.field(default=False, kw_only=True)
    beside: Mapping[str, str] = attrs.field(factory=dict[str, str], kw_only=True)

    @property
    def severity(self) -> str:
        """`error` or `warning`: what is under 3xx and 41x is of no use, but no mistake."""
        return "warning" if self.code.startswith(("EV3", "EV41")) else "error"

    def ruleset(self, example: str) -> str:
        """A whole ruleset with this example in it."""
        return f"{example}\n" if self.whole else f"{HEAD}{example}\n{DEFAULT}"

    @property
    def page(self) -> str:
        """The page of `check --explain`."""
        blocks = [f"{self.code} ({self.severity}): {self.title}", fill(self.about, 78)]
        for name, text in self.beside.items():
            blocks.append(f"With {name} beside it:\n\n{indent(_text(text), '    ')}")
        if self.wrong:
            blocks.append(f"For example:\n\n{indent(self.wrong, '    ')}")
        if self.right:
            blocks.append(f"Mended:\n\n{indent(self.right, '    ')}")
        return "\n\n".join(blocks) + "\n"
