"""Codes: each is used, each is explained, and each example is an example of it."""

from __future__ import annotations

import ast
import re

import pytest
from places import PACKAGE

from evalcore.cases.gathering import faults_of_cases
from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.codes import CODES
from evalcore.written.errors import InputError

GIVEN = re.compile(r'"(EV\d{3})"')
EXPLAINING = PACKAGE / "rules" / "codes"
SOURCES = [path for path in PACKAGE.rglob("*.py") if EXPLAINING not in path.parents]
ALWAYS_CODED = ("rules", "written/tables.py", "written/toml.py", "language/check.py")


def _name(code):
    return code.code


def found(folder, code, example):
    for name, text in code.beside.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "small.toml").write_text(code.ruleset(example), "utf-8")
    try:
        evaluator = Evaluator(folder / "small.toml", plugins=Plugins())
        return (*evaluator.warnings, *faults_of_cases(evaluator))
    except InputError as error:
        return error.complaints


def test_every_code_that_is_given_is_explained_and_the_other_way_round():
    given = {code for path in SOURCES for code in GIVEN.findall(path.read_text("utf-8"))}
    assert given == set(CODES)


@pytest.mark.parametrize("code", [each for each in CODES.values() if each.wrong], ids=_name)
def test_the_example_of_a_code_is_one(tmp_path, code):
    complaints = found(tmp_path, code, code.wrong)
    assert code.code in [each.code for each in complaints]
    assert all(each.line for each in complaints)


@pytest.mark.parametrize("code", [each for each in CODES.values() if each.right], ids=_name)
def test_what_is_mended_is_fine(tmp_path, code):
    assert list(map(str, found(tmp_path, code, code.right))) == []


def test_most_codes_have_examples():
    assert [each.code for each in CODES.values() if not each.wrong] == [
        "EV121", "EV122", "EV202", "EV303", "EV309",
    ]  # fmt: skip


@pytest.mark.parametrize("code", CODES.values(), ids=_name)
def test_a_page_fits_a_terminal(code):
    first, *lines = code.page.splitlines()
    assert first == f"{code.code} ({code.severity}): {code.title}"
    assert len(first) <= 80
    assert max(map(len, lines)) <= 100


def calls(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name == "Complaint":
                yield node


@pytest.mark.parametrize("place", ALWAYS_CODED)
def test_complaints_about_rulesets_have_codes(place):
    paths = [PACKAGE / place] if place.endswith(".py") else (PACKAGE / place).rglob("*.py")
    bare = [
        (path.name, node.lineno)
        for path in paths
        for node in calls(path)
        if "code" not in [each.arg for each in node.keywords]
    ]
    assert bare == []
