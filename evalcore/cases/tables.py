"""Tables of cases: a row a case; `case.name`, `case.expect` and so on, else fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from evalcore.extend.plain_tables import faults_of, nested_rows
from evalcore.extend.plugins import Plugins
from evalcore.extend.sheets import HeadedSheet, Layout, Sheet, SheetRow
from evalcore.read.documents import open_document
from evalcore.rules.cases import UNDECIDED, WANTED, Case, Near, as_day, as_near
from evalcore.written.errors import Complaint, InputError, near, one_of, show

OWN = "case."
NEEDED = {"name": "the name of each case, that no other has", "expect": WANTED}
COLUMNS = (*NEEDED, "decided_by", "total", "missing", "as_of")
BY_NAME = ("scores", "parameters")  # case.scores.worth, case.parameters.enough


def read_table(
    plugins: Plugins, file: str, verdicts: Sequence[str]
) -> tuple[list[Case], list[Complaint]]:
    """The cases in a CSV file or a workbook, and what is wrong with them.

    Raises `InputError` where the table itself cannot be read.
    """
    try:
        source, document = open_document(plugins, file)
    except InputError as error:  # there is no --from here
        raise InputError(attrs.evolve(each, mend="") for each in error.complaints) from None
    if not source.has_tables:
        problem = f"{source.name} has no tables"
        expected = "cases as TOML, or a table with a row for each"
        raise InputError(Complaint(problem, expected, source=file))
    try:
        names = frozenset({f"{OWN}{each}" for each in NEEDED})
        headed = source.open(document, Layout(names=names)).headed(names=names)
        lacking = [*_lacking(headed)]
        faults = lacking or faults_of(headed, f"{OWN}name") or headed.emptiness
    except InputError as error:
        faults, headed = list(error.complaints), HeadedSheet(Sheet())
    if faults:
        raise InputError(attrs.evolve(each, source=each.source or file) for each in faults)
    columns = {name: n for n, name in enumerate(headed.columns, start=1) if name}
    reading = _Reading(file, verdicts, columns)
    cases = [reading.case(row, raw) for row, raw in nested_rows(headed)]
    return cases, reading.complaints


def _lacking(headed: HeadedSheet) -> Iterator[Complaint]:
    own = [each for each in headed.columns if each.startswith(OWN)]
    for name, expected in NEEDED.items():
        if f"{OWN}{name}" not in own:
            problem = f"no column is called '{OWN}{name}'"
            mend = f"rename {name} to {OWN}{name}" if name in headed.columns else ""
            yield Complaint(problem, expected, mend=mend, line=headed.line, column=1)
    for column, name in enumerate(headed.columns, start=1):
        first, _, rest = name.removeprefix(OWN).partition(".")
        if name in own and not (first in BY_NAME and rest if rest else first in COLUMNS):
            known = [f"{OWN}{each}" for each in COLUMNS]
            problem, meant = f"there is no column {show(name)}", near(name, known)
            yield Complaint(problem, one_of(known), meant, line=headed.line, column=column)


@attrs.define
class _Reading:
    file: str
    verdicts: Sequence[str]
    columns: Mapping[str, int]
    complaints: list[Complaint] = attrs.field(factory=list[Complaint])

    def case(self, row: SheetRow, raw: dict[str, Any]) -> Case:
        """The case in a row."""
        own: dict[str, Any] = raw.pop("case")
        said = {name: str(value).strip() for name, value in own.items() if name not in BY_NAME}
        name = said["name"]

        def complain(key: str, problem: str, expected: str, meant: tuple[str, ...] = ()) -> None:
            label = f"{name or 'a case without a name'}: {OWN}{key}"
            at = self.columns.get(f"{OWN}{key}")
            said = Complaint(problem, expected, meant, source=self.file, line=row.line, column=at)
            self.complaints.append(attrs.evolve(said, label=label))

        def read(key: str, text: str, parse: Callable[[str], Any], expected: str) -> Any:
            found = parse(text) if text else None
            if text and found is None:
                complain(key, f"found {show(text)}", expected)
            return found

        def numbers(key: str) -> dict[str, Near]:
            texts: Mapping[str, Any] = own.get(key, {})
            read_ = {
                n: read(f"{key}.{n}", str(each).strip(), as_near, "a number")
                for n, each in texts.items()
            }
            return {n: each for n, each in read_.items() if each is not None}

        if not name:
            complain("name", "is empty", "a name that no other case has")
        known = (*self.verdicts, UNDECIDED)
        if said["expect"] not in known:
            found = f"there is no verdict {show(said['expect'])}" if said["expect"] else "is empty"
            complain("expect", found, one_of(known), near(said["expect"], known))
        missing = said.get("missing", "")
        none: tuple[str, ...] | None = () if missing == "none" else None
        listed = tuple(each.strip() for each in missing.split(";") if each.strip())
        day: date | None = read("as_of", said.get("as_of", ""), as_day, "a date as 2026-11-23")
        return Case(
            name,
            said["expect"],
            initiative=raw,
            decided_by=said.get("decided_by", ""),
            total=read("total", said.get("total", ""), as_near, "a number"),
            scores=numbers("scores"),
            missing=none if none is not None or not listed else listed,
            parameters={n: each.value for n, each in numbers("parameters").items()},
            as_of=day,
            source=self.file,
            line=row.line,
            columns=self.columns,
        )
