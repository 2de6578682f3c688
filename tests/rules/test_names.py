from __future__ import annotations

from typing import Annotated

import attrs
import pytest

from evalcore import Vocabulary, criterion, function, number, setting
from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.file import read_draft, read_ruleset
from evalcore.rules.names import RESERVED
from evalcore.written.errors import InputError
from rulesets import DEFAULT, complaint, evaluator, offering, ruleset_text, said

Speed = Annotated[float, number("speed", minimum=0, maximum=1, unit="km/h")]

Top = Annotated[float, setting(unit="km/h", above=0)]


@criterion
def quick(speed: Speed, *, top: Top = 1.0) -> float:
    """How quick it is."""
    return speed / top


def test_fields_of_policies_are_names_in_formulas():
    body = '[criteria.q]\npolicy = "quick"\nweight = 1\n[measures]\ntwice = "speed * 2"'
    found = evaluator(body, offering(quick)).evaluate({"id": "I1", "speed": 0.5})
    assert found.measures == {"twice": 1.0}


def test_declarations_of_one_field_are_joined():
    body = '[criteria.q]\npolicy = "quick"\nweight = 1\n'
    body += '[fields.speed]\nkind = "number"\nunit = "km/h"\nminimum = 0.25\nquestion = "How fast?"'
    field = evaluator(body, offering(quick)).fields["speed"]
    assert (field.minimum, field.maximum, field.question) == (0.25, 1, "How fast?")


def test_contradicting_declarations_name_both_sources():
    body = '[criteria.q]\npolicy = "quick"\nweight = 1\n[fields.speed]\nkind = "flag"'
    assert complaint(body, offering(quick)).splitlines() == [
        (
            "small.toml:6:9: fields.speed: small.toml and the policy quick declare speed "
            "differently: kind flag and number"
        ),
        "    give it one declaration, or another name",
    ]


def test_ranges_that_leave_nothing():
    body = '[criteria.q]\npolicy = "quick"\nweight = 1\n'
    body += '[fields.speed]\nkind = "number"\nunit = "km/h"\nminimum = 2'
    assert complaint(body, offering(quick)) == said("""
        small.toml:6:9: fields.speed: small.toml and the policy quick leave no value that speed could have
    """)  # noqa: E501


def test_names_that_stand_for_two_things():
    body = """
    [parameters]
    cost = 1
    min = 1
    total = 3
    [measures]
    cost = "2"
    speed = "1"
    [criteria.as_of]
    policy = "quick"
    weight = 1
    [fields.cost]
    kind = "flag"
    [fields."cost.all"]
    kind = "flag"
    """
    assert complaint(body, offering(quick)) == said("""
        small.toml:4:1: parameters.cost: cost is both a field and a parameter
            expected a name of its own
        small.toml:5:1: parameters.min: min is both a function of the language and a parameter
            expected a name of its own
        small.toml:6:1: parameters.total: total is both a word of the language and a parameter
            expected a name of its own
        small.toml:8:1: measures.cost: cost is both a field and a measure
            expected a name of its own
        small.toml:9:1: measures.speed: speed is both a field of the policy quick and a measure
            expected a name of its own
        small.toml:10:11: criteria.as_of: as_of is both a word of the language and a criterion
            expected a name of its own
        small.toml:13:9: fields.cost: cost is both a field and a table of fields
            expected a name of its own
    """)


def test_a_name_that_a_plugins_function_has():
    @function
    def halved(value: float) -> float:
        return value / 2

    plugins = offering(functions=lambda: [halved])
    assert complaint("[parameters]\nhalved = 1", plugins) == said("""
        small.toml:4:1: parameters.halved: halved is both a function of plugin house and a parameter
            expected a name of its own
    """)
    assert evaluator("[parameters]\nhalved = 1", plugins.blocking(["house"])).graph.total is None


def test_a_vocabulary_of_a_plugin():
    plugins = offering(fields=lambda: [Vocabulary("office", [number("staff", question="Who?")])])
    body = 'vocabulary = "office"\n[measures]\nm = "staff + 1"'
    assert evaluator(body, plugins).fields["staff"].question == "Who?"


def test_a_vocabulary_that_is_missing_is_the_only_complaint():
    plugins = offering(fields=lambda: [Vocabulary("office", [number("staff")])])
    assert complaint('vocabulary = ["offise"]\n[measures]\nm = "staff + 1"', plugins) == said("""
        small.toml:3:15: vocabulary[1]: there is no vocabulary 'offise'
            expected one of office
            did you mean 'office'?
    """)


def test_a_vocabulary_in_a_file(tmp_path):
    (tmp_path / "office.toml").write_text('[fields.staff]\nkind = "number"')
    text = ruleset_text('vocabulary = "office.toml"\n[measures]\nm = "staff + 1"')
    ruleset = read_ruleset(text, folder=tmp_path)
    (staff,) = ruleset.vocabularies["office.toml"].fields
    assert (staff.name, staff.kind) == ("staff", "number")


def test_mistakes_in_a_vocabulary_file_and_in_the_ruleset_are_said_at_once(tmp_path):
    (tmp_path / "office.toml").write_text('[fields.staff]\nkind = "nubmer"\n')
    text = ruleset_text('vocabulary = ["office.toml", "home.toml"]\n[measures]\nm = "staff + 1 +"')
    with pytest.raises(InputError) as caught:
        evaluator_of(text, tmp_path)
    problems = [(each.place.rpartition("/")[2], each.problem) for each in caught.value.complaints]
    assert sorted(problems) == [
        ("office.toml:2:8", "there is no kind 'nubmer'"),
        ("small.toml:3:30", f"{tmp_path / 'home.toml'}: cannot be read: No such file or directory"),
        ("small.toml:5:17", "the expression ends too early"),
    ]


def evaluator_of(text, folder):
    draft = read_draft(text, "small.toml", folder=folder)
    return compile_ruleset(draft.ruleset, Plugins(), draft.complaints)


def test_the_intake_form_has_only_what_is_read():
    body = '[measures]\nm = "a + 1"\n[fields.a]\nkind = "number"\n[fields.b]\nkind = "number"'
    assert list(evaluator(body).fields) == ["a"]


def test_rulesets_made_in_python_are_held_to_the_same():
    ruleset = read_ruleset(ruleset_text('[fields.a]\nkind = "number"', DEFAULT))
    twice = attrs.evolve(ruleset, measures={"a": "1"}, documents={})
    with pytest.raises(InputError, match="a is both a field and a measure"):
        Evaluator(twice, plugins=Plugins())


def test_a_missing_vocabulary_hides_only_what_it_may_hold():
    body = """
    vocabulary = ["offise"]
    [fields.price]
    kind = "number"
    [measures]
    m = "staff + clmp(price) + prise"
    """
    words = complaint("\n".join(line.strip() for line in body.splitlines()), Plugins())
    assert "there is no vocabulary 'offise'" in words
    assert "there is no function 'clmp'" in words
    assert "there is no name 'prise'" in words
    assert "staff" not in words


PARTS = {
    "a field": '[fields.{}]\nkind = "number"',
    "a parameter": "[parameters]\n{} = 3",
    "a measure": '[measures]\n{} = "x"',
    "a criterion": '[criteria.{}]\nscore = "x"\nweight = 1',
    "a criterion by its own total": '[criteria.{}]\nscore = "total"\nweight = 1',
    "a measure by the mean": '[measures]\n{} = "weighted_mean + total"',
}
TOTALS = ("", 'total = "weighted_mean - 0.1"', 'total = "x"')


@pytest.mark.parametrize("total", TOTALS)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("word", RESERVED)
def test_a_word_of_the_language_is_nobody_elses_name(word, part, total):
    body = (
        f"{total}\n{PARTS[part].format(word)}\n"
        '[fields.x]\nkind = "number"\nminimum = 0\nmaximum = 1\n'
        '[criteria.other]\nscore = "x"\nweight = 1\n'
    )
    kind = part.partition(" by ")[0]
    assert f"{word} is both a word of the language and {kind}" in complaint(body)
