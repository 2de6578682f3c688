"""Plugins together: where they are found, what they share, who claims what, who is off."""

from __future__ import annotations

import itertools
import json
from typing import Annotated

import house
import pytest
from plugin_shop import install, module, save
from portfolio import REQUESTS, RULES, evaluator

from evalcore import Evaluator, InputError, clamp, criterion, discover, number, read_ruleset
from evalcore.extend.loading import Candidate, Origin
from evalcore.extend.plugins import Plugins, summaries
from evalcore.extend.policies import Role

FIT = """
from typing import Annotated
from evalcore import criterion, gate, clauses, number, hookimpl
Fit = Annotated[float, number("fit", minimum=0, maximum=4)]

@criterion
def suits(fit: Fit) -> float:
    return fit / 4

@hookimpl
def evalcore_policies():
    return [suits]
"""
NEEDS_FIT = """\
name = "n"
version = "1"
default = {verdict = "hold"}
[criteria.c]
policy = "suits"
weight = 1
"""


def found(**options):
    """The plugins of a test: none that is installed."""
    return discover(entry_points=False, **options)


def complaint(call, *args, **keywords):
    with pytest.raises(InputError) as caught:
        call(*args, **keywords)
    return str(caught.value)


def needing(plugins, rules=NEEDS_FIT):
    return complaint(Evaluator, read_ruleset(rules, "rules.toml"), plugins=plugins)


def test_an_installed_plugin_is_known_with_its_distribution(tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": FIT})
    plugins = discover()
    plugin = next(each for each in plugins.all if each.origin.name == "carbon")
    assert plugin.active
    assert str(plugin.origin) == "plugin carbon (evalcore-carbon 1.2)"
    assert plugin.origin.file == str(tmp_path / "carbon.py")
    assert plugins.origin("criterion", "suits") == plugin.origin


def test_a_folder_gives_one_plugin_a_file(tmp_path):
    save(tmp_path, carbon=FIT, _helper="raise SystemExit")
    (tmp_path / "notes.txt").write_text("no plugin")
    plugins = found(folder=tmp_path)
    assert [each.origin.name for each in plugins.all] == ["carbon"]
    assert str(plugins.all[0].origin) == f"plugin carbon ({tmp_path / 'carbon.py'})"


def test_a_folder_that_is_none(tmp_path):
    missing, file = tmp_path / "policies", tmp_path / "file"
    file.touch()
    expected = "\n    expected a folder of plugins, one Python file each"
    assert complaint(found, folder=missing) == f"{missing}: there is no such folder{expected}"
    assert complaint(found, folder=file) == f"{file}: this is not a folder{expected}"


def test_modules_and_other_objects_are_passed_in():
    class Shop:
        evalcore_policies = staticmethod(house.evalcore_policies)

    plugins = found(extra=[Shop()])
    assert str(plugins.all[0].origin) == "plugin Shop"
    assert plugins.names("gate") == ["vote"]
    assert found(extra=[house, house]).problems == ()


def test_classes_in_a_folder_find_what_their_annotations_name(tmp_path):
    save(
        tmp_path,
        seats="""
from __future__ import annotations
from typing import Annotated, Literal
import attrs
from evalcore import criterion, hookimpl, number
Majority = Literal["seats", "cast"]
Yes = Annotated[float, number("yes", minimum=0, maximum=1)]

@attrs.frozen
class Seats:
    majority: Majority

@criterion
def support(yes: Yes, *, seats: Seats) -> float:
    return yes if seats.majority == "cast" else yes / 2

@hookimpl
def evalcore_policies():
    return [support]
""",
    )
    rules = NEEDS_FIT.replace("suits", "support") + 'settings = {seats = {majority = "seats"}}\n'
    judge = Evaluator(read_ruleset(rules), plugins=found(folder=tmp_path))
    assert judge.evaluate({"id": "R1", "yes": 1}).total == 0.5


def test_two_sets_share_nothing(tmp_path):
    save(tmp_path, carbon=FIT)
    first, second = found(folder=tmp_path), found(folder=tmp_path)
    one, other = (each.policy(Role.CRITERION, "suits") for each in (first, second))
    assert one is not other
    assert one.function.__globals__ is not other.function.__globals__
    assert found().all == ()


def test_evaluators_may_use_different_plugins_under_one_name():
    opposite = FIT.replace("fit / 4", "1 - fit / 4")
    judges = [
        Evaluator(read_ruleset(NEEDS_FIT), plugins=found(extra=[module("carbon", text)]))
        for text in (FIT, opposite)
    ]
    assert [judge.evaluate({"id": "R1", "fit": 1}).total for judge in judges] == [0.25, 0.75]


def test_no_order_of_plugins_changes_anything():
    clash = FIT + "\nfrom house import evalcore_sources\n"
    texts = {"carbon": FIT, "weather": clash, "broken": "from evalcore import hookimpl\n"}
    others = [module(name, text) for name, text in texts.items()]
    results = set()
    for order in itertools.permutations([house, *others]):
        plugins = found(extra=order)
        judge = Evaluator(read_ruleset(RULES), plugins=plugins)
        data = [summaries(plugins), plugins.problems, judge.to_json(judge.rank(REQUESTS))]
        results.add(json.dumps(data))
    assert len(results) == 1


def test_not_even_that_of_plugins_that_nothing_but_their_policies_tells_apart():
    pair = [module("carbon", FIT), module("carbon", FIT.replace("suits", "serves"))]
    first, second = (summaries(found(extra=order)) for order in (pair, pair[::-1]))
    assert first == second
    assert [each["criteria"] for each in first] == [["serves"], ["suits"]]


def test_what_two_plugins_claim_belongs_to_neither(tmp_path, monkeypatch):
    both = FIT + "\n@gate\ndef {0}(fit: Fit):\n    return clauses(enough=fit > 1)\n"
    both = both.replace("[suits]", "[suits, {0}]")
    install(tmp_path, monkeypatch, "evalcore-a", "1.0", {"plugin_a": both.format("only_a")})
    install(tmp_path, monkeypatch, "evalcore-b", "2.0", {"plugin_b": both.format("only_b")})
    plugins = discover()
    sentence = (
        "the criterion 'suits' is claimed by plugin plugin_a (evalcore-a 1.0) "
        "and plugin plugin_b (evalcore-b 2.0): block one of them by name"
    )
    assert sentence in plugins.problems
    assert needing(plugins) == f"rules.toml:5:10: criteria.c.policy: {sentence}"
    assert {"only_a", "only_b"} <= set(plugins.names("gate"))
    assert "suits" not in plugins.names("criterion")
    assert Evaluator(read_ruleset(NEEDS_FIT), plugins=plugins, block=["plugin_b"])
    assert Evaluator(read_ruleset(NEEDS_FIT), plugins=plugins, block=["evalcore-a"])


@pytest.mark.parametrize(
    ("kind", "rules", "place"),
    [
        ("vocabulary 'house'", 'vocabulary = ["house"]\n', "rules.toml:3:15: vocabulary[1]: "),
        ("function 'half'", 'total = "half(1)"\n', "rules.toml:3:10: total: half: "),
    ],
)
def test_any_kind_of_name_can_collide(kind, rules, place):
    text = """
from evalcore import Vocabulary, function, hookimpl, flag
@function
def half(x: float) -> float:
    return x / 2
@hookimpl
def evalcore_functions():
    return [half]
@hookimpl
def evalcore_fields():
    return [Vocabulary("house", [flag("old")])]
"""
    plugins = found(extra=[module("b", text), module("a", text)])
    sentence = f"the {kind} is claimed by plugin a and plugin b: block one of them by name"
    assert sentence in plugins.problems
    ruleset = f'name = "n"\nversion = "1"\n{rules}[default]\nverdict = "hold"\n'
    assert needing(plugins, ruleset).startswith(f"{place}{sentence}")


def test_two_plugins_of_one_name_are_both_off(tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, "evalcore-a", "1.0", {"carbon": FIT})
    install(tmp_path, monkeypatch, "evalcore-b", "2.0", {"carbon": FIT}, {"carbon": "carbon_b"})
    plugins = discover()
    sentence = (
        "the plugin name 'carbon' is claimed by evalcore-a 1.0 and evalcore-b 2.0: "
        "block one by the name of its distribution"
    )
    assert plugins.problems == (sentence,)
    assert [each.status for each in plugins.all if each.origin.name == "carbon"] == ["collides"] * 2
    message = needing(plugins)
    assert "the criterion 'suits' cannot be used: plugin carbon (evalcore-a 1.0) is off" in message
    assert sentence in message
    assert plugins.blocking(["evalcore-b"]).problems == ()
    assert Evaluator(read_ruleset('block_plugins = ["evalcore-a"]\n' + NEEDS_FIT), plugins=plugins)


def test_a_policy_used_in_the_wrong_role_says_where_it_belongs():
    rules = NEEDS_FIT.replace("suits", "vote")
    assert "vote is a gate: use it under [gates]" in needing(found(extra=[house]), rules)


def test_a_missing_policy_points_at_plugins_that_never_loaded(tmp_path):
    save(tmp_path, carbon="import nothing_at_all", weather=FIT)
    message = needing(found(folder=tmp_path, block=["weather"]))
    assert (
        "there is no criterion 'suits'\n    expected a plugin that offers one; none does" in message
    )
    assert message.endswith(
        "\n    it may belong to plugin carbon (broken) or plugin weather (blocked): "
        "see `evalcore plugins`"
    )


def test_plugins_are_passed_in_a_list():
    for given, said in ((None, "nothing"), (3, "3"), ("carbon", "'carbon'")):
        with pytest.raises(InputError) as caught:
            discover(extra=given, entry_points=False)
        assert str(caught.value) == (
            f"found {said}\n    expected a list of plugins, such as [plugin]"
        )


@pytest.mark.parametrize("name", ["carbon", "evalcore-carbon"])
@pytest.mark.parametrize("how", ["option", "variable"])
def test_a_blocked_plugin_is_not_even_imported(name, how, tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": "raise SystemExit(1)"})
    if how == "variable":
        monkeypatch.setenv("EVALCORE_BLOCK", f" {name} ,")
    plugins = discover(block=[name] if how == "option" else [])
    plugin = next(each for each in plugins.all if each.origin.name == "carbon")
    assert (plugin.status, plugin.why) == ("blocked", "blocked by name")
    assert plugins.problems == ()


def test_what_a_ruleset_blocks_cannot_be_used_by_it():
    plugins = found(extra=[module("carbon", FIT)])
    message = needing(plugins, 'block_plugins = ["carbon"]\n' + NEEDS_FIT)
    assert (
        "the criterion 'suits' cannot be used: plugin carbon is off\n    blocked by name" in message
    )
    assert Evaluator(read_ruleset(NEEDS_FIT), plugins=plugins)


def test_blocking_what_does_not_exist(monkeypatch):
    words = "there is no plugin 'huose' to block\n    expected one of {}\n    did you mean 'house'?"
    plugins = found(extra=[house])
    assert complaint(plugins.blocking, ["huose"]) == words.format("house")
    monkeypatch.setenv("EVALCORE_BLOCK", "huose")
    said = complaint(found, extra=[house], installed=())
    assert said == f"EVALCORE_BLOCK: {words.format('house')}"
    assert "expected none: there are no plugins" in complaint(found, installed=())


def test_blocking_what_is_installed_but_not_asked_for_is_fine(tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": FIT})
    monkeypatch.setenv("EVALCORE_BLOCK", "evalcore-carbon")
    assert found().all == ()


def test_requirements_name_distributions_and_versions(tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": FIT})
    install(tmp_path, monkeypatch, "evalcore-odd", "unknown", {"odd": FIT.replace("suits", "odd")})
    wanted = [
        "Evalcore_Carbon>=1.2",
        "evalcore-carbon>=2",
        "evalcore-carbn",
        "=1",
        "evalcore-odd>=1",
    ]
    shape = 'a distribution with a version, such as "evalcore-carbon>=1.2"'
    found = [(index, str(each)) for index, each in discover().require(wanted)]
    assert found == [
        (1, "evalcore-carbon is installed as 1.2\n    expected evalcore-carbon>=2"),
        (
            2,
            (
                "no plugin of the distribution evalcore-carbn is installed\n"
                "    did you mean 'evalcore-carbon'?\n    pip install 'evalcore-carbn'"
            ),
        ),
        (3, f"found '=1'\n    expected {shape}"),
        (4, "evalcore-odd is installed as unknown\n    expected evalcore-odd>=1"),
    ]


def test_a_requirement_that_is_off_says_why(tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": FIT})
    message = needing(
        discover(block=["carbon"]), 'required_plugins = ["evalcore-carbon"]\n' + NEEDS_FIT
    )
    off = "evalcore-carbon is required, but plugin carbon (evalcore-carbon 1.2) is off"
    assert f"rules.toml:1:21: required_plugins[1]: {off}\n    blocked by name" in message


def test_one_active_plugin_of_a_distribution_is_enough(tmp_path, monkeypatch):
    weather = FIT.replace("suits", "warms")
    for name, version in (("evalcore-a", "1.0"), ("evalcore-b", "2.0rc1")):
        texts = {f"{name[-1]}_carbon": FIT, f"{name[-1]}_weather": weather}
        install(tmp_path, monkeypatch, name, version, texts)
    plugins = discover(block=["a_weather", "b_carbon"])
    assert plugins.require(["evalcore-a", "evalcore-b>=1.5"]) == []


def test_the_summary_of_a_plugin():
    assert summaries(found(extra=[house])) == [
        {
            "name": "house",
            "distribution": None,
            "version": None,
            "file": house.__file__,
            "status": "active",
            "why": None,
            "criteria": ["time_left"],
            "gates": ["vote"],
            "functions": [],
            "vocabularies": ["house"],
            "sources": ["rows"],
            "reports": [],
            "rulesets": [],
            "commands": [],
            "observers": [],
            "aggregations": [],
            "settings": [],
            "hooks": ["evalcore_policies", "evalcore_fields", "evalcore_sources"],
            "claimed_twice": [],
        }
    ]


def test_the_core_works_without_any_plugin():
    rules = 'name = "n"\nversion = "1"\n[default]\nverdict = "hold"\n'
    assert (
        Evaluator(read_ruleset(rules), plugins=Plugins()).evaluate({"id": "R1"}).verdict == "hold"
    )
    assert evaluator().evaluate(REQUESTS[0]).verdict == "go"


@pytest.mark.shipped
def test_only_what_is_allowed_is_imported():
    loaded = []

    def candidate(name, distribution):
        return Candidate(Origin(name, distribution, "1.0"), lambda: loaded.append(name))

    there = [candidate("a", "evalcore-a"), candidate("b", "evalcore-b"), candidate("c", "other")]
    plugins = discover(installed=there, only=["evalcore-a", "c"])
    assert loaded == ["a", "c"]
    states = {each.origin.name: (each.status, each.why) for each in plugins.all}
    assert states["b"] == ("blocked", "not among the plugins that are allowed")
    with pytest.raises(InputError) as caught:
        discover(installed=there, only=["evalcore-d"])
    assert str(caught.value).startswith("there is no plugin 'evalcore-d' to allow")
    assert "did you mean" in str(caught.value)


@pytest.mark.shipped
def test_only_what_is_allowed_by_the_environment(monkeypatch):
    monkeypatch.setenv("EVALCORE_ONLY", "initiative-evalcore")
    assert {each.origin.distribution for each in discover().all if each.active} == {
        "initiative-evalcore"
    }
    monkeypatch.setenv("EVALCORE_ONLY", "files")
    assert [each.origin.name for each in discover().all if each.active] == ["files"]


@pytest.mark.shipped
def test_a_set_that_is_there_can_be_narrowed():
    plugins = discover(extra=[house])
    narrow = Evaluator("balanced", plugins=plugins, only=["initiative-evalcore"]).plugins
    assert "house" in [each.origin.name for each in narrow.all if each.active]
    with pytest.raises(InputError, match="there is no plugin"):
        Evaluator("balanced", only=["greenit"])


@pytest.mark.parametrize("option", ["block", "only"])
def test_a_text_is_no_list_of_names(option):
    with pytest.raises(InputError) as caught:
        discover(**{option: "greenit"})
    assert str(caught.value) == "found 'greenit'\n    expected a list of names, such as ['greenit']"


def test_what_a_plugin_offers_can_be_handed_over_by_itself():
    @criterion
    def mine(cost_k: Annotated[float, number("cost_k")]) -> float:
        """Cost: the less, the better."""
        return clamp(1 - cost_k / 10)

    judge = Evaluator(read_ruleset(NEEDS_FIT.replace("suits", "mine")), plugins=[mine])
    assert judge.evaluate({"id": "A", "cost_k": 5}).total == 0.5
