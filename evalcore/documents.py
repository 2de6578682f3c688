"""Documents: initiatives out of files and streams, by the sources that plugins offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs

from evalcore.errors import Complaint, InputError, near, one_of, show
from evalcore.evaluator import Evaluator
from evalcore.initiative import Initiative
from evalcore.ruleset_file import read_text
from evalcore.sources import Source

LARGEST = 64 * 2**20  # bytes


@attrs.frozen
class Loaded:
    """The initiatives of a document, and what is worth a warning about how it was written."""

    initiatives: tuple[Initiative, ...]
    warnings: tuple[Complaint, ...] = ()


def load_initiatives(
    evaluator: Evaluator, path: str | Path, *, source: str | None = None
) -> Loaded:
    """The initiatives in a file, read against the fields of the evaluator's ruleset.

    The source is chosen by the file's suffix, or by its name. Raises `InputError` with every
    complaint, each with its line and column.
    """
    chosen = choose_source(evaluator.plugins.sources(), str(path), source)
    return parse_initiatives(evaluator, read_text(Path(path), LARGEST), chosen, str(path))


def parse_initiatives(evaluator: Evaluator, text: str, source: Source, name: str) -> Loaded:
    """The initiatives in a text; `name` is what messages call it. Raises as `load_initiatives`."""
    try:
        rows = list(source.read(text, name))
        readings = evaluator.read_all(rows)
    except InputError as error:
        raise InputError(_located(source, text, name, error.complaints)) from None
    except EXPECTED:
        raise
    except Exception as error:  # a source is a plugin: anybody's code
        origin = evaluator.plugins.origin("source", source.name)
        problem = f"{origin}: reading as {source.name} failed: {type(error).__name__}: {error}"
        raise InputError(Complaint(problem, source=name)) from error
    warnings = [warning for reading in readings for warning in reading.warnings]
    located = _located(source, text, name, warnings) if warnings else ()
    return Loaded(tuple(each.initiative for each in readings), tuple(located))


EXPECTED = (KeyboardInterrupt, MemoryError)


def choose_source(sources: Sequence[Source], path: str, name: str | None = None) -> Source:
    """The source of that name, or else the one for the path's suffix. Raises `InputError`."""
    by_name = {each.name: each for each in sources}
    by_suffix = {suffix: each for each in sources for suffix in each.suffixes}
    if name is not None:
        if name not in by_name:
            problem = f"there is no format {show(name)}"
            raise InputError(Complaint(problem, _offer(by_name), near(name, by_name)))
        return by_name[name]
    suffix = Path(path).suffix.casefold()
    if suffix not in by_suffix:
        found = f"found the suffix {suffix}" if suffix else "the name has no suffix"
        mend = "say how to read it: --from json"
        raise InputError(Complaint(found, _offer(by_suffix), near(suffix, by_suffix), mend, path))
    return by_suffix[suffix]


def _offer(known: Iterable[str]) -> str:
    names = list(known)
    return one_of(names) if names else "a plugin that reads initiatives; none is active"


def _located(
    source: Source, text: str, name: str, complaints: Sequence[Complaint]
) -> Sequence[Complaint]:
    """The complaints with their places; those that have one keep it."""
    placed = [each for each in complaints if each.line is not None]
    rest = [attrs.evolve(e, source=e.source or name) for e in complaints if e.line is None]
    return [*placed, *(source.locate(text, rest) if rest else ())]
