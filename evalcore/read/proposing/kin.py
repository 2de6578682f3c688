"""Kin: words of the trade that mean much the same, in names of columns and in cells.

None of them is sure. Whatever is found by them is said, with a CHECK.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

# What trackers, forms and portfolios call the same thing, the usual words first. A phrase counts
# as a word.
_NAMES: tuple[tuple[str, ...], ...] = (
    ("status", "state", "stage", "phase"),
    ("sponsor", "owner", "requester", "requestor", "requested by", "reporter", "submitter",
     "submitted by", "created by", "opened by", "author", "antragsteller", "autor", "melder",
     "demandeur", "solicitante", "responsible", "lead", "contact", "assignee", "assignees",
     "assigned to"),  # who asks for it
    ("owner", "assignee", "assignees", "assigned to", "responsible", "zugewiesene person",
     "zugewiesen an", "verantwortlich", "bearbeiter", "responsable", "personne assign\u00e9e",
     "persona asignada"),  # who does it
    ("goal", "goals", "label", "labels", "tag", "tags", "theme", "themes", "objective",
     "objectives", "stichw\u00f6rter", "schlagw\u00f6rter", "\u00e9tiquettes", "etiquetas"),
    ("effort", "estimate", "hours", "work", "workload", "person days", "time spent", "aufwand",
     "sch\u00e4tzung", "estimation", "estimaci\u00f3n"),
    ("benefit", "benefits", "value", "worth", "score", "points", "payoff"),
    ("cost", "costs", "budget", "price", "spend", "expense", "kosten", "co\u00fbt", "co\u00fbts",
     "coste", "costo", "custo"),
    ("due", "deadline", "end", "finish", "finished", "target date", "completion", "needed",
     "go live", "ende", "f\u00e4llig", "f\u00e4lligkeitsdatum", "frist", "zieldatum",
     "\u00e9ch\u00e9ance", "vencimiento"),
    ("created", "opened", "submitted", "timestamp", "created on", "asked for", "erstellt",
     "angelegt", "cr\u00e9ation", "cr\u00e9\u00e9e", "creada", "creado", "start"),
    ("start", "begin", "beginning", "start date", "beginn", "d\u00e9but", "inicio"),
    ("priority", "urgency", "importance", "severity", "priorit\u00e4t", "priorit\u00e9",
     "prioridad"),
    ("department", "team", "division", "area", "unit", "abteilung"),
    ("risk", "risks", "rag", "confidence"),
    ("note", "notes", "comment", "comments", "remark", "remarks", "description", "details",
     "bemerkung"),
)  # fmt: skip

# What cells call the same state. Only one choice of a field may be in a group.
_SAYINGS: tuple[tuple[str, ...], ...] = (
    ("new", "to_do", "todo", "open", "backlog", "not_started", "proposed", "submitted", "draft",
     "idea", "idee", "pending", "planned", "ready", "requested", "geplant", "offen", "neu",
     "beantragt", "zu_erledigen", "\u00e0_faire", "nouveau", "por_hacer", "nuevo"),
    ("in_progress", "doing", "active", "started", "running", "wip", "committed", "in_flight",
     "in_review", "ongoing", "work_in_progress", "approved", "under_way", "laufend",
     "l\u00e4uft", "in_arbeit", "in_umsetzung", "in_bearbeitung", "en_cours", "en_curso"),
    ("done", "closed", "resolved", "complete", "completed", "finished", "implemented", "delivered",
     "abgeschlossen", "erledigt", "fertig", "beendet", "closed_complete", "termin\u00e9",
     "termin\u00e9e", "hecho", "finalizada"),
    ("cancelled", "canceled", "rejected", "won_t_do", "abandoned", "declined", "dropped",
     "abgebrochen", "abgelehnt", "closed_incomplete", "closed_skipped"),
    ("on_hold", "hold", "paused", "blocked", "deferred", "postponed"),
    ("high", "highest", "critical", "urgent", "p0", "blocker", "very_high", "must_have",
     "hoch", "haute", "\u00e9lev\u00e9e", "alta"),
    ("medium", "moderate", "normal", "p1", "average", "should_have", "mittel",
     "moyenne", "media"),
    ("low", "lowest", "minor", "p2", "trivial", "planning", "could_have", "niedrig",
     "gering", "faible", "basse", "baja"),
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
    shared = sorted(mine.keys() & its.keys(), key=lambda group: (mine[group][1], group))
    return next(((mine[g][0], its[g][0], mine[g][1]) for g in shared), None)


_SCALE = ("high", "medium", "low")


def in_order(codes: Iterable[str], offered: Mapping[str, str]) -> dict[str, str]:
    """What numbers from 1 stand for, where as many choices are high, medium and low.

    1 is then the highest, as trackers number priorities. `offered` has the choices by their slugs.
    """
    digits = {code for code in codes if re.fullmatch("[1-9]", code)}
    numbers = sorted(digits) if digits == set(codes) else []
    groups = [next(g for g in _SAYINGS if word in g) for word in _SCALE]
    scale = [[c for slug, c in offered.items() if slug in group] for group in groups]
    if any(len(each) != 1 for each in scale) or {len(offered), len(numbers)} != {len(scale)}:
        return {}
    return dict(zip(numbers, (each[0] for each in scale), strict=True))


def choice_like(text: str, offered: dict[str, str]) -> str | None:
    """The choice that a text may stand for; `offered` has the choices by their slugs."""
    own = re.sub(r"[\W_]+", "_", text.casefold()).strip("_")
    for group in _SAYINGS:
        if own in group:
            found = [choice for slug, choice in offered.items() if slug in group]
            return found[0] if len(found) == 1 else None
    return None
