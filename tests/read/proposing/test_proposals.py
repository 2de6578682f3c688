"""Proposals: right where the names and cells are clear, and a CHECK wherever they are not.

Each case is a field, a table, what has to stand in the proposal, and what must not.
"""

from __future__ import annotations

import pytest

from evalcore import Evaluator, read_ruleset
from evalcore.extend.sheets import Layout
from evalcore.read.documents import parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from evalcore.read.proposing.sheets import propose_for

HEAD = """\
name = "t"
version = "1"
verdicts = ["go", "hold"]
when_undecided = "hold"
[[rules]]
id = "a"
when = "known({name})"
verdict = "go"
[default]
verdict = "hold"
"""


def judge(fields, *names):
    rules = HEAD.replace("known({name})", " or ".join(f"known({name})" for name in names))
    return Evaluator(read_ruleset(f"{rules}{fields}\n", "r.toml"))


def field(kind, name="cost", **more):
    lines = [f"[fields.{name}]", f'kind = "{kind}"']
    lines += [f"{key} = {value!r}" for key, value in more.items()]
    return judge("\n".join(lines), name)


def proposed(evaluator, text):
    source = evaluator.plugins.source("csv")
    found, _ = propose_for(evaluator.plugins, source, text, "in.csv", Layout(), evaluator.fields)
    return found


def block(text, name="cost"):
    """What is proposed for one field, without its first line."""
    return text.partition(f"[fields.{name}]\n")[2].partition("\n\n")[0]


def values(evaluator, text, name="cost"):
    """What the proposal reads, as it is."""
    mapping = read_mapping(proposed(evaluator, text), "map.toml")
    source = evaluator.plugins.source("csv")
    loaded = parse_initiatives(evaluator, text, source, "in.csv", mapping=mapping)
    return [each.plain[name] for each in loaded.initiatives]


NUMBER = field("number")
K_EUR = field("number", "cost_k", unit="kEUR", minimum=0)
EUR = field("number", unit="EUR")
SHARE = field("number", "variance", question="Variance, as a share")


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
        (K_EUR, "Cost", "400 5", 1, "the field counts in kEUR; does the column?"),
        (K_EUR, "Cost (USD mil)", "4 5", 1000, "the column in USD mil: no rate is known"),
        (K_EUR, "Cost ($ M)", "4 5", 1000, "no rate is known"),
        (K_EUR, "Cost (£m)", "4 5", 1000, "no rate is known"),
        (K_EUR, "Cost in USD", "$400000 $5", 0.001, "no rate is known"),
        (K_EUR, "Cost", "1234€ 5€", 0.001, "the column counts in €, the field in kEUR"),
        (K_EUR, "Cost", "€400k €5k", 1, "does '€400k' count in thousands?"),
        (K_EUR, "Cost", "€1.5m €2m", 1000, "does '€1.5m' count in millions?"),
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


DUE = field("date", "due")


@pytest.mark.parametrize(
    ("cells", "days", "check"),
    [
        (
            "03-04-2025 05-06-2025",
            "2025-04-03 2025-06-05",
            "does the day come first, or the month?",
        ),
        (
            "03.04.2025 05.06.2025",
            "2025-04-03 2025-06-05",
            "does the day come first, or the month?",
        ),
        ("03/04/25 05/06/25", "2025-04-03 2025-06-05", "does the day come first, or the month?"),
        ("13/02/2025 03/04/2025", "2025-02-13 2025-04-03", ""),
        ("02/25/2025 03/04/2025", "2025-02-25 2025-03-04", ""),
        ("13/02/2025 14/02/2025 02/25/2025", "2025-02-13 2025-02-14 -", "mixes orders"),
        ("02-25-2025 02-26-2025 14-02-2025", "2025-02-25 2025-02-26 -", "mixes orders"),
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


@pytest.mark.parametrize(
    ("evaluator", "columns", "name", "column", "check"),
    [
        # an equal question or name always wins
        (
            judge(
                '[fields.base_m]\nkind = "number"\nunit = "GBPm"\n'
                'question = "Year Baseline (£m) (with others)"\n'
                '[fields.gain_m]\nkind = "number"\nunit = "GBPm"\nquestion = "TOTAL Gain (£m)"',
                "base_m",
                "gain_m",
            ),
            "Year Baseline (£m) (with others);TOTAL Base Gain (£m)",
            "base_m",
            "Year Baseline (£m) (with others)",
            "",
        ),
        (NUMBER, "Total cost;Cost;Planned cost", "cost", "Cost", ""),
        (NUMBER, "Total cost;Planned cost", "cost", "Total cost", ""),
        # near-ties
        (NUMBER, "Actual cost;Planned cost", "cost", "Actual cost", "'Planned cost' fits as well"),
        (NUMBER, "cost;Cost_", "cost", "cost", ""),
        # words that are not all the same
        (NUMBER, "Cost saving", "cost", "Cost saving", "only 'cost' is in both names"),
        # by letters
        (field("number", "score"), "Scope", "score", "Scope", "alike by letters only"),
        (field("number", "rate"), "Date", "rate", "Date", "alike by letters only"),
        (field("number", "whole_life_cost"), "wlc", "whole_life_cost", "wlc", "may be short for"),
        # the id again
        (field("number", "nr"), "Nr", "nr", "Nr", "this column is the id as well"),
    ],
)
def test_names(evaluator, columns, name, column, check):
    width = columns.count(";") + 1
    key = "" if columns == "Nr" else "id;"
    rows = "".join(
        (f"{n};" if key else "") + ";".join(str(7 * n + k) for k in range(width)) + "\n"
        for n in range(1, 4)
    )
    said = block(proposed(evaluator, f"{key}{columns}\n{rows}"), name)
    assert f'column = "{column}"\n' in f"{said}\n"
    assert check in said
    assert ("CHECK" in said) == bool(check), said


@pytest.mark.parametrize(
    ("evaluator", "text", "name"),
    [
        (field("text", "region"), "id,Reason\nA,too dear\nB,late\n", "region"),
        (field("text", "owner"), "Nr;Titel\nR1;A\nR2;B\n", "owner"),
        (field("set", "features"), "id,Email Address\nA,a@b.org\nB,c@d.org\n", "features"),
        (field("number", "cost"), "id,Coast\nA,north\nB,south\n", "cost"),
    ],
)
def test_names_that_are_too_little_alike(evaluator, text, name):
    assert f"\n[fields.{name}]\n" not in proposed(evaluator, text)


RAG = field("choice", "rag", choices=["red", "amber", "green"])


def test_a_column_that_fits_by_name_is_proposed_whatever_is_in_it():
    rows = "".join(f"{n},{'Green' if n % 2 else 'Red'}\n" for n in range(40))
    said = block(proposed(RAG, f"id,RAG\n{rows}40,see note\n"), "rag")
    assert "# CHECK: what does 'see note' stand for?" in said
    said = block(proposed(DUE, "id,due\nA,2025-01-01\nB,soon\nC,2025-01-02\n"), "due")
    assert "# CHECK: 1 of 3 cells does not fit: 'soon' (row 3)" in said
    said = block(proposed(RAG, "id,RAG\nA,In progress\nB,Complete\n"), "rag")
    assert "# CHECK: what does 'Complete' stand for?" in said
    said = block(proposed(NUMBER, "id,cost\nA,much\nB,more\n"))
    assert "# CHECK: 2 of 2 cells do not fit: 'much' (row 2) and 'more' (row 3)" in said


def test_sentences_that_are_no_values_are_taken_for_unknown_and_said():
    long = "Early planning of this project, which has not been approved by the board as yet"
    text = f'id,cost\nA,5\nB,"{long}"\nC,to be agreed\nD,7\n'
    said = proposed(NUMBER, text)
    assert "# CHECK: 2 texts in 2 cells fit no field, and are taken for unknown: 'Early" in said
    assert 'words = ["to be agreed"]\npatterns = ["Early planning of this project,.*"]' in said
    assert values(NUMBER, text) == [5, None, None, 7]


CHOICES = judge(
    '[fields.status]\nkind = "choice"\nchoices = ["pending", "approved"]\n'
    '[fields.region]\nkind = "choice"\nchoices = ["NA", "EMEA"]\n'
    '[fields.cost]\nkind = "number"',
    "status",
    "region",
    "cost",
)


def test_words_for_unknown_eat_no_choices():
    text = "id,Status,Region,cost\nA,Pending,NA,NA\nB,Approved,EMEA,5\nC,Pending,EMEA,pending\n"
    assert values(CHOICES, text, "status") == ["pending", "approved", "pending"]
    assert values(CHOICES, text, "region") == ["NA", "EMEA", "EMEA"]
    assert values(CHOICES, text, "cost") == [None, 5, None]
    said = proposed(CHOICES, text)
    assert "[unknown]\nwords = []" in said
    assert 'unknown = ["NA", "pending"]' in block(said)


SET = field("set", "places")


@pytest.mark.parametrize(
    ("cells", "sets", "line", "check"),
    [
        ("a; b|c", [("a", "b|c")], 'separator = ";"', "and '|' belongs to them"),
        ("a|b||c|a||b|c", None, 'separator = "|"', ""),
        ("Banten, Maluku||Oslo, Bergen||Kabul; Herat", None, 'separator = [",", ";"]', "both part"),
        ("Oslo, Norway; Kabul||x; y", [("Oslo, Norway", "Kabul"), ("x", "y")], '";"', "belongs to"),
        ("one||two", [("one",), ("two",)], 'separator = ";"', ""),
        ("one;||two;three;", [("one",), ("two", "three")], 'separator = ";"', ""),
        ("a, b||b, a||a", [("a", "b"), ("b", "a"), ("a",)], 'separator = ","', ""),
        ("Research, development||x", None, 'separator = ","', "part the texts, or belong to them?"),
        ("[]||['a', 'b']", [(), ("a", "b")], "brackets = true", ""),
        ('[]||["a", "b, c"]', [(), ("a", "b, c")], "brackets = true", ""),
    ],
)
def test_sets_always_say_what_parts_them(cells, sets, line, check):
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells.split("||")]
    text = "id\tplaces\n" + "".join(f"{n}\t{cell}\n" for n, cell in enumerate(quoted))
    said = block(proposed(SET, text), "places")
    assert line in said
    assert check in said
    assert ("CHECK" in said) == bool(check), said
    if sets is not None:
        assert values(SET, text, "places") == sets


def test_repeated_columns_are_one_set_and_one_of_them_another_field():
    text = "Issue key,Labels,Labels,cost,cost\nA,x,y,1,2\nB,y,,3,4\n"
    labels = field("set", "labels")
    assert values(labels, text, "labels") == [("x", "y"), ("y",)]
    assert "CHECK" not in block(proposed(labels, text), "labels")
    said = block(proposed(NUMBER, text))
    assert "nth = 1" in said
    assert "# CHECK: 2 columns are called 'cost', and the first is read" in said


def test_durations_and_bands():
    hours = field("number", "effort", unit="h")
    text = "id,effort\nA,1w 2d 3h\nB,90m\n"
    said = block(proposed(hours, text), "effort")
    assert 'read = "duration"' in said
    assert "day = 8" in said
    assert "week = 5" in said
    assert "# CHECK: has a working day 8 hours?" in said
    assert values(hours, text, "effort") == [59, 1.5]
    wood = field("estimate", "wood")
    text = 'id,wood\nA,1-100\nB,"10,000-50,000"\n'
    said = block(proposed(wood, text), "wood")
    assert 'read = "band"' in said
    assert "# CHECK: these are bands: is the middle of each the likely value?" in said
    assert values(wood, text, "wood") == [50.5, 30000]


@pytest.mark.parametrize(
    ("text", "lines", "ids"),
    [
        (
            "Nr,Titel,cost\n1,Portal,1\n2,ERP,2\n,Total,3\n",
            [
                'id = "Nr"',
                "# CHECK: no initiatives, and left out: row 4 ('Total')",
                "where = \"known(cell('Nr'))\"",
            ],
            ["1", "2"],
        ),
        (
            "No,Title,cost\n1,Portal,1\n2,ERP,2\nTotal,,3\n* as agreed on 3 March,,\n",
            ['id = "No"', "where = \"known(cell('Title'))\""],
            ["1", "2"],
        ),
        (
            "No,cost\n1,1\n2,2\nGrand total,3\n",
            ["where = \"cell('No') not in ['Grand total']\""],
            ["1", "2"],
        ),
        (
            "No,Dept,Title,cost\n1,IT,Portal,1\n,IT,Subtotal,1\n2,HR,ERP,2\n,,Total,3\n",
            ["where = \"known(cell('No'))\"", "row 3 ('IT'), row 5 ('Total')"],
            ["1", "2"],
        ),
        (
            "Portfolio 2026,,\nas of 3 March,,\n\nNo,Title,cost\n1,Portal,1\n2,ERP,2\n",
            ["header_row = 4"],
            ["1", "2"],
        ),
        (
            "No,Title,cost\n,(text),kEUR\n1,Portal,1\n2,ERP,2\n",
            ["units_row = 2"],
            ["1", "2"],
        ),
        (
            "No,Title,cost\n1,Portal,1\nNo,Title,cost\n2,ERP,2\n",
            ["left out: row 3 ('No')"],
            ["1", "2"],
        ),
        (
            "No,Title,cost,x\nIT projects,,,\nP1,Portal,1,y\nOther,,,\nP2,ERP,2,z\nP3,CRM,3,z\n",
            ["left out: row 2 ('IT projects'), row 4 ('Other')"],
            ["P1", "P2", "P3"],
        ),
        ("No,Title,cost\n1,Total experience,1\n2,ERP,2\n", ['id = "No"'], ["1", "2"]),
        (
            "agency,id,cost\nX,,1\nX,,2\nY,7,3\nY,7,4\n",
            ["id = { row = true }"],
            ["row 2", "row 3", "row 4", "row 5"],
        ),
    ],
)
def test_rows_that_are_no_initiatives(text, lines, ids):
    said = proposed(NUMBER, text)
    for line in lines:
        assert line in said
    mapping = read_mapping(said, "map.toml")
    source = NUMBER.plugins.source("csv")
    loaded = parse_initiatives(NUMBER, text, source, "in.csv", mapping=mapping)
    assert [each.id for each in loaded.initiatives] == ids
    assert loaded.tally.refused == ()


def test_rows_with_one_id_may_be_records():
    rules = HEAD.replace("known({name})", "any_of(reports, budget > 1 and known(on))")
    evaluator = Evaluator(read_ruleset(
        rules + '[fields.reports]\nkind = "records"\n[fields.reports.record.on]\nkind = "date"\n'
        '[fields.reports.record.budget]\nkind = "number"\n', "r.toml"
    ))  # fmt: skip
    text = "PID,On,Budget\n3,2018-01-01,90\n3,2019-01-01,120\n7,2019-01-01,80\n"
    said = proposed(evaluator, text)
    assert "# CHECK: several rows have one 'PID': they are read as records of it" in said
    mapping = read_mapping(said, "map.toml")
    source = evaluator.plugins.source("csv")
    loaded = parse_initiatives(evaluator, text, source, "in.csv", mapping=mapping)
    assert [len(each.values["reports"]) for each in loaded.initiatives] == [2, 1]


def test_fields_without_a_column_name_those_whose_cells_would_fit():
    said = proposed(DUE, "id,Gate three\nA,2025-01-01\nB,2025-02-01\n")
    assert "# [fields.due]\n# column = \"...\"  # its cells would fit: 'Gate three'\n" in said


@pytest.mark.parametrize(
    ("header", "line", "check"),
    [
        (
            "benefit_k.low;benefit_k.likely;benefit_k.high",
            'low = "benefit_k.low", likely = "benefit_k.likely", high = "benefit_k.high"',
            "",
        ),
        (
            "Benefit Min (kEUR);Benefit Most Likely (kEUR);Benefit Max (kEUR)",
            'likely = "Benefit Most Likely (kEUR)", high = "Benefit Max (kEUR)" }',
            "",
        ),
        ("P10 benefit kEUR;P50 benefit kEUR;P90 benefit kEUR", 'likely = "P50 benefit kEUR"', ""),
        (
            "Benefit (low) kEUR;x;Benefit (high) kEUR",
            'low = "Benefit (low) kEUR", high = "Benefit (high) kEUR" }',
            "is the likely value in the middle?",
        ),
        ("Low;x;High", 'low = "Low", high = "High" }', "say low and high, and not of what"),
    ],
)
def test_estimates_out_of_several_columns(header, line, check):
    benefit = field("estimate", "benefit_k", unit="kEUR")
    text = f"id;{header}\nA;1;2;3\nB;2;3;4\n"
    said = block(proposed(benefit, text), "benefit_k")
    assert line in said
    assert check in said
    assert ("CHECK" in said) == bool(check), said
    assert values(benefit, text, "benefit_k") == [2, 3]


def test_words_of_the_trade_are_proposed_with_a_check():
    said = block(proposed(DUE, "id,Finish\nA,2025-01-01\nB,2025-02-01\n"), "due")
    assert "# CHECK: 'finish' may be what the field calls 'due'" in said
    stage = field("choice", "stage", choices=["idea", "running", "done"])
    said = block(proposed(stage, "id,Status\nA,To Do\nB,In progress\nC,Closed\n"), "stage")
    assert "# CHECK: 'status' may be what the field calls 'stage'" in said
    assert (
        "# CHECK: taken by what they mean: 'To Do' for idea, 'In progress' for running, "
        "'Closed' for done"
    ) in said
    effort = field("number", "effort", unit="h")
    said = block(proposed(effort, "id,Original Estimate\nA,3600\nB,28800\n"), "effort")
    assert "# CHECK: these look like seconds, and the field counts in h: divided by 3600" in said


def test_a_great_many_columns_take_no_time():
    import time

    header = ",".join(f"cost_k{n}" for n in range(20_000))
    started = time.perf_counter()
    proposed(K_EUR, f"id,{header}\nA{',1' * 20_000}\n")
    assert time.perf_counter() - started < 20
