"""What is public, as text: names with signatures, hooks, commands with their options.

`python tests/public_api.py` writes it to `public_api.txt`, which `test_public` compares with the
code. Whoever renews that file says in CHANGELOG.md what became of users; docs/upgrading.md says
what they were promised.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Generic, get_overloads

import click

from evalcore.cli import COMMANDS
from evalcore.cli import evalcore as command_line
from evalcore.extend.hooks import Hooks
from evalcore.extend.loading import HOOKS
from evalcore.language.operation import Operation

SNAPSHOT = Path(__file__).parent / "public_api.txt"
MODULES = ("evalcore", "evalcore.testing", "evalcore.testing.strategies")


def described() -> str:
    """Everything that is public, one thing a line."""
    parts = [*(_module(name) for name in MODULES), _hooks(), _commands()]
    return "\n".join("\n".join(part) + "\n" for part in parts)


def _module(name: str) -> list[str]:
    module = importlib.import_module(name)
    lines = [f"# {name}"]
    for each in sorted(set(module.__all__) - {"__version__"}):
        lines += _thing(each, getattr(module, each))
    return lines


def _thing(name: str, value: object) -> Iterator[str]:
    if inspect.isclass(value):
        yield from _class(name, value)
    elif inspect.isfunction(value) or isinstance(value, Operation):
        for overload in _overloads(value):
            yield f"{name}{_signature(overload)}"
    else:
        yield f"{name}: {type(value).__name__}"


def _overloads(value: Any) -> Sequence[Callable[..., object]]:
    return (get_overloads(value) if inspect.isfunction(value) else []) or [value]


def _class(name: str, made: type) -> Iterator[str]:
    base = made.__base__
    yield f"class {name}{f'({base.__name__})' if base not in (None, object, Generic) else ''}"
    if "__init__" in vars(made):
        yield f"    {name}{_signature(partial(made.__init__, None), returns=False)}"
        yield from map("    {}".format, _assigned(made.__init__))
    for each in sorted(vars(made)):
        member = vars(made)[each]
        if each.startswith("_") and each != "__call__":
            continue
        if isinstance(member, property | cached_property):
            yield f"    {each}{_returns(getattr(member, 'fget', None) or member.func)}"
        elif isinstance(member, staticmethod | classmethod):
            yield f"    {type(member).__name__} {each}{_signature(getattr(made, each))}"
        elif inspect.isfunction(member):
            yield f"    {each}{_signature(partial(member, None))}"


def _assigned(function: Callable[..., object]) -> list[str]:
    """The attributes that a hand-written `__init__` gives an object."""
    try:
        source = inspect.getsource(function)
    except OSError:  # attrs wrote it: its parameters are the attributes
        return []
    return sorted(set(re.findall(r"self\.([a-z]\w*)(?:: .*?)? = ", source)))


def _signature(function: Callable[..., object], *, returns: bool = True) -> str:
    """Parameters as they are written; a default that has no literal is shown as `...`."""
    signature = inspect.signature(function)
    plain = [
        each.replace(default=_Shown(each.default)) if each.default is not each.empty else each
        for each in signature.parameters.values()
    ]
    returned = signature.return_annotation if returns else inspect.Signature.empty
    return _unquoted(str(inspect.Signature(plain, return_annotation=returned)))


def _returns(function: Callable[..., object]) -> str:
    shown = inspect.formatannotation(inspect.signature(function).return_annotation)
    return _unquoted(f": {shown}")


def _unquoted(text: str) -> str:
    """Annotations are texts or types, by how a class was made: both are shown alike."""
    return re.sub(r"(?<=[:>] )'([^']*)'", r"\1", text)


class _Shown:
    """A default in a signature, spelt the same on every machine."""

    def __init__(self, value: object) -> None:
        plain = value is None or isinstance(value, str | int | float | bool | tuple)
        self.text = repr(value) if plain else "..."

    def __repr__(self) -> str:
        return self.text


def _hooks() -> list[str]:
    signatures = {name: _signature(partial(getattr(Hooks, name), None)) for name in HOOKS}
    return ["# hooks", *(f"{name}{signatures[name]}" for name in sorted(HOOKS))]


def _commands() -> list[str]:
    return ["# evalcore COMMAND", *_command("", command_line)]


def _command(path: str, command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        names = sorted(COMMANDS) if command is command_line else command.list_commands(context)
        for name in names:
            found = command.get_command(context, name)
            yield from _command(f"{path} {name}".strip(), found)
        if not command.invoke_without_command:
            return
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    words = [each.make_metavar(click.Context(command)) for each in arguments]
    yield " ".join([path, *words, *sorted(map(_option, options))])


def _option(option: click.Option) -> str:
    choices = getattr(option.type, "choices", ["..."])
    value = "" if option.is_flag else f"={'|'.join(map(str, choices))}"
    return f"[{'|'.join([*option.opts, *option.secondary_opts])}{value}]"


if __name__ == "__main__":
    SNAPSHOT.write_text(described(), encoding="utf-8")
