"""Doubts: texts that are read, and may not mean what they say.

`TBD` may say nothing, and a text that nearly is one that a formula looks up may be meant for it:
`Licence-to-operate` advances no goal called `licence-to-operate`. Both are warnings: somebody may
well mean them. What can be no text at all is refused where it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, cast

import attrs

from evalcore.interpret.cuts import name_of
from evalcore.language import nodes
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Field, Kind
from evalcore.request.initiative import Broken, Initiative
from evalcore.request.kinds.texts import parts_of
from evalcore.request.values import Withheld
from evalcore.rules.graph import Graph
from evalcore.written.blank import ERRORS, is_placeholder
from evalcore.written.errors import Complaint, near, show

MOST_TEXTS = 8192  # that are remembered
NOTHING = "leave it out where nobody knows yet: as it stands, it counts as an answer"
SAYS = "say what may not mean what it says"


@attrs.define(eq=False, slots=False)
class Doubts:
    """What is doubtful in the texts of requests, for one ruleset."""

    graph: Graph
    _found: dict[tuple[str, str], Complaint | None] = attrs.field(
        factory=dict[Any, Any], init=False
    )

    @cached_property
    def sought(self) -> Mapping[str, tuple[str, ...]]:
        """The texts that formulas look up, by the field, or the cell of records, that is asked."""
        roots = (*self.graph.outputs, *(each.holds for each in self.graph.relations))
        found: dict[str, dict[str, None]] = {}
        for node in nodes.walk(*roots):
            for side, texts in _asked(node):
                name = name_of(side)
                if name:
                    found.setdefault(name, {}).update(dict.fromkeys(texts))
        return {name: tuple(texts) for name, texts in found.items()}

    @cached_property
    def fields(self) -> tuple[tuple[str, Mapping[str, Field]], ...]:
        """The fields that hold texts of any kind, with those cells of records that do."""
        found: list[tuple[str, Mapping[str, Field]]] = []
        for name, field in self.graph.fields.items():
            cells = {key: each for key, each in field.record.items() if _is_open(each)}
            if cells or _is_open(field):
                found.append((name, cells))
        return tuple(found)

    def of(self, initiative: Initiative) -> list[Broken]:
        """What is worth a warning in a request."""
        found = [  # who reads quickly looks at neither; who does not refuses it
            Broken((), text, Complaint(f"found {text}"), warns=False)
            for text in (initiative.id, initiative.title)
            if text in ERRORS
        ]
        if self._is_clear(initiative.values):
            return found
        for name, text, path in self._texts(initiative.values):
            told = self.told(name, text)
            if told is not None:
                said = attrs.evolve(told, label=f"{initiative.id}: {name}")
                about, where = f"{name}: {text}", path[1:]
                found.append(Broken((path[0],), about, said, warns=True, about=SAYS, path=where))
        return found

    def _is_clear(self, values: Mapping[str, Any]) -> bool:
        """Whether all texts are known to be beyond doubt: most are, and it is asked of each row."""
        known = self._found
        for name, cells in self.fields:
            value = values[name]
            if value is None:
                continue
            if cells or not isinstance(value, str | tuple):
                return False
            texts = (value,) if isinstance(value, str) else cast("tuple[str, ...]", value)
            for text in texts:
                if known.get((name, text), NOTHING) is not None:
                    return False
        return True

    def _texts(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
        """Each text with the name of what it is said in, and where."""
        for name, cells in self.fields:
            value = values[name]
            if value is None or isinstance(value, Withheld):
                continue
            if not cells:
                yield from _of(name, value, (name,))
                continue
            for place, record in enumerate(value):
                for cell in cells:
                    said = record[cell]
                    if said is not None and not isinstance(said, Withheld):
                        yield from _of(f"{name}.{cell}", said, (name, place, cell))

    def told(self, name: str, text: str) -> Complaint | None:
        """What is doubtful about one text; None where nothing is."""
        key = (name, text)
        found = self._found.get(key, NOTHING)
        if isinstance(found, str):
            found = self._doubt(self.sought.get(name, ()), text)
            if len(self._found) >= MOST_TEXTS:
                self._found.clear()  # perhaps while another thread looks
            self._found[key] = found
        return found

    def _doubt(self, sought: tuple[str, ...], text: str) -> Complaint | None:
        if text in sought:
            return None
        if text in ERRORS or is_placeholder(text):
            return Complaint(f"found {show(text)}, which may say nothing", mend=NOTHING)
        meant = near(text, sought, most=1)
        several = [each for each in parts_of(text) if each in sought]
        if several:
            mend = "if these are several texts, say each by itself"
            return Complaint(
                f"found {show(text)}, which no formula asks for", "", tuple(several), mend
            )
        if meant:
            return Complaint(f"found {show(text)}, which no formula asks for", "", meant)
        return None


def _asked(node: nodes.Node) -> Iterator[tuple[nodes.Node, list[str]]]:
    """What is held against which texts."""
    match node:
        case nodes.Compare(left=left, right=right):
            for side, other in ((left, right), (right, left)):
                text = nodes.constant(other)
                if isinstance(text, str):
                    yield side, [text]
        case nodes.Apply(operation, (first, *_), data):
            texts = [each for each in OPERATIONS[operation].texts(*data) if isinstance(each, str)]
            if texts:
                yield first, texts
        case _:
            pass


def _is_open(field: Field) -> bool:
    return field.kind in (Kind.TEXT, Kind.SET) and field.choices is None


def _of(name: str, value: Any, path: tuple[Any, ...]) -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, str):
        yield name, value, path
        return
    for place, each in enumerate(value):
        yield name, each, (*path, place)
