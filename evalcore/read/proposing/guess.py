"""A guess: a way to read a column for a field, what it is worth, and why."""

from __future__ import annotations

import attrs

from evalcore.read.mapping.spec import Column
from evalcore.read.proposing.columns import Seen


@attrs.frozen
class Guess:
    """A way to read a column for a field.

    `fit` is the share of its cells that it reads, 0 to 1; `misfits` are the others. `notes` say
    why, `checks` what the author of the mapping should look at. `unknown` are words that say
    nothing in this column alone.
    """

    column: Column
    fit: float = 0.0
    misfits: tuple[Seen, ...] = ()
    notes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def remarking(self, *, notes: tuple[str, ...] = (), checks: tuple[str, ...] = ()) -> Guess:
        """The same guess with more to be said of it, what is said first."""
        return attrs.evolve(self, notes=(*notes, *self.notes), checks=(*checks, *self.checks))
