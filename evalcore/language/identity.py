"""Identity: `is` in the text of a policy, which tracing cannot see.

Traced, a field is an expression and never None: `0.5 if cost is None else ...` would always take
its other branch, without a word. So it is looked for in the text.
"""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

from evalcore.written.errors import TracingError

# CPython compiles `x is None` as a jump or as a test.
_TESTS = frozenset(n for name, n in dis.opmap.items() if name == "IS_OP" or name.endswith("_NONE"))


def refuse_identity(function: Callable[..., Any]) -> None:
    """Raises `TracingError` where a function asks what one of its fields `is`.

    Its fields are its positional parameters without a default, and what a lambda in it reads of a
    record.
    """
    code = getattr(function, "__code__", None)
    if code is None or not any(_tests(each) for each in _nested(code)):
        return
    try:
        lines, start = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return  # typed in, where there is no text to look at
    fields = code.co_varnames[: code.co_argcount - len(function.__defaults__ or ())]
    for node, advice in _identities(tree, fields):
        place = f"{Path(code.co_filename).name}, line {start + node.lineno - 1}"
        message = f"`{ast.unparse(node)}` cannot be traced into an expression: {advice} ({place})"
        raise TracingError(message)


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _nested(each)


def _tests(code: CodeType) -> bool:
    return not _TESTS.isdisjoint(code.co_code[::2])


def _identities(tree: ast.AST, fields: Collection[str]) -> Iterator[tuple[ast.Compare, str]]:
    """The comparisons by `is` of a field, or of a record's, and what to write instead."""
    lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
    records = {each.arg for node in lambdas for each in node.args.args}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for operator, *pair in zip(node.ops, sides, sides[1:], strict=False):
            about = [each for each in pair if _reads(each, fields, records)]
            if not isinstance(operator, ast.Is | ast.IsNot) or not about:
                continue
            asked = f"known({ast.unparse(about[0])})"
            if any(isinstance(each, ast.Constant) and each.value is None for each in pair):
                is_none = isinstance(operator, ast.Is)
                yield node, f"write {f'negate({asked})' if is_none else asked}"
            else:
                sign = "==" if isinstance(operator, ast.Is) else "!="
                yield node, f"compare with {sign}"


def _reads(node: ast.expr, fields: Collection[str], records: Collection[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in fields
        case ast.Attribute(value=ast.Name(id=name)):
            return name in records
        case _:
            return False
