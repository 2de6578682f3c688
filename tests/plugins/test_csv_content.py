"""What a CSV document holds: the same out of a file as out of its bytes, wherever pieces end."""

from __future__ import annotations

from pathlib import Path

import evalcore_csv_content
import pytest
from evalcore_csv import lay_out
from evalcore_csv_content import SIGNS, Content
from evalcore_csv_dialect import undecodable
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evalcore import InputError
from evalcore.extend.sheets import Layout

PARTS = [
    "a",
    ",",
    ";",
    '"',
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\ufffd",
    '="1"',
    "é",
    "id,cost\n",
    " ",
    "12",
]
texts = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)
documents = st.one_of(texts.map(str.encode), st.binary(max_size=30))


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(evalcore_csv_content, "PIECE", 3)


fixed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


@fixed
@given(documents)
@example(b'a\r\n="1"\xef\xbf\xbd')
def test_signs_are_counted_over_the_ends_of_pieces(small, document):
    counted = Content(document)
    assert {sign: counted.count(sign.decode()) for sign in SIGNS} == {
        sign: document.count(sign) for sign in SIGNS
    }


@fixed
@given(documents)
@example("a\né\n\xff".encode() + b"\xff")
def test_what_is_no_text_is_found_where_it_is(small, document):
    found = undecodable(Content(document).pieces(), "utf-8")
    bad = _first_bad(document)
    if bad is None:
        assert found is None
        return
    before = document[:bad].decode()
    assert found is not None
    assert found.line == before.count("\n") + 1
    assert found.column == len(before) - before.rfind("\n")
    assert found.problem == f"found the byte 0x{document[bad]:02x}"


def _first_bad(document: bytes) -> int | None:
    try:
        document.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


@fixed
@given(documents)
def test_a_file_is_laid_out_as_its_bytes_are(small, tmp_path, document):
    path = tmp_path / "in.csv"
    path.write_bytes(document)
    assert _laid_out(path) == _laid_out(document)


def _laid_out(document: bytes | Path):
    try:
        sheet = lay_out(document, Layout())
    except InputError as error:
        return error.complaints
    return [*sheet.rows], sheet.faults, sheet.warnings, sheet.separator, sheet.width
