"""`[portfolio]`: what is wrong with it, all at once, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalcore import Evaluator, InputError
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.portfolio_file import with_portfolio
from rulesets import complaint, evaluator, said

FIELDS = """
[fields.hours]
kind = "number"
unit = "h/month"
minimum = 0
[fields.cost]
kind = "number"
unit = "kEUR"
[fields.spent]
kind = "number"
unit = "kEUR"
tags = ["sunk"]
[fields.goals]
kind = "set"
"""
GOOD = """
[portfolio]
maximise = "cost"
[portfolio.capacities.my_hours]
uses = "hours"
amount = 20
"""


def wrong(body: str) -> str:
    """What is wrong with a portfolio that maximises something, and has this."""
    text = f'{FIELDS}[portfolio]\nmaximise = "cost"\n{body}'
    return "\n".join(
        line.partition("small.toml:")[2] or line for line in complaint(text).split("\n")
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            'among = ["kil"]',
            (
                "18:10: portfolio.among[1]: there is no verdict 'kil'\n"
                "    expected one of go, conditional_go, pivot, hold, recycle, refer, kill\n"
                "    did you mean 'kill'?"
            ),
        ),
        (
            "ties = 1.5\namong = []",
            (
                "18:8: portfolio.ties: found 1.5\n    expected a whole number from 0 to 1000\n"
                "19:9: portfolio.among: no verdict is listed\n"
                "    expected verdicts that may be chosen"
            ),
        ),
        (
            'start = "cost"',
            (
                "18:1: portfolio.start: start counts periods, and there are none\n"
                '    expected periods = ["q1", "q2"]'
            ),
        ),
        (
            "[portfolio.capacities.h]\nuses = 'hour'\namount = 'all'\nprofile = [1]",
            (
                "19:9: portfolio.capacities.h.uses: there is no name 'hour'\n"
                "    expected a field, measure, parameter or criterion that is declared\n"
                "    did you mean 'hours'?\n"
                "20:10: portfolio.capacities.h.amount: found 'all'\n"
                "    expected how much there is: a number\n"
                "21:1: portfolio.capacities.h.profile: a profile goes over periods, and there are "
                "none\n"
                '    expected periods = ["q1", "q2"]'
            ),
        ),
        (
            'periods = ["a", "b"]\n[portfolio.capacities.h]\nuses = "hours"\namount = [1, 2, 3]',
            (
                "21:10: portfolio.capacities.h.amount: found 3 amounts, and there are 2 periods\n"
                "    expected how much there is: a number, or one for each period"
            ),
        ),
        (
            "[portfolio.capacities.h]\nuses = 'hours + cost'\namount = -1",
            (
                "19:9: portfolio.capacities.h.uses: the units differ: h/month and kEUR\n"
                "    expected equal units; nothing is converted\n"
                "20:10: portfolio.capacities.h.amount: found -1\n"
                "    expected a number of at least 0"
            ),
        ),
        (
            "[portfolio.capacities.h]\nuses = 'hours'\namount = 1\nunit = 'kEUR'",
            (
                "19:8: portfolio.capacities.h.uses: the amount is in kEUR, and uses is "
                "a number in h/month\n    expected a number in kEUR\n    units are never converted"
            ),
        ),
        (
            "[portfolio.capacities.money]\nuses = 'cost - spent'\namount = 1",
            (
                "19:16: portfolio.capacities.money.uses: the capacity money reads spent, "
                "which is spent whatever is chosen\n    read what is still to be spent"
            ),
        ),
        (
            "[[portfolio.relations]]\nid = 'r'\nrequires = ['A']",
            (
                "20:12: portfolio.relations[1].requires: found ['A']\n"
                "    expected two ids or more, or a field"
            ),
        ),
        (
            "[[portfolio.relations]]\nid = 'r'\nrequires = 'goal'",
            (
                "20:12: portfolio.relations[1].requires: there is no field 'goal'\n"
                '    expected a field that holds ids, or a list of them: ["I03", "I01"]\n'
                "    did you mean 'goals'?"
            ),
        ),
        (
            "[[portfolio.relations]]\nid = 'r'\nrequires = 'cost'",
            (
                "20:12: portfolio.relations[1].requires: cost is a number\n"
                "    expected a set of texts, or a text: the ids of requests"
            ),
        ),
        (
            "[[portfolio.relations]]\nid = 'r'\nat_most = 1",
            (
                "18:13: portfolio.relations[1]: the relation r does not say of which requests\n"
                '    expected of = ["I01", "I02"] or where = "a condition"'
            ),
        ),
        (
            "[[portfolio.relations]]\nid = 'r'",
            (
                "18:13: portfolio.relations[1]: the relation r says nothing between requests\n"
                "    expected one of requires, excludes and together, or at_least or at_most with "
                "of = [...] or where"
            ),
        ),
        (
            "[[portfolio.shares]]\nid = 's'\nof = 'hour'\nwhere = 'cost'\nat_least = 30",
            (
                "20:6: portfolio.shares[1].of: there is no capacity 'hour'\n"
                "    expected one of value, count\n"
                "21:9: portfolio.shares[1].where: found a number in kEUR\n"
                "    expected a condition, such as own_learning >= 2\n"
                "22:12: portfolio.shares[1].at_least: found 30\n"
                "    expected a share from 0 to 1"
            ),
        ),
        (
            'always = ["A"]\nnever = ["A"]\nalwys = 1',
            (
                "19:10: portfolio.never[1]: 'A' is forced in and forced out\n"
                "    expected always or never\n"
                "20:1: portfolio.alwys: there is no key 'alwys' here\n"
                "    expected one of always, among, capacities, latest, length, maximise, never, "
                "periods, relations, running, shares, start ... (13 in all)\n"
                "    did you mean 'always'?"
            ),
        ),
        (
            "[portfolio.shares]\nid = 's'",
            (
                "18:12: portfolio.shares: found [shares]\n"
                "    expected [[portfolio.shares]]: each share starts with it"
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(body, words):
    assert wrong(body) == words


def test_without_a_total_something_has_to_be_maximised():
    assert complaint(f"{FIELDS}[portfolio]\n") == said("""
        small.toml:16:2: portfolio: there is no total to maximise
            expected maximise = "a formula", such as the benefit
    """)


def test_a_portfolio_keeps_what_the_stance_promises():
    body = '[stance]\nnever_reads = ["cost"]\n' + FIELDS + GOOD
    assert complaint(body) == said("""
        small.toml:21:13: portfolio.maximise: maximise reads cost, which the stance never \
reads ('cost')
            drop it, or change [stance] never_reads
    """)


def test_a_stance_promises_nothing_about_a_file_of_its_own(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD, encoding="utf-8")
    plain = evaluator('[stance]\nnever_reads = ["cost"]\n' + FIELDS)
    draft = with_portfolio(plain.ruleset, str(file))
    assert compile_ruleset(draft.ruleset, plain.plugins).portfolio is not None


def test_what_only_the_portfolio_uses_is_used():
    relation = '[[portfolio.relations]]\nid = "r"\nrequires = "goals"\n'
    half = '[measures]\nhalf = "hours / 2"\n' + GOOD.replace('"hours"', '"half"')
    body = FIELDS.partition("[fields.spent]")[0] + '[fields.goals]\nkind = "set"\n' + half
    assert evaluator(body + relation).warnings == []
    assert [each.problem for each in evaluator(body).warnings] == ["nothing reads the field goals"]


def test_no_verdict_and_no_digest_depends_on_it():
    alone, beside = evaluator(FIELDS), evaluator(FIELDS + GOOD)
    assert alone.digest == beside.digest
    assert list(alone.fields) == list(beside.fields)


def test_a_file_of_its_own_is_complained_about_by_its_name(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(f"{GOOD}amont = 3\n[portfoli]\n".replace("hours", "hour"), encoding="utf-8")
    plain = evaluator(FIELDS)
    draft = with_portfolio(plain.ruleset, str(file))
    with pytest.raises(InputError) as caught:
        compile_ruleset(draft.ruleset, plain.plugins, draft.complaints)
    assert str(caught.value).replace(f"{file}:", "") == said("""
        5:9: portfolio.capacities.my_hour.uses: there is no name 'hour'
            expected a field, measure, parameter or criterion that is declared
            did you mean 'hours'?
        7:1: portfolio.capacities.my_hour.amont: there is no key 'amont' here
            expected one of amount, profile, unit, uses
            did you mean 'amount'?
        8:2: portfoli: there is no key 'portfoli' here
            expected one of portfolio
            did you mean 'portfolio'?
    """)


def test_a_file_of_its_own_replaces_the_portfolio_of_the_ruleset(tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD, encoding="utf-8")
    ruleset = evaluator(FIELDS + GOOD.replace("20", "10")).ruleset
    found = Evaluator(with_portfolio(ruleset, str(file)).ruleset, plugins=evaluator().plugins)
    assert found.graph.portfolio.rules.capacities["my_hours"].amount == (20.0,)
