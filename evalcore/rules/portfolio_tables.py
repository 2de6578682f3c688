"""From the tables under `[portfolio]` to a `Portfolio`, in a ruleset or in a file of its own.

Only shapes are looked at here. What names mean is looked up when the ruleset is compiled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from evalcore.request.units import parse_unit
from evalcore.rules.portfolio import COUNT, TIES, VALUE, Between, Capacity, Form, Portfolio, Share
from evalcore.written.errors import Path, show
from evalcore.written.names import is_identifier, is_slug
from evalcore.written.numbers import is_number
from evalcore.written.tables import Table

MOST_PERIODS = 120
MOST_TIES = 1000
LISTS = {
    "relations": "[[portfolio.relations]]: each relation starts with it",
    "shares": "[[portfolio.shares]]: each share starts with it",
}
_FORMS: tuple[Form, ...] = ("requires", "excludes", "together")
_COUNTED = ("at_least", "at_most")
_RELATION = (
    "one of requires, excludes and together, or at_least or at_most with of = [...] or where"
)


def read_portfolio(table: Table, source: str = "") -> Portfolio:
    """What `[portfolio]` says: what could be read of it, where there are complaints."""
    periods = _periods(table)
    for key in ("start", "length", "latest"):
        if key in table and not periods:
            problem = f"{key} counts periods, and there are none"
            table.complain(problem, 'periods = ["q1", "q2"]', at=(key,), on_key=True, code="EV110")
    capacities = _capacities(table.table("capacities"), periods)
    seen: dict[str, str] = {}
    portfolio = Portfolio(
        among=table.texts("among", names=True),
        maximise=table.text("maximise", required="a formula" if "maximise" in table else ""),
        periods=periods,
        start=table.text("start"),
        length=table.text("length"),
        latest=table.text("latest"),
        running=table.text("running"),
        always=table.texts("always", names=True),
        never=table.texts("never", names=True),
        ties=_whole(table, "ties", 0, MOST_TIES, TIES),
        capacities=capacities,
        relations=tuple(
            _relation(each, seen) for each in table.array("relations", LISTS["relations"])
        ),
        shares=tuple(_share(each, seen) for each in table.array("shares", LISTS["shares"])),
        source=source,
    )
    if "among" in table and not portfolio.among and not _faulty(table, "among"):
        table.complain("no verdict is listed", "verdicts that may be chosen", at=("among",))
    for key in portfolio.always:
        if key in portfolio.never:
            problem = f"{show(key)} is forced in and forced out"
            at = ("never", portfolio.never.index(key))
            table.complain(problem, "always or never", at=at, code="EV110")
    table.finish()
    return portfolio


def _faulty(table: Table, key: str) -> bool:
    return any(each.path[: len(table.path) + 1] == (*table.path, key) for each in table.complaints)


def _periods(table: Table) -> tuple[str, ...]:
    found = table.texts("periods", names=True)
    if len(found) > MOST_PERIODS:
        problem = f"there are {len(found)} periods"
        table.complain(problem, f"at most {MOST_PERIODS}", at=("periods",))
    return found


def _whole(table: Table, key: str, low: int, high: int, default: int) -> int:
    value = table.number(key)
    if value is None:
        return default
    if value != int(value) or not low <= value <= high:
        expected = f"a whole number from {low} to {high}"
        table.complain(f"found {show(value)}", expected, at=(key,))
        return default
    return int(value)


def _capacities(table: Table, periods: Sequence[str]) -> dict[str, Capacity]:
    found: dict[str, Capacity] = {}
    for key in table.content:
        if not is_identifier(key) or key in (VALUE, COUNT):
            problem = f"{show(key)} cannot be the name of a capacity"
            expected = "letters, digits and underscores, neither value nor count"
            table.complain(problem, expected, at=(key,), on_key=True, code="EV107")
        inner = table.inner(key, "a table with uses and amount")
        if inner is not None:
            found[key] = _capacity(inner, periods)
    return found


def _capacity(table: Table, periods: Sequence[str]) -> Capacity:
    uses = table.text("uses", required='a formula, such as uses = "sponsor_hours_month"')
    amount = _amount(table, periods)
    profile = _numbers(table, "profile", "a list of shares, such as [0.5, 0.3, 0.2]")
    if "profile" in table and not periods:
        problem = "a profile goes over periods, and there are none"
        table.complain(
            problem, 'periods = ["q1", "q2"]', at=("profile",), on_key=True, code="EV110"
        )
    unit = table.text("unit") or None
    try:
        parse_unit(unit)
    except ValueError as error:
        table.complain(str(error), at=("unit",), code="EV132")
        unit = None
    table.finish()
    return Capacity(uses, amount, profile, unit)


def _amount(table: Table, periods: Sequence[str]) -> tuple[float, ...]:
    expected = "how much there is: a number" + (", or one for each period" if periods else "")
    if "amount" not in table:
        table.take("amount")
        table.complain("amount is missing", expected, code="EV104")
        return (0.0,) * max(len(periods), 1)
    found = _numbers(table, "amount", expected, single=True)
    listed = isinstance(table.content["amount"], list)
    if listed and found and len(found) != len(periods):
        there = f"there are {len(periods)} periods" if periods else "there are no periods"
        problem = f"found {len(found)} amounts, and {there}"
        table.complain(problem, expected, at=("amount",))
    return found if listed and periods else found[:1] * max(len(periods), 1)


def _numbers(table: Table, key: str, expected: str, *, single: bool = False) -> tuple[float, ...]:
    """A list of numbers of at least 0; one number alone where that may stand for it."""
    value = table.take(key)
    if value is None:
        return ()
    items = cast("Sequence[object]", value) if isinstance(value, list) else (value,)
    if (not isinstance(value, list) and not single) or not items:
        table.complain(f"found {show(table.content[key])}", expected, at=(key,))
        return ()
    found: list[float] = []
    for index, item in enumerate(items):
        at: Path = (key, index) if isinstance(value, list) else (key,)
        if not is_number(item):
            table.complain(f"found {show(item)}", expected, at=at)
        elif item < 0:
            table.complain(f"found {show(item)}", "a number of at least 0", at=at)
        else:
            found.append(float(item))
    return tuple(found) if len(found) == len(items) else ()


def _id(table: Table, seen: dict[str, str], what: str) -> str:
    name = table.text("id", required=f'an id, such as id = "{what}"')
    if name and not is_slug(name):
        expected = "letters, digits, _ and -, starting with a letter"
        table.complain(f"{show(name)} cannot be an id", expected, at=("id",), code="EV107")
    elif name and name in seen:
        problem = f"{seen[name]} has the id {show(name)}, too"
        table.complain(problem, "an id of its own", at=("id",), code="EV108")
    number = int(table.path[-1]) + 1  # as a reader counts
    seen.setdefault(name, f"{table.path[-2]}[{number}]")
    return name


def _relation(table: Table, seen: dict[str, str]) -> Between:
    name = _id(table, seen, "groundwork")
    given: list[Form] = [form for form in _FORMS if form in table]
    counted = [key for key in _COUNTED if key in table]
    because = table.text("because")
    for key in (*_FORMS, *_COUNTED, "of", "where"):
        table.take(key)
    if len(given) + bool(counted) != 1:
        said = [*given, *counted]
        problem = f"has {' and '.join(said)}" if said else "says nothing between requests"
        table.complain(_about(name, problem), _RELATION, code="EV110")
        table.finish()
        return Between(name, "count", because=because)
    form = given[0] if given else None
    found = _between(table, name, form, because) if form else _count(table, name, because)
    table.finish()
    return found


def _about(name: str, problem: str) -> str:
    return f"the relation {name} {problem}" if name else f"the relation {problem}"


def _between(table: Table, name: str, form: Form, because: str) -> Between:
    for key in ("of", "where"):
        if key in table:
            problem = f"{key} goes with at_least and at_most"
            table.complain(problem, _RELATION, at=(key,), on_key=True, code="EV110")
    written = table.content[form]
    if isinstance(written, str):
        field = table.text(form, required="a field that holds ids")
        return Between(name, form, field=field, because=because)
    ids = table.texts(form, names=True)
    if len(ids) < 2 and not _faulty(table, form):
        table.complain(f"found {show(written)}", "two ids or more, or a field", at=(form,))
    return Between(name, form, ids, because=because)


def _count(table: Table, name: str, because: str) -> Between:
    ends = [_count_of(table, key) for key in _COUNTED]
    ids, where = table.texts("of", names=True), table.text("where")
    if ("of" in table) == ("where" in table):
        problem = "has both of and where" if "of" in table else "does not say of which requests"
        expected = 'of = ["I01", "I02"] or where = "a condition"'
        table.complain(_about(name, problem), expected, code="EV110")
    if None not in ends and cast("float", ends[0]) > cast("float", ends[1]):
        problem = f"at_least {ends[0]:g} is above at_most {ends[1]:g}"
        table.complain(problem, at=("at_least",))
    return Between(name, "count", ids, "", where, ends[0], ends[1], because)


def _count_of(table: Table, key: str) -> float | None:
    value = table.number(key)
    if value is not None and (value != int(value) or value < 0):
        table.complain(f"found {show(value)}", "a whole number of at least 0", at=(key,))
        return None
    return value


def _share(table: Table, seen: dict[str, str]) -> Share:
    name = _id(table, seen, "learners")
    of = table.text("of", required=f'a capacity, "{VALUE}" or "{COUNT}"')
    where = table.text("where", required="a condition, such as own_learning >= 2")
    ends: list[float | None] = []
    for key in _COUNTED:
        value = table.number(key)
        if value is not None and not 0 <= value <= 1:
            table.complain(f"found {show(value)}", "a share from 0 to 1", at=(key,))
            value = None
        ends.append(value)
    if not any(key in table for key in _COUNTED):
        table.complain(f"the share {name} has no end", "at_least = 0.3, or at_most = 0.5")
    share = Share(name, of, where, ends[0], ends[1], table.text("because"))
    table.finish()
    return share
