"""What an assistant may ask: evaluations, reasons, changes, questions and comparisons, by name.

Everything here reads; nothing writes, and no path leads out of one folder. How tools are served is
the business of the command `evalcore mcp`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from evalcore.extend.plugins import Plugins
from evalcore.judge.comparison import Reader, compare
from evalcore.judge.evaluator import Evaluator, ranked
from evalcore.judge.explanation import explain
from evalcore.read.documents import load_initiatives
from evalcore.reports.notebook import show_text
from evalcore.request.initiative import Initiative
from evalcore.request.kinds.dates import read_date
from evalcore.request.values import as_json
from evalcore.rules.origins import origin_of
from evalcore.rules.ruleset import Ruleset
from evalcore.study.changes import find_changes
from evalcore.written.errors import Complaint, InputError, near, plural, show
from evalcore.written.files import look

MOST_REQUESTS = 1000  # of one call
MOST_RULESETS = 12
Requests = Sequence[Mapping[str, Any]]


def _resolved(folder: Path | str) -> Path:
    return Path(folder).resolve()


@attrs.frozen
class Tools:
    """The tools over one folder of rulesets and requests."""

    folder: Path = attrs.field(converter=_resolved)
    plugins: Plugins

    def evaluate(
        self,
        ruleset: str,
        requests: Requests | None = None,
        file: str | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """Evaluate requests by a ruleset: verdicts, totals, scores and reasons, best first.

        `ruleset` is the name of an installed ruleset, or a TOML file in the folder. The requests
        are objects with an `id` and values by field, or a `file` in the folder (.json, .toml,
        .csv, .xlsx). `as_of` is a date such as 2026-11-23, where the ruleset counts days.
        """
        judge = self._evaluator(ruleset)
        given = self._requests(judge, requests, file)
        found = ranked(judge.judge_all(given, as_of=_day(as_of)))  # no observer writes of it
        return judge.listing(found, ranking=True).to_json()

    def explain(
        self, ruleset: str, request: Mapping[str, Any], as_of: str | None = None
    ) -> dict[str, Any]:
        """Explain one request: the tree of reasons, as text and as data."""
        judge = self._evaluator(ruleset)
        reason = explain(judge.judge(dict(request), as_of=_day(as_of)))
        return {"text": show_text(reason, width=100), "reason": reason.to_json()}

    def what_would_change(
        self,
        ruleset: str,
        request: Mapping[str, Any],
        to: str,
        by: str | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """Find the smallest changes of a request that lead to the verdict `to`, each verified.

        `by` is the role that makes them, such as sponsor; left out: anybody.
        """
        judge = self._evaluator(ruleset)
        return find_changes(judge, dict(request), to, by=by, as_of=_day(as_of)).to_json()

    def next_question(
        self,
        ruleset: str,
        request: Mapping[str, Any],
        asked: Sequence[str] = (),
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """Say which question helps most to decide a request; null where the verdict is certain.

        `asked` are fields that somebody was asked about and could not say.
        """
        judge = self._evaluator(ruleset)
        day = _day(as_of)
        evaluation = judge.judge(dict(request), as_of=day)
        question = judge.next_question(dict(request), asked=tuple(asked), as_of=day)
        return {
            "question": None if question is None else as_json(question),
            "verdict": evaluation.verdict,
            "possible": list(evaluation.possible),
        }

    def compare(
        self,
        rulesets: Sequence[str],
        requests: Requests | None = None,
        file: str | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """Compare the verdicts of two or more rulesets on the same requests."""
        if len(rulesets) > MOST_RULESETS:
            found = plural(len(rulesets), "ruleset")
            raise InputError(Complaint(f"found {found}", f"at most {MOST_RULESETS}"))
        judges = [self._evaluator(each) for each in rulesets]
        given = self._requests(Reader.of(judges), requests, file)
        return compare(judges, given, as_of=_day(as_of)).to_json()

    def rulesets(self) -> dict[str, Any]:
        """List the rulesets that can be asked for: those installed, and the files in the folder."""
        files = sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*.toml")
            if path.is_file() and path.resolve().is_relative_to(self.folder)
        )
        return {"installed": self.plugins.names("ruleset"), "files": files[:MOST_FILES]}

    def _evaluator(self, name: str) -> Evaluator:
        """The evaluator of a ruleset. Raises `InputError`, also for one that leads outside."""
        if name in self.plugins.names("ruleset"):
            return Evaluator(name, plugins=self.plugins)
        path = self._inside(name)
        try:
            found = Evaluator(path, plugins=self.plugins)
        except InputError as error:  # what is wrong with a file says what is in it
            self._stay_inside(each.source for each in error.complaints if each.source)
            raise
        self._stay_inside([*found.ruleset.documents, *_tables(found.ruleset)])
        return found

    def _stay_inside(self, files: Iterable[str]) -> None:
        """Raises `InputError` for a file that is neither in the folder nor installed."""
        for each in files:
            if not self._is_inside(Path(each)) and Path(each) not in self._installed():
                raise InputError(_outside(each))

    def _installed(self) -> set[Path]:
        return {self.plugins.ruleset(each) for each in self.plugins.names("ruleset")}

    def _requests(
        self, reader: Any, requests: Requests | None, file: str | None
    ) -> list[Mapping[str, Any] | Initiative]:
        if (requests is None) == (file is None):
            raise InputError(Complaint("found both" if file else "found no requests", ASKED))
        found: list[Mapping[str, Any] | Initiative]
        if file is None:
            found = [*(requests or ())]
        else:
            found = [*load_initiatives(reader, self._inside(file)).initiatives]
        if len(found) > MOST_REQUESTS:
            many = plural(len(found), "request")
            raise InputError(Complaint(f"found {many}", f"at most {MOST_REQUESTS} in a call"))
        return found

    def _inside(self, name: str) -> Path:
        """A file in the folder. Raises `InputError` for any other."""
        path = self.folder / name
        if "\0" in name or not self._is_inside(path):
            raise InputError(_outside(name))
        try:
            there = look(path) == "file"
        except InputError:  # it would name the path on this machine, however long that is
            raise InputError(Complaint(f"{show(name)} cannot be looked at")) from None
        if not there:
            known = [*self.plugins.names("ruleset"), *self.rulesets()["files"]]
            meant = near(name, known)
            raise InputError(Complaint(f"there is no file {show(name)} in the folder", "", meant))
        return path

    def _is_inside(self, path: Path) -> bool:
        """Whether a path, links followed, leads to what lies in the folder."""
        return path.resolve().is_relative_to(self.folder)


def _tables(ruleset: Ruleset) -> Iterator[str]:
    """The files of its decision tables."""
    for name, each in ruleset.tables.items():
        if each.file:
            owner, _ = origin_of(("tables", name, "file"), ruleset.origins, ruleset.source)
            yield str(Path(owner).parent / each.file)


ASKED = "either requests, a list of objects with an id, or the name of a file of them"
MOST_FILES = 200  # that are listed


def _outside(name: str) -> Complaint:
    return Complaint(f"{show(name)} is not in the folder", "a file in the folder of this server")


def _day(text: str | None) -> date | None:
    return None if text is None else read_date(text)
