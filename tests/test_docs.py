"""The documentation: what it says about the file format and the language is what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from evalcore.expressions.functions import FUNCTIONS
from evalcore.fields import Kind
from evalcore.ruleset import VERDICTS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_generated_pages_are_current():
    command = [sys.executable, str(DOCS / "generate.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_every_function_is_in_the_table():
    text = (DOCS / "expressions.md").read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"| `{name}(" not in text] == []


def test_the_page_on_rulesets_names_every_kind_and_the_verdicts():
    text = (DOCS / "rulesets.md").read_text(encoding="utf-8")
    assert [kind for kind in Kind if str(kind) not in text] == []
    assert ", ".join(VERDICTS) in text


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")])
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
