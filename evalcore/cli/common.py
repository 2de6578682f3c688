"""What the commands share: options, loading, and how complaints and results are printed."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

import attrs
import click

from evalcore.extend.plugins import Plugins, discover
from evalcore.judge.evaluator import Evaluator
from evalcore.request.initiative import Initiative
from evalcore.request.kinds.dates import read_date
from evalcore.written.errors import Complaint, InputError, plural
from evalcore.written.files import decoded

if TYPE_CHECKING:
    from evalcore.extend.sources import Document, Source
    from evalcore.judge.record import Evaluation
    from evalcore.read.documents import Part, Reader
    from evalcore.read.mapping.tally import Tally

BAD_INPUT = 2
NOT_HELD = 1
STDIN = "<stdin>"
MOST_COMPLAINTS = 20  # printed one by one; the rest is a number
MOST_WARNINGS = 40
RESULTS = "evalcore.results"  # where a command keeps its standard output
READ = "evalcore.read"  # where it keeps the names of the files that it reads
F = TypeVar("F", bound=Callable[..., Any])


@attrs.frozen
class Selection:
    """Which plugins a command works with."""

    folder: str | None
    block: tuple[str, ...]
    strict: bool

    def evaluator(self, ruleset: str) -> Evaluator:
        """The evaluator of a ruleset, with these plugins."""
        (evaluator,) = self.evaluators([ruleset])
        return evaluator

    def evaluators(self, rulesets: Iterable[str]) -> list[Evaluator]:
        """Those of several rulesets. Raises `InputError` with the complaints about all of them."""
        plugins = self.discover()
        if plugins.observers():
            import logging  # what goes wrong with them is printed, once

            logging.getLogger("evalcore").addHandler(logging.NullHandler())
        found: list[Evaluator] = []
        complaints: list[Complaint] = []
        for name in rulesets:
            try:
                found.append(Evaluator(name, plugins=plugins))
            except InputError as error:
                complaints += error.complaints
            else:
                note_read(*found[-1].ruleset.documents)
        if complaints:
            raise InputError(complaints)
        return found

    def discover(self) -> Plugins:
        """The plugins; their problems are warnings, or the end where `strict`."""
        plugins = discover(folder=self.folder, block=self.block)
        for problem in plugins.problems:
            warn(problem)
        if plugins.problems and self.strict:
            raise InputError(
                Complaint(f"--strict: {plural(len(plugins.problems), 'problem')} with plugins")
            )
        return plugins


def _several(given: str | Sequence[str]) -> tuple[str, ...]:
    """One path, or several; an empty one is none."""
    return tuple(each for each in ((given,) if isinstance(given, str) else given) if each)


@attrs.frozen
class Given:
    """INPUT, perhaps several, how it is read, and the date of the evaluation.

    The first mapping is for the first INPUT, and so on; what has none is read as it is. Format and
    sheet are those of the first.
    """

    paths: tuple[str, ...] = attrs.field(converter=_several)
    format: str | None
    mappings: tuple[str, ...]
    sheet: str | None
    as_of: str | None
    selection: Selection

    @property
    def path(self) -> str:
        """What messages call INPUT; empty where there is none."""
        return ", ".join(self.paths)

    @property
    def day(self) -> date | None:
        """The date of --as-of, where there is one. Raises `InputError`."""
        try:
            return None if self.as_of is None else read_date(self.as_of)
        except InputError as error:
            raise InputError(attrs.evolve(e, source="--as-of") for e in error.complaints) from None

    def load(
        self, evaluator: Evaluator, reader: Reader | None = None
    ) -> tuple[list[Initiative], date | None]:
        """The initiatives for an evaluator, and the date. Raises `InputError` with all complaints.

        `reader` reads the initiatives, where that is not the evaluator.
        """
        day = self.day
        undated = [evaluator.date_missing] if day is None and evaluator.graph.reads_date else []
        try:
            initiatives = self.read(reader or evaluator)
        except InputError as error:
            raise InputError([*undated, *error.complaints]) from None
        if undated:
            raise InputError(undated)
        return initiatives, day

    def read(self, reader: Reader) -> list[Initiative]:
        """The initiatives of all INPUTs; prints warnings, and raises with all complaints."""
        if len(self.mappings) > max(len(self.paths), 1):
            problem = f"{len(self.mappings)} mappings for {plural(len(self.paths), 'INPUT')}"
            raise InputError(Complaint(problem, "at most one for each", source="--map"))
        if self.paths.count("-") > 1:
            raise InputError(Complaint("standard input is read once", source="-"))
        parts: list[Part] = []
        complaints: list[Complaint] = []
        for number in range(len(self.paths)):
            try:
                parts += self._parts(reader, number)
            except InputError as error:
                complaints += error.complaints
        if complaints:
            raise InputError(complaints)
        if len(parts) == 1:
            return list(parts[0].initiatives)
        from evalcore.read.joining import joined

        found = joined(parts, reader.broken)
        self._warn(found.warnings, self.path)
        return list(found.initiatives)

    def _parts(self, reader: Reader, number: int) -> Iterator[Part]:
        """What one INPUT says; prints warnings. Answers may have a sheet for each who was asked."""
        from evalcore.read.documents import Part, open_document, parse_initiatives

        path, first = self.paths[number], number == 0
        mapping = self.mappings[number] if number < len(self.mappings) else None
        note_read(path, *([] if mapping is None else [mapping]))
        form, sheet = (self.format, self.sheet) if first else (None, None)
        plugins, name = reader.plugins, STDIN if path == "-" else path
        if path == "-":
            chosen, document = standard_input(plugins, form or "json")
        else:
            chosen, document = open_document(plugins, path, form)
        several: Sequence[str | None] = ()
        if not first and mapping is None:
            from evalcore.read.places import sheets_of_requests

            several = sheets_of_requests(plugins, chosen, document, reader.fields)
        for each in several or (sheet,):
            loaded = parse_initiatives(reader, document, chosen, name, mapping=mapping, sheet=each)
            self._warn(loaded.warnings, path, loaded.tally, name)
            find = _finder(plugins, chosen, document, name, mapping, each)
            called = name if each is None else f"{name} [{each}]"
            yield Part(called, loaded.initiatives, find)

    def _warn(
        self,
        warnings: Sequence[Complaint],
        path: str,
        tally: Tally | None = None,
        name: str = "",
    ) -> None:
        for warning in warnings[:MOST_WARNINGS]:
            warn(str(warning))
        if len(warnings) > MOST_WARNINGS:
            warn(f"{len(warnings) - MOST_WARNINGS} more warnings")
        refused = _report(tally, name) if tally else 0
        if self.selection.strict and (warnings or refused):
            found = [plural(len(warnings), "warning")] if warnings else []
            found += [plural(refused, "refused cell")] if refused else []
            raise InputError(Complaint(f"--strict: {' and '.join(found)} about {path}"))


def _finder(*about: Any) -> Callable[[str, str], str]:
    """Says where a document speaks of what; opens it again only when somebody asks."""

    @functools.cache
    def places() -> Any:
        from evalcore.read.places import Places

        return Places(*about)

    return lambda own, field: str(places().find(own, field))


def note_read(*paths: str) -> None:
    """Remembers what is read, so that no result is written over it."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta.setdefault(READ, []).extend(paths)


def grouped(name: str, made: type, *options: Callable[[F], F]) -> Callable[[F], F]:
    """Adds options, passed on as one value; its attributes are called as the options are."""

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def wrapped(**given: Any) -> Any:
            own = {each: given.pop(each) for each in attrs.fields_dict(made) if each in given}
            return command(**given, **{name: made(**own)})

        decorated: Any = wrapped
        for option in reversed(options):
            decorated = option(decorated)
        return cast("F", decorated)

    return decorate


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


plugin_options = grouped(
    "selection",
    Selection,
    click.option(
        "--plugins-dir", "folder", metavar="DIR", help="A folder of plugins, one file each."
    ),
    click.option(
        "--block", multiple=True, metavar="NAME", help="Turn a plugin off; may be repeated."
    ),
    click.option("--strict", is_flag=True, help="Warnings are errors."),
    careful,
)


READING = (
    click.option(
        "--from",
        "format",
        metavar="FORMAT",
        help="How to read INPUT, such as csv. Default: by suffix; json for -.",
    ),
    click.option(
        "--map",
        "mappings",
        multiple=True,
        metavar="MAPPING",
        help="A TOML file that says which columns of INPUT hold the fields; one for each INPUT.",
    ),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook. Default: the first."),
)


def _named(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> Any:
    if "" in given:  # no file at all would be no initiatives, in silence
        raise click.BadParameter("one of the names is empty; is a variable not set?")
    return given


DATE = click.option("--as-of", metavar="DATE", help="The date of the evaluation, as 2026-11-23.")
ON = click.option(
    "--on",
    "paths",
    metavar="INPUT",
    multiple=True,
    required=True,
    callback=_named,
    help="The initiatives; several are joined by id.",
)
INPUT = click.argument("paths", metavar="INPUT...", nargs=-1, required=True, callback=_named)


def input_options(*options: Callable[[F], F], path: Callable[[F], F] = INPUT) -> Callable[[F], F]:
    """Adds INPUT and how it is read, passed on as one `Given` called `given`.

    The options come between those of INPUT and those of plugins.
    """
    return grouped("given", Given, path, *READING, DATE, *options, plugin_options)


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
    return chosen, data if chosen.binary else decoded(data, STDIN)


def report_troubles(
    evaluator: Evaluator, evaluations: Iterable[Evaluation], *, strict: bool
) -> None:
    """Prints which opaque criteria failed or were slow, and what went wrong with observers.

    Raises `InputError` where something did and `strict`.
    """
    from evalcore.judge.evaluation import judged

    found = [f"{each.id}: {note}" for each in evaluations for note in judged(each).answers.notes]
    found += evaluator.troubles
    for trouble in found[:MOST_COMPLAINTS]:
        warn(trouble)
    if len(found) > MOST_COMPLAINTS:
        warn(f"{len(found) - MOST_COMPLAINTS} more of these")
    if found and strict:
        counted = plural(len(found), "problem")
        raise InputError(Complaint(f"--strict: {counted} with plugins"))


def _standard_input(largest: int) -> bytes:
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - it may be closed
        raise InputError(Complaint("it is closed", "initiatives", source=STDIN))
    try:
        data = sys.stdin.buffer.read(largest + 1)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError(Complaint(problem, source=STDIN)) from None
    if len(data) > largest:
        raise InputError(Complaint(f"more than {largest} bytes", source=STDIN))
    return data


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
    first, _, rest = visible(text).partition(" ")
    if color and is_colored(sys.stderr):
        first = click.style(first, fg=color)
    click.echo(f"{first} {rest}", err=True)


def visible(text: str) -> str:
    """The text without what steers a terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def is_colored(stream: TextIO) -> bool:
    """Whether a stream leads to a terminal that shows colours."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain
