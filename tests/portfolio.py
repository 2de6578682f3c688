"""A small portfolio for the tests of plugins, reports and the command line; needs only `house`."""

from __future__ import annotations

import json
from pathlib import Path

import house

from evalcore import Evaluator, discover, read_ruleset

HOUSE = Path(house.__file__)

RULES = """\
name = "portfolio"
version = "2026.1"
verdicts = ["go", "hold", "refer", "kill"]
when_undecided = "hold"
vocabulary = ["house"]

[criteria.strategic_fit]
score = "fit / 4"
weight = 3

[criteria.time]
policy = "time_left"
weight = 1
settings = { available = 20 }

[gates.council]
policy = "vote"

[[rules]]
id = "voted"
gate = "council"
otherwise = "refer"
because = "the council has not carried it"

[[rules]]
id = "worthy"
when = "total >= 0.5"
verdict = "go"
because = "it fits, and there is time for it"

[default]
verdict = "kill"
because = "nothing speaks for it"
"""

REQUESTS = [
    {"id": "R1", "title": "Self-service portal", "fit": 3, "hours": 4, "votes": 5},
    {"id": "R2", "title": "Booking app", "fit": 0, "hours": 2, "votes": 3},
    {"id": "R3", "title": "Data platform", "fit": 4, "hours": 10, "votes": 1},
    {"id": "R4", "title": "Robots for the warehouse", "fit": None, "hours": 8, "votes": 4},
]


def evaluator(rules: str = RULES, *plugins: object) -> Evaluator:
    """An evaluator that knows the house and these plugins, and none that is installed."""
    return Evaluator(
        read_ruleset(rules, "rules.toml"),
        plugins=discover(extra=[house, *plugins], entry_points=False),
    )


def written(folder: Path, requests: object = REQUESTS, rules: str = RULES) -> Path:
    """A folder with the plugin, `rules.toml` and `requests.rows`."""
    (folder / "policies").mkdir(parents=True)
    (folder / "policies" / "house.py").write_text(HOUSE.read_text(encoding="utf-8"), "utf-8")
    (folder / "rules.toml").write_text(rules, "utf-8")
    (folder / "requests.rows").write_text(json.dumps(requests), "utf-8")
    return folder
