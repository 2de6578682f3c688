"""From TOML to a `Ruleset`: every complaint about the file's shape, with line and column.

What names mean is not looked up here; compiling the ruleset does that.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath

import attrs

from evalcore.errors import Complaint, InputError, Path, near, one_of, show
from evalcore.expressions.units import parse_unit
from evalcore.fields import Field, Kind, is_identifier, normal
from evalcore.ruleset import VERDICTS, Criterion, Default, Gate, Parameter, Rule, Ruleset
from evalcore.tables import Table

LARGEST_FILE = 2**20  # bytes; a ruleset is written by people
_SLUG = re.compile(r"[^\W\d][\w-]*")


def find_ruleset(name: str) -> FilePath:
    """The file of a ruleset, by path or by the name of one that ships with evalcore.

    Raises `InputError` where there is none.
    """
    path = FilePath(name)
    if path.is_file():
        return path
    shipped = shipped_rulesets()
    if name in shipped:
        return shipped[name]
    if path.is_dir():
        raise InputError(Complaint("this is a folder", "a ruleset file, such as rules.toml", source=name))
    meant = near(name.removesuffix(".toml"), shipped)
    expected = f"the path of a TOML file, or {one_of(shipped)}"
    raise InputError(Complaint(f"there is no ruleset {show(name)}", expected, meant))


def shipped_rulesets() -> dict[str, FilePath]:
    """The rulesets that ship with evalcore, by name.

    A source tree comes first: an editable install may have left a stale copy beside the package.
    """
    package = FilePath(__file__).resolve().parent
    source = package.parent / "rulesets"
    folder = source if (package.parent / "pyproject.toml").is_file() else package / "_rulesets"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load_ruleset(name: str | FilePath) -> Ruleset:
    """The ruleset in a file, or the shipped one of that name. Raises `InputError`."""
    path = find_ruleset(str(name))
    return read_ruleset(read_text(path), str(path), folder=path.parent)


def read_text(path: FilePath, largest: int = LARGEST_FILE) -> str:
    """The text of a file in UTF-8. Raises `InputError` where it cannot be read or is too large."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            Complaint(f"cannot be read: {error.strerror or error}", source=str(path))
        ) from error
    if len(data) > largest:
        problem = f"the file has {len(data)} bytes"
        raise InputError(Complaint(problem, f"at most {largest}", source=str(path)))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = f"found the byte 0x{data[error.start]:02x}"
        raise InputError(
            Complaint(problem, "text in UTF-8", source=str(path), line=line, column=column)
        ) from error


def read_ruleset(text: str, source: str = "", *, folder: FilePath | None = None) -> Ruleset:
    """The ruleset that a TOML text describes.

    `source` names it in messages; vocabularies in TOML files are sought in `folder`. Raises
    `InputError` with every complaint, each located.
    """
    complaints: list[Complaint] = []
    documents = {source: text}
    ruleset = _ruleset(Table(parse_toml(text, source), (), complaints), source)
    vocabularies: dict[str, Mapping[str, Field]] = {}
    for index, name in enumerate(ruleset.vocabulary):
        if name.endswith(".toml"):
            try:
                path = (folder or FilePath()) / name
                documents[str(path)] = read_text(path)
                vocabularies[name] = read_vocabulary(documents[str(path)], str(path))
            except InputError as error:
                at = Complaint("", source=source, path=("vocabulary", index))
                complaints += [
                    e if e.line else attrs.evolve(at, problem=f"{e.source}: {e.problem}")
                    for e in error.complaints
                ]
    if complaints:
        raise InputError(located(complaints, documents, source))
    return attrs.evolve(ruleset, vocabularies=vocabularies, documents=documents)


def parse_toml(text: str, source: str) -> Mapping[str, object]:
    """The tables of a TOML text. Raises `InputError` with line and column for what is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        from evalcore.positions import of_decode_error

        raise InputError(of_decode_error(error, text, source)) from None
    except RecursionError:
        problem = "the tables or lists are nested too deeply"
        raise InputError(Complaint(problem, source=source, line=1, column=1)) from None
    except ValueError as error:  # a number with more digits than Python reads
        problem = f"cannot be read: {error}".partition(";")[0]
        raise InputError(Complaint(problem, source=source, line=1, column=1)) from None


def located(
    complaints: Iterable[Complaint], documents: Mapping[str, str], source: str
) -> list[Complaint]:
    """The complaints with their file, line and column, in the order of the text."""
    from evalcore.positions import locate

    grouped: dict[str, list[Complaint]] = {}
    for each in complaints:
        named = attrs.evolve(each, source=each.source or source)
        grouped.setdefault(named.source, []).append(named)
    return [
        each
        for name, group in grouped.items()
        for each in (locate(documents[name], group) if name in documents else group)
    ]


def read_vocabulary(text: str, source: str) -> dict[str, Field]:
    """The fields in a TOML file that holds nothing but `[fields.*]`. Raises `InputError`."""
    complaints: list[Complaint] = []
    top = Table(parse_toml(text, source), (), complaints)
    fields = _fields(top.table("fields"), source)
    top.finish()
    if complaints:
        raise InputError(located(complaints, {source: text}, source))
    return fields


def _ruleset(top: Table, source: str) -> Ruleset:
    name = top.text("name", required='a name, such as name = "portfolio"')
    version = top.text("version", required='a version, such as version = "2026.1"')
    verdicts = top.texts("verdicts") or VERDICTS
    ruleset = Ruleset(
        name=name,
        version=version,
        verdicts=verdicts,
        default=_default(top, verdicts),
        when_undecided=_when_undecided(top, verdicts),
        about=top.text("about"),
        vocabulary=top.texts("vocabulary"),
        never_reads=_never_reads(top),
        parameters=_parameters(top.table("parameters")),
        fields=_fields(top.table("fields"), source),
        measures=_measures(top.table("measures")),
        criteria=_criteria(top.table("criteria")),
        total=top.text("total") if "total" in top else None,
        gates=_gates(top.table("gates")),
        rules=_rules(top.array("rules", "[[rules]], each with an id"), verdicts),
        block_plugins=top.texts("block_plugins"),
        required_plugins=top.texts("required_plugins"),
        source=source,
    )
    top.take("total")
    top.finish()
    return ruleset


def _verdict(table: Table, key: str, verdicts: tuple[str, ...], required: str = "") -> str:
    found = table.text(key, required=required)
    _known_verdict(table, found, verdicts, (key,))
    return found


def _known_verdict(table: Table, found: str, verdicts: tuple[str, ...], at: Path) -> None:
    if found and found not in verdicts:
        problem = f"there is no verdict {show(found)}"
        table.complain(problem, one_of(verdicts), near(found, verdicts), at=at)


def _default(top: Table, verdicts: tuple[str, ...]) -> Default:
    if "default" not in top:
        top.take("default")
        expected = '[default] with a verdict, such as verdict = "hold"'
        top.complain("[default] is missing: what holds where no rule speaks", expected)
        return Default("")
    table = top.table("default")
    default = Default(_verdict(table, "verdict", verdicts, one_of(verdicts)), table.text("because"))
    table.finish()
    return default


def _when_undecided(top: Table, verdicts: tuple[str, ...]) -> str | None:
    return _verdict(top, "when_undecided", verdicts) or None


def _never_reads(top: Table) -> tuple[str, ...]:
    stance = top.table("stance")
    names = stance.texts("never_reads")
    stance.text("about")
    stance.finish()
    return names


def _parameters(table: Table) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for key, value in table.content.items():
        if isinstance(value, Mapping):
            inner = table.table(key)
            number = inner.number("value")
            if "value" not in inner:
                inner.complain("value is missing", "a number")
            unit = inner.text("unit") or None
            _check_unit(inner, unit)
            found[normal(key)] = Parameter(number or 0.0, unit, inner.text("about"))
            inner.finish()
        else:
            found[normal(key)] = Parameter(table.number(key) or 0.0)
        _check_name(table, key)
    return found


def _check_name(table: Table, key: str) -> None:
    if not is_identifier(key):
        expected = "letters, digits and underscores, no Python keyword"
        table.complain(f"{show(key)} cannot be a name in formulas", expected, at=(key,), on_key=True)


def _check_unit(table: Table, unit: str | None) -> None:
    try:
        parse_unit(unit)
    except ValueError as error:
        table.complain(str(error), at=("unit",))


def _fields(table: Table, source: str) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for key, inner in table.tables("a table with kind, unit, question ..."):
        before = len(table.complaints)
        field = _field(inner, normal(key), source)
        if field is not None:
            found[field.name] = field
            if len(table.complaints) == before:
                for fault in field.faults():
                    path = (*inner.path, *fault.path)
                    table.complaints.append(attrs.evolve(fault, path=path))
    return found


def _field(table: Table, name: str, source: str) -> Field | None:
    kind = table.text("kind", default=Kind.RECORDS if "record" in table else "")
    record = _fields(table.table("record"), source)
    if kind not in list(Kind):
        if kind:
            meant = near(kind, list(Kind))
            table.complain(f"there is no kind {show(kind)}", one_of(list(Kind)), meant, at=("kind",))
        else:
            nested = [key for key, value in table.content.items() if isinstance(value, Mapping)]
            mend = f'a dotted name is quoted: [fields."{name}.{nested[0]}"]' if nested else ""
            table.complain("kind is missing", one_of(list(Kind)), mend=mend)
            return None
    choices = table.texts("choices") if "choices" in table else None
    table.take("choices")
    field = Field(
        name,
        Kind(kind) if kind in list(Kind) else Kind.TEXT,
        unit=table.text("unit") or None,
        minimum=table.number("minimum"),
        maximum=table.number("maximum"),
        whole=table.flag("whole"),
        choices=choices,
        question=table.text("question"),
        answered_by=table.text("answered_by"),
        tags=frozenset(table.texts("tags")),
        record=record,
        source=source,
    )
    _check_unit(table, field.unit)
    table.finish()
    return field if kind in list(Kind) else None


def _measures(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in table.content:
        _check_name(table, key)
        found[normal(key)] = table.text(key, required="a formula")
    return found


def _criteria(table: Table) -> tuple[Criterion, ...]:
    found: list[Criterion] = []
    for key, inner in table.tables("a table with a policy or a score"):
        _check_name(table, key)
        weight = inner.number("weight")
        if weight is not None and weight < 0:
            inner.complain(f"found the weight {weight:g}", "a weight of at least 0", at=("weight",))
        policy = inner.text("policy") or None
        score = inner.text("score") if "score" in inner else None
        inner.take("score")
        settings = inner.table("settings")
        if (policy is None) == (score is None):
            problem = "has both a policy and a score" if policy else "has neither policy nor score"
            expected = 'policy = "..." with settings, or score = "..."'
            inner.complain(f"the criterion {key} {problem}", expected)
        elif policy is None and settings.content:
            inner.complain("a formula takes no settings", at=("settings",), on_key=True)
        about = inner.text("about")
        found.append(Criterion(normal(key), weight, policy, settings.content, score, about))
        inner.finish()
    return tuple(found)


def _gates(table: Table) -> dict[str, Gate]:
    found: dict[str, Gate] = {}
    for key, inner in table.tables("a table with a policy and its settings"):
        _check_slug(table, key, (key,))
        policy = inner.text("policy", required='the name of a gate, such as "governance_gate"')
        found[key] = Gate(key, policy, inner.table("settings").content)
        inner.finish()
    return found


def _check_slug(table: Table, word: str, at: Path) -> None:
    if not _SLUG.fullmatch(word):
        expected = "letters, digits, _ and -, starting with a letter"
        table.complain(f"{show(word)} cannot be an id", expected, at=at, on_key=True)


def _rules(tables: list[Table], verdicts: tuple[str, ...]) -> tuple[Rule, ...]:
    found: list[Rule] = []
    first: dict[str, int] = {}
    for number, table in enumerate(tables, start=1):
        rule = _rule(table, verdicts)
        if rule.id in first:
            problem = f"rules {first[rule.id]} and {number} have the same id {show(rule.id)}"
            table.complain(problem, "an id of its own", at=("id",))
        elif rule.id:
            first[rule.id] = number
        found.append(rule)
    return tuple(found)


_FORMS = {"when": "verdict", "require": "otherwise", "gate": "otherwise"}


def _rule(table: Table, verdicts: tuple[str, ...]) -> Rule:
    name = table.text("id", required='an id, such as id = "aligned"')
    if name:
        _check_slug(table, name, ("id",))
    given = [form for form in _FORMS if form in table]
    texts = {form: table.text(form) if form in table else None for form in _FORMS}
    for form in _FORMS:
        table.take(form)
    outcome = _FORMS[given[0]] if given else "verdict"
    if len(given) != 1:
        found = f"has {' and '.join(given)}" if given else "has no condition"
        expected = 'exactly one of when = "...", require = "..." and gate = "..."'
        table.complain(f"the rule {name} {found}", expected, at=(given[1],) if given else ())
    wrong = "otherwise" if outcome == "verdict" else "verdict"
    if len(given) == 1 and wrong in table:
        problem = f"a rule with {given[0]} has no {wrong}"
        table.complain(problem, f'{outcome} = "..."', at=(wrong,), on_key=True)
    if given != ["gate"] and "clauses" in table:
        table.complain("only a rule with gate has clauses", at=("clauses",), on_key=True)
    clauses = table.texts("clauses") if "clauses" in table else None
    table.take("clauses")
    rule = Rule(
        name,
        **texts,
        clauses=clauses,
        verdict=_verdict(table, "verdict", verdicts, _wanted(outcome == "verdict", verdicts)),
        otherwise=_by_clause(table, "otherwise", verdicts, given, _wanted(outcome != "verdict", verdicts)),
        because=_by_clause(table, "because", (), given, ""),
    )
    table.finish()
    return rule


def _wanted(wanted: bool, verdicts: tuple[str, ...]) -> str:  # noqa: FBT001
    return one_of(verdicts) if wanted else ""


def _by_clause(
    table: Table, key: str, verdicts: tuple[str, ...], given: list[str], required: str
) -> str | Mapping[str, str]:
    """One text for the rule, or, in a rule with a gate, one for each clause."""
    if not isinstance(table.content.get(key), Mapping):
        found = table.text(key, required=required)
        if verdicts:
            _known_verdict(table, found, verdicts, (key,))
        return found
    inner = table.table(key)
    if given != ["gate"]:
        table.complain(f"only a rule with gate has {key} by clause", "one text", at=(key,))
    texts: dict[str, str] = {}
    for clause in inner.content:
        texts[clause] = inner.text(clause, required="a text")
        if verdicts:
            _known_verdict(inner, texts[clause], verdicts, (clause,))
    return texts

