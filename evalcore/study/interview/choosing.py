"""Choosing: how much each question helps.

Plausible completions are drawn, and in each a small set of answers is looked for that leaves no
more possible than all of them would: one that no answer can be left out of. What is in many such
sets is needed on most ways to the verdict. The smaller a set, the more it counts, so that a
verdict which few answers settle is tried for first. Such sets are the certificates of query
complexity; a question is asked greedily, as in growing a decision tree (J. R. Quinlan, 1986).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from evalcore.judge.possible import MANY, PASSES, possible
from evalcore.request.fields import Field
from evalcore.request.situation import Key
from evalcore.study.interview.mattering import matters
from evalcore.study.interview.standing import Standing, Trial, drawn, field_of

SEED = 1
DRAWS = 64  # completions, at most
LEAST = 8
EFFORT = 150_000  # nodes that bounds go through for one question, about
WORTH = 100_000  # such nodes, from which on it pays to work out beforehand what is known
CLOSER = 8  # completions that are searched in full where one pass of bounds tells nothing
LAST = 48  # such completions, before nothing more is asked
WORK = 1_000_000  # nodes that a full search goes through for them, about
ASSUMED = 5.0  # minutes, where a field does not say
PATIENCE = 0.2  # the power of the minutes: what takes 32 of them counts half of what takes 1


def most_helpful(standing: Standing, keys: Sequence[Key], among: Sequence[Key]) -> Key | None:
    """The question `among` these that helps most; None where none of them was seen to help.

    `keys` are all that may matter. What was seen to turn the verdict comes first; where nothing
    was, a closer look says whether anything is open at all. The work is bounded by counting,
    never by time.
    """
    likely: Key | None = None
    doubted = set[Key]()
    graph = standing.space.graph
    nodes = (len(keys) + 2) * len(graph.nodes)  # for one completion
    draws = min(max(EFFORT // nodes, LEAST), DRAWS)
    last = min(max(WORK // (2 * PASSES * len(graph.nodes)), CLOSER), LAST)
    for way in (
        (draws, Trial.look, False),
        (draws, Trial.look, True),
        (CLOSER, Trial.look_closely, True),
        (last, Trial.look_closely, True),
    ):
        if way[1] is Trial.look_closely or draws * nodes > WORTH:
            standing = standing.worked_out()
        weights = _weights(standing, keys, *way)
        found = {key: weights[key] / cost(field_of(graph, key)) for key in among if key in weights}
        for key in sorted(found, key=lambda key: -found[key]):
            if key in doubted:
                continue
            if matters(standing, keys, key):
                return key
            doubted.add(key)
            likely = likely or key
    if likely is None or len(possible(standing.space, MANY, MANY).verdicts) == 1:
        return None
    return likely


def cost(field: Field) -> float:
    """What an answer costs, where one that takes a minute costs 1."""
    minutes: float = ASSUMED if field.minutes is None else field.minutes
    return float(minutes**PATIENCE)


def _weights(
    standing: Standing,
    keys: Sequence[Key],
    count: int,
    look: Callable[[Trial], frozenset[str]],
    far: bool,  # noqa: FBT001 - one of three ways
) -> Mapping[Key, float]:
    """How much each question counts: the more often it is needed, and the fewer others are."""
    rng = Random(SEED)  # noqa: S311 - for statistics, and the same each time
    weights: dict[Key, float] = {}
    for _ in range(count):
        trial = Trial(standing, drawn(standing.space, keys, rng, far=far))
        needed = _needed(trial, keys, rng, look)
        for key in needed:
            weights[key] = weights.get(key, 0.0) + 1 / len(needed)
    return {key: weights[key] for key in keys if key in weights}


def _needed(
    trial: Trial, keys: Sequence[Key], rng: Random, look: Callable[[Trial], frozenset[str]]
) -> Sequence[Key]:
    """Answers that leave no more possible than all of them; none where no answer helps.

    Which ones are left depends on the order in which they are tried: a new one each time.
    """
    now = look(trial)
    for key in keys:
        trial.give(key)
    wanted = look(trial)
    if wanted == now or not wanted:  # nothing, where the answers break a relation
        return ()
    needed = set(keys)
    for key in rng.sample(keys, len(keys)):
        trial.take(key)
        if look(trial) == wanted:
            needed.remove(key)
        else:
            trial.give(key)
    return [key for key in keys if key in needed]
