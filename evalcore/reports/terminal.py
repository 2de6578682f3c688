"""The terminal writer: a document for a window of so many columns, in colour where asked for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
from rich import box
from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from evalcore.reports import document as doc
from evalcore.reports.document import MARKS, plain
from evalcore.reports.long_tables import LONG, Unfit, lines_of
from evalcore.reports.long_tables import width as text_width

NARROWEST = 60  # columns of a window: nothing is readable below
WIDEST = 100  # columns of a line of prose: longer ones are hard to follow
WIDEST_BARS = 120
GAP = 2  # columns between two columns of a table
TEXT, LAST = 20, 22  # columns that the first text of a row and the last one need at least
WIDE_TEXT = 18  # that the first one needs where a table may be wider than the window
BETWEEN = 10  # columns that each other text needs
BAR_NAME = 24  # columns of a bar's name

STYLES = {
    "": "", "strong": "bold", "faint": "dim", "id": "",
    "best": "bold green", "good": "green", "fair": "yellow", "away": "cyan", "bad": "red",
    "yes": "green", "no": "red", "unknown": "yellow",
    "adds": "green", "takes": "red", "open": "yellow", "total": "bold",
}  # fmt: skip
_SIGNS = {"adds": "█", "takes": "▒", "open": "·", "total": "█"}


def as_text(document: doc.Document, *, width: int = 80, color: bool = False) -> str:
    """The document for a terminal of that width."""
    width = max(width, NARROWEST)
    file = io.StringIO()
    console = Console(
        file=file,
        width=10 * width,  # what is too wide for a window is as wide as it has to be
        color_system="standard" if color else None,
        force_terminal=color,
        legacy_windows=False,
    )
    before: doc.Part | None = None
    for part in document.parts:
        if before is not None and not _leads_on(before, part):
            console.print()
        for drawn in _part(part, width, color=color):
            if isinstance(drawn, _Lines):
                file.writelines(f"{line}\n" for line in drawn.lines)
            else:
                console.print(drawn)
        before = part
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))


def _leads_on(before: doc.Part, part: doc.Part) -> bool:
    """Whether a part belongs to the one before it, with no empty line between."""
    match before, part:
        case doc.Heading(level=1), _:
            return before.close
        case doc.Heading(), doc.Outline() | doc.Grid(caption=""):
            return False
        case doc.Paragraph(text=text), doc.Bullets(apart=apart):
            return text.endswith(":") and not apart
        case doc.Paragraph(text=text), _:
            return text.endswith(":")
        case _:
            return isinstance(before, doc.Heading)


@attrs.frozen
class _Lines:
    """Lines that are drawn already."""

    lines: Sequence[str]


def _part(part: doc.Part, width: int, *, color: bool) -> Iterator[RenderableType | _Lines]:
    prose = min(width, WIDEST)
    match part:
        case doc.Heading(text=text):
            yield Text(filled(text, prose), "bold")
        case doc.Paragraph(text=text, strong=strong):
            yield Text(filled(text, prose), "bold" if strong else "")
        case doc.Notes(lines=lines):
            yield from (Text(filled(each, prose), "dim") for each in lines)
        case doc.Bullets(items=items, numbered=numbered, apart=apart):
            for number, each in enumerate(items, start=1):
                mark = f"{number}. " if numbered else "- "
                yield Text(filled(each, prose, f"  {mark}" if apart else mark))
        case doc.Outline(items=entries):
            for entry in entries:
                yield from _entry(entry, part, width)
        case doc.Tree(root=root):
            tree = Tree(Text(plain(root.text), "bold"), guide_style="dim")
            _grow(tree, root.parts, width - 4)
            yield Constrain(tree, width)
        case doc.Grid():
            yield from _grid(part, width, color=color)
        case doc.Bars():
            yield from _bars(part, min(width, WIDEST_BARS))


def _styled(line: doc.Line) -> Text:
    pieces = line if isinstance(line, tuple) else (line,)
    toned = (each if isinstance(each, doc.Toned) else doc.Toned(each) for each in pieces)
    return Text.assemble(*((plain(each.text), STYLES[each.tone]) for each in toned))


def _entry(item: doc.Item, outline: doc.Outline, width: int) -> Iterator[RenderableType]:
    if isinstance(item.text, tuple):
        yield Constrain(_styled(item.text), width)
    else:
        tone = item.text.tone if isinstance(item.text, doc.Toned) else ""
        yield Text(filled(plain(item.text), width, below=outline.hang), STYLES[tone])
    waiting = [(outline.indent, each) for each in reversed(item.parts)]
    while waiting:
        column, each = waiting.pop()
        yield Text(filled(plain(each.text), width, " " * column, column + outline.hang))
        waiting += [(column + 2, part) for part in reversed(each.parts)]


def _grow(tree: Tree, items: Iterable[doc.Item], room: int) -> None:
    """Adds branches to a tree; the first of them have so many columns."""
    for each in items:
        line = Text.assemble((MARKS[each.state], STYLES[each.state]), plain(each.text))
        if each.note:
            note = Text(plain(each.note), "dim")
            fits = line.cell_len + 1 + note.cell_len <= room
            line = Text(" " if fits else "\n").join([line, note])
        _grow(tree.add(line), each.parts, room - 4)


def filled(text: str, width: int, mark: str = "", below: int | None = None) -> str:
    """The text in lines of at most `width` columns.

    The first one begins with a mark, the others so many columns further in; where that is not said,
    under the text.
    """
    text = plain(text).strip()
    if len(mark) + 2 * len(text) <= width:  # as wide as any text can be
        return mark + text
    words = re.findall(" *[^ ]+", text)
    return _packed(words, width, mark, len(mark) if below is None else below)


def _packed(words: Iterable[str], width: int, mark: str = "", below: int = 0) -> str:
    """Words with the blanks before them, in lines; one that is wider than a line is chopped."""
    lines, line, empty = list[str](), mark, True
    for word in words:
        if not empty and cell_len(line) + cell_len(word) > width:
            lines.append(line)
            line, empty = " " * below, True
        pieces = [word.lstrip() if empty else word]
        if cell_len(line) + cell_len(pieces[0]) > width:
            pieces = chop_cells(pieces[0], max(width - below, 2))
        for piece in pieces[:-1]:
            lines.append(line + piece)
            line = " " * below
        line, empty = line + pieces[-1], False
    return "\n".join([*lines, line])


@attrs.frozen
class _Columns:
    """The columns of a table that are shown: their heads and widths, by index.

    `numbered` says what the numbers in the heads stand for, `left_out` how many columns are not
    shown.
    """

    heads: dict[int, str]
    sizes: Mapping[int, int | None]
    numbered: list[str] = attrs.field(factory=list[str])
    left_out: int = 0


def _grid(grid: doc.Grid, width: int, *, color: bool) -> Iterator[RenderableType | _Lines]:
    """The table, with what it needs to be understood: above where it is wide, else below."""
    fold, wide = grid.fit == "fold", grid.fit == "wide"
    columns = _quarters(grid, width) if fold else _shares(grid, width)
    if columns.numbered and wide:
        yield Text(filled(", ".join(columns.numbered), width, below=2) + "\n")
    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text(plain(grid.caption)) if grid.caption else None,
        title_justify="left",
        title_style="",
        show_edge=False,
        padding=(0, GAP - 1, 0, 0),
        pad_edge=False,
        header_style="bold",
    )
    for n, size in columns.sizes.items():
        table.add_column(
            Text(columns.heads[n]),
            justify="right" if n in grid.right else "left",
            width=None if fold else size,
            max_width=size,
            no_wrap=not fold,
            overflow="fold" if fold else "ellipsis",
        )
    lines = _long(grid, columns, width, color=color)
    for row in () if lines else grid.rows:
        table.add_row(*(_cell(row[n], n in grid.texts, size) for n, size in columns.sizes.items()))
    yield table if wide else Constrain(table, width)
    if lines:
        yield lines
    notes = [filled(each, width) for each in grid.notes]
    if columns.left_out:
        notes.insert(0, filled(f"{columns.left_out} {grid.left_out}", width))
    if columns.numbered and not wide:
        notes.insert(0, _packed([f"{' ' * GAP}{each}" for each in columns.numbered], width))
    if notes:
        yield Text("\n".join(["", *notes]), "dim")


def _long(grid: doc.Grid, columns: _Columns, width: int, *, color: bool) -> _Lines | None:
    """The rows of a long table; None where rich has to lay them out."""
    sizes = {n: size for n, size in columns.sizes.items() if size is not None}
    if len(grid.rows) <= LONG or grid.fit == "fold" or min(sizes.values()) < 1:
        return None
    if grid.fit != "wide" and sum(sizes.values()) + GAP * (len(sizes) - 1) > width:
        return None
    try:
        return _Lines([*lines_of(grid, sizes, GAP, _hung, STYLES if color else None)])
    except Unfit:
        return None


def _hung(cell: doc.Line, size: int) -> str:
    """A text in lines that hang, with what is too long of an id taken out."""
    pieces = cell if isinstance(cell, tuple) else (cell,)
    fitting = (
        doc.Toned(_ends(plain(each), size), each.tone)
        if isinstance(each, doc.Toned) and each.tone == "id"
        else each
        for each in pieces
    )
    return filled(plain(tuple(fitting)), size, below=2)


def _cell(cell: doc.Line, is_text: bool, size: int | None) -> Text:  # noqa: FBT001 - of a column
    """A cell: a text in lines that hang, or the pieces of a line in their tones."""
    if not is_text or size is None:
        return _styled(cell)
    return Text(_hung(cell, size))


def _ends(text: str, room: int) -> str:
    """The beginning and the end of a text that is too long: `PROJECT-…-000123`."""
    if cell_len(text) <= room:
        return text
    tail = (room - 1) // 2
    kept = next(text[n:] for n in range(len(text) + 1) if cell_len(text[n:]) <= tail)
    return f"{set_cell_size(text, room - 1 - cell_len(kept)).rstrip()}…{kept}"


def _natural(grid: doc.Grid) -> tuple[dict[int, str], dict[int, int]]:
    """The heads, and what each column takes where there is room; heads of names by their words."""
    heads = {n: plain(head) for n, head in enumerate(grid.head)}
    sizes: dict[int, int] = {}
    for n, head in heads.items():
        words = head.replace("_", " ").split() if n in grid.names else [head]
        cells = (plain(row[n]) for row in (*grid.rows, *grid.alike))
        sizes[n] = max(map(text_width, [*words, *cells]), default=0)
    return heads, sizes


def _quarters(grid: doc.Grid, width: int) -> _Columns:
    """Each column takes what it needs, up to a quarter; the last takes what is left."""
    heads, sizes = _natural(grid)
    quarter = max(width // 4, 8)
    most = {n: size if n in grid.right else min(size, quarter) for n, size in sizes.items()}
    return _Columns(heads, {**most, len(sizes) - 1: None})


def _shares(grid: doc.Grid, width: int) -> _Columns:
    """Texts share what the other columns leave; of those, the names first become numbers."""
    heads, sizes = _natural(grid)
    last = len(heads) - 1

    def lacking(sizes: Mapping[int, int], *, spared: bool = False) -> bool:
        kept = {n: size for n, size in sizes.items() if not (spared and n == last)}
        least = sum(min(size, _least(grid, n)) for n, size in kept.items())
        return width - GAP * (len(kept) - 1) < least

    names, numbered = list(grid.names), list[str]()
    if names and lacking(sizes, spared=grid.spare):
        numbered = [f"{number} {heads[n]}" for number, n in enumerate(names, start=1)]
        for number, n in enumerate(names, start=1):
            heads[n] = str(number)
        sizes = _natural(attrs.evolve(grid, head=tuple(heads.values())))[1]
        while grid.left_out and lacking(sizes, spared=grid.spare) and len(numbered) > 1:
            del sizes[names.pop()], numbered[-1]
    else:
        heads |= {n: filled(heads[n].replace("_", " "), sizes[n]) for n in names}
    if grid.spare and lacking(sizes):
        del sizes[last]
    texts = {n: sizes[n] for n in grid.texts if n in sizes}
    others = sum(size for n, size in sizes.items() if n not in texts)
    sizes |= _shared(texts, width - others - GAP * (len(sizes) - 1))
    least = WIDE_TEXT if grid.fit == "wide" else 0
    for n in [*texts][:1]:
        sizes[n] = max(sizes[n], min(texts[n], least), cell_len(heads[n]))
    return _Columns(heads, sizes, numbered, len(grid.names) - len(names))


def _least(grid: doc.Grid, column: int) -> int:
    """How wide a column has to be to be read: a text less than all of it."""
    if column not in grid.texts:
        return 10**6
    if column == grid.texts[0]:
        return TEXT
    return LAST if column == len(grid.head) - 1 else BETWEEN


def _shared(texts: Mapping[int, int], room: int) -> dict[int, int]:
    """What each text gets of the room: all that it needs, or a fair part; the last one a bit more.

    `texts` has what each needs, by the number of its column. The first one, which names the row,
    gets what is readable, whatever the others need.
    """
    sizes = _fair(texts, room)
    first, *others = [*texts] or [0]
    least = min(texts.get(first, 0), TEXT)
    if others and sizes[first] < least:
        rest = {n: texts[n] for n in others}
        return {first: least, **_fair(rest, room - least)}
    return sizes


def _fair(texts: Mapping[int, int], room: int) -> dict[int, int]:
    waiting = dict(texts)
    parts = dict.fromkeys(texts, 9) | dict.fromkeys([*texts][-1:], 11)
    sizes: dict[int, int] = {}
    while waiting:
        whole = sum(parts[n] for n in waiting)
        fair = {n: max(room * parts[n] // whole, 1) for n in waiting}
        content = [n for n, need in waiting.items() if need <= fair[n]]
        if not content:
            *others, last = waiting
            rest = max(room - sum(fair[n] for n in others), 1)
            return sizes | fair | {last: min(rest, waiting[last])}
        for n in content:
            sizes[n] = waiting.pop(n)
            room -= sizes[n]
    return sizes


def _bars(part: doc.Bars, width: int) -> Iterator[RenderableType]:
    names = min(max(cell_len(plain(each.name)) for each in part.bars), BAR_NAME)
    numbers = max(len(each.number) for each in part.bars)
    low = min(0.0, *(each.start for each in part.bars))
    high = max(1.0, *(each.reach for each in part.bars))
    before = names + numbers + 2 * GAP
    scale = _Scale(low, high, width - before)
    yield Text(plain(part.caption), "bold")
    yield Text(" " * before + scale.ruler(), "dim")
    for each in part.bars:
        name = set_cell_size(plain(each.name), names)
        line = Text.assemble((name, "bold" if each.kind == "total" else ""), " " * GAP)
        yield line.append(f"{each.number:>{numbers}}{' ' * GAP}").append(scale.bar(each))
    shown = {each.kind for each in part.bars} | {"open" for e in part.bars if e.reach > e.end}
    legend = [f"{_SIGNS[kind]} {said}" for kind, said in part.legend.items() if kind in shown]
    if legend:
        yield Text(", ".join(legend), "dim")


@attrs.frozen
class _Scale:
    """Where numbers lie in so many columns."""

    low: float
    high: float
    room: int

    def column(self, value: float) -> int:
        return round((value - self.low) / (self.high - self.low) * self.room)

    def ruler(self) -> str:
        """Zero and one where they lie."""
        marks = [" "] * (self.room + 1)
        for value in (0, 1):
            marks[self.column(value) - value] = str(value)
        return "".join(marks).rstrip()

    def bar(self, bar: doc.Bar) -> Text:
        start, end, reach = map(self.column, (bar.start, bar.end, bar.reach))
        # What is there but too little for a column is still to be seen.
        if start == end and bar.end > bar.start:
            start, end = (start, end + 1) if end < self.room else (start - 1, end)
        text = Text(" " * start).append(_SIGNS[bar.kind] * (end - start), STYLES[bar.kind])
        return text.append(_SIGNS["open"] * max(reach - end, 0), STYLES["open"])
