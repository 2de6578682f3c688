"""Code: pieces of generated Python, and operations spelt in it as they are defined.

How nodes become such pieces is up to `python` and `bounding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import attrs

from evalcore.language.kernel import PLAIN
from evalcore.language.nodes import Apply
from evalcore.language.operations import OPERATIONS

LONGEST = 600  # characters of an operation that is spelt out; a longer one is called


@attrs.frozen
class Code:
    """Python for one node; it means something only where no guard is None."""

    text: str
    guards: tuple[str, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether it is a local variable, or `True`, `False` or `None`."""
        return self.text.isidentifier()


# How tightly an operator binds, from loose to tight, as in Python.
_IF, _OR, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(7)


class Text:
    """An operand that is a piece of Python: operators put pieces together."""

    __slots__ = ("binds", "text")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str, binds: int = _ATOM) -> None:
        self.text = text
        self.binds = binds

    def within(self, level: int) -> str:
        """The piece as part of one that binds so tightly."""
        return self.text if self.binds >= level else f"({self.text})"

    def __add__(self, other: Any) -> Text:
        return _joined("+", self, other, _SUM)

    def __radd__(self, other: Any) -> Text:
        return _joined("+", other, self, _SUM)

    def __sub__(self, other: Any) -> Text:
        return _joined("-", self, other, _SUM)

    def __rsub__(self, other: Any) -> Text:
        return _joined("-", other, self, _SUM)

    def __mul__(self, other: Any) -> Text:
        return _joined("*", self, other, _PRODUCT)

    def __rmul__(self, other: Any) -> Text:
        return _joined("*", other, self, _PRODUCT)

    def __truediv__(self, other: Any) -> Text:
        return _joined("/", self, other, _PRODUCT)

    def __neg__(self) -> Text:
        return Text(f"-{self.within(_SIGN)}", _SIGN)

    def __lt__(self, other: Any) -> Text:
        return _joined("<", self, other, _COMPARE)

    def __le__(self, other: Any) -> Text:
        return _joined("<=", self, other, _COMPARE)

    def __gt__(self, other: Any) -> Text:
        return _joined(">", self, other, _COMPARE)

    def __ge__(self, other: Any) -> Text:
        return _joined(">=", self, other, _COMPARE)

    def __eq__(self, other: object) -> Text:  # type: ignore[override]
        return _joined("==", self, other, _COMPARE)


def as_text(value: Any) -> Text:
    """A piece, or the literal of a plain value."""
    if isinstance(value, Text):
        return value
    text = repr(value)
    return Text(text, _SIGN if text.startswith("-") else _ATOM)


def _joined(sign: str, left: Any, right: Any, level: int) -> Text:
    """From left to right: what stands left may bind as loosely, but for comparisons."""
    first = as_text(left).within(level + (level == _COMPARE))
    return Text(f"{first} {sign} {as_text(right).within(level + 1)}", level)


class Spelling:
    """The kernel of generated Python: its operands are `Text`."""

    @staticmethod
    def choose(condition: Any, then: Any, otherwise: Any) -> Any:  # noqa: D102
        parts = (as_text(then).within(_OR), as_text(condition).within(_OR))
        return Text(f"{parts[0]} if {parts[1]} else {as_text(otherwise).within(_IF)}", _IF)

    @staticmethod
    def either(*conditions: Any) -> Any:  # noqa: D102
        return Text(" or ".join(each.within(_OR + 1) for each in conditions), _OR)

    @staticmethod
    def between(x: Any, low: float, high: float) -> Any:  # noqa: D102
        return Text(f"{low!r} <= {as_text(x).within(_SUM)} <= {high!r}", _COMPARE)

    @classmethod
    def least(cls, *values: Any) -> Any:  # noqa: D102
        return cls._best("min", "<", *map(as_text, values))

    @classmethod
    def greatest(cls, *values: Any) -> Any:  # noqa: D102
        return cls._best("max", ">", *map(as_text, values))

    @staticmethod
    def _best(function: str, sign: str, *values: Text) -> Text:
        """One of several; of two without a call, which takes twice the time."""
        match values:
            case (only,):
                return only
            case (one, other):
                first, last = one.within(_SUM), other.within(_SUM)
                return Text(f"{last} if {last} {sign} {first} else {first}", _IF)
            case _:
                return Text(f"{function}({', '.join(each.text for each in values)})")

    @staticmethod
    def ordered(*values: Any) -> Any:  # noqa: D102
        listed = f"sorted(({', '.join(as_text(each).text for each in values)},))"
        return [Text(f"{listed}[{place}]") for place in range(len(values))]

    @staticmethod
    def root(x: Any) -> Any:  # noqa: D102
        return Text(f"sqrt({as_text(x).text})")

    @staticmethod
    def power(x: Any, exponent: float) -> Any:  # noqa: D102
        return Text(f"{as_text(x).within(_ATOM)} ** {exponent!r}", _SIGN)

    @staticmethod
    def nearest(x: Any) -> Any:  # noqa: D102
        return Text(f"nearest({as_text(x).text})")

    @staticmethod
    def days(start: Any, end: Any) -> Any:  # noqa: D102
        return Text(f"float(({as_text(end).text} - {as_text(start).text}).days)")

    @staticmethod
    def years(start: Any, end: Any) -> Any:  # noqa: D102
        return Text(f"years({as_text(start).text}, {as_text(end).text})")

    @staticmethod
    def holds(held: Any, text: str) -> Any:  # noqa: D102
        return Text(f"{text!r} in {as_text(held).within(_SUM)}", _COMPARE)

    @staticmethod
    def size(held: Any) -> Any:  # noqa: D102
        return Text(f"float(len({as_text(held).text}))")


SPELLING: Any = Spelling()
CALLED = {
    "nearest": PLAIN.nearest,
    "sqrt": PLAIN.root,
    "years": PLAIN.years,
}  # what spelt operations call

_OPEN, _SHUT = "\ue000", "\ue001"  # around the place of an argument


@attrs.frozen
class Template:
    """An operation spelt for so many arguments; `uses` counts each. Too long, it has no text."""

    text: str
    uses: tuple[int, ...]

    def filled(self, args: Sequence[str]) -> str:
        """The operation of these arguments, in brackets where need be."""
        text = self.text
        for place, each in enumerate(args):
            text = text.replace(f"{_OPEN}{place}{_SHUT}", each)
        return text


@lru_cache(maxsize=4096)
def template(operation: str, count: int, data: tuple[Any, ...] = ()) -> Template:
    """How an operation is spelt as it is defined."""
    names = [f"{_OPEN}{place}{_SHUT}" for place in range(count)]
    define: Any = OPERATIONS[operation].define
    spelt = as_text(define(SPELLING, *map(Text, names), *data)).within(_ATOM)
    if len(spelt) > LONGEST:
        return Template("", (1,) * count)
    return Template(spelt, tuple(spelt.count(name) for name in names))


def called(node: Apply) -> Callable[..., Any]:
    """An operation as a function, for one that is too long to be spelt out."""
    define: Any = OPERATIONS[node.operation].define
    data = node.data

    def call(*args: Any) -> Any:
        return define(PLAIN, *args, *data)

    return call


def subset_sums(weights: Sequence[float]) -> tuple[float, ...]:
    """The sum of every subset, by its bits; each added from left to right, as overlap does."""
    sums = [0.0]
    for weight in weights:
        sums += [each + weight for each in sums]
    return tuple(sums)


def union(*codes: Code) -> tuple[str, ...]:
    """All guards of these pieces, each once."""
    return tuple(dict.fromkeys(guard for code in codes for guard in code.guards))


def any_null(guards: Iterable[str]) -> str:
    """The test whether one of the guards is None."""
    return " or ".join(f"{guard} is None" for guard in guards)


def is_literal(text: str) -> bool:
    """Whether the text is a number, which may be repeated without being worked out again."""
    return text.strip("()-").replace(".", "").replace("e-", "").replace("e+", "").isdigit()
