"""Properties: whatever the text, only complaints; whatever the initiative, sound evaluations."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.explanation import explain
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.file import read_draft
from evalcore.written.errors import InputError
from rulesets import ruleset_text

WHOLE = ruleset_text("""
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
block_plugins = []
total = "weighted_mean - 0.1 * abs(thrift - focus)"
[stance]
never_reads = ["spent", "tag:effort"]
[parameters]
mass = { value = 5, unit = "kEUR" }
[fields.cost]
kind = "number"
unit = "kEUR"
minimum = 0
[fields.who]
kind = "choice"
choices = ["it", "sales"]
[fields."council.yes"]
kind = "number"
whole = true
[fields.outcomes.record.target]
kind = "number"
[measures]
dear = "cost / mass"
good = "share(outcomes, target > 3) if count(outcomes) > 0 else 0"
[criteria.thrift]
score = "1 - clamp(dear / 9)"
weight = 1
[criteria.focus]
score = "lookup(who, {'it': 0.5}, default=1)"
weight = 2
[[rules]]
id = "voted"
require = "council.yes >= 3"
otherwise = "hold"
[[rules]]
id = "good"
when = "total >= 0.6 and known(cost)"
verdict = "go"
because = "it is good"
""")
TOKENS = re.findall(r"\w+|\s+|[^\w\s]", WHOLE)
PIECES = [
    *sorted(set(TOKENS)),
    "\n[measures]\n",
    "[[rules]]",
    "'",
    '"""',
    "\\",
    "{",
    "9" * 400,
    "\0",
    "é",
    "0x",
    "1e999",
]


def judge(text: str) -> Evaluator | None:
    """The evaluator of a text; None where there are complaints, each with its place."""
    try:
        draft = read_draft(text, "f.toml")
        compile_ruleset(draft.ruleset, Plugins(), draft.complaints)
    except InputError as error:
        unplaced = [each for each in error.complaints if not each.line or not each.column]
        if unplaced:
            raise AssertionError(unplaced) from error
        return None
    made = Evaluator(draft.ruleset, plugins=Plugins())
    assert made.digest
    assert [each for each in made.warnings if not each.line] == []
    explain(made.evaluate({"id": "I1"}, as_of=date(2026, 11, 23)))
    return made


def test_the_whole_ruleset_is_valid():
    assert judge(WHOLE)


@given(st.text(max_size=60))
def test_no_text_raises_anything_but_complaints(text):
    judge(text)
    judge(ruleset_text(f"[measures]\n{text}"))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    tokens = list(TOKENS)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(["drop", "double", "replace", "swap"])):
            case "drop":
                del tokens[place]
            case "double":
                tokens.insert(place, tokens[place])
            case "replace":
                tokens[place] = draw(st.sampled_from(PIECES))
            case _:
                other = draw(st.integers(0, len(tokens) - 1))
                tokens[place], tokens[other] = tokens[other], tokens[place]
    return "".join(tokens)


@settings(max_examples=400)
@given(mutated())
def test_no_slip_of_the_pen_raises_anything_but_complaints(text):
    judge(text)


LINES = [line for line in WHOLE.splitlines() if line]
VALUES = [
    "3",
    "-1",
    '"x"',
    '""',
    "true",
    "[]",
    "{}",
    "[1]",
    '["a"]',
    "{ a = 1 }",
    "nan",
    "inf",
    "2026-01-01",
    "9" * 30,
]


@settings(max_examples=300)
@given(st.integers(0, len(LINES) - 1), st.sampled_from(VALUES))
def test_no_value_at_any_key_raises_anything_but_complaints(number, value):
    key = re.sub(r" = .*|[\[\]]", "", LINES[number])
    judge("\n".join([*LINES[:number], f"{key} = {value}", *LINES[number + 1 :]]))


NUMBERS = {"a": (-5, 5), "b": (0, 3)}
FIELDS = (
    '[fields.a]\nkind = "number"\nminimum = -5\nmaximum = 5\n'
    '[fields.b]\nkind = "number"\nminimum = 0\nmaximum = 3\n'
    '[fields.p]\nkind = "flag"\n[fields.q]\nkind = "flag"\n'
)
numbers = st.recursive(
    st.sampled_from(["a", "b", "1", "2.5"]),
    lambda below: st.one_of(
        st.builds("({} {} {})".format, below, st.sampled_from("+-*/"), below),
        st.builds("({} if p else {})".format, below, below),
        st.builds("clamp({})".format, below),
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.one_of(
        st.sampled_from(["p", "q"]),
        st.builds("{} {} {}".format, numbers, st.sampled_from(["<", ">=", "=="]), numbers),
    ),
    lambda below: st.one_of(
        st.builds("({} {} {})".format, below, st.sampled_from(["and", "or"]), below),
        st.builds("not ({})".format, below),
    ),
    max_leaves=3,
)
verdicts = st.sampled_from(["go", "hold", "kill"])
said = st.fixed_dictionaries(
    {
        **{name: st.one_of(st.none(), st.integers(*ends)) for name, ends in NUMBERS.items()},
        **{name: st.sampled_from([None, True, False]) for name in ("p", "q")},
    }
)


@st.composite
def rulesets(draw: st.DrawFn) -> str:
    score = draw(numbers)
    body = f'[criteria.c]\nscore = "clamp({score})"\nweight = {draw(st.integers(1, 9))}\n'
    for n, (when, verdict) in enumerate(
        draw(st.lists(st.tuples(conditions, verdicts), max_size=4))
    ):
        keys = draw(st.sampled_from([("when", "verdict"), ("require", "otherwise")]))
        body += f'[[rules]]\nid = "r{n}"\n{keys[0]} = "{when}"\n{keys[1]} = "{verdict}"\n'
    return ruleset_text(body + FIELDS)


@settings(max_examples=300)
@given(rulesets(), said, said)
def test_possible_verdicts_stay_possible_however_fields_are_filled_in(text, partial, fill):
    made = judge(text)
    if made is None:  # a division by a constant 0, a rule that can never speak
        return
    before = made.evaluate({"id": "I1", **partial})
    filled: dict[str, Any] = {k: fill[k] if v is None else v for k, v in partial.items()}
    after = made.evaluate({"id": "I1", **filled})
    assert set(after.possible) <= set(before.possible)
    for found in (before, after):
        score = found.criteria[0].score
        assert score is None or 0 <= score <= 1
        assert found.total == found.criteria[0].contribution
        assert found.verdict in (*made.ruleset.verdicts, None)
        assert found.possible
        assert found.decided or found.missing or found.undefined
