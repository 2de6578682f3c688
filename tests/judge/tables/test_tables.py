"""Tables: what `evaluate_table` says of each row is what `evaluate` says, or would refuse."""

from __future__ import annotations

import threading
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import shapes
from tabled import (
    DAY,
    HARD,
    HARD_ROWS,
    SHIPPED,
    SMALL,
    differences,
    expected,
    frame_of,
    hard,
    random_rows,
)

from evalcore import Evaluator, InputError
from evalcore.judge.tables import judging
from evalcore.request.values import Withheld
from evalcore.rules.file import read_ruleset
from rulesets import evaluator

pl = pytest.importorskip("polars", reason="needs the extra tables")

ROWS = 400


def of(rows: list[dict[str, Any]], made: Evaluator | None = None, **options: Any) -> list[Any]:
    """The result for a frame of rows, as dicts."""
    made = made or evaluator(SMALL)
    frame = pl.DataFrame([{"id": f"I{n}", **row} for n, row in enumerate(rows)], strict=False)
    return made.evaluate_table(frame, as_of=DAY, **options).to_dicts()


def refused(*rows: dict[str, Any]) -> list[str | None]:
    return [row["refused"] for row in of([*rows])]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("lacking", [0.0, 0.1, 0.5])
def test_a_shipped_ruleset_says_the_same_of_a_table(name, lacking):
    made = Evaluator(name)
    rows = random_rows(made.fields, ROWS if lacking == 0.1 else 200, seed=7, lacking=lacking)
    wanted = expected(made, rows)
    found = made.evaluate_table(frame_of(made.fields, rows))
    assert differences(found.to_dicts(), wanted) == []
    assert found.columns == list(wanted[0])
    assert 0 < sum(each["decided"] for each in wanted) <= ROWS
    assert differences(made.evaluate_table(rows[:50]), wanted[:50]) == []


def test_every_kind_of_field_in_every_state():
    made = evaluator(SMALL)
    few = random_rows(made.fields, 300, seed=4, lacking=0.004)
    rows = few + random_rows(made.fields, 600, seed=3, lacking=0.15)
    wanted = expected(made, rows, DAY)
    found = made.evaluate_table(frame_of(made.fields, rows), as_of=DAY).to_dicts()
    assert differences(found, wanted) == []
    found = made.evaluate_table(frame_of(made.fields, few), as_of=DAY).to_dicts()
    assert differences(found, wanted[:300]) == []
    assert {each["verdict"] for each in wanted} == {"go", "hold", "kill", None}


def test_batches_that_are_worked_out_side_by_side_say_the_same(monkeypatch):
    made, seen = evaluator(SMALL), set[str]()
    rows = random_rows(made.fields, 100, seed=4, lacking=0.004)
    rows += random_rows(made.fields, 60, seed=3, lacking=0.15)
    frame = frame_of(made.fields, rows)
    whole = made.evaluate_table(frame, as_of=DAY, processes=1)
    read = judging.Layout.read

    def noted(self, some):
        seen.add(threading.current_thread().name)
        return read(self, some)

    monkeypatch.setattr(judging.Layout, "read", noted)
    monkeypatch.setattr(judging, "LEAST", 20)
    monkeypatch.setattr(judging, "BATCH", 20)
    for processes in (1, 4):
        again = evaluator(SMALL)  # whose programs are made while threads ask for them
        assert again.evaluate_table(frame, as_of=DAY, processes=processes).equals(whole)
        aside = seen - {threading.current_thread().name}
        assert 0 < len(aside) <= processes if processes > 1 else not aside
        seen.clear()


def test_a_plan_of_polars_is_not_left_for_other_threads(monkeypatch):
    """It may have every thread of Polars, for which those of ours would wait."""
    made, seen = evaluator(SMALL), list[int]()
    frame = frame_of(made.fields, random_rows(made.fields, 40, seed=4))
    batches = judging.Judging.batches

    def noted(self, height, threads):
        seen.append(threads)
        return batches(self, height, threads)

    monkeypatch.setattr(judging.Judging, "batches", noted)
    made.evaluate_table(frame.lazy(), as_of=DAY).collect()
    made.evaluate_table(frame, as_of=DAY, processes=3)
    assert {*seen[:-1]} == {1}
    assert seen[-1] == 3


def test_what_goes_wrong_in_one_of_many_batches_is_raised(monkeypatch):
    monkeypatch.setattr(judging, "LEAST", 2)
    monkeypatch.setattr(judging, "BATCH", 2)
    monkeypatch.setattr(judging.Layout, "read", lambda *_: 1 / 0)
    made = evaluator(SMALL)
    frame = frame_of(made.fields, random_rows(made.fields, 9, seed=1))
    with pytest.raises(ZeroDivisionError):
        made.evaluate_table(frame, as_of=DAY, processes=4)


def test_a_wide_program_is_worked_out_in_fewer_threads():
    def batches(wide, height, cores):
        rules = "\n".join(
            f'[[rules]]\nid = "r{n}"\nwhen = "a == {n}"\nverdict = "go"' for n in range(wide)
        )
        field = '[fields.a]\nkind = "number"\nminimum = 0\nmaximum = 9999'
        made = judging.Judging(evaluator(f"{field}\n{rules}"), None)
        return made.batches(height, cores)

    assert batches(3, 10, 16) == (judging.LEAST, 16)
    assert batches(3, 200_000, 2) == (100_000, 2)
    assert batches(3, 10_000_000, 2) == (judging.BATCH, 2)
    assert batches(1_000, 10_000_000, 16) == (judging.ROOM // 1_001, 1)


def test_without_sharper_bounds_what_they_would_settle_stays_open():
    made = evaluator(
        """
        [fields.a]
        kind = "number"
        minimum = 0
        maximum = 9
        [[rules]]
        id = "cut"
        when = "a * (10 - a) > 30"
        verdict = "kill"
        """
    )
    frame = pl.DataFrame({"id": ["x"], "a": pl.Series([None], dtype=pl.Float64)})
    sharp = made.evaluate_table(frame).row(0, named=True)
    assert (sharp["verdict"], sharp["decided"], sharp["missing"]) == ("hold", True, [])
    blunt = made.evaluate_table(frame, sharp=False).row(0, named=True)
    assert (blunt["verdict"], blunt["decided"], blunt["missing"]) == (None, None, None)
    assert set(blunt["possible"]) == {"kill", "hold"}


def test_a_row_that_evaluate_would_refuse_names_the_field():
    assert refused(
        {"cost": -5}, {"cost": 10}, {"cost": 2.5}, {"cost": float("nan")}, {"cost": float("inf")},
        {"who": "nobody"}, {"council.yes": 2.0**53 + 2}, {"tags": ["c"]}, {"benefit": -1.0},
        {"outcomes": [{"owner": "x", "target": -1.0}]}, {"cost": 3, "council.yes": 4.0},
        {"council.yes": 12.0}, {"cost": 3},
    ) == [
        "cost", "cost", "cost", "cost", "cost", "who", "council.yes", "tags", "benefit",
        "outcomes.target", "votes", "votes", None,
    ]  # fmt: skip


def test_a_refused_row_says_nothing_else():
    (row,) = of([{"cost": -5, "x": 3}], keep=["x"])
    assert row == {
        "id": "I0", "verdict": None, "decided": False, "possible": [], "decided_by": None,
        "clause": None, "total": None, "score.thrift": None, "missing": [], "refused": "cost",
        "x": 3,
    }  # fmt: skip


def test_columns_of_other_types_are_read_value_by_value():
    assert refused({"cost": "3"}, {"cost": " "}) == ["cost", None]
    assert refused({"start": "2026-02-30"}, {"start": "2026-02-28"}) == ["start", None]
    assert refused({"new": 1}, {"new": None}) == ["new", None]
    assert refused({"tags": "a"}) == ["tags"]
    morning, midnight = (datetime(2026, 1, 1, hour) for hour in (9, 0))  # noqa: DTZ001 - naive
    assert refused({"start": morning}, {"start": midnight}) == ["start", None]
    assert refused({"outcomes": "many"}) == ["outcomes"]


def test_texts_are_kept_as_everywhere():
    texts = ["sales", " sales ", "\u200bsales", "", "\u00a0", None]
    rows = of([{"who": each, "note": "e\u0301"} for each in texts])
    assert [row["refused"] for row in rows] == [None] * 6
    assert refused({"note": "#N/A"}, {"note": "n/a"}, {"tags": ["#REF!"]}) == ["note", None, "tags"]
    tags = of([{"tags": [" a", "a", ""]}, {"tags": [" "]}, {"tags": []}])
    assert [row["refused"] for row in tags] == [None] * 3


def test_sets_may_be_long_and_hold_a_text_twice():
    made = evaluator(
        """
        [fields.tags]
        kind = "set"
        [fields.more]
        kind = "set"
        [criteria.many]
        weight = 1
        score = "min(1, count(tags) / 1000)"
        [criteria.held]
        weight = 1
        score = '''overlap(tags, {'t1': 0.5, 't2': 0.25, 't3': 0.125, 't4': 0.0625, 't5': 0.03125,
            't6': 0.01, 't7': 0.01, 't8': 0.005, 't9': 0.001, 't10': 0.0005})'''
        [[rules]]
        id = "both"
        when = "'t9' in tags and 't300' in tags or 't2' in more"
        verdict = "go"
        """
    )
    many = [f"t{n}" for n in range(400)]
    sets = [many, many[:9] * 2, ["t9", "t300", "t9"], ["t10", "t11"], [], None, ["t1"] * 300]
    rows = [
        {"id": f"R{n}.{m}", "tags": one, "more": other}
        for n, one in enumerate(sets)
        for m, other in enumerate((["t2", "t2"], None, []))
    ]
    wanted = expected(made, rows)
    assert differences(made.evaluate_table(frame_of(made.fields, rows)).to_dicts(), wanted) == []
    assert {each["verdict"] for each in wanted} >= {"go", None}


def test_an_estimate_is_a_number_or_three():
    row = {"benefit.low": 1.0, "benefit.likely": 2.0, "benefit.high": 3.0}
    assert refused(row, {**row, "benefit.low": 2.5}, {**row, "benefit.high": None}) == [
        None, "benefit", "benefit",
    ]  # fmt: skip
    assert refused({"benefit__low": 1.0, "benefit__likely": 0.5, "benefit__high": 3.0}) == [
        "benefit"
    ]
    assert refused({"benefit": {"low": 1.0, "likely": 2.0, "high": 3.0}}) == [None]
    ends = {"benefit__low": 1.0, "benefit__high": 3.0}
    assert refused({"benefit": 2.0, **ends}, {"benefit": 4.0, **ends}) == [None, "benefit"]
    with pytest.raises(InputError, match=r"two columns: benefit and benefit\.likely"):
        of([{"benefit": 2.0, **row}])


def test_withheld_is_withheld_whatever_the_cell_holds():
    made = evaluator(
        """
        [fields.cost]
        kind = "number"
        minimum = 0
        [[rules]]
        id = "kept_back"
        when = "withheld(cost)"
        verdict = "refer"
        [[rules]]
        id = "cheap"
        when = "cost < 3"
        verdict = "go"
        """
    )
    rows = [{"cost": -1.0, "cost__withheld": True}, {"cost": 1.0, "cost__withheld": None}]
    assert [row["verdict"] for row in of(rows, made)] == ["refer", "go"]
    dicts = [
        {"id": "a", **rows[0]},
        {"id": "b", "cost": {"withheld": "secret"}},
        {"id": "c", **rows[1]},
    ]
    assert [r["verdict"] for r in made.evaluate_table(dicts)] == ["refer", "refer", "go"]


def test_names_of_sql_are_read_as_well_but_not_both():
    assert [r["refused"] for r in of([{"council__yes": 12.0}])] == ["votes"]
    assert [r["refused"] for r in of([{"council": {"yes": 12.0}}])] == ["votes"]
    with pytest.raises(InputError) as caught:
        of([{"council__yes": 12.0, "council.yes": 12.0}])
    assert str(caught.value) == (
        "the field council.yes has two columns: council.yes and council__yes\n"
        "    expected one of them"
    )
    for more in (
        {"council": {"yes": 1.0}, "council__yes": 1.0},
        {"council": {"yes": 1.0}, "council.yes": 1.0},
    ):
        with pytest.raises(InputError, match=r"council.*yes and yes in the struct council"):
            of([more])
    with pytest.raises(InputError, match=r"council\.yes has two columns"):
        evaluator(SMALL).evaluate_table(
            [{"id": "a", "council__yes": 1, "council.yes": 1}], as_of=DAY
        )


def test_ids():
    made, frame = evaluator(SMALL), pl.DataFrame({"id": [1, None, 2**60]})
    assert made.evaluate_table(frame, as_of=DAY).select("id", "refused").rows() == [
        ("1", None), (None, "id"), (str(2**60), "id"),
    ]  # fmt: skip
    frame = pl.DataFrame({"id": [" a ", "", None, "#N/A"]})
    assert made.evaluate_table(frame, as_of=DAY).select("id", "refused").rows() == [
        ("a", None), (None, "id"), (None, "id"), ("#N/A", "id"),
    ]  # fmt: skip
    rows = made.evaluate_table([{"id": ""}, {"cost": 1}], as_of=DAY)
    assert [(row["id"], row["refused"]) for row in rows] == [(None, "id"), (None, "id")]


@pytest.mark.parametrize(
    ("table", "options", "words"),
    [
        (pl.DataFrame({"Id": ["a"]}), {}, "the table has no column id"),
        (pl.DataFrame({"id": ["a"]}), {"keep": ["idd"]}, "the table has no column 'idd' to keep"),
        (pl.DataFrame({"id": ["a"]}), {"keep": ["id"]}, "the result has a column id of its own"),
        (pl.DataFrame({"id": ["a"]}), {"keep": "id"}, "found 'id' to keep"),
        (3, {}, "found 3 as a table"),
        ([3], {}, "found 3 as row 1 of the table"),
        (pl.DataFrame({"id": ["a"], "cost__withheld": [1]}), {}, "holds no flags"),
        (pl.DataFrame({"id": ["a"]}), {"as_of": None}, "counts days, but from no date"),
    ],
)
def test_what_does_not_go_together_is_said(table, options, words):
    with pytest.raises(InputError) as caught:
        evaluator(SMALL).evaluate_table(table, **{"as_of": DAY, **options})
    assert words in str(caught.value)


def test_an_empty_table_gives_an_empty_one_with_the_same_columns():
    made = Evaluator("default")
    full = made.evaluate_table(frame_of(made.fields, random_rows(made.fields, 3, seed=1)))
    empty = made.evaluate_table(pl.DataFrame(schema={"id": pl.String, "x": pl.Int8}), keep=["x"])
    assert empty.columns == [*full.columns, "x"]
    assert empty.drop("x").schema == full.schema
    assert empty.height == 0
    assert made.evaluate_table([]) == []


def test_two_thousand_clauses():
    rules = "\n".join(
        f'[[rules]]\nid = "r{n}"\nwhen = "a == {n} and b > {n % 7}"\nverdict = "{verdict}"'
        for n, verdict in enumerate(["go", "kill"] * 1000)
    )
    fields = "\n".join(
        f'[fields.{name}]\nkind = "number"\nminimum = 0\nmaximum = 3000' for name in "ab"
    )
    made = evaluator(f"{fields}\n{rules}")
    values = [(0.0, 1.0), (1999.0, 9.0), (1998.0, None), (None, 0.0), (None, 5.0), (2500.0, None)]
    rows = [{"id": f"I{n}", "a": a, "b": b} for n, (a, b) in enumerate(values)]
    found = made.evaluate_table(pl.DataFrame(rows)).to_dicts()
    assert differences(found, expected(made, rows)) == []


def test_withheld_dicts_and_values_of_python_come_in_as_dicts():
    made = evaluator(SMALL)
    rows = [
        {"id": "a", "cost": Withheld("no"), "tags": ("a",), "start": DAY, "council": {"yes": 1}}
    ]
    assert differences(made.evaluate_table(rows, as_of=DAY), expected(made, rows, DAY)) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_random_ruleset_says_the_same_of_a_table(seed):
    r, tried = Random(seed), 0  # noqa: S311 - no secrets
    while tried < 8:
        try:
            made = Evaluator(read_ruleset(shapes.ruleset(r)))
        except InputError:  # a rule that never speaks
            continue
        tried += 1
        rows = [{**shapes.request(r), "id": f"R{n}"} for n in range(12)]
        rows = [row | ({"d": date.fromisoformat(row["d"])} if "d" in row else {}) for row in rows]
        wanted = expected(made, rows, shapes.AS_OF)
        found = made.evaluate_table(frame_of(made.fields, rows), as_of=shapes.AS_OF)
        assert differences(found.to_dicts(), wanted) == []


@pytest.mark.parametrize("conditions", HARD.values(), ids=HARD)
def test_what_is_hard_to_see_of_a_table(conditions):
    made = evaluator(hard(*conditions))
    rows = [{"id": f"R{n}", **row} for n, row in enumerate(HARD_ROWS)]
    wanted = expected(made, rows)
    assert differences(made.evaluate_table(frame_of(made.fields, rows)).to_dicts(), wanted) == []


@pytest.mark.parametrize("kind", ["Int8", "Int32", "Int64", "UInt8", "UInt64"])
def test_whole_numbers_of_every_width_are_refused_where_they_do_not_fit(kind):
    import polars as pl

    made, dtype = evaluator(SMALL), getattr(pl, kind)
    values = [3, 10, None, *((2**53 + 1,) if kind.endswith("64") else ())]
    frame = pl.DataFrame({"id": [*map(str, values)], "cost": pl.Series(values, dtype=dtype)})
    found = made.evaluate_table(frame, as_of=DAY).get_column("refused").to_list()
    assert found == [None, "cost", None, *(("cost",) if kind.endswith("64") else ())]


def test_a_decimal_that_is_no_whole_number_is_refused():
    import polars as pl

    cells = pl.Series([Decimal("2.5"), Decimal(3)], dtype=pl.Decimal(9, 2))
    found = evaluator(SMALL).evaluate_table(
        pl.DataFrame({"id": ["a", "b"], "cost": cells}), as_of=DAY
    )
    assert found.get_column("refused").to_list() == ["cost", None]
