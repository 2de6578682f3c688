"""Silence: warnings that a comment at the end of their line allows, with a reason.

`weight = 0  # evalcore: allow EV301 because it is kept for 2027`. Errors cannot be allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import Complaint, listing

MARK = "evalcore: allow"
SPARE = ("EV302", "EV303", "EV305", "EV306")  # parts that another ruleset may use
_ALLOWED = re.compile(
    r"#\s*evalcore:\s*allow\s+(?P<codes>EV\d+(?:\s*(?:,|and)\s*EV\d+)*)(?P<rest>.*)"
)
_REASON = re.compile(r"\s+because\s+\S")
FORM = "a comment such as: # evalcore: allow EV301 because it is kept for 2027"


@attrs.define
class Allowance:
    """What one comment allows on its line."""

    source: str
    line: int
    column: int
    codes: tuple[str, ...]
    used: set[str] = attrs.field(factory=set[str])


def silenced(ruleset: Ruleset, warnings: Iterable[Complaint]) -> list[Complaint]:
    """The located warnings without those that are allowed; with those about allowances.

    An allowance without a reason allows nothing; one of which nothing is left to allow says so.
    What a ruleset that is extended has to spare is no matter of the one that extends it.
    """
    own = ruleset.source
    found = [e for e in warnings if e.source == own or e.code not in SPARE]
    marked = {name: text for name, text in ruleset.documents.items() if MARK in text}
    if not marked:
        return found
    complaints: list[Complaint] = []
    allowed = [each for name, text in marked.items() for each in _read(name, text, complaints)]
    by_line = {(each.source, each.line): each for each in allowed}
    left: list[Complaint] = []
    for each in found:
        here = by_line.get((each.source, each.line or 0))
        if here is not None and each.code in here.codes:
            here.used.add(each.code)
        else:
            left.append(each)
    for one in allowed:
        idle = [code for code in one.codes if code not in one.used]
        if idle:
            problem = f"there is no {listing(idle, 'or')} here to allow"
            mend = "drop the comment, or move it to the line of the warning"
            complaints.append(_at(one.source, one.line, one.column, problem, mend, "EV391"))
    complaints = [each for each in complaints if each.source == own]
    return sorted([*left, *complaints], key=lambda e: (e.source, e.line or 0, e.column or 0))


def _at(
    source: str, line: int, column: int, problem: str, mend: str, code: str, expected: str = ""
) -> Complaint:
    return Complaint(
        problem, expected, mend=mend, source=source, line=line, column=column, code=code
    )


def _read(source: str, text: str, complaints: list[Complaint]) -> Iterable[Allowance]:
    from evalcore.written.positions import comments

    for at, comment in comments(text):
        if MARK not in comment:
            continue
        found = _ALLOWED.match(comment)
        if found is None:
            problem = "this comment allows nothing: it names no code"
            complaints.append(_at(source, at.line, at.column, problem, "", "EV390", FORM))
        elif not _REASON.match(found["rest"]):
            problem = f"{found['codes']} is allowed without a reason"
            complaints.append(_at(source, at.line, at.column, problem, "", "EV390", FORM))
        else:
            codes = tuple(re.findall(r"EV\d+", found["codes"]))
            yield Allowance(source, at.line, at.column, codes)
