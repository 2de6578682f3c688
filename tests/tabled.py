"""What the tests of tables share: frames of what requests say, and random requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from evalcore import Evaluator
from evalcore.judge.tables.judging import refused_row
from evalcore.judge.tables.spreading import row_of
from evalcore.request.fields import Field
from evalcore.request.values import Withheld
from evalcore.written.errors import InputError

SHIPPED = (
    "balanced",
    "default",
    "inseparable",
    "investment_council",
    "it_is_the_job",
    "strategy_and_discipline",
)
FIRST = date(2023, 12, 28)
TEXTS = ("a", "b", "cio", "x", "grow-digital-revenue", "lower-cost-to-serve", "compliance")

# A ruleset with every kind of field, on its own date.
SMALL = '''
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
block_plugins = []
[fields.cost]
kind = "number"
minimum = 0
maximum = 9
whole = true
[fields."council.yes"]
kind = "number"
[fields.benefit]
kind = "estimate"
minimum = 0
[fields.who]
kind = "choice"
choices = ["it", "sales"]
[fields.note]
kind = "text"
[fields.start]
kind = "date"
[fields.tags]
kind = "set"
choices = ["a", "b"]
[fields.new]
kind = "flag"
[fields.outcomes]
kind = "records"
[fields.outcomes.record.owner]
kind = "text"
[fields.outcomes.record.target]
kind = "number"
minimum = 0
[relations.votes]
holds = "council.yes <= cost"
because = "nobody votes who is not there"
[criteria.thrift]
score = "clamp(1 - cost / 9)"
weight = 1
[[rules]]
id = "reads"
when = """
new and who == 'it' and note == 'x' and 'a' in tags and days_since(start) > 9 and benefit > 1"""
verdict = "kill"
[[rules]]
id = "owned"
require = "count(outcomes, known(owner) and target > 1) > 0"
otherwise = "hold"
[[rules]]
id = "cheap"
when = "cost < 3 and council.yes >= 1"
verdict = "go"
'''
DAY = date(2026, 3, 1)

# Conditions of rules of which it is easy to say too much, or that read nothing.
HARD = {
    "a ruleset that reads nothing": (),
    "a rule that reads nothing": ("0.5 <= 3",),
    "no value, and so neither": ("b / n >= 0.5", "not b / n >= 0.5"),
    "no value for one answer": ("clamp(b / n) / 2 >= 0.5", "clamp(b / n) / 2 < 0.5"),
    "one field beside another": ("n == m", "n > m"),
    "at most another": ("n <= m", "n == 5"),
    "beside what has no value": ("n >= b / m", "n >= 1"),
}
HARD_ROWS = (
    {"b": 9.0}, {"b": 9.0, "n": 0.0}, {"b": 9.0, "n": 3.0}, {"m": 0.0}, {"m": 5.0}, {"n": 5.0},
    {"b": 9.0, "m": 0.0}, {"b": 0.0, "m": 3.0}, {"b": 9.0, "n": 1.0, "m": 2.0}, {},
)  # fmt: skip


def hard(*conditions: str) -> str:
    """The body of a ruleset of rules that lead to go and kill in turn."""
    fields = "".join(
        f'[fields.{name}]\nkind = "number"\nminimum = 0\nmaximum = 9\n{more}'
        for name, more in {"b": "", "n": "whole = true\n", "m": "whole = true\n"}.items()
    )
    rules = "".join(
        f'[[rules]]\nid = "q{place}"\nwhen = "{each}"\nverdict = "{("go", "kill")[place % 2]}"\n'
        for place, each in enumerate(conditions)
    )
    return f'verdicts = ["go", "hold", "kill"]\n{fields}{rules}'


def dtype_of(field: Field) -> Any:
    """The type of a column of this field."""
    import polars as pl

    match str(field.kind):
        case "number" | "estimate":
            return pl.Float64
        case "flag":
            return pl.Boolean
        case "date":
            return pl.Date
        case "set":
            return pl.List(pl.String)
        case "records":
            cells = {name: dtype_of(inner) for name, inner in field.record.items()}
            hidden = {f"{name}__withheld": pl.Boolean for name in field.record}
            return pl.List(pl.Struct(cells | hidden))
        case _:
            return pl.String


def frame_of(fields: Mapping[str, Field], rows: Sequence[Mapping[str, Any]]) -> Any:
    """A frame with a column for each field, and one for where it is withheld."""
    import polars as pl

    columns = [pl.Series("id", [row["id"] for row in rows], dtype=pl.String)]
    for name, field in fields.items():
        said = [row.get(name) for row in rows]
        hidden = [isinstance(each, Withheld) for each in said]
        values = [_plain(field, each) for each in said]
        columns.append(pl.Series(name, values, dtype=dtype_of(field)))
        columns.append(pl.Series(f"{name}__withheld", hidden, dtype=pl.Boolean))
    return pl.DataFrame(columns)


def _plain(field: Field, value: Any) -> Any:
    if value is None or isinstance(value, Withheld):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not field.record:
        return value
    return [
        {
            name: part
            for cell, inner in field.record.items()
            for name, part in (
                (cell, _plain(inner, record.get(cell))),
                (f"{cell}__withheld", isinstance(record.get(cell), Withheld)),
            )
        }
        for record in value
    ]


def random_rows(
    fields: Mapping[str, Field], count: int, seed: int, lacking: float = 0.1
) -> list[dict[str, Any]]:
    """Requests at random: nulls, withheld fields and cells, ties, ends of ranges, some refused."""
    rng = Random(seed)  # noqa: S311 - what is tried, not a secret
    return [
        {"id": f"I{n}", **{name: _drawn(each, rng, lacking) for name, each in fields.items()}}
        for n in range(count)
    ]


def _drawn(field: Field, rng: Random, lacking: float) -> Any:
    if rng.random() < lacking:
        return Withheld() if rng.random() < 0.3 else None
    match str(field.kind):
        case "number" | "estimate":
            return _number(field, rng)
        case "flag":
            return rng.random() < 0.5
        case "choice":
            return "none such" if rng.random() < 0.002 else rng.choice(field.choices or ("",))
        case "date":
            return FIRST + timedelta(days=rng.randint(0, 900))
        case "set":
            offered = field.choices or TEXTS
            return rng.sample(offered, rng.randint(0, min(3, len(offered))))
        case "records":
            return [
                {name: _drawn(inner, rng, lacking) for name, inner in field.record.items()}
                for _ in range(rng.randint(0, 3))
            ]
        case _:
            return rng.choice(TEXTS)


def _number(field: Field, rng: Random) -> float:
    """Near the lower end, as votes and marks are; often one that ties, seldom one too many."""
    low = max(field.low, -20.0)
    high = min(field.high, low + 8.0 if field.whole else 900.0)
    if rng.random() < 0.002:
        return rng.choice([field.high + 1, low - 1e6, float("nan"), float("inf")])
    if field.whole:
        return float(rng.choice([0, 1, 1, 2, 3, rng.randint(int(low), int(high))]))
    tried = [rng.uniform(low, high), rng.randint(0, 40) / 10, round(rng.uniform(low, high))]
    tried += [low, high, -0.0, 1e-200, 2.0**53]
    return float(rng.choice([each for each in tried if field.low <= each <= field.high]))


def expected(
    evaluator: Evaluator, rows: Iterable[Mapping[str, Any]], as_of: Any = None
) -> list[Any]:
    """What `evaluate` says of each, as a row of a table."""
    found: list[Any] = []
    for row in rows:
        try:
            found.append(row_of(evaluator.judge(row, as_of=as_of)))
        except InputError:
            found.append(refused_row(evaluator.graph, row["id"], "refused"))
    return found


def differences(
    found: Iterable[Mapping[str, Any]], wanted: Iterable[Mapping[str, Any]]
) -> list[Any]:
    """What two tables do not agree in; of a refused row only whether it is refused counts."""
    lacking = object()
    return [
        {key: (one.get(key), other.get(key, lacking)) for key in one if _differ(one, other, key)}
        | {"id": other["id"]}
        for one, other in zip(found, wanted, strict=True)
        if any(_differ(one, other, key) for key in one)
    ]


def _differ(one: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    if key == "refused":
        return (one[key] is None) is not (other[key] is None)
    return not (one[key] == other[key] and type(one[key]) is type(other[key]))
