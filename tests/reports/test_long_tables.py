"""Long tables are drawn as rich draws short ones, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.reports import terminal
from evalcore.reports.document import Document, Grid, Toned
from evalcore.reports.terminal import STYLES, as_text

TEXTS = st.text(st.sampled_from("abc de  \u200bä漢字\t\n=…-"), max_size=30)
TONES = st.sampled_from(sorted(STYLES))
CELLS = TEXTS | st.builds(Toned, TEXTS, TONES) | st.lists(st.builds(Toned, TEXTS, TONES)).map(tuple)


@given(st.data())
def test_the_same_bytes_as_rich(data):
    count = data.draw(st.integers(1, 5))
    head = data.draw(st.tuples(*[TEXTS] * count))
    rows = data.draw(st.lists(st.tuples(*[CELLS] * count), min_size=1, max_size=4))
    places = st.lists(st.integers(0, count - 1), min_size=1, max_size=count)
    grid = Grid(
        data.draw(st.sampled_from(["", "A caption"])),
        head,
        tuple(rows),
        right=data.draw(places),
        fit=data.draw(st.sampled_from(["hang", "wide"])),
        texts=sorted({*data.draw(places)}),
        notes=("A note.",),
    )
    width, color = data.draw(st.sampled_from([60, 80, 120])), data.draw(st.booleans())
    by_rich = as_text(Document((grid,), ""), width=width, color=color)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal, "LONG", 0)
        assert as_text(Document((grid,), ""), width=width, color=color) == by_rich


def test_long_tables_leave_rich_alone(monkeypatch):
    grid = Grid("", ("#", "Why"), tuple((str(n), "because " * 20) for n in range(200)),
        right=(0,), fit="hang", texts=(1,))  # fmt: skip
    monkeypatch.setattr(terminal.Table, "add_row", None)
    assert as_text(Document((grid,), "")).count("because") == 200 * 20
