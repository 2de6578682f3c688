"""Evaluator: a compiled ruleset that judges initiatives. The face of evalcore to other programs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from evalcore.extend.opaque import Answers
from evalcore.extend.plugins import Plugins, discover
from evalcore.interpret.python import Compiled
from evalcore.judge.doubts import Doubts
from evalcore.judge.evaluation import Judged, evaluated, judged
from evalcore.judge.listing import Listing
from evalcore.judge.observing import Observing
from evalcore.judge.record import Evaluation
from evalcore.judge.relations import Relations
from evalcore.judge.slate import check_alone, together
from evalcore.judge.view import WHOLE, View
from evalcore.request.fields import Field
from evalcore.request.initiative import Broken, Initiative, Reading
from evalcore.request.intake import Intake, Raw
from evalcore.request.values import as_json
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.configuring import Configuring, settings_in, settings_of, without_blocked
from evalcore.rules.file import Draft, load_draft
from evalcore.rules.graph import Graph
from evalcore.rules.origins import placed
from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import Complaint, InputError, plural, show

if TYPE_CHECKING:
    from evalcore import Question
    from evalcore.judge.tables.judging import Judging

PYTHON_DATE = "a datetime.date, such as date(2026, 11, 23)"

T = TypeVar("T")
Request = Initiative | Mapping[str, object] | object  # read, or as somebody wrote it


class Evaluator:
    """Judges initiatives by one ruleset.

    `ruleset` is a `Ruleset`, the path of a TOML file, or the name under which a plugin offers one.
    `plugins` is a set made by `evalcore.discover`, or an iterable of plugins to use beside those
    that are installed; `only` and `block` say which of these. Raises `InputError` with every
    complaint about the ruleset; with `unreached` rules that can never speak are none, as where
    somebody only tries parameters.

    A request is a mapping with nested or dotted names, an instance of a dataclass, an attrs class
    or a pydantic model, or an `Initiative` that was read before. With `attribute` it may be any
    other object, of which the attributes are read that are called like fields, `id` or `title`.
    A key that nearly matches a field that is missing is a warning of the evaluation; where it is
    to be `strict`, an error.

    `run` is the bare generated function, for programs that evaluate millions: no reading, no
    checks, no words. It takes the fields' values (see `Compiled`), and the answers of opaque
    criteria by their keys, and returns the values of `graph.outputs`, of which the last two are the
    verdict and the place of the clause that decided.

    `troubles` has a sentence for each failure of an observer, the last thousand of them.

    Evaluators share nothing: two in one process can use different plugins under the same names.
    """

    def __init__(
        self,
        ruleset: Ruleset | str | Path,
        *,
        plugins: Plugins | Iterable[object] = (),
        block: Iterable[str] = (),
        only: Iterable[str] | None = None,
        unreached: bool = False,
    ) -> None:
        if not isinstance(plugins, Plugins):
            plugins = discover(extra=plugins, block=block, only=only)
        else:
            plugins = plugins.allowing(only).blocking(block)
        draft = Draft(ruleset) if isinstance(ruleset, Ruleset) else load_draft(ruleset, plugins)
        own, _ = without_blocked(draft.ruleset, plugins)  # compiling says what is wrong there
        self._settings, wrong = settings_in(draft.ruleset, own)
        configuring = Configuring(draft.ruleset, own, self._settings)
        self._given, self.plugins = plugins, configuring.sources(plugins)
        observers = configuring.observers()
        complaints = [*draft.complaints, *wrong, *configuring.complaints]
        self._unreached = unreached
        self.graph: Graph = compile_ruleset(draft.ruleset, plugins, complaints, unreached=unreached)
        self._judging: Judging | None = None  # kept for the next table
        self._observing = Observing(observers)
        self._trusted: Mapping[str, Field] = self.graph.fields  # known to be declared alike

    def __repr__(self) -> str:
        graph, ruleset = self.graph, self.ruleset
        parts = [
            plural(len(graph.fields), "field"),
            *([f"{len(graph.criteria)} criteria"] if graph.criteria else []),
            plural(len(graph.rules), "rule"),
        ]
        return f"<Evaluator {ruleset.name} {ruleset.version}: {', '.join(parts)}>"

    @property
    def troubles(self) -> list[str]:
        """A sentence for each failure of an observer, the latest last."""
        return [*self._observing.troubles]

    @property
    def ruleset(self) -> Ruleset:
        """The ruleset as it was read."""
        return self.graph.ruleset

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields that the ruleset reads: its intake form."""
        return self.graph.fields

    def settings_of(self, kind: type[T]) -> T:
        """What the ruleset says to the plugin whose settings are of this class.

        The defaults, where it says nothing. Raises `InputError` where there is no such plugin, and
        where it has to be said.
        """
        return settings_of(self._settings, kind)

    @property
    def warnings(self) -> list[Complaint]:
        """What is of no use in the ruleset, such as a gate that no rule asks; located.

        Without what a comment at the end of its line allows, such as
        `# evalcore: allow EV301 because it is kept for 2027`.
        """
        from evalcore.rules.lint.silence import silenced

        return silenced(self.ruleset, placed(self.ruleset, self.graph.warnings))

    @cached_property
    def run(self) -> Compiled:
        """The generated function, made when it is first needed."""
        return self.graph.run

    @cached_property
    def _relations(self) -> Relations:
        return Relations(self.graph)

    @cached_property
    def _intake(self) -> Intake:
        return Intake(self.graph.fields, self.broken)

    @cached_property
    def _doubts(self) -> Doubts:
        return Doubts(self.graph)

    @property
    def digest(self) -> str:
        """`sha256:...` of everything that decides; see `Graph.digest`."""
        return self.graph.digest

    def read(self, raw: Request, *, strict: bool = False, attribute: bool = False) -> Initiative:
        """One initiative out of a mapping with nested or dotted names, or out of an object.

        Raises `InputError` with every value that does not fit its field, or with the relations
        between fields that it breaks.
        """
        if isinstance(raw, Initiative):
            return raw
        usual = self._intake.usual(raw)
        if usual is not None:
            return usual
        return self._intake.read(raw, strict=strict, attribute=attribute).initiative

    def taking(self, rows: Iterable[Raw]) -> Iterator[tuple[Initiative | None, Raw]]:
        """Each row of a document, with its initiative where all in it is as usual.

        None stands for one to `read`: what there is to complain or to warn of it is said there.
        """
        return self._intake.taking(rows)

    def evaluate(
        self,
        initiative: Request,
        *,
        as_of: date | None = None,
        slate: Iterable[Request] = (),
        strict: bool = False,
        attribute: bool = False,
    ) -> Evaluation:
        """The evaluation of one initiative, as of a date where the ruleset counts days.

        Where its total depends on other requests, `slate` has those that it is judged together
        with, itself among them or not; without them the total is open.
        Observers among the plugins hear of it; what goes wrong with them is in `troubles`. Raises
        `InputError` for values that do not fit, and for a missing date.
        """
        if not isinstance(initiative, Initiative):
            initiative = self.read(initiative, strict=strict, attribute=attribute)
        evaluation = self.judge(initiative, as_of=as_of, slate=slate)
        if self._observing:
            self._observing.tell(evaluation)
        return evaluation

    def judge(
        self, initiative: Request, *, as_of: date | None = None, slate: Iterable[Request] = ()
    ) -> Judged:
        """The same evaluation, of which no observer hears: for what-if."""
        if not isinstance(initiative, Initiative):
            initiative = self.read(initiative)
        self.check_date(as_of)
        alone = self._judged(initiative, as_of)
        if self.graph.across is None or not slate:
            return alone
        others = [self.judge(each, as_of=as_of) for each in slate]
        return together(self.run, [alone, *(o for o in others if o.id != alone.id)])[0]

    def check_date(self, as_of: date | None) -> None:
        """Raises `InputError` where the ruleset needs a date: there is none, or one too early."""
        if as_of is None and self.graph.reads_date:
            raise InputError(self.date_missing)
        if as_of is not None and type(as_of) is not date:  # a datetime is a date, to Python
            raise InputError(Complaint(f"found {show(as_of)} as the date", PYTHON_DATE))
        begins = self.graph.days.begins
        if begins is not None and as_of is not None and as_of < begins[0]:
            problem = f"the ruleset {self.ruleset.name} has no value for {begins[1]} on {as_of}"
            raise InputError(Complaint(problem, f"a date from {begins[0]} on"))

    def _judged(self, initiative: Initiative, as_of: date | None) -> Judged:
        if initiative.fields is not self._trusted:
            initiative = self._own(initiative)
        return evaluated(self.graph, self.run, initiative, as_of)

    def again(self, record: Evaluation | Mapping[str, Any]) -> Evaluation:
        """An evaluation once more, from what is kept of it: a record, or its JSON.

        Nothing but the record is read: opaque criteria are not asked again, and no observer hears
        of it. Raises `InputError` for one whose ruleset decides otherwise, by its digest.
        """
        kept = record if isinstance(record, Evaluation) else Evaluation.from_json(record)
        if kept.ruleset.digest != self.digest:
            theirs, ours = kept.ruleset, self.ruleset
            problem = (
                f"the evaluation of {kept.id} was made by {theirs.name} {theirs.version}, "
                f"which decides otherwise than {ours.name} {ours.version} does now"
            )
            expected = f"a record with the digest {self.digest}"
            raise InputError(Complaint(problem, expected, mend=f"its own is {theirs.digest}"))
        given = {**as_json(kept.input), "id": kept.id, "title": kept.title}
        initiative = attrs.evolve(self.read(given), warnings=kept.warnings)
        ranges = {e.key: e.value for e in kept.opaque if isinstance(e.value, tuple)}
        values = {e.key: e.value for e in kept.opaque if not isinstance(e.value, tuple)}
        answers = Answers(
            {o.key: values.get(o.key) for o in self.graph.opaques},
            {e.key: e.because for e in kept.opaque},
            ranges=ranges,
        )
        return evaluated(self.graph, self.run, initiative, kept.as_of, answers)

    def _own(self, initiative: Initiative) -> Initiative:
        """The initiative, read again where another ruleset's fields are not declared alike.

        Raises `InputError` for values that do not fit here, and for fields that were not read.
        """
        fields = self.graph.fields
        lacking = [name for name in fields if name not in initiative.values]
        if lacking:
            problem = f"{initiative.id} was read for another ruleset, without {', '.join(lacking)}"
            expected = "an initiative that this evaluator has read, or a mapping"
            raise InputError(Complaint(problem, expected))
        alike = all(initiative.fields.get(name) == field for name, field in fields.items())
        if alike and not self.graph.relations:
            self._trusted = initiative.fields
        if alike and all(each.warns for each in self._relations.broken(initiative)):
            return initiative
        return self.read({**initiative.values, "id": initiative.id, "title": initiative.title})

    def evaluate_all(
        self,
        initiatives: Iterable[Request],
        *,
        as_of: date | None = None,
        strict: bool = False,
        attribute: bool = False,
    ) -> list[Evaluation]:
        """The evaluations in the order given, judged together; ids must differ.

        Raises `InputError` with all complaints at once.
        """
        read = self._intake.initiatives(initiatives, strict=strict, attribute=attribute)
        found = self.judge_all(read, as_of=as_of)
        if self._observing:
            with self._observing.batch() as batch:
                for each in found:
                    batch.tell(each)
        return [*found]

    def evaluate_many(
        self,
        initiatives: Iterable[Request],
        *,
        as_of: date | None = None,
        strict: bool = False,
        attribute: bool = False,
        refused: Callable[[int, InputError], object] | None = None,
    ) -> Iterator[Evaluation]:
        """The evaluations one after the other, each when it is asked for: of any number of rows.

        Nothing is kept, so ids may recur. Raises `InputError` for a row that cannot be read, unless
        `refused` takes its number, from 0, and the error; and at once for a missing date, and where
        a total depends on the other requests.
        """
        check_alone(self.graph, "evaluate_many")
        self.check_date(as_of)
        read = partial(self._intake.read, strict=strict, attribute=attribute)
        return self._each(initiatives, read, as_of, refused)

    def _each(
        self,
        initiatives: Iterable[Request],
        read: Callable[[object, tuple[str | int, ...]], Reading],
        as_of: date | None,
        refused: Callable[[int, InputError], object] | None,
    ) -> Iterator[Evaluation]:
        usual = self._intake.usual
        with self._observing.batch() as batch:
            for number, each in enumerate(initiatives):
                try:
                    known = each if isinstance(each, Initiative) else usual(each)
                    found = read(each, (number,)).initiative if known is None else known
                    evaluation = self._judged(found, as_of)
                except InputError as error:
                    if refused is None:
                        raise
                    refused(number, error)
                    continue
                batch.tell(evaluation)
                yield evaluation

    def judge_all(
        self, initiatives: Iterable[Request], *, as_of: date | None = None
    ) -> list[Judged]:
        """The same evaluations, of which no observer hears."""
        read = self._intake.initiatives(initiatives)
        first: dict[str, int] = {}
        doubles = [
            Complaint(f"initiatives {first[each.id]} and {n} have the same id {show(each.id)}")
            for n, each in enumerate(read, start=1)
            if first.setdefault(each.id, n) != n
        ]
        if doubles:
            raise InputError(doubles)
        if read:
            self.check_date(as_of)
        return together(self.run, [self._judged(each, as_of) for each in read])

    def evaluate_table(
        self,
        table: Any,
        *,
        as_of: date | None = None,
        keep: Iterable[str] = (),
        records: Mapping[str, Any] | None = None,
        sharp: bool = True,
        processes: int | None = None,
    ) -> Any:
        """The evaluations of a table's rows, in a table of the same kind, in the order given.

        A column a field, named as in CSV or with `__` for dots, beside `id`. The table is a Polars
        frame, lazy or not, an Arrow stream of any kind, a DuckDB relation, a Spark frame, or dicts.
        The result has `id`, `verdict`, `decided`, `possible` (best first), `decided_by`, `clause`,
        `total`, `score.ID` for each criterion, `missing`, `refused`, and the columns to `keep`.
        `refused` names the field or the relation for which `evaluate` would have refused the row;
        nothing else is said of it. `records` are tables by the names of their fields, a row a
        record, with the `id` of the row it belongs to. Without `sharp`, what one pass of bounds
        does not settle is left open: neither verdict nor `decided`, and in `possible` at least what
        may be. Up to so many `processes`, None for one a core, ask about such rows where that takes
        long, and so many threads go through a large table. No observer hears of any. Raises
        `InputError` for columns that do not go together.
        """
        from evalcore.judge.tables.carriers import evaluate_table
        from evalcore.judge.tables.judging import Judging

        self.check_date(as_of)
        if self._judging is None or self._judging.as_of != as_of:
            self._judging = Judging(self, as_of)
        return evaluate_table(
            self._judging, table, keep, records=records or {}, sharp=sharp, processes=processes
        )

    def broken(self, initiative: Initiative) -> list[Broken]:
        """The relations between fields that a request does not keep, those that warn included.

        Beside them are texts that may not mean what they say, which warn.
        """
        return [*self._relations.broken(initiative), *self._doubts.of(initiative)]

    def read_all(
        self, rows: Iterable[tuple[Mapping[str, object], tuple[str | int, ...]]]
    ) -> list[Reading]:
        """Initiatives out of a document's rows, with warnings; ids must differ."""
        return self._intake.read_all(rows)

    def rank(
        self,
        initiatives: Iterable[Request],
        *,
        as_of: date | None = None,
        strict: bool = False,
        attribute: bool = False,
    ) -> list[Evaluation]:
        """The evaluations, best first: by verdict, then total descending, then id.

        A total that is unknown comes last within its verdict. The undecided come after the
        decided, by total and id alone: they have no verdict yet.
        """
        found = self.evaluate_all(initiatives, as_of=as_of, strict=strict, attribute=attribute)
        return ranked(map(judged, found))

    def next_question(
        self,
        initiative: Request,
        *,
        asked: Collection[str] = (),
        as_of: date | None = None,
        answered_by: str | None = None,
    ) -> Question | None:
        """The question whose answer helps most; None where the verdict is certain.

        `asked` names the fields that were put to somebody who could not say, `answered_by` leaves
        out the questions of other roles; see `evalcore.next_question`. Raises
        `InputError` as `evaluate`.
        """
        from evalcore import next_question

        evaluation = self.judge(initiative, as_of=as_of)
        return next_question(evaluation, asked=asked, answered_by=answered_by)

    @property
    def date_missing(self) -> Complaint:
        """The complaint that the ruleset counts days but no date was given."""
        counts = "has values with dates, but none is given"
        if self.graph.days.are_counted:
            counts = "counts days, but from no date"
        problem = f"the ruleset {self.ruleset.name} {counts}"
        expected = "the date of the evaluation: --as-of 2026-11-23, or in Python as_of"
        return Complaint(problem, expected)

    def listing(
        self, evaluations: Iterable[Evaluation], *, ranking: bool = False, view: View = WHOLE
    ) -> Listing:
        """Evaluations of this evaluator, as reports take them; `view` says what is shown.

        Raises `InputError` for evaluations that it did not make.
        """
        own = tuple(judged(each) for each in evaluations)
        for each in own:
            if each.graph is not self.graph:
                problem = f"the evaluation of {each.id} was made by another evaluator"
                expected = f"one that this evaluator of {self.ruleset.name} made"
                mend = "evaluator.again(evaluation) makes it once more, by the same ruleset"
                raise InputError(Complaint(problem, expected, mend=mend))
        return Listing(self.graph, view.of(own), ranking, view, own, settings=self._settings)

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_of, (self.ruleset, self._given, self._unreached)

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of a request, or of a document of several.

        `evalcore form --format json-schema` writes the same one.
        """
        from evalcore import initiative_schema

        return initiative_schema(self)

    def to_json(self, evaluations: Sequence[Evaluation]) -> dict[str, Any]:
        """Evaluations with the ruleset they were made by, in the shape of the JSON contract."""
        return self.listing(evaluations).to_json()


def _made_of(ruleset: Ruleset, plugins: Plugins, unreached: bool) -> Evaluator:  # noqa: FBT001
    return Evaluator(ruleset, plugins=plugins, unreached=unreached)


def ranked(evaluations: Iterable[Judged]) -> list[Evaluation]:
    """Evaluations of one ruleset, best first; see `Evaluator.rank`.

    Totals count to nine decimals, as everywhere: what is equal in decimals does not rank by noise.
    """

    def order(each: Judged) -> tuple[bool, int, bool, float, str]:
        place = each.graph.ruleset.verdicts.index(each.possible[0]) if each.decided else 0
        total = each.total
        return (not each.decided, place, total is None, -round(total or 0.0, 9), each.id)

    return [*sorted(evaluations, key=order)]
