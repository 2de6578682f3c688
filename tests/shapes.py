"""Random rulesets over every kind of field, requests that leave much open, and their completions.

Plain `random` and not hypothesis, as shares are counted over many thousands of them: benchmarks/
sharpness.py does so, and tests look at a few. `SHAPES` says what is drawn, and how often.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

AS_OF = date(2026, 11, 23)
NUMBERS = (0, 1, 2, 3, 4, 5, 0.5, 2.5)
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")
TEXTS = ("ann", "bob", "cyd", "zed", "ok")
DAYS = tuple(date(year, month, 1) for year in (2024, 2025, 2026) for month in (1, 6))
VERDICTS = ("go", "hold", "kill")
SHAPES = """\
rulesets  1 to 4 rules, 15% of them the negation of an earlier one; half have two criteria, of which
          30% of the rules ask the total; a fifth ask the council's gate first
fields    4 numbers (2 whole), a date, a text, a choice, a set, 2 flags, records, the votes
formulas  + - * / clamp min max abs, if-else on a flag; up to 3 deep
asked     40% numbers against constants, 6% against each other, 12% dates and days, 8% flags,
          6% texts, 6% choices, 6% sets, 16% records (any_of, all_of, count, share, total_of);
          and, or, not; no known() and withheld(), which filling in would change
requests  each field is left out with 10, 25, 50 or 80%, also whole lists and the votes; a fifth of
          the lists have gaps"""

HEAD = """\
name = "shapes"
version = "1"
verdicts = ["go", "hold", "kill"]
[fields]
x = { kind = "number", minimum = -5, maximum = 5 }
y = { kind = "number", minimum = 0, maximum = 10 }
n = { kind = "number", whole = true, minimum = 0, maximum = 9 }
m = { kind = "number", whole = true, minimum = 0, maximum = 9 }
d = { kind = "date" }
t = { kind = "text" }
c = { kind = "choice", choices = ["a", "b", "c"] }
s = { kind = "set" }
p = { kind = "flag" }
q = { kind = "flag" }
[fields.r.record]
v = { kind = "number", minimum = 0, maximum = 9 }
w = { kind = "text" }
"""
COUNCIL = """\
[gates.council]
policy = "governance_gate"
settings = { seats = 8, quorum = 5 }
[[rules]]
id = "council"
gate = "council"
otherwise = { not_voted = "hold", no_quorum = "hold", tie = "hold", declined = "kill" }
because = { not_voted = "a", no_quorum = "b", tie = "c", declined = "d" }
"""
VOTES = ("yes", "no", "present")


def ruleset(r: Random) -> str:
    """The text of a ruleset; now and then one with a rule that never speaks, which is refused."""
    body, asked = "", list[str]()
    weighed = r.random() < 0.5
    if weighed:
        for key in "kl":
            score, weight = f"clamp({_number(r)} / {r.choice((4, 9))})", r.randint(0, 5)
            body += f'[criteria.{key}]\nscore = "{score}"\nweight = {weight}\n'
    body += COUNCIL if r.random() < 0.2 else ""
    for place in range(r.randint(1, 4)):
        if asked and r.random() < 0.15:
            condition = f"not ({r.choice(asked)})"
        elif weighed and r.random() < 0.3:
            condition = f"total {r.choice(('>=', '<'))} {r.choice((0.3, 0.5, 0.6))}"
        else:
            condition = _condition(r)
        asked.append(condition)
        verdict = r.choice(VERDICTS)
        body += f'[[rules]]\nid = "q{place}"\nwhen = "{condition}"\nverdict = "{verdict}"\n'
    return f'{HEAD}{body}[default]\nverdict = "{r.choice(VERDICTS)}"\n'


def _constant(r: Random) -> str:
    return str(r.choice(NUMBERS))


def _number(r: Random, depth: int = 0) -> str:
    kind = r.random()
    if depth > 1 or kind < 0.45:
        return r.choice("xynm")
    if kind < 0.55:
        return _constant(r)
    a, b = _number(r, depth + 1), _number(r, depth + 1)
    return r.choice(
        (
            f"({a} {r.choice('+-*/')} {b})",
            f"({a} * {_constant(r)})",
            f"clamp({a} / {r.choice('2459')})",
            f"min({a}, {b})",
            f"max({a}, {b})",
            f"({a} if {r.choice('pq')} else {b})",
            f"abs({a})",
        )
    )


def _condition(r: Random, depth: int = 0) -> str:
    kind = r.random()
    if depth > 1 or kind < 0.62:
        return _comparison(r)
    if kind < 0.70:
        return f"not ({_condition(r, depth + 1)})"
    joint = r.choice(("and", "or"))
    return f"({_condition(r, depth + 1)} {joint} {_condition(r, depth + 1)})"


def _comparison(r: Random) -> str:
    kind, operator = r.random(), r.choice(OPERATORS)
    day = r.choice(DAYS)
    if kind < 0.40:
        return f"{_number(r)} {operator} {_constant(r)}"
    if kind < 0.46:
        return f"{_number(r)} {operator} {_number(r)}"
    if kind < 0.54:
        return r.choice("pq")
    if kind < 0.62:
        return f"d {operator} date({day.year}, {day.month}, 1)"
    if kind < 0.66:
        return f"days_since(d) {operator} {r.choice((0, 30, 365))}"
    if kind < 0.72:
        return r.choice(
            (f"t == '{r.choice(TEXTS)}'", f"t in ['ann', '{r.choice(('bob', 'cyd'))}']")
        )
    if kind < 0.78:
        return r.choice((f"c != '{r.choice('abc')}'", f"c in ['a', '{r.choice('bc')}']"))
    if kind < 0.84:
        return r.choice((f"'{r.choice('uvw')}' in s", f"count(s) {operator} {r.choice('0123')}"))
    return r.choice(
        (
            f"any_of(r, v {operator} {_constant(r)})",
            f"all_of(r, v {operator} {_constant(r)})",
            f"count(r) {operator} {r.choice('0123')}",
            f"total_of(r, v) {operator} {_constant(r)}",
            f"any_of(r, v {operator} x)",
            f"share(r, w == 'ok') {operator} 0.5",
        )
    )


def request(r: Random) -> dict[str, Any]:
    """An initiative that leaves some of it open."""
    left_out = r.choice((0.1, 0.25, 0.5, 0.8))
    said: dict[str, Any] = {"id": "R"}
    for name in "xynmdtcspqr":
        if r.random() >= left_out:
            said[name] = value(r, name)
    for record in said.get("r", ()) if r.random() < 0.2 else ():
        if r.random() < 0.5:
            record.pop(r.choice("vw"))
    votes, some = _votes(r), r.random() >= left_out / 2
    return said | {f"council.{key}": votes[key] for key in VOTES if some and r.random() >= left_out}


def close_calls(r: Random, said: dict[str, Any]) -> dict[str, Any]:
    """The same, but that half of its numbers miss what they are held against by very little."""
    close = {key: said[key] for key in said.keys() & set("xy") if r.random() < 0.5}
    moved = {
        key: r.choice((1, 2, 3, 4)) + r.choice((-1, 1)) * 10 ** -r.uniform(2, 8) for key in close
    }
    return said | moved


def completed(r: Random, said: dict[str, Any]) -> dict[str, Any]:
    """The same with everything said; but where no vote is known, none was taken.

    Every third number is one that makes a product, a ratio or two fields come to a constant.
    """
    whole = {name: value(r, name) for name in "xynmdtcspqr"} | said
    said_numbers = [whole[name] for name in "xynm"]
    for name, (low, high) in {"x": (-5, 5), "y": (0, 10)}.items():
        if name not in said and r.random() < 1 / 3:
            exact = r.choice(
                (
                    *said_numbers,
                    r.choice(NUMBERS) / r.choice((*range(1, 10), *filter(None, said_numbers))),
                )
            )
            whole[name] = min(high, max(low, exact))
    whole["r"] = [{**_record(r), **each} for each in whole["r"]]
    cells = [each["v"] for each in whole["r"]]
    if cells and r.random() < 0.1:
        if "x" not in said:
            whole["x"] = min(5, r.choice(cells))
        elif "r" not in said:
            whole["r"][0]["v"] = max(0, whole["x"])
    voted = any(f"council.{key}" in said for key in ("yes", "no"))
    while True:
        votes = {f"council.{key}": number for key, number in _votes(r).items()} | said
        cast = votes["council.yes"] + votes["council.no"]
        if not voted:
            return whole | {"council.present": votes["council.present"]}
        if cast <= votes["council.present"]:
            return whole | {f"council.{key}": votes[f"council.{key}"] for key in VOTES}


def _votes(r: Random) -> dict[str, int]:
    present = r.randint(0, 8)
    yes = r.randint(0, present)
    return {"yes": yes, "no": r.randint(0, present - yes), "present": present}


def value(r: Random, name: str) -> Any:
    """A value of a field, often at or beside what formulas hold it against."""
    match name:
        case "x" | "y":
            low, high = (-5, 5) if name == "x" else (0, 10)
            near = r.choice(NUMBERS) + r.choice((0, 0, -1e-3, 1e-3))
            return min(high, max(low, r.choice((r.uniform(low, high), near, low, high))))
        case "n" | "m":
            return r.randint(0, 9)
        case "d":
            near = (*DAYS, AS_OF, AS_OF - timedelta(30), AS_OF - timedelta(365))
            moved = r.choice((-1, 0, 1, r.randint(-900, 400)))
            return str(r.choice(near) + timedelta(moved))
        case "t":
            return r.choice(TEXTS)
        case "c":
            return r.choice("abc")
        case "s":
            return r.sample(["u", "v", "w", "o", "z"], r.randint(0, 4))
        case "r":
            return [_record(r) for _ in range(r.choice((0, 1, 1, 2, 3, 4)))]
        case _:
            return r.random() < 0.5


def _record(r: Random) -> dict[str, Any]:
    number = r.choice((min(9, value(r, "y")), 0, 9))
    return {"v": number, "w": r.choice(("ok", "no"))}
