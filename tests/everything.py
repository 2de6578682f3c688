"""A ruleset in which every node and every operation decides something: engines are tried on it."""

from __future__ import annotations

import re

EXAMPLES = {
    "+, -, *": "a + b - a * b",
    "/": "a / b",
    "-x": "-a + 3",
    "min, max": "min(a, b, 3) + max(a, b)",
    "mean": "mean(a, b, 4)",
    "median": "median(a, b, 4) + median(a, b)",
    "geometric_mean": "geometric_mean(a, b, 4) + geometric_mean(a, b)",
    "clamp": "clamp(a, 1, b)",
    "linear": "linear(a, worst=b, best=3)",
    "abs": "abs(a - b)",
    "sqrt": "sqrt(a - 2)",
    "round": "round(a) + round(b, 1)",
    "piecewise": "piecewise(a, {-2: 0, 1: 1, 4: 0.5})",
    "lookup": "lookup(who, {'it': 1}, default=0.25) + lookup(note, {'a': 1, 'b': 2}, default=3)",
    "overlap": "overlap(tags, {'a': 0.5, 'b': -0.25})",
    "count (of a set)": "count(tags) + count(labels)",
    "count, share, total_of (of records)": (
        "count(outcomes) + share(outcomes, target > a) + total_of(outcomes, target)"
    ),
    "days_since, years_between": (
        "(1 if days_since(start) > 99 else 0) + years_between(start, end) / days_away"
    ),
    "and, or, not": "1 if (p or a > 1) and not (b > 2) else 0",
    "==, !=, <, <=, >, >=": "1 if a == b or a < b <= 3 or n != 2 else 0",
    "in": "1 if who in ['it', 'hr'] or n in [1, 2] or 'a' in labels else 0",
    "any_of, all_of": "1 if any_of(outcomes, done) or all_of(outcomes, known(owner)) else 0",
    "if": "(a if p else b) + (1 if note == ('a' if p else 'b') else 0)",
    "known, withheld": "1 if known(a) and not withheld(b) and not withheld(outcomes) else 0",
    "as_of": "1 if start < as_of else 0",
}
BODY = """
verdicts = ["go", "hold", "kill"]
[fields.a]
kind = "number"
minimum = -20
maximum = 900
[fields.b]
kind = "number"
minimum = -20
maximum = 900
[fields.n]
kind = "number"
minimum = 0
maximum = 9
whole = true
[fields.p]
kind = "flag"
[fields.who]
kind = "choice"
choices = ["it", "hr", "sales"]
[fields.note]
kind = "text"
[fields.start]
kind = "date"
[fields.end]
kind = "date"
[fields.tags]
kind = "set"
choices = ["a", "b", "c"]
[fields.labels]
kind = "set"
[fields.outcomes]
kind = "records"
[fields.outcomes.record.owner]
kind = "text"
[fields.outcomes.record.target]
kind = "number"
[fields.outcomes.record.done]
kind = "flag"
[[rules]]
id = "rising"
when = "a < n and b < a * 2 + 3 and end_days > 5"
verdict = "go"
[[rules]]
id = "held"
when = "s0 > 0.5 and not p"
verdict = "kill"
[measures]
end_days = "days_since(end)"
days_away = "years_between(end, start)"
"""


def body() -> str:
    """The ruleset; the criteria `s0`, `s1` ... are the examples, squeezed into 0 to 1."""
    criteria = [
        f'[criteria.s{number}]\nscore = """clamp(({each}) / 64 + 0.5)"""\nweight = 1\n'
        for number, each in enumerate(EXAMPLES.values())
    ]
    return BODY + "\n".join(criteria)


ALONE = """
[criteria.s]
score = '''clamp(({formula}) / 64 + 0.5)'''
weight = 1
[[rules]]
id = "high"
when = "s > 0.5"
verdict = "go"
"""


def alone(example: str) -> str:
    """A ruleset about one of the examples, with the fields that it reads."""
    formula = EXAMPLES[example]
    read = {*re.findall(r"\w+", formula)}
    read |= {"start", "end"} if "days_away" in read else set()
    parts = re.split(r"^(?=\[)", BODY, flags=re.MULTILINE)
    named = [each for each in parts if re.match(r"\[fields\.(\w+)", each)]
    said = [e for e in named if re.findall(r"\w+", e)[1] in read]
    measures = next(each for each in parts if each.startswith("[measures]"))
    said += [measures] if "days_away" in read else []
    return parts[0] + "".join(said) + ALONE.format(formula=formula)
