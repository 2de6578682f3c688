"""Children: records that stand in a table of their own, each with the id of the row it belongs to.

They become lists in a column, as if they had always been there, in the order of their table. A row
to which none belongs has no records: that is known, and no list that is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from evalcore.interpret.columns.frames import polars
from evalcore.judge.tables.arriving import called, of_arrow, of_pandas, of_stream
from evalcore.judge.tables.texts import ids
from evalcore.request.columns import twice
from evalcore.request.fields import Field
from evalcore.written.errors import Complaint, InputError, listing, near, plural, show

TOLD = 5  # ids that are named
KINDS = "a Polars frame, anything with an Arrow stream, a DuckDB relation, or a list of dicts"


def children_of(fields: Mapping[str, Field], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tables of records as frames, by the names of their fields."""
    lists = [name for name, field in fields.items() if field.kind.row.is_list]
    found, made = list[Complaint](), dict[str, Any]()
    for name, table in given.items():
        if name not in lists:
            problem = f"the ruleset has no records {show(name)}"
            meant = near(str(name), lists)
            found.append(Complaint(problem, "the name of a field of records", meant))
            continue
        try:
            made[name] = _child(name, fields[name], table, found)
        except InputError as error:
            found += [
                Complaint(f"the records of {name}: {e.problem}", e.expected, e.did_you_mean, e.mend)
                for e in error.complaints
            ]
    if found:
        raise InputError(found)
    return made


def _child(name: str, field: Field, table: Any, found: list[Complaint]) -> Any:
    """One table of records: the ids as texts in `id`, the cells that there are beside it."""
    pl = polars()
    cells = [part for cell in field.record for part in (cell, f"{cell}__withheld")]
    frame = _arrived(table, {"id", *cells})
    there = [each for each in cells if each in frame.columns]
    if "id" in cells:
        problem = f"the records of {name} have an id of their own"
        found.append(Complaint(problem, mend="put them into a list for each row"))
        return frame
    if "id" not in frame.columns:
        expected = "the id of the row that each of them belongs to"
        meant = near("id", frame.columns)
        found.append(Complaint(f"the records of {name} have no column id", expected, meant))
        return frame
    if not there:
        problem = f"the records of {name} have none of its columns"
        found.append(Complaint(problem, listing([*field.record])))
    mixed = [each for each in there if frame.schema[each] == pl.Object]
    if mixed:
        problem = f"the records of {name} hold values of different kinds in {listing(mixed)}"
        found.append(Complaint(problem, "one kind in a column"))
    keys, bad = ids(frame.get_column("id"))
    if bad.any():
        rows = [place + 1 for place in bad.arg_true().to_list()]
        problem = f"the records of {name} have no id in {_rows(rows)}"
        found.append(Complaint(problem, "the id of the row that each of them belongs to"))
    return pl.DataFrame([keys.alias("id"), *frame.select(there).get_columns()])


def _rows(rows: Sequence[int]) -> str:
    more = f" and {len(rows) - TOLD} more" if len(rows) > TOLD else ""
    return f"row {', '.join(map(str, rows[:TOLD]))}{more}"


def _arrived(table: Any, wanted: set[str]) -> Any:
    pl = polars()
    home = type(table).__module__.partition(".")[0]
    if isinstance(table, list | tuple):
        rows = cast("Sequence[object]", table)
        if not all(isinstance(each, Mapping) for each in rows):
            raise InputError(Complaint("found rows that are no mappings", "dicts"))
        try:
            return pl.DataFrame(rows, infer_schema_length=None)
        except (pl.exceptions.PolarsError, TypeError, OverflowError):
            problem = "they hold values of different kinds in a column"
            raise InputError(Complaint(problem, "one kind in a column")) from None
    match home:
        case "polars" if hasattr(table, "collect"):
            return table.collect()
        case "polars" if hasattr(table, "get_columns"):
            return table
        case "pandas" if hasattr(table, "columns"):
            return of_pandas(table, wanted.__contains__)
        case "pyarrow" | "duckdb" | "_duckdb" if hasattr(table, "schema") or hasattr(
            table, "to_arrow_table"
        ):
            return of_arrow(table, wanted.__contains__)
        case _ if home not in ("polars", "pandas") and hasattr(table, "__arrow_c_stream__"):
            return of_stream(table)
        case _:
            raise InputError(Complaint(f"found {called(table)} as a table", KINDS))


def joined(frame: Any, children: Mapping[str, Any]) -> Any:
    """A frame with a column of lists for each of the tables of records."""
    if not children or "id" not in frame.columns:
        return frame
    pl, found, made = polars(), list[Complaint](), list[Any]()
    keys = ids(frame.get_column("id"))[0].alias("id")
    double = keys.filter(keys.is_duplicated() & keys.is_not_null())
    for name, child in children.items():
        own = {name, name.replace(".", "__")} & {*frame.columns}
        if own:
            found.append(twice(name, own.pop(), "a table of its own"))
        found += belonging(name, child, keys.unique(), double.unique())
        nested = child.group_by("id", maintain_order=True).agg(
            pl.struct(pl.exclude("id")).alias(name)
        )
        lists = keys.to_frame().join(nested, on="id", how="left", maintain_order="left")
        nothing = pl.lit(pl.Series([[]], dtype=nested.schema[name]))
        made.append(lists.select(pl.col(name).fill_null(nothing)).to_series())
    if found:
        raise InputError(found)
    return frame.with_columns(made)


def belonging(name: str, child: Any, keys: Any, double: Any) -> list[Complaint]:
    """What is wrong with the ids of records: no row has them, or more than one."""
    found: list[Complaint] = []
    own = child.get_column("id").unique(maintain_order=True)
    orphans = own.filter(~own.is_in(keys.to_list())).to_list()
    if orphans:
        whose = plural(len(orphans), "id")
        problem = f"the records of {name} belong to {whose} that the table lacks: {_some(orphans)}"
        found.append(Complaint(problem, "ids of its rows"))
    shared = own.filter(own.is_in(double.to_list())).to_list()
    if shared:
        problem = f"the records of {name} belong to ids of several rows: {_some(shared)}"
        found.append(Complaint(problem, "one row of an id"))
    return found


def _some(names: Sequence[str]) -> str:
    more = ["..."] if len(names) > TOLD else []
    return ", ".join([*map(show, names[:TOLD]), *more])


def in_dicts(table: Sequence[object], children: Mapping[str, Any]) -> Sequence[object]:
    """The same of a list of dicts."""
    if not children:
        return table
    pl = polars()
    said = [cast("dict[str, Any]", e if isinstance(e, Mapping) else {}) for e in table]
    keys = ids(pl.Series([each.get("id") for each in said], dtype=pl.Object))[0].alias("id")
    doubled = keys.filter(keys.is_duplicated() & keys.is_not_null()).unique()
    found, lists = list[Complaint](), dict[str, dict[str, list[Any]]]()
    for name, child in children.items():
        if any(name in each or name.replace(".", "__") in each for each in said):
            found.append(twice(name, name, "a table of its own"))
        found += belonging(name, child, keys.unique(), doubled)
        for row in child.to_dicts():
            key = row.pop("id")
            lists.setdefault(name, {}).setdefault(key, []).append(row)
    if found:
        raise InputError(found)
    return [
        {**raw, **{name: lists.get(name, {}).get(key, []) for name in children}}
        if isinstance(each, Mapping)
        else each
        for each, raw, key in zip(table, said, keys.to_list(), strict=True)
    ]
