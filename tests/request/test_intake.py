"""Reading by generated code says what the plain reader says, of whatever stands there."""

from __future__ import annotations

import math
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Cell, Estimate, Field, InputError, Withheld
from evalcore.extend.plain_tables import initiatives
from evalcore.extend.sheets import Percent, Sheet, SheetRow
from evalcore.request import intake
from evalcore.request.cells import Broken as BrokenCell
from evalcore.request.initiative import Broken, read_initiative
from evalcore.request.intake import Intake, read_initiatives
from evalcore.written.errors import Complaint

OWNER = {"owner": Field("owner", "text"), "worth": Field("worth", "estimate")}
FIELDS = {
    field.name: field
    for field in [
        Field("cost_k", "number", minimum=0, maximum=900),
        Field("any_number", "number"),
        Field("seats", "number", whole=True, minimum=-3, maximum=9),
        Field("go", "flag"),
        Field("note", "text"),
        Field("phase", "choice", choices=("idea", "in_flight", "null", "Größe")),
        Field("start", "date"),
        Field("goals", "set", choices=("growth", "people")),
        Field("tags", "set"),
        Field("council.yes", "number", whole=True),
        Field("council.no", "number", whole=True),
        Field("a.b.deep", "number"),
        Field("tax.withheld", "number"),
        Field("benefit_k", "estimate"),
        Field("outcomes", "records", record=OWNER),
    ]
}
TEXTS = ["", "Err:502", "#REF!", "TBD",
    " ", "\u200b", "idea", " idea", "null", "NULL", "withheld: secret", "Withheld", "none",
    "growth", "growth; people", "people;growth; people", "a, b", "yes", "No", "true", "#N/A",
    "2026-02-28", "2026-02-30", "12", "-0", "+3.", ".5", "1e3", "1_000", "9007199254740993", "nan",
    "inf", "1/2/3", "٣", "Gro\u0308ße", "Größe", "=1+1", "A", "0.1 "]  # fmt: skip
NUMBERS = [0, -0.0, 3, 3.0, 2.5, -4, 900, 901, 2**53, 2**53 + 1, float("nan"), float("inf"), True]
ODD = [None, {}, [], (), [1, 2, 3], {"withheld": "secret"}, {"withheld": 3}, {"witheld": "x"},
    Withheld("s"), Estimate(1, 2, 3), {"low": 1, "likely": 2, "high": 3}, {"low": 3}, ["growth"],
    ("people", "people"), ["growth", ""], ["x", None], frozenset({"growth"}), date(2026, 1, 2),
    [{"owner": "A"}], [{"owner": "A", "worth": 3}, {"ownr": "B"}], {"yes": 3}, {"yes": 3, "no": 1},
    {"yes": "x"}, {"b": {"deep": 3}}, {"b.deep": 3}, {"withheld": 4}, Cell("12")]  # fmt: skip
VALUES = st.sampled_from([*TEXTS, *NUMBERS, *ODD])
NAMES = [*FIELDS, "council", "a", "a.b", "tax", "cost_q", "phases", "Title", "notes", 7, "strange"]
USUAL = {
    "cost_k": st.integers(0, 900) | st.floats(0, 900) | st.none(),
    "seats": st.integers(-3, 9),
    "go": st.booleans(),
    "note": st.text(max_size=5),
    "phase": st.sampled_from(["idea", "in_flight", ""]),
    "start": st.dates() | st.dates().map(date.isoformat),
    "goals": st.lists(st.sampled_from(["growth", "people"])),
    "tags": st.lists(st.text(max_size=3), max_size=3).map(tuple),
    "council": st.fixed_dictionaries({"yes": st.integers(0, 3)}, optional={"no": st.just(2)}),
    "benefit_k": st.floats(-9, 9) | st.just([1, 2, 3]),
    "outcomes": st.lists(st.fixed_dictionaries({"owner": st.text(max_size=2), "worth": VALUES})),
}
IDS = st.sampled_from(["A", " B ", "", None, 7, 2**60, True, "\u200b", ["x"]])


@st.composite
def requests(draw):
    """Usual ones with a few odd values, names and forms."""
    raw = {"id": draw(IDS | st.just("A")), **draw(st.fixed_dictionaries({}, optional=USUAL))}
    if draw(st.booleans()):
        raw["title"] = draw(VALUES | st.text(max_size=4))
    if draw(st.booleans()):
        raw |= draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3))
    return raw


def said(read):
    """What a reader says: of what it read also the types, for 1 is no 1.0 and 0.0 no -0.0."""
    try:
        found = read()
    except InputError as error:
        return error.complaints
    one, now = found.initiative, found.initiative.situation
    seen = (now.values, now.withheld, now.estimates)
    return repr((one, dict(one.values), one.warnings, found.warnings, found.broken, seen))


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(intake, "FEW", 0)


@settings(max_examples=400)
@given(st.lists(requests(), min_size=1, max_size=4))
def test_mappings_are_read_as_by_the_plain_reader(rows):
    reader = Intake(FIELDS)
    reader._waiting = 0
    for raw in [*rows, *rows]:  # the second time, their keys are known
        plain = said(lambda raw=raw: read_initiative(raw, FIELDS, path=(1,)))
        assert said(lambda raw=raw: reader.read(raw, (1,))) == plain


@pytest.mark.parametrize("name", [each for each in NAMES if each in FIELDS or each == "council"])
def test_each_field_with_each_odd_value(name):
    reader = Intake(FIELDS)
    reader._waiting = 0
    for value in [*TEXTS, *NUMBERS, *ODD]:
        raw = {"id": "A", "title": "T", name: value}
        plain = said(lambda raw=raw: read_initiative(raw, FIELDS))
        assert said(lambda raw=raw: reader.read(raw)) == plain


@pytest.mark.parametrize("name", [n for n in FIELDS if n not in ("tax.withheld", "outcomes")])
def test_each_cell_with_each_odd_text(name, monkeypatch):
    monkeypatch.setattr(intake, "FEW", 0)
    for text in [*TEXTS, *TYPED, None]:
        rows = [SheetRow(1, 1, ("id", name)), SheetRow(2, 2, ("A", text))]
        table = initiatives(Sheet(rows))
        plain = all_said(lambda table=table: read_initiatives(list(table), {name: FIELDS[name]}))
        quick = all_said(lambda table=table: read_initiatives(table, {name: FIELDS[name]}))
        assert quick == plain


TYPED = [
    0,
    1,
    -1,
    7,
    2**53,
    2**53 + 1,
    -(2**53),
    10**23,
    0.0,
    -0.0,
    0.5,
    1e-7,
    1e22,
    1e300,
    math.inf,
    -math.inf,
    math.nan,
    True,
    False,
    date(2026, 3, 31),
    datetime.fromisoformat("2026-03-31"),
    datetime.fromisoformat("2026-03-31 09:30"),
    Percent(0.13),
    Percent(0.0),
    BrokenCell("#N/A"),
    BrokenCell("x", "y"),
]  # fmt: skip - what the cells of a workbook are


COLUMNS = [
    "id",
    "title",
    *(n for n in FIELDS if n not in ("tax.withheld", "outcomes", "benefit_k")),
]
TABLES = [
    [*COLUMNS, "benefit_k", "unread", "council.present"],
    ["id", "outcomes.1.owner", "outcomes.1.worth", "benefit_k.low", "benefit_k.likely",
     "benefit_k.high", "cost_k"],
    ["title", "id", "cost_q", "note"],
    ["id", "go"],
]  # fmt: skip


@settings(max_examples=300)
@given(st.data())
def test_cells_are_read_as_by_the_plain_reader(data):
    head = data.draw(st.sampled_from(TABLES))
    cell = st.sampled_from([*TEXTS, *TYPED]) | st.integers(-5, 999).map(str) | st.text(max_size=3)
    cell = cell | st.integers(-5, 999) | st.floats() | st.booleans() | st.dates() | st.none()
    rows = data.draw(st.lists(st.tuples(*[cell] * len(head)), min_size=1, max_size=4))
    sheet = Sheet([SheetRow(n, n, row) for n, row in enumerate([tuple(head), *rows], start=1)])
    table = initiatives(sheet)
    fields = {n: f for n, f in FIELDS.items() if n != "tax.withheld"}

    def plain():
        found = list(table)
        return read_initiatives(found, fields)

    def quick():
        return read_initiatives(table, fields)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "FEW", 0)
        by_cells = all_said(quick)
    assert by_cells == all_said(plain)


def all_said(read):
    try:
        return [said(lambda each=each: each) for each in read()]
    except InputError as error:
        return error.complaints


@pytest.mark.usefixtures("at_once")
def test_usual_requests_are_read_by_generated_code():
    reader = Intake(FIELDS)
    raw = {"id": 7, "title": "T", "cost_k": 3, "council": {"yes": 2}, "goals": ["growth"],
        "start": "2026-01-02", "phase": "idea", "go": True, "benefit_k": 4.0, "tags": ("x",),
        "outcomes": [{"owner": "A"}]}  # fmt: skip
    found = reader.usual(raw)
    assert found is not None
    assert found.values["benefit_k"] == Estimate(4.0, 4.0, 4.0)
    assert reader.usual({**raw, "council.no": 3}) is None  # in two forms: perhaps twice
    assert reader.usual({**raw, "cost_k": 901}) is None
    assert reader.usual({**raw, "strange": 1}) is not None
    assert reader.usual({"id": "A", "cost_q": 1}) is None  # nearly a field that is missing


@pytest.mark.usefixtures("at_once")
def test_what_breaks_a_relation_is_left_to_the_plain_reader():
    complaint = Complaint("A: found cost_k 3", "less")
    broken = [Broken(("cost_k",), "r", complaint, warns=True)]
    reader = Intake(FIELDS, lambda one: broken if one.values["cost_k"] == 3.0 else [])
    assert reader.usual({"id": "A", "cost_k": 4}) is not None
    found = reader.read({"id": "A", "cost_k": 3}, ("initiatives", 0))
    assert [each.complaint.path for each in found.broken] == [("initiatives", 0, "cost_k")]


@pytest.mark.usefixtures("at_once")
def test_shapes_that_are_remembered_are_not_without_number(monkeypatch):
    monkeypatch.setattr("evalcore.request.quick.MOST_SHAPES", 2)
    reader = Intake({"cost_k": FIELDS["cost_k"]})
    for n in range(5):
        assert reader.usual({"id": "A", f"column {n}": 1, "cost_k": 1}) is not None
    rows = [({"id": "A"}, (0,)), ({"id": "A"}, (1,))]
    with pytest.raises(InputError, match="two initiatives have the id 'A': numbers 1 and 2"):
        reader.read_all(rows)
