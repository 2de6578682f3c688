"""`evalcore show`: the effective ruleset, with where each line is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, cast

import click

from evalcore.cli.common import Selection, note_read, plugin_options
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.reports.document import Document, Grid, Heading
from evalcore.reports.tables import Table
from evalcore.rules.effective import Shown, shown
from evalcore.written.errors import spell_path
from evalcore.written.tables import is_list, is_table
from evalcore.written.toml_text import spell_value


@click.command("show")
@click.argument("name", metavar="RULESET")
@output_options("toml", *EVERY, bom=True)
@plugin_options
def command(*, name: str, output: Output, selection: Selection) -> None:
    """Show what RULESET comes to: all that it extends in one text, with the origin of each line.

    What is printed is a ruleset itself, with the same digest. As a table: a row for each key.
    """
    output.verify()
    plugins = selection.discover()
    evaluator = Evaluator(name, plugins=plugins)
    note_read(*evaluator.ruleset.documents)
    found = shown(evaluator.ruleset)
    if output.form == "toml":
        output.emit(found.text)
        return
    title = f"{evaluator.ruleset.name} {evaluator.ruleset.version}"
    output.emit_as(
        lambda: _as_data(evaluator, found),
        lambda: _document(found, title),
        lambda: [Table("ruleset", HEADS, [*_rows(found)])],
    )


HEADS = ("key", "value", "written in")


def _document(found: Shown, title: str) -> Document:
    rows = tuple(_rows(found))
    heads = tuple(each.capitalize() for each in HEADS)
    grid = Grid("", heads, rows, fit="hang", texts=(0, 1, 2))
    return Document((Heading(title, level=1), grid), title)


def _rows(found: Shown) -> Iterator[tuple[str, str, str]]:
    """A row for each key with a value: a table of tables is none."""
    for path, place in found.places.items():
        value: object = found.content
        for part in path:
            value = cast("Any", value)[part]
        if not is_table(value) and not (is_list(value) and value and is_table(value[0])):
            yield spell_path(path), spell_value(value), place


def _as_data(evaluator: Evaluator, found: Shown) -> dict[str, Any]:
    ruleset = evaluator.ruleset
    return {
        "ruleset": {
            "name": ruleset.name,
            "version": ruleset.version,
            "digest": evaluator.digest,
        },
        "files": list(ruleset.documents),
        "effective": _plain(found.content),
        "origins": {spell_path(path): place for path, place in found.places.items()},
    }


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [_plain(each) for each in cast("list[object]", value)]
    return value.isoformat() if isinstance(value, date | time) else value
