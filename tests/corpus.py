"""What stands: the outputs of every command, to be held against those of another commit.

A redesign that should change no answer is held against this, byte by byte:

    python tests/corpus.py inputs inputs/        # once: requests to every ruleset
    python tests/corpus.py outputs inputs/ old/  # with the code as it was
    python tests/corpus.py outputs inputs/ new/  # with the code as it is
    diff -r old/ new/

It calls the command line and nothing else, so that it can read the outputs of any commit.
`--few` takes a tenth of the requests.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from math import ceil, floor
from pathlib import Path
from typing import Any

from places import shipped

ROOT = Path(__file__).parent.parent
WORK = ROOT / "benchmarks" / "work.toml"
RULESETS = {path.stem: path for path in shipped()} | {"work": WORK}
RANDOM = 300
EXPLAINED = 40  # of the random ones, in every format
SEARCHED = 12  # of the random ones, for what would change the verdict and what to ask
COMMANDS = ("ask", "check", "compare", "evaluate", "explain", "form", "journal", "map", "new",
            "plugins", "rank")  # fmt: skip
FORMATS = ("table", "json", "csv", "markdown", "html")
TODAY = date(2026, 11, 23)
AS_OF = TODAY.isoformat()
WORDS = ("ann", "the portal team", "growth", "talent", "sales", "compliance", "cost_down")


def requests(name: str, schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The twelve that ship, and random ones with gaps, from the schema of a ruleset's form."""
    drawing = Drawing(schema["$defs"], random.Random(f"corpus {name}"))  # noqa: S311
    made = [
        {"id": f"N{n:03}", "title": f"Number {n}"} | drawing.table(schema["$defs"]["initiative"])
        for n in range(RANDOM)
    ]
    return [*([] if name == WORK.stem else _shipped()), *map(_possible, made)]


def _possible(request: dict[str, Any]) -> dict[str, Any]:
    """The request with a vote that a council can cast: no more votes than members present."""
    council = request.get("council", {})
    votes = [council[key] for key in ("yes", "no", "abstain") if isinstance(council.get(key), int)]
    if isinstance(council.get("present"), int):
        council["present"] = max(council["present"], sum(votes))
    return request


def _shipped() -> list[dict[str, Any]]:
    import tomllib

    text = (ROOT / "examples" / "requests.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["initiatives"]
    return json.loads(json.dumps(found, default=str))


class Drawing:
    """Draws what a schema of a form allows, much or little of it."""

    def __init__(self, defined: Mapping[str, Any], rng: random.Random) -> None:
        self.defined = defined
        self.rng = rng

    def table(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Most of what a table may hold, or hardly anything: that differs from one to the next."""
        gaps = self.rng.choice((0.0, 0.1, 0.3, 0.6, 0.9))
        kept = self.rng.choice((0.0, 0.0, 0.05))
        found: dict[str, Any] = {}
        for key, part in schema["properties"].items():
            if key in ("id", "title") or "." in key or self.rng.random() < gaps:
                continue
            secret = self.rng.random() < kept
            found[key] = {"withheld": "secret"} if secret else self.value(part)
        return found

    def value(self, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            return self.value(self.defined[schema["$ref"].removeprefix("#/$defs/")])
        if "anyOf" in schema:
            return self.value(self.rng.choice([each for each in schema["anyOf"] if _says(each)]))
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        match schema["type"]:
            case "object" if "likely" in schema["properties"]:
                three = sorted(self.number(schema["properties"]["likely"]) for _ in range(3))
                return dict(zip(("low", "likely", "high"), three, strict=True))
            case "object":
                return self.table(schema)
            case "array":
                found = [self.value(schema["items"]) for _ in range(self.rng.randint(0, 3))]
                return list(dict.fromkeys(found)) if schema.get("uniqueItems") else found
            case "boolean":
                return self.rng.random() < 0.5
            case "string" if schema.get("format") == "date":
                return str(TODAY - timedelta(days=self.rng.randint(-200, 700)))
            case "string":
                return self.rng.choice(WORDS)
            case _:
                return self.number(schema)

    def number(self, schema: Mapping[str, Any]) -> float:
        low = max(schema["minimum"], -10)
        high = min(schema["maximum"], low + self.rng.choice((3, 10, 100, 1000)))
        if schema["type"] == "integer" or self.rng.random() < 0.6:
            return self.rng.randint(ceil(low), floor(high))
        return round(self.rng.uniform(low, high), 2)


def _says(schema: Mapping[str, Any]) -> bool:
    """Whether it is neither nothing, nor kept, nor an estimate as a list."""
    return schema.get("type") != "null" and "$ref" not in schema and "maxItems" not in schema


def commands(name: str, path: Path, inputs: Path, few: int) -> Iterator[list[str]]:
    """Every command about one ruleset, in every format."""
    file = str(inputs / f"{name}.json")
    ids = [each["id"] for each in json.loads(Path(file).read_text(encoding="utf-8"))]
    rules, dated = str(path), ["--as-of", AS_OF]
    for command, spelt in product(("evaluate", "rank"), FORMATS):
        yield [command, rules, file, "--format", spelt, *dated]
    explained = ids[: 12 + EXPLAINED // few]
    for key in explained:
        yield ["explain", rules, file, key, *dated]
        yield ["explain", rules, file, key, "--format", "json", *dated]
        for reader, spelt in product(("sponsor", "council"), ("table", "markdown", "html")):
            yield ["explain", rules, file, key, "--for", reader, "--format", spelt, *dated]
    for key in ids[: 12 + SEARCHED // few]:
        for verdict in ("go", "hold", "commit"):
            for spelt in ("table", "json"):
                yield ["explain", rules, file, key, "--to", verdict, "--format", spelt, *dated]
        drawn = ["--draws", "300", *dated]
        yield ["explain", rules, file, key, *drawn]
        yield ["explain", rules, file, key, "--format", "json", *drawn]
        yield ["ask", rules, file, "--id", key, *dated]
    for spelt, weights in product(("table", "json", "markdown"), ("any", "20%")):
        drawn = ["--draws", "300", "--weights", weights]
        yield ["rank", rules, file, *drawn, "--format", spelt, *dated]
    for spelt in ("csv", "json-schema", "markdown"):
        yield ["form", rules, "--format", spelt]
    yield ["check", rules]
    yield ["map", str(ROOT / "examples" / "requests.csv"), rules]
    yield ["map", file.replace(".json", ".csv"), rules]


def common(inputs: Path) -> Iterator[list[str]]:
    """What is asked of several rulesets, and what needs none."""
    names = [str(path) for name, path in RULESETS.items() if name != "work"]
    for spelt in ("table", "json", "csv", "markdown"):
        for file in (ROOT / "examples" / "requests.toml", inputs / "balanced.json"):
            yield ["compare", *names, "--on", str(file), "--format", spelt, "--as-of", AS_OF]
    yield ["plugins", "--all"]
    yield ["plugins", "--all", "--json"]
    for command in COMMANDS:
        yield [command, "--help"]


def run(words: list[str]) -> str:
    """What a command prints, and how it ends."""
    from evalcore.__main__ import main

    out, err, code = _stream(), _stream(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        sys.argv, sys.stdin = ["evalcore", *words], _stream()
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except Exception as error:  # noqa: BLE001 - a crash is an output too
            out.write(f"{type(error).__name__}: {error}")
    printed, told = _text(out), _text(err)
    return f"$ evalcore {' '.join(words)}\n{printed}-- {code}\n{told}\n"


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    data: bytes = stream.buffer.getvalue()
    return data.decode()


def write_inputs(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, path in RULESETS.items():
        text = run(["form", str(path), "--format", "json-schema"]).partition("\n")[2]
        schema = json.loads(text.rpartition("-- 0")[0])
        made = requests(name, schema)
        (folder / f"{name}.json").write_text(json.dumps(made, indent=1), encoding="utf-8")
        csv = run(["evaluate", str(path), str(folder / f"{name}.json"), "--as-of", AS_OF,
                   "--format", "csv"])  # fmt: skip
        (folder / f"{name}.csv").write_text(csv.partition("\n")[2].rpartition("-- ")[0], "utf-8")


def write_outputs(inputs: Path, folder: Path, few: int) -> None:
    folder.mkdir(parents=True)
    here = (str(inputs), "INPUTS"), (str(ROOT), "ROOT")

    def note(name: str, found: Iterator[list[str]]) -> None:
        with (folder / f"{name}.txt").open("w", encoding="utf-8") as file:
            for words in found:
                text = run(words)
                for path, called in here:
                    text = text.replace(path, called)
                file.write(text)

    for name, path in RULESETS.items():
        note(name, commands(name, path, inputs, few))
    note("common", common(inputs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["inputs", "outputs"])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--few", action="store_true")
    given = parser.parse_args()
    os.environ["COLUMNS"] = "100"
    folders = [each.resolve() for each in given.folders]
    what: Callable[..., None] = write_inputs if given.what == "inputs" else write_outputs
    what(*folders, *([10 if given.few else 1] if given.what == "outputs" else []))


if __name__ == "__main__":
    main()
