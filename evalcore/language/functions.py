"""The table of functions that formulas can call: how each is called and how it behaves.

The builders themselves are in `build`; what they compute is up to each interpretation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from evalcore.language import build
from evalcore.language.expr import Expr, written

STRICT = "unknown if one of them is"


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


def _table() -> Mapping[str, Function]:
    number, flag = "-> number", "-> flag"
    listed = [
        Function("min", build.minimum, f"min(x, ...) {number}", "The smallest."),
        Function("max", build.maximum, f"max(x, ...) {number}", "The largest."),
        Function("mean", build.mean, f"mean(x, ...) {number}", "The arithmetic mean."),
        Function(
            "geometric_mean",
            build.geometric_mean,
            f"geometric_mean(x, ...) {number}",
            "The n-th root of the product: no value can buy another off.",
            undefined="where one is below 0",
        ),
        Function(
            "clamp",
            build.clamp,
            f"clamp(x, low=0, high=1) {number}",
            "x, but not below low and not above high.",
        ),
        Function(
            "linear",
            build.linear,
            f"linear(x, worst, best) {number}",
            "0 at worst, 1 at best, a straight line through both, not cut off.",
            undefined="where worst equals best",
        ),
        Function(
            "piecewise",
            build.piecewise,
            f"piecewise(x, {{x: y, ...}}) {number}",
            "Straight lines between the points, constant beyond the outermost.",
        ),
        Function(
            "lookup",
            build.lookup,
            f"lookup(text, {{text: number, ...}}, default=number) {number}",
            "The number listed for a text or choice.",
            undefined="for a text that is not listed, without default",
        ),
        Function(
            "overlap",
            build.overlap,
            f"overlap(set, {{text: weight, ...}}) {number}",
            "The weights of the listed texts that the set holds, added up; "
            "with a list instead of weights, the share of it that the set holds.",
            empty="0 for a set of nothing",
        ),
        Function(
            "known",
            build.known,
            f"known(field) {flag}",
            "Whether the request says it; for a table such as council, any of its fields.",
            empty="true: an empty list is an answer",
            unknown="never: false for what is unknown or withheld",
            over="reference",
        ),
        Function(
            "withheld",
            build.withheld,
            f"withheld(field) {flag}",
            "Whether it exists and will not be given.",
            empty="false",
            unknown="never",
            over="reference",
        ),
        Function(
            "count",
            build.count,
            f"count(records, condition) {number}; count(set) {number}",
            "How many records meet the condition, or how many there are.",
            empty="0",
            unknown="unknown if the list is, or the condition for one record",
            over="records",
        ),
        Function(
            "share",
            build.share,
            f"share(records, condition) {number}",
            "The share of the records that meet the condition, 0 to 1.",
            empty="undefined",
            unknown="unknown if the list is, or the condition for one record",
            undefined="of no records",
            over="records",
        ),
        Function(
            "total_of",
            build.total_of,
            f"total_of(records, number) {number}",
            "The sum of a number over the records.",
            empty="0",
            unknown="unknown if the list is, or the number of one record",
            over="records",
        ),
        Function(
            "any_of",
            build.any_of,
            f"any_of(flag, ...) {flag}; any_of(records, condition); any_of(set, [text, ...])",
            "Whether one holds.",
            empty="false of no records",
            unknown="true if one is true, else unknown if one is",
            over="records",
        ),
        Function(
            "all_of",
            build.all_of,
            f"all_of(flag, ...) {flag}; all_of(records, condition); all_of(set, [text, ...])",
            "Whether all hold.",
            empty="true of no records",
            unknown="false if one is false, else unknown if one is",
            over="records",
        ),
        Function(
            "date", build.on, "date(year, month, day) -> date", "A date written down.",
            unknown="takes literals only",
        ),
        Function(
            "days_since",
            build.days_since,
            f"days_since(date, as_of=as_of) {number} in days",
            "From the date to the date of the evaluation, or to another; negative for later days.",
        ),
        Function(
            "years_between",
            build.years_between,
            f"years_between(start, end) {number} in years",
            "Of 365.25 days each.",
        ),
        Function(
            "round",
            build.nearest,
            f"round(x, digits=0) {number}",
            "To so many decimals (0 to 15), half to even.",
        ),
        Function("abs", build.magnitude, f"abs(x) {number}", "Without its sign."),
        Function(
            "sqrt", build.square_root, f"sqrt(x) {number}", "The square root.",
            undefined="below 0",
        ),
    ]  # fmt: skip
    return {each.name: each for each in listed}


FUNCTIONS = _table()
