"""Output: where a result goes, and in which format: standard output, or a file by its suffix.

What the formats look like is the business of `evalcore.reports`.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import attrs
import click

from evalcore.cli.common import READ, RESULTS, F, is_colored, say
from evalcore.written.errors import Complaint, InputError, near, one_of, show
from evalcore.written.files import PACKED, look
from evalcore.written.writing import Content, encoded, unwritable, write_new, write_whole

if TYPE_CHECKING:
    from evalcore.reports import document as doc
    from evalcore.reports.tables import Table

SUFFIXES: Mapping[str, str] = {
    ".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".html": "html",
    ".xlsx": "xlsx", ".parquet": "parquet", ".docx": "docx", ".eml": "eml", ".toml": "toml",
}  # fmt: skip
BINARY = {
    "xlsx": "a workbook",
    "parquet": "a Parquet file",
    "docx": "a document",
    "eml": "a mail",
}  # what is no text: it needs a file
OFFICE = ("docx", "eml")  # what only documents are written as
TABULAR = ("csv", "xlsx", "parquet")
EVERY = ("table", "json", *TABULAR, "markdown", "html")  # what has a table is written as
WIDTH = 100  # columns of a table in a file, where COLUMNS says nothing
BOM = "\ufeff"
ANOTHER = "choose another name"


@attrs.frozen(slots=False)
class Output:
    """Where a result goes: `file`, or standard output where that is None.

    `formats` are those that there are, the first one as default; `asked` is what --format says. A
    `fresh` file is one that people go on with: nothing is written over another.
    """

    formats: tuple[str, ...]
    file: str | None = None
    asked: str | None = None
    bom: bool = False
    fresh: bool = False
    suffixes: Mapping[str, str] = attrs.field(default=SUFFIXES)

    def among(self, formats: Iterable[str]) -> Output:
        """The same with other formats to choose from."""
        return attrs.evolve(self, formats=tuple(formats))

    @cached_property
    def form(self) -> str:
        """The format: what --format says, or else the suffix of the file.

        Raises `InputError` where there is none, and where the file cannot be written, so that
        nobody waits for a result that has no place.
        """
        form = self.asked or self._by_suffix()
        if form not in self.formats:
            problem, meant = f"there is no format {show(form)} here", near(form, self.formats)
            raise InputError(Complaint(problem, one_of(self.formats), meant, source="--format"))
        if self.bom and form != "csv":
            raise InputError(Complaint("a byte order mark is for csv", source="--bom"))
        if self.file is None and form in BINARY:
            raise InputError(self._needs_file(form))
        if self.file is not None:
            self._check_suffix(form, self.file)
            self._check_place(self.file)
        return form

    def verify(self) -> None:
        """Raises `InputError` where `form` does: before a long work, say."""
        assert self.form  # noqa: S101 - it raises by itself

    def emit(self, content: Content) -> None:
        """Writes the result: to the file, whole or not at all, or to standard output."""
        if self.bom and not isinstance(content, bytes):
            content = chain([BOM], [content] if isinstance(content, str) else content)
        if self.file is None:
            if isinstance(content, bytes):
                raise InputError(self._needs_file(self.form))
            emit(content)
            return
        if self.fresh:
            write_new(self.file, content)
            return
        check_spared(self.file)
        if write_whole(self.file, content):
            say(f"note: {self.file}: written over what was there", "")

    def emit_json(self, data: Any) -> None:
        """Writes plain data as JSON."""
        from evalcore.reports.machine import spell_json

        self.emit(spell_json(data))

    def emit_as(
        self,
        data: Callable[[], Any],
        made: Callable[[], doc.Document],
        tables: Callable[[], Sequence[Table]] | None = None,
        book: Callable[[], bytes] | None = None,
    ) -> None:
        """Writes a result: as json what it is as plain data, else the document made of it.

        As csv, xlsx or parquet its tables; `book` makes the workbook where that is another one.
        """
        if self.form == "json":
            self.emit_json(data())
        elif self.form == "xlsx" and book is not None:
            self.emit(book())
        elif self.form in TABULAR and tables is not None:
            from evalcore.reports.tables import as_table

            title = made().title if self.form == "xlsx" else ""  # nothing else has one
            self.emit(as_table(tables(), self.form, title))
        else:
            self.emit_document(made())

    def emit_document(self, document: doc.Document) -> None:
        """Writes a document in its format; a table is as wide as the terminal."""
        self.emit(self.content(document, self.form))

    def content(self, document: doc.Document, form: str) -> Content:
        """A document in a format."""
        from evalcore.reports.formats import for_office, written

        if form in OFFICE:
            return for_office(document, form)
        return written(document, form, **self.terminal)

    @property
    def terminal(self) -> Mapping[str, Any]:
        """The width and colour of tables: what the terminal offers, and in a file what is said."""
        if self.file is not None:
            columns = os.environ.get("COLUMNS", "")
            return {"width": int(columns) if columns.isdecimal() else WIDTH, "color": False}
        stream = _results()
        return {
            "width": shutil.get_terminal_size((80, 24)).columns,
            "color": stream is not None and is_colored(stream),
        }

    @staticmethod
    def _needs_file(form: str) -> Complaint:
        problem = f"{BINARY.get(form, form)} is not written to standard output"
        return Complaint(problem, mend=f"say where to: -o FILE.{form}")

    def _by_suffix(self) -> str:
        if self.file is None:
            return self.formats[0]
        suffix = PurePath(self.file).suffix.casefold()
        form = self.suffixes.get(suffix, suffix.removeprefix("."))
        if form in self.formats:
            return form
        self._check_packed(self.file)
        known = [suffix for suffix, form in self.suffixes.items() if form in self.formats]
        problem = f"found the suffix {suffix}" if suffix else "the name has no suffix"
        several = len(self.formats) > 1
        mend = f"or say how to write it: --format {self.formats[0]}" if several else ""
        meant = near(suffix, known, most=1)
        raise InputError(Complaint(problem, one_of(known), meant, mend, source=self.file))

    def _check_suffix(self, form: str, file: str) -> None:
        """What a program opens by its suffix holds what that says; any text may be called .txt."""
        self._check_packed(file)
        suffix = PurePath(file).suffix.casefold()
        by_suffix = self.suffixes.get(suffix)
        other = form in self.suffixes.values() and by_suffix not in (None, "table")
        if form != by_suffix and (form in BINARY or by_suffix in BINARY or other):
            wanted = next((each for each, known in self.suffixes.items() if known == form), "")
            problem = f"--format {form} in a file that ends in {suffix or 'nothing'}"
            expected = f"a file that ends in {wanted or f'.{form}'}"
            raise InputError(Complaint(problem, expected, source=file))

    def _check_packed(self, file: str) -> None:
        """Raises `InputError` for the suffix of a compressed file: nothing is written as one."""
        suffix = PurePath(file).suffix.casefold()
        if suffix in PACKED:
            problem = f"found the suffix {suffix}: a result is not compressed"
            mend = f"write {PurePath(file).stem} and compress that"
            if "parquet" in self.formats:
                mend += "; or -o FILE.parquet, which is compressed by itself"
            raise InputError(Complaint(problem, mend=mend, source=file))

    def _check_place(self, file: str) -> None:
        found = unwritable(file)
        if found is not None:
            raise InputError(found)
        if self.fresh and look(file):
            problem = "there is something here already, perhaps filled in"
            raise InputError(Complaint(problem, mend=ANOTHER, source=file))


def check_spared(file: str) -> None:
    """Raises `InputError` where a result would be written over what the command reads."""
    context = click.get_current_context(silent=True)
    read: Iterable[str] = () if context is None else context.meta.get(READ, ())
    if look(file) and any(look(each) and Path(file).samefile(each) for each in read):
        problem = "this is read: the result would be written over it"
        raise InputError(Complaint(problem, mend=ANOTHER, source=file))


def output_options(
    *formats: str, bom: bool = False, fresh: bool = False, suffixes: Mapping[str, str] = SUFFIXES
) -> Callable[[F], F]:
    """Adds -o and --format with these choices, passed on as one `Output`, the first as default.

    Without formats, which ones there are is found out later: see `Output.among`. Of a single one
    there is no choice.
    """
    default = formats[0] if formats else "table"
    options = [
        click.option(
            "--format",
            "asked",
            type=click.Choice(formats) if formats else None,
            metavar=None if formats else "FORMAT",
            help=f"How to write the result. Default: by the suffix of FILE, else {default}.",
        ),
        click.option(
            "-o",
            "--output",
            "file",
            metavar="FILE",
            help=f"Where to write the result: {'a new file' if fresh else 'to this file'}.",
        ),
    ][len(formats) == 1 :]
    if bom:
        about = "csv begins with a byte order mark, by which Excel knows UTF-8."
        options.append(click.option("--bom", is_flag=True, help=about))

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def wrapped(
            *, file: str | None, asked: str | None = None, bom: bool = False, **given: Any
        ) -> Any:
            file = None if file == "-" else file
            output = Output(formats, file, asked, bom, fresh, suffixes)
            return command(output=output, **given)

        decorated: Any = wrapped
        for option in reversed(options):
            decorated = option(decorated)
        made: F = decorated
        return made

    return decorate


def emit(text: str | Iterable[str]) -> None:
    """Prints a result to standard output, as UTF-8 on every machine; texts one after the other.

    A reader who has seen enough, such as head, ends the program quietly.
    """
    stream = _results()
    if stream is None:
        raise InputError(Complaint("standard output is closed"))
    try:
        stream.flush()
        for piece in encoded(text):
            stream.buffer.write(piece)
        stream.buffer.flush()
    except OSError as error:
        # What could not be written is still there: Python would try again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError):
            sys.exit(0)
        problem = f"the result cannot be written: {error.strerror or error}"
        raise InputError(Complaint(problem)) from None


def _results() -> Any:
    """Where results go; None where standard output is closed."""
    context = click.get_current_context(silent=True)
    return sys.stdout if context is None else context.meta.get(RESULTS, sys.stdout)
