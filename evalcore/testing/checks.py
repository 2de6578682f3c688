"""Checks of what a policy does: each a plain function that fails, or does not, on one example.

Checks of what its author wrote about it are in `paper`; the list of all of them in `registry`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from itertools import combinations
from typing import Annotated, Any

from hypothesis import strategies as st

from evalcore.extend.loading import Origin, Plugin
from evalcore.extend.opaque import copied
from evalcore.extend.plugins import Plugins
from evalcore.extend.policies import Direction, Role, criterion
from evalcore.language.nodes import IsWithheld, Known, Node, RecordField, walk
from evalcore.language.types import Type
from evalcore.request.declarations import number
from evalcore.request.fields import Field, Kind
from evalcore.request.situation import Key
from evalcore.request.units import BARE
from evalcore.testing.examples import Example
from evalcore.testing.interpretations import INTERPRETATIONS, SLACK, agrees, bounds_in
from evalcore.testing.strategies import values_of
from evalcore.testing.subjects import NoGraph, Refused, Said, Traced, trace


def compiles(example: Example) -> None:
    """With every settings that it declares to accept, the policy gives a graph of the right kind.

    Settings that do not go together are refused with `ValueError`. Any other exception would reach
    a user who made no mistake; so would `if`, `float()` or a loop on a field. A score has to be a
    bare number, a clause a condition.
    """
    given = example.settings()
    try:
        traced = trace(example.policy, given)
    except Refused as error:
        example.pass_over(error)
    except NoGraph as error:
        example.fail(f"it gives no graph with settings that it declares to accept: {error}")
    for name, node in traced.nodes.items():
        kind = traced.types[node]
        if traced.policy.role is Role.GATE and kind.kind is not Kind.FLAG:
            example.fail(f"the clause {name} is {kind.described}, expected a condition")
        if traced.policy.role is Role.CRITERION and not _is_bare(kind):
            example.fail(f"the score is {kind.described}, expected a bare number")


def _is_bare(kind: Type) -> bool:
    return kind.is_number and (kind.unit is None or kind.unit == BARE)


def score_within_0_and_1(example: Example) -> None:
    """The score lies from 0 to 1, provably, for all that fields and settings may be.

    A ruleset with a score that may lie beyond is not loaded; what an opaque criterion returns
    beyond its declared bounds is no score at all.
    """
    traced = example.traced()
    kind = traced.types[traced.nodes[""]]
    said = traced.evaluate(example.request(traced, missing=False))
    found = _answers(said)[""]
    low, high = (traced.opaque.low, traced.opaque.high) if traced.opaque else (0.0, 1.0)
    if isinstance(found, Exception) or found is None:
        found = low
    slack = 0.0 if traced.opaque else SLACK
    if not isinstance(found, int | float) or not low - slack <= found <= high + slack:
        example.fail(f"the score is {found!r}, expected {low:g} to {high:g}")
    if kind.low < -SLACK or kind.high > 1 + SLACK:
        example.fail(f"the score may lie from {kind.low:.6g} to {kind.high:.6g}: clamp() it")


def _called(said: Said) -> Any:
    """What an opaque function returns or raises, asked with values of its own to change."""
    opaque = said.traced.opaque
    if opaque is None or not said.is_complete:
        return None
    values = [copied(said.situation.values[each.name]) for each in opaque.args]
    try:
        return said.traced.policy.function(*values, **deepcopy(dict(said.traced.settings)))
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        return error


def _answers(said: Said) -> dict[str, Any]:
    """What is said, by clause; an opaque function is asked directly, beside what was kept."""
    return said.results if said.traced.opaque is None else {"": _called(said)}


def clauses_are_in_order(example: Example) -> None:
    """Each clause is true, false or unknown, and clauses are asked in one order in all rulesets.

    The first clause that is not met decides. Where settings turn the order round, two rulesets
    with the same `otherwise` come to different verdicts, and nobody can read why.
    """
    traced, other = example.traced(), example.traced("other settings")
    order = {name: place for place, name in enumerate(other.nodes)}
    common = [name for name in traced.nodes if name in order]
    for first, second in combinations(common, 2):
        if order[first] > order[second]:
            example.fail(f"the clause {first} is asked before {second} here, after it there")
    said = traced.evaluate(example.request(traced, missing=True))
    for name, result in said.results.items():
        if result is not None and not isinstance(result, bool):
            example.fail(f"the clause {name} is {result!r}, expected true, false or unknown")
    (gate,) = said.evaluation.gates
    failed = next((name for name, result in said.results.items() if result is False), None)
    settled = None not in said.results.values() or failed is not None
    if settled and (gate.passed is False) != (failed is not None):
        example.fail(f"{failed} is not met, but the gate is reported as passed: {gate.passed}")


def deterministic(example: Example) -> None:
    """The same settings and the same request give the same result, each time.

    No clock, no chance, no place in memory: an evaluation has to be repeatable years later.
    """
    given = example.settings()
    first, second = example.trace(given), example.trace(given)
    if first.fingerprint != second.fingerprint:
        example.fail("traced twice with the same settings, it gives two different graphs")
    request = example.request(first, missing=False)
    one, two = (_answers(first.evaluate(request)) for _ in range(2))
    if repr(one) != repr(two):
        example.fail(f"asked twice about the same request, it says {one}, {two}")


def input_is_untouched(example: Example) -> None:
    """The policy changes nothing that it is given: no setting, no list, no record.

    Settings and defaults are shared by everything that is evaluated afterwards.
    """
    traced = example.traced()
    settings = deepcopy(dict(traced.settings))
    before = repr(settings)
    traced.policy.trace(settings)
    if repr(settings) != before:
        example.fail(f"tracing it turns its settings {before} into {settings!r}")
    said = traced.evaluate(example.request(traced, missing=False))
    values = said.arguments
    before = repr((values, settings))
    with suppress(Exception):  # what it raises is another check's business
        traced.policy.function(*values, **settings)
    if repr((values, settings)) != before:
        example.fail(f"calling it turns {before} into {(values, settings)!r}")


def never_raises(example: Example) -> None:
    """Every request within the declared ranges gets an answer.

    A choice that a table lacks, or a division by a number that may be 0, shows one day in one
    request out of thousands. What a graph leaves undefined is an answer; an exception is not.
    """
    traced = example.traced()
    said = traced.evaluate(example.request(traced, missing=False))
    found = _called(said)
    if isinstance(found, Exception):
        example.fail(f"it raised {type(found).__name__}: {found}")
    said.evaluation.to_json()


def unknowns_propagate(example: Example) -> None:
    """What needs a missing field is unknown: nothing raises, and nothing counts as zero.

    A score that is given while a field is missing has to stand, however that field is filled in.
    Where `known(field)` is the question itself, as in a gate that asks whether a vote was taken,
    filling in may change the answer; a score that makes something of a missing field misleads.
    """
    traced = example.traced()
    request = example.request(traced, missing=False)
    full = traced.evaluate(request).results
    partial = traced.evaluate(example.left_out(request))
    found = _called(partial)
    if isinstance(found, Exception) and partial.has_unknown_parts:
        example.fail(f"with a part of a record unknown it raised {type(found).__name__}: {found}")
    if traced.opaque is not None:
        return
    said = partial.situation.values
    missing = {each.name for each in traced.policy.fields if said[each.name] is None}
    for name, result in partial.results.items():
        asked = set[str]()
        if partial.has_unknown_parts:
            asked |= _asked(traced.nodes[name], inside=True)
        if traced.policy.role is Role.GATE:
            asked |= _asked(traced.nodes[name], inside=False) & missing
        if result is not None and not asked and not agrees(full[name], result):
            later = f"{full[name]!r} later"
            example.fail(f"{_output(name)} is {result!r} while fields are missing, {later}")


def _output(name: str) -> str:
    return f"the clause {name}" if name else "the score"


def _asked(node: Node, *, inside: bool) -> set[str]:
    """The fields, or those inside records, of which a formula asks whether they are known."""
    probes = [each for each in walk(node) if isinstance(each, Known | IsWithheld)]
    operands = [operand for each in probes for operand in each.operands]
    return {each.name for each in operands if isinstance(each, RecordField) is inside}


Neighbour = Annotated[float, number("evalcore_neighbour", minimum=0, maximum=1)]


@criterion(name="evalcore_neighbour")
def neighbour(value: Neighbour) -> float:
    """A policy of another plugin."""
    return value


def order_does_not_matter(example: Example) -> None:
    """Neither the order in which plugins load, nor what was compiled before, changes the graph.

    A policy that remembers what it met gives one ruleset two meanings: alone, and after others.
    """
    given = example.settings()
    mine = Plugin(Origin("mine"), policies=(example.policy,))
    another = Plugin(Origin("another"), policies=(neighbour,))
    orders = {"settings before": (mine, another), "settings before, elsewhere": (another, mine)}
    graphs: list[object] = []
    for before, order in orders.items():
        offered = Plugins(order).policy(example.policy.role, example.policy.name)
        with suppress(Refused, NoGraph):
            trace(offered, example.settings(before))
        try:
            graphs.append(trace(offered, given).fingerprint)
        except (Refused, NoGraph) as error:
            example.pass_over(error)
    if graphs[0] != graphs[1]:
        example.fail("its graph depends on what was compiled before it")


def interpretations_agree(example: Example) -> None:
    """All interpretations of the graph come to the same, and so does the function itself.

    The generated code decides, the trace explains, the bounds say what is possible, and the
    function is what the author's own tests call. Bounds have to hold whatever the missing fields
    turn out to be.
    """
    traced = example.traced()
    request = example.request(traced, missing=False)
    full = traced.evaluate(request)
    partial = traced.evaluate(example.left_out(request))
    for said in (full, partial):
        _compare(example, said)
    if traced.opaque is not None:
        return
    opened = partial.situation.open(dict.fromkeys(_filled_in(traced, partial, full)))
    for name, bounds in bounds_in(traced, opened).items():
        if not agrees(bounds, full.results[name]):
            example.fail(f"bounds say {bounds!r}, filled in it is {full.results[name]!r}")


def _compare(example: Example, said: Said) -> None:
    for interpretation, answers in INTERPRETATIONS.items():
        found = answers(said)
        if found is None:
            continue
        names = set(found) ^ set(said.results)
        if names:
            other = ", ".join(sorted(map(str, names)))
            example.fail(f"{interpretation} has other clauses: {other}")
        for name, value in said.results.items():
            if not agrees(found[name], value):
                what = f" on {name}" if name else ""
                example.fail(f"{interpretation} says {found[name]!r}{what}, python says {value!r}")


def _filled_in(traced: Traced, partial: Said, full: Said) -> Iterator[Key]:
    """The fields and cells that are missing in the one and said in the other."""
    for each in traced.policy.fields:
        now, then = (said.situation.values[each.name] for said in (partial, full))
        if now is None:
            yield each.name
        elif each.record:
            for place, record in enumerate(now):
                for inner, value in record.items():
                    if value is None and then[place][inner] is not None:
                        yield each.name, place, inner


def results_survive_json(example: Example) -> None:
    """An evaluation is the same after a journey through JSON, and so is one of its request.

    Results are kept as records, sent to other programs, and compared years later.
    """
    traced = example.traced()
    request = example.request(traced, missing=True)
    said = traced.evaluate(request)
    result = said.evaluation.to_json()
    try:
        back: object = json.loads(json.dumps(result, allow_nan=False))
    except (TypeError, ValueError) as error:
        example.fail(f"its evaluation is no JSON: {error}")
    if back != result:
        example.fail(f"its evaluation {result!r} comes back from JSON as {back!r}")
    again = traced.evaluate(json.loads(json.dumps(request))).results
    if traced.opaque is None and again != said.results:
        example.fail(f"the request read from JSON gives {again!r}, before it {said.results!r}")


def directions_hold(example: Example) -> None:
    """More of an `increasing` field never lowers the score, more of a `decreasing` never raises it.

    The same holds for each clause of a gate. Whoever shows what would change a verdict relies on
    it; so does everybody who argues about a request.
    """
    traced = example.traced()
    directions = traced.policy.directions
    name = example.draw(st.sampled_from(sorted(directions)))
    field = next(each for each in traced.policy.fields if each.name == name)
    request = example.request(traced, missing=False)
    less, more = _in_order(example, field, traced)
    example.shown |= {"field": name, "less": less, "more": more}
    before = traced.evaluate({**request, name: less}).results
    after = traced.evaluate({**request, name: more}).results
    rises = directions[name] is Direction.INCREASING
    for clause, value in before.items():
        then = after[clause]
        if value is None or then is None:
            continue
        gain = (float(then) - float(value)) * (1 if rises else -1)
        if gain < -SLACK:
            example.fail(
                f"it is declared to be {directions[name]} with {name}, but "
                f"{_output(clause)} goes from {value!r} at {less!r} to {then!r} at {more!r}"
            )


def _in_order(example: Example, field: Field, traced: Traced) -> tuple[Any, Any]:
    drawn = values_of(field, texts=traced.texts)
    first, second = example.draw(drawn), example.draw(drawn)
    in_order = field.kind.row.in_order
    assert in_order is not None  # noqa: S101 - a direction of what knows no order is refused
    less, more = in_order(first, second)
    return less, more
