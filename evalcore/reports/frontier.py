"""Frontiers: value against a capacity, as a table and as a drawing (SVG)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from evalcore.portfolios.frontier import Frontier, Step
from evalcore.portfolios.reasons import spell_worth
from evalcore.reports.document import Document, Grid, Heading, Line, Part, plain
from evalcore.reports.portfolio import heading
from evalcore.request.spelling import rounded
from evalcore.written.errors import listing

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 70, 30, 50, 60
MOST_MARKS = 6  # on an axis
SVG = "http://www.w3.org/2000/svg"
INK, LINE, GRID = "#222222", "#1f5fa8", "#cccccc"


def frontier_document(found: Frontier) -> Document:
    """The steps as a table: value, who comes in and who goes out."""
    return Document(_parts(found), title(found))


def title(found: Frontier) -> str:
    """One line on what is drawn."""
    return f"{heading(found.choice)}, by {found.capacity}"


def _parts(found: Frontier) -> Iterator[Part]:
    yield Heading(title(found), level=1)
    demands, rows = found.choice.demands, list[tuple[Line, ...]]()
    for each in found.steps:
        worth = "-" if each.value is None else spell_worth(demands, each.value, table=True)
        moves = [f"in {listing(each.come)}"] if each.come else []
        moves += [f"out {listing(each.go)}"] if each.go else []
        said = "; ".join(moves) or ("the same" if each.chosen else "nobody")
        if each.chosen is None:
            said = "no selection meets all that is demanded"
        if not each.proved:
            said += " (not proved best)"
        count = "-" if each.chosen is None else str(len(each.chosen))
        rows.append((rounded(float(each.amount)), worth, count, said))
    heads = (found.capacity, "Worth", "Chosen", "Who comes in, who goes out")
    unit = demands.unit(found.capacity)
    notes = (f"{found.capacity} is in {unit}.",) if unit else ()
    yield Grid("", heads, tuple(rows), (0, 1, 2), "hang", (3,), notes=notes)


def frontier_svg(found: Frontier) -> str:
    """The steps as a drawing that needs nothing else: a line that rises where somebody comes in."""
    steps = [each for each in found.steps if each.value is not None]
    name = escape(plain(title(found)))
    unit = found.choice.demands.unit(found.capacity)
    across = f"{found.capacity} ({unit})" if unit else found.capacity
    parts = [
        f'<svg xmlns="{SVG}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{name}"',
        '  font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="14" fill="{INK}">{name}</text>',
    ]
    scale = _Scale(steps)
    parts += scale.axes(escape(plain(across)), escape(_what(found)))
    parts += scale.line(found)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _what(found: Frontier) -> str:
    return plain(found.choice.demands.candidates.rules.maximise or "total")


class _Scale:
    """Where amounts and values lie in the drawing."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.values = [each.value or Fraction(0) for each in steps]
        self.most = float(max((each.amount for each in steps), default=Fraction(1))) or 1.0
        self.low = min([0.0, *map(float, self.values)])
        self.high = max([self.low + 1e-9, *map(float, self.values)])

    def x(self, amount: float) -> float:
        return LEFT + amount / self.most * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    def axes(self, across: str, up: str) -> Iterator[str]:
        for n in range(MOST_MARKS + 1):
            amount = self.most * n / MOST_MARKS
            value = self.low + (self.high - self.low) * n / MOST_MARKS
            x, y = self.x(amount), self.y(value)
            yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
            yield (
                f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">'
                f"{rounded(value)}</text>"
            )
            yield (
                f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" '
                f'fill="{INK}">{rounded(amount)}</text>'
            )
        middle = (LEFT + WIDTH - RIGHT) / 2
        yield (
            f'<text x="{middle:.1f}" y="{HEIGHT - 14}" text-anchor="middle" fill="{INK}">'
            f"{across}</text>"
        )
        yield f'<text x="{LEFT}" y="42" fill="{INK}">{up}</text>'

    def line(self, found: Frontier) -> Iterator[str]:
        if not self.steps:
            return
        path = ""
        for step, value in zip(self.steps, self.values, strict=True):
            x, y = self.x(float(step.amount)), self.y(float(value))
            path += f"H{x:.1f}V{y:.1f}" if path else f"M{x:.1f} {y:.1f}"
        yield f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>'
        for step, value in zip(self.steps, self.values, strict=True):
            x, y = self.x(float(step.amount)), self.y(float(value))
            worth = spell_worth(found.choice.demands, value)
            said = f"{rounded(float(step.amount))}: {worth}, {listing(step.chosen or ())}"
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{LINE}">'
                f"<title>{escape(plain(said))}</title></circle>"
            )
