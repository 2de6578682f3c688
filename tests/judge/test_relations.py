"""Relations between fields: what is refused, what bounds make of them, who else keeps them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Evaluator, InputError, Relation, Vocabulary, hookimpl, number
from evalcore.judge.comparison import compare
from evalcore.judge.possible import Space
from evalcore.rules.file import read_ruleset
from evalcore.study.changes import find_changes
from evalcore.study.draws import draw_estimates
from evalcore.testing.strategies import requests

FIELDS = """
name = "council"
version = "1"
verdicts = ["go", "hold", "kill"]
[fields]
yes = { kind = "number", whole = true, minimum = 0 }
no = { kind = "number", whole = true, minimum = 0 }
present = { kind = "number", whole = true, minimum = 0 }
begun = { kind = "date" }
ended = { kind = "date" }
low = { kind = "number", minimum = 0, maximum = 10 }
part = { kind = "number", minimum = 0, maximum = 1 }
phase = { kind = "choice", choices = ["idea", "built"] }
spent = { kind = "estimate", minimum = 0 }
budget = { kind = "number", minimum = 0 }
[fields.outcomes.record]
start = { kind = "number" }
due = { kind = "number" }
[parameters]
seats = 8
[default]
verdict = "hold"
"""
VOTES = """
[relations.votes]
holds = "yes + no <= present"
because = "nobody votes who is not there"
[relations.seats]
holds = "present <= seats"
"""
WHY = "(nobody votes who is not there)"
RULES = """
[[rules]]
id = "carried"
when = "yes >= 6"
verdict = "go"
[[rules]]
id = "declined"
when = "no >= 6"
verdict = "kill"
"""


def made(more: str = VOTES, rules: str = RULES, **plugins) -> Evaluator:
    return Evaluator(read_ruleset(f"{FIELDS}{more}{rules}"), **plugins)


def refusal(judge: Evaluator, **said) -> str:
    with pytest.raises(InputError) as caught:
        judge.evaluate({"id": "R1", **said})
    return str(caught.value)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"yes": 9, "present": 5},
            f"yes: R1: found yes 9 and present 5\n    expected yes + no <= present {WHY}",
        ),
        (
            {"yes": 4, "no": 2, "present": 5},
            f"yes: R1: found yes 4, no 2 and present 5\n    expected yes + no <= present {WHY}",
        ),
        ({"present": 12}, "present: R1: found present 12\n    expected present <= seats"),
        (
            {"yes": 9},  # present is not said: no number of them will do
            f"yes: R1: found yes 9\n    expected yes + no <= present {WHY} and present <= seats",
        ),
        ({"yes": 5, "no": 4}, "yes: R1: found yes 5 and no 4\n    expected yes + no <= present"),
    ],
)
def test_what_no_way_of_filling_in_keeps_is_refused_with_its_fields(said, words):
    assert refusal(made(), **said).startswith(words)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"yes": 8},
        {"yes": 4, "no": 4},
        {"yes": 5, "no": 3, "present": 8},
        {"yes": 4, "no": {"withheld": "x"}, "present": 4},
    ],
)
def test_what_some_way_of_filling_in_keeps_is_judged(said):
    made().evaluate({"id": "R1", **said})


def test_all_complaints_of_a_document_come_at_once():
    judge = made()
    rows = [{"id": "R1", "yes": 9}, {"id": "R2", "present": 12}, {"id": "R3", "yes": -1}]
    with pytest.raises(InputError) as caught:
        judge.evaluate_all(rows)
    assert [str(each.label or each.problem)[:2] for each in caught.value.complaints] == [
        "R1",
        "R2",
        "R3",
    ]


def test_bounds_count_on_relations():
    judge = made()
    assert judge.evaluate({"id": "R1", "no": 3}).verdict == "hold"  # 5 votes are left at most
    assert judge.evaluate({"id": "R1", "present": 5}).decided
    assert judge.evaluate({"id": "R1"}).possible == ("go", "hold", "kill")


def test_without_the_relation_the_same_is_open():
    assert not made("").evaluate({"id": "R1", "no": 3}).decided


@pytest.mark.parametrize("when", ["yes + no >= 6", "yes + no > 5", "6 <= yes + no"])
def test_a_formula_that_a_relation_bounds_is_bounded_as_one(when):
    """One by one, yes and no may each be as many as are present; their sum may not."""
    rules = f'[[rules]]\nid = "many"\nwhen = "{when}"\nverdict = "kill"\n'
    assert made(rules=rules).evaluate({"id": "R1", "present": 5}).possible == ("hold",)
    assert made(rules=rules).evaluate({"id": "R1", "present": 6}).possible == ("hold", "kill")


def test_order_does_not_matter():
    turned = VOTES.replace("votes]", "z]").replace("seats]", "a]")
    first, second = turned.split("[relations.a]")
    judge = made(f"[relations.a]{second}{first}")
    assert judge.evaluate({"id": "R1", "no": 3}).verdict == "hold"


RELATED = [
    "yes + no <= present",
    "present <= seats",
    "2 * yes - no / 2 >= present - 3",
    "yes == no + 1",
    "not (yes > no)",
    "yes * no <= 12",
    "low <= part * 10",
    "phase == 'idea' or present >= 1",
    "yes / no >= 2",
    "begun <= ended",
]
WHEN = ["yes >= 3", "no < 2", "low + yes > 4", "part >= 0.5", "present - yes >= 2"]
WHEN += ["yes + no >= 4", "2 * yes - no / 2 > 3", "part * 10 < 4", "yes * no > 6"]  # sides


@given(
    st.lists(st.sampled_from(RELATED), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(WHEN), min_size=1, max_size=3, unique=True),
    st.data(),
)
@settings(deadline=None, max_examples=300)
def test_every_completion_that_keeps_them_is_possible(relations, conditions, data):
    """Also: none is refused for which there is one."""
    held = "".join(f'[relations.r{n}]\nholds = "{each}"\n' for n, each in enumerate(relations))
    rules = "".join(
        f'[[rules]]\nid = "q{n}"\nwhen = "{each}"\nverdict = "{("go", "kill")[n % 2]}"\n'
        for n, each in enumerate(conditions)
    )
    judge = made(held, rules)
    small = st.integers(0, 9)
    drawn = {"yes": small, "no": small, "present": small, "low": st.floats(0, 10)}
    drawn |= {"part": st.floats(0, 1), "phase": st.sampled_from(["idea", "built"])}
    drawn |= {"begun": st.dates().map(str), "ended": st.dates().map(str)}
    full = {"id": "R1", **data.draw(st.fixed_dictionaries(drawn))}
    try:
        verdict = judge.evaluate(full).verdict
    except InputError:
        return
    open_ = data.draw(st.sets(st.sampled_from(sorted(drawn))))
    partial = judge.evaluate({**full, **dict.fromkeys(open_)})  # is not refused
    assert verdict in partial.possible


def test_a_kept_relation_is_true_false_or_open():
    judge = made("[relations.r]\nholds = \"phase == 'idea' or present >= 1\"\n")
    judge.evaluate({"id": "R1", "present": 0})
    assert refusal(judge, present=0, phase="built").startswith(
        "present: R1: found phase built and present 0"
    ) or "phase" in refusal(judge, present=0, phase="built")


def test_undefined_refuses_nobody():
    judge = made('[relations.r]\nholds = "yes / no >= 2"\n')
    judge.evaluate({"id": "R1", "yes": 1, "no": 0})
    assert "yes / no >= 2" in refusal(judge, yes=1, no=1)


def test_records_each_by_itself():
    judge = made(
        '[relations.time]\nholds = "start <= due"\nof = "outcomes"\nbecause = "so it is"\n'
    )
    judge.evaluate({"id": "R1", "outcomes": [{"start": 1, "due": 2}, {"start": 3}]})
    words = refusal(judge, outcomes=[{"start": 1, "due": 2}, {"start": 4, "due": 3}])
    assert "start <= due (so it is)" in words
    assert "R1: found outcomes.2.start 4 and outcomes.2.due 3" in words


def test_dates_narrow_one_another():
    judge = made('[relations.time]\nholds = "begun <= ended"\n')
    now = judge.evaluate({"id": "R1", "begun": "2026-03-01"})
    low, _ = now.space.left(now.situation)["ended"]
    assert str(low) == "2026-03-01"
    assert "begun <= ended" in refusal(judge, begun="2026-03-01", ended="2026-02-28")


def test_an_estimate_counts_as_its_likely_value():
    judge = made('[relations.cap]\nholds = "spent <= budget"\n')
    judge.evaluate({"id": "R1", "spent": [1, 5, 20], "budget": 6})
    assert "spent <= budget" in refusal(judge, spent=[1, 7, 20], budget=6)


def test_a_field_that_only_a_relation_reads_comes_last_and_is_never_missing():
    judge = made()
    assert list(judge.fields) == ["yes", "no", "present"]
    assert [each.field for each in judge.evaluate({"id": "R1"}).missing] == ["yes", "no"]
    assert judge.next_question({"id": "R1"}).key in ("yes", "no")


class TestWarning:
    WARNS = f'{VOTES}otherwise = "warn"\n'

    def test_it_is_judged_all_the_same_and_bounds_do_not_count_on_it(self):
        judge = made(self.WARNS)
        assert judge.evaluate({"id": "R1", "present": 12}).decided is False
        assert judge.evaluate({"id": "R1", "no": 3}).decided is False


class TestDeclaring:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('holds = "yes +"', "the expression ends too early"),
            ('holds = "yes + no"', "found a number"),
            ('holds = "yess <= no"', "did you mean 'yes'?"),
            ('holds = "seats >= 3"', "it reads no field"),
            ('holds = "yes < 0"', "no request can keep it"),
            ('holds = "days_since(begun) > 3"', "it reads the date of the evaluation"),
            ('holds = "total >= 3"', "total"),
            ('holds = "start <= due"\nof = "outcome"', "did you mean 'outcomes'?"),
            ('holds = "yes <= no"\notherwise = "warm"', "did you mean 'warn'?"),
            ('because = "x"', "a condition over fields, such as spent <= budget"),
            ('holds = "yes <= no"\nwhy = "x"', "why"),
        ],
    )
    def test_mistakes_are_complaints_with_their_place(self, text, words):
        with pytest.raises(InputError) as caught:
            made(f"[relations.r]\n{text}\n")
        assert words in str(caught.value)
        assert all(each.line for each in caught.value.complaints)

    def test_a_relation_counts_in_the_digest_its_words_do_not(self):
        plain, other = made(), made(VOTES.replace("present <= seats", "present < seats"))
        assert len({plain.digest, other.digest, made("").digest}) == 3
        assert made(VOTES.replace("nobody votes", "no one votes")).digest == plain.digest

    def test_a_stance_is_broken_by_a_relation_too(self):
        with pytest.raises(InputError, match="the relation votes reads present"):
            made(f'{VOTES}[stance]\nnever_reads = ["present"]\n')


class Units:
    @hookimpl
    def evalcore_fields(self):
        fields = [number(each, minimum=0, maximum=100) for each in ("reached", "units")]
        return [Vocabulary("reach", fields, {"r": Relation("reached <= units", "so it is")})]


class TestVocabulary:
    HEAD = 'name = "v"\nversion = "1"\nvocabulary = ["reach"]\n[default]\nverdict = "hold"\n'

    def judge(self, when: str) -> Evaluator:
        rules = f'[[rules]]\nid = "a"\nwhen = "{when}"\nverdict = "go"\n'
        return Evaluator(read_ruleset(f"{self.HEAD}{rules}"), plugins=[Units()])

    def test_it_holds_where_all_its_fields_are_read(self):
        words = refusal(self.judge("reached / units > 0.5"), reached=9, units=6)
        assert "reached <= units (so it is; the vocabulary reach)" in words

    def test_and_nowhere_else(self):
        judge = self.judge("reached > 3")
        assert list(judge.fields) == ["reached"]
        assert judge.evaluate({"id": "R1", "reached": 9}).verdict == "go"

    def test_in_a_file(self, tmp_path):
        (tmp_path / "v.toml").write_text(
            '[fields]\na = { kind = "number" }\nb = { kind = "number" }\n'
            '[relations.r]\nholds = "a <= b"\n'
        )
        text = self.HEAD.replace('"reach"', '"v.toml"')
        text += '[[rules]]\nid = "a"\nwhen = "a + b > 3"\nverdict = "go"\n'
        judge = Evaluator(read_ruleset(text, folder=tmp_path))
        assert "a <= b (the vocabulary v.toml)" in refusal(judge, a=2, b=1)


def test_the_interview_says_what_is_left():
    judge = made(VOTES, RULES.replace("no >= 6", "no >= 2"))
    question = judge.next_question({"id": "R1", "yes": 3, "present": 5})
    assert question.key == "no"
    assert question.left == "0 to 2, as yes is 3 and present is 5"


def test_no_change_is_offered_that_breaks_one():
    judge = made()
    answer = find_changes(judge, {"id": "R1", "yes": 2, "no": 1, "present": 5}, "go")
    for change in answer.found:
        moved = {each.field: each.after for each in change.moves}
        judge.evaluate({"id": "R2", "yes": 2, "no": 1, "present": 5, **moved})
    assert answer.found  # with more present
    assert all("present" in {each.field for each in c.moves} for c in answer.found)


class TestDraws:
    HELD = '[relations.cap]\nholds = "spent <= budget"\n'
    RULE = '[[rules]]\nid = "a"\nwhen = "spent > 8"\nverdict = "go"\n'

    def test_draws_that_break_one_are_drawn_again_and_counted(self):
        judge = made(self.HELD, self.RULE + '[[rules]]\nid="b"\nwhen="spent > 5"\nverdict="kill"\n')
        drawn = draw_estimates(judge, {"id": "R1", "spent": [0, 4, 20], "budget": 7}, draws=500)
        assert drawn.redrawn > 0
        assert drawn.shares.of("go") == 0
        assert 0 < drawn.shares.of("kill") < 1
        assert drawn.to_json()["redrawn"] == drawn.redrawn

    def test_estimates_that_hardly_go_together_are_a_complaint(self):
        judge = made('[relations.cap]\nholds = "spent == 4"\n', self.RULE)
        with pytest.raises(InputError, match="hardly any values between low and high of spent"):
            draw_estimates(judge, {"id": "R1", "spent": [0, 4, 20]}, draws=50)


@given(requests(made(), missing=True), requests(made(), related=False))
@settings(deadline=None, max_examples=60)
def test_drawn_requests_keep_them_or_need_not(kept, free):
    judge = made()
    judge.evaluate(kept)
    assert judge.graph.fields.keys() <= free.keys()


def test_rulesets_are_compared_over_what_each_of_them_holds():
    with pytest.raises(InputError) as caught:
        compare([made(), made(VOTES, "")], [{"id": "R1", "yes": 9}])
    assert len(caught.value.complaints) == 1


def test_what_is_made_by_hand_is_held_against_them_too():
    judge, other = made(), made(VOTES.replace("<=", ">="))
    with pytest.raises(InputError, match="found yes 9 and present 8"):
        judge.evaluate(other.read({"id": "R1", "yes": 9, "present": 8}))


def test_the_search_for_a_completion_goes_beyond_one_pass():
    """Neither relation is linear: only cutting shows that no number keeps both."""
    held = '[relations.a]\nholds = "low * low >= 49"\n[relations.b]\nholds = "low * part <= 1"\n'
    held += '[relations.c]\nholds = "part * part >= 0.5"\n'
    judge = made(held, '[[rules]]\nid = "a"\nwhen = "low > part"\nverdict = "go"\n')
    assert "low" in refusal(judge)


def test_a_situation_that_keeps_none_has_no_clause():
    judge = made()
    now = judge.evaluate({"id": "R1"}).situation
    space = Space(judge.graph, now)
    assert space.look(now.put({"yes": 9.0})) == ((), False)
    assert not judge.graph.keeps(now.put({"yes": 9.0, "no": 0.0, "present": 5.0}))
