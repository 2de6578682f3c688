"""Every policy that ships passes the checks that authors of policies are given."""

from __future__ import annotations

from evalcore import discover
from evalcore.testing import parametrize_with_checks

PLUGINS = [each for each in discover().all if each.origin.distribution == "initiative-evalcore"]
POLICIES = [policy for plugin in PLUGINS for policy in plugin.policies]


@parametrize_with_checks(POLICIES, examples=25)
def test_it_is_a_good_policy(check):
    check()


def test_all_of_them_were_looked_at():
    assert len(POLICIES) >= 17
    assert len({(each.name, each.role) for each in POLICIES}) == len(POLICIES)


def test_many_say_in_which_direction_they_move():
    assert len([each for each in POLICIES if each.directions]) >= 8
