"""The checks of aggregations catch what would mislead: each bad one by exactly one check."""

from __future__ import annotations

import json
from typing import Annotated

import pytest

from evalcore import Aggregation, setting
from evalcore.testing import CheckFailed, check_aggregation


def share(scores, weights):
    """The first column as a share of its sum."""
    whole = sum(sorted(row[0] for row in scores))
    return [row[0] / whole if whole else 0.0 for row in scores]


def first_is_best(scores, weights):
    """The first request gets all."""
    return [1.0, *[0.0] * (len(scores) - 1)]


def beyond(scores, weights):
    """More than was declared."""
    return [1.0 + sum(row) for row in scores]


def sound(lows, highs, weights):
    """What holds of shares."""
    return [(0.0, 1.0)] * len(lows)


def hopeful(lows, highs, weights):
    """As if nothing but the own score were open."""
    return list(zip(share(lows, weights), share(lows, weights), strict=True))


def test_a_good_one_passes():
    results = check_aggregation(Aggregation("share", share, sound, version="1"))
    assert results.ok
    assert results.counts == {"checks": 3, "passed": 3}
    assert str(results).startswith("share: 3 checks, 3 passed; compared: totals, bounds\n")


def test_one_without_bounds_promises_nothing():
    assert check_aggregation(Aggregation("share", share, version="1")).ok


@pytest.mark.parametrize(
    ("totals", "bounds", "name", "words"),
    [
        (first_is_best, None, "order_of_requests_does_not_matter", "become"),
        (share, hopeful, "bounds_hold", "but the total may be"),
    ],
)
def test_a_bad_one_is_caught(totals, bounds, name, words):
    results = check_aggregation(Aggregation("bad", totals, bounds, version="1"), examples=200)
    assert results.failed == (name,)
    assert words in str(results)
    assert json.dumps(results.to_json())


def test_totals_beyond_their_range_fail_everywhere():
    with pytest.raises(CheckFailed, match=r"it returned \(1\.0?.*, outside 0 to 1"):
        check_aggregation(Aggregation("bad", beyond, version="1"), raises=True)


def powered(scores, weights, *, power: Annotated[float, setting(minimum=1, maximum=3)]):
    """The first column, raised to a power."""
    return [row[0] ** power for row in scores]


def test_settings_are_drawn_or_given():
    aggregation = Aggregation("powered", powered, version="1")
    assert [each.name for each in aggregation.settings] == ["power"]
    assert check_aggregation(aggregation).ok
    assert check_aggregation(aggregation, settings={"power": 2}).ok
    with pytest.raises(ValueError, match="powered has no setting 'pow'; did you mean power"):
        check_aggregation(aggregation, settings={"pow": 2})
