"""The waterfall: every bar begins where the one before it ended, and the last is the total."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.letters import page
from evalcore.page.slate import total_words
from evalcore.reports.document import Document
from evalcore.reports.markdown import as_markdown
from evalcore.reports.terminal import as_text
from evalcore.reports.waterfall import waterfall
from rulesets import evaluate

BODY = """
{total}
[fields.a]
kind = "number"
minimum = 0
maximum = 1
[fields.b]
kind = "number"
minimum = 0
maximum = 1
[criteria.fit]
score = "a"
weight = 3
[criteria.worth]
score = "0.5 * b + 0.25"
weight = 1
"""
shares = st.none() | st.integers(0, 100).map(lambda n: n / 100)


def judged(total="", **said):
    return evaluate(BODY.format(total=total), **said)


def drawn(total="", width=60, **said):
    return as_text(Document([waterfall(judged(total, **said))]), width=width)


def test_a_total_that_is_known():
    assert (
        drawn(a=0.8, b=0.6)
        == """\
how the total adds up
              0                                            1
fit    +0.60  ████████████████████████████
worth  +0.14                              ██████
total   0.74  ██████████████████████████████████
"""
    )


def test_what_is_not_known_is_an_open_range():
    assert (
        drawn(a=0.8)
        == """\
how the total adds up
                      0                                    1
fit            +0.60  ███████████████████████
worth  +0.06 to 0.19                         ██·····
total   0.66 to 0.79  █████████████████████████·····
· not known yet
"""
    )


def test_what_the_formula_takes_off_is_a_bar_of_its_own():
    total = 'total = "weighted_mean - 0.25 * abs(fit - worth)"'
    assert (
        drawn(total, a=0.8, b=0.5)
        == """\
how the total adds up
                    0                                      1
fit          +0.60  ████████████████████████
worth        +0.12                          █████
the formula  -0.07                            ▒▒▒
total         0.65  ██████████████████████████
▒ taken off by the formula
"""
    )
    added = waterfall(judged('total = "weighted_mean + 0.1"', a=0.8, b=0.5)).bars
    assert [(each.name, each.kind) for each in added[-2:]] == [
        ("the formula", "adds"),
        ("total", "total"),
    ]


def test_a_total_below_zero_still_has_a_scale():
    text = drawn('total = "weighted_mean - 2 * a"', a=0.8, b=0.5)
    assert "-1.60" in text
    assert max(map(len, text.splitlines())) <= 60


def test_nothing_where_there_are_no_contributions():
    unweighed = BODY.replace("weight = 3\n", "").replace("weight = 1\n", "")
    evaluation = evaluate(unweighed.format(total='total = "fit * worth"'), a=1, b=1)
    assert waterfall(evaluation) is None
    assert waterfall(evaluate('[fields.a]\nkind = "number"\n', a=1)) is None


@pytest.mark.parametrize("width", [20, 60, 80, 120, 200])
def test_it_fits_the_terminal(width):
    lines = drawn(width=width, a=0.8).splitlines()
    assert max(map(len, lines)) <= min(max(width, 60), 120)


def test_colours_only_where_they_are_wanted():
    document = Document([waterfall(judged(a=0.8))])
    assert "\x1b[32m" in as_text(document, color=True)
    assert "\x1b" not in as_text(document)


@given(a=shares, b=shares)
def test_the_certain_parts_add_up_to_the_least_that_the_total_can_be(a, b):
    evaluation = judged(a=a, b=b)
    *parts, total = waterfall(evaluation).bars
    assert all(first.end == second.start for first, second in pairwise(parts))
    assert parts[0].start == 0
    low, high = evaluation.total_range
    assert total.end == pytest.approx(low, abs=1e-9)
    assert total.reach == pytest.approx(high, abs=1e-9)
    assert parts[-1].end == pytest.approx(low, abs=1e-9)
    assert as_text(Document([waterfall(evaluation)]))


def test_a_format_that_draws_nothing_says_the_numbers():
    text = as_markdown(Document([waterfall(judged(a=0.8))]))
    assert text.startswith("how the total adds up\n\n|  |  |\n| --- | ---: |\n| fit | +0.60 |\n")


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        ("0.496 * b + 0.25", "0.25 to 0.75"),  # 0.746 lies within
        ("0.501 * b + 0.124", "0.12 to 0.63"),  # 0.625 as well
        ("0.5 * b + 0.25", "0.25 to 0.75"),
    ],
)
def test_a_range_reads_the_same_in_a_letter_in_bars_and_on_the_page(score, shown):
    """Rounded outwards: nothing lies outside of what is said."""
    body = f"""
    [fields.b]
    kind = "number"
    minimum = 0
    maximum = 1
    [criteria.worth]
    score = "{score}"
    weight = 1
    [[rules]]
    id = "enough"
    when = "total >= 0.5"
    verdict = "go"
    """
    found = evaluate(body)
    bars = waterfall(found).bars
    assert [each.number for each in bars] == [f"+{shown}", shown]
    assert (page(found).total, total_words(found)) == (shown, shown)
