from __future__ import annotations

from typing import Annotated

import pytest

from evalcore import clamp, clauses, criterion, gate, number, setting
from evalcore.extend.plugins import Plugins, discover
from rulesets import complaint, evaluator, offering, plugin, said

Hours = Annotated[float, number("hours", unit="h", minimum=0, maximum=40)]
Free = Annotated[float, setting(unit="h", above=0, about="the hours that are free")]


@criterion
def time(hours: Hours, *, free: Free, floor: float = 0.0) -> float:
    """What is left of the free hours."""
    if floor > 1:
        message = "floor is above 1"
        raise ValueError(message)
    return 1 - clamp(hours / free)


@gate
def voted(hours: Hours):
    return clauses(some=hours > 0)


PLUGINS = offering(time, voted)


def criterion_text(settings: str, policy: str = "time") -> str:
    return f'[criteria.t]\npolicy = "{policy}"\nweight = 1\nsettings = {{ {settings} }}'


def test_a_policy_with_settings():
    found = evaluator(criterion_text("free = 20"), PLUGINS).evaluate({"id": "I1", "hours": 10})
    assert found.criteria[0].score == 0.5
    assert found.graph.criteria[0].about == "What is left of the free hours."


def test_an_unknown_policy_is_the_only_complaint():
    body = (
        criterion_text("free = 20", "tiem")
        + '\n[[rules]]\nid = "r"\nwhen = "hours > 3"\nverdict = "go"'
    )
    assert complaint(body, PLUGINS) == said("""
        small.toml:4:10: criteria.t.policy: there is no criterion 'tiem'
            expected one of time
            did you mean 'time'?
    """)


def test_a_criterion_used_as_a_gate():
    assert complaint('[gates.g]\npolicy = "time"', PLUGINS) == said("""
        small.toml:4:10: gates.g.policy: there is no gate 'time'
            expected one of voted
            time is a criterion: use it under [criteria]
    """)


def test_no_plugins_at_all():
    assert complaint(criterion_text("", "time"), Plugins()) == said("""
        small.toml:4:10: criteria.t.policy: there is no criterion 'time'
            expected a plugin that offers one; none does
    """)


def test_settings_that_do_not_fit():
    assert complaint(criterion_text('free = "many", flor = 1'), PLUGINS) == said("""
        small.toml:6:21: criteria.t.settings.free: found 'many'
            expected a number above 0 h
        small.toml:6:29: criteria.t.settings.flor: there is no setting 'flor'
            expected one of free, floor
            did you mean 'floor'?
    """)


def test_a_missing_setting():
    assert complaint('[criteria.t]\npolicy = "time"\nweight = 1', PLUGINS) == said("""
        small.toml:3:11: criteria.t: the setting free (the hours that are free) is missing
            expected a number above 0 h
    """)


def test_settings_that_the_policy_refuses():
    assert complaint(criterion_text("free = 20, floor = 2"), PLUGINS) == said("""
        small.toml:6:12: criteria.t.settings: time refuses these settings: floor is above 1
    """)


def test_a_policy_that_crashes_is_named_with_its_plugin():
    @criterion
    def broken(hours: Hours) -> float:
        return {}["hours"]

    line = broken.function.__code__.co_firstlineno + 2
    assert complaint(criterion_text("", "broken"), offering(broken)) == (
        "small.toml:4:10: criteria.t.policy: plugin house: broken failed: KeyError: 'hours' "
        f"(test_tracing.py, line {line})"
    )


def test_a_policy_that_cannot_be_traced():
    @criterion
    def branching(hours: Hours) -> float:
        return 1.0 if hours > 3 else 0.0

    found = complaint(criterion_text("", "branching"), offering(branching))
    assert found.startswith("small.toml:4:10: criteria.t.policy: plugin house: if, and, or")
    assert "use when(...)" in found
    assert found.endswith(
        f" (test_tracing.py, line {branching.function.__code__.co_firstlineno + 2})"
    )


def test_a_criterion_policy_that_returns_a_flag_is_complained_about_once():
    @criterion
    def enough(hours: Hours) -> float:
        return hours > 3

    assert complaint(criterion_text("", "enough"), offering(enough)) == said("""
        small.toml:4:10: criteria.t.policy: plugin house: the score is a flag
            expected a number from 0 to 1
    """)


def test_a_score_of_a_policy_beyond_one():
    @criterion
    def raw(hours: Hours) -> float:
        return hours / 40 * 2

    found = complaint(criterion_text("", "raw"), offering(raw))
    place = "small.toml:4:10: criteria.t.policy: plugin house"
    assert found.startswith(f"{place}: the score is a number in h\n")


def test_a_plugin_that_the_ruleset_blocks():
    body = f'block_plugins = ["house"]\n{criterion_text("free = 1")}'
    assert complaint(body, PLUGINS) == said("""
        small.toml:5:10: criteria.t.policy: the criterion 'time' cannot be used: plugin house is off
            blocked by name
    """)


def test_a_plugin_to_block_that_is_not_there():
    body = 'block_plugins = ["house", "huose"]'
    assert complaint(body, PLUGINS) == said("""
        small.toml:3:27: block_plugins[2]: there is no plugin 'huose' to block
            expected one of house
            did you mean 'house'?
    """)


def test_plugins_that_are_required():
    assert complaint('required_plugins = ["evalcore-carbon>=1.2", "?"]', PLUGINS) == said("""
        small.toml:3:21: required_plugins[1]: no plugin of the distribution evalcore-carbon is installed
            pip install 'evalcore-carbon>=1.2'
        small.toml:3:45: required_plugins[2]: found '?'
            expected a distribution with a version, such as "evalcore-carbon>=1.2"
    """)  # noqa: E501


def test_two_plugins_that_claim_one_name():
    both = [plugin(name, policies=lambda: [voted]) for name in ("west", "east")]
    found = complaint('[gates.g]\npolicy = "voted"', discover(extra=both, entry_points=False))
    assert found == said("""
        small.toml:4:10: gates.g.policy: the gate 'voted' is claimed by plugin east and plugin west: block one of them by name
    """)  # noqa: E501


@pytest.mark.parametrize("blocked", ["west", "east"])
def test_blocking_one_of_them_settles_it(blocked):
    both = [plugin(name, policies=lambda: [voted]) for name in ("west", "east")]
    body = f'block_plugins = "{blocked}"\n[gates.g]\npolicy = "voted"'
    assert evaluator(body, discover(extra=both, entry_points=False)).ruleset.gates


def test_a_policy_that_nests_too_deeply_is_a_complaint():
    @criterion
    def deep(hours: Hours) -> float:
        x = clamp(hours)
        for _ in range(400):
            x = clamp(x * 0.5 + 0.1)
        return x

    words = complaint('[criteria.c]\npolicy = "deep"\nweight = 1', offering(deep))
    assert "it is nested" in words
    assert "expected at most 120" in words
