"""Sentences: what becomes of one request beside the others, for a letter."""

from __future__ import annotations

from evalcore.portfolios.choice import Choice
from evalcore.portfolios.reasons import MOST_NAMED, LeftOut
from evalcore.request.spelling import quantity, spoken
from evalcore.written.errors import listing


def beside(choice: Choice, key: str) -> str:
    """One or two sentences; empty where its own verdict keeps a request from being chosen."""
    say = choice.demands.candidates.evaluator.ruleset.letters.say
    count, whole = str(len(choice.chosen)), str(len(choice.demands.candidates.all))
    if any(each.id == key for each in choice.chosen):
        if key in choice.waiting:
            begins = choice.begins(next(each for each in choice.chosen if each.id == key))
            return say("beside_chosen_later", count=count, all=whole, period=begins or "")
        return say("beside_chosen", count=count, all=whole)
    left = next(each for each in choice.left_out if each.candidate.id == key)
    if left.candidate.state in ("verdict", "undecided"):
        return ""
    if left.loss is None or not left.fits_with:
        because = left.because or left.why
        subject = "it " if because.startswith(("lacks", "fits", "needs")) else ""
        return say("beside_left", count=count, because=f"{subject}{because}")
    given = {"others": _others(choice, left), "lacks": _lacks(choice, left)}
    if left.fits_from is None:
        return say("beside_lacks", **given)
    return say("beside_lacks_or_later", **given, period=left.fits_from)


def _others(choice: Choice, left: LeftOut) -> str:
    """Those in whose place it would come, or else all the chosen."""
    titles = {each.id: each.title for each in choice.chosen}
    ids = left.displaced_by or tuple(titles)
    return listing([titles[key] for key in ids], most=MOST_NAMED)


def _lacks(choice: Choice, left: LeftOut) -> str:
    demands = choice.demands
    say = demands.candidates.evaluator.ruleset.letters.say
    return listing(
        [
            say(
                "beside_more",
                amount=quantity(float(more), demands.unit(name)),
                capacity=spoken(name),
            )
            for name, more in (left.fits_with or {}).items()
        ]
    )
