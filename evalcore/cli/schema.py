"""`evalcore schema`: the JSON Schema of ruleset files, for editors."""

from __future__ import annotations

import click

from evalcore.cli.common import Selection, plugin_options
from evalcore.cli.output import Output, output_options


@click.command("schema")
@output_options("json")
@plugin_options
def command(*, output: Output, selection: Selection) -> None:
    """Write the JSON Schema of ruleset files, with the policies and settings of the plugins.

    Editors that know TOML complete and check by it: save it, and name it in the first line of a
    ruleset: #:schema ./ruleset.schema.json
    """
    from evalcore.rules.schema import ruleset_schema

    output.verify()
    output.emit_json(ruleset_schema(selection.discover()))
