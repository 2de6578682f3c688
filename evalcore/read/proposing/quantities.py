"""Quantities: what a name or a cell says of its unit, and by what that differs from a field's.

Nothing is converted in silence: a factor is proposed, and said.
"""

from __future__ import annotations

import re
from decimal import Decimal

import attrs

_CODES = ("eur", "usd", "gbp", "chf", "cad", "aud", "nzd", "jpy", "cny", "inr", "sek", "nok", "dkk",
    "pln", "czk", "huf", "ron", "brl", "zar", "mxn", "sgd", "hkd", "krw", "try", "rub", "ils",
    "aed", "sar")  # fmt: skip
CURRENCIES: dict[str, frozenset[str]] = {
    **{code: frozenset({code.upper()}) for code in _CODES},
    "\u20ac": frozenset({"EUR"}), "\u00a3": frozenset({"GBP"}),
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"}),
    "\u00a5": frozenset({"JPY", "CNY"}), "\u20b9": frozenset({"INR"}), "\u20a9": frozenset({"KRW"}),
    "\u20ba": frozenset({"TRY"}), "\u20bd": frozenset({"RUB"}), "\u20aa": frozenset({"ILS"}),
    "z\u0142": frozenset({"PLN"}), "kr": frozenset({"SEK", "NOK", "DKK"}),
    "euro": frozenset({"EUR"}), "euros": frozenset({"EUR"}), "fr": frozenset({"CHF"}),
    "pound": frozenset({"GBP"}), "pounds": frozenset({"GBP"}), "sterling": frozenset({"GBP"}),
    "dollar": frozenset({"USD", "CAD", "AUD", "NZD"}),
    "dollars": frozenset({"USD", "CAD", "AUD", "NZD"}),
    "us$": frozenset({"USD"}), "c$": frozenset({"CAD"}), "ca$": frozenset({"CAD"}),
    "a$": frozenset({"AUD"}), "au$": frozenset({"AUD"}), "nz$": frozenset({"NZD"}),
    "s$": frozenset({"SGD"}), "hk$": frozenset({"HKD"}), "mx$": frozenset({"MXN"}),
    "r$": frozenset({"BRL"}), "nt$": frozenset({"TWD"}), "k\u010d": frozenset({"CZK"}),
    "ft": frozenset({"HUF"}), "lei": frozenset({"RON"}), "rs": frozenset({"INR"}),
}  # fmt: skip
_K, _M, _B = (Decimal(10**power) for power in (3, 6, 9))
_CENT = Decimal("0.01")
# Only beside a currency, alone in brackets, or at the end of a_name_k:
LETTERS: dict[str, Decimal] = {
    "k": _K, "t": _K, "m": _M, "mm": _M, "mn": _M, "mil": _M, "mill": _M, "b": _B, "bn": _B,
    "bln": _B, "mln": _M, "mio": _M, "mrd": _B, "tsd": _K, "000": _K, "000s": _K, "tn": _K * _B,
}  # fmt: skip
WORDS = {
    "thousand": _K, "thousands": _K, "tausend": _K, "tsd": _K, "million": _M, "millions": _M,
    "mio": _M, "millionen": _M, "mln": _M, "billion": _B, "billions": _B, "mrd": _B,
    "milliarden": _B, "milliards": _B, "milliers": _K, "miles": _K,
    "migliaia": _K, "tys": _K, "tusen": _K, "miljon": _M, "miljoner": _M,
    "miljard": _B, "miljarder": _B, "miljoen": _M, "duizend": _K, "milioni": _M, "millones": _M,
    "lakh": Decimal(10**5), "lakhs": Decimal(10**5), "crore": Decimal(10**7),
    "crores": Decimal(10**7), "hundreds": Decimal(100), "cents": _CENT, "pence": _CENT,
}  # fmt: skip
SUFFIXES = {"k": _K, "tsd": _K, "thousand": _K, "m": _M, "mn": _M, "mio": _M, "mln": _M, "mil": _M,
    "million": _M, "millions": _M, "b": _B, "bn": _B, "mrd": _B, "billion": _B,
    "t": _K, "lakh": Decimal(10**5), "lakhs": Decimal(10**5), "crore": Decimal(10**7),
    "crores": Decimal(10**7), "cr": Decimal(10**7)}  # fmt: skip
_TIMES = {
    "min": ("min", "mins", "minute", "minutes"), "h": ("h", "hr", "hrs", "hour", "hours", "std",
    "stunden", "heures"), "d": ("d", "day", "days", "tage", "tagen", "pd", "pt", "manday",
    "mandays", "personentage", "jours"),
    "week": ("w", "wk", "week", "weeks", "wochen", "semaines"),
    "month": ("mo", "month", "months", "monthly", "monat", "monate"),
    "quarter": ("quarter", "quarters"), "year": ("y", "yr", "yrs", "year", "years", "yearly",
    "annual", "annually", "jahr", "jahre", "pa"),
}  # fmt: skip
TIME_WORDS = {word: symbol for symbol, words in _TIMES.items() for word in words}
_TIMES_IN_NAMES = TIME_WORDS.keys() - {"min"}  # in the name of a column that is the least
_ALSO_WORDS = ("kr", "fr", "try", "ft", "lei", "rs")  # codes of currencies that are words as well
_PERCENT = ("%", "pct", "percent", "percentage", "prozent", "pourcent")
_PLAIN = frozenset(
    {
        "in",
        "of",
        "the",
        "de",
        "la",
        "and",
        "net",
        "gross",
        "netto",
        "brutto",
        "excl",
        "incl",
        "excluding",
        "including",
        "vat",
        "nominal",
        "real",
        "total",
        "est",
        "estimated",
        "approx",
    }
)  # fmt: skip - said beside a unit, and no part of it
_TOKEN = re.compile(
    r"(?i:us|ca|au|nz|hk|mx|nt|[acrs])\$|[\u20ac$\u00a3\u00a5\u20b9\u20a9\u20ba\u20bd\u20aa%]|'?000s?\b|[^\W\d_]+|\d+"
)
_GLUED = re.compile(
    r"(?:(?P<scale>k|t|m|mn|mio|bn|mil)(?P<code>kr|" + "|".join(_CODES) + r")"
    r"|(?P<code2>" + "|".join(_CODES) + r")(?P<scale2>k|t|m|mn|mio|bn|mil|s))"
)  # fmt: skip


@attrs.frozen
class Quantity:
    """What a text says of the unit that numbers are in; whatever it does not say is empty.

    `scale` is by how much a number is to be multiplied. `times` are units of time, in order.
    `used` are the words that say it, `beside` what else is said with it, such as `month` in `EUR
    per month`; `rest` is the text without the unit: what is counted.
    """

    currency: frozenset[str] = frozenset()
    scale: Decimal | None = None
    percent: bool = False
    times: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()
    shown: str = ""
    rest: str = ""

    @property
    def is_money(self) -> bool:
        """Whether it speaks of money, or of thousands or millions of it."""
        return bool(self.currency) or self.scale is not None


def counts_alike(said: Quantity, unit: str | None) -> bool:
    """Whether what is said of a unit is of the kind of another one: money, time or percent."""
    if unit is None or not (said.is_money or said.times or said.percent):
        return True
    other = quantity(unit, unit=True)
    if said.is_money or said.percent or other.is_money or other.percent:
        return (said.is_money, said.percent) == (other.is_money, other.percent)
    return not {*said.times}.isdisjoint(other.times)


def quantity(text: str, *, unit: bool = False) -> Quantity:
    """The unit in a name such as `Cost (EUR m)`, `benefit_gbp_m`, `Budget [TEUR]`, `Growth in %`.

    `unit` says that the whole text is one.
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z]{2})", " ", text)
    for power, word in _POWERS:
        parted = power.sub(f" {word} ", parted)
    found = [(match[0].casefold().lstrip("'"), match) for match in _TOKEN.finditer(parted)]
    brackets = {m.group(1).strip().casefold() for m in re.finditer(r"[(\[]([^()\[\]]*)[)\]]", text)}
    currency: frozenset[str] = frozenset()
    scale: Decimal | None = None
    used = set[str]()
    marks: list[int] = []
    for index, (token, match) in enumerate(found):
        glued = _GLUED.fullmatch(token)
        if glued:
            code = str(glued["code"] or glued["code2"])
            letter = str(glued["scale"] or glued["scale2"])
            currency, used = CURRENCIES[code], used | {token}
            scale = LETTERS.get(letter) or scale
            marks.append(index)
        elif token in CURRENCIES and (
            token not in _ALSO_WORDS or unit or match[0].isupper() or token in brackets
        ):
            currency, used = CURRENCIES[token], used | {token}
            marks.append(index)
    snake = "_" in text.strip("_") and text == text.casefold()
    for index, (token, _) in enumerate(found):
        beside = any(abs(index - mark) == 1 for mark in marks)
        alone = token in brackets or f"in {token}" in brackets or unit
        last = snake and index == len(found) - 1
        factor = WORDS.get(token) or (LETTERS.get(token) if beside or alone or last else None)
        is_time = unit and token in TIME_WORDS and not marks
        if factor is not None and not is_time:
            scale, used = factor, used | {token}
            marks.append(index)
    percent = [token for token, _ in found if token in _PERCENT]
    if "per" in dict(found) and "cent" in dict(found):
        percent += ["per", "cent"]
    times = [
        token for token, _ in found
        if token in (TIME_WORDS if unit else _TIMES_IN_NAMES) and token not in used
        and (len(token) > 2 or unit or token in brackets or snake)
    ]  # fmt: skip
    shown = " ".join(match[0] for token, match in found if token in used)
    if percent:
        shown = shown or "%"
    return Quantity(
        currency, scale, bool(percent), tuple(TIME_WORDS[each] for each in times),
        frozenset({*used, *percent}), _beside(parted, {*used, *percent}), shown,
        _rest(parted, {*used, *percent}),
    )  # fmt: skip


_POWERS = tuple(
    (re.compile(rf"(?<![\d.,])[x\u00d7*]?\s?(?:{written})s?(?![\d.,])"), word)
    for written, word in (
        (r"1([.,' ]?)000\1000|10\^6|1e6", "million"),
        (r"1[.,' ]?000|10\^3|1e3", "thousand"),
    )
)  # a number that is a scale
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_RATE = re.compile(
    r"(?:\b(?:per|pro|par)\s+|([^\W\d_]+|[\u20ac$\u00a3])\s*/\s*)([^\W\d_]+)", re.IGNORECASE
)


def _beside(text: str, used: set[str]) -> tuple[str, ...]:
    """What is said with a unit and is none that is known: in its brackets, or after a `per`."""
    found: list[str] = []
    for bracket in _BRACKETS.findall(text):
        words = [match[0].casefold().lstrip("'") for match in _TOKEN.finditer(bracket)]
        if used.intersection(words):
            found += [word for word in words if word not in used and word not in _PLAIN]
    for rate in _RATE.finditer(text):
        if used and (not rate[1] or rate[1].casefold() in used):
            found.append(rate[2].casefold())
    named = dict.fromkeys(TIME_WORDS.get(word, word) for word in found if word not in used)
    return tuple(each for each in named if each not in ("per", "pro", "par"))


def _rest(text: str, used: set[str]) -> str:
    """The text without the words for units, and without brackets in which there is nothing else."""

    def bracket(match: re.Match[str]) -> str:
        words = [word[0].casefold().lstrip("'") for word in _TOKEN.finditer(match[0])]
        return " " if any(word in used or word in _TIMES_IN_NAMES for word in words) else match[0]

    without = re.sub(r"[(\[][^()\[\]]*[)\]]", bracket, text)
    return _TOKEN.sub(lambda m: " " if m[0].casefold().lstrip("'") in used else m[0], without)


def spell_scale(scale: Decimal | None) -> str:
    """A scale in words: `thousands`."""
    known = {_K: "thousands", _M: "millions", _B: "billions", Decimal(1): "ones"}
    return known.get(scale or Decimal(1), f"{scale:f}")
