"""`evalcore ask`: whole dialogues, what it says of mistakes, and what it keeps."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore

RULES = """\
name = "asking"
version = "1"
verdicts = ["go", "hold", "kill"]

[fields.stage]
kind = "choice"
choices = ["new", "old", "3"]
question = "Where does it stand?"
answered_by = "office"
minutes = 1

[fields.gain]
kind = "estimate"
minimum = 0
unit = "kEUR"
question = "What is it worth?"
answered_by = "finance"

[fields.goals]
kind = "set"
choices = ["growth", "cost"]

[fields.outcomes]
kind = "records"
question = "Which outcomes are wanted?"

[fields.outcomes.record.name]
kind = "text"

[fields.outcomes.record.target]
kind = "number"
minimum = 0

[fields.outcomes.record.due]
kind = "date"

[[rules]]
id = "over"
when = "stage == 'old'"
verdict = "kill"
because = "it is over"

[[rules]]
id = "worthy"
when = "gain > 100 and 'growth' in goals and share(outcomes, known(target) and target > 5) == 1"
verdict = "go"
because = "it is worth it"

[default]
verdict = "hold"
because = "nothing speaks for it"
"""
OTHER = """\
name = "other"
version = "1"

[fields.stage]
kind = "choice"
choices = ["new", "old", "3"]

[[rules]]
id = "over"
when = "stage == 'old'"
verdict = "kill"

[default]
verdict = "hold"
"""
BEGIN = ("R1", "Portal")


@pytest.fixture
def ask(run, folder):
    """Runs an interview: the command line after the ruleset, and the answers line by line."""
    (folder / "asking.toml").write_text(RULES, encoding="utf-8")
    formats = "from evalcore_files import evalcore_sources\n"
    (folder / "policies" / "formats.py").write_text(formats, encoding="utf-8")

    def call(*answers, args=(), rules="asking.toml"):
        given = "".join(f"{each}\n" for each in answers)
        return run("ask", rules, *args, given=given)

    return call


def said(folder, name="kept.toml"):
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))


FIRST = ("new", "growth")  # then the outcomes are asked for, and what it is worth
LISTED = ("sales", "7", "")


def questions(result):
    """The keys in the order asked, from the lines that begin with a number."""
    lines = [line for line in result.stderr.split("\n") if re.match(r"\d+\. .*\(", line)]
    return [re.split(r"[,)]", line.rpartition("(")[2])[0] for line in lines]


def test_every_kind_of_answer_up_to_the_verdict(ask, folder):
    result = ask(*BEGIN, *FIRST, *LISTED, "50/150/300", args=["--save", "kept.toml"])
    assert (result.exit_code, result.stdout) == (0, "R1 Portal: go, because it is worth it\n")
    assert questions(result) == ["stage", "goals", "outcomes", "gain"]
    assert said(folder) == {
        "id": "R1",
        "title": "Portal",
        "stage": "new",
        "goals": ["growth"],
        "outcomes": [{"name": "sales", "target": 7}],
        "gain": {"low": 50, "likely": 150, "high": 300},
    }
    assert "why, score by score: evalcore explain asking.toml kept.toml R1\n" in result.stderr


def test_the_result_in_another_format_is_the_evaluation(ask, folder):
    for suffix in ("json", "csv", "md", "parquet", "docx"):
        result = ask(*BEGIN, "old", args=["-o", f"r.{suffix}"])
        assert (result.exit_code, result.stdout) == (0, "")
    (found,) = json.loads((folder / "r.json").read_text("utf-8"))["evaluations"]
    assert (found["id"], found["verdict"], found["possible"]) == ("R1", "kill", ["kill"])
    assert "R1,Portal,kill,true" in (folder / "r.csv").read_text("utf-8")


def test_the_transcript_of_a_dialogue_that_one_answer_settles(ask):
    result = ask(*BEGIN, "old")
    assert (result.exit_code, result.stdout) == (0, "R1 Portal: kill, because it is over\n")
    assert (
        result.stderr
        == """\
A short id for the initiative, such as R1
> R1
Its title
> Portal
? is I don't know, - is I can't say, back undoes the last answer, quit stops.
Quotes take a word as it is: "back" is the text back.

1. Where does it stand? (stage, for office, 1 min)
   go, hold or kill are still possible; the rule over turns on this.
   one of these
     1 new
     2 old
     3 3
> old
certain after 1 question; the form has 4 fields
"""
    )


def test_after_each_answer_it_says_what_is_still_possible(ask):
    result = ask(*BEGIN, "new", "quit")
    assert "> new\n   still possible: go or hold\n\n2. goals" in result.stderr
    assert result.stdout == "R1 Portal: still open, go or hold\n"


@pytest.mark.parametrize(
    ("answer", "problem", "expected"),
    [
        ("older", "found 'older'", "one of new, old, 3"),
        ("4", "found '4'", "one of new, old, 3"),
        ("0", "found '0'", "one of new, old, 3"),
    ],
)
def test_what_is_no_answer_is_asked_again(ask, answer, problem, expected):
    result = ask(*BEGIN, answer, "old")
    assert f"> {answer}\nerror: {problem}\n    expected {expected}\n" in result.stderr
    assert result.stdout == "R1 Portal: kill, because it is over\n"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("5/15", "found 2 numbers\n    expected low/likely/high, such as 1/2/3"),
        ("9/8/7", "found low 9, likely 8, high 7\n    expected low <= likely <= high"),
        ("-5", "found -5\n    expected a number of at least 0 kEUR"),
        ("much", "found 'much'\n    expected a number, [low, likely, high]"),
        ("1/x/3", "likely: found 'x'\n    expected a number in kEUR"),
    ],
)
def test_what_is_no_estimate(ask, answer, words):
    result = ask(*BEGIN, *FIRST, *LISTED, answer, "50")
    assert f"error: {words}" in result.stderr
    assert result.stdout.startswith("R1 Portal: hold")


def test_a_choice_by_its_number_unless_a_choice_is_called_so(ask, folder):
    ask(*BEGIN, "1", "quit", args=["--save", "kept.toml"])
    assert said(folder)["stage"] == "new"
    (folder / "kept.toml").unlink()
    ask(*BEGIN, "3", "quit", args=["--save", "kept.toml"])
    assert said(folder)["stage"] == "3"


def test_i_do_not_know_is_kept_and_not_asked_again(ask, folder):
    result = ask(*BEGIN, "?", "quit", args=["--save", "kept.toml"])
    assert said(folder) == {"id": "R1", "title": "Portal", "not_known": ["stage"]}
    again = ask("quit", args=["kept.toml"])
    assert questions(result)[0] == "stage"
    assert "stage" not in questions(again)


def test_i_cannot_say_is_withheld(ask, folder, run):
    result = ask(*BEGIN, "-", "quit", args=["--save", "kept.toml"])
    assert said(folder)["stage"] == {"withheld": ""}
    assert "stage" not in questions(result)[1:]
    why = "withheld: a secret"
    (folder / "kept.toml").unlink()
    ask(*BEGIN, why, "quit", args=["--save", "kept.toml"])
    assert said(folder)["stage"] == {"withheld": "a secret"}


def test_where_nothing_settles_it_that_is_said(ask):
    result = ask(*BEGIN, "?", "none")
    assert result.stdout == "R1 Portal: undecided, hold or kill; still open: stage\n"
    assert "nothing that can be asked settles it, after 2 questions" in result.stderr


def test_back_takes_the_last_answer_back(ask, folder):
    result = ask(*BEGIN, "back", "new", "back", "old", args=["--save", "kept.toml"])
    assert "   there is nothing to undo\n" in result.stderr
    assert questions(result) == ["stage", "stage", "goals", "stage"]
    assert said(folder)["stage"] == "old"
    assert result.stdout == "R1 Portal: kill, because it is over\n"


def test_back_over_i_do_not_know(ask, folder):
    ask(*BEGIN, "?", "back", "old", args=["--save", "kept.toml"])
    assert said(folder) == {"id": "R1", "title": "Portal", "stage": "old"}


def test_an_empty_line_is_no_answer_and_help_says_what_is(ask):
    result = ask(*BEGIN, "", "help", "old")
    assert "   an answer, ? or -; help says more\n" in result.stderr
    assert result.stderr.count("back undoes the last answer") == 2


class TestRecords:
    def test_gaps_are_not_known_and_the_rest_is_kept(self, ask, folder):
        listed = ("sales", "", "?", "3", "reach", "?", "")
        result = ask(*BEGIN, *FIRST, *listed, args=["--save", "kept.toml"])
        assert result.stdout.startswith("R1 Portal: hold")
        assert said(folder)["outcomes"] == [{"name": "sales"}, {"target": 3}, {"name": "reach"}]
        assert said(folder)["not_known"] == ["outcomes.1.target", "outcomes.3.target"]

    def test_mistakes_are_asked_again_within_a_record(self, ask, folder):
        listed = ("sales", "many", "-1", "7", "")
        result = ask(*BEGIN, *FIRST, *listed, "quit", args=["--save", "kept.toml"])
        assert "error: found 'many'\n    expected a number\n" in result.stderr
        assert "error: found -1\n    expected a number of at least 0\n" in result.stderr
        assert said(folder)["outcomes"] == [{"name": "sales", "target": 7}]

    def test_back_within_records(self, ask, folder):
        listed = ("sales", "back", "leads", "7", "back", "money", "8", "")
        result = ask(*BEGIN, *FIRST, *listed, "quit", args=["--save", "kept.toml"])
        assert "   number 1 again\n" in result.stderr
        assert said(folder)["outcomes"] == [{"name": "money", "target": 8}]

    def test_back_before_the_first_record_goes_to_the_question_before(self, ask):
        result = ask(*BEGIN, *FIRST, "back", "quit")
        assert questions(result) == ["stage", "goals", "outcomes", "goals"]

    @pytest.mark.parametrize(
        ("answer", "kept"),
        [("none", {"outcomes": []}), ("-", {"outcomes": {"withheld": ""}}), ("?", {})],
    )
    def test_none_at_all_is_not_the_same_as_not_known(self, ask, folder, answer, kept):
        result = ask(*BEGIN, *FIRST, "", answer, "quit", args=["--save", "kept.toml"])
        assert "   none for none at all, ? for I don't know\n" in result.stderr
        found = said(folder)
        assert {name: found[name] for name in found if name == "outcomes"} == kept
        assert ("not_known" in found) == (answer == "?")


class TestKeeping:
    def test_it_stops_at_the_end_of_the_input_and_goes_on_later(self, ask, folder):
        first = ask(*BEGIN, "new", args=["--save", "kept.toml"])
        assert first.exit_code == 0
        assert "go on: evalcore ask asking.toml kept.toml\n" in first.stderr
        second = ask("growth", *LISTED, "150", args=["kept.toml"])
        assert questions(second) == ["goals", "outcomes", "gain"]
        assert second.stdout == "R1 Portal: go, because it is worth it\n"
        assert said(folder)["gain"] == {"low": 150, "likely": 150, "high": 150}

    def test_the_same_command_again_goes_on(self, ask):
        ask(*BEGIN, "new", args=["--save", "kept.toml"])
        assert questions(ask(args=["--save", "kept.toml"])) == ["goals"]

    def test_what_is_kept_is_evaluated_to_the_same_verdict(self, ask, run):
        ask(*BEGIN, "old", args=["--save", "kept.toml"])
        result = run("evaluate", "asking.toml", "kept.toml", "--format", "json")
        assert '"verdict": "kill"' in result.stdout
        assert result.stderr == ""

    def test_what_another_ruleset_or_a_hand_has_written_stays(self, ask, folder):
        ask(*BEGIN, *FIRST, "?", "quit", args=["--save", "kept.toml"])
        before = said(folder)
        with (folder / "kept.toml").open("a", encoding="utf-8") as file:
            file.write('[spare]\nnote = "by hand"\n')
        (folder / "other.toml").write_text(OTHER, encoding="utf-8")
        result = ask(rules="other.toml", args=["kept.toml"])
        assert result.stdout == "R1 Portal: hold, because no rule speaks\n"
        assert said(folder) == {**before, "spare": {"note": "by hand"}}

    def test_what_a_plain_file_says_beside_its_fields_is_kept_too(self, ask, folder):
        text = "[[initiatives]]\nid = 'A'\nspare = 1\n[[initiatives]]\nid = 'B'\n"
        (folder / "all.toml").write_text(text, "utf-8")
        ask("quit", args=["all.toml", "--id", "A", "--save", "kept.toml"])
        assert said(folder)["spare"] == 1
        one = "id = 'A'\nother = 2\n[spare]\nnote = 'x'\n"
        (folder / "one.toml").write_text(one, "utf-8")
        (folder / "kept.toml").unlink()
        ask("quit", args=["one.toml", "--save", "kept.toml"])
        assert said(folder)["spare"] == {"note": "x"}

    def test_an_initiative_of_another_file(self, ask, folder):
        (folder / "all.toml").write_text(
            "[[initiatives]]\nid = 'A'\nstage = 'new'\n[[initiatives]]\nid = 'B'\n", "utf-8"
        )
        text = (folder / "all.toml").read_text("utf-8")
        result = ask("growth", args=["all.toml", "--id", "A"])
        assert questions(result) == ["goals", "outcomes"]
        assert (folder / "all.toml").read_text("utf-8") == text

    def test_an_id_is_needed_and_a_title_is_not(self, ask):
        result = ask("?", "", "R1", "?", "quit")
        assert result.stderr.count("A short id") == 3
        assert result.stdout.startswith("R1: still open")

    def test_nothing_is_left_behind(self, ask, folder):
        before = {each.name for each in folder.iterdir()}
        ask(*BEGIN, "old", args=["--save", "kept.toml"])
        assert {each.name for each in folder.iterdir()} == {*before, "kept.toml"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["all.toml"], "error: all.toml: 2 initiatives: which one is it about?"),
        (["all.toml", "--id", "C"], "error: all.toml: no initiative has the id 'C'"),
        (["-"], "error: standard input is where the answers come from"),
        (["--save", "kept.csv"], "error: kept.csv: answers are kept as TOML"),
        (["--save", "all.toml"], "error: all.toml: there is something here already"),
        (["--save", "no/such.toml"], "error: no/such.toml: cannot be written: there is no folder"),
        (["--answered-by", "offices"], "error: --answered-by: no question is for offices"),
        (["no.toml"], "error: no.toml: there is no such file"),
    ],
)
def test_what_cannot_be_asked_about(ask, folder, args, words):
    (folder / "all.toml").write_text("[[initiatives]]\nid = 'A'\n[[initiatives]]\nid = 'B'\n")
    result = ask(*BEGIN, args=args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_field_may_not_be_called_like_what_is_kept(ask, folder):
    clash = RULES.replace("[fields.stage]", "[fields.not_known]").replace(
        "stage ==", "not_known =="
    )
    (folder / "clash.toml").write_text(clash, encoding="utf-8")
    result = ask(*BEGIN, rules="clash.toml")
    assert result.exit_code == 2
    assert "error: a field is called not_known" in result.stderr


def test_only_what_one_role_can_answer(ask):
    result = ask(*BEGIN, "?", "growth", "none", args=["--answered-by", "office"])
    assert "gain" not in questions(result)
    assert result.stdout.startswith("R1 Portal: ")
    left = ask(*BEGIN, *FIRST, *LISTED, args=["--answered-by", "office"])
    assert left.stdout == "R1 Portal: still open, go or hold\n"
    assert "nothing more for office to answer; the next question is for finance" in left.stderr


def test_a_role_where_no_field_says_who_answers_it(tmp_path):
    rules = tmp_path / "r.toml"
    rules.write_text(
        'name = "r"\nversion = "1"\nverdicts = ["go", "hold"]\n[fields.cost]\nkind = "number"\n'
        '[[rules]]\nid = "a"\nwhen = "cost > 1"\nverdict = "go"\n[default]\nverdict = "hold"\n',
        "utf-8",
    )
    (tmp_path / "in.csv").write_text("id,cost\nA,\n", "utf-8")
    asked = [
        "form",
        str(rules),
        str(tmp_path / "in.csv"),
        "--missing",
        "--answered-by",
        "finance",
        "--format",
        "csv",
    ]
    result = CliRunner().invoke(evalcore, asked)
    assert result.exit_code == 2
    assert (
        "no question is for finance\n    no field says who answers it: answered_by" in result.stderr
    )


def test_without_an_id_nothing_begins(ask):
    assert (ask().exit_code, ask().stdout) == (0, "")
    assert ask("", "", "R7", "", "old").stdout == "R7: kill, because it is over\n"


def test_the_title_and_the_id_on_the_command_line(ask):
    result = ask("Portal", "old", args=["--id", "R9"])
    assert result.stdout == "R9 Portal: kill, because it is over\n"
