"""What `evalcore explain --for` writes: a letter to the sponsor, or the page for the council.

With --all one for each initiative, in a folder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from evalcore.cli.common import say, warn
from evalcore.cli.output import SUFFIXES, Output, check_spared, emit
from evalcore.judge.comparison import Reader
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.request.fields import Field, Kind
from evalcore.written.errors import Complaint, InputError, plural
from evalcore.written.files import look
from evalcore.written.writing import unwritable, write_whole

if TYPE_CHECKING:
    from evalcore.reports.document import Document
    from evalcore.study.changes import Changes

SPONSOR = "sponsor"  # the field that says whom a letter is for, and the one to write to
COUNCIL = "council"
READERS = (SPONSOR, COUNCIL)
LONGEST_NAME = 80  # characters of the name of a letter's file


def addressed(evaluator: Evaluator) -> Reader:
    """Reads what an evaluator reads, and who asked: no ruleset decides by that, a letter needs it.

    Any text will do, unless the vocabulary of the ruleset knows better. What its portfolio asks for
    is read, too.
    """
    declared, portfolio = evaluator.graph.declared, evaluator.graph.portfolio
    sponsor = declared.get(SPONSOR) or Field(SPONSOR, Kind.TEXT)
    more = {} if portfolio is None else {name: declared[name] for name in portfolio.reads}
    return Reader.beside(evaluator, {**more, SPONSOR: sponsor})


def chosen_together(
    evaluator: Evaluator, evaluations: Sequence[Judged], names: Collection[str]
) -> Mapping[str, str]:
    """What became of these beside all others, by id; empty where nothing chooses together."""
    if evaluator.graph.portfolio is None or len(evaluations) < 2:
        return {}
    from evalcore.portfolios.candidates import of_evaluations
    from evalcore.portfolios.choice import choose
    from evalcore.portfolios.sentences import beside

    try:
        choice = choose(of_evaluations(evaluator, evaluations), why=names)
    except InputError as error:  # a letter about the verdict is a letter all the same
        for each in error.complaints:
            warn(f"letters say nothing about who is chosen together: {each}")
        return {}
    return {name: beside(choice, name) for name in names}


def letter_for(reader: str, evaluator: Evaluator, evaluation: Judged, beside: str = "") -> Document:
    """The letter to the sponsor or the page for the council.

    `beside` is what became of the request beside the others.
    """
    from evalcore.letters import letter, page
    from evalcore.reports.letters import letter_document, page_document

    changes = _smallest_change(evaluator, evaluation, reader)
    if reader == SPONSOR:
        return letter_document(attrs.evolve(letter(evaluation, changes), beside=beside))
    found = page(evaluation, changes)
    return page_document(attrs.evolve(found, letter=attrs.evolve(found.letter, beside=beside)))


def letters_folder(output: Output) -> Path:
    """The folder for a letter each. Raises `InputError` where there can be none."""
    file = output.file
    if file is None:
        problem = "--all writes a file for each initiative"
        raise InputError(Complaint(problem, mend="say in which folder: -o letters/"))
    there = look(file)
    if there == "file" or (there is None and Path(file).suffix.casefold() in SUFFIXES):
        problem = "this is a file" if there else "with --all there is a file for each initiative"
        raise InputError(Complaint(problem, "a folder, such as letters/", source=file))
    found = None if there else unwritable(Path(file))
    if found is not None:
        raise InputError(found)
    return Path(file)


def write_letters(
    reader: str, evaluator: Evaluator, evaluations: Iterable[Judged], output: Output
) -> None:
    """Writes a letter or a page for each, in files that are called by their ids."""
    folder, form = letters_folder(output), output.asked or "markdown"
    suffix = next(suffix for suffix, known in SUFFIXES.items() if known == form)
    files: dict[str, Judged] = {}
    for each in evaluations:
        files[_file_name(each.id, files)] = each
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        problem = f"cannot be made: {error.strerror or error}"
        raise InputError(Complaint(problem, source=str(folder))) from None
    replaced = 0
    beside = chosen_together(evaluator, [*files.values()], [each.id for each in files.values()])
    for name, each in files.items():
        path = str(folder / f"{name}{suffix}")
        check_spared(path)
        document = letter_for(reader, evaluator, each, beside.get(each.id, ""))
        replaced += write_whole(path, output.content(document, form))
        emit(f"{path}\n")
    if replaced:
        say(f"note: {folder}: {plural(replaced, 'file')} written over what was there", "")


def _file_name(key: str, taken: Iterable[str]) -> str:
    """An id as the name of a file, on every system, and no other one's in any spelling."""
    name = re.sub(r"[^\w.-]+", "-", key)[:LONGEST_NAME].strip("-.") or "request"
    known = {each.casefold() for each in taken}
    found, number = name, 1
    while found.casefold() in known:
        number += 1
        found = f"{name}-{number}"
    return found


def _smallest_change(evaluator: Evaluator, evaluation: Judged, reader: str) -> Changes | None:
    """The smallest change to a better verdict: of the sponsor's, or on the page of anybody's.

    To the best verdict that one leads to; where none does, what was found out about the best.
    None where there is no better verdict, where no field says that the sponsor controls it, and
    while nothing is decided.
    """
    from evalcore.study.changes import find_changes

    verdicts = [v for v in evaluator.ruleset.verdicts if v in evaluator.graph.verdicts]
    if evaluator.graph.across is not None:
        return None  # others might change, too
    if not evaluation.decided or evaluation.verdict not in verdicts:
        return None  # first of all somebody should say what is missing
    verdicts = verdicts[: verdicts.index(evaluation.verdict)]
    roles = {each.controlled_by for each in evaluator.graph.declared.values()}
    by = SPONSOR if reader == SPONSOR else None
    if not verdicts or (by and by not in roles):
        return None
    found: list[Changes] = []
    for verdict in verdicts:
        initiative, day = evaluation.initiative, evaluation.as_of
        found.append(find_changes(evaluator, initiative, verdict, by=by, as_of=day))
        if found[-1].found:
            return found[-1]
    return found[0]
