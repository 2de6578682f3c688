"""Finding plugins: among what is installed, in a folder of Python files, handed over.

None is imported here before somebody loads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from itertools import count
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import attrs

from evalcore.extend.hooks import PROJECT, hookimpl
from evalcore.extend.loading import ASKED, Candidate, Origin
from evalcore.extend.reaching import OF_FILES, by_name
from evalcore.written.errors import Complaint, InputError, listing, show
from evalcore.written.files import look, names_in

if TYPE_CHECKING:
    from importlib.metadata import Distribution

GROUP = PROJECT
DISTRIBUTION = "initiative-evalcore"


def installed() -> list[Candidate]:
    """What is installed: see `installation`."""
    given = _GIVEN.get()
    return _distributed() if given is None else list(given)


@contextmanager
def installation(candidates: Iterable[Candidate]) -> Generator[None]:
    """In a block of it, these plugins are installed and no others: for tests.

    What is added to `candidates` meanwhile counts too.
    """
    token = _GIVEN.set(candidates)
    try:
        yield
    finally:
        _GIVEN.reset(token)


_GIVEN: ContextVar[Iterable[Candidate] | None] = ContextVar("installation", default=None)


def _distributed() -> list[Candidate]:
    """The plugins of distributions."""
    from importlib.metadata import distributions

    copies: dict[str, tuple[str, dict[str, Distribution]]] = {}
    for each in distributions():
        if f"[{GROUP}]" in (each.read_text("entry_points.txt") or ""):
            said = each.metadata  # which is read anew each time
            name, version = said["Name"] or "", said["Version"] or ""
            copies.setdefault(_canonical(name), (name, {}))[1].setdefault(version, each)
    return [each for name, known in copies.values() for each in _candidates(name, known)]


def _candidates(name: str, known: Mapping[str, Distribution]) -> list[Candidate]:
    """The plugins of one distribution; unusable where other versions of it are there too."""
    version, found = next(iter(known.items()))
    requires, why = _made_for(found), ""
    if len(known) > 1:
        places = [f"{one} in {each.locate_file('')}" for one, each in known.items()]
        mend = f"remove all but one, as by pip uninstall {name}"
        why = f"two versions of {name} are installed, {listing(places)}: {mend}"
    return [
        Candidate(Origin(point.name, name, version), point.load, point.module, requires, why)
        for point in found.entry_points.select(group=GROUP)
    ]


def _made_for(found: Distribution) -> str:
    """The versions of evalcore that a distribution asks for."""
    for line in found.requires or ():
        if _canonical(line).startswith(DISTRIBUTION):
            from packaging.requirements import Requirement

            asked = Requirement(line)
            if _canonical(asked.name) == DISTRIBUTION and "extra" not in str(asked.marker or ""):
                return str(asked.specifier)
    return ""


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def in_folder(folder: Path) -> list[Candidate]:
    """The plugins in a folder. Raises `InputError` where it cannot be read."""
    there = look(folder)
    if there != "folder":
        problem = "this is not a folder" if there else "there is no such folder"
        expected = "a folder of plugins, one Python file each"
        raise InputError(Complaint(problem, expected, source=str(folder)))
    files = [folder / each for each in names_in(folder) if each.endswith(".py") and each[0] != "_"]
    return [
        Candidate(Origin(path.stem, file=str(path)), partial(_import, path))
        for path in sorted(files)
        if look(path) == "file"
    ]


_numbers = count(1)


def _import(path: Path) -> ModuleType:
    """The module in a file, imported anew, under a name that nothing else has.

    It stays among the imported modules, where annotations that are text are looked up later on.
    """
    import sys
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"{OF_FILES}{next(_numbers)}_{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def passed_in(plugin: object) -> Candidate:
    """A plugin that somebody hands over."""
    hook = next((each for each in ASKED if isinstance(plugin, each.kind)), None)
    if hook is not None:  # what a plugin would offer, by itself
        offered = cast("Any", plugin)
        return Candidate(Origin(str(offered.name)), partial(_offering, hook.name, _Handed(plugin)))
    name = getattr(plugin, "__name__", None) or type(plugin).__name__
    file = getattr(plugin, "__file__", None) or ""
    return Candidate(Origin(str(name), file=str(file)), _Handed(plugin))


def _offering(hook: str, handed: Callable[[], object]) -> object:
    """A plugin that offers this and nothing else."""

    def offered() -> list[object]:
        return [handed()]

    mark: Any = hookimpl
    return SimpleNamespace(**{hook: mark(offered)})


@attrs.frozen
class _Handed:
    plugin: object

    def __call__(self) -> object:
        return self.plugin

    def __reduce__(self) -> tuple[Any, ...]:
        get, name = by_name(self.plugin, f"the plugin {show(self.plugin)}")
        return partial, (get, *name)
