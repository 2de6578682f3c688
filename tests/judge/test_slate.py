"""The slate: totals from across, sound whatever is filled in, in any request."""

from __future__ import annotations

import json
from types import SimpleNamespace

import evalcore_topsis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import (
    Evaluation,
    InputError,
    discover,
    explain,
    find_changes,
    hookimpl,
    next_question,
)
from evalcore.extend.aggregations import Aggregation
from evalcore.judge.comparison import compare
from evalcore.letters import letter, page
from evalcore.reports.formats import write_report
from rulesets import complaint, evaluator, said

BODY = """
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
total = { aggregation = "topsis" }
[fields.a]
kind = "number"
minimum = 0
maximum = 10
question = "How much?"
[fields.b]
kind = "number"
minimum = 0
maximum = 10
[fields.part]
kind = "number"
minimum = 0
[criteria.much]
score = "a / 10"
weight = 2
[criteria.more]
score = "b / 10 if not known(part) else clamp(b / 10 / part)"
weight = 1
[criteria.unweighed]
score = "clamp(a / part)"
weight = 0
[[rules]]
id = "good"
when = "total >= 0.6"
verdict = "go"
[[rules]]
id = "bad"
when = "total < 0.2"
verdict = "kill"
"""
SLATE = [
    {"id": "A", "a": 8, "b": 2},
    {"id": "B", "a": 3, "b": 9},
    {"id": "C", "a": 5, "b": 5},
    {"id": "D", "a": 1, "b": 0},
]
OPEN = [*SLATE[:2], {"id": "C", "a": 5}, SLATE[3]]
PLUGINS = discover(extra=[evalcore_topsis], entry_points=False)


def judge(body: str = BODY):
    return evaluator(body, PLUGINS)


def test_a_total_depends_on_the_others():
    found = judge().evaluate_all(SLATE)
    assert [each.verdict for each in found] == ["go", "hold", "hold", "kill"]
    assert [each.id for each in judge().rank(SLATE)] == ["A", "C", "B", "D"]
    without = judge().evaluate_all(SLATE[:2])
    assert found[0].total != without[0].total
    assert found[0].to_json()["opaque"] == [
        {
            "key": "the total by topsis()",
            "version": "1",
            "value": found[0].total,
            "because": "judged together with 3 other requests",
        }
    ]
    assert [each.contribution for each in found[0].criteria] == [None, None, None]


def test_the_order_of_requests_does_not_matter():
    found = {each.id: each for each in judge().evaluate_all(SLATE)}
    assert {each.id: each for each in judge().evaluate_all(SLATE[::-1])} == found
    assert judge().evaluate(SLATE[0], slate=SLATE) == found["A"]
    assert judge().evaluate(SLATE[0], slate=SLATE[1:]) == found["A"]


def test_one_request_alone_gets_bounds():
    found = judge().evaluate(SLATE[0])
    assert (found.verdict, found.possible) == ("hold", ("go", "hold", "kill"))
    assert (found.total, found.total_range) == (None, (0.0, 1.0))
    because = "it depends on the other requests, and none was given"
    assert found.opaque[0].because == because
    assert found.decided_by.because == f"total: {because} in topsis across the slate"
    certain = judge(BODY.replace("total >= 0.6", "a >= 1"))
    assert certain.evaluate(SLATE[0]).decided
    (alone,) = judge().evaluate_all(SLATE[:1])
    assert alone.total == 0.5


def test_what_is_open_in_one_request_leaves_all_open():
    found = {each.id: each for each in judge().evaluate_all(OPEN)}
    assert [(each.verdict, each.decided) for each in found.values()] == [
        ("go", True),
        ("hold", True),
        ("hold", False),
        ("kill", True),
    ]
    low, high = found["A"].total_range or (0, 1)
    assert 0.6 < low < high < 1
    assert found["A"].opaque[0].value == (low, high)
    assert found["A"].opaque[0].because == "it waits for what is not known of C"
    assert found["A"].missing == ()
    assert [each.field for each in found["C"].missing] == ["b"]
    close = judge(BODY.replace("0.6", "0.7")).evaluate_all(OPEN)[0]
    assert not close.decided
    assert close.decided_by.because == (
        "total: it waits for what is not known of C in topsis across the slate"
    )


def test_a_request_whose_score_has_no_value_is_left_out():
    body = BODY.replace('score = "a / 10"', 'score = "clamp(a / part)"')
    rows = [{**each, "part": 10} for each in SLATE]
    lost = {**rows[0], "id": "E", "part": 0}
    found = judge(body).evaluate_all([*rows, lost])
    assert [each.total for each in found[:4]] == [
        each.total for each in judge(body).evaluate_all(rows)
    ]
    assert (found[4].total, found[4].opaque[0].because) == (None, "one of its scores has no value")
    doubtful = {"id": "E", "a": 3, "b": 3}
    for each in judge(body).evaluate_all([*rows, doubtful]):
        assert each.total_range == (0.0, 1.0)


requests = st.fixed_dictionaries(
    {name: st.sampled_from([None, 0, 1, 5, 9.5, 10]) for name in ("a", "b", "part")}
)


@given(st.lists(requests, min_size=1, max_size=4), st.data())
@settings(max_examples=150)
def test_bounds_hold_for_every_completion_of_every_request(rows, data):
    slate = [{"id": f"R{n}", **each} for n, each in enumerate(rows)]
    found = JUDGE.evaluate_all(slate)
    filled = [
        {
            name: data.draw(st.sampled_from([0, 0.5, 3, 10])) if value is None else value
            for name, value in each.items()
        }
        for each in slate
    ]
    # Fields that nobody was asked about stay out: `known()` would answer otherwise.
    filled = [{**each, "part": slate[n]["part"]} for n, each in enumerate(filled)]
    for before, after in zip(found, JUDGE.evaluate_all(filled), strict=True):
        if after.total is not None:
            assert before.total_range is not None
            low, high = before.total_range
            assert low <= after.total <= high
        assert set(after.possible) <= set(before.possible)
    for each in found:
        back = Evaluation.from_json(json.loads(json.dumps(each.to_json())))
        assert back == each
        assert JUDGE.again(back) == each
        assert explain(JUDGE.again(back)) == explain(each)


JUDGE = judge()


def test_every_page_says_that_totals_depend_on_others():
    words = "The total, by topsis, depends on the other requests that are judged together."
    found = judge()
    for ranking in (True, False):
        listing = found.listing(found.rank(SLATE), ranking=ranking)
        for form in ("table", "markdown", "html"):
            assert words in write_report(listing, form)
    each = found.judge(SLATE[0], slate=SLATE)
    assert words in [part.text for part in explain(each).parts]
    assert words in letter(each).reasons
    assert words in page(each).letter.reasons
    plain = judge(BODY.replace("total = { aggregation", "# "))
    assert words not in write_report(plain.listing(plain.rank(SLATE)), "table")


def test_a_comparison_is_within_the_slate():
    plain = judge(BODY.replace("total = { aggregation", "# "))
    compared = compare([judge(), plain], SLATE)
    assert [each.opinions[0].verdict for each in compared.initiatives] == [
        each.verdict for each in judge().evaluate_all(SLATE)
    ]


def test_what_looks_at_one_request_alone_refuses():
    found = judge().evaluate(SLATE[0])
    for ask, what in (
        (lambda: find_changes(judge(), SLATE[0], "go"), "a search for changes"),
        (lambda: next_question(found), "an interview"),
    ):
        with pytest.raises(InputError) as caught:
            ask()
        assert str(caught.value) == (
            f"the total of small, by topsis, depends on other requests; {what} looks at one alone\n"
            "    expected a total that does not depend on other requests"
        )


def offering(totals, bounds=None, **more):
    made = [Aggregation("odd", totals, bounds, version="2", **more)]
    plugin = SimpleNamespace(evalcore_aggregations=hookimpl(lambda: made), __name__="acme")
    return evaluator(BODY.replace("topsis", "odd"), discover(extra=[plugin], entry_points=False))


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        (lambda scores, _: len(scores) / 0, "it raised ZeroDivisionError: division by zero"),
        (lambda scores, _: scores[0][:1], "it returned 1 totals for 4 requests"),
        (lambda scores, _: [2] * len(scores), "it returned (2.0, 2.0), outside 0 to 1"),
        (
            lambda scores, _: ["x"] * len(scores),
            "it raised ValueError: could not convert",
        ),
    ],
)
def test_an_aggregation_that_fails_harms_nothing_else(totals, words):
    for each in offering(totals).evaluate_all(SLATE):
        assert each.total_range == (0.0, 1.0)
        assert each.opaque[0].because.startswith(f"odd 2 of plugin acme: {words}")
        assert each.criteria[0].score is not None


def test_without_bounds_totals_are_open_as_soon_as_one_score_is():
    found = offering(lambda scores, _: [row[0] for row in scores]).evaluate_all(OPEN)
    assert [each.total_range for each in found] == [(0.0, 1.0)] * 4


def test_the_version_and_the_settings_count_in_the_digest():
    assert offering(len).digest == offering(sum).digest
    other = offering(len, low=-1.0)
    assert other.digest != offering(len).digest
    assert [each.name for each in judge().evaluate(SLATE[0]).plugins] == ["evalcore_topsis"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '"topsis" }',
            '"topsi" }',
            """
            small.toml:5:25: total.aggregation: there is no aggregation 'topsi'
                expected one of topsis
                did you mean 'topsis'?
            """,
        ),
        (
            '"topsis" }',
            '"topsis", settings = { p = 2 }, formula = "a" }',
            """
            small.toml:5:48: total.settings.p: there is no setting 'p'
                expected no settings at all
            small.toml:5:57: total.formula: there is no key 'formula' here
                expected one of aggregation, settings
            """,
        ),
        (
            'aggregation = "topsis"',
            "",
            """
            small.toml:5:9: total: aggregation is missing
                expected the name of an aggregation, such as "topsis"
            """,
        ),
        (
            '{ aggregation = "topsis" }',
            "3",
            """
            small.toml:5:9: total: found 3
                expected a text in quotes
            """,
        ),
        (
            "weight = 1\n",
            "",
            """
            small.toml:21:11: criteria.more: the criterion more has no weight
                expected weight = 1, or more or less
            """,
        ),
    ],
)
def test_mistakes_are_complaints(old, new, words):
    assert complaint(BODY.replace(old, new), PLUGINS) == said(words)


def test_an_aggregation_needs_criteria():
    assert complaint('total = { aggregation = "topsis" }', PLUGINS) == said("""
        small.toml:3:9: total: there are no criteria whose scores could be aggregated
            expected [criteria.*] with weights
        """)
    body = 'total = { aggregation = "topsis" }\n[measures]\nx = "weighted_mean"'
    assert "only the formula of the total may use it" in complaint(body, PLUGINS)
