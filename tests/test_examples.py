"""The examples say what the twelve requests said where they were first written down."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
EXAMPLES = CHECKOUT / "examples"
ORIGINAL = CHECKOUT.parent / "shared" / "stances" / "initiatives.json"

GOAL_OF = {
    "S1-delivery-speed": "delivery-speed",
    "S2-grow-digital-revenue": "grow-digital-revenue",
    "S3-talent": "talent",
    "S4-operating-efficiency": "operating-efficiency",
    "S5-licence-to-operate": "licence-to-operate",
}


def requests() -> list[dict[str, Any]]:
    text = (EXAMPLES / "requests.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["initiatives"]


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def test_there_are_twelve():
    assert [each["id"] for each in requests()] == [f"I{number:02}" for number in range(1, 13)]


def test_the_goals_start_with_that_of_the_objective():
    for each in requests():
        first = [] if each["objective"] == "none" else [GOAL_OF[each["objective"]]]
        assert each["goals"][:1] == first, each["id"]
        assert set(each["goals"]) <= set(GOAL_OF.values()), each["id"]


@pytest.mark.skipif(
    not ORIGINAL.is_file(), reason=f"the requests as first written down are not at {ORIGINAL}"
)
def test_every_value_is_the_original_one_in_the_same_order():
    original = json.loads(ORIGINAL.read_text(encoding="utf-8"))
    for mine, theirs in zip(requests(), original, strict=True):
        del mine["goals"]
        mine["benefit_k"] = [mine["benefit_k"][key] for key in ("low", "likely", "high")]
        assert json.dumps(mine, ensure_ascii=False) == json.dumps(
            without_nulls(theirs), ensure_ascii=False
        )


def test_the_spreadsheet_says_the_same():
    with (EXAMPLES / "requests.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, request in zip(rows, requests(), strict=True):
        council = request.get("council", {})
        expected = {
            **{name: str(request[name]) for name in ("id", "title", "sponsor")},
            "goals": ";".join(request["goals"]) or "none",
            **{name: str(request[name]) for name in ("sponsor_hours_month", "energy")},
            **{
                f"council.{n}": str(council.get(n, "")) for n in ("yes", "no", "abstain", "present")
            },
            "cost_k": str(request["cost_k"]),
            "benefit_k": str(request["benefit_k"]["likely"]),
        }
        assert row == expected
