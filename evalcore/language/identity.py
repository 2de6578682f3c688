"""Identity: `is` in the text of a policy, which tracing cannot see.

Traced, a field is an expression and never None: `0.5 if cost is None else ...` would always take
its other branch, without a word. So it is looked for in the text, however it is spelt: of another
name for a field, in a function that is called with one, by `match`, `isinstance` or `operator`.
"""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import attrs

from evalcore.written.errors import TracingError

# CPython compiles `x is None` as a jump or as a test.
_TESTS = frozenset(n for name, n in dis.opmap.items() if name == "IS_OP" or name.endswith("_NONE"))
_CALLS = frozenset({"isinstance", "is_", "is_not"})  # that ask the same
_PLAIN = frozenset({"NoneType", "bool", "int", "float", "str", "date"})  # what no field is, traced
_DEEPEST = 3  # functions that call functions
_OWN = __name__.partition(".")[0]


def refuse_identity(function: Callable[..., Any]) -> None:
    """Raises `TracingError` where a function asks what one of its fields `is`.

    Its fields are its positional parameters without a default, and what a lambda in it reads of a
    record.
    """
    if not isinstance(function, FunctionType) or not _may_ask(function):
        return
    code = function.__code__
    fields = code.co_varnames[: code.co_argcount - len(function.__defaults__ or ())]
    for found in _asked(function, fields):
        place = f"{Path(found.file).name}, line {found.line}"
        message = f"`{found.text}` cannot be traced into an expression: {found.advice} ({place})"
        raise TracingError(message)


@attrs.frozen
class _Found:
    text: str
    advice: str
    file: str
    line: int


def _may_ask(function: FunctionType, depth: int = 0) -> bool:
    """Whether it, or what it calls, asks what something is: by what CPython made of it."""
    codes = [*_nested(function.__code__)]
    if any(not _TESTS.isdisjoint(e.co_code[::2]) or _CALLS.intersection(e.co_names) for e in codes):
        return True
    if depth == _DEEPEST:
        return False
    names = {name for code in codes for name in (*code.co_names, *code.co_freevars)}
    known = _names_of(function)
    called = [_function(known[name]) for name in sorted(names) if name in known]
    for each in known.values():  # whatever they are: some refuse to be asked whether they are true
        if isinstance(each, ModuleType):
            called += [_function(vars(each)[n]) for n in sorted(names) if n in vars(each)]
    return any(each is not None and _may_ask(each, depth + 1) for each in called)


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _nested(each)


def _names_of(function: FunctionType) -> dict[str, Any]:
    """What names stand for outside of a function."""
    found = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not made yet
            continue
    return found


def _function(value: object) -> FunctionType | None:
    """A function of somebody else; ours know expressions, and so does whoever is written in C."""
    own = isinstance(value, FunctionType) and value.__module__.partition(".")[0] == _OWN
    return value if isinstance(value, FunctionType) and not own else None


def _asked(function: FunctionType, fields: Sequence[str], depth: int = 0) -> Iterator[_Found]:
    try:
        lines, start = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return  # typed in, where there is no text to look at
    known = _names_of(function)
    reading = _Reading(tree, fields, {name for name, value in known.items() if value is None})
    file = function.__code__.co_filename
    for node, text, advice in reading.asked():
        yield _Found(text, advice, file, start + node.lineno - 1)
    if depth < _DEEPEST:
        for call in reading.calls():
            called = _called(call.func, known)
            if called is not None and _may_ask(called, depth):
                yield from _asked(called, reading.given(call, called), depth + 1)


def _called(name: ast.expr, known: dict[str, Any]) -> FunctionType | None:
    match name:
        case ast.Name(id=own):
            return _function(known.get(own))
        case ast.Attribute(value=ast.Name(id=module), attr=attribute):
            there = known.get(module)
            return _function(vars(there).get(attribute)) if isinstance(there, ModuleType) else None
        case _:
            return None


class _Reading:
    """One function's text: which names in it stand for a field, and what is asked of those."""

    def __init__(self, tree: ast.AST, fields: Sequence[str], nothing: set[str]) -> None:
        self.nodes = [*ast.walk(tree)]
        self.nothing = nothing  # names of None
        self.fields = set(fields)
        lambdas = [node for node in self.nodes if isinstance(node, ast.Lambda)]
        self.records = {each.arg for node in lambdas for each in node.args.args}
        bound = (
            e.id for e in self.nodes if isinstance(e, ast.Name) and isinstance(e.ctx, ast.Store)
        )
        arguments = (e.arg for e in self.nodes if isinstance(e, ast.arg))
        self.bound = Counter([*bound, *arguments])
        self.local = {
            node.name: node.args for node in self.nodes if isinstance(node, ast.FunctionDef)
        }
        for node in self.nodes:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                self.local |= {
                    e.id: node.value.args for e in node.targets if isinstance(e, ast.Name)
                }
        before = -1
        while before != len(self.fields):
            before = len(self.fields)
            for node in self.nodes:
                self.fields |= {name for name in self.renamed(node) if self.bound[name] == 1}

    def renamed(self, node: ast.AST) -> Iterator[str]:
        """Other names that a statement gives to fields."""
        match node:
            case ast.Assign(targets=targets, value=value) if self.is_field(value):
                yield from (each.id for each in targets if isinstance(each, ast.Name))
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for name, value in zip(names, values, strict=False):
                    if isinstance(name, ast.Name) and self.is_field(value):
                        yield name.id
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ) if self.is_field(value):
                yield name
            case (
                ast.comprehension(target=ast.Name(id=name), iter=listed)
                | ast.For(target=ast.Name(id=name), iter=listed)
            ) if isinstance(listed, ast.Tuple | ast.List):
                if any(map(self.is_field, listed.elts)):
                    yield name
            case ast.Call(func=ast.Lambda(args=parameters)):
                yield from self.passed(node, parameters)
            case ast.Call(func=ast.Name(id=name)) if name in self.local:
                yield from self.passed(node, self.local[name])
            case _:
                pass

    def passed(self, call: ast.Call, parameters: ast.arguments) -> Iterator[str]:
        """The parameters of a function in the text that a call gives fields."""
        names = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
        keywords = zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
        wanted = names[: len(names) - len(parameters.defaults)]
        wanted += [each.arg for each, default in keywords if default is None]
        yield from self.handed(call, names, wanted)

    def given(self, call: ast.Call, called: FunctionType) -> list[str]:
        """The parameters of another function that it gives fields."""
        code = called.__code__
        places = code.co_varnames[: code.co_argcount]
        spare = {*places[len(places) - len(called.__defaults__ or ()) :]}
        spare |= (called.__kwdefaults__ or {}).keys()
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return [*self.handed(call, places, [each for each in names if each not in spare])]

    def handed(self, call: ast.Call, places: Sequence[str], wanted: Sequence[str]) -> Iterator[str]:
        """Those of the wanted ones that it gives fields; what has a default may ask for that."""
        for each, name in zip(call.args, places, strict=False):
            if isinstance(each, ast.Starred):
                break
            if self.is_field(each) and name in wanted:
                yield name
        for keyword in call.keywords:
            if keyword.arg in wanted and self.is_field(keyword.value):
                yield str(keyword.arg)

    def calls(self) -> Iterator[ast.Call]:
        """The calls that are given a field."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                given = (*node.args, *(each.value for each in node.keywords))
                if any(map(self.is_field, given)):
                    yield node

    def is_field(self, node: ast.expr) -> bool:
        """Whether it is a field, or one of a record's, by whatever name."""
        match node:
            case ast.Name(id=name):
                return name in self.fields
            case ast.NamedExpr(value=value):
                return self.is_field(value)
            case ast.Attribute(value=ast.Name(id=name)):
                return name in self.records
            case _:
                return False

    def is_about(self, node: ast.expr) -> bool:
        """Whether it is a field, or what type that is of."""
        match node:
            case (
                ast.Call(func=ast.Name(id="type"), args=[field])
                | ast.Attribute(value=field, attr="__class__")
            ):
                return self.is_field(field)
            case _:
                return self.is_field(node)

    def is_none(self, node: ast.expr) -> bool:
        """Whether it is None, by whatever name, or its type."""
        match node:
            case ast.Constant(value=value):
                return value is None
            case ast.Name(id=name):
                return name in self.nothing or name == "NoneType"
            case _:
                return ast.unparse(node) == "type(None)"

    def advice(self, pair: Sequence[ast.expr], about: ast.expr, *, holds: bool) -> str:
        """What to write instead of asking whether two things are the same."""
        match about:
            case (
                ast.Call(args=[field])
                | ast.NamedExpr(target=field)
                | ast.Attribute(value=field, attr="__class__")
                | field
            ):
                asked = f"known({ast.unparse(field)})"
        if any(map(self.is_none, pair)):
            return f"write {f'negate({asked})' if holds else asked}"
        return f"compare with {'==' if holds else '!='}"

    def asked(self) -> Iterator[tuple[ast.expr, str, str]]:
        """Where it is asked what a field is, as it is written, and what to write instead."""
        for node in self.nodes:
            match node:
                case ast.Compare(left=left, ops=operators, comparators=others):
                    sides = [left, *others]
                    for operator, *pair in zip(operators, sides, others, strict=False):
                        about = [each for each in pair if self.is_about(each)]
                        if isinstance(operator, ast.Is | ast.IsNot) and about:
                            is_none = isinstance(operator, ast.Is)
                            yield (
                                node,
                                ast.unparse(node),
                                self.advice(pair, about[0], holds=is_none),
                            )
                case ast.Match(subject=subject, cases=cases) if self.is_field(subject):
                    for case in cases:
                        if any(isinstance(e, ast.MatchSingleton) for e in ast.walk(case.pattern)):
                            text = f"match {ast.unparse(subject)}: case {ast.unparse(case.pattern)}"
                            yield subject, text, f"write when(known({ast.unparse(subject)}), ...)"
                case ast.Call(func=function, args=[first, second]):
                    about = [each for each in (first, second) if self.is_field(each)]
                    name = ast.unparse(function).rpartition(".")[2]
                    if name in ("is_", "is_not") and about:
                        advice = self.advice([first, second], about[0], holds=name == "is_")
                        yield node, ast.unparse(node), advice
                    elif name == "isinstance" and about == [first] and _is_plain(second):
                        yield node, ast.unparse(node), f"write known({ast.unparse(first)})"
                case _:
                    pass


def _is_plain(kinds: ast.expr) -> bool:
    """Whether these are types that no expression is of."""
    listed = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
    return all(
        ast.unparse(each).rpartition(".")[2] in _PLAIN or ast.unparse(each) == "type(None)"
        for each in listed
    )
