"""Mattering: whether the answer to a question was seen to turn the verdict.

Bounds may leave verdicts possible that no answer leads to; a question about them is a pointless
one. So what is put to somebody is proved by example: all else is answered somehow, and two answers
to the question then lead to different verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from evalcore.language.nodes import Compare, Literal, walk
from evalcore.request.fields import Kind
from evalcore.request.situation import Key, Situation, spell
from evalcore.rules.graph import Graph
from evalcore.study.interview.priors import KEPT, NOT_SAID, Prior, priors
from evalcore.study.interview.standing import Standing, Trial, drawn

SEED = 2
TRIES = 48  # ways of answering all else
VALUES = 4  # answers drawn to the question in each of them
MARKS = 4  # places where its range is cut
MOST_HELD = 24  # constants of comparisons
MOST_DAYS = 4_000


def matters(standing: Standing, keys: Sequence[Key], key: Key) -> bool:
    """Whether two answers to one question were seen to lead to different verdicts.

    `keys` are all that may matter. The same every time.
    """
    space = standing.space
    rng = Random(SEED)  # noqa: S311 - for statistics, and the same each time
    prior = priors(space.graph)[spell(key)]
    for turn in range(TRIES):
        trial = Trial(standing, drawn(space, keys, rng, far=turn % 2 == 1))
        for each in keys:
            if each != key:
                trial.give(each)
        seen = set[frozenset[str]]()
        for situation in _answered(standing, trial.situation, prior, key, rng):
            seen.add(space.verdicts(situation))
            if len(seen - {frozenset[str]()}) > 1:  # none: the answers break a relation
                return True
    return False


def _answered(
    standing: Standing, now: Situation, prior: Prior, key: Key, rng: Random
) -> Iterator[Situation]:
    """The situation with answers to the question: some drawn, and what formulas hold it to."""
    space = standing.space
    for turn in range(VALUES):
        value = prior.answer(rng, space.given.as_of, far=turn % 2 == 1)
        if value is NOT_SAID or value is KEPT:
            yield now.settle(key, withheld=value is KEPT)
        else:
            yield now.put({key: value})
    if space.is_list(key):
        return
    cuts = [mark for pair in space.graph.cuts.get(spell(key), ())[:MARKS] for mark in pair]
    kind, held = space.kind(key), _held(space.graph, space.given.as_of)
    if kind.is_number:
        low, high, *_ = space.range(key, now)
        fit = [each for each in held if isinstance(each, float) and low <= each <= high]
        cuts += [each for each in fit if not kind.whole or each.is_integer()]
    elif kind.kind is Kind.DATE:
        cuts += [each for each in held if isinstance(each, date)]
    for domain in (*space.samples(key, now), *((mark, mark) for mark in cuts)):
        yield now.assume({key: domain})


@lru_cache(maxsize=16)
def _held(graph: Graph, day: date | None) -> tuple[float | date, ...]:
    """The constants of all comparisons, and the days that lie so many days back."""
    compared = [each for each in graph.nodes if isinstance(each, Compare)]
    literals = [each.value for each in walk(*compared) if isinstance(each, Literal)]
    found = [each for each in literals if isinstance(each, float | date)]
    back = [each for each in found if isinstance(each, float) and 0 <= each <= MOST_DAYS]
    days = [] if day is None else [day - timedelta(int(each)) for each in back]
    return tuple(dict.fromkeys([*found, *days]))[:MOST_HELD]
