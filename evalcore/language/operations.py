"""Operations: one row each. What an operation is stands here and nowhere else.

To add one, add its row: formulas, policies, checks, ranges, traces, every engine, the sentences
and the documentation read it. An engine overrides only what it can do better than as defined.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import add, mul
from typing import Any, Concatenate, ParamSpec

from evalcore.language.comparing import TOLERANCE, is_zero
from evalcore.language.kernel import Kernel
from evalcore.language.nodes import Apply, Compare, If, Literal, Node, constant
from evalcore.language.operation import Operation, Undefined

P = ParamSpec("P")

OPERATIONS: dict[str, Operation[...]] = {}


def operation(
    name: str, **row: Any
) -> Callable[[Callable[Concatenate[Kernel, P], Any]], Operation[P]]:
    """Adds a row; the function says what the operation comes to, its docstring is the summary."""

    def added(define: Callable[Concatenate[Kernel, P], Any]) -> Operation[P]:
        made = Operation(name, define, **row)
        made.__dict__["__doc__"] = define.__doc__
        OPERATIONS[name] = made
        return made

    return added


def _all_whole(args: Sequence[bool], *_data: Any) -> bool:
    return all(args)


def _always_whole(_args: Sequence[bool]) -> bool:
    return True


# Arithmetic. Sums and products run from left to right, in the order written.


@operation("+", directions="+", whole=_all_whole, sign="+")
def plus(_: Kernel, *terms: float) -> float:
    """The sum."""
    return reduce(add, terms)


@operation("-", directions="+-", whole=_all_whole, sign="-")
def minus(_: Kernel, x: float, y: float) -> float:
    """The difference."""
    return x - y


@operation("*", unit="product", whole=_all_whole, sign="*")
def times(_: Kernel, *factors: float) -> float:
    """The product."""
    return reduce(mul, factors)


@operation(
    "/",
    unit="quotient",
    undefined=Undefined("zero", "division by zero", (1,), always="division by zero"),
    wanted="a divisor that can be something else",
    sign="/",
)
def over(_: Kernel, x: float, y: float) -> float:
    """The quotient. A divisor within the tolerance of 0 is 0."""
    return x / y


@operation("negate", directions="-", whole=_all_whole, sign="-")
def negative(_: Kernel, x: float) -> float:
    """The number with the other sign."""
    return -x


# Functions of numbers


@operation("min", directions="+", whole=_all_whole, noun="the least of {}")
def minimum(k: Kernel, first: float, *others: float) -> float:
    """The smallest of the values."""
    return k.least(first, *others)


@operation("max", directions="+", whole=_all_whole, noun="the greatest of {}")
def maximum(k: Kernel, first: float, *others: float) -> float:
    """The largest of the values."""
    return k.greatest(first, *others)


@operation("mean", directions="+", noun="the mean of {}")
def mean(_: Kernel, first: float, *others: float) -> float:
    """The arithmetic mean of the values."""
    return reduce(add, others, first) / (1.0 + len(others))


@operation("median", directions="+", noun="the median of {}")
def median(k: Kernel, first: float, *others: float) -> float:
    """The middle one; of an even number of them, the mean of the two in the middle."""
    ordered = k.ordered(first, *others)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2.0


def _weighed(*args: Node) -> Node:
    """The sum of the scores, each times its share of the weights; without those that weigh 0."""
    half = len(args) // 2
    scores, weights = args[:half], args[half:]
    whole = Apply("+", weights) if half > 1 else weights[0]
    terms: list[Node] = []
    for score, weight in zip(scores, weights, strict=True):
        term, known = Apply("*", (score, Apply("/", (weight, whole)))), constant(weight)
        if known is None:
            none = Literal(0.0)
            # What weighs nothing is not asked; if nothing weighs anything, there is no mean.
            terms += [] if terms else [Apply("/", (none, whole))]
            terms.append(If(Compare("==", weight, none), none, term))
        elif known:
            terms.append(term)
    return Apply("+", tuple(terms)) if len(terms) > 1 else terms[0]


def _has_open_weights(args: Sequence[Node]) -> bool:
    return any(constant(each) is None for each in args[len(args) // 2 :])


def _weightless(args: Sequence[float], _data: object) -> str:
    return "" if any(args[len(args) // 2 :]) else "the weights add up to 0"


@operation(
    "weighted_mean",
    unit="none",
    means=_weighed,
    stays=_has_open_weights,
    cause=_weightless,
    noun="the weighted mean",
)
def weighted_mean(k: Kernel, *args: float) -> float:
    """The mean of the first half of its arguments, weighed by the other half; 0 weighs nothing."""
    half = len(args) // 2
    whole = reduce(add, args[half:])
    pairs = zip(args[:half], args[half:], strict=True)
    return reduce(add, (k.choose(w == 0.0, 0.0, x * (w / whole)) for x, w in pairs))


def _rooted_roughly(count: int) -> bool:
    return count not in (1, 2, 4, 8)  # those are square roots of square roots


@operation(
    "geometric_mean",
    directions="+",
    undefined=Undefined("negative", "a geometric mean with {:g}"),
    rough=_rooted_roughly,
    noun="the geometric mean of {}",
    where_undefined="where one is below 0",
)
def geometric_mean(k: Kernel, first: float, *others: float) -> float:
    """The n-th root of the product: no value can buy another off."""
    count = 1 + len(others)
    product = reduce(mul, [k.greatest(0.0, each) for each in (first, *others)])
    if _rooted_roughly(count):
        return k.power(product, 1 / count)
    while count > 1:
        product, count = k.root(product), count // 2
    return product


def _apart(lows: Sequence[float], highs: Sequence[float]) -> bool:
    return highs[1] <= lows[2]


def _crossed(lows: Sequence[float], highs: Sequence[float]) -> str:
    return "low is above high" if lows[1] > highs[2] else ""


@operation(
    "clamp",
    directions="+++",
    steady=_apart,
    mistake=_crossed,
    whole=_all_whole,
    noun="{0}",
)
def clamp(k: Kernel, x: float, low: float = 0.0, high: float = 1.0) -> float:
    """`x`, but not below low and not above high."""
    return k.choose(x < low, low, k.choose(x > high, high, x))


def _line(x: Node, worst: Node, best: Node) -> Node:
    """The line through two anchors as a quotient; nothing is taken off for a worst of 0."""
    above = x if constant(worst) == 0.0 else Apply("-", (x, worst))
    return Apply("/", (above, Apply("-", (best, worst))))


def _without_width(args: Sequence[float], _data: object) -> str:
    return "worst equals best" if is_zero(args[2] - args[1]) else ""


def _same_anchors(lows: Sequence[float], highs: Sequence[float]) -> str:
    apart = max(abs(highs[2] - lows[1]), abs(lows[2] - highs[1]))
    return "worst and best are the same" if apart <= TOLERANCE else ""


@operation(
    "linear",
    unit="lost",
    means=_line,
    mistake=_same_anchors,
    cause=_without_width,
    wanted="two different anchors",
    by_name=("worst", "best"),
    noun="the worth of {0}",
    where_undefined="where worst equals best",
)
def linear(_: Kernel, x: float, worst: float, best: float) -> float:
    """0 at worst, 1 at best, a straight line through both, not cut off."""
    return (x - worst) / (best - worst)


def _at_zero() -> tuple[float]:
    return (0.0,)


@operation("abs", turns=_at_zero, whole=_all_whole, noun="the size of {0}")
def magnitude(k: Kernel, x: float) -> float:
    """`x` without its sign."""
    return k.choose(x <= 0.0, 0.0 - x, x)


@operation(
    "sqrt",
    directions="+",
    unit="root",
    undefined=Undefined(
        "negative", "the square root of {:g}", always="sqrt of a number that is always below 0"
    ),
    noun="the square root of {0}",
    where_undefined="below 0",
)
def square_root(k: Kernel, x: float) -> float:
    """The square root; undefined below 0."""
    return k.root(k.greatest(0.0, x))


def _to_whole(_args: Sequence[bool], digits: float) -> bool:
    return digits == 0


@operation(
    "round",
    directions="+",
    whole=_to_whole,
    noun="{0}",
    form="round(x, digits=0) -> number",
)
def rounded(k: Kernel, x: float, digits: float) -> float:
    """`x` rounded to so many decimals (0 to 15), half to even."""
    scale = 10.0**digits
    return k.nearest(x) if digits == 0 else k.nearest(x * scale) / scale


# Dates


@operation(
    "days_since",
    takes="dates",
    unit="days",
    directions="-+",
    whole=_always_whole,
    limits=(-4e6, 4e6),
    noun="the days from {0} to {1}",
    form="days_since(date, as_of=as_of) -> number in days",
)
def days(k: Kernel, start: date, end: date) -> float:
    """From the date to the date of the evaluation, or to another; negative for later days."""
    return k.days(start, end)


@operation(
    "years_between",
    takes="dates",
    unit="years",
    directions="-+",
    limits=(-2e4, 2e4),
    noun="the years from {0} to {1}",
    form="years_between(start, end) -> number in years",
)
def years_between(k: Kernel, start: date, end: date) -> float:
    """The years from start to end: whole ones at anniversaries, in between a part of the year."""
    return k.years(start, end)


# What holds a value against points and texts

Line = Sequence[tuple[float, float]]
Texts = Sequence[tuple[str, float]]


def _turns(line: Line) -> list[float]:
    return [x for x, _ in line]


@operation(
    "piecewise",
    unit="lost",
    turns=_turns,
    noun="the worth of {0}",
    form="piecewise(x, {x: y, ...}) -> number",
)
def along(k: Kernel, x: float, line: Line) -> float:
    """Straight lines between the points, constant beyond the outermost."""
    found = line[-1][1]
    for (left, low), (right, high) in reversed([*pairwise(line)]):
        found = k.choose(x <= right, low + (x - left) * ((high - low) / (right - left)), found)
    return k.choose(x <= line[0][0], line[0][1], found)


def _listed(table: Texts, *_default: object) -> list[str]:
    return [text for text, _ in table]


def _unlisted(args: Sequence[str], data: tuple[Texts, float | None]) -> str:
    table, default = data
    found = default is not None or args[0] in dict(table)
    return "" if found else f"{args[0]!r} is not listed"


@operation(
    "lookup",
    takes="text",
    unit="none",
    cause=_unlisted,
    texts=_listed,
    noun="the worth of {0}",
    form="lookup(text, {text: number, ...}, default=number) -> number",
    where_undefined="for a text that is not listed, without default",
)
def listed(k: Kernel, item: str, table: Texts, default: float | None) -> float | None:
    """The number listed for a text or choice."""
    found = default
    for text, number in reversed(table):
        found = k.choose(item == text, number, found)
    return found


@operation(
    "overlap",
    takes="set",
    unit="none",
    texts=_listed,
    noun="the weight of {0}",
    form="overlap(set, {text: weight, ...}) -> number",
    empty="0 for a set of nothing",
)
def weighed(k: Kernel, held: Collection[str], weights: Texts) -> float:
    """The weights of the listed texts that the set holds; of a list, the share that it holds."""
    total = 0.0
    for text, weight in weights:
        total = total + k.choose(k.holds(held, text), weight, 0.0)
    return total


@operation(
    "count",
    takes="set",
    unit="none",
    whole=_always_whole,
    misfit="count needs records or a set, found {}",
    noun="the number of {0}",
)
def size(k: Kernel, held: Collection[str]) -> float:
    """How many texts a set holds."""
    return k.size(held)


def _member(member: str) -> tuple[str]:
    return (member,)


def _members(members: tuple[Any, ...]) -> tuple[Any, ...]:
    return members


@operation(
    "has",
    takes="set",
    gives="flag",
    misfit="{} holds no texts to look for",
    wanted="a field that holds a set",
    texts=_member,
)
def holding(k: Kernel, held: Collection[str], member: str) -> bool:
    """Whether a set holds a text."""
    return k.holds(held, member)


@operation(
    "in",
    takes="text or number",
    gives="flag",
    misfit="{} cannot be looked for in a list",
    wanted="a text, a choice or a number",
    texts=_members,
)
def among(k: Kernel, item: Any, members: Sequence[Any]) -> bool:
    """Whether a value is one of those listed."""
    return k.either(
        *(
            item == each if isinstance(each, str) else k.between(item - each, -TOLERANCE, TOLERANCE)
            for each in members
        )
    )
