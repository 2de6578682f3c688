"""Separators: the sign that a mapping, or an option, says stands between the cells of a text."""

from __future__ import annotations

NAMED = {
    "tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "bar": "|",
    "space": " ", "blank": " ",
}  # fmt: skip
EXPECTED = 'the sign between cells, such as ";", or "tab"'
LONGEST = 8  # signs that stand between two cells together, such as ::


def read_separator(text: str) -> str | None:
    """The sign, or several that stand together; None for what cannot part cells."""
    sign = NAMED.get(text.strip(" ").casefold(), text)
    if not sign or len(sign) > LONGEST or any(each in '"\r\n\0' for each in sign):
        return None
    if len(sign) > 1 and any(map(str.isalnum, sign)):
        return None
    return sign
