"""What the tests of the language share: a vocabulary, a way to compute, and random formulas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st

from evalcore.interpret.python import compile_program
from evalcore.interpret.trace import Trace
from evalcore.language.bind import Scope, bind
from evalcore.language.check import check
from evalcore.language.functions import FUNCTIONS, Function
from evalcore.language.nodes import Named, Node
from evalcore.language.syntax import parse
from evalcore.language.types import Type
from evalcore.request import declarations as declare
from evalcore.request.fields import Field
from evalcore.request.initiative import Initiative
from evalcore.request.values import Withheld, read
from evalcore.written.errors import Complaint, InputError

AS_OF = date(2026, 11, 23)
CHOICES = ("it", "trust", "sales")
TAGS = ("grow", "save", "comply")

_DECLARED = (
    declare.number("a", minimum=-1000, maximum=1000),
    declare.number("b", minimum=-50, maximum=50),
    declare.number("c", minimum=0, maximum=1),
    declare.number("n", minimum=0, maximum=20, whole=True),
    declare.number("m", minimum=-9, maximum=9, whole=True),
    declare.number("wide"),
    declare.number("cost", unit="kEUR", minimum=0, maximum=5000),
    declare.number("price", unit="EUR", minimum=0, maximum=5000),
    declare.number("rate", unit="kEUR/month", minimum=0, maximum=100),
    declare.number("months", unit="month", minimum=1, maximum=60),
    declare.estimate("benefit", unit="kEUR", minimum=0, maximum=9000),
    declare.flag("p"),
    declare.flag("q"),
    declare.flag("r"),
    declare.choice("remit", CHOICES),
    declare.text("note"),
    declare.set_of_text("tags", TAGS),
    declare.set_of_text("labels"),
    declare.day("start"),
    declare.day("end"),
    declare.number("council.yes", minimum=0, maximum=8, whole=True),
    declare.number("council.no", minimum=0, maximum=8, whole=True),
    declare.records(
        "outcomes",
        declare.text("owner"),
        declare.number("target", minimum=0, maximum=100),
        declare.number("baseline", minimum=0, maximum=100),
        declare.flag("done"),
    ),
    declare.records("risks", declare.number("weight", minimum=0, maximum=5)),
)
FIELDS = {field.name: field for field in _DECLARED}


@attrs.frozen
class Formula:
    """A text that was read, bound and checked."""

    root: Node
    types: dict[Node, Type]

    def run(self, initiative: Initiative, as_of: date = AS_OF) -> Any:
        evaluate = compile_program([self.root], self.types)
        return evaluate(initiative.situation.values, initiative.situation.withheld, as_of)[0]


def formula(
    text: str,
    fields: Mapping[str, Field] = FIELDS,
    names: Mapping[str, Node] | None = None,
    functions: Mapping[str, Function] = FUNCTIONS,
) -> Formula:
    """The formula that a text stands for. Raises `InputError` with every complaint."""
    found: list[Complaint] = []
    types: dict[Node, Type] = {}
    root = bind(parse(text), Scope(fields, names or {}, functions), found)
    if not found:
        check(root, fields, types, found)
    if found:
        raise InputError(found)
    return Formula(root, types)


def formula_or_none(text: str) -> Formula | None:
    """The formula, where the text makes one."""
    try:
        return formula(text)
    except InputError:
        return None


def measures(**texts: str) -> dict[str, Node]:
    """Named nodes, each of which may use those before it."""
    names: dict[str, Node] = {}
    for name, text in texts.items():
        names[name] = Named(name, formula(text, names=names).root, "measure")
    return names


def initiative(values: Mapping[str, Any], fields: Mapping[str, Field] = FIELDS) -> Initiative:
    """An initiative that says this, and nothing in the fields that are left out."""
    said = {name: read(field, values.get(name)) for name, field in fields.items()}
    return Initiative("I1", "", said)


def compute(
    text: str,
    values: Mapping[str, Any] | None = None,
    fields: Mapping[str, Field] = FIELDS,
    as_of: date = AS_OF,
    **others: Any,
) -> Any:
    """What the text comes to in the generated function."""
    return formula(text, fields, **others).run(initiative(values or {}, fields), as_of)


def trace(made: Formula, values: Mapping[str, Any] | None = None) -> Trace:
    """The tracing interpretation on an initiative that says this."""
    read_in = initiative(values or {})
    return Trace(read_in.situation.on(AS_OF))


def said(text: str, **others: Any) -> list[str]:
    """The complaints about a text, each as `line:column message`; none where it is fine."""
    try:
        formula(text, **others)
    except InputError as error:
        places = [(each.position.line, each.position.column) for each in error.complaints]
        return [
            f"{line}:{column} {each}"
            for (line, column), each in zip(places, error.complaints, strict=True)
        ]
    return []


def _one_of(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


def _fill(template: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.fixed_dictionaries(parts).map(lambda drawn: template.format(**drawn))


literals = st.one_of(
    st.integers(-20, 20).map(str),
    st.decimals(-50, 50, places=2).map(str),
)


def numbers(depth: int = 3, *, records: bool = False) -> st.SearchStrategy[str]:
    """Texts of bare numbers. With `records`, also what needs records or dates."""
    leaf = st.one_of(literals, _one_of("a", "b", "c", "n", "m", "council.yes", "count(tags)"))
    if depth == 0:
        return leaf
    x, y, z = (numbers(depth - 1, records=records) for _ in "xyz")
    test = flags(depth - 1, records=records)
    made = [
        leaf,
        _fill("({x} {o} {y})", x=x, y=y, o=_one_of("+", "-", "*", "/")),
        _fill("({x} {o} {y} {o} {z})", x=x, y=y, z=z, o=_one_of("+", "*", "-")),
        _fill("(-{x})", x=x),
        _fill("({x} if {test} else {y})", x=x, y=y, test=test),
        _fill("{f}({x}, {y}, {z})", f=_one_of("min", "max", "mean", "clamp"), x=x, y=y, z=z),
        _fill("{f}({x})", f=_one_of("min", "mean", "abs", "round", "sqrt", "clamp"), x=x),
        _fill("round({x}, {digits})", x=x, digits=_one_of("0", "1", "2")),
        _fill("geometric_mean({x}, {y})", x=x, y=y),
        _fill("linear({x}, {y}, {z})", x=x, y=y, z=z),
        _fill("linear({x}, worst={lo}, best=7)", x=x, lo=_one_of("0", "-3", "9.5")),
        _fill("piecewise({x}, {{-5: 0.3, 0: 1, 0.7: 0, 10: 2.5}})", x=x),
        _fill("lookup(remit, {{'it': 1, 'trust': 0.5{rest}}})", rest=_one_of("", ", 'sales': 2")),
        _fill("lookup({x}, {{'it': 1}}, default=-2)", x=_one_of("remit", "note")),
        _fill("overlap(tags, {x})", x=_one_of("{'grow': 0.6, 'save': 0.1}", "['save', 'grow']")),
    ]
    if records:
        made += [
            _fill("{f}({x})", f=_one_of("days_since"), x=_one_of("start", "end")),
            _one_of("years_between(start, end) / 3", "total_of(risks, weight)", "count(risks)"),
            _fill("{f}(outcomes, {test})", f=_one_of("count", "share"), test=about_outcomes),
            _fill("total_of(outcomes, target * {x})", x=x),
        ]
    return st.one_of(made)


def flags(depth: int = 3, *, records: bool = False) -> st.SearchStrategy[str]:
    """Texts of conditions."""
    leaf = _one_of(
        "p", "q", "r", "True", "False", "remit == 'it'", "remit != 'trust'", "note == 'x'",
        "remit in ['it', 'sales']", "remit not in ['it']", "n in [1, 2, 7]", "'save' in tags",
        "'x' not in labels", "any_of(tags, ['grow', 'save'])", "all_of(tags, ['grow', 'save'])",
    )  # fmt: skip
    if records:
        leaf |= _one_of(
            "known(a)", "withheld(a)", "known(council)", "known(outcomes)", "start < end", "p == q",
            "withheld(council)", "end >= date(2026, 11, 23)", "as_of != start",
        )  # fmt: skip
    if depth == 0:
        return leaf
    x, y, z = (numbers(depth - 1, records=records) for _ in "xyz")
    f, g, h = (flags(depth - 1, records=records) for _ in "fgh")
    order = _one_of("<", "<=", ">", ">=", "==", "!=")
    made = [
        leaf,
        _fill("({x} {o} {y})", x=x, y=y, o=order),
        _fill("({x} {o} {y} {u} {z})", x=x, y=y, z=z, o=order, u=order),
        _fill("({f} {o} {g} {o} {h})", f=f, g=g, h=h, o=_one_of("and", "or")),
        _fill("(not {f})", f=f),
        _fill("({f} if {g} else {h})", f=f, g=g, h=h),
        _fill("{o}({f}, {g})", o=_one_of("any_of", "all_of"), f=f, g=g),
    ]
    if records:
        made.append(_fill("{o}(outcomes, {t})", o=_one_of("any_of", "all_of"), t=about_outcomes))
    return st.one_of(made)


about_outcomes = _one_of(
    "done", "not done", "known(owner)", "withheld(owner)", "target > baseline", "target / n > 3",
    "known(owner) and target >= 5", "owner == 'cio' or p", "done == q", "target > a", "b > 0",
    "sqrt(baseline - 3) > 2", "clamp(target, 1, a) > 4", "(target if done else baseline) < 9",
)  # fmt: skip

texts = _one_of("x", "cio", "it", "'", "ä\n")
_of = {
    "remit": st.sampled_from(CHOICES),
    "note": texts,
    "tags": st.lists(st.sampled_from(TAGS), unique=True),
    "labels": st.lists(texts, unique=True),
}


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Values that fit a field."""
    match field.kind:
        case "number" if field.whole:
            return st.integers(int(field.low), int(field.high))
        case "number" | "estimate":
            ends = {"min_value": field.low, "max_value": field.high}
            return st.floats(**ends, allow_subnormal=False) | st.integers(-9, 99).map(
                lambda n: min(max(n / 4, field.low), field.high)
            )
        case "flag":
            return st.booleans()
        case "date":
            return st.dates(date(1990, 1, 1), date(2060, 1, 1))
        case "records":
            parts = {name: _perhaps(value_of(inner)) for name, inner in field.record.items()}
            return st.lists(st.fixed_dictionaries(parts), max_size=4)
        case _:
            return _of.get(field.name, texts)


def _perhaps(known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return known | known | known | st.sampled_from([None, Withheld("private")])


known_values = st.fixed_dictionaries({name: value_of(field) for name, field in FIELDS.items()})
any_values = st.fixed_dictionaries({n: _perhaps(value_of(field)) for n, field in FIELDS.items()})
