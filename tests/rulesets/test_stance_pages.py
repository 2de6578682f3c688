"""The pages on the five stances: complete, linked, and true where they name a way of doing it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from five_ways import WAYS

from evalcore import Evaluator, load_initiatives, read_ruleset

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PAGES = CHECKOUT / "docs" / "stances"
SECTIONS = [
    "What it believes",
    "What it reads, and what it never reads",
    "What decides, in order",
    "When it fits",
    "When it does not",
]


def text(name):
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WAYS)
def test_each_stance_has_a_page_with_the_same_sections(name):
    assert text(name).startswith(f"# {name}\n\n> ")
    assert re.findall(r"^## (.*)$", text(name), re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("name", WAYS)
def test_a_page_names_every_field_that_is_read_and_every_verdict(name):
    evaluator = Evaluator(name)
    assert [each for each in evaluator.fields if f"`{each}`" not in text(name)] == []
    assert [each for each in evaluator.ruleset.verdicts if f"**{each}**" not in text(name)] in (
        [],
        ["recycle"],  # where it only stands in while something is missing
    )


@pytest.mark.parametrize("name", WAYS)
def test_the_numbers_on_a_page_are_those_of_the_ruleset(name):
    parameters = Evaluator(name).ruleset.parameters
    words = {0.5: ("0.50", "half"), 0: ("`decentralised_adds`",), 2: ("below 2",)}
    for key, each in parameters.items():
        spelt = words.get(each.value, (f"{each.value:.2f}", f"{each.value:g}"))
        assert any(word in text(name) for word in spelt), key


def test_the_comparison_is_that_of_all_five():
    page = text("README")
    assert [name for name in WAYS if f"[{name}]({name}.md)" not in page] == []
    assert f"evalcore compare {' '.join(WAYS)} --on examples/requests.toml\n" in page
    assert "\n### Where they part\n" in page
    assert "\n### Agreement\n" in page


@pytest.mark.parametrize("name", ["README", *WAYS])
def test_links_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text(name))
    assert [link for link in links if not (PAGES / link).exists()] == []


OWN_FIELDS = """
[fields.objective]
kind = "choice"
choices = ["reach", "care", "none"]
[fields.stage]
kind = "choice"
choices = ["pre_case", "proposed", "in_flight", "closed"]
[fields.strategic_contribution]
kind = "number"
minimum = 0
maximum = 4
[fields.evidence]
kind = "number"
minimum = 0
maximum = 1
[fields.kill_criteria]
kind = "flag"
[fields.outcomes]
kind = "records"
[fields.outcomes.record.owner]
kind = "text"
[fields.outcomes.record.metric]
kind = "text"
[fields.outcomes.record.baseline]
kind = "number"
[fields.outcomes.record.target]
kind = "number"
[fields.outcomes.record.due_month]
kind = "number"

[stance]
"""


def test_a_strategic_plan_of_ones_own_needs_only_fields_of_ones_own():
    shipped = (CHECKOUT / "rulesets" / "strategy_and_discipline.toml").read_text(encoding="utf-8")
    own = shipped.replace('vocabulary = ["initiative"]\n', "").replace("\n[stance]\n", OWN_FIELDS)
    evaluator = Evaluator(read_ruleset(own, "own.toml"))
    requests = load_initiatives(
        Evaluator("strategy_and_discipline"), CHECKOUT / "examples" / "requests.toml"
    ).initiatives
    (said,) = [dict(each.values) for each in requests if each.id == "I01"]
    assert evaluator.evaluate({"id": "I01", **said, "objective": "care"}).verdict == "go"
    assert evaluator.evaluate({"id": "I01", **said, "objective": "none"}).verdict == "kill"
