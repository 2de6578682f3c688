"""Travel, as its author tests it: against an installed evalcore and through the entry point."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from evalcore import Evaluator, InputError, discover, load_initiatives
from evalcore.testing import parametrize_with_checks

import evalcore_travel
from evalcore_travel.policies import distance, journeys, staying

HOME = Path(__file__).parent.parent


@parametrize_with_checks([staying, journeys])
def test_they_are_good_policies(check: Callable[[], None]) -> None:
    check()


def test_they_are_functions() -> None:
    assert distance(2, 300) == 1200
    assert staying(10, 1000, most=40_000) == 0.5
    assert journeys(12, 900).failed is None
    assert journeys(12, 901).failed == "too_far"


def test_the_plugin_is_found_through_its_entry_point() -> None:
    plugins = discover()
    plugin = next(each for each in plugins.all if each.origin.name == "travel")
    assert str(plugin.origin) == "plugin travel (evalcore-travel 2.3.0)"
    assert plugin.origin.file == evalcore_travel.__file__
    assert plugins.problems == ()


def test_the_ruleset_decides() -> None:
    evaluator = Evaluator(HOME / "rules.toml")
    requests = load_initiatives(evaluator, HOME / "requests.trips").initiatives
    evaluations = evaluator.rank(requests)
    found = [(each.id, each.verdict, each.decided) for each in evaluations]
    assert found == [("R1", "go", True), ("R2", "kill", True), ("R3", "recycle", False)]
    assert evaluations[0].measures == {"flown": 3600}
    assert [each.field for each in evaluations[2].missing] == ["trips_year"]


def test_what_it_cannot_read_is_said_with_its_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.trips"
    wrong.write_text("R1 Portal: 3 trips of 600 km\nR2 Portal by bicycle\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"wrong\.trips:2:1: found 'R2 Portal by bicycle'"):
        load_initiatives(Evaluator(HOME / "rules.toml"), wrong)
