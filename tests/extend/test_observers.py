"""Observers: they hear of what was asked for, of nothing else, and cannot harm an evaluation."""

from __future__ import annotations

from types import SimpleNamespace

from portfolio import REQUESTS, RULES, evaluator

from evalcore import Observer, find_changes, hookimpl


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


def test_one_that_fails_is_off_and_the_others_go_on():
    heard = []

    def fail(evaluation):
        raise ValueError("the log\nis full")

    plugin = watching(Observer("breaks", fail), Observer("ears", heard.append))
    judge = evaluator(RULES, plugin)
    assert [each.verdict for each in judge.rank(REQUESTS)] == ["go", "refer", "kill", "hold"]
    assert len(heard) == 4
    (trouble,) = judge.troubles
    problem = "the observer breaks failed on R1, and is off: ValueError: the log is full"
    assert trouble == f"plugin SimpleNamespace: {problem}"
    assert evaluator(RULES, plugin).troubles == []
