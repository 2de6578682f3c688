"""Columns and rows that are proposed: right where names and cells are clear, and else a CHECK."""

from __future__ import annotations

import pytest
from counting import calls

from evalcore import Evaluator, read_ruleset
from evalcore.read.documents import parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from read.proposing.kit import DUE, HEAD, K_EUR, NUMBER, block, field, judge, proposed, values


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
        (NUMBER, "Total cost;Planned cost", "cost", "Total cost", "'Planned cost' fits as well"),
        (NUMBER, "Cost (min);Cost (max)", "cost", "Cost (min)", "'Cost (max)' fits as well"),
        (NUMBER, "COST;Cost", "cost", "COST", "'Cost' fits as well"),
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
        (
            "a + b||a||c + b",
            [("a", "b"), ("a",), ("c", "b")],
            '" + "',
            "' + ' part the texts, as in",
        ),
        ("a & b||b", [("a", "b"), ("b",)], 'separator = " & "', "does ' & ' part the texts"),
        ("a and b||b", [("a", "b"), ("b",)], 'separator = " and "', "as in 'a and b', or belong"),
        ("Research & development||x", None, 'separator = ";"', "does '&' part texts as well?"),
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


def test_bands_say_what_they_count_in_and_where_they_end():
    benefit = field("estimate", "benefit_k", unit="kEUR")
    text = "id,Benefit (EUR m)\nA,1-5\nB,>3\nC,up to 2\n"
    said = block(proposed(benefit, text), "benefit_k")
    assert "# CHECK: the column counts in EUR m, the field in kEUR: times 1000" in said
    assert "# CHECK: '>3' has no end: what is the most? Then highest = ..." in said
    assert "# CHECK: 'up to 2' has no start: what is the least? Then lowest = ..." in said
    assert values(benefit, text, "benefit_k") == [3000, None, None]
    text = "id,Benefit\nA,€1m - €2m\nB,€500k\n"
    said = block(proposed(benefit, text), "benefit_k")
    assert "CHECK: does '€1m' count in millions?" in said
    assert values(benefit, text, "benefit_k") == [1500, 500]
    text = "id,Benefit (kEUR)\nA,100 ± 20\nB,50 +/- 10%\nC,7\n"
    said = block(proposed(benefit, text), "benefit_k")
    assert said.count("CHECK") == 1
    assert "how far low and high are away: is it no standard deviation?" in said
    assert values(benefit, text, "benefit_k") == [100, 50, 7]


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
            "No,Title,cost\n1,Portal,1\n2,ERP,2\nAverage,,1.5\nn = 2,,\n",
            ["left out: row 4 ('Average'), row 5 ('n = 2')"],
            ["1", "2"],
        ),
        (
            "No,Title,cost\n1,Portal,1\n2,ERP,2\n,,3\n",
            ["left out: row 4 ('3')"],
            ["1", "2"],
        ),
        ("No,Title,cost\n-,-,[EUR]\n1,Portal,1\n2,ERP,2\n", ["units_row = 2"], ["1", "2"]),
        (
            "No,Title,cost\n(1),(2),(3)\n1,Portal,1\n2,ERP,2\n",
            ["left out: row 2 ('(1)')"],
            ["1", "2"],
        ),
        (
            "No,Title,cost\n---,---,---\n1,Portal,1\n2,ERP,2\n",
            ["left out: row 2 ('---')"],
            ["1", "2"],
        ),
        (
            "No,Title,cost\nFinance,,\nA,Portal,1\nB,ERP,2\n",
            ["# CHECK: read as initiatives, and may be headings or examples: row 2 ('Finance')"],
            ["Finance", "A", "B"],
        ),
        (
            "No,Title,cost\nX-1,e.g. a portal,9\nA,Portal,1\nB,ERP,2\n",
            ["# CHECK: read as initiatives, and may be headings or examples: row 2 ('X-1')"],
            ["X-1", "A", "B"],
        ),
        (
            "Note: as agreed, and rounded\nNo,Title,cost\n1,Portal,1\n2,ERP,2\n",
            ["header_row = 2"],
            ["1", "2"],
        ),
        (
            "A note of, three cells, as it happens\nNo,cost,title\n1,1,Portal\n2,2,ERP\n",
            ["header_row = 2"],
            ["1", "2"],
        ),
        (
            "agency,id,cost\nX,,1\nX,,2\nY,7,3\nY,7,4\n",
            ["id = { row = true }"],
            ["row 2", "row 3", "row 4", "row 5"],
        ),
        (
            "No,Title,cost,By\n1,Portal,1,A\n2,ERP,2,B\n3,App,3,C\n,,,\nSummary,Count,,\nSmall,2,,\n",
            [
                "# CHECK: no initiatives, and left out: row 6 ('Summary'), row 7 ('Small')",
                'id = "No"\ntitle = "Title"',
            ],
            ["1", "2", "3"],
        ),
        (
            "No,Project owner,Project status,cost,Project\n1,Ann,new,1,Portal\n2,Bob,done,2,ERP\n",
            ['id = "No"\ntitle = "Project"'],
            ["1", "2"],
        ),
        (
            "No,Project owner,cost\n1,Ann,1\n2,Bob,2\n",
            ['id = "No"\n# title = "..."'],
            ["1", "2"],
        ),
        (
            "No,Title,cost,,Summary\n1,Portal,1,,a\n2,ERP,2,,\n3,App,3,,\n",
            ['id = "No"\ntitle = "Title"'],
            ["1", "2", "3"],
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
        (
            "Benefit k optimistic;Benefit k likely;Benefit k pessimistic",
            'low = "Benefit k optimistic", likely = "Benefit k likely", high = "Benefit k pessi',
            "'Benefit k optimistic' is the low one: its cells are the smaller ones",
        ),
        (
            "Benefit kEUR (worst case);x;Benefit kEUR (best case)",
            'low = "Benefit kEUR (worst case)", high = "Benefit kEUR (best case)" }',
            "'Benefit kEUR (worst case)' is the low one",
        ),
        (
            "Best case (kEUR);Most likely (kEUR);Worst case (kEUR)",
            'low = "Best case (kEUR)", likely = "Most likely (kEUR)", high = "Worst case (kEUR)"',
            "say low and high, and not of what",
        ),
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


def test_columns_of_an_estimate_that_contradict_each_other_are_none():
    benefit = field("estimate", "benefit_k", unit="kEUR")
    text = "id,Benefit optimistic,Benefit pessimistic\nA,1,2\nB,4,3\n"
    said = block(proposed(benefit, text), "benefit_k")
    assert said.startswith('column = "Benefit optimistic"')
    assert "CHECK: 'Benefit pessimistic' fits as well" in said
    days = "id,Low (days),High (days)\nA,1,2\n"
    assert "[fields.benefit_k]\ncolumn" not in proposed(benefit, days)


def test_columns_of_an_estimate_are_written_alike():
    """How numbers are written is read off all of them: in one column there may be none to tell."""
    effort = field("estimate", "effort", unit="days")
    text = "id;Effort min;Effort likely;Effort max\nA;1,5;2;3\nB;4;5;six\n"
    said = block(proposed(effort, text), "effort")
    assert 'decimal = ","' in said
    assert "# CHECK: 1 of 6 cells does not fit: 'six' (row 3)" in said
    assert values(effort, text, "effort") == [2, None]


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


def test_ten_times_the_columns_are_about_ten_times_the_work():
    def work(columns):
        header = ",".join(f"cost_k{n}" for n in range(columns))
        return calls(lambda: proposed(K_EUR, f"id,{header}\nA{',1' * columns}\n"))

    assert work(10_000) <= 12 * work(1_000)
