"""Loading a plugin: whatever is wrong with one stays with it, and is said in one sentence."""

from __future__ import annotations

import sys

import house
import pytest
from places import DOCS
from plugin_shop import install, module, save
from portfolio import REQUESTS, RULES, evaluator

from evalcore import Source, Vocabulary, criterion, discover, number
from evalcore.extend.loading import Candidate, Origin

BROKEN_IMPORTS = {
    "import nothing_at_all": (
        "its import failed: ModuleNotFoundError: No module named 'nothing_at_all' "
        "(carbon.py, line 1)"
    ),
    "\n\n1 / 0": "its import failed: ZeroDivisionError: division by zero (carbon.py, line 3)",
    "def f(:": "its import failed: SyntaxError: invalid syntax (carbon.py, line 1)",
    "raise SystemExit(3)": "its import failed: SystemExit: 3 (carbon.py, line 1)",
    "import sys\nsys.exit()": "its import failed: SystemExit (carbon.py, line 2)",
    "raise ValueError('one\\n  two')": "its import failed: ValueError: one two (carbon.py, line 1)",
    "class E(Exception):\n    __str__ = None\nraise E": "its import failed: E (carbon.py, line 3)",
    "from evalcore import criterion\n@criterion\ndef fit(x): return x": (
        "its import failed: fit: the parameter x declares no field"
    ),
}

MARKED = "from evalcore import *\nfrom typing import Annotated\nX = Annotated[float, number('x')]\n"
POLICIES = MARKED + "@hookimpl\ndef evalcore_policies({}):\n    {}\n"
A_LIST = "expected a list of policies, made by @criterion or @gate"
WRONG_HOOKS = {
    POLICIES.format("", "return [1 / 0]"): (
        "evalcore_policies failed: ZeroDivisionError: division by zero (carbon.py, line 6)"
    ),
    POLICIES.format(
        "", "raise SystemExit"
    ): "evalcore_policies failed: SystemExit (carbon.py, line 6)",
    POLICIES.format(
        "", "yield 1 / 0"
    ): "evalcore_policies failed: ZeroDivisionError: division by zero",
    POLICIES.format(
        "", "pass"
    ): f"evalcore_policies returned None, {A_LIST}; is its return missing?",
    POLICIES.format("", "return 'fit'"): f"evalcore_policies returned 'fit', {A_LIST}",
    POLICIES.format("", "return [7]"): f"evalcore_policies returned 7 among others, {A_LIST}",
    POLICIES.format("", "return {'fit': fit}") + "fit = 1": (
        f"evalcore_policies returned {{'fit': 1}}, {A_LIST}"
    ),
    POLICIES.format("", "return [fit]") + "def fit(x: X) -> float:\n    return x\n": (
        "evalcore_policies returned the plain function fit: decorate it with @criterion or @gate"
    ),
    MARKED + "@hookimpl\ndef evalcore_functions():\n    return [half]\ndef half(x): return x": (
        "evalcore_functions returned the plain function half: decorate it with @function"
    ),
    POLICIES.format("config", "return []"): (
        "evalcore_policies asks for the argument config; it is called as evalcore_policies()"
    ),
    "from evalcore import *\n@hookimpl\ndef evalcore_policy():\n    return []": (
        "there is no hook evalcore_policy; did you mean evalcore_policies?"
    ),
    "def evalcore_polices():\n    return []": (
        "there is no hook evalcore_polices; did you mean evalcore_policies?"
    ),
    "from evalcore import *\n@hookimpl\ndef weigh():\n    return []": (
        "there is no hook weigh; expected one of "
        "evalcore_policies, evalcore_functions, evalcore_fields, evalcore_sources"
    ),
    "def evalcore_policies():\n    return []": (
        "evalcore_policies is not marked with @hookimpl, so it would never be called"
    ),
    "helper = 1": (
        "it has no hook, such as evalcore_policies, marked with @hookimpl; "
        "the name of a file that is no plugin starts with _"
    ),
}

WRONG_THINGS = {
    "evalcore_policies": [
        ("[a, a]", "it brings the criterion 'a' twice"),
        ("[far]", "the criterion 'far': the field 'x': the minimum 2 is above the maximum 1"),
    ],
    "evalcore_functions": [
        ("[clamp]", "the function 'clamp' belongs to the language: choose another name"),
    ],
    "evalcore_fields": [
        (
            "[Vocabulary('v', ['headcount'])]",
            "the vocabulary 'v' holds 'headcount', expected number(...), choice(...) or another",
        ),
        ("[Vocabulary('v', [number('if')])]", "the vocabulary 'v': the field 'if': 'if' cannot be"),
        ("[Vocabulary('v', [number('x', unit='k/')])]", "the vocabulary 'v': the field 'x': "),
        ("[Vocabulary('v', 7)]", "evalcore_fields failed: TypeError: 'int' object is not iterable"),
    ],
    "evalcore_sources": [
        (
            "[Source('s', '.txt', print)]",
            "the source 's' has the suffix '.', expected one such as \".txt\", in a list",
        ),
        ("[Source('s', ['txt'], print)]", "the source 's' has the suffix 'txt', expected"),
    ],
}
THINGS = """
import evalcore
from evalcore import *
from typing import Annotated
@criterion
def a(x: Annotated[float, number("x")]) -> float: return x
@criterion
def far(x: Annotated[float, number("x", minimum=2, maximum=1)]) -> float: return x
clamp = function(evalcore.clamp)
@hookimpl
def {}():
    return {}
"""


def why(folder, text):
    """Why a plugin with this text is off; the house beside it keeps working."""
    save(folder, carbon=text)
    plugins = discover(folder=folder, extra=[house], entry_points=False)
    broken, other = plugins.all
    assert other.active
    assert broken.status == "broken"
    assert plugins.problems == (f"plugin carbon ({folder / 'carbon.py'}): {broken.why}",)
    assert plugins.names("criterion") == ["time_left"]
    return broken.why


@pytest.mark.parametrize("text", BROKEN_IMPORTS)
def test_a_plugin_that_cannot_be_imported(text, tmp_path):
    assert why(tmp_path, text).startswith(BROKEN_IMPORTS[text])


@pytest.mark.parametrize("text", WRONG_HOOKS)
def test_a_plugin_with_a_wrong_hook(text, tmp_path):
    assert why(tmp_path, text).startswith(WRONG_HOOKS[text])


@pytest.mark.parametrize(
    ("hook", "returned", "expected"),
    [(hook, *case) for hook, cases in WRONG_THINGS.items() for case in cases],
)
def test_a_plugin_that_brings_what_makes_no_sense(hook, returned, expected, tmp_path):
    assert why(tmp_path, THINGS.format(hook, returned)).startswith(expected)


def test_binary_and_badly_encoded_files(tmp_path):
    (tmp_path / "bytes.py").write_bytes(b"\x00\x01")
    (tmp_path / "latin.py").write_bytes(b"name = '\xe9'\n")
    plugins = discover(folder=tmp_path, entry_points=False)
    assert [each.status for each in plugins.all] == ["broken", "broken"]
    # CPython calls a null byte a mistake of syntax since 3.11.4.
    null = "SyntaxError" if sys.version_info >= (3, 11, 4) else "ValueError"
    for each, error in zip(plugins.all, (null, "SyntaxError"), strict=True):
        assert f"its import failed: {error}" in each.why


def test_an_installed_plugin_that_is_broken_is_named_with_everything(tmp_path, monkeypatch):
    texts = {
        "carbon": "1 / 0",
        "weather": MARKED + "@hookimpl\ndef evalcore_fields():\n  x",
    }
    install(tmp_path, monkeypatch, "evalcore-carbon", "1.2", texts)
    assert [each for each in discover().problems if "evalcore-carbon" in each] == [
        (
            f"plugin carbon (evalcore-carbon 1.2, {tmp_path / 'carbon.py'}): "
            "its import failed: ZeroDivisionError: division by zero (carbon.py, line 1)"
            "; mend it, or block it by name"
        ),
        (
            f"plugin weather (evalcore-carbon 1.2, {tmp_path / 'weather.py'}): "
            "evalcore_fields failed: NameError: name 'x' is not defined (weather.py, line 6)"
            "; mend it, or block it by name"
        ),
    ]


def test_an_entry_point_that_leads_nowhere(tmp_path, monkeypatch):
    install(
        tmp_path, monkeypatch, "evalcore-carbon", "1.2", {"carbon": ""}, {"carbon": "carbon_home"}
    )
    (tmp_path / "carbon_home.py").unlink()
    problem = next(each for each in discover().problems if "carbon" in each)
    missing = "its import failed: ModuleNotFoundError: No module named 'carbon_home'"
    assert (
        problem == f"plugin carbon (evalcore-carbon 1.2): {missing}; mend it, or block it by name"
    )


def test_an_interruption_is_not_a_broken_plugin(tmp_path):
    save(tmp_path, carbon="raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        discover(folder=tmp_path, entry_points=False)


class Trap:
    """An object that fails as soon as somebody looks at it."""

    def __dir__(self):
        message = "do not look"
        raise RuntimeError(message)


@criterion
def lonely() -> float:
    return 1.0


@pytest.mark.parametrize(
    ("plugin", "expected"),
    [
        (Trap, "this is a class: pass an instance of it, or a module"),
        (Trap(), "it cannot be read: RuntimeError: do not look"),
        ("evalcore_carbon", "it has no hook, such as evalcore_policies, marked with @hookimpl; "),
    ],
)
def test_objects_that_are_no_plugins(plugin, expected):
    found = discover(extra=[plugin], entry_points=False)
    assert found.all[0].why.startswith(expected)


@pytest.mark.shipped
def test_an_entry_point_that_leads_to_a_policy():
    there = [Candidate(Origin("lonely", "evalcore-lonely", "1.0"), lambda: lonely)]
    (plugin,) = discover(installed=there).all
    assert plugin.why.startswith("a policy is no plugin: return it from evalcore_policies in one")


def test_a_broken_plugin_harms_no_evaluation():
    whole, harmed = evaluator(), evaluator(RULES, module("broken", "def evalcore_policies(): ..."))
    assert len(harmed.plugins.problems) == 1
    assert whole.to_json(whole.rank(REQUESTS)) == harmed.to_json(harmed.rank(REQUESTS))


def test_what_fits_is_kept_as_it_is():
    text = MARKED + (
        "@hookimpl\ndef evalcore_fields(config=None, *more):\n"
        "    yield Vocabulary('v', [number('x')])\n"
        "@hookimpl\ndef evalcore_sources():\n    return (Source('s', ['.s'], print),)\n"
    )
    plugin = discover(extra=[module("fine", text)], entry_points=False).all[0]
    assert plugin.vocabularies == (Vocabulary("v", [number("x")]),)
    assert plugin.sources == (Source("s", [".s"], print),)


def test_the_page_says_what_is_really_said():
    page = (DOCS / "plugins.md").read_text(encoding="utf-8")
    _, _, table = page.partition("| what happened | what you read |\n|---|---|\n")
    messages = [line.rpartition("| `")[2].removesuffix("` |") for line in table.splitlines()]
    assert len(messages) > 5
    assert set(messages) <= {*BROKEN_IMPORTS.values(), *WRONG_HOOKS.values()}
