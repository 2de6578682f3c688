"""TOML: a text read into tables, complaints put where they belong in it, keys and texts spelt."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping

import attrs

from evalcore.written.errors import Complaint, InputError

LARGEST_FILE = 2**20  # bytes; people write these
MOST_PARTS = 500  # of a key with dots in it
_PART = r"""(?>[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*+\.[ \t]*+"""
_DEEP_KEY = re.compile(rf"""(?<![\w."'-])(?:{_PART}){{{MOST_PARTS - 1},}}""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HALVES = re.compile("[\ud800-\udfff]")  # of characters, which no file can hold


def parse_toml(
    text: str, source: str, lists: Mapping[str, str] | None = None
) -> Mapping[str, object]:
    """The tables of a TOML text. Raises `InputError` with line and column for what is no TOML.

    `lists` has the arrays of tables that it may hold; see `of_decode_error`.
    """
    deep = _DEEP_KEY.search(text) if text.count(".") >= MOST_PARTS else None
    if deep is not None:  # Python's parser takes its time, more for each part
        line, column = (
            text.count("\n", 0, deep.start()) + 1,
            deep.start() - text.rfind("\n", 0, deep.start()),
        )
        problem = f"a key of {MOST_PARTS} parts or more"
        raise InputError(Complaint(problem, source=source, line=line, column=column, code="EV101"))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        from evalcore.written.positions import of_decode_error

        raise InputError(of_decode_error(error, text, source, lists)) from None
    except RecursionError:
        problem = "the tables or lists are nested too deeply"
        raise InputError(_at_start(problem, source)) from None
    except ValueError as error:  # a number with more digits than Python reads
        problem = f"cannot be read: {error}".partition(";")[0]
        raise InputError(_at_start(problem, source)) from None


def _at_start(problem: str, source: str) -> Complaint:
    return Complaint(problem, source=source, line=1, column=1, code="EV101")


def located(
    complaints: Iterable[Complaint], documents: Mapping[str, str], source: str
) -> list[Complaint]:
    """The complaints with their file, line and column, in the order of the text."""
    from evalcore.written.positions import locate

    grouped: dict[str, list[Complaint]] = {}
    for each in complaints:
        named = attrs.evolve(each, source=each.source or source)
        grouped.setdefault(named.source, []).append(named)
    return [
        each
        for name, group in grouped.items()
        for each in (locate(documents[name], group) if name in documents else group)
    ]


def spell_key(key: str) -> str:
    """One key, quoted where it has to be."""
    return key if _BARE.fullmatch(key) else spell_text(key)


def spell_text(text: str) -> str:
    """A text between quotes. JSON escapes all that TOML does, apart from one character."""
    whole = _HALVES.sub("\ufffd", text)
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
