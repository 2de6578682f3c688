"""Records in a table of their own: the same as in lists, whatever kinds the tables are of."""

from __future__ import annotations

from typing import Any

import pytest
from tabled import frame_of, random_rows

from evalcore import Evaluator, InputError

pl = pytest.importorskip("polars", reason="needs the extra tables")


@pytest.fixture(scope="module")
def balanced() -> Evaluator:
    return Evaluator("balanced")


@pytest.fixture(scope="module")
def whole(balanced: Evaluator) -> Any:
    """Requests with their outcomes as lists, none of which is not said."""
    frame = frame_of(balanced.fields, random_rows(balanced.fields, 300, seed=5))
    frame = frame.with_columns(pl.col(pl.Float64).fill_nan(None))
    nothing = pl.lit(pl.Series([[]], dtype=frame.schema["outcomes"]))
    return frame.with_columns(pl.col("outcomes").fill_null(nothing))


@pytest.fixture(scope="module")
def split(whole: Any) -> tuple[Any, Any]:
    child = whole.select("id", "outcomes").explode("outcomes", empty_as_null=False)
    return whole.drop("outcomes"), child.unnest("outcomes")


def _as(kind: str, frame: Any) -> Any:
    match kind:
        case "pandas":
            pytest.importorskip("pandas", reason="needs pandas")
            pytest.importorskip("pyarrow", reason="needs PyArrow")
            return frame.to_pandas()
        case "pyarrow":
            pytest.importorskip("pyarrow", reason="needs PyArrow")
            return frame.to_arrow()
        case "duckdb":
            duckdb = pytest.importorskip("duckdb", reason="needs DuckDB")
            pytest.importorskip("pyarrow", reason="needs PyArrow")
            return duckdb.from_arrow(frame.to_arrow())
        case "dicts":
            return frame.to_dicts()
        case "lazy":
            return frame.lazy()
        case _:
            return frame


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow", "duckdb", "dicts", "lazy"])
def test_records_of_any_kind_are_as_lists(balanced, whole, split, kind):
    parents, child = split
    wanted = balanced.evaluate_table(whole)
    assert wanted["refused"].null_count() > 150
    assert balanced.evaluate_table(parents, records={"outcomes": _as(kind, child)}).equals(wanted)


@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "duckdb", "dicts"])
def test_and_so_are_those_of_a_table_of_any_kind(balanced, whole, split, kind):
    parents, child = split
    found = balanced.evaluate_table(_as(kind, parents), records={"outcomes": child})
    rows = {"pandas": pl.from_pandas, "duckdb": lambda e: e.pl(), "pyarrow": pl.from_arrow}
    made = rows.get(kind, lambda e: pl.DataFrame(e, schema=wanted.schema))
    wanted = balanced.evaluate_table(whole)
    assert made(found)["verdict"].to_list() == wanted["verdict"].to_list()
    assert made(found)["total"].to_list() == wanted["total"].to_list()


OUTCOME = {"name": "leads", "owner": "A", "metric": "n", "baseline": 1.0, "target": 2.0}
OUTCOME |= {"due_month": 3.0}


def test_records_keep_their_order_and_ids_may_be_numbers(balanced):
    parents = pl.DataFrame({"id": [7, 8], "strategic_contribution": [3.0, 3.0]})
    child = pl.DataFrame([{"id": "7", **OUTCOME}, {"id": " 7 ", **OUTCOME, "target": None}])
    listed = [[OUTCOME, {**OUTCOME, "target": None}], []]
    wanted = balanced.evaluate_table(parents.with_columns(pl.Series("outcomes", listed)))
    assert balanced.evaluate_table(parents, records={"outcomes": child}).equals(wanted)
    assert balanced.evaluate_table(parents.to_dicts(), records={"outcomes": child}) == (
        wanted.to_dicts()
    )


def test_a_row_without_records_has_none_which_is_known(balanced):
    parents, nobody = pl.DataFrame({"id": ["A"]}), pl.DataFrame(schema={"id": str, "owner": str})
    found = balanced.evaluate_table(parents, records={"outcomes": nobody})
    assert found.equals(balanced.evaluate_table(parents.with_columns(outcomes=pl.lit([]))))


PARENTS = pl.DataFrame({"id": ["A", "B", "B"]})
WRONG = {
    "an orphan": (
        [{"id": "A", **OUTCOME}, {"id": "C", **OUTCOME}],
        (
            "the records of outcomes belong to 1 id that the table lacks: 'C'\n"
            "    expected ids of its rows"
        ),
    ),
    "whose": (
        [{"id": "B", **OUTCOME}],
        "the records of outcomes belong to ids of several rows: 'B'\n    expected one row of an id",
    ),
    "no id": (
        [{"id": None, **OUTCOME}],
        (
            "the records of outcomes have no id in row 1\n"
            "    expected the id of the row that each of them belongs to"
        ),
    ),
    "no column id": ([OUTCOME], "the records of outcomes have no column id\n"),
    "nothing of it": (
        [{"id": "A", "owned_by": "x"}],
        "the records of outcomes have none of its columns\n    expected name, owner, metric",
    ),
    "no table": (3, "the records of outcomes: found 3 as a table\n    expected a Polars frame"),
    "no dicts": ([3], "the records of outcomes: found rows that are no mappings"),
    "mixed": (
        [{"id": "A", "owner": "x"}, {"id": "A", "owner": {"a": 1}}],
        "the records of outcomes: they hold values of different kinds in a column\n",
    ),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("made", [lambda e: e, lambda e: e.to_dicts()], ids=["frame", "dicts"])
def test_what_does_not_go_together_is_said(balanced, case, made):
    given, words = WRONG[case]
    with pytest.raises(InputError) as error:
        balanced.evaluate_table(made(PARENTS), records={"outcomes": given})
    assert str(error.value).startswith(words)


def test_a_field_that_has_no_records_and_one_that_has_two_columns(balanced):
    with pytest.raises(InputError, match="the ruleset has no records 'outcome'") as error:
        balanced.evaluate_table(PARENTS, records={"outcome": []})
    assert error.value.complaints[0].did_you_mean == ("outcomes",)
    both = PARENTS.head(1).with_columns(outcomes=pl.lit([]))
    for parents in (both, both.to_dicts()):
        with pytest.raises(InputError, match="the field outcomes has two columns: outcomes and a"):
            balanced.evaluate_table(parents, records={"outcomes": [{"id": "A", **OUTCOME}]})


def test_a_lazy_frame_takes_no_records(balanced):
    with pytest.raises(InputError, match="a lazy frame does not take records") as error:
        balanced.evaluate_table(PARENTS.lazy(), records={"outcomes": []})
    assert error.value.complaints[0].mend == "collect it first"
