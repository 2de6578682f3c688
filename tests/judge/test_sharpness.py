"""Of random requests no completion gets a verdict that was not listed; few list one too many."""

from __future__ import annotations

from random import Random

import shapes

from evalcore import Evaluator, InputError
from evalcore.rules.file import read_ruleset

COMPLETIONS = 60


def test_no_completion_of_a_random_request_gets_a_verdict_that_was_not_listed():
    r, undecided, listed_in_vain = Random(7), 0, 0  # noqa: S311 - no secrets
    for _ in range(120):
        try:
            judge = Evaluator(read_ruleset(shapes.ruleset(r)))
            said = shapes.request(r)
            found = judge.judge(said, as_of=shapes.AS_OF)
        except InputError:  # a rule that never speaks, votes that cannot be
            continue
        reached = set[str]()
        for _ in range(COMPLETIONS):
            whole = judge.judge(shapes.completed(r, said), as_of=shapes.AS_OF)
            reached.update(whole.possible)  # several where something has no value
            assert reached <= set(found.possible)
            if found.total_range and whole.total is not None:
                low, high = found.total_range
                assert low - 1e-9 <= whole.total <= high + 1e-9
        undecided += not found.decided
        listed_in_vain += reached != set(found.possible)
    assert undecided > 10
    assert listed_in_vain < undecided / 3  # so few completions do not reach all there is
