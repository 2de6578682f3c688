"""The dialogue of `evalcore ask`: questions on the terminal, answers from standard input.

What to ask is not known here, only how: what is said goes to standard error, as standard output is
for the verdict. Answers may be piped in; they are then repeated, so that the dialogue can be read.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, cast

import attrs
import click

from evalcore.cli.common import STDIN, say, visible
from evalcore.form import answer as expected
from evalcore.request.cells import Cell
from evalcore.request.fields import Field
from evalcore.request.values import FieldValue, Misfit, Record, Withheld, read
from evalcore.study.interview import Question
from evalcore.written.errors import Complaint, InputError

HELP = (
    "? is I don't know, - is I can't say, back undoes the last answer, quit stops.\n"
    'Quotes take a word as it is: "back" is the text back.'
)
UNKNOWN, WITHHELD = "?", "-"
BACK, QUIT, MORE = "back", "quit", "help"
NONE = "none"


class Quit(Exception):  # noqa: N818 - no error
    """The user has had enough, or there is no more input."""


class Back(Exception):  # noqa: N818 - no error
    """The user wants to answer the question before this one again."""


def ask(question: Question, number: int, who: str) -> FieldValue:
    """The answer to a question, put until there is one; None is "I don't know".

    `who` can answer it; empty where anybody may. Raises `Quit` and `Back`.
    """
    field = question.field
    remarks = [question.key]
    remarks += [f"for {who}"] if who else []
    remarks += [f"{question.minutes:g} min"] if question.minutes is not None else []
    show(f"\n{number}. {question.text} ({', '.join(remarks)})")
    show(f"   {question.why}.")
    if field.kind.row.is_list:
        return _records(field)
    show(f"   {(field.kind.row.ask or expected)(field)}")
    if question.left:
        show(f"   {question.left}")
    for place, each in enumerate(field.choices or (), start=1):
        show(f"   {place:>3} {each}")
    return _answer(field, otherwise=f"   an answer, {UNKNOWN} or {WITHHELD}; help says more")


def _answer(field: Field, prompt: str = "", otherwise: str = "") -> FieldValue:
    """An answer that fits; no answer is None, unless it has to be one of them `otherwise`."""
    while True:
        text = heard(prompt)
        if not text and otherwise:
            show(otherwise)
            continue
        try:
            return understood(field, text) if text else None
        except Misfit as misfit:
            _refuse(misfit)


def ask_text(what: str) -> str:
    """Puts a question of the interview itself, such as the id; no answer is "". Raises `Quit`."""
    show(what)
    text = heard(plain=True)
    return "" if text in (UNKNOWN, WITHHELD) else text


def heard(prompt: str = "", *, plain: bool = False) -> str:
    """One line of input. Raises `Quit` and `Back` for these words, unless it is `plain`."""
    while True:
        text = _line(f"{prompt}> ").strip()
        if plain:
            return text
        match text.casefold():
            case "quit":
                raise Quit
            case "back":
                raise Back
            case "help":
                show(HELP)
            case _:
                return text


def understood(field: Field, text: str) -> FieldValue:
    """What an answer stands for; None is "I don't know". Raises `Misfit`."""
    row = field.kind.row
    if text == UNKNOWN:
        return None
    if text == WITHHELD:
        return Withheld()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
        return read(field, text.split(";") if row.several else text)
    if field.choices:
        members = text.split(";") if row.several else [text]
        text = ";".join(_chosen(field.choices, each.strip()) for each in members)
    return read(field, row.typed(text) or Cell(text))


def _chosen(choices: Sequence[str], text: str) -> str:
    """The choice of that number, unless a choice is called like one."""
    if text in choices or not text.isdecimal() or not 1 <= int(text) <= len(choices):
        return text
    return choices[int(text) - 1]


def _records(field: Field) -> FieldValue:
    """A list, record by record and cell by cell; what is left empty is not known."""
    first, *others = field.record.values()
    show(f"   One after the other: {', '.join(field.record)}.")
    show(f"   An empty line instead of another {first.name} ends the list; {NONE} is none at all.")
    found: list[Record] = []
    while True:
        record: dict[str, Any] = {}
        try:
            text = heard(f"{len(found) + 1}. {first.name} ")
        except Back:
            if not found:
                raise
            found.pop()
            show(f"   number {len(found) + 1} again")
            continue
        if not found and text.casefold() in (UNKNOWN, WITHHELD, NONE):
            return {UNKNOWN: None, WITHHELD: Withheld()}.get(text, ())
        if not text and found:
            return tuple(found)
        if not text:
            show(f"   {NONE} for none at all, {UNKNOWN} for I don't know")
            continue
        try:
            record[first.name] = understood(first, text)
            for inner in others:
                record[inner.name] = _answer(inner, f"   {inner.name} ({expected(inner)}) ")
        except Misfit as misfit:
            _refuse(misfit)
            continue
        except Back:
            show(f"   number {len(found) + 1} again")
            continue
        found.append(record)


def _refuse(misfit: Misfit) -> None:
    for each in misfit.complaints:
        path = tuple(step for step in each.path if isinstance(step, str))
        say(f"error: {attrs.evolve(each, path=path)}", "red")


def show(text: str) -> None:
    """One line of the dialogue; what steers a terminal is taken out."""
    click.echo(visible(text), err=True)


def _line(prompt: str) -> str:
    stream = sys.stdin
    if stream is None:  # pyright: ignore[reportUnnecessaryComparison] - it may be closed
        raise Quit
    click.echo(prompt, err=True, nl=False)
    try:
        text = stream.readline()
    except KeyboardInterrupt:
        text = ""
    except UnicodeDecodeError as error:
        raise InputError(
            Complaint("found bytes that are no text", "UTF-8", source=STDIN)
        ) from error
    if not text or not stream.isatty():
        show(text.rstrip("\n"))
    if not text:
        raise Quit
    return cast("str", text)
