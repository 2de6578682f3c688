"""Speaking: a rule whose verdict is what a decision table says."""

from __future__ import annotations

from evalcore.language.nodes import FirstRow, Literal, Named, constant
from evalcore.rules.context import Context
from evalcore.rules.decision_tables.compiling import TableNode, verdict_output
from evalcore.rules.decision_tables.reading import outputs_of
from evalcore.rules.graph import Clause, RuleNode
from evalcore.rules.ruleset import Rule
from evalcore.written.errors import Path, near, one_of, show


def table_rule(context: Context, rule: Rule, path: Path) -> RuleNode:
    """The rule, with a clause for each verdict and each reason that rows of the table give.

    It speaks where a row fits, or where the table says what holds otherwise.
    """
    name, _, output = (rule.table or "").partition(".")
    clauses: tuple[Clause, ...] = ()
    if name not in context.ruleset.tables:
        if path not in context.faulty:
            known = list(context.ruleset.tables)
            expected = one_of(known) if known else "a table under [tables.NAME]"
            problem = f"there is no table {show(name)}"
            context.complain(path, problem, expected, near(name, known), code="EV404")
    elif name in context.tables:
        found = context.tables[name]
        chosen = _output(context, found, output, path)
        clauses = _clauses(context, rule, found, chosen) if chosen else ()
    return RuleNode(rule.id, "rule", name, clauses, (), rule.may_override)


def _output(context: Context, found: TableNode, output: str, path: Path) -> str:
    """The output that says verdicts: the one that is named, or the only one."""
    verdicts = context.ruleset.verdicts
    table = found.opened.table
    if table.hit == "collect":
        problem = f"the table {table.name} collects what several rows say"
        context.complain(path, problem, "one verdict: another hit policy", code="EV404")
        return ""
    if output and output not in found.values:
        problem = f"the table {table.name} has no output {show(output)}"
        meant = near(output, found.values)
        context.complain(path, problem, one_of([*found.values]), meant, code="EV404")
        return ""
    fitting = verdict_output(found, verdicts)
    asked = [output] if output else [*found.values]
    chosen = [each for each in asked if each in fitting]
    if len(chosen) == 1:
        return chosen[0] if _otherwise_fits(context, found, chosen[0]) else ""
    if len(chosen) > 1:
        problem = f"{' and '.join(chosen)} say verdicts, both of them"
        expected = f'table = "{table.name}.{chosen[0]}"'
        context.complain(path, problem, expected, code="EV404")
        return ""
    words = [each for name in asked for each in found.values[name]]
    strange = next(each for each in words if each not in verdicts)
    problem = f"the table {table.name} says {show(strange)}, which is no verdict"
    meant = near(str(strange), verdicts)
    context.complain(path, problem, one_of(verdicts), meant, code="EV404")
    return ""


def _otherwise_fits(context: Context, found: TableNode, output: str) -> bool:
    """Whether what an output says where no row fits is a verdict, too, or nothing."""
    verdicts = context.ruleset.verdicts
    table = found.opened.table
    said = str(outputs_of(table.otherwise, [*found.values]).get(output, verdicts[0]))
    if said in verdicts:
        return True
    at: Path = ("tables", table.name, "otherwise")
    problem = f"where no row fits, the table {table.name} says {show(said)}, which is no verdict"
    context.complain(at, problem, one_of(verdicts), near(said, verdicts), code="EV404")
    return False


def _clauses(context: Context, rule: Rule, found: TableNode, output: str) -> tuple[Clause, ...]:
    """One for each verdict and reason; which one holds is said by the row that fits."""
    named = found.outputs[found.opened.named(output)]
    assert isinstance(named, FirstRow)  # noqa: S101 - tables that collect are refused
    default = rule.because if isinstance(rule.because, str) and rule.because else ""
    default = default or rule.id.replace("_", " ").replace("-", " ")
    said = [*zip(found.values[output], found.becauses, strict=True)]
    groups: dict[tuple[str, str], list[int]] = {}
    for place, (verdict, because) in enumerate(said):
        groups.setdefault((str(verdict), because or default), []).append(place)
    last = named.which[-1]
    if last >= 0:
        verdict = str(constant(named.values[last]))
        groups.setdefault((verdict, default), []).append(len(said))
    clauses: list[Clause] = []
    which = [0] * (len(said) + 1)
    for (verdict, because), places in groups.items():
        for place in places:  # those of clauses before it, too: they are passed over by then
            which[place] = 1
        flags = (Literal(value=False), Literal(value=True))
        speaks = FirstRow(named.rows, flags, tuple(which))
        words = "" if because == default else f": {because}"
        node = Named(f"{found.opened.table.name} says {verdict}{words}", speaks, "function")
        context.check(node, ("rules",))
        clauses.append(Clause(None, node, verdict, because))
    return tuple(clauses)
