"""Terms: one name for a verdict and for a role, wherever they are spoken of."""

from __future__ import annotations

import json

import pytest

from evalcore import next_question
from evalcore.form import form_of
from evalcore.form.questionnaire import as_markdown as questionnaire
from evalcore.judge.comparison import compare
from evalcore.letters import letter, page
from evalcore.say.terms import Terms, Verdict, without_article
from evalcore.study.changes import find_changes
from rulesets import complaint, evaluate, evaluator, said

BODY = """
verdicts = ["go", "parked", "hold", "recycle"]
[terms.verdicts.go]
called = "a green light"
means = "work starts on Monday"
[terms.verdicts.parked]
called = "a parking ticket"
says = "parks it"
say = "park it"
short = "park"
[terms.verdicts.recycle]
to_council = "its sponsor hears from us"
[terms.roles]
hr = "the people team"
[fields.fit]
kind = "number"
minimum = 0
maximum = 4
question = "How well does it fit?"
answered_by = "hr"
controlled_by = "hr"
[[rules]]
id = "fits"
when = "fit >= 2"
verdict = "go"
[[rules]]
id = "slight"
when = "fit >= 1"
verdict = "parked"
"""


def without_terms(body):
    start, _, rest = body.partition("[terms.verdicts.go]")
    return start + "[fields.fit]" + rest.partition("[fields.fit]")[2]


@pytest.mark.parametrize(
    ("role", "sentence", "label"),
    [
        ("sponsor", "the sponsor", "sponsor"),
        ("change_board", "the change board", "change board"),
        ("finance", "finance", "finance"),
        ("hr", "HR", "HR"),
        ("IT", "IT", "IT"),
        ("cio", "the CIO", "CIO"),
        ("Pmo", "the PMO", "PMO"),
        ("R&D", "R&D", "R&D"),
        ("Data_Office", "the Data Office", "Data Office"),
        ("", "", ""),
    ],
)
def test_how_roles_are_called(role, sentence, label):
    assert Terms().role(role) == sentence
    assert Terms().role_label(role) == label


def test_a_role_of_the_rulesets_own():
    terms = Terms(roles={"hr": "the people team", "cio": "our CIO"})
    assert [terms.role("hr"), terms.role_label("hr")] == ["the people team", "people team"]
    assert terms.role_label("cio") == "our CIO"


def test_every_form_of_a_verdict():
    assert Terms().verdict("conditional_go") == Verdict(
        label="conditional_go",
        short="go if",
        called="a conditional go",
        means="it goes ahead on the condition named below",
        to_council="it goes ahead on the condition named below",
        says="goes on conditions",
        say="go on conditions",
        tone="good",
    )


def test_a_verdict_without_words_is_its_id():
    found = Terms().verdict("on_ice")
    assert (found.label, found.called, found.says) == ("on_ice", '"on ice"', "says on_ice")
    assert (found.means, found.to_council, found.tone) == ("", "", "")


def test_what_is_not_said_follows_from_what_is():
    terms = Terms({"recycle": {"called": "an open question"}, "kill": {"means": "we thank you"}})
    found = terms.verdict("recycle")
    assert (found.label, found.short, found.say) == ("open question",) * 2 + ("say open question",)
    assert (found.means, found.tone) == (Terms().verdict("recycle").means, "fair")
    assert found.to_council == Terms().verdict("recycle").to_council
    found = terms.verdict("kill")
    assert (found.label, found.called, found.says) == ("kill", "a kill", "kills")
    assert (found.means, found.to_council) == ("we thank you", "we thank you")


@pytest.mark.parametrize(
    ("text", "noun"),
    [("a go", "go"), ("The board", "board"), ("an ox", "ox"), ("theory", "theory"), ("a", "a")],
)
def test_a_noun_without_its_article(text, noun):
    assert without_article(text) == noun


def test_letters_use_them():
    found = letter(evaluate(BODY, fit=3))
    assert (found.verdict, found.meaning) == ("a green light", "work starts on Monday")
    assert letter(evaluate(BODY)).reasons == (
        "What is still missing decides between a green light, a parking ticket and a hold.",
    )
    assert letter(evaluate(BODY)).missing[0].who == "the people team"
    judge = evaluator(BODY)
    changes = find_changes(judge, {"id": "I", "fit": 1}, "go", by="hr")
    told = page(judge.evaluate({"id": "I", "fit": 1}), changes).letter.changes
    assert told == ("With fit from 1 to 2: a green light.",)


def test_forms_and_questions_use_them():
    judge = evaluator(BODY)
    assert list(form_of(judge).respondents) == ["people team"]
    assert "\n## people team\n" in questionnaire(form_of(judge))
    question = next_question(judge.evaluate({"id": "I"}))
    assert question.why.startswith("green light, parking ticket or hold are still possible;")


def test_comparisons_use_those_of_each_ruleset():
    judges = [evaluator(BODY), evaluator(BODY), evaluator(without_terms(BODY))]
    request = {"id": "I", "fit": 1}
    (found,) = compare(judges[:2], [request]).initiatives
    assert found.words == "small 1 (1) and small 1 (2) park it: slight"
    (found,) = compare(judges[1:], [request]).initiatives
    assert found.words == "small 1 (1) and small 1 (2) say parked: slight"
    (found,) = compare(judges[:2], [{"id": "I"}]).initiatives
    assert "say yet: green light, parking ticket or hold depends on fit" in found.words


def test_they_are_no_part_of_the_digest_nor_of_what_programs_read():
    with_terms, without = evaluator(BODY), evaluator(without_terms(BODY))
    assert with_terms.digest == without.digest
    data = [each.to_json([each.evaluate({"id": "I", "fit": 3})]) for each in (with_terms, without)]
    assert json.dumps(data[0]) == json.dumps(data[1])


def test_mistakes_in_the_table():
    body = """
    [terms]
    verdict = "go"
    roles = { hr = " ", it = 3 }
    [terms.verdicts.goo]
    called = "a go"
    [terms.verdicts.kill]
    meens = "it stops"
    called = ""
    [terms.verdicts]
    hold = "a hold"
    """
    assert complaint(body) == said("""
        small.toml:4:1: terms.verdict: there is no key 'verdict' here
            expected one of roles, verdicts
            did you mean 'verdicts'?
        small.toml:5:16: terms.roles.hr: hr is empty
            expected a text
        small.toml:5:26: terms.roles.it: found 3
            expected a text in quotes
        small.toml:6:17: terms.verdicts.goo: there is no verdict 'goo'
            expected one of go, conditional_go, pivot, hold, recycle, refer, kill
            did you mean 'go'?
        small.toml:9:1: terms.verdicts.kill.meens: there is no key 'meens' here
            expected one of called, means, say, says, short, to_council
            did you mean 'means'?
        small.toml:10:10: terms.verdicts.kill.called: called is empty
            expected a text
        small.toml:12:8: terms.verdicts.hold: found 'a hold'
            expected a table with some of called, means, to_council, says, say, short
    """)
