"""The table of functions that formulas can call: how each is called and how it behaves.

The builders themselves are in `build`; what they compute is up to each interpretation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from evalcore.language import build
from evalcore.language.expr import Expr, written
from evalcore.language.identity import refuse_identity
from evalcore.language.operation import STRICT, Operation
from evalcore.language.operations import OPERATIONS


@attrs.frozen
class Function:
    """One function of the language.

    `build` takes expressions, and plain lists and tables, and gives an expression; `signature`,
    `summary`, `empty`, `unknown` and `undefined` are what the published table says about it.
    `source` names who brought it. `over` tells how the arguments are looked up: as `values`, as a
    `reference` to a field or table, or as `records` with a formula about one record.
    """

    name: str
    build: Callable[..., Any] = attrs.field(eq=False)
    signature: str
    summary: str
    empty: str = "does not apply"
    unknown: str = STRICT
    undefined: str = "never"
    over: str = "values"
    source: str = "evalcore"
    plain: Callable[..., Any] | None = attrs.field(default=None, eq=False)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Calls the function as its author wrote it: with numbers, or with expressions."""
        return (self.plain or self.build)(*args, **keywords)


def function(builder: Callable[..., Any]) -> Function:
    """Makes a plugin's own function callable in formulas, under the builder's own name.

    ```python
    @function
    def half_life(value: float, months: float) -> float:
        \"\"\"What is left of a value after so many months, losing half in twelve.\"\"\"
        return value * clamp(1 - months / 24, 0, 1)
    ```

    The builder is traced with expressions, as a policy is, and gets literals as plain values; a
    call becomes one named node.
    """
    import inspect

    name = builder.__name__
    signature = inspect.signature(builder)

    def traced(*args: Any, **keywords: Any) -> Any:
        refuse_identity(builder)
        bound = signature.bind(*args, **keywords)
        given = [a for a in (*bound.args, *bound.kwargs.values()) if isinstance(a, Expr)]
        named = {key: written(each) for key, each in keywords.items()}
        return build.named(name, builder(*map(written, args), **named), "function", given)

    parameters = ", ".join(
        p.name if p.default is p.empty else f"{p.name}={p.default!r}"
        for p in signature.parameters.values()
    )
    summary = (inspect.getdoc(builder) or "").partition("\n")[0]
    traced.__signature__ = signature  # type: ignore[attr-defined]
    return Function(
        name,
        traced,
        f"{name}({parameters})",
        summary,
        unknown="as its parts",
        undefined="as its parts",
        source=builder.__module__,
        plain=builder,
    )


_BUILT: Mapping[str, Callable[..., Any]] = {  # from what a formula writes, not from values alone
    "piecewise": build.piecewise,
    "lookup": build.lookup,
    "overlap": build.overlap,
    "days_since": build.days_since,
    "round": build.nearest,
}
# Operations that formulas have another spelling for.
_OTHERWISE = ("negate", "count", "has", "in", "weighted_mean")


def _of_operation(row: Operation[Any]) -> Function:
    return Function(
        row.name,
        _BUILT.get(row.name, row),
        row.signature,
        row.summary,
        empty=row.empty,
        undefined=row.where_undefined,
    )


_OVER_RECORDS = "unknown if the list is, or the condition for one record"


def _table() -> Mapping[str, Function]:
    called = [row for name, row in OPERATIONS.items() if name.isidentifier()]
    listed = [
        *(_of_operation(row) for row in called if row.name not in _OTHERWISE),
        Function(
            "known",
            build.known,
            "known(field) -> flag",
            "Whether the request says it; for a table such as council, any of its fields.",
            empty="true: an empty list is an answer",
            unknown="never: false for what is unknown or withheld",
            over="reference",
        ),
        Function(
            "withheld",
            build.withheld,
            "withheld(field) -> flag",
            "Whether it exists and will not be given.",
            empty="false",
            unknown="never",
            over="reference",
        ),
        Function(
            "count",
            build.count,
            "count(records, condition) -> number; count(set) -> number",
            "How many records meet the condition, or how many there are.",
            empty="0",
            unknown=_OVER_RECORDS,
            over="records",
        ),
        Function(
            "share",
            build.share,
            "share(records, condition) -> number",
            "The share of the records that meet the condition, 0 to 1.",
            empty="undefined",
            unknown=_OVER_RECORDS,
            undefined="of no records",
            over="records",
        ),
        Function(
            "total_of",
            build.total_of,
            "total_of(records, number) -> number",
            "The sum of a number over the records.",
            empty="0",
            unknown="unknown if the list is, or the number of one record",
            over="records",
        ),
        Function(
            "any_of",
            build.any_of,
            "any_of(flag, ...) -> flag; any_of(records, condition); any_of(set, [text, ...])",
            "Whether one holds.",
            empty="false of no records",
            unknown="true if one is true, else unknown if one is",
            over="records",
        ),
        Function(
            "all_of",
            build.all_of,
            "all_of(flag, ...) -> flag; all_of(records, condition); all_of(set, [text, ...])",
            "Whether all hold.",
            empty="true of no records",
            unknown="false if one is false, else unknown if one is",
            over="records",
        ),
        Function(
            "date",
            build.on,
            "date(year, month, day) -> date",
            "A date written down.",
            unknown="takes literals only",
        ),
    ]
    return {each.name: each for each in listed}


FUNCTIONS = _table()
