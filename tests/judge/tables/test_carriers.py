"""The kinds of tables: each comes in, and goes out as it came."""

from __future__ import annotations

from typing import Any

import pytest
from tabled import frame_of, random_rows

from evalcore import Evaluator

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
