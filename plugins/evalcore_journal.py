"""The journal: every evaluation, as it was made, and how verdicts changed from one to the next.

While the environment variable EVALCORE_JOURNAL names a file, or a ruleset does in
`[plugins.journal]`, an observer adds one line of JSON to it for each evaluation. `evalcore journal`
reads it: when did this request change its verdict, and was it the request that changed or the
ruleset?
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import attrs

from evalcore import Command, Complaint, InputError, Observer, Settings, hookimpl, setting
from evalcore.written.errors import show
from evalcore.written.files import read_bytes

if TYPE_CHECKING:
    import click

    from evalcore import Evaluation
    from evalcore.reports.document import Grid
    from evalcore.reports.tables import Table

VARIABLE = "EVALCORE_JOURNAL"
LARGEST = 256 * 2**20  # bytes that are read
NEEDED = ("at", "ruleset", "version", "digest", "id", "title", "verdict", "decided", "because")

Entry = Mapping[str, Any]


@hookimpl
def evalcore_observers() -> list[Observer]:
    """One that writes, while there is a file to write to."""
    file = os.environ.get(VARIABLE)
    return [Observer("journal", partial(note, file=Path(file)) if file else None, None, None, _set)]


@attrs.frozen
class Journal:
    """What `[plugins.journal]` says: the file, such as `file = "journal.jsonl"`."""

    file: Annotated[str, setting(about="the file of a journal, such as journal.jsonl")]


@hookimpl
def evalcore_settings() -> list[Settings]:
    """The file, where a ruleset names it."""
    return [Settings(Journal)]


def _set(settings: Journal) -> Observer:
    """The observer that a ruleset asks for."""
    if not settings.file.strip():
        expected = 'the file of a journal, such as file = "journal.jsonl"'
        raise InputError(Complaint(f"found {show(settings.file)}", expected, path=("file",)))
    return Observer("journal", partial(note, file=Path(settings.file)))


@hookimpl
def evalcore_commands() -> list[Command]:
    """The command that reads."""
    return [Command("journal", _load, about="Show how verdicts changed over time.")]


def note(evaluation: Evaluation, file: Path) -> None:
    """Adds an evaluation to the journal; one write a line, so that two programs can share it."""
    line = json.dumps(entry(evaluation), ensure_ascii=False, allow_nan=False) + "\n"
    with file.open("ab", buffering=0) as journal:
        journal.write(line.encode("utf-8", "backslashreplace"))


def entry(evaluation: Evaluation) -> dict[str, Any]:
    """What the journal keeps: who was judged by what and when, and what came of it."""
    ruleset = evaluation.ruleset
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "as_of": evaluation.as_of.isoformat() if evaluation.as_of else None,
        "ruleset": ruleset.name,
        "version": ruleset.version,
        "digest": ruleset.digest,
        "id": evaluation.id,
        "title": evaluation.title,
        "verdict": evaluation.verdict,
        "decided": evaluation.decided,
        "possible": list(evaluation.possible),
        "total": evaluation.total,
        "because": evaluation.decided_by.because,
    }


def read(file: Path) -> list[Entry]:
    """The entries of a journal. Raises `InputError` with every line that is none."""
    data = read_bytes(file, LARGEST)
    found: list[Entry] = []
    complaints: list[Complaint] = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            found.append(_entry(line))
        except ValueError as error:
            expected = f"an entry of a journal, with {', '.join(NEEDED)}"
            complaints.append(Complaint(str(error), expected, source=str(file), line=number))
    if complaints:
        raise InputError(complaints)
    return found


def _entry(line: bytes) -> Entry:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        message = "this is no JSON"
        raise ValueError(message) from None
    if not isinstance(found, dict):
        message = "this is no object"
        raise ValueError(message)  # noqa: TRY004 - it is about the text
    lacking = [each for each in NEEDED if each not in cast("Entry", found)]
    if lacking:
        message = f"it has no {', '.join(lacking)}"
        raise ValueError(message)
    return cast("Entry", found)


def turns(entries: Iterable[Entry]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The entries of each request and ruleset where the verdict, or its certainty, is a new one.

    Each says in `seen` how often it was come to in a row, and in `changed` what else is other than
    before: the ruleset, its version or what it decides.
    """
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    last: dict[tuple[str, str], Entry] = {}
    for each in entries:
        key = (str(each["id"]), str(each["ruleset"]))
        known = found.setdefault(key, [])
        before = last.get(key)
        if before is not None and _outcome(before) == _outcome(each):
            known[-1]["seen"] += 1
        else:
            known.append({**each, "seen": 1, "changed": _changed(before, each)})
        last[key] = each
    return found


def _outcome(each: Entry) -> tuple[object, object]:
    return each["verdict"], each["decided"]


def _changed(before: Entry | None, now: Entry) -> str:
    if before is None:
        return ""
    if before["version"] != now["version"]:
        return f"the ruleset, {before['version']} to {now['version']}"
    return "the ruleset" if before["digest"] != now["digest"] else "the request"


def _load() -> click.Command:
    import click

    from evalcore.cli.output import EVERY, Output, output_options
    from evalcore.reports.document import Document

    @click.command("journal")
    @click.argument("path", metavar="[FILE]", required=False)
    @click.option("--id", "ids", multiple=True, metavar="ID", help="Only this request; repeatable.")
    @output_options(*EVERY, bom=True)
    def journal(*, path: str | None, ids: Sequence[str], output: Output) -> None:
        """Show how verdicts changed over time, from the journal in FILE.

        Evaluations are added to a journal while EVALCORE_JOURNAL names its file; that is also the
        default for FILE.
        """
        given = path or os.environ.get(VARIABLE)
        if not given:
            expected = f"the file of a journal, or {VARIABLE} to name it"
            raise InputError(Complaint("found no journal", expected))
        known = turns(read(Path(given)))
        if ids:
            known = {key: each for key, each in known.items() if key[0] in ids}
        if output.form == "table" and not known:
            output.emit("the journal has no such entries\n")
        else:
            output.emit_as(
                lambda: [each for found in known.values() for each in found],
                lambda: Document(_grids(known), "How verdicts changed"),
                lambda: [_table(known)],
            )

    return journal


COLUMNS = ("at", "as_of", "ruleset", "version", "digest", "id", "title", "verdict", "decided",
           "possible", "total", "because", "seen", "changed")  # fmt: skip


def _table(known: Mapping[tuple[str, str], Sequence[Entry]]) -> Table:
    """A row for each turn."""
    from evalcore.reports.tables import Table

    rows = [
        [_cell(each.get(head)) for head in COLUMNS] for found in known.values() for each in found
    ]
    return Table("journal", COLUMNS, rows)


def _cell(value: Any) -> Any:
    return "; ".join(map(str, cast("list[object]", value))) if isinstance(value, list) else value


def _grids(known: Mapping[tuple[str, str], Sequence[Entry]]) -> Iterable[Grid]:
    from evalcore.reports.document import Grid

    head = ("Since", "Verdict", "Seen", "Total", "What changed", "Why")
    for (name, ruleset), found in known.items():
        title = str(found[-1]["title"])
        called = name if title == name else f"{name} {title}"
        rows = tuple(
            (
                str(each["at"])[:10],
                (str(each["verdict"] or "-")) + ("" if each["decided"] else " (undecided)"),
                f"{each['seen']} x",
                "-" if each.get("total") is None else f"{each['total']:.2f}",
                str(each["changed"]),
                str(each["because"]),
            )
            for each in found
        )
        yield Grid(f"{called}, by {ruleset}", head, rows, right=(2, 3))
