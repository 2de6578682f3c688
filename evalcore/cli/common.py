"""What the commands share: options, loading, and how complaints and results are printed."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence, Sized
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import attrs
import click

from evalcore.extend.plugins import Plugins, discover
from evalcore.judge.evaluator import Evaluator, read_date
from evalcore.request.initiative import Initiative
from evalcore.written.errors import Complaint, InputError

if TYPE_CHECKING:
    from evalcore.extend.sources import Document, Source
    from evalcore.judge.evaluation import Evaluation
    from evalcore.read.documents import Reader
    from evalcore.read.mapping.tally import Tally

BAD_INPUT = 2
NOT_HELD = 1
STDIN = "<stdin>"
MOST_COMPLAINTS = 40  # printed one by one; the rest is a number
MOST_WARNINGS = 40
RESULTS = "evalcore.results"  # where a command keeps its standard output
F = TypeVar("F", bound=Callable[..., Any])


@attrs.frozen
class Selection:
    """Which plugins a command works with."""

    folder: str | None
    block: tuple[str, ...]
    strict: bool

    def discover(self) -> Plugins:
        """The plugins; their problems are warnings, or the end where `strict`."""
        plugins = discover(folder=self.folder, block=self.block)
        for problem in plugins.problems:
            warn(problem)
        if plugins.problems and self.strict:
            raise InputError(
                Complaint(f"--strict: {_counted(plugins.problems, 'problem')} with plugins")
            )
        return plugins


def plugin_options(command: F) -> F:
    """Adds --plugins-dir, --block and --strict, passed on as one `Selection`."""

    @click.option(
        "--plugins-dir", "folder", metavar="DIR", help="A folder of plugins, one file each."
    )
    @click.option(
        "--block", multiple=True, metavar="NAME", help="Turn a plugin off; may be repeated."
    )
    @click.option("--strict", is_flag=True, help="Warnings are errors.")
    @functools.wraps(command)
    def wrapped(*, folder: str | None, block: tuple[str, ...], strict: bool, **more: Any) -> Any:
        return command(selection=Selection(folder, block, strict), **more)

    return wrapped  # type: ignore[return-value]


@attrs.frozen
class Given:
    """How INPUT is to be read: its format, the file of a mapping, the name of a sheet."""

    format: str | None = None
    mapping: str | None = None
    sheet: str | None = None


def reading_options(command: F) -> F:
    """Adds --from, --map and --sheet, passed on as one `Given` called `source`."""

    @click.option(
        "--from",
        "form_of_input",
        metavar="FORMAT",
        help="How to read INPUT, such as csv. Default: by suffix; json for -.",
    )
    @click.option(
        "--map",
        "mapping",
        metavar="MAPPING",
        help="A TOML file that says which columns of INPUT hold the fields.",
    )
    @click.option("--sheet", metavar="NAME", help="The sheet of a workbook. Default: the first.")
    @functools.wraps(command)
    def wrapped(
        *, form_of_input: str | None, mapping: str | None, sheet: str | None, **more: Any
    ) -> Any:
        return command(source=Given(form_of_input, mapping, sheet), **more)

    return wrapped  # type: ignore[return-value]


def input_options(command: F) -> F:
    """Adds the arguments RULESET and INPUT, --from, --map, --sheet and --as-of."""
    for decorate in (
        click.option("--as-of", metavar="DATE", help="The date of the evaluation, as 2026-11-23."),
        reading_options,
        click.argument("path", metavar="INPUT"),
        click.argument("ruleset"),
    ):
        command = decorate(command)
    return command


def format_option(*formats: str) -> Callable[[F], F]:
    """Adds --format with these choices, the first one as default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print the result.",
    )


def careful(command: F) -> F:
    """Complaints are printed, one after the other, and end the program with exit code 2.

    What a plugin prints goes to standard error: standard output is for results alone.
    """

    @functools.wraps(command)
    def wrapped(**keywords: Any) -> Any:
        click.get_current_context().meta[RESULTS] = sys.stdout
        try:
            with contextlib.redirect_stdout(sys.stderr):
                return command(**keywords)
        except InputError as error:
            complain(error.complaints)
            sys.exit(BAD_INPUT)

    return wrapped  # type: ignore[return-value]


def _results() -> Any:
    """Where results go; None where standard output is closed."""
    context = click.get_current_context(silent=True)
    return sys.stdout if context is None else context.meta.get(RESULTS, sys.stdout)


def load(
    ruleset: str, path: str, source: Given, as_of: str | None, selection: Selection
) -> tuple[Evaluator, list[Initiative], date | None]:
    """The evaluator, the initiatives of the input, and the date; raises with all complaints."""
    day = given_date(as_of)
    evaluator = Evaluator(ruleset, plugins=selection.discover())
    undated = [evaluator.date_missing] if day is None and evaluator.graph.reads_date else []
    try:
        initiatives = read_input(evaluator, path, source, selection)
    except InputError as error:
        raise InputError([*undated, *error.complaints]) from None
    if undated:
        raise InputError(undated)
    return evaluator, initiatives, day


def read_input(reader: Reader, path: str, source: Given, selection: Selection) -> list[Initiative]:
    """The initiatives of the input; prints warnings, and raises with all complaints."""
    from evalcore.read.documents import load_initiatives, parse_initiatives

    how = {"mapping": source.mapping, "sheet": source.sheet}
    if path == "-":
        chosen, document = standard_input(reader.plugins, source.format or "json")
        loaded = parse_initiatives(reader, document, chosen, STDIN, **how)
    else:
        loaded = load_initiatives(reader, path, source=source.format, **how)
    for warning in loaded.warnings[:MOST_WARNINGS]:
        warn(str(warning))
    if len(loaded.warnings) > MOST_WARNINGS:
        warn(f"{len(loaded.warnings) - MOST_WARNINGS} more warnings")
    refused = _report(loaded.tally, STDIN if path == "-" else path) if loaded.tally else 0
    if selection.strict and (loaded.warnings or refused):
        found = [_counted(loaded.warnings, "warning")] if loaded.warnings else []
        found += [f"{refused} refused cell{'s' * (refused > 1)}"] if refused else []
        raise InputError(Complaint(f"--strict: {' and '.join(found)} about {path}"))
    return list(loaded.initiatives)


def _report(tally: Tally, path: str) -> int:
    """Prints what became of the cells that a mapping read; returns how many were refused."""
    from evalcore.read.mapping.refusals import said_once

    for each in said_once(tally.refused):
        warn(str(each))
    if tally.left_out:
        say(f"note: {path}: {_rows_left_out(tally.left_out)}", "")
    if tally.unmapped:
        say(f"note: no column is mapped to {', '.join(tally.unmapped)}: unknown in every row", "")
    say(f"note: {path}: {tally}", "")
    return len(tally.refused)


def _rows_left_out(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:10])) + (" ..." if len(rows) > 10 else "")
    return f"{len(rows)} row{'s' * (len(rows) > 1)} left out, as the mapping says: {shown}"


def standard_input(plugins: Plugins, form: str) -> tuple[Source, Document]:
    """What is piped in, with its source. Raises `InputError`."""
    from evalcore.read.documents import LARGEST, choose_source

    chosen = choose_source(plugins, "-", form)
    data = _standard_input(LARGEST)
    return chosen, data if chosen.binary else _decoded(data)


def report_troubles(
    evaluator: Evaluator, evaluations: Iterable[Evaluation], *, strict: bool
) -> None:
    """Prints which opaque criteria were slow, and what went wrong with observers.

    Raises `InputError` where something did and `strict`.
    """
    for each in evaluations:
        for note in each.answers.notes:
            warn(f"{each.id}: {note}")
    for trouble in evaluator.troubles:
        warn(trouble)
    if evaluator.troubles and strict:
        counted = _counted(evaluator.troubles, "problem")
        raise InputError(Complaint(f"--strict: {counted} with plugins"))


def given_date(text: str | None) -> date | None:
    """The date of --as-of, where there is one. Raises `InputError`."""
    if text is None:
        return None
    try:
        return read_date(text)
    except InputError as error:
        raise InputError(attrs.evolve(e, source="--as-of") for e in error.complaints) from None


def _counted(things: Sized, word: str) -> str:
    return f"{len(things)} {word}{'' if len(things) == 1 else 's'}"


def _standard_input(largest: int) -> bytes:
    name = STDIN
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - it may be closed
        raise InputError(Complaint("it is closed", "initiatives", source=name))
    try:
        data = sys.stdin.buffer.read(largest + 1)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError(Complaint(problem, source=name)) from None
    if len(data) > largest:
        raise InputError(Complaint(f"more than {largest} bytes", source=name))
    return data


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = f"found the byte 0x{data[error.start]:02x}"
        expected = "text in UTF-8"
        complaint = Complaint(problem, expected, source=STDIN, line=line, column=column)
        raise InputError(complaint) from None


def complain(complaints: Iterable[Complaint]) -> None:
    """Prints complaints to standard error, with a count where there are several."""
    found = list(complaints)
    for each in found[:MOST_COMPLAINTS]:
        say(f"error: {each}", "red")
    if len(found) > 1:
        shown = f", of which the first {MOST_COMPLAINTS} are shown"
        say(f"{len(found)} errors{shown if len(found) > MOST_COMPLAINTS else ''}", "red")


def warn(text: str) -> None:
    """Prints one warning to standard error."""
    say(f"warning: {text}", "yellow")


def say(text: str, color: str) -> None:
    """Prints to standard error, the first word in colour on a terminal."""
    if sys.stderr is None:  # pyright: ignore[reportUnnecessaryComparison] - it may be closed
        return
    first, _, rest = "\n".join(map(_visible, text.split("\n"))).partition(" ")
    if color and _is_colored(sys.stderr):
        first = click.style(first, fg=color)
    click.echo(f"{first} {rest}", err=True)


def _visible(line: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


def emit(text: str) -> None:
    """Prints a result to standard output, as UTF-8 on every machine.

    A reader who has seen enough, such as head, ends the program quietly.
    """
    stream = _results()
    if stream is None:
        raise InputError(Complaint("standard output is closed"))
    try:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        stream.buffer.flush()
    except OSError as error:
        # What could not be written is still there: Python would try again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError):
            sys.exit(0)
        problem = f"the result cannot be written: {error.strerror or error}"
        raise InputError(Complaint(problem)) from None


def terminal() -> dict[str, Any]:
    """The width and colour that the terminal offers: 80 columns where it does not say."""
    width = shutil.get_terminal_size((80, 24)).columns
    stream = _results()
    return {"width": width, "color": stream is not None and _is_colored(stream)}


def _is_colored(stream: TextIO) -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain
