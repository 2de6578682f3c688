"""The report on changes: what is said beside them, whoever asks."""

from __future__ import annotations

from evalcore.reports.changes import changes_document
from evalcore.reports.markdown import as_markdown
from evalcore.reports.terminal import as_text
from evalcore.say.terms import Terms
from evalcore.study.changes import Change, Changes, Move

MOVE = Move("hours", "hours", 1.0, 2.0, "h/month", "hours from 1 to 2 a month")
FOUND = (Change((MOVE,), "go"),)


def written(**more):
    answer = {"to": "go", "by": None, "found": FOUND, "id": "R1", "title": "Portal", "now": "hold"}
    return as_text(changes_document(Changes(**answer | more), Terms()))


def test_one_change():
    assert (
        written()
        == """\
R1 Portal
Now hold. This change leads to go:

  - hours from 1 to 2 a month
"""
    )


def test_a_title_that_is_the_id_is_said_once():
    assert written(title="R1").startswith("R1\n")


def test_nothing_is_decided_yet():
    assert "\nNow undecided, recycle meanwhile. This change " in written(
        decided=False, now="recycle"
    )
    assert "\nNow undecided, no verdict meanwhile. " in written(decided=False, now=None)


def test_nobody_at_all():
    said = "R1 Portal\nNow hold. No change of one or two fields leads to go.\n"
    assert written(found=()) == said


def test_a_search_that_ended_at_its_limit():
    more = "\nNot every value could be tried: there may be a smaller one.\n"
    assert written(exhausted=False).endswith(more)
    assert written(exhausted=False, found=()).endswith("there may be one all the same.\n")


def test_fields_of_which_nobody_says_who_controls_them():
    more = "\nNobody is said to control cost k and energy (controlled_by): tried as well.\n"
    assert written(unsaid=("cost_k", "energy")).endswith(more)
    said = written(unsaid=("energy",), by="it", own=2)
    assert said.endswith("\nNobody is said to control energy (controlled_by): not tried.\n")


def test_how_roles_are_called():
    one = {"found": (), "own": 1, "others": ("finance",), "theirs": FOUND}
    assert "fields by IT leads to go. Finance could " in written(by="it", **one)
    assert "by the change_board" not in written(by="change_board", **one)
    assert "by the change board leads" in written(by="change_board", **one)


def test_colour_is_only_for_terminals():
    answer = Changes("go", None, FOUND, id="R1")
    assert "\x1b[1mR1\x1b[0m" in as_text(changes_document(answer, Terms()), color=True)


def test_nothing_in_a_text_is_markup():
    move = Move("x", "x", "a", "b", None, "x from *a* to <b>\x1b")
    answer = Changes("go", None, (Change((move,), "go"),), id="R1")
    document = changes_document(answer, Terms())
    assert "- x from \\*a\\* to \\<b" in as_markdown(document)
    assert "\x1b" not in as_markdown(document) + as_text(document)
