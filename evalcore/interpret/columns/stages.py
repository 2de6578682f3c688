"""Stages: in which passes over a table its cells are worked out.

What is used more than once, or lies deep, becomes a column of its own, which later passes read.
What is worked out over the records of a list is a column in any case, and so is what that reads
outside of them.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence

import attrs

from evalcore.interpret.columns.cells import GATHERED, Cell

DEEPEST = 30  # levels of cells in one column
_CHEAP = frozenset({"literal", "column", "inner"})
_NONE: Mapping[Cell, str] = {}


@attrs.frozen(eq=False)
class Stages:
    """The columns to work out, pass by pass, each under its name.

    `inner` has, for a list of records, what is kept of them in each of the passes over those.
    """

    passes: Sequence[Sequence[Cell]]
    names: Mapping[Cell, str]
    inner: Mapping[tuple[int, str], Sequence[Sequence[Cell]]]
    last_use: Mapping[Cell, int]


def walk(roots: Collection[Cell], known: Container[Cell] = ()) -> Iterator[Cell]:
    """Every cell below, and the roots, each once: parts before wholes.

    Nothing below those known.
    """
    seen: set[Cell] = set()
    waiting = [(each, False) for each in reversed([*roots])]
    while waiting:
        cell, entered = waiting.pop()
        if entered:
            yield cell
        elif cell not in seen:
            seen.add(cell)
            waiting.append((cell, True))
            if cell not in known:
                waiting += [(part, False) for part in reversed(cell.parts)]


def kept_cells(
    roots: Collection[Cell],
    *,
    inline: bool = False,
    least: int = 0,
    known: Container[Cell] = (),
) -> set[Cell]:
    """Those that become columns; where records are looked at `inline`, only of the table itself.

    What is used more than once is one only where it has at `least` so many cells below it. Those
    `known` are columns already.
    """
    uses: dict[Cell, int] = dict.fromkeys(roots, 2)
    depths: dict[Cell, int] = {}
    sizes: dict[Cell, int] = {}
    kept: set[Cell] = set()
    cells, given = [*walk(roots, known)], {*roots}
    for cell in cells:
        for part in () if cell in known else {id(each): each for each in cell.parts}.values():
            uses[part] = uses.get(part, 0) + 1
            cheap = part.sign in _CHEAP or part in known
            if part.about != cell.about and not part.about and not cheap:
                kept.add(part)  # read by every record
    for cell in cells:
        if cell.sign in _CHEAP or cell in known:
            depths[cell] = 0
            continue
        depth = 1 + max((depths[each] for each in cell.parts), default=0)
        cheap = cell.sign in ("null", "not") and cell.parts[0].sign in _CHEAP
        sizes[cell] = 1 + sum(sizes.get(e, 0) for e in cell.parts if e not in kept)
        own = uses.get(cell, 0) > 1 and not cheap and (sizes[cell] >= least or cell in given)
        gathered = cell.sign in GATHERED and not inline
        if (own or gathered or depth > DEEPEST) and not (inline and cell.about):
            kept.add(cell)
            depth = 0
        depths[cell] = 0 if cell in kept else depth
    return kept


def staged(roots: Collection[Cell], known: Mapping[Cell, str] = _NONE) -> Stages:
    """The passes that these need; each root is a column, unless it is one of the table's.

    Those `known` are columns already, under these names.
    """
    kept = kept_cells(roots, known=known)
    level: dict[Cell, int] = {}  # the pass in which it can be worked out; of records, their own
    outer: dict[Cell, int] = {}  # of what is about a record: the first pass that may look at it
    for cell in walk(roots, known):
        inside = bool(cell.about)
        found = after = 0
        for part in () if cell in known else cell.parts:
            done = level[part] + (part in kept)
            if not inside and part.about:  # it gathers
                after = max(after, outer[part])
            elif inside and not part.about:
                after = max(after, done)
            else:
                found = max(found, done)
                after = max(after, outer.get(part, 0))
        level[cell] = found if inside else max(found, after)
        if inside:
            outer[cell] = after
    names, before = dict(known), next(iter(known.values()), "")
    prefix = "\0" + before.rstrip("0123456789")  # other names than those
    passes: list[list[Cell]] = [[] for _ in range(1 + max(level.values(), default=0))]
    inner: dict[tuple[int, str], list[list[Cell]]] = {}
    for cell in walk(roots, known):
        if cell in kept and cell not in known:
            names[cell] = f"{prefix}{len(names)}"
            if not cell.about:
                passes[level[cell]].append(cell)
    for number, some in enumerate(passes):
        for name in dict.fromkeys(each.data for each in some if each.sign in GATHERED):
            bodies = [e.parts[0] for e in some if e.sign in GATHERED and e.data == name]
            below = [e for e in walk(bodies, known) if e.about and e in kept]
            rounds: list[list[Cell]] = [
                [] for _ in range(1 + max(map(level.__getitem__, below), default=0))
            ]
            for each in below:
                rounds[level[each]].append(each)
            inner[number, name] = rounds
    ends = _last_uses(passes, kept)
    return Stages(passes, names, inner, {e: n for e, n in ends.items() if e not in {*roots}})


def _last_uses(passes: Sequence[Sequence[Cell]], kept: Collection[Cell]) -> dict[Cell, int]:
    """The last pass in which each column is read."""
    found: dict[Cell, int] = {}
    for number, some in enumerate(passes):
        waiting, seen = [part for each in some for part in each.parts], set[Cell]()
        while waiting:
            cell = waiting.pop()
            if cell in seen:
                continue
            seen.add(cell)
            if cell in kept and not cell.about:
                found[cell] = number
            else:
                waiting += cell.parts
    return found
