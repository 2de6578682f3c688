"""Reading an initiative against declared fields: names, complaints, warnings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Cell, Estimate, Field, Initiative, InputError, Withheld
from evalcore.request.fields import Kind
from evalcore.request.initiative import read_initiative
from evalcore.request.intake import read_initiatives

FIELDS = {
    field.name: field
    for field in [
        Field("cost_k", "number"),
        Field("benefit_k", "estimate"),
        Field("council.yes", "number"),
        Field("council.no", "number"),
        Field("goals", "set"),
        Field(
            "outcomes",
            "records",
            record={"owner": Field("owner", "text"), "worth": Field("worth", "estimate")},
        ),
    ]
}


def values(**raw):
    found = read_initiative({"id": "A", **raw}, FIELDS).initiative.values
    return {name: value for name, value in found.items() if value is not None}


def refusal(raw, **options):
    with pytest.raises(InputError) as caught:
        read_initiative(raw, FIELDS, **options)
    return str(caught.value)


def warnings(raw, **options):
    return read_initiative({"id": "A", "title": "T", **raw}, FIELDS, **options).warnings


def test_every_field_has_a_value_and_what_is_not_said_is_unknown():
    read_in = read_initiative({"id": "A", "cost_k": 3}, FIELDS)
    assert read_in.initiative.values == {**dict.fromkeys(FIELDS), "cost_k": 3.0}
    assert read_in.warnings == ()


@pytest.mark.parametrize(
    ("raw", "name", "title"),
    [
        ({"id": "A", "title": "An app"}, "A", "An app"),
        ({"id": " A ", "title": ""}, "A", "A"),
        ({"id": 7, "title": None}, "7", "7"),
        ({"id": -(2**53)}, "-9007199254740992", "-9007199254740992"),
        ({"id": "A", "title": "  "}, "A", "A"),
    ],
)
def test_id_and_title(raw, name, title):
    initiative = read_initiative(raw, FIELDS).initiative
    assert (initiative.id, initiative.title) == (name, title)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "initiatives[3]: has no id"),
        ({"id": None}, "initiatives[3].id: has no id"),
        ({"id": " "}, "initiatives[3].id: found ' ' as id"),
        ({"id": True}, "initiatives[3].id: found true as id"),
        pytest.param(
            {"id": 10**10_000},
            "initiatives[3].id: found a number of more than 900 digits as id",
            id="vast",
        ),
    ],
)
def test_what_is_no_id(raw, said):
    expected = f"{said}\n    expected a text that no other initiative has"
    assert refusal(raw, path=("initiatives", 2)) == expected
    nearly = refusal({"ID": "A", **raw}, path=("initiatives", 2))
    assert nearly == expected + "\n    write id instead of ID" * ("has no id" in said)


def test_what_is_no_title():
    raw = {"id": "A", "title": 3}
    assert refusal(raw, path=(0,)) == "[1].title: found 3\n    expected a title"


def test_a_field_may_read_the_title_like_any_other():
    fields = {"title": Field("title", "text")}
    initiative = read_initiative({"id": "A", "title": "An app"}, fields).initiative
    assert (initiative.title, initiative.values["title"]) == ("An app", "An app")


def test_nested_and_dotted_names():
    assert values(council={"yes": 4, "no": 1}) == {"council.yes": 4, "council.no": 1}
    assert values(**{"council.yes": 4}) == {"council.yes": 4}
    assert values(**{"council.yes": 4, "council": {"no": 1}}) == {
        "council.yes": 4,
        "council.no": 1,
    }


def test_names_that_nobody_declares_are_left_alone():
    assert values(colour="red", shape={"sides": 3}, council={"chair": "Ann"}) == {}
    assert read_initiative({"id": "A", 3: 4, "council": {5: 6}}, FIELDS).warnings == ()


def test_names_are_compared_in_one_form():
    fields = {"fit": Field("fit", "number")}
    assert read_initiative({"id": "A", "\ufb01t": 3}, fields).initiative.values == {"fit": 3}


@pytest.mark.parametrize("nothing", [None, Cell(""), Cell(" ")])
def test_a_table_of_which_nothing_is_said(nothing):
    assert values(council=nothing) == {}


def test_a_table_that_is_none():
    assert refusal({"id": "A", "council": 5}, path=(0,)) == (
        "A: council: found 5\n    expected a table with council.yes, council.no"
    )
    assert refusal({"id": "A", "council": Cell("5")}) == (
        "A: council: found '5'\n    expected a table with council.yes, council.no"
    )


def test_a_name_that_is_given_twice():
    both = {"id": "A", "council.yes": 4, "council": {"yes": 5}}
    assert refusal(both) == (
        'A: council.yes: is given twice\n    expected once: see also "council.yes"'
    )
    withheld = {"id": "A", "council": {"withheld": ""}, "council.yes": 4}
    assert refusal(withheld) == (
        "A: council.yes: is given twice\n    expected once: see also council"
    )


def test_withheld():
    initiative = read_initiative(
        {
            "id": "A",
            "cost_k": {"withheld": "under negotiation"},
            "outcomes": [{"owner": {"withheld": ""}, "worth": [1, 2, 3]}],
        },
        FIELDS,
    ).initiative
    assert initiative.values["cost_k"] == Withheld("under negotiation")
    assert initiative.situation.withheld == {"cost_k", ("outcomes", 0, "owner")}
    assert initiative.situation.values["cost_k"] is None
    assert initiative.situation.values["outcomes"] == ({"owner": None, "worth": 2},)
    states = [initiative.state(name) for name in ("cost_k", "goals", "outcomes", "elsewhere")]
    assert states == ["withheld", "unknown", "known", "unknown"]


def test_a_table_that_is_withheld_as_a_whole():
    assert values(council={"withheld": "secret"}) == {
        "council.yes": Withheld("secret"),
        "council.no": Withheld("secret"),
    }
    assert refusal({"id": "A", "council": {"withheld": "secret", "yes": 4}}) == (
        "A: council: is withheld and says something as well\n"
        '    expected only {withheld = "reason"}, or the fields'
    )


def test_a_field_called_withheld_inside_a_table():
    fields = {"tax.withheld": Field("tax.withheld", "number")}
    raw = {"id": "A", "tax": {"withheld": 3}}
    assert read_initiative(raw, fields).initiative.values == {"tax.withheld": 3}


def test_how_formulas_see_estimates_and_sets():
    initiative = Initiative("A", "A", {"benefit_k": Estimate(1, 2, 4), "goals": ("a",)})
    assert initiative.situation.values == {"benefit_k": 2, "goals": ("a",)}


def test_every_value_that_does_not_fit_is_named():
    raw = {
        "id": "A",
        "cost_k": "much",
        "benefit_k": {"low": 1, "likely": 2, "high": "x"},
        "council": {"no": True},
        "goals": ["a", 3],
        "outcomes": [{"owner": 3}],
    }
    with pytest.raises(InputError) as caught:
        read_initiative(raw, FIELDS, path=("initiatives", 0))
    found = {each.path[2:]: f"{each.label}: {each.problem}" for each in caught.value.complaints}
    assert found == {
        ("cost_k",): "A: cost_k: found 'much'",
        ("benefit_k", "high"): "A: benefit_k: found 'x'",
        ("council", "no"): "A: council.no: found true",
        ("goals", 1): "A: goals: found 3",
        ("outcomes", 0, "owner"): "A: outcomes[1].owner: found 3",
    }


def test_an_initiative_without_id_is_called_so():
    assert refusal({"cost_k": "much"}).startswith("an initiative without id: cost_k: found 'much'")


@pytest.mark.parametrize(
    ("raw", "path", "found", "meant"),
    [
        ({"cots_k": 3}, ("cots_k",), "cots_k", "cost_k"),
        ({"Cost-K": None}, ("Cost-K",), "Cost-K", "cost_k"),
        ({"council": {"yess": 3}}, ("council", "yess"), "council.yess", "council.yes"),
        ({"concil": {"yes": 3}}, ("concil",), "concil", "council"),
    ],
)
def test_a_name_that_nearly_matches_a_missing_one(raw, path, found, meant):
    (warning,) = warnings(raw, path=(4,))
    assert warning.problem == f"A: no field is called '{found}', so it is not read"
    assert warning.did_you_mean == (meant,)
    assert warning.path == (4, *path)
    assert warning.on_key


def test_no_warning_where_the_field_is_there():
    assert warnings({"cots_k": 3, "cost_k": 3}) == ()
    assert warnings({"council": {"yess": 3, "yes": 3, "no": 1}, "concil": {"no": 1}}) == ()
    assert warnings({"cost_k": {"withheld": ""}, "cots_k": 3}) == ()


def test_a_title_that_is_nearly_called_so():
    (warning,) = read_initiative({"id": "A", "Title": "An app"}, FIELDS).warnings
    assert warning.did_you_mean == ("title",)


def test_many_initiatives_with_all_that_is_wrong_with_them():
    rows = [
        ({"id": "A", "cost_k": "much"}, ("initiatives", 0)),
        ({"id": "B"}, ("initiatives", 1)),
        ({"id": " B "}, ("initiatives", 2)),
        ({"id": "A"}, ("initiatives", 3)),
        ({}, ("initiatives", 4)),
    ]
    with pytest.raises(InputError) as caught:
        read_initiatives(rows, FIELDS)
    assert str(caught.value) == (
        "A: cost_k: found 'much'\n"
        "    expected a number\n"
        "initiatives[3].id: two initiatives have the id 'B': numbers 2 and 3\n"
        "    expected an id of its own\n"
        "initiatives[4].id: two initiatives have the id 'A': numbers 1 and 4\n"
        "    expected an id of its own\n"
        "initiatives[5]: has no id\n"
        "    expected a text that no other initiative has"
    )


def test_many_initiatives_keep_their_order():
    readings = read_initiatives([({"id": each}, ()) for each in "cab"], FIELDS)
    assert [each.initiative.id for each in readings] == ["c", "a", "b"]


names = st.sampled_from([*FIELDS, "id", "title", "council", "yes", "cots_k", "withheld"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5).map(Cell),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


def outcome(raw):
    try:
        return read_initiative(raw, FIELDS, path=(0,)), ()
    except InputError as error:
        return None, error.complaints


@settings(deadline=None)
@given(st.dictionaries(names | st.text(max_size=4), anything))
def test_a_mapping_is_an_initiative_or_refused_with_complaints(raw):
    reading, complaints = outcome(raw)
    if reading is None:
        assert complaints
        assert all(each.problem and each.path[0] == 0 for each in complaints)
    else:
        assert list(reading.initiative.values) == list(FIELDS)
        for warning in reading.warnings:
            (meant,) = warning.did_you_mean
            assert meant in {*FIELDS, "council", "title"}
            assert warning.path[1] in raw


@settings(deadline=None)
@given(st.permutations(["cost_k", "goals", "council", "benefit_k"]))
def test_the_order_of_names_does_not_matter(order):
    raw = {"cost_k": 3, "goals": ["a"], "council": {"yes": 4}, "benefit_k": [1, 2, 3]}
    shuffled = {"id": "A", **{name: raw[name] for name in order}}
    assert read_initiative(shuffled, FIELDS) == read_initiative({"id": "A", **raw}, FIELDS)


def test_the_kinds_of_all_fields_can_be_unknown():
    fields = {kind.value: Field(kind.value, kind) for kind in Kind}
    assert set(read_initiative({"id": "A"}, fields).initiative.values.values()) == {None}
