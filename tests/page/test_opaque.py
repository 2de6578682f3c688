"""What a page cannot work out: answers of opaque criteria, and totals from across the slate."""

from __future__ import annotations

import json
import re
from typing import Annotated

import pytest
from javascript import by_node, find_node

from evalcore import Evaluator, number, opaque_criterion
from evalcore.page.council import council_page
from evalcore.page.program import engine
from evalcore.rules.file import read_draft
from rulesets import SOURCE, offering, ruleset_text

NODE = find_node()
N = Annotated[float, number("n", minimum=0, maximum=10)]
RULES = """
    [criteria.felt]
    policy = "felt"
    weight = 2

    [criteria.plain]
    score = "n / 10"
    weight = 1

    [[rules]]
    id = "good"
    when = "total >= 0.5"
    verdict = "go"
"""
ACROSS = """
    total = { aggregation = "topsis" }

    [fields]
    n = { kind = "number", minimum = 0, maximum = 10 }
    m = { kind = "number", minimum = 0, maximum = 10 }

    [criteria.one]
    score = "n / 10"
    weight = 2

    [criteria.two]
    score = "1 - m / 10"
    weight = 1

    [[rules]]
    id = "good"
    when = "total >= 0.5"
    verdict = "go"
"""
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not found")


@opaque_criterion(version="1")
def felt(n: N) -> float:
    """Felt: what arbitrary Python makes of it."""
    return 0.25 if n < 5 else 0.75


def data_in(page: str) -> dict:
    found = re.search(r'id="evalcore-data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def made(body: str, **plugins: object) -> Evaluator:
    return Evaluator(read_draft(ruleset_text(body), SOURCE).ruleset, **plugins)


def test_the_answers_of_opaque_criteria_are_inputs():
    own = made(RULES, plugins=offering(felt))
    requests = [own.read({"id": key, "n": n}) for key, n in (("A", 2), ("B", 8), ("C", None))]
    data = data_in(council_page([own], requests))
    assert data["rulesets"][0]["opaque"] == {
        "A": {"felt": 0.25},
        "B": {"felt": 0.75},
        "C": {"felt": None},
    }
    given = [[each, {}] for each in data["initiatives"]]
    other = {"opaque": {"A": {"felt": 1}}}
    first, second, third, moved = by_node(engine([own]), data, [*given, [given[0][0], other]], NODE)
    for wanted, found in zip(own.evaluate_all(requests), (first, second, third), strict=True):
        assert found["total"] == wanted.total
        assert found["possible"] == [*wanted.possible]
    assert third["open"]
    assert moved["criteria"][0]["score"] == 1


def test_a_total_from_across_the_slate_is_an_input():
    own = made(ACROSS)
    requests = [
        own.read({"id": key, "n": n, "m": m})
        for key, n, m in (("A", 2, 3), ("B", 8, 1), ("C", 5, 9))
    ]
    data = data_in(council_page([own], requests))
    found = by_node(engine([own]), data, [[each, {}] for each in data["initiatives"]], NODE)
    for wanted, each in zip(own.evaluate_all(requests), found, strict=True):
        assert (each["total"], each["verdict"]) == (wanted.total, wanted.verdict)
