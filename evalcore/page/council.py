"""The page for a council: one file that says what was evaluated, and answers what if."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

import attrs

from evalcore.interpret.javascript_text import literal
from evalcore.judge.comparison import Compared, Opinion, Reader, labels
from evalcore.judge.evaluation import Judged, judged
from evalcore.judge.evaluator import Evaluator, ranked
from evalcore.page.chart import chart, geometry
from evalcore.page.controls import form, sliders
from evalcore.page.markup import Markup, tag
from evalcore.page.measuring import hours_field, money_field
from evalcore.page.program import answers_of, engine, facts_of, settings
from evalcore.page.request import request_section
from evalcore.page.shell import own_script, whole
from evalcore.page.slate import amounts, anchors, asked_most, counts, head_numbers, slate
from evalcore.page.together import frontier_of, steps_of, together, with_portfolio_fields
from evalcore.page.verdicts import looks, verdict_label
from evalcore.portfolios.frontier import Frontier
from evalcore.request.cells import Cell
from evalcore.request.fields import Field, Kind
from evalcore.request.initiative import Initiative, Reading
from evalcore.request.values import as_json
from evalcore.rules.graph import Graph
from evalcore.say.labels import label_of
from evalcore.written.errors import plural

FORMAT = "evalcore-page/1"
SPONSOR = "sponsor"
GROUPED = (Kind.CHOICE, Kind.FLAG, Kind.TEXT)  # by which rows can be grouped
_SCRIPTS = ("scenario.js", "entries.js", "showing.js", "telling.js", "ordering.js", "council.js")


@attrs.define
class Keeping:
    """Reads requests for several rulesets, and keeps how they were written."""

    reader: Reader
    raw: dict[str, Mapping[str, object]] = attrs.field(factory=dict[str, Mapping[str, object]])

    @classmethod
    def of(cls, evaluators: Sequence[Evaluator]) -> Keeping:
        """The reader for these rulesets, and of hours, money and sponsors beside."""
        reader = Reader.of(evaluators)
        declared = {n: f for each in evaluators for n, f in each.graph.declared.items()}
        more = [hours_field(declared.values()), money_field(declared.values())]
        sponsor = declared.get(SPONSOR) or Field(SPONSOR, Kind.TEXT)
        beside = {each.name: each for each in (*more, sponsor) if each is not None}
        for each in evaluators:
            beside |= with_portfolio_fields(each)
        return cls(attrs.evolve(reader, fields={**beside, **reader.fields}))

    @property
    def plugins(self) -> Any:
        """Those of the rulesets."""
        return self.reader.plugins

    @property
    def fields(self) -> Mapping[str, Field]:
        """All that is read."""
        return self.reader.fields

    def broken(self, initiative: Initiative) -> Any:
        """The relations that a request does not keep."""
        return self.reader.broken(initiative)

    def read_all(self, rows: Iterable[tuple[Mapping[str, object], Any]]) -> list[Reading]:
        """Initiatives out of a document's rows."""
        listed = list(rows)
        found = self.reader.read_all(listed)
        for (row, _), reading in zip(listed, found, strict=True):
            if _is_plain(row):
                self.raw[reading.initiative.id] = row
        return found

    def written(self, initiative: Initiative) -> dict[str, Any]:
        """A request as a JSON document holds it: as it was written there, else as it was read."""
        row = self.raw.get(initiative.id)
        if row is not None:
            return cast("dict[str, Any]", as_json(row))
        said = {name: each for name, each in initiative.values.items() if each is not None}
        return {"id": initiative.id, "title": initiative.title, **as_json(said)}


def _is_plain(value: object) -> bool:
    """Whether it was written as JSON or TOML have it, and not in the cells of a table."""
    match value:
        case Cell():
            return False
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            return all(isinstance(k, str) and _is_plain(each) for k, each in pairs)
        case list() | tuple():
            return all(map(_is_plain, cast("Sequence[object]", value)))
        case float():
            return value - value == 0
        case _:
            return value is None or isinstance(value, str | int | date)


def council_page(
    evaluators: Sequence[Evaluator],
    initiatives: Sequence[Initiative],
    *,
    as_of: date | None = None,
    keeping: Keeping | None = None,
) -> str:
    """The page of these requests by these rulesets.

    Raises `InputError` for values that do not fit, and for a missing date.
    """
    keeping = keeping or Keeping.of(evaluators)
    found = [
        [*map(judged, evaluator.evaluate_all(_read_for(evaluator, initiatives), as_of=as_of))]
        for evaluator in evaluators
    ]
    names = labels(evaluators)
    compared = [
        Compared(each[0].initiative, tuple(map(Opinion, names, each)))
        for each in zip(*found, strict=True)
    ]
    given = [[each.initiative for each in own] for own in found]
    frontiers = [frontier_of(*each, as_of) for each in zip(evaluators, given, strict=True)]
    places = anchors([each.id for each in compared])
    titles = {each.id: each.title for each in compared}
    by_ruleset = [[*map(judged, ranked(each))] for each in found]
    first = {each.id: n for n, each in enumerate(by_ruleset[0])}
    ordered = sorted(compared, key=lambda each: first[each.id])
    written = [keeping.written(each.initiative) for each in compared]
    said = [*_groupable(evaluators, written)]
    plans = [facts_of(each.graph) for each in evaluators]
    title = f"{plural(len(compared), 'request')} by {', '.join(names)}"
    body = tag(
        "main",
        tag("h1", title, id="top"),
        tag("p", _about(evaluators, as_of), class_="about"),
        _bar(),
        [
            _ruleset(evaluator, own, places, titles, said, frontier)
            for evaluator, own, frontier in zip(evaluators, by_ruleset, frontiers, strict=True)
        ],
        tag(
            "template",
            tag("tr", tag("th", role="rowheader", scope="rowgroup"), class_="group", role="row"),
            id="evalcore-group",
        ),
        form(_entered(evaluators), titles, [each.initiative for each in compared]),
        tag("h2", "Each request", class_="each"),
        [
            request_section(each, evaluators, plans, places[each.id], len(compared))
            for each in ordered
        ],
    )
    steps = {
        each.ruleset.name: steps_of(one)
        for each, one in zip(evaluators, frontiers, strict=True)
        if isinstance(one, Frontier)
    }
    constants = {
        "GEOMETRY": geometry(),
        "LOOKS": literal(looks(evaluators)),
        "FRONTIERS": literal(steps),
        "FIELDS": literal(dict.fromkeys(keeping.fields, True)),
    }
    behaviour = own_script(*_SCRIPTS, **constants)
    data = page_data(evaluators, by_ruleset, written, as_of)
    return whole(title, body, data, engine(evaluators), behaviour)


def _read_for(evaluator: Evaluator, initiatives: Iterable[Initiative]) -> Iterator[Initiative]:
    """Requests as one ruleset reads them, with what else the page tells of them."""
    for each in initiatives:
        own = evaluator.read({**each.values, "id": each.id, "title": each.title})
        yield attrs.evolve(own, values={**each.values, **own.values})


def page_data(
    evaluators: Sequence[Evaluator],
    by_ruleset: Sequence[Sequence[Judged]],
    initiatives: Sequence[Mapping[str, Any]],
    as_of: date | None,
) -> dict[str, Any]:
    """What `evalcore.load` takes."""
    return {
        "format": FORMAT,
        "as_of": None if as_of is None else as_of.isoformat(),
        "rulesets": [
            {
                "name": each.ruleset.name,
                "version": each.ruleset.version,
                "digest": each.digest,
                **settings(each.graph, as_of),
                **_answers(each, own),
            }
            for each, own in zip(evaluators, by_ruleset, strict=True)
        ],
        "initiatives": list(initiatives),
    }


def _answers(evaluator: Evaluator, evaluations: Sequence[Judged]) -> dict[str, Any]:
    """The answers of opaque criteria, by request and criterion; nothing where there are none."""
    keys = answers_of(evaluator.graph)
    if not keys:
        return {}
    found: dict[str, Any] = {}
    for each in evaluations:
        said = {**each.answers.values, **each.answers.ranges}
        found[each.id] = {name: as_json(said.get(key)) for name, key in keys.items()}
    return {"opaque": found}


def _about(evaluators: Sequence[Evaluator], as_of: date | None) -> str:
    day = "" if as_of is None else f" As of {as_of.isoformat()}."
    abouts = [each.ruleset.about for each in evaluators if each.ruleset.about]
    depends = [each.graph.depends for each in evaluators if each.graph.depends]
    return " ".join([*(abouts if len(evaluators) == 1 else []), *dict.fromkeys(depends)]) + day


def _bar() -> Markup:
    """What moved, the way back, and the link that holds the scenario."""
    return tag(
        "div",
        tag(
            "p", "Nothing was moved yet.", data_evalcore="moved", role="status", aria_live="polite"
        ),
        tag(
            "p",
            tag("button", "Back to the ruleset", type="button", data_evalcore="reset"),
            " ",
            tag("a", "Link to this scenario", href="#scenario=", data_evalcore="share"),
            " ",
            tag(
                "a",
                "Save it as a file",
                href="#top",
                download="scenario.json",
                data_evalcore="save",
            ),
            " ",
            tag("button", "Open a file", type="button", data_evalcore="open"),
        ),
        class_="live bar",
    )


def _ruleset(
    evaluator: Evaluator,
    evaluations: Sequence[Judged],
    places: Mapping[str, str],
    titles: Mapping[str, str],
    said: Sequence[Field],
    frontier: Frontier | str | None,
) -> Markup:
    graph = evaluator.graph
    name = graph.ruleset.name
    return tag(
        "section",
        tag("h2", f"{name} {graph.ruleset.version}"),
        head_numbers(graph, evaluations),
        counts(graph, evaluations),
        asked_most(evaluations),
        _filter(graph, said),
        slate(graph, evaluations, places),
        tag("p", "No request is like that.", class_="none", hidden=True),
        sliders(graph, evaluations[0].as_of if evaluations else None),
        chart(graph, evaluations, titles),
        None if frontier is None else together(frontier),
        data_ruleset=name,
        aria_label=f"The slate by {name}",
        class_="ruleset",
    )


def _filter(graph: Graph, said: Sequence[Field]) -> Markup:
    options = [tag("option", "every verdict", value="")]
    options += [
        tag("option", verdict_label(graph.ruleset, each), value=each)
        for each in graph.ruleset.verdicts
        if each in graph.verdicts
    ]
    options.append(tag("option", "undecided", value="?"))
    orders = {"rank": "the ranking", "title": "titles", "hours": "hours", "money": "money"}
    known = amounts(graph)
    kept = {key: words for key, words in orders.items() if key in known or key in ("rank", "title")}
    groups = {"": "nothing", "verdict": "verdict"} | {f"field.{e.name}": label_of(e) for e in said}
    return tag(
        "p",
        tag("label", "Show ", tag("select", options, data_filter="verdict")),
        " ",
        tag("label", "with ", tag("input", type="search", data_filter="text", size="16")),
        " ",
        tag("label", "in the order of ", _select("order", kept)),
        " ",
        tag("label", "grouped by ", _select("group", groups)),
        class_="live controls",
    )


def _groupable(
    evaluators: Sequence[Evaluator], written: Sequence[Mapping[str, Any]]
) -> Iterator[Field]:
    """The fields by which rows can be grouped: those that some request says."""
    names = {name for each in written for name, value in each.items() if value is not None}
    declared = {name: f for each in evaluators for name, f in each.graph.declared.items()}
    return (f for name, f in declared.items() if name in names and f.kind in GROUPED)


def _select(name: str, pairs: Mapping[str, str]) -> Markup:
    options = [tag("option", words, value=value) for value, words in pairs.items()]
    return tag("select", options, data_filter=name)


def _entered(evaluators: Sequence[Evaluator]) -> dict[str, Field]:
    return {name: field for each in evaluators for name, field in each.fields.items()}
