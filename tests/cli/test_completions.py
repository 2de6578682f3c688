"""What shells are offered: rulesets, verdicts, ids and files, and never a complaint."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from click.testing import CliRunner

from evalcore.cli import COMMANDS, evalcore
from evalcore.cli.completing import SHELLS


@pytest.fixture
def offered(folder):
    """What is offered for the last word of a command line."""

    def complete(line):
        words = line.split(" ")
        environment = {
            "_EVALCORE_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        }
        result = CliRunner().invoke(evalcore, [], prog_name="evalcore", env=environment)
        assert result.stderr == ""
        return [each.partition(",")[2] for each in result.stdout.splitlines() if each]

    return complete


def test_commands_and_options(offered):
    assert set(COMMANDS) <= set(offered("evalcore "))
    assert offered("evalcore che") == ["check"]
    assert "--explain" in offered("evalcore check --ex")


def test_rulesets_are_installed_ones_files_and_folders(offered):
    assert offered("evalcore rank rul") == ["rules.toml"]
    assert "policies/" in offered("evalcore check ")
    assert offered("evalcore diff rules.toml rul") == ["rules.toml"]
    assert offered("evalcore rank nowhere/") == []


def test_verdicts_are_those_of_the_ruleset(offered):
    house = "--plugins-dir policies"
    assert offered(f"evalcore rank {house} rules.toml requests.rows --only ") == [
        "go", "hold", "refer", "kill", "undecided",
    ]  # fmt: skip
    assert offered(f"evalcore rank {house} rules.toml requests.rows --only go,h") == ["go,hold"]
    assert offered(f"evalcore explain {house} rules.toml requests.rows --to g") == ["go"]
    assert offered("evalcore rank nothing.toml requests.rows --only ") == []


def test_ids_are_those_of_the_requests(offered):
    line = "evalcore explain --plugins-dir policies rules.toml requests.rows R"
    assert offered(line) == ["R", "R1", "R2", "R3", "R4"]  # the first stands for files
    assert offered("evalcore explain rules.toml nothing.rows R") == ["R"]


def test_codes(offered):
    assert offered("evalcore check --explain ev31") == ["EV310", "EV311", "EV312"]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_completes_both_names(run, shell):
    result = run("completions", shell, plugins=None)
    assert (result.exit_code, result.stderr) == (0, "")
    for name in ("evalcore", "initiative-evalcore"):
        assert name in result.stdout
        assert f"_{name.upper().replace('-', '_')}_COMPLETE" in result.stdout


def test_another_shell(run):
    result = run("completions", "csh", plugins=None)
    assert result.exit_code == 2
    assert "'csh' is not one of 'bash', 'zsh', 'fish'" in result.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_reads_its_script(run, shell, tmp_path):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed here")
    script = tmp_path / "script"
    script.write_text(run("completions", shell, plugins=None).stdout, "utf-8")
    result = subprocess.run([program, "-n", str(script)], capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
