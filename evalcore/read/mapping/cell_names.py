"""`cell('Project status')`: columns that a condition names although no field is read from them.

Before a condition is read as a formula, each gets a name that a formula can have and that is just
as long, so that places in the text stay what they are.
"""

from __future__ import annotations

import re

_CELL = re.compile(
    r"""\bcell\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*\)""", re.DOTALL
)


def cells_named(text: str) -> list[str]:
    """The columns that a condition names, each once."""
    return list(dict.fromkeys(map(_name, _CELL.finditer(text))))


def spell_cell(column: str) -> str:
    """`cell('...')` for a column, as a condition spells it."""
    escaped = column.replace("\\", "\\\\").replace("'", "\\'")
    return f"cell('{escaped}')"


def with_names(text: str, taken: frozenset[str] = frozenset()) -> tuple[str, dict[str, str]]:
    """The text as a formula, and which column each of its new names stands for."""
    names: dict[str, str] = {}
    columns: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        column = _name(match)
        length = len(match[0])
        base = f"c{len(columns)}"
        known = columns.get(f"{column}\0{length}")
        if known is None:
            known = base + "_" * (length - len(base))
            while known in taken or known in names:
                known = "_" + known[:-1]
            columns[f"{column}\0{length}"] = known
            names[known] = column
        return known + "\n" * match[0].count("\n")

    return _CELL.sub(named, text), names


def _name(match: re.Match[str]) -> str:
    text = match[1] if match[1] is not None else match[2]
    return re.sub(r"\\(.)", r"\1", text)
