"""Compiling: a ruleset and the plugins it names become one graph, or a list of complaints.

Here is the order of things. Nothing is raised before everything has been looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import attrs

from evalcore.extend.loading import Origin
from evalcore.extend.plugins import Plugins
from evalcore.language.nodes import Decide, Literal, Named, Node
from evalcore.rules.clauses import compile_rules
from evalcore.rules.context import Context
from evalcore.rules.dated import stepwise
from evalcore.rules.formulas import define_formulas
from evalcore.rules.graph import CriterionNode, Graph, RuleNode
from evalcore.rules.names import clashes, declared_fields
from evalcore.rules.origins import placed
from evalcore.rules.portfolio_nodes import compile_portfolio
from evalcore.rules.reach import never_reached
from evalcore.rules.relations import compile_relations, in_use
from evalcore.rules.ruleset import Parameter, Ruleset, Total
from evalcore.rules.stance import broken_promises
from evalcore.rules.tracing import find_policies, own_plugins, trace_gate
from evalcore.written.errors import Complaint, InputError, few_suggestions
from evalcore.written.memory import nothing_collected


def compile_ruleset(
    ruleset: Ruleset,
    plugins: Plugins,
    complaints: Iterable[Complaint] = (),
    *,
    unreached: bool = False,
) -> Graph:
    """The graph of a ruleset. Raises `InputError` with every complaint, each located.

    `complaints` are those that reading the ruleset has led to: they are raised with the others.
    With `unreached` a rule may stand that can never speak.
    """
    context = Context(ruleset, plugins, list(complaints))
    with few_suggestions(), nothing_collected():
        graph = _compile(context, unreached=unreached)
    if context.complaints:
        raise InputError(placed(ruleset, context.complaints))
    return graph


def _compile(context: Context, *, unreached: bool) -> Graph:
    ruleset = context.ruleset
    own_plugins(context)
    find_policies(context)
    context.fields = declared_fields(context)
    context.complaints += clashes(context)
    _name_parameters(context)
    shares = define_formulas(context)
    gates = {key: trace_gate(context, key) for key in ruleset.gates}
    if context.tables:
        from evalcore.rules.decision_tables.faults import errors_of

        for each in context.tables.values():
            context.complaints += errors_of(context, each)
    rules = compile_rules(context, gates)
    relations = compile_relations(context)
    context.held += [node.holds for _, node in relations if not node.warns]
    if not unreached and not any(each.path[:1] == ("rules",) for each in context.complaints):
        context.complaints += never_reached(context, rules)
    context.complaints += broken_promises(context, rules, relations)
    graph = _graph(context, shares, rules)
    portfolio = compile_portfolio(context)
    if portfolio is not None:
        graph = attrs.evolve(graph, portfolio=portfolio)
    if not relations:
        return graph
    return attrs.evolve(graph, relations=in_use(relations, graph.fields))


def _warnings(
    context: Context, rules: tuple[RuleNode, ...], shares: Mapping[str, float]
) -> Iterable[Complaint]:
    """What is of no use in the ruleset; what finds it is imported when somebody asks."""
    from evalcore.rules.lint import warnings_about

    return warnings_about(context, rules, shares)


def _origins(context: Context) -> set[Origin]:
    """The plugins that policies, vocabularies and functions come from."""
    used = {(str(each.role), each.name) for each in context.used.values()}
    used |= {("vocabulary", name) for name in context.ruleset.vocabulary}
    if isinstance(context.ruleset.total, Total):
        used.add(("aggregation", context.ruleset.total.aggregation))
    functions = (each for each in context.types if isinstance(each, Named))
    used |= {("function", each.name) for each in functions if each.role == "function"}
    return {origin for each in used if (origin := context.plugins.origin(*each))}


def node_of(parameter: Parameter) -> Node:
    """The node of what a parameter is, on each day."""
    if not parameter.steps:
        return Literal(float(parameter.value), unit=parameter.unit)
    unit = parameter.unit
    return stepwise(tuple((day, Literal(float(v), unit=unit)) for day, v in parameter.steps))


def _name_parameters(context: Context) -> None:
    for name, each in context.ruleset.parameters.items():
        value = node_of(each)
        if ("parameters", name) in context.faulty:
            value = context.broken()
        else:
            context.check(value, ("parameters", name))
        context.name(name, value, "parameter")


def _measures(context: Context) -> list[str]:
    """The names of measures, and of what tables say."""
    outputs = [name for each in context.tables.values() for name in each.outputs]
    return [*context.ruleset.measures, *outputs]


def _graph(context: Context, shares: Mapping[str, float], rules: tuple[RuleNode, ...]) -> Graph:
    criteria: list[CriterionNode] = []
    for each in context.ruleset.criteria:
        policy = context.used.get(("criteria", each.id))
        about = each.about or (policy.summary if policy else "")
        score, share = context.names[each.id], shares.get(each.id)
        criteria.append(CriterionNode(each.id, each.policy, each.weight, score, share, about))
    cases = tuple((clause.verdict, clause.speaks) for rule in rules for clause in rule.clauses)
    decision = Decide(cases, context.ruleset.default.verdict)
    context.check(decision, ("rules",))
    return Graph(
        context.ruleset,
        context.fields,
        measures={name: context.names[name] for name in _measures(context)},
        criteria=tuple(criteria),
        total=context.names.get("total"),
        rules=rules,
        verdict=context.name("verdict", decision, "verdict"),
        types=context.types,
        origins=tuple(sorted(_origins(context))),
        find_warnings=partial(_warnings, context, rules, shares),
    )
