"""Complaints about rulesets as `check` shows them: with their codes, and the line with a caret."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, cast

import attrs

from evalcore.cli.common import say
from evalcore.reports.document import Bullets, Document, Grid, Heading, Part
from evalcore.reports.tables import Table
from evalcore.written.blank import composed
from evalcore.written.errors import Complaint, InputError
from evalcore.written.files import look, read_text
from evalcore.written.pipes import is_ordinary
from evalcore.written.toml import LARGEST_FILE

Severity = Literal["error", "warning"]
COLORS: Mapping[str, str] = {"error": "red", "warning": "yellow"}
UNNAMED = "EV102"  # of what could not be found or opened at all
WIDEST = 88  # characters of a line that are shown, where there is room
MARGIN = 10  # of them before it
NARROWEST = 30


def coded(complaint: Complaint) -> Complaint:
    """The complaint with a code: what has none of its own could not be found or opened."""
    return attrs.evolve(complaint, code=complaint.code or UNNAMED)


@attrs.define
class Files:
    """What was found in each file, in the order in which they were checked.

    `sound` are the rulesets that compile, in one line, with what each comes to.
    """

    found: dict[str, list[tuple[Severity, Complaint]]] = attrs.field(
        factory=dict[str, list[tuple[Severity, Complaint]]]
    )
    sound: list[tuple[str, tuple[str, ...]]] = attrs.field(
        factory=list[tuple[str, tuple[str, ...]]]
    )
    texts: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])

    def add(self, file: str, severity: Severity, complaints: Iterable[Complaint]) -> None:
        """Takes up complaints; those without a file of their own are about this one."""
        self.found.setdefault(file, [])
        for each in complaints:
            there = self.found.setdefault(each.source or file, [])
            found: tuple[Severity, Complaint] = (severity, coded(each))
            if found not in there:  # of a file that several rulesets extend
                there.append(found)

    def to_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "files": [
                {"file": file, "complaints": [_as_data(*each) for each in complaints]}
                for file, complaints in self.found.items()
            ]
        }

    def show(self, severity: Severity, complaint: Complaint) -> None:
        """Prints one to standard error, under its code if any, with the line it is about."""
        name = f"{severity} {complaint.code}".strip()
        head, *rest = str(complaint).split("\n")
        lines = [f"{name}: {head}", *self.excerpt(complaint), *rest]
        if complaint.witness is not None:
            lines.append(f"    for example {_spell(complaint.witness)}")
        say("\n".join(lines), COLORS[severity])

    def excerpt(self, complaint: Complaint) -> list[str]:
        """The line with a caret under its place; nothing where there is no such line."""
        line, column = complaint.line or 0, complaint.column or 1
        lines = self._lines(complaint.source)
        if not 1 <= line <= len(lines):
            return []
        text, start = lines[line - 1].replace("\t", " ").rstrip(), 0
        room = _room()
        if len(text) > room:
            start = max(0, min(column - room // 2, len(text) - room))
            text = text[start : start + room]
        margin = f"{line:>7} | "
        return [f"{margin}{text}", f"{'|':>9} {' ' * (column - 1 - start)}^"]

    def _lines(self, source: str) -> list[str]:
        if source not in self.texts:
            try:
                again = look(source) == "file" and is_ordinary(source)  # a pipe is read already
                text = read_text(Path(source), LARGEST_FILE) if again else ""
            except InputError:
                text = ""
            self.texts[source] = composed(text).removeprefix("\ufeff").splitlines()
        return self.texts[source]


SAID = ("code", "severity", "line", "column", "problem", "expected", "did_you_mean", "hint")


def check_table(files: Files) -> Table:
    """A row for each complaint."""
    rows = [
        (file, *(_cell(said[head]) for head in SAID))
        for file, complaints in files.found.items()
        for said in (_as_data(*each) for each in complaints)
    ]
    return Table("complaints", ("file", *SAID), rows)


def _cell(said: Any) -> str | int | None:
    return "; ".join(cast("list[str]", said)) if isinstance(said, list) else said


def checked_document(files: Files) -> Document:
    """What each ruleset comes to, then what there is to say against them."""
    parts: list[Part] = [Heading("Rulesets checked", level=1)]
    for head, lines in files.sound:
        parts += [Heading(head, close=True), *([Bullets(lines)] if lines else [])]
    rows = tuple(
        (f"{file}:{each.line}" if each.line else file, f"{severity} {each.code}", each.problem,
         "; ".join(filter(None, (each.expected, each.mend))))
        for file, complaints in files.found.items()
        for severity, each in complaints
    )  # fmt: skip
    if rows:
        heads = ("Where", "What", "Problem", "Expected")
        parts += [Heading("Complaints"), Grid("", heads, rows, fit="hang", texts=(0, 2, 3))]
    return Document(parts, "Rulesets checked")


def _room() -> int:
    """How much of a line fits in one of the terminal: folded, the caret points to nothing."""
    columns = shutil.get_terminal_size((WIDEST + MARGIN, 24)).columns
    return max(NARROWEST, min(WIDEST, columns - MARGIN))


def _as_data(severity: Severity, each: Complaint) -> dict[str, Any]:
    return {
        "code": each.code,
        "severity": severity,
        "line": each.line,
        "column": each.column,
        "problem": each.problem,
        "expected": each.expected or None,
        "did_you_mean": list(each.did_you_mean),
        "hint": each.mend or None,
        "witness": None if each.witness is None else dict(each.witness),
    }


def _spell(witness: Mapping[str, object]) -> str:
    from evalcore.request.spelling import plain_value

    return ", ".join(f"{name} = {plain_value(value)}" for name, value in witness.items())
