"""Percentages without a sign: where 60 may be 60%, and a field that counts in percent.

How cells with a sign are read is the business of `numbers`.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from evalcore.read.mapping.spec import Read
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.names import tokens
from evalcore.request.fields import Field
from evalcore.request.spelling import spell_number

_UNITS = ("%", "percent", "pct", "percentage", "prozent")
_WHOLE = 100
# What is usually said as a part of one, or as a percentage:
_SHARES = frozenset(
    """share shares ratio rate fraction proportion percent percentage pct prozent quote anteil
    probability likelihood chance wahrscheinlichkeit confidence utilisation utilization auslastung
    variance growth wachstum margin marge roi irr yield progress completion complete fortschritt
    fertigstellung taux pourcentage tasa porcentaje percentuale availability adoption churn
    discount""".split()  # noqa: SIM905
)


def as_share(guess: Guess, field: Field, column: str, numbers: Sequence[float]) -> Guess:
    """The guess, with a CHECK where its numbers may be percentages and nothing says whether."""
    if field.unit is not None or field.whole or in_points(field) or not numbers:
        return guess
    large = [each for each in numbers if abs(each) > 1]
    if not large or max(map(abs, large)) > _WHOLE:
        return guess
    shown = spell_number(large[-1])
    if field.maximum is not None and field.maximum <= 1:
        if any(0 < abs(each) < 1 for each in numbers):
            return guess
        given = (*guess.column.given, "without_sign")
        column_ = attrs.evolve(guess.column, read=Read.PERCENT, without_sign="percent", given=given)
        check = f"the field goes up to {spell_number(field.maximum)}: {shown} is read as {shown}%"
        return attrs.evolve(guess, column=column_).remarking(checks=(check,))
    if field.maximum is not None:
        return guess
    said = {word for name in (field.name, field.label, field.question, column)
            for word in tokens(name or "")}  # fmt: skip
    parts = any(0 < abs(each) < 1 for each in numbers)
    if not said & _SHARES and not parts:
        return guess
    how = 'read = "percent", without_sign = "percent"'
    check = f"is {shown} the number {shown}, or {shown}%? For percentages {how}"
    return guess.remarking(checks=(check,))


def in_points(field: Field) -> bool:
    """Whether a field counts in percent: 13 for 13%."""
    unit = (field.unit or "").strip().casefold()
    words = field.name.casefold().replace(".", "_").split("_")
    named = any(word in _UNITS for word in words)
    return unit in _UNITS or (not unit and (named or field.maximum == _WHOLE))
