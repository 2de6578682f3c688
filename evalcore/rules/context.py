"""Context: what the steps of compiling share, and how each of them complains.

A name that cannot be given its value keeps a broken node: whatever is built on it is checked for
mistakes of its own, and says nothing about that one again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from evalcore.extend.plugins import Plugins
from evalcore.extend.policies import Policy
from evalcore.language.bind import Scope, bind
from evalcore.language.check import check
from evalcore.language.functions import Function
from evalcore.language.nodes import Literal, Name, Named, Node, Role, height, walk
from evalcore.language.types import BROKEN, Type
from evalcore.request.declarations import Relation
from evalcore.request.fields import Field
from evalcore.rules.ruleset import Ruleset
from evalcore.say.formula import spell
from evalcore.written.errors import Complaint, Path, near, show
from evalcore.written.names import normal

if TYPE_CHECKING:
    from evalcore.rules.decision_tables.compiling import TableNode

MOST_LEVELS = 120  # what interprets nodes goes down level by level, as far as Python does


@attrs.define(eq=False)
class Context:
    """A ruleset on its way to a graph.

    `tables` has what decision tables compiled to, `plugin_settings` what the ruleset says to each
    plugin, by its name. `complaints` starts with those about the shape of the file. `used` maps the
    path of a criterion or gate to its policy, `related` that of a policy or vocabulary to its
    relations, and `held` are the conditions that every request keeps.
    `faulty` has the paths of what was complained about so far, and of all above it. `fields_known`
    is false where a policy or vocabulary could not be found, so that a name that nobody declares
    may be one of its fields.
    """

    ruleset: Ruleset
    plugins: Plugins
    complaints: list[Complaint]
    used: dict[Path, Policy[..., object]] = attrs.field(factory=dict[Path, Policy[..., object]])
    fields: dict[str, Field] = attrs.field(factory=dict[str, Field])
    names: dict[str, Node] = attrs.field(factory=dict[str, Node])
    types: dict[Node, Type] = attrs.field(factory=dict[Node, Type])
    functions: Mapping[str, Function] = attrs.field(factory=dict[str, Function])
    plugin_settings: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    related: dict[Path, Mapping[str, Relation]] = attrs.field(
        factory=dict[Path, Mapping[str, Relation]]
    )
    tables: dict[str, TableNode] = attrs.field(factory=dict[str, Any])
    fields_known: bool = True
    held: list[Node] = attrs.field(factory=list[Node])
    written: list[tuple[Path, Node]] = attrs.field(factory=list[tuple[Path, Node]])
    faulty: set[Path] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        own = ("", self.ruleset.source)  # others are about the files of vocabularies
        paths = [each.path for each in self.complaints if each.source in own]
        starts = {path[:end] for path in paths for end in range(1, len(path) + 1)}
        self.faulty = {tuple(map(_normal, path)) for path in starts}

    def complain(
        self,
        path: Path,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        *,
        mend: str = "",
        on_key: bool = False,
        code: str,
    ) -> None:
        """A complaint about what is at a path of the ruleset."""
        self.complaints.append(
            Complaint(problem, expected, meant, mend, path=path, on_key=on_key, code=code)
        )

    def adopt(self, complaints: Iterable[Complaint], path: Path, code: str = "") -> None:
        """Takes complaints over from someone who did not know where in the ruleset he was.

        Those without a code of their own get this one.
        """
        self.complaints += [
            attrs.evolve(each, path=(*path, *each.path), code=each.code or code)
            for each in complaints
        ]

    def name(self, name: str, body: Node, role: Role) -> Node:
        """Gives a node a name that formulas can use."""
        node = Named(name, body, role)
        self.types[node] = self.types[body]
        self.names[name] = node
        return node

    def broken(self) -> Node:
        """A node that stands for something that was complained about."""
        node = Literal(0.0)
        self.types[node] = BROKEN
        return node

    def check(self, node: Node, path: Path) -> Type:
        """The type of a node; complaints about it get the path."""
        found: list[Complaint] = []
        before = len(self.types)
        kind = check(node, self.fields, self.types, found, spell)
        few = len(self.types) - before <= MOST_LEVELS  # too few nodes to be nested so deeply
        levels = 0 if found or few else height(node)
        if levels > MOST_LEVELS:
            problem, expected = f"it is nested {levels} levels deep", f"at most {MOST_LEVELS}"
            found.append(Complaint(problem, expected, mend="name its parts", code="EV202"))
        self.adopt(found, path)
        return kind

    def formula(
        self,
        surface: Node,
        path: Path,
        absent: dict[str, str],
        names: Mapping[str, Node] | None = None,
    ) -> Node:
        """The checked node of one formula. `absent` explains names that it cannot use.

        `names` are those that it can, where these are not all that there are.
        """
        found: list[Complaint] = []
        scope = Scope(self.fields, self.names if names is None else names, self.functions, absent)
        node = bind(surface, scope, found)
        doubtful = self._doubtful(surface, scope)
        if doubtful:
            unsure = {f"there is no name {show(name)}" for name in doubtful}
            self.adopt([each for each in found if each.problem not in unsure], path)
            return self.broken()
        if found:
            self.adopt(found, path)
            self.types.update(dict.fromkeys(walk(node), BROKEN))
        else:
            self.check(node, path)
            self.written.append((path, node))
        return node

    def _doubtful(self, surface: Node, scope: Scope) -> set[str]:
        """The names in it of fields that could not be read, or may belong to what is not there."""
        if self.fields_known and not self.faulty:
            return set()
        used = names_in(surface)
        unread = {name for name in used if ("fields", name) in self.faulty}
        if self.fields_known:
            return unread
        missing = {n for n in used if scope.node(n) is None and not scope.table(n)}
        return unread | {name for name in missing if not near(name, scope.spelt(), decides=True)}


def _normal(step: str | int) -> str | int:
    return normal(step) if isinstance(step, str) else step


def names_in(surface: Node) -> list[str]:
    """The names that a surface formula uses, each once, in the order in which they are written."""
    return list(dict.fromkeys(each.name for each in walk(surface) if isinstance(each, Name)))
