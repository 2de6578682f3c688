"""The names of months and days of the week, in the languages that offices write them in.

English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian and Polish,
whatever the machine's locale, so the same file reads the same everywhere. No name stands for two
months in two of these languages. Accents may be left out, as many exports do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import combining, normalize

_LONG = (
    "january januar jänner janvier enero janeiro gennaio januari stycznia styczeń",
    "february februar feber février febrero fevereiro febbraio februari lutego luty",
    "march märz mars marzo março maart marts marca marzec",
    "april avril abril aprile kwietnia kwiecień",
    "may mai mayo maio maggio mei maj maja",
    "june juni juin junio junho giugno czerwca czerwiec",
    "july juli juillet julio julho luglio lipca lipiec",
    "august août agosto augustus augusti sierpnia sierpień",
    "september septembre septiembre setiembre setembro settembre września wrzesień",
    "october oktober octobre octubre outubro ottobre października październik",
    "november novembre noviembre novembro listopada listopad",
    "december dezember décembre diciembre dezembro dicembre desember grudnia grudzień",
)
_SHORT = (
    "jan jän janv ene gen sty",
    "feb feber févr fév fev lut",
    "mar mär märz mars mrz mrt marts",
    "apr avr avril abr kwi april",
    "may mai mayo maio mag mei maj",
    "jun juni juin giu cze june",
    "jul juli juil lug lip july",
    "aug août aoû ago sie",
    "sep sept set sett wrz",
    "oct okt out ott paź",
    "nov lis",
    "dec dez déc dic des gru",
)
_DAYS = (
    "monday montag lundi lunes segunda segunda-feira lunedì maandag måndag mandag poniedziałek",
    "tuesday dienstag mardi martes terça terça-feira martedì dinsdag tisdag tirsdag wtorek",
    "wednesday mittwoch mercredi miércoles quarta quarta-feira mercoledì woensdag onsdag środa",
    "thursday donnerstag jeudi jueves quinta quinta-feira giovedì donderdag torsdag czwartek",
    "friday freitag vendredi viernes sexta sexta-feira venerdì vrijdag fredag piątek",
    "saturday samstag sonnabend samedi sábado sabato zaterdag lördag lørdag sobota",
    "sunday sonntag dimanche domingo domenica zondag söndag søndag niedziela",
)
_SHORT_DAYS = (
    "mon mo lun seg ma mån man pon",
    "tue tues di mar ter dins tis tir wt",
    "wed mi mer mié qua mer woe ons śr",
    "thu thur thurs do jeu jue qui gio don tor czw",
    "fri fr ven vie sex vr fre pt",
    "sat sa sam sáb sab za lör lør sob",
    "sun so dim dom zo sön søn nd",
)  # "mo" is a Monday where it stands before a date


def _spellings(name: str) -> Iterator[str]:
    """The name, and how it is written where accents are not to be had."""
    yield name
    yield "".join(sign for sign in normalize("NFD", name) if not combining(sign))
    for sign, letters in (("ä", "ae"), ("ö", "oe"), ("ø", "oe"), ("å", "aa"), ("ł", "l")):
        if sign in name:
            yield name.replace(sign, letters)


def _numbered(lists: Iterable[str]) -> dict[str, int]:
    return {
        spelt: number
        for number, names in enumerate(lists, start=1)
        for name in names.split()
        for spelt in _spellings(name)
    }


LONG = _numbered(_LONG)
SHORT = _numbered(_SHORT)
DAYS = _numbered(_DAYS) | _numbered(_SHORT_DAYS)  # from 1 for Monday


def _either(names: Iterable[str]) -> str:
    """A pattern of any of these, the longest first."""
    return "|".join(re.escape(name) for name in sorted(set(names), key=lambda e: (-len(e), e)))


LONG_NAMES = _either(LONG)
SHORT_NAMES = _either(SHORT)
DAY_NAMES = _either(_numbered(_DAYS))
SHORT_DAY_NAMES = _either(_numbered(_SHORT_DAYS))
WORDS = frozenset(
    part
    for lists in (_LONG, _SHORT, _DAYS, _SHORT_DAYS)
    for name in _numbered(lists)
    for part in name.split("-")
)  # every one of them, in parts
