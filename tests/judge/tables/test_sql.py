"""SQL: views run on real engines, held against `evaluate` row by row."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import engines
import pytest
from everything import body
from tabled import DAY, HARD, HARD_ROWS, SHIPPED, SMALL, expected, frame_of, hard, random_rows

from evalcore import Evaluator
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.tables.view import View
from evalcore.request.values import Withheld
from judge.tables.conftest import REQUIRED
from judge.tables.nodes import close
from rulesets import evaluator

pytest.importorskip("polars", reason="needs the extra tables")

ROWS = 250


def judged(
    engine: tuple[str, engines.Run], made: Evaluator, rows: list[dict[str, Any]], day: Any = None
) -> dict[str, Any]:
    """The result of the view, by id."""
    name, run = engine
    view = View(made.graph, DIALECTS[name], engines.TABLE, as_of=day, hidden=True)
    return {row["id"]: row for row in run(view.text(), made.fields, rows)}


def wrong(found: dict[str, Any], wanted: list[Any]) -> list[Any]:
    """Where a view says another thing than `evaluate`; that a row is open is said apart."""
    return [(found[each["id"]], each) for each in wanted if not _agree(found[each["id"]], each)]


def _agree(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if row["open"]:
        return row["verdict"] is None and row["decided_by"] is None and row["refused"] is None
    if wanted["refused"] is not None:
        rest = {key: each for key, each in row.items() if key not in ("id", "open", "refused")}
        return row["refused"] is not None and not any(e is not None for e in rest.values())
    names = {"total": "total"} | {k: k.replace("score.", "score_") for k in wanted if "score." in k}
    return (
        row["refused"] is None
        and wanted["decided"]
        and all(row[key] == wanted[key] for key in ("verdict", "decided_by", "clause"))
        and all(row[name] == wanted[key] for key, name in names.items())
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_ruleset_says_the_same_in_a_warehouse(engine, name):
    made = Evaluator(name)
    rows = random_rows(made.fields, ROWS, seed=7)
    wanted = expected(made, rows)
    found = judged(engine, made, rows)
    assert wrong(found, wanted) == []
    # Of rows without a number next to 0 only those are open that cuts beyond one pass decide.
    far = [e for e, row in zip(wanted, rows, strict=True) if 1e-200 not in row.values()]
    left = [each for each in far if each["decided"] and found[each["id"]]["open"]]
    assert len(left) <= 2 + len(far) / 50


def test_every_kind_of_field_in_every_state(engine):
    made = evaluator(SMALL)
    rows = random_rows(made.fields, ROWS, seed=3, lacking=0.15)
    assert wrong(judged(engine, made, rows, DAY), expected(made, rows, DAY)) == []
    assert judged(engine, made, [], DAY) == {}


def test_every_operation_together(engine):
    if engine[0] == "spark":
        pytest.skip("more than a Spark of 1 GB plans; test_nodes tries each by itself")
    made = evaluator(body())
    rows = random_rows(made.fields, ROWS, seed=9)
    found = judged(engine, made, rows, DAY)
    for wanted in expected(made, rows, DAY):
        row = found[wanted["id"]]
        assert (row["refused"] is None) is (wanted["refused"] is None) or row["open"]
        if not row["open"] and wanted["refused"] is None:
            assert row["verdict"] == wanted["verdict"]
            scores = {
                k: (row[k.replace("score.", "score_")], v) for k, v in wanted.items() if "." in k
            }
            assert {k: pair for k, pair in scores.items() if not close(*pair)} == {}


def test_two_thousand_clauses(engine):
    if not REQUIRED:
        pytest.skip("takes a minute to plan: EVALCORE_ENGINES=duckdb,postgres")
    rules = "\n".join(
        f'[[rules]]\nid = "r{n}"\nwhen = "a == {n} and b > {n % 7}"\nverdict = "{verdict}"'
        for n, verdict in enumerate(["go", "kill"] * 1000)
    )
    fields = "\n".join(
        f'[fields.{name}]\nkind = "number"\nminimum = 0\nmaximum = 3000' for name in "ab"
    )
    made = evaluator(f"{fields}\n{rules}")
    values = [(0.0, 1.0), (1999.0, 9.0), (1998.0, None), (None, 0.0), (2500.0, None)]
    rows = [{"id": f"I{n}", "a": a, "b": b} for n, (a, b) in enumerate(values)]
    with engines.spark_with(engines.UNCOMPILED) if engine[0] == "spark" else nullcontext():
        found = judged(engine, made, rows)
    assert wrong(found, expected(made, rows)) == []


def test_names_that_sql_does_not_tell_apart_and_our_own(engine):
    made = evaluator(NAMES)
    rows = [{"id": f"I{n}", "cost": float(n), "tags": tags} for n in range(8) for tags in TAGS]
    rows = [{**row, "id": f"I{n}"} for n, row in enumerate(rows)]
    assert wrong(judged(engine, made, rows), expected(made, rows)) == []


TAGS = (["x"], ["y", "x"], [], ["x", "x"], [" x "], [" "], ["x", " "], None)
NAMES = """
[fields.cost]
kind = "number"
minimum = 0
maximum = 6
[fields.tags]
kind = "set"
[measures]
Big = "cost > 3"
big = "cost > 4"
refused = "cost + 2"
place = "cost + 3"
tags_simple = "cost + 4"
tags_holds_1 = "cost + 5"
[[rules]]
id = "tagged"
when = "Big and 'x' in tags and count(tags) < 2"
verdict = "kill"
[[rules]]
id = "other"
when = "'y' in tags and not big and refused + place + tags_simple + tags_holds_1 > 15"
verdict = "go"
"""


def test_refused_rows_are_named(engine):
    made = evaluator(SMALL)
    said: list[dict[str, Any]] = [
        {"cost": -5}, {"cost": 2.5}, {"cost": float("nan")}, {"cost": float("inf")},
        {"who": "nobody"}, {"tags": ["c"]}, {"outcomes": [{"target": -1.0}]},
        {"cost": 3, "council.yes": 4.0}, {"council.yes": 12.0}, {"note": "#N/A"}, {"cost": 3},
    ]  # fmt: skip
    rows = [{"id": f"I{n}", **each} for n, each in enumerate(said)]
    found = judged(engine, made, rows, DAY)
    assert [found[row["id"]]["refused"] for row in rows] == [
        "cost", "cost", "cost", "cost", "who", "tags", "outcomes.target", "votes", "votes", "note",
        None,
    ]  # fmt: skip


def test_the_ends_of_an_estimate_are_held_against_what_is_likely(engine):
    name, run = engine
    made = evaluator(SMALL)
    said = [
        (1.0, 2.0, 3.0), (2.0, 2.0, 2.0), (None, 2.0, None), (None, None, None), (2.5, 2.0, 3.0),
        (1.0, 2.0, 1.5), (1.0, 2.0, None), (1.0, None, 3.0), (-1.0, 2.0, 3.0),
        (1.0, 2.0, float("inf")), (float("nan"), 2.0, 3.0),
    ]  # fmt: skip
    rows = [
        {"id": f"I{n}", "benefit": likely, "benefit.low": low, "benefit.high": high}
        for n, (low, likely, high) in enumerate(said)
    ]
    hidden = [{**row, "id": f"{row['id']}h", "benefit": Withheld()} for row in rows]
    number = made.fields["cost"]
    fields = {**made.fields, "benefit.low": number, "benefit.high": number}
    view = View(made.graph, DIALECTS[name], engines.TABLE, as_of=DAY, hidden=True, parted=True)
    found = {row["id"]: row for row in run(view.text(), fields, rows + hidden)}
    assert [found[row["id"]]["refused"] for row in rows] == [None] * 4 + ["benefit"] * 7
    assert [found[row["id"]]["refused"] for row in hidden] == [None] * 11
    table = [{**row, "council.yes": None} for row in rows]
    judged_ = made.evaluate_table(frame_of(fields, table), as_of=DAY)
    assert judged_["refused"].to_list() == [None] * 4 + ["benefit"] * 7


def test_texts_that_would_end_a_literal_or_a_name(engine):
    odd = "it's \\ \" ; -- é /* ${x}"
    made = evaluator(
        f"""
        [fields.who]
        kind = "choice"
        choices = [{odd!r}, "b"]
        [[rules]]
        id = "odd"
        when = '''who == {odd!r}'''
        verdict = "go"
        because = '''{odd} */
        -- more'''
        """.replace(repr(odd), '"' + odd.replace("\\", "\\\\").replace('"', '\\"') + '"')
    )
    rows = [{"id": "a'b", "who": odd}, {"id": "c", "who": "b"}]
    found = judged(engine, made, rows)
    assert [found[row["id"]]["verdict"] for row in rows] == ["go", "hold"]


QUOTED = """
[fields]
a = { kind = "choice", choices = ["\\"a\\"", "`a`", "b"] }
s = { kind = "set", choices = ["\\"s\\"", "`s`", "t"] }
[[rules]]
id = "held"
when = '''a == 'b' or '\"s\"' in s or '`s`' in s'''
verdict = "go"
"""


def test_choices_that_are_spelt_as_the_column_that_holds_them(engine):
    made = evaluator(QUOTED)
    texts = ['"a"', "`a`", "b", ' "a" ', "c"]
    rows = [{"id": f"a{n}", "a": each} for n, each in enumerate(texts)]
    sets = [['"s"'], ["`s`", "t"], [' "s" ', "t"], ["t"], ["x"]]
    rows += [{"id": f"s{n}", "a": "`a`", "s": each} for n, each in enumerate(sets)]
    wanted = expected(made, rows)
    assert [each["refused"] for each in wanted].count(None) == len(rows) - 2
    assert wrong(judged(engine, made, rows), wanted) == []


@pytest.mark.parametrize("conditions", HARD.values(), ids=HARD)
def test_what_is_hard_to_see_in_a_warehouse(engine, conditions):
    made = evaluator(hard(*conditions))
    rows = [{"id": f"R{n}", **row} for n, row in enumerate(HARD_ROWS)]
    assert wrong(judged(engine, made, rows), expected(made, rows)) == []
