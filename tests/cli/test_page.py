"""`evalcore page` and `evalcore demo` on the command line."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore as command_line

EVERY_DAY = """
name = "dated"
version = "1"

[fields.started]
kind = "date"

[[rules]]
id = "old"
when = "days_since(started) > 30"
verdict = "kill"

[default]
verdict = "hold"
"""


def run(*words: str):
    return CliRunner().invoke(command_line, list(words))


@pytest.fixture
def dated(tmp_path) -> Path:
    path = tmp_path / "dated.toml"
    path.write_text(EVERY_DAY, encoding="utf-8")
    (tmp_path / "in.json").write_text('{"id": "A", "started": "2026-01-01"}', encoding="utf-8")
    return path


def test_a_page_needs_a_date_where_days_are_counted(dated, tmp_path):
    given = [str(dated), str(tmp_path / "in.json")]
    out = str(tmp_path / "out.html")
    done = run("page", *given, "-o", out)
    assert done.exit_code == 2
    assert "the ruleset dated counts days, but from no date" in done.output
    assert run("page", *given, "-o", out, "--as-of", "2026-03-01").exit_code == 0
    text = Path(out).read_text(encoding="utf-8")
    assert '"as_of":"2026-03-01"' in text
    assert 'data-verdict="kill"' in text


def test_a_form_for_sponsors_is_that_of_one_ruleset(dated, tmp_path):
    words = ["--for", "sponsor", "--as-of", "2026-03-01", "-o", str(tmp_path / "out.html")]
    done = run("page", str(dated), str(tmp_path / "in.json"), *words)
    assert done.exit_code == 2
    assert "a form for sponsors is that of one RULESET, and needs no INPUT" in done.output
    assert run("page", str(dated), *words).exit_code == 0


def test_another_suffix_is_said(dated, tmp_path):
    given = ["page", str(dated), str(tmp_path / "in.json"), "--as-of", "2026-03-01"]
    done = run(*given, "-o", str(tmp_path / "out.pdf"))
    assert done.exit_code == 2
    assert ".pdf" in done.output


REQUESTS = str(Path(__file__).parent.parent.parent / "examples" / "requests.toml")


def test_a_report_is_a_picture_of_the_slate_or_of_one_total(tmp_path):
    out = tmp_path / "map.svg"
    assert run("report", "default", REQUESTS, "-o", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8").count("data-id=") == 12
    assert run("report", "default", REQUESTS, "--id", "I02", "-o", str(out)).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert "CFO: financial close automation: how the total adds up" in text
    assert "+0.24" in text


def test_a_report_is_minutes_with_a_section_each():
    done = run("report", "default", REQUESTS)
    assert done.exit_code == 0
    heads = [line for line in done.stdout.splitlines() if line.startswith("## ")]
    assert heads[:2] == ["## CMO: marketing automation", "## COO: warehouse robotics"]
    assert len(heads) == 12
    assert "conditional go" in done.output
    assert "conditional_go" not in done.output.replace("\\", "")


def test_a_report_on_nobody_says_who_there_is():
    done = run("report", "default", REQUESTS, "--id", "I2")
    assert done.exit_code == 2
    assert "there is no initiative 'I2'" in done.output


def test_a_total_that_does_not_add_up_has_no_picture(dated, tmp_path):
    words = ["--id", "A", "--as-of", "2026-03-01", "-o", str(tmp_path / "x.svg")]
    done = run("report", str(dated), str(tmp_path / "in.json"), *words)
    assert done.exit_code == 2
    assert "the total of dated does not add up from criteria" in done.output


def test_the_demo_opens_the_page_of_the_shipped_requests(monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: bool(opened.append(address) or True))
    done = run("demo")
    assert done.exit_code == 0
    path = Path(done.stdout.strip())
    assert opened == [path.as_uri()]
    assert 'data-id="I12"' in path.read_text(encoding="utf-8")
    assert run("demo", "--no-open").exit_code == 0
    assert len(opened) == 1
