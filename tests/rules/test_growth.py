"""What is wrong with a large ruleset is said as fast as what is wrong with a small one."""

from __future__ import annotations

import pytest

from evalcore import Evaluator, Field, InputError, read_ruleset
from evalcore.rules.formulas import knots
from evalcore.written import errors

HEAD = 'name = "t"\nversion = "1"\n'
DEFAULT = '[default]\nverdict = "hold"\n'


def refused(body: str) -> list[errors.Complaint]:
    with pytest.raises(InputError) as caught:
        Evaluator(read_ruleset(f"{HEAD}{body}{DEFAULT}"))
    return list(caught.value.complaints)


def misspelt(count: int) -> str:
    fields = "".join(f'field_{n}_of_all = {{ kind = "number" }}\n' for n in range(count))
    rules = "".join(
        f'[[rules]]\nid = "r{n}"\nwhen = "fild_{n}_of_all > 1"\nverdict = "go"\n'
        for n in range(count)
    )
    return f"[fields]\n{fields}{rules}"


def test_suggestions_for_many_misspelt_names_cost_no_more_than_those_for_a_few(monkeypatch):
    import difflib

    looked: list[int] = []
    before = difflib.get_close_matches
    monkeypatch.setattr(
        difflib, "get_close_matches", lambda *a, **k: looked.append(1) or before(*a, **k)
    )
    few, many = refused(misspelt(20)), refused(misspelt(200))
    assert [len(few), len(many)] == [20, 200]
    assert all(each.did_you_mean for each in few)
    helped = [each.did_you_mean[0] for each in many if each.did_you_mean]
    assert helped == [f"field_{n}_of_all" for n in range(errors.MOST_SUGGESTED)]
    assert len(looked) == 20 + errors.MOST_SUGGESTED
    assert errors.near("fild", ["field"]) == ("field",)  # the next one has its own


def test_many_circles_are_each_named():
    measures = "".join(f'a{n} = "b{n} + 1"\nb{n} = "a{n} + 1"\n' for n in range(300))
    found = refused(f"[measures]\n{measures}")
    assert [each.problem for each in found] == [
        f"a{n} is defined by itself: a{n} -> b{n} -> a{n}" for n in range(300)
    ]


def test_knots_are_what_uses_itself():
    uses = {"a": ["b"], "b": ["c"], "c": ["b", "d"], "d": [], "e": ["e"], "f": ["a", "e"]}
    assert [[*each] for each in knots(uses)] == [["b", "c"], ["e"]]
    assert knots({"a": ["b"], "b": []}) == []
    long = {f"n{n}": [f"n{n + 1}"] for n in range(5000)} | {"n5000": ["n0"]}
    assert [len(each) for each in knots(long)] == [5001]


def test_a_name_has_an_end():
    name = ".".join(["a"] * 5000)
    (found,) = refused(f'[fields]\n"{name}" = {{ kind = "number" }}\n')
    assert found.problem == "a name of 9999 characters"
    assert found.expected == "at most 200"
    assert Field("a" * 200, "number").faults() == []


@pytest.mark.parametrize("key", ["a", '"a b"', "'a'", "a "])
def test_a_key_of_very_many_parts_is_refused_before_it_is_parsed(key):
    with pytest.raises(InputError) as caught:
        read_ruleset(f"{HEAD}x = 1\n{'.'.join([key] * 600)} = 1\n{DEFAULT}")
    (found,) = caught.value.complaints
    assert (found.problem, found.line, found.column) == ("a key of 500 parts or more", 4, 1)


def test_texts_may_have_as_many_dots_as_they_like():
    dots = "." * 3000
    assert read_ruleset(f'{HEAD}about = "{dots} so. it. goes."\n{DEFAULT}').about.startswith("...")


def test_a_choice_is_listed_twice_wherever_it_stands():
    listed = ", ".join(f'"c{n}"' for n in range(500))
    found = refused(f'[fields.x]\nkind = "choice"\nchoices = [{listed}, "c7"]\n')
    assert "'c7' is listed twice" in found[0].problem
