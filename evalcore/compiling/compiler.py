"""Compiling: a ruleset and the plugins it names become one graph, or a list of complaints.

Here names of policies, fields, measures and clauses are looked up; what formulas mean is the
business of `expressions`. Nothing is raised before everything has been looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from evalcore.compiling.names import clashes, declared_fields
from evalcore.compiling.stance import broken_promises
from evalcore.errors import Complaint, EvalcoreError, InputError, Path, near, one_of, show
from evalcore.expressions.bind import Scope, bind
from evalcore.expressions.check import check
from evalcore.expressions.nodes import (
    Apply,
    Arithmetic,
    Literal,
    Name,
    Named,
    Node,
    Not,
    walk,
)
from evalcore.expressions.syntax import parse
from evalcore.expressions.types import Type
from evalcore.expressions.units import BARE
from evalcore.graph import Clause, CriterionNode, Graph, RuleNode
from evalcore.plugins import Plugins
from evalcore.policies import Policy, Role
from evalcore.ruleset import Criterion, Rule, Ruleset
from evalcore.ruleset_file import located
from evalcore.settings import read_settings

SLACK = 1e-9  # a score may leave 0..1 by rounding alone; it is then cut off


def compile_ruleset(ruleset: Ruleset, plugins: Plugins) -> Graph:
    """The graph of a ruleset. Raises `InputError` with every complaint, each located."""
    compiler = _Compiler(ruleset, plugins)
    graph = compiler.compile()
    if compiler.complaints:
        raise InputError(located(compiler.complaints, ruleset.documents, ruleset.source))
    assert graph is not None
    return graph


class _Compiler:
    def __init__(self, ruleset: Ruleset, plugins: Plugins) -> None:
        self.ruleset = ruleset
        self.complaints: list[Complaint] = []
        self.types: dict[Node, Type] = {}
        self.warnings: list[Complaint] = []
        self.names: dict[str, Node] = {
            name: Named(name, Literal(float(each.value), unit=each.unit), "parameter")
            for name, each in ruleset.parameters.items()
        }
        self.plugins = self.with_own_plugins(plugins)
        self.used: dict[Path, Policy[..., object]] = {}

    def with_own_plugins(self, plugins: Plugins) -> Plugins:
        try:
            plugins = plugins.blocking(self.ruleset.block_plugins)
        except InputError as error:
            self.adopt(error.complaints, ("block_plugins",))
        for index, complaint in plugins.require(self.ruleset.required_plugins):
            self.adopt((complaint,), ("required_plugins", index))
        return plugins

    def adopt(self, complaints: Sequence[Complaint], path: Path) -> None:
        """Takes complaints over from someone who did not know where in the ruleset he was."""
        self.complaints += [attrs.evolve(each, path=(*path, *each.path)) for each in complaints]

    def complain(
        self,
        path: Path,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        *,
        mend: str = "",
        on_key: bool = False,
    ) -> None:
        self.complaints.append(Complaint(problem, expected, meant, mend, path=path, on_key=on_key))

    def compile(self) -> Graph | None:
        self.find_policies()
        fields = declared_fields(self.ruleset, self.plugins, self.used, self.complaints)
        self.scope = Scope(fields, self.names, self.plugins.functions())
        self.complaints += clashes(self.ruleset, fields, self.scope.functions)
        self.types.update({node: check(node, fields, self.types, []) for node in self.names.values()})
        formulas = self.parse_formulas()
        contributions = self.define(formulas)
        gates = {key: self.trace_gate(key) for key in self.ruleset.gates}
        rules = tuple(
            self.rule(rule, ("rules", index), gates)
            for index, rule in enumerate(self.ruleset.rules)
        )
        if self.complaints:
            self.keep_stance(rules)
            return None
        criteria = tuple(
            CriterionNode(
                each.id,
                each.policy,
                each.weight if contributions else None,
                self.names[each.id],
                contributions.get(each.id),
                each.about or self.summary(each),
            )
            for each in self.ruleset.criteria
        )
        self.can_speak(rules)
        self.keep_stance(rules)
        measures = {name: self.names[name] for name in self.ruleset.measures}
        total = self.names.get("total")
        self.warn_unused(rules)
        return Graph(
            self.ruleset, fields, measures, criteria, total, rules, self.types, tuple(self.warnings)
        )

    def summary(self, criterion: Criterion) -> str:
        policy = self.used.get(("criteria", criterion.id))
        return policy.summary if policy else ""

    # Policies

    def find_policies(self) -> None:
        wanted: list[tuple[Path, Role, str]] = [
            (("criteria", each.id), Role.CRITERION, each.policy)
            for each in self.ruleset.criteria
            if each.policy
        ]
        gates = self.ruleset.gates.values()
        wanted += [(("gates", each.id), Role.GATE, each.policy) for each in gates if each.policy]
        for path, role, name in wanted:
            try:
                self.used[path] = self.plugins.policy(role, name)
            except InputError as error:
                self.adopt(error.complaints, (*path, "policy"))

    def trace(self, path: Path, settings: Mapping[str, object]) -> dict[str, Node]:
        """The nodes of a policy with these settings; none where that failed."""
        policy = self.used.get(path)
        if policy is None:
            return {}
        found: list[Complaint] = []
        values = read_settings(policy.settings, settings, found)
        self.adopt(found, path)
        if found:
            return {}
        origin = self.plugins.origin(str(policy.role), policy.name)
        try:
            return policy.trace(values)
        except ValueError as error:
            at = (*path, "settings") if settings else path
            self.complain(at, f"{policy.name} refuses these settings: {error}")
        except EvalcoreError as error:
            self.complain((*path, "policy"), f"{origin}: {error}")
        except Exception as error:  # a policy is anybody's code
            problem = f"{origin}: {policy.name} failed: {type(error).__name__}: {error}"
            self.complain((*path, "policy"), problem)
        return {}

    # Formulas

    def parse_formulas(self) -> dict[str, tuple[Path, Node]]:
        """The surface of every named formula: measures, criteria with a score, the total."""
        texts: dict[str, tuple[Path, str]] = {
            name: (("measures", name), text) for name, text in self.ruleset.measures.items()
        }
        for each in self.ruleset.criteria:
            if each.score is not None:
                texts[each.id] = (("criteria", each.id, "score"), each.score)
        if self.ruleset.total is not None:
            texts["total"] = (("total",), self.ruleset.total)
        found: dict[str, tuple[Path, Node]] = {}
        for name, (path, text) in texts.items():
            surface = self.parse(text, path)
            if surface is not None:
                found[name] = (path, surface)
        return found

    def parse(self, text: str, path: Path) -> Node | None:
        try:
            return parse(text)
        except InputError as error:
            self.adopt(error.complaints, path)
            return None

    def define(self, formulas: Mapping[str, tuple[Path, Node]]) -> dict[str, Node]:
        """Gives every measure, criterion and the total its node, each after those it names.

        Returns the contributions to the weighted mean, by criterion.
        """
        criteria = {each.id: each for each in self.ruleset.criteria}
        for each in self.ruleset.criteria:
            if each.policy is not None:
                nodes = self.trace(("criteria", each.id), each.settings)
                if nodes:
                    body = self.score(nodes[""], ("criteria", each.id, "policy"))
                    self.names[each.id] = self.named(each.id, body, "criterion")
        weighted = self.weighs(formulas)
        contributions: dict[str, Node] = {}
        broken = {n for n in (*self.ruleset.measures, *criteria) if n not in formulas}
        broken -= set(self.names)
        for name in self.in_order(formulas, broken, weighted=weighted):
            path, surface = formulas.get(name, ((), None))
            if name == "weighted_mean":
                contributions = self.weighted_mean()
                if contributions and self.ruleset.total is None:
                    self.names["total"] = self.named("total", self.names[name], "total")
            elif surface is not None and not self.mentions(surface, broken):
                before = len(self.complaints)
                body = self.formula(surface, path)
                if name in criteria:
                    body = self.score(body, path)
                role = "criterion" if name in criteria else "total" if name == "total" else "measure"
                if len(self.complaints) == before:
                    if role == "total" and not self.types[body].is_number:
                        found = self.types[body].described
                        self.complain(path, f"the total is {found}", "a number")
                    self.names[name] = self.named(name, body, role)
                    continue
                broken.add(name)
            elif name not in self.names:
                broken.add(name)
        self.names.pop("weighted_mean", None)
        self.absent = dict.fromkeys(broken, "see the complaint about it")
        return contributions

    def named(self, name: str, body: Node, role: str) -> Node:
        node = Named(name, body, role)  # type: ignore[arg-type]
        self.types[node] = self.types[body]
        return node

    def mentions(self, surface: Node, names: set[str]) -> bool:
        return any(isinstance(each, Name) and each.name in names for each in walk(surface))

    def in_order(
        self, formulas: Mapping[str, tuple[Path, Node]], broken: set[str], *, weighted: bool
    ) -> list[str]:
        """The names of all formulas, each after those that it uses; cycles are complained about."""
        from graphlib import CycleError, TopologicalSorter

        uses: dict[str, list[str]] = {}
        for name, (_, surface) in formulas.items():
            named = dict.fromkeys(each.name for each in walk(surface) if isinstance(each, Name))
            uses[name] = [each for each in named if each in formulas]
            if name == "total" and weighted:
                uses[name].append("weighted_mean")
        if weighted:
            uses["weighted_mean"] = [e.id for e in self.ruleset.criteria if e.id in formulas]
            if "total" not in formulas:
                for name, (_, surface) in formulas.items():
                    if self.mentions(surface, {"total"}):
                        uses[name].append("weighted_mean")
        while True:
            try:
                return list(TopologicalSorter(uses).static_order())
            except CycleError as error:
                cycle: list[str] = list(reversed(error.args[1]))
                first = next((name for name in formulas if name in cycle), cycle[0])
                start = cycle.index(first)
                ring = [*cycle[start:-1], *cycle[:start], first] if start else cycle
                path = formulas[first][0] if first in formulas else ("total",)
                self.complain(path, f"{first} is defined by itself: {' -> '.join(ring)}")
                broken.update(ring)
                for name in ring:
                    uses.pop(name, None)
                uses = {name: [u for u in used if u in uses] for name, used in uses.items()}

    def formula(self, surface: Node, path: Path, *, inside_total: bool = False) -> Node:
        """The checked node of one formula; complaints get the path of its text."""
        scope = attrs.evolve(self.scope, absent=self.absences(path))
        found: list[Complaint] = []
        node = bind(surface, scope, found)
        if not found:
            check(node, self.scope.fields, self.types, found)
        self.adopt(found, path)
        if found:
            self.types.setdefault(node, Type(None))
        return node

    def absences(self, path: Path) -> dict[str, str]:
        absent = dict(getattr(self, "absent", {}))
        if path != ("total",):
            absent["weighted_mean"] = 'only the formula of the total may use it: total = "..."'
        elif self.ruleset.criteria:
            absent.setdefault("weighted_mean", "see the complaint about the weights")
        else:
            absent["weighted_mean"] = "there are no criteria to take the mean of"
        absent["total"] = (
            "see the complaint about it"
            if self.ruleset.criteria or self.ruleset.total is not None
            else "there are no criteria, and no formula total = ..."
        )
        return absent

    def score(self, node: Node, path: Path) -> Node:
        """The node as a score: a bare number, provably from 0 to 1."""
        found: list[Complaint] = []
        kind = self.types.get(node) or check(node, self.scope.fields, self.types, found)
        self.adopt(found, path)
        if found or kind.kind is None:
            return node
        if not kind.is_number:
            self.complain(path, f"the score is {kind.described}", "a number from 0 to 1")
            return node
        if kind.unit not in (None, BARE):
            mend = "use linear(x, worst=..., best=...) or divide by something in the same unit"
            self.complain(path, f"the score is {kind.described}", "a bare number", mend=mend)
        if kind.low < -SLACK or kind.high > 1 + SLACK:
            bounds = f"from {kind.low:g} to {kind.high:g}"
            mend = "wrap it in clamp(), or declare narrower ranges for its fields"
            self.complain(path, f"the score may be {bounds}", "a score from 0 to 1", mend=mend)
        elif kind.low < 0 or kind.high > 1:
            node = Apply("clamp", (node, Literal(0.0), Literal(1.0)), at=node.at)
            check(node, self.scope.fields, self.types, self.complaints)
        return node

    # The weighted mean

    def weighs(self, formulas: Mapping[str, tuple[Path, Node]]) -> bool:
        """Whether there is a weighted mean; complains about weights that count for nothing."""
        criteria = self.ruleset.criteria
        if self.ruleset.total is not None:
            surface = formulas.get("total")
            if surface is None or not self.mentions(surface[1], {"weighted_mean"}):
                for each in criteria:
                    if each.weight is not None and surface is not None:
                        problem = "the formula of the total does not use weighted_mean"
                        expected = "no weight, or weighted_mean in the formula"
                        self.complain(("criteria", each.id, "weight"), problem, expected)
                return False
        for each in criteria:
            if each.weight is None:
                problem = f"the criterion {each.id} has no weight"
                self.complain(("criteria", each.id), problem, "weight = 1, or more or less")
        weights = [each.weight for each in criteria if each.weight is not None]
        if weights and not any(weights):
            self.complain(("criteria",), "all weights are 0", "one above 0")
        return bool(criteria)

    def weighted_mean(self) -> dict[str, Node]:
        """Defines `weighted_mean`: contributions added from left to right, in the file's order."""
        whole = 0.0
        for each in self.ruleset.criteria:
            whole += max(0.0, each.weight or 0.0)
        contributions: dict[str, Node] = {}
        for each in self.ruleset.criteria:
            if each.id not in self.names or whole == 0:
                return {}
            share = Literal((each.weight or 0.0) / whole)
            contributions[each.id] = Arithmetic("*", (self.names[each.id], share))
        parts = tuple(contributions.values())
        mean = Arithmetic("+", parts) if len(parts) > 1 else parts[0]
        check(mean, self.scope.fields, self.types, self.complaints)
        self.names["weighted_mean"] = mean
        return contributions

    # Rules

    def trace_gate(self, key: str) -> dict[str, Node]:
        path: Path = ("gates", key)
        clauses = self.trace(path, self.ruleset.gates[key].settings)
        found: list[Complaint] = []
        for name, node in clauses.items():
            kind = check(node, self.scope.fields, self.types, found)
            if kind.kind is not None and kind.kind != "flag":
                problem = f"the clause {name} is {kind.described}"
                self.complain((*path, "policy"), problem, "a condition")
        self.adopt(found, (*path, "policy"))
        return clauses

    def rule(self, rule: Rule, path: Path, gates: Mapping[str, dict[str, Node]]) -> RuleNode:
        if rule.gate is not None:
            return self.gate_rule(rule, path, gates)
        form = "when" if rule.when is not None else "require"
        text = rule.when if rule.when is not None else rule.require
        condition = self.condition(text, (*path, form)) if text is not None else Literal(False)
        because = rule.because if isinstance(rule.because, str) else ""
        if form == "when":
            clause = Clause(None, condition, rule.verdict, because or _spaced(rule.id))
            return RuleNode(rule.id, "rule", None, (clause,))
        verdict = rule.otherwise if isinstance(rule.otherwise, str) else ""
        clause = Clause(None, self.negated(condition), verdict, because or f"not {_spaced(rule.id)}")
        return RuleNode(rule.id, "gate", None, (clause,), (condition,))

    def condition(self, text: str, path: Path) -> Node:
        surface = self.parse(text, path)
        if surface is None:
            return Literal(False)
        before = len(self.complaints)
        node = self.formula(surface, path)
        kind = self.types[node]
        if len(self.complaints) == before and kind.kind != "flag":
            problem, expected = f"the condition is {kind.described}", "something true or false"
            self.complain(path, problem, expected, mend="compare it with something")
        return node

    def negated(self, condition: Node) -> Node:
        node = Not(condition)
        check(node, self.scope.fields, self.types, [])
        return node

    def gate_rule(self, rule: Rule, path: Path, gates: Mapping[str, dict[str, Node]]) -> RuleNode:
        policy = self.ruleset.gates[rule.gate].policy if rule.gate in self.ruleset.gates else None
        if policy is None:
            known = list(self.ruleset.gates)
            expected = one_of(known) if known else "a gate under [gates.NAME]"
            problem = f"there is no gate {show(rule.gate)}"
            self.complain((*path, "gate"), problem, expected, near(str(rule.gate), known))
        offered = gates.get(rule.gate or "", {})
        if not offered:
            return RuleNode(rule.id, "gate", policy, ())
        asked = list(offered) if rule.clauses is None else list(rule.clauses)
        self.clause_names(rule, path, asked, list(offered))
        asked = [name for name in asked if name in offered]
        parts = tuple(
            Clause(
                name,
                self.negated(offered[name]),
                _by_clause(rule.otherwise, name),
                _by_clause(rule.because, name) or _spaced(name),
            )
            for name in asked
        )
        return RuleNode(rule.id, "gate", policy, parts, tuple(offered[name] for name in asked))

    def clause_names(self, rule: Rule, path: Path, asked: list[str], offered: list[str]) -> None:
        for index, name in enumerate(rule.clauses or ()):
            if name not in offered:
                problem = f"the gate {rule.gate} has no clause {show(name)}"
                at = (*path, "clauses", index)
                self.complain(at, problem, one_of(offered), near(name, offered))
        if rule.clauses == ():
            self.complain((*path, "clauses"), "no clause is asked", one_of(offered))
        for key in ("otherwise", "because"):
            given = getattr(rule, key)
            if isinstance(given, str):
                continue
            for name in given:
                if name not in asked:
                    problem = f"{show(name)} is not among the clauses asked"
                    at = (*path, key, name)
                    self.complain(at, problem, one_of(asked), near(name, asked), on_key=True)
            left = [name for name in asked if name in offered and name not in given]
            if left and key == "otherwise":
                problem = f"no verdict is given for {', '.join(left)}"
                self.complain((*path, key), problem, "a verdict for each clause asked")

    def can_speak(self, rules: Sequence[RuleNode]) -> None:
        """A rule that can never speak is a mistake: a condition that cannot hold, or a rule after
        one that always does."""
        final: str | None = None
        for index, rule in enumerate(rules):
            path: Path = ("rules", index)
            kinds = [self.types[clause.speaks] for clause in rule.clauses]
            if final is not None:
                problem = f"the rule {rule.id} can never speak: {final} before it always does"
                self.complain(path, problem)
            elif kinds and all(kind.high == 0 for kind in kinds):
                what = "its gate is always met" if rule.kind == "gate" else "its condition never holds"
                mend = "compare it with the ranges and choices of its fields"
                self.complain(path, f"the rule {rule.id} can never speak: {what}", mend=mend)
            elif final is None and any(k.low == 1 and not k.nullable for k in kinds):
                final = rule.id

    # What is promised, and what is of no use

    def keep_stance(self, rules: Sequence[RuleNode]) -> None:
        parts: list[tuple[Path, str, Sequence[Node]]] = []
        for name, node in self.names.items():
            if isinstance(node, Named) and node.role in ("measure", "criterion", "total"):
                path = self.home(name)
                policy = self.used.get(path)
                by = f" (policy {policy.name})" if policy else ""
                parts.append((path, f"the {node.role} {name}{by}", (node.body,)))
        for index, rule in enumerate(rules):
            by = f" (policy {rule.policy})" if rule.policy else ""
            nodes = [clause.speaks for clause in rule.clauses]
            parts.append((("rules", index), f"the rule {rule.id}{by}", nodes))
        never = self.ruleset.never_reads
        self.complaints += broken_promises(parts, never, self.scope.fields)

    def home(self, name: str) -> Path:
        if name in self.ruleset.measures:
            return ("measures", name)
        criteria = [each.id for each in self.ruleset.criteria]
        return ("criteria", name) if name in criteria else ("total",)

    def warn_unused(self, rules: Sequence[RuleNode]) -> None:
        asked = {rule.gate for rule in self.ruleset.rules}
        for key in self.ruleset.gates:
            if key not in asked:
                problem = f"no rule asks the gate {key}, so it decides nothing"
                self.warnings.append(Complaint(problem, path=("gates", key)))
        defined = [node.body for node in self.names.values() if isinstance(node, Named)]
        spoken = [clause.speaks for rule in rules for clause in rule.clauses]
        used = set(walk(*defined, *spoken))
        for name in (*self.ruleset.parameters, *self.ruleset.measures):
            if self.names[name] not in used:
                problem = f"nothing uses {name}"
                table = "parameters" if name in self.ruleset.parameters else "measures"
                self.warnings.append(Complaint(problem, path=(table, name), on_key=True))


def _by_clause(given: str | Mapping[str, str], name: str) -> str:
    return given if isinstance(given, str) else given.get(name, "")


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
