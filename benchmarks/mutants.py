"""Changes single nodes of a module, and counts how many of the changes its nearest tests notice.

    python benchmarks/mutants.py [EACH] [SEED] [MODULE...]

EACH mutants of every module are tried, in a copy of the checkout; survivors are printed as they
are. Most of those that are left mean the same as before (`<` for `<=` where both never meet).
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
CPU = 240  # seconds of CPU for the tests of one mutant; who takes longer is noticed, too
IDLE = 1800  # seconds on the clock, for those that wait for something that never comes
WIDER = ["tests/interpret", "tests/judge", "tests/language"]
BOUNDS = [f"tests/interpret/test_{n}.py" for n in ("bounds", "deciding", "foregone", "partial")]
CERTAIN = [f"tests/judge/test_{n}.py" for n in ("certain", "ties", "semantics", "sharpness")]
SAID = [["tests/say"], ["tests/letters"], ["tests/judge"]]
READ = "tests/read/mapping/test_mapping_reading.py"
VOTES = [f"tests/plugins/test_governance_{n}.py" for n in ("gate", "relations")]
# Of each module the nearest tests, and others for the mutants that those do not notice.
MODULES: dict[str, list[list[str]]] = {
    "evalcore/interpret/python.py": [["tests/interpret/test_python.py"], CERTAIN, WIDER],
    "evalcore/interpret/bounding.py": [BOUNDS, CERTAIN, WIDER],
    "evalcore/interpret/deciding.py": [BOUNDS, CERTAIN, WIDER],
    "evalcore/say/facts.py": SAID,
    "evalcore/say/words.py": SAID,
    "plugins/evalcore_governance_gate.py": [VOTES, ["tests/rulesets"], ["tests/judge"]],
    "evalcore/read/mapping/reading.py": [[READ], ["tests/read"]],
}
SWAPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And,
}  # fmt: skip


class Mutant(NamedTuple):
    """A module with one node changed, and what was changed where."""

    text: str
    what: str


def mutants(text: str, r: Random, most: int) -> list[Mutant]:
    """Some of the single-node mutants of a module, in random order."""
    tree = ast.parse(text)
    places = [(n, node) for n, node in enumerate(ast.walk(tree)) if _swaps(node)]
    r.shuffle(places)
    found: list[Mutant] = []
    for place, _ in places[:most]:
        changed = ast.parse(text)
        node = next(node for n, node in enumerate(ast.walk(changed)) if n == place)
        before = ast.unparse(node)
        _swap(node)
        line = getattr(node, "lineno", 0)
        found.append(Mutant(ast.unparse(changed), f"{line}: {before}  ->  {ast.unparse(node)}"))
    return found


def _swaps(node: ast.AST) -> bool:
    match node:
        case ast.Compare(ops=[operator, *_]) | ast.BoolOp(op=operator) | ast.BinOp(op=operator):
            return type(operator) in SWAPPED
        case ast.UnaryOp(op=ast.Not()) | ast.IfExp():
            return True
        case ast.Constant(value=value):
            return isinstance(value, bool | int | float)
        case _:
            return False


def _swap(node: ast.AST) -> None:
    match node:
        case ast.Compare(ops=[operator, *_]):
            node.ops[0] = SWAPPED[type(operator)]()
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator):
            node.op = SWAPPED[type(operator)]()
        case ast.UnaryOp():
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case ast.IfExp(body=body, orelse=other):
            node.body, node.orelse = other, body
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=value):
            node.value = value + 1


def killed(copy: Path, tests: Sequence[str]) -> bool:
    """Whether these tests fail, or do not end."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{copy / 'plugins'}"}
    limited = ["prlimit", f"--cpu={CPU}", *command]
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            limited, cwd=copy, env=environment, capture_output=True, timeout=IDLE, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main(each: int = 12, seed: int = 1, *only: str) -> None:
    """Tries so many of every module, and prints how many were noticed."""
    r, sound = Random(seed), list[Sequence[str]]()  # tests that pass where nothing is changed
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=left_out)
        for module, stages in MODULES.items():
            if only and module not in only:
                continue
            text, noticed = (ROOT / module).read_text(encoding="utf-8"), 0
            tried = mutants(text, r, each)
            for mutant in tried:
                for tests in stages:
                    if tests not in sound and killed(copy, tests):
                        sys.exit(f"{' '.join(tests)} fail without any change")
                    sound.append(tests)
                    (copy / module).write_text(mutant.text, encoding="utf-8")
                    found = killed(copy, tests)
                    (copy / module).write_text(text, encoding="utf-8")
                    if found:
                        noticed += 1
                        break
                else:
                    print(f"  survives: {module}:{mutant.what}", flush=True)
            print(f"{module}: {noticed} of {len(tried)} were noticed", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
