"""`evalcore completions`: what bash, zsh and fish need to complete its commands."""

from __future__ import annotations

import click

from evalcore.cli.common import careful
from evalcore.cli.completing import SHELLS, script
from evalcore.cli.output import emit


@click.command("completions")
@click.argument("shell", type=click.Choice(SHELLS))
@careful
def command(*, shell: str) -> None:
    r"""Write what SHELL needs to complete commands, options, rulesets, verdicts, ids and files.

    \b
    bash: evalcore completions bash > ~/.local/share/bash-completion/completions/evalcore
    zsh:  evalcore completions zsh > ~/.zfunc/_evalcore
    fish: evalcore completions fish > ~/.config/fish/completions/evalcore.fish
    """
    emit(script(shell))
