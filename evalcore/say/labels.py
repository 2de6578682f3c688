"""Labels: how fields, values and units are spoken of to people who never saw a ruleset.

Nothing here knows an initiative; sentences about one are the business of `words`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from evalcore.language.comparing import TOLERANCE
from evalcore.request.fields import Field
from evalcore.request.spelling import spoken, unit_words
from evalcore.request.values import FieldValue, Withheld

MOST_TITLE = 4  # words of a title: what is longer is a sentence with a colon in it


def titled(abouts: Mapping[str, str]) -> dict[str, str]:
    """What criteria are called, by id: the title of what they are about, before its colon.

    Where there is none, or two have the same one, the id as one says it.
    """
    titles = {name: _title(about) or spoken(name) for name, about in abouts.items()}
    taken = [*titles.values()]
    return {n: spoken(n) if taken.count(title) > 1 else title for n, title in titles.items()}


def _title(about: str) -> str:
    title, colon, _ = about.partition(":")
    if not colon or len(title.split()) > MOST_TITLE:
        return ""
    first = title.strip()
    return first if first[1:2].isupper() else f"{first[:1].lower()}{first[1:]}"


def label_of(field: Field) -> str:
    """What a field is called in a sentence: its name, without what the unit says anyway.

    Its own label goes first. `cost_k` in kEUR is cost, `sponsor_hours_month` in h/month is sponsor
    hours.
    """
    if field.label:
        return field.label
    parts = re.split(r"[_.]+", field.name)
    words = unit_words(field.unit)
    if words is not None and len(parts) > 1:
        last, (above, below) = parts[-1], words
        short = len(last) == 1 and above.lower().startswith(last)
        long = len(parts) > 2 and last in (above, f"{above}s")
        if short or long or last in (below, f"{below}s"):
            parts.pop()
    if len(parts) > 1 and parts[0] == "it":  # a field is a noun: it_months are those of IT
        parts[0] = "IT"
    return spoken(" ".join(parts))


def value_in_words(value: FieldValue, field: Field) -> str:
    """A value of this field for a reader: `4 hours a month`, `in flight`, `not known`."""
    if value is None:
        return "not known"
    return str(value) if isinstance(value, Withheld) else field.kind.row.words(field, value)


def beside(label: str, value: str) -> str:
    """A label with its value; what both say is said once: `sponsor hours 4 a month`."""
    number, _, rest = value.partition(" ")
    unit, _, more = rest.partition(" ")
    if unit and unit == label.rpartition(" ")[2]:
        return f"{label} {number} {more}".rstrip()
    return f"{label} {value}"


def spelled_apart(first: float, second: float, left: str, right: str) -> tuple[str, str]:
    """Two numbers as they are spelt; with more decimals where they would seem to stand otherwise.

    What differs by less than the tolerance of comparisons may read as equal.
    """
    wanted = _order(first, second)
    if wanted == _order(_spelled(left), _spelled(right)):
        return left, right
    for decimals in range(2, 16):
        if _order(round(first, decimals), round(second, decimals)) == wanted:
            texts = (f"{each + 0.0:,.{decimals}f}" for each in (first, second))
            found = [text.rstrip("0").rstrip(".") for text in texts]
            return found[0], found[1]
    return repr(first), repr(second)


def _order(first: float, second: float) -> int:
    return 0 if abs(first - second) <= TOLERANCE else 1 if first > second else -1


def _spelled(text: str) -> float:
    return float(text.replace(",", ""))


def singular(noun: str) -> str:
    """One of several: `outcomes` are made of each outcome."""
    if noun in _ALIKE or noun.endswith(("ss", "us", "is")):
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "shes", "ches", "xes", "uses")):
        return noun[:-2]
    return noun.removesuffix("s")


_ALIKE = ("series", "species", "news", "lens", "means", "headquarters", "yes")
_AFTER = re.compile(
    r"\b(?:between|for|of|in|who|that|which|against|with|to|by|on|at|over|per|present|from|without|not)\b"
)


@lru_cache(maxsize=4096)
def are(label: str, *, one: str = "is", several: str = "are") -> str:
    """The verb that goes with what something is called: votes for it *are*, growth *is*."""
    head = _AFTER.split(label, maxsplit=1)[0]
    last = head.split()[-1] if head.split() else ""
    plural = " and " in head or singular(last) != last
    return several if plural else one


def sentence(text: str) -> str:
    """The words as a sentence: a capital first, a full stop last."""
    text = text.strip()
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}"


def count_words(text: str) -> int:
    """How many words a reader reads."""
    return len(text.split())
