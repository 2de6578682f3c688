"""Pictures for slides and minutes: the map, and how one total adds up, each as an SVG by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalcore.judge.evaluation import Judged
from evalcore.page.chart import HEIGHT, WIDTH, drawn
from evalcore.page.markup import Markup, tag
from evalcore.page.request import BAR
from evalcore.reports.document import Bar, BarKind
from evalcore.reports.waterfall import waterfall
from evalcore.rules.graph import Graph

_NAMES, _NUMBERS, _ROW, _TOP = 210, 130, 30, 46
_WIDE = 2 * BAR
_FILLS: Mapping[BarKind, str] = {
    "adds": "#0b5394", "takes": "#a32020", "open": "#9db8d6", "total": "#1b1b1b",
}  # fmt: skip
# What the page's style says, for a picture that has none but its own.
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #555; } .axis, .name, .title { fill: #1b1b1b; }
.title { font-weight: 600; font-size: 15px; } .grid { stroke: #c9c9c9; } .track { fill: #e4e4e4; }
.whisker { stroke: #555; stroke-width: 1; fill: none; opacity: .6; }
.point { fill: currentColor; fill-opacity: .55; stroke: currentColor; stroke-width: .12; }
.tone-best { color: #14693a; } .tone-good { color: #3d7a12; } .tone-fair { color: #8a5a00; }
.tone-away { color: #5b4b9a; } .tone-bad { color: #a32020; } .tone-open { color: #555; }
"""


def map_picture(graph: Graph, evaluations: Sequence[Judged]) -> str | None:
    """The map of requests; None where there is no second number to draw one by."""
    titles = {each.id: each.title for each in evaluations}
    found = drawn(graph, evaluations, titles)
    return None if found is None else _picture(found.points, found.label, WIDTH, HEIGHT)


def waterfall_picture(evaluation: Judged) -> str | None:
    """How the total of one request adds up; None where it has no contributions."""
    bars = waterfall(evaluation)
    if bars is None:
        return None
    ends = [end for each in bars.bars for end in (each.start, each.end, each.reach)]
    low, high = min(0.0, *ends), max(1.0, *ends)
    height = _TOP + _ROW * len(bars.bars) + 10
    title = f"{evaluation.title}: {bars.caption}"
    rows = [_row(each, n, low, high) for n, each in enumerate(bars.bars)]
    head = tag("text", title, x=10, y=24, class_="title")
    return _picture([head, rows], title, _NAMES + _WIDE + _NUMBERS, height)


def _row(bar: Bar, place: int, low: float, high: float) -> list[Markup]:
    y = _TOP + place * _ROW
    unit = _WIDE / (high - low)

    def piece(start: float, end: float, fill: str) -> Markup:
        x, width = _NAMES + (start - low) * unit, max(end - start, 0.0) * unit
        return tag("rect", x=f"{x:.1f}", y=y, width=f"{width:.1f}", height=16, fill=fill)

    parts = [tag("rect", x=_NAMES, y=y, width=_WIDE, height=16, class_="track")]
    parts.append(piece(bar.start, bar.end, _FILLS[bar.kind]))
    if bar.reach > bar.end:
        parts.append(piece(bar.end, bar.reach, _FILLS["open"]))
    name = tag("text", bar.name, x=_NAMES - 10, y=y + 13, class_="name", text_anchor="end")
    return [name, *parts, tag("text", bar.number, x=_NAMES + _WIDE + 10, y=y + 13)]


def _picture(children: object, label: str, width: int, height: int) -> str:
    svg = tag(
        "svg",
        Markup(f"<style>{_STYLE}</style>"),
        tag("rect", width=width, height=height, fill="#ffffff"),
        children,
        xmlns="http://www.w3.org/2000/svg",
        viewbox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=label,
    )
    return f"{svg}\n"
