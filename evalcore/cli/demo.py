"""`evalcore demo`: from nothing to the open page, on requests that ship."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

import click

import evalcore
from evalcore.cli.common import Given, Selection, plugin_options, say
from evalcore.cli.output import emit
from evalcore.written.writing import write_whole

RULESETS = ("default", "strategy_and_discipline")


@click.command("demo")
@click.option("--no-open", "quiet", is_flag=True, help="Write the file, and open nothing.")
@plugin_options
def command(*, selection: Selection, quiet: bool) -> None:
    """Open the page of twelve requests that ship, by two rulesets that ship.

    It is a file in the folder for temporary files; its name is printed.
    """
    from evalcore.page.council import Keeping, council_page

    evaluators = selection.evaluators(RULESETS)
    keeping = Keeping.of(evaluators)
    given = Given(str(requests()), (), (), (), None, selection)
    text = council_page(evaluators, given.read(keeping), keeping=keeping)
    path = Path(tempfile.mkdtemp(prefix="evalcore-")) / "council.html"
    write_whole(str(path), text)
    emit(f"{path}\n")
    if not quiet and not webbrowser.open(path.as_uri()):
        say("note: no browser was found: open the file yourself", "")


def requests() -> Path:
    """The requests that ship; in a source tree they are among the examples."""
    package = Path(evalcore.__file__).resolve().parent
    if (package.parent / "pyproject.toml").is_file():
        return package.parent / "examples" / "requests.toml"
    return package / "_examples" / "requests.toml"
