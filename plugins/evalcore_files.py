"""The formats of documents that come with evalcore: TOML, JSON, NDJSON and CSV.

From text to mappings with their paths, and back from paths to lines. CSV is read in `evalcore_csv`,
JSON as a table in `evalcore_json_tables`.
What the values mean is read against their fields, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import attrs
from evalcore_csv import lay_out, read_csv
from evalcore_json_tables import lay_out_json, lay_out_lines, locate_lines, read_lines

from evalcore import Complaint, InputError, Source, hookimpl
from evalcore.extend.sources import table_source
from evalcore.written.errors import Path, listing, near, show
from evalcore.written.positions import (
    Document,
    Place,
    in_order,
    locate,
    locate_in,
    of_decode_error,
    parse,
    solid,
    written,
)

if TYPE_CHECKING:
    from json import JSONDecodeError

    from tree_sitter import Node

Row = tuple[Mapping[str, object], Path]

DEEPEST = 50  # levels: an initiative needs six, and what Python can follow ends at some hundreds
BOM = "\ufeff"  # a byte order mark, which some programs write at the start of a file


@hookimpl
def evalcore_sources() -> list[Source]:
    """The four formats."""
    return [
        Source("toml", (".toml",), read_toml, locate),
        Source("json", (".json",), read_json, locate_json, laid_out=lay_out_json),
        Source("ndjson", (".ndjson", ".jsonl"), read_lines, locate_lines, laid_out=lay_out_lines),
        table_source(
            "csv", (".csv", ".tsv"), read_csv, binary=True, laid_out=lay_out, by_path=True
        ),
    ]


def read_toml(text: str, name: str) -> list[Row]:
    """The `[[initiatives]]` of a TOML document, or the one initiative that it is."""
    import tomllib

    text = text.removeprefix(BOM)
    expected = "[[initiatives]], or one initiative with an id"
    try:
        document = tomllib.loads(text)
        return _initiatives(document, expected, "write [[initiatives]] above each of them")
    except tomllib.TOMLDecodeError as error:
        raise InputError(of_decode_error(error, text, name)) from None
    except RecursionError:
        raise InputError(_too_deep(name)) from None
    except InputError as error:
        raise _failure(name, locate(text, error.complaints)) from None
    except ValueError:  # Python reads no number with thousands of digits
        import tree_sitter_toml

        tree = parse(text, tree_sitter_toml.language())
        raise _failure(name, _long_numbers(tree, "integer")) from None


def read_json(text: str, name: str) -> list[Row]:
    """A list of objects, `{"initiatives": [...]}`, or one object with an id."""
    import json

    text = text.removeprefix(BOM)
    repeating: list[str] = []

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            repeating.extend(found)
        return found

    expected = 'a list of objects, {"initiatives": [...]}, or one object with an "id"'
    mend = '{"initiatives": [{"id": "..."}, {"id": "..."}]}'
    try:
        document = json.loads(text, object_pairs_hook=members)
        if repeating:
            raise _failure(name, _repeated(_json_tree(text)))
        return _initiatives(document, expected, mend, by_mapping=True)
    except json.JSONDecodeError as error:
        raise InputError(_no_json(error, name)) from None
    except RecursionError:
        raise InputError(_too_deep(name)) from None
    except InputError as error:
        raise _failure(name, locate_json(text, error.complaints)) from None
    except ValueError:
        raise _failure(name, _long_numbers(_json_tree(text), "number")) from None


def _failure(name: str, complaints: Iterable[Complaint]) -> InputError:
    return InputError(attrs.evolve(each, source=name) for each in in_order(complaints))


def _too_deep(name: str) -> Complaint:
    problem = "tables or lists are nested too deeply"
    return Complaint(problem, f"at most {DEEPEST} levels", source=name, line=1, column=1)


def _initiatives(
    document: object, expected: str, mend: str, *, by_mapping: bool = False
) -> list[Row]:
    """The initiatives of a document with their paths. Raises `InputError` with paths.

    `by_mapping` says that a mapping reads such documents as well.
    """
    found: list[Complaint] = []
    at: Path = ()
    listed = document
    if isinstance(document, Mapping):
        top = cast("Mapping[str, object]", document)
        if "initiatives" not in top:
            if "id" not in top:
                raise InputError(_without_initiatives(top, expected, by_mapping=by_mapping))
            _refuse_depth(top, ())
            return [(top, ())]
        at, listed = ("initiatives",), top["initiatives"]
        found += [_beside(key, mend) for key in top if key != "initiatives"]
    if not isinstance(listed, list):
        raise InputError([*found, Complaint(f"found {_shape(listed)}", expected, path=at)])
    items = cast("list[object]", listed)
    if not items:
        found.append(Complaint("no initiatives", expected, path=at))
    rows: list[Row] = []
    for index, item in enumerate(items):
        path = (*at, index)
        if isinstance(item, Mapping):
            initiative = cast("Mapping[str, object]", item)
            _refuse_depth(initiative, path)
            rows.append((initiative, path))
        else:
            found.append(Complaint(f"found {_shape(item)}", "an initiative with an id", path=path))
    if found:
        raise InputError(found)
    return rows


def _beside(key: str, mend: str) -> Complaint:
    meant = near(key, ["initiatives"])
    problem = "stands beside the initiatives and belongs to none of them"
    return Complaint(problem, "", meant, "" if meant else mend, path=(key,), on_key=True)


def _without_initiatives(
    top: Mapping[str, object], expected: str, *, by_mapping: bool
) -> list[Complaint]:
    if not top:
        return [Complaint("no initiatives", expected)]
    meant = [key for key in top if near(key, ["initiatives"])]
    if meant:
        problem = "this is not what the list of initiatives is called"
        known = ("initiatives",)
        return [Complaint(problem, "", known, path=(key,), on_key=True) for key in meant]
    names = listing([show(key) for key in list(top)[:5]] + (["more"] if len(top) > 5 else []))
    known_as = near("id", top)
    mend = f"write id instead of {known_as[0]}" if known_as else ""
    if by_mapping and not mend and all(isinstance(each, Mapping) for each in top.values()):
        mend = "objects by key are read by a mapping; evalcore map proposes one"
    problem = f"no initiatives: found {names}"
    return [Complaint(problem, expected, mend=mend, path=known_as[:1], on_key=True)]


def _shape(value: object) -> str:
    """What stands where initiatives are expected, in a few words."""
    if isinstance(value, Mapping):
        return f"a single entry with {listing([show(key) for key in list(cast('Any', value))[:3]])}"
    return "a list" if isinstance(value, list) else show(value)


def _refuse_depth(value: object, path: Path) -> None:
    """Refuses what is nested so deeply that reading or showing it would exhaust Python's stack."""
    waiting: list[tuple[object, int]] = [(value, len(path))]
    while waiting:
        each, depth = waiting.pop()
        if depth > DEEPEST:
            problem = "tables or lists are nested too deeply"
            raise InputError(Complaint(problem, f"at most {DEEPEST} levels", path=path))
        inner: Iterable[object] = ()
        if isinstance(each, Mapping):
            inner = cast("Mapping[str, object]", each).values()
        elif isinstance(each, list):
            inner = cast("list[object]", each)
        waiting += [(one, depth + 1) for one in inner if isinstance(one, (dict, list))]


def _nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.named_children


def _long_numbers(tree: Document, kind: str) -> list[Complaint]:
    """Complaints about the numbers that have more digits than Python reads."""
    import sys

    most = sys.get_int_max_str_digits()
    found: list[Complaint] = []
    for node in _nodes(tree.root):
        digits = re.sub(r"\D", "", written(node)) if node.type == kind else ""
        if len(digits) > most and not written(node).startswith(("0x", "0o", "0b")):
            at, expected = tree.start(node), "a number between -2**53 and 2**53"
            problem = f"found a number of {len(digits)} digits"
            found.append(Complaint(problem, expected, line=at.line, column=at.column))
    return found or [Complaint(f"found a number of more than {most} digits")]


def locate_json(text: str, complaints: Sequence[Complaint]) -> tuple[Complaint, ...]:
    """The complaints about a JSON document with line and column, as `locate` does for TOML."""
    return locate_in(_json_tree(text), complaints, _look)


def _json_tree(text: str) -> Document:
    import tree_sitter_json

    # Python reads NaN and Infinity, the grammar does not: numbers of the same width stand in.
    tokens = re.compile(r'"(?:[^"\\]|\\.)*+"|-?Infinity|NaN', re.DOTALL)
    plain = tokens.sub(
        lambda token: token[0] if token[0].startswith('"') else "1" * len(token[0]), text
    )
    return parse(plain, tree_sitter_json.language())


def _look(node: Node) -> dict[str | int, Place]:
    """What a node of a JSON document holds."""
    if node.type == "document" and solid(node):
        return _look(solid(node)[0])
    if node.type == "array":
        return {index: Place(each, each) for index, each in enumerate(solid(node))}
    parts: dict[str | int, Place] = {}
    for key, value in _pairs(node):
        parts[_text(key)] = Place(key, value)
    return parts


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    for pair in solid(node) if node.type == "object" else ():
        inner = solid(pair)
        if pair.type == "pair" and len(inner) == 2:
            yield inner[0], inner[1]


def _text(string: Node) -> str:
    import json

    text = written(string)
    try:
        return str(json.loads(text)) if "\\" in text else text[1:-1]
    except ValueError:
        return text[1:-1]


def _repeated(tree: Document) -> list[Complaint]:
    """Complaints about the keys that stand twice in one object: Python would keep the last."""
    found: list[Complaint] = []
    for node in _nodes(tree.root):
        first: dict[str, int] = {}
        for key, _ in _pairs(node):
            name, at = _text(key), tree.start(key)
            if name in first:
                problem = f"{show(name)} stands twice in one object, first in line {first[name]}"
                found.append(
                    Complaint(problem, mend="keep one of them", line=at.line, column=at.column)
                )
            first.setdefault(name, at.line)
    return found


def _no_json(error: JSONDecodeError, name: str) -> Complaint:
    if error.msg.startswith("Illegal trailing comma"):  # CPython 3.13 points at the comma
        close = next(n for n in range(error.pos + 1, len(error.doc)) if error.doc[n] in "]}")
        wanted = "value" if error.doc[close] == "]" else "property name enclosed in double quotes"
        error = type(error)(f"Expecting {wanted}", error.doc, close)
    at, message = error.doc[error.pos : error.pos + 1], error.msg
    before = error.doc[: error.pos].rstrip()[-1:]
    if before == "," and at in ("]", "}"):
        mend = f"remove the comma before {at}"
    elif not error.doc.strip():
        message, mend = "the document is empty", '[{"id": "..."}]'
    elif at == "'":
        mend = 'texts and names stand in "double quotes"'
    elif message == "Extra data":
        message, mend = "something follows the end", "several objects stand in a list: [{}, {}]"
    else:
        mend = _MENDS.get(message, "")
    problem = f"this is no JSON: {message[:1].lower()}{message[1:]}".removesuffix(
        " at"
    ).removesuffix(" starting")
    return Complaint(problem, mend=mend, source=name, line=error.lineno, column=error.colno)


_MENDS = {
    "Expecting ',' delimiter": "entries are separated by commas; is one missing before this?",
    "Expecting property name enclosed in double quotes": 'names stand in "double quotes"',
    "Expecting value": 'a value is "text", a number, true, false, null, [...] or {...}',
    "Invalid control character at": "a line break inside a text is written \\n, a tab \\t",
    "Invalid \\escape": "a backslash is written twice: \\\\",
    "Unterminated string starting at": 'a text ends with "',
}
