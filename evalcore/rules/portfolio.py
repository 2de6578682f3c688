"""Portfolio: how an organisation chooses requests together, as it is written, and as nodes. Data.

Reading it from TOML is the business of `portfolio_tables`, compiling it that of `portfolio_nodes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import attrs

from evalcore.language.nodes import FieldRef, Node, walk

Form = Literal["requires", "excludes", "together", "count"]
VALUE, COUNT = "value", "count"  # what a share can be of, beside the capacities
TIES = 10  # equally good selections that are listed, where nothing else is said


@attrs.frozen
class Capacity:
    """What there is of something scarce: an amount, or one for each period.

    `uses` is a formula: what a request takes of it, in each period that it runs. A `profile` has
    the shares of that over its life. `unit` is that of the amount, where it says one.
    """

    uses: str
    amount: tuple[float, ...]
    profile: tuple[float, ...] = ()
    unit: str | None = None


@attrs.frozen
class Between:
    """What holds between the requests that are chosen.

    It is about `ids`, about those that a request names in `field`, or about all of which the
    condition `where` holds. Of a `count`, at least and at most so many are chosen.
    """

    id: str
    form: Form
    ids: tuple[str, ...] = ()
    field: str = ""
    where: str = ""
    at_least: float | None = None
    at_most: float | None = None
    because: str = ""


@attrs.frozen
class Share:
    """What part of all that is chosen those are of which `where` holds.

    `of` is a capacity, by its use over all periods, or `value` or `count`.
    """

    id: str
    of: str
    where: str
    at_least: float | None = None
    at_most: float | None = None
    because: str = ""


@attrs.frozen
class Portfolio:
    """Everything under `[portfolio]`.

    `among` are the verdicts that may be chosen; empty stands for the best one. `maximise` is a
    formula; empty stands for the total. Without `periods` there is one, without a name. `latest`
    is the last period in which a request may begin; empty: it begins at its `start`. Of those in
    flight the condition `running` holds. `source` is the file that says it, where that is not the
    ruleset's own.
    """

    among: tuple[str, ...] = ()
    maximise: str = ""
    periods: tuple[str, ...] = ()
    start: str = ""
    length: str = ""
    latest: str = ""
    running: str = ""
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    ties: int = TIES
    capacities: Mapping[str, Capacity] = attrs.field(factory=dict[str, Capacity])
    relations: tuple[Between, ...] = ()
    shares: tuple[Share, ...] = ()
    source: str = ""


@attrs.frozen(eq=False, slots=False)
class PortfolioNodes:
    """The nodes of a portfolio. `among` are the verdicts that may be chosen.

    `uses` has a node for each capacity, `members` one for each relation with a condition, `shares`
    one for each share. `holding` are the fields in which requests name others, by relation.
    """

    rules: Portfolio
    among: tuple[str, ...]
    value: Node
    start: Node | None = None
    length: Node | None = None
    latest: Node | None = None
    running: Node | None = None
    uses: Mapping[str, Node] = attrs.field(factory=dict[str, Node])
    members: Mapping[str, Node] = attrs.field(factory=dict[str, Node])
    shares: Mapping[str, Node] = attrs.field(factory=dict[str, Node])
    holding: Mapping[str, FieldRef] = attrs.field(factory=dict[str, FieldRef])

    @cached_property
    def outputs(self) -> tuple[Node, ...]:
        """What has to be known of each request, each once."""
        nodes = [self.value, self.start, self.length, self.latest, self.running]
        nodes += self.uses.values()
        nodes += [*self.members.values(), *self.shares.values(), *self.holding.values()]
        return tuple(dict.fromkeys(each for each in nodes if each is not None))

    @property
    def reads(self) -> tuple[str, ...]:
        """The fields that they read, in order."""
        found = (each.name for each in walk(*self.outputs) if isinstance(each, FieldRef))
        return tuple(dict.fromkeys(found))
