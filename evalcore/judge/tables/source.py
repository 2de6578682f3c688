"""Source: the fields of a ruleset in the columns of a table that SQL reads, and what is refused.

Numbers are cast to double first, texts are trimmed; a value that does not fit its field is none,
and its row refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs

from evalcore.interpret.columns.values import withheld
from evalcore.interpret.dialects import Dialect
from evalcore.interpret.sql import SMALL, Step, joined
from evalcore.language.types import of_field
from evalcore.request.fields import Field, Kind
from evalcore.written.blank import ERRORS
from evalcore.written.errors import Complaint, InputError, show

ENDS = ("low", "high")  # of an estimate
OWN = ("_refused", "_tiny", "_asked", "_why", "_place", "_until", "_doubtful", "_n")  # columns
FEW = 24  # texts that a set is asked about one by one before it is trimmed
RECORDS, HIDDEN = "__records", "__withheld"
RESULT = ("id", "verdict", "decided_by", "clause", "total", "open", "refused")


def spelt(name: str) -> str:
    """A name as a column of SQL has it."""
    return name.replace(".", "__")


@attrs.frozen(eq=False)
class Source:
    """How a table is read: `steps` before anything is worked out, and what the columns are called.

    `limits` says how large the values of a field can be. `held` says what a set that holds a text
    is spelt like, where that has been looked up already.
    """

    steps: Sequence[Step]
    columns: Mapping[str, str]
    inner: Mapping[tuple[str, str], str]
    lists: Mapping[str, str]
    limits: Mapping[str, float]
    held: Mapping[tuple[str, str], str]

    @property
    def names(self) -> Iterator[str]:
        """What its columns are called."""
        return (name[1:-1] for step in self.steps for name, _ in step.columns)

    def carrying(self, column: str) -> Source:
        """The same with one more column, as it is."""
        more = (column, column)
        steps = [attrs.evolve(e, columns=[*e.columns, more]) if e.whole else e for e in self.steps]
        return attrs.evolve(self, steps=steps)


def source_of(
    fields: Mapping[str, Field],
    dialect: Dialect,
    counted: Collection[str],
    held: Mapping[str, Collection[str]],
    *,
    hidden: bool,
    parted: bool = False,
) -> Source:
    """How a table with a column a field is read; `counted` are sets of which that is asked.

    `held` are the texts about which a set is asked. Where it is `hidden` the table says what is
    withheld, where `parted` the ends of estimates. Raises `InputError` for names that clash.
    """
    return _Reading(fields, dialect, counted, held, hidden=hidden, parted=parted).source()


def withholding_of(fields: Mapping[str, Field], *, hidden: bool) -> frozenset[str]:
    """The fields, and cells of records, that may be withheld, where the table says so."""
    cells = (f"{name}.{cell}" for name, field in fields.items() for cell in field.record)
    return frozenset({*fields, *cells}) if hidden else frozenset()


class _Reading:
    def __init__(
        self,
        fields: Mapping[str, Field],
        dialect: Dialect,
        counted: Collection[str],
        held: Mapping[str, Collection[str]],
        *,
        hidden: bool,
        parted: bool,
    ) -> None:
        self.fields, self.dialect, self.hidden, self.parted = fields, dialect, hidden, parted
        self.counted, self.asked = counted, held
        self.between: list[tuple[str, str]] = []
        self.held: dict[tuple[str, str], str] = {}
        self.columns: dict[str, str] = {}
        self.inner: dict[tuple[str, str], str] = {}
        self.lists: dict[str, str] = {}
        self.limits: dict[str, float] = {}

    def source(self) -> Source:
        """All of it."""
        self.check_names()
        quote = self.dialect.identifier
        first: list[tuple[str, str]] = [(quote("id"), self.texts(quote("id")))]
        second: list[tuple[str, str]] = []
        refused = [(f"{quote('id')} IS NULL", "id")]
        for name, field in self.fields.items():
            raw, column = quote(spelt(name)), quote(spelt(name))
            flag = quote(f"{spelt(name)}__withheld")
            if self.hidden:
                first.append((flag, f"coalesce({flag}, FALSE)"))
                self.columns[withheld(name)] = flag
                raw = f"CASE WHEN NOT coalesce({flag}, FALSE) THEN {raw} END"
            self.columns[name] = column
            if field.kind.row.is_list:
                self.records(name, field, raw, first, second, refused)
                continue
            self.limits[name] = max(abs(field.low), abs(field.high))
            fits = self.fits(field, column)
            if of_field(field).kind is Kind.SET:
                fits = self.set(name, raw, first, second)
            elif self.is_chosen(field):
                fits = self.choice(name, raw, first, second)
            else:
                first.append((column, self.cleaned(field, raw)))
            if self.parted and field.kind.row.parts_of:
                refused.append((self.ends(name, field, first), name))
            if fits:
                refused.append((f"NOT {fits}", name))
            if of_field(field).kind is Kind.SET or self.is_chosen(field):
                continue
            if fits and self.dialect.raises:  # elsewhere nothing of a refused row is shown
                near = f" AND ({column} = 0 OR abs({column}) >= {self.small})"
                taken = fits + near if name in self.watched else fits
                second.append((column, f"CASE WHEN {taken} THEN {column} END"))
            else:
                second.append((column, column))
        hidden = [quote(f"{spelt(n)}{HIDDEN}") for n in self.fields if self.hidden]
        flags = [(each, each) for each in hidden]
        why = " ".join(f"WHEN {bad} THEN {self.dialect.quoted(n)}" for bad, n in refused)
        tiny = [
            f"abs({self.columns[n]}) < {self.small} AND {self.columns[n]} <> 0"
            for n in self.watched
        ]
        last = [
            (quote("id"), quote("id")),
            *second,
            *flags,
            (quote("_refused"), f"CASE {why} END"),
        ]
        if tiny:
            last.append((quote("_tiny"), f"coalesce({joined(' OR ', tiny)}, FALSE)"))
        steps = [Step("source", first, whole=True), Step("fields", last, whole=True)]
        if self.between:
            steps.insert(1, Step("sets", self.between))
        return Source(steps, self.columns, self.inner, self.lists, self.limits, self.held)

    @property
    def small(self) -> str:
        return self.dialect.number(SMALL)

    @property
    def watched(self) -> list[str]:
        """The numbers that may be too near to 0 where an engine raises for what comes of them."""
        if not self.dialect.raises:
            return []
        return [n for n, e in self.fields.items() if of_field(e).is_number and not e.whole]

    def check_names(self) -> None:
        """Complains about names that are the same in SQL, or longer than it takes."""
        found: list[Complaint] = []
        seen = {"id": "id"} | dict.fromkeys(OWN, "what the view works with")
        for name in self.fields:
            if spelt(name).endswith(HIDDEN):
                problem = f"{name} would be the column {spelt(name)}, which says what is withheld"
                found.append(Complaint(problem, f"a name that does not end in {HIDDEN} in SQL"))
        for name, column in self.named():
            other = seen.setdefault(column.casefold(), name)
            if other != name:
                problem = f"{other} and {name} would both be the column {column}"
                found.append(Complaint(problem, "names that differ in SQL"))
            if len(column.encode()) > self.dialect.longest:
                problem = f"the column {show(column)} is too long for {self.dialect.name}"
                found.append(Complaint(problem, f"at most {self.dialect.longest} bytes"))
        if found:
            raise InputError(found)

    def named(self) -> Iterator[tuple[str, str]]:
        """Every column, with what it is for."""
        for name, field in self.fields.items():
            yield name, spelt(name)
            yield f"whether {name} is withheld", f"{spelt(name)}__withheld"
            if self.parted and field.kind.row.parts_of:
                yield from ((f"the {e} end of {name}", f"{spelt(name)}__{e}") for e in ENDS)
            if field.kind.row.is_list:
                yield f"the records of {name}", f"{spelt(name)}{RECORDS}"

    # What a column says

    def texts(self, raw: str) -> str:
        """A text without what cannot be seen around it; none where nothing is left."""
        text = self.dialect.text.format(raw)
        trimmed = self.dialect.trim.format(text)
        plain = self.dialect.plain.format(text)
        return f"CASE WHEN {plain} THEN {text} ELSE nullif({trimmed}, '') END"

    def cleaned(self, field: Field, raw: str) -> str:
        """What a column says, of the type that formulas see."""
        match of_field(field).kind:
            case Kind.NUMBER:
                return self.dialect.double.format(raw)
            case Kind.FLAG:
                return f"CAST({raw} AS BOOLEAN)"
            case Kind.DATE:
                return f"CAST({raw} AS DATE)"
            case Kind.SET:
                listed = self.dialect.listed
                held = listed["set"].format(raw, kept=self.texts("x"))
                length, left = listed["length"].format(raw), listed["length"].format(held)
                return f"CASE WHEN {length} = 0 OR {left} > 0 THEN {held} END"
            case _:
                return self.texts(raw)

    def ends(self, name: str, field: Field, first: list[tuple[str, str]]) -> str:
        """The condition that the ends of an estimate do not go with what is likely."""
        quote, likely = self.dialect.identifier, self.columns[name]
        columns = [quote(f"{spelt(name)}__{end}") for end in ENDS]
        for column in columns:
            flag = self.columns.get(withheld(name))
            raw = f"CASE WHEN NOT coalesce({flag}, FALSE) THEN {column} END" if flag else column
            first.append((column, self.cleaned(field, raw)))
        low, high = columns
        fits = [self.fits(field, each) for each in columns]
        order = f"{low} <= {likely} AND {likely} <= {high}"
        given = f"({low} IS NOT NULL OR {high} IS NOT NULL)"
        return f"{given} AND (({order}) AND {' AND '.join(fits)}) IS NOT TRUE"

    def set(
        self,
        name: str,
        raw: str,
        first: list[tuple[str, str]],
        second: list[tuple[str, str]],
    ) -> str:
        """A set without blank members; of nothing but such, nobody knows what it holds.

        Returns the condition that it fits its field.
        """
        listed, column, quote = self.dialect.listed, self.columns[name], self.dialect.identifier
        field = self.fields[name]
        fits = self.fits(field, column)
        given, length = quote(f"_{spelt(name)}_given"), listed["length"]
        # Members twice, or none, matter only where they are counted or held against choices.
        form = listed.get("set" if fits or name in self.counted else "bag", listed["set"])
        whole, simple, texts = column, "", self.looked_up(name)
        if texts:
            # Where nothing but these is in it, once each, there is nothing to trim.
            plain = listed["texts"].format(raw)
            marks = [quote(f"_{spelt(name)}_holds_{n}") for n, _ in enumerate(texts, 1)]
            simple, whole = quote(f"_{spelt(name)}_simple"), quote(f"_{spelt(name)}_whole")
            first.append((column, plain))
            asked = (self.dialect.quoted(each) for each in texts)
            holds = (self.dialect.signs["holds"].format(plain, data=each) for each in asked)
            first.extend(zip(marks, holds, strict=True))
            number = " + ".join(f"CAST({each} AS INTEGER)" for each in marks)
            kept = form.format(column, kept=self.texts("x"))
            is_simple = f"{given} = {number}"
            self.between.append((simple, is_simple))
            self.between.append((whole, f"CASE WHEN {is_simple} THEN {column} ELSE {kept} END"))
            for text, mark in zip(texts, marks, strict=True):
                held = self.dialect.signs["holds"].format(column, data=self.dialect.quoted(text))
                self.held[name, text] = f"CASE WHEN {simple} THEN {mark} ELSE {held} END"
            second.extend((each, each) for each in (simple, *marks))
            if fits:
                fits = f"CASE WHEN {simple} THEN TRUE ELSE {self.fits(field, whole)} END"
        else:
            first.append((column, form.format(raw, kept=self.texts("x"))))
        first.append((given, length.format(raw)))
        left = listed.get("any", f"{length} > 0").format(whole)
        some = f"({given} = 0 OR {left}){f' AND {fits}' if fits else ''}"
        cases = f"WHEN {simple} THEN {whole} " if simple else ""
        second.append((column, f"CASE {cases}WHEN {some} THEN {whole} END"))
        return f"({fits})" if fits else ""

    def is_chosen(self, field: Field) -> bool:
        """Whether it is one of some texts, of which most columns hold nothing else."""
        plain = field.choices is not None and all(map(_is_plain, field.choices))
        return plain and of_field(field).kind is Kind.CHOICE and "texts" in self.dialect.listed

    def choice(
        self,
        name: str,
        raw: str,
        first: list[tuple[str, str]],
        second: list[tuple[str, str]],
    ) -> str:
        """One of some texts, which then needs no trimming; returns the condition that it fits."""
        quote, column, field = self.dialect.identifier, self.columns[name], self.fields[name]
        text = self.dialect.text.format(raw)
        simple, whole = quote(f"_{spelt(name)}_simple"), quote(f"_{spelt(name)}_whole")
        first += [(column, text), (simple, self.fits(field, text))]
        trimmed = f"CASE WHEN {simple} THEN {column} ELSE {self.texts(column)} END"
        self.between.append((whole, trimmed))
        second.append((column, whole))
        return f"(CASE WHEN {simple} THEN TRUE ELSE {self.fits(field, whole)} END)"

    def looked_up(self, name: str) -> Sequence[str]:
        """The texts about which a set is asked, where they are few and no choice is another one."""
        texts = sorted(self.asked.get(name, ()))
        choices = self.fields[name].choices
        known = choices is None or {*texts} <= {*choices}
        there = "texts" in self.dialect.listed and 0 < len(texts) <= FEW
        return texts if there and known and all(map(_is_plain, texts)) else ()

    def fits(self, field: Field, column: str) -> str:
        """The condition that a value fits its field; nothing where any does."""
        quoted, number = self.dialect.quoted, self.dialect.number
        match of_field(field).kind:
            case Kind.NUMBER:
                found = (
                    f"{column} BETWEEN {number(float(field.low))} AND {number(float(field.high))}"
                )
                return f"({found} AND {column} = floor({column}))" if field.whole else f"({found})"
            case Kind.TEXT | Kind.CHOICE if field.choices is not None:
                return f"({column} IN ({', '.join(map(quoted, field.choices))}))"
            case Kind.TEXT:
                return f"({column} NOT IN ({', '.join(map(quoted, _errors()))}))"
            case Kind.SET if field.choices is not None:
                choices = ", ".join(map(quoted, field.choices))
                return self.dialect.listed["all in"].format(column, choices=choices)
            case _:
                return ""

    def records(
        self,
        name: str,
        field: Field,
        raw: str,
        first: list[tuple[str, str]],
        second: list[tuple[str, str]],
        refused: list[tuple[str, str]],
    ) -> None:
        """The columns of a list: its records, and their number."""
        dialect, quote = self.dialect, self.dialect.identifier
        column, listed = quote(spelt(name)), quote(f"{spelt(name)}{RECORDS}")
        self.lists[name] = listed
        if not dialect.struct:
            _Json(self).records(name, field, raw, first, second, refused)
            return
        pairs: list[str] = []
        fits: list[tuple[str, str]] = []
        for cell, inner in field.record.items():
            own = dialect.member.format(name=quote(cell))
            hidden = dialect.member.format(name=quote(f"{cell}__withheld"))
            said = own
            if self.hidden:
                said = f"CASE WHEN NOT coalesce({hidden}, FALSE) THEN {own} END"
                pairs.append(self.pair(f"{cell}__withheld", f"coalesce({hidden}, FALSE)"))
                self.inner[name, withheld(cell)] = hidden
            pairs.append(self.pair(cell, self.cleaned(inner, said)))
            self.inner[name, cell] = own
            self.limits[f"{name}.{cell}"] = max(abs(inner.low), abs(inner.high))
            test = self.fits(inner, own)
            if test:
                fits.append((f"{own} IS NOT NULL AND {test} IS NOT TRUE", f"{name}.{cell}"))
        record = dialect.struct.format(", ".join(pairs))
        first.append((listed, dialect.listed["records"].format(raw, record=record)))
        nobody = dialect.listed["bad"].format(raw, bad="r IS NULL")
        first.append((quote(f"_{spelt(name)}_null"), nobody))
        refused.append((quote(f"_{spelt(name)}_null"), name))
        for bad, full in fits:
            refused.append((dialect.listed["bad"].format(listed, bad=bad), full))
        second.append((listed, listed))
        second.append((column, dialect.listed["size"].format(listed)))

    def pair(self, name: str, value: str) -> str:
        """A field of a struct."""
        names = {"name": self.dialect.identifier(name), "key": self.dialect.quoted(name)}
        return self.dialect.listed["pair"].format(value=value, **names)


def _is_plain(text: str) -> bool:
    """Whether a text is kept as it is."""
    return text != "" and text.isascii() and text.isprintable() and text == text.strip()


class _Json:
    """Records as jsonb: each value is looked at where it is used."""

    def __init__(self, reading: _Reading) -> None:
        self.reading, self.dialect = reading, reading.dialect

    def records(
        self,
        name: str,
        field: Field,
        raw: str,
        first: list[tuple[str, str]],
        second: list[tuple[str, str]],
        refused: list[tuple[str, str]],
    ) -> None:
        """The columns of a list, and what is refused in it."""
        reading, listed = self.reading, self.reading.lists[name]
        column, bad_list = reading.columns[name], self.dialect.identifier(f"_{spelt(name)}_bad")
        kind = f"jsonb_typeof({raw})"
        first.append((listed, f"CASE WHEN {kind} = 'array' THEN {raw} END"))
        first.append((bad_list, f"coalesce({kind} NOT IN ('array', 'null'), FALSE)"))
        refused.append((bad_list, name))
        bad = self.dialect.listed["bad"]
        refused.append((bad.format(listed, bad="jsonb_typeof(r) <> 'object'"), name))
        for cell, inner in field.record.items():
            own, wrong = self.cell(cell, inner)
            if reading.hidden:
                flag = f"coalesce((r->>{self.dialect.quoted(f'{cell}__withheld')})::boolean, FALSE)"
                reading.inner[name, withheld(cell)] = flag
                own, wrong = f"CASE WHEN NOT {flag} THEN {own} END", f"(NOT {flag} AND {wrong})"
            reading.inner[name, cell] = own
            reading.limits[f"{name}.{cell}"] = max(abs(inner.low), abs(inner.high))
            refused.append((bad.format(listed, bad=wrong), f"{name}.{cell}"))
        second.append((listed, listed))
        second.append((column, self.dialect.listed["size"].format(listed)))

    def cell(self, name: str, field: Field) -> tuple[str, str]:
        """What a cell says where it fits, and the condition that it does not."""
        key, reading = self.dialect.quoted(name), self.reading
        there = f"jsonb_typeof(r->{key})"
        match of_field(field).kind:
            case Kind.NUMBER:
                number = f"CASE WHEN {there} = 'number' THEN (r->>{key})::numeric END"
                low, high = (self.dialect.number(float(e)) for e in (field.low, field.high))
                near = f"CASE WHEN abs({number}) < 1e-75 THEN 0 ELSE {number} END"
                value = f"CASE WHEN abs({number}) <= 9007199254740992 THEN ({near})::float8 END"
                fits = f"({value} BETWEEN {low} AND {high})"
                fits = f"({fits} AND {value} = floor({value}))" if field.whole else fits
                blank = f"{reading.texts(f'(r->>{key})')} IS NULL"
            case Kind.FLAG:
                value = f"CASE WHEN {there} = 'boolean' THEN (r->>{key})::boolean END"
                fits, blank = f"({there} = 'boolean')", f"{reading.texts(f'(r->>{key})')} IS NULL"
            case Kind.DATE:
                text = reading.texts(f"(r->>{key})")
                fits = f"({text} ~ '^\\d{{4}}-\\d\\d-\\d\\d$')"
                value, blank = f"CASE WHEN {fits} THEN ({text})::date END", f"{text} IS NULL"
            case Kind.SET:
                listed = f"CASE WHEN {there} = 'array' THEN r->{key} END"
                held = f"ARRAY(SELECT jsonb_array_elements_text({listed}))"
                value = f"CASE WHEN {there} = 'array' THEN {reading.cleaned(field, held)} END"
                fits = reading.fits(field, f"({value})") or "TRUE"
                blank = f"({there} = 'array' AND ({value}) IS NULL)"
                fits = f"({there} = 'array' AND {fits})"
            case _:
                text = reading.texts(f"(r->>{key})")
                fits = f"({there} = 'string' AND {reading.fits(field, text) or 'TRUE'})"
                value, blank = f"CASE WHEN {fits} THEN {text} END", f"{text} IS NULL"
        nothing = f"coalesce({there} = 'null' OR {blank}, TRUE)"
        return value, f"(NOT {nothing} AND {fits} IS NOT TRUE)"


def _errors() -> Sequence[str]:
    """What a formula that failed leaves in a cell; of many signs, as few as columns have."""
    return sorted(each for each in ERRORS if set(each) != {"#"} or len(each) < 9)


Fields = Mapping[str, Any]
