"""What a ruleset says to plugins, in `[plugins.NAME]`: who reads it, and what is wrong with it."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Annotated

import attrs
import pytest

from evalcore import (
    Complaint,
    Evaluator,
    InputError,
    Observer,
    Report,
    Settings,
    Source,
    clauses,
    criterion,
    discover,
    function,
    gate,
    hookimpl,
    load_initiatives,
    number,
    setting,
    write_report,
)
from evalcore.extend.loading import Candidate, Origin, load_plugin
from evalcore.extend.plugins import Plugins
from evalcore.rules.file import read_ruleset
from evalcore.rules.schema import ruleset_schema

Benefit = Annotated[float, number("benefit", minimum=0, maximum=100)]
RULES = """\
name = "r"
version = "1"
verdicts = ["go", "hold"]
[measures]
later = "next_year(benefit)"
[criteria.worth]
policy = "worth"
weight = 1
[gates.enough]
policy = "enough"
settings = { least = 1 }
[[rules]]
id = "good"
when = "total >= 0.5"
verdict = "go"
[default]
verdict = "hold"
"""


@attrs.frozen
class Acme:
    discount: Annotated[float, setting(minimum=0, maximum=1)] = 0.25
    most: Annotated[float, setting(above=0)] = 100
    footer: str = "internal"
    notify: tuple[str, ...] = ()


@criterion
def worth(benefit: Benefit, *, discount: Annotated[float, setting(maximum=0.9)], most: float = 10):
    """Worth: what it brings, less the discount."""
    return benefit * (1 - discount) / most


@gate
def enough(benefit: Benefit, *, least: float = 5):
    """Enough: it brings something."""
    return clauses(some=benefit >= least)


@function
def next_year(value: float, *, discount: float = 0) -> float:
    """What a value in a year is worth today."""
    return value * (1 - discount)


HEARD: list[str] = []
REPORT = Report(
    "lines", lambda listing: f"{len(listing.evaluations)} {listing.settings_of(Acme).footer}"
)
OBSERVER = Observer(
    "ears", None, configured=lambda said: Observer("ears", lambda _: HEARD.append(said.footer))
)


def offering(**hooks):
    """A plugin called acme with these hooks."""
    module = SimpleNamespace()
    for name, items in hooks.items():

        def hook(items=items):
            return items

        hook.__name__ = f"evalcore_{name}"
        setattr(module, hook.__name__, hookimpl(hook))
    return Candidate(Origin("acme"), lambda: module)


ACME = offering(
    settings=[Settings(Acme)], policies=[worth, enough], functions=[next_year],
    reports=[REPORT], observers=[OBSERVER],
)  # fmt: skip


def plugins(candidate=ACME):
    found = load_plugin(candidate)
    assert found.active, found.why
    return Plugins([found])


def judge(tmp_path, table="", rules=RULES, candidate=ACME):
    path = tmp_path / "rules.toml"
    path.write_text(rules + table, encoding="utf-8")
    return Evaluator(path, plugins=plugins(candidate))


def complaints(tmp_path, table, rules=RULES, candidate=ACME):
    with pytest.raises(InputError) as caught:
        judge(tmp_path, table, rules, candidate)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_defaults_hold_where_a_ruleset_says_nothing(tmp_path):
    found = judge(tmp_path)
    assert found.settings_of(Acme) == Acme()
    evaluation = found.evaluate({"id": "A", "benefit": 80})
    assert evaluation.total == pytest.approx(0.6)
    assert evaluation.measures["later"] == 60


def test_a_ruleset_says_it_to_policies_functions_reports_and_observers(tmp_path):
    HEARD.clear()
    table = '[plugins.acme]\ndiscount = 0.5\nfooter = "secret"\nnotify = ["ann"]\n'
    found = judge(tmp_path, table)
    assert found.settings_of(Acme) == Acme(0.5, 100, "secret", ("ann",))
    evaluation = found.evaluate({"id": "A", "benefit": 80})
    assert evaluation.total == pytest.approx(0.4)
    assert evaluation.measures["later"] == 40
    assert HEARD == ["secret"]
    listing = found.listing([evaluation])
    assert found.plugins.report("lines").write(listing) == "1 secret"
    assert write_report(listing, "csv")


def test_what_a_criterion_or_a_call_says_comes_first(tmp_path):
    own = RULES.replace('policy = "worth"', 'policy = "worth"\nsettings = { discount = 0.1 }')
    own = own.replace("next_year(benefit)", "next_year(benefit, discount=0.2)")
    found = judge(tmp_path, "[plugins.acme]\ndiscount = 0.5\n", own)
    evaluation = found.evaluate({"id": "A", "benefit": 80})
    assert evaluation.total == pytest.approx(0.72)
    assert evaluation.measures["later"] == 64


def test_what_decides_counts_for_the_digest(tmp_path):
    plain, said, other = (
        judge(tmp_path, table).digest
        for table in ("", "[plugins.acme]\ndiscount = 0.5\n", '[plugins.acme]\nfooter = "x"\n')
    )
    assert plain != said
    assert plain == other


@pytest.mark.parametrize(
    ("table", "at", "words"),
    [
        ("discuont = 0.5", "19:1: plugins.acme.discuont", "there is no setting 'discuont'"),
        ("discuont = 0.5", "19:1: plugins.acme.discuont", "did you mean 'discount'?"),
        ("discount = 2", "19:12: plugins.acme.discount", "expected a number at least 0 at most 1"),
        ("discount = 0.95", "19:12: plugins.acme.discount", "expected a number at most 0.9"),
        ("notify = 'ann'", "19:10: plugins.acme.notify", "expected a list, each entry a text"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, table, at, words):
    said = complaints(tmp_path, f"[plugins.acme]\n{table}\n")
    assert f"rules.toml:{at}: " in said
    assert words in said


def test_a_setting_without_a_default_has_to_be_said_where_there_is_a_table(tmp_path):
    @attrs.frozen
    class Needs:
        url: str
        retries: int = 3

    candidate = offering(settings=[Settings(Needs)])
    rules = 'name = "r"\nversion = "1"\nverdicts = ["go"]\n[default]\nverdict = "go"\n'
    found = judge(tmp_path, "", rules, candidate)
    with pytest.raises(InputError, match="there are no settings Needs"):
        found.settings_of(Needs)
    said = complaints(tmp_path, "[plugins.acme]\nretries = 1\n", rules, candidate)
    assert "rules.toml:6:10: plugins.acme: url is missing\n    expected a text" in said
    found = judge(tmp_path, "[plugins.acme]\nurl = 'u'\n", rules, candidate)
    assert found.settings_of(Needs) == Needs("u")


@pytest.mark.parametrize(
    ("kinds", "why"),
    [
        ([Settings(int)], "expected a class of attrs"),
        ([Settings(Acme), Settings(Observer)], "it brings settings twice"),
        ([Settings(attrs.make_class("Odd", {"at": attrs.field(type=object)}))],
         "the setting at is annotated with"),
        ([Acme], "expected a list of settings: Settings(kind)"),
    ],
)  # fmt: skip
def test_what_no_ruleset_can_say_is_no_settings(kinds, why):
    found = load_plugin(offering(settings=kinds))
    assert found.status == "broken"
    assert why in found.why


def test_editors_know_them():
    schema = ruleset_schema(plugins())["properties"]["plugins"]["properties"]["acme"]
    assert schema["properties"]["discount"] == {"type": "number", "minimum": 0, "maximum": 1}
    assert schema["additionalProperties"] is False


def test_a_blocked_plugin_has_none(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(
        'name = "r"\nversion = "1"\nverdicts = ["go"]\n[default]\nverdict = "go"\n'
        "[plugins.acme]\ndiscount = 0.5\n"
    )
    off = discover(entry_points=False).all
    with pytest.raises(InputError, match="there is no plugin 'acme' to set"):
        Evaluator(path, plugins=Plugins(off))


PLAIN = """\
name = "r"
version = "1"
verdicts = ["go"]
block_plugins = ["acme"]
[default]
verdict = "go"
"""


@pytest.mark.parametrize("table", ["", 'footer = "x"', "discount = 7", "discuont = 1"])
def test_what_a_ruleset_does_without_is_told_nothing_and_hears_nothing(tmp_path, table):
    HEARD.clear()
    found = judge(tmp_path, f"[plugins.acme]\n{table}\n", PLAIN)
    found.evaluate({"id": "A"})
    assert HEARD == []
    with pytest.raises(InputError, match="there are no settings Acme"):
        found.settings_of(Acme)


@attrs.frozen
class Whole(Acme):
    more: int = 1


def test_settings_may_come_from_a_class_that_they_extend(tmp_path):
    candidate = offering(settings=[Settings(Whole)])
    rules = PLAIN.replace('block_plugins = ["acme"]\n', "")
    found = judge(tmp_path, "[plugins.acme]\ndiscount = 0.5\nmore = 2\n", rules, candidate)
    assert found.settings_of(Whole) == Whole(0.5, more=2)


def lines(parted):
    """A format of one request a line, whose separator a ruleset says."""

    def read(text, _name):
        rows = (line.split(parted) for line in text.splitlines())
        return [({"id": one, "benefit": float(two)}, (n,)) for n, (one, two) in enumerate(rows)]

    def configured(said):
        if not said.footer:
            raise InputError(Complaint("there is no footer", "one sign", path=("footer",)))
        return lines(said.footer)

    return Source("lines", (".lines",), read, configured=configured)


READING = offering(settings=[Settings(Acme)], policies=[worth, enough], functions=[next_year],
    sources=[lines(":")])  # fmt: skip


def test_a_source_is_told(tmp_path):
    path = tmp_path / "in.lines"
    path.write_text("A:80\n", encoding="utf-8")
    (plain,) = load_initiatives(judge(tmp_path, candidate=READING), path).initiatives
    path.write_text("A|80\n", encoding="utf-8")
    found = judge(tmp_path, '[plugins.acme]\nfooter = "|"\n', candidate=READING)
    assert load_initiatives(found, path).initiatives == (plain,)
    again = copy.copy(found)
    assert load_initiatives(again, path).initiatives == (plain,)
    table = '[plugins.acme]\nfooter = ""\n'
    assert complaints(tmp_path, table, candidate=READING) == (
        "rules.toml:19:10: plugins.acme.footer: there is no footer\n    expected one sign"
    )


def test_several_are_told_the_same_bare_table():
    heard = []

    def ears(name):
        def made(said):
            return Observer(name, lambda _: heard.append((name, said["loud"])))

        return Observer(name, None, configured=made)

    own = offering(observers=[ears("left"), ears("right")])
    ruleset = (
        RULES.partition("[measures]")[0] + "[plugins.acme]\nloud = 3\n[default]\nverdict = 'go'"
    )
    Evaluator(read_ruleset(ruleset), plugins=plugins(own)).evaluate({"id": "A"})
    assert heard == [("left", 3), ("right", 3)]
