"""Tables drawn by hypothesis: six columns of all kinds, a few rows, requests with gaps in them."""

from __future__ import annotations

from datetime import date

from hypothesis import assume
from hypothesis import strategies as st

from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import read_draft
from evalcore.written.errors import InputError
from rulesets import ruleset_text

FIELDS = """
verdicts = ["go", "hold", "refer", "kill"]
[parameters]
limit = 4
[fields.x]
kind = "number"
minimum = 0
maximum = 10
[fields.w]
kind = "number"
whole = true
minimum = 0
maximum = 6
[fields.phase]
kind = "choice"
choices = ["idea", "pilot", "live"]
[fields.text]
kind = "text"
[fields.day]
kind = "date"
[fields.flag]
kind = "flag"
"""
COLUMNS = ("x", "w", "phase", "text", "day", "flag")
NUMBERS = ["0", "1.5", "2", "3", "limit", "5", "8", "10"]
DAYS = ["2026-01-01", "2026-01-02", "2026-06-30"]


def _ranges(ends: list[str]) -> st.SearchStrategy[str]:
    end = st.sampled_from(ends)
    sign = st.sampled_from(["<", "<=", ">", ">="])
    between = st.tuples(
        st.sampled_from("[(]"), st.lists(end, min_size=2, max_size=2, unique=True),
        st.sampled_from("])["),
    ).map(lambda each: f"{each[0]}{'..'.join(sorted(each[1], key=_place))}{each[2]}")  # fmt: skip
    return st.one_of(end, st.tuples(sign, end).map(" ".join), between)


def _place(text: str) -> tuple[float, str]:
    return (4.0 if text == "limit" else float(text), "") if "-" not in text else (0.0, text)


def _cells(single: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(single, min_size=1, max_size=2).map(", ".join)
    return st.one_of(st.just("-"), several, several.map("not({})".format))


CELLS = {
    "x": _cells(_ranges(NUMBERS)),
    "w": _cells(_ranges(["0", "1", "2", "limit", "6"])),
    "phase": _cells(st.sampled_from(["idea", "pilot", "live"])),
    "text": _cells(st.sampled_from(["a", "b", "'c, d'"])),
    "day": _cells(_ranges(DAYS)),
    "flag": st.sampled_from(["-", "-", "true", "false"]),
}
VERDICTS = st.sampled_from(["go", "hold", "refer"])
SCORES = st.sampled_from(["0", "0.25", "0.5", "1"])


@st.composite
def tables(draw: st.DrawFn, *, hit: str = "first", most: int = 5) -> str:
    """A decision table as it stands in a ruleset, with a verdict and a score."""
    columns = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3, unique=True))
    head = f"| {' | '.join(columns)} | => verdict_of | => score_of |"
    rows = draw(
        st.lists(
            st.tuples(*(CELLS[each] for each in columns), VERDICTS, SCORES),
            min_size=1,
            max_size=most,
        )
    )
    text = "\n".join([head, *(f"| {' | '.join(row)} |" for row in rows)])
    otherwise = draw(st.sampled_from(["", '{ verdict_of = "kill", score_of = 0.75 }']))
    said = f"otherwise = {otherwise}\n" if otherwise else ""
    return f'[tables.t]\nhit = "{hit}"\n{said}rows = """\n{text}\n"""\n'


REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "x": st.sampled_from([0, 1, 1.5, 2, 2.5, 3, 3.999, 4, 4.001, 5, 7, 8, 9, 10]),
        "w": st.integers(0, 6),
        "phase": st.sampled_from(["idea", "pilot", "live"]),
        "text": st.sampled_from(["a", "b", "c, d", "e"]),
        "day": st.sampled_from(
            [date(2025, 5, 5), date(2026, 1, 1), date(2026, 1, 2), date(2026, 2, 1),
             date(2026, 6, 30), date(2027, 1, 1)]
        ),
        "flag": st.booleans(),
    },
)  # fmt: skip


def evaluator_of(text: str) -> Evaluator:
    """The evaluator of a drawn table; not of one that is found never to speak."""
    draft = read_draft(ruleset_text(FIELDS + text), "drawn.toml")
    assert draft.complaints == ()
    try:
        return Evaluator(draft.ruleset, plugins=Plugins())
    except InputError as error:
        assume("can never speak" not in str(error))
        raise
