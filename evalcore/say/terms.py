"""Terms: what verdicts and roles are called, in all their forms. A ruleset may bring its own.

Programs get ids, and so does whoever edits a ruleset, in the tree of why. Everybody else reads
these words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from evalcore.request.spelling import spoken

FORMS = ("called", "means", "to_council", "says", "say", "short")  # what a ruleset may give
_VERDICTS = {  # called, means, says, say, short, tone
    "go": ("a go", "it goes ahead", "goes", "go", "go", "best"),
    "conditional_go": (
        "a conditional go", "it goes ahead on the condition named below", "goes on conditions",
        "go on conditions", "go if", "good",
    ),
    "pivot": (
        "a pivot", "the goal stands, and the way to it has to change", "pivots", "pivot", "pivot",
        "fair",
    ),
    "hold": ("a hold", "nothing starts or goes on for now", "holds", "hold", "hold", "fair"),
    "recycle": (
        "a recycle", "it comes back to you, with what is missing or has to change", "recycles",
        "recycle", "recycle", "fair",
    ),
    "refer": ("a referral", "another body has to decide it first", "refers", "refer", "refer",
              "away"),
    "kill": ("a kill", "it stops here", "kills", "kill", "kill", "bad"),
}  # fmt: skip
_TO_COUNCIL = {"recycle": "it goes back to its sponsor, with what is missing or has to change"}
DEPARTMENTS = frozenset("finance hr it legal marketing operations procurement sales".split())  # noqa: SIM905
OFFICERS = frozenset("ceo cfo chro cio ciso cmo coo cpo cro cso cto pmo".split())  # noqa: SIM905
INITIALISMS = OFFICERS | {"hr", "it"}


@attrs.frozen
class Verdict:
    """The forms of one verdict.

    `label` names it in tables and lists, `short` where columns are narrow, `called` in a sentence:
    `a conditional go`. `means` is a clause on what follows from it, for the sponsor; `to_council`
    is that for the council. `says` and `say` are verbs: one ruleset `holds`, two `hold`. `tone` is
    how good the news is: best, good, fair, away (somebody else decides), bad, or not known.
    """

    label: str
    short: str
    called: str
    means: str
    to_council: str
    says: str
    say: str
    tone: str


@attrs.frozen
class Terms:
    """What a ruleset calls verdicts and roles; empty where it has no words of its own.

    `verdicts` gives some of `FORMS` by verdict, `roles` what a role is called in a sentence.
    """

    verdicts: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict[str, Mapping[str, str]])
    roles: Mapping[str, str] = attrs.field(factory=dict[str, str])

    def verdict(self, name: str) -> Verdict:
        """The forms of a verdict: the ruleset's own, what follows from them, then the usual ones.

        A verdict that nobody has words for is called by its id, in quotes within a sentence.
        """
        own, usual = self.verdicts.get(name, {}), _VERDICTS.get(name)
        label = without_article(own["called"]) if "called" in own else name
        unnamed = (f'"{spoken(name)}"', "", "", "", "", "")
        called, means, says, say, short, tone = usual or unnamed
        if usual is None or "called" in own:
            says, say, short = f"says {label}", f"say {label}", label
        to_council = own.get("means", _TO_COUNCIL.get(name, means))
        found = Verdict(label, short, called, means, to_council, says, say, tone)
        return attrs.evolve(found, **own)

    def label(self, verdict: str | None) -> str:
        """A verdict in a table or a list; `-` where there is none."""
        return "-" if verdict is None else self.verdict(verdict).label

    def labels(self, verdicts: Iterable[str]) -> list[str]:
        """Several verdicts in a list."""
        return list(map(self.label, verdicts))

    @property
    def aloud(self) -> Terms:
        """The same for a page of prose: a label is what a sentence says, `conditional go`."""
        return _Aloud(self.verdicts, self.roles)

    def role(self, name: str) -> str:
        """A role in a sentence: `the council`, `finance`, `HR`; nothing where nobody is named."""
        if not name or name in self.roles:
            return self.roles.get(name, "")
        folded = name.casefold()
        said = name.upper() if folded in INITIALISMS else spoken(name)
        bare = folded in DEPARTMENTS or (said.isupper() and folded not in OFFICERS)
        return said if bare else f"the {said}"

    def role_label(self, name: str) -> str:
        """A role in a list or a heading: `council`, `HR`."""
        return without_article(self.role(name))


class _Aloud(Terms):
    def verdict(self, name: str) -> Verdict:
        found = super().verdict(name)
        return attrs.evolve(found, label=spoken(found.label))


def without_article(text: str) -> str:
    """A noun by itself: `a conditional go` is conditional go, `the council` council."""
    article, _, noun = text.partition(" ")
    return noun if noun and article.casefold() in ("a", "an", "the") else text
