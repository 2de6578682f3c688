"""`evalcore new`: something new to start from: a plugin, or a ruleset."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from evalcore.cli.common import careful
from evalcore.cli.output import emit
from evalcore.extend.plugins import discover
from evalcore.extend.policies import Role
from evalcore.written.errors import InputError

FOLDER = "policies"
NO_START = "say what to start from: --like stage-gate, or --from portfolio.xlsx"
STARTERS = ("stage-gate", "rice", "wsjf", "two-gates")


@click.group("new")
def command() -> None:
    """Start something new: a plugin, with all that it takes to test and ship it, or a ruleset."""


@command.command("plugin")
@click.argument("name")
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    help=f"Where to write. Default: the current folder; with --single-file {FOLDER}.",
)
@click.option("--gate", is_flag=True, help="A gate instead of a criterion.")
@click.option("--single-file", is_flag=True, help="One file for --plugins-dir, no distribution.")
@careful
def plugin(*, name: str, folder: str | None, gate: bool, single_file: bool) -> None:
    """Write the plugin NAME: a policy that works, to be changed into yours.

    NAME is that of a distribution, such as evalcore-carbon: it is imported as evalcore_carbon, and
    its policy is carbon. DIR/NAME gets the policy, its tests, a ruleset with requests that use it,
    a README, and what GitHub needs to test it. With --single-file there is only DIR/carbon.py.
    """
    from evalcore.scaffold import files
    from evalcore.scaffold.names import names_of, objections
    from evalcore.written.writing import obstacles, write_all

    names = names_of(name, single_file=single_file)
    role = Role.GATE if gate else Role.CRITERION
    if single_file:
        home = Path(folder or FOLDER)
        made = files.single_file(names, role)
        after = [
            "In a ruleset:\n",
            *files.excerpt(names, role).splitlines(),
            "",
            f"Then add --plugins-dir {shlex.quote(str(home))} to every command.",
        ]
    else:
        home = Path(folder or ".") / names.distribution
        made = files.distribution(names, role)
        after = ["Next:\n", *(f"  {line}" for line in _steps(home))]
    contents = {home / path: text for path, text in made.items()}
    complaints = [*objections(names, discover()), *obstacles(contents)]
    if complaints:
        raise InputError(complaints)
    write_all(contents)
    emit("\n".join([*map(str, contents), "", *after, ""]))


@command.command("ruleset")
@click.argument("name")
@click.option("--like", type=click.Choice(STARTERS), help="A usual way to decide, to be changed.")
@click.option("--from", "path", metavar="INPUT", help="A sheet: its columns become the fields.")
@click.option("--sheet", metavar="NAME", help="With --from: the sheet of a workbook.")
@click.option(
    "--header-row",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --from: the row that names the columns.",
)
@click.option("--dir", "folder", metavar="DIR", help="Where to write. Default: the current folder.")
@careful
def ruleset(
    *,
    name: str,
    like: str | None,
    path: str | None,
    sheet: str | None,
    header_row: int | None,
    folder: str | None,
) -> None:
    """Write the ruleset NAME.toml, to be changed into yours.

    With --like after a usual way to decide: stage-gate, rice, wsjf or two-gates. With --from out of
    a sheet: a field for each column, a score for each number, and NAME.mapping.toml, by which the
    sheet is read.
    """
    from evalcore.scaffold.starters import checked, name_faults, starter
    from evalcore.written.writing import obstacles, write_all

    if (like is None) == (path is None):
        raise click.UsageError(NO_START)
    if path is None and (sheet is not None or header_row is not None):
        raise click.UsageError("--sheet and --header-row are for --from")
    home = Path(folder or ".")
    made = {home / f"{name}.toml": ""}
    if path is not None:
        made[home / f"{name}.mapping.toml"] = ""
    complaints = [*name_faults(name), *obstacles(made)]
    if complaints:
        raise InputError(complaints)
    plugins = discover()
    text = "" if like is None else starter(like, name)
    words = [shlex.quote(str(home / f"{name}.toml"))]
    after = [f"evalcore form {words[0]} -o requests.xlsx"]
    if path is not None:
        from evalcore.read.documents import open_document
        from evalcore.scaffold.from_sheet import Table, start_from

        chosen, document = open_document(plugins, path)
        start = start_from(name, Table(plugins, chosen, document, path, sheet, header_row))
        text, made[home / f"{name}.mapping.toml"] = start.ruleset, start.mapping
        words += [shlex.quote(path), "--map", shlex.quote(str(home / f"{name}.mapping.toml"))]
        after = [f"evalcore rank {' '.join(words)}"]
    made[home / f"{name}.toml"] = checked(text, plugins)
    write_all(made)
    steps = [f"evalcore check {words[0]}", *after]
    emit("\n".join([*map(str, made), "", "Next:\n", *(f"  {each}" for each in steps), ""]))


def _steps(home: Path) -> list[str]:
    from evalcore.scaffold.origin import source

    # Where no index has evalcore, it has to be there before what needs it.
    own = source()
    return [
        f"cd {shlex.quote(str(home))}",
        "python3 -m venv .venv",
        ".venv/bin/pip install --upgrade pip",
        *([f".venv/bin/pip install {shlex.quote(own)}"] if own else []),
        ".venv/bin/pip install --editable . --group dev",
        ".venv/bin/evalcore rank examples/rules.toml examples/requests.csv",
        ".venv/bin/pytest",
    ]
