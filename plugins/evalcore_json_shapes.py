"""The shapes in which programs write a table as JSON: where its rows are, whatever is around them.

A list of objects, one under a key or inside the answer of a service; objects by key; a list or an
object for each column. What can be read in two ways is refused, and asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from evalcore import Complaint, InputError
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.errors import show

DEEPEST = 50  # levels
BY_KEY = "*"  # the step to the objects under each key
_OWN = frozenset(("id", "key", "name", "title", "number", "sys_id", "uuid", "code"))
_ALIKE = 0.6  # of the keys of all the objects that one of them has, on average
_WIDE = 3  # keys of objects that are no amounts with a currency, or the like
_ROWS = "a list of objects, each with the names of its values"
Object = Mapping[str, object]


def rows_in(value: object) -> object:
    """The list that holds the rows, as far as the shape of a value tells. Raises `InputError`."""
    return _only_list(cast("Object", value)) if isinstance(value, dict) else value


def rows_by_key(value: object) -> list[Object] | None:
    """The objects under each key, each with its key; None for what holds anything else."""
    by_key = _objects_in(value)
    if not by_key or len(by_key) != len(cast("Object", value)):
        return None
    name = "key"
    while any(name in each for each in by_key.values()):
        name = f"_{name}"
    return [{name: key, **each} for key, each in by_key.items()]


def _only_list(top: Object) -> object:
    """The one list of objects under a key; an object that has none is one row."""
    lists = [key for key, value in top.items() if _is_list_of_objects(value)]
    if "initiatives" in lists:
        return top["initiatives"]
    if len(lists) > 1:
        raise _several(lists)
    if lists:
        return top[lists[0]]
    columns = _by_columns(top)
    if columns is not None:
        return columns
    keyed = _keyed(top)
    if keyed is not None:
        return keyed
    within = _enveloped(top)
    if len(within) > 1:
        raise _several(list(within))
    if within:
        return next(iter(within.values()))
    _refuse_lists_in_lists(top)
    empty = [key for key, value in top.items() if value == []]
    return [] if len(empty) == 1 and len(top) == 1 else [top]


def _several(paths: Sequence[str]) -> InputError:
    mend = f'say which: list = "{paths[0]}"'
    keys = ", ".join(map(show, paths))
    return InputError(Complaint(f"several lists of objects: {keys}", "one of them", mend=mend))


def _enveloped(top: Object, before: str = "", depth: int = 0) -> dict[str, object]:
    """The lists that answers of services have within objects, by the path to each.

    Not of one that says something of its own, as its id: it is a row, or part of one.
    """
    if depth > DEEPEST or not _OWN.isdisjoint(map(str.casefold, top)):
        return {}
    found: dict[str, object] = {}
    for key, value in top.items():
        if depth and _is_list_of_objects(value):
            found[f"{before}{key}"] = value
        elif isinstance(value, dict):
            inside = cast("Object", value)
            if not _OWN.isdisjoint(map(str.casefold, inside)):
                return {}
            keyed = _keyed(inside, f"{before}{key}.")
            inner = {f"{before}{key}": keyed} if keyed else None
            found |= inner or _enveloped(inside, f"{before}{key}.", depth + 1)
    return found


def _keyed(top: Object, before: str = "") -> list[Object] | None:
    """Objects of like keys under each key, as rows; None where they are one row, or something else.

    Raises `InputError` where they may be both.
    """
    by_key = _objects_in(top)
    numbered = all(any(map(str.isdigit, key)) for key in by_key)
    alone = len(by_key) == len(top)
    alike = len(by_key) > 1 and _are_alike([*by_key.values()])
    single = len(by_key) == 1 and numbered and alone
    if not (alike or single) or not _OWN.isdisjoint(map(str.casefold, top)):
        return None
    if alone and (numbered or len({key for each in by_key.values() for key in each}) >= _WIDE):
        return rows_by_key(top)
    if not alone and not numbered:
        return None
    keys = ", ".join(map(show, list(by_key)[:3])) + ", ..." * (len(by_key) > 3)
    problem = f"found objects of the same keys under {keys}: rows, or parts of one"
    mend = f'of rows, list = "{before}{BY_KEY}"; one row stands in a list: [{{...}}]'
    raise InputError(Complaint(problem, _ROWS, mend=mend))


def _objects_in(value: object) -> dict[str, Object]:
    items = cast("Object", value).items() if isinstance(value, dict) else ()
    return {key: cast("Object", each) for key, each in items if isinstance(each, dict)}


def _are_alike(objects: Sequence[Object]) -> bool:
    """Whether objects have much the same keys, and are no estimates."""
    keys = {key for each in objects for key in each}
    common = set[str](keys).intersection(*objects)
    mean = sum(map(len, objects)) / (len(objects) * max(1, len(keys)))
    return bool(common) and mean >= _ALIKE and not keys <= {*PARTS}


def _by_columns(top: Object) -> list[Object] | None:
    """Rows out of a list, or an object by row number, for each column; None for other shapes."""
    if {"columns", "data"} <= set(top) <= {"columns", "index", "data", "name", "schema"}:
        return _split(top["columns"], top["data"])
    lists = {key: cast("list[object]", v) for key, v in top.items() if isinstance(v, list)}
    if len(lists) == len(top) > 1 and len({len(each) for each in lists.values()}) == 1:
        plain = not any(isinstance(cell, list | dict) for each in lists.values() for cell in each)
        length = len(next(iter(lists.values())))
        named = not _OWN.isdisjoint(map(str.casefold, lists))
        if plain and named and length:
            return [{key: each[n] for key, each in lists.items()} for n in range(length)]
        if plain and length > 1:
            keys = ", ".join(map(show, list(lists)[:3])) + ", ..." * (len(lists) > 3)
            problem = f"found lists of {length} under {keys}: columns, or the sets of one row"
            raise InputError(Complaint(problem, _ROWS))
    objects = _objects_in(top)
    numbers = [*map(str, range(len(next(iter(objects.values()), ()))))]
    if len(objects) == len(top) and numbers:
        as_written = all([*each] == numbers for each in objects.values())
        if as_written and not any(
            isinstance(c, dict) for o in objects.values() for c in o.values()
        ):
            return [{key: each[n] for key, each in objects.items()} for n in numbers]
    return None


def _split(names: object, data: object) -> list[Object] | None:
    """Rows out of the names of columns, and a list of cells for each row."""
    columns = cast("list[object]", names) if isinstance(names, list) else []
    rows = cast("list[object]", data) if isinstance(data, list) else []
    if not columns or not all(isinstance(name, str) for name in columns):
        return None
    found: list[Object] = []
    for number, row in enumerate(rows, start=1):
        cells = cast("list[object]", row) if isinstance(row, list) else []
        if len(cells) != len(columns):
            problem = f"number {number} of data has {len(cells)} cells"
            raise InputError(Complaint(problem, f"{len(columns)}, as many as columns"))
        found.append(dict(zip(map(str, columns), cells, strict=True)))
    return found


def _refuse_lists_in_lists(top: Object) -> None:
    """Raises `InputError` where rows seem to be lists of cells, whose names stand elsewhere."""
    if not _OWN.isdisjoint(map(str.casefold, top)):
        return
    for key, value in top.items():
        items = cast("list[object]", value) if isinstance(value, list) else []
        if len(items) > 1 and all(isinstance(each, list) for each in items):
            problem = f"{show(key)} is a list of lists: its cells have no names"
            mend = "save the table as CSV, or as a list of objects"
            raise InputError(Complaint(problem, _ROWS, mend=mend))


def _is_list_of_objects(value: object) -> bool:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return bool(items) and all(isinstance(each, dict) for each in items)
