"""The page for a sponsor: a form that says what a request would get before anybody submits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from evalcore.form import Form, columns, form_of
from evalcore.interpret.javascript_text import literal
from evalcore.judge.evaluator import Evaluator
from evalcore.page.controls import entry, records, texts_looked_for
from evalcore.page.council import page_data
from evalcore.page.markup import Markup, tag
from evalcore.page.program import engine
from evalcore.page.shell import own_script, whole
from evalcore.page.verdicts import chip, looks
from evalcore.request.fields import Field
from evalcore.request.spelling import spoken
from evalcore.say.labels import label_of

RECORDS = 3  # of a list, that have entries: as many as a form in a table has
_SCRIPTS = ("entries.js", "showing.js", "telling.js", "sponsor.js")
HOW = (
    "Nothing is sent from this page. Fill in what you know: what is left empty counts as not "
    "known, never as zero. Then save the request and send the file to the office that decides."
)


def sponsor_page(evaluator: Evaluator, *, as_of: date | None = None) -> str:
    """The form of a ruleset, with what a request would get, what is missing and would help."""
    form, texts = form_of(evaluator), texts_looked_for(evaluator.graph)
    title = f"A request, by {spoken(form.name)}"
    body = tag(
        "main",
        tag("h1", title, id="top"),
        tag("p", form.about, class_="about") if form.about else None,
        tag("p", HOW),
        tag(
            "div",
            tag(
                "form",
                _who(),
                [_part(form, who, own, texts) for who, own in form.respondents.items()],
                data_evalcore="form",
                autocomplete="off",
            ),
            _result(evaluator),
            class_="beside",
        ),
        data_ruleset=form.name,
    )
    constants = {
        "LOOKS": literal(looks([evaluator])),
        "FORM": literal(_told(form)),
        "DIRECTIONS": literal(list(evaluator.ruleset.verdicts)),
    }
    behaviour = own_script(*_SCRIPTS, **constants)
    data = page_data([evaluator], [[]], [], as_of)
    return whole(title, body, data, engine([evaluator]), behaviour)


def _who() -> Markup:
    return tag(
        "div",
        tag(
            "label",
            tag("span", "Id", class_="name"),
            tag("input", type="text", data_own="id", value="R1", required=True),
        ),
        tag(
            "label",
            tag("span", "Title", class_="name"),
            tag("input", type="text", data_own="title"),
        ),
        class_="entries",
    )


def _part(form: Form, who: str, fields: list[Field], texts: Mapping[str, Sequence[str]]) -> Markup:
    """What one role answers."""
    plain = [each for each in fields if not each.kind.row.is_list]
    lists = [each for each in fields if each.kind.row.is_list]
    several = len(form.respondents) > 1
    return tag(
        "section",
        tag("h2", f"{who[:1].upper()}{who[1:]} can say" if several else "What is asked"),
        tag(
            "div", [entry(each, texts=texts.get(each.name, ())) for each in plain], class_="entries"
        )
        if plain
        else None,
        [records(each, RECORDS) for each in lists],
    )


def _result(evaluator: Evaluator) -> Markup:
    ruleset = evaluator.ruleset
    return tag(
        "section",
        tag("h2", "What it would get"),
        tag(
            "div",
            tag(
                "p",
                chip(ruleset, ()),
                " ",
                tag("span", class_="perhaps"),
                tag("span", data_part="total"),
                class_="verdict",
            ),
            tag("p", data_part="because"),
            role="status",
            aria_live="polite",
            data_evalcore="result",
        ),
        tag("p", role="status", data_evalcore="refused", class_="wrong"),
        tag("h3", "What is missing"),
        tag("ul", data_evalcore="missing"),
        tag("h3", "What would change it"),
        tag("ul", data_evalcore="changes"),
        tag(
            "p",
            tag(
                "a",
                "Save it as JSON",
                href="#top",
                download="request.json",
                data_evalcore="save-json",
            ),
            " ",
            tag(
                "a", "Save it as CSV", href="#top", download="request.csv", data_evalcore="save-csv"
            ),
        ),
        class_="live result",
    )


def _told(form: Form) -> dict[str, object]:
    """What the script has to know of the fields: labels, questions, who answers, and columns."""
    return {
        "name": form.name,
        "columns": [{"name": name, "path": [name]} for name in ("id", "title")]
        + [
            {"name": name, "path": _path(each, name)}
            for each in form.fields
            for name, _ in columns(each)
        ],
        "fields": {each.name: dict(_about(form, each)) for each in form.fields},
    }


def _path(field: Field, column: str) -> list[str | int]:
    """Where in a request the value of a column is: the field, a place in a list, cell and part."""
    if column == field.name:
        return [field.name]
    rest = column.removeprefix(f"{field.name}.")
    if not field.kind.row.is_list:
        return [field.name, rest]
    number, _, cell = rest.partition(".")
    inner = next(name for name in field.record if cell == name or cell.startswith(f"{name}."))
    part = cell.removeprefix(inner).lstrip(".")
    return [field.name, int(number) - 1, inner, *([part] if part else [])]


def _about(form: Form, field: Field) -> Iterator[tuple[str, object]]:
    yield "label", label_of(field)
    yield "question", field.question
    yield "who", form.respondent(field)
    yield "unit", field.unit or ""
    yield "controls", form.terms.role_label(field.controlled_by)
