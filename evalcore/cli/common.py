"""What the commands share: options, loading, and how complaints and results are printed."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import attrs
import click

from evalcore.errors import Complaint, InputError
from evalcore.evaluator import Evaluator, read_date
from evalcore.initiative import Initiative
from evalcore.plugins import Plugins, discover

BAD_INPUT = 2
NOT_HELD = 1
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
            raise InputError(Complaint(f"--strict: {len(plugins.problems)} of the plugins cannot be used"))
        return plugins


def plugin_options(command: F) -> F:
    """Adds --plugins-dir, --block and --strict, passed on as one `Selection`."""

    @click.option("--plugins-dir", "folder", metavar="DIR", help="A folder of policies, one file each.")
    @click.option("--block", multiple=True, metavar="NAME", help="Turn a plugin off, by name.")
    @click.option("--strict", is_flag=True, help="Warnings are errors.")
    @functools.wraps(command)
    def wrapped(*args: Any, folder: str | None, block: tuple[str, ...], strict: bool, **more: Any) -> Any:
        return command(*args, selection=Selection(folder, block, strict), **more)

    return wrapped  # type: ignore[return-value]


def input_options(command: F) -> F:
    """Adds the arguments RULESET and INPUT, --from and --as-of."""
    for decorate in (
        click.option("--as-of", metavar="DATE", help="The date of the evaluation, as 2026-11-23."),
        click.option("--from", "source", metavar="FORMAT", help="How to read INPUT: toml, json, csv."),
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
    """Complaints are printed, one after the other, and end the program with exit code 2."""

    @functools.wraps(command)
    def wrapped(*args: Any, **keywords: Any) -> Any:
        try:
            return command(*args, **keywords)
        except InputError as error:
            complain(error.complaints)
            sys.exit(BAD_INPUT)
        except BrokenPipeError:  # the reader, such as head, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)

    return wrapped  # type: ignore[return-value]


def load(
    ruleset: str, path: str, source: str | None, as_of: str | None, selection: Selection
) -> tuple[Evaluator, list[Initiative], date | None]:
    """The evaluator, the initiatives of the input, and the date; raises with all complaints."""
    from evalcore.documents import choose_source, load_initiatives, parse_initiatives

    day = read_date(as_of) if as_of is not None else None
    evaluator = Evaluator(ruleset, plugins=selection.discover())
    if day is None and evaluator.graph.reads_date:
        raise InputError(evaluator.date_missing)
    if path == "-":
        chosen = choose_source(evaluator.plugins.sources(), "-.json", source)
        loaded = parse_initiatives(evaluator, _standard_input(), chosen, "<stdin>")
    else:
        loaded = load_initiatives(evaluator, path, source=source)
    for warning in loaded.warnings:
        warn(str(warning))
    if loaded.warnings and selection.strict:
        raise InputError(Complaint(f"--strict: {len(loaded.warnings)} warnings about {path}"))
    return evaluator, list(loaded.initiatives), day


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(Complaint(f"byte {error.start + 1} is no UTF-8", source="<stdin>")) from error


def complain(complaints: Iterable[Complaint]) -> None:
    """Prints complaints to standard error, with a count where there are several."""
    found = list(complaints)
    for each in found:
        say(f"error: {each}", "red")
    if len(found) > 1:
        say(f"{len(found)} errors", "red")


def warn(text: str) -> None:
    """Prints one warning to standard error."""
    say(f"warning: {text}", "yellow")


def say(text: str, color: str) -> None:
    """Prints to standard error, the first word in colour on a terminal."""
    first, _, rest = "\n".join(map(_visible, text.split("\n"))).partition(" ")
    click.echo(f"{click.style(first, fg=color)} {rest}", err=True)


def _visible(line: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


def emit(text: str) -> None:
    """Prints a result to standard output, as UTF-8 on every machine."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def terminal() -> dict[str, Any]:
    """The width and colour that the terminal offers: 80 columns where it does not say."""
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return {"width": shutil.get_terminal_size((80, 24)).columns, "color": color}
