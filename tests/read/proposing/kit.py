"""What the tests of proposals share: rulesets of one field, and what is proposed and read by it."""

from __future__ import annotations

from evalcore import Evaluator, read_ruleset
from evalcore.extend.sheets import Layout
from evalcore.read.documents import parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from evalcore.read.proposing.sheets import propose_for

HEAD = """\
name = "t"
version = "1"
verdicts = ["go", "hold"]
when_undecided = "hold"
[[rules]]
id = "a"
when = "known({name})"
verdict = "go"
[default]
verdict = "hold"
"""


def judge(fields, *names):
    rules = HEAD.replace("known({name})", " or ".join(f"known({name})" for name in names))
    return Evaluator(read_ruleset(f"{rules}{fields}\n", "r.toml"))


def field(kind, name="cost", **more):
    lines = [f"[fields.{name}]", f'kind = "{kind}"']
    lines += [f"{key} = {value!r}" for key, value in more.items()]
    return judge("\n".join(lines), name)


def proposed(evaluator, text):
    source = evaluator.plugins.source("csv")
    return propose_for(evaluator.plugins, source, text, "in.csv", Layout(), evaluator.fields).text


def block(text, name="cost"):
    """What is proposed for one field, without its first line."""
    return text.partition(f"[fields.{name}]\n")[2].partition("\n\n")[0]


def values(evaluator, text, name="cost"):
    """What the proposal reads, as it is."""
    mapping = read_mapping(proposed(evaluator, text), "map.toml")
    source = evaluator.plugins.source("csv")
    loaded = parse_initiatives(evaluator, text, source, "in.csv", mapping=mapping)
    return [each.situation.values[name] for each in loaded.initiatives]


NUMBER = field("number")
K_EUR = field("number", "cost_k", unit="kEUR", minimum=0)
EUR = field("number", unit="EUR")
SHARE = field("number", "variance", question="Variance, as a share")
DUE = field("date", "due")
