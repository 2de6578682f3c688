"""Codes of complaints about decision tables: 40x are errors, 41x warnings."""

from __future__ import annotations

from evalcore.rules.codes.code import Code
from evalcore.rules.codes.formulas import COST

_FIELDS = COST + '[fields.risk]\nkind = "choice"\nchoices = ["low", "high"]\n\n'
_RULE = '\n\n[[rules]]\nid = "by_table"\ntable = "appetite"'


def _table(rows: str, keys: str = "", rule: str = _RULE) -> str:
    """A ruleset with a table of these rows, indented as they are."""
    lines = "\n".join(line.strip() for line in rows.strip().splitlines())
    return f"{_FIELDS}[tables.appetite]\n{keys}rows = '''\n{lines}\n'''{rule}"


_FINE = _table(
    """
    | cost_k  | risk | => appetite |
    | <= 100  | -    | go          |
    | > 100   | -    | hold        |
    """
)

DECISION_TABLES = (
    Code(
        "EV401",
        "a table that has no rows, no header or no output",
        """The first row of a table is its header: a formula over each column that is asked, and
        `=> name` over each that is said. Rows follow.""",
        _table("| cost_k | appetite |\n| <= 100 | go |", rule=""),
        _FINE,
    ),
    Code(
        "EV402",
        "a cell that cannot be read",
        """A cell asks of its column: `-` is anything, a value, `< <= > >=` before a number or a
        date, `[1..5]` with `(` for an open end, several with commas, `not(...)`. In a column of
        numbers a name is a parameter.""",
        _table("| cost_k | => appetite |\n| about 5 | go |\n| > 5 | hold |"),
        _FINE,
    ),
    Code(
        "EV403",
        "what a table says does not go together",
        """What holds otherwise is of the kind of its column, an order lists everything that is
        said, and only numbers are added up.""",
        _table(_FINE.partition("'''")[2].partition("'''")[0], "otherwise = 5\n"),
        _FINE,
    ),
    Code(
        "EV404",
        "a rule asks a table that says no verdict",
        """A rule with a table speaks where a row fits, and gives the verdict that the row says:
        one output of the table says verdicts and nothing else.""",
        _table("| cost_k | => appetite |\n| <= 5 | fine |\n| > 5 | dear |"),
        _FINE,
    ),
    Code(
        "EV405",
        "two rows overlap",
        """Under the hit policy `unique` at most one row fits a request. Part the two, or say which
        one goes first with another policy. Columns count as if each could say anything.""",
        _table("| cost_k | => appetite |\n| <= 100 | go |\n| >= 100 | hold |"),
        _FINE,
    ),
    Code(
        "EV406",
        "two rows contradict each other",
        """Under the hit policy `any` several rows may fit a request, and say the same of it.""",
        _table("| cost_k | => appetite |\n| <= 100 | go |\n| >= 100 | hold |", 'hit = "any"\n'),
        _FINE,
    ),
    Code(
        "EV411",
        "no row fits some request",
        """The table says nothing there: its value is undefined, and a rule that asks it does not
        speak. `otherwise` says what holds then.""",
        _table("| cost_k | => appetite |\n| < 100 | go |\n| > 100 | hold |"),
        _FINE,
    ),
    Code(
        "EV412",
        "a row never counts",
        """Whatever fits it fits a row before it, or several of them together, or nothing fits it
        at all. Its author believes that it decides something.""",
        _table("| cost_k | => appetite |\n| > 5 | go |\n| > 9 | hold |\n| - | go |",
               'hit = "first"\n'),
        _FINE,
    ),
    Code(
        "EV413",
        "two rows could be one",
        """They say the same and differ in one cell alone, and that can be one.""",
        _table("| risk | => appetite |\n| low | go |\n| high | go |"),
        _FINE,
    ),
)  # fmt: skip
