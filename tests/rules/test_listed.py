"""Rules on the records of a list that can never speak, and that nothing is said of others."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.file import read_draft
from evalcore.written.errors import InputError
from rulesets import complaint, evaluator, ruleset_text

FIELDS = """
[fields]
x = { kind = "number", minimum = 0, maximum = 3, whole = true }
sure = { kind = "flag" }
[fields.r]
kind = "records"
[fields.r.record]
v = { kind = "number" }
w = { kind = "number", minimum = 0, maximum = 3, whole = true }
f = { kind = "flag" }
t = { kind = "text" }
d = { kind = "date" }
c = { kind = "choice", choices = ["low", "high"] }
"""
NEVER = "can never speak: its condition never holds\n"


def rules(*conditions: str) -> str:
    """A ruleset of these conditions, each with a rule of its own."""
    listed = (
        f'[[rules]]\nid = "r{n}"\nwhen = "{each}"\nverdict = "go"\n'
        for n, each in enumerate(conditions, start=1)
    )
    return FIELDS + "".join(listed)


@pytest.mark.parametrize(
    "condition",
    [
        "any_of(r, v > 3 and v < 2)",
        "count(r, v > 3 and v < 2) > 0",
        "count(r, v > 3 and v < 2) * 2 + x > 3",
        "share(r, v > 3 and v < 2) > 0.5",
        "share(r, v >= 0 or v < 0) < 0.5",
        "count(r, w > 7) >= 1",
        "count(r, c == 'low' and c == 'high') > 0",
        "any_of(r, t in ['a', 'b'] and t == 'c')",
        "any_of(r, f and not f)",
        "any_of(r, v > x and v < x)",
        "x < 2 and any_of(r, v < x and v > 2)",
        "any_of(r, withheld(v) and known(v))",
        "sure and any_of(r, not known(v) and v > 1)",
        "count(r, known(v) and not known(v)) >= 1",
        "not all_of(r, v > 2 or v <= 2)",
        "all_of(r, v > 3) and any_of(r, v < 1)",
        "any_of(r, v < 1) and sure and all_of(r, v > 3)",
        "all_of(r, d > date(2024, 1, 1)) and any_of(r, d < date(2023, 1, 1))",
        "any_of(r, v > 3) and not any_of(r, v > 2)",
        "any_of(r, withheld(v)) and all_of(r, known(v))",
        "any_of(r, not known(v)) and all_of(r, v > 3)",
        "share(r, v > 3) >= 1 and any_of(r, v < 2)",
        "share(r, v > 3) == 1 and all_of(r, v < 2)",
        "count(r, v > 5) >= 2 and count(r, v > 3) == 0",
        "count(r, v > 5) == 2 and not count(r, v > 3) >= 1",
        "all_of(r, v > 3) and all_of(r, v < 2) and count(r) > 1",
    ],
)
def test_what_no_record_of_a_list_meets(condition):
    found = complaint(rules(condition))
    assert f"the rule r1 {NEVER}" in found
    assert "hold it against the ranges and choices of its fields" in found


def test_a_measure_of_what_no_record_meets():
    body = '[measures]\nodd = "count(r, v > 3 and v < 2)"\n'
    assert f"the rule r1 {NEVER}" in complaint(body + rules("odd > 0"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("any_of(r, v > 3)", "any_of(r, v > 5)"),
        ("any_of(r, v > 3)", "sure and not all_of(r, v < 5)"),
        ("any_of(r, v > 3)", "count(r, v > 5) >= 2"),
        ("count(r, v > 3) > 0", "any_of(r, v > 3 and f)"),
        ("not all_of(r, known(v))", "any_of(r, withheld(v))"),
        ("sure and all_of(r, known(v))", "sure and not any_of(r, not known(v))"),
        ("any_of(r, 6 / w < x)", "any_of(r, 6 / w < x and f)"),
        ("6 / x < 3 - x", "sure and 6 / x < 3 - x"),
    ],
)
def test_a_rule_on_records_that_an_earlier_one_implies(first, second):
    found = complaint(rules(first, second))
    assert "the rule r2 can never speak: whatever meets it meets the rule r1 before it\n" in found
    assert "put it before that rule, or drop it" in found


@pytest.mark.parametrize(
    "first",
    [
        "count(r, v > 3 and v < 2) == 0",
        "not any_of(r, v > 3 and v < 2)",
        "all_of(r, v > 3) or any_of(r, v <= 3)",
    ],
)
def test_a_rule_on_records_that_always_speaks(first):
    found = complaint(rules(first, "sure"))
    assert "the rule r2 can never speak: the rule r1 before it always does\n" in found


@pytest.mark.parametrize(
    "condition",
    [
        "all_of(r, v > 3 and v < 2)",
        "all_of(r, w > 7)",
        "all_of(r, v > 3) and not any_of(r, v > 2)",
        "share(r, v > 3) < 1 and all_of(r, v > 2)",
        "any_of(r, v > 3) and any_of(r, v < 2)",
        "any_of(r, not known(v)) and any_of(r, v > 3)",
        "count(r, v > 3) == 1 and count(r, v < 2) == 1",
        "any_of(r, v > x) and x > 2",
    ],
)
def test_what_some_list_meets_loads(condition):
    evaluator(rules(condition))


def test_a_list_that_may_be_empty_leaves_a_share_undefined():
    # Of no records there is no share: then the second rule is asked.
    evaluator(rules("share(r, v > 3 and v < 2) < 1", "count(r) == 0"))


CELLS = [
    {key: value for key, value in (("w", w), ("f", f)) if value is not None}
    for w, f in product((None, {"withheld": "w"}, 0, 1, 2, 3), (None, False, True))
]
LISTS = [each for size in (0, 1, 2) for each in combinations_with_replacement(CELLS, size)]
REQUESTS = [
    {"id": "I1", "r": list(each), **({} if x is None else {"x": x})}
    for each in LISTS
    for x in (None, 0, 2, 3)
]


def atoms():
    side = st.sampled_from(["0", "1", "2", "3", "x", "3 - x", "1.5"])
    sign = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    left = st.sampled_from(["w", "w", "w * 2", "6 / w", "w - x"])
    texts = ["f", "not f", "known(w)", "withheld(w)", "not known(f)", "w in [1, 3]", "x > 1"]
    return st.one_of(
        st.builds("{} {} {}".format, left, sign, side),
        st.sampled_from(texts),
    )


def quantified():
    body = st.one_of(
        atoms(),
        st.builds("{} and {}".format, atoms(), atoms()),
        st.builds("{} or {}".format, atoms(), atoms()),
        st.builds("not ({} and {})".format, atoms(), atoms()),
    )
    sign = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    ends = st.sampled_from(["0", "1", "2", "0.5"])
    return st.one_of(
        st.builds("{}(r, {})".format, st.sampled_from(["any_of", "all_of"]), body),
        st.builds("not {}(r, {})".format, st.sampled_from(["any_of", "all_of"]), body),
        st.builds("{}(r, {}) {} {}".format, st.sampled_from(["count", "share"]), body, sign, ends),
        st.sampled_from(["x > 1", "count(r) > 0", "count(r) == 0", "sure or not known(x)"]),
    )


def conditions():
    return st.one_of(
        quantified(),
        st.builds("{} and {}".format, quantified(), quantified()),
        st.builds("({}) and ({} or {})".format, quantified(), quantified(), quantified()),
        st.builds("{} or {}".format, quantified(), quantified()),
    )


@given(st.lists(conditions(), min_size=1, max_size=3))
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_what_is_refused_never_speaks(written):
    draft = read_draft(ruleset_text(rules(*written)), "small.toml")
    found = refusals(draft.ruleset)
    assert all(each.code in ("EV220", "EV221") for each in found)
    judge = Evaluator(draft.ruleset, plugins=Plugins(), unreached=True)
    refused = {f"r{each.path[1] + 1}" for each in found}
    for request in REQUESTS if found else ():
        spoke = judge.evaluate(request).decided_by
        assert spoke is None or spoke.id not in refused, request


def refusals(ruleset):
    """What loading says against it."""
    try:
        compile_ruleset(ruleset, Plugins())
    except InputError as error:
        return error.complaints
    return ()
