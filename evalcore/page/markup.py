"""Markup: elements of HTML and SVG out of plain values. Whatever is no markup yet is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = frozenset({"br", "hr", "img", "input", "meta"})

Child = object  # markup, a text, a number, a list of such, or None


class Markup(str):
    """A text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: Child, **attributes: object) -> Markup:
    """An element. `data_id` is the attribute data-id, `class_` class; True has no value.

    What is None or False is left out.
    """
    spelt = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{name}{spelt}>")
    return Markup(f"<{name}{spelt}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Children one after the other."""
    return Markup("".join(map(_child, children)))


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if name == "viewbox":
        name = "viewBox"
    if value is True:
        return f" {name}"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    text = escape("".join("\ufffd" if _is_no_text(sign) else sign for sign in text))
    text = text.replace("\r", "&#13;").replace("\n", "&#10;")
    return f' {name}="{text}"'


def _is_no_text(sign: str) -> bool:
    """Whether no document can hold it: nothing, and half a character."""
    return sign == "\0" or "\ud800" <= sign <= "\udfff"


def _child(child: Child) -> str:
    match child:
        case None:
            return ""
        case Markup():
            return child
        case list() | tuple():
            return joined(child)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return escape(_plain(child), quote=False)


def _plain(value: object) -> str:
    """A text without what steers a terminal or cannot stand in a document."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return "".join(sign if sign.isprintable() else " " for sign in text)
