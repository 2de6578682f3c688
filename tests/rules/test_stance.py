from __future__ import annotations

from typing import Annotated

import pytest

from evalcore import criterion, number
from rulesets import complaint, complaints, evaluator, offering, said

FIELDS = """
[fields.spent]
kind = "number"
[fields.effort]
kind = "number"
tags = ["sunk"]
[fields."council.yes"]
kind = "number"
[fields.outcomes.record.target]
kind = "number"
tags = ["sunk"]
[fields.outcomes.record.owner]
kind = "text"
"""
MEND = "    drop it, or change [stance] never_reads"


def stance(entry: str, formula: str) -> str:
    return complaint(f'stance.never_reads = ["{entry}"]\nmeasures.m = "{formula}"\n{FIELDS}')


@pytest.mark.parametrize(
    ("entry", "formula", "column", "name"),
    [
        ("spent", "1 + spent", 19, "spent"),
        ("tag:sunk", "1 + effort", 19, "effort"),
        ("council", "council.yes", 15, "council.yes"),
        ("council.yes", "council.yes", 15, "council.yes"),
        ("tag:sunk", "total_of(outcomes, target)", 34, "outcomes.target"),
        ("outcomes.target", "total_of(outcomes, target)", 34, "outcomes.target"),
        ("spent", "1 if known(spent) else 0", 14, "spent"),
    ],
)
def test_a_field_that_is_never_read(entry, formula, column, name):
    found = stance(entry, formula)
    reads = f"the measure m reads {name}, which the stance never reads ({entry!r})"
    assert found == f"small.toml:4:{column}: measures.m: {reads}\n{MEND}"


def test_a_list_of_records_stands_for_their_fields():
    found = complaints(
        'stance.never_reads = "outcomes"\nmeasures.m = "total_of(outcomes, target)"' + FIELDS
    )
    assert [each.problem.partition(",")[0] for each in found] == [
        "the measure m reads outcomes",
        "the measure m reads outcomes.target",
    ]


def test_each_part_is_complained_about_where_it_stands():
    body = """
    total = "clamp(spent) / 2"
    stance.never_reads = ["spent"]
    [measures]
    m = "spent + 1"
    n = "m * 2"
    [criteria.c]
    score = "clamp(n / 9)"
    [[rules]]
    id = "a"
    when = "n > 1"
    verdict = "go"
    [[rules]]
    id = "b"
    require = '''
    n > 1
      and spent > 1'''
    otherwise = "kill"
    """
    assert complaint(said(body) + FIELDS) == said(f"""
        small.toml:3:16: total: the total reads spent, which the stance never reads ('spent')
        {MEND}
        small.toml:6:6: measures.m: the measure m reads spent, which the stance never reads ('spent')
        {MEND}
        small.toml:18:7: rules[2].require: the rule b reads spent, which the stance never reads ('spent')
        {MEND}
    """)  # noqa: E501


def test_a_policy_that_reads_what_is_forbidden_is_named():
    @criterion
    def thrift(spent: Annotated[float, number("spent", minimum=0, maximum=1)]) -> float:
        return 1 - spent

    body = 'stance.never_reads = ["spent"]\n[criteria.c]\npolicy = "thrift"\nweight = 1'
    assert complaint(body, offering(thrift)) == said(f"""
        small.toml:5:10: criteria.c.policy: the criterion c (policy thrift) reads spent, which the stance never reads ('spent')
        {MEND}
    """)  # noqa: E501


def test_other_mistakes_do_not_hide_a_broken_promise():
    body = 'stance.never_reads = ["spent"]\nmeasures.m = "spent + efort"' + FIELDS
    assert [each.problem.partition(",")[0] for each in complaints(body)] == [
        "the measure m reads spent",
        "there is no name 'efort'",
    ]


def promises(judge):
    return [str(each) for each in judge.warnings if each.code == "EV304"]


def test_a_promise_about_what_nobody_declares_is_kept():
    judge = evaluator('stance.never_reads = ["sunk_cost", "tag:secret"]' + FIELDS)
    assert promises(judge) == []


def test_a_promise_that_nearly_names_a_field_is_a_warning():
    judge = evaluator('stance.never_reads = ["effrt", "tag:sunc"]' + FIELDS)
    assert "\n".join(promises(judge)) == said("""
        small.toml:3:23: stance.never_reads[1]: nothing is called 'effrt', so this promise is about nothing
            did you mean 'effort'?
        small.toml:3:32: stance.never_reads[2]: nothing is called 'tag:sunc', so this promise is about nothing
            did you mean 'tag:sunk'?
    """)  # noqa: E501
