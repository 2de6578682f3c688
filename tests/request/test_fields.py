"""Declarations of fields: what makes no sense by itself, and what two of them make together."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.request.fields import Field, Kind, merge
from evalcore.written.errors import Complaint, spell_path
from evalcore.written.names import normal
from evalcore.written.numbers import LARGEST


def said(field):
    return [
        f"{spell_path(each.path)}: {each.problem} | {each.expected}".lstrip(": ")
        for each in field.faults()
    ]


@pytest.mark.parametrize(
    "field",
    [
        Field("cost_k", "number", unit="kEUR", minimum=0),
        Field("council.yes", "number", whole=True, minimum=0, maximum=8),
        Field("benefit_k", "estimate", minimum=-5.5, maximum=-5.5),
        Field("größe", "flag"),
        Field("_x", "text"),
        Field("remit", "choice", choices=("a", "none")),
        Field("goals", "set"),
        Field("goals", "set", choices=("a",)),
        Field("outcomes", "records", record={"owner": Field("owner", "text")}),
    ],
)
def test_a_declaration_that_makes_sense(field):
    assert field.faults() == []


NAMING = "letters, digits and underscores, parts joined by dots; no Python keyword"


@pytest.mark.parametrize("name", ["", "a b", "a-b", "1a", "a.", ".a", "a..b", "if", "a.is", "a.²"])
def test_names_that_no_formula_could_spell(name):
    (fault,) = Field(name, "text").faults()
    assert fault.problem == f"{normal(name)!r} cannot be a field's name"
    assert fault.expected == NAMING
    assert fault.on_key


def test_names_are_compared_in_one_form():
    assert Field("\ufb01t", "text").name == "fit"


CHOICES = 'choices = ["...", "..."]; any text at all is kind "text"'


@pytest.mark.parametrize(
    ("field", "faults"),
    [
        (
            Field("x", "text", unit="h", minimum=1, maximum=2, whole=True),
            [
                "minimum: a text has no minimum | a number or an estimate",
                "maximum: a text has no maximum | a number or an estimate",
                "unit: a text has no unit | a number or an estimate",
                "whole: a text has no whole | a number or an estimate",
            ],
        ),
        (
            Field("x", "number", minimum=1234567.5, maximum=1),
            ["minimum: the minimum 1234567.5 is above the maximum 1 | "],
        ),
        (
            Field("x", "number", minimum=float("nan"), maximum=float("inf")),
            [
                "minimum: found nan | a finite number between -2**53 and 2**53",
                "maximum: found inf | a finite number between -2**53 and 2**53",
            ],
        ),
        (
            Field("x", "number", maximum=10**400),
            [f"maximum: found {'1' + '0' * 56}... | a finite number between -2**53 and 2**53"],
        ),
        (
            Field("x", "date", minimum=0),
            ["minimum: a date has no minimum | a number or an estimate"],
        ),
        (
            Field("x", "flag", choices=("a",)),
            ["choices: a flag has no choices | a choice or a set"],
        ),
        (
            Field("x", "choice"),
            [f"a choice offers something to choose from | {CHOICES}"],
        ),
        (
            Field("x", "choice", choices=("a", "b", "a")),
            ["choices: the choice 'a' is listed twice | "],
        ),
        (
            Field("x", "text", record={"a": Field("a", "text")}),
            ['record: a text has no record | kind "records"'],
        ),
        (Field("x", "records"), ["records need fields of their own | [fields.x.record.NAME]"]),
        (
            Field("x", "records", record={"a": Field("a", "records")}),
            ["record.a.kind: a record cannot hold records | "],
        ),
        (
            Field("x", "records", record={"a.b": Field("a.b", "text")}),
            ['record."a.b": the fields of a record have no dots | '],
        ),
        (
            Field("x", "records", record={"a": Field("a", "choice")}),
            [f"record.a: a choice offers something to choose from | {CHOICES}"],
        ),
    ],
)
def test_a_declaration_that_makes_none(field, faults):
    assert said(field) == faults


def test_a_field_without_a_range_takes_what_a_float_can_tell_apart():
    assert (Field("x", "number").low, Field("x", "number").high) == (-LARGEST, LARGEST)
    bounded = Field("x", "number", minimum=0, maximum=4)
    assert (bounded.low, bounded.high) == (0, 4)


NUMBER = Field("x", "number", "h", minimum=0, maximum=8, source="evalcore-a")


def contradiction(**changes):
    found = merge(NUMBER, attrs.evolve(NUMBER, source="evalcore-b", **changes))
    assert isinstance(found, Complaint)
    return found


def test_contradictions_name_both_sources():
    kind = contradiction(kind="estimate")
    assert kind.problem == (
        "evalcore-a and evalcore-b declare x differently: kind number and estimate"
    )
    assert kind.mend == "give it one declaration, or another name"
    assert contradiction(unit=None).problem == (
        "evalcore-a and evalcore-b declare x differently: unit h and none"
    )
    assert contradiction(minimum=9, maximum=10).problem == (
        "evalcore-a and evalcore-b leave no value that x could have"
    )


def test_a_declaration_without_a_source_is_spoken_of_all_the_same():
    found = merge(Field("x", "flag"), Field("x", "text"))
    assert found.problem == (
        "one declaration and another declare x differently: kind flag and text"
    )


def test_ranges_intersect_and_tags_add_up():
    first = attrs.evolve(NUMBER, tags=frozenset({"effort"}))
    second = Field(
        "x",
        "number",
        "h",
        minimum=2,
        whole=True,
        question="How many?",
        answered_by="sponsor",
        tags=frozenset({"cost"}),
        source="evalcore-b",
    )
    assert merge(first, second) == Field(
        "x",
        "number",
        "h",
        minimum=2,
        maximum=8,
        whole=True,
        question="How many?",
        answered_by="sponsor",
        tags=frozenset({"cost", "effort"}),
    )
    assert merge(first, second).source == "evalcore-a and evalcore-b"
    assert merge(first, first).source == "evalcore-a"


def test_the_first_question_stands():
    ours, theirs = (attrs.evolve(NUMBER, question=each) for each in ("ours?", "theirs?"))
    assert merge(ours, theirs).question == "ours?"


def test_choices_intersect():
    wide = Field("x", "choice", choices=("c", "b", "a"), source="evalcore-a")
    narrow = Field("x", "choice", choices=("a", "c"), source="evalcore-b")
    assert merge(wide, narrow).choices == ("c", "a")
    assert merge(wide, attrs.evolve(narrow, choices=("d",))).problem == (
        "evalcore-a and evalcore-b leave no value that x could have"
    )
    free, closed = Field("x", "set"), Field("x", "set", choices=("a",))
    assert merge(free, closed).choices == merge(closed, free).choices == ("a",)
    assert merge(closed, Field("x", "set", choices=("b",))).choices == ()  # may still be empty


def test_the_fields_of_records_are_merged_one_by_one():
    owner, target = Field("owner", "text"), Field("target", "number", minimum=1)
    first = Field("x", "records", record={"owner": owner, "target": target})
    second = Field("x", "records", record={"target": Field("target", "number", maximum=5)})
    merged = merge(second, first)
    assert merged.record == {
        "owner": owner,
        "target": Field("target", "number", minimum=1, maximum=5),
    }
    broken = attrs.evolve(second, record={"target": Field("target", "flag")})
    assert merge(first, broken).problem == (
        "one declaration and another declare target differently: kind number and flag"
    )


bounds = st.none() | st.integers(-5, 5)
options = st.none() | st.lists(st.sampled_from("abcd"), unique=True, max_size=4).map(tuple)
plain_fields = st.builds(
    Field,
    st.just("x"),
    st.sampled_from([kind for kind in Kind if kind is not Kind.RECORDS]),
    unit=st.sampled_from([None, "h"]),
    minimum=bounds,
    maximum=bounds,
    whole=st.booleans(),
    choices=options,
    question=st.sampled_from(["", "one?", "two?"]),
    tags=st.frozensets(st.sampled_from("uvw")),
    source=st.sampled_from(["", "evalcore-a", "evalcore-b"]),
)
some_fields = plain_fields | st.builds(
    Field,
    st.just("x"),
    st.just(Kind.RECORDS),
    record=st.dictionaries(st.sampled_from("pqr"), plain_fields, max_size=2),
)


def essence(field):
    """What of a field does not depend on which declaration came first."""
    if isinstance(field, Complaint):
        return None
    return attrs.evolve(
        field,
        question="",
        answered_by="",
        choices=None if field.choices is None else tuple(sorted(field.choices)),
        record={name: essence(inner) for name, inner in field.record.items()},
    )


@given(some_fields, some_fields)
def test_the_order_of_two_declarations_does_not_matter(first, second):
    assert essence(merge(first, second)) == essence(merge(second, first))


@given(some_fields, some_fields, some_fields)
def test_the_order_of_three_does_not_either(first, second, third):
    left = merge(first, second)
    left = left if isinstance(left, Complaint) else merge(left, third)
    right = merge(second, third)
    right = right if isinstance(right, Complaint) else merge(first, right)
    assert essence(left) == essence(right)


@given(some_fields)
def test_a_field_merged_with_itself_is_itself(field):
    merged = merge(field, field)
    assert merged == field or field.faults()  # what contradicts itself is refused before
