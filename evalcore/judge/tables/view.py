"""View: a ruleset as one SELECT over a table, for warehouses.

What one pass settles is decided; where only cuts beyond it could say, `open` is true and the
verdict NULL, never a guess. What `evaluate` would refuse is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

import attrs

from evalcore.interpret.columns.cells import Cell
from evalcore.interpret.dialects import Dialect
from evalcore.interpret.sql import Writing, joined, written
from evalcore.judge.tables.program import Program
from evalcore.judge.tables.source import RESULT, Source, source_of
from evalcore.rules.graph import Graph
from evalcore.written.errors import Complaint, InputError, show

MOST_NAMED = 100  # clauses that have a column of their own


@attrs.frozen(eq=False, slots=False)
class View:
    """One SELECT; `hidden` says that the table tells of every field where it is withheld."""

    graph: Graph
    dialect: Dialect
    table: str
    view: str = ""
    as_of: date | None = None
    hidden: bool = False

    @cached_property
    def source(self) -> Source:
        """How the table is read."""
        return source_of(self.graph.fields, self.dialect, hidden=self.hidden)

    @cached_property
    def program(self) -> Program:
        """What is worked out of it."""
        return Program(self.graph, self.as_of, None, self.source.withholding)

    def text(self) -> str:
        """The statement. Raises `InputError` for what SQL cannot say, by name."""
        self._check()
        program, source, quote = self.program, self.source, self.dialect.identifier
        writing = Writing(
            self.dialect, source.limits, source.columns, source.inner, source.lists
        )
        numbers = program.values
        held = program.relations
        roots = [program.place, *numbers.values(), *held.values()]
        writing.add([*program.named.values(), *roots], self._labels, "value")
        asked = [f"{writing.ref(program.place)} IS NULL"]
        asked += [f"{writing.ref(each)} IS NULL" for each in (*numbers.values(), *held.values()) if each.nullable]
        writing.steps.append(_step("asked", quote("_asked"), joined(" OR ", asked)))
        settled = program.settled
        ends = [program.first, program.last, program.certain, program.impossible, *settled.values()]
        ends += [program.kept] if held else []
        writing.add(ends, self._end_labels, "ends", quote("_asked"))
        names = [writing.ref(each) for each in ends]
        broken = " ".join(
            f"WHEN {writing.ref(e)} = FALSE THEN {self.dialect.quoted(n)}" for n, e in held.items()
        )
        unknown = " ".join(
            f"WHEN {writing.ref(e)} IS NULL THEN {self.dialect.quoted(n)}" for n, e in held.items()
        )
        refused, doubtful = quote("_refused"), "FALSE"
        if held:
            open_ = joined(" OR ", [f"{writing.ref(e)} IS NULL" for e in held.values()])
            impossible = f"WHEN {names[3]} THEN CASE {unknown} END"
            first = f"WHEN {refused} IS NOT NULL THEN {refused}"
            refused = f"CASE {first} {broken} {impossible} END"
            doubtful = f"({open_} AND {names[-1]} IS NOT TRUE)"
        if any(name == quote("_tiny") for name, _ in source.steps[-1].columns):
            doubtful = f"({doubtful} OR {quote('_tiny')})"
        certain = f"({names[2]} AND NOT {names[3]})"
        place = writing.ref(program.place)
        judged = [
            (quote("_why"), refused),
            (quote("_place"), f"CASE WHEN {doubtful} THEN NULL WHEN {place} IS NOT NULL THEN {place} "
             f"WHEN {certain} THEN {names[0]} END"),
            (quote("_until"), f"CASE WHEN {place} IS NOT NULL THEN {place} ELSE {names[1]} END"),
            (quote("_doubtful"), doubtful),
        ]
        writing.steps.append(_steps("judged", judged))
        shown = self._shown(writing, numbers, settled)
        ctes = written([*source.steps, *writing.steps], self.dialect, self._from)
        columns = ",\n".join(f"  {text} AS {quote(name)}" for name, text in shown)
        head = f"CREATE VIEW {self._quoted(self.view)} AS\n" if self.view else ""
        return f"{self._comment}{head}WITH {', '.join(ctes)}\nSELECT\n{columns}\nFROM judged\n"

    def _check(self) -> None:
        graph, found = self.graph, list[Complaint]()
        if graph.across is not None:
            what = f"the total comes from across the slate ({graph.across.name})"
            found.append(Complaint(f"{what}, which a view of single rows cannot say"))
        else:
            found += [
                Complaint(f"{e.name} answers in Python, which {self.dialect.name} cannot say")
                for e in graph.opaques
            ]
        scores = [f"score_{each.id}" for each in graph.criteria]
        for name in scores:
            if len(name.encode()) > self.dialect.longest:
                problem = f"the column {show(name)} is too long for {self.dialect.name}"
                found.append(Complaint(problem, f"at most {self.dialect.longest} bytes"))
        if graph.reads_date and self.as_of is None:
            problem = f"the ruleset {graph.ruleset.name} counts days, but from no date"
            found.append(Complaint(problem, "the date of the evaluation: --as-of 2026-11-23"))
        if found:
            raise InputError(found)

    @property
    def _from(self) -> str:
        return self._quoted(self.table)

    def _quoted(self, name: str) -> str:
        """A table's name, part by part."""
        return ".".join(self.dialect.identifier(part) for part in name.split("."))

    @cached_property
    def _labels(self) -> Mapping[Cell, str]:
        program = self.program
        found = {cell: name.replace(".", "_") for name, cell in program.named.items()}
        found |= {cell: f"keeps_{name.replace('.', '_')}" for name, cell in program.relations.items()}
        found |= {cell: name.replace(".", "_") for name, cell in program.values.items()}
        return found | {program.place: "clause_number"}

    @cached_property
    def _end_labels(self) -> Mapping[Cell, str]:
        program = self.program
        found = {cell: f"may_be_{verdict}" for verdict, cell in program.possible.items()}
        for name, (low, high, _) in program.ends.items():
            found |= {low: f"{name.replace('.', '_')}_low", high: f"{name.replace('.', '_')}_high"}
        named = {
            program.first: "first_clause",
            program.last: "last_clause",
            program.certain: "one_verdict",
            program.impossible: "cannot_be",
        }
        return found | named

    def _shown(
        self, writing: Writing, numbers: Mapping[str, Cell], settled: Mapping[str, Cell]
    ) -> Sequence[tuple[str, str]]:
        """The columns of the result."""
        graph, quote, quoted = self.graph, self.dialect.identifier, self.dialect.quoted
        why, place, until = quote("_why"), quote("_place"), quote("_until")
        fine = f"{why} IS NULL"

        def by_place(at: str, words: Sequence[str | None]) -> str:
            places: dict[str, list[str]] = {}
            for number, word in enumerate(words):
                if word is not None:
                    places.setdefault(word, []).append(str(number))
            if not places:
                return "NULL"
            branches = (
                f"WHEN {at} IN ({', '.join(some)}) THEN {quoted(word)}"
                for word, some in places.items()
            )
            return f"CASE {' '.join(branches)} END"

        rules = [*(rule.id for rule, _ in graph.steps), "default"]
        kinds = [*(rule.kind for rule, _ in graph.steps), "default"]
        clauses = [*(clause.name for _, clause in graph.steps), None]
        same = f"{by_place(place, rules)} = {by_place(until, rules)}"
        decided_by = (
            f"CASE WHEN {place} = {until} THEN {by_place(place, rules)} "
            f"WHEN {same} THEN {by_place(place, rules)} ELSE {by_place(place, kinds)} END"
        )
        named = by_place(place, clauses)
        clause = f"CASE WHEN {fine} AND {place} = {until} THEN {named} END"
        text = "NULL" if named == "NULL" else clause
        shown = [
            ("id", quote("id")),
            ("verdict", f"CASE WHEN {fine} THEN {by_place(place, graph.verdicts)} END"),
            ("decided_by", f"CASE WHEN {fine} AND {place} IS NOT NULL THEN {decided_by} END"),
            ("clause", self.dialect.text.format(text)),
        ]
        values = {
            name: f"coalesce({writing.ref(each)}, {writing.ref(settled[name])})"
            for name, each in numbers.items()
        }
        infinite = self.dialect.number(float("inf"))
        zero = self.dialect.number(0.0)
        doubtful = quote("_doubtful")
        finite = {
            name: f"CASE WHEN {fine} AND NOT {doubtful} AND abs({each}) < {infinite} "
            f"THEN {each} + {zero} END"
            for name, each in values.items()
        }
        total = finite.pop("total", self.dialect.double.format("NULL"))
        shown += [
            ("total", total),
            ("open", f"({fine} AND {place} IS NULL)"),
            ("refused", why),
            *((name.replace("score.", "score_"), text) for name, text in finite.items()),
        ]
        assert [name for name, _ in shown[:7]] == [*RESULT]  # noqa: S101 - as promised
        return shown

    @property
    def _comment(self) -> str:
        """What a reader wants to know first; nothing in it ends the comment."""
        graph = self.graph
        ruleset = graph.ruleset
        lines = [
            f"{ruleset.name} {ruleset.version}, {graph.digest}",
            f"as of {self.as_of.isoformat()}" if self.as_of else "",
            "Clauses by number, the first that speaks decides:",
        ]
        for number, (rule, clause) in enumerate(graph.steps):
            name = f"{rule.id}.{clause.name}" if clause.name else rule.id
            because = f": {clause.because}" if clause.because else ""
            lines.append(f"  {number} {name}, {clause.verdict}{because}")
        default = ruleset.default
        because = f": {default.because}" if default.because else ""
        lines.append(f"  {len(graph.steps)} default, {default.verdict}{because}")
        plain = [" ".join(each.split()) if n > 2 else each for n, each in enumerate(lines)]
        return "".join(f"-- {_printable(each)}\n" for each in plain if each)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _step(name: str, column: str, text: str):  # type: ignore[no-untyped-def]
    return _steps(name, [(column, text)])


def _steps(name: str, columns: Iterable[tuple[str, str]]):  # type: ignore[no-untyped-def]
    from evalcore.interpret.sql import Step

    return Step(name, [*columns])
