"""Spreading: other processes give the same answers, and whatever becomes of them, all are there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys

import pytest
from places import ROOT
from tabled import DAY, SMALL, frame_of, random_rows

from evalcore import Evaluator, InputError
from evalcore.judge.tables import spreading
from rulesets import evaluator

pytest.importorskip("polars", reason="needs the extra tables")


@pytest.fixture
def made() -> Evaluator:
    return evaluator(SMALL)


@pytest.fixture
def frame(made):
    return frame_of(made.fields, random_rows(made.fields, 600, seed=8, lacking=0.3))


@pytest.fixture
def soon(monkeypatch):
    """Others are started at once, and lots are small."""
    monkeypatch.setattr(spreading, "PAYS", 0.0)
    monkeypatch.setattr(spreading, "LOT", 16)


@pytest.fixture
def helpers(monkeypatch):
    """The processes that were started."""
    found: list[spreading._Helper] = []
    begin = spreading._Helper.__init__

    def noted(self, said):
        begin(self, said)
        found.append(self)

    monkeypatch.setattr(spreading._Helper, "__init__", noted)
    return found


def test_other_processes_say_the_same(made, frame, soon, helpers):
    alone = made.evaluate_table(frame, as_of=DAY, processes=1)
    assert not helpers
    assert made.evaluate_table(frame, as_of=DAY, processes=3).equals(alone)
    assert len(helpers) == 2
    assert all(each.process.poll() is not None for each in helpers)


def test_nobody_is_started_for_what_is_done_sooner_alone(made, frame, helpers):
    made.evaluate_table(frame, as_of=DAY, processes=2)
    assert not helpers


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGSTOP])
def test_what_others_do_not_answer_is_asked_here(made, frame, soon, helpers, monkeypatch, kind):
    alone = made.evaluate_table(frame, as_of=DAY, processes=1)
    monkeypatch.setattr(spreading, "PATIENCE", 0.2)
    monkeypatch.setattr(spreading, "SLOWER", 0.0)
    answer = spreading._Helper.answer

    def struck(self, lot):
        os.kill(self.process.pid, kind)
        return answer(self, lot)

    monkeypatch.setattr(spreading._Helper, "answer", struck)
    assert made.evaluate_table(frame, as_of=DAY, processes=2).equals(alone)
    assert len(helpers) == 1
    assert helpers[0].process.poll() is not None


def test_what_cannot_be_handed_over_is_asked_here(made, frame, soon, helpers, monkeypatch):
    alone = made.evaluate_table(frame, as_of=DAY, processes=1)

    def refuse(*_):
        raise TypeError("a lock cannot be pickled")

    monkeypatch.setattr(spreading.pickle, "dumps", refuse)
    assert made.evaluate_table(frame, as_of=DAY, processes=2).equals(alone)
    assert not helpers


def _in_a_daemon(into):
    spreading.PAYS, spreading.LOT = 0.0, 16
    made = evaluator(SMALL)
    frame = frame_of(made.fields, random_rows(made.fields, 300, seed=8, lacking=0.3))
    same = made.evaluate_table(frame, as_of=DAY, processes=2)
    into.put(same.equals(made.evaluate_table(frame, as_of=DAY, processes=1)))


def test_a_daemonic_process_may_start_others():
    context = multiprocessing.get_context("spawn")
    into = context.SimpleQueue()
    daemon = context.Process(target=_in_a_daemon, args=(into,), daemon=True)
    daemon.start()
    daemon.join(60)
    assert daemon.exitcode == 0
    assert into.get() is True


SCRIPT = """
import sys
sys.path[:0] = {path!r}
from evalcore.judge.tables import spreading
spreading.PAYS, spreading.LOT = 0.0, 16
print("once")
from rulesets import evaluator
from tabled import DAY, SMALL, frame_of, random_rows
made = evaluator(SMALL)
frame = frame_of(made.fields, random_rows(made.fields, 300, seed=8, lacking=0.3))
print(made.evaluate_table(frame, as_of=DAY, processes=2).height)
"""


def test_a_script_without_a_main_guard_runs_once(tmp_path):
    path = [str(ROOT / each) for each in ("tests", "plugins", "")]
    (tmp_path / "script.py").write_text(SCRIPT.format(path=path), encoding="utf-8")
    found = subprocess.run(
        [sys.executable, tmp_path / "script.py"], check=True, capture_output=True, text=True
    )
    assert found.stdout == "once\n300\n"
    assert found.stderr == ""


@pytest.mark.parametrize("processes", [0, -1, 1.0, True, "2"])
def test_how_many_is_a_whole_number(made, frame, processes):
    with pytest.raises(InputError, match=r"found .* processes\s+expected a whole number from 1"):
        made.evaluate_table(frame, as_of=DAY, processes=processes)
