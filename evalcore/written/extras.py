"""Libraries of extras: loaded where they are used, and asked for where they are absent."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from evalcore.written.errors import Complaint, InputError


def library(module: str, *, extra: str, use: str, called: str = "", instead: str = "") -> Any:
    """A module of an extra; `use` is what for, `called` its name where that is another one.

    `instead` is what to do without it. Raises `InputError`, with what to install.
    """
    try:
        return import_module(module)
    except ImportError:
        problem = f"{use} needs {called or module}, which is not installed"
        mend = f"pip install 'initiative-evalcore[{extra}]'{instead}"
        raise InputError(Complaint(problem, mend=mend)) from None
