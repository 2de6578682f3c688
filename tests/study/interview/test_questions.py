"""Questions of small rulesets: the cheap before the dear, and nothing that cannot matter."""

from __future__ import annotations

from datetime import date
from itertools import product

import formulas as language
import pytest
from hypothesis import HealthCheck, assume, given, settings
from interviews import interviewed
from judge.test_possible import made, read, rulesets

from evalcore import next_question
from evalcore.judge.possible import MANY, possible
from evalcore.request.initiative import Initiative
from evalcore.written.errors import InputError
from rulesets import evaluator

SMALL = """
verdicts = ["go", "hold", "kill"]

[fields.quick]
kind = "number"
minimum = 0
maximum = 4
minutes = 1
answered_by = "sponsor"
question = "How quick is it?"

[fields.slow]
kind = "number"
minimum = 0
maximum = 4
minutes = 100
answered_by = "finance"

[fields.unread]
kind = "flag"
"""
EITHER = (
    SMALL
    + """
[[rules]]
id = "either"
when = "quick >= 1 and slow >= 1"
verdict = "go"
"""
)


def small(rules=EITHER):
    return evaluator(rules)


def test_of_two_that_help_alike_the_cheaper_one_is_asked():
    assert small().next_question({"id": "R1"}).key == "quick"
    turned = EITHER.replace("minutes = 100", "minutes = 0.1")
    assert small(turned).next_question({"id": "R1"}).key == "slow"


def test_it_stops_as_soon_as_nothing_can_change_the_verdict():
    judge = small()
    assert judge.next_question({"id": "R1", "quick": 0}) is None
    assert judge.next_question({"id": "R1", "quick": 2}).key == "slow"
    assert judge.next_question({"id": "R1", "quick": 2, "slow": 2}) is None


def test_a_question_says_what_it_is_for():
    question = small().next_question({"id": "R1"})
    assert question.text == "How quick is it?"
    assert question.why == "go or hold are still possible; the rule either turns on this"
    assert question.possible == ("go", "hold")
    assert (question.minutes, question.answered_by) == (1, "sponsor")
    assert small().next_question({"id": "R1", "quick": 2}).text == "slow"


def test_what_is_withheld_or_was_asked_is_not_asked_for():
    judge = small()
    assert judge.next_question({"id": "R1", "quick": {"withheld": ""}}).key == "slow"
    assert judge.next_question({"id": "R1"}, asked=["quick"]).key == "slow"
    assert judge.next_question({"id": "R1"}, asked=["quick", "slow"]) is None


def test_a_question_for_somebody_else_is_left_out():
    judge = small()
    assert judge.next_question({"id": "R1"}, answered_by="finance").key == "slow"
    assert judge.next_question({"id": "R1", "slow": 2}, answered_by="finance") is None
    assert judge.next_question({"id": "R1"}, answered_by="council") is None


def test_nothing_is_asked_where_no_answer_can_settle_anything():
    rules = (
        SMALL
        + """
[[rules]]
id = "kept"
when = "slow >= 1 and (quick >= 0 or unread)"
verdict = "go"
"""
    )
    judge = small(rules)
    assert judge.next_question({"id": "R1"}).key == "slow"
    assert judge.next_question({"id": "R1"}, asked=["slow"]) is None


def test_whether_it_is_known_is_open_until_it_was_asked():
    rules = (
        SMALL
        + """
[[rules]]
id = "silent"
when = "not known(quick)"
verdict = "kill"
"""
    )
    judge = small(rules)
    assert judge.evaluate({"id": "R1"}).verdict == "kill"
    assert judge.next_question({"id": "R1"}).key == "quick"
    assert judge.next_question({"id": "R1"}, asked=["quick"]) is None
    assert judge.next_question({"id": "R1", "quick": {"withheld": "no"}}) is None


CELLS = """
[fields.outcomes]
kind = "records"
[fields.outcomes.record.name]
kind = "text"
[fields.outcomes.record.target]
kind = "number"
question = "Where shall it be?"

[[rules]]
id = "all_high"
when = "share(outcomes, target >= 3) == 1"
verdict = "go"
"""


def test_cells_of_records_that_are_given_are_asked_one_by_one():
    judge = evaluator(CELLS)
    assert judge.next_question({"id": "R1"}).key == "outcomes"
    said = {"id": "R1", "outcomes": [{"name": "a", "target": 4}, {"name": "b"}]}
    question = judge.next_question(said)
    assert question.key == "outcomes.2.target"
    assert question.text == "outcomes, number 2 (b): Where shall it be?"
    assert judge.next_question(said, asked=["outcomes.2.target"]) is None
    assert judge.next_question(said, asked=["outcomes"]) is None
    hidden = {"name": "b", "target": {"withheld": ""}}
    assert judge.next_question({"id": "R1", "outcomes": [hidden]}) is None


def test_who_answers_for_records_answers_for_their_cells():
    owned = CELLS.replace('kind = "records"', 'kind = "records"\nanswered_by = "office"')
    judge = evaluator(owned)
    said = {"id": "R1", "outcomes": [{"name": "b"}]}
    assert judge.next_question(said, answered_by="office").answered_by == "office"
    assert judge.next_question(said, answered_by="finance") is None


def test_a_sharper_look_where_one_pass_tells_nothing():
    rules = (
        SMALL
        + """
[[rules]]
id = "twice"
when = "(quick - quick) * 9 + slow >= 2 and known(quick)"
verdict = "go"
"""
    )
    judge = small(rules)
    first = judge.next_question({"id": "R1", "quick": {"withheld": ""}})
    assert first is None  # withheld is not known
    assert judge.next_question({"id": "R1"}) is not None


def test_dates_flags_and_sets_are_asked_for_as_well():
    rules = """
[fields.day]
kind = "date"
[fields.ready]
kind = "flag"
[fields.goals]
kind = "set"
[fields.note]
kind = "text"
[[rules]]
id = "late"
when = "days_since(day) > 30 and (ready or 'growth' in goals or note == 'urgent')"
verdict = "go"
"""
    judge = evaluator(rules)
    as_of = date(2026, 11, 23)
    asked = []
    while question := judge.next_question({"id": "R1"}, asked=asked, as_of=as_of):
        asked.append(question.key)
    assert asked
    with pytest.raises(InputError):
        judge.next_question({"id": "R1"})


def test_it_asks_for_what_a_search_over_all_answers_needs():
    """With few values, whether a field can matter is decided by trying all of them."""
    rules = """
[fields.a]
kind = "choice"
choices = ["x", "y"]
[fields.b]
kind = "choice"
choices = ["x", "y"]
[fields.c]
kind = "choice"
choices = ["x", "y"]
[[rules]]
id = "one"
when = "a == 'x' and b == 'y'"
verdict = "go"
[[rules]]
id = "two"
when = "c == 'x' and a == 'x'"
verdict = "kill"
"""
    judge = evaluator(rules)
    for values in product("xy", repeat=3):
        answers = dict(zip("abc", values, strict=True))
        asked, after = interviewed(judge, answers)
        assert after.verdict == judge.evaluate({"id": "R1", **answers}).verdict
        assert asked[0] == "a"
        assert len(asked) == (1 if answers["a"] == "y" else 2 if answers["b"] == "y" else 3) or (
            asked[1] == "c"
        )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=rulesets(), said=language.any_values)
def test_of_any_ruleset_what_all_answers_decide_an_interview_does(text, said):
    judge = made(text)
    assume(judge is not None)
    request = read(judge, said)
    asked, values = [], dict.fromkeys(judge.fields)
    while question := judge.next_question(
        Initiative("I1", "", dict(values), judge.fields), asked=asked, as_of=language.AS_OF
    ):
        assert question.key not in asked
        asked.append(question.key)
        if question.key in values:
            values[question.key] = request.values[question.key]
    whole = judge.evaluate(request, as_of=language.AS_OF)
    after = Initiative("I1", "", values, judge.fields)
    if whole.decided:
        found = judge.judge(after, as_of=language.AS_OF)
        # A closer look than every evaluation takes may see that nothing more turns the verdict.
        sharp = found.possible if found.decided else possible(found.space, MANY, MANY).verdicts
        assert sharp == whole.possible


@pytest.mark.parametrize("name", ["withheld", "known"])
def test_an_answer_that_only_its_being_given_matters_for(name):
    rules = (
        SMALL
        + f"""
[[rules]]
id = "asked"
when = "{name}(quick) and slow >= 0"
verdict = "go"
"""
    )
    judge = small(rules)
    assert judge.next_question({"id": "R1", "slow": 1}).key == "quick"
    assert judge.next_question({"id": "R1", "slow": 1}, asked=["quick"]) is None
    said = {"id": "R1", "slow": 1, "quick": {"withheld": ""}}
    assert judge.next_question(said) is None


@pytest.mark.parametrize(
    ("field", "when", "said", "verdict"),
    [
        ('kind = "text"', "lookup(given, {'it': 1}, default=-2) > 0.5", "it", "go"),
        ('kind = "set"', "count(given) > 7", list("abcdefgh"), "go"),
        ('kind = "set"', "overlap(given, {'it': 1}) > 0.5", ["it"], "go"),
    ],
)
def test_texts_that_formulas_look_up_or_count_are_asked_for(field, when, said, verdict):
    judge = evaluator(
        f"""
[fields.given]
{field}
[[rules]]
id = "told"
when = "{when}"
verdict = "{verdict}"
"""
    )
    assert judge.next_question({"id": "R1"}).key == "given"
    assert judge.next_question({"id": "R1", "given": said}) is None
    assert judge.evaluate({"id": "R1", "given": said}).verdict == verdict


def test_days_are_counted_from_the_date_of_the_evaluation():
    rules = """
[fields.start]
kind = "date"
[[rules]]
id = "old"
when = "days_since(start) > 0.5"
verdict = "go"
"""
    judge = evaluator(rules)
    assert judge.next_question({"id": "R1"}, as_of=date(2026, 11, 23)).key == "start"


def test_what_is_withheld_in_a_cell_is_an_answer():
    rules = CELLS.replace("target >= 3) == 1", "withheld(target)) > 0")
    judge = evaluator(rules)
    said = {"id": "R1", "outcomes": [{"name": "a", "target": 4}, {"name": "b"}]}
    assert judge.next_question(said).key == "outcomes.2.target"
    said["outcomes"][1]["target"] = {"withheld": ""}
    assert judge.next_question(said) is None


def test_what_no_answer_turns_is_not_asked_for_though_bounds_leave_it_open():
    """A few passes of bounds leave it open whether y - y * y / y is above 0.5; many do not."""
    judge = evaluator(
        """
        verdicts = ["go", "hold", "kill"]
        [fields.x]
        kind = "number"
        minimum = 0
        maximum = 1
        [fields.y]
        kind = "number"
        minimum = 1
        maximum = 9
        [[rules]]
        id = "never_met"
        when = "y - y * y / y > 0.5"
        verdict = "kill"
        [[rules]]
        id = "enough"
        when = "x >= 0.5"
        verdict = "go"
        """
    )
    open_ = judge.judge({"id": "A"})
    assert "kill" in open_.possible
    assert next_question(open_).key == "x"
    known = judge.judge({"id": "A", "x": 0.75})
    assert (known.decided, next_question(known)) == (False, None)


@pytest.mark.parametrize(
    ("when", "said", "key"),
    [
        ("(a if p else b) != 2.5", {"p": True, "b": 1}, "a"),  # all answers but one
        ("max(a, b) == 2.5", {"b": 1}, "a"),
        ("days_since(d) == 30", {}, "d"),
    ],
)
def test_what_one_answer_of_all_turns_is_asked_for(when, said, key):
    judge = evaluator(
        f"""
        verdicts = ["go", "hold"]
        [fields]
        a = {{ kind = "number", minimum = 0, maximum = 9 }}
        b = {{ kind = "number", minimum = 0, maximum = 9 }}
        d = {{ kind = "date" }}
        p = {{ kind = "flag" }}
        [[rules]]
        id = "met"
        when = "{when}"
        verdict = "go"
        """
    )
    found = judge.judge({"id": "A", **said}, as_of=date(2026, 11, 23))
    assert next_question(found).key == key
