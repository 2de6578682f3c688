"""Why clauses speak: what the page's script says of a request is what its templates say."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from javascript import SHIPPED, TODAY, Drawing, find_node

from evalcore import Evaluator
from evalcore.interpret.javascript_text import literal
from evalcore.judge.evaluation import judged
from evalcore.page.asked import asked_rows
from evalcore.page.council import page_data
from evalcore.page.program import engine, facts_of
from evalcore.page.shell import own_script
from evalcore.page.verdicts import looks
from evalcore.written.errors import InputError
from rulesets import evaluator

NODE = find_node()
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not found")
HARNESS = """
const fs = require("fs"), vm = require("vm");
const [code, own, data, given] = process.argv.slice(1).map((path) => fs.readFileSync(path, "utf8"));
const context = vm.createContext({ given, data, Intl });
vm.runInContext(code, context);
process.stdout.write(vm.runInContext(own, context));
"""
ASK = """
evalcore.load(JSON.parse(data));
const { name } = JSON.parse(data).rulesets[0];
const numbers = evalcore.numbersOf(name, {});
return JSON.stringify(JSON.parse(given).map((request) => {
  const evaluation = evalcore.prepare(request, name)(numbers);
  return evaluation.case === null ? null : askedOf(evaluation, LOOKS[name]);
}));
"""


def told_by_script(own: Evaluator, requests: list[dict[str, object]]) -> list[object]:
    behaviour = own_script("entries.js", "showing.js", "telling.js", LOOKS=literal(looks([own])))
    behaviour = behaviour.removesuffix("})();") + ASK + "})()"
    texts = (engine([own]), behaviour, json.dumps(page_data([own], [[]], [], TODAY)))
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / str(n) for n in range(4)]
        for path, text in zip(paths, (*texts, json.dumps(requests)), strict=True):
            path.write_text(text, encoding="utf-8")
        command = [str(NODE), "-e", HARNESS, *map(str, paths)]
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    found: list[object] = json.loads(ran.stdout)
    return found


def told_by_template(own: Evaluator, requests: list[dict[str, object]]) -> list[object]:
    plans = facts_of(own.graph)
    each = [judged(own.evaluate(request, as_of=TODAY)) for request in requests]
    return [[attrs.asdict(row) for row in asked_rows(one, plans)] for one in each]


def drawn(own: Evaluator, count: int) -> list[dict[str, object]]:
    drawing, found = Drawing(own, "telling"), list[dict[str, object]]()
    while len(found) < count:
        request = drawing.request(f"R{len(found)}")
        try:
            own.evaluate(request, as_of=TODAY)
        except InputError:
            continue
        found.append(request)
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_the_script_says_why_as_the_templates_do(name):
    own = Evaluator(name)
    requests = drawn(own, 150)
    found = told_by_script(own, requests)
    pairs = [
        (one, other)
        for one, other in zip(told_by_template(own, requests), found, strict=True)
        if other is not None
    ]
    assert len(pairs) > 30
    assert [one for one, _ in pairs] == [other for _, other in pairs]


KINDS = """
    [fields]
    n = { kind = "number", unit = "h/month", label = "hours" }
    part = { kind = "number", shown_as = "percent" }
    on = { kind = "flag" }
    phase = { kind = "choice", choices = ["in_flight", "idea"] }
    who = { kind = "text" }
    goals = { kind = "set" }
    day = { kind = "date" }
    outcomes = { kind = "records", record = { owner = { kind = "text" } } }

    [parameters]
    enough = { value = 3, unit = "h/month", about = "what one has" }

    [[rules]]
    id = "all"
    when = "n >= enough and part > 0.5 and (on or phase == 'idea') and not ('growth' in goals)"
    verdict = "go"
    because = "all of it"

    [[rules]]
    id = "some"
    when = "share(outcomes, known(owner)) < 1 or who in ['ann', 'bob'] or day < date(2026, 1, 1)"
    verdict = "hold"
    because = "some of it"

    [[rules]]
    id = "equal"
    require = "known(who) and n != 4 and (n / part > 2 if on else count(outcomes) == 1)"
    otherwise = "kill"
"""


def test_every_kind_of_condition_is_told_alike():
    own = evaluator(KINDS)
    requests = drawn(own, 300)
    requests.append({"id": "X", "n": 2.9999, "part": 0.125, "on": True, "who": "ann", "goals": []})
    requests.append({"id": "Y", "n": 1, "part": 0.5000001, "on": False, "phase": "in_flight"})
    found = told_by_script(own, requests)
    wanted = told_by_template(own, requests)
    assert [w for w, f in zip(wanted, found, strict=True) if f not in (None, w)] == []


def test_what_it_says_reads_as_a_sentence():
    own = evaluator(KINDS)
    request = {"id": "X", "n": 1, "part": 0.755, "on": False, "phase": "in_flight", "who": "cleo"}
    request |= {"goals": ["growth"], "outcomes": [{"owner": "ann"}], "day": "2026-05-01"}
    (rows,) = told_by_template(own, [request])
    assert [each["words"] for each in rows] == [
        (
            "Hours, 1 hour a month, are below 3 hours a month (what one has); on: no; "
            "phase is in flight, not idea; goals include growth."
        ),
        (
            "The share of outcomes that name owner, 1, is at least 1; who is cleo, not ann or bob, "
            "and day, 2026-05-01, is on or after 2026-01-01."
        ),
        "Who is known; hours are 1 hour a month, not 4; on: no; the number of outcomes is 1.",
    ]
