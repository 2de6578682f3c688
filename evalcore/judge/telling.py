"""Telling: observers hear of evaluations; one that fails harms nobody, and is tried again later."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from time import monotonic
from typing import Any

from evalcore.extend.loading import spell_error

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds; doubled with each failure in a row
clock = monotonic


class Told:
    """One observer: how often it failed in a row, and from when on it is asked again."""

    def __init__(self, observer: Any, origin: Any) -> None:
        self.observer, self.origin = observer, origin
        self.failures, self.missed = 0, 0
        self.again = float("-inf")


class Telling:
    """The observers of an evaluator. Threads may tell them at once."""

    def __init__(self, observers: Sequence[tuple[Any, Any]], troubles: list[str]) -> None:
        self.told = tuple(Told(*each) for each in observers)
        self.troubles = troubles
        self.lock = Lock()

    def tell(self, evaluation: Any) -> None:
        """Every observer hears of it, but for those that failed a moment ago."""
        for each in self.told:
            with self.lock:
                if clock() < each.again:
                    each.missed += 1
                    continue
            try:
                each.observer.evaluated(evaluation)
            except Exception as error:  # noqa: BLE001 - it is anybody's code
                self._failed(each, evaluation.id, error)
            else:
                self._heard(each)

    def _failed(self, each: Told, about: str, error: Exception) -> None:
        with self.lock:
            pause = min(FIRST_PAUSE * 2**each.failures, LONGEST_PAUSE)
            each.failures = min(each.failures + 1, 10)
            each.again = clock() + pause
        words = spell_error(error, each.origin.file)
        what = f"the observer {each.observer.name} failed on {about}, and is off for {pause:g} s"
        self._say(f"{each.origin.in_full}: {what}: {words}")

    def _heard(self, each: Told) -> None:
        with self.lock:
            missed, each.missed, each.failures = each.missed, 0, 0
        if missed:
            count = f"{missed} evaluation{'s' if missed > 1 else ''}"
            what = f"the observer {each.observer.name} hears again, and missed {count}"
            self._say(f"{each.origin.in_full}: {what}")

    def _say(self, words: str) -> None:
        import logging

        self.troubles.append(words)
        logging.getLogger("evalcore").warning("%s", words)
