"""The kinds of tables: each comes in, and goes out as it came."""

from __future__ import annotations

from typing import Any

import pytest
from tabled import frame_of, random_rows

from evalcore import Evaluator, InputError

pl = pytest.importorskip("polars", reason="needs the extra tables")


@pytest.fixture
def default() -> Evaluator:
    return Evaluator("default")


@pytest.fixture
def frame(default: Evaluator) -> Any:
    return frame_of(default.fields, random_rows(default.fields, 40, seed=11))


@pytest.fixture
def wanted(default: Evaluator, frame: Any) -> list[Any]:
    return default.evaluate_table(frame, keep=["cost_k"]).rows()


def test_a_lazy_frame_stays_lazy(default, frame, wanted):
    found = default.evaluate_table(frame.lazy(), keep=["cost_k"])
    assert isinstance(found, pl.LazyFrame)
    assert found.collect_schema() == found.collect().schema
    assert found.collect().rows() == wanted
    assert found.select("verdict").collect().rows() == [(row[1],) for row in wanted]
    assert found.filter(pl.col("cost_k") > 3).collect().height < 40


def test_pyarrow(default, frame, wanted):
    pa = pytest.importorskip("pyarrow", reason="needs PyArrow")
    table = frame.to_arrow()
    for given in (table, table.to_reader(), table.combine_chunks().to_batches()[0]):
        found = default.evaluate_table(given, keep=["cost_k"])
        assert type(found) is type(given)
        whole = found.read_all() if isinstance(found, pa.RecordBatchReader) else found
        assert pl.DataFrame(whole).rows() == wanted


def test_pandas_takes_nan_for_unknown(default, frame):
    pd = pytest.importorskip("pandas", reason="needs pandas")
    pytest.importorskip("pyarrow", reason="needs PyArrow")
    clean = frame.with_columns(pl.col(pl.Float64).fill_nan(None))
    found = default.evaluate_table(clean.to_pandas(), keep=["cost_k"])
    assert isinstance(found, pd.DataFrame)
    wanted = default.evaluate_table(clean)
    assert pl.from_pandas(found)["verdict"].to_list() == wanted["verdict"].to_list()
    assert pl.from_pandas(found)["refused"].to_list() == wanted["refused"].to_list()


def test_pandas_columns_of_different_things_are_read_one_by_one(default):
    pd = pytest.importorskip("pandas", reason="needs pandas")
    pytest.importorskip("pyarrow", reason="needs PyArrow")
    table = pd.DataFrame({"id": ["a", "b", "c"], "cost_k": ["10", 5, float("nan")]})
    assert [*default.evaluate_table(table)["refused"].isna()] == [False, True, True]
    twice = pd.concat([table, table[["cost_k"]]], axis=1)
    with pytest.raises(InputError, match="the table has cost_k more than once"):
        default.evaluate_table(twice)
    with pytest.raises(InputError, match=r"found 3 to keep\n *expected names of columns"):
        default.evaluate_table(table, keep=[3])


def test_a_relation_of_duckdb(default, frame, wanted):
    duckdb = pytest.importorskip("duckdb", reason="needs DuckDB")
    pytest.importorskip("pyarrow", reason="needs PyArrow")
    with duckdb.connect() as connection:
        connection.register("requests", frame.to_arrow())
        relation = connection.sql("SELECT * FROM requests")
        found = default.evaluate_table(relation, keep=["cost_k"])
        assert type(found) is type(relation)
        assert pl.DataFrame(found.to_arrow_table()).rows() == wanted


def test_whatever_has_an_arrow_stream(default, frame, wanted):
    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return frame.__arrow_c_stream__(requested_schema)

    assert default.evaluate_table(Stream(), keep=["cost_k"]).rows() == wanted


def test_dicts_are_spelt_as_columns_are(default):
    columns = {
        "id": "A", "cost_k": 100.0, "benefit_k.low": 50.0, "benefit_k.likely": 200.0,
        "benefit_k.high": 300.0, "council__yes": 5.0, "sponsor_hours_month": 2.0,
        "sponsor_hours_month__withheld": True,
    }  # fmt: skip
    wanted = default.evaluate_table(pl.DataFrame([columns]), keep=["council__yes"])
    found = default.evaluate_table([columns], keep=["council__yes"])
    assert found == wanted.to_dicts()
    assert "benefit_k" not in found[0]["missing"]
    said = {"council": {"yes": 5.0}, "sponsor_hours_month": {"withheld": "not said"}}
    written = {"id": "A", "cost_k": 100.0, "benefit_k": {"low": 50, "likely": 200, "high": 300}}
    assert default.evaluate_table([written | said])[0] == default.evaluate_table([columns])[0]


def test_a_part_of_an_estimate_that_is_not_said_is_refused_in_dicts_as_in_frames(default):
    columns = {"id": "A", "benefit_k.low": 50.0, "benefit_k.likely": None, "benefit_k.high": 3.0}
    nothing = {"id": "B", "benefit_k.low": None, "benefit_k.likely": None, "benefit_k.high": None}
    found = default.evaluate_table([columns, nothing])
    assert [each["refused"] for each in found] == ["benefit_k", None]
    assert found == default.evaluate_table(pl.DataFrame([columns, nothing])).to_dicts()


def test_a_cell_of_a_record_is_withheld_in_dicts_as_in_frames():
    balanced = Evaluator("balanced")
    outcome = {"name": "leads", "owner": "A", "metric": "n", "baseline": 1.0, "target": 2.0}
    outcome |= {"due_month": 3, "due_month__withheld": True}
    rows = [{"id": "A", "strategic_contribution": 3, "outcomes": [outcome]}]
    found = balanced.evaluate_table(rows)
    assert found == balanced.evaluate_table(pl.DataFrame(rows)).to_dicts()
    assert found[0]["decided_by"] == "measurable"  # half of the outcomes have a month
    outcome["due_month__withheld"] = False
    assert balanced.evaluate_table(rows)[0]["decided_by"] != "measurable"


def test_a_column_to_keep_that_no_dict_has_is_said(default):
    with pytest.raises(InputError, match="no column 'departmnt' to keep") as error:
        default.evaluate_table([{"id": "A", "department": "it"}], keep=["departmnt"])
    assert error.value.complaints[0].did_you_mean == ("department",)
    rows = [{"id": "A", "department": "it"}, {"id": "B"}]
    kept = default.evaluate_table(rows, keep=["department"])
    assert [each["department"] for each in kept] == ["it", None]
    assert default.evaluate_table([], keep=["department"]) == []


def test_the_index_of_a_pandas_frame_stays(default, frame):
    pytest.importorskip("pandas", reason="needs pandas")
    pytest.importorskip("pyarrow", reason="needs PyArrow")
    table = frame.with_columns(pl.col(pl.Float64).fill_nan(None)).to_pandas()
    some = table.iloc[10:20]
    assert default.evaluate_table(some).index.equals(some.index)
    named = table.set_index(table["id"].rename("key"))
    assert default.evaluate_table(named).index.equals(named.index)
    assert default.evaluate_table(table.iloc[:0]).index.equals(table.iloc[:0].index)


def test_ids_may_be_stored_once_each(default):
    ids = pl.Series("id", ["A", "B", "A"])
    wanted = default.evaluate_table(ids.to_frame())
    for kind in (pl.Categorical, pl.Enum(["A", "B"])):
        assert default.evaluate_table(ids.cast(kind).to_frame()).equals(wanted)


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_a_column_is_no_table(default, library):
    series = pytest.importorskip(library, reason=f"needs {library}").Series
    with pytest.raises(InputError, match="as a table"):
        default.evaluate_table(series(["A"]))


def test_a_field_in_a_table_is_withheld_there(default):
    council = {"yes": 5, "yes__withheld": True, "no": 1, "abstain": 0, "present": 6, "recused": []}
    found = default.evaluate_table([{"id": "A", "council": council}])
    said = {**council, "yes": {"withheld": "secret"}}
    del said["yes__withheld"]
    assert found == default.evaluate_table([{"id": "A", "council": said}])
    council["yes__withheld"] = False
    assert found != default.evaluate_table([{"id": "A", "council": council}])
