"""Verdicts as a page shows them: a chip with a shape, a colour and the word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evalcore.judge.evaluator import Evaluator
from evalcore.page.asked import results_of
from evalcore.page.controls import never_speaking
from evalcore.page.markup import Markup, tag
from evalcore.rules.graph import Graph
from evalcore.rules.ruleset import Ruleset

# Each shape within -1 to 1; the same signs stand in chips and on the map, and tell in greyscale.
SHAPES = (
    "M0-1A1 1 0 1 1 0 1A1 1 0 1 1 0-1Z",
    "M-.85-.85H.85V.85H-.85Z",
    "M0-1.15L1.15 0L0 1.15L-1.15 0Z",
    "M0-1.1L1.1.85H-1.1Z",
    "M0 1.1L1.1-.85H-1.1Z",
    "M-.35-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z",
    "M-.55-1H.55L1.1 0L.55 1H-.55L-1.1 0Z",
    "M0-1.2L.35-.4L1.15-.35L.55.2L.75 1L0 .55L-.75 1L-.55.2L-1.15-.35L-.35-.4Z",
)
OPEN = "M0-1A1 1 0 1 1 0 1A1 1 0 1 1 0-1ZM0-.6A.6.6 0 1 0 0 .6A.6.6 0 1 0 0-.6Z"
UNDECIDED = "undecided"


def shape_of(ruleset: Ruleset, verdict: str | None) -> str:
    """The path of a verdict's sign; of none the ring of what is open."""
    if verdict is None:
        return OPEN
    return SHAPES[ruleset.verdicts.index(verdict) % len(SHAPES)]


def tone_of(ruleset: Ruleset, verdict: str | None) -> str:
    """How good the news is; the best verdict is, whatever it is called."""
    if verdict is None:
        return "open"
    found = ruleset.terms.verdict(verdict).tone
    place, most = ruleset.verdicts.index(verdict), len(ruleset.verdicts) - 1
    return found or ("best" if place == 0 else "bad" if place == most else "fair")


def verdict_label(ruleset: Ruleset, verdict: str | None) -> str:
    """What a verdict is called on a page; `undecided` where there is none."""
    return UNDECIDED if verdict is None else ruleset.terms.aloud.label(verdict)


def chip(ruleset: Ruleset, possible: Sequence[str]) -> Markup:
    """The one verdict that is certain, or those that are possible."""
    verdict = possible[0] if len(possible) == 1 else None
    label = verdict_label(ruleset, verdict)
    sign = tag(
        "svg",
        tag("path", d=shape_of(ruleset, verdict), fill_rule="evenodd"),
        viewbox="-1.3 -1.3 2.6 2.6",
        aria_hidden="true",
    )
    return tag("span", sign, label, class_=f"chip tone-{tone_of(ruleset, verdict)}")


def perhaps(ruleset: Ruleset, possible: Sequence[str]) -> str:
    """What is possible, in words: `perhaps go, hold or kill`; nothing where one is certain."""
    labels = [verdict_label(ruleset, each) for each in possible]
    if len(labels) < 2:
        return ""
    return f"perhaps {', '.join(labels[:-1])} or {labels[-1]}"


def looks(evaluators: Sequence[Evaluator]) -> dict[str, Any]:
    """How verdicts look and what their thresholds must be, by ruleset: for the page's script."""
    return {each.ruleset.name: _look(each.graph) for each in evaluators}


def _look(graph: Graph) -> dict[str, Any]:
    ruleset = graph.ruleset
    return {
        "verdicts": {
            each: {
                "label": verdict_label(ruleset, each),
                "shape": shape_of(ruleset, each),
                "tone": tone_of(ruleset, each),
            }
            for each in ruleset.verdicts
        },
        "open": OPEN,
        "results": {rule.kind: results_of(graph, rule) for rule in graph.rules},
        "left": ruleset.letters.say("left"),
        "forestalled": ruleset.letters.say("forestalled"),
        "never": never_speaking(graph),
        "percent": [way == "percent" for way in (ruleset.figures.total, ruleset.figures.scores)],
    }
