"""Gathering: all cases of a ruleset, each with its request read against the ruleset's fields.

Cases stand in the ruleset, in NAME.cases.toml beside NAME.toml, and in files that somebody names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path as FilePath
from typing import Any, cast

import attrs

from evalcore.judge.evaluator import Evaluator
from evalcore.request.initiative import Initiative, misspelt
from evalcore.rules.cases import DEFAULT, HEADER, Case, read_cases
from evalcore.written.blank import composed
from evalcore.written.errors import Complaint, InputError, Path, near, one_of, show
from evalcore.written.files import look, read_text
from evalcore.written.memory import nothing_collected
from evalcore.written.names import normal, tables_of
from evalcore.written.tables import Table
from evalcore.written.toml import LARGEST_FILE, located, parse_toml

SUFFIX = ".cases.toml"
MOST_CASES = 200_000
_ANY_DAY = date(2026, 1, 1)  # where nothing is evaluated
LARGEST_CASES = 16 * LARGEST_FILE  # bytes of a file of cases


@attrs.frozen(eq=False)
class Ready:
    """A case with its request read, and the evaluator that is to judge it.

    That is another than the ruleset's own where the case has parameters of its own.
    """

    case: Case
    initiative: Initiative
    evaluator: Evaluator
    as_of: date | None
    line: int | None = None


def gather(
    evaluator: Evaluator, files: Iterable[str] = (), as_of: date | None = None
) -> list[Ready]:
    """Every case of a ruleset; none where there are none.

    `as_of` is the date of cases that have none. Raises `InputError` with all complaints, located.
    """
    gathering = _Gathering(evaluator, as_of)
    beside = beside_of(evaluator.ruleset.source)
    with nothing_collected():
        gathering.take(evaluator.ruleset.cases)
        for file in (*([] if beside is None else [beside]), *files):
            gathering.open(str(file))
        return gathering.finish()


def faults_of_cases(evaluator: Evaluator) -> tuple[Complaint, ...]:
    """What is wrong with the cases in the ruleset and beside it, none of which is tried."""
    try:
        gather(evaluator, (), _ANY_DAY)
    except InputError as error:
        return error.complaints
    return ()


def beside_of(source: str) -> FilePath | None:
    """NAME.cases.toml beside NAME.toml; None where there is none."""
    path = FilePath(source)
    if not source or path.suffix != ".toml" or path.name.endswith(SUFFIX):
        return None
    beside = path.with_name(path.stem + SUFFIX)
    return beside if look(beside) == "file" else None


def ruleset_of(file: FilePath) -> FilePath | None:
    """NAME.toml beside NAME.cases.toml; None where there is none."""
    if not file.name.endswith(SUFFIX):
        return None
    ruleset = file.with_name(file.name.removesuffix(SUFFIX) + ".toml")
    return ruleset if look(ruleset) == "file" else None


def rulesets_of(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once; NAME.cases.toml stands for NAME.toml beside it.

    So `rulesets/*.toml` means the rulesets, as whoever writes it does.
    """
    return tuple(dict.fromkeys(str(ruleset_of(FilePath(each)) or each) for each in names))


class _Gathering:
    def __init__(self, evaluator: Evaluator, as_of: date | None) -> None:
        self.evaluator, self.as_of = evaluator, as_of
        ruleset = evaluator.ruleset
        self.documents: dict[str, str] = dict(ruleset.documents)
        self.cases: list[Case] = []
        self.complaints: list[Complaint] = []
        self.names: dict[str, int] = {}
        self.said: dict[str, Flat] = {}
        self.others: dict[tuple[tuple[str, float], ...], Evaluator] = {}
        self.strange: set[tuple[str, str]] = set()  # columns that were complained about
        self.known = {*evaluator.graph.declared}
        self.tables = {table for name in self.known for table in tables_of(name)}

    def open(self, file: str) -> None:
        """Takes the cases of a file."""
        try:
            if FilePath(file).suffix.casefold() == ".toml":
                self.take(self._read(file))
            else:
                from evalcore.cases.tables import read_table

                verdicts = self.evaluator.ruleset.verdicts
                cases, complaints = read_table(self.evaluator.plugins, file, verdicts)
                self.complaints += complaints
                self.take(cases)
        except InputError as error:
            self.complaints += error.complaints

    def _read(self, file: str) -> Sequence[Case]:
        text = composed(read_text(file, LARGEST_CASES))
        self.documents[file] = text
        found: list[Complaint] = []
        top = Table(parse_toml(text, file, {"cases": HEADER}), (), found)
        cases = read_cases(top.array("cases", HEADER), self.evaluator.ruleset.verdicts, file)
        top.finish()
        self.complaints += [attrs.evolve(each, source=file) for each in found]
        return cases

    def take(self, cases: Sequence[Case]) -> None:
        """Takes cases; a name is there once."""
        for case in cases:
            if case.name and case.name in self.names:
                problem = f"two cases are called {show(case.name)}"
                other = self.cases[self.names[case.name]].source
                problem += f", one of them in {other}" if other != case.source else ""
                self.complain(case, ("name",), problem, "a name of its own")
            self.names.setdefault(case.name, len(self.cases))
            self.cases.append(case)
        if len(self.cases) > MOST_CASES:
            problem = f"there are {len(self.cases)} cases"
            raise InputError(Complaint(problem, f"at most {MOST_CASES}"))

    def complain(
        self,
        case: Case,
        at: Path,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        *,
        mend: str = "",
        on_key: bool = False,
    ) -> None:
        """A complaint about a case, or about what is at a path in it."""
        said = Complaint(
            problem, expected, meant, mend, case.source, on_key=on_key, code="EV501"
        )  # fmt: skip
        if case.line is not None:
            column = list(map(str, at[1:] if at[:1] == ("initiative",) else ("case", *at)))
            label = f"{case.name}: {'.'.join(column)}" if at else case.name
            place = _column(case, column)
            said = attrs.evolve(said, line=case.line, column=place, label=label)
        else:
            said = attrs.evolve(said, path=(*case.path, *at))
        self.complaints.append(said)

    def finish(self) -> list[Ready]:
        """The cases, ready to be tried. Raises `InputError` with every complaint."""
        found = [ready for case in self.cases if (ready := self._ready(case)) is not None]
        if self.complaints:
            placed = located(self.complaints, self.documents, "")
            raise InputError(sorted(placed, key=lambda each: (each.source, each.line or 0)))
        lines = self._lines()
        return (
            [
                each if each.case.line else attrs.evolve(each, line=lines[each.case.source].get(n))
                for n, each in enumerate(found)
            ]
            if lines
            else found
        )

    def _lines(self) -> Mapping[str, Mapping[int, int]]:
        """The line of each case, by the file and its number among all cases."""
        asked: dict[str, list[Complaint]] = {}
        for number, case in enumerate(self.cases):
            if case.line is None and case.source in self.documents:
                place = Complaint(str(number), path=(*case.path, "name"), on_key=True)
                asked.setdefault(case.source, []).append(place)
        found: dict[str, dict[int, int]] = {case.source: {} for case in self.cases}
        for source, places in asked.items():
            for each in located(places, self.documents, source):
                found[source][int(each.problem)] = each.line or 0
        return found

    def _ready(self, case: Case) -> Ready | None:
        before = len(self.complaints)
        said = self._said(case)
        if said is not None:
            self.said.setdefault(case.name, said)
            self._check_columns(case, said)
        self._check_names(case)
        evaluator = self._evaluator(case)
        as_of = case.as_of or self.as_of
        if as_of is None and self.evaluator.graph.reads_date:
            mend = "say as_of in the case, or --as-of for all that have none"
            problem = f"the ruleset {self.evaluator.ruleset.name} counts days, but from no date"
            self.complain(case, (), problem, "the date of the evaluation", mend=mend)
        if said is None or not case.name or len(self.complaints) > before:
            return None
        initiative = self._read_request(case, said, evaluator)
        return None if initiative is None else Ready(case, initiative, evaluator, as_of, case.line)

    def _check_columns(self, case: Case, said: Flat) -> None:
        """Complains of each column of a table that is meant for a field but is not read."""
        if case.line is None:
            return
        own = {name for name in said if name not in ("id", "title")}
        for name, meant in misspelt(own, self.evaluator.graph.declared, titled=True):
            if (case.source, name) not in self.strange:
                self.strange.add((case.source, name))
                problem = f"no field is called {show(name)}, so the column is not read"
                at = ("initiative", *said[name][1][1:])
                self.complain(case, at, problem, "", meant, on_key=True)

    def _said(self, case: Case) -> Flat | None:
        """What the request of a case says, by field, each with its path in the case."""
        if case.initiative is not None:
            return self._flat(case, case.initiative, "initiative")
        if case.like not in self.said:
            if case.like and case.like == case.name:
                problem = "a case cannot be like itself"
            elif case.like in self.names and self.names[case.like] > self.names[case.name]:
                problem = f"the case {show(case.like)} stands below"
            elif case.like and case.like in self.names:
                return None  # which was complained about
            else:
                problem = f"there is no case {show(case.like)}"
            if case.like:
                meant = near(case.like, self.said)
                expected = "the name of a case above"
                self.complain(case, ("like",), problem, expected, meant)
            return None
        found = dict(self.said[case.like])
        for place, name in enumerate(case.without):
            taken = [each for each in found if each == name or each.startswith(f"{name}.")]
            if not taken:
                problem = f"the case {show(case.like)} says nothing of {show(name)}"
                meant = near(name, found)
                self.complain(case, ("without", place), problem, "", meant)
            for each in taken:
                del found[each]
        changed = self._flat(case, case.change, "change")
        for name in changed:  # a whole table takes the place of its parts, and the other way round
            for each in [*found]:
                if each.startswith(f"{name}.") or name.startswith(f"{each}."):
                    del found[each]
        return {**found, **changed}

    def _flat(self, case: Case, raw: Mapping[str, object], key: str) -> Flat:
        found: Flat = {}
        for name, value, path in self._walk(raw, "", (key,)):
            known = name in self.known or name in self.tables or name in ("id", "title")
            if case.line is None and not known:  # a table may have columns of any name
                meant = near(name, self.known)
                problem = f"no field is called {show(name)}"
                expected = "" if meant else one_of(sorted(self.known))
                self.complain(case, path, problem, expected, meant, on_key=True)
            found[name] = (value, path)
        return found

    def _walk(
        self, raw: Mapping[str, object], above: str, path: Path
    ) -> Iterator[tuple[str, object, Path]]:
        for key, value in raw.items():
            name = f"{above}{normal(key)}"
            if isinstance(value, Mapping) and name not in self.known and name in self.tables:
                table = cast("Mapping[str, object]", value)
                if "withheld" not in table or f"{name}.withheld" in self.known:
                    yield from self._walk(table, f"{name}.", (*path, key))
                    continue
            yield name, value, (*path, key)

    def _check_names(self, case: Case) -> None:
        """Complains about rules, scores, fields and parameters that there are not."""
        graph = self.evaluator.graph
        if case.decided_by:
            known = [DEFAULT, *(rule.id for rule in graph.rules)]
            known += [f"{rule.id}.{c.name}" for rule, c in graph.steps if c.name is not None]
            if case.decided_by not in known:
                problem = f"there is no rule {show(case.decided_by)}"
                meant = near(case.decided_by, known)
                expected = f"{one_of(known)}" if not meant else "a rule, rule.clause or default"
                self.complain(case, ("decided_by",), problem, expected, meant)
        if case.total is not None and graph.total is None:
            self.complain(case, ("total",), "the ruleset has no total", on_key=True)
        self._among(case, "scores", case.scores, [each.id for each in graph.criteria], "criterion")
        parameters = self.evaluator.ruleset.parameters
        self._among(case, "parameters", case.parameters, [*parameters], "parameter")
        fields = {*self.known, *graph.kinds}
        for place, name in enumerate(case.missing or ()):
            if name not in fields:
                meant = near(name, fields)
                problem = f"no field is called {show(name)}"
                self.complain(case, ("missing", place), problem, "", meant)

    def _among(
        self, case: Case, key: str, given: Iterable[str], known: Sequence[str], what: str
    ) -> None:
        for name in given:
            if name not in known:
                meant = near(name, known)
                problem = f"there is no {what} {show(name)}"
                expected = one_of(known) if known else ""
                self.complain(case, (key, name), problem, expected, meant, on_key=True)

    def _evaluator(self, case: Case) -> Evaluator:
        """The evaluator with the parameters of a case."""
        parameters = self.evaluator.ruleset.parameters
        given = {name: value for name, value in case.parameters.items() if name in parameters}
        if not given:
            return self.evaluator
        key = tuple(sorted(given.items()))
        if key not in self.others:
            changed = {n: parameters[n].fixed(value) for n, value in given.items()}
            ruleset = attrs.evolve(self.evaluator.ruleset, parameters={**parameters, **changed})
            self.others[key] = self.evaluator
            try:
                self.others[key] = Evaluator(
                    ruleset, plugins=self.evaluator.plugins, unreached=True
                )
            except InputError as error:
                problem = f"the ruleset cannot be used with them: {error.complaints[0].problem}"
                self.complain(case, ("parameters",), problem)
        return self.others[key]

    def _read_request(self, case: Case, said: Flat, evaluator: Evaluator) -> Initiative | None:
        raw: dict[str, object] = {name: value for name, (value, _) in said.items()}
        raw.setdefault("id", case.name)
        raw.setdefault("title", case.name)
        try:
            initiative = evaluator.read(raw)
        except InputError as error:
            for each in error.complaints:
                name = str(each.path[0]) if each.path else ""
                at = (*said[name][1], *each.path[1:]) if name in said else ("initiative",)
                self.complain(
                    case, at, each.problem, each.expected, each.did_you_mean, mend=each.mend
                )
            return None
        return initiative


Flat = dict[str, tuple[Any, Path]]


def _column(case: Case, steps: Sequence[str]) -> int | None:
    """The column of a table in which a part of a case stands; None where it has none."""
    outer = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
    return next((case.columns[name] for name in outer if name in case.columns), None)
