"""Gathering cases: from the ruleset, from beside it, from tables; every complaint about them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from places import ROOT

from cases.caselaw import SMALL, evaluator_of, problems
from evalcore.cases.gathering import gather
from evalcore.cases.trying import try_cases
from evalcore.extend.plugins import Plugins, discover
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import read_draft
from evalcore.written.errors import InputError
from rulesets import ruleset_text

OWN = 35  # the line of the first case


def complaint(cases: str, files: tuple[str, ...] = ()) -> str:
    """Everything that is said against these cases, each from the line of the first one."""
    draft = read_draft(ruleset_text(SMALL + dedent(cases).strip("\n") + "\n"), "small.toml")
    assert draft.complaints == ()
    own = Evaluator(draft.ruleset, plugins=Plugins())
    with pytest.raises(InputError) as caught:
        gather(own, files)
    return "\n".join(map(str, caught.value.complaints))


def shape(case: str) -> str:
    """What is said against the shape of one case."""
    draft = read_draft(ruleset_text(SMALL + dedent(case).strip("\n") + "\n"), "small.toml")
    return "\n".join(map(str, draft.complaints))


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            '[[cases]]\nexpect = "go"\ninitiative = {}',
            'name is missing\n    expected a name, such as name = "pays back late"',
        ),
        (
            '[[cases]]\nname = "a"\ninitiative = {}\nexpect = "holt"',
            (
                "there is no verdict 'holt'\n    expected one of go, hold, kill, undecided\n"
                "    did you mean 'hold'?"
            ),
        ),
        (
            '[[cases]]\nname = "a"\nexpect = "go"',
            (
                "the case 'a' has neither initiative nor like\n"
                "    expected an initiative, or like = the name of a case above"
            ),
        ),
        (
            '[[cases]]\nname = "a"\nexpect = "go"\ninitiative = {}\nwithout = ["cost"]',
            'without is for a case that is like another\n    expected like = "..."',
        ),
        (
            '[[cases]]\nname = "a"\nexpect = "go"\ninitiative = {}\ntotal = "much"',
            "found 'much'\n    expected a number",
        ),
        (
            '[[cases]]\nname = "a"\nexpect = "go"\ninitiative = {}\ntotal = { within = 1 }',
            "value is missing\n    expected a number",
        ),
        (
            '[[cases]]\nname = "a"\nexpect = "go"\ninitiative = {}\nas_of = "soon"',
            "found 'soon'\n    expected a date, such as 2026-11-23",
        ),
        (
            '[[cases]]\nname = "a"\nexpect = "go"\ninitiative = {}\ndecidedby = "x"',
            "there is no key 'decidedby' here",
        ),
        (
            '[cases]\nname = "a"',
            "found [cases]\n    expected [[cases]]: each case starts with it",
        ),
    ],
)
def test_the_shape_of_a_case_is_checked_where_the_ruleset_is_read(case, said):
    assert said in shape(case)


def test_a_wrong_case_is_complained_about_with_its_place():
    found = complaint("""
        [[cases]]
        name = "one"
        initiative = { costs = 3, phase = "ida", council = { yes = 1.5 } }
        expect = "go"
        [[cases]]
        name = "two"
        initiative = { cost = 3 }
        expect = "go"
        decided_by = "goot"
        scores = { worthy = 1 }
        missing = ["phases"]
        parameters = { enouh = 1 }
        [[cases]]
        name = "two"
        like = "on"
        expect = "go"
        [[cases]]
        name = "three"
        like = "two"
        without = ["phase"]
        expect = "go"
    """)
    first = OWN
    assert found == dedent(f"""\
        small.toml:{first + 1}:16: cases[1].initiative.costs: no field is called 'costs'
            did you mean 'cost'?
        small.toml:{first + 7}:14: cases[2].decided_by: there is no rule 'goot'
            expected a rule, rule.clause or default
            did you mean 'good'?
        small.toml:{first + 8}:12: cases[2].scores.worthy: there is no criterion 'worthy'
            expected one of worth
            did you mean 'worth'?
        small.toml:{first + 9}:12: cases[2].missing[1]: no field is called 'phases'
            did you mean 'phase'?
        small.toml:{first + 10}:16: cases[2].parameters.enouh: there is no parameter 'enouh'
            expected one of enough
            did you mean 'enough'?
        small.toml:{first + 12}:8: cases[3].name: two cases are called 'two'
            expected a name of its own
        small.toml:{first + 13}:8: cases[3].like: there is no case 'on'
            expected the name of a case above
            did you mean 'one'?
        small.toml:{first + 18}:12: cases[4].without[1]: the case 'two' says nothing of 'phase'""")


def test_a_value_that_does_not_fit_is_complained_about_where_it_stands():
    found = complaint("""
        [[cases]]
        name = "one"
        initiative = { phase = "ida", council = { yes = 1.5 } }
        expect = "go"
        [[cases]]
        name = "two"
        like = "one"
        change = { cost = "much" }
        expect = "go"
    """)
    assert f"small.toml:{OWN + 1}:24: cases[1].initiative.phase: found 'ida'" in found
    assert "cases[1].initiative.council.yes: found 1.5" in found
    assert f"small.toml:{OWN + 6}:19: cases[2].change.cost: found 'much'" in found


def test_a_case_with_parameters_that_no_ruleset_may_have_is_complained_about():
    body = SMALL.replace("enough = 0.6", "enough = 0.6\nmost = 1").replace("3))", "3)) * most")
    case = '[[cases]]\nname = "one"\ninitiative = { cost = 3 }\nexpect = "go"\n'
    own = evaluator_of(f"{body}{case}parameters = {{ most = 2 }}\n")
    with pytest.raises(InputError) as caught:
        gather(own)
    said = "the ruleset cannot be used with them: the score may be above 1 (from 0 to 2)"
    assert f"cases[1].parameters: {said}" in str(caught.value)


def test_a_ruleset_that_counts_days_wants_a_date_in_every_case():
    body = """
        [fields.since]
        kind = "date"
        [[rules]]
        id = "old"
        when = "days_since(since) > 30"
        verdict = "hold"
        [[cases]]
        name = "one"
        initiative = { since = 2026-01-01 }
        expect = "hold"
    """
    own = evaluator_of(dedent(body).strip("\n") + "\n")
    with pytest.raises(InputError) as caught:
        gather(own)
    assert str(caught.value) == dedent("""\
        small.toml:9:3: cases[1]: the ruleset small counts days, but from no date
            expected the date of the evaluation
            say as_of in the case, or --as-of for all that have none""")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.toml").write_text(ruleset_text(SMALL), encoding="utf-8")
    return tmp_path


def found_in(folder: Path, *files: str) -> list[str]:
    plugins = discover(folder=ROOT / "plugins", entry_points=False)
    own = Evaluator(folder / "small.toml", plugins=plugins)
    return problems(try_cases(own, gather(own, [str(folder / each) for each in files])))


CASE = '[[cases]]\nname = "{}"\ninitiative = {{ cost = 950 }}\nexpect = "{}"\n'


def test_cases_stand_beside_the_ruleset_and_in_files_that_are_named(folder):
    (folder / "small.cases.toml").write_text(CASE.format("beside", "kill"), encoding="utf-8")
    (folder / "more.toml").write_text(CASE.format("named", "go"), encoding="utf-8")
    assert found_in(folder) == [""]
    assert found_in(folder, "more.toml") == ["", "expected go, found kill (by dear)"]


def test_a_file_of_cases_holds_nothing_else(folder):
    (folder / "small.cases.toml").write_text("[[case]]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"small.cases.toml:1:3: case: there is no key 'case'"):
        found_in(folder)


def test_cases_are_the_rows_of_a_table(folder):
    rows = [
        "case.name,case.expect,case.decided_by,case.total,case.missing,cost,benefit,phase,council.yes,why",
        "dear,kill,dear,,,950,,,,a note",
        "good,go,good,0.83333,,300,750,idea,,",
        "by votes,go,,,none,300,750,pilot,4,",
        "open,undecided,,,phase; council.yes,300,750,,,",
        "wrong,hold,,1,,300,750,idea,,",
    ]
    (folder / "many.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert found_in(folder, "many.csv") == [
        *[""] * 4,
        "expected hold, found go (by good); expected the total 1 within 0.0001, found 0.8333333333",
    ]


def test_a_table_may_have_scores_parameters_and_dates(folder):
    rows = [
        "case.name,case.expect,case.scores.worth,case.parameters.enough,case.as_of,cost,benefit,phase",
        "one,hold,0.83333,0.9,2026-01-01,300,750,idea",
        "two,go,0.83333,,,300,750,idea",
    ]
    (folder / "many.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert found_in(folder, "many.csv") == ["", ""]


def test_a_table_is_complained_about_with_its_lines(folder):
    rows = [
        "case.name,case.expect,case.total,cost,phase",
        "one,goo,,1,idea",
        "two,go,much,x,idea",
        ",go,,1,idea",
    ]
    (folder / "many.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        found_in(folder, "many.csv")
    said = str(caught.value).replace(f"{folder}/", "")
    assert said == dedent("""\
        many.csv:2:2: one: case.expect: there is no verdict 'goo'
            expected one of go, hold, kill, undecided
            did you mean 'go'?
        many.csv:3:3: two: case.total: found 'much'
            expected a number
        many.csv:3:4: two: cost: found 'x'
            expected a number
        many.csv:4:1: a case without a name: case.name: is empty
            expected a name that no other case has""")


def test_a_table_without_the_columns_of_cases_is_no_table_of_cases(folder):
    (folder / "many.csv").write_text("case.name,case.expected,cost\na,go,1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        found_in(folder, "many.csv")
    said = str(caught.value).replace(f"{folder}/", "")
    assert "many.csv:1:1: no column is called 'case.expect'" in said
    assert "many.csv:1:2: there is no column 'case.expected'" in said
    (folder / "many.csv").write_text("name,case.expect,cost\na,go,1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        found_in(folder, "many.csv")
    assert str(caught.value).replace(f"{folder}/", "") == (
        "many.csv:1:1: no column is called 'case.name'\n"
        "    expected the name of each case, that no other has\n"
        "    rename name to case.name"
    )
    assert "did you mean 'case.expect'?" in said


def test_a_column_that_is_meant_for_a_field_is_named_once(folder):
    rows = ["case.name,case.expect,costt,benefit,phase,note", *(f"{n},go,1,1,idea,x" for n in "ab")]
    (folder / "many.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        found_in(folder, "many.csv")
    assert str(caught.value).replace(f"{folder}/", "") == (
        "many.csv:2:3: a: costt: no field is called 'costt', so the column is not read\n"
        "    did you mean 'cost'?"
    )
