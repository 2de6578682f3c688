"""The words interpretation: sentences about every node, on any initiative."""

from __future__ import annotations

from datetime import date

import pytest
from formulas import (
    FIELDS,
    any_values,
    flags,
    formula,
    formula_or_none,
    measures,
    numbers,
    trace,
)
from hypothesis import given, settings

from evalcore.language.nodes import Named
from evalcore.request.values import Withheld
from evalcore.say.phrases import MOST_REASONS, MOST_WORDS, clipped, joined
from evalcore.say.words import Glossary, Words

OUTCOMES = [
    {"owner": "x", "target": 3, "baseline": 1, "done": True},
    {"owner": "y", "target": None, "baseline": 9, "done": False},
    {"owner": None, "target": 5, "baseline": 4, "done": None},
]


def words(text, names=None, glossary=None, **said):
    made = formula(text, names=names)
    return Words(glossary or Glossary(FIELDS), trace(made, said)), made.root


def measured(text, names=None, **said):
    speaker, root = words(text, names, **said)
    return speaker.measured(root)


def because(text, names=None, glossary=None, **said):
    speaker, root = words(text, names, glossary, **said)
    return speaker.because(root)


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("c", {"c": 0.5}, "c 0.5"),
        ("a / 4", {"a": 3}, "a 3 of 4"),
        ("n / m", {"n": 3, "m": 4}, "n 3 of m 4"),
        ("clamp(cost / 200)", {"cost": 50}, "cost 50 kEUR of 200"),
        (
            "clamp(linear(benefit / cost, worst=0, best=3))",
            {"benefit": 20, "cost": 10},
            (
                "benefit 20 kEUR over cost 10 kEUR (2), where 0 is worth nothing "
                "and 3 or more everything"
            ),
        ),
        (
            "clamp(linear(a, worst=10, best=2))",
            {"a": 4},
            "a 4, where 10 is worth nothing and 2 or less everything",
        ),
        ("linear(a, 0, 2)", {"a": 1}, "a 1, where 0 is worth nothing and 2 everything"),
        (
            "piecewise(a, {0: 0, 1: 0.5, 3: 1})",
            {"a": 2},
            "a 2, where 0 is worth 0, 1 is worth 0.5 and 3 or more is worth 1",
        ),
        ("lookup(remit, {'it': 0.4}, default=0)", {"remit": "it"}, "remit it, which is worth 0.4"),
        (
            "clamp(overlap(tags, {'grow': 0.5, 'save': 0.25, 'comply': 0.3}))",
            {"tags": ["grow", "save"]},
            "for tags grow (0.5) and save (0.25); not comply",
        ),
        ("overlap(tags, {'grow': 0.5})", {"tags": ["grow"]}, "for tags grow (0.5)"),
        ("overlap(tags, ['grow', 'save'])", {"tags": []}, "none of the tags grow or save"),
        ("1 - clamp(n / 20)", {"n": 4}, "n 4 of 20; the less, the better"),
        (
            "1 - clamp(n * (1 - a / 8) / 20)",
            {"n": 4, "a": 2},
            "3 of 20 used (from n 4 and a 2); the less, the better",
        ),
        (
            "0.5 * a / 4 + 0.5 * b / 4",
            {"a": 3, "b": 1},
            "a 3 of 4 and b 1 of 4, each counting alike",
        ),
        ("0.7 * a / 4 + 0.3 * c", {"a": 3, "c": 1}, "a 3 of 4 (times 0.7) and c 1 (times 0.3)"),
        (
            "mean(linear(a, 0, 4), n / 4, sqrt(c))",
            {"a": 3, "n": 1, "c": 0.25},
            "the mean of a 3 (worth 0.75), n 1 of 4 and 0.5 (from c 0.25)",
        ),
        ("c if p else a / 4", {"p": False, "a": 1, "c": 1}, "a 1 of 4"),
        ("sqrt(c)", {"c": 0.25}, "from c 0.25"),
        ("0.5 * 0.5", {}, "fixed"),
        ("a + b + c", {"a": 3}, "not known without b and c"),
    ],
)  # fmt: skip
def test_what_a_score_measured(text, said, expected):
    assert measured(text, **{"outcomes": OUTCOMES, **said}) == expected


@pytest.mark.parametrize(
    ("text", "said", "why"),
    [
        ("a / b", {"a": 3, "b": 0}, "b is 0, and nothing can be divided by it"),
        ("share(outcomes, done)", {"outcomes": []}, "there are no outcomes"),
        ("lookup(note, {'x': 1})", {"note": "y"}, "nothing is laid down for note y"),
        ("linear(a, b, b)", {"a": 1, "b": 1}, "the worst and the best a are the same"),
        ("sqrt(a)", {"a": -1}, "there is no square root of a number below 0"),
        ("geometric_mean(a, 2)", {"a": -1}, "there is no geometric mean of a number below 0"),
    ],
)
def test_why_a_score_has_no_value(text, said, why):
    assert measured(text, **said) == f"it has no value: {why}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a >= 4", "a, 3, is below 4"),
        ("a < 4", "a, 3, is below 4"),
        ("a < 2", "a, 3, is at least 2"),
        ("a == 3", "a is 3"),
        ("a != 3", "a is 3"),
        ("a == n", "a, 3, is different from n (4)"),
        ("a + 1 == n", "a plus 1 and n are both 4"),
        ("cost > 100", "cost, 50 kEUR, is not above 100"),
        ("c >= 0.6", "c, 0.5999, is below 0.6"),
        ("c * 1 >= 0.6", "c times 1, 0.5999, is below 0.6"),
        ("a > 2.99999", "a, 3, is above 2.99999"),
        (
            "any_of(outcomes, baseline > 10.00001)",
            "none of the three outcomes meets the condition that baseline is above 10.00001",
        ),
        ("remit == 'it'", "remit is sales, not it"),
        ("remit != 'it'", "remit is sales, not it"),
        ("remit == 'sales'", "remit is sales"),
        ("remit in ['it', 'trust']", "remit is sales, not it or trust"),
        ("remit in ['it', 'sales']", "remit is sales"),
        ("'save' in tags", "tags include save"),
        ("'grow' in tags", "tags do not include grow"),
        ("p and q and a > 5", "q: no; a, 3, is not above 5"),
        ("p or q", "p: yes"),
        ("q or a > 5", "q: no; a, 3, is not above 5"),
        ("not (a > 5)", "a, 3, is not above 5"),
        ("q if p else a > 1", "p: yes; q: no"),
        ("start < end", "start, 1 May 2026, is before end (2 May 2026)"),
        ("start == end", "start, 1 May 2026, is different from end (2 May 2026)"),
        ("start == start", "start and start are both 1 May 2026"),
        ("days_since(start) > 3", "the days since start, 206, are above 3"),
        ("a > 1 and b == 1", "a, 3, is above 1, and b is 1"),
        ("known(note)", "note is not known"),
        ("known(council)", "council is known"),
        ("withheld(labels)", "labels are withheld"),
        ("count(outcomes) > 0", "there are three outcomes"),
        ("count(risks) > 0", "there are no risks"),
        (
            "share(outcomes, known(owner) and known(target)) >= 0.5",
            (
                "one of the three outcomes names owner and target; still missing: owner and "
                "target; that share, 0.33, is below 0.5"
            ),
        ),
        ("share(outcomes, known(baseline)) >= 0.5", "all three outcomes name baseline"),
        ("any_of(outcomes, target > 4)", "for one outcome, target is above 4: yes"),
        ("any_of(outcomes, target > 100)", "not known without target of outcomes"),
        (
            "count(outcomes, baseline > 20) == 0",
            "none of the three outcomes meets the condition that baseline is above 20",
        ),
        (
            "all_of(outcomes, baseline >= 1)",
            "all three outcomes meet the condition that baseline is at least 1",
        ),
        ("r", "not known without r"),
        ("abs(a - n) < 2", "the gap between a and n, 1, is below 2"),
        ("mean(a, n, b, m, 10, 2, 6) > 4", "a, n, b and m come to 4, which is not above 4"),
        ("True", "this always holds"),
    ],
)  # fmt: skip
def test_why_a_condition_holds_or_does_not(text, expected):
    said = {
        "a": 3, "n": 4, "b": 1, "m": 2, "c": 0.5999, "cost": 50, "remit": "sales", "p": True,
        "q": False, "tags": ["save"], "outcomes": OUTCOMES, "risks": [], "council.yes": 2,
        "start": date(2026, 5, 1), "end": date(2026, 5, 2), "labels": Withheld("x"),
    }  # fmt: skip
    assert because(text, **said) == expected


def test_a_list_of_one():
    one = [{"owner": "x", "target": None, "baseline": 2}]
    assert because("count(outcomes) == 1", outcomes=one) == "there is one outcome"
    assert because("all_of(outcomes, known(owner))", outcomes=one) == "the one outcome names owner"
    lacking = because("all_of(outcomes, known(owner) and known(target))", outcomes=one)
    assert lacking == "the one outcome lacks target"
    assert because("any_of(outcomes, baseline > 3)", outcomes=one) == (
        "the one outcome does not meet the condition that baseline is above 3"
    )


def test_measures_parameters_and_criteria_have_their_own_words():
    names = measures(payback="benefit / cost", early="n < 3")
    names["enough"] = Named("enough", formula("2").root, "parameter")
    names["fit"] = Named("fit", formula("c").root, "criterion")
    names["total"] = Named("total", formula("c").root, "total")
    glossary = Glossary(FIELDS, {"fit": "strategic fit"}, {"enough": "what is enough: for now"})
    said = {"benefit": 10, "cost": 10, "n": 2, "c": 0.5}
    assert because("payback >= enough", names, glossary, **said) == (
        "the payback, 1, is below 2 (what is enough)"
    )
    assert because("early and fit >= total", names, glossary, **said) == (
        "n, 2, is below 3, and strategic fit, 0.5, is at least the total (0.5)"
    )
    assert measured("clamp(payback / 2)", names, **said) == "payback 1 of 2"


def test_remarks_on_parameters_go_before_facts_do():
    names = {"least": Named("least", formula("2").root, "parameter")}
    glossary = Glossary(FIELDS, {}, {"least": "what everything here has to reach at the least"})
    text = "a >= least and b >= least and n >= least"
    assert because("a >= least", names, glossary, a=3) == (
        "a, 3, is at least 2 (what everything here has to reach at the least)"
    )
    assert because(text, names, glossary, a=3, b=3, n=3) == (
        "a, 3, is at least 2; b, 3, is at least 2, and n, 3, is at least 2"
    )


def test_what_does_not_fit_into_a_sentence_is_counted():
    assert (
        joined(["one two three", "four five", "six"], most=5)
        == "one two three; and two more reasons"
    )
    assert joined(["one two three four"], most=3) == "one and more"
    assert clipped("one, two, three", most=3) == "one, two, three"


def test_deep_conditions_end():
    text = "p"
    for _ in range(18):
        text = f"(not ({text} and q))"
    assert because(text, p=True, q=True).startswith("a condition on p and q holds")


@settings(max_examples=250, deadline=None)
@given(text=numbers(records=True), said=any_values)
def test_any_score_can_be_said(text, said):
    made = formula_or_none(text)
    if made is None:
        return
    speaker = Words(Glossary(FIELDS), trace(made, said))
    for phrase in (speaker.measured(made.root), speaker.noun(made.root)):
        assert phrase
        assert "None" not in phrase
    assert len(speaker.measured(made.root).split()) <= MOST_WORDS + 9


@settings(max_examples=250, deadline=None)
@given(text=flags(records=True), said=any_values)
def test_any_condition_can_be_said(text, said):
    made = formula_or_none(text)
    if made is None:
        return
    speaker = Words(Glossary(FIELDS), trace(made, said))
    for phrase in (speaker.because(made.root), speaker.claim(made.root)):
        assert phrase
        assert "None" not in phrase
    assert len(speaker.because(made.root).split()) <= MOST_REASONS + 5
