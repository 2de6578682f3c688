"""Scalars of libraries are read as what they are, whoever made them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from evalcore.request.fields import Field
from evalcore.request.initiative import read_initiative
from evalcore.request.values import Estimate, Misfit, read
from evalcore.written.numbers import plain

numpy = pytest.importorskip("numpy", reason="NumPy is not installed")
NUMBER = Field("x", "number", minimum=0)
KEY = UUID("12345678-1234-5678-1234-567812345678")


@pytest.mark.parametrize(
    "raw",
    [
        Decimal("400.00"), Decimal("4E+2"), numpy.int64(400), numpy.uint8(200) + numpy.int16(200),
        numpy.float64(400), numpy.float32(400), numpy.float16(400), numpy.array(400),
        numpy.longdouble(400),
    ],
)  # fmt: skip
def test_a_number(raw):
    found = read(NUMBER, raw)
    assert found == 400.0
    assert type(found) is float
    assert read(Field("x", "estimate"), raw) == Estimate(400.0, 400.0, 400.0)
    assert read(Field("x", "estimate"), [raw, raw, 500]) == Estimate(400.0, 400.0, 500.0)
    assert read(Field("x", "records", record={"x": NUMBER}), [{"x": raw}]) == ({"x": 400.0},)


def test_a_decimal_is_the_nearest_float():
    assert read(NUMBER, Decimal("0.1")) == 0.1


def test_what_is_no_number_is_refused_like_any_other():
    for raw in (
        Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999999"), Decimal(9007199254740993),
        Decimal(-1), numpy.float64("nan"), numpy.float32("inf"), numpy.complex128(1),
        numpy.bool_(True), numpy.str_("400"), numpy.array([1.0]), numpy.timedelta64(1, "D"), KEY,
    ):  # fmt: skip
        with pytest.raises(Misfit):
            read(NUMBER, raw)


@pytest.mark.parametrize("raw", [numpy.bool_(False), numpy.array(False)])
def test_a_flag(raw):
    assert read(Field("x", "flag"), raw) is False


@pytest.mark.parametrize(
    "raw",
    [
        numpy.datetime64("2026-11-23"), numpy.datetime64("2026-11-23T00:00:00.000000000"),
        numpy.datetime64("2026-11-23", "us"),
    ],
)  # fmt: skip
def test_a_day(raw):
    found = read(Field("x", "date"), raw)
    assert found == date(2026, 11, 23)
    assert type(found) is date


@pytest.mark.parametrize("raw", [("2026-11-23T10:30",), ("2026-11",), ("NaT", "D")])
def test_a_time_of_day_is_no_day(raw):
    with pytest.raises(Misfit):
        read(Field("x", "date"), numpy.datetime64(*raw))


def test_a_key_is_a_text():
    assert read(Field("x", "text"), KEY) == str(KEY)
    assert read(Field("x", "set"), [KEY, numpy.str_("a")]) == (str(KEY), "a")
    found = read_initiative({"id": KEY, "title": numpy.str_("T")}, {}).initiative
    assert (found.id, found.title) == (str(KEY), "T")
    assert read_initiative({"id": numpy.int64(7)}, {}).initiative.id == "7"


def test_anything_else_is_left_alone():
    for raw in ("a", 1, 1.5, True, None, [1], numpy.array([1, 2]), object()):
        assert plain(raw) is raw
