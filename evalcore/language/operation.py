"""Operation: the shape of a row of the table in `operations`, and what is read off it.

A row says all that evalcore knows of an operation: how it is called and documented, what it takes
and gives, how it moves with each argument, what it comes to, where it has no value and why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from inspect import Parameter, Signature
from itertools import product
from typing import Any, Concatenate, Generic, ParamSpec, cast
from typing import Literal as OneOf

import attrs

from evalcore.language.comparing import TOLERANCE
from evalcore.language.expr import Expr, node_of
from evalcore.language.kernel import PLAIN, Kernel
from evalcore.language.nodes import Apply, Node
from evalcore.written.errors import EvalcoreError

P = ParamSpec("P")
Takes = OneOf["numbers", "dates", "text", "set", "text or number"]
UnitRule = OneOf["same", "lost", "product", "quotient", "root", "days", "years", "none"]
Ends = Sequence[float]  # the lowest, or the highest, value of each argument
Corner = tuple[int, ...]  # for each argument its lowest (0) or its highest value (1)

ROUGH = 2.0**-50  # a power may be off by a unit in the last place, either way
STRICT = "unknown if one of them is"
REQUIRED = object()


class UndefinedError(EvalcoreError, ValueError):
    """An operation was called with plain values for which it has no value."""


@attrs.frozen
class Undefined:
    """Where an operation has no value: where an argument is zero, or negative; by the tolerance.

    `args` are the places of those arguments; none stands for all. `because` is the cause in words,
    `{:g}` the argument's value. `always` is the mistake of a formula that never has a value.
    """

    where: OneOf["zero", "negative"]
    because: str
    args: tuple[int, ...] = ()
    always: str = ""

    def of(self, values: Sequence[Any]) -> list[Any]:
        """Those of the arguments that it is about."""
        return [values[place] for place in self.args] if self.args else list(values)

    def may_be(self, low: float, high: float) -> bool:
        """Whether a range holds a value that has none."""
        return low < -TOLERANCE if self.where == "negative" else low <= TOLERANCE >= -high

    def must_be(self, low: float, high: float) -> bool:
        """Whether a range holds only values that have none."""
        return high < -TOLERANCE if self.where == "negative" else -low <= TOLERANCE >= high

    def cause(self, values: Sequence[float]) -> str:
        """Why there is no value for these; empty where there is one."""
        found = [each for each in self.of(values) if self.must_be(each, each)]
        return self.because.format(min(found)) if found else ""


def _never(*_: Any) -> bool:
    return False


@attrs.frozen(eq=False, slots=False)
class Operation(Generic[P]):
    """One operation. Called with plain values it computes, with an expression it builds a node.

    `define(kernel, *args, *data)` is what it comes to, over whatever a kernel's operands are.
    `directions` has a sign for each argument, the last one also for all that follow: `+` where it
    never falls, `-` where it never rises; `steady` tells for which ranges of arguments that holds.
    Without them it moves one way or the other in each argument by itself, between its `turns`.

    `unit` says what becomes of units; `whole` whether whole numbers give a whole one; `limits` are
    bounds where the arguments have none; `rough` that it is off by rounding on some machines.
    `means` builds it from other operations: engines see only those, but one that can do better may
    keep it where it `stays`. `mistake` is what is wrong with
    a formula, by the ranges of its arguments, `misfit` where an argument is of the wrong kind;
    `wanted` says what would be right. `texts` are those that its data looks for.

    `sign` is its spelling between or before arguments, `by_name` the arguments that are spelt with
    their names, `noun` what sentences call it, `{}` being its first argument or all of them.
    """

    name: str
    define: Callable[Concatenate[Kernel, P], Any]
    takes: Takes = "numbers"
    gives: OneOf["number", "flag"] = "number"
    unit: UnitRule = "same"
    directions: str = ""
    steady: Callable[[Ends, Ends], bool] | None = None
    turns: Callable[..., Sequence[float]] = lambda *_data: ()
    undefined: Undefined | None = None
    cause: Callable[[Sequence[Any], tuple[Any, ...]], str] | None = None
    whole: Callable[..., bool] = _never
    limits: tuple[float, float] = (-math.inf, math.inf)
    rough: Callable[[int], bool] = _never
    means: Callable[..., Node] | None = None
    stays: Callable[[Sequence[Node]], bool] = lambda _args: False
    mistake: Callable[[Ends, Ends], str] | None = None
    texts: Callable[..., Sequence[Any]] = lambda *_data: ()
    misfit: str = ""
    wanted: str = ""
    sign: str = ""
    by_name: tuple[str, ...] = ()
    noun: str = ""
    form: str = ""
    empty: str = "does not apply"
    where_undefined: str = "never"

    def __call__(self, *args: P.args, **keywords: P.kwargs) -> float:
        """The value, or the node as soon as one argument is an expression.

        Raises `UndefinedError` where plain values have none.
        """
        return cast("float", self.made(self.bound(args, keywords)))

    def made(self, args: Sequence[Any], data: tuple[Any, ...] = ()) -> Any:
        """The same for arguments in their order."""
        traced = [isinstance(each, Expr) for each in args]
        why, found = "", None
        if self.mistake is not None:
            parts = [*zip(traced, args, strict=True)]
            ends = ([end if e else value for e, value in parts] for end in (-math.inf, math.inf))
            why = self.mistake(*ends)
        if not why and any(traced):
            return Expr(Apply(self.name, tuple(map(node_of, args)), data))
        if not why:
            found, why = self.result(args, data)
        if why:
            raise UndefinedError(f"{self.name}: {why}")
        return found

    def result(self, args: Sequence[Any], data: tuple[Any, ...] = ()) -> tuple[Any, str]:
        """The value for plain values; None, and why, where there is none."""
        why = ""
        if self.cause is not None:
            why = self.cause(args, data)
        elif self.undefined is not None:
            why = self.undefined.cause(args)
        define: Any = self.define
        return (None, why) if why else (define(PLAIN, *args, *data), "")

    def corners(self, lows: Ends, highs: Ends) -> tuple[list[Corner], list[Corner]]:
        """Where within these ranges the lowest value is, and where the highest: among these."""
        if self.steady is not None and not self.steady(lows, highs):
            return _corners("", len(lows))
        return _corners(self.directions, len(lows))

    def range(self, lows: Ends, highs: Ends, data: tuple[Any, ...] = ()) -> tuple[float, float]:
        """Between which values it lies for arguments within these ranges."""
        define: Any = self.define
        pairs = [*zip(lows, highs, strict=True)]
        found = [
            [
                define(PLAIN, *[p[e] for p, e in zip(pairs, each, strict=True)], *data)
                for each in ends
            ]
            for ends in self.corners(lows, highs)
        ]
        low, high = min(found[0]), max(found[1])
        for turn in turning(self.turns(*data), lows[0], highs[0]):
            value = define(PLAIN, turn, *data)
            low, high = min(low, value), max(high, value)
        if math.isnan(low) or math.isnan(high):  # too large on the way there
            return -math.inf, math.inf
        return self.widened(low, high, len(lows))

    def widened(self, low: float, high: float, count: int) -> tuple[float, float]:
        """A range with room for what machines round differently."""
        if low == high or not self.rough(count):
            return low, high
        return low - abs(low) * ROUGH, high + abs(high) * ROUGH

    def bound(self, args: Sequence[Any], keywords: Mapping[str, Any]) -> Sequence[Any]:
        """The arguments of a call in their order, with defaults. Raises `TypeError`."""
        enough = len(args) == self._most or (self._variadic and len(args) > self._most)
        if enough and not keywords:
            return args
        found = self.__signature__.bind(*args, **keywords)
        found.apply_defaults()
        return found.args

    @property
    def _code(self) -> Any:
        return cast("Any", self.define).__code__

    @cached_property
    def _variadic(self) -> bool:
        return bool(self._code.co_flags & 4)

    @cached_property
    def _most(self) -> int:
        """How many arguments it has beside the kernel, each with a name."""
        return int(self._code.co_argcount) - 1

    @cached_property
    def defaults(self) -> tuple[Any, ...]:
        """The values of the last arguments where they are left out."""
        return tuple(cast("Any", self.define).__defaults__ or ())

    @cached_property
    def __signature__(self) -> Signature:
        from inspect import signature

        whole = signature(self.define)
        return whole.replace(parameters=[*whole.parameters.values()][1:])

    @property
    def __name__(self) -> str:
        return str(cast("Any", self.define).__name__)

    @property
    def summary(self) -> str:
        """What it comes to, in a line."""
        return (self.define.__doc__ or "").partition("\n")[0]

    @cached_property
    def signature(self) -> str:
        """How formulas call it: `clamp(x, low=0, high=1) -> number`."""
        if self.form:
            return self.form
        parts: list[str] = []
        for each in self.__signature__.parameters.values():
            if each.kind is Parameter.VAR_POSITIONAL:
                parts = ["x", "..."]
            else:
                default = "" if each.default is each.empty else f"={each.default:g}"
                parts.append(f"{each.name}{default}")
        return f"{self.name}({', '.join(parts)}) -> {self.gives}"


@lru_cache(maxsize=1024)
def _corners(directions: str, count: int) -> tuple[list[Corner], list[Corner]]:
    if not directions:
        every: list[Corner] = [*product((0, 1), repeat=count)]
        return every, every
    signs = directions.ljust(count, directions[-1])
    low = tuple(int(sign == "-") for sign in signs[:count])
    return [low], [tuple(1 - end for end in low)]


def turning(turns: Sequence[float], low: float, high: float) -> list[float]:
    """The turns within a range, each with the next number: what comes after it is another piece."""
    found: list[float] = []
    for turn in turns:
        if low < turn < high:
            found += [turn, math.nextafter(turn, math.inf)]
    return found
