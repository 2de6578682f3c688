"""Cells: what one asks of its column, read from its text; and what an output says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Literal

import attrs

from evalcore.language.tables import Cell, End, Exactly, Parameter, Range, Test
from evalcore.written.errors import near, one_of, show
from evalcore.written.numbers import is_number

What = Literal["number", "date", "text", "flag"]
ANYTHING = ("", "-")
EXPECTED: dict[What, str] = {
    "number": "a number or a parameter, < <= > >= before one, [1..5], a list, not(...), or -",
    "date": "a date as 2026-11-23, < <= > >= before one, [a..b], a list, not(...), or -",
    "text": "a text, several with commas, not(...), or -",
    "flag": "true, false, or -",
}
_UNCLOSED = re.compile(r"not\s*\([^)]*")
_RANGE = re.compile(r"([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])")
_SIGN = re.compile(r"(<=|>=|<|>|=)\s*(.+)")
_TURNED = re.compile(r"=\s*([<>])\s*(.+)")
_NUMBER = re.compile(r"[+-]?(\d[\d_]*(\.\d+)?|\.\d+)([eE][+-]?\d+)?")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


class CellError(ValueError):
    """A cell that cannot be read: what was found, what was expected, what was meant."""

    def __init__(self, problem: str, expected: str = "", meant: tuple[str, ...] = ()) -> None:
        super().__init__(problem)
        self.problem, self.expected, self.meant = problem, expected, meant


@attrs.frozen
class Reader:
    """Reads the cells of one column. `parameter` gives the place of one; None for another name.

    `choices` are the texts that there are; None: any.
    """

    what: What
    parameter: Callable[[str], int | None]
    parameters: Sequence[str] = ()
    choices: tuple[str, ...] | None = None

    def read(self, text: str) -> Cell:
        """What a cell asks. Raises `CellError`."""
        if text in ANYTHING:
            return None
        if _UNCLOSED.fullmatch(text):
            raise CellError(f"found {show(text)}, without the ) at its end", EXPECTED[self.what])
        inner = _negated(text)
        listed = text if inner is None else inner
        parts = tuple(self._part(each) for each in split_list(listed))
        return Test(parts, inverted=inner is not None)

    def _part(self, text: str) -> Range | Exactly:
        if not text:
            raise CellError("a part of the list is empty", EXPECTED[self.what])
        match self.what:
            case "text":
                return self._text(text)
            case "flag":
                if text.casefold() not in _FLAGS:
                    raise CellError(f"found {show(text)}", EXPECTED["flag"])
                return _FLAGS[text.casefold()]
            case _:
                return self._range(text)

    def _text(self, text: str) -> str:
        found = unquoted(text)
        if self.choices is not None and found not in self.choices:
            problem = f"{show(found)} is none of the choices"
            raise CellError(problem, one_of(self.choices), near(found, self.choices))
        return found

    def _range(self, text: str) -> Range:
        between = _RANGE.fullmatch(text)
        if between:
            opened, low, high, shut = between.groups()
            ends = self._end(low), self._end(high)
            if _turned(*ends):
                raise CellError(f"{low} lies above {high}", "the lower end first")
            return Range(*ends, low_open=opened != "[", high_open=shut != "]")
        turned = _TURNED.fullmatch(text)
        if turned:
            meant = f"{turned[1]}= {turned[2]}"
            raise CellError(f"found {show(text)}", EXPECTED[self.what], (meant,))
        signed = _SIGN.fullmatch(text)
        end = self._end(signed[2] if signed else text)
        match signed[1] if signed else "=":
            case "<" | "<=" as sign:
                return Range(high=end, high_open=sign == "<")
            case ">" | ">=" as sign:
                return Range(low=end, low_open=sign == ">")
            case _:
                return Range(end, end)

    def _end(self, text: str) -> End:
        if self.what == "date":
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise CellError(f"found {show(text)}", EXPECTED["date"]) from None
        number = as_number(text)
        if number is not None:
            return number
        place = self.parameter(text)
        if place is None:
            problem = f"there is no parameter {show(text)}"
            if not text.replace("_", "").isalnum():
                problem = f"found {show(text)}"
            raise CellError(problem, EXPECTED["number"], near(text, self.parameters))
        return Parameter(place)


def _turned(low: End, high: End) -> bool:
    if isinstance(low, Parameter) or isinstance(high, Parameter):
        return False
    return low is not None and high is not None and low > high  # type: ignore[operator]


def _negated(text: str) -> str | None:
    """What stands in `not(...)`; None for a text that is none."""
    found = re.fullmatch(r"not\s*\((.*)\)", text, re.DOTALL)
    return None if found is None else found[1].strip()


def split_list(text: str) -> Iterator[str]:
    """What commas part, outside of quotes."""
    start, quote = 0, ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == ",":
            yield text[start:place].strip()
            start = place + 1
    yield text[start:].strip()


def unquoted(text: str) -> str:
    """A text without the quotes around it."""
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1] if quoted else text


def as_number(text: str) -> float | None:
    """The number that a text is; None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace("_", ""))
    return value if is_number(value) else None


def as_flag(text: str) -> bool | None:
    """The flag that a text is; None where it is none."""
    return {"true": True, "false": False}.get(text)


def as_date(text: str) -> date | None:
    """The day that a text is; None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
