"""Mutual benefit: helping and benefiting, neither buying the other."""

from __future__ import annotations

from math import sqrt

import pytest
from evalcore_mutual_benefit import (
    evalcore_policies,
    mutual_benefit,
    neither_drains_nor_one_sided,
)
from hypothesis import given
from hypothesis import strategies as st
from traced import complaints, traced

HELPING = ("relationship_gain", "team_success", "company_goal")
GROWTH = tuple(f"own_dev.{part}" for part in ("leadership", "influence", "listening", "business"))
OURS = ("network_reach", *GROWTH, "people_developed")
scores = st.floats(0, 4)
NAMES = (*HELPING, *OURS)


def both(helping, ours):
    return dict.fromkeys(HELPING, helping) | dict.fromkeys(OURS, ours)


@pytest.mark.parametrize(
    ("said", "score"),
    [
        (both(4, 4), 1),
        (both(4, 0), 0),
        (both(0, 4), 0),
        (both(1, 4), 0.5),
        (both(2, 2), 0.5),
        # 0.75 is helped, 0.625 benefited
        (dict(zip(NAMES, (3, 3, 3, 2, 2, 3, 2, 3, 3), strict=True)), sqrt(0.75 * 0.625)),
    ],
)
def test_the_root_of_the_product(said, score):
    assert traced(mutual_benefit).run(said) == pytest.approx(score)
    assert mutual_benefit(*(said[name] for name in NAMES)) == pytest.approx(score)


@given(st.lists(scores, min_size=9, max_size=9))
def test_the_graph_equals_the_function_within_0_and_1(drawn):
    graph = traced(mutual_benefit)
    score = graph.run(dict(zip(NAMES, drawn, strict=True)))
    assert score == pytest.approx(mutual_benefit(*drawn))
    assert 0 <= graph.score.low <= score <= graph.score.high <= 1


@given(scores, scores)
def test_neither_side_buys_the_other(helping, ours):
    found = traced(mutual_benefit).run(both(helping, ours))
    assert found <= sqrt(min(helping, ours) / 4) + 1e-9


@pytest.mark.parametrize(
    ("helping", "ours", "energy", "settings", "failed"),
    [
        (1, 1, 0, {}, None),
        (4, 4, -0.1, {}, "drains"),
        (0, 0, -2, {}, "drains"),
        (4, 0.9, 2, {}, "one_sided"),
        (0.9, 4, 2, {}, "one_sided"),
        (0.9, 4, 2, {"least": 0.2}, None),
    ],
)
def test_it_does_not_drain_and_is_not_one_sided(helping, ours, energy, settings, failed):
    graph = traced(neither_drains_nor_one_sided, **settings)
    found = graph.run(both(helping, ours) | {"energy": energy})
    assert next((name for name, holds in found.items() if not holds), None) == failed
    plain = [both(helping, ours)[name] for name in NAMES]
    assert neither_drains_nor_one_sided(*plain, energy, **settings).failed == failed


def test_before_the_first_meetings_the_energy_is_unknown():
    found = traced(neither_drains_nor_one_sided).run(both(3, 3))
    assert found == {"drains": None, "one_sided": True}


def test_one_side_without_anything_decides_whatever_the_other_is():
    said = dict.fromkeys(HELPING, 0)
    assert traced(neither_drains_nor_one_sided).run(said)["one_sided"] is False


def test_wrong_settings():
    assert complaints(neither_drains_nor_one_sided, least=-1) == [
        "settings.least: found -1\n    expected a number at least 0 at most 1"
    ]


def test_the_plugin_brings_both_under_one_name():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("mutual_benefit", "criterion"),
        ("mutual_benefit", "gate"),
    ]
