"""Listing: evaluations that belong together, with what they were made by. Reports write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from evalcore.judge.record import PARTS, SAID_ONCE, Evaluation, made_by, used_plugins
from evalcore.judge.view import View, groups_of, places, tally
from evalcore.request.values import FieldValue, as_json
from evalcore.rules.configuring import settings_of
from evalcore.rules.graph import Graph
from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import plural

T = TypeVar("T")


@attrs.frozen(repr=False)
class Listing:
    """Evaluations to be shown: in the order given, with places where they are a ranking.

    `whole` has also those that the `view` leaves out, and counts are those of all. `places` are
    those of a ranking by id, of all that are decided; equals share one. `Evaluator.listing` makes
    one.
    """

    graph: Graph
    evaluations: tuple[Evaluation, ...]
    ranking: bool = False
    view: View = attrs.field(factory=View)
    whole: tuple[Evaluation, ...] = attrs.field(
        default=attrs.Factory(lambda self: self.evaluations, takes_self=True)
    )
    places: Mapping[str, int] = attrs.field(
        default=attrs.Factory(
            lambda self: places(self.whole) if self.ranking else {}, takes_self=True
        )
    )

    settings: Mapping[str, Any] = attrs.field(factory=dict[str, Any], kw_only=True)

    def settings_of(self, kind: type[T]) -> T:
        """What the ruleset says to a plugin: see `Evaluator.settings_of`."""
        return settings_of(self.settings, kind)

    def __repr__(self) -> str:
        return f"<Listing {self.heading}>"

    def _repr_html_(self) -> str:
        from evalcore import show_html

        return show_html(self)

    @property
    def ruleset(self) -> Ruleset:
        """What they were made by."""
        return self.graph.ruleset

    @property
    def criteria(self) -> list[str]:
        """The ids of the ruleset's criteria, in its order."""
        return [each.id for each in self.graph.criteria]

    @property
    def has_total(self) -> bool:
        """Whether the ruleset has a total at all."""
        return self.graph.total is not None

    @property
    def decided(self) -> list[tuple[int, Evaluation]]:
        """The decided, each with its place from 1; in a list that is no ranking, its number."""
        found = [each for each in self.evaluations if each.decided]
        if not self.ranking:
            return list(enumerate(found, start=1))
        return [(self.places[each.id], each) for each in found]

    @property
    def undecided(self) -> list[Evaluation]:
        """Those for which several verdicts are possible."""
        return [each for each in self.evaluations if not each.decided]

    @property
    def counts(self) -> dict[str, int]:
        """How often there is each verdict, the best first, and last how many are undecided."""
        return tally(self.whole, self.ruleset.verdicts)

    @property
    def groups(self) -> list[tuple[FieldValue, Listing]]:
        """The groups that the view asks for, by the value that makes them; each a listing."""
        if self.view.group_by is None:
            return []
        shown = {each.id for each in self.evaluations}
        found: list[tuple[FieldValue, Listing]] = []
        for value, group in groups_of(self.whole, self.view.group_by):
            kept = tuple(each for each in group if each.id in shown)
            if kept:
                found.append((value, attrs.evolve(self, evaluations=kept, whole=tuple(group))))
        return found

    @property
    def as_of(self) -> str | None:
        """The date that they all have in common, such as 2026-11-23."""
        dates = {each.as_of for each in self.whole}
        as_of = dates.pop() if len(dates) == 1 else None
        return None if as_of is None else as_of.isoformat()

    @property
    def heading(self) -> str:
        """One line on what this is: ruleset, version, date, how many."""
        what = plural(len(self.whole), "initiative")
        as_of = "" if self.as_of is None else f", as of {self.as_of}"
        return f"{self.ruleset.name} {self.ruleset.version}: {what}{as_of}"

    def to_json(self) -> dict[str, Any]:
        """The evaluations that are shown, in the shape of the JSON contract."""
        parts = [each for each in PARTS if each not in SAID_ONCE]
        return {
            "ruleset": as_json(made_by(self.graph)),
            "as_of": self.as_of,
            "evaluations": [
                {part: as_json(getattr(each, part)) for part in parts} for each in self.evaluations
            ],
            "plugins": as_json(used_plugins(self.graph)),
        }
