"""What a value becomes in its field, and what each misfit says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Cell, Estimate, Field, Withheld
from evalcore.request.fields import Kind
from evalcore.request.situation import as_seen
from evalcore.request.values import Misfit, read
from evalcore.written.errors import spell_path

COST = Field("cost_k", "number", "kEUR")
BENEFIT = Field("benefit_k", "estimate", "kEUR", minimum=0)
OUTCOMES = Field(
    "outcomes",
    "records",
    record={
        "owner": Field("owner", "text"),
        "target": Field("target", "number", minimum=0),
        "worth": Field("worth", "estimate"),
    },
)
SHAPES = "a number, [low, likely, high] or {low = , likely = , high = }"
FINITE = "a finite number between -2**53 and 2**53"


def misfits(field, raw):
    with pytest.raises(Misfit) as caught:
        read(field, raw)
    return [
        f"{spell_path(each.path)}: {each.problem} | {each.expected}".removeprefix(": ")
        for each in caught.value.complaints
    ]


def misfit(field, raw):
    (only,) = misfits(field, raw)
    return only


@pytest.mark.parametrize("kind", list(Kind))
def test_none_is_unknown_in_every_kind(kind):
    assert read(Field("x", kind), None) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_withheld_fits_every_kind(kind):
    field = Field("x", kind)
    assert read(field, {"withheld": "secret"}) == Withheld("secret")
    assert read(field, Withheld("secret")) == Withheld("secret")
    assert read(field, Cell("withheld: secret")) == Withheld("secret")
    only = 'only {withheld = "reason"} for a value that is not given'
    assert misfit(field, {"withheld": True}) == f"found true | {only}"
    assert misfit(field, {"withheld": None}) == f"found nothing | {only}"
    assert misfit(field, {"witheld": "x"}) == f"found the key 'witheld' | {only}"
    assert misfit(field, {"withheld": "x", "low": 1, 3: 4}) == f"also found 3, low | {only}"


@pytest.mark.parametrize("raw", [4, 4.0, -4, 0, 2**53, -(2**53), 0.1])
def test_numbers_become_floats(raw):
    assert read(COST, raw) == raw
    assert type(read(COST, raw)) is float


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (True, "found true | a number in kEUR"),
        ("4", "found '4' | a number in kEUR"),
        ([4], "found [4] | a number in kEUR"),
        ({"a": 4}, "found {'a': 4} | a number in kEUR"),
        (4j, "found 4j | a number in kEUR"),
        (float("nan"), f"found nan | {FINITE}"),
        (float("inf"), f"found inf | {FINITE}"),
        (-float("inf"), f"found -inf | {FINITE}"),
        (2**53 + 1, f"found 9007199254740993 | {FINITE}"),
        (-(2**53) - 1, f"found -9007199254740993 | {FINITE}"),
        (10**400, f"found 1{'0' * 56}... | {FINITE}"),
        pytest.param(10**10_000, f"found a number of more than 900 digits | {FINITE}", id="vast"),
        (Cell("1,5"), "found '1,5' | a number in kEUR"),
        (Cell("9007199254740993"), f"found 9007199254740993 | {FINITE}"),
        (Cell("9" * 999), f"found inf | {FINITE}"),
    ],
)
def test_what_is_no_number(raw, said):
    assert misfit(COST, raw) == said
    assert misfit(Field("x", "number"), raw) == said.replace(" in kEUR", "")


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"minimum": 0, "maximum": 4}, "a number from 0 to 4 h"),
        ({"minimum": 6}, "a number of at least 6 h"),
        ({"maximum": 4.5}, "a number of at most 4.5 h"),
        ({"minimum": 1234567.25}, "a number of at least 1234567.25 h"),
    ],
)
def test_a_number_out_of_range(bounds, said):
    assert misfit(Field("x", "number", "h", **bounds), 5) == f"found 5 | {said}"
    assert misfit(Field("x", "estimate", "h", **bounds), 5) == f"found 5 | {said}"


def test_bounds_are_inclusive():
    field = Field("x", "number", minimum=0, maximum=4)
    assert [read(field, 0), read(field, 4)] == [0, 4]


def test_a_whole_number():
    field = Field("x", "number", whole=True)
    assert read(field, 3.0) == 3
    assert misfit(field, 3.5) == "found 3.5 | a whole number"


def test_a_flag():
    assert read(Field("x", "flag"), False) is False
    assert misfit(Field("x", "flag"), 0) == "found 0 | true or false"
    assert misfit(Field("x", "flag"), Cell("ja")) == "found 'ja' | true or false"


def test_a_text():
    assert read(Field("x", "text"), " a b\n") == "a b"
    assert misfit(Field("x", "text"), 3) == "found 3 | a text"
    assert misfit(Field("x", "text"), ["x"]) == "found ['x'] | a text"


def test_a_choice():
    field = Field("x", "choice", choices=("trust", "run_it", "none"))
    assert read(field, "none") == "none"
    assert misfit(field, 3) == "found 3 | one of trust, run_it, none"
    assert misfit(field, "truth") == "found 'truth' | one of trust, run_it, none"
    with pytest.raises(Misfit) as caught:
        read(field, "Run-It")
    assert caught.value.complaints[0].did_you_mean == ("run_it",)


DAY = "a date such as 2026-11-23"


def test_a_date():
    field = Field("x", "date")
    assert read(field, "2026-11-23") == read(field, date(2026, 11, 23)) == date(2026, 11, 23)
    assert read(field, Cell(" 2026-11-23 ")) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "raw",
    ["2026-W10-1", "20261123", "23.11.2026", "2026-11-23T10:00:00", "२०२६-११-२३"],
)
def test_a_text_that_is_no_date(raw):
    assert misfit(Field("x", "date"), raw) == f"found {raw!r} | {DAY}"


def test_a_day_that_no_calendar_has():
    assert misfit(Field("x", "date"), "2026-02-30") == f"there is no day 2026-02-30 | {DAY}"


def test_a_moment_is_shown_as_it_is_written():
    moment = datetime.fromisoformat("2026-01-01T10:00:00")
    assert misfit(Field("x", "date"), moment) == f"found 2026-01-01T10:00:00 | {DAY}"


def test_what_misspelt_keys_were_meant_for():
    for field, raw, meant in (
        (Field("x", "number"), {"witheld": "secret"}, ("withheld",)),
        (Field("x", "estimate"), {"low": 1, "likly": 2, "high": 3}, ("likely",)),
    ):
        with pytest.raises(Misfit) as caught:
            read(field, raw)
        assert caught.value.complaints[0].did_you_mean == meant


@pytest.mark.parametrize("raw", [2026, True, time(10), datetime(2026, 11, 23, tzinfo=UTC)])
def test_what_else_is_no_date(raw):
    assert misfit(Field("x", "date"), raw).endswith(f" | {DAY}")


def test_a_set_keeps_its_order_and_drops_repeats():
    field = Field("x", "set")
    assert read(field, ["b", "a", "b"]) == ("b", "a")
    assert read(field, ("b",)) == ("b",)
    assert read(field, []) == ()
    assert read(field, {"b", "a"}) == read(field, frozenset({"a", "b"})) == ("a", "b")


def test_what_is_no_set():
    field = Field("x", "set", choices=("growth", "cost"))
    assert misfit(Field("x", "set"), "a") == "found 'a' | a list of texts"
    assert misfit(Field("x", "set"), {"a": 1}) == "found {'a': 1} | a list of texts"
    assert misfits(field, ["cost", 3, "grwth", None]) == [
        "[2]: found 3 | a text",
        "[3]: found 'grwth' | one of growth, cost",
    ]
    with pytest.raises(Misfit) as caught:
        read(field, ["grwth"])
    assert caught.value.complaints[0].did_you_mean == ("growth",)


@pytest.mark.parametrize(
    "raw",
    [
        [1, 2, 4],
        (1, 2, 4),
        {"high": 4, "low": 1, "likely": 2},
        Estimate(1, 2, 4),
        {"low": Cell("1"), "likely": Cell("2"), "high": Cell("4.0")},
    ],
)
def test_the_shapes_of_an_estimate(raw):
    assert read(BENEFIT, raw) == Estimate(1.0, 2.0, 4.0)


@pytest.mark.parametrize("raw", [3, 3.0, Cell("3")])
def test_one_number_is_an_estimate_without_a_range(raw):
    assert read(BENEFIT, raw) == Estimate(3.0, 3.0, 3.0)


@pytest.mark.parametrize(
    "raw",
    [
        [None, None, None],
        {"low": None, "likely": None, "high": None},
        {"low": Cell(""), "likely": Cell(" "), "high": Cell("null")},
    ],
)
def test_an_estimate_of_which_nothing_is_said_is_unknown(raw):
    assert read(BENEFIT, raw) is None


def test_an_estimate_that_is_withheld_part_by_part():
    parts = {"low": Cell(""), "likely": Cell("withheld: secret"), "high": Cell("withheld")}
    assert read(BENEFIT, parts) == Withheld("secret")
    parts["low"] = Cell("3")
    assert misfits(BENEFIT, parts) == [
        "likely: found {'withheld': 'secret'} | a number in kEUR",
        "high: found {'withheld': ''} | a number in kEUR",
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (True, [f"found true | {SHAPES}"]),
        ("3", [f"found '3' | {SHAPES}"]),
        ([1, 2], [f"found a list of 2 | {SHAPES}"]),
        ({"low": 1, "hi": 2}, [f"found the keys hi and low | {SHAPES}"]),
        ({"low": 1, 3: 2}, [f"found the keys 3 and low | {SHAPES}"]),
        ({}, [f"found an empty table | {SHAPES}"]),
        ([2, 1, 3], ["found low 2, likely 1, high 3 | low <= likely <= high"]),
        (
            [True, "2", -1],
            [
                "[1]: found true | a number in kEUR",
                "[2]: found '2' | a number in kEUR",
                "[3]: found -1 | a number of at least 0 kEUR",
            ],
        ),
        (
            {"low": 1, "likely": None, "high": float("nan")},
            [
                "likely: is not given | all of low, likely and high, or none",
                f"high: found nan | {FINITE}",
            ],
        ),
        (Estimate(3, 2, 1), ["found low 3, likely 2, high 1 | low <= likely <= high"]),
        (-1, ["found -1 | a number of at least 0 kEUR"]),
    ],
)
def test_what_is_no_estimate(raw, said):
    assert misfits(BENEFIT, raw) == said


def test_records():
    rows = [{"owner": "Ann", "target": 3, "note": "unread"}, {"worth": [1, 2, 3]}, {}]
    assert read(OUTCOMES, rows) == (
        {"owner": "Ann", "target": 3.0, "worth": None},
        {"owner": None, "target": None, "worth": Estimate(1, 2, 3)},
        {"owner": None, "target": None, "worth": None},
    )
    assert read(OUTCOMES, []) == ()
    assert read(OUTCOMES, [{"owner": {"withheld": "x"}}])[0]["owner"] == Withheld("x")


def test_what_is_no_list_of_records():
    assert misfit(OUTCOMES, {"owner": "Ann"}) == "found {'owner': 'Ann'} | a list of records"
    assert misfit(OUTCOMES, Cell("Ann")) == "found 'Ann' | a list of records"
    assert misfits(OUTCOMES, [3, {"owner": 3, "target": -1}, {"worth": [1, "b", 3]}]) == [
        "[1]: found 3 | a record with owner, target, worth",
        "[2].owner: found 3 | a text",
        "[2].target: found -1 | a number of at least 0",
        "[3].worth[2]: found 'b' | a number",
    ]


def test_a_name_in_a_record_that_nearly_matches_one_that_is_missing():
    with pytest.raises(Misfit) as caught:
        read(OUTCOMES, [{"owner": "Ann", "traget": 3, "own": 1, 3: 4}])
    (complaint,) = caught.value.complaints
    assert complaint.problem == "a record has no 'traget'"
    assert complaint.did_you_mean == ("target",)
    assert complaint.path == (0, "traget")
    assert complaint.on_key


def test_a_name_in_a_record_is_compared_in_one_form():
    field = Field("x", "records", record={"fit": Field("fit", "number")})
    assert read(field, [{"\ufb01t": 3}]) == ({"fit": 3.0},)
    assert misfits(field, [{"\ufb01t": 3, "fit": 4}]) == ["[1].fit: 'fit' is given twice | "]
    assert misfits(field, [{"\ufb01t": "x"}]) == ["[1].\ufb01t: found 'x' | a number"]


def test_how_formulas_see_a_value():
    assert as_seen(Estimate(1, 2, 4)) == 2
    assert as_seen(Withheld("x")) is None
    assert as_seen(("a",)) == ("a",)
    assert as_seen(None) is None


RECORDS = {kind: Field(kind.value, kind, choices=("a", "b")) for kind in list(Kind)[:-1]}
FIELDS = [
    *RECORDS.values(),
    COST,
    BENEFIT,
    Field("x", "set"),
    Field("x", "number", whole=True, minimum=-1, maximum=1),
    Field("records", "records", record={kind.value: field for kind, field in RECORDS.items()}),
]
names = st.sampled_from(["withheld", "low", "likely", "high", "number", "choise", "a", "records"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**4000)])
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["a", "b", "2026-11-23", "withheld"])
)
json_like = st.recursive(
    scalars | scalars.map(lambda value: Cell(str(value)[:700])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(), inner),
    max_leaves=8,
)


def outcome(field, raw):
    try:
        return read(field, raw), ()
    except Misfit as misfit:
        return misfit, misfit.complaints


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(FIELDS), json_like)
def test_a_value_fits_or_is_a_misfit_with_reasons(field, raw):
    value, complaints = outcome(field, raw)
    if isinstance(value, Misfit):
        assert complaints
        assert all(each.problem for each in complaints)
    else:
        assert outcome(field, value) == (value, ())
