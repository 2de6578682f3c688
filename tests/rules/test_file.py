from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from evalcore import RulesetFile, hookimpl
from evalcore.extend.plugins import Plugins, discover
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import find_ruleset, load_ruleset, read_ruleset, read_vocabulary
from evalcore.written.errors import InputError
from rulesets import DEFAULT, complaint, ruleset_text, said


def wrong(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_ruleset(text, "f.toml")
    return str(caught.value)


def test_texts_are_compared_in_one_form():
    text = ruleset_text("""
        verdicts = ["go", "hold"]
        [fields.owner]
        kind = "text"
        [fields.goals]
        kind = "set"
        choices = ["sante\u0301"]
        [[rules]]
        id = "named"
        when = "owner == 'Jose\u0301' or 'sante\u0301' in goals"
        verdict = "go"
        """)
    evaluator = Evaluator(read_ruleset(text))
    for each in ({"owner": "Jos\u00e9"}, {"owner": "Jose\u0301 "}, {"goals": ["sant\u00e9\u200b"]}):
        assert evaluator.evaluate({"id": "R1", "owner": "x", **each}).verdict == "go"


def test_everything_a_ruleset_says():
    ruleset = read_ruleset(
        ruleset_text("""
        about = "A small one."
        verdicts = ["go", "hold"]
        when_undecided = "hold"
        [stance]
        never_reads = ["spent"]
        [parameters]
        mass = 5
        rate = { value = 0.5, unit = "1/month", about = "how fast" }
        [fields."council.yes"]
        kind = "number"
        [fields.outcomes.record.target]
        kind = "number"
        [measures]
        a = "1"
        [criteria.c]
        score = "0.5"
        weight = 3
        [[rules]]
        id = "r"
        when = "a > 3"
        verdict = "go"
        because = "why not"
        """)
    )
    assert ruleset.verdicts == ("go", "hold")
    assert ruleset.never_reads == ("spent",)
    assert ruleset.parameters["rate"].unit == "1/month"
    assert list(ruleset.fields) == ["council.yes", "outcomes"]
    assert ruleset.fields["outcomes"].kind == "records"
    assert ruleset.criteria[0].weight == 3
    assert (ruleset.rules[0].id, ruleset.rules[0].because) == ("r", "why not")


def test_what_every_ruleset_has():
    assert wrong("") == said("""
        f.toml:1:1: name is missing
            expected a name, such as name = "portfolio"
        f.toml:1:1: version is missing
            expected a version, such as version = "2026.1"
        f.toml:1:1: [default] is missing: what holds where no rule speaks
            expected [default] with a verdict, such as verdict = "hold"
    """)


def test_text_that_is_no_toml():
    assert wrong("name = x\n").startswith("f.toml:1:8: this is no TOML: invalid value\n")


def test_tables_nested_too_deeply():
    assert "nested too deeply" in wrong("a = " + "[" * 5000)


def test_numbers_with_too_many_digits():
    assert wrong("a = " + "9" * 5000).startswith("f.toml:1:1: cannot be read: ")
    assert "found 99999" in complaint("parameters.a = " + "9" * 400)


def test_unknown_keys():
    body = 'vedicts = ["go"]\n[criteria.a]\nscore = "0.5"\nwieght = 1\nweight = 1'
    assert complaint(body).splitlines()[::2] == [
        "small.toml:3:1: vedicts: there is no key 'vedicts' here",
        "    did you mean 'verdicts'?",
        "    expected one of about, policy, score, settings, weight",
    ]


def test_values_of_the_wrong_type():
    body = """
    when_undecided = 3
    total = 4
    [measures]
    a = 3
    [criteria.x]
    score = "0.5"
    weight = "3"
    [fields.y]
    kind = 3
    [parameters]
    p = "x"
    [parameters.q]
    value = true
    """
    assert complaint(body) == said("""
        small.toml:3:18: when_undecided: found 3
            expected a text in quotes
        small.toml:4:9: total: found 4
            expected a text in quotes
        small.toml:6:5: measures.a: found 3
            expected a text in quotes
        small.toml:9:10: criteria.x.weight: found '3'
            expected a number
        small.toml:11:8: fields.y.kind: found 3
            expected a text in quotes
        small.toml:13:5: parameters.p: found 'x'
            expected a number
        small.toml:15:9: parameters.q.value: found true
            expected a number
    """)


@pytest.mark.parametrize(
    ("verdicts", "found"),
    [
        (
            "[]",
            (
                "small.toml:3:12: verdicts: no verdict is listed\n"
                "    expected verdicts, the best first"
            ),
        ),
        ('["hold", "hold"]', "small.toml:3:21: verdicts[2]: 'hold' is listed twice"),
        (
            '["hold", ""]',
            "small.toml:3:21: verdicts[2]: found ''\n    expected a text that is not blank",
        ),
    ],
)
def test_verdicts_that_make_no_list(verdicts, found):
    assert complaint(f"verdicts = {verdicts}") == found


def test_misspelt_verdicts():
    body = 'verdicts = ["go", "hold"]\nwhen_undecided = "recycle"\n'
    body += '[[rules]]\nid = "a"\nwhen = "x > 1"\nverdict = "gp"\n'
    body += (
        '[[rules]]\nid = "b"\nrequire = "x > 1"\notherwise = "kill"\n[fields.x]\nkind = "number"'
    )
    assert complaint(body, default='[default]\nverdict = "hld"') == said("""
        small.toml:4:18: when_undecided: there is no verdict 'recycle'
            expected one of go, hold
        small.toml:8:11: rules[1].verdict: there is no verdict 'gp'
            expected one of go, hold
        small.toml:12:13: rules[2].otherwise: there is no verdict 'kill'
            expected one of go, hold
        small.toml:16:11: default.verdict: there is no verdict 'hld'
            expected one of go, hold
            did you mean 'hold'?
    """)


def test_criteria_that_make_no_sense():
    body = """
    [criteria.a]
    weight = -1
    score = "0.5"
    [criteria.b]
    weight = 1
    [criteria.c]
    policy = "p"
    score = "0.5"
    weight = 1
    [criteria.if]
    score = "1"
    weight = 1
    settings = { x = 1 }
    """
    found = complaint(body)
    assert found.splitlines()[::2][:3] == [
        "small.toml:4:10: criteria.a.weight: found the weight -1",
        "small.toml:6:11: criteria.b: the criterion b has neither policy nor score",
        "small.toml:8:11: criteria.c: the criterion c has both policy and score",
    ]
    assert "small.toml:12:11: criteria.if: 'if' cannot be a name in formulas\n" in found
    assert "small.toml:15:1: criteria.if.settings: a formula takes no settings" in found


@pytest.mark.parametrize("table", ["fields", "measures", "parameters", "criteria"])
def test_names_that_are_the_same_to_formulas(table):
    value = {
        "fields": '{ kind = "flag" }',
        "measures": '"1"',
        "parameters": "1",
        "criteria": '{ score = "1", weight = 1 }',
    }[table]
    assert complaint(f'[{table}]\nfit = {value}\n"ﬁt" = {value}') == said(f"""
        small.toml:5:1: {table}.ﬁt: 'ﬁt' and 'fit' are the same name
            expected a name of its own
    """)


def test_two_criteria_of_one_name():
    found = wrong(ruleset_text('[criteria.a]\nscore = "1"\n[criteria.a]\nscore = "1"'))
    assert found.startswith("f.toml:5:12: this is no TOML: ")


def test_rules_with_the_wrong_keys():
    body = """
    [[rules]]
    [[rules]]
    id = "a b"
    when = "x > 1"
    verdict = "go"
    otherwise = "go"
    clauses = ["c"]
    because = { c = "x" }
    [[rules]]
    id = "b"
    when = "x > 2"
    require = "x > 3"
    [[rules]]
    id = "b"
    require = "x > 4"
    verdict = "go"
    [fields.x]
    kind = "number"
    """
    assert complaint(body) == said("""
        small.toml:3:3: rules[1]: id is missing
            expected an id, such as id = "aligned"
        small.toml:3:3: rules[1]: the rule has no condition
            expected exactly one of when = "...", require = "...", gate = "..." and table = "..."
        small.toml:5:1: rules[2].id: 'a b' cannot be an id
            expected letters, digits, _ and -, starting with a letter
        small.toml:8:1: rules[2].otherwise: a rule with when has no otherwise
            expected verdict = "..."
        small.toml:9:1: rules[2].clauses: only a rule with gate has clauses
        small.toml:10:11: rules[2].because: only a rule with gate has because by clause
            expected one text
        small.toml:14:1: rules[3].require: the rule b has when and require
            expected exactly one of when = "...", require = "...", gate = "..." and table = "..."
        small.toml:15:3: rules[4]: otherwise is missing
            expected one of go, conditional_go, pivot, hold, recycle, refer, kill
        small.toml:16:6: rules[4].id: rules 3 and 4 have the same id 'b'
            expected an id of its own
        small.toml:18:1: rules[4].verdict: a rule with require has no verdict
            expected otherwise = "..."
    """)


def test_rules_that_are_no_list():
    rule = 'id = "x"'
    expected = "\n    expected [[rules]]: each rule starts with it"
    assert complaint(f"[rules]\n{rule}").startswith(
        f"small.toml:3:2: rules: found [rules]{expected}"
    )
    for first, second in (
        ("[rules]", "[rules]"),
        ("[rules]", "[[rules]]"),
        ("[[rules]]", "[rules]"),
    ):
        line = 3 if first == "[rules]" else 5
        body = f"{first}\n{rule}\n{second}\n{rule}"
        with pytest.raises(InputError) as caught:
            read_ruleset(ruleset_text(body), "small.toml")
        assert str(caught.value) == f"small.toml:{line}:2: found [rules]{expected}"


def test_fields_that_make_no_sense():
    body = """
    [fields.cost]
    kind = "nubmer"
    [fields.council.yes]
    kind = "number"
    [fields.a]
    kind = "number"
    minimum = 3
    maximum = 2
    [fields.b]
    kind = "number"
    unit = "EUR per"
    [fields.c]
    kind = "flag"
    quetsion = "?"
    """
    assert complaint(body) == said("""
        small.toml:4:8: fields.cost.kind: there is no kind 'nubmer'
            expected one of number, flag, text, choice, date, set, estimate, records
            did you mean 'number'?
        small.toml:5:9: fields.council: kind is missing
            expected one of number, flag, text, choice, date, set, estimate, records
            a dotted name is quoted: [fields."council.yes"]
        small.toml:9:11: fields.a.minimum: the minimum 3 is above the maximum 2
        small.toml:13:8: fields.b.unit: 'EUR per' is no unit: write symbols joined by * and /, as in kEUR/month
        small.toml:16:1: fields.c.quetsion: there is no key 'quetsion' here
            expected one of answered_by, choices, controlled_by, kind, label, maximum, minimum, minutes, question, record, shown_as, tags ... (14 in all)
            did you mean 'question'?
    """)  # noqa: E501


def test_mistakes_of_shape_and_of_meaning_are_said_at_once_in_the_order_of_the_text():
    body = '[measures]\na = "b + nothing"\nb = 3\n'
    body += '[[rules]]\nid = "r"\nwhen = "a > tootal"\nverdict = "gp"'
    assert [line.partition(": ")[0] for line in complaint(body).splitlines() if line[0] != " "] == [
        "small.toml:4:10",
        "small.toml:5:5",
        "small.toml:8:13",
        "small.toml:9:11",
    ]


def test_what_uses_a_field_that_cannot_be_read_is_not_complained_about():
    body = '[fields.x]\nkind = "nubmer"\n[measures]\na = "x + 1"\nb = "known(x)"'
    assert len(complaint(body).splitlines()) == 3


def test_loading_a_file(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(ruleset_text('[measures]\na = "1"'), encoding="utf-8-sig")
    assert load_ruleset(path).source == str(path)
    assert Evaluator(path, plugins=Plugins()).ruleset.measures == {"a": "1"}


def test_an_evaluator_says_what_is_wrong_with_a_file(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(ruleset_text('[measures]\na = "x"\nb = 1'))
    with pytest.raises(InputError) as caught:
        Evaluator(str(path), plugins=Plugins())
    assert [(each.source, each.line) for each in caught.value.complaints] == [
        (str(path), 4),
        (str(path), 5),
    ]


@pytest.fixture
def offering(tmp_path):
    """Plugins that offer one ruleset, `ours`."""
    path = tmp_path / "shelf" / "rules.toml"
    path.parent.mkdir()
    path.write_text(ruleset_text(""), encoding="utf-8")
    hook = hookimpl(lambda: [RulesetFile("ours", path)])
    plugin = SimpleNamespace(evalcore_rulesets=hook)
    return discover(extra=[plugin], entry_points=False)


def test_rulesets_of_plugins_have_names(offering, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_ruleset("ours", offering) == tmp_path / "shelf" / "rules.toml"
    assert Evaluator("ours", plugins=offering).ruleset == load_ruleset("ours", offering)
    (tmp_path / "ours").mkdir()
    assert find_ruleset("ours", offering).name == "rules.toml"
    (tmp_path / "ours").rmdir()
    (tmp_path / "ours").write_text("", encoding="utf-8")
    assert find_ruleset("ours", offering) == Path("ours")


def test_a_ruleset_that_nobody_offers(offering):
    for name in ("our", "ourss.toml"):
        with pytest.raises(InputError) as caught:
            find_ruleset(name, offering)
        assert str(caught.value) == (
            f"there is no ruleset {name!r}\n    expected the path of a TOML file, or one of ours\n"
            "    did you mean 'ours'?"
        )
    with pytest.raises(InputError, match=r"expected the path of a TOML file$"):
        find_ruleset("ours", Plugins())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere.toml", "there is no ruleset"),
        ("x" * 5000, "cannot be read"),
        ("a\0b", "there is no ruleset"),
    ],
)
def test_files_that_cannot_be(name, words):
    with pytest.raises(InputError, match=words):
        load_ruleset(name)


def test_a_folder_is_no_ruleset(tmp_path):
    with pytest.raises(InputError, match="this is a folder"):
        load_ruleset(tmp_path)


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_bytes(b'name = "x"\nabout = "\xff"')
    with pytest.raises(InputError) as caught:
        load_ruleset(path)
    assert str(caught.value) == f"{path}:2:10: found the byte 0xff\n    expected text in UTF-8"


def test_a_file_too_large_to_be_written_by_people(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_bytes(b"#" * (2**20 + 1))
    with pytest.raises(InputError, match="the file has more than 1048576 bytes"):
        load_ruleset(path)


def test_a_vocabulary_has_nothing_but_fields():
    with pytest.raises(InputError, match=r"v\.toml:1:1: measures: there is no key 'measures' here"):
        read_vocabulary('measures.a = "1"', "v.toml")


def test_a_default_that_is_no_table():
    assert "small.toml:4:11: default: found 'hold'" in complaint("", default='default = "hold"')
    assert DEFAULT in ruleset_text()


@pytest.mark.parametrize(
    ("body", "found", "mend"),
    [
        ('verdicts = "go|hold"', "'go|hold'", 'verdicts = ["go", "hold"]'),
        ('verdicts = ["go, hold"]', "'go, hold'", 'verdicts = ["go", "hold"]'),
        ('verdicts = "go and hold"', "'go and hold'", 'verdicts = ["go", "hold"]'),
        ('verdicts = "go / hold"', "'go / hold'", 'verdicts = ["go", "hold"]'),
        (
            '[stance]\nnever_reads = ["spent_k, council"]',
            "'spent_k, council'",
            'never_reads = ["spent_k", "council"]',
        ),
        (
            '[fields.a]\nkind = "choice"\nchoices = ["low; high"]',
            "'low; high'",
            'choices = ["low", "high"]',
        ),
        (
            'required_plugins = ["evalcore-a; evalcore-b"]',
            "'evalcore-a; evalcore-b'",
            'required_plugins = ["evalcore-a", "evalcore-b"]',
        ),
    ],
)
def test_several_names_in_one_text_where_a_list_is_wanted(body, found, mend):
    told = complaint(body)
    assert f"found {found}\n    expected a list of texts\n    {mend}" in told


def test_a_promise_that_holds_two_names():
    told = complaint('[stance]\nnever_reads = ["tag:cost", "spent_k; council"]')
    assert "stance.never_reads[2]: found 'spent_k; council'" in told
    assert 'expected one name\n    "spent_k", "council"' in told


def test_a_distribution_with_two_versions_is_one_text():
    told = complaint('required_plugins = ["evalcore-nothing>=1.2,<2"]')
    assert "a list of texts" not in told
