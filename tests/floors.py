"""The house: the rooms of the package, floor by floor, and what each is about.

Each room imports from the floors below it and from itself, and from no other. CONTRIBUTING shows
the same list.
"""

from __future__ import annotations

import ast
from pathlib import Path

from places import PACKAGE

FLOORS: tuple[dict[str, str], ...] = (
    {"written": "what somebody wrote, and where: errors, positions, names, TOML tables, files"},
    {"request": "a request as data: fields, units, values, and the initiative that says them"},
    {"language": "formulas: nodes, syntax, names bound, types checked, ranges"},
    {
        "interpret": "what a graph comes to: values, traces, bounds; one file an interpretation",
        "extend": "what others bring: policies, sources, reports; how they are declared and found",
    },
    {"say": "words: what fields, nodes, verdicts and roles are called; sentences"},
    {"rules": "a ruleset as written, its file, and how it is compiled to one graph"},
    {"judge": "the evaluator, its evaluations, what is possible, why, rulesets side by side"},
    {
        "read": "initiatives out of documents and sheets, and anybody's columns by a mapping",
        "study": "what to ask, what would change a verdict, how far it holds",
    },
    {
        "cases": "what a ruleset is expected to say: tried, and what of its graph that reaches",
        "letters": "one evaluation in plain words, for a sponsor or a council",
        "portfolios": "which requests fit together into the hours and the money, and why",
    },
    {"reports": "what people and programs read: documents, and one writer a format; JSON and CSV"},
    {
        "form": "the fields of a ruleset as something to fill in",
        "scaffold": "a plugin's first files",
    },
    {
        "testing": "the kit for authors of plugins: checks, strategies, fixtures",
        "assist": "what an assistant may ask of rulesets: tools that only read",
        "page": "one file of HTML that a council opens, and the JavaScript that answers in it",
    },
    {"cli": "one small module a command"},
    {"fixtures": "what pytest gets wherever evalcore is installed", "__main__": "the command"},
)
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room(path: Path) -> str:
    """The room that a module is in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms that a module imports from, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules += [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            modules += [each.name for each in node.names]
    parts = [module.split(".") for module in modules]
    own = [part[1] for part in parts if part[0] == "evalcore" and len(part) > 1]
    return {name for name in own if name in FLOOR_OF}
