"""Spreading: requests that have to be asked about one by one, over the cores of a machine.

Other processes are started when what is left takes longer than starting them. They are programs
of their own, neither forks nor `multiprocessing`: so they are fine beside threads, in a daemon,
and where nobody has written `if __name__ == "__main__"`. What none of them answers is asked here.
"""

from __future__ import annotations

import logging
import os
import pickle  # what is read was written by a program that was started here
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import PurePath
from threading import Condition, Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self

from evalcore.judge.evaluation import Judged, evaluated
from evalcore.request.initiative import Initiative
from evalcore.written.errors import Complaint, InputError, show

if TYPE_CHECKING:
    from evalcore.judge.evaluator import Evaluator

LOT = 256  # rows that are handed over at once
PAYS = 1.2  # seconds of asking, those before included, from which on others are started
PATIENCE = 5.0  # seconds that a lot may take at least, and
SLOWER = 20.0  # times as long as the slowest here, before it is asked here instead

logger = logging.getLogger("evalcore")

Request = tuple[str, tuple[Any, ...]]  # an id, and a value for each field
Answer = tuple[Any, ...]  # what a table says of it, a value for each column of a result

_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from evalcore.judge.tables.spreading import serve
serve()
"""


def row_of(one: Judged) -> dict[str, Any]:
    """What a table says of one evaluation."""
    decision = one.decided_by
    return {
        "id": one.id,
        "verdict": one.verdict,
        "decided": one.decided,
        "possible": [*one.possible],
        "decided_by": decision.id or decision.kind,
        "clause": decision.clause,
        "total": one.total,
        **{f"score.{e.id}": s for e, s in zip(one.graph.criteria, one.scores, strict=True)},
        "missing": [each.field for each in one.missing],
        "refused": None,
    }


def answers(
    evaluator: Evaluator, as_of: date | None, requests: Iterable[Request]
) -> Iterator[Answer]:
    """What a table says of each request, asked here."""
    graph, names = evaluator.graph, tuple(evaluator.graph.fields)
    for key, values in requests:
        one = Initiative(key, key, dict(zip(names, values, strict=True)), graph.fields)
        yield tuple(row_of(evaluated(graph, evaluator.run, one, as_of)).values())


def cores() -> int:
    """How many there are for this process."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def checked(processes: int | None) -> int:
    """How many processes are wanted; None for one a core. Raises `InputError` for no number."""
    if processes is None:
        return cores()
    if type(processes) is not int or processes < 1:
        raise InputError(Complaint(f"found {show(processes)} processes", "a whole number from 1"))
    return processes


class Spread:
    """Asks about requests of one evaluator, in other processes too where that pays.

    So many `threads` work out columns; None for as many as there are processes.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        as_of: date | None,
        processes: int | None,
        threads: int | None = None,
    ) -> None:
        self.evaluator, self.as_of = evaluator, as_of
        wanted = checked(processes)
        self.threads = threads or wanted
        self.others = wanted - 1 if _can_start() else 0
        self.spent = 0.0  # seconds of asking here, and
        self.asked = 0  # of how many requests
        self.helpers: list[_Helper] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.helpers:
            each.end()
        self.helpers.clear()

    def ask(self, requests: Iterable[Request], count: int) -> list[Answer]:
        """What a table says of so many requests, in their order."""
        waiting = iter(requests)
        if not self.others and not self.helpers:
            return [*answers(self.evaluator, self.as_of, waiting)]
        lots = [[*islice(waiting, LOT)] for _ in range(0, count, LOT)]
        return _Sharing(self, lots).work()

    def here(self, lot: Sequence[Request]) -> list[Answer]:
        """The answers of a lot, asked in this process."""
        start = perf_counter()
        found = [*answers(self.evaluator, self.as_of, lot)]
        self.spent += perf_counter() - start
        self.asked += len(lot)
        return found

    def pays(self, left: int) -> bool:
        """Whether it is time to start others, with so many requests left."""
        return bool(
            self.others
            and self.asked
            and left > LOT
            and self.spent + left * self.spent / self.asked > PAYS
        )

    def start(self) -> None:
        """Starts the others, once."""
        count, self.others = self.others, 0
        try:
            said = pickle.dumps((self.evaluator, self.as_of))
        except Exception as error:  # noqa: BLE001 - plugins may hold anything
            logger.debug("open rows are asked in one process: %s", error)
            return
        for _ in range(count):
            try:
                self.helpers.append(_Helper(said))
            except OSError as error:
                logger.warning("no further process can be started: %s", error)
                return


class _Sharing:
    """One lot of work: this process and its helpers each take the next piece."""

    def __init__(self, spread: Spread, lots: Sequence[Sequence[Request]]) -> None:
        self.spread, self.lots = spread, lots
        self.waiting = deque(range(len(lots)))
        self.found: dict[int, list[Answer]] = {}
        self.changed = Condition()
        self.slowest = 0.0
        self.sharing = False

    def work(self) -> list[Answer]:
        """All answers, in the order of the requests."""
        while len(self.found) < len(self.lots):
            self.share()
            place = self.next() if self.waiting else self.overdue()
            if place is not None:
                start = perf_counter()
                found = self.spread.here(self.lots[place])
                self.slowest = max(self.slowest, perf_counter() - start)
                self.put(place, found)
        return [each for place, _ in enumerate(self.lots) for each in self.found[place]]

    def share(self) -> None:
        """Lets helpers take part, as soon as there are any."""
        left = sum(len(self.lots[place]) for place in tuple(self.waiting))
        if self.spread.pays(left):
            self.spread.start()
        if self.spread.helpers and not self.sharing:
            self.sharing = True
            for each in self.spread.helpers:
                Thread(target=self.help, args=(each,), daemon=True).start()

    def help(self, helper: _Helper) -> None:
        """What a helper does, in a thread that waits for it."""
        with helper.alone:  # a lot of the work before may still be on its way
            while (place := self.next()) is not None:
                answered = helper.answer(self.lots[place])
                if answered is None:
                    with self.changed:
                        self.waiting.appendleft(place)
                        self.changed.notify_all()
                    return
                self.put(place, answered)

    def next(self) -> int | None:
        """The place of a lot that nobody has taken."""
        with self.changed:
            return self.waiting.popleft() if self.waiting else None

    def put(self, place: int, found: list[Answer]) -> None:
        """Keeps the answers of a lot."""
        with self.changed:
            self.found[place] = found
            self.changed.notify_all()

    def overdue(self) -> int | None:
        """Waits for helpers; the place of a lot that has been waited for too long."""
        patience = max(PATIENCE, SLOWER * self.slowest)
        with self.changed:
            before = len(self.found)
            news = self.changed.wait_for(
                lambda: self.waiting or len(self.found) > before, timeout=patience
            )
            if news:
                return None
            return next(place for place, _ in enumerate(self.lots) if place not in self.found)


class _Helper:
    """Another process that answers."""

    def __init__(self, said: bytes) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - this Python, and a text from here
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.said, self.begun = said, False
        self.alone = Lock()  # one question, then its answer

    def answer(self, lot: Sequence[Request]) -> list[Answer] | None:
        """The answers to a lot; None from one that has ended."""
        into, out = self.process.stdin, self.process.stdout
        assert into is not None  # noqa: S101 - both are pipes
        assert out is not None  # noqa: S101
        try:
            if not self.begun:
                self.begun = True
                pickle.dump(sys.path, into)
                into.write(self.said)
            pickle.dump(lot, into)
            into.flush()
            found: list[Answer] = pickle.load(out)  # noqa: S301 - a program started here
        except (OSError, ValueError, EOFError, pickle.PickleError, AttributeError) as error:
            logger.debug("a process that asks about open rows has ended: %r", error)
            self.end()
            return None
        return found

    def end(self) -> None:
        """Ends it, whatever it does."""
        self.process.kill()
        self.process.wait()
        for each in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if each is not None:
                    each.close()


def _can_start() -> bool:
    """Whether what runs here is a Python that can run a program, no application that has one."""
    name = PurePath(sys.executable or "").name.casefold()
    return name.startswith(("python", "pypy")) and not getattr(sys, "frozen", False)


def serve() -> None:
    """Answers what comes, until nothing more does."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it says when to end
    into = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a plugin prints is no answer
    out = sys.stdin.buffer
    evaluator, as_of = pickle.load(out)  # noqa: S301 - from who started it
    while True:
        try:
            lot: list[Request] = pickle.load(out)  # noqa: S301 - the same
        except EOFError:
            return
        pickle.dump([*answers(evaluator, as_of, lot)], into)
        into.flush()
