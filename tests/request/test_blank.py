"""What is blank is unknown: in every kind, and however it is written."""

from __future__ import annotations

import pytest

from evalcore import Cell, Estimate, Field, InputError, Withheld
from evalcore.request.fields import Kind
from evalcore.request.initiative import read_initiative
from evalcore.request.intake import read_initiatives
from evalcore.request.values import Misfit, read

BLANKS = [None, "", "  ", "\n", "\u00a0", "\u200b", "\u2060\u00ad", "\ufeff"]
COMPOSED, TAKEN_APART = "sant\u00e9", "sante\u0301"
OWNERS = Field("outcomes", "records", record={"owner": Field("owner", "text")})


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("raw", BLANKS)
def test_blank_is_unknown(kind, raw):
    field = Field("x", kind, choices=("a",))
    assert read(field, raw) is None
    assert read(field, Cell(raw or "")) is None


@pytest.mark.parametrize("raw", [f" {TAKEN_APART}\u200b", Cell(f"\ufeff{TAKEN_APART} "), COMPOSED])
def test_texts_are_compared_in_one_form(raw):
    offered = f"{TAKEN_APART} "
    assert Field("x", "choice", choices=(offered,)).choices == (COMPOSED,)
    assert read(Field("x", "text"), raw) == COMPOSED
    assert read(Field("x", "choice", choices=(offered,)), raw) == COMPOSED
    for choices in (None, (offered,)):
        assert read(Field("x", "set", choices=choices), [raw, COMPOSED]) == (COMPOSED,)


def test_a_sign_that_joins_stays_inside_a_word():
    word = "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645"
    assert read(Field("x", "text"), f"{word}\u200c ") == word
    with pytest.raises(Misfit):
        read(Field("x", "choice", choices=(word.replace("\u200c", ""),)), word)


@pytest.mark.parametrize("blank", BLANKS)
def test_blank_members_are_left_out_and_a_set_of_nothing_else_is_unknown(blank):
    field = Field("x", "set")
    assert read(field, ["a", blank, "b"]) == ("a", "b")
    assert read(field, [blank, blank]) is None
    assert read(field, Cell(f"a;{blank or ''};b")) == ("a", "b")
    assert read(field, Cell(f"{blank or ''};")) is None
    assert read(field, []) == read(field, Cell("none")) == ()


def test_the_place_of_a_member_counts_the_blank_ones():
    with pytest.raises(Misfit) as caught:
        read(Field("x", "set", choices=("a",)), ["", "a", "\u200b", "b ", 3])
    first, second = caught.value.complaints
    assert (first.path, first.problem) == ((3,), "found 'b'")
    assert (second.path, second.problem) == ((4,), "found 3")


@pytest.mark.parametrize("blank", BLANKS)
def test_an_estimate_of_blanks_is_unknown(blank):
    field = Field("x", "estimate")
    assert read(field, [blank, blank, blank]) is None
    assert read(field, {"low": blank, "likely": blank, "high": blank}) is None
    with pytest.raises(Misfit) as caught:
        read(field, [1, blank, 3])
    (only,) = caught.value.complaints
    assert (only.path, only.problem) == ((1,), "is not given")
    assert read(field, [1, 2, 3]) == Estimate(1, 2, 3)


@pytest.mark.parametrize("blank", BLANKS)
def test_nobody_is_named_by_a_blank(blank):
    assert read(OWNERS, [{"owner": blank}, {}]) == ({"owner": None}, {"owner": None})
    cells = {"1": {"owner": Cell(blank or "")}, "2": {"owner": Cell("Ann")}}
    assert read(OWNERS, cells) == ({"owner": "Ann"},)


def test_the_reason_for_withholding_is_a_text_like_any():
    assert read(Field("x", "text"), {"withheld": f" {TAKEN_APART} "}) == Withheld(COMPOSED)


@pytest.mark.parametrize("choice", ["", " ", "\u200b"])
def test_no_choice_is_blank(choice):
    (fault,) = Field("x", "choice", choices=("a", choice)).faults()
    assert (fault.problem, fault.path) == ("a choice is blank", ("choices",))
    assert fault.expected == "a text that can be seen"


@pytest.mark.parametrize("blank", BLANKS)
def test_a_title_that_is_blank_is_none(blank):
    initiative = read_initiative({"id": "A", "title": blank}, {}).initiative
    assert (initiative.id, initiative.title) == ("A", "A")


@pytest.mark.parametrize("blank", BLANKS[1:])
def test_an_id_that_is_blank_is_none(blank):
    with pytest.raises(InputError):
        read_initiative({"id": blank}, {})


def test_ids_that_look_alike_are_one():
    rows = [({"id": COMPOSED}, (0,)), ({"id": f"\u200b{TAKEN_APART} "}, (1,))]
    with pytest.raises(InputError) as caught:
        read_initiatives(rows, {})
    assert "two initiatives have the id 'sant\u00e9': numbers 1 and 2" in str(caught.value)


@pytest.mark.parametrize("blank", BLANKS)
def test_a_table_that_is_blank_says_nothing(blank):
    fields = {"council.yes": Field("council.yes", "number")}
    values = read_initiative({"id": "A", "council": blank}, fields).initiative.values
    assert values == {"council.yes": None}


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#SPILL!", "#NV", "Err:502", "####"])
def test_what_a_spreadsheet_shows_where_a_formula_failed_is_no_value(error):
    owner = Field("owner", "text")
    for field, raw in [
        (owner, error),
        (owner, f" {error}\u200b"),
        (owner, Cell(error)),
        (Field("x", "set"), ["a", error]),
        (Field("x", "set"), Cell(f"a;{error}")),
        (Field("x", "choice", choices=("a",)), error),
        (Field("x", "number"), error),
        (OWNERS, [{"owner": error}]),
    ]:
        with pytest.raises(Misfit) as caught:
            read(field, raw)
        (complaint,) = caught.value.complaints
        assert complaint.problem == f"found {error}"
        assert complaint.mend == "a formula failed there: mend it, or clear it"
    offered = Field("x", "choice", choices=("a", error))
    assert read(offered, error) == error


def test_neither_an_id_nor_a_title_is_such_an_error():
    for raw, words in [
        ({"id": "#REF!"}, "found '#REF!' as id"),
        ({"id": "1", "title": "#N/A"}, ""),
    ]:
        with pytest.raises(InputError, match=words or "found '#N/A'"):
            read_initiative(raw, {})


@pytest.mark.parametrize(
    "text", ["#1", "##", "# of units", "#team", "Err: 502", "N/A#", "n/a", "TBD"]
)
def test_what_only_looks_like_one_is_a_text(text):
    assert read(Field("x", "text"), text) == text
