"""`evalcore plugins`: what is installed, what it offers, why it is off, whether it is sound."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import click

from evalcore.cli.common import (
    NOT_HELD,
    Selection,
    plugin_options,
    warn,
)
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.extend.loading import ASKED, HOOKS, IMPORT, Plugin
from evalcore.extend.plugins import Plugins, discover, summaries
from evalcore.reports.document import Document, Grid, Heading, Item, Outline, Toned
from evalcore.reports.tables import Table
from evalcore.written.errors import Complaint, InputError, near, one_of

if TYPE_CHECKING:
    from evalcore.testing import Results

TONES = {"active": "good", "broken": "bad", "collides": "bad"}
OFFERS = ("criteria", "gates", *(hook.holds for hook in ASKED if hook.holds != "policies"))


@click.group("plugins", invoke_without_command=True)
@click.option("--all", "whole", is_flag=True, help="With hooks, fields and settings.")
@click.option("--timings", is_flag=True, help="With the time that each takes, the slowest first.")
@click.option("--hook", metavar="NAME", help="Only those that implement this hook.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@output_options(*EVERY, bom=True)
@plugin_options
def command(
    *,
    selection: Selection,
    output: Output,
    as_json: bool,
    whole: bool,
    timings: bool,
    hook: str | None,
) -> None:
    """List the plugins: name, distribution, version, file, what they offer, and their status.

    With --strict ends with 1 where a plugin cannot be used. `evalcore plugins check NAME` runs the
    checks of evalcore.testing on the policies of a plugin.
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    if hook is not None and hook not in HOOKS:
        complaint = Complaint(f"there is no hook {hook!r}", one_of(HOOKS), near(hook, HOOKS))
        raise InputError(complaint)
    plugins = discover(folder=selection.folder, block=selection.block)
    shown = [
        {**summary, **_details_of(plugin, whole=whole, timings=timings)}
        for plugin, summary in zip(plugins.all, summaries(plugins), strict=True)
        if hook is None or hook in plugin.hooks
    ]
    if timings:
        shown.sort(key=lambda each: -sum(each["seconds"].values()))
    output = attrs.evolve(output, asked="json") if as_json else output
    if output.form == "table" and not shown:
        output.emit(f"no plugin implements {hook}\n" if hook else "no plugins are installed\n")
    else:
        entries = tuple(map(_entry, shown))
        output.emit_as(
            lambda: {"plugins": shown, "problems": list(plugins.problems)},
            lambda: Document([Outline(entries, indent=4, hang=0)], "Plugins"),
            lambda: [_table(shown)],
        )
    for problem in plugins.problems:
        warn(problem)
    if selection.strict and plugins.problems:
        sys.exit(NOT_HELD)


HEADS = ("name", "distribution", "version", "status", "why", "file")


def _table(shown: Sequence[Mapping[str, Any]]) -> Table:
    """A row for each plugin; what it offers as names."""
    rows = [
        (*(each[head] for head in HEADS), *("; ".join(each[kind]) for kind in OFFERS))
        for each in shown
    ]
    return Table("plugins", (*HEADS, *OFFERS), rows)


def _details_of(plugin: Plugin, *, whole: bool, timings: bool) -> dict[str, Any]:
    """What is shown on demand; times are other ones each time, so never by themselves."""
    found: dict[str, Any] = {"seconds": dict(plugin.seconds)} if timings else {}
    if whole:
        found["policies"] = [
            {
                "name": each.name,
                "role": str(each.role),
                "summary": each.summary,
                "fields": [field.name for field in each.fields],
                "settings": [setting.name for setting in each.settings],
            }
            for each in plugin.policies
        ]
    return found


def _entry(summary: Mapping[str, Any]) -> Item:
    """A plugin's name, status and distribution, and the lines below them."""
    package = " ".join(part for part in (summary["distribution"], summary["version"]) if part)
    status = summary["status"]
    head = (Toned(summary["name"], "strong"), "  ", Toned(status, TONES.get(status, "fair")))
    return Item((*head, f"  {package}") if package else head, tuple(_lines(summary)))


def _lines(summary: Mapping[str, Any]) -> Iterator[Item]:
    listed = {"off": [summary["why"]] if summary["why"] else []}
    listed |= {kind: summary[kind] for kind in OFFERS}
    listed["not used, another plugin claims it too"] = summary["claimed_twice"]
    yield from (Item(f"{what}: {', '.join(names)}") for what, names in listed.items() if names)
    for each in summary.get("policies", ()):
        parts = [Item(f"fields: {', '.join(each['fields'])}")]
        parts += [Item(f"settings: {', '.join(each['settings'])}")] if each["settings"] else []
        yield Item(f"{each['role']} {each['name']}: {each['summary']}", tuple(parts))
    if "policies" in summary and summary["hooks"]:
        yield Item(f"hooks: {', '.join(summary['hooks'])}")
    if summary.get("seconds"):
        yield Item(", ".join(_time(name, took) for name, took in summary["seconds"].items()))
    if summary["file"]:
        yield Item(summary["file"])


def _time(name: str, seconds: float) -> str:
    return f"{'imported in' if name == IMPORT else name} {seconds * 1000:.1f} ms"


@command.command("check")
@click.argument("name")
@click.option(
    "--examples",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="How many examples each check looks at.",
)
@output_options(*EVERY, bom=True)
@plugin_options
def check(*, name: str, examples: int, output: Output, selection: Selection) -> None:
    """Run the checks of evalcore.testing on the policies and aggregations of the plugin NAME.

    Ends with 1 where one does not hold, and where there is nothing to check. Needs hypothesis.
    """
    plugin = _plugin(discover(folder=selection.folder, block=selection.block), name)
    try:
        from evalcore.testing import check_aggregation, check_policy
    except ImportError as error:
        raise InputError(Complaint(str(error))) from None
    results = [check_policy(each, examples=examples) for each in plugin.policies]
    results += [check_aggregation(each, examples=examples) for each in plugin.aggregations]
    if output.form == "table":
        output.emit("\n".join(_told(results)))
    else:
        output.emit_as(
            lambda: {"plugin": name, "results": [each.to_json() for each in results]},
            lambda: _checks_document(name, results),
            lambda: [_checks_table(results)],
        )
    if not results:
        warn(f"{plugin.origin} offers no policies: there is nothing to check")
    if not results or not all(each.ok for each in results):
        sys.exit(NOT_HELD)


def _plugin(plugins: Plugins, name: str) -> Plugin:
    """The active plugin of that name. Raises `InputError`."""
    found = [each for each in plugins.all if each.origin.name == name]
    if not found:
        names = [each.origin.name for each in plugins.all]
        expected = one_of(names, 20) if names else "a plugin that is installed; none is"
        raise InputError(Complaint(f"there is no plugin {name!r}", expected, near(name, names)))
    if not found[0].active:
        each = found[0]
        raise InputError(Complaint(f"{each.origin.in_full} is {each.status}", mend=each.why))
    return found[0]


CHECKS = ("policy", "check", "status", "problem", "reason", "examples")


def _checks_table(results: Sequence[Results]) -> Table:
    rows = [
        (each.policy, *(getattr(one, head) for head in CHECKS[1:]))
        for each in results
        for one in each.results
    ]
    return Table("checks", CHECKS, rows)


def _checks_document(name: str, results: Sequence[Results]) -> Document:
    rows = tuple(tuple(map(str, row)) for row in _checks_table(results).rows)
    heads = tuple(each.capitalize() for each in CHECKS)
    title = f"Checks of {name}"
    return Document(
        [Heading(title, level=1), Grid("", heads, rows, (5,), "hang", texts=(3, 4))], title
    )


def _told(results: Sequence[Results]) -> Iterator[str]:
    for each in results:
        yield f"{each}\n"
