"""The parts of a letter and of a page: plain data in plain words."""

from __future__ import annotations

from datetime import date

import attrs

from evalcore.say.sentences import Letterhead


@attrs.frozen
class Question:
    """Something that the decision waits for. `who` knows the answer; empty where nobody is named.

    `reason` says why it is withheld, where it is and somebody said why.
    """

    label: str
    text: str
    who: str
    reason: str = ""


@attrs.frozen
class Source:
    """What came to the verdict: a ruleset in one version, identified by a digest, on a date."""

    name: str
    version: str
    digest: str
    as_of: date | None


@attrs.frozen
class Letter:
    """To the sponsor: the verdict, what decided, what is missing, the smallest change.

    `verdict` is called as in a sentence, and `meaning` says in a clause what follows from it; both
    are those for now while several `possible` ones are left. Each of `reasons`, `undefined` and
    `changes` is a sentence. `changes` is None where nobody looked for any. `override` says who
    may decide otherwise. `you` is what the reader is called among those who can answer. `head` says
    who writes, and has the sentences around all this. `total` says what the total is made of, where
    that is a formula and had a part in what decided. `beside` is what became of it beside the other
    requests; empty where they are not chosen together.
    """

    title: str
    reference: str
    sponsor: str
    decided: bool
    verdict: str
    meaning: str
    possible: tuple[str, ...]
    reasons: tuple[str, ...]
    missing: tuple[Question, ...]
    withheld: tuple[Question, ...]
    undefined: tuple[str, ...]
    changes: tuple[str, ...] | None
    override: str
    source: Source
    you: str = ""
    head: Letterhead = attrs.field(factory=Letterhead)
    total: str = ""
    beside: str = ""


@attrs.frozen
class Score:
    """A criterion: its score, weight and contribution as texts, and what it was made of."""

    name: str
    score: str
    weight: str
    contribution: str
    words: str


@attrs.frozen
class Asked:
    """A gate or a rule, in the order asked: what came of it, and why."""

    name: str
    result: str
    words: str


@attrs.frozen
class Page:
    """For the council: what the letter says, with every score and everything that was asked.

    `total` is empty where the ruleset has none; `formula` says what its formula is made
    of, and what it adds to the weighted scores, or takes off. `unasked` are the rules after the
    deciding one.
    """

    letter: Letter
    total: str
    formula: str
    scores: tuple[Score, ...]
    asked: tuple[Asked, ...]
    unasked: tuple[str, ...]
