"""The commands with the formats that come with evalcore: TOML, JSON and CSV."""

from __future__ import annotations

import evalcore_files
import pytest

from evalcore.extend.finding import installation
from evalcore.extend.loading import Candidate, Origin

FILES = {
    "requests.toml": (
        '[[initiatives]]\nid = "R1"\ntitle = "Portal"\nfit = 3\nhours = 4\nvotes = 5\n'
        '[[initiatives]]\nid = "R2"\nvotes = 1\n'
    ),
    "requests.json": (
        '[{"id": "R1", "title": "Portal", "fit": 3, "hours": 4, "votes": 5}, '
        '{"id": "R2", "votes": 1}]'
    ),
    "requests.csv": "id,title,fit,hours,votes\nR1,Portal,3,4,5\nR2,,,,1\n",
}
RANKING = """\
portfolio 2026.1: 2 initiatives
1 go, 1 refer.

#  Request    Verdict  Total  Why
───────────────────────────────────────────────────────────────
1  R1 Portal  go        0.76  it fits, and there is time for it
2  R2         refer        -  the council has not carried it
"""
BROKEN = {
    "broken.toml": ("[[initiatives]]\nid = ", "broken.toml:2:6: "),
    "empty.toml": ("", "empty.toml:"),
    "empty.json": ("", "empty.json:1:1: "),
    "empty.csv": ("", "empty.csv:"),
    "broken.json": ('[{"id": "R1",]', "broken.json:1:"),
    "value.toml": ('id = "R1"\nfit = "high"\n', "value.toml:2:7: R1: fit: found 'high'"),
    "value.json": ('[{"id": "R1",\n"fit": 9}]', "value.json:2:8: R1: fit: found 9"),
    "value.csv": ("id,fit\nR1,high\n", "value.csv:2:2: R1: fit: found 'high'"),
    "binary.csv": ("\x00\x01\x02", "binary.csv:"),
}


@pytest.fixture(autouse=True)
def files(folder):
    """The plugin of the formats as if it were installed, under the name that it has there."""
    found = Candidate(Origin("files", "initiative-evalcore", "0"), lambda: evalcore_files)
    with installation([found]):
        yield


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_ranking(run, folder, name):
    (folder / name).write_text(FILES[name], "utf-8")
    result = run("rank", "rules.toml", name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, RANKING, "")


@pytest.mark.parametrize("name", FILES)
def test_and_so_does_standard_input(run, name):
    chosen = [] if name.endswith("json") else ["--from", name.partition(".")[2]]
    assert run("rank", "rules.toml", "-", *chosen, given=FILES[name]).stdout == RANKING


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_in_a_document_has_its_place(run, folder, name):
    text, expected = BROKEN[name]
    (folder / name).write_text(text, "utf-8")
    result = run("rank", "rules.toml", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {expected}")


def test_a_suffix_that_nobody_reads(run, folder):
    (folder / "requests.jsn").write_text("[]", "utf-8")
    message = run("rank", "rules.toml", "requests.jsn").stderr
    assert "found the suffix .jsn" in message
    assert "did you mean '.json'?" in message
