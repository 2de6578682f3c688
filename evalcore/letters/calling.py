"""Calling: what verdicts and roles are called in a sentence, and what follows from a verdict."""

from __future__ import annotations

from evalcore.request.spelling import spoken

# What each verdict is called, and what it means to the one who asked.
_VERDICTS = {
    "go": ("a go", "it goes ahead"),
    "conditional_go": ("a conditional go", "it goes ahead on the condition named below"),
    "pivot": ("a pivot", "the goal stands, and the way to it has to change"),
    "hold": ("a hold", "nothing starts or goes on for now"),
    "recycle": ("a recycle", "it comes back to you, with what is missing or has to change"),
    "refer": ("a referral", "another body has to decide it first"),
    "kill": ("a kill", "it stops here"),
}
# What means something else to the council.
_TO_COUNCIL = {"recycle": "it goes back to its sponsor, with what is missing or has to change"}
_STANDARD = {  # who answers or decides, as one says it
    "sponsor": "the sponsor", "office": "the office", "it": "IT", "finance": "finance",
    "council": "the council",
}  # fmt: skip


def called(verdict: str) -> str:
    """A verdict in a sentence: `a conditional go`; one of a ruleset's own as it stands."""
    return _VERDICTS[verdict][0] if verdict in _VERDICTS else f'"{spoken(verdict)}"'


def meaning(verdict: str | None, *, to_sponsor: bool) -> str:
    """What follows from a verdict, in a clause; empty for one of a ruleset's own."""
    said = _VERDICTS.get(verdict or "", ("", ""))[1]
    return said if to_sponsor else _TO_COUNCIL.get(verdict or "", said)


def called_role(role: str) -> str:
    """A role in a sentence: `the council`, `IT`."""
    return _STANDARD.get(role, spoken(role))
