"""Completing: what a shell may offer for the words of a command: rulesets, verdicts, ids, files.

Asked for only while a shell completes. Nothing is ever complained about here: where something
cannot be read, nothing is offered.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from evalcore.written.errors import EvalcoreError

Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
PROGRAMS = ("evalcore", "initiative-evalcore")
SHELLS = ("bash", "zsh", "fish")
MOST = 200  # ids that are offered
RULESETS = ("ruleset", "rulesets", "old", "new")


def variable(program: str) -> str:
    """The environment variable by which a shell asks a program for completions."""
    return f"_{program.replace('-', '_')}_COMPLETE".upper()


def script(shell: str) -> str:
    """What a shell has to know, for both names of the command."""
    from click.shell_completion import ShellComplete, get_completion_class

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - one of SHELLS
    nothing = click.Group()
    parts = [
        ShellComplete.source(found(nothing, {}, each, variable(each))).strip() for each in PROGRAMS
    ]
    if shell == "zsh":
        parts = [*map(_zsh_function, parts), _zsh_end()]
        parts.insert(0, f"#compdef {' '.join(PROGRAMS)}")
    return "\n\n".join(parts) + "\n"


def _zsh_function(part: str) -> str:
    """The function that completes one name, without what registers that name alone."""
    header, _, rest = part.partition("\n")
    body, ending, _ = rest.partition("if [[ $zsh_eval_context")
    assert header.startswith("#compdef ")  # noqa: S101 - click's script for zsh
    assert ending  # noqa: S101 - the same
    return body.strip()


def _zsh_end() -> str:
    """Registers both names, however the script is read: from a file in fpath the first time only.

    zsh loads such a file to complete either name, and runs it as the completion that was asked for.
    """
    functions = {each: f"_{each.replace('-', '_')}_completion" for each in PROGRAMS}
    lines = [f"compdef {function} {name}" for name, function in functions.items()]
    cases = [f'        {name}) {function} "$@" ;;' for name, function in functions.items()]
    loaded = "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then"
    return "\n".join([*lines, loaded, "    case $service in", *cases, "    esac", "fi"])


def offering(command: click.Command) -> click.Command:
    """The command, each of whose words knows what it may be."""
    for each in command.params:
        offer = _offer(each)
        if offer is not None:
            each._custom_shell_complete = offer  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return command


def _offer(parameter: click.Parameter) -> Offer | None:
    metavar = str(getattr(parameter, "metavar", None) or "")
    kind = metavar.partition(" ")[0].replace("...", "").rstrip(",")
    if metavar.endswith("[ID]"):
        return _ids
    is_argument = isinstance(parameter, click.Argument)
    if kind == "RULESET" or (is_argument and parameter.name in RULESETS):
        return _rulesets
    by_kind: dict[str, Offer] = {
        "VERDICT": _verdicts,
        "ID": _ids,
        "CODE": _codes,
        "INPUT": _files,
        "FILE": _files,
        "MAPPING": _files,
        "DIR": _folders,
    }
    return by_kind.get(kind)


def _items(words: Iterable[str], start: str) -> list[CompletionItem]:
    return [CompletionItem(each) for each in words if each.startswith(start)]


def _files(
    _context: click.Context, _parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    return [CompletionItem(start, type="file")]


def _folders(
    _context: click.Context, _parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    return [CompletionItem(start, type="dir")]


def _rulesets(
    _context: click.Context, _parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    """Installed rulesets, TOML files, and folders in which there may be some."""
    from evalcore.extend.plugins import discover

    names = [] if os.sep in start else discover().names("ruleset")
    folder = Path(start).parent if not start.endswith(os.sep) else Path(start)
    prefix = "" if folder == Path() and not start.startswith("./") else f"{folder}{os.sep}"
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        entries = []
    found = [f"{prefix}{each.name}" for each in entries if each.suffix == ".toml"]
    found += [
        f"{prefix}{each.name}{os.sep}"
        for each in entries
        if each.is_dir() and not each.name.startswith((".", "_"))
    ]
    return _items([*names, *found], start)


def _verdicts(
    context: click.Context, parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    """Those of the ruleset that is named; in a list, after those that are there."""
    evaluator = _evaluator(context)
    if evaluator is None:
        return []
    before, comma, last = start.rpartition(",")
    words = [*evaluator.ruleset.verdicts]
    if parameter.name == "only":
        words.append("undecided")
    return _items([f"{before}{comma}{each}" for each in words], f"{before}{comma}{last}")


def _ids(context: click.Context, parameter: click.Parameter, start: str) -> list[CompletionItem]:
    """Those of the requests in INPUT; files as well, where the word may be one more INPUT."""
    own = _files(context, parameter, start) if isinstance(parameter, click.Argument) else []
    evaluator, paths = _evaluator(context), _named(context)[1:]
    if evaluator is None:
        return own
    from evalcore.read.documents import load_initiatives

    found: list[str] = []
    for each in paths:
        try:
            found += [one.id for one in load_initiatives(evaluator, each).initiatives]
        except (EvalcoreError, OSError):
            continue
    return [*own, *_items(dict.fromkeys(found), start)[:MOST]]


def _codes(
    _context: click.Context, _parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    from evalcore.rules.codes import CODES

    return [
        CompletionItem(code, help=each.title)
        for code, each in CODES.items()
        if code.startswith(start.upper())
    ]


def _named(context: click.Context) -> list[str]:
    """The words that are no options, as far as they are written: RULESET first."""
    found: list[str] = []
    for each in context.command.params:
        value = context.params.get(each.name or "")
        if isinstance(each, click.Argument) and value:
            found += [value] if isinstance(value, str) else [*value]
    return found or [each for each in context.args if not each.startswith("-")]


def _evaluator(context: click.Context) -> Any:
    """The evaluator of the first ruleset that is named; None where it cannot be used."""
    words = _named(context)
    if not words:
        return None
    from evalcore.extend.plugins import discover
    from evalcore.judge.evaluator import Evaluator

    try:
        return Evaluator(words[0], plugins=discover(folder=context.params.get("folder")))
    except (EvalcoreError, OSError):
        return None
