"""`evalcore explain --for`: letters on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from portfolio import REQUESTS

from evalcore.say.sentences import ENGLISH, blanks


@pytest.fixture
def explained(run, folder):
    """Explains the first request, with these words after it."""

    def call(*words, **more):
        request = {**REQUESTS[0], **more}
        (folder / "requests.rows").write_text(json.dumps([request]), "utf-8")
        return run("explain", "rules.toml", "requests.rows", "R1", *words)

    return call


def test_a_letter_to_the_sponsor(explained):
    result = explained("--for", "sponsor", sponsor="CFO")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Self-service portal\n\nDear CFO,\n\nThe verdict is a go: ")


def test_nobody_in_particular_is_greeted_where_no_sponsor_is_named(explained):
    assert "\nTo whoever asked for it,\n" in explained("--for", "sponsor").stdout


def test_the_page_for_the_council(explained):
    result = explained("--for", "council", sponsor="CFO")
    assert result.exit_code == 0
    assert "Request R1, asked for by CFO.\n" in result.stdout
    assert "What was measured\n" in result.stdout


@pytest.mark.parametrize(
    ("form", "begins"), [("markdown", "# Self-service portal\n"), ("html", "<!DOCTYPE html>\n")]
)
@pytest.mark.parametrize("reader", ["sponsor", "council"])
def test_other_formats(explained, reader, form, begins):
    result = explained("--for", reader, "--format", form)
    assert result.exit_code == 0
    assert result.stdout.startswith(begins)


def test_the_tree_is_a_page_too(explained):
    result = explained("--format", "html")
    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>")


def test_letters_have_no_json(explained):
    result = explained("--for", "council", "--format", "json")
    assert result.exit_code == 2
    assert "--for council has no json" in result.stderr


def test_only_these_readers(explained):
    result = explained("--for", "auditor")
    assert result.exit_code == 2
    assert "'auditor' is not one of 'sponsor', 'council'" in result.stderr


def test_mistakes_are_those_of_the_other_commands(run):
    result = run("explain", "rules.toml", "requests.rows", "R9", "--for", "sponsor")
    assert result.exit_code == 2
    assert "there is no initiative 'R9'" in result.stderr


def test_a_date_that_is_missing_is_asked_for_with_all_else(run, folder):
    rules = (folder / "rules.toml").read_text("utf-8")
    dated = '[fields.start]\nkind = "date"\n[measures]\nage = "days_since(start)"\n'
    late = '[[rules]]\nid = "late"\nwhen = "age > 3"\nverdict = "kill"\n'
    (folder / "rules.toml").write_text(rules.replace("[default]", f"{dated}{late}[default]"))
    (folder / "requests.rows").write_text(json.dumps([{**REQUESTS[0], "fit": "high"}]))
    result = run("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor")
    assert result.exit_code == 2
    assert "counts days, but from no date" in result.stderr
    assert "found 'high'" in result.stderr
    undated = [{**REQUESTS[0], "start": "2026-01-01"}]
    (folder / "requests.rows").write_text(json.dumps(undated))
    result = run("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor")
    assert "counts days, but from no date" in result.stderr
    dated = ("--as-of", "2026-01-02")
    result = run("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor", *dated)
    assert "version 2026.1, as of\n2026-01-02." in result.stdout


def test_the_tree_ends_in_a_waterfall(explained):
    result = explained()
    assert "\nhow the total adds up\n" in result.stdout
    assert "total           0.76" in result.stdout
    root = json.loads(explained("--format", "json").stdout)
    assert set(root) == {"text", "state", "parts"}
    assert "adds up" not in explained("--format", "markdown").stdout


def test_the_page_says_what_would_lead_to_something_better(explained):
    result = explained("--for", "council", fit=0)
    assert "The verdict is a kill" in result.stdout
    assert "The smallest change\n" in result.stdout
    assert "a go." in result.stdout.partition("The smallest change\n")[2]


def test_nothing_is_proposed_while_nothing_is_decided(explained):
    result = explained("--for", "council", fit=None)
    assert "not decided yet" in result.stdout
    assert "The smallest change" not in result.stdout


@pytest.fixture
def lettered(run, folder):
    """Writes letters about these requests, with these words at the end of the command."""

    def call(*words, requests=REQUESTS, head=""):
        rules = (folder / "rules.toml").read_text("utf-8")
        (folder / "rules.toml").write_text(f"{rules}\n{head}", "utf-8")
        (folder / "requests.rows").write_text(json.dumps(requests), "utf-8")
        return run("explain", "rules.toml", "requests.rows", *words)

    return call


def test_all_letters_at_once(lettered, folder):
    result = lettered("--for", "sponsor", "--all", "-o", "letters/")
    assert (result.exit_code, result.stderr) == (0, "")
    written = [str(Path("letters") / f"{each['id']}.md") for each in REQUESTS]
    assert result.stdout.splitlines() == written
    assert sorted(map(str, Path("letters").iterdir())) == sorted(written)
    assert Path(written[0]).read_text("utf-8").startswith("# Self-service portal\n\nTo whoever")
    again = lettered("--for", "sponsor", "--all", "-o", "letters")
    assert again.stderr == f"note: letters: {len(REQUESTS)} files written over what was there\n"


@pytest.mark.parametrize(
    ("form", "suffix", "begins"),
    [("table", ".txt", b"Self"), ("html", ".html", b"<!DOC"), ("docx", ".docx", b"PK"),
     ("eml", ".eml", b"Subject: Self")],
)  # fmt: skip
def test_all_letters_in_other_formats(lettered, form, suffix, begins):
    result = lettered("--for", "council", "--all", "-o", "pages", "--format", form)
    assert result.exit_code == 0
    assert Path(f"pages/R1{suffix}").read_bytes().startswith(begins)


def test_every_id_gets_a_file_of_its_own(lettered):
    names = ["a/b", "A b", "../../x", "..", "Ä", "a-b"]
    requests = [{**REQUESTS[0], "id": each} for each in names]
    result = lettered("--for", "sponsor", "--all", "-o", "letters", requests=requests)
    assert result.exit_code == 0
    assert sorted(each.name for each in Path("letters").iterdir()) == sorted(
        ["a-b.md", "A-b-2.md", "x.md", "request.md", "Ä.md", "a-b-3.md"]
    )
    assert not Path("x.md").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--all", "-o", "l"), "--all is for letters and pages: add --for sponsor"),
        (("R1", "--for", "sponsor", "--all", "-o", "l"), "take R1, or --all: not both"),
        ((), "say which initiative: its ID after INPUT; or all of them, with --for and --all"),
        (("--for", "sponsor", "--all"), "say in which folder: -o letters/"),
        (("--for", "sponsor", "--all", "-o", "l.docx"), "expected a folder, such as letters/"),
        (("--for", "sponsor", "--all", "-o", "rules.toml"), "rules.toml: this is a file"),
        (("--for", "sponsor", "--all", "-o", "no/l"), "cannot be written: there is no folder 'no'"),
        (("--for", "sponsor", "--all", "-o", "l", "--format", "json"), "has no json"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_with_all(lettered, words, said):
    result = lettered(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("l").exists()


def test_a_letter_says_when_and_from_whom(lettered):
    head = '[letters]\nsender = "The portfolio office"\nclosing = "Kind regards"\n'
    words = ("R1", "--for", "sponsor", "--as-of", "2026-11-23")
    text = lettered(*words, head=head).stdout
    assert text.startswith("Self-service portal\n\n2026-11-23\n\nTo whoever asked for it,\n")
    assert text.endswith(
        "\nKind regards\n\nThe portfolio office\n\nYour request: R1. Evaluated by the ruleset "
        '"portfolio", version 2026.1, as of\n2026-11-23.\n'
    )


def test_a_ruleset_may_bring_its_own_sentences(lettered):
    head = (
        '[letters.sentences]\ngreeting_nobody = "Guten Tag,"\n'
        'verdict_means = "Das Ergebnis: {verdict}."\nwhy = "Warum"\n'
    )
    text = lettered("R1", "--for", "sponsor", head=head).stdout
    assert "\nGuten Tag,\n\nDas Ergebnis: a go.\n\nWarum\n" in text


def test_a_letter_is_in_the_language_that_it_says(lettered, folder):
    words = ("R1", "--for", "sponsor", "--format", "html")
    before = (folder / "rules.toml").read_text("utf-8")
    assert '<html lang="en">' in lettered(*words).stdout
    assert '<html lang="de">' in lettered(*words, head='[letters]\nlanguage = "de"\n').stdout
    (folder / "rules.toml").write_text(before, "utf-8")
    result = lettered(*words, head='[letters]\nlanguage = "auf Deutsch"\n')
    assert result.exit_code == 2
    assert "letters.language: found 'auf Deutsch'\n    expected a language, such as de" in (
        result.stderr
    )


def test_sentences_that_cannot_be_filled_in(lettered):
    head = (
        "[letters]\nsendr = 'x'\n[letters.sentences]\n"
        'verdict = "{verdcit}!"\nwhy = "Why {x}"\ntotal = "{"\ngreetin = "Hi"\n'
        'open = "{0}"\n'
    )
    result = lettered("R1", "--for", "sponsor", head=head)
    assert result.exit_code == 2
    assert (
        "letters.sentences.verdict: nothing is filled in for {verdcit}\n"
        "    expected {verdict}\n    did you mean '{verdict}'?"
    ) in result.stderr
    for said in (
        "letters.sendr: there is no key 'sendr' here",
        "letters.sentences.why: nothing is filled in for {x}\n    expected a text without braces",
        "letters.sentences.total: a stray brace\n    expected {total}",
        "letters.sentences.greetin: there is no key 'greetin' here",
        "did you mean 'greeting'?",
        "letters.sentences.open: a stray brace",
    ):
        assert said in result.stderr


def test_the_usual_sentences_can_be_filled_in():
    for sentence in ENGLISH.values():
        names = blanks(sentence)
        assert names is not None
        assert "{" not in sentence.format(**dict.fromkeys(names, "x"))


PLAN = '[portfolio]\n[portfolio.capacities.my_hours]\nuses = "hours"\namount = 5\n'


@pytest.fixture
def slate(folder):
    """A portfolio of five hours, and two requests that are a go and do not fit into them."""
    other = {**REQUESTS[0], "id": "R9", "title": "Twin portal", "hours": 3}
    (folder / "requests.rows").write_text(json.dumps([REQUESTS[0], other]), "utf-8")
    (folder / "plan.toml").write_text(PLAN, "utf-8")


@pytest.mark.parametrize("reader", ["sponsor", "council"])
def test_letters_know_what_is_chosen_together(slate, run, reader):
    words = ["rules.toml", "requests.rows", "R1", "--for", reader, "--portfolio", "plan.toml"]
    lines = " ".join(run("explain", *words).stdout.split())
    assert (
        "Beside the other requests It may go ahead, and does not fit beside Twin portal: "
        "2 hours a month more of my hours would let it in." in lines
    )


def test_all_letters_know_it(slate, run, folder):
    words = ["rules.toml", "requests.rows", "--for", "sponsor", "--all", "-o", "letters"]
    assert run("explain", *words, "--portfolio", "plan.toml").exit_code == 0
    text = (folder / "letters" / "R9.md").read_text("utf-8")
    assert "It is one of the 1 that are chosen together from 2 requests." in text


def test_without_a_portfolio_letters_are_what_they_were(slate, run):
    done = run("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor")
    assert "Beside" not in done.stdout


def test_a_portfolio_that_names_others_is_a_warning(slate, run, folder):
    (folder / "plan.toml").write_text(f'[portfolio]\nalways = ["R7"]\n{PLAN[12:]}', "utf-8")
    words = ["rules.toml", "requests.rows", "R1", "--for", "sponsor", "--portfolio", "plan.toml"]
    done = run("explain", *words)
    assert (done.exit_code, "Beside" in done.stdout) == (0, False)
    assert done.stderr.startswith(
        "warning: letters say nothing about who is chosen together: plan.toml:2:11: "
        "portfolio.always[1]: no initiative has the id 'R7'\n"
    )


def test_a_portfolio_is_for_letters(slate, run):
    done = run("explain", "rules.toml", "requests.rows", "R1", "--portfolio", "plan.toml")
    assert done.exit_code == 2
    assert "--portfolio is for letters and pages here: add --for sponsor" in done.stderr
