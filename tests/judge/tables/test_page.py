"""The page on tables: its examples run, and its tables are complete."""

from __future__ import annotations

import re
from typing import Any

import pytest
from places import ROOT

from evalcore import Evaluator

pytest.importorskip("polars", reason="needs the extra tables")

from evalcore.judge.tables.judging import Judging

PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")


def test_the_examples_say_what_they_should(capsys):
    names: dict[str, Any] = {}
    one, records = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(one, names)  # noqa: S102 - our own page
    result = names["result"]
    assert result.get_column("verdict").to_list() == ["go", "recycle", "recycle", None]
    assert result.get_column("refused").to_list() == [None, None, None, "cost_k"]
    assert "department" in capsys.readouterr().out
    exec(records, names)  # noqa: S102 - our own page
    assert [*names["result"].select("id", "decided_by").iter_rows()] == [
        ("A", "undecided"),
        ("B", "measurable"),
        ("C", "measurable"),
    ]


def test_every_column_of_a_result_is_on_the_page():
    columns = [*Judging(Evaluator("default"), None).schema]
    named = [re.sub(r"score\..*", "score.ID", each) for each in columns]
    assert [each for each in named if f"`{each}`" not in PAGE] == []
