"""From the tables of a document to a `Ruleset`, part by part.

Only shapes are looked at here. What names mean is looked up when the ruleset is compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import attrs

from evalcore.request.declarations import Relation
from evalcore.request.fields import Field, Kind
from evalcore.request.units import parse_unit
from evalcore.rules.appearance import (
    Verdicts,
    check_verdict,
    read_figures,
    read_letterhead,
    read_terms,
)
from evalcore.rules.cases import HEADER, read_cases
from evalcore.rules.dated import Steps, check_settings, read_steps
from evalcore.rules.decision_tables.reading import DecisionTable, read_decision_tables
from evalcore.rules.portfolio_tables import LISTS as PORTFOLIO_LISTS
from evalcore.rules.portfolio_tables import read_portfolio
from evalcore.rules.ruleset import (
    VERDICTS,
    Criterion,
    Default,
    Gate,
    Parameter,
    Rule,
    Ruleset,
    Total,
)
from evalcore.written.errors import Path, near, one_of, show
from evalcore.written.names import is_identifier, is_slug, normal
from evalcore.written.tables import Table

LISTS = {
    "rules": "[[rules]]: each rule starts with it",
    "cases": HEADER,
    **{f"portfolio.{name}": said for name, said in PORTFOLIO_LISTS.items()},
}
_KINDS = tuple(kind.value for kind in Kind)


def read_tables(top: Table, source: str) -> Ruleset:
    """The ruleset in a document: what could be read of it, where there are complaints."""
    name = top.text("name", required='a name, such as name = "portfolio"')
    version = top.text("version", required='a version, such as version = "2026.1"')
    verdicts = _verdicts(top)
    ruleset = Ruleset(
        name=name,
        version=version,
        verdicts=verdicts,
        default=_default(top, verdicts),
        when_undecided=_verdict(top, "when_undecided", verdicts) or None,
        about=top.text("about"),
        may_override=top.text("may_override"),
        vocabulary=top.texts("vocabulary", names=True),
        never_reads=_never_reads(top.table("stance")),
        parameters=_parameters(top.table("parameters")),
        fields=read_fields(top.table("fields"), source),
        relations=read_relations(top.table("relations")),
        measures=_measures(top.table("measures")),
        tables=_tables(top.table("tables")),
        criteria=_criteria(top.table("criteria")),
        total=_total(top),
        gates=_gates(top.table("gates")),
        rules=_rules(top.array("rules", LISTS["rules"]), verdicts),
        block_plugins=top.texts("block_plugins", names=True),
        required_plugins=top.texts("required_plugins", names=True),
        plugins=_plugins(top.table("plugins")),
        terms=read_terms(top.table("terms"), verdicts),
        figures=read_figures(top.table("shown_as")),
        letters=read_letterhead(top.table("letters")),
        portfolio=read_portfolio(top.table("portfolio")) if "portfolio" in top else None,
        cases=read_cases(top.array("cases", LISTS["cases"]), verdicts, source),
        source=source,
    )
    top.take("extends")  # what there was of it is in the tables by now
    top.take("portfolio")
    top.finish()
    return ruleset


def _plugins(table: Table) -> dict[str, Mapping[str, Any]]:
    """The settings of plugins, by their names; what they mean is up to them."""
    found: dict[str, Mapping[str, Any]] = {}
    for name in table.content:
        inner = table.inner(name, f"a table with settings of the plugin: [plugins.{name}]")
        if inner is not None:
            found[name] = inner.content
    return found


def read_fields(table: Table, source: str) -> dict[str, Field]:
    """The fields under a table, by name; those with a fault are left out."""
    found: dict[str, Field] = {}
    for key, name in _names(table):
        before = len(table.complaints)
        inner = table.inner(key, "a table with kind, unit, question ...")
        field = None if inner is None else _field(inner, name, source)
        if inner is None or field is None or len(table.complaints) > before:
            continue
        faults = field.faults()
        for fault in faults:
            path = (*inner.path, *fault.path)
            table.complaints.append(attrs.evolve(fault, path=path, code="EV130"))
        if not faults:
            found[name] = field
    return found


def read_relations(table: Table) -> dict[str, Relation]:
    """The relations under a table, by name."""
    found: dict[str, Relation] = {}
    for key, name in _names(table):
        _check_name(table, key)
        inner = table.inner(key, "a table with holds, because ...")
        if inner is None:
            continue
        holds = inner.text("holds", required="a condition over fields, such as spent <= budget")
        otherwise = inner.text("otherwise", default="refuse")
        if otherwise not in ("refuse", "warn"):
            meant = near(otherwise, ("refuse", "warn"))
            problem = f"found {show(otherwise)}"
            inner.complain(problem, '"refuse" or "warn"', meant, at=("otherwise",))
        warns: Literal["refuse", "warn"] = "warn" if otherwise == "warn" else "refuse"
        found[name] = Relation(holds, inner.text("because"), inner.text("of"), warns)
        inner.finish()
    return found


def _names(table: Table) -> Iterator[tuple[str, str]]:
    """Every key of a table with the name that it stands for; complaints about names alike."""
    first: dict[str, str] = {}
    for key in table.content:
        name = normal(key)
        if name in first:
            problem = f"{show(key)} and {show(first[name])} are the same name"
            table.complain(problem, "a name of its own", at=(key,), on_key=True, code="EV108")
        else:
            first[name] = key
        yield key, name


def _verdicts(top: Table) -> Verdicts:
    if "verdicts" not in top:
        top.take("verdicts")
        return VERDICTS
    before = len(top.complaints)
    found = top.texts("verdicts", names=True)
    if not found and len(top.complaints) == before:
        top.complain("no verdict is listed", "verdicts, the best first", at=("verdicts",))
    return found if len(top.complaints) == before else ()


def _verdict(table: Table, key: str, verdicts: Verdicts, required: str = "") -> str:
    found = table.text(key, required=required)
    check_verdict(table, found, verdicts, (key,))
    return found


def _one_verdict(verdicts: Verdicts) -> str:
    return one_of(verdicts) if verdicts else "a verdict"


def _default(top: Table, verdicts: Verdicts) -> Default:
    if "default" not in top:
        top.take("default")
        expected = '[default] with a verdict, such as verdict = "hold"'
        problem = "[default] is missing: what holds where no rule speaks"
        top.complain(problem, expected, code="EV104")
        return Default("")
    if (table := top.inner("default")) is None:
        return Default("")
    verdict = _verdict(table, "verdict", verdicts, _one_verdict(verdicts))
    default = Default(verdict, table.text("because"))
    table.finish()
    return default


def _never_reads(stance: Table) -> tuple[str, ...]:
    names = stance.plain_names("never_reads")
    stance.text("about")
    stance.finish()
    return names


def _parameters(table: Table) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for key, name in _names(table):
        _check_name(table, key)
        if isinstance(table.content[key], Mapping):
            inner = table.table(key)
            if "value" not in inner:
                inner.complain("value is missing", "a number", code="EV104")
            (value, steps), unit = _number(inner, "value"), inner.text("unit") or None
            _check_unit(inner, unit)
            found[name] = Parameter(value or 0.0, unit, inner.text("about"), steps)
            inner.finish()
        else:
            value, steps = _number(table, key)
            found[name] = Parameter(value or 0.0, steps=steps)
    return found


def _number(table: Table, key: str) -> tuple[float | None, Steps[float]]:
    """A number, or the last of several with dates, and those."""
    if not isinstance(table.content.get(key), list):
        return table.number(key), ()
    steps = read_steps(table, key, lambda each: each.number("value"))
    return (steps[-1][1] if steps else None), steps


def _check_name(table: Table, key: str) -> None:
    if not is_identifier(key):
        expected = "letters, digits and underscores, no Python keyword"
        problem = f"{show(key)} cannot be a name in formulas"
        table.complain(problem, expected, at=(key,), on_key=True, code="EV107")


def _check_unit(table: Table, unit: str | None) -> None:
    try:
        parse_unit(unit)
    except ValueError as error:
        table.complain(str(error), at=("unit",), code="EV132")


def _field(table: Table, name: str, source: str) -> Field | None:
    kind = _kind(table, name)
    if kind is None:
        return None
    field = Field(
        name,
        kind,
        unit=table.text("unit") or None,
        minimum=table.number("minimum"),
        maximum=table.number("maximum"),
        whole=table.flag("whole"),
        choices=table.texts("choices", names=True) if "choices" in table else None,
        question=table.text("question"),
        label=table.text("label"),
        shown_as=table.text("shown_as"),
        answered_by=table.text("answered_by"),
        controlled_by=table.text("controlled_by"),
        minutes=table.number("minutes"),
        tags=frozenset(table.plain_names("tags")),
        record=read_fields(table.table("record"), source),
        source=source,
    )
    table.take("choices")
    _check_unit(table, field.unit)
    table.finish()
    return field


def _kind(table: Table, name: str) -> Kind | None:
    """The kind that a field is declared as; None where there is no point in reading on."""
    written = table.optional_text("kind")
    if written is None and "record" in table:
        return Kind.RECORDS
    if written is None:
        nested = [key for key, value in table.content.items() if isinstance(value, Mapping)]
        mend = f'a dotted name is quoted: [fields."{name}.{nested[0]}"]' if nested else ""
        table.complain("kind is missing", one_of(_KINDS), mend=mend, code="EV104")
        return None
    if written not in _KINDS:
        if isinstance(table.content["kind"], str):
            problem, meant = f"there is no kind {show(written)}", near(written, _KINDS)
            table.complain(problem, one_of(_KINDS), meant, at=("kind",))
        return Kind.TEXT
    return Kind(written)


def _measures(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, name in _names(table):
        _check_name(table, key)
        found[name] = table.text(key, required="a formula")
    return found


def _tables(table: Table) -> dict[str, DecisionTable]:
    for key in table.content:
        _check_name(table, key)
    return read_decision_tables(table)


def _criteria(table: Table) -> tuple[Criterion, ...]:
    found: dict[str, Criterion] = {}
    for key, name in _names(table):
        _check_name(table, key)
        inner = table.inner(key, "a table with a policy or a score")
        if inner is not None:
            found.setdefault(name, _criterion(inner, name))
    return tuple(found.values())


def _total(top: Table) -> str | Total | None:
    if not isinstance(top.content.get("total"), Mapping):
        return top.optional_text("total")
    table = top.table("total")
    expected = 'the name of an aggregation, such as "topsis"'
    total = Total(table.text("aggregation", required=expected), table.table("settings").content)
    table.finish()
    return total


def _criterion(table: Table, name: str) -> Criterion:
    weight, steps = _number(table, "weight")
    least = min([each for _, each in steps] or [weight or 0])
    if least < 0:
        problem = f"found the weight {least:g}"
        table.complain(problem, "a weight of at least 0", at=("weight",), code="EV230")
    policy, score = table.optional_text("policy"), table.optional_text("score")
    settings = _settings(table)
    if (policy is None) == (score is None):
        problem = "has neither policy nor score" if policy is None else "has both policy and score"
        expected = 'policy = "..." with settings, or score = "..."'
        table.complain(f"the criterion {name} {problem}", expected, code="EV110")
    elif policy is None and settings:
        table.complain("a formula takes no settings", at=("settings",), on_key=True, code="EV110")
    criterion = Criterion(name, weight, policy, settings, score, table.text("about"), steps)
    table.finish()
    return criterion


def _gates(table: Table) -> dict[str, Gate]:
    found: dict[str, Gate] = {}
    for key in table.content:
        _check_slug(table, key, (key,))
        inner = table.inner(key, "a table with a policy and its settings")
        if inner is None:
            continue
        policy = inner.text("policy", required='the name of a gate, such as "governance_gate"')
        found[key] = Gate(key, policy, _settings(inner))
        inner.finish()
    return found


def _settings(table: Table) -> Mapping[str, object]:
    """What a policy is given; what has dates is in order."""
    settings = table.table("settings")
    check_settings(settings)
    return settings.content


def _check_slug(table: Table, word: str, at: Path) -> None:
    if not is_slug(word):
        expected = "letters, digits, _ and -, starting with a letter"
        problem = f"{show(word)} cannot be an id"
        table.complain(problem, expected, at=at, on_key=True, code="EV107")


def _rules(tables: list[Table], verdicts: Verdicts) -> tuple[Rule, ...]:
    found: list[Rule] = []
    first: dict[str, int] = {}
    for number, table in enumerate(tables, start=1):
        rule = _rule(table, verdicts)
        if rule.id in first:
            problem = f"rules {first[rule.id]} and {number} have the same id {show(rule.id)}"
            table.complain(problem, "an id of its own", at=("id",), code="EV108")
        elif rule.id:
            first[rule.id] = number
        found.append(rule)
    return tuple(found)


_FORMS = {"when": "verdict", "require": "otherwise", "gate": "otherwise", "table": ""}


def _rule(table: Table, verdicts: Verdicts) -> Rule:
    name = table.text("id", required='an id, such as id = "aligned"')
    if name:
        _check_slug(table, name, ("id",))
    given = [form for form in _FORMS if form in table]
    _check_form(table, name, given)
    form = given[0] if given else ""
    wanted = _one_verdict(verdicts) if len(given) == 1 else ""
    right = _FORMS.get(form, "")
    rule = Rule(
        name,
        when=table.optional_text("when"),
        require=table.optional_text("require"),
        gate=table.optional_text("gate"),
        table=table.optional_text("table"),
        clauses=table.texts("clauses", names=True) if "clauses" in table else None,
        verdict=_verdict(table, "verdict", verdicts, wanted if right == "verdict" else ""),
        otherwise=_by_clause(
            table, "otherwise", form, wanted if right == "otherwise" else "", verdicts
        ),
        because=_by_clause(table, "because", form),
        may_override=table.text("may_override"),
    )
    table.take("clauses")
    table.finish()
    return rule


def _check_form(table: Table, name: str, given: list[str]) -> None:
    """A rule has one condition, and only the keys that go with it."""
    if len(given) != 1:
        found = f"has {' and '.join(given)}" if given else "has no condition"
        expected = 'exactly one of when = "...", require = "...", gate = "..." and table = "..."'
        problem = f"the rule {name} {found}" if name else f"the rule {found}"
        table.complain(problem, expected, at=tuple(given[1:2]), on_key=True, code="EV110")
        return
    right = _FORMS[given[0]]
    for wrong in ("verdict", "otherwise"):
        if wrong != right and wrong in table:
            problem = f"a rule with {given[0]} has no {wrong}"
            expected = f'{right} = "..."' if right else "what the rows of the table say"
            table.complain(problem, expected, at=(wrong,), on_key=True, code="EV110")
    if given != ["gate"] and "clauses" in table:
        problem = "only a rule with gate has clauses"
        table.complain(problem, at=("clauses",), on_key=True, code="EV110")


def _by_clause(
    table: Table, key: str, form: str, required: str = "", verdicts: Verdicts = ()
) -> str | Mapping[str, str]:
    """One text for the rule, or, in a rule with a gate, one for each clause."""
    if not isinstance(table.content.get(key), Mapping):
        return _verdict(table, key, verdicts, required)
    inner = table.table(key)
    if form != "gate":
        problem = f"only a rule with gate has {key} by clause"
        table.complain(problem, "one text", at=(key,), code="EV110")
    return {
        clause: _verdict(inner, clause, verdicts, _one_verdict(verdicts) if verdicts else "a text")
        for clause in inner.content
    }
