"""Form: what a ruleset asks of a request, as something to fill in; one module a format.

The fields that a ruleset reads are its form. Reading what was filled in is nobody's special case:
every format here is one that initiatives are read from without a mapping.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from evalcore.judge.evaluator import Evaluator
from evalcore.language.nodes import RecordField
from evalcore.request.fields import Field, Kind
from evalcore.say.terms import Terms

ANYBODY = "anybody"  # who answers where the field does not say
PARTS = ("low", "likely", "high")
RECORDS = 3  # numbered groups of columns where records have no sheet of their own


@attrs.frozen
class Form:
    """The fields that a ruleset reads, in reading order. Of records, only what it reads of them."""

    name: str
    version: str
    about: str
    fields: tuple[Field, ...]
    terms: Terms = attrs.field(factory=Terms)

    @property
    def records(self) -> tuple[Field, ...]:
        """The fields that hold records: they need more than one cell."""
        return tuple(each for each in self.fields if each.kind is Kind.RECORDS)

    @property
    def respondents(self) -> dict[str, list[Field]]:
        """The fields by who answers, in the order in which they come up."""
        found: dict[str, list[Field]] = {}
        for each in self.fields:
            found.setdefault(self.respondent(each) or ANYBODY, []).append(each)
        return found

    def respondent(self, field: Field) -> str:
        """Who answers, as the ruleset calls them; empty where the field names nobody."""
        return self.terms.role_label(field.answered_by)


def form_of(evaluator: Evaluator) -> Form:
    """The form of a compiled ruleset."""
    ruleset = evaluator.ruleset
    fields = tuple(_as_read(evaluator, each) for each in evaluator.fields.values())
    return Form(ruleset.name, ruleset.version, ruleset.about, fields, ruleset.terms)


def _as_read(evaluator: Evaluator, field: Field) -> Field:
    """The field; of a record those fields that are read, and the first, which tells them apart."""
    if field.kind is not Kind.RECORDS:
        return field
    nodes = evaluator.graph.nodes
    read = {n.name for n in nodes if isinstance(n, RecordField) and n.records == field.name}
    first = next(iter(field.record))
    kept = {name: inner for name, inner in field.record.items() if name in read or name == first}
    return attrs.evolve(field, record=kept if read else field.record)


def columns(field: Field) -> Iterator[tuple[str, Field]]:
    """The columns of a table that hold a field that is no records: dotted names with their field.

    An estimate takes three, the others one.
    """
    if field.kind is Kind.ESTIMATE:
        for part in PARTS:
            yield f"{field.name}.{part}", attrs.evolve(field, kind=Kind.NUMBER)
    else:
        yield field.name, field


def answer(field: Field) -> str:
    """What is expected, in words: `a whole number of at least 0`, `one of low, high`."""
    match field.kind:
        case Kind.NUMBER:
            return _number(field)
        case Kind.ESTIMATE:
            return f"low, likely and high: {_number(field)} each"
        case Kind.FLAG:
            return "yes or no"
        case Kind.CHOICE:
            return f"one of {', '.join(field.choices or ())}"
        case Kind.DATE:
            return "a date such as 2026-11-23"
        case Kind.SET:
            some = f"some of {', '.join(field.choices)}" if field.choices else "texts"
            return f"{some}; several separated by ;, or none"
        case Kind.RECORDS:
            return f"for each: {', '.join(field.record)}"
        case Kind.TEXT:
            return "a text"


def _number(field: Field) -> str:
    what = "a whole number" if field.whole else "a number"
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and field.maximum is not None:
        return f"{what} from {field.minimum:.15g} to {field.maximum:.15g}{unit}"
    if field.minimum is not None:
        return f"{what} of at least {field.minimum:.15g}{unit}"
    if field.maximum is not None:
        return f"{what} of at most {field.maximum:.15g}{unit}"
    return f"{what} in {field.unit}" if field.unit else what
