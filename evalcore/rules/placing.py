"""Placing: where the rules of a ruleset go among those that it extends. Their order decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import attrs

from evalcore.written.errors import Path, near, one_of, show
from evalcore.written.tables import is_table

if TYPE_CHECKING:
    from evalcore.rules.extending import Merge

PLACES = ("before", "after", "at")
WHERE = 'before = "id", after = "id", at = "first" or at = "last"'
Origins = dict[Path, tuple[str, Path]]


@attrs.define(eq=False)
class Placed:
    """A rule and where its parts are written; `since` counts those put behind it."""

    table: Any
    origins: Origins
    since: int = 0

    @property
    def id(self) -> str:
        """The rule's; empty where it has none."""
        found = self.table.get("id") if is_table(self.table) else None
        return found if isinstance(found, str) else ""


class Placing:
    """Puts rules among those that are there."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        before: list[Any] = merge.whole.content.get("rules") or []
        self.rules = [Placed(each, self.origins_of(n)) for n, each in enumerate(before)]
        self.was_empty, self.firsts = not self.rules, 0

    def origins_of(self, index: int) -> Origins:
        """Where the parts of a rule are written, by their paths in it."""
        path: Path = ("rules", index)
        found: Origins = {(): self.merge.whole.origin(path)}
        for each, origin in self.merge.whole.origins.items():
            if each[:2] == path:
                found[each[2:]] = origin
        return found

    def all(self, given: list[object]) -> None:
        """Every rule of the upper document."""
        for index, each in enumerate(given):
            if is_table(each):
                self.one(index, {**each})
            else:
                self.rules.append(Placed(each, self.from_above(index)))
        whole = self.merge.whole
        self.merge.forget(("rules",))
        whole.content["rules"] = [each.table for each in self.rules]
        for index, rule in enumerate(self.rules):
            for path, origin in rule.origins.items():
                whole.origins["rules", index, *path] = origin

    def from_above(self, index: int) -> Origins:
        """Where a rule of the upper document is written."""
        upper = self.merge.upper
        path: Path = ("rules", index)
        found: Origins = {(): upper.origin(path)}
        return found | {p[2:]: o for p, o in upper.origins.items() if p[:2] == path}

    def one(self, index: int, table: dict[str, object]) -> None:
        """One rule: added, changed, moved or removed."""
        name = str(table.get("id", ""))
        own, gone = table.pop("override", None), table.pop("remove", None)
        place = {key: table.pop(key) for key in PLACES if key in table}
        there = next((each for each in self.rules if each.id == name and name), None)
        if gone is True:
            self.remove(index, name, there, [*place, *(key for key in table if key != "id")])
        elif there is None:
            if own is True:
                problem = f"there is no rule {name} to override"
                self.complain(index, ("id",), problem, near(name, self.ids))
            self.put(index, Placed(table, self.from_above(index)), place, new=True)
        elif self.merge.takes(("rules", index), {"override": own}, allowed=False) or self.listed(
            name
        ):
            self.change(index, there, table)
            if place:
                self.rules.remove(there)
                self.put(index, there, place, new=False)
        elif self.merge.between is None or there.table != table:
            self.refuse(index, name, there)

    @property
    def ids(self) -> list[str]:
        """The ids of the rules that are there."""
        return [each.id for each in self.rules if each.id]

    def listed(self, name: str) -> bool:
        """Whether `override` at the top names the rule."""
        return self.merge.listed.pop(f"rules.{name}", None) is not None

    def change(self, index: int, there: Placed, table: Mapping[str, Any]) -> None:
        """The keys that are said replace those of the rule."""
        from evalcore.rules.extending import without_rivals

        there.table = {**without_rivals(there.table, table), **table}
        for key in table:
            if key != "id":
                there.origins[key,] = self.merge.upper.origin(("rules", index, key))

    def remove(self, index: int, name: str, there: Placed | None, more: list[str]) -> None:
        """Takes a rule away."""
        if more:
            problem = f"the rule {name} is removed, so it says nothing else"
            self.complain(index, (more[0],), problem)
        if there is None:
            problem = f"there is no rule {name} to remove"
            self.complain(index, ("id",), problem, near(name, self.ids))
        else:
            self.rules.remove(there)

    def put(self, index: int, rule: Placed, place: Mapping[str, object], *, new: bool) -> None:
        """Puts a rule where it says."""
        if len(place) != 1:
            if not place and (self.was_empty or not new):
                self.rules.append(rule)
                return
            found = f"has {' and '.join(place)}" if place else "does not say where it goes"
            at: Path = (list(place)[1],) if place else ("id",)
            problem = f"the rule {rule.id} {found}" if rule.id else f"a rule without an id {found}"
            self.complain(index, at, problem, expected=f"one of {WHERE}", code="EV113")
            self.rules.append(rule)
            return
        ((key, value),) = place.items()
        if key == "at":
            self.at_an_end(index, rule, value)
            return
        anchor = next((each for each in self.rules if each.id == value), None)
        if anchor is None:
            problem = f"there is no rule {show(value)} to put it {key}"
            meant = near(str(value), self.ids)
            expected = one_of(self.ids) if self.ids else "a rule"
            self.complain(index, (key,), problem, meant, expected, code="EV113")
            self.rules.append(rule)
            return
        position = self.rules.index(anchor)
        if key == "after":
            anchor.since += 1
            position += anchor.since
        self.rules.insert(position, rule)

    def at_an_end(self, index: int, rule: Placed, value: object) -> None:
        """`at` is the first place or the last; several keep the order in which they are written."""
        end: Literal["first", "last"] = "first" if value == "first" else "last"
        if value not in ("first", "last"):
            expected = 'at = "first" or at = "last"'
            meant = near(str(value), ("first", "last"))
            self.complain(index, ("at",), f"found {show(value)}", meant, expected, code="EV113")
        self.rules.insert(self.firsts if end == "first" else len(self.rules), rule)
        self.firsts += end == "first"

    def refuse(self, index: int, name: str, there: Placed) -> None:
        """Complains that a rule is there already."""
        source, path = there.origins[()]
        problem = f"the rule {name} is already in {self.merge.line(source, path)}"
        if self.merge.between is not None:
            source, path = self.merge.between
            problem += f", and another one in {self.merge.upper.source}"
            self.merge.blame(source, path, problem, "say it here, with override = true")
            return
        mend = "to change it, say override = true in it; to add another, give it another id"
        self.complain(index, ("id",), problem, mend=mend, code="EV111")

    def complain(
        self,
        index: int,
        path: Path,
        problem: str,
        meant: tuple[str, ...] = (),
        expected: str = "",
        *,
        mend: str = "",
        code: str = "EV112",
    ) -> None:
        """A complaint about a rule of the upper document."""
        at = ("rules", index, *path)
        self.merge.complain(at, problem, expected, meant, mend=mend, code=code)
