"""Columns: whole tables worked out by Polars, held against the generated Python row by row."""

from __future__ import annotations

from typing import Any

import formulas as lang
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tabled import frame_of

pl = pytest.importorskip("polars", reason="needs the extra tables")

from evalcore.interpret.bounding import KEPT  # noqa: E402 - polars first
from evalcore.interpret.bounds import bound_program  # noqa: E402
from evalcore.interpret.columns.cells import Cells, is_none_where  # noqa: E402
from evalcore.interpret.columns.frames import Frames  # noqa: E402
from evalcore.interpret.columns.spans import Spans  # noqa: E402
from evalcore.interpret.columns.values import Reading, Values  # noqa: E402
from evalcore.interpret.plan import plan  # noqa: E402
from evalcore.interpret.python import compile_program  # noqa: E402
from evalcore.judge.tables.reading import Layout, Table  # noqa: E402


def table(rows: list[dict[str, Any]]) -> Table:
    frame = frame_of(lang.FIELDS, [{"id": f"I{n}", **row} for n, row in enumerate(rows)])
    read = Layout(lang.FIELDS, dict(frame.schema)).read(frame)
    assert read.refused.null_count() == len(rows)
    return read


def reading(cells: Cells, read: Table) -> Reading:
    return Reading(cells, lang.AS_OF, read.lacking, read.withholding)


def values(made: list[lang.Formula], read: Table) -> list[tuple[Any, ...]]:
    """The values of formulas in each row."""
    roots: dict[str, Any] = {}
    cells = Cells()
    for number, each in enumerate(made):
        program = plan([each.root], each.types)
        roots[str(number)] = Values(program, reading(cells, read)).cell(program.outputs[0])
    return Frames(roots).work_out(read.frame, read.records).rows()


def ends(made: lang.Formula, read: Table) -> list[tuple[Any, ...]]:
    """The bounds of a formula in each row."""
    program = plan([made.root], made.types, keep=KEPT)
    found = Spans(program, reading(Cells(), read)).ends(program.outputs[0])
    roots = {"first": found.first, "second": found.second, "undefined": found.undefined}
    return Frames(roots).work_out(read.frame, read.records).rows()


def by_row(made: lang.Formula, rows: list[dict[str, Any]]) -> list[Any]:
    """What the generated function says of each."""
    run = compile_program([made.root], made.types)
    situations = [lang.initiative(row).situation for row in rows]
    return [run(each.values, each.withheld, lang.AS_OF)[0] for each in situations]


texts = lang.numbers(records=True) | lang.flags(records=True)
rows_of_any = st.lists(lang.any_values, min_size=1, max_size=6)
ROUGH = ("geometric_mean", "years")  # powers may be off by the last bit


@settings(max_examples=80, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3), rows_of_any)
def test_values_are_those_of_the_generated_function(formulas, rows):
    made = [each for each in map(lang.formula_or_none, formulas) if each is not None]
    assume(made)
    found = [*zip(*values(made, table(rows)), strict=True)]
    for formula, column in zip(made, found, strict=True):
        assert [*column] == by_row(formula, rows)


@settings(max_examples=80, deadline=None)
@given(texts, rows_of_any)
def test_bounds_are_those_of_one_request(text, rows):
    made = lang.formula_or_none(text)
    assume(made is not None)
    bounds = bound_program([made.root], made.types)
    situations = [lang.initiative(row).situation.on(lang.AS_OF) for row in rows]
    wanted = [tuple(map(_plain, bounds(each)[0])) for each in situations]
    assert [tuple(map(_plain, each)) for each in ends(made, table(rows))] == wanted


def _plain(end: Any) -> Any:
    return float(end) if isinstance(end, int) and not isinstance(end, bool) else end


HARD = [
    ("round(a)", [0.5, 1.5, 2.5, -0.5, 4503599627370497.5 / 1e13]),
    ("round(wide)", [2.0**53, 2.0**52 + 1, -(2.0**53)]),
    ("round(a, 1)", [0.05, 0.15, 0.25, 2.675]),
    ("a / 3", [1.0, 0.1, 741.7869892607293]),
    ("1 / a", [1e-9, -1e-9, 2e-9, 1e-300, 0.0, -0.0]),
    ("a / 7 + 1 / 3", [0.1, 9.3]),
    ("a == 0.3", [0.3, 0.3 + 1e-9, 0.3 + 2e-9, 0.1 + 0.2]),
    ("sqrt(a)", [-1.0, -1e-10, 2.0]),
    (
        "wide * wide * wide * wide * wide * wide * wide * wide * wide * wide",
        [2.0**53, 1e-200, -0.0],
    ),
    ("1 / wide / wide / wide / 1000000 > 3", [1e-8, 1e5]),
]


@pytest.mark.parametrize(("text", "numbers"), HARD)
def test_numbers_are_the_same_to_the_last_bit(text, numbers):
    made, name = lang.formula(text), "wide" if "wide" in text else "a"
    rows = [{name: number} for number in [*numbers, None]]
    found = [row[0] for row in values([made], table(rows))]
    assert [str(each) for each in found] == [str(each) for each in by_row(made, rows)]


def test_no_row_gives_no_row():
    made = [lang.formula("share(outcomes, target > a) + count(tags)")]
    assert values(made, table([])) == []


def test_two_thousand_terms_and_branches():
    total = " + ".join(f"(a / {n + 1})" for n in range(200))
    nested = "a"
    for n in range(40):
        nested = f"({n} if a > {n} else {nested})"
    for text in (f"({total}) * 1.5", nested):
        made, rows = lang.formula(text), [{"a": 3.3}, {"a": None}, {"a": -20.5}]
        assert [row[0] for row in values([made], table(rows))] == by_row(made, rows)


def test_what_is_none_by_itself_needs_no_guard():
    cells = Cells()
    x, y = cells.column("x", nullable=True), cells.column("y", nullable=True)
    assert is_none_where(x + y, x)
    assert is_none_where(cells.choose(x < 0.0, 0.0, cells.choose(x > 1.0, 1.0, x)), x)
    assert not is_none_where(cells.choose(x < y, 0.0, 1.0), x)
    assert not is_none_where(cells.is_null(x), x)


def test_cells_that_say_the_same_are_one_and_constants_are_folded():
    cells = Cells()
    x = cells.column("x", nullable=False)
    assert (x + 1.0) is (x + 1.0)
    assert cells.both(x < 1.0, cells.true) is (x < 1.0)
    assert cells.any(x < 1.0, cells.no(x < 1.0)) is cells.true
    assert (cells.literal(1.0) + 2.0).data == 3.0
    assert cells.is_null(x) is cells.false
    assert cells.literal(0.0) is not cells.literal(-0.0)
