"""What `--format` prints, from Python: by a function, and by the name of a report."""

from __future__ import annotations

import json

import pytest
from portfolio import REQUESTS, evaluator

from evalcore import InputError, write_report
from evalcore.extend.reserved import FORMATS


def listing(*, ranking=True):
    judge = evaluator()
    return judge.listing(judge.rank(REQUESTS), ranking=ranking)


@pytest.mark.parametrize("ranking", [True, False])
@pytest.mark.parametrize("form", FORMATS)
def test_the_reports_of_evalcore_itself_are_found_by_name(form, ranking):
    report = evaluator().plugins.report(form)
    assert report.about
    found = listing(ranking=ranking)
    assert report.write(found) == write_report(found, form)


def test_each_format_is_what_it_is_called():
    found = listing()
    begins = {
        "table": "portfolio 2026.1: 4 initiatives\n1 go, 1 refer, 1 kill, 1 undecided.\n\n#  ",
        "csv": "rank,id,title,verdict",
        "markdown": "# portfolio 2026.1: 4 initiatives\n",
        "html": "<!DOCTYPE html>\n",
    }
    for form, text in begins.items():
        assert write_report(found, form).startswith(text)
    assert json.loads(write_report(found, "json")) == found.to_json()


def test_a_table_is_as_wide_as_it_may_be_and_plain_unless_asked():
    found = listing()
    assert write_report(found) == write_report(found, "table", width=80)
    assert "R4 Robots for the warehouse  hold" in write_report(found, width=120)
    assert "\x1b[" not in write_report(found)
    assert "\x1b[1;32mgo" in write_report(found, color=True)


def test_another_format_is_a_mistake():
    with pytest.raises(InputError) as caught:
        write_report(listing(), "htm")
    assert str(caught.value) == (
        "there is no report 'htm'\n    expected one of table, json, csv, markdown, html\n"
        "    did you mean 'html'?"
    )
