"""What a search for changes found: plain data that reports print and programs read."""

from __future__ import annotations

from typing import Any

import attrs

from evalcore.request.values import as_json
from evalcore.written.errors import listing


@attrs.frozen
class Move:
    """One field that says something else. `words` is the whole of it as a phrase.

    `before` is None where nothing was said; both values are as an initiative holds them.
    """

    field: str
    label: str
    before: object | None
    after: object
    unit: str | None
    words: str

    def to_json(self) -> dict[str, Any]:
        """The move as plain data."""
        found: dict[str, Any] = as_json(attrs.asdict(self, recurse=False))
        return found


@attrs.frozen
class Change:
    """Moves that together lead to a verdict. It was verified by evaluating it."""

    moves: tuple[Move, ...]
    verdict: str

    @property
    def words(self) -> str:
        """All moves in one phrase."""
        return listing([each.words for each in self.moves])

    def to_json(self) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "verdict": self.verdict,
            "words": self.words,
            "moves": [each.to_json() for each in self.moves],
        }


@attrs.frozen
class Changes:
    """What would lead an initiative to the verdict `to`, of what the role `by` controls.

    `by` is None where everybody was asked. `found` has the smallest change first and is empty
    where no change of one or two fields leads there; then `others` are the roles that could, with
    a change of each in `theirs`. `exhausted` is False where not every value could be tried, so
    that there may be a smaller change. `now` is the present verdict, `decided` whether it is
    certain. `unsaid` are the fields of which nobody is said to control them, `own` how many of
    those that the ruleset reads were tried. `left_out` says that there may be ways back: changes
    to an earlier refusal that happens to rank higher, or that make the case worse.
    """

    to: str
    by: str | None
    found: tuple[Change, ...]
    others: tuple[str, ...] = ()
    exhausted: bool = True
    id: str = ""
    title: str = ""
    now: str | None = None
    decided: bool = True
    theirs: tuple[Change, ...] = ()
    unsaid: tuple[str, ...] = ()
    own: int = 0
    left_out: bool = False

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data."""
        theirs = zip(self.others, self.theirs, strict=True)
        return {
            "id": self.id,
            "title": self.title,
            "now": self.now,
            "decided": self.decided,
            "to": self.to,
            "by": self.by,
            "found": [each.to_json() for each in self.found],
            "others": [{"by": role, **change.to_json()} for role, change in theirs],
            "exhausted": self.exhausted,
            "unsaid": list(self.unsaid),
            "own": self.own,
            "left_out": self.left_out,
        }
