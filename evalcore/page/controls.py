"""What if: sliders for weights and parameters, and a form for what a request says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from evalcore.interpret.cuts import name_of
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type
from evalcore.page.markup import Markup, tag
from evalcore.page.program import settings
from evalcore.request.fields import Field, Kind
from evalcore.request.initiative import Initiative
from evalcore.rules.graph import Graph
from evalcore.say.labels import label_of

_TURNED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
MOST_RECORDS = 12  # of a list, that have entries
DECIMALS = 6  # of a number that steps can meet; others move without steps


@attrs.frozen
class Scale:
    """From where to where a slider goes; `step` meets the number that it starts at."""

    low: str
    high: str
    step: str


def scale(value: float, *, least: float | None = None) -> Scale:
    """The scale of a slider that starts at a number; `least` is the lowest that there may be."""
    size = abs(value)
    if size == 0:
        low, high = -2.0, 2.0
    elif size <= 1:
        low, high = (0.0, 1.0) if value > 0 else (-1.0, 0.0)
    else:
        top = 10.0 ** math.floor(math.log10(size))
        far = next(each * top for each in (2, 5, 10, 20) if each * top >= 2 * size)
        low, high = (0.0, far) if value > 0 else (-far, 0.0)
    low = low if least is None else least
    text = repr(size)
    written = len(text.partition(".")[2].rstrip("0")) if "e" not in text else DECIMALS + 1
    needed = max(0, -math.floor(math.log10((high - low) / 100)))
    decimals = max(written, needed)
    step = "any" if decimals > DECIMALS else f"{10.0**-decimals:.{decimals}f}"
    return Scale(f"{low:g}", f"{high:g}", step)


def sliders(graph: Graph, day: date | None = None) -> Markup:
    """A slider for each weight and each parameter as of a day, with the way back."""
    own, labels = settings(graph, day), graph.glossary.labels
    weights = own["weights"]
    most = max(weights.values(), default=0.0)
    parts = [
        _slider(
            f"Weight of {labels[name]}",
            value,
            Scale("0", scale(most).high, scale(value or most).step),
            "",
            data_weight=name,
        )
        for name, value in weights.items()
    ]
    abouts = graph.ruleset.parameters
    parts += [
        _slider(
            name.replace("_", " "), value, scale(value), abouts[name].about, data_parameter=name
        )
        for name, value in own["parameters"].items()
    ]
    return tag(
        "details",
        tag("summary", "What if: weights and thresholds"),
        tag("div", parts, class_="sliders"),
        tag("p", role="status", data_evalcore="wrong", class_="wrong"),
        class_="live whatif",
        open=True,
    )


def _slider(label: str, value: float, ends: Scale, about: str, **attributes: str) -> Markup:
    exact = repr(float(value)).removesuffix(".0")
    return tag(
        "label",
        tag("span", label, class_="name"),
        tag(
            "input",
            type="range",
            min=ends.low,
            max=ends.high,
            step=ends.step,
            value=exact,
            **attributes,
        ),
        tag("output", exact),
        tag("small", about) if about else None,
    )


def form(
    fields: Mapping[str, Field], titles: Mapping[str, str], initiatives: Sequence[Initiative]
) -> Markup:
    """What one request says, to be changed; of a list one record more than the longest has."""
    known = [each for each in fields.values() if each.kind is not Kind.RECORDS]
    lists = [each for each in fields.values() if each.kind is Kind.RECORDS]
    options = [
        tag("option", f"{key} {title}" if title != key else key, value=key)
        for key, title in titles.items()
    ]
    return tag(
        "details",
        tag("summary", "What if: what a request says"),
        tag(
            "form",
            tag("p", tag("label", "Request ", tag("select", options, data_part="request"))),
            tag("div", [entry(each) for each in known], class_="entries"),
            [records(each, _longest(each, initiatives) + 1) for each in lists],
            tag("p", role="status", data_evalcore="refused", class_="wrong"),
            data_evalcore="form",
            autocomplete="off",
        ),
        class_="live whatif",
    )


def _longest(field: Field, initiatives: Iterable[Initiative]) -> int:
    said = (each.values.get(field.name) for each in initiatives)
    found = max((len(each) for each in said if isinstance(each, tuple)), default=0)  # pyright: ignore[reportUnknownArgumentType]
    return min(found, MOST_RECORDS - 1)


def records(field: Field, count: int) -> Markup:
    """A list: so many records, each with its entries; or none at all."""
    groups = [
        tag(
            "details",
            tag("summary", f"{label_of(field)} {number}"),
            tag(
                "div",
                [
                    entry(each, f"{field.name}.{number}.{each.name}")
                    for each in field.record.values()
                ],
                class_="entries",
            ),
            open=number == 1,
        )
        for number in range(1, count + 1)
    ]
    none = tag("label", tag("input", type="checkbox", data_none=field.name), " none at all")
    question = tag("small", field.question) if field.question else None
    legend = tag("legend", label_of(field))
    return tag("fieldset", legend, question, none, groups, class_="records", data_list=field.name)


def entry(field: Field, name: str = "", texts: Sequence[str] = ()) -> Markup:
    """The entry of one field, perhaps under a name of its own; nothing in it says nothing.

    `texts` are those that the ruleset looks for, where any text will do.
    """
    label = label_of(field)
    unit = f" ({field.unit})" if field.unit else ""
    hints = [field.question] if field.question else []
    if field.choices is None and texts:
        hints.append(f"Known: {', '.join(texts)}.")
    if field.choices is None and field.kind is Kind.SET:
        hints.append("Several separated by ;, or none.")
    note = tag("small", " ".join(hints)) if hints else None
    name = name or field.name
    match field.kind:
        case Kind.ESTIMATE:
            parts = [
                tag("label", f"{part} ", _number(field, name, part))
                for part in ("low", "likely", "high")
            ]
            return tag("fieldset", tag("legend", f"{label}{unit}"), parts, note, class_="three")
        case Kind.SET if field.choices:
            boxes = [
                tag(
                    "label",
                    tag("input", type="checkbox", value=each, data_field=name, data_kind="set"),
                    " ",
                    each,
                )
                for each in field.choices
            ]
            none = tag("input", type="checkbox", value="", data_field=name, data_kind="set")
            boxes.append(tag("label", none, " none of these"))
            return tag("fieldset", tag("legend", label), boxes, note)
        case Kind.NUMBER:
            found = _number(field, name, None)
        case Kind.FLAG:
            found = _select(name, "flag", (("true", "yes"), ("false", "no")))
        case Kind.CHOICE:
            found = _select(name, "choice", ((each, each) for each in field.choices or ()))
        case Kind.DATE:
            found = tag("input", type="date", data_field=name, data_kind="date")
        case Kind.SET:
            found = tag("input", type="text", data_field=name, data_kind="texts")
        case _:
            found = tag("input", type="text", data_field=name, data_kind="text")
    return tag("label", tag("span", f"{label}{unit}", class_="name"), found, note)


def _number(field: Field, name: str, part: str | None) -> Markup:
    low = None if field.minimum is None else f"{field.minimum:.15g}"
    high = None if field.maximum is None else f"{field.maximum:.15g}"
    step = "1" if field.whole else "any"
    return tag(
        "input",
        type="number",
        min=low,
        max=high,
        step=step,
        data_field=name,
        data_kind="number",
        data_step=part,
    )


def _select(name: str, kind: str, pairs: Iterable[tuple[str, str]]) -> Markup:
    options = [tag("option", "not said", value="")]
    options += [tag("option", words, value=value) for value, words in pairs]
    return tag("select", options, data_field=name, data_kind=kind)


def texts_looked_for(graph: Graph) -> dict[str, list[str]]:
    """The texts that formulas look for, by the field in which they do."""
    found: dict[str, list[str]] = {}
    for node in graph.nodes:
        if isinstance(node, nodes.Apply) and node.args:
            name = name_of(node.args[0])
            texts = OPERATIONS[node.operation].texts(*node.data)
            if name is not None and texts:
                found.setdefault(name, []).extend(each for each in texts if isinstance(each, str))
    return {name: [*dict.fromkeys(texts)] for name, texts in found.items()}


@attrs.frozen
class _Threshold:
    """A clause that holds one thing against one parameter, and nothing else."""

    rule: str
    left: nodes.Node
    sign: str
    parameter: str


def never_speaking(graph: Graph) -> list[dict[str, Any]]:
    """By which parameters a rule can never speak, each with the words for a page to say so.

    It is so where `low` is at most `high`: numbers, or names of parameters.
    """
    steps = [*filter(None, (_threshold(rule.id, clause.speaks) for rule, clause in graph.steps))]
    found: list[dict[str, Any]] = []
    for place, first in enumerate(steps):
        found += filter(None, [_beyond(first, graph.types[first.left])])
        for second in steps[place + 1 :]:
            same = second.left is first.left and second.sign == first.sign
            if same and second.parameter != first.parameter:
                found.append(_ordered(first, second))
    return found


def _ordered(first: _Threshold, second: _Threshold) -> dict[str, Any]:
    """The second is asked only where the first does not speak."""
    falls = first.sign in (">", ">=")
    ends = (first.parameter, second.parameter) if falls else (second.parameter, first.parameter)
    stands = f"{second.parameter} is not {'below' if falls else 'above'} {first.parameter}"
    return {"low": ends[0], "high": ends[1], "words": _never(stands, second.rule)}


def _beyond(each: _Threshold, known: Type) -> dict[str, Any] | None:
    """A threshold beyond all that there can be."""
    name, nearly = each.parameter, 2 * TOLERANCE if each.sign in (">=", "<=") else 0.0
    rising = each.sign in (">", ">=")
    end = known.high if rising else known.low
    if not math.isfinite(end):
        return None
    low, high = (end + nearly, name) if rising else (name, end - nearly)
    stands = f"nothing {'reaches' if rising else 'is below'} {name}"
    return {"low": low, "high": high, "words": _never(stands, each.rule)}


def _never(stands: str, rule: str) -> str:
    return f"{stands}: the rule {rule} can never speak, and no ruleset may say so."


def _threshold(rule: str, node: nodes.Node) -> _Threshold | None:
    match node:
        case nodes.Compare(
            operator=">" | ">=" | "<" | "<=" as sign,
            left=left,
            right=nodes.Named(role="parameter", name=name),
        ):
            return _Threshold(rule, left, sign, name)
        case nodes.Not(operand=operand):
            found = _threshold(rule, operand)
            return None if found is None else attrs.evolve(found, sign=_TURNED[found.sign])
        case _:
            return None
