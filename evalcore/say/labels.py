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
from evalcore.say.figures import outwards
from evalcore.say.terms import INITIALISMS

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
    if len(parts) > 1:  # a field is a noun: it_months are those of IT
        named = [each.upper() if each in INITIALISMS else each for each in parts]
        parts = [
            named[0],
            *(old if old == "it" else new for old, new in zip(parts[1:], named[1:], strict=True)),
        ]
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


_TWELFTH = 1e-11  # of a number, at most what twelve digits leave out


def spelled_apart(first: float, second: float, left: str, right: str) -> tuple[str, str]:
    """Two numbers as they are spelt; with more decimals where they would seem to stand otherwise.

    What differs by less than the tolerance of comparisons may read as equal. What is spelt to the
    last digit, or to the twelfth, stays so: a reader sees it in the formula.
    """
    wanted = _order(first, second)
    sides = [
        (number, text if abs(_spelled(text) - number) <= abs(number) * _TWELFTH else "")
        for number, text in zip((first, second), (left, right), strict=True)
    ]
    kept = {text for _, text in sides if text}
    if wanted == 0 and len(kept) == 1:
        (text,) = kept
        return text, text
    if wanted == _order(_spelled(left), _spelled(right)):
        return left, right
    for decimals in range(2, 16):
        texts = [exact or f"{number + 0.0:,.{decimals}f}" for number, exact in sides]
        coarse = _order(round(first, decimals), round(second, decimals))
        if coarse == _order(*map(_spelled, texts)) == wanted:
            found = [text.rstrip("0").rstrip(".") if "." in text else text for text in texts]
            return found[0], found[1]
    return repr(first), repr(second)


def range_apart(low: float, high: float, value: float) -> tuple[str, str]:
    """The ends of a range, rounded outwards, with the decimals that show where a number stands.

    Empty for an end that is beyond all numbers in use.
    """
    wanted = [_order(end, value) for end in (low, high)]
    for decimals in range(2, 16):
        texts = outwards(low, high, decimals=decimals)
        pairs = zip(texts, wanted, strict=True)
        if all(not text or _order(_spelled(text), value) == order for text, order in pairs):
            return texts
    return repr(low), repr(high)


def _order(first: float, second: float) -> int:
    return 0 if abs(first - second) <= TOLERANCE else 1 if first > second else -1


def _spelled(text: str) -> float:
    return float(text.replace(",", ""))


def singular(noun: str) -> str:
    """One of several: `outcomes` are made of each outcome, `processes` of each process.

    What is one thing although it ends in s, such as a bus or a series, is its own singular.
    """
    last = noun.rpartition(" ")[2]
    if last in _ALIKE or last.endswith(("ss", "us", "is")):
        return noun
    if last in _IRREGULAR:
        return noun.removesuffix(last) + _IRREGULAR[last]
    if last.endswith("ies") and len(last) > 4:
        return f"{noun[:-3]}y"
    if last.endswith(_SILENT):
        return noun.removesuffix("s")
    if last.endswith(("sses", "shes", "ches", "xes", "uses", "zzes")) and len(last) > 4:
        return noun[:-2]
    return noun.removesuffix("s")


# Singular although they end in s, or the same in the plural.
_ALIKE = frozenset(
    """
    series species news lens means headquarters yes gas bias canvas atlas alias chaos ethos pancreas
    analytics logistics ethics economics physics mathematics politics robotics electronics
    ergonomics saas paas iaas sms cms dns aws gps ios os erps rms gis sas ops devops has was
    """.split()  # noqa: SIM905
)
_SILENT = ("ouses", "auses", "excuses", "fuses", "abuses", "caches", "niches", "headaches")
_IRREGULAR = {
    "analyses": "analysis", "hypotheses": "hypothesis", "diagnoses": "diagnosis", "axes": "axis",
    "crises": "crisis", "theses": "thesis", "indices": "index", "matrices": "matrix",
    "lenses": "lens", "gases": "gas", "biases": "bias", "canvases": "canvas", "aliases": "alias",
    "atlases": "atlas", "quizzes": "quiz", "heroes": "hero", "vetoes": "veto", "movies": "movie",
    "criteria": "criterion", "people": "person", "children": "child", "men": "man",
    "women": "woman", "media": "medium",
}  # fmt: skip
_AFTER = re.compile(
    r"\b(?:between|for|of|in|who|that|which|against|with|to|by|on|at|over|per|present|from|without|not|"
    r"since|until|after|before|under|within|during|through|across|beyond|below|above|than|so\sfar|"
    r"benefiting|(?<=\s)(?:\w+ed|met|spent|left|lost|sold|won|held|kept|made|done|due|open|late|"
    r"overdue|available|missing|remaining|outstanding|pending|waiting|online|abroad))\b"
    # units affected are several, and a bed is one
)


@lru_cache(maxsize=4096)
def are(label: str, *, one: str = "is", several: str = "are") -> str:
    """The verb that goes with what something is called: votes for it *are*, growth *is*."""
    head = _AFTER.split(label, maxsplit=1)[0]
    last = head.split()[-1] if head.split() else ""
    plural = " and " in head or (len(last) > 1 and singular(last) != last)
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
