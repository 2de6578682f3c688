"""Codes of complaints about rulesets that extend others, and about values with dates."""

from __future__ import annotations

from evalcore.rules.codes.code import Code

BASE = {
    "base.toml": """
        name = "base"
        version = "1"

        [parameters]
        limit = 5

        [fields.cost_k]
        kind = "number"

        [[rules]]
        id = "dear"
        when = "cost_k > limit"
        verdict = "kill"

        [default]
        verdict = "hold"
    """
}
HEAD = 'extends = "base.toml"\nname = "ours"\nversion = "1"\n\n'
CHEAP = '[[rules]]\nid = "cheap"\nwhen = "cost_k < 2"\nverdict = "go"\n'

EARLIER = "{ from = 2026-01-01, value = 0.5 }"
LATER = "{ from = 2027-01-01, value = 0.6 }"

EXTENDING = (
    Code(
        "EV111",
        "something is said twice",
        """A ruleset that extends another one says something that is said there already. Both are
        shown. Replacing is explicit: override = true, or its name under override at the top.""",
        f"{HEAD}[parameters]\nlimit = 7",
        f"{HEAD}[parameters]\nlimit = {{ value = 7, override = true }}",
        whole=True,
        beside=BASE,
    ),
    Code(
        "EV112",
        "there is nothing to override or remove",
        """What is to be replaced or removed is not in the ruleset that is extended: perhaps it is
        called otherwise there, or has gone.""",
        f'{HEAD}[[rules]]\nid = "deer"\nremove = true',
        f'{HEAD}[[rules]]\nid = "dear"\nremove = true\n\n{CHEAP.replace("2", "limit")}at = "last"',
        whole=True,
        beside=BASE,
    ),
    Code(
        "EV113",
        "a rule does not say where it goes",
        """Rules are asked in order, so a rule that is added to those of another ruleset says where:
        before or after one of them, or at the first or last place.""",
        f"{HEAD}{CHEAP}",
        f'{HEAD}{CHEAP}before = "dear"',
        whole=True,
        beside=BASE,
    ),
    Code(
        "EV114",
        "rulesets that extend each other in a circle",
        """What a ruleset extends may itself extend another one, up to ten of them; but never, in
        the end, the first.""",
        'extends = "small.toml"\nname = "ours"\nversion = "1"\n\n[default]\nverdict = "hold"',
        f'{HEAD}{CHEAP}before = "dear"',
        whole=True,
        beside=BASE,
    ),
    Code(
        "EV115",
        "values with dates that are not in order",
        """A value that changes with time is a list of tables with from and value, the earliest
        first, each day once; from is a date without quotes. Only the first may leave it out, and
        then holds from the beginning on.""",
        f"[parameters]\nenough = [\n  {LATER},\n  {EARLIER},\n]",
        f"[parameters]\nenough = [\n  {EARLIER},\n  {LATER},\n]"
        '\n\n[[rules]]\nid = "all"\nwhen = "enough > 0.55"\nverdict = "go"',
    ),
)
