"""The hooks: their examples run, and the documentation says what they are."""

from __future__ import annotations

import inspect
import re
from types import ModuleType, SimpleNamespace

import attrs
import pytest
from click.testing import CliRunner
from places import DOCS

from evalcore import Evaluator, discover, load_ruleset, read_ruleset
from evalcore.extend.hooks import Hooks
from evalcore.extend.loading import ASKED, HOOKS, Plugin
from evalcore.read.documents import choose_source, parse_initiatives
from evalcore.testing import check_aggregation

PAGE = (DOCS / "hooks.md").read_text(encoding="utf-8")
DEFAULT = '[default]\nverdict = "hold"\n'


def example(hook: str) -> str:
    """The one example in the docstring of a hook."""
    found = re.findall(
        r"```python\n(.*?)```", inspect.getdoc(getattr(Hooks, hook)) or "", re.DOTALL
    )
    assert len(found) == 1
    return found[0]


def evaluator(hook: str, rules: str) -> Evaluator:
    """An evaluator that knows nothing but the plugin in the docstring of a hook."""
    plugin = ModuleType("example")
    code = compile(example(hook), "<example>", "exec", dont_inherit=True)
    exec(code, plugin.__dict__)  # noqa: S102 - our own docstring
    plugins = discover(extra=[plugin], entry_points=False)
    assert plugins.problems == ()
    ruleset = f'name = "example"\nversion = "1"\n{rules}\n{DEFAULT}'
    return Evaluator(read_ruleset(ruleset), plugins=plugins)


def test_the_example_of_policies():
    rules = '[criteria.ready]\npolicy = "openness"\nweight = 1'
    evaluation = evaluator("evalcore_policies", rules).evaluate({"id": "R1", "culture": 3})
    assert evaluation.criteria[0].score == 0.75


def test_the_example_of_functions():
    rules = '[measures]\nleft = "faded(100, age)"\n[fields.age]\nkind = "number"\n'
    evaluation = evaluator("evalcore_functions", rules).evaluate({"id": "R1", "age": 6})
    assert evaluation.measures == {"left": 75.0}


def test_a_function_is_an_ordinary_function_too():
    names: dict[str, object] = {}
    exec(example("evalcore_functions"), names)  # noqa: S102 - our own docstring
    assert names["faded"](4, 12) == 2.0


def test_the_example_of_fields():
    rules = (
        'vocabulary = ["offices"]\n[measures]\npeople = "headcount"\nhere = "region == \'emea\'"'
    )
    found = evaluator("evalcore_fields", rules)
    assert found.fields["headcount"].question == "How many people?"
    evaluation = found.evaluate({"id": "R1", "headcount": 12, "region": "emea"})
    assert evaluation.measures == {"people": 12, "here": True}


def test_the_example_of_sources():
    found = evaluator("evalcore_sources", "")
    source = choose_source(found.plugins, "requests.txt")
    loaded = parse_initiatives(found, "R1\nR2\n", source, "requests.txt")
    assert [each.id for each in loaded.initiatives] == ["R1", "R2"]


def test_the_example_of_reports():
    found = evaluator("evalcore_reports", "")
    listing = found.listing([found.evaluate({"id": "R1"})])
    assert found.plugins.report("lines").write(listing) == "R1: hold\n"


def test_the_example_of_rulesets(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "ours.toml").write_text(f'name = "ours"\nversion = "7"\n{DEFAULT}', encoding="utf-8")
    names = {"__file__": str(tmp_path / "plugin.py")}
    exec(example("evalcore_rulesets"), names)  # noqa: S102 - our own docstring
    plugins = discover(extra=[SimpleNamespace(**names)], entry_points=False)
    assert Evaluator("ours", plugins=plugins).ruleset.version == "7"
    assert load_ruleset("ours", plugins).name == "ours"


def test_the_example_of_commands(tmp_path):
    rules = '[criteria.fit]\nscore = "1"\nweight = 1'
    found = evaluator("evalcore_commands", rules)
    command = found.plugins.command("criteria").load()
    path = tmp_path / "rules.toml"
    path.write_text(f'name = "example"\nversion = "1"\n{rules}\n{DEFAULT}', encoding="utf-8")
    assert CliRunner().invoke(command, [str(path)]).stdout == "fit\n"


def test_the_example_of_observers():
    found = evaluator("evalcore_observers", "")
    found.evaluate_all([{"id": "R1"}, {"id": "R2"}])
    (observer, _origin), *others = found.plugins.observers()
    assert others == []
    assert observer.evaluated.__globals__["VERDICTS"] == {"hold": 2}


def test_the_example_of_settings():
    rules = """
        [fields.value]
        kind = "number"
        [measures]
        today = "next_year(value)"
        [plugins.example]
        discount = 0.5
        """
    found = evaluator("evalcore_settings", rules)
    evaluation = found.evaluate({"id": "R1", "value": 4})
    assert evaluation.measures == {"today": 2.0}
    report = found.plugins.report("note")
    assert report.write(found.listing([evaluation])) == "R1 hold (internal)"


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_of_its_example(hook):
    assert f"test_the_example_of_{hook.removeprefix('evalcore_')}" in globals()
    assert "Since version" in (inspect.getdoc(getattr(Hooks, hook)) or "")


def test_the_example_of_aggregations():
    rules = """
        total = { aggregation = "best_is_one" }
        [fields.x]
        kind = "number"
        minimum = 0
        maximum = 10
        [criteria.much]
        score = "x / 10"
        weight = 1
    """
    judge = evaluator("evalcore_aggregations", rules)
    found = judge.evaluate_all([{"id": "R1", "x": 4}, {"id": "R2", "x": 8}, {"id": "R3"}])
    assert [each.total_range for each in found] == [(0.4, 0.5), (0.8, 1.0), (0.0, 1.0)]
    check_aggregation(judge.plugins.aggregation("best_is_one"), raises=True)


def test_the_page_lists_every_hook_as_it_is_called():
    listed = re.findall(r"^## (\w+)\n\n`(\w+\(.*?\))` returns", PAGE, re.MULTILINE)
    called = []
    for hook in HOOKS:
        names = [
            each for each in inspect.signature(getattr(Hooks, hook)).parameters if each != "self"
        ]
        called.append((hook, f"{hook}({', '.join(names)})"))
    assert listed == called


@pytest.mark.parametrize("hook", HOOKS)
def test_the_page_shows_the_example_of_each_hook(hook):
    assert example(hook) in PAGE


def test_what_is_asked_are_the_hooks_and_every_kind_of_contribution_is_one():
    assert tuple(each.name for each in ASKED) == HOOKS
    held = {each.holds for each in ASKED}
    fields = {each.name for each in attrs.fields(Plugin)}
    assert held == fields - {"origin", "status", "why", "seconds", "candidate"}
