"""Watching: what a saved ruleset changes: verdicts that moved, cases that broke, complaints.

How often is looked, and when that ends, is the business of the command.
"""

from __future__ import annotations

import contextlib
import io
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import attrs

from evalcore.cases.gathering import SUFFIX
from evalcore.cli.common import Given
from evalcore.cli.complaints import Files
from evalcore.extend.plugins import Plugins
from evalcore.judge.comparison import Opinion
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.view import UNDECIDED, outcome
from evalcore.request.initiative import Initiative
from evalcore.rules.origins import origin_of
from evalcore.written.errors import Complaint, InputError, listing, plural

PATIENCE = 1.0  # seconds that a file may be away while it is saved
MOST = 40  # lines on what moved; the rest is a number
Mark = tuple[int, int, int] | None  # what a file was like when it was looked at; None: not there


def mark(path: str) -> Mark:
    """What tells a file from the same one after it was saved, also by renaming another one."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path refuses some texts before it looks
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@attrs.define(eq=False)
class State:
    """A ruleset that loaded, with what it says of the requests and how its cases came out."""

    evaluator: Evaluator
    judged: Mapping[str, Judged]
    cases: Mapping[str, str]  # by name, the problem; empty where a case holds


class Watching:
    """A ruleset and requests, looked at again whenever one of their files was saved."""

    def __init__(self, ruleset: str, given: Given, plugins: Plugins) -> None:
        self.ruleset, self.given, self.plugins = ruleset, given, plugins
        self.paths: tuple[str, ...] = (ruleset, *given.paths, *given.mappings)
        self.marks: dict[str, Mark] = {}
        self.state: State | None = None
        self.first: State | None = None
        self.said: set[str] = set()
        self.away: float | None = None  # since when a file is not there
        self.loaded: tuple[object, Sequence[Initiative], date | None] | None = None

    def changed(self) -> bool:
        """Whether a file was saved since the last look, and none is about to be put back.

        One that stays away was renamed or removed, and that is a change.
        """
        now = {path: mark(path) for path in self.paths}
        if any(now[path] is None and self.marks.get(path) is not None for path in self.paths):
            self.away = time.monotonic() if self.away is None else self.away
            return time.monotonic() - self.away >= PATIENCE
        self.away = None
        return now != self.marks

    def look(self) -> Iterator[str]:
        """Looks, and says in lines what is different. Complaints go to standard error."""
        self.marks = {path: mark(path) for path in self.paths}
        self.away = None
        now = f"{datetime.now():%H:%M:%S}"  # noqa: DTZ005 - as the clock beside it says
        warnings = io.StringIO()
        try:
            with contextlib.redirect_stderr(warnings):
                evaluator = Evaluator(self.ruleset, plugins=self.plugins)
                self.follow(evaluator)
                state = self.judge(evaluator)
        except InputError as error:
            self.complain(error.complaints)
            held = ": what is said above still holds" if self.state else ""
            yield f"{now}  {plural(len(error.complaints), 'error')}{held}"
            return
        fresh = [each for each in warnings.getvalue().splitlines() if each not in self.said]
        self.said.update(fresh)
        before, self.state = self.state, state
        if before is None:
            self.first = state
            yield f"{now}  {self.summary(state)}"
        else:
            yield from self.differences(now, before, state)
        yield from (f"    {each}" for each in fresh)
        yield from self.broken(before, state)

    def follow(self, evaluator: Evaluator) -> None:
        """Watches all files that the ruleset is made of, its cases too."""
        ruleset = evaluator.ruleset
        made_of, source = [*ruleset.documents], ruleset.source
        for name, table in ruleset.tables.items():
            if table.file:
                owner, _ = origin_of(("tables", name, "file"), ruleset.origins, source)
                made_of.append(str(Path(owner).parent / table.file))
        if source.endswith(".toml"):
            made_of.append(f"{source.removesuffix('.toml')}{SUFFIX}")
        found = dict.fromkeys([*made_of, *self.given.paths, *self.given.mappings])
        self.paths = tuple(found)
        self.marks = {path: self.marks.get(path, mark(path)) for path in self.paths}

    def judge(self, evaluator: Evaluator) -> State:
        """What the ruleset says now. Raises `InputError`."""
        from evalcore.cases.gathering import gather
        from evalcore.cases.trying import judge, problem

        initiatives, day = self.load(evaluator)
        judged = {each.id: each for each in evaluator.judge_all(initiatives, as_of=day)}
        cases = gather(evaluator, (), day)
        tried = {each.case.name: problem(each, judge(each)) for each in cases}
        return State(evaluator, judged, tried)

    def load(self, evaluator: Evaluator) -> tuple[Sequence[Initiative], date | None]:
        """The requests; those of before, where neither they nor what may be said was changed.

        Relations between fields refuse requests as they are read, by whatever parameters.
        """
        own, graph = (*self.given.paths, *self.given.mappings), evaluator.graph
        as_before = [self.marks.get(each) for each in own], dict(graph.declared)
        always = graph.reads_date or graph.relations
        if self.loaded is None or always or self.loaded[0] != as_before:
            self.loaded = as_before, *self.given.load(evaluator)
        return self.loaded[1:]

    def complain(self, complaints: tuple[Complaint, ...]) -> None:
        """Shows what is wrong, where it is written."""
        files = Files()
        for each in complaints[:MOST]:
            files.show("error", each)

    def summary(self, state: State) -> str:
        """What there is: `watching default and requests.csv: 3 go, 2 hold; 12 cases hold`."""
        given = listing([Path(path).name for path in self.given.paths])
        cases = len(state.cases)
        held = sum(not problem for problem in state.cases.values())
        tail = f"; {held} of {cases} cases hold" if cases else ""
        return f"watching {state.evaluator.ruleset.name} and {given}: {_counts(state)}{tail}"

    def differences(self, now: str, before: State, state: State) -> Iterator[str]:
        """Which verdicts moved since the last save that loaded, and how many since the start."""
        moved = [*_moved(before, state)]
        since = "" if self.first is before else f", {self._since(state)} since the start"
        head = plural(len(moved), "verdict") + " moved" if moved else "no verdict moved"
        yield f"{now}  {head}{since}: {_counts(state)}"
        yield from (f"    {each}" for each in moved[:MOST])
        if len(moved) > MOST:
            yield f"    {len(moved) - MOST} more"

    def broken(self, before: State | None, state: State) -> Iterator[str]:
        """The cases that broke, and those that hold again."""
        earlier: Mapping[str, str] = {} if before is None else before.cases
        for name, problem in state.cases.items():
            if problem and earlier.get(name) != problem:
                word = "still breaks" if earlier.get(name) else "breaks"
                yield f"    case {name} {word}: {problem}"
            elif not problem and earlier.get(name):
                yield f"    case {name} holds again"

    def _since(self, state: State) -> int:
        return 0 if self.first is None else len([*_moved(self.first, state)])

    @property
    def farewell(self) -> str:
        """The last line."""
        if self.state is None:
            return "nothing was evaluated"
        moved = self._since(self.state)
        return f"{plural(moved, 'verdict')} moved since the start"


def _moved(before: State, state: State) -> Iterator[str]:
    terms = state.evaluator.ruleset.terms
    for name, now in state.judged.items():
        then = before.judged.get(name)
        if then is None:
            yield f"{_called(now)}: new, {_said(outcome(now), terms.label)}"
        elif outcome(then) != outcome(now):
            opinion = Opinion("", now)
            old = _said(outcome(then), before.evaluator.ruleset.terms.label)
            new = _said(outcome(now), terms.label)
            yield f"{_called(now)}: {old} -> {new} through {opinion.clause}: {opinion.because}"
    for name in before.judged:
        if name not in state.judged:
            yield f"{name}: no longer there"


def _called(evaluation: Judged) -> str:
    title = evaluation.title
    return evaluation.id if title == evaluation.id else f"{evaluation.id} {title}"


def _said(verdict: str, label: Callable[[str], str]) -> str:
    return verdict if verdict == UNDECIDED else label(verdict)


def _counts(state: State) -> str:
    """`3 go, 2 hold, 1 undecided`."""
    ruleset = state.evaluator.ruleset
    found = [outcome(each) for each in state.judged.values()]
    parts = [
        f"{found.count(verdict)} {_said(verdict, ruleset.terms.label)}"
        for verdict in dict.fromkeys((*ruleset.verdicts, UNDECIDED))
        if verdict in found
    ]
    return ", ".join(parts) or "no requests"
