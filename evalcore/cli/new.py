"""`evalcore new`: something new to start from; so far, a plugin."""

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


@click.group("new")
def command() -> None:
    """Start something new: a plugin, with all that it takes to test and ship it."""


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


def _steps(home: Path) -> list[str]:
    return [
        f"cd {shlex.quote(str(home))}",
        "python3 -m venv .venv",
        ".venv/bin/pip install --upgrade pip",
        ".venv/bin/pip install --editable . --group dev",
        ".venv/bin/evalcore rank examples/rules.toml examples/requests.csv",
        ".venv/bin/pytest",
    ]
