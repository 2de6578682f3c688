"""The house: each floor imports only from its own floor and from those below; files stay small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "evalcore"

FLOORS = tuple(
    tuple(rooms.split())
    for rooms in (
        "errors blank csv_text files units fields cells values initiative reserved",
        "expressions",
        "policies opaque settings declarations extensions",
        "ruleset_file ruleset_tables ruleset tables positions plugins loading hooks sources sheets",
        "compiling graph",
        "possible evaluation listing explanation interview",
        "evaluator comparison changes draws letters",
        "reports documents mapping form scaffold",
        "testing cli __main__",
    )
)

FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem != "__init__"
)

LARGEST = 500


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if room(path) == "extensions":  # it names in types what its functions are given
        tree.body = [each for each in tree.body if not isinstance(each, ast.If)]
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    parts = [module.split(".") for module in modules if module]
    return {part[1] for part in parts if part[0] == "evalcore" and len(part) > 1}


def test_every_module_has_a_floor():
    assert {room(path) for path in MODULES} - set(FLOOR_OF) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_floor_imports_only_from_below(path):
    above = {name for name in imported(path) if FLOOR_OF[name] > FLOOR_OF[room(path)]}
    assert not above


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


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
