"""Comparison: the same initiatives by several rulesets, and where their verdicts part.

Here is what was found, in words and numbers; how it is laid out is the business of `reports`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any

import attrs

from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.record import made_by
from evalcore.judge.view import UNDECIDED, outcome
from evalcore.language.nodes import Named, walk
from evalcore.request.fields import Field, merge
from evalcore.request.initiative import Broken, Held, Initiative, Reading
from evalcore.request.intake import read_initiatives
from evalcore.request.values import as_json
from evalcore.say.terms import Terms, Verdict
from evalcore.written.errors import Complaint, InputError, listing

NAMED = 3  # missing fields that a sentence names; the others are counted


@attrs.frozen
class Opinion:
    """What one ruleset says about one initiative; `ruleset` is its label in the comparison."""

    ruleset: str
    evaluation: Judged

    @property
    def verdict(self) -> str | None:
        """The verdict, or what stands in for it while several are possible."""
        return self.evaluation.verdict

    @property
    def terms(self) -> Terms:
        """What the ruleset calls verdicts."""
        return self.evaluation.graph.ruleset.terms

    @property
    def decided(self) -> bool:
        """Whether the verdict is certain, whatever is missing."""
        return self.evaluation.decided

    @property
    def clause(self) -> str:
        """The rule that decided, with its clause: `shared.drains`; or `default`, `undecided`."""
        decision = self.evaluation.decided_by
        if decision.id is None:
            return ", ".join(decision.candidates if self.decided else ()) or decision.kind
        return f"{decision.id}.{decision.clause}" if decision.clause else decision.id

    @property
    def because(self) -> str:
        """The reason that decided, with the total where it was a matter of the total.

        While several verdicts are possible: which, and the first fields that they depend on.
        """
        evaluation = self.evaluation
        because, total = evaluation.decided_by.because, evaluation.total
        if evaluation.missing:
            fields = [each.field for each in evaluation.missing]
            possible = listing(self.terms.labels(evaluation.possible), "or")
            return f"{possible} depends on {listing(fields, most=NAMED)}"
        if not self.decided or total is None or not self._weighs_total:
            return because
        total_said = evaluation.graph.ruleset.figures.total_in_table(total)
        return f"{because} (total {total_said})"

    @property
    def _weighs_total(self) -> bool:
        """Whether the deciding condition reads the total, or comes after all that do."""
        decision = self.evaluation.decided_by
        for rule, clause in self.evaluation.graph.steps:
            if decision.id in (None, rule.id) and decision.clause in (None, clause.name):
                nodes = walk(clause.speaks)
                if any(isinstance(each, Named) and each.role == "total" for each in nodes):
                    return True
        return False


@attrs.frozen
class Camp:
    """The rulesets that say the same about an initiative, in the order in which they were given."""

    opinions: tuple[Opinion, ...]

    @property
    def rulesets(self) -> tuple[str, ...]:
        """Their labels."""
        return tuple(each.ruleset for each in self.opinions)

    @property
    def head(self) -> str:
        """Who says what: `inseparable holds`, `it_is_the_job and balanced go on conditions`.

        In the usual words where they have different ones of their own.
        """
        first, many = self.opinions[0], len(self.opinions) > 1
        names = listing(self.rulesets)
        if first.verdict is None:
            return f"{names} cannot say yet"
        words = {each.terms.verdict(first.verdict) for each in self.opinions}
        verdict = words.pop() if len(words) == 1 else Terms().verdict(first.verdict)
        does = verdict.say if many else verdict.says
        return f"{names} {does}{'' if first.decided else ' for now'}"

    @property
    def label(self) -> str:
        """The verdict in a table, in the usual words where the rulesets have different ones."""
        return self._called(lambda verdict: verdict.label)

    @property
    def short(self) -> str:
        """The same where there is little room."""
        return self._called(lambda verdict: verdict.short)

    def _called(self, form: Callable[[Verdict], str]) -> str:
        name = self.opinions[0].verdict
        if name is None:
            return "-"
        words = {form(each.terms.verdict(name)) for each in self.opinions}
        return words.pop() if len(words) == 1 else form(Terms().verdict(name))

    @property
    def words(self) -> str:
        """Who says what, and why; several reasons in brackets, in the order of the rulesets."""
        reasons = list(dict.fromkeys(each.because for each in self.opinions))
        if len(reasons) == 1:
            return f"{self.head}: {reasons[0]}"
        return f"{self.head} ({'; '.join(reasons)})"


@attrs.frozen(slots=False)
class Compared:
    """One initiative by every ruleset."""

    initiative: Initiative
    opinions: tuple[Opinion, ...]

    @property
    def id(self) -> str:
        """The initiative's."""
        return self.initiative.id

    @property
    def title(self) -> str:
        """The initiative's."""
        return self.initiative.title

    @cached_property
    def camps(self) -> tuple[Camp, ...]:
        """The opinions grouped by verdict, in the order of the rulesets.

        A verdict that only stands in while the ruleset is undecided is a group of its own.
        """
        found: dict[tuple[str | None, bool], list[Opinion]] = {}
        for each in self.opinions:
            found.setdefault((each.verdict, each.decided), []).append(each)
        return tuple(Camp(tuple(each)) for each in found.values())

    @property
    def parted(self) -> bool:
        """Whether the rulesets do not all say the same."""
        return len(self.camps) > 1

    @property
    def words(self) -> str:
        """The clauses where the rulesets part, or on what they agree, as one sentence."""
        return "; ".join(each.words for each in self.camps)


@attrs.frozen
class Move:
    """The requests of which one ruleset says `before` and another one `after`: ids of verdicts.

    `UNDECIDED` stands for none that is certain.
    """

    before: str
    after: str
    ids: tuple[str, ...]


@attrs.frozen
class Agreement:
    """How far two rulesets agree, over the initiatives that both of them decide.

    An evaluation that is undecided is no judgement: its initiative does not count. `kappa` is
    Cohen's: the agreement beyond what two judges with these habits would reach by chance, 1 for
    full agreement and 0 for chance (Cohen, 1960, Educational and Psychological Measurement 20).
    It is None where chance alone gives full agreement, and both are None where nothing counts.
    `moves` are the requests that part, the undecided too, by what each of the two says.
    """

    rulesets: tuple[str, str]
    compared: int
    equal: int
    kappa: float | None
    moves: tuple[Move, ...] = ()

    @property
    def share(self) -> float | None:
        """The share of equal verdicts."""
        return self.equal / self.compared if self.compared else None


@attrs.frozen(slots=False, eq=False)
class Comparison:
    """Several rulesets over the same initiatives. `labels` tell the rulesets apart.

    `whole` has also those that are not shown: agreement is that of all.
    """

    evaluators: tuple[Evaluator, ...]
    labels: tuple[str, ...]
    as_of: date | None
    initiatives: tuple[Compared, ...]
    whole: tuple[Compared, ...] = attrs.field(
        default=attrs.Factory(lambda self: self.initiatives, takes_self=True)
    )

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """One for each pair of rulesets, in the order in which they were given."""
        return tuple(
            attrs.evolve(
                agreement(
                    (self.labels[first], self.labels[second]),
                    [
                        (one.verdict, other.verdict)
                        for each in self.whole
                        for one, other in [(each.opinions[first], each.opinions[second])]
                        if one.decided and other.decided
                    ],
                ),
                moves=self._moves(first, second),
            )
            for first, second in combinations(range(len(self.labels)), 2)
        )

    @property
    def parted(self) -> Comparison:
        """The same, of which only the requests that part are shown."""
        return attrs.evolve(self, initiatives=tuple(e for e in self.initiatives if e.parted))

    def _moves(self, first: int, second: int) -> tuple[Move, ...]:
        """Who parts, in the order of the verdicts of the one ruleset, then of the other."""
        found: dict[tuple[str, str], list[str]] = {}
        for each in self.whole:
            one, other = (outcome(each.opinions[n].evaluation) for n in (first, second))
            if one != other:
                found.setdefault((one, other), []).append(each.id)
        ranks = [[*self.evaluators[n].ruleset.verdicts, UNDECIDED] for n in (first, second)]
        order = sorted(
            found, key=lambda pair: [r.index(v) for r, v in zip(ranks, pair, strict=True)]
        )
        return tuple(Move(*pair, tuple(found[pair])) for pair in order)

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain data; floats are not rounded."""
        return {
            "rulesets": [
                {"label": label, **as_json(made_by(each.graph))}
                for label, each in zip(self.labels, self.evaluators, strict=True)
            ],
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "initiatives": [_compared(each) for each in self.initiatives],
            "agreement": [
                {
                    "rulesets": list(each.rulesets),
                    "compared": each.compared,
                    "equal": each.equal,
                    "share": each.share,
                    "kappa": each.kappa,
                    "moves": [
                        {"from": move.before, "to": move.after, "count": len(move.ids)}
                        for move in each.moves
                    ],
                }
                for each in self.agreements
            ],
        }


def _compared(each: Compared) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "parted": each.parted,
        "words": each.words,
        "opinions": [
            {
                "ruleset": opinion.ruleset,
                "verdict": opinion.verdict,
                "decided": opinion.decided,
                "possible": list(opinion.evaluation.possible),
                "total": opinion.evaluation.total,
                "clause": opinion.clause,
                "because": opinion.because,
                "missing": [missing.field for missing in opinion.evaluation.missing],
            }
            for opinion in each.opinions
        ],
    }


def agreement(
    rulesets: tuple[str, str], verdicts: Sequence[tuple[str | None, str | None]]
) -> Agreement:
    """The agreement of two rulesets, from the pairs of their verdicts.

    Counted in whole numbers, so that the order of the initiatives changes no digit.
    """
    whole = len(verdicts)
    equal = sum(one == other for one, other in verdicts)
    ones, others = [one for one, _ in verdicts], [other for _, other in verdicts]
    by_chance = sum(ones.count(verdict) * others.count(verdict) for verdict in set(ones))
    beyond = whole * whole - by_chance
    kappa = (whole * equal - by_chance) / beyond if beyond else None
    return Agreement(rulesets, whole, equal, kappa)


def compare(
    evaluators: Iterable[Evaluator],
    initiatives: Iterable[Initiative | Mapping[str, object]],
    *,
    as_of: date | None = None,
) -> Comparison:
    """The verdicts of several rulesets on the same initiatives, in the order given.

    Mappings are read once, against the fields of all the rulesets (see `Reader`). Raises
    `InputError` for values that do not fit, fields that two rulesets declare differently, a
    missing date, and fewer than two rulesets.
    """
    chosen = tuple(evaluators)
    if len(chosen) < 2:
        found = f"found only {chosen[0].ruleset.name}" if chosen else "found no ruleset"
        raise InputError(Complaint(found, "two rulesets or more to compare"))
    given = list(initiatives)
    rows = [(each, (n,)) for n, each in enumerate(given) if not isinstance(each, Initiative)]
    read = iter(Reader.of(chosen).read_all(rows)) if rows else iter(())
    asked = [each if isinstance(each, Initiative) else next(read).initiative for each in given]
    return compare_apart(chosen, [asked] * len(chosen), as_of=as_of)


def compare_apart(
    evaluators: Sequence[Evaluator],
    initiatives: Sequence[Sequence[Initiative]],
    *,
    as_of: date | None = None,
) -> Comparison:
    """The verdicts of several rulesets, on the same initiatives as each of them has read them.

    Those that one of them could not read are left out.
    """
    undated = [each.date_missing for each in evaluators if as_of is None and each.graph.reads_date]
    if undated:
        raise InputError(undated)
    names = labels(evaluators)
    columns = [
        {one.id: opinion for one, opinion in zip(asked, opinions, strict=True)}
        for each, asked in zip(evaluators, initiatives, strict=True)
        for opinions in [each.judge_all(asked, as_of=as_of)]
    ]
    compared = tuple(
        Compared(each, tuple(Opinion(n, c[each.id]) for n, c in zip(names, columns, strict=True)))
        for each in initiatives[0]
        if all(each.id in column for column in columns)
    )
    return Comparison(tuple(evaluators), names, as_of, compared)


def labels(evaluators: Sequence[Evaluator]) -> tuple[str, ...]:
    """What to call each ruleset: its name, or more where another one is called the same.

    Then its version comes after the name; where that is the same too, its place among those given.
    """
    names = [each.ruleset.name for each in evaluators]
    dated = [f"{each.ruleset.name} {each.ruleset.version}" for each in evaluators]
    return tuple(
        name if names.count(name) == 1 else full if dated.count(full) == 1 else f"{full} ({place})"
        for place, (name, full) in enumerate(zip(names, dated, strict=True), start=1)
    )


@attrs.frozen
class Reader:
    """Reads initiatives once for several rulesets: against the fields of all of them.

    A value must fit every ruleset that reads it: kinds and units agree, ranges and choices
    intersect, as for several declarations in one ruleset.
    """

    plugins: Plugins
    fields: Mapping[str, Field]
    relations: tuple[Held, ...] = ()

    @classmethod
    def of(cls, evaluators: Sequence[Evaluator]) -> Reader:
        """The reader for these rulesets. Raises `InputError` for fields declared differently."""
        fields: dict[str, Field] = {}
        complaints: list[Complaint] = []
        for label, evaluator in zip(labels(evaluators), evaluators, strict=True):
            for name, field in evaluator.fields.items():
                ours = attrs.evolve(field, source=f"the ruleset {label}")
                merged = merge(fields[name], ours) if name in fields else ours
                if isinstance(merged, Complaint):
                    complaints.append(merged)
                else:
                    fields[name] = merged
        complaints += _tables_in_the_way(fields)
        if complaints:
            raise InputError(complaints)
        held = tuple(each.broken for each in evaluators)
        return cls(evaluators[0].plugins, fields, held)

    @classmethod
    def beside(cls, evaluator: Evaluator, more: Mapping[str, Field]) -> Reader:
        """The reader for one ruleset, and fields beside those that it reads."""
        return cls(evaluator.plugins, {**more, **evaluator.fields}, (evaluator.broken,))

    def read_all(
        self, rows: Iterable[tuple[Mapping[str, object], tuple[str | int, ...]]]
    ) -> list[Reading]:
        """Initiatives out of a document's rows, with warnings; ids must differ."""
        return read_initiatives(rows, self.fields, self.broken)

    def broken(self, initiative: Initiative) -> list[Broken]:
        """What any of the rulesets finds broken or doubtful in a request, each once."""
        found = [broken for held in self.relations for broken in held(initiative)]
        return [*{(each.complaint.expected or each.relation): each for each in found}.values()]


def _tables_in_the_way(fields: Mapping[str, Field]) -> Iterator[Complaint]:
    """Complaints about a field of one ruleset that is a table of fields in another."""
    for name, field in fields.items():
        inside = next((each for each in fields.values() if each.name.startswith(f"{name}.")), None)
        if inside is not None:
            problem = (
                f"{name} is a field of {field.source} and a table of fields of {inside.source}, "
                f"which reads {inside.name}"
            )
            yield Complaint(problem, mend="give it another name in one of them")
