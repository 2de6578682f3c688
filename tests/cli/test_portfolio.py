"""`evalcore portfolio`: the contract's JSON, the screen, exit codes, mistakes."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from portfolio import REQUESTS, RULES
from rich.cells import cell_len

PLAN = """
[portfolio]
among = ["go", "kill"]

[portfolio.capacities.my_hours]
uses = "hours"
amount = 7
"""
SCREEN = """\
portfolio 2026.1: chosen together from 5 initiatives

2 initiatives chosen, worth 1.35 together (total); none is worth more.

Chosen

                                          my
Request                 Worth  Margin  hours  Else
──────────────────────────────────────────────────
R1 Self-service portal   0.76    0.54      4  R2
R5 Lift                  0.59    0.36      3  R2

Margin: how much less it could be worth before others, in Else, come in.

Capacities, and what of them is used
                          0                                                    1
my_hours  7 of 7 h/month  ██████████████████████████████████████████████████████

Left out

Request                      Why
────────────────────────────────────────────────────────────────────────────────
R2 Booking app               lacks 2 h/month of my_hours; in place of R5 0.36 is
                               lost
R3 Data platform             its verdict is refer; only go and kill may be
                               chosen
R4 Robots for the warehouse  undecided, go or kill: depends on fit

What usual rules would choose

Rule                                 Worth  Loses  Chosen
────────────────────────────────────────────────────────────
by rank, until one does not fit       1.35   0.00  R1 and R5
by rank, skipping what does not fit   1.35   0.00  R1 and R5
"""


@pytest.fixture
def plan(folder):
    """A folder whose ruleset has a portfolio; R2 is a kill that may be chosen here."""
    lift = {"id": "R5", "title": "Lift", "fit": 2, "hours": 3, "votes": 5}
    (folder / "rules.toml").write_text(RULES + PLAN, encoding="utf-8")
    (folder / "requests.rows").write_text(json.dumps([*REQUESTS, lift]), encoding="utf-8")
    return folder


def test_the_json_is_the_contract(plan, run):
    done = run("portfolio", "rules.toml", "requests.rows", "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert data["status"] == "optimal"
    assert data["gap"] == 0
    assert [each["id"] for each in data["chosen"]] == ["R1", "R5"]
    assert data["chosen"][0] == {
        "id": "R1",
        "title": "Self-service portal",
        "value": 0.7625,
        "uses": {"my_hours": 4.0},
        "from": None,
        "in_flight": False,
        "stop": None,
        "margin": pytest.approx(0.5375),
        "instead": ["R2"],
    }
    assert data["value"] == pytest.approx(1.35)
    assert [each["id"] for each in data["left_out"]] == ["R2", "R3", "R4"]
    two, three, four = data["left_out"]
    assert two["displaced_by"] == ["R5"]
    assert two["loss"] == pytest.approx(0.3625)
    assert two["fits_with"] == {"my_hours": 2.0}
    assert three["because"] == "its verdict is refer; only go and kill may be chosen"
    assert (three["loss"], three["displaced_by"], three["fits_with"]) == (None, [], None)
    assert four["because"] == "undecided, go or kill: depends on fit"
    assert data["capacities"] == {
        "my_hours": {"used": 7.0, "of": 7.0, "period": None, "unit": "h/month"}
    }
    assert (data["also_optimal"], data["conflict"]) == ([], [])


def test_options_force_and_change_amounts(plan, run):
    words = ["rules.toml", "requests.rows", "--format", "json"]
    done = run("portfolio", *words, "--capacity", "my_hours=4.5", "--in", "R2", "--out", "R5")
    data = json.loads(done.stdout)
    assert [each["id"] for each in data["chosen"]] == ["R2"]
    assert data["capacities"]["my_hours"]["of"] == 4.5


def test_what_cannot_be_met_ends_with_1(plan, run):
    done = run("portfolio", "rules.toml", "requests.rows", "--in", "R2", "--in", "R1", "--in", "R5")
    assert done.exit_code == 1
    assert "What contradicts itself\n- R2 is forced in (--in)\n" in done.stdout
    assert "- my_hours has 7 h/month\n" in done.stdout


def test_the_screen(plan, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    done = run("portfolio", "rules.toml", "requests.rows")
    assert done.exit_code == 0
    assert max(map(cell_len, done.stdout.splitlines())) <= 80
    assert done.stdout == SCREEN


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ["--capacity", "my_ours=3"],
            (
                "--capacity: there is no capacity 'my_ours'\n    expected one of my_hours\n"
                "    did you mean 'my_hours'?\n"
            ),
        ),
        (
            ["--capacity", "my_hours"],
            "--capacity: found 'my_hours'\n    expected NAME=AMOUNT, such as my_hours=20\n",
        ),
        (
            ["--capacity", "my_hours=-1"],
            "--capacity: found '-1'\n    expected a number of at least 0, such as 20\n",
        ),
        (
            ["--capacity", "my_hours=1e300"],
            "--capacity: found '1e300'\n    expected a number of at most 2**53\n",
        ),
        (
            ["--frontier", "my_hours=1,inf"],
            "--frontier: found 'inf'\n    expected a number of at most 2**53\n",
        ),
        (
            ["--capacity", "my_hours=nan"],
            "--capacity: found 'nan'\n    expected a number of at least 0, such as 20\n",
        ),
        (
            ["--in", "r1"],
            (
                "--in: no initiative has the id 'r1'\n    expected one of R1, R2, R3, R4, R5\n"
                "    did you mean 'R1'?\n"
            ),
        ),
        (
            ["--why", "X"],
            "--why: no initiative has the id 'X'\n    expected one of R1, R2, R3, R4, R5\n",
        ),
        (
            ["--portfolio", "rulez.toml"],
            "rulez.toml: cannot be read: No such file or directory\n",
        ),
    ],
)
def test_mistakes_end_with_2(plan, run, options, words):
    done = run("portfolio", "rules.toml", "requests.rows", *options)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {words}")


def test_a_ruleset_without_a_portfolio(folder, run):
    done = run("portfolio", "rules.toml", "requests.rows")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "error: the ruleset portfolio has no [portfolio]\n"
        "    expected [portfolio] with [portfolio.capacities.NAME], there or in a file of its own\n"
        "    name such a file by --portfolio FILE\n"
    )


def test_a_file_of_its_own(folder, run):
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    words = ["rules.toml", "requests.rows", "--portfolio", "plan.toml", "--format", "json"]
    data = json.loads(run("portfolio", *words).stdout)
    assert [each["id"] for each in data["chosen"]] == ["R1", "R2"]


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_pages(plan, run, form):
    done = run("portfolio", "rules.toml", "requests.rows", "--format", form)
    assert done.exit_code == 0
    assert "Self-service portal" in done.stdout


FRONTIER = """\
portfolio 2026.1: chosen together from 5 initiatives, by my_hours

my_hours  Worth  Chosen  Who comes in, who goes out
───────────────────────────────────────────────────
       1   0.00       0  nobody
       4   0.76       1  in R1
       7   1.35       2  in R5

my_hours is in h/month.
"""


def test_a_frontier_is_a_table(plan, run):
    done = run("portfolio", "rules.toml", "requests.rows", "--frontier", "my_hours=7,4,1")
    assert (done.exit_code, done.stdout) == (0, FRONTIER)


def test_a_frontier_is_in_the_json(plan, run):
    words = ["rules.toml", "requests.rows", "--format", "json", "--frontier", "my_hours"]
    data = json.loads(run("portfolio", *words).stdout)
    assert data["status"] == "optimal"
    assert [each["amount"] for each in data["frontier"]] == pytest.approx(
        [0.9 * n for n in range(1, 11)]
    )
    assert data["frontier"][-1]["chosen"] == ["R1", "R2", "R5"]


def test_a_frontier_is_drawn(plan, run):
    rows = json.loads((plan / "requests.rows").read_text("utf-8"))
    (plan / "requests.rows").write_text(
        json.dumps([{**each, "id": f"<{each['id']}&"} for each in rows]), "utf-8"
    )
    words = ["rules.toml", "requests.rows", "--frontier", "my_hours", "-o", "frontier.svg"]
    assert run("portfolio", *words).exit_code == 0
    drawing = ET.parse(plan / "frontier.svg").getroot()  # noqa: S314 - our own
    circles = drawing.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 10
    assert circles[-1][0].text == "9: 1.57, <R1&, <R2& and <R5&"


def test_only_a_frontier_is_drawn(plan, run):
    done = run("portfolio", "rules.toml", "requests.rows", "-o", "frontier.svg")
    assert done.exit_code == 2
    assert "svg draws a frontier: add --frontier NAME" in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "my_hour=1",
            (
                "there is no capacity 'my_hour'\n    expected one of my_hours\n"
                "    did you mean 'my_hours'?\n"
            ),
        ),
        (
            "my_hours=1,x",
            "found 'x'\n    expected amounts of at least 0, such as my_hours=10,20,30\n",
        ),
        ("my_hours=" + "1," * 500 + "1", "501 amounts\n    expected at most 500\n"),
    ],
)
def test_mistakes_about_a_frontier(plan, run, text, words):
    done = run("portfolio", "rules.toml", "requests.rows", "--frontier", text)
    assert (done.exit_code, done.stderr) == (2, f"error: --frontier: {words}")


def test_csv(plan, run):
    rows = run("portfolio", "rules.toml", "requests.rows", "--format", "csv").stdout.splitlines()
    assert rows[0] == (
        "id,title,chosen,value,because,loss,displaced_by,uses.my_hours,lacks.my_hours"
    )
    assert rows[1] == "R1,Self-service portal,true,0.7625,,,,4.0,"
    assert rows[3].startswith("R2,Booking app,false,0.225,")
    assert rows[3].endswith(",0.3625,R5,2.0,2.0")
    words = ["rules.toml", "requests.rows", "--format", "csv", "--frontier", "my_hours=4,7"]
    assert run("portfolio", *words).stdout.splitlines() == [
        "my_hours,value,chosen,in,out",
        "4.0,0.7625,R1,R1,",
        "7.0,1.35,R1; R5,R5,",
    ]


def test_a_workbook(plan, run):
    words = ["rules.toml", "requests.rows", "--frontier", "my_hours=4,7", "-o", "chosen.xlsx"]
    assert run("portfolio", *words).exit_code == 0
    book = openpyxl.load_workbook(plan / "chosen.xlsx")
    assert book.sheetnames == ["chosen", "left_out", "capacities", "usual_rules", "frontier"]
    assert [cell.value for cell in book["chosen"][2]][:2] == ["R1", "Self-service portal"]
    assert [cell.value for cell in book["capacities"][2]] == ["my_hours", None, 7, 7, "h/month"]
    assert [cell.value for cell in book["left_out"][2]][3:] == [
        pytest.approx(0.3625), "R5", 2,
    ]  # fmt: skip


def test_what_is_robust(plan, run):
    words = ["rules.toml", "requests.rows", "--robust"]
    data = json.loads(run("portfolio", *words, "--format", "json").stdout)
    assert data["status"] == "optimal"
    assert data["core"] == {"R1": [1.0, 1.0], "R2": [0.0, 0.0], "R5": [1.0, 1.0]}
    assert data["non_dominated"] == 1
    open_ = json.loads(run("portfolio", *words, "--weights", "any", "--format", "json").stdout)
    assert open_["core"]["R2"] == [2 / 3, 2 / 3]
    assert open_["non_dominated"] == 3
    screen = run("portfolio", *words, "--weights", "any").stdout
    assert "3 selections may be best, depending on what turns out" in screen
    assert "R2 Booking app " in screen


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--weights", "any"], "--weights is for what is robust, or drawn: add --robust"),
        (["--robust", "--frontier", "my_hours"], "--frontier and --robust are several answers"),
        (["--draws", "0"], "--draws: found 0 draws\n    expected from 1 to 10000"),
        (["--robust", "--weights", "x"], "--weights: found 'x'\n    expected any, or a percentage"),
    ],
)
def test_mistakes_about_what_is_robust(plan, run, options, words):
    done = run("portfolio", "rules.toml", "requests.rows", *options)
    assert (done.exit_code, words in done.stderr) == (2, True)


def test_where_few_are_left_out_the_reasons_of_all_are_told_whatever_why_names(plan, run):
    words = ("portfolio", "rules.toml", "requests.rows", "--format", "json")
    whole, one = run(*words), run(*words, "--why", "R1")
    assert whole.exit_code == 0
    assert '"because"' in whole.stdout
    assert one.stdout == whole.stdout


@pytest.mark.parametrize(
    "options", [["--robust"], ["--draws", "20"], ["--frontier", "my_hours"], []]
)
def test_every_answer_is_a_table(plan, run, folder, options):
    for suffix in ("csv", "xlsx", "parquet", "html"):
        done = run("portfolio", "rules.toml", "requests.rows", *options, "-o", f"x.{suffix}")
        assert (done.exit_code, done.stderr) == (0, ""), suffix
    rows = (folder / "x.csv").read_text("utf-8").splitlines()
    heads = {"--robust": "id,title,core.low", "--draws": "id,title,chosen_in", "--frontier": "my_h"}
    assert rows[0].startswith(heads.get(options[0] if options else "", "id,title,chosen,value"))
    assert len(rows) > 3


PERIODS = """
[portfolio]
among = ["go", "kill"]
periods = ["spring", "summer"]
length = "1"
latest = "2"
running = "votes >= 5"

[portfolio.capacities.my_hours]
uses = "hours"
amount = 4
"""


@pytest.fixture
def planned(plan):
    """The same over two periods, where all but those in flight may begin in the second one."""
    (plan / "rules.toml").write_text(RULES + PERIODS, encoding="utf-8")
    return plan


def test_a_plan_says_when_who_begins_in_every_format(planned, run):
    words = ["portfolio", "rules.toml", "requests.rows"]
    screen = [line.split() for line in run(*words).stdout.splitlines()]
    assert [line[-1] for line in screen if "Margin" in line] == ["Else"]
    assert ["R2", "Booking", "app", "0.23", "0.23", "summer", "2"] in screen
    rows = run(*words, "--format", "csv").stdout.splitlines()
    assert rows[0].endswith(",from")
    begin = {row.split(",")[0]: row.rpartition(",")[2] for row in rows[1:]}
    assert (begin["R1"], begin["R2"], begin["R3"]) == ("spring", "summer", "")
    run(*words, "-o", "plan.xlsx")
    sheet = openpyxl.load_workbook(planned / "plan.xlsx")["chosen"]
    assert sheet.cell(1, sheet.max_column).value == "from"
    assert sheet.cell(2, sheet.max_column).value == "spring"


def test_what_was_promised_is_kept(planned, run):
    words = ["portfolio", "rules.toml", "requests.rows"]
    assert run(*words, "-o", "plan.json").exit_code == 0
    more = run(*words, "--promises", "plan.json", "--format", "json", "--capacity", "my_hours=9")
    data = json.loads(more.stdout)
    assert {e["id"]: e["from"] for e in data["chosen"]}["R2"] == "summer"
    less = run(*words, "--promises", "plan.json", "--capacity", "my_hours=3")
    assert less.exit_code == 1
    assert "R1 is forced in (--promises)" in less.stdout
    missing = run(*words, "--promises", "none.json")
    assert (missing.exit_code, "none.json" in missing.stderr) == (2, True)


def test_a_table_of_what_is_robust_has_what_is_open_too(plan, run):
    parts = json.loads((plan / "requests.rows").read_text("utf-8"))
    parts[0]["hours"] = None
    (plan / "requests.rows").write_text(json.dumps(parts), encoding="utf-8")
    rules = RULES.replace("total >= 0.5", "fit >= 0")
    (plan / "rules.toml").write_text(rules + PLAN, encoding="utf-8")
    words = ["portfolio", "rules.toml", "requests.rows", "--robust"]
    rows = run(*words, "--format", "csv").stdout.splitlines()
    assert rows[0] == "id,title,core.low,core.high,chosen,core_anyhow.low,core_anyhow.high"
    assert rows[1].startswith("R1,Self-service portal,,,false,")
    assert "Not chosen before it is said what they take: R1." in run(*words).stdout
