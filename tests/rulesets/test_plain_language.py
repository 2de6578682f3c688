"""Plain language: what the shipped rulesets say in letters can be read by anybody who asks.

No ids of the inside, at most two sentences a reason, and none of them long.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from evalcore import Evaluator, discover, read_ruleset
from evalcore.cli.letters import addressed
from evalcore.letters import letter, page
from evalcore.read.documents import load_initiatives
from evalcore.reports.document import Document
from evalcore.reports.html import as_html
from evalcore.reports.letters import letter_document, page_document
from evalcore.reports.markdown import as_markdown
from evalcore.reports.terminal import as_text
from evalcore.reports.waterfall import waterfall

ROOT = Path(__file__).resolve().parent.parent.parent
REQUESTS = ROOT / "examples" / "requests.toml"
SHIPPED = discover().names("ruleset")
LONGEST = 35  # words of a sentence
INSIDE = (
    (r"\w_\w", "a name with underscores"),
    (r"[a-z]\w*\.[a-z]", "a dotted name, or the name of a file"),
    (r"\b(None(?! of | is an answer)|True|False|null|nan|inf)\b", "a value of the program's"),
    (r"==|>=|<=|!=|\{|\}", "a formula"),
)


@cache
def evaluator(name):
    return Evaluator(name)


@cache
def requests(name):
    return load_initiatives(evaluator(name), REQUESTS).initiatives


def incomplete(initiative):
    """The request with every other answer left out, and one withheld."""
    said = dict(list(initiative.values.items())[::2])
    first = next(iter(initiative.values))
    return {**said, first: {"withheld": "not yet public"}, "id": "I99", "title": "Half a request"}


def sentences(text):
    return [each for each in re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", text) if each]


@pytest.mark.parametrize("change", [lambda each: each, incomplete], ids=["complete", "incomplete"])
@pytest.mark.parametrize("name", SHIPPED)
def test_letters_and_pages_are_in_plain_language(name, change):
    for each in requests(name):
        is_plain(evaluator(name).evaluate(change(each)))


def is_plain(evaluation):
    written, sheet = letter(evaluation), page(evaluation)
    reasons = [" ".join(written.reasons), *(each.words for each in (*sheet.scores, *sheet.asked))]
    reasons += [*sheet.letter.undefined, written.override]
    for reason in reasons:
        found = sentences(reason)
        assert 1 <= len(found) <= 2, reason
        assert [each for each in found if len(each.split()) > LONGEST] == []
        assert all(each[0].isupper() or not each[0].isalpha() for each in found), reason
    for document in (letter_document(written), page_document(sheet)):
        text = as_text(document, width=10_000)
        for pattern, what in INSIDE:
            assert not re.search(pattern, text), (what, text)
        assert as_markdown(document)
        assert as_html(document)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_criterion_and_rule_is_spoken_of(name):
    sheet = page(evaluator(name).evaluate(requests(name)[0]))
    graph = evaluator(name).graph
    assert len(sheet.scores) == len(graph.criteria)
    assert len(sheet.asked) + len(sheet.unasked) == len(graph.rules)


def shown(after):
    text = (ROOT / "docs" / "letters.md").read_text(encoding="utf-8")
    return text.partition(f"<!-- {after} -->\n```text\n")[2].partition("```")[0]


def judged(number):
    judge = evaluator("balanced")
    return judge.evaluate(load_initiatives(addressed(judge), REQUESTS).initiatives[number])


def test_the_letter_in_the_documentation_is_what_the_command_prints():
    text = as_text(letter_document(letter(judged(2))))
    assert text == shown("sponsor")


def test_the_waterfall_in_the_documentation_is_what_the_command_prints():
    assert as_text(Document([waterfall(judged(7))])) == shown("waterfall")


def test_the_ruleset_in_the_documentation_names_who_may_override():
    text = (ROOT / "docs" / "letters.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    top, rule = example.split("\n\n", 1)
    body = f'name = "page"\nversion = "1"\n{top}\n[fields.remit]\nkind = "text"\n{rule}'
    judge = Evaluator(read_ruleset(f'{body}\n[default]\nverdict = "hold"\n'))
    overrides = [letter(judge.evaluate({"id": "I", "remit": r})).override for r in ("trust", "x")]
    assert overrides == ["The CIO.", "The executive committee."]
