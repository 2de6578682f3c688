"""JSON as tables: a list of objects whose nested keys are columns, and objects one a line (NDJSON).

From text to a sheet, and from lines to mappings. Where in a document the rows are, is found in
`evalcore_json_shapes`; what the values mean is read elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import attrs
from evalcore_json_shapes import BY_KEY, DEEPEST, rows_by_key, rows_in

from evalcore import Complaint, InputError
from evalcore.extend.sheets import CellValue, Layout, Listed, Sheet, SheetRow
from evalcore.request.cells import Broken
from evalcore.written.errors import Path, near, one_of, show

MOST_COLUMNS = 10_000
_EXPECTED = 'a list of objects, or an object with one; say where: list = "result.items"'
Object = Mapping[str, object]


def lay_out_json(text: str, layout: Layout) -> Sheet:
    """A list of objects as rows: `fields.status.name` is the column of a nested value.

    A list inside an object is one cell with several texts; of a list of objects, each key is.
    Raises `InputError` for what is no JSON, or has no such list.
    """
    _refuse_sheet(layout, "JSON")
    try:
        document = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_members)
    except RecursionError:
        raise InputError(Complaint("lists are nested too deeply", f"at most {DEEPEST}")) from None
    except json.JSONDecodeError as error:
        problem = f"this is no JSON: {error.msg}"
        raise InputError(Complaint(problem, line=error.lineno, column=error.colno)) from None
    except InputError:
        raise
    except ValueError as error:  # a number with more digits than Python reads
        raise InputError(Complaint(f"cannot be read: {error}".partition(";")[0])) from None
    return _sheet([(0, each) for each in _objects(document, layout.records)])


def lay_out_lines(text: str, layout: Layout) -> Sheet:
    """Objects one a line as rows; see `lay_out_json`."""
    _refuse_sheet(layout, "NDJSON")
    steps = layout.records.split(".") if layout.records else []
    lines = list(_lines(text))
    if len(lines) == 1:  # a whole document on one line
        return _sheet([(lines[0][0], each) for each in _objects(lines[0][1], layout.records)])
    if not steps:
        return _sheet(lines)
    return _sheet([(line, inner) for line, each in lines for inner in _inside(each, steps)])


def read_lines(text: str, name: str) -> list[tuple[Object, Path]]:
    """Objects one a line, each with its number as its path."""
    try:
        found = list(_lines(text))
    except InputError as error:
        raise InputError(attrs.evolve(each, source=name) for each in error.complaints) from None
    if not found:
        raise InputError(Complaint("no initiatives", "an object on each line", source=name, line=1))
    return [(each, (index,)) for index, (_, each) in enumerate(found)]


def locate_lines(text: str, complaints: Sequence[Complaint]) -> list[Complaint]:
    """The complaints with the lines of their objects."""
    lines = [line for line, _ in _lines(text)]
    found: list[Complaint] = []
    for each in complaints:
        first = each.path[0] if each.path else None
        known = isinstance(first, int) and 0 <= first < len(lines)
        line = lines[cast("int", first)] if known else 1
        found.append(attrs.evolve(each, line=each.line or line))
    return sorted(found, key=lambda each: each.line or 0)


def _refuse_sheet(layout: Layout, called: str) -> None:
    if layout.sheet is not None:
        problem = f"{called} has no sheets, so none is called {show(layout.sheet)}"
        raise InputError(Complaint(problem, mend="leave the sheet out"))


def _lines(text: str) -> Iterator[tuple[int, Object]]:
    found: list[Complaint] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value: object = json.loads(line, object_pairs_hook=_members)
        except InputError as error:
            found += (attrs.evolve(each, line=number) for each in error.complaints)
            continue
        except (ValueError, RecursionError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be read"
            mend = "NDJSON has one object on each line"
            found.append(Complaint(f"this is no JSON: {why}", mend=mend, line=number))
            if len(found) >= _MOST_COMPLAINTS:
                break
            continue
        if isinstance(value, dict):
            yield number, cast("Object", value)
        else:
            found.append(Complaint(f"found {show(value)}", "an object on each line", line=number))
    if found:
        raise InputError(found)


_MOST_COMPLAINTS = 20


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON. Raises `InputError` for a key that stands twice: one would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(Complaint(f"the key {show(twice)} stands twice in one object", "it once"))
    return found


def _objects(document: object, path: str | None) -> list[Object]:
    """The objects that are rows; a path may lead on into a list that each of them holds."""
    steps = path.split(".") if path else []
    at = _led(document, steps)
    within = _keys(at)
    if steps[:1] == [BY_KEY]:
        steps.pop(0)
        rows = rows_by_key(at) or at
    else:
        rows = rows_in(at) if steps or path is None else rows_by_key(at) or at
    if not isinstance(rows, list):
        raise InputError(Complaint(f"found {show(rows)}", _EXPECTED))
    items = cast("list[object]", rows)
    wrong = next((n for n, each in enumerate(items, start=1) if not isinstance(each, dict)), None)
    if wrong is not None:
        problem = f"number {wrong} of the list is {show(items[wrong - 1])}"
        raise InputError(Complaint(problem, "an object"))
    objects = cast("list[Object]", items)
    if not steps:
        return objects
    inner = [row for each in objects for row in _inside(each, steps)]
    if not inner and not any(steps[0] in each for each in objects):
        known = within or list(dict.fromkeys(key for each in objects for key in each))
        problem = f"list = {show(path)}: there is no {show(steps[0])}"
        expected = one_of(known) if known else "a key of an object"
        raise InputError(Complaint(problem, expected, near(steps[0], known)))
    return inner


def _led(document: object, steps: list[str]) -> object:
    """Where the steps lead to through the keys of objects; those that lead no further are left."""
    if not steps or steps[0] not in _keys(document):
        return document
    return _led(cast("Object", document)[steps.pop(0)], steps)


def _inside(row: Object, steps: Sequence[str]) -> Iterator[Object]:
    """The objects of a list that a row holds, each beside what else the row says."""
    left = list(steps)
    value = _led(row, left)
    if left or value is None:
        return
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in items):
        problem = f"found {show(items)} as {'.'.join(steps)}"
        raise InputError(Complaint(problem, "a list of objects"))
    beside = {key: each for key, each in row.items() if key != steps[0]}
    for each in items:
        nested = each
        for step in reversed(steps):
            nested = {step: nested}
        yield {**beside, **cast("Object", nested)}


def _keys(value: object) -> list[str]:
    return list(cast("Object", value)) if isinstance(value, dict) else []


def _sheet(rows: Sequence[tuple[int, Object]]) -> Sheet:
    flat = [(line, dict(_flattened(each, "", 0))) for line, each in rows]
    names: dict[str, int] = {}
    for _, cells in flat:
        for name in cells:
            names.setdefault(name, len(names))
        if len(names) > MOST_COLUMNS:
            raise InputError(Complaint(f"more than {MOST_COLUMNS} different keys"))
    known = tuple(names)
    return Sheet(
        (
            SheetRow(number, line, tuple(map(cells.get, known)))
            for number, (line, cells) in enumerate(flat, start=1)
        ),
        columns=known,
    )


def _flattened(value: Object, before: str, depth: int) -> Iterator[tuple[str, CellValue]]:
    if depth > DEEPEST:
        raise InputError(Complaint("objects are nested too deeply", f"at most {DEEPEST} levels"))
    for key, inner in value.items():
        name = f"{before}{key}"
        if isinstance(inner, dict):
            yield from _flattened(cast("Object", inner), f"{name}.", depth + 1)
        elif isinstance(inner, list):
            yield from _listed(cast("list[object]", inner), name, depth + 1)
        else:
            yield name, _cell(inner)


def _listed(items: Sequence[object], name: str, depth: int) -> Iterator[tuple[str, CellValue]]:
    if not items or not all(isinstance(each, dict) for each in items):
        yield name, Listed(_texts(items))
        return
    inner: dict[str, list[str]] = {}
    for each in items:
        for key, cell in _flattened(cast("Object", each), f"{name}.", depth):
            texts = cell if isinstance(cell, Listed) else [] if cell is None else [_text(cell)]
            inner.setdefault(key, []).extend(texts)
    yield from ((key, Listed(texts)) for key, texts in inner.items())


def _texts(items: Iterable[object]) -> Iterator[str]:
    for each in items:
        if each is not None:
            yield _text(each)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _cell(value: object) -> CellValue:
    if isinstance(value, float) and not abs(value) < float("inf"):
        return Broken(str(value))
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return _text(value)
