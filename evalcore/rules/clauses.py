"""Rules: the ordered list of conditions and gates."""

from __future__ import annotations

from collections.abc import Mapping

from evalcore.language.nodes import Node, Not
from evalcore.rules.context import Context
from evalcore.rules.formulas import absences, read_formula
from evalcore.rules.graph import Clause, RuleNode
from evalcore.rules.ruleset import Rule
from evalcore.written.errors import Path, near, one_of, show

Gates = Mapping[str, Mapping[str, Node]]  # the conditions of each gate, by clause


def compile_rules(context: Context, gates: Gates) -> tuple[RuleNode, ...]:
    """Every rule, in the order in which they are asked."""
    found: list[RuleNode] = []
    for index, rule in enumerate(context.ruleset.rules):
        path: Path = ("rules", index)
        if rule.gate is not None:
            found.append(_gate_rule(context, rule, path, gates))
        elif rule.table is not None:
            from evalcore.rules.decision_tables.speaking import table_rule

            found.append(table_rule(context, rule, (*path, "table")))
        elif rule.require is not None:
            condition = _condition(context, rule.require, (*path, "require"))
            because = _text(rule.because, "") or f"not {_spaced(rule.id)}"
            fails = _negated(context, condition)
            clause = Clause(None, fails, _text(rule.otherwise, ""), because)
            conditions = (condition,)
            found.append(RuleNode(rule.id, "gate", None, (clause,), conditions, rule.may_override))
        else:
            condition = _condition(context, rule.when, (*path, "when"))
            because = _text(rule.because, "") or _spaced(rule.id)
            clause = Clause(None, condition, rule.verdict, because)
            found.append(RuleNode(rule.id, "rule", None, (clause,), (), rule.may_override))
    return tuple(found)


def _condition(context: Context, text: str | None, path: Path) -> Node:
    surface = None if text is None else read_formula(context, text, path)
    if surface is None:
        return context.broken()
    node = context.formula(surface, path, absences(context))
    kind = context.types[node]
    if kind.kind is not None and kind.kind != "flag":
        problem, mend = f"the condition is {kind.described}", "compare it with something"
        context.complain(path, problem, "something true or false", mend=mend, code="EV211")
        return context.broken()
    return node


def _negated(context: Context, condition: Node) -> Node:
    node = Not(condition)
    context.check(node, ())
    return node


def _gate_rule(context: Context, rule: Rule, path: Path, gates: Gates) -> RuleNode:
    key = rule.gate or ""
    if key not in context.ruleset.gates:
        if (*path, "gate") not in context.faulty:
            known = list(context.ruleset.gates)
            expected = one_of(known) if known else "a gate under [gates.NAME]"
            problem = f"there is no gate {show(key)}"
            context.complain((*path, "gate"), problem, expected, near(key, known), code="EV123")
        return RuleNode(rule.id, "gate", "", ())
    policy = context.ruleset.gates[key].policy
    offered = gates[key]
    if not offered:
        return RuleNode(rule.id, "gate", policy, ())
    asked = list(offered) if rule.clauses is None else list(rule.clauses)
    _check_clauses(context, rule, path, asked, list(offered))
    asked = [name for name in asked if name in offered]
    clauses = tuple(
        Clause(
            name,
            _negated(context, offered[name]),
            _text(rule.otherwise, name),
            _text(rule.because, name) or _spaced(name),
        )
        for name in asked
    )
    holds = tuple(offered[name] for name in asked)
    return RuleNode(rule.id, "gate", policy, clauses, holds, rule.may_override)


def _check_clauses(
    context: Context, rule: Rule, path: Path, asked: list[str], offered: list[str]
) -> None:
    if not asked:
        if (*path, "clauses") not in context.faulty:
            context.complain(
                (*path, "clauses"), "no clause is asked", one_of(offered), code="EV123"
            )
        return
    for index, name in enumerate(rule.clauses or ()):
        if name not in offered:
            problem = f"the gate {rule.gate} has no clause {show(name)}"
            at = (*path, "clauses", index)
            context.complain(at, problem, one_of(offered), near(name, offered), code="EV123")
    for key, given in (("otherwise", rule.otherwise), ("because", rule.because)):
        if isinstance(given, str):
            continue
        right = asked if set(asked) <= set(offered) else offered  # one complaint a mistake
        for name in given:
            if name not in right:
                problem = f"{show(name)} is not among the clauses asked"
                at = (*path, key, name)
                meant = near(name, right)
                context.complain(at, problem, one_of(right), meant, on_key=True, code="EV123")
        left = [name for name in asked if name in offered and name not in given]
        if left and key == "otherwise":
            problem = f"no verdict is given for {', '.join(left)}"
            expected = "a verdict for each clause asked"
            context.complain((*path, key), problem, expected, code="EV123")


def _text(given: str | Mapping[str, str], clause: str) -> str:
    return given if isinstance(given, str) else given.get(clause, "")


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
