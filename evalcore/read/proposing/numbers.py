"""Numbers: how a column is read for a field that is a number or an estimate, and in which unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import attrs

from evalcore.extend.sheets import Percent
from evalcore.read.mapping import durations
from evalcore.read.mapping.number_readers import band_ends, is_around, is_open
from evalcore.read.mapping.spec import Column, Read
from evalcore.read.proposing.amounts import Amount, amount, notation
from evalcore.read.proposing.columns import ColumnSeen, Seen
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.percentages import as_share, in_points
from evalcore.read.proposing.quantities import (
    CURRENCIES,
    SUFFIXES,
    TIME_WORDS,
    Quantity,
    quantity,
    spell_scale,
)
from evalcore.request.fields import Field
from evalcore.written.errors import listing, show


@attrs.frozen
class Surroundings:
    """What the rest of a document speaks for: what parts its cells, and other columns' numbers."""

    separator: str = ""
    commas: bool = False


def ways(
    plain: Column, seen: ColumnSeen, cells: Sequence[Seen], field: Field, around: Surroundings
) -> Iterator[Guess]:
    """The ways that are worth trying, the likeliest first. Their fit is not known yet."""
    texts = [each for each in cells if isinstance(each.cell, str)]
    read = [(found, each.count) for each in texts if (found := amount(each.text))]
    timed = [each for each in texts if _is_duration(each.text)]
    if timed and len(timed) > len(read):
        yield _durations(plain, timed, field)
    if field.kind.row.parts_of and len(read) < len(texts):
        yield _bands(plain, seen, texts, field, around)
    yield _amounts(plain, seen, cells, read, field, around)


def _amounts(
    plain: Column,
    seen: ColumnSeen,
    cells: Sequence[Seen],
    read: Sequence[tuple[Amount, int]],
    field: Field,
    around: Surroundings,
) -> Guess:
    written = notation(read, around.separator, commas=around.commas)
    column = attrs.evolve(
        plain,
        decimal=written.decimal,
        thousands=written.thousands,
        given=("decimal", "thousands"),
    )
    guess = Guess(column, notes=written.notes, checks=written.checks)
    signs = tuple(sorted({sign for each, _ in read for sign in each.signs}))
    said = quantity(f"{seen.name} ({seen.unit})" if seen.unit else seen.name)
    shown_so = any(isinstance(each.cell, Percent) for each in cells)
    if shown_so or said.percent or any(each.percent for each, _ in read):
        return _percentages(guess, cells, read, field, said_so=said.percent)
    checks: list[str] = []
    if signs:
        guess = attrs.evolve(guess, column=attrs.evolve(
            guess.column, read=Read.MONEY, currency=signs, given=(*column.given, "currency"),
        ))  # fmt: skip
        codes = [CURRENCIES.get(sign.casefold(), frozenset({sign})) for sign in signs]
        if len(signs) > 1 and not codes[0].intersection(*codes[1:]):
            checks.append(f"several currencies, {' and '.join(signs)}")
    suffixes = sorted({each.suffix for each, _ in read if each.suffix})
    if suffixes:
        factors = {each: float(SUFFIXES[each.rstrip(".").casefold()]) for each in suffixes}
        unsuffixed = any(not each.suffix for each, _ in read)
        column = attrs.evolve(
            guess.column, suffixes=factors, given=(*guess.column.given, "suffixes")
        )
        guess = attrs.evolve(guess, column=column)
        first = next(each for each, _ in read if each.suffix)
        other = ", and some cells have no such letter" if unsuffixed else ""
        checks.append(f"does {first.text!r} count in {_named(SUFFIXES, first.suffix)}{other}?")
    numbers = [value for each in cells if (value := _number(each)) is not None]
    guess = as_share(guess, field, seen.name, numbers)
    guess = _in_unit(
        guess, said, signs, field, bool(suffixes), numbers, named=seen.name == field.name
    )
    return guess.remarking(checks=tuple(checks))


def _named(scales: dict[str, Decimal], suffix: str) -> str:
    return spell_scale(scales[suffix.rstrip(".").casefold()])


def _in_unit(
    guess: Guess,
    said: Quantity,
    signs: Sequence[str],
    field: Field,
    has_suffixes: bool,  # noqa: FBT001
    numbers: Sequence[float],
    *,
    named: bool,
) -> Guess:
    """The guess with the factor between the column's unit and the field's, and what is to be said.

    A field with a unit is checked unless the name or the cells of the column say that unit.
    """
    declared = quantity(field.unit or "", unit=True)
    if field.unit is None:
        implied = quantity(field.name)
        declared = attrs.evolve(implied, times=(), percent=False)
    in_cells = [CURRENCIES.get(sign.casefold(), frozenset({sign})) for sign in signs]
    currency = said.currency or frozenset[str]().union(*in_cells)
    shown = " ".join(filter(None, (" and ".join(signs) if not said.currency else "", said.shown)))
    if declared.is_money:
        return _in_money(guess, declared, said, currency, shown, field, has_suffixes, named=named)
    if field.unit is None:
        if said.scale is not None and not named:
            check = f"the column counts in {shown}, and the field does not say in what it counts"
            return guess.remarking(checks=(check,))
        return guess
    wanted = _symbols(field.unit)
    words = set(said.times) | set(_words(guess.column.columns[""]))
    lacking = [each for each in wanted if each not in words]
    if not lacking:
        return guess.remarking(notes=(f"both count in {field.unit}",))
    if wanted == ["h"] and numbers and all(n % 60 == 0 and (n >= 300 or n == 0) for n in numbers):
        column = attrs.evolve(
            guess.column, multiplier=1 / 3600, given=(*guess.column.given, "multiplier")
        )
        check = f"these look like seconds, and the field counts in {field.unit}: divided by 3600"
        return attrs.evolve(guess, column=column).remarking(checks=(check,))
    other = [each for each in said.times if each not in wanted]
    if other or said.is_money or signs:
        counted = shown or ", ".join(other)
        check = f"the field counts in {field.unit}, the column says {counted}"
        return guess.remarking(checks=(f"{check}: is a multiplier needed?",))
    return guess.remarking(checks=(f"the field counts in {field.unit}; does the column?",))


def _in_money(
    guess: Guess,
    declared: Quantity,
    said: Quantity,
    currency: frozenset[str],
    shown: str,
    field: Field,
    has_suffixes: bool,  # noqa: FBT001
    *,
    named: bool,
) -> Guess:
    unit = field.unit or declared.shown
    ours = declared.scale or Decimal(1)
    theirs = said.scale
    checks = _besides(guess, said, field)
    if has_suffixes and theirs not in (None, Decimal(1)):
        called = guess.column.columns.get("", shown)
        said_of = f"{called!r} says {spell_scale(theirs)}"
        checks.append(f"{said_of}, and the cells say in what they count")
    if has_suffixes or (theirs is None and currency):
        theirs = Decimal(1)
    if currency and declared.currency and not currency & declared.currency:
        checks.append(f"the field counts in {unit}, the column in {shown}: no rate is known here")
    if theirs is None:
        factors = ", ".join(
            f"{_spell(scale / ours)} for {spell_scale(scale)}"
            for scale in (Decimal(1), Decimal(1000), Decimal(10**6)) if scale != ours
        )  # fmt: skip
        check = f"the field counts in {unit}; does the column? Otherwise multiplier = {factors}"
        return guess.remarking(checks=(*checks, check))
    factor = theirs / ours
    if factor != 1:
        column = attrs.evolve(
            guess.column, multiplier=_plain(factor), given=(*guess.column.given, "multiplier")
        )
        guess = attrs.evolve(guess, column=column)
        counted = "ones" if has_suffixes and said.scale else shown or "ones"
        checks.append(
            f"the column counts in {counted}, the field in {unit}: times {_spell(factor)}"
        )
    elif not checks and not currency and declared.currency and not named:
        checks.append(f"the column counts in {shown}, the field in {unit}: of that currency?")
    elif not checks and (currency or not declared.currency):
        return guess.remarking(notes=(f"both count in {unit}",))
    elif not checks:
        return guess.remarking(notes=(f"both count in {spell_scale(ours)}",))
    return guess.remarking(checks=tuple(checks))


def _besides(guess: Guess, said: Quantity, field: Field) -> list[str]:
    """What the column says beside its money and the field does not, and the other way round."""
    names = (field.name, field.label, field.question)
    ours = {word for name in names for word in _words(name)} | {*_symbols(field.unit or "")}
    times = [each for each in said.times if each not in said.beside]
    more = [each for each in (*said.beside, *times) if each not in ours]
    theirs = {*_words(guess.column.columns[""]), *said.beside}
    less = [each for each in _symbols(field.unit or "")[1:] if each not in theirs]
    checks: list[str] = []
    if more:
        words = listing([show(each) for each in more])
        checks.append(f"the column says {words} as well: does the field?")
    if less:
        checks.append(f"the field counts in {field.unit}: does the column count per {less[0]}?")
    return checks


def _plain(factor: Decimal) -> float:
    return int(factor) if factor == factor.to_integral_value() else float(factor)


def _spell(factor: Decimal) -> str:
    return f"{factor.normalize():f}"


def _symbols(unit: str) -> list[str]:
    """The parts of a unit such as `h/month`, as names of columns may say them."""
    parts = [
        part.partition("^")[0].strip().casefold() for part in unit.replace("*", "/").split("/")
    ]
    return [TIME_WORDS.get(part, part) for part in parts if part and part != "1"]


def _words(name: str) -> list[str]:
    from evalcore.read.proposing.names import tokens

    found = [word.casefold() for word in tokens(name)]
    return [*found, *(TIME_WORDS[word] for word in found if word in TIME_WORDS)]


def _percentages(
    guess: Guess,
    cells: Sequence[Seen],
    read: Sequence[tuple[Amount, int]],
    field: Field,
    *,
    said_so: bool,
) -> Guess:
    signed = {each.text for each, _ in read if each.percent}
    typed = [each for each in cells if isinstance(each.cell, Percent)]
    bare = [_number(each) for each in cells if each.text not in signed]
    numbers = [each for each in bare if each is not None]
    points = in_points(field)
    if not signed and not typed and points:
        return guess.remarking(notes=("both count in percent",))
    column = attrs.evolve(guess.column, read=Read.PERCENT)
    checks: list[str] = []
    if points:
        column = attrs.evolve(column, multiplier=100, given=(*column.given, "multiplier"))
        checks.append("the field counts in percent, so 13% is read as 13")
    if numbers and not (typed and len(numbers) == len(typed)):
        shares = all(abs(each) <= 1 for each in numbers) and any(each != 0 for each in numbers)
        how = "fraction" if shares else "percent"
        column = attrs.evolve(column, without_sign=how, given=(*column.given, "without_sign"))
        first = next(
            each.text for each in cells if each.text not in signed and _number(each) is not None
        )
        if not any(numbers) and not said_so:
            return attrs.evolve(guess, column=column).remarking(checks=tuple(checks))
        where = "the name says %" if said_so and not signed else "some cells have no %"
        meant = f"{first} is read as {first}%" if how == "percent" else f"{first} is a share of 1"
        checks.append(f"{where}: {meant}")
    unit = field.unit if not points else None
    if unit is not None:
        checks.append(f"the field counts in {unit}, the column in percent")
    notes = () if checks else ("its cells are percentages",)
    return attrs.evolve(guess, column=column).remarking(notes=notes, checks=tuple(checks))


def _number(each: Seen) -> float | None:
    if isinstance(each.cell, (bool | date, Percent)):
        return None
    if isinstance(each.cell, int | float):
        return float(each.cell)
    found = amount(each.text)
    if found is None:
        return None
    digits = found.core.replace(" ", "").replace("'", "").replace(",", ".")
    try:
        value = float(digits)
    except ValueError:
        return 2.0  # with groups of thousands: no share of 1
    below = each.text.endswith("-") and each.text[-2:-1] not in (".", ",")  # 200,- has no cents
    minus = each.text.startswith(("-", "(", "\u2212")) or below
    return -value if minus else value


def _is_duration(text: str) -> bool:
    read = durations.reader("h", 8, 5)(text)
    return not isinstance(read, str)


def _durations(plain: Column, timed: Sequence[Seen], field: Field) -> Guess:
    clock = next((each.text for each in timed if durations.is_clock(each.text)), None)
    units = {unit for each in timed for unit in durations.units_in(each.text)}
    target = durations.unit(field.unit or "")
    if target is not None:
        units = {*units, target} if units - {target} else set[str]()  # nothing to convert
    column = attrs.evolve(plain, read=Read.DURATION)
    checks: list[str] = []
    if target is None:
        column = attrs.evolve(column, counts="hours", given=("counts",))
        checks.append(f"in what does {field.name} count? Hours are taken")
    if clock is not None:
        checks.append(f"{clock!r} is read as hours and minutes: may it be minutes and seconds?")
    if units & {"d", "w"}:
        column = attrs.evolve(column, day=8, given=(*column.given, "day"))
        checks.append("has a working day 8 hours?")
    if "w" in units:
        column = attrs.evolve(column, week=5, given=(*column.given, "week"))
        checks.append("has a working week 5 days?")
    return Guess(column, checks=tuple(checks))


def _bands(
    plain: Column, seen: ColumnSeen, texts: Sequence[Seen], field: Field, around: Surroundings
) -> Guess:
    parts = [
        (found, each.count)
        for each in texts
        for part in band_ends(each.text)
        if (found := amount(part))
    ]
    written = notation(parts, around.separator, commas=around.commas)
    signs = tuple(sorted({sign for each, _ in parts for sign in each.signs}))
    suffixes = {
        each.suffix: float(SUFFIXES[each.suffix.rstrip(".").casefold()])
        for each, _ in parts if each.suffix
    }  # fmt: skip
    column = attrs.evolve(
        plain, read=Read.BAND, likely="middle", decimal=written.decimal,
        thousands=written.thousands, currency=signs, suffixes=suffixes,
        given=("decimal", "thousands", *("currency",) * bool(signs), *("suffixes",) *
               bool(suffixes)),
    )  # fmt: skip
    checks = [*written.checks, *_about_ends([each.text for each in texts])]
    if suffixes:
        first = next(each for each, _ in parts if each.suffix)
        checks.append(f"does {first.text!r} count in {_named(SUFFIXES, first.suffix)}?")
    guess = Guess(column, notes=written.notes, checks=tuple(checks))
    said = quantity(f"{seen.name} ({seen.unit})" if seen.unit else seen.name)
    named = seen.name == field.name
    return _in_unit(guess, said, signs, field, bool(suffixes), (), named=named)


def _about_ends(texts: Sequence[str]) -> Iterator[str]:
    """What is asked about bands: where the likely value is, and where those without an end end."""
    ends = [(text, band_ends(text)) for text in texts]
    if any(len(parts) > 1 and not is_around(text) for text, parts in ends):
        yield "these are bands: is the middle of each the likely value?"
    if any(is_around(text) for text in texts):
        yield "what follows \u00b1 is how far low and high are away: is it no standard deviation?"
    open_ended = {is_open(text): text for text in reversed(texts)}
    least, most = open_ended.get("least"), open_ended.get("most")
    if least:
        yield f"{least!r} has no end: what is the most? Then highest = ..."
    if most:
        yield f"{most!r} has no start: what is the least? Then lowest = ..."
