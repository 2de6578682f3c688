"""What an author writes inside `Annotated[...]`."""

from __future__ import annotations

import pytest

from evalcore.request import declarations as declare
from evalcore.request.fields import Field, Kind

SAID = {"question": "How much?", "answered_by": "sponsor", "tags": ["merit", "cost", "merit"]}
KEPT = {"question": "How much?", "answered_by": "sponsor", "tags": frozenset({"merit", "cost"})}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            declare.number("a", unit="kEUR", minimum=0, maximum=9, whole=True, **SAID),
            Field("a", Kind.NUMBER, unit="kEUR", minimum=0, maximum=9, whole=True, **KEPT),
        ),
        (
            declare.estimate("a", unit="kEUR", minimum=0, maximum=9, **SAID),
            Field("a", Kind.ESTIMATE, unit="kEUR", minimum=0, maximum=9, **KEPT),
        ),
        (declare.flag("a", **SAID), Field("a", Kind.FLAG, **KEPT)),
        (declare.text("a", **SAID), Field("a", Kind.TEXT, **KEPT)),
        (declare.day("a", **SAID), Field("a", Kind.DATE, **KEPT)),
        (
            declare.choice("a", ["it", "trust"], **SAID),
            Field("a", Kind.CHOICE, choices=("it", "trust"), **KEPT),
        ),
        (declare.set_of_text("a", **SAID), Field("a", Kind.SET, **KEPT)),
        (
            declare.set_of_text("a", ["x", "y"], **SAID),
            Field("a", Kind.SET, choices=("x", "y"), **KEPT),
        ),
        (
            declare.records("a", declare.text("owner"), declare.number("target"), **SAID),
            Field(
                "a",
                Kind.RECORDS,
                record={
                    "owner": Field("owner", Kind.TEXT),
                    "target": Field("target", Kind.NUMBER),
                },
                **KEPT,
            ),
        ),
    ],
    ids=lambda field: str(field.kind),
)
def test_each_makes_a_field_of_its_kind(made, expected):
    assert made == expected
    assert made.faults() == []


def test_a_field_says_nothing_that_its_author_did_not():
    plain = declare.number("a")
    assert (plain.question, plain.answered_by, plain.tags) == ("", "", frozenset())
    assert (plain.minimum, plain.maximum, plain.unit, plain.whole) == (None, None, None, False)


def test_a_choice_between_nothing_is_a_fault():
    (fault,) = declare.choice("a", []).faults()
    assert str(fault).startswith("a choice offers something to choose from\n")
    (fault,) = declare.number("a", minimum=3, maximum=2).faults()
    assert str(fault) == "minimum: the minimum 3 is above the maximum 2"


def test_a_setting_keeps_what_it_may_be():
    spec = declare.setting(
        unit="h", minimum=1, maximum=9, above=0, below=10, choices=["x"], about="the hours"
    )
    assert spec == declare.SettingSpec("h", 1, 9, 0, 10, ("x",), "the hours")
    assert declare.setting() == declare.SettingSpec(choices=None, about="")


def test_a_vocabulary_is_frozen():
    listed = [declare.number("a")]
    vocabulary = declare.Vocabulary("offices", listed)
    listed.clear()
    assert vocabulary.fields == (declare.number("a"),)
