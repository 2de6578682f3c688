"""What a user got wrong, said so that they can mend it.

A `Complaint` is data: what was found, where, what was expected, a suggestion. Finding complaints
belongs to the module that reads the input; only their shape and their wording live here.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, time

import attrs

Path = tuple[str | int, ...]


@attrs.frozen(order=True)
class Position:
    """A place inside one text. Both numbers start at 1; columns count characters."""

    line: int
    column: int


@attrs.frozen
class Complaint:
    """One mistake in what a user wrote.

    `path` leads through the keys of the document `source`; `position` is a place inside the text
    found there (an expression). Who knows the document turns both into `line` and `column`.
    `code` says of which kind it is, where that is listed (see `rules.codes`); `witness` is a
    request that shows it, where there is one.
    """

    problem: str
    expected: str = ""
    did_you_mean: tuple[str, ...] = ()
    mend: str = ""
    source: str = ""
    path: Path = ()
    position: Position | None = None
    on_key: bool = False
    line: int | None = None
    column: int | None = None
    label: str = ""
    code: str = attrs.field(default="", eq=False)
    witness: Mapping[str, object] | None = attrs.field(default=None, eq=False)

    @property
    def place(self) -> str:
        """`file:line:column`, as far as each part is known."""
        return ":".join(str(part) for part in (self.source, self.line, self.column) if part)

    def __str__(self) -> str:
        name = spell_path(self.path)
        about = self.label or name
        lines = [": ".join(part for part in (self.place, about, self.problem) if part)]
        if self.expected:
            lines.append(f"    expected {self.expected}")
        if self.did_you_mean:
            lines.append(f"    did you mean {' or '.join(map(repr, self.did_you_mean))}?")
        if self.mend:
            lines.append(f"    {self.mend}")
        return "\n".join(lines)


class EvalcoreError(Exception):
    """The base of every error that evalcore raises on purpose."""


class InputError(EvalcoreError, ValueError):
    """What was given cannot be used; `complaints` holds every reason, in the order of the text.

    It is a `ValueError`: what validates by raising one, as pydantic does, needs no case for it.
    """

    def __init__(self, complaints: Complaint | Iterable[Complaint]) -> None:
        found = (complaints,) if isinstance(complaints, Complaint) else tuple(complaints)
        self.complaints = tuple(dict.fromkeys(found))
        super().__init__("\n".join(map(str, self.complaints)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Complaint, ...]]]:
        return type(self), (self.complaints,)


class TracingError(EvalcoreError, TypeError):
    """A policy used Python that an expression cannot follow, such as `if` on a field."""


def spell_path(path: Path) -> str:
    """A path as a TOML author would write it: `rules[2].when`, `fields."council.yes".kind`.

    Entries of a list count from 1, as a reader does.
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            bare = step.replace("-", "_").isalnum() or step.replace("-", "_").isidentifier()
            text += ("." if text else "") + (step if bare else f'"{step}"')
    return text


MOST_SUGGESTED = 40  # complaints with a suggestion: as many as a command prints
_left: ContextVar[list[int] | None] = ContextVar("suggestions_left", default=None)


@contextmanager
def few_suggestions() -> Generator[None]:
    """Within it only so many complaints get a suggestion: help for a thousand costs no thousand.

    Only for what merely words complaints: where something is near decides nothing there.
    """
    if _left.get() is not None:
        yield
        return
    token = _left.set([MOST_SUGGESTED])
    try:
        yield
    finally:
        _left.reset(token)


def near(
    word: str, known: Iterable[str], most: int = 2, *, decides: bool = False
) -> tuple[str, ...]:
    """The known names that `word` may have been meant for, the nearest first.

    Where that `decides` more than words it is always looked for; see `few_suggestions`.
    """
    left = None if decides else _left.get()
    if left is not None:
        if left[0] == 0:
            return ()
        left[0] -= 1
    names = sorted(set(known))
    folded = {name.casefold().replace("-", "_"): name for name in reversed(names)}
    same = folded.get(word.casefold().replace("-", "_"))
    if same is not None and same != word:
        return (same,)
    if len(word) > MAX_WORD:
        return ()
    from difflib import get_close_matches

    return tuple(get_close_matches(word, names, n=most, cutoff=0.72))


def several(given: Iterable[str], of: str) -> list[str]:
    """What was given for a list of texts: a single text is none, else each letter were one.

    Raises `InputError`, which says what it should be a list `of`.
    """
    if isinstance(given, str):
        raise InputError(Complaint(f"found {show(given)}", f"a list of {of}, such as [{given!r}]"))
    return list(given)


def one_of(names: Iterable[str], most: int = 12) -> str:
    """`one of a, b, c`, cut after `most` names."""
    listed = list(names)
    shown = ", ".join(listed[:most])
    return f"one of {shown}" + (f" ... ({len(listed)} in all)" if len(listed) > most else "")


def suggestion(word: str, known: Iterable[str], most: int = 12) -> str:
    """`did you mean a?`, or else `expected one of a, b, c`."""
    names = list(known)
    meant = near(word, names)
    return f"did you mean {meant[0]}?" if meant else f"expected {one_of(names, most)}"


def listing(words: Sequence[str], joint: str = "and", most: int | None = None) -> str:
    """`a`, `a and b`, `a, b and c`; beyond so many the others are counted: `a, b and 3 more`."""
    if most is not None and len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def plural(count: int, noun: str) -> str:
    """`1 initiative`, `12 initiatives`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def show(value: object, most: int = 60) -> str:
    """A found value, short and on one line, as a user would recognise it."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif value is None:
        text = "nothing"
    elif isinstance(value, date | time):  # a datetime is a date
        text = value.isoformat()
    else:
        try:
            text = repr(value)
        except (ValueError, RecursionError):  # thousands of digits, or of levels
            whole = isinstance(value, int)
            text = "a number of more than 900 digits" if whole else "a value too large to be shown"
    return text if len(text) <= most else text[: most - 3] + "..."


MAX_WORD = 80
