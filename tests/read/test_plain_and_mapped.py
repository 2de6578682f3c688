"""The same table with and without a mapping: whatever both read is the same."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import InputError
from evalcore.read.documents import parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from read.mapping.spreadsheet import JUDGE
from read.proposing.kit import judge, proposed

COLUMNS = ("cost", "stage", "due", "urgent", "goals", "note", "benefit")
MAPPING = read_mapping(
    'id = "id"\ntitle = "title"\n[fields]\n' + "".join(f'{name} = "{name}"\n' for name in COLUMNS)
)
CELLS = {
    "cost": ["5", " 12.5 ", "1e3", "-1", "0", "0.5", "007", "much", "1,5", "\u22120"],
    "stage": ["idea", " running", "done ", "Idea", "RUN\u200bNING", "DONE", "gone"],
    "due": ["2026-11-23", " 2026-02-28 ", "2026-1-2", "2026-02-30", "2026-2-30", "23.11.2026"],
    "urgent": ["true", "Yes", "NO", "false", "maybe"],
    "goals": [
        "growth",
        "growth;safety",
        "safety ; growth;",
        "Safety",
        "GROWTH; safety",
        "none",
        "None",
        ";",
        "growth, safety",
        "growth|safety",
        "two  words; more",
        "[]",
    ],
    "note": ["text", " text ", "none", "-", "TBC", "a\u200db", "two\nlines"],
    "benefit": ["7", "1.5", "x"],
}
ALWAYS = ["", " ", "\u00a0", "null", "NULL", "withheld", "Withheld: secret", "withheld:"]
rows = st.lists(
    st.tuples(
        st.sampled_from(["A", "B ", " C", "1", "001", "D  4", "E\u00a05", "F\n6"]),
        st.sampled_from(["", "Title", " One ", "Two\nlines", "Two\r\n  lines"]),
        *(st.sampled_from([*CELLS[name], *ALWAYS]) for name in COLUMNS),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0].strip(),
)


def shown(initiative):
    return initiative.id, initiative.title, dict(initiative.values)


@settings(deadline=None, max_examples=300)
@given(rows, st.sampled_from(",;\t"))
def test_what_both_read_is_the_same(table, separator):
    text = io.StringIO()
    header = ("id", "title", *COLUMNS)
    csv.writer(text, delimiter=separator).writerows([header, *table])
    source = JUDGE.plugins.source("csv")
    mapped = parse_initiatives(JUDGE, text.getvalue(), source, "in.csv", mapping=MAPPING)
    try:
        plain = parse_initiatives(JUDGE, text.getvalue(), source, "in.csv")
    except InputError:
        return  # a cell that is refused stops a plain table as a whole
    refused = {(each.row, each.field) for each in mapped.tally.refused}
    for number, (one, other) in enumerate(
        zip(plain.initiatives, mapped.initiatives, strict=True), start=2
    ):
        assert (one.id, one.title) == (other.id, other.title)
        for name in COLUMNS:
            if (number, name) not in refused:
                assert one.values[name] == other.values[name], (number, name)


OTHERWISE = {  # where a column is called like its field, as what is proposed for it reads it
    "cost": ["1,5", "1.234", "13%", "\u20ac5", "1 234", "3k", "(5)", "5-"],
    "stage": ["Idea", "RUNNING", "late"],
    "due": ["2026-1-2", "23.11.2026", "03/04/2026", "2026-11-23 10:00", "Jan 2026", "46000"],
    "urgent": ["x", "1", "0", "Y", "n"],
    "goals": ["Growth; SAFETY", "growth, safety", "[]"],
    "note": ["two  words", "#N/A", "5"],
    "benefit": ["1-3", "5k", "7,5"],
}
PLAINLY = {
    "cost": ["5", " 12.5 ", "1e3", "007"],
    "stage": ["idea", " running", "Done"],
    "due": ["2026-11-23", " 2026-02-28 ", "2026-1-2"],
    "urgent": ["true", "Yes", "NO", "false"],
    "goals": ["growth", "Growth; safety", "safety ; growth;", "none"],
    "note": ["text", " text ", "a\u200db", "two\nlines"],
    "benefit": ["7", "1.5"],
}


@st.composite
def sheets(draw):
    """Rows of some of the fields; at most one column is perhaps spelt otherwise."""
    names = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True))
    odd = draw(st.sampled_from([None, *names]))
    cells = [st.sampled_from([*PLAINLY[name], *ALWAYS]) for name in names]
    if odd is not None:
        cells[names.index(odd)] = st.sampled_from([*OTHERWISE[odd], PLAINLY[odd][0], ""])
    ids = [f"A{number}" for number in range(draw(st.integers(1, 6)))]
    titles = st.sampled_from(["", "Title", "Two\nlines"])
    return names, [[own, draw(titles), *(draw(each) for each in cells)] for own in ids]


@settings(deadline=None, max_examples=200)
@given(sheets(), st.sampled_from(",;\t"))
def test_what_is_proposed_reads_the_same_or_the_plain_table_says_who_reads_it(sheet, separator):
    names, table = sheet
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([["id", "title", *names], *table])
    source = JUDGE.plugins.source("csv")
    complaints = ()
    try:
        plain = parse_initiatives(JUDGE, text.getvalue(), source, "in.csv")
    except InputError as error:
        complaints = error.complaints
    if complaints:
        helped = [each.mend or each.did_you_mean for each in complaints]
        spelt = [each for each in complaints if each.problem.startswith("found '")]
        assert all(helped) or not spelt or HOW in helped
        return
    mapping = read_mapping(proposed(JUDGE, text.getvalue()))
    mapped = parse_initiatives(JUDGE, text.getvalue(), source, "in.csv", mapping=mapping)
    assert mapped.tally.refused == ()
    for one, other in zip(plain.initiatives, mapped.initiatives, strict=True):
        assert shown(one) == shown(other)
        assert JUDGE.evaluate(one, as_of=TODAY) == JUDGE.evaluate(other, as_of=TODAY)


HOW = "what is spelt otherwise is read by a mapping; evalcore map proposes one"
TODAY = date(2026, 12, 1)
SAME_WORD = judge(
    '[fields.stage]\nkind = "choice"\nchoices = ["Go", "GO", "Not yet", "None"]\n'
    '[fields.goals]\nkind = "set"\nchoices = ["None", "caf\u00e9 au  lait", "a, b", "Withheld"]\n'
    '[fields.tags]\nkind = "set"',
    "stage",
    "goals",
    "tags",
)
ONE_EACH = read_mapping('id = "id"\n[fields]\nstage = "stage"\ngoals = "goals"\ntags = "tags"\n')


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("stage", "NOT  yet", "Not yet"),
        ("stage", "not\nyet", "Not yet"),
        ("stage", "GO", "GO"),
        ("stage", "go", None),  # refused: it may be either
        ("stage", "none", "None"),
        ("goals", "None", ("None",)),
        ("goals", "none", ()),
        ("goals", "CAFE\u0301 au lait", ("caf\u00e9 au  lait",)),
        ("goals", "A, B", ("a, b",)),
        ("goals", "cafe\u0301 au  lait; A, B", ("caf\u00e9 au  lait", "a, b")),
        ("goals", "Withheld", ("Withheld",)),
        ("tags", "Two  words; two words; Two", ("Two words", "two words", "Two")),
        ("tags", "north\n east; west", ("north east", "west")),
    ],
)
def test_a_cell_means_the_one_choice_that_differs_in_case_and_blanks_alone(name, cell, value):
    text = io.StringIO()
    csv.writer(text, delimiter="\t").writerows(
        [["id", "stage", "goals", "tags"], ["A", *(cell * (n == name) for n in ONE_EACH.fields)]]
    )
    source = SAME_WORD.plugins.source("csv")
    mapped = parse_initiatives(SAME_WORD, text.getvalue(), source, "in.tsv", mapping=ONE_EACH)
    assert mapped.initiatives[0].values[name] == value
    if value is None:
        assert len(mapped.tally.refused) == 1
        with pytest.raises(InputError, match=r"found 'go'\n    expected one of Go, GO, Not yet"):
            parse_initiatives(SAME_WORD, text.getvalue(), source, "in.tsv")
    else:
        plain = parse_initiatives(SAME_WORD, text.getvalue(), source, "in.tsv")
        assert plain.initiatives[0].values[name] == value


def test_what_is_typed_is_held_to_its_words():
    source = JUDGE.plugins.source("json")
    for said in ('"stage": "Idea"', '"due": "2026-1-2"', '"goals": ["Growth"]'):
        with pytest.raises(InputError, match="found "):
            parse_initiatives(JUDGE, f'[{{"id": "A", {said}}}]', source, "in.json")


def test_a_mapping_may_separate_what_begins_like_null_or_withheld():
    mapping = read_mapping('id = "id"\n[fields.tags]\ncolumn = "tags"\nseparator = ","\n')
    text = 'id;tags\nA;north, west\nB;"withheld, null"\n'
    source = SAME_WORD.plugins.source("csv")
    found = parse_initiatives(SAME_WORD, text, source, "in.csv", mapping=mapping)
    assert [each.values["tags"] for each in found.initiatives] == [
        ("north", "west"),
        ("withheld", "null"),
    ]


def test_a_workbook_reads_the_same(tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    from evalcore import load_initiatives

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "title", *COLUMNS])
    sheet.append([1, "One", 5, "idea", date(2026, 11, 23), True, "growth;safety", 42, 7])
    sheet.append(["B", None, 0.5, None, None, False, "none", "withheld: x", None])
    records = book.create_sheet("outcomes")
    for row in (["id", "owner", "target"], [1, "Ann", 5], [1, None, None], ["B", "null", None]):
        records.append(row)
    path = tmp_path / "in.xlsx"
    book.save(path)
    mapping = read_mapping(
        f'{MAPPING.document}\n[records.outcomes]\nsheet = "outcomes"\nid = "id"\n'
        'fields = { owner = "owner", target = "target" }\n'
    )
    plain = load_initiatives(JUDGE, path)
    mapped = load_initiatives(JUDGE, path, mapping=mapping)
    assert mapped.tally.refused == ()
    found = list(map(shown, plain.initiatives))
    for one, other in zip(found, map(shown, mapped.initiatives), strict=True):
        assert one == other


@pytest.mark.parametrize(
    ("cells", "sign", "doubted"),
    [
        (
            ["1.234", "900"],
            ";",
            "1.234 and 1234",
        ),
        (
            ["900", " 2.500 "],
            ";",
            "2.500 and 2500",
        ),
        (["1.234", "2.5"], ";", None),  # a dot stands before decimals
        (["0.500", "0.125"], ";", None),  # no group of thousands starts with 0
        (["1.234", "900"], ",", None),  # as commas part the cells, none stands before decimals
        (["12.5", "900"], ";", None),
    ],
)
def test_a_number_that_reads_two_ways_is_refused_until_a_mapping_says_which(cells, sign, doubted):
    rows = "".join(f"{n}{sign}{cell}{sign}1.234\n" for n, cell in enumerate(cells))
    text = f"id{sign}cost{sign}note\n{rows}"
    source = JUDGE.plugins.source("csv")
    if doubted is None:
        assert parse_initiatives(JUDGE, text, source, "in.csv").warnings == ()
        return
    with pytest.raises(InputError) as caught:
        parse_initiatives(JUDGE, text, source, "in.csv")
    (one,) = map(str, caught.value.complaints)
    line = 2 + next(n for n, cell in enumerate(cells) if "." in cell)
    assert one.startswith(f"in.csv:{line}:2: cost: found '")
    assert f", which reads two ways where semicolons part cells: {doubted}" in one
    assert 'a mapping says which: decimal = ".", or thousands = "." and decimal = ","' in one
    for written, value in (('decimal = "."', 1.0), ('thousands = "."\ndecimal = ","', 1000.0)):
        mapping = read_mapping(f'id = "id"\n[fields.cost]\ncolumn = "cost"\n{written}\n')
        found = parse_initiatives(JUDGE, text, source, "in.csv", mapping=mapping).initiatives
        doubtful = next(cell.strip() for cell in cells if "." in cell)
        assert float(doubtful) * value in [each.values["cost"] for each in found]


@pytest.mark.parametrize("other", ["12,5", "\u20ac0,5", "1.234,50 EUR", "7,25 \u20ac", "-3,1"])
@pytest.mark.parametrize("sign", "\t,|")
def test_commas_in_another_column_make_a_number_read_two_ways(other, sign):
    text = io.StringIO()
    csv.writer(text, delimiter=sign).writerows([["id", "cost", "fee"], ["A", "1.234", other]])
    source = JUDGE.plugins.source("csv")
    with pytest.raises(InputError, match="reads two ways where commas stand before decimals"):
        parse_initiatives(JUDGE, text.getvalue(), source, "in.csv")
    written = proposed(JUDGE, text.getvalue())
    assert "# CHECK: '1.234' is read as 1234, and may be 1.234; another column has them" in written
    plain = text.getvalue().replace(other, "1,234" if sign != "," else "x")
    assert parse_initiatives(JUDGE, plain, source, "in.csv").initiatives[0].values["cost"] == 1.234


def test_numbers_that_read_two_ways_are_refused_beside_everything_else():
    text = "id;cost;benefit\nA;1.234;x\nB;900;2.500\n"
    with pytest.raises(InputError) as caught:
        parse_initiatives(JUDGE, text, JUDGE.plugins.source("csv"), "in.csv")
    found = [str(each).partition("\n")[0] for each in caught.value.complaints]
    assert [each[:25] for each in found] == [
        "in.csv:2:2: cost: found '",
        "in.csv:3:3: benefit: foun",
        "in.csv:2:3: A: benefit: f",
    ]


def both(text):
    """The requests that a plain table gives, and those by the mapping that is proposed for it."""
    source = JUDGE.plugins.source("csv")
    mapping = read_mapping(proposed(JUDGE, text))
    mapped = parse_initiatives(JUDGE, text, source, "in.csv", mapping=mapping)
    plain = parse_initiatives(JUDGE, text, source, "in.csv")
    return list(map(shown, plain.initiatives)), list(map(shown, mapped.initiatives))


IDS = {
    "numbers": ["1", "2", "3", "4", "5"],
    "letters and numbers": ["P-1", "P-2", "P-3", "P-4", "P-10"],
    "by chance": ["7423c60d", "cb8a8a87", "b94eba88", "fa0d0f54", "55500d11"],
    "words": ["north", "south", "east", "west", "up"],
}


@pytest.mark.parametrize("ids", IDS.values(), ids=IDS)
@pytest.mark.parametrize("last", [("", "55", ""), ("", "", ""), ("", "6", "2"), ("One", "", "")])
@pytest.mark.parametrize("gap", [False, True])
def test_a_last_row_with_an_id_is_an_initiative(ids, last, gap):
    rows = [[own, "Title", "10", "7", "idea", "said"] for own in ids[:-1]]
    title, cost, benefit = last
    empty = [[""] * 6] * gap
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            ["id", "title", "cost", "benefit", "stage", "note"],
            *rows,
            *empty,
            [ids[-1], title, cost, benefit, "", ""],
        ]
    )
    alone = ids == IDS["words"] and gap and not cost  # it may be the heading of another table
    plain, mapped = both(text.getvalue())
    assert len(plain) == 5
    assert plain[: 5 - alone] == mapped[: 5 - alone]


@pytest.mark.parametrize(
    "last", ["Total,,30,14,,", ",Total,30,14,,", ",,30,14,,", ",,30,,,", "Summe:,,30,,,", ",,,14,,"]
)
def test_totals_are_left_out_and_said_and_a_plain_table_says_so_too(last):
    text = f"id,title,cost,benefit,stage,note\nA1,One,10,7,idea,x\nA2,Two,20,7,,y\n{last}\n"
    written = proposed(JUDGE, text)
    assert "# CHECK: no initiatives, and left out: row 4 (" in written
    source = JUDGE.plugins.source("csv")
    mapping = read_mapping(written)
    mapped = parse_initiatives(JUDGE, text, source, "in.csv", mapping=mapping)
    assert [each.id for each in mapped.initiatives] == ["A1", "A2"]
    if last.startswith(","):
        with pytest.raises(InputError, match="delete rows that are none, such as totals") as caught:
            parse_initiatives(JUDGE, text, source, "in.csv")
        assert "where = \"known(cell('id'))\"" in str(caught.value)
    else:
        (said,) = parse_initiatives(JUDGE, text, source, "in.csv").warnings
        assert "is read as an initiative" in str(said)


def test_a_word_for_totals_counts_in_an_id_or_a_title_alone():
    head = "id,owner,note,cost,benefit,stage\n"
    text = head + "north,Total,x,1,2,idea\nsouth,Ann,Sum,3,4,\neast,Total,,5,6,\nwest,B,c,7,,\n"
    plain, mapped = both(text)
    assert plain == mapped
    assert "left out" not in proposed(JUDGE, text)


def test_where_a_formula_failed_no_text_is_an_answer():
    text = "id,cost,note\nA,5,#N/A\nB,6,TBD\nC,#N/A,text\n"
    written = proposed(JUDGE, text)
    assert 'words = ["#N/A"]' in written
    assert "# CHECK: is 'TBD' an answer? it counts as one, but for: unknown = [\"TBD\"]" in written
    source = JUDGE.plugins.source("csv")
    loaded = parse_initiatives(JUDGE, text, source, "in.csv", mapping=read_mapping(written))
    assert loaded.tally.refused == ()
    found = [(each.values["cost"], each.values["note"]) for each in loaded.initiatives]
    assert found == [(5, None), (6, "TBD"), (None, "text")]


@pytest.mark.parametrize("word", ["TBD", "n/a", "-", "unknown", "?"])
def test_a_word_that_may_say_nothing_is_an_answer_in_a_text_by_both(word):
    text = f"id,cost,note\nA,5,{word}\nB,6,text\nC,7,{word}\n"
    plain, mapped = both(text)
    assert plain == mapped
    assert plain[0][2]["note"] == word
    assert f"# CHECK: is '{word}' an answer? it counts as one, but for: unknown" in proposed(
        JUDGE, text
    )
    source = JUDGE.plugins.source("csv")
    beside = text.replace("A,5", f"A,{word}")
    mapping = read_mapping(proposed(JUDGE, beside))
    loaded = parse_initiatives(JUDGE, beside, source, "in.csv", mapping=mapping)
    assert loaded.tally.refused == ()
    values = loaded.initiatives[0].values
    assert (values["cost"], values["note"]) == (None, word)


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ((), None),
        ((3,), "is hidden, and read as any other"),
        ((3, 4, 5, 8, 10, 11), "hidden, and read as all others: 3\u20135, 8 and 10\u201311"),
        ((2, 4, 6, 8, 10, 12, 14, 50), "and read as all others: 2, 4, 6, 8, 10 and 2 more"),
    ],
)
def test_rows_that_nobody_sees_are_read_and_told_of(hidden, told, tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    from evalcore import load_initiatives

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "cost"])
    for number in range(2, 16):
        sheet.append([f"A{number}", number])
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    path = tmp_path / "in.xlsx"
    book.save(path)
    mapping = read_mapping('id = "id"\n[fields]\ncost = "cost"\n')
    for loaded in (load_initiatives(JUDGE, path), load_initiatives(JUDGE, path, mapping=mapping)):
        assert [each.values["cost"] for each in loaded.initiatives] == [*range(2, 16)]
        said = [str(each) for each in loaded.warnings]
        if told is None:
            assert said == []
        else:
            (one,) = said
            many = "row 3" if hidden == (3,) else f"{len([n for n in hidden if n < 16])} rows"
            assert one.startswith(f"{path}:{hidden[0]}: {many} of the sheet 'Sheet' ")
            assert f"{told}\n    what a filter hides and does not count is deleted, or left" in one
