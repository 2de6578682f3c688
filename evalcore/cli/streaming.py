"""Streams: a table of requests to a table of evaluations, part by part, in bounded memory."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, cast

import attrs

from evalcore import __version__
from evalcore.cli.common import Given, note_read, say, warn
from evalcore.cli.output import Output, check_spared
from evalcore.cli.selecting import ViewOptions
from evalcore.extend.sheets import NO_ROWS
from evalcore.extend.sources import Row
from evalcore.interpret.columns.frames import polars
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.record import Evaluation
from evalcore.judge.tables.carriers import why_refused
from evalcore.judge.tables.judging import Judging
from evalcore.judge.tables.parts import Parts, Refused, Unwritten, about, joined_texts
from evalcore.judge.tables.reading import Layout
from evalcore.judge.tables.spreading import Spread
from evalcore.reports.machine import csv_pieces
from evalcore.request.intake import CellRows
from evalcore.written.csv_text import csv_lines
from evalcore.written.errors import Complaint, InputError, plural
from evalcore.written.pipes import is_ordinary
from evalcore.written.writing import unwritable

ROWS = {".parquet": 131_072, ".csv": 8_192}  # of the input in a part
TOLD = 20  # rows that are left out and named one by one
Write = Callable[[Path], None]
Judged = tuple[Write, list[Refused]]


def suffixes(given: Given, view: ViewOptions, output: Output) -> tuple[str, str] | None:
    """Those of INPUT and OUT, where both are tables to be streamed; else None.

    Raises `InputError` for a Parquet file that is to be anything else.
    """
    path = given.paths[0] if len(given.paths) == 1 else ""
    into = PurePath(output.file or "").suffix.casefold()
    found = PurePath(path).suffix.casefold() if given.format is None else ""
    plain = not (
        given.mappings or given.sheet or view.where or view.options or output.asked or output.bom
    )
    if found == ".parquet":
        if into not in ROWS or not plain:
            problem = "a Parquet file is evaluated as it is, into a file"
            expected = "-o OUT.parquet or -o OUT.csv, and nothing that selects, shows or maps"
            raise InputError(Complaint(problem, expected, source=path))
        return found, into
    if found == ".csv" and not (is_ordinary(path) and is_ordinary(output.file or "")):
        return None  # a pipe is read once, and a device stays what it is
    return (found, into) if plain and found == ".csv" and into in ROWS else None


def stream(evaluator: Evaluator, given: Given, output: Output, forms: tuple[str, str]) -> None:
    """Evaluates INPUT into OUT; goes on where an earlier run was broken off."""
    assert output.file is not None  # noqa: S101 - it has a suffix
    path, day, into = given.paths[0], given.day, forms[1]
    evaluator.check_date(day)
    if evaluator.graph.across is not None:
        problem = f"the total comes from across the slate ({evaluator.graph.across.name})"
        raise InputError(Complaint(f"{problem}, which a stream of rows cannot say", source=path))
    found = unwritable(output.file)
    if found is not None:
        raise InputError(found)
    for each in (path, output.file):  # it is read twice, or replaced when all is there
        if not is_ordinary(each):
            raise InputError(Complaint("this is a pipe or a device", "a file", source=each))
    note_read(path)
    check_spared(output.file)
    source = _frames if forms[0] == ".parquet" else _lines
    before = _about(path)
    manifest = {
        "input": {"name": str(Path(path).absolute()), **before},
        "digest": evaluator.digest,
        "as_of": None if day is None else day.isoformat(),
        "version": __version__,
        "rows": ROWS[forms[0]],
        "forms": [*forms],
    }
    out = Path(output.file)  # where it is a link, it stays one
    parts = Parts(Path(os.path.realpath(out)) if out.is_symlink() else out, manifest, into)
    done = parts.begin()
    if done:
        say(f"note: {plural(done, 'part')} of {output.file} are done already", "")
    number = done
    try:
        rows, judged = source(evaluator, given, day, into, done)
        with _progress(path, rows) as advance:
            for frame, refused in judged:
                parts.put(number, frame, refused)
                number += 1
                advance(number * ROWS[forms[0]])
        _check_same(path, before)
    except Unwritten:
        raise
    except Exception as error:
        wrong = _complaints(error, path, before)
        if not wrong:
            raise
        parts.clear()  # another run would come to the same
        raise InputError(wrong) from None
    left_out = _tell(parts.refused(number), output.file)
    parts.list_refused(number)
    if left_out and given.selection.strict:
        parts.clear()
        problem = f"--strict: {plural(left_out, 'row')} of {path} cannot be read"
        raise InputError(Complaint(problem))
    parts.finish(number, joined_texts if into == ".csv" else _joined_frames)


def _about(path: str) -> Mapping[str, Any]:
    try:
        return about(path)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError(Complaint(problem, source=path)) from None


def _check_same(path: str, before: Mapping[str, Any]) -> None:
    if _about(path) != before:
        raise InputError(Complaint("it was changed while it was read", source=path))


def _complaints(error: Exception, path: str, before: Mapping[str, Any]) -> Sequence[Complaint]:
    """What is wrong with INPUT, of which the reading failed; nothing where it is not to blame.

    What is changed while it is read can fail anywhere.
    """
    try:
        _check_same(path, before)
    except InputError as changed:
        error = changed
    if not isinstance(error, InputError):
        return []
    return [attrs.evolve(each, source=each.source or path) for each in error.complaints]


def _tell(refused: Iterable[Refused], out: str) -> int:
    """Says which rows are left out; returns how many."""
    count = 0
    for count, each in enumerate(refused, start=1):
        if count <= TOLD:
            warn(f"row {each.row}, {each.id or 'without id'}, {each.field}: {each.problem}")
    if count > TOLD:
        warn(f"{plural(count - TOLD, 'more row')} left out, all listed in {out}.refused.csv")
    return count


@contextlib.contextmanager
def _progress(path: str, total: int | None) -> Generator[Callable[[int], None]]:
    """Says on a terminal how many rows are done, and of how many where that is known."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    rows = "{task.completed:,} rows" + ("" if total is None else " of {task.total:,}")
    shown = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn(rows), TimeElapsedColumn(),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    with shown:
        task = shown.add_task(escape(Path(path).name), total=total)

        def advance(count: int) -> None:
            shown.update(task, completed=count if total is None else min(count, total))

        yield advance


def _frames(
    evaluator: Evaluator, given: Given, day: date | None, into: str, done: int
) -> tuple[int | None, Iterator[Judged]]:
    """How many rows a Parquet file has, and what is said of them, part by part."""
    pl, path, size = polars(), given.paths[0], ROWS[".parquet"]
    judging = Judging(evaluator, day)
    with _reading_parquet(path):
        lazy = pl.scan_parquet(path)
        schema = dict(lazy.collect_schema())
        height = lazy.select(pl.len()).collect().item()
    try:
        layout = Layout(evaluator.fields, schema)
    except InputError as error:
        raise InputError(attrs.evolve(e, source=path) for e in error.complaints) from None
    needed = [name for name in schema if name in layout.columns]

    def parts() -> Iterator[Judged]:
        with Spread(evaluator, day, None) as spread:
            for start in range(done * size, max(height, 1), size):
                with _reading_parquet(path):
                    frame = lazy.select(needed).slice(start, size).collect()
                found = judging.judge(frame, layout, spread, sharp=True)
                refused = found.get_column("refused")
                rows = refused.is_not_null().arg_true().to_list()
                named = [
                    _refused(judging, start + row, frame.row(row, named=True), refused[row])
                    for row in rows
                ]
                yield _writer(found.filter(refused.is_null()), into), named

    return height, parts()


@contextlib.contextmanager
def _reading_parquet(path: str) -> Generator[None]:
    try:
        yield
    except (polars().exceptions.PolarsError, OSError) as error:
        problem = f"cannot be read as Parquet: {str(error).partition(chr(10))[0]}"
        raise InputError(Complaint(problem, source=path)) from None


def _refused(judging: Judging, row: int, said: Mapping[str, Any], field: str) -> Refused:
    problem = why_refused(judging, judging.columns.request(said))[1] or "does not fit"
    return Refused(row + 1, str(said.get("id") or ""), field, problem)


def _writer(frame: Any, into: str) -> Write:
    if into == ".parquet":
        write: Write = frame.write_parquet
        return write
    return _text_writer(_texts(frame))


def _text_writer(pieces: Iterable[str]) -> Write:
    text = "".join(pieces)

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8", newline="\n")

    return write


def _texts(frame: Any) -> Iterator[str]:
    rows = (tuple(map(_cell, row)) for row in frame.iter_rows())
    return csv_lines(frame.columns, rows)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(cast("list[str]", value)) if isinstance(value, list) else value


def _joined_frames(parts: Sequence[Path], whole: Path) -> None:
    """One file, a row group for each part."""
    lazy = polars().scan_parquet(parts)
    lazy.sink_parquet(whole, row_group_size=max(ROWS.values()), maintain_order=True)


def _lines(
    evaluator: Evaluator, given: Given, day: date | None, into: str, done: int
) -> tuple[int | None, Iterator[Judged]]:
    """What is said of the rows of a CSV file, part by part; how many there are, nobody knows."""
    from evalcore.read.documents import choose_source, open_document, parted, rows_of

    path, size = given.paths[0], ROWS[".csv"]
    chosen = choose_source(evaluator.plugins, path)
    document = Path(path) if chosen.by_path else open_document(evaluator.plugins, path)[1]
    rows: Sequence[Row] = ()
    noticed: Sequence[Complaint] = ()
    try:
        rows, noticed = rows_of(evaluator, document, chosen, path)
    except InputError as error:
        if [each.problem for each in error.complaints] != [NO_ROWS]:
            raise
    noticed, doubtful = parted(noticed)
    if doubtful:
        raise InputError(attrs.evolve(each, source=each.source or path) for each in doubtful)
    for each in noticed:
        warn(str(attrs.evolve(each, source=each.source or path)))
    judging = Judging(evaluator, day)

    def parts() -> Iterator[Judged]:
        waiting = enumerate(evaluator.taking(_after(rows, done * size)), start=done * size + 1)
        begun = done > 0
        while (some := [*islice(waiting, size)]) or not begun:
            begun = True
            kept: list[Evaluation] = []
            refused: list[Refused] = []
            for number, (usual, (raw, _)) in some:
                try:
                    initiative = evaluator.read(raw) if usual is None else usual
                except InputError:
                    field, problem = why_refused(judging, raw)
                    refused.append(Refused(number, str(raw.get("id") or ""), field, problem))
                else:
                    kept.append(evaluator.evaluate(initiative, as_of=day))
            yield _of_rows(judging, kept, into), refused

    return None, parts()


def _after(rows: Sequence[Row], count: int) -> Iterable[Row] | CellRows:
    """The rows but for so many, which nobody looks at again."""
    if isinstance(rows, CellRows):
        return rows.over(lambda: islice(rows.rows(), count, None))
    return islice(rows, count, None)


def _of_rows(judging: Judging, kept: Sequence[Evaluation], into: str) -> Write:
    if into == ".parquet":
        return _writer(judging.frame_of(kept), into)
    return _text_writer(csv_pieces(judging.evaluator.listing(kept)))
