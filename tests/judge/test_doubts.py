"""Texts that are read and may not mean what they say: warned of, in every format."""

from __future__ import annotations

import json

import openpyxl
import pytest

from evalcore import Evaluator, InputError, load_initiatives
from evalcore.rules.file import read_ruleset

RULES = """
name = "t"
version = "1"
[fields.goals]
kind = "set"
[fields.owner]
kind = "text"
[fields.city]
kind = "text"
[fields.size]
kind = "text"
[fields.colour]
kind = "choice"
choices = ["red", "-"]
[fields.outcomes.record]
metric = { kind = "text" }
region = { kind = "text" }
[measures]
fit = "overlap(goals, {'licence-to-operate': 1, 'talent': 0.5})"
homely = "city in ['K\u00f6ln', 'Bonn']"
large = "lookup(size, {'large': 1, 'small': 0})"
[[rules]]
id = "ours"
when = "owner == 'Ann Lee' or 'speed' in goals or fit >= 1 or homely or large > 0"
verdict = "go"
[[rules]]
id = "known"
when = "any_of(outcomes, known(metric) and region != 'north') and colour == 'red'"
verdict = "hold"
[default]
verdict = "kill"
"""
JUDGE = Evaluator(read_ruleset(RULES))


def warned(**said):
    return list(JUDGE.evaluate({"id": "A", **said}).warnings)


@pytest.mark.parametrize(
    "text",
    ["TBD", "tbc", "n/a", "N/A", "-", "\u2013", "?", "???", "...", "(TBD)", "unknown", "nil"],
)
def test_a_text_that_may_say_nothing_warns(text):
    words = f"found {text!r}, which may say nothing\\n    leave it out where nobody knows yet"
    words = words.replace("\\n", "\n")
    for said, label in [
        ({"owner": text}, "A: owner"),
        ({"goals": [text, "talent"]}, "A: goals"),
        ({"outcomes": [{"metric": "%"}, {"metric": text}]}, "A: outcomes.metric"),
    ]:
        (warning,) = warned(**said)
        assert warning.startswith(f"{label}: {words}")


@pytest.mark.parametrize(
    "said",
    [
        {"owner": "Ann Lee"}, {"owner": "Tobias"}, {"owner": "Nina"}, {"city": "Bonn"},
        {"goals": ["talent", "speed"]}, {"goals": []}, {"colour": "-"}, {"size": "medium"},
        {"owner": {"withheld": "TBD"}}, {"outcomes": [{"metric": {"withheld": "-"}}]},
        {"outcomes": [{"region": "south"}]}, {"city": "Ko\u0308ln"}, {},
    ],
)  # fmt: skip
def test_what_says_something_does_not(said):
    assert warned(**said) == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"goals": ["Licence-to-operate"]}, ["licence-to-operate"]),
        ({"goals": ["license-to-operate"]}, ["licence-to-operate"]),
        ({"goals": ["licence\u2010to\u2010operate"]}, ["licence-to-operate"]),
        ({"goals": ["Talent"]}, ["talent"]),
        ({"goals": ["Speed"]}, ["speed"]),
        ({"owner": "Ann Leee"}, ["Ann Lee"]),
        ({"city": "Koln"}, ["K\u00f6ln"]),
        ({"size": "Large"}, ["large"]),
        ({"outcomes": [{"region": "North"}]}, ["north"]),
        ({"goals": ["licence-to-operate, talent"]}, ["licence-to-operate", "talent"]),
        ({"goals": ["growth / talent"]}, ["talent"]),
        ({"goals": ["talent\nspeed"]}, ["talent", "speed"]),
    ],
)
def test_a_text_near_one_that_a_formula_looks_up_warns(said, meant):
    (warning,) = warned(**said)
    assert ", which no formula asks for" in warning
    assert f"did you mean {' or '.join(map(repr, meant))}?" in warning


def test_a_warning_hinders_nobody_and_is_kept_in_the_record():
    found = JUDGE.evaluate({"id": "A", "owner": "TBD"})
    assert found.possible == ("go", "hold", "kill")
    assert found.to_json()["warnings"] == list(found.warnings)
    assert len(found.warnings) == 1


def written(folder, kind):
    path = folder / f"in.{kind}"
    rows = [
        {"id": "A", "owner": "TBD"},
        {"id": "B", "owner": "Ann Lee"},
        {"id": "C", "owner": "TBD"},
    ]
    match kind:
        case "json":
            path.write_text(json.dumps(rows))
        case "jsonl":
            path.write_text("\n".join(map(json.dumps, rows)))
        case "csv":
            path.write_text("id,owner\nA,TBD\nB,Ann Lee\nC,TBD\n")
        case "toml":
            path.write_text(
                "".join(f'[[initiatives]]\nid="{r["id"]}"\nowner="{r["owner"]}"\n' for r in rows)
            )
        case "xlsx":
            book = openpyxl.Workbook()
            for row in (["id", "owner"], *([r["id"], r["owner"]] for r in rows)):
                book.active.append(row)
            book.save(path)
    return path


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv", "toml", "xlsx"])
@pytest.mark.shipped
def test_every_format_warns_once_of_one_text(tmp_path, kind):
    loaded = load_initiatives(JUDGE, written(tmp_path, kind))
    (warning,) = loaded.warnings
    assert warning.problem == (
        "2 initiatives say what may not mean what it says, such as A: owner: found 'TBD', "
        "which may say nothing"
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.shipped
def test_a_mapping_warns_as_well(tmp_path, kind):
    mapping = tmp_path / "m.toml"
    mapping.write_text('id = "id"\n[fields.owner]\ncolumn = "owner"\n')
    loaded = load_initiatives(JUDGE, written(tmp_path, kind), mapping=mapping)
    assert any("may say nothing" in each.problem for each in loaded.warnings)


@pytest.mark.parametrize(
    "odd", [{"id": "#REF!"}, {"id": "Z", "title": "#N/A"}, {"id": "Z", "owner": "#N/A"}]
)
def test_a_row_among_many_is_read_as_strictly_as_one(odd):
    """Usual rows are read by generated code: it passes no error, and no doubt."""
    rows = [{"id": str(n), "title": "t", "owner": "Ann Lee"} for n in range(100)]
    rows[90] = {"id": "90", "title": "t", "owner": "TBD"}
    assert [len(each.warnings) for each in JUDGE.evaluate_all(rows)][88:92] == [0, 0, 1, 0]
    rows[90] = {"title": "t", "owner": "Ann Lee", **odd}
    rows[90] = {name: rows[90][name] for name in ("id", "title", "owner")}
    with pytest.raises(InputError, match=r"found '?#"):
        JUDGE.evaluate_all(rows)
