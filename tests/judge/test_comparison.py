"""Comparing rulesets: the verdicts side by side, where they part, and how far they agree."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Evaluator, InputError, read_ruleset
from evalcore.extend.plugins import Plugins
from evalcore.judge.comparison import Reader, agreement, compare, labels


def ruleset(name, body, *, version="1", verdicts='["go", "hold", "kill"]', default="hold"):
    head = f'name = "{name}"\nversion = "{version}"\nverdicts = {verdicts}\n'
    end = f'\n[default]\nverdict = "{default}"\nbecause = "nothing speaks for it"\n'
    text = head + dedent(body).strip("\n") + "\n" + end
    return Evaluator(read_ruleset(text, f"{name}.toml"), plugins=Plugins())


MONEY = ruleset(
    "money",
    """
    when_undecided = "hold"
    [fields.worth]
    kind = "number"
    minimum = 0
    [fields.cost]
    kind = "number"
    minimum = 0
    [criteria.value]
    score = "clamp(worth / 10)"
    weight = 1
    [[rules]]
    id = "dear"
    when = "cost > 5"
    verdict = "kill"
    because = "it costs too much"
    [[rules]]
    id = "worthy"
    when = "total >= 0.5"
    verdict = "go"
    because = "it is worth it"
    """,
)
PEOPLE = ruleset(
    "people",
    """
    [fields.trust]
    kind = "number"
    minimum = 0
    maximum = 4
    [fields.worth]
    kind = "number"
    maximum = 10
    [[rules]]
    id = "trusted"
    when = "trust >= 2"
    verdict = "go"
    because = "it builds trust"
    [[rules]]
    id = "loved"
    when = "worth >= 9"
    verdict = "adopt"
    because = "everybody wants it"
    """,
    verdicts='["adopt", "go", "hold"]',
)
REQUESTS = [
    {"id": "A", "title": "All", "worth": 8, "cost": 1, "trust": 3},
    {"id": "B", "worth": 9, "cost": 9, "trust": 1},
    {"id": "C", "worth": 2, "cost": 1, "trust": 4},
    {"id": "D", "worth": 3, "trust": 0},
]


def by_id(comparison):
    return {each.id: each for each in comparison.initiatives}


def test_every_ruleset_judges_every_initiative_in_the_order_given():
    comparison = compare([MONEY, PEOPLE], REQUESTS)
    assert comparison.labels == ("money", "people")
    assert [(e.id, e.title, [o.verdict for o in e.opinions]) for e in comparison.initiatives] == [
        ("A", "All", ["go", "go"]),
        ("B", "B", ["kill", "adopt"]),
        ("C", "C", ["hold", "go"]),
        ("D", "D", ["hold", "hold"]),
    ]


def test_the_clauses_where_they_part_in_words():
    found = by_id(compare([MONEY, PEOPLE], REQUESTS))
    assert {key: each.words for key, each in found.items()} == {
        "A": "money and people go (it is worth it (total 0.80); it builds trust)",
        "B": "money kills: it costs too much; people says adopt: everybody wants it",
        "C": "money holds: nothing speaks for it (total 0.20); people goes: it builds trust",
        "D": "money holds for now: hold or kill depends on cost; people holds: "
        "nothing speaks for it",
    }
    assert {key: each.parted for key, each in found.items()} == {
        "A": False,
        "B": True,
        "C": True,
        "D": True,  # one of them does not know yet
    }


def test_those_who_say_the_same_for_the_same_reason_share_it():
    comparison = compare([MONEY, PEOPLE, MONEY, PEOPLE], REQUESTS)
    assert comparison.labels == ("money 1 (1)", "people 1 (2)", "money 1 (3)", "people 1 (4)")
    assert [each.head for each in by_id(comparison)["B"].camps] == [
        "money 1 (1) and money 1 (3) kill",
        "people 1 (2) and people 1 (4) say adopt",
    ]
    assert by_id(comparison)["B"].camps[0].words == (
        "money 1 (1) and money 1 (3) kill: it costs too much"
    )


@pytest.mark.parametrize(
    ("verdict", "one", "two"),
    [
        ("go", "a goes", "a and b go"),
        ("conditional_go", "a goes on conditions", "a and b go on conditions"),
        ("pivot", "a pivots", "a and b pivot"),
        ("hold", "a holds", "a and b hold"),
        ("recycle", "a recycles", "a and b recycle"),
        ("refer", "a refers", "a and b refer"),
        ("kill", "a kills", "a and b kill"),
        ("adopt", "a says adopt", "a and b say adopt"),
    ],
)
def test_each_verdict_has_its_verb(verdict, one, two):
    def always(name, said):
        return ruleset(name, "", verdicts=f'["{said}"]', default=said)

    (apart,) = compare([always("a", verdict), always("b", "other")], [{"id": "A"}]).initiatives
    assert apart.camps[0].words == f"{one}: nothing speaks for it"
    (alike,) = compare([always("a", verdict), always("b", verdict)], [{"id": "A"}]).initiatives
    assert alike.words == f"{two}: nothing speaks for it"


def test_without_a_verdict_for_the_time_being_it_cannot_say_yet():
    (found,) = compare([PEOPLE, MONEY], [{"id": "E", "cost": 9}]).initiatives
    assert found.words == (
        "people cannot say yet: adopt, go or hold depends on trust and worth; "
        "money kills: it costs too much"
    )


def test_a_clause_is_named_by_rule_and_clause():
    found = by_id(compare([MONEY, PEOPLE], REQUESTS))
    clauses = {key: [each.clause for each in one.opinions] for key, one in found.items()}
    assert clauses == {
        "A": ["worthy", "trusted"],
        "B": ["dear", "loved"],
        "C": ["default", "trusted"],
        "D": ["undecided", "default"],
    }


def pairs(table):
    """The pairs of verdicts of a table of counts, by the verdicts of both."""
    return [pair for pair, count in table.items() for _ in range(count)]


def test_kappa_of_two_verdicts_worked_out_by_hand():
    # 35 of 50 equal; by chance 25/50 * 30/50 + 25/50 * 20/50 = 0.5; (0.7 - 0.5) / 0.5 = 0.4
    table = {("go", "go"): 20, ("go", "kill"): 5, ("kill", "go"): 10, ("kill", "kill"): 15}
    found = agreement(("a", "b"), pairs(table))
    assert (found.compared, found.equal, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)


def test_kappa_of_three_verdicts_worked_out_by_hand():
    # The shares of Cohen (1960): 0.29 equal, 0.5 * 0.4 + 0.3 * 0.3 + 0.2 * 0.3 = 0.35 by chance
    rows = {"go": (25, 13, 12), "hold": (12, 2, 16), "kill": (3, 15, 2)}
    table = {
        (one, other): count
        for one, row in rows.items()
        for other, count in zip(rows, row, strict=True)
    }
    found = agreement(("a", "b"), pairs(table))
    assert found.share == 0.29
    assert found.kappa == pytest.approx((0.29 - 0.35) / (1 - 0.35))


def test_kappa_of_full_agreement_and_of_chance():
    assert agreement(("a", "b"), [("go", "go"), ("kill", "kill")]).kappa == 1
    every = [(one, other) for one in ("go", "kill") for other in ("go", "kill")]
    assert agreement(("a", "b"), every).kappa == 0
    assert agreement(("a", "b"), [("go", "kill"), ("kill", "go")]).kappa == -1


def test_kappa_is_undefined_where_chance_gives_full_agreement_or_nothing_counts():
    found = agreement(("a", "b"), [("go", "go")] * 3)
    assert (found.share, found.kappa) == (1, None)
    found = agreement(("a", "b"), [])
    assert (found.compared, found.share, found.kappa) == (0, None, None)
    assert agreement(("a", "b"), [("go", "hold")] * 3).kappa == 0


def test_the_undecided_do_not_count():
    (found,) = compare([MONEY, PEOPLE], REQUESTS).agreements
    assert (found.rulesets, found.compared, found.equal) == (("money", "people"), 3, 1)
    # by chance: go 1/3 * 2/3, nothing else is said by both
    assert found.kappa == pytest.approx((1 / 3 - 2 / 9) / (1 - 2 / 9))


verdicts = st.sampled_from(["go", "hold", "kill"])


@given(st.lists(st.tuples(verdicts, verdicts), min_size=1, max_size=30), st.randoms())
def test_kappa_is_symmetric_at_most_1_and_the_same_in_any_order(said, random):
    found = agreement(("a", "b"), said)
    assert found.kappa == agreement(("b", "a"), [(two, one) for one, two in said]).kappa
    assert found.kappa == agreement(("a", "b"), random.sample(said, len(said))).kappa
    assert found.kappa is None or -1 <= found.kappa <= 1
    if found.kappa is not None:
        assert (found.kappa == 1) == (found.share == 1)


@pytest.mark.parametrize("given", [[], [MONEY]])
def test_one_ruleset_is_not_compared(given):
    with pytest.raises(InputError) as caught:
        compare(given, REQUESTS)
    found = "only money" if given else "no ruleset"
    assert str(caught.value) == f"found {found}\n    expected two rulesets or more to compare"


def test_the_rulesets_may_be_versions_of_one():
    older, newer = (ruleset("small", "", version=version) for version in ("1", "2"))
    assert labels([older, newer]) == ("small 1", "small 2")
    assert labels([older, MONEY]) == ("small", "money")
    assert labels([older, MONEY, newer, older]) == (
        "small 1 (1)",
        "money",
        "small 2",
        "small 1 (4)",
    )


def test_the_input_is_read_once_against_the_fields_of_all():
    reader = Reader.of([MONEY, PEOPLE])
    assert set(reader.fields) == {"worth", "cost", "trust"}
    assert (reader.fields["worth"].minimum, reader.fields["worth"].maximum) == (0, 10)
    with pytest.raises(InputError) as caught:
        compare([MONEY, PEOPLE], [{"id": "A", "worth": 11, "trust": 5, "cost": -1}])
    assert [str(each).split("\n")[0] for each in caught.value.complaints] == [
        "A: worth: found 11",
        "A: cost: found -1",
        "A: trust: found 5",
    ]


def test_a_field_that_is_declared_differently_is_complained_about_by_both_names():
    words = ruleset(
        "words",
        """
        [fields.trust]
        kind = "text"
        [fields.worth]
        kind = "number"
        unit = "kEUR"
        [[rules]]
        id = "said"
        when = "trust == 'much' and worth > 3 kEUR"
        verdict = "go"
        """.replace(" > 3 kEUR", " > 3"),
    )
    with pytest.raises(InputError) as caught:
        compare([PEOPLE, words], REQUESTS)
    assert [str(each) for each in caught.value.complaints] == [
        (
            "the ruleset people and the ruleset words declare trust differently: "
            "kind number and text\n    give it one declaration, or another name"
        ),
        (
            "the ruleset people and the ruleset words declare worth differently: unit none and kEUR"
            "\n    give it one declaration, or another name"
        ),
    ]


def test_a_field_of_one_ruleset_cannot_be_a_table_of_another():
    deep = ruleset(
        "deep",
        """
        [fields."trust.mutual"]
        kind = "flag"
        [[rules]]
        id = "mutual"
        when = "trust.mutual"
        verdict = "go"
        """,
    )
    with pytest.raises(InputError) as caught:
        Reader.of([PEOPLE, deep])
    assert str(caught.value) == (
        "trust is a field of the ruleset people and a table of fields of the ruleset deep, "
        "which reads trust.mutual\n    give it another name in one of them"
    )


def test_a_date_is_asked_for_once_by_each_that_needs_it():
    aging = ruleset(
        "aging",
        """
        [fields.asked]
        kind = "date"
        [[rules]]
        id = "old"
        when = "days_since(asked) > 30"
        verdict = "kill"
        """,
    )
    with pytest.raises(InputError, match="the ruleset aging counts days, but from no date"):
        compare([MONEY, aging], REQUESTS)
    said = [{"id": "A", "worth": 9, "cost": 0, "asked": "2026-01-01"}]
    comparison = compare([MONEY, aging], said, as_of=date(2026, 3, 1))
    assert [each.verdict for each in comparison.initiatives[0].opinions] == ["go", "kill"]
    assert comparison.to_json()["as_of"] == "2026-03-01"


def test_plain_data_for_programs():
    found = compare([MONEY, PEOPLE], REQUESTS).to_json()
    assert list(found) == ["rulesets", "as_of", "initiatives", "agreement"]
    assert found["rulesets"][0] == {
        "label": "money",
        "name": "money",
        "version": "1",
        "digest": MONEY.digest,
    }
    assert found["initiatives"][3] == {
        "id": "D",
        "title": "D",
        "parted": True,
        "words": "money holds for now: hold or kill depends on cost; people holds: "
        "nothing speaks for it",
        "opinions": [
            {
                "ruleset": "money",
                "verdict": "hold",
                "decided": False,
                "possible": ["hold", "kill"],
                "total": pytest.approx(0.3),
                "clause": "undecided",
                "because": "hold or kill depends on cost",
                "missing": ["cost"],
            },
            {
                "ruleset": "people",
                "verdict": "hold",
                "decided": True,
                "possible": ["hold"],
                "total": None,
                "clause": "default",
                "because": "nothing speaks for it",
                "missing": [],
            },
        ],
    }
    assert found["agreement"] == [
        {
            "rulesets": ["money", "people"],
            "compared": 3,
            "equal": 1,
            "share": pytest.approx(1 / 3),
            "kappa": pytest.approx(1 / 7),
            "moves": found["agreement"][0]["moves"],
        }
    ]
