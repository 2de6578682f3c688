"""Plugins made on the spot: modules, files in a folder, and installed distributions."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest


def module(name: str, text: str) -> ModuleType:
    """A module that runs this text; to be passed in."""
    made = ModuleType(name)
    exec(text, made.__dict__)  # noqa: S102 - the test's own text
    return made


def save(folder: Path, **files: str) -> None:
    """Python files in a folder, by name."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


def install(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    distribution: str,
    version: str,
    plugins: dict[str, str],
    modules: dict[str, str] | None = None,
    requires: str = "",
) -> None:
    """A distribution as pip would leave it in `folder`, with an entry point for each plugin.

    `modules` gives plugins a module that is not called like them; `requires` is what the
    distribution depends on.
    """
    homes = {name: (modules or {}).get(name, name) for name in plugins}
    info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
    needs = f"Requires-Dist: {requires}\n" if requires else ""
    (info / "METADATA").write_text(metadata + needs)
    points = "".join(f"{name} = {home}\n" for name, home in homes.items())
    (info / "entry_points.txt").write_text(f"[evalcore]\n{points}")
    save(folder, **{homes[name]: text for name, text in plugins.items()})
    for home in homes.values():
        monkeypatch.delitem(sys.modules, home, raising=False)
    if str(folder) not in sys.path:
        monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()
