"""Listing: evaluations that belong together, with what they were made by. Reports write it."""

from __future__ import annotations

from typing import Any

import attrs

from evalcore.judge.evaluation import Evaluation
from evalcore.rules.graph import Graph
from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import plural


@attrs.frozen
class Listing:
    """Evaluations to be shown: in the order given, with places where they are a ranking.

    `Evaluator.listing` makes one.
    """

    graph: Graph
    evaluations: tuple[Evaluation, ...]
    ranking: bool = False

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
        """The decided, each with its place from 1."""
        found = [each for each in self.evaluations if each.decided]
        return list(enumerate(found, start=1))

    @property
    def undecided(self) -> list[Evaluation]:
        """Those for which several verdicts are possible."""
        return [each for each in self.evaluations if not each.decided]

    @property
    def as_of(self) -> str | None:
        """The date that they all have in common, such as 2026-11-23."""
        dates = {each.as_of for each in self.evaluations}
        as_of = dates.pop() if len(dates) == 1 else None
        return None if as_of is None else as_of.isoformat()

    @property
    def heading(self) -> str:
        """One line on what this is: ruleset, version, date, how many."""
        what = plural(len(self.evaluations), "initiative")
        as_of = "" if self.as_of is None else f", as of {self.as_of}"
        return f"{self.ruleset.name} {self.ruleset.version}: {what}{as_of}"

    def to_json(self) -> dict[str, Any]:
        """The evaluations, in the shape of the JSON contract."""
        return {
            "ruleset": {
                "name": self.ruleset.name,
                "version": self.ruleset.version,
                "digest": self.graph.digest,
            },
            "as_of": self.as_of,
            "evaluations": [each.to_json() for each in self.evaluations],
        }
