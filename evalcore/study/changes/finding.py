"""Finding: which fields a role controls, what of them leads to a verdict, and who else could."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.slate import check_alone
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import NOBODY, Field
from evalcore.request.initiative import Initiative
from evalcore.request.situation import Key
from evalcore.request.values import Withheld
from evalcore.rules.graph import Graph
from evalcore.study.changes.levers import Lever, Surroundings, lever
from evalcore.study.changes.probe import Probe, Put, anything
from evalcore.study.changes.records import of_records
from evalcore.study.changes.result import Change, Changes
from evalcore.study.changes.search import Found, Limits, by_steps, search
from evalcore.study.changes.settling import Settled, settle
from evalcore.study.changes.wording import move
from evalcore.written.errors import Complaint, InputError, near, one_of, show

SINGLES = 40_000, 4_000  # looks at most: for all changes of one field, and for each field
PAIRS = 25_000, 2_000  # for changes of two, or of an unsaid table
MOST = 5


def find_changes(
    evaluator: Evaluator,
    initiative: Initiative | Mapping[str, object],
    to: str,
    *,
    by: str | None = None,
    as_of: date | None = None,
    most: int = MOST,
) -> Changes:
    """The smallest changes of what `by` controls that lead to the verdict `to`, at most so many.

    Without `by`, of everything that anybody controls. One field where one suffices, with the
    smallest value that does; else two, of which neither could be smaller while the other stays as
    it is; else three of a table of which nothing is said yet, such as a vote. `levers` says what
    small means. Every change was verified by evaluating it. On the way to a better verdict none
    leads to an earlier refusal, or makes the case worse.

    Raises `InputError` for a verdict that no rule leads to, for one that is the case already, and
    for a role that no field names.
    """
    evaluation = evaluator.judge(initiative, as_of=as_of)
    graph = evaluation.graph
    check_alone(graph, "a search for changes")
    _check_verdict(graph, evaluation, to)
    if by is not None:
        _check_role(graph, by)
    finder = _Finder(evaluator, evaluation, to)
    found, complete, own = finder.changes(by, most)
    theirs: dict[str, Change] = {}
    for role in _roles(graph.fields) if by is not None and not found else ():
        if role != by and (changes := finder.changes(role, 1)[0]):
            theirs[role] = changes[0]
    return Changes(
        to,
        by,
        tuple(found),
        tuple(theirs),
        complete,
        evaluation.id,
        evaluation.title,
        evaluation.verdict,
        evaluation.decided,
        tuple(theirs.values()),
        tuple(name for name, field in graph.fields.items() if not field.controlled_by),
        own,
        finder.left_out,
    )


def _check_verdict(graph: Graph, evaluation: Judged, to: str) -> None:
    name = graph.ruleset.name
    reached = [each for each in graph.ruleset.verdicts if each in graph.verdicts]
    if to not in reached:
        known = to in graph.ruleset.verdicts
        problem = f"no rule of {name} leads to {show(to)}" if known else f"found {show(to)}"
        raise InputError(Complaint(problem, one_of(reached), near(to, reached), label="--to"))
    if evaluation.decided and evaluation.verdict == to:
        problem = f"{evaluation.id} gets {to} already: nothing has to change"
        others = [each for each in reached if each != to]
        expected = one_of(others) if others else ""
        raise InputError(Complaint(problem, expected, label="--to"))


def _check_role(graph: Graph, by: str) -> None:
    declared = _roles(graph.declared)
    if by in declared:
        return
    name = graph.ruleset.name
    if not declared:
        problem = f"no field of {name} says who controls it"
        mend = f'add controlled_by = "{by}" to the fields that {by} can change, or leave out --as'
        raise InputError(Complaint(problem, mend=mend, label="--as"))
    raise InputError(
        Complaint(f"found {show(by)}", one_of(declared), near(by, declared), label="--as")
    )


def _roles(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Who controls anything, in the order of the fields."""
    parts = (part for each in fields.values() for part in (each, *each.record.values()))
    found = dict.fromkeys(part.controlled_by for part in parts)
    return tuple(role for role in found if role not in ("", NOBODY))


class _Finder:
    """Looks for the changes of one initiative to one verdict."""

    def __init__(self, evaluator: Evaluator, evaluation: Judged, to: str) -> None:
        self.evaluator = evaluator
        self.evaluation = evaluation
        self.graph = evaluation.graph
        self.probe = Probe(evaluator, evaluation, to)
        rank, now = self.graph.ruleset.verdicts.index, evaluation.verdict
        self.upward = now is not None and rank(to) < rank(now)
        self.left_out = any(self.graph.verdicts[case] == to for case in self.probe.backward)
        self.around = _surroundings(evaluation)
        self.read = _cells_read(self.graph)

    def changes(self, by: str | None, most: int) -> tuple[list[Change], bool, int]:
        """The changes of what a role controls, whether that is all, and how many fields it has."""
        levers = list(self.levers(by))
        self.probe.levers, self.probe.worked_out = levers, False
        names = len({each.name for each in levers})
        blind = [each for each in levers if self.probe.is_blind(each)]
        seen = [each for each in levers if each not in blind]
        single = search(self.probe, map(anything, seen), Limits(most, *SINGLES), exact=True)
        singles = list(single.found)
        singles += by_steps(self.probe, blind if single.complete else levers, singles)
        found, all_hold = self.verified(singles)
        complete = single.complete and all_hold and not blind and not self.probe.is_tired
        if found:
            return found[:most], complete, names
        whole = [each for each in seen if isinstance(each.key, str)]
        pairs = [anything(*pair) for pair in combinations(whole, 2)]
        several = search(self.probe, pairs, Limits(most, *PAIRS), exact=False)
        complete = complete and several.complete
        if not several.found:
            tables = list(_of_unsaid_tables(whole))
            several = search(self.probe, tables, Limits(most, *PAIRS), exact=False)
        found, all_hold = self.verified(several.found)
        complete = complete and several.complete and all_hold and not self.probe.is_tired
        return found, complete, names

    def levers(self, by: str | None) -> Iterator[Lever]:
        """Everything that a role can change: what it controls, of what the ruleset reads."""

        def may(role: str) -> bool:
            return role != NOBODY if by is None else role == by

        initiative, situation = self.evaluation.initiative, self.evaluation.situation
        for name, field in self.graph.fields.items():
            said = initiative.values[name]
            if isinstance(said, Withheld):
                continue
            keys: list[Key] = [name] if may(field.controlled_by) else []
            if field.kind.row.is_list:
                cells = [
                    cell
                    for cell in self.graph.cells[name]
                    if may(field.record[cell].controlled_by or field.controlled_by)
                ]
                read = [cell for cell in cells if f"{name}.{cell}" in self.read]
                if cells or keys:
                    yield of_records(field, said, cells, self.around, read=read)
                keys = [
                    (name, place, cell)
                    for place, _ in enumerate(situation.values[name] or ())
                    for cell in read
                ]
            free = (key for key in keys if key not in situation.withheld)
            yield from filter(None, (lever(key, field, said, self.around) for key in free))

    def verified(self, found: Iterable[Found]) -> tuple[list[Change], bool]:
        """The changes as they are told, smallest first, each evaluated as a whole initiative.

        Also whether all of them lead there.
        """
        told = [_moved(settle(self.probe, each.settings)) for each in found]
        held = [each for each in told if self.leads_there(each)]
        held.sort(key=lambda settled: sum(one.option.distance for one in settled))
        changes: list[Change] = []
        for each in held:
            moves = tuple(move(o, self.graph.fields[o.lever.name]) for o in each)
            change = Change(moves, self.probe.to)
            changes += [] if change in changes else [change]
        return changes, len(held) == len(told)

    def leads_there(self, settled: Iterable[Settled]) -> bool:
        """Whether the initiative, read anew with these values, gets the verdict for certain.

        A way that leads back to an earlier refusal, or makes the case worse, leads nowhere.
        """
        now = self.evaluation.initiative
        said = {**now.values, **{each.lever.name: each.option.said for each in settled}}
        changed = {**said, "id": now.id, "title": now.title}
        try:
            evaluation = self.evaluator.judge(changed, as_of=self.evaluation.as_of)
        except InputError:  # what a relation between fields refuses is no change to offer
            return False
        if not evaluation.decided or evaluation.verdict != self.probe.to:
            return False
        if self.probe.backward.intersection(evaluation.outlook.cases) or self.is_worse(evaluation):
            self.left_out = True
            return False
        return True

    def is_worse(self, changed: Judged) -> bool:
        """Whether a better verdict is reached by a lower total, and not by meeting what was not."""
        before, after = self.evaluation.total, changed.total
        if not self.upward or before is None or after is None or after >= before - TOLERANCE:
            return False
        case = self.evaluation.case
        if case is None or case == len(self.graph.steps):
            return True
        rule, clause = self.graph.steps[case]
        return rule.kind != "gate" or changed.trace[clause.speaks] is not False


def _moved(settled: Sequence[Settled]) -> tuple[Settled, ...]:
    """Without what ended where it began: the others do without it."""
    return tuple(e for e in settled if e.option.distance or e.lever.before is None)


def _of_unsaid_tables(levers: Iterable[Lever]) -> Iterator[tuple[Put, ...]]:
    """Three fields at once of a table that says nothing yet: a vote is not taken by halves."""
    tables: dict[str, list[Lever]] = {}
    for each in levers:
        if each.before is None and "." in each.name:
            tables.setdefault(each.name.rpartition(".")[0], []).append(each)
    for table in tables.values():
        for three in combinations(table, 3):
            yield anything(*three)


def _surroundings(evaluation: Judged) -> Surroundings:
    graph = evaluation.graph
    texts: dict[str, dict[str, None]] = {}
    counted: set[str] = set()
    for node in graph.nodes:
        match node:
            case nodes.Compare() | nodes.Apply("in" | "lookup"):
                names, found = _texts(evaluation, node)
                for name in names:
                    texts.setdefault(name, {}).update(dict.fromkeys(found))
            case nodes.Apply("count", (held,)):
                counted.add(nodes.reads(held) or "")
            case _:
                pass
    spelt = {name: tuple(found) for name, found in texts.items()}
    return Surroundings(spelt, graph.domains, frozenset(counted), evaluation.as_of)


def _texts(evaluation: Judged, node: nodes.Node) -> tuple[list[str], list[str]]:
    """The fields below a node, and the texts that their values may be held against there."""
    graph, names, found = evaluation.graph, list[str](), list[str]()
    for below in nodes.walk(node):
        match below:
            case nodes.Literal(value=str(text)):
                found.append(text)
            case nodes.Apply(operation, _, data):
                looked_for = OPERATIONS[operation].texts(*data)
                found += [each for each in looked_for if isinstance(each, str)]
            case nodes.FieldRef() | nodes.RecordField():
                name = nodes.reads(below) or ""
                names.append(name)
                now = evaluation.situation.values.get(name)
                found += [now] if isinstance(now, str) else graph.kinds[name].choices or ()
            case _:
                pass
    return names, found


def _cells_read(graph: Graph) -> frozenset[str]:
    """The cells of records of which formulas look at the value, not only whether it is known."""
    return frozenset(
        f"{below.records}.{below.name}"
        for node in graph.nodes
        if not isinstance(node, nodes.Known | nodes.IsWithheld)
        for below in nodes.children(node)
        if isinstance(below, nodes.RecordField)
    )
