"""Reports, rulesets and commands of plugins on the command line, and observers that fail there."""

from __future__ import annotations

from itertools import count as counting
from types import SimpleNamespace

import click
import pytest
from portfolio import RULES

from evalcore import Command, Complaint, InputError, Observer, Report, RulesetFile, hookimpl
from evalcore.extend.finding import installation
from evalcore.extend.loading import Candidate, Origin


def as_lines(listing):
    return "".join(f"{each.id}: {each.verdict}\n" for each in listing.evaluations)


def fail(*_):
    message = "out of paper"
    raise RuntimeError(message)


def refuse(*_):
    raise InputError(Complaint("found no paper", "A4"))


@click.command("count")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--how", default="well", type=click.Choice(["well", "badly", "refuse", "exit"]))
def count(numbers, how):
    """Count what is given."""
    {"badly": fail, "refuse": refuse}.get(how, print)("counted")
    if how == "exit":
        raise SystemExit(5)
    click.echo(str(len(numbers)))


@pytest.fixture
def install(folder):
    """Installs one plugin that returns these from its hooks."""
    there = []

    def installed(name="shop", **found):
        hooks = {f"evalcore_{kind}": hookimpl(lambda e=each: e) for kind, each in found.items()}
        origin = Origin(name, f"evalcore-{name}", "1.2")
        there[:] = [Candidate(origin, lambda: SimpleNamespace(**hooks))]

    with installation(there):
        yield installed


def test_a_report_of_a_plugin_is_a_format(run, install):
    install(reports=[Report("lines", as_lines)])
    for command, first in (("rank", "R1: go\nR3: refer\n"), ("evaluate", "R1: go\nR2: kill\n")):
        result = run(command, "rules.toml", "requests.rows", "--format", "lines")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith(first)


def test_a_format_that_nobody_offers(run, install):
    install(reports=[Report("lines", as_lines)])
    result = run("rank", "rules.toml", "requests.rows", "--format", "line")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: --format: there is no report 'line'\n"
        "    expected one of table, json, csv, markdown, lines\n    did you mean 'lines'?\n"
    )


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (fail, "the report lines of plugin shop (evalcore-shop 1.2) failed: RuntimeError: out of"),
        (lambda _: 7, "the report lines of plugin shop (evalcore-shop 1.2) failed: it returned 7"),
        (refuse, "found no paper\n    expected A4"),
    ],
)
def test_a_report_that_fails_names_its_plugin(run, install, write, words):
    install(reports=[Report("lines", write)])
    result = run("rank", "rules.toml", "requests.rows", "--format", "lines")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {words}")


def test_a_ruleset_of_a_plugin_has_a_name(run, install, folder):
    path = folder / "elsewhere.toml"
    path.write_text(RULES.replace("portfolio", "ours"), "utf-8")
    install(rulesets=[RulesetFile("ours", path)])
    assert run("check", "ours").stdout.startswith("ok: ours")
    assert run("rank", "ours", "requests.rows").stdout.startswith("ours 2026.1: 4 initiatives")
    missing = run("rank", "uors", "requests.rows").stderr
    assert "expected the path of a TOML file, or one of ours\n" in missing


def test_a_command_of_a_plugin_is_a_command(run, install):
    install(commands=[Command("count", lambda: count, about="Count what is given.")])
    result = run("count", "1", "2", plugins=None)
    assert (result.exit_code, result.stdout) == (0, "counted\n2\n")
    shown = run("--help", plugins=None).stdout
    assert "Commands of plugins:\n  count  Count what is given.\n" in shown
    assert "Count what is given." in run("count", "--help", plugins=None).stdout
    assert run("count", "x", plugins=None).exit_code == 2
    assert "Did you mean 'count'?" in run("cuont", plugins=None).stderr


@pytest.mark.parametrize(
    ("load", "words", "said"),
    [
        (lambda: count, "badly", "failed: RuntimeError: out of paper"),
        (fail, "well", "failed: RuntimeError: out of paper"),
        (lambda: 7, "well", "failed: TypeError: load() returned 7, expected a click command"),
    ],
)
def test_a_command_that_fails_names_its_plugin(run, install, load, words, said):
    install(commands=[Command("count", load)])
    result = run("count", "--how", words, plugins=None)
    assert result.exit_code == 2
    assert f"error: the command count of plugin shop (evalcore-shop 1.2) {said}" in result.stderr


def test_a_command_may_complain_and_end_as_it_likes(run, install):
    install(commands=[Command("count", lambda: count)])
    result = run("count", "--how", "refuse", plugins=None)
    assert (result.exit_code, result.stderr) == (2, "error: found no paper\n    expected A4\n")
    assert run("count", "--how", "exit", plugins=None).exit_code == 5


def test_a_command_that_cannot_be_used_says_why(run, install, monkeypatch):
    install(commands=[Command("count", lambda: count)])
    monkeypatch.setenv("EVALCORE_BLOCK", "shop")
    result = run("count", plugins=None)
    assert result.exit_code == 2
    assert "It may belong to one of plugin shop (evalcore-shop 1.2), which is blocked" in (
        " ".join(result.stderr.split())
    )
    monkeypatch.delenv("EVALCORE_BLOCK")
    both = [
        Candidate(
            Origin(name, f"evalcore-{name}", "1"),
            lambda: SimpleNamespace(
                evalcore_commands=hookimpl(lambda: [Command("count", lambda: count)])
            ),
        )
        for name in ("a", "b")
    ]
    with installation(both):
        claimed = " ".join(run("count", plugins=None).stderr.split())
    assert "the command 'count' is claimed by plugin a (evalcore-a 1) and plugin b" in claimed


def test_an_observer_that_fails_is_a_warning_and_with_strict_the_end(run, install):
    install(observers=[Observer("ears", fail)])
    words = (
        "warning: plugin shop (evalcore-shop 1.2): the observer ears failed on R1: "
        "RuntimeError: out of paper"
    )
    for command in (("rank",), ("evaluate",), ("explain", "R1")):
        call = (command[0], "rules.toml", "requests.rows", *command[1:])
        result = run(*call)
        assert result.exit_code == 0
        assert result.stdout
        assert result.stderr.startswith(words)
        strict = run(*call, "--strict")
        assert strict.exit_code == 2
        assert strict.stderr.endswith("error: --strict: 1 problem with plugins\n")


SLOW = '''
from typing import Annotated
from evalcore import hookimpl, number, opaque_criterion

Fit = Annotated[float, number("fit", minimum=0, maximum=4)]

@opaque_criterion(version="2", seconds=2)
def model(fit: Fit) -> float:
    """Model: what somebody else's program makes of it."""
    return {4: 1.0}[fit] if fit == 0 else fit / 4

@hookimpl
def evalcore_policies():
    return [model]
'''
ASKED = """
name = "asked"
version = "1"
[criteria.model]
policy = "model"
weight = 1
[default]
verdict = "hold"
"""


def test_an_opaque_criterion_that_is_slow_or_raises_is_reported(run, folder, monkeypatch):
    monkeypatch.setattr("evalcore.extend.opaque.perf_counter", counting(0, 3).__next__)
    (folder / "policies" / "slow.py").write_text(SLOW, "utf-8")
    (folder / "asked.toml").write_text(ASKED, "utf-8")
    result = run("evaluate", "asked.toml", "requests.rows")
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    assert len([line for line in lines if line.startswith("warning: R")]) == 3  # R4 says no fit
    author = "model 2 of plugin slow (policies/slow.py)"
    assert lines[0].startswith(f"warning: R1: {author}: it took 3 s of 2 s")
    why = run("explain", "asked.toml", "requests.rows", "R2")
    assert "raised KeyError: 0" in " ".join(why.stdout.replace("│", " ").split())
    assert why.stderr == f"warning: R2: {author}: it raised KeyError: 0.0\n"
    strict = run("evaluate", "asked.toml", "requests.rows", "--strict")
    assert strict.exit_code == 2
    assert strict.stderr.endswith("error: --strict: 3 problems with plugins\n")
