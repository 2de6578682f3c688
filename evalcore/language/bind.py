"""Binding: every name and call of a surface expression is replaced by what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from evalcore.language import nodes
from evalcore.language.expr import Expr, RecordsExpr, compared, node_of
from evalcore.language.functions import Function
from evalcore.language.syntax import ASK_KNOWN
from evalcore.request.fields import Field, Kind
from evalcore.written.errors import Complaint, EvalcoreError, Position, listing, near, one_of, show


@attrs.frozen(eq=False)
class Scope:
    """The names that a formula can use, and what they stand for.

    `names` maps measures, parameters, criteria and totals to their nodes. `absent` explains names
    that exist but cannot be used here. `inside` is the list whose records a formula is about.
    """

    fields: Mapping[str, Field]
    names: Mapping[str, nodes.Node]
    functions: Mapping[str, Function]
    absent: Mapping[str, str] = attrs.field(factory=dict[str, str])
    inside: str = ""

    def node(self, name: str, at: Position | None = None) -> nodes.Node | None:
        """What the name stands for; a record's own fields come first."""
        if self.inside and name in self.fields[self.inside].record:
            return nodes.RecordField(name, self.inside, at=at)
        if name in self.names:
            return self.names[name]
        if name in self.fields:
            return nodes.FieldRef(name, at=at)
        return nodes.AsOf(at=at) if name == "as_of" else None

    def table(self, name: str) -> tuple[nodes.FieldRef, ...]:
        """The fields below a table such as `council`."""
        return tuple(
            nodes.FieldRef(each) for each in sorted(self.fields) if each.startswith(f"{name}.")
        )

    def lists(self, name: str) -> list[str]:
        """The lists whose records have a field of this name, written alone or after the list."""
        owner, _, inner = name.rpartition(".")
        asked = [owner] if owner in self.fields else list(self.fields)
        return [each for each in asked if (inner if owner else name) in self.fields[each].record]

    def spelt(self) -> list[str]:
        """Every name there is, for suggestions."""
        own = list(self.fields[self.inside].record) if self.inside else []
        return [*own, *self.names, *self.fields, "as_of"]


def bind(expression: nodes.Node, scope: Scope, complaints: list[Complaint]) -> nodes.Node:
    """The core nodes of a surface expression. What cannot be bound is added to `complaints`."""
    return _Binder(scope, complaints).bind(expression)


_LITERALS = {"true": "True", "false": "False"}
_NOTHING = ("null", "none", "nan", "na")


class _Binder:
    def __init__(self, scope: Scope, complaints: list[Complaint]) -> None:
        self.scope = scope
        self.complaints = complaints
        self.bound: dict[nodes.Node, nodes.Node] = {}

    def complain(
        self,
        at: Position | None,
        problem: str,
        expected: str = "",
        *meant: str,
        mend: str = "",
        code: str = "EV205",
    ) -> nodes.Node:
        self.complaints.append(Complaint(problem, expected, meant, mend, position=at, code=code))
        return nodes.Literal(0.0, at=at)

    def bind(self, tree: nodes.Node) -> nodes.Node:
        """What the tree stands for; the middle of a chain, which has two parents, is done once."""
        if tree not in self.bound:
            self.bound[tree] = self.work_out(tree)
        return self.bound[tree]

    def work_out(self, tree: nodes.Node) -> nodes.Node:
        match tree:
            case nodes.Name(name=name):
                return self.name(name, tree.at)
            case nodes.Call(function="in"):
                return self.membership(tree)
            case nodes.Call():
                return self.call(tree)
            case nodes.Not(operand=operand):
                return nodes.Not(self.bind(operand), at=tree.at)
            case nodes.And(operands=operands) | nodes.Or(operands=operands):
                return type(tree)(tuple(map(self.bind, operands)), at=tree.at)
            case nodes.Apply(operation, args):
                return nodes.Apply(operation, tuple(map(self.bind, args)), at=tree.at)
            case nodes.Compare(operator=comparison, left=left, right=right):
                return compared(comparison, self.bind(left), self.bind(right), tree.at)
            case nodes.If():
                parts = (self.bind(each) for each in (tree.condition, tree.then, tree.otherwise))
                return nodes.If(*parts, at=tree.at)
            case nodes.Items() | nodes.Pairs():
                problem = "a list cannot stand here"
                return self.complain(tree.at, problem, "it after `in`, or inside a call")
            case _:
                return tree

    def name(self, name: str, at: Position | None) -> nodes.Node:
        found = self.scope.node(name, at)
        if found is not None:
            return found
        if name in self.scope.absent:
            problem = f"{name} cannot be used here"
            return self.complain(at, problem, mend=self.scope.absent[name], code="EV204")
        if self.scope.table(name):
            inside = [ref.name for ref in self.scope.table(name)]
            problem = f"{name} is a table of fields, not a value"
            return self.complain(at, problem, one_of(inside), code="EV204")
        if name.casefold() in _LITERALS:
            python = _LITERALS[name.casefold()]
            return self.complain(at, f"there is no {name}", "", python, code="EV203")
        if name.casefold() in _NOTHING:
            return self.complain(at, f"there is no {name}", mend=ASK_KNOWN, code="EV203")
        if name in self.scope.functions:
            called = self.scope.functions[name].signature
            return self.complain(at, f"{name} is a function", called, code="EV204")
        lists = self.scope.lists(name)
        if lists:
            problem = f"{name} is a field of the records {listing(lists)}"
            mend = "records are asked by count, share, total_of, any_of and all_of"
            return self.complain(at, problem, mend=mend, code="EV204")
        expected = "a field, measure, parameter or criterion that is declared"
        meant = near(name, self.scope.spelt())
        problem = f"there is no name {show(name)}"
        return self.complain(at, problem, expected, *meant, code="EV203")

    def membership(self, call: nodes.Call) -> nodes.Node:
        item, right = call.args
        if isinstance(right, nodes.Items):
            if not right.items:
                return self.complain(call.at, "the list is empty", "something to choose from")
            return nodes.Apply("in", (self.bind(item),), (right.items,), at=item.at)
        if isinstance(item, nodes.Literal) and isinstance(item.value, str):
            return nodes.Apply("has", (self.bind(right),), (item.value,), at=item.at)
        expected = "field in ['a', 'b'], or 'a' in a field that holds a set"
        return self.complain(call.at, "`in` cannot look here", expected)

    def call(self, call: nodes.Call) -> nodes.Node:
        function = self.scope.functions.get(call.function)
        if function is None:
            if self.scope.node(call.function) is not None:
                problem = f"{call.function} is not a function"
                return self.complain(call.at, problem, "an operator such as * before the bracket")
            problem = f"there is no function {show(call.function)}"
            meant = near(call.function, self.scope.functions)
            expected = "" if meant else one_of(self.scope.functions, most=30)
            return self.complain(call.at, problem, expected, *meant)
        if function.over == "records" and call.keywords:
            problem = f"{call.function} takes no name={call.keywords[0][0]}"
            return self.complain(call.at, problem, function.signature)
        before = len(self.complaints)
        if function.over == "reference":
            return self.reference(call, function)
        self.keywords(call, function)
        args = list(self.arguments(call, function))
        keywords = {name: self.argument(each) for name, each in call.keywords}
        if len(self.complaints) > before:
            return nodes.Literal(0.0, at=call.at)
        try:
            built = node_of(_checked(function.build, args, keywords))
        except (TypeError, ValueError, EvalcoreError) as error:
            problem = _plain_words(call.function, str(error))
            return self.complain(call.at, problem, function.signature)
        except Exception as error:  # noqa: BLE001 - a plugin's function may do anything
            problem = f"{call.function} failed: {type(error).__name__}: {error}"
            return self.complain(call.at, problem, mend=f"it comes from {function.source}")
        return built if built.at is not None else attrs.evolve(built, at=call.at)

    def keywords(self, call: nodes.Call, function: Function) -> None:
        """Complains about arguments given by names that the function does not have."""
        if not call.keywords:
            return
        import inspect

        parameters = inspect.signature(function.build).parameters.values()
        if any(each.kind is each.VAR_KEYWORD for each in parameters):
            return
        names = [each.name for each in parameters if each.kind is not each.VAR_POSITIONAL]
        for name, _ in call.keywords:
            if name not in names:
                problem = f"{call.function} has no argument {name}"
                self.complain(call.at, problem, function.signature, *near(name, names))

    def arguments(self, call: nodes.Call, function: Function) -> list[Any]:
        if function.over != "records" or len(call.args) != 2:
            return [self.argument(each) for each in call.args]
        records = self.argument(call.args[0])
        listed = records.node if isinstance(records, RecordsExpr) else None
        if not isinstance(listed, nodes.FieldRef) or isinstance(call.args[1], nodes.Items):
            return [records, self.argument(call.args[1])]
        if self.scope.inside:
            problem = f"{call.function} is not possible about one record"
            self.complain(call.at, problem, mend="give it a name under [measures]")
        inner = _Binder(attrs.evolve(self.scope, inside=listed.name), self.complaints)
        body = inner.bind(call.args[1])
        return [records, _constant_function(Expr(body))]

    def argument(self, tree: nodes.Node) -> Any:
        match tree:
            case nodes.Items(items=items):
                return list(items)
            case nodes.Pairs(items=items):
                return dict(items)
            case _:
                bound = self.bind(tree)
        if isinstance(bound, nodes.FieldRef) and self.scope.fields[bound.name].kind is Kind.RECORDS:
            return RecordsExpr(bound)
        return Expr(bound)

    def reference(self, call: nodes.Call, function: Function) -> nodes.Node:
        target = call.args[0] if len(call.args) == 1 and not call.keywords else None
        if not isinstance(target, nodes.Name):
            problem = f"{call.function} takes the name of one field and nothing else"
            return self.complain(call.at, problem, function.signature)
        kind = nodes.Known if call.function == "known" else nodes.IsWithheld
        found = self.scope.node(target.name)
        if isinstance(found, nodes.FieldRef | nodes.RecordField):
            return kind((found,), target.name, at=call.at)
        fields = self.scope.table(target.name)
        if fields:
            return kind(fields, target.name, at=call.at)
        if isinstance(found, nodes.Named):
            problem = f"{target.name} is a {found.role}: only fields are known or unknown"
            return self.complain(target.at, problem, "the field that it is computed from")
        if found is not None:
            return self.complain(target.at, f"{target.name} is always known", "a field")
        return self.bind(target)


def _constant_function(body: Expr) -> Callable[[object], Expr]:
    return lambda _: body


def _checked(build: Callable[..., Any], args: list[Any], keywords: dict[str, Any]) -> Any:
    """Calls a builder; where the call does not fit its signature, the error says only that."""
    try:
        return build(*args, **keywords)
    except TypeError:
        import inspect

        inspect.signature(build).bind(*args, **keywords)
        raise


def _plain_words(function: str, message: str) -> str:
    """The builders' own messages as they are; those of `inspect` with the function's name."""
    return message if message.startswith(f"{function}:") else f"{function}: {message}"
