"""Pieces of JavaScript: literals, and the kernel that spells operations in it.

How nodes become such pieces is up to `javascript` and `javascript_bounds`. Dates are the number of
their day, sets and lists are arrays, unknown is null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, cast

from evalcore.language.operations import OPERATIONS

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}  # within a script element of HTML


def literal(value: object) -> str:
    """A plain value as JavaScript that can stand in a page."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "(-Infinity)"
        case float() if value.is_integer() and abs(value) < 2.0**53:
            return _signed(str(int(value)))
        case int() | float():
            return _signed(repr(value))
        case date():
            return str(value.toordinal())
        case str():
            text = json.dumps(value)
            return "".join(_UNSAFE.get(sign, sign) for sign in text)
        case Mapping():
            pairs = cast("Mapping[str, object]", value).items()
            return f"{{{','.join(f'{literal(k)}:{literal(each)}' for k, each in pairs)}}}"
        case frozenset():
            return literal(sorted(cast("frozenset[str]", value)))
        case _:
            return f"[{','.join(map(literal, cast('Sequence[object]', value)))}]"


def _signed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


class Piece:
    """An operand that is a piece of JavaScript: operators put pieces together, in brackets."""

    __slots__ = ("text",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        self.text = text

    def __add__(self, other: Any) -> Piece:
        return _joined(self, "+", other)

    def __radd__(self, other: Any) -> Piece:
        return _joined(other, "+", self)

    def __sub__(self, other: Any) -> Piece:
        return _joined(self, "-", other)

    def __rsub__(self, other: Any) -> Piece:
        return _joined(other, "-", self)

    def __mul__(self, other: Any) -> Piece:
        return _joined(self, "*", other)

    def __rmul__(self, other: Any) -> Piece:
        return _joined(other, "*", self)

    def __truediv__(self, other: Any) -> Piece:
        return _joined(self, "/", other)

    def __neg__(self) -> Piece:
        return Piece(f"(-{self.text})")

    def __lt__(self, other: Any) -> Piece:
        return _joined(self, "<", other)

    def __le__(self, other: Any) -> Piece:
        return _joined(self, "<=", other)

    def __gt__(self, other: Any) -> Piece:
        return _joined(self, ">", other)

    def __ge__(self, other: Any) -> Piece:
        return _joined(self, ">=", other)

    def __eq__(self, other: object) -> Piece:  # type: ignore[override]
        return _joined(self, "===", other)


def text_of(value: Any) -> str:
    """The text of a piece, or the literal of a plain value."""
    return value.text if isinstance(value, Piece) else literal(value)


def _joined(left: Any, sign: str, right: Any) -> Piece:
    return Piece(f"({text_of(left)} {sign} {text_of(right)})")


class JavaScript:
    """The kernel of generated JavaScript: its operands are pieces.

    What it calls (`least`, `greatest`, `nearest`, `inOrder`, `years`) is in
    `javascript_runtime.js`.
    """

    @staticmethod
    def choose(condition: Any, then: Any, otherwise: Any) -> Any:  # noqa: D102
        return Piece(f"({text_of(condition)} ? {text_of(then)} : {text_of(otherwise)})")

    @staticmethod
    def either(*conditions: Any) -> Any:  # noqa: D102
        return Piece(f"({' || '.join(map(text_of, conditions)) or 'false'})")

    @staticmethod
    def between(x: Any, low: float, high: float) -> Any:  # noqa: D102
        text = text_of(x)
        return Piece(f"({literal(low)} <= {text} && {text} <= {literal(high)})")

    @staticmethod
    def least(*values: Any) -> Any:  # noqa: D102
        return best("least", [*map(text_of, values)])

    @staticmethod
    def greatest(*values: Any) -> Any:  # noqa: D102
        return best("greatest", [*map(text_of, values)])

    @staticmethod
    def ordered(*values: Any) -> Any:  # noqa: D102
        listed = f"inOrder([{', '.join(map(text_of, values))}])"
        return [Piece(f"{listed}[{place}]") for place in range(len(values))]

    @staticmethod
    def root(x: Any) -> Any:  # noqa: D102
        return Piece(f"Math.sqrt({text_of(x)})")

    @staticmethod
    def power(x: Any, exponent: float) -> Any:  # noqa: D102
        return Piece(f"Math.pow({text_of(x)}, {literal(exponent)})")

    @staticmethod
    def nearest(x: Any) -> Any:  # noqa: D102
        return Piece(f"nearest({text_of(x)})")

    @staticmethod
    def days(start: Any, end: Any) -> Any:  # noqa: D102
        return _joined(end, "-", start)

    @staticmethod
    def years(start: Any, end: Any) -> Any:  # noqa: D102
        return Piece(f"years({text_of(start)}, {text_of(end)})")

    @staticmethod
    def holds(held: Any, text: str) -> Any:  # noqa: D102
        return Piece(f"{text_of(held)}.includes({literal(text)})")

    @staticmethod
    def size(held: Any) -> Any:  # noqa: D102
        return Piece(f"{text_of(held)}.length")


def best(function: str, texts: Sequence[str]) -> Any:
    """One of several by a function; without a call where there is only one."""
    return Piece(texts[0] if len(texts) == 1 else f"{function}({', '.join(texts)})")


KERNEL: Any = JavaScript()


@lru_cache(maxsize=4096)
def spelt(operation: str, args: tuple[str, ...], data: tuple[Any, ...] = ()) -> str:
    """An operation of these arguments, as it is defined."""
    define: Any = OPERATIONS[operation].define
    return text_of(define(KERNEL, *map(Piece, args), *data))
