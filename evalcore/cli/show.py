"""`evalcore show`: the effective ruleset, with where each line is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, cast

import click

from evalcore.cli.common import Selection, note_read, plugin_options
from evalcore.cli.output import Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.effective import Shown, shown
from evalcore.written.errors import spell_path


@click.command("show")
@click.argument("name", metavar="RULESET")
@output_options("toml", "json")
@plugin_options
def command(*, name: str, output: Output, selection: Selection) -> None:
    """Show what RULESET comes to: all that it extends in one text, with the origin of each line.

    What is printed is a ruleset itself, with the same digest.
    """
    output.verify()
    plugins = selection.discover()
    evaluator = Evaluator(name, plugins=plugins)
    note_read(*evaluator.ruleset.documents)
    found = shown(evaluator.ruleset)
    if output.form == "json":
        output.emit_json(_as_data(evaluator, found))
    else:
        output.emit(found.text)


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
