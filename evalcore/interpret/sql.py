"""SQL: cells written down as one SELECT, a common table expression for each pass over the table.

Our own writer: a translator of dialects changed meanings in silence. Whatever has no value is
spelt out, and what stands in the text is names made here, quoted names, and quoted literals.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from evalcore.interpret.columns.cells import GATHERED, Cell
from evalcore.interpret.columns.stages import kept_cells, walk
from evalcore.interpret.dialects import COMMON, Dialect

LARGE = 1e300  # results beyond it are watched, where a dialect raises for those that are too large
SMALL = 1e-75  # numbers nearer to 0 are not worked with where a dialect raises for them
MOST, LARGEST = 600, 60  # columns; where there would be more, small ones are written out instead
PIECE = 60  # conditions between brackets: parsers take long, or give up, over more


@attrs.frozen
class Step:
    """One pass: its name, and the columns that it adds, each with its name and its text."""

    name: str
    columns: Sequence[tuple[str, str]]
    whole: bool = False  # whether it has no other columns
    where: str = ""


class Writing:
    """Writes cells in a dialect; `named` are the columns that have been written, by their cells.

    `limits` says how large the values of a column can be, `lists` in which column a list is, and
    `held` how it is spelt that a set holds a text, where that has been looked up. No column is
    called as one that is `taken`.
    """

    def __init__(
        self,
        dialect: Dialect,
        limits: Mapping[str, float],
        spelt: Mapping[str, str],
        inner: Mapping[tuple[str, str], str],
        lists: Mapping[str, str],
        held: Mapping[tuple[str, str], str],
        taken: Iterable[str] = (),
    ) -> None:
        self.dialect, self.limits = dialect, limits
        self.spelt, self.inner, self.lists, self.held = spelt, inner, lists, held
        self.named: dict[Cell, str] = {}
        self.sizes: dict[Cell, float] = {}
        self.steps: list[Step] = []
        self.taken = {each.casefold() for each in taken}

    def add(
        self, roots: Collection[Cell], labels: Mapping[Cell, str], title: str, when: str = ""
    ) -> None:
        """The passes that these cells need, one step each; only in rows `when` that is so."""
        kept = kept_cells(roots, inline=True, least=self.dialect.least)
        if len(kept) > MOST:
            kept = kept_cells(roots, inline=True, least=LARGEST)
        kept |= self.repeated(roots)
        level: dict[Cell, int] = {}
        for cell in walk(roots):
            if cell in self.named:
                level[cell] = -1
                continue
            parts = [level[each] + (each in kept and level[each] >= 0) for each in cell.parts]
            level[cell] = max(parts, default=0)
        wanted = [e for e in walk(roots) if e in kept and e not in self.named]
        wanted = [e for e in wanted if not e.about and e.sign not in ("literal", "column")]
        for number in range(1 + max((level[each] for each in wanted), default=-1)):
            some = [each for each in wanted if level[each] == number]
            columns = [(self.name(each, labels), self.text(each)) for each in some]
            if when:
                columns = [(n, f"CASE WHEN {when} THEN {text} END") for n, text in columns]
            self.steps.append(Step(f"{title}_{number + 1}", columns))
            self.named.update(zip(some, (name for name, _ in columns), strict=True))

    def name(self, cell: Cell, labels: Mapping[Cell, str]) -> str:
        """A name that no column has yet, whatever its case; quoted."""
        wanted = f"_{labels.get(cell, '')}"[: self.dialect.longest - 5]
        while len(wanted.encode()) > self.dialect.longest - 5:
            wanted = wanted[:-1]
        name, number = wanted, len(self.taken)
        while name.casefold() in self.taken or name == "_":
            name, number = f"{wanted}{number}", number + 1
        self.taken.add(name.casefold())
        return self.dialect.identifier(name)

    def repeated(self, roots: Collection[Cell]) -> set[Cell]:
        """What is written more than once where results are watched."""
        if not self.dialect.raises:
            return set()
        watched = (e for e in walk(roots) if e.sign in ("*", "/") and self.is_large(e))
        return {part for each in watched for part in each.parts if not part.about}

    def ref(self, cell: Cell) -> str:
        """A cell as a part of another: a column where it is one."""
        return self.named[cell] if cell in self.named else self.text(cell)

    def text(self, cell: Cell) -> str:
        """A cell written out."""
        dialect, data = self.dialect, cell.data
        match cell.sign:
            case "literal":
                return dialect.literal(data)
            case "column":
                return self.spelt[data]
            case "inner":
                return self.inner[data]
            case "holds" if (cell.parts[0].data, data) in self.held:
                return self.held[cell.parts[0].data, data]
            case _:
                parts = [self.ref(each) for each in cell.parts]
        match cell.sign:
            case "and" | "or":
                return joined(f" {cell.sign.upper()} ", parts)
            case "case":
                return self.cases(parts)
            case "first":
                return f"coalesce({', '.join(parts)})"
            case "least" | "greatest":
                found = f"{cell.sign}({', '.join(parts)})"
                there = [
                    f"{text} IS NOT NULL"
                    for text, each in zip(parts, cell.parts, strict=True)
                    if each.nullable
                ]
                return f"CASE WHEN {' AND '.join(there)} THEN {found} END" if there else found
            case "among":
                return f"({parts[0]} IN ({', '.join(map(dialect.literal, data))}))"
            case sign if sign in GATHERED:
                return dialect.signs[sign].format(*parts, list=self.lists[data])
            case sign:
                form = dialect.signs.get(sign) or COMMON[sign]
                if sign == "/" and cell.parts[1].is_literal:
                    form = "({0} / {1})"
                found = form.format(*parts, data=dialect.literal(data))
                watched = sign in ("*", "/") and dialect.raises and self.is_large(cell)
                return self.watched(sign, parts, found) if watched else found

    def cases(self, parts: Sequence[str]) -> str:
        """The value beside the first condition that is true."""
        pairs = zip(parts[:-1:2], parts[1:-1:2], strict=True)
        branches = " ".join(f"WHEN {condition} THEN {value}" for condition, value in pairs)
        last = "" if parts[-1] == "NULL" else f" ELSE {parts[-1]}"
        return f"CASE {branches}{last} END"

    def watched(self, sign: str, parts: Sequence[str], found: str) -> str:
        """A product or quotient that is infinite where the engine would raise."""
        one, other = (f"abs({each})" for each in parts)
        number, infinite = self.dialect.number, self.dialect.number(math.inf)
        edge = number(1.7976931348623157e308)
        if sign == "*":
            beyond = f"{one} > 1 AND {other} > 1 AND {other} > {edge} / nullif({one}, 0)"
        else:
            beyond = f"{one} > 1 AND {other} < 1 AND {one} > {edge} * {other}"
        signs = (
            f"CASE WHEN ({parts[0]} < 0) = ({parts[1]} < 0) THEN {infinite} ELSE -{infinite} END"
        )
        return f"CASE WHEN {beyond} THEN {signs} ELSE {found} END"

    def is_large(self, cell: Cell) -> bool:
        """Whether its value may come near to what is too large."""
        return self.size(cell) > LARGE

    def size(self, root: Cell) -> float:
        """How far from 0 a value may be at most."""
        for cell in walk([root]):
            if cell not in self.sizes:
                self.sizes[cell] = self._size(cell)
        return self.sizes[root]

    def _size(self, cell: Cell) -> float:
        parts = [self.sizes[each] for each in cell.parts]
        match cell.sign:
            case "literal":
                return abs(cell.data) if isinstance(cell.data, float) else 0.0
            case "column":
                return self.limits.get(cell.data, 0.0)
            case "inner":
                return self.limits.get(".".join(cell.data), 0.0)
            case "+" | "-":
                return sum(parts)
            case "*":
                return _product(*parts)
            case "/":
                below = cell.parts[1]
                return _product(parts[0], 1 / (abs(below.data) if below.is_literal else SMALL))
            case "case":
                return max((*parts[1:-1:2], parts[-1]))
            case "adding":
                return _product(parts[0], 1e6)
            case "number" | "size" | "days":
                return 1e7
            case _:
                return max(parts, default=0.0)


def _product(one: float, other: float) -> float:
    return 0.0 if 0.0 in (one, other) else one * other


def joined(sign: str, parts: Sequence[str]) -> str:
    """Many texts with a sign between them, in brackets of not too many."""
    while len(parts) > PIECE:
        parts = [joined(sign, parts[n : n + PIECE]) for n in range(0, len(parts), PIECE)]
    return f"({sign.join(parts)})"


def written(steps: Iterable[Step], dialect: Dialect, source: str) -> list[str]:
    """The common table expressions, each with the columns of the one before it; last its name."""
    before, texts = source, list[str]()
    for step in steps:
        shown = [f"    {text} AS {name}" for name, text in step.columns]
        shown = shown if step.whole else ["    *", *shown]
        fence = f"\n  {dialect.fence}" if dialect.fence else ""
        columns = ",\n".join(shown)
        rows = f"\n  WHERE {step.where}" if step.where else ""
        texts.append(f"{step.name} AS (\n  SELECT\n{columns}\n  FROM {before}{rows}{fence}\n)")
        before = step.name
    return texts
