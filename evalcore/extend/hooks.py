"""The hook specifications: everything that a plugin can contribute.

A plugin is a module (or any object) with functions marked `@hookimpl`, found through the entry
point group `evalcore`, in a folder, or passed in. Each hook is asked once, when an evaluator or
command starts. Hooks only declare: nothing that a plugin returns depends on another plugin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import pluggy

if TYPE_CHECKING:
    from evalcore.extend.aggregations import Aggregation
    from evalcore.extend.extensions import Command, Observer, Report, RulesetFile, Settings
    from evalcore.extend.policies import Policy
    from evalcore.extend.sources import Source
    from evalcore.language.functions import Function
    from evalcore.request.declarations import Vocabulary

    Contribution: TypeAlias = (
        Policy[..., Any]
        | Function
        | Vocabulary
        | Source
        | Report
        | RulesetFile
        | Command
        | Observer
        | Aggregation
        | Settings
    )

PROJECT = "evalcore"
F = TypeVar("F", bound="Callable[..., Iterable[Contribution]]")


def _spec(function: F) -> F:
    return cast("Callable[[F], F]", pluggy.HookspecMarker(PROJECT))(function)


def hookimpl(function: F) -> F:
    """Marks a function of a plugin as its implementation of the hook of the same name."""
    return cast("Callable[[F], F]", pluggy.HookimplMarker(PROJECT))(function)


class Hooks:
    """The specifications; a plugin implements those that it needs."""

    @_spec
    def evalcore_policies(self) -> Iterable[Policy[..., Any]]:
        """Policies that rulesets use by name, in `[criteria.*]` and `[gates.*]`.

        Returns what `@criterion`, `@opaque_criterion` and `@gate` made of plain functions:
        positional parameters are fields, keyword-only ones are settings. A criterion and a gate may
        share a name; two criteria may not, whoever they come from.

        Since version 0.1.

        ```python
        from typing import Annotated
        from evalcore import criterion, hookimpl, number

        Culture = Annotated[float, number("culture", minimum=0, maximum=4)]

        @criterion
        def openness(culture: Culture) -> float:
            \"\"\"Openness: how ready the culture is for change.\"\"\"
            return culture / 4

        @hookimpl
        def evalcore_policies():
            return [openness]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_functions(self) -> Iterable[Function]:
        """Functions that formulas can call, under the name of the Python function.

        Returns what `@function` made. They are traced like policies. A name of the language itself,
        such as `clamp`, cannot be taken.

        Since version 0.1.

        ```python
        from evalcore import clamp, function, hookimpl

        @function
        def faded(value: float, months: float) -> float:
            \"\"\"What is left of a value that fades away within 24 months.\"\"\"
            return value * (1 - clamp(months / 24))

        @hookimpl
        def evalcore_functions():
            return [faded]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_fields(self) -> Iterable[Vocabulary]:
        """Vocabularies: fields that rulesets share, each set under a name.

        A ruleset asks for one by its name: `vocabulary = ["offices"]`.

        Since version 0.1.

        ```python
        from evalcore import Vocabulary, choice, hookimpl, number

        @hookimpl
        def evalcore_fields():
            size = number("headcount", minimum=0, whole=True, question="How many people?")
            region = choice("region", ["emea", "apac", "americas"], question="Where?")
            return [Vocabulary("offices", [size, region])]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_sources(self) -> Iterable[Source]:
        """Sources: formats that initiatives can be read from.

        `read(text, name)` gives each initiative as a mapping, with its path in the document;
        evalcore reads the values. A source is chosen by the suffix of the file, or with
        `--from lines`. A source of tables gives `evalcore.Cell` for the text of a cell; one that
        knows lines and columns also has `locate(text, complaints)`.

        Since version 0.1.

        ```python
        from evalcore import Source, hookimpl

        def read_lines(text, name):
            return [({"id": line}, (row,)) for row, line in enumerate(text.splitlines())]

        @hookimpl
        def evalcore_sources():
            return [Source("lines", suffixes=(".txt",), read=read_lines)]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_reports(self) -> Iterable[Report]:
        r"""Reports: formats that evaluations are written in, by `--format NAME`.

        A report turns a `Listing`, which has the evaluations in their order and their ruleset, into
        text, or into bytes for a file. `-o FILE.lines` chooses it too. The names of evalcore's own
        formats cannot be taken.

        Since version 0.1.

        ```python
        from evalcore import Listing, Report, hookimpl

        def as_lines(listing: Listing) -> str:
            return "".join(f"{each.id}: {each.verdict}\n" for each in listing.evaluations)

        @hookimpl
        def evalcore_reports():
            return [Report("lines", as_lines, about="one line a request, for a chat")]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_rulesets(self) -> Iterable[RulesetFile]:
        """Rulesets that are found by name, wherever the command runs.

        A file of that name in the current folder comes first.

        Since version 0.1.

        ```python
        from pathlib import Path
        from evalcore import RulesetFile, hookimpl

        RULES = Path(__file__).parent / "rules"

        @hookimpl
        def evalcore_rulesets():
            return [RulesetFile(path.stem, path) for path in sorted(RULES.glob("*.toml"))]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_commands(self) -> Iterable[Command]:
        """Commands that join the command line, if the plugin is installed.

        `load` is called when the command is run. The names of evalcore's own commands cannot be
        taken.

        Since version 0.1.

        ```python
        import click
        from evalcore import Command, Evaluator, hookimpl

        @click.command("criteria")
        @click.argument("ruleset")
        def criteria(ruleset):
            \"\"\"Print the ids of a ruleset's criteria.\"\"\"
            for each in Evaluator(ruleset).ruleset.criteria:
                click.echo(each.id)

        @hookimpl
        def evalcore_commands():
            return [Command("criteria", lambda: criteria, about="Print the ids of the criteria.")]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_observers(self) -> Iterable[Observer]:
        """Observers: functions that hear of every evaluation that somebody asked for.

        What evalcore evaluates on the way, such as what would change a verdict, is not told.

        Since version 0.1.

        ```python
        from collections import Counter
        from evalcore import Evaluation, Observer, hookimpl

        VERDICTS = Counter()

        def count(evaluation: Evaluation) -> None:
            VERDICTS[evaluation.verdict] += 1

        @hookimpl
        def evalcore_observers():
            return [Observer("counter", count)]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_aggregations(self) -> Iterable[Aggregation]:
        """Aggregations: totals that depend on the other requests judged together.

        A ruleset takes one by its name: `total = {aggregation = "best_is_one"}`. `totals` is given
        the scores of all requests, `bounds` their lows and highs while some are open.

        Since version 0.1.

        ```python
        from evalcore import Aggregation, hookimpl

        def sums(scores, weights):
            return [sum(w * s for w, s in zip(weights, row)) for row in scores]

        def totals(scores, weights):
            \"\"\"Each weighted sum as a share of the best one.\"\"\"
            found = sums(scores, weights)
            return [each / (max(found) or 1) for each in found]

        def bounds(lows, highs, weights):
            lows, highs = sums(lows, weights), sums(highs, weights)
            return [
                (low / (max(highs) or 1), min(1, high / max(lows)) if max(lows) else 1)
                for low, high in zip(lows, highs)
            ]

        @hookimpl
        def evalcore_aggregations():
            return [Aggregation("best_is_one", totals, bounds, version="1")]
        ```
        """
        raise NotImplementedError

    @_spec
    def evalcore_settings(self) -> Iterable[Settings]:
        """Settings: what a ruleset may say to the plugin, in `[plugins.NAME]`; one class of attrs.

        `evaluator.settings_of(Acme)` and `listing.settings_of(Acme)` give it to commands and
        reports, `Observer.configured` and `Source.configured` are given it. A policy takes a
        setting that its criterion or gate leaves out from the field of that name, a function a
        keyword-only argument that a formula leaves out.

        Since version 0.1.

        ```python
        from typing import Annotated
        import attrs
        from evalcore import Listing, Report, Settings, function, hookimpl, setting

        @attrs.frozen
        class Acme:
            discount: Annotated[float, setting(minimum=0, maximum=1)] = 0.08
            footer: str = "internal"

        @function
        def next_year(value: float, *, discount: float = 0.05) -> float:
            \"\"\"What a value in a year is worth today.\"\"\"
            return value * (1 - discount)

        def as_note(listing: Listing) -> str:
            verdicts = ", ".join(f"{each.id} {each.verdict}" for each in listing.evaluations)
            return f"{verdicts} ({listing.settings_of(Acme).footer})"

        @hookimpl
        def evalcore_settings():
            return [Settings(Acme)]

        @hookimpl
        def evalcore_functions():
            return [next_year]

        @hookimpl
        def evalcore_reports():
            return [Report("note", as_note)]
        ```
        """
        raise NotImplementedError
