"""Readings that are proposed: numbers, units, percentages and dates, and a CHECK for a second one.

Each case is a field, a table, what has to be read, and what has to be said.
"""

from __future__ import annotations

import pytest

from read.proposing.kit import DUE, EUR, K_EUR, NUMBER, SHARE, block, field, proposed, values


@pytest.mark.parametrize(
    ("evaluator", "text", "numbers", "check"),
    [
        # groups of three digits: what parts the cells speaks, and it is said
        (NUMBER, "id;cost\nA;1.234\nB;900\n", [1234, 900], "'1.234' is read as 1234, and may be"),
        (NUMBER, "id,cost\nA,1.234\nB,900\n", [1.234, 900], "'1.234' is read as 1.234, and may be"),
        (NUMBER, 'id,cost\nA,"1,234"\nB,900\n', [1234, 900], "'1,234' is read as 1234, and may"),
        (NUMBER, "id;cost\nA;1,234\nB;900\n", [1.234, 900], "'1,234' is read as 1.234, and may"),
        (NUMBER, "id\tcost\nA\t€ 2.500\nB\t€ 1.750\n", [2.5, 1.75], "may be 2500"),
        (NUMBER, "id;cost\nA;0,500\nB;0,250\n", [0.5, 0.25], "a comma before the decimals"),
        (
            NUMBER,
            'id,cost,x\nA,1.234,"0,25"\nB,900,"3,5"\n',
            [1234, 900],
            "another column has them",
        ),
        # nothing else they could be
        (NUMBER, "id;cost\nA;1.234.567\nB;1.234\n", [1234567, 1234], ""),
        (NUMBER, "id;cost\nA;1.234,5\nB;1.234\n", [1234.5, 1234], ""),
        (NUMBER, "id,cost\nA,12.5\nB,7\n", [12.5, 7], ""),
        (NUMBER, "id;cost\nA;5\nB;6\n", [5, 6], ""),
        (NUMBER, "id,cost\nA,1 234 567\nB,2 000\n", [1234567, 2000], ""),
        (NUMBER, "id,cost\nA,\"1'234'567\"\nB,5\n", [1234567, 5], ""),
        (NUMBER, 'id,cost\nA,"12,34,567"\nB,"2,500"\n', [1234567, 2500], ""),
        (NUMBER, "id,cost\nA,5 lakh\nB,1.5 Cr\n", [500000, 15000000], "does '5 lakh' count in"),
        (NUMBER, "id;cost\nA;1.234,50-\nB;30-\nC;5\n", [-1234.5, -30, 5], ""),
        (
            field("number", "cost", unit="h"),
            "id;cost\nA;12:30\nB;100:00\n",
            [12.5, 100],
            "'12:30' is read as hours and minutes: may it be minutes and seconds?",
        ),
        (NUMBER, 'id,cost\nA,"(1,234,567)"\nB,"$5"\n', [-1234567, 5], ""),
    ],
)
def test_numbers_that_read_two_ways(evaluator, text, numbers, check):
    assert values(evaluator, text) == numbers
    said = block(proposed(evaluator, text))
    assert check in said
    assert ("CHECK" in said) == bool(check), said


@pytest.mark.parametrize(
    ("evaluator", "header", "cells", "factor", "check"),
    [
        (K_EUR, "Cost (EUR m)", "1.2 0.4", 1000, "the column counts in EUR m, the field in kEUR"),
        (K_EUR, "Cost [kEUR]", "1.2 0.4", 1, ""),
        (K_EUR, "Cost (T€)", "1.2 0.4", 1, ""),
        (K_EUR, "Cost in TEUR", "1.2 0.4", 1, ""),
        (K_EUR, "Cost (Tsd. EUR)", "1 2", 1, ""),
        (K_EUR, "Cost (in thousand euros)", "1 2", 1, ""),
        (K_EUR, "cost_eur_m", "1 2", 1000, "times 1000"),
        (K_EUR, "cost_k", "1 2", 1, ""),
        (K_EUR, "Cost (EUR)", "400000 5", 0.001, "the column counts in EUR"),
        (K_EUR, "Cost (€ million)", "1.2 3.4", 1000, "times 1000"),
        (K_EUR, "Cost (Mio. €)", "1.2 3.4", 1000, "times 1000"),
        (K_EUR, "Cost (bn EUR)", "1.2 3.4", 1000000, "times 1000000"),
        (K_EUR, "Cost (x1000 EUR)", "1.2 3.4", 1, ""),
        (K_EUR, "Cost (EUR 1e6)", "1.2 3.4", 1000, "times 1000"),
        (K_EUR, "Cost (€ 1,000s)", "1.2 3.4", 1, ""),
        (K_EUR, "CostEURm", "1.2 3.4", 1000, "times 1000"),
        (K_EUR, "Cost (hundreds EUR)", "5 6", 0.1, "times 0.1"),
        (K_EUR, "Cost (kEUR/month)", "5 6", 1, "the column says 'month' as well"),
        (K_EUR, "Cost (kEUR per head)", "5 6", 1, "the column says 'head' as well"),
        (K_EUR, "Cost (k US$)", "5 6", 1, "the column in k US$: no rate is known here"),
        (field("number", unit="CAD"), "Cost (A$)", "5 6", 1, "the column in A$: no rate is known"),
        (field("number", unit="INR"), "Cost (INR crore)", "5 6", 10**7, "times 10000000"),
        (
            field("number", unit="EUR/year"),
            "Cost (EUR)",
            "5 6",
            1,
            "does the column count per year",
        ),
        (K_EUR, "Cost", "400 5", 1, "the field counts in kEUR; does the column?"),
        (K_EUR, "Cost (thousand)", "4 5", 1, "the field in kEUR: of that currency?"),
        (K_EUR, "Cost (miles €)", "4 5", 1, ""),
        (field("number", "cost", unit="days"), "Cost (jours)", "4 5", 1, ""),
        (field("number", "cost", unit="days"), "Cost", "4PT 5Tage", 1, ""),
        (K_EUR, "Cost (USD mil)", "4 5", 1000, "the column in USD mil: no rate is known"),
        (K_EUR, "Cost ($ M)", "4 5", 1000, "no rate is known"),
        (K_EUR, "Cost (£m)", "4 5", 1000, "no rate is known"),
        (K_EUR, "Cost in USD", "$400000 $5", 0.001, "no rate is known"),
        (K_EUR, "Cost", "1234€ 5€", 0.001, "the column counts in €, the field in kEUR"),
        (K_EUR, "Cost", "€400k €5k", 1, "does '€400k' count in thousands?"),
        (K_EUR, "Cost", "€1.5m €2m", 1000, "does '€1.5m' count in millions?"),
        (K_EUR, "Cost (EUR k)", "€1m €2m", 1000, "says thousands, and the cells say in what"),
        (K_EUR, "Cost", "2TEUR 5TEUR", 1, "count in thousands?"),
        (EUR, "Cost ($000s)", "4 5", 1000, "no rate is known"),
        (EUR, "Cost (€000)", "4 5", 1000, "times 1000"),
        (EUR, "Cost (EUR)", "4 5", 1, ""),
        (EUR, "Cost", "€4 €5", 1, ""),
        (NUMBER, "Cost (EUR m)", "4 5", 1, "the field does not say in what it counts"),
        (field("number", "cost", unit="h/month"), "Cost (hours a month)", "4 5", 1, ""),
        (field("number", "cost", unit="h"), "Cost (days)", "4 5", 1, "the column says d"),
        (field("number", "cost", unit="people"), "Cost", "4 5", 1, "counts in people; does the"),
    ],
)
def test_units_of_columns(evaluator, header, cells, factor, check):
    (name,) = evaluator.fields
    rows = "".join(f"{n};{cell}\n" for n, cell in enumerate(cells.split()))
    text = f"id;{header}\n{rows}"
    first = float("".join(s for s in cells.split()[0] if s.isdigit() or s == "."))
    said = block(proposed(evaluator, text), name)
    assert check in said
    assert ("CHECK" in said) == bool(check), said
    assert values(evaluator, text, name)[0] == pytest.approx(first * factor)


@pytest.mark.parametrize(
    ("evaluator", "header", "cells", "numbers", "check"),
    [
        (SHARE, "Variance (%)", "5 -2", [0.05, -0.02], "the name says %: 5 is read as 5%"),
        (SHARE, "variance_pct", "13 7", [0.13, 0.07], "the name says %"),
        (SHARE, "Variance percent", "13 7", [0.13, 0.07], "the name says %"),
        (SHARE, "Variance", "13% 7%", [0.13, 0.07], ""),
        (SHARE, "Variance", "13% 7", [0.13, 0.07], "some cells have no %: 7 is read as 7%"),
        (SHARE, "Variance (%)", "0.13 0.07", [0.13, 0.07], "the name says %: 0.13 is a share of 1"),
        (SHARE, "Variance", "5 60", [5, 60], "is 60 the number 60, or 60%?"),
        (SHARE, "Variance", "0.05 0.6", [0.05, 0.6], ""),
        (field("number", "success_rate"), "Success rate", "5 60", [5, 60], "or 60%?"),
        (NUMBER, "Probability of cost", "5 60", [5, 60], "or 60%?"),
        (NUMBER, "Cost", "0.5 60", [0.5, 60], "is 60 the number 60, or 60%?"),
        (NUMBER, "Cost", "500 60", [500, 60], ""),
        (field("number", "part", maximum=1), "Part", "5 60", [0.05, 0.6], "goes up to 1: 60 is"),
        (field("number", "part", maximum=10), "Part", "5 6", [5, 6], ""),
        (field("number", "variance_pct"), "Variance (%)", "13 7", [13, 7], ""),
        (field("number", "variance_pct"), "Variance", "13% 7%", [13, 7], "13% is read as 13"),
        (field("number", "variance", unit="%"), "Variance (%)", "13 7", [13, 7], ""),
    ],
)
def test_percentages(evaluator, header, cells, numbers, check):
    (name,) = evaluator.fields
    rows = "".join(f"{n};{cell}\n" for n, cell in enumerate(cells.split()))
    text = f"id;{header}\n{rows}"
    assert values(evaluator, text, name) == pytest.approx(numbers)
    said = block(proposed(evaluator, text), name)
    assert check in said
    assert ("CHECK" in said) == bool(check), said


@pytest.mark.parametrize(
    ("cells", "days", "check"),
    [
        (
            "03-04-2025 05-06-2025",
            "2025-04-03 2025-06-05",
            "does the day come first, or the month",
        ),
        (
            "03.04.2025 05.06.2025",
            "2025-04-03 2025-06-05",
            "does the day come first, or the month",
        ),
        ("03/04/25 05/06/25", "2025-04-03 2025-06-05", "does the day come first, or the month"),
        ("13/02/2025 03/04/2025", "2025-02-13 2025-04-03", ""),
        ("02/25/2025 03/04/2025", "2025-02-25 2025-03-04", ""),
        ("13/02/2025 14/02/2025 02/25/2025", "2025-02-13 2025-02-14 -", "mixes orders"),
        ("02-25-2025 02-26-2025 14-02-2025", "2025-02-25 2025-02-26 -", "mixes orders"),
        ("25.02.2025 03/25/2025", "2025-02-25 2025-03-25", "%d.%m.%Y and %m/%d/%Y: does the day"),
        ("2025-03-04 2025-12-31", "2025-03-04 2025-12-31", ""),
        ("2025/03/04 2025/12/31", "2025-03-04 2025-12-31", ""),
        ("05/05/2025 07/07/2025", "2025-05-05 2025-07-07", ""),
        ("25/Feb/26_10:17_PM 02/Mar/25_12:39_AM", "2026-02-25 2025-03-02", ""),
        ("05/13/2014_12:00:00_AM 05/31/2014_01:00:00_PM", "2014-05-13 2014-05-31", ""),
        ("2025-11-23T09:30:00.000+0000 2025-11-24T09:30:00.000+0000", "2025-11-23 2025-11-24", ""),
        ("23_Nov_2025 24_Dec_2025", "2025-11-23 2025-12-24", ""),
        ("Jul-25 Aug-25", "2025-07-01 2025-08-01", "a month is read as its first day"),
        ("01/2024 12/2024", "2024-01-01 2024-12-01", "a month is read as its first day"),
        ("2025 2026", "2025-01-01 2026-01-01", "a year is read as its first day"),
        ("Q3_2025 Q4_2025", "2025-07-01 2025-10-01", "a quarter is read as its first day"),
        ("KW_7/2026 KW_12/2026", "2026-02-09 2026-03-16", "a week is read as its first day"),
        ("2026-W07 2026-W53", "2026-02-09 2026-12-28", "a week is read as its first day"),
        ("H1_2026 H2_2026", "2026-01-01 2026-07-01", "half a year is read as its first day"),
        ("1H26 2H26", "2026-01-01 2026-07-01", "half a year is read as its first day"),
        ("2025/26 2026/27", "2025-01-01 2026-01-01", "a fiscal year is read as the calendar year"),
        ("2011/12 2010/11", "2011-12-01 2010-11-01", "is read as 2011-12-01, and may be 2011-01"),
        ("03/26 04/26", "2026-03-01 2026-04-01", "may it be a day without a year?"),
        ("31.03.2026 Q2_2026", "2026-03-31 2026-04-01", "a quarter is read as its first day"),
        ("H1_2026 KW_7/2026", "2026-01-01 2026-02-09", "half a year and a week are read as their"),
        ("S1_2026 S2_2026", "2026-01-01 2026-07-01", "and may be 2025-12-29"),
        ("3._März_2026 12._DEZ._2026", "2026-03-03 2026-12-12", ""),
        ("3_mars_2026 1er_août_2026", "2026-03-03 2026-08-01", ""),
        ("3_de_marzo_de_2026 4_de_agosto_de_2026", "2026-03-03 2026-08-04", ""),
        ("3_gennaio_2026 9_ottobre_2026", "2026-01-03 2026-10-09", ""),
        ("Montag,_2._März_2026 Di,_3._März_2026", "2026-03-02 2026-03-03", ""),
        ("Fr,_1.5.2026 Sa,_2.5.2026", "2026-05-01 2026-05-02", ""),
        ("Fri_05/01/2026 Sat_05/02/2026", "2026-05-01 2026-05-02", ""),
        ("févr._2026 déc._2026", "2026-02-01 2026-12-01", "a month is read as its first day"),
        ("Q1_2025/26 Q3_2025/26", "2025-01-01 2025-07-01", "a quarter is read as its first day"),
        ("Mon_2_June_2025 Wed_3_June_2025", "2025-06-02 -", "'Wed 3 June 2025' (row 3)"),
        ("45658 45659.5", "2025-01-01 2025-01-02", "is '45658' a day as spreadsheets count them?"),
        ("1735689600 1735776000", "2025-01-01 2025-01-02", "seconds since 1970 (UTC)? It is read"),
        ("1735689600000 1735776000000", "2025-01-01 2025-01-02", "milliseconds since 1970 (UTC)"),
        ("FY2025 FY2026", "2025-01-01 2026-01-01", "a fiscal year is read as the calendar year"),
    ],
)
def test_dates(cells, days, check):
    cells = [each.replace("_", " ") for each in cells.split()]
    text = "id;due\n" + "".join(f"{n};{cell}\n" for n, cell in enumerate(cells))
    found = [str(day) if day else "-" for day in values(DUE, text, "due")]
    assert found == days.split()
    said = block(proposed(DUE, text), "due")
    assert check in said
    assert ("CHECK" in said) == bool(check), said


TAGS = field("set", "tags")


@pytest.mark.parametrize(
    ("cells", "check"),
    [
        ("a;b c", ""),
        ("a_and_b c", "does 'and' part texts as well?"),
        ("#a_#b #c", "is '#' before the texts a part of them?"),
        ("•_a;•_b •_c", "is '•' before the texts a part of them?"),
        ("a;#b c a;b", "';' and ';#' both part texts here: is that so in every cell?"),
        ("a;#b;c c", "';#' parts the texts, and ';' belongs to them: is that so?"),
        ("1;#a;#2;#b 3;#c", "are the numbers among the texts a part of the set?"),
    ],
)
def test_what_parts_a_set_or_belongs_to_it(cells, check):
    rows = [each.replace("_", " ") for each in cells.split()]
    text = "id,tags\n" + "".join(f"R{n},{each}\n" for n, each in enumerate(rows))
    said = block(proposed(TAGS, text), "tags")
    assert check in said
    assert ("CHECK" in said) == bool(check), said


def test_numbers_are_dates_only_where_the_name_says_so():
    when = field("date", "when", question="When does it happen?")
    assert "\n[fields.when]" not in proposed(when, "id,Happening cost\nA,45658\n")


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/1900"])
def test_days_that_programs_write_for_none(day):
    said = block(proposed(DUE, f"id,due\nA,25/12/2026\nB,{day}\n"), "due")
    assert f"CHECK: is '{day}' a date, or does it say that there is none?" in said
