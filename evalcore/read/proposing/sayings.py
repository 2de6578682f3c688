"""Sayings: how a column of words is read for a flag, a choice or a set of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from evalcore.extend.sheets import Listed
from evalcore.read.mapping.readers import parting, printed_list
from evalcore.read.mapping.spec import Column
from evalcore.read.proposing.columns import Seen
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.kin import choice_like, in_order
from evalcore.written.blank import folded

MOST_CHOICES = 60
LONGEST_ASKED = 60  # characters
_MARKED = re.compile(r"\s*(?:[\u00b7\u2022*#@\-\u2013]|\d+\.)\s?\w")
ASKED = 6  # texts of which is asked what they stand for
SEPARATORS = (";#", ";", "|", "\n", ",", "/")
_LISTING = re.compile(r"\s(?:and|und|et|y|e|&|\+|/)\s|\s[#@](?=\w)|(?<=\w)\s*[\u00b7\u2022]")
_TRUE = frozenset(
    ("true", "yes", "y", "t", "1", "x", "\u2713", "\u2714", "checked", "ja", "oui", "si", "s\u00ed",
     "wahr", "vrai", "on", "\u2611", "\u2612", "pass", "passed")
)  # fmt: skip
_FALSE = frozenset(
    (
        "false",
        "no",
        "n",
        "f",
        "0",
        "unchecked",
        "nein",
        "non",
        "falsch",
        "faux",
        "off",
        "\u2610",
        "\u2717",
        "\u2718",
        "fail",
        "failed",
    )
)
_OTHERS = {"done": "open", "closed": "open", "completed": "open", "met": "not met"}
_NUMBERED = re.compile(
    r"^(?:[(\[]?(?:\d{1,2}|[a-z])[)\].:]\s*|\d{1,2}\s*[-\u2013]\s*|\d{1,2}\s+)", re.IGNORECASE
)


def slug(text: str) -> str:
    """A text as choices are compared: letters and digits in lower case."""
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def flags(plain: Column, cells: Sequence[Seen]) -> Iterator[Guess]:
    """True and false, in the words of the column."""
    yield Guess(plain)
    texts = [each.text for each in cells if not isinstance(each.cell, bool)]
    words = {text.casefold() for text in texts}
    true, false = sorted(words & _TRUE), sorted(words & _FALSE)
    checks: list[str] = []
    if true and not false and not any(isinstance(each.cell, bool) for each in cells):
        checks.append(f'an empty cell is unknown: is it false? Then false = [{_quote("no")}, ""]')
    if true or false:
        yield _flag(plain, true or ["yes"], false or ["no"], checks)
    for yes, no in _OTHERS.items():
        if yes in words:
            check = f"is {yes!r} true, and {no!r} false?"
            yield _flag(plain, [yes], [no], [check])


def _flag(plain: Column, true: Sequence[str], false: Sequence[str], checks: list[str]) -> Guess:
    given = ("true", "false")
    column = attrs.evolve(plain, true=tuple(true), false=tuple(false), given=given)
    return Guess(column, checks=tuple(checks))


def _quote(text: str) -> str:
    return f'"{text}"'


def choices(plain: Column, cells: Sequence[Seen], offered: Sequence[str]) -> Iterator[Guess]:
    """A table from cells to the choices that are spelt alike; the rest is asked for."""
    texts = list(dict.fromkeys(each.text for each in cells))
    if len(texts) > MOST_CHOICES:
        yield Guess(plain)
        return
    table, kin, strange = _table(texts, offered)
    changed = any(text != choice for text, choice in table.items())
    column = attrs.evolve(plain, table=table, given=("table",)) if changed else plain
    yield Guess(column, checks=(*_taken(kin), *asking(strange)))


def asking(strange: Sequence[str]) -> Iterator[str]:
    """What is asked about texts that stand for no choice."""
    short = [text for text in strange if len(text) <= LONGEST_ASKED]  # longer ones are sentences
    for text in short[:ASKED]:
        yield f"what does {text!r} stand for?"
    more = len(short) - ASKED
    if more > 0:
        yield f"and {more} more text{'s' * (more > 1)} that stand{'s' * (more == 1)} for no choice"


def _taken(kin: Mapping[str, str]) -> Iterator[str]:
    """What is said of texts that only mean much the same as a choice."""
    if kin:
        shown = [f"{text!r} for {choice}" for text, choice in list(kin.items())[:ASKED]]
        more = f" and {len(kin) - ASKED} more" if len(kin) > ASKED else ""
        yield f"taken by what they mean: {', '.join(shown)}{more}"


def _table(
    texts: Sequence[str], offered: Sequence[str]
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """What the texts stand for, which of them by what they mean, and which stand for nothing."""
    by_slug = {slug(each): each for each in offered}
    table: dict[str, str] = {}
    kin: dict[str, str] = {}
    strange: list[str] = []
    for text in texts:
        plainer = _NUMBERED.sub("", text, count=1) or text
        found = by_slug.get(slug(text)) or by_slug.get(slug(plainer))
        if found is None:
            found = choice_like(plainer, by_slug)
            if found is None:
                strange.append(text)
                continue
            kin[text] = found
        table[text] = found
    numbered = in_order(strange, by_slug)
    if numbered and len(strange) == len(texts):
        return numbered, numbered, []
    return table, kin, strange


def sets(plain: Column, cells: Sequence[Seen], offered: Sequence[str] | None) -> Iterator[Guess]:
    """Texts between the signs that part most of the cells; what parts them is always said."""
    if any(isinstance(each.cell, Listed) for each in cells):
        items = [text for each in cells for text in _listed(each)]
        yield _set(plain, items, offered, ())
        return
    texts = [(str(each.cell) if isinstance(each.cell, str) else each.text, each.count)
             for each in cells]  # fmt: skip
    printed = [found for text, _ in texts if (found := printed_list(text)) is not None]
    if printed and len(printed) > len(texts) / 2:
        column = attrs.evolve(plain, brackets=True, given=("brackets",))
        items = [item for each in printed for item in each]
        yield _set(column, items, offered, ())
        return
    signs, checks = _separators(texts, offered)
    column = attrs.evolve(plain, separator=signs, given=("separator",))
    split = parting(signs)
    items = [item for text, _ in texts for item in split(text)]
    yield _set(column, items, offered, checks)


def _listed(each: Seen) -> Sequence[str]:
    return each.cell if isinstance(each.cell, Listed) else [each.text]


def _set(
    column: Column,
    items: Sequence[str],
    offered: Sequence[str] | None,
    checks: Sequence[str],
) -> Guess:
    if offered is None:
        more = dict.fromkeys(found[0].strip() for text in items if (found := _LISTING.search(text)))
        marked = dict.fromkeys(text.strip()[0] for text in items if _MARKED.match(text))
        checks = [*checks, *(f"does {sign!r} part texts as well?" for sign in list(more)[:2])]
        plain = {text.strip().isdigit() for text in items if text.strip()}
        if len(plain) > 1:
            checks.append("are the numbers among the texts a part of the set?")
        checks += [f"is {sign!r} before the texts a part of them?" for sign in list(marked)[:2]]
        return Guess(column, checks=tuple(checks))
    texts = [text for text in dict.fromkeys(map(folded, items)) if text and text != "none"]
    table, kin, strange = _table(texts, offered)
    if any(text != choice for text, choice in table.items()):
        column = attrs.evolve(column, table=table, given=(*column.given, "table"))
    return Guess(column, checks=(*checks, *_taken(kin), *asking(strange)))


def _separators(
    texts: Sequence[tuple[str, int]], offered: Sequence[str] | None
) -> tuple[tuple[str, ...], list[str]]:
    """The signs that part the texts, the one that parts most cells first."""
    counts = {
        sign: sum(count for text, count in texts if sign in text.strip(f"{sign} "))
        for sign in SEPARATORS
    }
    if offered is not None:
        known = {slug(each) for each in offered}
        worth = {
            sign: sum(
                count * sum(slug(item) in known for item in text.split(sign))
                for text, count in texts if sign in text
            )
            for sign in SEPARATORS
        }  # fmt: skip
        found = [sign for sign in SEPARATORS if worth[sign] and counts[sign]]
    else:
        found = [sign for sign in SEPARATORS if counts[sign]]
        if ";#" in found and not any(";" in text.replace(";#", "") for text, _ in texts):
            found.remove(";")
        if set(found) - {"/"}:
            found = [sign for sign in found if sign != "/"]  # and/or is no list
    worded = _worded(texts, offered) if not found or found == ["/"] else None
    if worded is not None:
        return worded
    if not found:
        trailing = next((s for s in (";", "|") if any(text.endswith(s) for text, _ in texts)), ";")
        return (trailing,), []
    found.sort(key=lambda sign: (-counts[sign], SEPARATORS.index(sign)))
    best = found[0]
    alone = [(text.replace(";#", "\0"), ";#" in text) for text, _ in texts]
    together = [s for s in found[1:] if any(s in text and best in text for text, _ in texts)]
    if {best, *together} == {";", ";#"} and not any(";" in rest and both for rest, both in alone):
        together = []  # one begins with the other, and no text has both
    strong = next((sign for sign in (";#", ";", "|", "\n") if sign in found), None)
    if together and strong is not None:
        inside = " and ".join(repr(sign) for sign in found if sign != strong)
        check = f"{strong!r} parts the texts, and {inside} belongs to them"
        return (strong,), [f"{check}: is that so?"]
    if len(found) > 1 and not together:
        named = " and ".join(map(repr, found))
        return tuple(found), [f"{named} both part texts here: is that so in every cell?"]
    if best in (",", "/") and offered is None and not _repeats(texts, best):
        return (best,), [f"does {best!r} part the texts, or belong to them?"]
    return (best,), []


WORDED = (" + ", " & ", " and ", " und ", " et ", " y ", " e ", " / ", " - ", "+", "&")


def _worded(
    texts: Sequence[tuple[str, int]], offered: Sequence[str] | None
) -> tuple[tuple[str, ...], list[str]] | None:
    """A word, or a sign between blanks, that parts texts which are also met alone; None without."""
    known = {slug(each) for each in offered or ()}
    for sign in WORDED:
        parted = [(text, count) for text, count in texts if sign in text.strip()]
        alone = {slug(text) for text, _ in texts if sign not in text}
        items = [slug(item) for text, _ in parted for item in text.split(sign)]
        again = sum(items.count(item) > 1 or item in alone or item in known for item in items)
        whole = offered is not None and any(slug(text) in known for text, _ in parted)
        if items and not whole and again >= len(items) / 2:
            first = parted[0][0]
            return (sign,), [f"does {sign!r} part the texts, as in {first!r}, or belong to them?"]
    return None


def _repeats(texts: Sequence[tuple[str, int]], sign: str) -> bool:
    """Whether the same texts come back between the signs: then the sign parts them."""
    items = Counter(
        folded(item).casefold()
        for text, count in texts for item in text.split(sign) for _ in range(min(count, 3))
    )  # fmt: skip
    again = sum(count for count in items.values() if count > 1)
    return again > 0.5 * sum(items.values())
