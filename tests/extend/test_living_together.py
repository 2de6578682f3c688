"""Living together: a plugin that cannot be used says why in one message, and harms no other."""

from __future__ import annotations

from types import SimpleNamespace

import house
import pytest
from plugin_shop import install, module
from portfolio import REQUESTS, RULES, evaluator

from evalcore import (
    Command,
    Evaluator,
    InputError,
    Observer,
    Report,
    RulesetFile,
    __version__,
    discover,
    hookimpl,
    read_ruleset,
)

FINE = """
from evalcore import Vocabulary, flag, hookimpl
@hookimpl
def evalcore_fields():
    return [Vocabulary("{}", [flag("old")])]
"""
SPELT = 'expected versions such as ">=0.1,<0.2"'
MEND = "install a version of it that fits, or that evalcore"


def of(plugins, name):
    return next(each for each in plugins.all if each.origin.name == name)


def others_work(*plugins):
    """The verdicts of the house are what they are without these."""
    found = [each.verdict for each in evaluator(RULES, *plugins).rank(REQUESTS)]
    assert found == [each.verdict for each in evaluator().rank(REQUESTS)]


@pytest.mark.parametrize("requires", [">=9,<10", "==8.1", "<0.1"])
def test_a_plugin_for_another_evalcore_says_so_and_is_not_imported(tmp_path, monkeypatch, requires):
    text = "raise SystemExit"
    needs = f"Initiative.Evalcore[xlsx]{requires}"
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": text}, requires=needs)
    plugins = discover()
    plugin = of(plugins, "carbon")
    assert plugin.status == "broken"
    made = ",".join(sorted(requires.split(",")))
    made = {">=9,<10": "<10,>=9"}.get(requires, made)
    place = f"plugin carbon (evalcore-carbon 1.2, {tmp_path / 'carbon.py'})"
    sentence = f"it is made for evalcore {made}, this is evalcore {__version__}: {MEND}"
    assert f"{place}: {sentence}" in plugins.problems


@pytest.mark.parametrize(
    "requires",
    [
        "initiative-evalcore",
        f"initiative_evalcore>={__version__}",
        "initiative-evalcore>=9; extra == 'later'",
        "initiative-evalcore-extras>=9",
        "numpy>=9",
    ],
)
def test_one_for_this_evalcore_is_welcome(tmp_path, monkeypatch, requires):
    text = FINE.format("carbon")
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": text}, requires=requires)
    assert of(discover(), "carbon").active


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('">=9"', f"it is made for evalcore >=9, this is evalcore {__version__}: {MEND}"),
        (
            '"nine"',
            f"REQUIRES_EVALCORE says that it is made for evalcore 'nine', {SPELT}",
        ),
        (
            "9",
            f"REQUIRES_EVALCORE says that it is made for evalcore 9, {SPELT}",
        ),
    ],
)
def test_a_file_can_say_for_which_evalcore_it_is_made(said, why):
    plugin = module("carbon", f"REQUIRES_EVALCORE = {said}\n" + FINE.format("carbon"))
    plugins = discover(extra=[plugin], entry_points=False)
    assert plugins.problems == (f"plugin carbon: {why}",)
    others_work(plugin)
    fitting = module("carbon", 'REQUIRES_EVALCORE = ">=0.1"\n' + FINE.format("carbon"))
    assert discover(extra=[fitting], entry_points=False).problems == ()


def test_two_versions_of_one_distribution_are_both_off(tmp_path, monkeypatch):
    for folder, version in (("old", "1.2"), ("new", "2.0")):
        (tmp_path / folder).mkdir()
        text = FINE.format("carbon")
        install(tmp_path / folder, monkeypatch, "evalcore-carbon", version, {"carbon": text})
    install(tmp_path, monkeypatch, "evalcore-weather", "1", {"weather": FINE.format("weather")})
    plugins = discover()
    (problem,) = (each for each in plugins.problems if "carbon" in each)
    assert problem == (
        f"plugin carbon (evalcore-carbon 2.0): two versions of evalcore-carbon are installed, "
        f"2.0 in {tmp_path / 'new'} and 1.2 in {tmp_path / 'old'}: "
        "remove all but one, as by pip uninstall evalcore-carbon"
    )
    assert of(plugins, "weather").active
    with pytest.raises(InputError, match=r"plugin carbon \(broken\)"):
        plugins.vocabulary("carbon")
    assert of(discover(block=["carbon"]), "carbon").status == "blocked"


def test_one_version_that_is_found_twice_is_one(tmp_path, monkeypatch):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        text = FINE.format("carbon")
        install(tmp_path / folder, monkeypatch, "evalcore-carbon", "1.2", {"carbon": text})
    plugins = discover()
    assert [each.status for each in plugins.all if each.origin.name == "carbon"] == ["active"]
    assert plugins.problems == ()


def nothing(*_):
    """A function that nobody calls."""


EXTENSIONS = {
    "reports": (
        Report("csv", nothing),
        "the report 'csv' belongs to evalcore: choose another name",
    ),
    "reports ": (Report("l/ines", nothing), "found 'l/ines' as the name of a report, expected"),
    "reports  ": (Report("lines", "x"), "the report 'lines' has 'x' as write, expected a function"),
    "commands": (
        Command("rank", nothing),
        "the command 'rank' belongs to evalcore: choose another name",
    ),
    "commands ": (
        Command("count", None),
        "the command 'count' has nothing as load, expected a function",
    ),
    "rulesets": (
        RulesetFile("ours", "nowhere/rules.toml"),
        "the ruleset 'ours' is in nowhere/rules.toml, but there is no such file",
    ),
    "observers": (Observer("", nothing), "found '' as the name of a observer, expected letters"),
    "observers ": (
        Observer("ears", []),
        "the observer 'ears' has [] as evaluated, expected a function",
    ),
}


@pytest.mark.parametrize("kind", EXTENSIONS)
def test_an_extension_that_cannot_be_used(kind):
    extension, why = EXTENSIONS[kind]
    plugin = SimpleNamespace(**{f"evalcore_{kind.strip()}": hookimpl(lambda: [extension])})
    plugins = discover(extra=[plugin], entry_points=False)
    assert of(plugins, "SimpleNamespace").why.startswith(why)
    others_work(plugin)


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("reports", "reports: Report(name, write)"),
        ("rulesets", "rulesets: RulesetFile(name, path)"),
        ("commands", "commands: Command(name, load)"),
        ("observers", "observers: Observer(name, evaluated)"),
    ],
)
@pytest.mark.parametrize(
    ("result", "found"),
    [
        (None, "None, expected a list of {}; is its return missing?"),
        ([7], "7 among others, expected a list of {}"),
        ("html", "'html', expected a list of {}"),
    ],
)
def test_a_hook_that_returns_something_else(hook, expected, result, found):
    name = f"evalcore_{hook}"
    plugin = SimpleNamespace(**{name: hookimpl(lambda: result)})
    (problem,) = discover(extra=[plugin], entry_points=False).problems
    assert problem == f"plugin SimpleNamespace: {name} returned {found.format(expected)}"
    others_work(plugin)


@pytest.mark.parametrize("hook", ["reports", "rulesets", "commands", "observers"])
def test_a_hook_that_crashes(hook):
    text = f"from evalcore import hookimpl\n@hookimpl\ndef evalcore_{hook}():\n    1 / 0\n"
    plugin = module("carbon", text)
    (problem,) = discover(extra=[plugin], entry_points=False).problems
    why = f"evalcore_{hook} failed: ZeroDivisionError: division by zero"
    assert problem.startswith(f"plugin carbon: {why}")
    others_work(plugin)


def test_what_two_plugins_offer_belongs_to_neither(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text('name = "n"\nversion = "1"\n[default]\nverdict = "hold"\n', encoding="utf-8")
    hooks = {
        "evalcore_reports": [Report("lines", nothing)],
        "evalcore_rulesets": [RulesetFile("ours", path)],
        "evalcore_commands": [Command("count", nothing)],
        "evalcore_observers": [Observer("ears", nothing)],
    }

    def plugin(name):
        made = {hook: hookimpl(lambda found=found: found) for hook, found in hooks.items()}
        return SimpleNamespace(__name__=name, **made)

    plugins = discover(extra=[plugin("a"), plugin("b"), house], entry_points=False)
    owners = "is claimed by plugin a and plugin b: block one of them by name"
    for kind, name, ask in (
        ("report", "lines", plugins.report),
        ("ruleset", "ours", plugins.ruleset),
        ("command", "count", plugins.command),
    ):
        assert f"the {kind} {name!r} {owners}" in plugins.problems
        with pytest.raises(InputError, match=owners):
            ask(name)
    assert f"the observer 'ears' {owners}" in plugins.problems
    assert plugins.observers() == []
    with pytest.raises(InputError, match="the ruleset 'ours' is claimed"):
        Evaluator("ours", plugins=plugins)
    assert Evaluator(read_ruleset(RULES), plugins=plugins).evaluate(REQUESTS[0]).verdict == "go"
