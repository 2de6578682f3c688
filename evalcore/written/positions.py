"""Positions: where in a document the places stand that complaints are about.

TOML is read here, and what it shares with other formats of keys and lists. What is wrong with a
document, and how those other formats are read, is said elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from evalcore.written.errors import Complaint, Path, Position
from evalcore.written.names import normal

if TYPE_CHECKING:
    from tomllib import TOMLDecodeError

    from tree_sitter import Node

Step = str | int


@attrs.define(eq=False)
class Place:
    """One value of a document: where its key and the value itself stand.

    What has no key of its own (an item of a list) or no value in one piece (a table under a
    header) has one node for both. `parts` is None as long as nobody has looked inside.
    """

    key: Node
    value: Node
    parts: dict[Step, Place] | None = None


@attrs.frozen(eq=False)
class Document:
    """A text with its syntax tree."""

    encoded: bytes
    root: Node

    def start(self, node: Node) -> Position:
        """Where a node starts, in characters."""
        row, width = node.start_point
        before = self.encoded[node.start_byte - width : node.start_byte]
        return Position(row + 1, len(before.decode("utf-8", "ignore")) + 1)


Look = Callable[["Node"], dict[Step, Place]]


def locate(text: str, complaints: Sequence[Complaint]) -> tuple[Complaint, ...]:
    """The complaints about a TOML document with line and column, in the order of the text.

    Each points at the value at its path, at its key with `on_key`, and at the deepest key or
    header that exists where the path is not wholly there. Never raises, whatever the text.
    """
    import tree_sitter_toml

    return locate_in(parse(text, tree_sitter_toml.language()), complaints, _look)


def lines_of(text: str, paths: Sequence[Path]) -> list[int]:
    """The line of each path in a TOML document: that of its key or header, or the nearest one."""
    asked = [Complaint(str(n), path=path, on_key=True) for n, path in enumerate(paths)]
    lines = {int(each.problem): each.line or 1 for each in locate(text, asked)}
    return [lines[n] for n in range(len(paths))]


def locate_in(
    document: Document, complaints: Iterable[Complaint], look: Look
) -> tuple[Complaint, ...]:
    """`locate` for any format: `look` says what a node (first the root) holds."""
    root = Place(document.root, document.root)
    return in_order(
        each if each.line else _located(document, each, root, look) for each in complaints
    )


def in_order(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """The complaints in the order of the text; those without a line come first."""
    return tuple(sorted(complaints, key=lambda each: (each.line or 0, each.column or 0)))


def parse(text: str, language: object) -> Document:
    """The syntax tree of a text, whatever is wrong with it."""
    from tree_sitter import Language, Parser

    # To an editor, a byte order mark is no character of the first line.
    encoded = text.removeprefix("\ufeff").encode("utf-8", "replace")
    return Document(encoded, Parser(Language(language)).parse(encoded).root_node)


def written(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def comments(text: str) -> list[tuple[Position, str]]:
    """The comments of a TOML text, each with its place: not what looks like one inside a text."""
    import tree_sitter_toml

    document = parse(text, tree_sitter_toml.language())
    found: list[tuple[Position, str]] = []
    waiting = [document.root]
    while waiting:
        node = waiting.pop()
        if node.type == "comment":
            found.append((document.start(node), written(node)))
        waiting += reversed(node.children)
    return found


def solid(node: Node) -> list[Node]:
    """What a node holds, without comments and without what cannot be read."""
    return [each for each in node.named_children if each.type not in ("comment", "ERROR")]


def _located(document: Document, complaint: Complaint, root: Place, look: Look) -> Complaint:
    place, whole = _follow(root, complaint.path, look)
    inside = complaint.position
    if place is root:
        at = inside if inside and not complaint.path else Position(1, 1)
    elif not whole or complaint.on_key:
        at = document.start(place.key)
    elif inside and place.value.type == "string":
        at = _inside(written(place.value), document.start(place.value), inside)
    else:
        at = document.start(place.value)
    return attrs.evolve(complaint, line=at.line, column=at.column)


def _follow(root: Place, path: Path, look: Look) -> tuple[Place, bool]:
    """The deepest place on the path that exists, and whether this is its end."""
    place = root
    for step in path:
        if place.parts is None:
            place.parts = look(place.value)
        inner = place.parts.get(step)
        if inner is None and isinstance(step, str):
            meant = normal(step)  # fields are looked up by names that are normalised
            same = (part for key, part in place.parts.items() if _is(key, meant))
            inner = next(same, None)
        if inner is None:
            return place, False
        place = inner
    return place, True


def _is(key: Step, meant: str) -> bool:
    return isinstance(key, str) and normal(key) == meant


def _inside(string: str, start: Position, position: Position) -> Position:
    """A place inside a string, where its characters are those of the document."""
    long = len(string) >= 6 and string.startswith(('"""', "'''"))
    quotes = string[:3] if long else string[:1]
    if "\\" in string and quotes.startswith('"'):
        return start
    body = string[len(quotes) : -len(quotes)]
    line, column = start.line, start.column + len(quotes)
    if long and body.startswith(("\n", "\r\n")):  # not part of the value
        body = body.partition("\n")[2]
        line, column = line + 1, 1
    lines = body.split("\n")
    if not 1 <= position.line <= len(lines):
        return start
    if position.line > 1:
        line, column = line + position.line - 1, 1
    width = len(lines[position.line - 1].removesuffix("\r"))
    return Position(line, column + max(0, min(position.column - 1, width)))


def _look(node: Node) -> dict[Step, Place]:
    """What a node of a TOML document holds."""
    parts: dict[Step, Place] = {}
    if node.type == "array":
        parts.update((n, Place(each, each)) for n, each in enumerate(solid(node)))
        return parts
    for each in solid(node):
        if each.type == "pair":
            _add_pair(parts, each)
        elif each.type in ("table", "table_array_element"):
            inside = _open(parts, _keys(each.named_children[:1]), each)
            for pair in solid(each):
                if pair.type == "pair":
                    _add_pair(inside, pair)
    return parts


def _open(parts: dict[Step, Place], keys: list[tuple[str, Node]], table: Node) -> dict[Step, Place]:
    """What is under a header, where its pairs are to go."""
    if not keys:  # a header that cannot be read: its pairs go nowhere
        return {}
    parts = _descend(parts, keys[:-1])
    name, node = keys[-1]
    if table.type == "table":
        place = parts.setdefault(name, Place(node, node))
        if place.parts is None or 0 not in place.parts:
            place.key = place.value = node  # its own header, after being implied by another
        return _within(place)
    tables = parts.setdefault(name, Place(node, node, {}))
    listed = _own(tables)
    inside: dict[Step, Place] = {}
    listed[len(listed)] = Place(node, node, inside)
    return inside


def _add_pair(parts: dict[Step, Place], pair: Node) -> None:
    nodes = solid(pair)
    keys = _keys(nodes[:1])
    if keys and len(nodes) > 1:
        name, node = keys[-1]
        _descend(parts, keys[:-1])[name] = Place(node, nodes[-1])


def _descend(parts: dict[Step, Place], keys: Iterable[tuple[str, Node]]) -> dict[Step, Place]:
    for name, node in keys:
        parts = _within(parts.setdefault(name, Place(node, node)))
    return parts


def _within(place: Place) -> dict[Step, Place]:
    """Where the keys of a table go: for an array of tables, into its last one."""
    parts = _own(place)
    return _own(parts[len(parts) - 1]) if 0 in parts else parts


def _own(place: Place) -> dict[Step, Place]:
    if place.parts is None:
        place.parts = {}
    return place.parts


def _keys(nodes: list[Node]) -> list[tuple[str, Node]]:
    """The names in a key, each with its node; none where this is no key."""
    names: list[tuple[str, Node]] = []
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node.type == "dotted_key":
            waiting += solid(node)
        elif node.type == "bare_key":
            names.append((written(node), node))
        elif node.type == "quoted_key":
            names.append((_unquoted(written(node)), node))
    return names[::-1]


def _unquoted(key: str) -> str:
    if "\\" not in key or key.startswith("'"):
        return key[1:-1]
    import tomllib

    try:
        return next(iter(tomllib.loads(f"{key} = 0")))
    except ValueError:
        return key[1:-1]


def of_decode_error(
    error: TOMLDecodeError, text: str, source: str = "", lists: Mapping[str, str] | None = None
) -> Complaint:
    """The complaint about a text that is no TOML, with the place where reading it ended.

    `lists` are the arrays of tables, each with what is expected of who writes `[name]` for one.
    """
    said = _PLACED.fullmatch(str(error))
    message: str = said["message"] if said else str(error)
    known: Any = getattr(error, "lineno", None), getattr(error, "colno", None)  # Python 3.14
    if all(known):
        (line, column), message = known, getattr(error, "msg", message)
    elif said and said["line"]:
        line, column = int(said["line"]), int(said["column"])
    else:
        *before, last = text.split("\n")
        line, column = len(before) + 1, len(last) + 1
    if message.startswith(("Cannot overwrite", "Cannot declare")):
        header = _HEADER.match([*text.split("\n"), ""][line - 1])
        name = header["name"] if header else ""
        single = re.search(rf"^[ \t]*\[[ \t]*({name})[ \t]*\]", text, re.MULTILINE)
        if lists and name in lists and single:
            start = single.start(1)
            line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
            found = f"found [{name}]"
            return Complaint(
                found, lists[name], source=source, line=line, column=column, code="EV101"
            )
    problem = f"this is no TOML: {message[:1].lower()}{message[1:]}"
    mend = next((advice for start, advice in _ADVICE.items() if message.startswith(start)), "")
    return Complaint(problem, mend=mend, source=source, line=line, column=column, code="EV101")


_PLACED = re.compile(
    r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)
_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[\w-]+)\s*\]")
_ADVICE = {
    "Invalid value": 'a text stands in double quotes: name = "..."; true and false in lower case',
    "Invalid statement": "each line is name = value; other names than a-z, 0-9, _ and - in quotes",
    "Invalid initial character for a key": "names other than a-z, 0-9, _ and - stand in quotes",
    "Expected '=' after": "each line is name = value; other names than a-z, 0-9, _ and - in quotes",
    "Expected newline or end of document": "one name = value on each line; a text in quotes",
    "Invalid date": "there is no such day; a date is written 2026-11-23",
    "Cannot overwrite": "each name is written once in its table",
    "Cannot declare": "write each [table] once; entries of a list have [[two]] brackets",
    "Unclosed array": "a list ends with ]",
    "Unescaped '\\' in a string": "'single quotes' take a backslash as it is",
    "Illegal character": "a text on several lines stands in three quotes",
}
