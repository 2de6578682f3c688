"""Units: symbols with exponents. They multiply and divide; nothing is ever converted."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

_SYMBOL = re.compile(r"(?P<symbol>[^\W\d]\w*|[^\w\s*/^.]+)(\^(?P<power>-?\d+))?")


@attrs.frozen
class Unit:
    """A product of symbols, each with an exponent, sorted by symbol. No symbols: a bare number."""

    symbols: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        powers = dict(self.symbols)
        for symbol, power in other.symbols:
            powers[symbol] = powers.get(symbol, 0) + power
        return _unit(powers)

    def __truediv__(self, other: Unit) -> Unit:
        return self * Unit(tuple((symbol, -power) for symbol, power in other.symbols))

    def root(self, degree: int) -> Unit | None:
        """The unit of a root, or None where it would have fractional exponents."""
        if any(power % degree for _, power in self.symbols):
            return None
        return Unit(tuple((symbol, power // degree) for symbol, power in self.symbols))

    def __str__(self) -> str:
        above = "*".join(_spell(s, p) for s, p in self.symbols if p > 0)
        below = "/".join(_spell(s, -p) for s, p in self.symbols if p < 0)
        return (above or ("1" if below else "a bare number")) + (f"/{below}" if below else "")


BARE = Unit()


def parse_unit(text: str | None) -> Unit:
    """`"kEUR/month"` and the like. Symbols are case-sensitive; `kEUR` and `EUR` are unrelated.

    Raises `ValueError` for text that is no product or quotient of symbols.
    """
    if text is None or text.strip() in ("", "1"):
        return BARE
    powers: dict[str, int] = {}
    sign = 1
    for index, part in enumerate(re.split(r"([*/])", text)):
        if index % 2:
            sign = 1 if part == "*" else -1
            continue
        match = _SYMBOL.fullmatch(part.strip())
        if match:
            name = match["symbol"]
            powers[name] = powers.get(name, 0) + sign * int(match["power"] or 1)
        elif part.strip() != "1":
            message = f"{text!r} is no unit: write symbols joined by * and /, as in kEUR/month"
            raise ValueError(message)
    return _unit(powers)


def _unit(powers: Mapping[str, int]) -> Unit:
    return Unit(tuple(sorted((s, p) for s, p in powers.items() if p)))


def _spell(symbol: str, power: int) -> str:
    return symbol if power == 1 else f"{symbol}^{power}"


def canonical(text: str | None) -> str | None:
    """The one spelling of a unit, whatever its layout; text that is no unit stays as it is."""
    try:
        unit = parse_unit(text)
    except ValueError:
        return text
    return None if unit == BARE else str(unit)


def same_unit(first: str | None, second: str | None) -> bool:
    """Whether two spellings mean one unit."""
    return canonical(first) == canonical(second)
