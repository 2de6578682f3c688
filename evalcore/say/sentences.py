"""The sentences of letters and pages, by name: another language is one more table of these.

What stands in braces is filled in. A ruleset may bring its own sentences, one by one or all.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

import attrs

ENGLISH: Mapping[str, str] = {
    "greeting": "Dear {sponsor},",
    "greeting_nobody": "To whoever asked for it,",
    "verdict": "The verdict is {verdict}.",
    "verdict_means": "The verdict is {verdict}: {meaning}.",
    "open": "This is not decided yet.",
    "open_for_now": "This is not decided yet; for now it is {verdict}.",
    "open_for_now_means": "This is not decided yet; for now it is {verdict}: {meaning}.",
    "title": "{title}: {verdict}",
    "title_open": "{title}: not decided yet",
    "why": "Why",
    "nothing_speaks": "Nothing speaks for another verdict.",
    "lacked": "It falls short of {verdict}: {facts}",
    "total_made": "The total, {total}, is made of {parts}.",
    "missing_decides": "What is still missing decides between {verdicts}.",
    "no_value_decides": "What has no value decides between {verdicts}.",
    "missing": "What is missing",
    "nothing_missing": "Nothing more is needed for this verdict.",
    "you": "you",
    "can_say": "{who} can say:",
    "withheld": "Withheld so far, and needed:",
    "undefined": "All was said, and still there is no value:",
    "has_no_value": "{name} has no value: {cause}",
    "the": "the {name}",
    "change": "The smallest change",
    "with": "with {change}: {verdict}",
    "maybe_smaller": "There may be a smaller change: not all were tried.",
    "no_change": "No change of one or two answers leads to {verdict}.",
    "no_change_by": "No change by {who} of one or two answers leads to {verdict}.",
    "no_change_of_yours": "No change of yours of one or two answers leads to {verdict}.",
    "left_out": "Changes by which it would fall short of what it meets today are left out.",
    "could": "{who} could bring it about, with {change}",
    "beside": "Beside the other requests",
    "beside_chosen": "It is one of the {count} that are chosen together from {all} requests.",
    "beside_chosen_later": "It is one of the {count} that are chosen together from {all} requests; "
    "it begins in {period}.",
    "beside_lacks": "It may go ahead, and does not fit beside {others}: {lacks} would let it in.",
    "beside_lacks_or_later": (
        "It may go ahead, and does not fit beside {others}: {lacks} would let it in, "
        "or a start in {period}."
    ),
    "beside_more": "{amount} more of {capacity}",
    "beside_left": "It is not among the {count} that are chosen together: {because}.",
    "override": "Who may decide otherwise",
    "override_nobody": (
        'This follows from the ruleset "{ruleset}", which names nobody who may decide otherwise.'
    ),
    "reference": "Your request: {id}.",
    "evaluated": 'Evaluated by the ruleset "{ruleset}", version {version}.',
    "evaluated_on": 'Evaluated by the ruleset "{ruleset}", version {version}, as of {date}.',
    "digest": "Its digest begins with {digest}.",
    "request": "Request {id}.",
    "request_by": "Request {id}, asked for by {sponsor}.",
    "total": "The total: {total}.",
    "formula_adds": "The formula of the total adds {amount}.",
    "formula_takes": "The formula of the total takes off {amount}.",
    "measured": "What was measured",
    "scores": "Scores from 0 to 1",
    "criterion": "Criterion",
    "score": "Score",
    "weight": "Weight",
    "adds": "Adds",
    "asked": "What was asked, in order",
    "asked_table": "Gates and rules, up to where it was decided",
    "question": "Question",
    "result": "Result",
    "gate_not_met": "not met",
    "gate_open": "open",
    "gate_met": "met",
    "rule_applies": "applies",
    "rule_open": "open",
    "rule_does_not_apply": "does not apply",
    "forestalled": "Wherever this would speak, something before it does.",
    "left": "This speaks wherever nothing before it does.",
    "unasked": "No longer asked: {rules}.",
}


@attrs.frozen
class Letterhead:
    """Who letters are from, how they close, and the sentences that are not the usual ones.

    `language` is that of the sentences, as a tag of BCP 47: what reads a page aloud goes by it.
    """

    sender: str = ""
    closing: str = ""
    sentences: Mapping[str, str] = attrs.field(factory=dict[str, str])
    language: str = "en"

    def say(self, name: str, /, **given: str) -> str:
        """One of the sentences, filled in."""
        return self.sentences.get(name, ENGLISH[name]).format(**given)


def blanks(sentence: str) -> list[str] | None:
    """What is to be filled in, by name; None where a brace is out of place."""
    try:
        parts = [*Formatter().parse(sentence)]
    except ValueError:
        return None
    found = [name for _, name, _, _ in parts if name is not None]
    plain = not any(form or conversion for _, _, form, conversion in parts)
    return found if plain and all(name.isidentifier() for name in found) else None
