"""Reads the relations that letters, pages and trees state, and says which of them are not so.

A relation is one that a reader can check by himself: both numbers, or days, stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from evalcore.judge.evaluation import Judged
from evalcore.judge.explanation import Reason, explain
from evalcore.letters import letter, page

NUMBER = r"-?[\d,]*\.?\d+(?:e-?\d+)?"
DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"
WORDS = {
    "at least": ">=", "below": "<", "above": ">", "at most": "<=", "not above": "<=",
    "different from": "!=", "not": "!=", "on or after": ">=", "before": "<", "after": ">",
    "on or before": "<=",
}  # fmt: skip
HOLDS = {
    ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    "<": lambda a, b: a < b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip
RELATION = "|".join(sorted(WORDS, key=len, reverse=True))
OF_NUMBERS = "at least|below|above|at most|not above|different from|not"
# "the total, 0.5, is below 0.6": and with the other side in words, "the threshold (0.6)".
PLAIN = re.compile(
    rf", (?P<left>{NUMBER})[^,;()]*, (?:is|are) (?P<relation>{OF_NUMBERS}) "
    rf"(?:(?P<right>{NUMBER})(?![.,]?\d)(?! (?:times|plus|less|over))|[^;(]*\((?P<named>{NUMBER}))"
)
DAYS = re.compile(rf", (?P<left>{DAY}), (?:is|are) (?P<relation>{RELATION}) (?P<right>{DAY})")
CERTAIN = re.compile(
    rf"(?:is|are) (?P<low>{NUMBER})(?: to (?P<high>{NUMBER}))? whatever is filled in, "
    rf"and so (?:(?P<relation>{RELATION}) )?(?P<right>{NUMBER})"
)
TREE = re.compile(r"^(?P<left>.+?) (?P<relation>>=|<=|==|!=|<|>) (?P<right>[^<>=!]+)$")
STEP = re.compile(r"^[\w.]+: (?:holds|does not hold|met|not met)\b")
VALUE = re.compile(rf"^(?P<name>.+) = (?P<value>{NUMBER})(?: \(parameter\))?$")


def number(text: str) -> float:
    """A number as it is printed."""
    return float(text.replace(",", ""))


def day(text: str) -> float:
    """A day as it is printed, counted."""
    return datetime.strptime(text, "%d %B %Y").toordinal()  # noqa: DTZ007 - a day has no zone


def stated(evaluation: Judged) -> Iterator[tuple[str, bool]]:
    """Every relation that is stated of an evaluation, and whether it is so."""
    to_sponsor, council = letter(evaluation), page(evaluation)
    texts = [*to_sponsor.reasons, *council.letter.reasons, *(each.words for each in council.asked)]
    for text in texts:
        yield from _in_words(text)
    yield from _in_tree(explain(evaluation))


def _in_words(text: str) -> Iterator[tuple[str, bool]]:
    for found in PLAIN.finditer(text):
        right = number(found["right"] or found["named"])
        so = HOLDS[WORDS[found["relation"]]](number(found["left"]), right)
        yield text[max(0, found.start() - 60) : found.end()], so
    for found in DAYS.finditer(text):
        holds = HOLDS[WORDS[found["relation"]]]
        yield found[0], holds(day(found["left"]), day(found["right"]))
    for found in CERTAIN.finditer(text):
        low, right = number(found["low"]), number(found["right"])
        high = number(found["high"]) if found["high"] else low
        holds = HOLDS[WORDS.get(found["relation"], "==")]
        yield found[0], low <= high and holds(low, right) and holds(high, right)


def _in_tree(reason: Reason) -> Iterator[tuple[str, bool]]:
    """Comparisons that came out: with the values beside them they have to say the same."""
    found = TREE.match(reason.text)
    if found and reason.state in ("yes", "no"):
        values = {m["name"]: number(m["value"]) for m in map(_value, reason.parts) if m}
        sides = [_side(found[side], values) for side in ("left", "right")]
        if None not in sides:
            so = HOLDS[found["relation"]](*sides) is (reason.state == "yes")
            yield f"{reason.text} {reason.state} {values}", so
    if reason.state == "yes" and reason.text in ("all of", "any of"):
        states = [each.state for each in reason.parts]
        so = all(s == "yes" for s in states) if reason.text == "all of" else "yes" in states
        # Together they may settle what none does alone: then one of them is open.
        yield f"{reason.text} {states}", so or "unknown" in states
    told = STEP.search(reason.text)
    if told and reason.parts:
        yield f"{reason.text} over {reason.parts[0].text}", reason.parts[0].state != "unknown"
    for each in reason.parts:
        yield from _in_tree(each)


def _value(reason: Reason) -> re.Match[str] | None:
    return VALUE.match(reason.text)


def _side(text: str, values: dict[str, float]) -> float | None:
    if text in values:
        return values[text]
    return number(text) if re.fullmatch(NUMBER, text) else None
