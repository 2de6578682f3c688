"""Packages of other people's apps: skipped where they are not installed, unless they have to be.

With `EVALCORE_APPS=1` one that is lacking is an error: `.ci/apps` skips none.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest


def needed(name: str) -> Any:
    """The module of such a package."""
    if os.environ.get("EVALCORE_APPS"):
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"needs {name}")
