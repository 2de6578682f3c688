"""Rows of a document that break a relation between fields: warned about, or left out, once."""

from evalcore import Evaluator, read_ruleset
from evalcore.read.documents import parse_initiatives

RULESET = """
name = "council"
version = "1"
verdicts = ["go", "hold"]
[fields]
yes = { kind = "number", whole = true, minimum = 0 }
present = { kind = "number", whole = true, minimum = 0 }
[parameters]
seats = 8
[default]
verdict = "hold"
[[rules]]
id = "carried"
when = "yes >= 6"
verdict = "go"
[relations.votes]
holds = "yes <= present"
[relations.seats]
holds = "present <= seats"
"""
WARNS = 'otherwise = "warn"\n'


def made(more: str = "") -> Evaluator:
    return Evaluator(read_ruleset(f"{RULESET}{more}"))


def test_a_document_is_warned_about_once():
    judge = made(WARNS)
    text = "id,present\n" + "".join(f"R{n},{9 + n}\n" for n in range(3))
    loaded = parse_initiatives(judge, text, judge.plugins.source("csv"), "x.csv")
    (warning,) = loaded.warnings
    assert len(loaded.initiatives) == 3
    assert warning.problem == "3 initiatives with what cannot be, such as R0: found present 9"
    assert warning.expected == "present <= seats"


def test_a_mapping_leaves_rows_out_and_counts_them(tmp_path):
    judge = made()
    mapping = tmp_path / "m.toml"
    mapping.write_text('id = ["Id"]\n[fields.yes]\ncolumn = "Y"\n[fields.present]\ncolumn = "P"\n')
    text = "Id,Y,P\nR1,9,5\nR2,3,5\nR3,7,6\n"
    source = judge.plugins.source("csv")
    loaded = parse_initiatives(judge, text, source, "x.csv", mapping=mapping)
    assert [each.id for each in loaded.initiatives] == ["R2"]
    assert any("2 initiatives left out" in each.problem for each in loaded.warnings)
