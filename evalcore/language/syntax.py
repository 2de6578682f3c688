"""The text syntax: a small part of Python's own, read into surface nodes with their positions.

Nothing is looked up here (`bind` does that) and nothing is ever executed.
"""

from __future__ import annotations

import ast
import re
import threading
import warnings
from typing import Any

import attrs

from evalcore.language import nodes
from evalcore.language.expr import Expr, compare
from evalcore.written.errors import Complaint, InputError, Position, show
from evalcore.written.names import normal
from evalcore.written.numbers import LARGEST

LONGEST = 4_000  # characters; CPython's own parser gives up on deep nesting long before a megabyte
DEEPEST = 60
MOST_ITEMS = 1_000

_ALLOWED = (
    "numbers, texts in quotes, names, + - * /, comparisons, and or not in, "
    "x if condition else y, calls of functions"
)
_SHORTER = "give its parts names under [measures]"


def parse(text: str) -> nodes.Node:
    """The surface nodes of one expression.

    Raises `InputError` with every complaint about the text, each with its position in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Python counts lines
    if len(text) > LONGEST:
        raise InputError(
            Complaint(
                f"the expression has {len(text)} characters",
                f"at most {LONGEST}",
                mend=_SHORTER,
                position=Position(1, 1),
                code="EV202",
            )
        )
    if not text.strip():
        raise InputError(
            Complaint(
                "the expression is empty", "one such as total >= 0.6", position=Position(1, 1)
            )
        )
    reader = _Reader(text)
    node = reader.read(_tree(text), 1)
    if reader.complaints:
        raise InputError(sorted(reader.complaints, key=_in_order))
    return node


def _in_order(complaint: Complaint) -> Position:
    return complaint.position or Position(1, 1)


def _tree(text: str) -> ast.expr:
    # Wrapped in brackets so that an expression may run over several lines; what closes that
    # bracket early ("a) + (b") shows as a tree that starts before the user's own text.
    too_deep = Complaint(
        "the expression is nested too deeply",
        f"at most {DEEPEST} levels",
        mend=_SHORTER,
        position=Position(1, 1),
        code="EV202",
    )
    try:
        body = _python(f"({text}\n)")
    except SyntaxError as error:
        if "too many nested" in str(error.msg) or "too complex" in str(error.msg):
            raise InputError(too_deep) from None
        raise InputError(_syntax_complaint(text, error)) from None
    except (RecursionError, MemoryError):
        raise InputError(too_deep) from None
    except ValueError:
        problem = "the expression holds a character that no text has"
        raise InputError(Complaint(problem, position=Position(1, 1))) from None
    if (body.lineno, body.col_offset) == (1, 0) and not isinstance(body, _OWN_BRACKETS):
        raise InputError(_syntax_complaint(text, SyntaxError()))
    return body


def _python(text: str) -> ast.expr:
    if not _MAY_WARN.search(text):
        return ast.parse(text, mode="eval").body
    with _WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, mode="eval").body


# Python warns of a stray backslash and of a number that runs into a word. To silence it changes
# what is shared by all threads, so it is done rarely and by one at a time.
_MAY_WARN = re.compile(r"\\|\d[^\W\d]")
_WARNINGS = threading.Lock()


_OWN_BRACKETS = (ast.Tuple, ast.GeneratorExp)  # trees that take the wrapping bracket as theirs

_FOREIGN = {
    "&&": "`and`",
    "||": "`or`",
    "!": "`not`",
    "AND": "`and`",
    "OR": "`or`",
    "NOT": "`not`",
    "<>": "`!=`",
    "≠": "`!=`",
    "=<": "`<=`",
    "≤": "`<=`",
    "=>": "`>=`",
    "≥": "`>=`",
    "then": "`x if condition else y`",
    "THEN": "`x if condition else y`",
    "%": "a fraction: 5% is 0.05",
}
_SIGN = re.compile(
    r"""(?P<skipped>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\#.*)
    | (?P<quote>['"])
    | (?P<foreign>&&|\|\||!(?!=)|<>|≠|=<|≤|=>|≥|\b(?:AND|OR|NOT|then|THEN)\b|%)
    | (?P<curly>[\u2018-\u201f«»])
    | (?P<equals>(?<![=<>!:])=(?!=))
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])""",
    re.VERBOSE,
)
_CLOSES = {")": "(", "]": "[", "}": "{"}


def _syntax_complaint(text: str, error: SyntaxError) -> Complaint:
    """What Python's parser could not read, said to those who never saw Python."""
    opened: list[re.Match[str]] = []
    equals: list[tuple[int, int]] = []
    for sign in _SIGN.finditer(text):
        at, found = _place(text, sign.start()), sign[0]
        if sign["quote"]:
            return Complaint("a text has no closing quote", position=at)
        if sign["foreign"]:
            mend = f"write {_FOREIGN[found]}"
            return Complaint(f"`{found}` is not part of the language", mend=mend, position=at)
        if sign["curly"]:
            mend = "a text stands in straight quotes: 'like this'"
            return Complaint(f"`{found}` is not part of the language", mend=mend, position=at)
        if sign["equals"]:
            equals.append((len(opened), sign.start()))
        elif sign["open"]:
            opened.append(sign)
        elif sign["close"] and (not opened or opened.pop()[0] != _CLOSES[found]):
            return Complaint(f"the bracket {found} closes nothing", position=at)
    message, where = error.msg or "", _where(text, error)
    stops = text.startswith("=", where)
    if equals and (stops or "'=='" in message or '"=="' in message):
        at = _place(text, where if stops else min(equals)[1])
        return Complaint("`=` does not compare", mend="write `==` to compare", position=at)
    if opened:
        at = _place(text, opened[-1].start())
        return Complaint(f"the bracket {opened[-1][0]} is never closed", position=at)
    if "'else'" in message:
        problem, expected = "`if` has no `else`", "x if condition else y"
        return Complaint(problem, expected, position=_place(text, text.index("if")))
    rest = text[where:].strip()
    if not rest:
        return Complaint("the expression ends too early", position=_place(text, where))
    mend = "a date is written date(2026, 11, 23)" if "leading zeros" in message else ""
    problem = f"cannot be read from {show(rest, 30)} on"
    return Complaint(problem, "" if mend else _ALLOWED, mend=mend, position=_place(text, where))


def _where(text: str, error: SyntaxError) -> int:
    """Where reading stopped, as an index. In brackets Python only says where a part began."""
    flat = _SIGN.sub(_without_comment, text).replace("\n", " ")
    start = len(flat) - len(flat.lstrip())
    if (error.lineno or 1) > text.count("\n") + 1:
        return len(text.rstrip())
    if error.msg and ("comma" in error.msg or "'=='" in error.msg):
        try:
            _python(flat[start:])
        except SyntaxError as plain:
            return start + max((plain.offset or 1) - 1, 0)
        except (RecursionError, MemoryError):
            pass
    line = error.lineno or 1
    before = sum(len(each) + 1 for each in text.split("\n")[: line - 1])
    return min(max(before + (error.offset or 1) - (2 if line == 1 else 1), 0), len(text))


def _without_comment(sign: re.Match[str]) -> str:
    return " " * len(sign[0]) if sign[0].startswith("#") else sign[0]


def _place(text: str, index: int) -> Position:
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


ASK_KNOWN = "whether a field was answered is known(field)"
_ARITHMETIC: dict[type[ast.operator], Any] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_REFUSED: dict[type[ast.AST], tuple[str, str]] = {
    ast.Pow: ("`**`", "multiply, or use sqrt"),
    ast.FloorDiv: ("`//`", "divide with `/`"),
    ast.Mod: ("`%`", "write a percentage as a fraction"),
    ast.BitAnd: ("`&`", "use `and`"),
    ast.BitOr: ("`|`", "use `or`"),
    ast.BitXor: ("`^`", "multiply, or use sqrt"),
    ast.Invert: ("`~`", "use `not`"),
    ast.Is: ("`is`", "use `==`"),
    ast.IsNot: ("`is not`", "use `!=`"),
    ast.Lambda: ("lambda", ""),
    ast.ListComp: ("a comprehension", "use count, share, total_of, any_of or all_of"),
    ast.GeneratorExp: ("a comprehension", "use count, share, total_of, any_of or all_of"),
    ast.SetComp: ("a comprehension", "use count, share, total_of, any_of or all_of"),
    ast.DictComp: ("a comprehension", ""),
    ast.Subscript: ("a subscript", "use lookup(name, {...})"),
    ast.NamedExpr: ("`:=`", "name a value under [measures]"),
    ast.JoinedStr: ("an f-string", "write a plain text"),
    ast.Tuple: ("a comma here", "a list is written [a, b]; a number has no commas"),
    ast.Set: ("a set", "write a list as [a, b]"),
    ast.Starred: ("`*`", "list each argument by itself"),
    ast.Await: ("await", ""),
    ast.Yield: ("yield", ""),
}


class _Reader:
    """Walks one tree of Python's and collects what is not allowed in it."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.ascii = text.isascii()
        self.complaints: list[Complaint] = []

    def position(self, tree: ast.AST) -> Position:
        line: int = getattr(tree, "lineno", 1)
        offset: int = getattr(tree, "col_offset", 0) - (1 if line == 1 else 0)
        if self.ascii:  # Python counts bytes, a reader characters
            return Position(line, max(offset, 0) + 1)
        row = self.lines[line - 1] if line <= len(self.lines) else ""
        return Position(line, len(row.encode()[: max(offset, 0)].decode(errors="ignore")) + 1)

    def complain(
        self, tree: ast.AST, problem: str, expected: str = "", mend: str = "", code: str = "EV201"
    ) -> nodes.Node:
        at = self.position(tree)
        self.complaints.append(Complaint(problem, expected, mend=mend, position=at, code=code))
        return nodes.Literal(0.0, at=at)

    def refuse(self, tree: ast.AST, kind: ast.AST) -> nodes.Node:
        what, mend = _REFUSED.get(type(kind), ("this", ""))
        expected = "" if mend else _ALLOWED
        return self.complain(tree, f"{what} is not part of the language", expected, mend)

    def read(self, tree: ast.expr, depth: int) -> nodes.Node:
        at = self.position(tree)
        below = depth + 1
        if depth > DEEPEST:
            expected = f"at most {DEEPEST} levels"
            problem = "the expression is nested too deeply"
            return self.complain(tree, problem, expected, _SHORTER, code="EV202")
        match tree:
            case ast.Constant():
                return self.literal(tree, at)
            case ast.Name(id=name):
                return nodes.Name(normal(name), at=at)
            case ast.Attribute():
                return self.dotted(tree, at)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return nodes.Not(self.read(operand, below), at=at)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.negative(self.read(operand, below), at)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, below)
            case ast.BoolOp(op=op, values=values):
                operands = tuple(self.read(value, below) for value in values)
                return (
                    nodes.And(operands, at=at)
                    if isinstance(op, ast.And)
                    else nodes.Or(operands, at=at)
                )
            case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
                return self.arithmetic(tree, depth, at)
            case ast.Compare():
                return self.comparison(tree, below, at)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                parts = (self.read(each, below) for each in (test, body, orelse))
                return nodes.If(*parts, at=at)
            case ast.Call():
                return self.call(tree, below, at)
            case ast.List(elts=elements):
                items = tuple(self.item(element, below) for element in elements[:MOST_ITEMS])
                self.few(tree, len(elements))
                return nodes.Items(items, at=at)
            case ast.Dict(keys=keys, values=values):
                self.few(tree, len(keys))
                shown = zip(keys[:MOST_ITEMS], values, strict=False)
                pairs = tuple((self.item(k or v, below), self.item(v, below)) for k, v in shown)
                self.no_repeats(tree, [key for key, _ in pairs])
                return nodes.Pairs(pairs, at=at)
            case ast.BinOp(op=op) | ast.UnaryOp(op=op):
                return self.refuse(tree, op)
            case _:
                return self.refuse(tree, tree)

    def literal(self, tree: ast.Constant, at: Position) -> nodes.Node:
        value = tree.value
        if isinstance(value, bool | str):
            return nodes.Literal(value, at=at)
        if isinstance(value, int | float):
            if abs(value) > LARGEST:
                expected = "a number up to 9007199254740992 (2 to the power of 53)"
                return self.complain(tree, f"found {show(value)}", expected)
            return nodes.Literal(float(value), at=at)
        if value is None:
            return self.complain(tree, "there is no None", mend=ASK_KNOWN)
        return self.complain(tree, f"found {show(value)}", "a number, a text, True or False")

    def negative(self, operand: nodes.Node, at: Position) -> nodes.Node:
        if isinstance(operand, nodes.Literal) and isinstance(operand.value, float):
            return nodes.Literal(-operand.value, at=at)
        return nodes.Apply("negate", (operand,), at=at)

    def dotted(self, tree: ast.Attribute, at: Position) -> nodes.Node:
        parts: list[str] = []
        inner: ast.expr = tree
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            mend = "dots only join the parts of a field's name, as in council.yes"
            return self.complain(tree, "a computed value has no parts", mend=mend)
        return nodes.Name(normal(".".join([inner.id, *reversed(parts)])), at=at)

    def arithmetic(self, tree: ast.BinOp, depth: int, at: Position) -> nodes.Node:
        """A run of one operator is one node, however long: it nests only in Python's own tree."""
        operator = _ARITHMETIC[type(tree.op)]
        rights = [tree.right]
        left = tree.left
        if operator in "+*":
            while isinstance(left, ast.BinOp) and _ARITHMETIC.get(type(left.op)) == operator:
                rights.append(left.right)
                left = left.left
        operands = [left, *reversed(rights)]
        return nodes.Apply(operator, tuple(self.read(each, depth + 1) for each in operands), at=at)

    def comparison(self, tree: ast.Compare, depth: int, at: Position) -> nodes.Node:
        sides = [self.read(side, depth) for side in (tree.left, *tree.comparators)]
        parts: list[nodes.Node] = []
        before = tree.left
        for op, left, right, written in zip(
            tree.ops, sides, sides[1:], tree.comparators, strict=False
        ):
            identity, pair = isinstance(op, ast.Is | ast.IsNot), (before, written)
            before = written
            if type(op) in _COMPARISONS:
                built = compare(_COMPARISONS[type(op)], Expr(left), Expr(right)).node
                parts.append(attrs.evolve(built, at=at))
            elif isinstance(op, ast.In | ast.NotIn):
                inside = nodes.Call("in", (left, right), at=self.position(written))
                parts.append(inside if isinstance(op, ast.In) else nodes.Not(inside, at=at))
            elif identity and any(isinstance(e, ast.Constant) and e.value is None for e in pair):
                parts.append(right)  # there is no None: this was said, and is all there is to say
            else:
                parts.append(self.refuse(tree, op))
        return parts[0] if len(parts) == 1 else nodes.And(tuple(parts), at=at)

    def call(self, tree: ast.Call, depth: int, at: Position) -> nodes.Node:
        if not isinstance(tree.func, ast.Name):
            problem = "this cannot be called"
            return self.complain(tree, problem, "the plain name of a function before the bracket")
        args = tuple(self.read(arg, depth) for arg in tree.args)
        keywords: list[tuple[str, nodes.Node]] = []
        for keyword in tree.keywords:
            if keyword.arg is None:
                self.complain(keyword.value, "`**` is not part of the language", _ALLOWED)
            else:
                keywords.append((keyword.arg, self.read(keyword.value, depth)))
        return nodes.Call(normal(tree.func.id), args, tuple(keywords), at=at)

    def item(self, tree: ast.expr, depth: int) -> nodes.Value:
        node = self.read(tree, depth)
        if isinstance(node, nodes.Literal):
            return node.value
        self.complain(tree, "a list holds only what is written out", "texts or numbers")
        return 0.0

    def few(self, tree: ast.expr, items: int) -> None:
        if items > MOST_ITEMS:
            self.complain(tree, f"the list has {items} entries", f"at most {MOST_ITEMS}")

    def no_repeats(self, tree: ast.expr, keys: list[nodes.Value]) -> None:
        seen: set[nodes.Value] = set()
        for key in keys:
            if key in seen:
                self.complain(tree, f"the key {show(key)} is listed twice")
            seen.add(key)
