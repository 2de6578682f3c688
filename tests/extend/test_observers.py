"""Observers: they hear of what was asked for, of nothing else, and cannot harm an evaluation."""

from __future__ import annotations

import logging
import threading
from types import SimpleNamespace

import pytest
from portfolio import REQUESTS, RULES, evaluator

from evalcore import Complaint, Evaluator, InputError, Observer, find_changes, hookimpl
from evalcore.judge import observing


def watching(*observers):
    return SimpleNamespace(evalcore_observers=hookimpl(lambda: list(observers)))


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still; it is set by hand."""
    now = SimpleNamespace(at=100.0)
    monkeypatch.setattr(observing, "monotonic", lambda: now.at)
    return now


def test_they_hear_of_every_evaluation_in_its_order():
    heard = []
    judge = evaluator(RULES, watching(Observer("ears", heard.append)))
    found = judge.evaluate_all(REQUESTS)
    assert heard == found
    assert [each.id for each in heard] == ["R1", "R2", "R3", "R4"]
    judge.evaluate(REQUESTS[0])
    assert len(heard) == 5
    assert len(list(judge.evaluate_many(REQUESTS))) == 4
    assert len(heard) == 9


def test_what_is_tried_on_the_way_is_not_told():
    heard = []
    judge = evaluator(RULES, watching(Observer("ears", heard.append)))
    assert judge.next_question(REQUESTS[3]) is not None
    assert find_changes(judge, REQUESTS[1], "go").found
    assert judge.judge(REQUESTS[0]).verdict == "go"
    assert heard == []


def test_a_batch_begins_and_ends():
    heard = []
    ears = Observer(
        "ears",
        lambda each: heard.append(each.id),
        begins=lambda: heard.append("begin"),
        ends=lambda: heard.append("end"),
    )
    judge = evaluator(RULES, watching(ears))
    judge.evaluate_all(REQUESTS)
    judge.evaluate(REQUESTS[0])
    assert heard == ["begin", "R1", "R2", "R3", "R4", "end", "begin", "R1", "end"]
    heard.clear()
    many = judge.evaluate_many(REQUESTS)
    next(many)
    assert heard == ["begin", "R1"]
    many.close()
    assert heard == ["begin", "R1", "end"]


def test_one_that_fails_is_tried_again_and_the_others_go_on(clock, caplog):
    heard, tried, full = [], [], [True]

    def fail(evaluation):
        tried.append(evaluation.id)
        if full[0]:
            raise ValueError("the log\nis full")

    plugin = watching(Observer("breaks", fail), Observer("ears", heard.append))
    judge = evaluator(RULES, plugin)
    with caplog.at_level(logging.INFO, "evalcore"):
        assert [each.verdict for each in judge.rank(REQUESTS)] == ["go", "refer", "kill", "hold"]
        assert (len(heard), tried) == (4, ["R1"])
        problem = "the observer breaks failed on R1: ValueError: the log is full"
        (trouble,) = judge.troubles
        assert trouble == f"plugin SimpleNamespace: {problem}; it is tried again after 1 s"
        clock.at += 1.0
        judge.evaluate(REQUESTS[1])
        assert tried == ["R1", "R2"]
        assert judge.troubles[1].endswith("it is tried again after 2 s")
        clock.at += 1.9
        judge.evaluate(REQUESTS[2])
        full[0] = False
        clock.at += 0.1
        judge.evaluate(REQUESTS[3])
    assert tried == ["R1", "R2", "R4"]
    assert len(judge.troubles) == 2
    levels = [(each.levelname, each.name) for each in caplog.records]
    assert levels == [("WARNING", "evalcore.observers")] * 2 + [("INFO", "evalcore.observers")]
    assert caplog.messages[-1] == "the observer breaks hears again; it missed 6 evaluations"
    assert evaluator(RULES, plugin).troubles == []


def test_pauses_end_at_a_minute(clock):
    judge = evaluator(RULES, watching(Observer("breaks", lambda _: 1 / 0)))
    for _ in range(10):
        judge.evaluate(REQUESTS[0])
        clock.at += 60.0
    said = [each.rpartition("after ")[2] for each in judge.troubles]
    assert said == [*(f"{2**n} s" for n in range(6)), *["60 s"] * 4]


def test_one_that_cannot_begin_hears_of_nothing(clock):
    heard = []
    judge = evaluator(RULES, watching(Observer("ears", heard.append, begins=lambda: 1 / 0)))
    judge.evaluate_all(REQUESTS)
    assert heard == []
    assert "failed on the beginning of a batch: ZeroDivisionError" in judge.troubles[0]


def test_threads_that_fail_at_once_harm_nobody():
    inside, together = [], threading.Barrier(4)

    def fail(evaluation):
        inside.append(threading.get_ident())
        assert len(set(inside)) == 1, "two threads at once"
        inside.pop()
        raise OSError("no disk")

    judge = evaluator(RULES, watching(Observer("breaks", fail)))
    found = []

    def work():
        together.wait()
        found.extend(judge.evaluate(REQUESTS[0]).verdict for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == ["go"] * 200
    assert len(judge.troubles) == 1


def configured(settings):
    if "loud" not in settings:
        raise InputError(Complaint("loud is missing", "loud = true or false"))
    return Observer("ears", lambda each: HEARD.append((each.id, settings["loud"])))


HEARD: list[object] = []
PLUGIN = watching(Observer("ears", None, configured=configured))


def test_settings_of_plugins_stand_in_the_ruleset():
    HEARD.clear()
    evaluator(RULES, PLUGIN).evaluate(REQUESTS[0])
    assert HEARD == []
    set_ = f"{RULES}\n[plugins.SimpleNamespace]\nloud = true\n"
    judge = evaluator(set_, PLUGIN)
    judge.evaluate(REQUESTS[0])
    assert HEARD == [("R1", True)]
    assert judge.digest == evaluator(RULES, PLUGIN).digest


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[plugins.SimpleNamespace]\nlod = 1", "loud is missing\n    expected loud = true"),
        ("[plugins.SimpleNamspace]\nloud = true", "there is no plugin 'SimpleNamspace' to set"),
        ("[plugins.html]\nx = 1", "the plugin html takes no settings here"),
        ("[plugins]\nears = 3", "found 3\n    expected a table with settings of the plugin"),
    ],
)
@pytest.mark.shipped
def test_settings_that_cannot_be_used(table, words, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(f"{RULES}\n{table}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Evaluator(path, plugins=[PLUGIN])
    assert words in str(caught.value)
    assert "rules.toml:" in str(caught.value)
