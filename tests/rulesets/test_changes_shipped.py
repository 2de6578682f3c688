"""Changes of the shipped rulesets' verdicts: verified, in the right hands, and the smallest."""

from __future__ import annotations

from pathlib import Path

import pytest
from five_ways import WAYS, requests
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Evaluator, load_initiatives
from evalcore.request.fields import NOBODY, Kind
from evalcore.study.changes import find_changes
from evalcore.testing.keeping import keeps

EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "requests.toml"
SHIPPED = {name: Evaluator(name) for name in (*WAYS, "default")}
STEPS = 20  # of a range, at each of which a verdict is asked for


def verified(judge, initiative, change):
    moved = {each.field: each.after for each in change.moves}
    again = judge.evaluate({**initiative.values, **moved, "id": "again"})
    return again.decided and again.verdict == change.verdict


def roles(judge):
    """Everybody together, and each who controls anything that the ruleset could read."""
    found = {each.controlled_by for each in judge.graph.declared.values()}
    return [None, *sorted(found - {"", NOBODY})]


def _shipped():
    for name, judge in SHIPPED.items():
        for each in load_initiatives(judge, EXAMPLES).initiatives:
            yield pytest.param(judge, each, id=f"{name}-{each.id}")


@pytest.mark.parametrize(("judge", "initiative"), list(_shipped()))
def test_every_change_of_the_shipped_examples_verifies(judge, initiative):
    now = judge.evaluate(initiative)
    reached = [each for each in judge.ruleset.verdicts if each in judge.graph.verdicts]
    wanted = [each for each in reached if not (now.decided and each == now.verdict)]
    assert wanted
    for to in wanted:
        for by in roles(judge):
            _in_order(judge, initiative, find_changes(judge, initiative, to, by=by))


def _in_order(judge, initiative, answer):
    for role, change in [
        *((answer.by, each) for each in answer.found),
        *zip(answer.others, answer.theirs, strict=True),
    ]:
        assert verified(judge, initiative, change)
        for move in change.moves:
            field = judge.fields[move.field]
            assert field.controlled_by != NOBODY
            assert role in (None, field.controlled_by)
            assert move.before == initiative.values[move.field] != move.after
            assert "_" not in move.words
    assert not (answer.found and answer.others)
    assert answer.by not in answer.others


GOALS = st.lists(st.sampled_from(["talent", "delivery-speed", "other"]), unique=True)


@given(requests(), st.sampled_from(sorted(SHIPPED)), st.data())
@settings(deadline=None, max_examples=80)
def test_every_change_of_any_request_verifies(said, name, data):
    judge = SHIPPED[name]
    said = {"goals": data.draw(GOALS), **said}
    dropped = data.draw(st.sets(st.sampled_from(sorted(judge.fields)), max_size=3))
    initiative = judge.read({**said, **dict.fromkeys(dropped)})
    now = judge.evaluate(initiative)
    reached = [each for each in judge.ruleset.verdicts if each in judge.graph.verdicts]
    to = data.draw(st.sampled_from([e for e in reached if not (now.decided and e == now.verdict)]))
    by = data.draw(st.sampled_from(roles(judge)))
    answer = find_changes(judge, initiative, to, by=by)
    _in_order(judge, initiative, answer)
    assert answer == find_changes(judge, initiative, to, by=by)


def likely(value):
    return getattr(value, "likely", value)


def _tried(field, now):
    """Values of a field to try by hand, with how far each is."""
    if field.kind is Kind.FLAG:
        return [True, False]
    if field.kind is Kind.CHOICE:
        return list(field.choices)
    if not field.kind.is_number:
        return []
    start = likely(now) or 0.0
    low, high = max(field.low, start - 4), min(field.high, max(4 * start, start + 4))
    numbers = [low + (high - low) * n / STEPS for n in range(STEPS + 1)]
    return [float(round(each)) if field.whole else each for each in numbers]


def _is_back(judge, now, tried):
    """Whether a better verdict comes of an earlier refusal, or of a total that is lower."""
    order = judge.ruleset.verdicts
    if now.verdict is None or order.index(tried.verdict) >= order.index(now.verdict):
        return False
    steps, default = judge.graph.steps, judge.ruleset.default.verdict
    for case in tried.outlook.cases:
        against = order.index(default) > 0
        if case < len(steps):
            rule, clause = steps[case]
            worse = order.index(clause.verdict) >= order.index(default) and against
            if case < now.outlook.cases[0] and (rule.kind == "gate" or worse):
                return True
    if now.total is None or tried.total is None or tried.total >= now.total - 1e-9:
        return False
    met = now.case is not None and now.case < len(steps) and steps[now.case][0].kind == "gate"
    return not (met and tried.trace[steps[now.case][1].speaks] is False)


def _by_hand(judge, initiative):
    """By verdict and field, the values that lead there, but for ways back."""
    found, now = {}, judge.evaluate(initiative)
    for name, field in judge.fields.items():
        if field.controlled_by == NOBODY:
            continue
        for value in _tried(field, initiative.values[name]):
            tried = {**initiative.values, name: value, "id": "tried"}
            if not keeps(judge.graph, tried):
                continue
            tried = judge.evaluate(tried)
            if tried.decided and not _is_back(judge, now, tried):
                found.setdefault(tried.verdict, {}).setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize(("judge", "initiative"), list(_shipped()))
def test_nothing_smaller_is_found_by_hand(judge, initiative):
    now = judge.evaluate(initiative)
    for to, fields in _by_hand(judge, initiative).items():
        if now.decided and now.verdict == to:
            continue
        answer = find_changes(judge, initiative, to, most=99)
        assert {len(each.moves) for each in answer.found} == {1}
        moves = {move.field: move for each in answer.found for move in each.moves}
        assert set(fields) - set(moves) == set()
        for name, values in fields.items():
            before, move = initiative.values[name], moves[name]
            if judge.fields[name].kind.is_number and before is not None:
                start, end = likely(before), likely(move.after)
                nearest = min(abs(each - start) for each in values)
                # A number without an end is rounded by up to a thousandth of the change.
                assert "such as" in move.words or abs(end - start) <= nearest * 1.001 + 1e-9
