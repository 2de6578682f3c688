"""The forms of dates with words in them, and of periods: which formats a proposal tries.

Dates in numbers alone, whose day and month may change places, are the business of `days`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from unicodedata import normalize

from evalcore.read.mapping.month_names import WORDS

NAMED = (
    "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%y",
    "%d/%b/%Y", "%d. %B %Y", "%d. %b %Y", "%B %d %Y", "%b %d %Y", "%d-%B-%Y", "%d %b %y",
    "%a, %d %b %Y", "%A, %B %d, %Y", "%A, %d %B %Y", "%a %d %b %Y", "%a, %b %d, %Y",
    "%b-%d-%Y", "%Y-%b-%d", "%d.%b.%Y", "%d%b%Y", "%d %B, %Y", "%Y%m%d", "%d de %B de %Y",
    "%d de %b de %Y", "%A, %d. %B %Y", "%a, %d. %B %Y", "%a, %d. %b %Y", "%A %d %B %Y",
    "%A, %d de %B de %Y", "%d.%B %Y", "%d-%B-%y", "%Y %B %d", "%Y %b %d", "%d %b, %Y",
    "%a %b %d %Y", "%G-W%V-%u", "%GW%V%u", "%a, %d.%m.%Y", "%a %d.%m.%Y", "%A, %d.%m.%Y",
    "%A %d.%m.%Y", "%a, %d.%m.%y", "%a %d.%m.%y", "%a, %d/%m/%Y", "%a %d/%m/%Y", "%A, %d/%m/%Y",
    "%A %d/%m/%Y", "%a, %m/%d/%Y", "%a %m/%d/%Y", "%A, %m/%d/%Y", "%a, %Y-%m-%d", "%a %Y-%m-%d",
)  # fmt: skip
NO_CENTURY = ("%m/%y",)  # may be a day without a year as well
YEARS = ("%Y", "FY%Y", "FY %Y", "FY%y", "FY %y")
_MONTHS = (
    "%b-%y", "%B-%y", "%b %y", "%b/%y", "%b %Y", "%B %Y", "%b-%Y", "%B, %Y", "%m/%Y", "%m-%Y",
    "%m.%Y", "%Y-%m", "%Y/%m", "%Y.%m", *NO_CENTURY, "%b de %Y", "%B de %Y", "%b'%y", "%b '%y",
    "%B '%y", "%Y %B", "%Y %b", "%Y-%b",
)  # fmt: skip
_SPANS = tuple(
    f"{before}{year}{sign}%n"
    for before in ("", "FY", "FY ")
    for year in ("%Y", "%y")
    for sign in "/-\u2013"
    if before or year == "%Y"
)  # of years that end in the next
_CALLED = {
    "%q": ("Q%q", "T%q", "%qQ", "%qT", "Quarter %q", "Quartal %q", "%q. Quartal"),
    "%h": ("H%h", "HY%h", "%hH", "Halbjahr %h", "%h. Halbjahr", "HJ%h", "HJ %h", "%h. HJ", "S%h",
        "%hS"),
    "%V": ("W%V", "KW%V", "KW %V", "%V. KW", "CW%V", "CW %V", "Week %V", "wk%V", "wk %V",
        "Woche %V", "Semaine %V", "Sem. %V", "S%V", "Semana %V", "Settimana %V", "Vecka %V",
        "v.%V", "v. %V"),
}  # fmt: skip


def _parted(names: Iterable[str], century: str) -> Iterator[str]:
    """Quarters, halves or weeks beside the year, the likelier forms first."""
    for name in names:
        yield from (f"{name} {century}", f"{century}-{name}", f"{century} {name}")
        yield from (f"{name}{sign}{century}" for sign in ("/", "-", ", ", "", "."))
        yield from (f"{century}{name}", f"{century}/{name}")
        yield from (f"{name}{sign}%y" for sign in (" ", "/", "-", "'", " '", ""))
        if century == "%Y":  # fiscal ones
            yield from (f"{name} FY{year}" for year in ("%Y", "%y"))
            for span in (*_SPANS, "%y/%n", "%y-%n"):
                yield from (f"{name} {span}", f"{span} {name}")
            yield from (f"FY{year}{sign}{name}" for year in ("%Y", "%y") for sign in (" ", "-", ""))


PERIODS = (
    *_MONTHS,
    *YEARS,
    *_parted(_CALLED["%q"], "%Y"),
    *_parted(_CALLED["%h"], "%Y"),
    *_parted(_CALLED["%V"], "%G"),
    *_SPANS,
)

_DIRECTIVE = re.compile(r"%.")
_WORD = re.compile(r"[^\W\d_]+")
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "º"))


def forms_for(text: str) -> Sequence[str]:
    """The formats that have the words of a text, such as KW or FY, beside names of months."""
    words = _WORD.findall(normalize("NFC", text).casefold())
    return _by_words().get(frozenset(words) - WORDS - _ORDINALS, ())


@cache
def _by_words() -> dict[frozenset[str], list[str]]:
    found: dict[frozenset[str], list[str]] = {}
    for form in dict.fromkeys((*NAMED, *PERIODS)):
        words = _WORD.findall(_DIRECTIVE.sub("0", form).casefold())
        found.setdefault(frozenset(words), []).append(form)
    return found
