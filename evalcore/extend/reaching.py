"""Reaching: the importable name by which `pickle` finds a plugin or a policy again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import resolve_name

from evalcore.written.errors import EvalcoreError

OF_FILES = "_evalcore_plugin_"  # begins the names of modules that no other process can import


def by_name(thing: object, called: str) -> tuple[Callable[[str], object], tuple[str]]:
    """How to get it back. Raises `EvalcoreError` where no importable name reaches it."""
    for home, module in tuple(sys.modules.items()):
        if home.startswith(OF_FILES):
            continue
        if module is thing:
            return import_module, (home,)
        for name, each in tuple(vars(module).items()):
            if each is thing:
                return resolve_name, (f"{home}:{name}",)
    message = f"{called} cannot be pickled: no importable name leads to it"
    raise EvalcoreError(f"{message}; give it a name in a module, or make it a plugin in a file")
