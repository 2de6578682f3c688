"""Form: what a ruleset asks of a request, as something to fill in; one module a format.

The fields that a ruleset reads are its form. Reading what was filled in is nobody's special case:
every format here is one that initiatives are read from without a mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import attrs

from evalcore.judge.evaluator import Evaluator
from evalcore.request.fields import Field
from evalcore.say.terms import Terms

ANYBODY = "anybody"  # who answers where the field does not say
RECORDS = 3  # numbered groups of columns where records have no sheet of their own


@attrs.frozen
class Form:
    """The fields that a ruleset reads, in reading order. Of records, only what it reads of them.

    `unasked` has, by name of the records, what may be said in them and is read for nothing: who
    fills the form in is spared it, but where it is said it has to be right.
    """

    name: str
    version: str
    about: str
    fields: tuple[Field, ...]
    terms: Terms = attrs.field(factory=Terms)
    unasked: Mapping[str, Mapping[str, Field]] = attrs.field(factory=dict[str, Mapping[str, Field]])

    @property
    def records(self) -> tuple[Field, ...]:
        """The fields that hold records: they need more than one cell."""
        return tuple(each for each in self.fields if each.kind.row.is_list)

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
    """The form of a compiled ruleset: what it reads, and last what only its portfolio does."""
    ruleset, graph = evaluator.ruleset, evaluator.graph
    chosen_by = () if graph.portfolio is None else graph.portfolio.reads
    asked = {**evaluator.fields, **{name: graph.declared[name] for name in chosen_by}}
    fields = tuple(as_read(evaluator, each) for each in asked.values())
    unasked = {
        each.name: {
            name: inner
            for name, inner in asked[each.name].record.items()
            if name not in each.record
        }
        for each in fields
        if each.kind.row.is_list
    }
    return Form(ruleset.name, ruleset.version, ruleset.about, fields, ruleset.terms, unasked)


def as_read(evaluator: Evaluator, field: Field) -> Field:
    """The field; of a record those fields that are read, and the first, which tells them apart."""
    if not field.kind.row.is_list:
        return field
    read = evaluator.graph.cells.get(field.name, ())
    first = next(iter(field.record))
    kept = {name: inner for name, inner in field.record.items() if name in read or name == first}
    return attrs.evolve(field, record=kept if read else field.record)


def columns(field: Field) -> Iterator[tuple[str, Field]]:
    """The columns of a table that hold a field: dotted names with their field.

    An estimate takes three, the others one. Records are numbered, and may be more:
    `outcomes.1.owner`, `outcomes.2.owner`.
    """
    row = field.kind.row
    if row.is_list:
        for number, inner in product(range(1, RECORDS + 1), field.record.values()):
            yield from columns(attrs.evolve(inner, name=f"{field.name}.{number}.{inner.name}"))
    elif row.parts_of:
        for part, kind in row.parts_of.items():
            yield f"{field.name}.{part}", attrs.evolve(field, kind=kind)
    else:
        yield field.name, field


def answer(field: Field) -> str:
    """What is expected, in words: `a whole number of at least 0`, `one of low, high`."""
    return field.kind.row.answer(field)
