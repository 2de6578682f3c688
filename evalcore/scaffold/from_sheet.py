"""A ruleset out of a sheet: a field for each column, a score for each number, and the mapping.

It decides something from the first minute on, and what it decides is to be argued about.
"""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count
from typing import Any

import attrs

from evalcore.extend.plugins import Plugins
from evalcore.extend.sheets import HeadedSheet, Layout
from evalcore.extend.sources import Document, Source
from evalcore.judge.comparison import Reader
from evalcore.language.functions import FUNCTIONS
from evalcore.read.documents import Loaded, open_sheet, parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from evalcore.read.proposing.sheets import propose_for
from evalcore.request.fields import Field, Kind
from evalcore.rules.names import RESERVED
from evalcore.written.blank import folded
from evalcore.written.errors import Complaint, InputError
from evalcore.written.names import is_identifier, normal
from evalcore.written.toml import spell_key, spell_text

MOST_CHOICES = 12
MOST_SCORES = 8
LONGEST_CHOICE = 40
STRAY = 0.05  # of the cells of a column, which may be something else
OWN = frozenset({*RESERVED, "go_from", "true", "false"})
_UNIT = re.compile(
    r"[(\[]\s*([kKMT]?(?:EUR|USD|GBP|CHF|CAD|AUD)|(?:h|hours|days|weeks|months|people|FTE)"
    r"(?:/(?:day|week|month|year))?)\s*[)\]]\s*$"
)
_LESS = frozenset(
    "cost costs budget price spend spent effort hours days risk risks delay size kosten preis "  # noqa: SIM905
    "ausgaben aufwand stunden tage risiko risiken dauer co\u00fbt co\u00fbts d\u00e9penses risque "
    "dur\u00e9e coste costo gasto riesgo custo".split()
)


@attrs.frozen
class Start:
    """The texts of a ruleset and of a mapping, with the fields that both are about."""

    ruleset: str
    mapping: str
    fields: Mapping[str, Field]


@attrs.frozen(slots=False)
class Table:
    """A sheet of a document, and all that is asked of it; `name` is what messages call it."""

    plugins: Plugins
    source: Source
    document: Document
    name: str
    sheet: str | None = None
    header_row: int | None = None

    @cached_property
    def headed(self) -> HeadedSheet:
        """Its columns and rows. Raises `InputError` where it holds none."""
        said = tomllib.loads(self.propose({}))
        sheet, separator = said.get("sheet", self.sheet), said.get("separator")
        layout = attrs.evolve(self.layout, sheet=sheet, separator=separator)
        found = open_sheet(self.plugins, self.source, self.document, self.name, layout).sheet
        faults = [*(found.faults or found.emptiness)]
        if not faults and not any(found.columns):
            faults = [Complaint("no column has a name")]
        if faults:
            raise InputError(attrs.evolve(each, source=self.name) for each in faults)
        return found

    def propose(self, fields: Mapping[str, Field]) -> str:
        """A mapping from its columns to these fields, as TOML."""
        about = (self.plugins, self.source, self.document, self.name, self.layout)
        return propose_for(*about, fields).text

    @property
    def layout(self) -> Layout:
        """What is said about how it lies in the document."""
        return Layout(sheet=self.sheet, header_row=self.header_row)

    def read(self, mapping: str, fields: Mapping[str, Field]) -> Loaded:
        """The initiatives in it. Raises `InputError`."""
        how = read_mapping(mapping)
        reader = Reader(self.plugins, fields)
        return parse_initiatives(reader, self.document, self.source, self.name, mapping=how)


def start_from(name: str, table: Table) -> Start:
    """A ruleset called `name`. Raises `InputError` where no column says anything."""
    about = tomllib.loads(table.propose({}))
    named = [about["id"], about.get("title", [])]
    aside = {name for each in named for name in ([each] if isinstance(each, str) else each)}
    names = [folded(each) for each in table.headed.columns]
    left: dict[str, str] = {}
    for n, column in enumerate(names):
        once = column and names.count(column) == 1 and column not in aside
        if once and not table.headed.blank(n):
            left[_free(_slug(column), left)] = column
    order = [*left]
    fields: dict[str, Field] = {}
    for kind in (Kind.NUMBER, Kind.DATE, Kind.FLAG):
        fields |= {f.name: f for f in _fitting(table, kind, left) if f.name not in fields}
        left = {slug: column for slug, column in left.items() if slug not in fields}
    fields |= _worded(table, left)
    fields = {each: fields[each] for each in order if each in fields}
    if not fields:
        mend = "is its header in another row? --header-row 3"
        raise InputError(Complaint("no column says anything", mend=mend, source=table.name))
    mapping = table.propose(fields)
    columns = tomllib.loads(mapping).get("fields", {})
    shares = [each for each in fields if columns.get(each, {}).get("read") == "percent"]
    fields |= {each: attrs.evolve(fields[each], shown_as="percent") for each in shares}
    found = table.read(mapping, fields)
    return Start("".join(f"{e}\n" for e in _ruleset(name, table, fields, found)), mapping, fields)


def _slug(column: str) -> str:
    """A column's name as that of a field: `Budget (kEUR)` as budget_keur."""
    words = re.findall(r"[^\W_]+", normal(column).casefold())
    found = "_".join(words)
    if not is_identifier(found) or found in OWN or found in FUNCTIONS or keyword.iskeyword(found):
        found = f"field_{found}" if found else "field"
    return found


def _free(slug: str, taken: Collection[str]) -> str:
    return next(e for n in count(1) if (e := f"{slug}_{n}" if n > 1 else slug) not in taken)


def _fields(kind: Kind, left: Mapping[str, str]) -> dict[str, Field]:
    made: dict[str, Field] = {}
    for slug, column in left.items():
        unit = _UNIT.search(column) if kind is Kind.NUMBER else None
        made[slug] = Field(slug, kind, unit=unit[1] if unit else None, label=column)
    return made


def _fitting(table: Table, kind: Kind, left: Mapping[str, str]) -> Iterator[Field]:
    """The columns of which all that is said, or nearly, reads as this kind."""
    fields = _fields(kind, left)
    mapping = table.propose(fields)
    columns = tomllib.loads(mapping).get("fields", {})
    loaded = table.read(mapping, fields)
    refused = [each.field for each in loaded.tally.refused] if loaded.tally else []
    for slug, field in fields.items():
        known = sum(each.values[slug] is not None for each in loaded.initiatives)
        own = columns.get(slug, {}).get("column") == left[slug]
        if own and known and refused.count(slug) <= STRAY * known:
            yield field


def _worded(table: Table, left: Mapping[str, str]) -> dict[str, Field]:
    """The columns of texts: choices where few are said again and again, sets, or any text."""
    fields = _fields(Kind.TEXT, left)
    loaded = table.read(table.propose(fields), fields)
    for slug, field in fields.items():
        said = [str(e.values[slug]) for e in loaded.initiatives if isinstance(e.values[slug], str)]
        choices = tuple(dict.fromkeys(said))
        if sum(";" in each for each in said) * 3 > len(said):
            fields[slug] = attrs.evolve(field, kind=Kind.SET)
        elif 2 <= len(choices) <= min(MOST_CHOICES, len(said) // 2) and all(
            len(each) <= LONGEST_CHOICE for each in choices
        ):
            fields[slug] = attrs.evolve(field, kind=Kind.CHOICE, choices=choices)
    return fields


def _ruleset(name: str, table: Table, fields: Mapping[str, Field], loaded: Loaded) -> Iterator[str]:
    yield f"# A start, made from the columns of {_comment(table.name)}. CHECK stands at guesses."
    yield "# Then say what must be met, what weighs how much, and from where on it goes ahead."
    yield ""
    yield f"name = {spell_text(name)}"
    yield 'version = "1"'
    yield 'verdicts = ["go", "hold", "recycle"]        # best first'
    yield 'when_undecided = "recycle"                  # back to the sponsor, with what is missing'
    scored = list(_scored(fields, loaded))
    if scored:
        yield from ("", "[parameters]")
        yield 'go_from = { value = 0.6, about = "the total from which it goes ahead" }  # CHECK'
    for field in fields.values():
        yield from ("", *_field(field))
    for field, low, high in scored:
        less = bool(_LESS & set(field.name.split("_")))
        worst, best = (high, low) if less else (low, high)
        yield from ("", f"[criteria.{spell_key(f'{field.name}_score')}]")
        yield f"# CHECK: {'less' if less else 'more'} is better, between the ends of this list?"
        score = f"clamp(linear({field.name}, worst={worst}, best={best}))"
        yield f"score = {spell_text(score)}"
        yield "weight = 1"
        yield f"about = {spell_text(field.label or field.name)}"
    yield from ("", "# Asked in this order; the first that speaks decides.")
    first = next(iter(fields))
    yield from (
        "",
        "[[rules]]",
        'id = "said"',
        f"require = {spell_text(f'known({first})')}  # CHECK",
    )
    yield 'otherwise = "recycle"'
    yield f"because = {spell_text(f'{fields[first].label} is not said')}"
    if scored:
        yield from ("", "[[rules]]", 'id = "worthy"', 'when = "total >= go_from"', 'verdict = "go"')
        yield 'because = "enough speaks for it"'
    yield from ("", "[default]", 'verdict = "hold"', 'because = "too little speaks for it yet"')


def _scored(fields: Mapping[str, Field], loaded: Loaded) -> Iterator[tuple[Field, str, str]]:
    """The numbers of which not all are the same, with the least and the greatest."""
    found = 0
    for name, field in fields.items():
        values = [each.values[name] for each in loaded.initiatives]
        numbers = [float(e) for e in values if isinstance(e, int | float)]
        if field.kind is Kind.NUMBER and numbers and min(numbers) < max(numbers):
            found += 1
            if found <= MOST_SCORES:
                yield field, _number(min(numbers)), _number(max(numbers))


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _field(field: Field) -> Iterator[str]:
    yield f"[fields.{spell_key(field.name)}]"
    yield f"kind = {spell_text(field.kind)}"
    values: dict[str, Any] = {
        "unit": field.unit, "shown_as": field.shown_as, "choices": field.choices,
        "label": field.label,
    }  # fmt: skip
    for key, value in values.items():
        if value:
            yield f"{key} = {spell_text(value) if isinstance(value, str) else _list(value)}"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(spell_text, texts))}]"


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
