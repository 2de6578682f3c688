"""Kin: words of the trade that mean much the same, in names of columns and in cells.

None of them is sure. Whatever is found by them is said, with a CHECK.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

# What trackers, forms and portfolios call the same thing, the usual words first. A phrase counts
# as a word.
_NAMES: tuple[tuple[str, ...], ...] = (
    ("status", "state", "stage", "phase"),
    ("owner", "sponsor", "requester", "requestor", "requested by", "reporter", "submitter",
     "submitted by", "created by", "opened by", "responsible", "lead", "contact", "assignee",
     "assignees", "assigned to"),
    ("goal", "goals", "label", "labels", "tag", "tags", "theme", "themes", "objective",
     "objectives"),
    ("effort", "estimate", "hours", "work", "workload", "person days", "time spent"),
    ("benefit", "benefits", "value", "worth", "score", "points", "payoff"),
    ("cost", "costs", "budget", "price", "spend", "expense", "kosten"),
    ("due", "deadline", "end", "finish", "target date", "completion", "needed", "go live", "ende"),
    ("start", "begin", "beginning", "created", "opened", "submitted", "timestamp", "created on",
     "start date", "asked for", "beginn"),
    ("priority", "urgency", "importance", "severity"),
    ("department", "team", "division", "area", "unit", "abteilung"),
    ("risk", "risks", "rag", "confidence"),
    ("note", "notes", "comment", "comments", "remark", "remarks", "description", "details",
     "bemerkung"),
)  # fmt: skip

# What cells call the same state. Only one choice of a field may be in a group.
_SAYINGS: tuple[tuple[str, ...], ...] = (
    ("new", "to_do", "todo", "open", "backlog", "not_started", "proposed", "submitted", "draft",
     "idea", "pending", "planned", "ready", "requested", "geplant", "offen", "neu", "beantragt"),
    ("in_progress", "doing", "active", "started", "running", "wip", "committed", "in_flight",
     "in_review", "ongoing", "work_in_progress", "approved", "under_way", "laufend", "in_arbeit",
     "in_umsetzung"),
    ("done", "closed", "resolved", "complete", "completed", "finished", "implemented", "delivered",
     "abgeschlossen", "erledigt", "fertig", "beendet"),
    ("cancelled", "canceled", "rejected", "won_t_do", "abandoned", "declined", "dropped",
     "abgebrochen", "abgelehnt"),
    ("on_hold", "hold", "paused", "blocked", "deferred", "postponed"),
    ("high", "highest", "critical", "urgent", "p0", "blocker", "very_high", "must_have",
     "hoch"),
    ("medium", "moderate", "normal", "p1", "average", "should_have", "mittel"),
    ("low", "lowest", "minor", "p2", "trivial", "planning", "could_have", "niedrig",
     "gering"),
    ("red", "off_track", "rot"), ("amber", "yellow", "orange", "at_risk", "gelb"),
    ("green", "on_track", "gr\u00fcn"),
)  # fmt: skip


_PLACES: dict[str, list[tuple[int, int]]] = {}
for _number, _group in enumerate(_NAMES):
    for _place, _word in enumerate(_group):
        _PLACES.setdefault(_word, []).append((_number, _place))


_LONG = [word for word in _PLACES if len(word) > 5 and " " not in word]


@lru_cache(maxsize=100_000)
def _groups(words: tuple[str, ...]) -> dict[int, tuple[str, int]]:
    """The groups that a name's words and pairs of words are in, by the longest of them."""
    found: dict[int, tuple[str, int]] = {}
    pairs = [" ".join(pair) for pair in pairwise(words)]
    for word in sorted({*words, *pairs}, key=lambda each: (-len(each), each)):
        for group, place in _PLACES.get(word, ()):
            found.setdefault(group, (word, place))
        for known in _LONG if len(word) > 8 else ():  # Plankosten are Kosten
            if word.endswith(known):
                found.setdefault(_PLACES[known][0][0], (word, _PLACES[known][0][1]))
    return found


def kindred(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, str, int] | None:
    """A word of each name that mean much the same, and how usual the first is; None without one."""
    mine = _groups(first)
    its = _groups(second) if mine else {}
    for group in sorted(mine.keys() & its.keys()):
        return mine[group][0], its[group][0], mine[group][1]
    return None


def choice_like(text: str, offered: dict[str, str]) -> str | None:
    """The choice that a text may stand for; `offered` has the choices by their slugs."""
    own = re.sub(r"[\W_]+", "_", text.casefold()).strip("_")
    for group in _SAYINGS:
        if own in group:
            found = [choice for slug, choice in offered.items() if slug in group]
            return found[0] if len(found) == 1 else None
    return None
