"""The documentation: what it says about the file format and the language is what the code does."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import attrs
import click
import pytest

import evalcore
from evalcore import Evaluator, InputError, clauses, discover, read_ruleset, setting
from evalcore.cli import COMMANDS
from evalcore.cli import evalcore as command_line
from evalcore.extend.policies import Role
from evalcore.extend.reserved import FORMATS
from evalcore.judge.record import (
    CriterionResult,
    Decision,
    GateResult,
    Missing,
    OpaqueAnswer,
    Undefined,
)
from evalcore.language.functions import FUNCTIONS
from evalcore.request import declarations
from evalcore.request.fields import Kind
from evalcore.rules.ruleset import VERDICTS

TESTING_STRATEGIES = "evalcore.testing.strategies"
ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PLUGINS = (DOCS / "plugins.md").read_text(encoding="utf-8")
COMMAND_LINE = (DOCS / "command-line.md").read_text(encoding="utf-8")


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_generated_pages_are_current():
    command = [sys.executable, str(DOCS / "generate.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_every_function_is_in_the_table():
    text = (DOCS / "expressions.md").read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"| `{name}(" not in text] == []


def test_the_page_on_rulesets_names_every_kind_and_the_verdicts():
    text = (DOCS / "rulesets.md").read_text(encoding="utf-8")
    assert [kind for kind in Kind if str(kind) not in text] == []
    assert ", ".join(VERDICTS) in text


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")])
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.fixture
def modules(monkeypatch):
    """Every Python block of the page on plugins, run in its order; named ones can be imported."""
    found = []
    for code in blocks("python", PLUGINS):
        name = re.match(r"# (\w+)\.py\n", code)
        module = ModuleType(name[1] if name else f"example_{len(found)}")
        monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(code, module.__dict__)  # noqa: S102 - our own page
        found.append(module)
    return found


def test_every_python_block_on_plugins_is_a_plugin_or_a_test(modules):
    for module in modules:
        tests = [each for name, each in vars(module).items() if name.startswith("test_")]
        for test in tests:
            test()
        if not tests:
            plugins = discover(extra=[module], entry_points=False)
            assert plugins.problems == ()
            assert plugins.all[0].contributions


def test_every_toml_block_on_plugins_is_used(modules):
    plugins = discover(extra=[m for m in modules if {"banded", "has_room"} & {*vars(m)}])
    project, *rules = blocks("toml", PLUGINS)
    assert tomllib.loads(project)["project"]["entry-points"]["evalcore"]
    for each in rules:
        text = f'name = "page"\nversion = "1"\n{each}\n[default]\nverdict = "hold"\n'
        evaluator = Evaluator(read_ruleset(text), plugins=plugins)
        assert evaluator.warnings == []
    upside_down = text.replace("worst = 1, best = 4", "worst = 4, best = 1")
    with pytest.raises(InputError, match="best 1 is not above worst 4"):
        Evaluator(read_ruleset(upside_down), plugins=plugins)


def test_the_policies_with_every_kind_of_field_decide(modules):
    module = next(each for each in modules if "worth" in vars(each))
    policies = {each.name: each for each in module.evalcore_policies()}
    used = {field.kind for each in policies.values() for field in each.fields}
    assert used == set(Kind)
    outcomes = [{"owner": "CFO", "target": 3}, {"owner": None, "target": None}]
    assert policies["worth"](100, 150, False, outcomes) == 0.25
    text = (
        'name = "page"\nversion = "1"\n[criteria.worth]\npolicy = "worth"\nweight = 1\n'
        '[gates.alive]\npolicy = "alive"\n[[rules]]\nid = "a"\ngate = "alive"\notherwise = "kill"\n'
        '[[rules]]\nid = "b"\nwhen = "total > 0.5"\nverdict = "go"\n'
        '[default]\nverdict = "hold"\n'
    )
    assert Evaluator(read_ruleset(text), plugins=[module]).warnings == []


def test_examples_import_public_names_only():
    pages = [ROOT / "README.md", *DOCS.glob("*.md")]
    for code in (code for page in pages for code in blocks("python", page.read_text("utf-8"))):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("evalcore"):
                public = importlib.import_module(node.module)
                assert node.module in ("evalcore", "evalcore.testing", TESTING_STRATEGIES)
                assert {each.name for each in node.names} <= set(public.__all__)


def test_the_page_on_plugins_names_every_declaration_option_and_builder():
    homes = {name: getattr(evalcore, name) for name in evalcore._HOME_OF}
    declared = [n for n, each in homes.items() if each.__module__ == declarations.__name__]
    built = [n for n, home in evalcore._HOME_OF.items() if home == "evalcore.language.build"]
    called = [
        name for name in [*declared, *built] if name not in ("Vocabulary", "Relation", "setting")
    ]
    assert [name for name in called if f"| `{name}(" not in PLUGINS] == []
    assert [
        name for name in inspect.signature(setting).parameters if f"`{name}`" not in PLUGINS
    ] == []
    options = {
        option
        for name in called
        if name in declared
        for option in inspect.signature(homes[name]).parameters
        if option != "about"
    } | set(declarations.About.__annotations__)
    section = PLUGINS.partition("### Fields")[2].partition("### Settings")[0]
    assert [each for each in options - {"fields"} if not re.search(rf"\b{each}\b", section)] == []


def options_of(name: str) -> list[str]:
    command = command_line.get_command(click.Context(command_line), name)
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    params = dict.fromkeys(each for one in (command, *inner) for each in one.params)
    shown = [each for each in params if isinstance(each, click.Option)]
    return [spelt for each in shown for spelt in each.opts]


def row_of(name: str) -> str:
    return next(line for line in COMMAND_LINE.splitlines() if line.startswith(f"| `{name}` | "))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_on_the_command_line_has_every_command_and_option(name):
    row = row_of(name)
    command = command_line.get_command(click.Context(command_line), name)
    for each in command.params:
        if each.name == "form":
            choices = getattr(each.type, "choices", FORMATS)  # or also the reports of plugins
            shown = row if name != "evaluate" else row_of("rank")  # the same
            assert [choice for choice in choices if choice not in shown] == []
    table = COMMAND_LINE.partition("## Options")[2].partition("\n## ")[0]
    rows = [line.split(" | ")[:2] for line in table.splitlines() if line.startswith("| `")]
    for option in options_of(name):
        found = [where for spelt, where in rows if re.search(rf"`{option}(?![\w-])", spelt)]
        assert len(found) == 1, option
        excepted = found[0].startswith("all but") and name in found[0]
        assert not excepted, option
        assert name in found[0] or found[0].startswith("all"), option


def test_the_page_on_the_command_line_promises_no_option_that_there_is_not():
    table = COMMAND_LINE.partition("## Options")[2].partition("\n## ")[0]
    named = {
        each for each in re.findall(r"`(--?[a-z][a-z-]*)", table) if each not in ("-h", "--help")
    }
    assert named - {option for name in COMMANDS for option in options_of(name)} == set()


def test_the_page_on_the_command_line_names_every_shipped_ruleset_and_the_variable():
    assert [name for name in discover().names("ruleset") if f"`{name}`" not in COMMAND_LINE] == []
    assert "`EVALCORE_BLOCK=" in COMMAND_LINE


def test_the_page_on_the_command_line_has_every_key_of_the_contract():
    shown = json.loads(blocks("json", COMMAND_LINE)[0])
    keys = [*shown, *shown["ruleset"], *shown["evaluations"][0]]
    for each in (CriterionResult, GateResult, Decision, Missing, Undefined, OpaqueAnswer):
        keys += attrs.fields_dict(each)
    assert [key for key in keys if f"`{key}`" not in COMMAND_LINE] == []
    order = [key for key in shown["evaluations"][0] if key not in ("id", "title")]
    section = COMMAND_LINE.partition("\nEach evaluation:\n")[2]
    places = [section.index(f"\n| `{key}` |") for key in order]
    assert places == sorted(places)


def test_the_page_on_the_command_line_has_every_column():
    head = blocks("text", COMMAND_LINE)[0].splitlines()[0].split(",")
    columns = {"score.ID" if each.startswith("score.") else each for each in head}
    section = COMMAND_LINE.partition("## CSV")[2].partition("<!--")[0]
    assert set(re.findall(r"`([a-z_]+|score\.ID)`", section)) >= columns


def first_party():
    plugins = discover(folder=ROOT / "plugins", entry_points=False)
    return [plugins.policy(role, name) for role in Role for name in plugins.names(str(role))]


@pytest.mark.parametrize("policy", first_party(), ids=lambda each: f"{each.name}-{each.role}")
def test_the_page_on_policies_has_the_words_for_all_that_they_take(policy):
    page = (DOCS / "policies.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {policy.name}, a {policy.role}\n")[2].partition("\n## ")[0]
    assert policy.summary in section
    rows = {
        line.split("`")[1]: [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in section.splitlines()
        if line.startswith("| `")
    }
    for each in policy.settings:
        assert rows[each.name][-1]
    for each in policy.fields:
        assert rows[each.name][4]
        assert each.question in " ".join(rows[each.name])


@pytest.mark.parametrize(
    "policy",
    [each for each in first_party() if each.role is Role.GATE],
    ids=lambda each: each.name,
)
def test_the_page_on_policies_has_the_clauses_of_gates(policy):
    page = (DOCS / "policies.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {policy.name}, a {policy.role}\n")[2].partition("\n## ")[0]
    table = section.partition("| clause |")[2]
    listed = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    code = inspect.getsource(policy.function)
    returned = next(
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == clauses.__name__
    )
    assert listed == [each.arg for each in returned.keywords]
