"""`evalcore mcp`: tools for assistants, by the Model Context Protocol over standard input."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from evalcore import __version__
from evalcore.cli.common import RESULTS, Selection, plugin_options
from evalcore.extend.plugins import Plugins
from evalcore.written.errors import Complaint, InputError
from evalcore.written.extras import library
from evalcore.written.files import look

ABOUT = (
    "Rulesets that decide on requests, and why. Nothing is written. Unknown is never zero: leave "
    "out what nobody has said. Explain a verdict before you pass it on."
)


@click.command("mcp")
@click.argument("home", metavar="FOLDER")
@plugin_options
def command(*, home: str, selection: Selection) -> None:
    """Serve tools for assistants over standard input and output, by the Model Context Protocol.

    Tools evaluate, explain, what_would_change, next_question and compare requests by rulesets:
    those installed, and those in FOLDER. They only read, and no path leads out of FOLDER. It needs
    the extra mcp.
    """
    server = serving(home, selection.discover())
    # What a plugin prints goes to standard error; the protocol has standard output for itself.
    with contextlib.redirect_stdout(click.get_current_context().meta[RESULTS]):
        server.run("stdio")


def serving(folder: str, plugins: Plugins) -> Any:
    """The server. Raises `InputError` for what is no folder, and where its library is absent."""
    if look(folder) != "folder":
        raise InputError(Complaint("this is no folder", "a folder of rulesets", source=folder))
    server = library("mcp.server.mcpserver", extra="mcp", use="evalcore mcp", called="mcp")
    from evalcore.assist.tools import Tools

    tools = Tools(Path(folder), plugins)
    found = server.MCPServer("evalcore", instructions=ABOUT, version=__version__)
    types = library("mcp.types", extra="mcp", use="evalcore mcp", called="mcp")
    reads = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for each in (
        tools.rulesets,
        tools.evaluate,
        tools.explain,
        tools.what_would_change,
        tools.next_question,
        tools.compare,
    ):
        found.tool(annotations=reads)(_told(each, server.exceptions.ToolError))
    return found


def _told(
    tool: Callable[..., dict[str, Any]], failure: type[Exception]
) -> Callable[..., dict[str, Any]]:
    """The same; what the caller got wrong becomes an answer that says how to mend it."""

    @wraps(tool)
    def told(*args: Any, **keywords: Any) -> dict[str, Any]:
        try:
            return tool(*args, **keywords)
        except InputError as error:
            raise failure(str(error)) from None

    return told
