"""From the tables of a document to how a ruleset looks to people: its words, figures, letters.

None of it decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evalcore.request.spelling import WAYS
from evalcore.say.figures import Figures
from evalcore.say.sentences import ENGLISH, Letterhead, blanks
from evalcore.say.terms import FORMS, Terms
from evalcore.written.errors import Path, listing, near, one_of, show
from evalcore.written.tables import Table

# What language tags look like (RFC 5646): a language, then its script, country and more.
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)

Verdicts = tuple[str, ...]  # empty where they could not be read: then nothing is held against them


def read_figures(table: Table) -> Figures:
    """How totals and scores are shown: `[shown_as]`."""
    found = Figures(_way(table, "total"), _way(table, "scores"))
    table.finish()
    return found


def _way(table: Table, key: str) -> str:
    found = table.text(key, default=WAYS[0])
    if found not in WAYS:
        problem = f"found {show(found)}"
        table.complain(problem, one_of(WAYS), near(found, WAYS), at=(key,))
    return found


def read_letterhead(table: Table) -> Letterhead:
    """Who letters are from, and what they say around the facts: `[letters]`."""
    said = table.table("sentences")
    found = Letterhead(
        table.text("sender"), table.text("closing"), _sentences(said), _language(table)
    )
    table.finish()
    return found


def _language(table: Table) -> str:
    found = table.text("language", default="en")
    if not _TAG.fullmatch(found):
        table.complain(f"found {show(found)}", "a language, such as de or pt-BR", at=("language",))
    return found


def _sentences(table: Table) -> dict[str, str]:
    """The ruleset's own sentences; each fills in what the usual one does, or less."""
    found = _texts(table, ENGLISH)
    table.finish()
    for key, text in found.items():
        wanted, given = blanks(ENGLISH[key]) or [], blanks(text)
        strange = [each for each in given or () if each not in wanted]
        if strange or given is None:
            braced = [f"{{{each}}}" for each in wanted]
            problem = f"nothing is filled in for {{{strange[0]}}}" if strange else "a stray brace"
            meant = tuple(f"{{{each}}}" for each in near(strange[0], wanted)) if strange else ()
            expected = listing(braced, "or") if braced else "a text without braces"
            table.complain(problem, expected, meant, at=(key,))
    return found


def read_terms(table: Table, verdicts: Verdicts) -> Terms:
    """What verdicts and roles are called: `[terms.verdicts.*]` and `[terms.roles]`."""
    of_verdicts, of_roles = table.table("verdicts"), table.table("roles")
    table.finish()
    found: dict[str, dict[str, str]] = {}
    for key in of_verdicts.content:
        check_verdict(of_verdicts, key, verdicts, (key,), on_key=True)
        inner = of_verdicts.inner(key, f"a table with some of {', '.join(FORMS)}")
        if inner is not None:
            found[key] = _texts(inner, FORMS)
            inner.finish()
    return Terms(found, _texts(of_roles, tuple(of_roles.content)))


def _texts(table: Table, keys: Iterable[str]) -> dict[str, str]:
    """The texts under those of the keys that are there; none of them may be blank."""
    found = {key: table.text(key, required="a text") for key in keys if table.take(key) is not None}
    return {key: text for key, text in found.items() if text.strip()}


def check_verdict(
    table: Table, found: str, verdicts: Verdicts, at: Path, *, on_key: bool = False
) -> None:
    """Complains about a verdict that is none of those that the ruleset lists."""
    if found and verdicts and found not in verdicts:
        problem = f"there is no verdict {show(found)}"
        meant = near(found, verdicts)
        table.complain(problem, one_of(verdicts), meant, at=at, on_key=on_key, code="EV109")
