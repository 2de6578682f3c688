"""The model of ruleset files: it has the keys that are read, and its schema fits what loads."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated

import jsonschema
import pytest

from evalcore import Evaluator, InputError, clamp, criterion, number, setting
from evalcore.extend.plugins import Plugins
from evalcore.rules.codes import CODES
from evalcore.rules.codes.code import DEFAULT, HEAD
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.file import read_draft
from evalcore.rules.model import SECTIONS
from evalcore.rules.model.key import EXTENDING
from evalcore.rules.schema import ruleset_schema
from evalcore.written.tables import Table
from rulesets import offering

EVERYTHING = """
name = "all"
version = "1"
total = { aggregation = "x" }
[stance]
[parameters]
p = { value = 1 }
[fields.a]
kind = "number"
[fields.r.record.x]
kind = "number"
[relations.one]
holds = "a > 1"
[criteria.c]
score = "1"
[gates.g]
policy = "g"
[tables.t]
rows = "| a | => b |"
[[rules]]
id = "r"
when = "a > 1"
verdict = "go"
[default]
verdict = "hold"
[terms.verdicts.go]
[terms.roles]
[shown_as]
[letters.sentences]
[portfolio.capacities.c]
uses = "a"
amount = 1
[[portfolio.relations]]
id = "q"
requires = ["A", "B"]
[[portfolio.shares]]
id = "s"
of = "c"
where = "a > 1"
[[cases]]
name = "n"
expect = "go"
initiative = {}
"""
FREE = {  # tables of names of the author's own
    (), ("parameters",), ("fields",), ("relations",), ("measures",), ("criteria",), ("gates",),
    ("tables",),
    ("terms",), ("terms", "verdicts"), ("terms", "roles"), ("portfolio", "capacities"),
    ("letters", "sentences"), ("fields", "*", "record"),
}  # fmt: skip


@criterion
def time_left(
    used: Annotated[float, number("used", minimum=0)], *, hours: Annotated[float, setting(above=0)]
) -> float:
    """The share that is left."""
    return 1 - clamp(used / hours)


def general(path):
    """A path as the model has it."""
    found = []
    for step in path:
        named = isinstance(step, str) and tuple(found) in FREE - {(), ("terms",)}
        found.append("#" if isinstance(step, int) else "*" if named else step)
    return tuple(found)


@pytest.fixture(scope="module")
def asked():
    """The keys that are asked of each table where every table is there."""
    found = {}
    finish = Table.finish

    def recording(self):
        found.setdefault(general(self.path), set()).update(self._asked)
        finish(self)

    Table.finish = recording
    try:
        read_draft(EVERYTHING)
        read_draft('name = "b"\n')
    finally:
        Table.finish = finish
    return found


def test_every_table_is_in_the_model(asked):
    known = {section.path for section in SECTIONS}
    assert {path for path in asked if path not in known | {("terms",)}} == set()


@pytest.mark.parametrize(
    "section", [each for each in SECTIONS if each.keys], ids=lambda each: each.title
)
def test_the_model_has_the_keys_that_are_read(asked, section):
    keys = {key.name for key in section.keys} - set(EXTENDING)
    read = asked[section.path] - {"override"}
    if not section.path:  # tables have sections of their own
        read -= {each.path[0] for each in SECTIONS if each.path} - {"total"}
    if section.path == ("portfolio",):
        read -= {"capacities", "relations", "shares"}
    if section.path == ("letters",):
        read -= {"sentences"}
    assert keys == read


@pytest.mark.parametrize(
    "section", [each for each in SECTIONS if each.example], ids=lambda each: each.title
)
def test_the_examples_of_the_model_run(section):
    draft = read_draft(f"{HEAD}{section.example}\n{DEFAULT}")
    assert draft.complaints == ()
    Evaluator(draft.ruleset, plugins=Plugins())


def _name(code):
    return code.code


@pytest.fixture(scope="module")
def validator():
    schema = ruleset_schema(offering(time_left))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(validator, text):
    return [
        f"{[*each.absolute_path]}: {each.message}"
        for each in validator.iter_errors(plain(tomllib.loads(text)))
    ]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda each: each.title)
def test_the_examples_fit_the_schema(validator, section):
    assert faults(validator, f"{HEAD}{section.example}\n{DEFAULT}") == []


@pytest.mark.parametrize("code", [each for each in CODES.values() if each.right], ids=_name)
def test_what_is_mended_fits_the_schema(validator, code):
    assert faults(validator, code.ruleset(code.right)) == []


WRONG = {
    'when_undecidd = "go"': "'when_undecidd' was unexpected",
    "[parameters]\np = true": "True is not valid under any of the given schemas",
    '[fields.x]\nkind = "nmber"': "'nmber' is not one of",
    '[criteria.x]\npolicy = "time_lft"\nweight = 1': "'time_lft' is not one of",
    '[criteria.x]\npolicy = "time_left"\nweight = 1\nsettings = { hour = 1 }': (
        "'hour' was unexpected"
    ),
    '[criteria.x]\npolicy = "time_left"\nweight = 1\nsettings = { hours = 0 }': (
        "0 is not valid under any of the given schemas"
    ),
    '[[rules]]\nwhen = "1 > 0"\nverdict = "go"': "'id' is a required property",
    '[[rules]]\nid = "x"\nwehn = "1 > 0"\nverdict = "go"': "'wehn' was unexpected",
    "[letters.sentences]\nhello = 'x'": "'hello' was unexpected",
    "[portfolio.capacities.c]\nuse = 'x'": "'use' was unexpected",
}


@pytest.mark.parametrize("body", WRONG)
def test_what_does_not_load_does_not_fit(validator, body):
    text = f"{HEAD}{body}\n{DEFAULT}"
    assert WRONG[body] in "\n".join(faults(validator, text))
    draft = read_draft(text)
    with pytest.raises(InputError):
        compile_ruleset(draft.ruleset, offering(time_left), draft.complaints)


def test_without_plugins_it_is_a_schema_all_the_same():
    jsonschema.Draft7Validator.check_schema(ruleset_schema(Plugins()))


def test_a_ruleset_has_a_name_unless_it_extends_another(validator):
    assert faults(validator, 'extends = "base.toml"\n') == []
    assert faults(validator, 'name = "x"\n') != []
