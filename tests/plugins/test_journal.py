"""The journal: one line an evaluation, and what changed from one to the next."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import evalcore_journal
import house
import pytest
from click.testing import CliRunner
from portfolio import REQUESTS, RULES, evaluator

from evalcore import Evaluator, InputError, discover
from evalcore.extend.loading import Candidate, Origin, load_plugin
from evalcore.extend.plugins import Plugins


@pytest.fixture
def file(tmp_path, monkeypatch):
    found = tmp_path / "journal.jsonl"
    monkeypatch.setenv("EVALCORE_JOURNAL", str(found))
    monkeypatch.setenv("COLUMNS", "100")
    return found


def judged(request, rules=RULES):
    return evaluator(rules, evalcore_journal).evaluate(request)


def journal(*words):
    command = evalcore_journal._load()
    return CliRunner().invoke(command, words, catch_exceptions=False)


def test_every_evaluation_is_one_line(file):
    before = datetime.now(UTC).replace(microsecond=0)
    evaluator(RULES, evalcore_journal).rank(REQUESTS)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [each["id"] for each in lines] == ["R1", "R2", "R3", "R4"]
    first = lines[0]
    assert before <= datetime.fromisoformat(first.pop("at")) <= datetime.now(UTC)
    assert first.pop("digest").startswith("sha256:")
    assert first == {
        "as_of": None,
        "ruleset": "portfolio",
        "version": "2026.1",
        "id": "R1",
        "title": "Self-service portal",
        "verdict": "go",
        "decided": True,
        "possible": ["go"],
        "total": 0.7625,
        "because": "it fits, and there is time for it",
    }
    assert lines[3]["possible"] == ["go", "kill"]


def test_without_a_file_nobody_listens(monkeypatch):
    monkeypatch.delenv("EVALCORE_JOURNAL", raising=False)
    plugin = load_plugin(Candidate(Origin("journal"), lambda: evalcore_journal))
    assert plugin.active
    assert [each.evaluated for each, _ in Plugins([plugin]).observers()] == [None]
    assert Plugins([plugin]).names("command") == ["journal"]


def test_a_ruleset_may_name_the_file(tmp_path, monkeypatch):
    monkeypatch.delenv("EVALCORE_JOURNAL", raising=False)
    file = tmp_path / "journal.jsonl"
    rules = tmp_path / "rules.toml"
    table = f"\n[plugins.evalcore_journal]\nfile = {str(file)!r}\n"
    rules.write_text(RULES + table, encoding="utf-8")
    judge = Evaluator(rules, plugins=discover(extra=[house, evalcore_journal], entry_points=False))
    judge.evaluate_all([{"id": "A"}, {"id": "B"}])
    assert [each["id"] for each in evalcore_journal.read(file)] == ["A", "B"]
    rules.write_text(RULES + table.replace("file =", "fil ="), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Evaluator(rules, plugins=judge.plugins)
    assert "there is no setting 'fil'" in str(caught.value)
    assert "did you mean 'file'?" in str(caught.value)
    assert "file is missing" in str(caught.value)


def test_a_journal_that_cannot_be_written_harms_no_evaluation(file):
    file.mkdir()
    judge = evaluator(RULES, evalcore_journal)
    assert [judge.evaluate(each).verdict for each in REQUESTS[:2]] == ["go", "kill"]
    (trouble,) = judge.troubles
    assert "plugin evalcore_journal" in trouble
    assert "the observer journal failed on R1: IsADirectoryError" in trouble


def test_what_changed_from_one_verdict_to_the_next(file):
    for fit in (3, 3, 0):
        judged({**REQUESTS[0], "fit": fit})
    stricter = RULES.replace("total >= 0.5", "total >= 0.1").replace("2026.1", "2026.2")
    judged({**REQUESTS[0], "fit": 0}, stricter)
    judged({**REQUESTS[0], "fit": None}, stricter.replace("total >= 0.1", "total >= 0.3"))
    (found,) = evalcore_journal.turns(evalcore_journal.read(file)).values()
    assert [(each["verdict"], each["seen"], each["changed"]) for each in found] == [
        ("go", 2, ""),
        ("kill", 1, "the request"),
        ("go", 1, "the ruleset, 2026.1 to 2026.2"),
        ("hold", 1, "the ruleset"),
    ]
    assert not found[-1]["decided"]


def test_the_command_shows_each_request_by_itself(file):
    evaluator(RULES, evalcore_journal).rank(REQUESTS)
    judged({**REQUESTS[0], "fit": 0})
    shown = journal().stdout
    assert shown.startswith("R1 Self-service portal, by portfolio\n")
    assert [line.split()[1:3] for line in shown.splitlines()[3:5]] == [["go", "1"], ["kill", "1"]]
    assert "R4 Robots for the warehouse, by portfolio" in shown
    assert "hold (undecided)" in shown
    only = journal(str(file), "--id", "R2", "--format", "json")
    assert [each["id"] for each in json.loads(only.stdout)] == ["R2"]
    assert journal("--id", "R9").stdout == "the journal has no such entries\n"


def test_an_entry_is_shown_as_text_whatever_it_holds(file):
    judged({**REQUESTS[0], "title": "all \x1b[31mred [bold]"})
    assert "R1 all  [31mred [bold], by portfolio" in journal().stdout


def test_all_bad_lines_are_named_at_once(file):
    judged(REQUESTS[0])
    with file.open("ab") as added:
        added.write(b'not json\n[1]\n{"id": "R1", "at": "x"}\n\xff\n' + b"[" * 100_000 + b"\n")
    with pytest.raises(InputError) as caught:
        evalcore_journal.read(file)
    assert [(e.line, e.problem) for e in caught.value.complaints] == [
        (2, "this is no JSON"),
        (3, "this is no object"),
        (4, "it has no ruleset, version, digest, title, verdict, decided, because"),
        (5, "this is no JSON"),
        (6, "this is no JSON"),
    ]


def test_no_journal(tmp_path, monkeypatch):
    monkeypatch.delenv("EVALCORE_JOURNAL", raising=False)
    with pytest.raises(InputError, match="found no journal\n    expected the file of a journal"):
        journal()
    with pytest.raises(InputError, match="nowhere: cannot be read: No such file"):
        evalcore_journal.read(tmp_path / "nowhere")
