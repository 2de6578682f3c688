"""Observers: they hear of what was asked for, of nothing else, and cannot harm an evaluation."""

from __future__ import annotations

import threading
from types import SimpleNamespace

from portfolio import REQUESTS, RULES, evaluator

from evalcore import Observer, find_changes, hookimpl
from evalcore.judge import telling


def watching(*observers):
    return SimpleNamespace(evalcore_observers=hookimpl(lambda: list(observers)))


def test_they_hear_of_every_evaluation_in_its_order():
    heard = []
    judge = evaluator(RULES, watching(Observer("ears", heard.append)))
    found = judge.evaluate_all(REQUESTS)
    assert heard == found
    assert [each.id for each in heard] == ["R1", "R2", "R3", "R4"]
    judge.evaluate(REQUESTS[0])
    assert len(heard) == 5


def test_what_is_tried_on_the_way_is_not_told():
    heard = []
    judge = evaluator(RULES, watching(Observer("ears", heard.append)))
    assert judge.next_question(REQUESTS[3]) is not None
    assert find_changes(judge, REQUESTS[1], "go").found
    assert judge.judge(REQUESTS[0]).verdict == "go"
    assert heard == []


def test_one_that_fails_is_off_and_the_others_go_on(caplog):
    heard = []

    def fail(evaluation):
        raise ValueError("the log\nis full")

    plugin = watching(Observer("breaks", fail), Observer("ears", heard.append))
    judge = evaluator(RULES, plugin)
    assert [each.verdict for each in judge.rank(REQUESTS)] == ["go", "refer", "kill", "hold"]
    assert len(heard) == 4
    (trouble,) = judge.troubles
    problem = "the observer breaks failed on R1, and is off for 1 s: ValueError: the log is full"
    assert trouble == f"plugin SimpleNamespace: {problem}"
    assert [(each.name, each.levelname, each.message) for each in caplog.records] == [
        ("evalcore", "WARNING", trouble)
    ]
    assert evaluator(RULES, plugin).troubles == []


def test_it_is_asked_again_after_pauses_that_double(monkeypatch):
    now, heard, works = [100.0], [], [False]
    monkeypatch.setattr(telling, "clock", lambda: now[0])

    def locked(evaluation):
        heard.append((now[0], evaluation.id))
        if not works[0]:
            raise OSError("database is locked")

    judge = evaluator(RULES, watching(Observer("audit", locked)))
    for second in range(10):
        now[0] = 100.0 + second
        judge.evaluate(REQUESTS[0])
    assert [at for at, _ in heard] == [100.0, 101.0, 103.0, 107.0]
    pauses = [each.partition("off for ")[2].partition(" s")[0] for each in judge.troubles]
    assert pauses == ["1", "2", "4", "8"]
    for second in (200, 400, 600, 800):
        now[0] = second
        judge.evaluate(REQUESTS[0])
    assert "off for 60 s" in judge.troubles[-1]
    judge.evaluate(REQUESTS[1])
    works[0], now[0] = True, 1000.0
    judge.evaluate(REQUESTS[2])
    assert judge.troubles[-1].endswith("the observer audit hears again, and missed 7 evaluations")
    works[0], now[0] = False, 1001.0
    judge.evaluate(REQUESTS[2])
    assert "off for 1 s" in judge.troubles[-1]


def test_threads_that_fail_at_once_harm_nobody():
    together = threading.Barrier(4)

    def fail(_):
        together.wait(timeout=10)
        raise OSError

    judge = evaluator(RULES, watching(Observer("breaks", fail)))
    wrong = []

    def ask():
        try:
            assert judge.evaluate(REQUESTS[0]).verdict == "go"
        except Exception as error:  # noqa: BLE001 - whatever it is
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    assert len(judge.troubles) == 4
