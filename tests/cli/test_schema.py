"""`evalcore schema`: for editors, with what the plugins offer."""

from __future__ import annotations

import json

import jsonschema


def test_the_schema_knows_the_policies_of_the_plugins(run):
    result = run("schema")
    assert (result.exit_code, result.stderr) == (0, "")
    schema = json.loads(result.stdout)
    criteria = schema["properties"]["criteria"]["additionalProperties"]
    assert criteria["properties"]["policy"]["enum"] == ["time_left"]
    assert criteria["allOf"][0]["then"]["properties"]["settings"]["properties"]
    assert schema["$schema"].startswith("http://json-schema.org/draft-07")


def test_a_file_of_nothing_but_cases_fits_the_schema(run):
    check = jsonschema.Draft7Validator(json.loads(run("schema").stdout))
    cases = {"cases": [{"name": "one", "initiative": {"cost": 3}, "expect": "go"}]}
    assert check.is_valid(cases)
    assert not check.is_valid({**cases, "name": "half a ruleset"})


def test_a_file_of_values_that_others_extend_fits_the_schema(run):
    check = jsonschema.Draft7Validator(json.loads(run("schema").stdout))
    values = {"parameters": {"limit": {"value": 700, "override": True}}}
    assert check.is_valid(values)
    assert check.is_valid({"portfolio": {"among": ["go"]}})
    assert not check.is_valid({**values, "name": "half a ruleset"})
    assert not check.is_valid({**values, "paramters": {}})
    assert not check.is_valid({})
