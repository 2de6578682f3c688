"""Rulesets that extend others: what they come to, and what is said where it is not clear."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from evalcore import Evaluator, InputError
from evalcore.extend.plugins import Plugins
from evalcore.rules.effective import shown
from evalcore.rules.file import load_draft

BASE = """
name = "base"
version = "1"
verdicts = ["go", "hold", "kill"]
[parameters]
enough = { value = 0.6, about = "the total that is enough" }
limit = 5
[fields.x]
kind = "number"
minimum = 0
maximum = 10
[measures]
half = "x / 2"
[criteria.a]
score = "x / 10"
weight = 2
about = "the first"
[criteria.b]
score = "clamp(1 - x / limit)"
weight = 1
[[rules]]
id = "one"
when = "half > 4.5"
verdict = "kill"
because = "too much"
[[rules]]
id = "two"
when = "total >= enough"
verdict = "go"
[default]
verdict = "hold"
"""
HEAD = 'extends = "base.toml"\nname = "ours"\nversion = "2"\n'
RULE = '[[rules]]\nid = "{}"\nwhen = "x > {}"\nverdict = "kill"\n{}\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("base.toml").write_text(BASE, "utf-8")
    return tmp_path


@pytest.fixture
def extended(folder):
    def load(body, **files):
        for name, text in files.items():
            Path(f"{name}.toml").write_text(dedent(text), "utf-8")
        Path("ours.toml").write_text(HEAD + dedent(body), "utf-8")
        return Evaluator("ours.toml", plugins=Plugins())

    return load


@pytest.fixture
def wrong(extended):
    def complain(body, **files):
        with pytest.raises(InputError) as caught:
            extended(body, **files)
        return str(caught.value)

    return complain


def ids(judge):
    return [each.id for each in judge.ruleset.rules]


def test_nothing_but_another_name_decides_alike(extended):
    judge = extended("")
    assert (judge.ruleset.name, judge.ruleset.version) == ("ours", "2")
    assert judge.digest == Evaluator("base.toml", plugins=Plugins()).digest


def test_only_what_is_said_is_replaced(extended):
    judge = extended("""
        [parameters]
        enough = { value = 0.5, override = true }
        [criteria.a]
        override = true
        weight = 5
        [[rules]]
        id = "one"
        override = true
        verdict = "hold"
    """)
    assert judge.ruleset.parameters["enough"].value == 0.5
    assert judge.ruleset.parameters["enough"].about == "the total that is enough"
    criterion = judge.ruleset.criteria[0]
    assert (criterion.score, criterion.weight, criterion.about) == ("x / 10", 5, "the first")
    rule = judge.ruleset.rules[0]
    assert (rule.when, rule.verdict, rule.because) == ("half > 4.5", "hold", "too much")
    assert judge.digest != Evaluator("base.toml", plugins=Plugins()).digest


WAYS = {
    "in the entry": "[parameters]\nlimit = { value = 7, override = true }",
    "in the table": "[parameters]\noverride = true\nlimit = 7",
    "at the top": 'override = ["parameters.limit"]\n[parameters]\nlimit = 7',
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_say_that_a_parameter_is_replaced(extended, way):
    assert extended(WAYS[way]).ruleset.parameters["limit"].value == 7


FORMULAS = {
    "in the entry": '[measures]\nhalf = { formula = "x / 2.5", override = true }',
    "in the table": '[measures]\noverride = true\nhalf = "x / 2.5"',
    "at the top": 'override = ["measures.half"]\n[measures]\nhalf = "x / 2.5"',
}


@pytest.mark.parametrize("way", FORMULAS)
def test_ways_to_say_that_a_measure_is_replaced(extended, way):
    body = FORMULAS[way] + '\n[[rules]]\nid = "one"\noverride = true\nwhen = "half > 3.5"'
    assert extended(body).ruleset.measures["half"] == "x / 2.5"


def test_another_way_to_say_something_replaces_the_one_before(extended):
    judge = extended("""
        [[rules]]
        id = "one"
        override = true
        require = "half <= 4.5"
        otherwise = "hold"
    """)
    rule = judge.ruleset.rules[0]
    assert (rule.when, rule.require) == (None, "half <= 4.5")
    assert (rule.verdict, rule.otherwise) == ("", "hold")


TABLE = '''
[tables.size]
hit = "unique"
rows = """
| x    | => size |
| <= 5 | hold    |
| > 5  | kill    |
"""
[[rules]]
id = "one"
override = true
at = "last"
table = "size"
'''


def test_a_rule_by_a_table_replaces_a_condition(folder):
    Path("ours.toml").write_text(HEAD + TABLE, "utf-8")
    judge = Evaluator("ours.toml", plugins=Plugins())
    rule = judge.ruleset.rules[-1]
    assert (rule.table, rule.when, rule.verdict) == ("size", None, "")
    verdicts = [judge.evaluate({"id": "I", "x": x}).verdict for x in (1, 7)]
    assert verdicts == ["hold", "kill"]


def test_what_is_listed_is_added_to(extended):
    base = BASE + '[stance]\nnever_reads = ["tag:effort"]\n'
    judge = extended('[stance]\nnever_reads = ["spent_k"]', base=base)
    assert judge.ruleset.never_reads == ("tag:effort", "spent_k")


ORDERS = {
    'before = "two"': (0.5, ["one", "new", "two"]),
    'after = "one"': (0.5, ["one", "new", "two"]),
    'after = "two"': (0.1, ["one", "two", "new"]),
    'at = "first"': (9.9, ["new", "one", "two"]),
    'at = "last"': (0.1, ["one", "two", "new"]),
}


@pytest.mark.parametrize("place", ORDERS)
def test_a_rule_goes_where_it_says(extended, place):
    limit, expected = ORDERS[place]
    assert ids(extended(RULE.format("new", limit, place))) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('after = "one"', 'after = "one"', ["one", "p", "q", "two"]),
        ('after = "one"', 'after = "p"', ["one", "p", "q", "two"]),
        ('before = "two"', 'before = "two"', ["one", "p", "q", "two"]),
        ('at = "first"', 'at = "first"', ["p", "q", "one", "two"]),
        ('at = "last"', 'at = "last"', ["one", "two", "p", "q"]),
    ],
)
def test_several_rules_keep_the_order_in_which_they_are_written(folder, first, second, expected):
    text = HEAD + RULE.format("p", 4, first) + RULE.format("q", 3, second)
    Path("ours.toml").write_text(text, "utf-8")
    draft = load_draft("ours.toml", Plugins())
    assert draft.complaints == ()
    assert [each.id for each in draft.ruleset.rules] == expected


def test_a_rule_is_moved_and_another_one_removed(extended):
    body = '[[rules]]\nid = "one"\noverride = true\nat = "last"\nwhen = "half > 1"\n'
    assert ids(extended(body)) == ["two", "one"]
    assert ids(extended('[[rules]]\nid = "one"\nremove = true\n')) == ["two"]


def test_things_with_names_are_removed(extended):
    judge = extended("""
        [criteria.b]
        remove = true
        [[rules]]
        id = "one"
        remove = true
        [measures]
        half = { remove = true }
    """)
    assert [each.id for each in judge.ruleset.criteria] == ["a"]
    assert judge.ruleset.measures == {}


def test_a_value_that_is_said_twice_shows_both(wrong):
    assert wrong("[parameters]\nlimit = 7") == (
        "ours.toml:5:1: parameters.limit: parameters.limit is 5 in base.toml:7 and 7 here\n"
        "    to replace it: limit = { value = 7, override = true }"
    )


def test_a_rule_that_is_there_already(wrong):
    assert wrong(RULE.format("two", 3, 'before = "one"')) == (
        "ours.toml:5:6: rules[1].id: the rule two is already in base.toml:26\n"
        "    to change it, say override = true in it; to add another, give it another id"
    )


WRONG = {
    RULE.format("new", 3, ""): "rules[1].id: the rule new does not say where it goes\n    expected",
    RULE.format("new", 3, 'before = "one"\nat = "last"'): "the rule new has before and at",
    RULE.format("new", 3, 'before = "tow"'): "there is no rule 'tow' to put it before",
    RULE.format("new", 3, 'at = "frist"'): "found 'frist'\n    expected at = \"first\" or",
    '[[rules]]\nid = "twoo"\nremove = true': "no rule twoo to remove\n    did you mean 'two'?",
    RULE.format("tow", 3, "override = true"): "there is no rule tow to override",
    "[criteria.c]\nremove = true": "there is no criteria.c to remove",
    '[criteria.c]\noverride = true\nscore = "1"\nweight = 1': "no criteria.c to override",
    "[criteria.a]\nremove = true\nweight = 1": "criteria.a is removed, so it says nothing else",
    'override = ["total"]': "override[1]: there is no total to override",
    'override = "total"': "override: found 'total'\n    expected a list of what is replaced",
    'verdicts = ["go", "kill"]': 'say override = ["verdicts"] at the top',
    '[default]\nverdict = "kill"': "to replace it, say override = true in it",
    '[measures]\nhalf = "x / 3"': "half = { formula = ..., override = true }",
}


@pytest.mark.parametrize("body", WRONG)
def test_what_is_wrong_is_said(wrong, body):
    assert WRONG[body] in wrong(body)


def test_complaints_stand_where_the_mistake_is_written(wrong):
    found = wrong('[measures]\nthird = "y / 3"', base=BASE.replace("half > 4.5", "haf > 4.5"))
    assert found == (
        "ours.toml:5:10: measures.third: there is no name 'y'\n"
        "    expected a field, measure, parameter or criterion that is declared\n"
        "base.toml:23:9: rules[1].when: there is no name 'haf'\n"
        "    expected a field, measure, parameter or criterion that is declared\n"
        "    did you mean 'half'?"
    )


def test_a_chain_and_values_for_the_whole_house(folder):
    Path("house.toml").write_text("[parameters]\nrate = 0.08\nlimit = 9\n", "utf-8")
    Path("base.toml").write_text(BASE.replace("limit = 5\n", ""), "utf-8")
    Path("middle.toml").write_text('extends = ["house.toml", "base.toml"]\nname = "m"\n', "utf-8")
    Path("ours.toml").write_text(
        'extends = "middle.toml"\nname = "ours"\nversion = "1"\n[criteria.a]\noverride = true\n'
        'score = "clamp(x * rate)"\n',
        "utf-8",
    )
    judge = Evaluator("ours.toml", plugins=Plugins())
    assert judge.ruleset.parameters["limit"].value == 9
    assert judge.ruleset.version == "1"
    assert judge.warnings == []
    assert [*judge.ruleset.documents] == ["ours.toml", "middle.toml", "house.toml", "base.toml"]


def test_two_that_contradict_each_other(folder):
    Path("house.toml").write_text("[parameters]\nlimit = 9\n", "utf-8")
    text = HEAD.replace('"base.toml"', '["house.toml", "base.toml"]')
    Path("ours.toml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"limit differs between house.toml:2 and base.toml"):
        Evaluator("ours.toml", plugins=Plugins())
    same = BASE.replace("limit = 5", "limit = 9")
    Path("base.toml").write_text(same, "utf-8")
    assert Evaluator("ours.toml", plugins=Plugins()).ruleset.parameters["limit"].value == 9


def test_a_circle_and_a_file_that_is_not_there(folder, wrong):
    Path("base.toml").write_text(BASE.replace('name = "base"', 'extends = "ours.toml"'), "utf-8")
    assert "base.toml:2:11: extends: ours.toml extends, in the end, what extends it" in wrong("")
    Path("base.toml").unlink()
    assert "ours.toml:1:11: extends: base.toml: there is no such file" in wrong("")
    Path("base.toml").write_text("name = ", "utf-8")
    assert "base.toml:1:8: this is no TOML" in wrong("")


def test_a_file_named_in_another_folder_is_sought_there(folder):
    Path("house").mkdir()
    Path("house/shared.toml").write_text('[fields.y]\nkind = "flag"\n', "utf-8")
    text = BASE.replace('version = "1"', 'version = "1"\nvocabulary = ["shared.toml"]')
    Path("house/base.toml").write_text(text, "utf-8")
    Path("ours.toml").write_text(HEAD.replace("base.toml", "house/base.toml"), "utf-8")
    judge = Evaluator("ours.toml", plugins=Plugins())
    assert "y" in judge.graph.declared


def test_what_others_may_use_is_no_warning(extended):
    assert extended("", base=BASE.replace("limit = 5", "limit = 5\nspare = 3")).warnings == []
    found = extended("[parameters]\nspair = 3").warnings
    assert [(each.code, each.source) for each in found] == [("EV302", "ours.toml")]


def test_what_is_shown_is_the_same_ruleset(extended):
    judge = extended(RULE.format("new", 4, 'before = "two"'))
    Path("effective.toml").write_text(shown(judge.ruleset).text, "utf-8")
    again = Evaluator("effective.toml", plugins=judge.plugins)
    assert again.digest == judge.digest
    assert again.ruleset.content == judge.ruleset.content


def test_each_line_says_where_it_is_written(extended):
    judge = extended("""
        [criteria.a]
        override = true
        weight = 5
        [[rules]]
        id = "new"
        when = "x > 4"
        verdict = "kill"
        after = "one"
    """)
    text = shown(judge.ruleset).text
    assert 'name = "ours"  # ours.toml:2\n' in text
    assert 'score = "x / 10"  # base.toml:15\nweight = 5  # ours.toml:7\n' in text
    assert '[[rules]]  # ours.toml:8\nid = "new"  # ours.toml:9\n' in text
    assert '[[rules]]  # base.toml:26\nid = "two"' in text
