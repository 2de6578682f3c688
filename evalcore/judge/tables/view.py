"""View: a ruleset as one SELECT over a table, for warehouses.

What one pass settles is decided; where only cuts beyond it could say, `open` is true and the
verdict NULL, never a guess. What `evaluate` would refuse is refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import attrs

from evalcore.interpret.columns.cells import Cell
from evalcore.interpret.columns.stages import walk as walk_cells
from evalcore.interpret.dialects import Dialect
from evalcore.interpret.sql import Step, Writing, joined, written
from evalcore.judge.tables.program import Program
from evalcore.judge.tables.source import OWN, RESULT, Source, source_of, withholding_of
from evalcore.language.nodes import Apply, FieldRef, walk
from evalcore.rules.graph import Graph
from evalcore.written.errors import Complaint, InputError, show

MORE = "SET spark.sql.analyzer.maxIterations=1000"  # what a long view asks of Spark before


@attrs.frozen(eq=False, slots=False)
class View:
    """One SELECT; `hidden` says that the table tells of every field where it is withheld.

    `parted` says that it has the low and the high end of every estimate. A column that is
    `carried` goes through to the result as it is.
    """

    graph: Graph
    dialect: Dialect
    table: str
    view: str = ""
    as_of: date | None = None
    hidden: bool = False
    carried: str = ""
    parted: bool = False

    @cached_property
    def source(self) -> Source:
        """How the table is read."""
        nodes = [*self.graph.nodes, *walk(*self.graph.demanded)]
        counts = (e for e in nodes if isinstance(e, Apply) and e.operation == "count")
        counted = {each.name for e in counts for each in walk(e) if isinstance(each, FieldRef)}
        held: dict[str, set[str]] = {}
        for each in walk_cells(self._roots):
            if each.sign == "holds" and each.parts[0].sign == "column":
                held.setdefault(each.parts[0].data, set()).add(each.data)
        found = source_of(
            self.graph.fields, self.dialect, counted, held, hidden=self.hidden, parted=self.parted
        )
        return found.carrying(self.dialect.identifier(self.carried)) if self.carried else found

    @cached_property
    def program(self) -> Program:
        """What is worked out of it."""
        withholding = withholding_of(self.graph.fields, hidden=self.hidden)
        return Program(self.graph, self.as_of, None, withholding)

    @property
    def _roots(self) -> list[Cell]:
        """What values there are to work out."""
        program = self.program
        return [
            *program.named.values(),
            program.place,
            *program.values.values(),
            *program.relations.values(),
        ]

    def text(self) -> str:
        """The statement. Raises `InputError` for what SQL cannot say, by name."""
        self._check()
        writing = self._worked_out()
        steps = [*self.source.steps, *writing.steps]
        ctes = written(steps, self.dialect, self._quoted(self.table))
        head = f"CREATE VIEW {self._quoted(self.view)} AS\n" if self.view else ""
        more = f"-- {len(steps)} passes, so before it: {MORE}\n"
        comment = self._comment + (more if len(steps) > self.dialect.passes else "")
        whole = f"{comment}{head}WITH {', '.join(ctes)}\n{self._select(writing)}FROM judged\n"
        if not self.dialect.parted:
            return whole
        asked = self.dialect.identifier("_asked")
        closed = self._select(writing, closed=True)
        return f"{whole}UNION ALL\n{closed}FROM asked\nWHERE NOT {asked}\n"

    def _select(self, writing: Writing, *, closed: bool = False) -> str:
        """The columns of the result; `closed` of rows that values settle."""
        quote = self.dialect.identifier
        shown = self._shown(writing, closed=closed)
        columns = ",\n".join(f"  {text} AS {quote(name)}" for name, text in shown)
        return f"SELECT\n{columns}\n"

    def _worked_out(self) -> Writing:
        """The steps: values, then ends in the rows that those leave open, then what is judged."""
        program, source, quote = self.program, self.source, self.dialect.identifier
        writing = Writing(
            self.dialect,
            source.limits,
            source.columns,
            source.inner,
            source.lists,
            source.held,
            [*OWN, *source.names],
        )
        values, held = [*program.values.values()], program.relations
        writing.add(self._roots, self._labels, "value")
        asked = [program.place, *(each for each in (*values, *held.values()) if each.nullable)]
        open_ = joined(" OR ", [f"{writing.ref(each)} IS NULL" for each in asked])
        writing.steps.append(Step("asked", [(quote("_asked"), open_)]))
        ends = [program.first, program.last, program.certain, program.impossible]
        ends += [*program.settled.values(), *([program.kept] if held else [])]
        when = "" if self.dialect.parted else quote("_asked")
        if self.dialect.parted:
            writing.steps.append(Step("open", [], where=quote("_asked")))
        writing.add(ends, self._end_labels, "ends", when)
        refused, doubtful = self._refused(writing)
        place, first, last, certain, impossible = map(writing.ref, [program.place, *ends[:4]])
        judged = {
            "_why": refused,
            "_place": f"CASE WHEN {doubtful} THEN NULL WHEN {place} IS NOT NULL THEN {place} "
            f"WHEN ({certain} AND NOT {impossible}) THEN {first} END",
            "_until": f"CASE WHEN {place} IS NOT NULL THEN {place} ELSE {last} END",
            "_doubtful": doubtful,
        }
        columns = [(quote(name), text) for name, text in judged.items()]
        if self.dialect.barrier:
            # What is asked of the result stays here: pushed down, all of it would be written out.
            number = quote("_n")
            writing.steps.append(Step("numbered", [(number, self.dialect.barrier)]))
            columns = [(n, f"CASE WHEN {number} >= 0 THEN {text} END") for n, text in columns]
        writing.steps.append(Step("judged", columns))
        return writing

    def _refused(self, writing: Writing, *, closed: bool = False) -> tuple[str, str]:
        """Why a row is refused, and whether it may be, for all that one pass can say.

        Of rows that are `closed` every relation is known to hold or not.
        """
        program, quote = self.program, self.dialect.identifier
        refused, doubts = quote("_refused"), list[str]()
        held = {name: writing.ref(each) for name, each in program.relations.items()}
        if held:
            named = {self.dialect.quoted(name): each for name, each in held.items()}
            broken = " ".join(f"WHEN {each} = FALSE THEN {name}" for name, each in named.items())
            unknown = " ".join(f"WHEN {each} IS NULL THEN {name}" for name, each in named.items())
            impossible = f"WHEN {writing.ref(program.impossible)} THEN CASE {unknown} END"
            impossible = "" if closed else impossible
            known = f"WHEN {refused} IS NOT NULL THEN {refused}"
            refused = f"CASE {known} {broken} {impossible} END"
        if held and not closed:
            open_ = joined(" OR ", [f"{each} IS NULL" for each in held.values()])
            doubts.append(f"({open_} AND {writing.ref(program.kept)} IS NOT TRUE)")
        if any(name == quote("_tiny") for name, _ in self.source.steps[-1].columns):
            doubts.append(quote("_tiny"))
        return refused, joined(" OR ", doubts) if doubts else "FALSE"

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
        seen: dict[str, str] = {}
        for each in graph.criteria:
            name = f"score_{each.id}"
            other = seen.setdefault(name.casefold(), each.id)
            if other != each.id:
                what = f"the scores of {other} and {each.id} would both be the column {name}"
                found.append(Complaint(what, "names that differ in SQL, where case does not count"))
            if len(name.encode()) > self.dialect.longest:
                problem = f"the column {show(name)} is too long for {self.dialect.name}"
                found.append(Complaint(problem, f"at most {self.dialect.longest} bytes"))
        if graph.reads_date and self.as_of is None:
            problem = f"the ruleset {graph.ruleset.name} counts days, but from no date"
            found.append(Complaint(problem, "the date of the evaluation: --as-of 2026-11-23"))
        if found:
            raise InputError(found)

    def _quoted(self, name: str) -> str:
        """A table's name, part by part."""
        return ".".join(self.dialect.identifier(part) for part in name.split("."))

    @cached_property
    def _labels(self) -> Mapping[Cell, str]:
        program = self.program
        found = {cell: name.replace(".", "_") for name, cell in program.named.items()}
        found |= {
            cell: f"keeps_{name.replace('.', '_')}" for name, cell in program.relations.items()
        }
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

    def _shown(self, writing: Writing, *, closed: bool) -> Sequence[tuple[str, str]]:
        """The columns of the result, with their texts."""
        numbers, settled = self.program.values, self.program.settled
        graph, quote = self.graph, self.dialect.identifier
        why, place, until = quote("_why"), quote("_place"), quote("_until")
        doubtful = quote("_doubtful")
        if closed:
            why, doubtful = self._refused(writing, closed=True)
            place = until = writing.ref(self.program.place)
            if doubtful != "FALSE":
                place = until = f"CASE WHEN NOT {doubtful} THEN {place} END"
        fine = f"{why} IS NULL"

        def by_place(at: str, words: Sequence[str | None]) -> str:
            if not any(words):
                return "NULL"
            return self.dialect.nth.format(", ".join(map(self.dialect.literal, words)), at)

        rules = [*(rule.id for rule, _ in graph.steps), "default"]
        kinds = [*(rule.kind for rule, _ in graph.steps), "default"]
        clauses = [*(clause.name for _, clause in graph.steps), None]
        one = f"{place} = {until}"
        if len({*rules}) < len(rules):  # clauses of one rule
            one = f"({one} OR {by_place(place, rules)} = {by_place(until, rules)})"
        decided_by = (
            f"CASE WHEN {one} THEN {by_place(place, rules)} ELSE {by_place(place, kinds)} END"
        )
        if place == until:
            decided_by = by_place(place, rules)
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
            name: writing.ref(each)
            if closed
            else f"coalesce({writing.ref(each)}, {writing.ref(settled[name])})"
            for name, each in numbers.items()
        }
        infinite = self.dialect.number(float("inf"))
        zero = self.dialect.number(0.0)
        sure = fine if self._is_sure else f"{fine} AND NOT {doubtful}"
        near = {
            name: "" if self._is_finite(name) else f" AND abs({each}) < {infinite}"
            for name, each in values.items()
        }
        finite = {
            name: f"CASE WHEN {sure}{near[name]} THEN {each} + {zero} END"
            for name, each in values.items()
        }
        total = finite.pop("total", self.dialect.double.format("NULL"))
        shown += [
            ("total", total),
            ("open", f"({fine} AND {place} IS NULL)"),
            ("refused", why),
            *((name.replace("score.", "score_"), text) for name, text in finite.items()),
        ]
        if self.carried:
            shown.append((self.carried, quote(self.carried)))
        assert [name for name, _ in shown[:7]] == [*RESULT]  # noqa: S101 - as promised
        return shown

    @property
    def _is_sure(self) -> bool:
        """Whether it is clear of every row that it is not refused."""
        return not self.dialect.raises and not self.program.relations

    def _is_finite(self, name: str) -> bool:
        """Whether neither a number nor anything that it is made of can be too large."""
        kinds = (self.graph.types[each] for each in walk(self.program.numbers[name]))
        numbers = (each for each in kinds if each.is_number)
        return not any(math.isinf(each.low) or math.isinf(each.high) for each in numbers)

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
    """For a comment: Spark would put a variable in for `${...}`."""
    return "".join(sign if sign.isprintable() and sign != "$" else " " for sign in text)
