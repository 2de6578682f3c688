"""Completion in real shells: what one offers after the script was read, however it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from evalcore.cli.completing import PROGRAMS

SCRIPTS = Path(sysconfig.get_path("scripts"))
BASH = """
source script.bash
for name in evalcore initiative-evalcore; do
    COMP_WORDS=($name completions z); COMP_CWORD=2
    _${name//-/_}_completion $name z completions
    echo "$name: ${COMPREPLY[@]}"
    COMPREPLY=()
done
"""
FISH = """
source script.fish
for name in evalcore initiative-evalcore
    echo $name: (complete -C "$name completions z" | string split \\t)[1]
end
"""
# One of a terminal's own for each start: the first word that is completed loads what is in fpath.
ZSH = """
zmodload zsh/zpty
zpty -b shell zsh -f -i
typed() { zpty -w -n shell "$1"; }
seen() {
    local said= more
    repeat 600; do
        while zpty -r -t shell more; do said+=$more; done
        [[ $said == *$1* ]] && return
        sleep 0.05
    done
    print -r -- "not seen: $1, but: $said"
    exit 1
}
typed "PS1='>'; autoload -Uz compinit; @READ@; print REA''DY"$'\\n'
seen READY
for name in evalcore evalcore initiative-evalcore evalcore; do
    typed "$name completions z"$'\\t'
    seen "$name completions zsh"
    print "$name: zsh"
    typed $'\\C-U\\n'
done
zpty -d shell
"""


def offered(tmp_path: Path, shell: str, source: str) -> list[str]:
    """What the shell prints, with both names of the command on its path."""
    program = shutil.which(shell)
    if program is None:
        if os.environ.get("EVALCORE_SHELLS") == "required":
            pytest.fail(f"{shell} is not installed here")
        pytest.skip(f"{shell} is not installed here")
    lacking = [each for each in PROGRAMS if not (SCRIPTS / each).exists()]
    if lacking:
        pytest.skip(f"{lacking[0]} is not installed beside this Python")
    environment = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"HOME": str(tmp_path), "TERM": "dumb"}
    written = subprocess.run(
        [SCRIPTS / "evalcore", "completions", shell], capture_output=True, check=True
    )
    (tmp_path / f"script.{shell}").write_bytes(written.stdout)
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "_evalcore").write_bytes(written.stdout)
    (tmp_path / "say").write_text(source, "utf-8")
    result = subprocess.run(
        [program, "say"], cwd=tmp_path, env=environment, capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    return result.stdout.splitlines()


@pytest.mark.parametrize(("shell", "source"), [("bash", BASH), ("fish", FISH)])
def test_both_names_are_completed(tmp_path, shell, source):
    assert offered(tmp_path, shell, source) == ["evalcore: zsh", "initiative-evalcore: zsh"]


@pytest.mark.parametrize(
    "read",
    ["compinit -u -D; source script.zsh", "fpath+=($PWD/functions); compinit -u -D"],
    ids=["sourced", "from fpath"],
)
def test_zsh_completes_both_names_the_second_time_as_well(tmp_path, read):
    said = offered(tmp_path, "zsh", ZSH.replace("@READ@", read))
    assert said == [
        "evalcore: zsh",
        "evalcore: zsh",
        "initiative-evalcore: zsh",
        "evalcore: zsh",
    ]
