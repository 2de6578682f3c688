"""Tables into tables: parts, a manifest, taken up after a break, rows that cannot be read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from places import ROOT
from tabled import frame_of, random_rows

from evalcore import Evaluator
from evalcore.cli import evalcore, streaming
from evalcore.judge.tables.parts import Parts
from evalcore.read import documents

pytestmark = pytest.mark.shipped

pl = pytest.importorskip("polars", reason="needs the extra tables")

RULESET = """
name = "small"
version = "1"
verdicts = ["go", "hold"]
[fields.cost]
kind = "number"
minimum = 0
maximum = 9
[fields.tags]
kind = "set"
[criteria.thrift]
score = "clamp(1 - cost / 9)"
weight = 1
[[rules]]
id = "cheap"
when = "cost < 3 and 'a' in tags"
verdict = "go"
because = "it is cheap"
[default]
verdict = "hold"
"""
SMALL = {".parquet": 20, ".csv": 20}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(streaming, "ROWS", SMALL)
    Path("small.toml").write_text(RULESET, encoding="utf-8")


@pytest.fixture
def made() -> Evaluator:
    return Evaluator("small.toml")


@pytest.fixture
def frame(made):
    found = frame_of(made.fields, random_rows(made.fields, 90, seed=5))
    found.write_parquet("in.parquet")
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(evalcore, ["evaluate", "small.toml", *arguments])


def test_parquet_into_parquet_is_what_a_table_says(made, frame):
    assert run("in.parquet", "-o", "out.parquet").exit_code == 0
    wanted = made.evaluate_table(frame)
    assert (
        pl.read_parquet("out.parquet").rows() == wanted.filter(pl.col("refused").is_null()).rows()
    )
    assert not Path("out.parquet.parts").exists()


def test_parquet_into_csv(made, frame):
    assert run("in.parquet", "-o", "out.csv").exit_code == 0
    found = pl.read_csv("out.csv")
    wanted = made.evaluate_table(frame).filter(pl.col("refused").is_null())
    assert found.get_column("verdict").to_list() == wanted.get_column("verdict").to_list()
    assert found.get_column("total").to_list() == wanted.get_column("total").to_list()


def csv_rows(count: int, bad: tuple[int, ...] = ()) -> None:
    lines = [f"I{n},{-1 if n in bad else n % 9},a; b,=title {n}" for n in range(1, count + 1)]
    Path("in.csv").write_text("\n".join(["id,cost,tags,title", *lines, ""]), encoding="utf-8")


def test_csv_into_csv_is_what_it_was_in_one_piece():
    csv_rows(70)
    assert run("in.csv", "-o", "out.csv").exit_code == 0
    whole = run("in.csv", "--format", "csv")
    assert whole.exit_code == 0
    assert Path("out.csv").read_text(encoding="utf-8") == whole.stdout


def test_csv_into_parquet():
    csv_rows(50)
    assert run("in.csv", "-o", "out.parquet").exit_code == 0
    found = pl.read_parquet("out.parquet")
    assert found.height == 50
    assert found.get_column("verdict").to_list()[:4] == ["go", "go", "hold", "hold"]


@pytest.mark.parametrize("into", ["out.csv", "out.parquet"])
def test_rows_that_cannot_be_read_are_left_out_and_listed(into):
    csv_rows(70, bad=tuple(range(3, 60, 2)))
    found = run("in.csv", "-o", into)
    assert found.exit_code == 0
    assert "row 3, I3, cost: found -1 (expected a number from 0 to 9)" in found.stderr
    assert found.stderr.count("warning: row ") == 20
    assert f"9 more rows left out, all listed in {into}.refused.csv" in found.stderr
    listed = Path(f"{into}.refused.csv").read_text(encoding="utf-8").splitlines()
    assert listed[:2] == [
        "row,id,field,problem",
        "3,I3,cost,found -1 (expected a number from 0 to 9)",
    ]
    assert len(listed) == 30


def test_rows_of_parquet_that_cannot_be_read():
    pl.DataFrame({"id": ["a", "b", None], "cost": [1.0, -5.0, 2.0]}).write_parquet("in.parquet")
    found = run("in.parquet", "-o", "out.parquet")
    assert found.exit_code == 0
    assert "row 2, b, cost: found -5.0 (expected a number from 0 to 9)" in found.stderr
    assert "row 3, without id, id: has no id" in found.stderr
    assert pl.read_parquet("out.parquet").get_column("id").to_list() == ["a"]
    pl.DataFrame({"id": ["a"], "cost": [1.0]}).write_parquet("in.parquet")
    assert run("in.parquet", "-o", "out.parquet").exit_code == 0
    assert not Path("out.parquet.refused.csv").exists()


def test_strict_ends_with_2_and_no_result():
    csv_rows(30, bad=(7,))
    found = run("in.csv", "-o", "out.csv", "--strict")
    assert found.exit_code == 2
    assert not Path("out.csv").exists()
    assert not Path("out.csv.parts").exists()
    assert "7,I7,cost" in Path("out.csv.refused.csv").read_text(encoding="utf-8")


KILLED = """
import os, signal, sys
sys.path[:0] = {path!r}
from evalcore.cli import evalcore, streaming
from evalcore.judge.tables.parts import Parts
streaming.ROWS = {rows!r}
put = Parts.put
def dying(self, number, *rest):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    put(self, number, *rest)
Parts.put = dying
evalcore({arguments!r})
"""


@pytest.mark.parametrize("name", ["in.parquet", "in.csv"])
def test_a_run_that_was_killed_is_taken_up_with_the_same_bytes(frame, name):
    csv_rows(90, bad=(5, 50))
    out = f"out{Path(name).suffix}"
    assert run(name, "-o", f"whole_{out}").exit_code == 0
    arguments = ["evaluate", "small.toml", name, "-o", out]
    path = [str(ROOT), str(ROOT / "plugins")]
    code = KILLED.format(path=path, rows=SMALL, arguments=arguments)
    killed = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    assert not Path(out).exists()
    done = sorted(Path(f"{out}.parts").glob(f"*{Path(out).suffix}"))
    assert len(done) == 2
    found = run(name, "-o", out)
    assert found.exit_code == 0
    assert f"note: 2 parts of {out} are done already" in found.stderr
    assert Path(out).read_bytes() == Path(f"whole_{out}").read_bytes()
    assert not Path(f"{out}.parts").exists()


def test_parts_of_another_run_are_never_taken_up(frame):
    folder = Path("out.parquet.parts")
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"digest": "other"}), encoding="utf-8")
    (folder / "000000.parquet").write_bytes(b"rubbish")
    (folder / "000000.refused.json").write_text("[]", encoding="utf-8")
    assert run("in.parquet", "-o", "out.parquet").exit_code == 0
    assert pl.read_parquet("out.parquet").height > 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["in.parquet"], "a Parquet file is evaluated as it is, into a file"),
        (["in.parquet", "-o", "out.json"], "-o OUT.parquet or -o OUT.csv"),
        (["in.parquet", "-o", "out.parquet", "--where", "cost > 3"], "nothing that selects"),
        (["in.parquet", "-o", "in.parquet"], "the result would be written over it"),
        (["none.parquet", "-o", "out.parquet"], "none.parquet"),
        (["bad.parquet", "-o", "out.parquet"], "cannot be read as Parquet"),
        (["noid.parquet", "-o", "out.parquet"], "noid.parquet: the table has no column id"),
        (["in.parquet", "-o", "no/such/out.parquet"], "no/such/out.parquet"),
        (["in.parquet", "-o", "busy.parquet"], "this is in the way"),
    ],
)
def test_mistakes_are_said(frame, arguments, words):
    Path("bad.parquet").write_bytes(b"PAR1 rubbish")
    pl.DataFrame({"cost": [1.0]}).write_parquet("noid.parquet")
    Path("busy.parquet.parts").mkdir()
    Path("busy.parquet.parts/mine.txt").write_text("x", encoding="utf-8")
    found = run(*arguments)
    assert found.exit_code == 2
    assert words in found.stderr
    assert [*Path().glob("*.parts")] == [Path("busy.parquet.parts")]
    assert Path("busy.parquet.parts/mine.txt").exists()


def test_no_rows_are_no_rows():
    pl.DataFrame(schema={"id": pl.String, "cost": pl.Float64}).write_parquet("in.parquet")
    assert run("in.parquet", "-o", "out.parquet").exit_code == 0
    assert pl.read_parquet("out.parquet").height == 0


def test_a_list_is_written_as_parquet_too(made):
    requests = [{"id": "a", "cost": 1, "tags": ["a"]}, {"id": "b", "cost": 9}]
    Path("in.json").write_text(json.dumps(requests), encoding="utf-8")
    assert run("in.json", "-o", "out.parquet").exit_code == 0
    assert pl.read_parquet("out.parquet").to_dicts() == made.evaluate_table(requests)
    ranked = CliRunner().invoke(evalcore, ["rank", "small.toml", "in.json", "-o", "r.parquet"])
    assert ranked.exit_code == 0
    assert pl.read_parquet("r.parquet").get_column("id").to_list() == ["a", "b"]
    assert run("in.json", "--format", "parquet").exit_code == 2


@pytest.mark.parametrize("into", ["out.csv", "out.parquet"])
def test_a_csv_of_no_rows_is_one_of_no_rows(into):
    Path("in.csv").write_text("id,cost\n", encoding="utf-8")
    assert run("in.csv", "-o", into).exit_code == 0
    found = pl.read_csv(into) if into.endswith(".csv") else pl.read_parquet(into)
    csv_rows(3)
    assert run("in.csv", "-o", f"some_{into}").exit_code == 0
    some = f"some_{into}"
    assert found.height == 0
    assert (
        found.columns
        == (pl.read_csv(some) if some.endswith(".csv") else pl.read_parquet(some)).columns
    )
    Path("in.csv").write_text("cost\n", encoding="utf-8")
    failed = run("in.csv", "-o", "none.csv")
    assert failed.exit_code == 2
    assert "in.csv:1:1: no column is called 'id'" in failed.stderr
    assert not [*Path().glob("*.parts")]


def test_a_csv_spelt_as_sql_is_read_as_parquet_is():
    ruleset = RULESET.replace("fields.cost", 'fields."cost.all"').replace("cost ", "cost.all ")
    Path("small.toml").write_text(ruleset, encoding="utf-8")
    text = "id,cost__all,cost.all__withheld\na,2,true\nb,10,false\nc,10,true\nd,9,\n"
    Path("in.csv").write_text(text, encoding="utf-8")
    rows = {
        "id": [*"abcd"],
        "cost__all": [2.0, 10.0, 10.0, 9.0],
        "cost.all__withheld": [True, False, True, None],
    }
    pl.DataFrame(rows).write_parquet("in.parquet")
    for each in ("in.csv", "in.parquet"):
        found = run(each, "-o", "out.parquet")
        assert found.exit_code == 0
        assert "row 2, b, cost.all: found 10" in found.stderr
        table = pl.read_parquet("out.parquet")
        assert table["id"].to_list() == ["a", "c", "d"]
        assert table["missing"].to_list() == [["cost.all", "tags"], ["cost.all", "tags"], []]
    printed = run("in.csv")
    assert printed.exit_code == 2
    assert "in.csv:3:2: b: cost.all: found 10" in printed.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,cost__all,cost.all\na,2,3\n", "two columns: cost.all and cost__all"),
        ("id,cost.all,cost__all__withheld\na,2,maybe\n", "cost__all__withheld holds no flags"),
    ],
)
def test_mistakes_in_a_csv_spelt_as_sql(text, words):
    ruleset = RULESET.replace("fields.cost", 'fields."cost.all"').replace("cost ", "cost.all ")
    Path("small.toml").write_text(ruleset, encoding="utf-8")
    Path("in.csv").write_text(text, encoding="utf-8")
    for arguments in (["in.csv"], ["in.csv", "-o", "out.csv"]):
        found = run(*arguments)
        assert found.exit_code == 2
        assert "error: in.csv" in found.stderr
        assert words in found.stderr


def test_the_parts_of_an_estimate_are_in_the_words(frame):
    ruleset = RULESET.replace('kind = "number"', 'kind = "estimate"', 1)
    Path("small.toml").write_text(ruleset, encoding="utf-8")
    rows = {"id": ["a"], "cost.low": [3.0], "cost.likely": [2.0], "cost.high": [5.0]}
    pl.DataFrame(rows).write_parquet("in.parquet")
    found = run("in.parquet", "-o", "out.parquet")
    assert "row 1, a, cost: found low 3, likely 2, high 5" in found.stderr


FULL = """
import resource, sys
sys.path[:0] = {path!r}
from evalcore.cli import evalcore, streaming
streaming.ROWS = {rows!r}
resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
evalcore({arguments!r})
"""


@pytest.mark.parametrize("name", ["in.parquet", "in.csv"])
def test_what_is_done_stays_where_the_disk_is_full(frame, name):
    csv_rows(90, bad=(5, 50))
    out = f"out{Path(name).suffix}"
    assert run(name, "-o", f"whole_{out}").exit_code == 0
    most = Path(f"whole_{out}").stat().st_size - 10
    path, arguments = (
        [str(ROOT), str(ROOT / "plugins")],
        ["evaluate", "small.toml", name, "-o", out],
    )
    code = FULL.format(path=path, rows=SMALL, most=most, arguments=arguments)
    found = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert found.returncode == 2
    assert f"error: {out}: cannot be written: File too large" in found.stderr
    assert "the same command goes on from here: 5 parts done" in found.stderr
    assert not Path(out).exists()
    assert not [*Path(f"{out}.parts").glob("*.new*")]
    again = run(name, "-o", out)
    assert again.exit_code == 0
    assert f"note: 5 parts of {out} are done already" in again.stderr
    assert Path(out).read_bytes() == Path(f"whole_{out}").read_bytes()


def test_what_is_done_is_not_looked_at_again(made, monkeypatch):
    csv_rows(90)
    assert run("in.csv", "-o", "whole.csv").exit_code == 0
    killed = Parts.put

    def broken(self, number, *rest):
        if number == 3:
            raise KeyboardInterrupt
        killed(self, number, *rest)

    monkeypatch.setattr(Parts, "put", broken)
    assert run("in.csv", "-o", "out.csv").exit_code != 0
    monkeypatch.setattr(Parts, "put", killed)
    seen: list[str] = []
    evaluate = Evaluator.evaluate

    def noted(self, initiative, **options):
        seen.append(initiative.id)
        return evaluate(self, initiative, **options)

    monkeypatch.setattr(Evaluator, "evaluate", noted)
    assert run("in.csv", "-o", "out.csv").exit_code == 0
    assert seen == [f"I{n}" for n in range(61, 91)]
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_an_input_that_changes_meanwhile_has_no_result(monkeypatch):
    csv_rows(90)
    put = Parts.put

    def growing(self, number, *rest):
        put(self, number, *rest)
        with Path("in.csv").open("a", encoding="utf-8") as stream:
            stream.write("I99,1,a,more\n")

    monkeypatch.setattr(Parts, "put", growing)
    found = run("in.csv", "-o", "out.csv")
    assert found.exit_code == 2
    assert "in.csv: it was changed while it was read" in found.stderr
    assert not [*Path().glob("out*")]


@pytest.mark.parametrize("short", ["I99\n", 'I99,"', ""])
def test_an_input_whose_rows_get_shorter_meanwhile_was_changed(monkeypatch, short):
    csv_rows(90)
    put = Parts.put

    def shorter(self, number, *rest):
        put(self, number, *rest)
        lines = Path("in.csv").read_text(encoding="utf-8").splitlines(keepends=True)[: 9 * number]
        Path("in.csv").write_text("".join(lines) + short * 99, encoding="utf-8")

    monkeypatch.setattr(Parts, "put", shorter)
    found = run("in.csv", "-o", "out.csv")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.endswith("error: in.csv: it was changed while it was read\n")
    assert not [*Path().glob("out*")]


def test_what_is_no_mistake_of_the_input_is_not_called_one(monkeypatch):
    csv_rows(90)

    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(Evaluator, "evaluate", broken)
    assert isinstance(run("in.csv", "-o", "out.csv").exception, ZeroDivisionError)


def test_a_csv_is_read_out_of_its_file(monkeypatch):
    csv_rows(90)
    monkeypatch.setattr(documents, "LARGEST", 10)
    assert "more than 10 bytes" in run("in.csv").stderr
    assert run("in.csv", "-o", "out.csv").exit_code == 0


def test_a_link_stays_one_and_a_file_keeps_its_permissions(frame):
    Path("real.parquet").write_bytes(b"old")
    Path("real.parquet").chmod(0o640)
    Path("out.parquet").symlink_to("real.parquet")
    assert run("in.parquet", "-o", "out.parquet").exit_code == 0
    assert Path("out.parquet").is_symlink()
    assert pl.read_parquet("real.parquet").height > 80
    assert Path("real.parquet").stat().st_mode & 0o777 == 0o640


def test_a_pipe_stays_a_pipe_on_both_sides():
    Path("in.csv").write_text("id,cost,tags\nA,1,a\nB,5,a\n", "utf-8")
    whole = run("in.csv", "--format", "csv").output
    os.mkfifo("out.csv")
    heard: list[str] = []
    reader = threading.Thread(
        target=lambda: heard.append(Path("out.csv").read_text("utf-8")), daemon=True
    )
    reader.start()
    result = run("in.csv", "-o", "out.csv")
    reader.join(timeout=20)
    assert (result.exit_code, heard) == (0, [whole])
    assert Path("out.csv").is_fifo()
    assert not Path("out.csv.parts").exists()
    os.mkfifo("given.csv")
    text = Path("in.csv").read_text("utf-8")
    writer = threading.Thread(
        target=lambda: Path("given.csv").write_text(text, "utf-8"), daemon=True
    )
    writer.start()
    result = run("given.csv", "-o", "result.csv")
    writer.join(timeout=20)
    assert (result.exit_code, Path("result.csv").read_text("utf-8")) == (0, whole)


def test_a_link_to_a_pipe_is_not_what_a_parquet_file_takes_the_place_of():
    pl.DataFrame({"id": ["A"], "cost": [1.0], "tags": [["a"]]}).write_parquet("in.parquet")
    os.mkfifo("pipe")
    Path("out.csv").symlink_to("pipe")
    result = run("in.parquet", "-o", "out.csv")
    assert (result.exit_code, result.stderr) == (
        2, "error: out.csv: this is a pipe or a device\n    expected a file\n",
    )  # fmt: skip
    assert Path("out.csv").is_symlink()
    assert Path("pipe").is_fifo()
