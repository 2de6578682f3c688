"""Origins: where each part of a ruleset that extends others is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import Complaint, Path
from evalcore.written.toml import located

Origins = Mapping[Path, tuple[str, Path]]  # a part of the effective ruleset: its file, and where


def origin_of(path: Path, origins: Origins, source: str) -> tuple[str, Path]:
    """The file that says what is at a path, and its path there: that of the nearest part known.

    What is said of the whole is said of the ruleset itself.
    """
    if not path:
        return source, path
    for end in range(len(path), -1, -1):
        found = origins.get(path[:end])
        if found is not None:
            return found[0], (*found[1], *path[end:])
    return source, path


def placed(ruleset: Ruleset, complaints: Iterable[Complaint]) -> list[Complaint]:
    """Complaints about a ruleset with the file, line and column where it is written."""
    own = ("", ruleset.source)
    found: list[Complaint] = []
    for each in complaints:
        if ruleset.origins and each.line is None and each.source in own:
            source, path = origin_of(each.path, ruleset.origins, ruleset.source)
            found.append(attrs.evolve(each, source=source, path=path))
        else:
            found.append(each)
    return located(found, ruleset.documents, ruleset.source)
