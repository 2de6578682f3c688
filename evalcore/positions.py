"""Positions: where in a document the places stand that complaints are about.

TOML is read here, and what formats with keys and lists have in common. What is wrong with a
document, and how other formats are read, is the business of others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from evalcore.errors import Complaint, Path, Position
from evalcore.fields import normal

if TYPE_CHECKING:
    from tomllib import TOMLDecodeError

    from tree_sitter import Node

Step = str | int


@attrs.define(eq=False)
class Place:
    """One value of a document: where its key and the value itself stand.

    What has no key of its own (an item of a list, a table under a header) has one node for both.
    `parts` is None as long as nobody has looked inside.
    """

    key: Node
    value: Node
    parts: dict[Step, Place] | None = None


Look = Callable[["Node"], dict[Step, Place]]


def locate(text: str, complaints: Sequence[Complaint]) -> tuple[Complaint, ...]:
    """The complaints about a TOML document with line and column, in the order of the text.

    Each points at the value at its path, at its key with `on_key`, and at the deepest key or
    header that exists where the path is not wholly there. Never raises, whatever the text.
    """
    import tree_sitter_toml

    return locate_in(parse(text, tree_sitter_toml.language()), complaints, _look)


def locate_in(
    document: Node, complaints: Iterable[Complaint], look: Look
) -> tuple[Complaint, ...]:
    """`locate` for any format: `look` says what a node (the document, too) holds."""
    root = Place(document, document)
    return in_order(
        each if each.line else _located(each, root, look) for each in complaints
    )


def in_order(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """The complaints in the order of the text; those without a line come first."""
    return tuple(sorted(complaints, key=lambda each: (each.line or 0, each.column or 0)))


def parse(text: str, language: object) -> Node:
    """The syntax tree of a text, whatever is wrong with it."""
    from tree_sitter import Language, Parser

    # A byte order mark is no character of the first line, to an editor.
    encoded = text.removeprefix("\ufeff").encode("utf-8", "replace")
    return Parser(Language(language)).parse(encoded).root_node


def start_of(node: Node) -> Position:
    """Where a node starts, in characters."""
    row, width = node.start_point
    line = _whole(node)[node.start_byte - width : node.start_byte]
    return Position(row + 1, len(line.decode("utf-8", "ignore")) + 1)


def decode_error(text: str, error: TOMLDecodeError) -> tuple[Position, str]:
    """Where a TOML document cannot be read on, and the message without this place."""
    said = _PLACE_IN_MESSAGE.fullmatch(str(error))
    message = said["message"] if said else str(error)
    known: Any = getattr(error, "lineno", None), getattr(error, "colno", None)  # Python 3.14
    if all(known):
        return Position(*known), getattr(error, "msg", message)
    if said and said["line"]:
        return Position(int(said["line"]), int(said["column"])), message
    *before, last = text.split("\n")
    return Position(len(before) + 1, len(last) + 1), message


_PLACE_IN_MESSAGE = re.compile(
    r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)
