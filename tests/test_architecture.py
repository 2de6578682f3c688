"""The house: each room imports only from the floors below it; files stay small."""

from __future__ import annotations

import ast
import re

import pytest
from floors import FLOOR_OF, FLOORS, MODULES, imported, room
from places import PACKAGE, ROOT

LARGEST = 500
MOST_FLOORS = 14


def test_every_module_is_in_a_room_and_every_room_has_one():
    assert {room(path) for path in MODULES} == set(FLOOR_OF)


def test_the_house_has_few_floors():
    assert len(FLOORS) <= MOST_FLOORS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_the_floors_below(path):
    here = room(path)
    others = {name for name in imported(path) if FLOOR_OF[name] >= FLOOR_OF[here]}
    assert others <= {here}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_contributing_says_where_things_are_in_two_files_each():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Where things are")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if "`" in line]
    assert len(rows) == 12
    for what, where in rows:
        files = re.findall(r"`(evalcore/[\w/]+\.py)`", where)
        assert 1 <= len(files) <= 2, what
        said = "".join((ROOT / each).read_text(encoding="utf-8") for each in files)
        for name in re.findall(r"`(\w+)`", where):
            assert re.search(rf"^(def|class) {name}\b|^{name} = ", said, re.MULTILINE), (what, name)


@pytest.mark.parametrize("folder", ["evalcore", "plugins", "tests", "benchmarks", "docs"])
def test_files_stay_small(folder):
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / folder).rglob("*.py")
    }
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LARGEST} == {}


def test_the_core_names_no_first_party_plugin():
    names = [path.stem for path in (ROOT / "plugins").glob("*.py")]
    assert names
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    assert [(path, name) for path, text in texts.items() for name in names if name in text] == []
