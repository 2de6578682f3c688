"""Charts in SVG: the map of all requests, and how one total adds up.

Positions are attributes and not styles, so that a strict page shows them; the page's script moves
them by the numbers that stand beside them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

import attrs

from evalcore.judge.evaluation import Judged
from evalcore.page.markup import Markup, tag
from evalcore.page.measuring import (
    Axis,
    Span,
    axes,
    hours_field,
    money_field,
    nice,
    number_in,
    span_of,
)
from evalcore.page.verdicts import shape_of, tone_of, verdict_label
from evalcore.request.spelling import spell_number
from evalcore.rules.graph import Graph
from evalcore.say.labels import label_of

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 34, 30, 56
GUTTER = 76  # for those that do not say how far right they are
UNSAID = LEFT + 34  # where those stand
SMALLEST, LARGEST = 5.0, 22.0  # radius of a bubble
FEWEST = 2  # numbers that a map needs
APART = 0.5  # units that a whisker is longer than
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


@attrs.frozen
class Drawn:
    """A map: its axes and their ends, the points with their frame, and what it shows in words."""

    x: Axis
    y: Axis
    known: Sequence[Axis]
    ends: Sequence[tuple[float, float]]
    points: Sequence[Markup]
    label: str


def drawn(graph: Graph, evaluations: Sequence[Judged], titles: Mapping[str, str]) -> Drawn | None:
    """Value against personal hours, a bubble a request, with whiskers where it may be elsewhere.

    None where requests have fewer than two numbers.
    """
    known = axes(graph)
    if len(known) < FEWEST:
        return None
    hours, money = hours_field(graph.declared.values()), money_field(graph.declared.values())
    y = known[0]
    x = next((e for e in known if hours and e.key == f"field.{hours.name}"), known[1])
    spans = {each.id: (span_of(each, x), span_of(each, y)) for each in evaluations}
    ends = [_extent(one for one, _ in spans.values()), _extent(two for _, two in spans.values())]
    costs = {each.id: number_in(each, money) for each in evaluations}
    most = max((each for each in costs.values() if each), default=1.0)
    spots = {key: _spot(one, two, ends) for key, (one, two) in spans.items()}
    whiskers = "".join(_whisker(*spans[key], ends, *spot) for key, spot in spots.items())
    points = [
        _point(each, spots[each.id], _radius(costs[each.id], most), titles[each.id])
        for each in sorted(evaluations, key=lambda each: -(costs[each.id] or 0.0))
    ]
    lines = tag("path", d=whiskers, class_="whisker")
    size = f", a bubble as large as {label_of(money)}" if money else ""
    label = f"{y.title} against {x.label}{size}. A line shows how far it may be off."
    return Drawn(x, y, known, ends, [*_frame(ends, x, y), lines, *points], label)


def chart(graph: Graph, evaluations: Sequence[Judged], titles: Mapping[str, str]) -> Markup:
    """The map on the page, whose axes can be chosen."""
    found = drawn(graph, evaluations, titles)
    if found is None:
        return tag("p", "There is no second number to draw a map by.")
    axes_chosen = (_choice("x", "across", found.known, found.x), " ",
                   _choice("y", "upwards", found.known, found.y))  # fmt: skip
    return tag(
        "figure",
        tag("figcaption", found.label),
        tag("p", *axes_chosen, class_="controls"),
        tag(
            "svg",
            found.points,
            viewbox=f"0 0 {WIDTH} {HEIGHT}",
            role="img",
            aria_label=f"{found.label} The table says the same.",
            data_evalcore="map",
            data_x=found.x.key,
            data_y=found.y.key,
            data_ends=" ".join(f"{end!r}" for pair in found.ends for end in pair),
        ),
        class_="map",
    )


def _choice(which: str, words: str, known: Sequence[Axis], chosen: Axis) -> Markup:
    options = [tag("option", each.title, value=each.key, selected=each is chosen) for each in known]
    return tag("label", f"{words} ", tag("select", options, data_axis=which), class_="live")


def _extent(spans: object) -> tuple[float, float]:
    """Round ends of an axis: 0 is one of them where all numbers lie on one side."""
    found = [each for each in spans if isinstance(each, Span)]  # type: ignore[attr-defined]
    low = min((each.low for each in found), default=0.0)
    high = max((each.high for each in found), default=1.0)
    if low < 0:
        most = nice(max(-low, high))
        return -most, most
    return 0.0, nice(high)


def _frame(ends: Sequence[tuple[float, float]], x: Axis, y: Axis) -> list[Markup]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    found: list[Markup] = []
    for part in QUARTERS:
        across, up = LEFT + GUTTER + part * (right - LEFT - GUTTER), bottom - part * (bottom - TOP)
        found.append(tag("line", x1=LEFT, x2=right, y1=_px(up), y2=_px(up), class_="grid"))
        values = [low + part * (high - low) for low, high in ends]
        found.append(
            tag(
                "text",
                spell_number(values[0]),
                x=_px(across),
                y=bottom + 18,
                class_="tick",
                text_anchor="middle",
                data_tick="x",
            )
        )
        found.append(
            tag(
                "text",
                spell_number(values[1]),
                x=LEFT - 8,
                y=_px(up + 4),
                class_="tick",
                text_anchor="end",
                data_tick="y",
            )
        )
    found.append(
        tag(
            "text", x.title, x=right, y=HEIGHT - 8, class_="axis", text_anchor="end", data_title="x"
        )
    )
    found.append(tag("text", y.title, x=4, y=TOP - 14, class_="axis", data_title="y"))
    found.append(
        tag("text", "not said", x=UNSAID, y=bottom + 18, class_="tick unsaid", text_anchor="middle")
    )
    return found


def _point(
    each: Judged,
    spot: tuple[float, float],
    radius: float,
    title: str,
) -> Markup:
    ruleset = each.graph.ruleset
    verdict = each.possible[0] if each.decided else None
    return tag(
        "path",
        tag("title", f"{title}: {verdict_label(ruleset, verdict)}"),
        d=shape_of(ruleset, verdict),
        fill_rule="evenodd",
        transform=f"translate({_px(spot[0])} {_px(spot[1])}) scale({_px(radius)})",
        data_id=each.id,
        data_verdict=each.verdict or "",
        data_radius=_px(radius),
        data_title=title,
        class_=f"point tone-{tone_of(ruleset, verdict)}",
    )


def _spot(
    across: Span | None, up: Span | None, ends: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    x = place_x(None if across is None else across.value, ends[0])
    return x, place_y(None if up is None else up.value, ends[1])


def _whisker(
    across: Span | None, up: Span | None, ends: Sequence[tuple[float, float]], x: float, y: float
) -> str:
    """A level line and an upright one, as far as a point may be off; part of one path of all."""
    found = ""
    if across is not None:
        low, high = place_x(across.low, ends[0]), place_x(across.high, ends[0])
        found += f"M{_px(low)} {_px(y)}H{_px(high)}" if high - low > APART else ""
    if up is not None:
        low, high = place_y(up.low, ends[1]), place_y(up.high, ends[1])
        found += f"M{_px(x)} {_px(low)}V{_px(high)}" if low - high > APART else ""
    return found


def place_x(value: float | None, ends: tuple[float, float]) -> float:
    """How far right a number stands; one that nobody knows beside the axis."""
    if value is None:
        return float(UNSAID)
    low, high = ends
    return LEFT + GUTTER + (value - low) / (high - low) * (WIDTH - RIGHT - LEFT - GUTTER)


def place_y(value: float | None, ends: tuple[float, float]) -> float:
    """How far up."""
    low, high = ends
    part = 0.0 if value is None else (value - low) / (high - low)
    return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)


def _radius(cost: float | None, most: float) -> float:
    """By the area, as people compare bubbles."""
    if cost is None or cost <= 0:
        return SMALLEST
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(cost / most)


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def geometry() -> str:
    """What the script needs to place points as they are placed here, as JSON."""
    return json.dumps(
        {"width": WIDTH, "height": HEIGHT, "left": LEFT + GUTTER, "right": RIGHT, "top": TOP,
         "bottom": BOTTOM, "unsaid": UNSAID}
    )  # fmt: skip
