"""Which node works where: each engine on each node by itself, held against `evaluate`.

`python tests/judge/tables/nodes.py [ENGINE]...` runs them and writes the table in the page; without
names all four. What is not run keeps the words that it has.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

if __name__ == "__main__":
    tests = Path(__file__).parents[2]
    sys.path[:0] = [str(tests), str(tests.parent / "plugins")]

import engines
import evalcore_topsis
from everything import EXAMPLES, alone
from places import ROOT
from tabled import DAY, expected, frame_of, random_rows

from evalcore import Evaluator, InputError, discover, number, opaque_criterion
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.evaluation import judged
from evalcore.judge.tables.judging import Judging, row_of
from evalcore.judge.tables.view import MORE, View
from rulesets import evaluator, plugin

PAGE = ROOT / "docs" / "tables.md"
ENGINES = {"polars": "Polars", "duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}
ROWS = 150
CLOSE = 2.0**-40  # powers differ between libraries, in the last bits
HEAD = "\n".join(
    f'[fields.{name}]\nkind = "number"\nminimum = 0\nmaximum = 10' for name in ("x", "y")
)
GOOD = '\n[[rules]]\nid = "good"\nwhen = "total >= 0.3"\nverdict = "go"\n'
X = Annotated[float, number("x", minimum=0, maximum=10)]


@opaque_criterion(version="1")
def model(x: X) -> float:
    """A model."""
    return x / 10


def asking() -> Evaluator:
    """A ruleset with an opaque criterion."""
    body = '[criteria.model]\npolicy = "model"\nweight = 1' + GOOD
    shop = plugin("shop", policies=lambda: [model])
    return evaluator(body, discover(extra=[shop], entry_points=False))


def across() -> Evaluator:
    """One whose total comes from across the slate."""
    body = f'total = {{ aggregation = "topsis" }}\n{HEAD}\n'
    body += "".join(f'[criteria.{e}s]\nscore = "{e} / 10"\nweight = 1\n' for e in "xy")
    return evaluator(body + GOOD, discover(extra=[evalcore_topsis], entry_points=False))


def listing() -> Evaluator:
    """One with a table that collects a list."""
    rows = "| x | => both |\n| > 3 | go |\n| > 5 | hold |"
    body = f"{HEAD}\n[tables.both]\nhit = 'collect'\nrows = '''\n{rows}\n'''\n"
    body += (
        "[criteria.ys]\nscore = \"clamp(y / 10 + overlap(both, ['go', 'hold']) / 3)\"\nweight = 1\n"
    )
    body += (
        '[[rules]]\nid = "both"\nwhen = "\'hold\' in both and count(both) > 1"\nverdict = "kill"\n'
    )
    return evaluator(body + GOOD)


OTHERS = {
    "an opaque criterion": asking,
    "a total across a slate": across,
    "a table that collects a list": listing,
}
NAMED = {
    "an opaque criterion": "model answers in Python",
    "a total across a slate": "the total comes from across the slate (topsis)",
}
NODES = [*(f"`{name}`" for name in EXAMPLES), *OTHERS]


def outcome(engine: str, run: engines.Run | None, node: str) -> str:
    """What an engine does with a node, as the page says it."""
    made = OTHERS[node]() if node in OTHERS else evaluator(alone(node.strip("`")))
    rows = random_rows(made.fields, ROWS, seed=9)
    day = DAY if made.graph.reads_date else None
    if run is None:
        return _in_polars(made, rows, day)
    try:
        text = View(made.graph, DIALECTS[engine], engines.TABLE, as_of=day, hidden=True).text()
    except InputError as refused:
        return "refused by name" if NAMED[node] in str(refused) else f"refused: {refused}"
    words, settings = "yes", nullcontext()
    if MORE in text:
        words = f"yes, with `{engines.ITERATIONS}`"
        settings = engines.spark_with({engines.ITERATIONS: "1000"})
    with settings:
        found = {row["id"]: row for row in run(text, made.fields, rows)}
    wanted = expected(made, rows, day)
    known = [e for e in wanted if e["decided"] and not found[e["id"]]["open"]]
    if len(known) < ROWS / 3:
        return f"leaves open all but {len(known)} of {ROWS} rows"
    wrong = [each["id"] for each in wanted if not _agree(found[each["id"]], each)]
    return f"differs in {', '.join(wrong)}" if wrong else words


def _agree(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    if row["open"]:
        return row["verdict"] is None and row["refused"] is None
    if wanted["refused"] is not None or row["refused"] is not None:
        return wanted["refused"] is not None and row["refused"] is not None
    names = {
        key: key.replace("score.", "score_")
        for key in wanted
        if key not in ("id", "decided", "possible", "missing")
    }
    return all(close(row[name], wanted[key]) for key, name in names.items())


def _in_polars(made: Evaluator, rows: list[dict[str, Any]], day: Any) -> str:
    by_row, asked = Judging.all_by_row, list[int]()

    def spy(judging: Judging, table: Any) -> Any:
        asked.append(table.refused.len())
        return by_row(judging, table)

    Judging.all_by_row = spy  # type: ignore[method-assign]
    try:
        found = made.evaluate_table(frame_of(made.fields, rows), as_of=day).to_dicts()
    finally:
        Judging.all_by_row = by_row  # type: ignore[method-assign]
    wanted = expected(made, rows, day)
    if made.graph.across is not None:
        fits = [r for r, e in zip(rows, wanted, strict=True) if e["refused"] is None]
        together = {e.id: row_of(judged(e)) for e in made.evaluate_all(fits)}
        wanted = [together.get(each["id"], each) for each in wanted]
    wrong = [
        each["id"]
        for row, each in zip(found, wanted, strict=True)
        if (each["refused"] is None) is not (row["refused"] is None)
        or not all(close(row[key], each[key]) for key in each if key != "refused")
    ]
    if wrong:
        return f"differs in {', '.join(wrong)}"
    return "row by row" if asked else "yes"


def close(one: object, other: object) -> bool:
    """Whether two scores are the same, but for roots that are no square roots."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= CLOSE * max(1.0, abs(other))
    return one == other


@contextmanager
def started(engine: str) -> Iterator[engines.Run | None]:
    """An engine; Polars needs no start."""
    if engine == "polars":
        yield None
    else:
        with getattr(engines, engine)() as run:
            yield run


# The table in the page

TABLE = re.compile(r"(?<=<!-- nodes -->\n).*?(?=<!-- end of nodes -->)", re.DOTALL)


def on_the_page() -> dict[str, dict[str, str]]:
    """What the page says, by node and engine."""
    found = TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert found, "the table of nodes is gone"
    _, _, *lines = (
        [cell.strip() for cell in each.strip("|").split(" | ")] for each in found[0].splitlines()
    )
    return {node: dict(zip(ENGINES, words, strict=True)) for node, *words in lines}


def main() -> None:
    """Runs the engines and writes what they did."""
    said = on_the_page()
    for engine in sys.argv[1:] or ENGINES:
        with started(engine) as run:
            for node in NODES:
                words = outcome(engine, run, node)
                said.setdefault(node, dict.fromkeys(ENGINES, "not run"))[engine] = words
                print(f"{engine}: {node}: {words}", flush=True)  # noqa: T201
    rows = [["node or function", *ENGINES.values()], ["---"] * 5]
    rows += [[node, *said[node].values()] for node in NODES]
    text = "".join(f"| {' | '.join(row)} |\n" for row in rows).replace(" --- ", "---")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda _: text, page), encoding="utf-8")


if __name__ == "__main__":
    main()
