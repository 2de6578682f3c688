"""Which node works where: every engine on every operation, and the table in the page of that."""

from __future__ import annotations

import re

import pytest
from everything import EXAMPLES, body
from places import ROOT
from tabled import DAY, expected, frame_of, random_rows

from rulesets import evaluator

pytest.importorskip("polars", reason="needs the extra tables")

from evalcore.interpret.columns.cells import Cells
from evalcore.interpret.columns.spans import Spans
from evalcore.interpret.columns.values import Reading, Values
from evalcore.interpret.plan import plan
from evalcore.language.nodes import Apply
from evalcore.language.operations import OPERATIONS

PAGE = ROOT / "docs" / "tables.md"
CLOSE = 2.0**-40  # powers differ between libraries, in the last bits


def close(one: object, other: object) -> bool:
    """Whether two scores are the same, but for roots that are no square roots."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= CLOSE * max(1.0, abs(other))
    return one == other


def test_every_operation_is_tried():
    made = evaluator(body())
    tried = {each.operation for each in made.graph.nodes if isinstance(each, Apply)}
    assert set(OPERATIONS) - tried == set()


def test_polars_says_the_same_of_every_operation():
    made = evaluator(body())
    rows = random_rows(made.fields, 400, seed=9)
    found = made.evaluate_table(frame_of(made.fields, rows), as_of=DAY).to_dicts()
    for row, wanted in zip(found, expected(made, rows, DAY), strict=True):
        if wanted["refused"] is None:
            assert {k: v for k, v in row.items() if not close(v, wanted[k])} == {}
        else:
            assert row["refused"] is not None


def test_engines_name_few_operations():
    program = plan([], {})
    reading = Reading(Cells(), None)
    assert len(Values(program, reading).better) == 0
    assert len(Spans(program, reading).better) <= 8


def test_the_page_has_every_operation_and_where_it_works():
    text = PAGE.read_text(encoding="utf-8")
    table = re.search(r"<!-- nodes -->\n(.*?)<!-- end of nodes -->", text, re.DOTALL)
    assert table, "the table of nodes is gone"
    assert table[1] == nodes_table()


def nodes_table() -> str:
    """The table: all that `test_sql` and this module run on each engine."""
    head = "| node or function | Polars | DuckDB | PostgreSQL | Spark |\n|---|---|---|---|---|\n"
    rows = [f"| `{name}` | yes | yes | yes | yes |" for name in EXAMPLES]
    by_row = "row by row | refused by name | refused by name | refused by name |"
    rows += [f"| {name} | {by_row}" for name in ("an opaque criterion", "a total across a slate")]
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    old = PAGE.read_text(encoding="utf-8")
    start, end = "<!-- nodes -->\n", "<!-- end of nodes -->"
    before, _, rest = old.partition(start)
    PAGE.write_text(before + start + nodes_table() + end + rest.partition(end)[2], encoding="utf-8")
