"""The hook specifications: everything that a plugin can contribute.

A plugin is a module (or any object) with functions marked `@hookimpl`, found through the entry
point group `evalcore`, in a folder, or passed in. Each hook is asked once, when an evaluator or
command starts. Hooks only declare: nothing that a plugin returns depends on another plugin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pluggy

if TYPE_CHECKING:
    from evalcore.declarations import Vocabulary
    from evalcore.expressions.functions import Function
    from evalcore.policies import Policy
    from evalcore.sources import Source

PROJECT = "evalcore"
F = TypeVar("F", bound=Callable[..., object])


def _spec(function: F) -> F:
    return cast("Callable[[F], F]", pluggy.HookspecMarker(PROJECT))(function)


def hookimpl(function: F) -> F:
    """Marks a function of a plugin as its implementation of the hook of the same name."""
    return cast("Callable[[F], F]", pluggy.HookimplMarker(PROJECT))(function)


class Hooks:
    """The specifications; a plugin implements those that it needs."""

    @_spec
    def evalcore_policies(self) -> Iterable[Policy[..., Any]]:
        """Policies that rulesets can use by name, as criteria or as gates.

        Returns what `@criterion` and `@gate` made. A criterion and a gate may share a name; two
        criteria may not, whoever they come from.

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
        """Functions that formulas can call.

        Returns what `@function` made. A name of the language itself cannot be taken.

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

        A ruleset asks for one with `vocabulary = ["name"]`.

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

        A source turns the text of a document into mappings, one for each initiative, with the
        path of each in the document; evalcore reads the values.

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
