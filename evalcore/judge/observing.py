"""Observing: observers hear of evaluations, batch by batch; one that fails is tried again later.

It harms nobody: neither an evaluation nor another observer. What it misses while it is off is
counted and said, not kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import RLock
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from evalcore.extend.extensions import Observer
from evalcore.extend.loading import Origin, spell_error
from evalcore.judge.record import Evaluation
from evalcore.written.errors import plural

if TYPE_CHECKING:
    from logging import Logger

LOGGER = "evalcore.observers"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds
MOST_TROUBLES = 1000  # that are kept: the last ones


class Observing:
    """The observers of one evaluator.

    `troubles` has a sentence for each failure, the latest last. One observer is never called by two
    threads at once.
    """

    def __init__(self, observers: Iterable[tuple[Observer, Origin]]) -> None:
        self.troubles: deque[str] = deque(maxlen=MOST_TROUBLES)
        self._watched = [_Watched(*each, self.troubles) for each in observers]

    def __bool__(self) -> bool:
        return bool(self._watched)

    def batch(self) -> Batch:
        """What is evaluated in a block of it is one batch."""
        return Batch(self._watched)

    def tell(self, evaluation: Evaluation) -> None:
        """A batch of one."""
        with self.batch() as batch:
            batch.tell(evaluation)


class Batch:
    """Evaluations that belong together: observers hear when they begin, and when they end."""

    def __init__(self, watched: Sequence[_Watched]) -> None:
        self._watched = watched
        self._begun: list[_Watched] = []

    def __enter__(self) -> Self:
        for each in self._watched:
            self._begin(each)
        return self

    def _begin(self, each: _Watched) -> bool:
        """Whether it heard that the batch begins, now or before."""
        if each not in self._begun:
            if not each.call("the beginning of a batch", each.observer.begins):
                return False
            self._begun.append(each)
        return True

    def tell(self, evaluation: Evaluation) -> None:
        """All of them hear of it."""
        for each in self._watched:
            hears = each.observer.evaluated
            told = hears is None or (
                self._begin(each) and each.call(evaluation.id, partial(hears, evaluation))
            )
            each.missed += not told

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        for each in self._begun:
            each.call("the end of a batch", each.observer.ends)


class _Watched:
    """One observer, and when it may be called again."""

    def __init__(self, observer: Observer, origin: Origin, troubles: deque[str]) -> None:
        self.observer = observer
        self.origin = origin
        self.missed = 0
        self._troubles = troubles
        self._lock = RLock()
        self._pause = 0.0
        self._until = 0.0

    def call(self, about: str, call: Callable[[], object] | None) -> bool:
        """Calls it, unless it has to wait; returns whether it was, and did not fail."""
        with self._lock:
            if self._pause and monotonic() < self._until:
                return False
            if call is None:
                return True
            try:
                call()
            except Exception as error:  # noqa: BLE001 - it is anybody's code
                self._failed(about, error)
                return False
            if self._pause:
                self._recovered()
            return True

    def _failed(self, about: str, error: Exception) -> None:
        self._pause = min(2 * self._pause, LONGEST_PAUSE) if self._pause else FIRST_PAUSE
        self._until = monotonic() + self._pause
        what = f"the observer {self.observer.name} failed on {about}"
        words = spell_error(error, self.origin.file)
        again = f"it is tried again after {self._pause:g} s"
        trouble = f"{self.origin.in_full}: {what}: {words}; {again}"
        self._troubles.append(trouble)
        _logger().warning("%s", trouble)

    def _recovered(self) -> None:
        missed, self.missed, self._pause = self.missed, 0, 0.0
        name, lost = self.observer.name, plural(missed, "evaluation")
        _logger().info("the observer %s hears again; it missed %s", name, lost)


def _logger() -> Logger:
    import logging  # no command needs it

    return logging.getLogger(LOGGER)
