"""What tables of other libraries hold: read as `evaluate` reads it, refused, or named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from evalcore import Evaluator, InputError

pytest.importorskip("polars", reason="needs the extra tables")
pa = pytest.importorskip("pyarrow", reason="needs PyArrow")


@pytest.fixture(scope="module")
def default() -> Evaluator:
    return Evaluator("default")


def column(values: Any, kind: Any = None) -> Any:
    array = pa.array(values, kind) if isinstance(values, list) else values
    return pa.table({"id": pa.array([f"I{n}" for n, _ in enumerate(array)]), "cost_k": array})


def refused(default: Evaluator, table: Any) -> list[Any]:
    return default.evaluate_table(table).column("refused").to_pylist()


DIGITS = Decimal("1.5")
READ = {
    "a decimal of 256 bits": lambda: column([DIGITS], pa.decimal256(50, 2)),
    "a decimal of 32 bits": lambda: column([DIGITS], pa.decimal32(5, 2)),
    "one with more digits than Polars has": lambda: column([DIGITS], pa.decimal256(76, 40)),
    "runs": lambda: column(pa.RunEndEncodedArray.from_arrays([2], [1.5])),
    "a dictionary": lambda: column(pa.array([1.5]).dictionary_encode()),
    "nothing": lambda: column(pa.nulls(2)),
    "a half float": lambda: column(pa.array([1.5], pa.float32()).cast(pa.float16())),
}


@pytest.mark.parametrize("kind", READ)
def test_numbers_of_any_type_are_numbers(default, kind):
    table = READ[kind]()
    assert refused(default, table) == [None] * table.num_rows


NO_NUMBERS = {
    "bytes": lambda: column([b"ab"]),
    "a duration": lambda: column([1], pa.duration("s")),
    "a time with a zone": lambda: column([1], pa.timestamp("us", "Europe/Berlin")),
    "a map": lambda: column([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
    "a struct": lambda: column([{"a": 1}]),
    "a list": lambda: column([[1]]),
    "too large a number": lambda: column([Decimal(10) ** 37], pa.decimal128(38, 0)),
}


@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_what_is_no_number_is_refused(default, kind):
    assert refused(default, NO_NUMBERS[kind]()) == ["cost_k"]


def test_sets_come_as_lists_of_every_kind(default):
    kinds = [pa.list_(pa.string(), 1), pa.large_list(pa.string()), pa.list_view(pa.string())]
    kinds.append(pa.large_list_view(pa.string()))
    for kind in kinds:
        table = pa.table({"id": ["a"], "goals": pa.array([["compliance"]], kind)})
        found = default.evaluate_table(table)
        assert (found["refused"].to_pylist(), "goals" in found["missing"][0].as_py()) == (
            [None],
            False,
        )


def test_types_that_cannot_be_read_are_named_all_at_once(default):
    odd = pa.array([(1, 2, 3)], pa.month_day_nano_interval())
    types, parts = pa.array([0], pa.int8()), [pa.array([1.0]), pa.array(["a"])]
    table = pa.table(
        {"id": ["a"], "cost_k": odd, "energy": pa.UnionArray.from_sparse(types, parts)}
    )
    with pytest.raises(InputError) as error:
        default.evaluate_table(table)
    assert [each.problem for each in error.value.complaints] == [
        "the column cost_k holds month_day_nano_interval, which cannot be read",
        "the column energy holds sparse_union<0: double=0, 1: string=1>, which cannot be read",
    ]
    expected = "numbers, texts, dates, flags, lists or structs: cast it"
    assert {each.expected for each in error.value.complaints} == {expected}
    assert refused(default, table.rename_columns(["id", "a", "b"])) == [None]  # nobody reads them


def test_a_column_that_stands_twice_is_said_where_it_is_read(default):
    double = pa.table(
        [pa.array(["a"]), pa.array([1.0]), pa.array([2.0])], ["id", "cost_k", "cost_k"]
    )
    batch = double.to_batches()[0]
    for table in (double, double.to_reader(), batch):
        with pytest.raises(InputError, match=r"has cost_k more than once\n *expected one column"):
            default.evaluate_table(table)
    other = double.rename_columns(["id", "note", "note"])
    assert refused(default, other) == [None]
    with pytest.raises(InputError, match="has note more than once"):
        default.evaluate_table(other, keep=["note"])


def test_a_table_and_no_other_thing_of_pyarrow(default):
    empty = pa.record_batch({"id": pa.array([], pa.string())})
    assert default.evaluate_table(empty).num_rows == 0
    assert isinstance(default.evaluate_table(empty), pa.RecordBatch)
    with pytest.raises(InputError, match=r"found Int64Array of pyarrow\.lib as a table"):
        default.evaluate_table(pa.array([1]))


def test_columns_named_as_ours_are_not_read(default):
    wanted = default.evaluate_table(pa.table({"id": ["a"]}))
    names = ["verdict", "total", "place", "refused", "possible", "may go", "settled total", "first"]
    assert default.evaluate_table(pa.table({"id": ["a"]} | {n: [7] for n in names})).equals(wanted)


def test_relations_of_duckdb(default):
    duckdb = pytest.importorskip("duckdb", reason="needs DuckDB")
    with duckdb.connect() as connection:

        def said(text: str) -> list[Any]:
            return default.evaluate_table(connection.sql(f"SELECT {text}")).fetchall()

        def why(text: str) -> list[Any]:
            return [(row[0], row[-1]) for row in said(text)]

        assert why("7::HUGEINT AS id, 5::HUGEINT AS cost_k") == [("7", None)]
        assert why("'a' AS id, 17014118346046923173168730371588410572::HUGEINT AS cost_k") == [
            ("a", "cost_k")
        ]
        assert why("'a' AS id, (2::HUGEINT ** 126)::HUGEINT AS cost_k") == [("a", "cost_k")]
        assert why("(2::HUGEINT ** 126)::HUGEINT AS id")[0][1] == "id"
        assert why("'a'::ENUM ('a') AS id, sum(x) AS cost_k FROM range(5) AS t(x)") == [("a", None)]
        with pytest.raises(InputError, match="the column cost_k holds month_day_nano_interval"):
            said("'a' AS id, INTERVAL 3 DAY AS cost_k")
        with pytest.raises(InputError, match="the table has id more than once"):
            said("'a' AS id, 'b' AS id")


def test_pandas(default):
    pd = pytest.importorskip("pandas", reason="needs pandas")

    def why(**columns: Any) -> list[Any]:
        found = default.evaluate_table(pd.DataFrame(columns))
        return [
            *found[["id", "refused"]]
            .astype(object)
            .where(found.notna(), None)
            .itertuples(index=False, name=None)
        ]

    assert why(id=["a", 1]) == [("a", None), ("1", None)]
    assert why(id=[10**30, 1, True, 2.5]) == [(None, "id"), ("1", None), (None, "id"), (None, "id")]
    assert why(id=["a", "b"], cost_k=[10**30, 1]) == [("a", "cost_k"), ("b", None)]
    assert why(id=["a"], cost_k=pd.period_range("2020-01", periods=1, freq="M")) == [
        ("a", "cost_k")
    ]
    numpy = pytest.importorskip("numpy", reason="needs NumPy")
    goals = [numpy.array(["compliance"]), numpy.array([])]
    assert why(id=["a", "b"], goals=goals) == [("a", None), ("b", None)]
