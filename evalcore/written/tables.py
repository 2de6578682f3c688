"""Reading tables of a document key by key, collecting every complaint on the way.

What the keys mean is up to the caller; here live the kinds of value, the wrong keys and the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard, cast

from evalcore.written.errors import Complaint, Path, near, one_of, show
from evalcore.written.numbers import is_number

# What stands between the names in a text that was meant as a list of them.
_VERSION = ("<", ">", "=", "!", "~")  # of a distribution there may be several: `a>=1,<2`
_SIGN = re.compile(r"\s*[,;|\n]\s*")
_BETWEEN = re.compile(r"\s*[,;|\n]\s*|\s+[/&+]\s+|\s+and\s+|\s+")


def is_table(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value of a document is a table."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value of a document is a list."""
    return isinstance(value, list)


class Table:
    """One table of a document. Keys are taken one by one; `finish` complains about the rest."""

    def __init__(
        self, content: Mapping[str, object], path: Path, complaints: list[Complaint]
    ) -> None:
        self.content = content
        self.path = path
        self.complaints = complaints
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def complain(
        self,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        *,
        at: Path = (),
        mend: str = "",
        on_key: bool = False,
        code: str = "EV105",
    ) -> None:
        """A complaint about this table, or about what is at a path inside it."""
        path = (*self.path, *at)
        self.complaints.append(
            Complaint(problem, expected, meant, mend, path=path, on_key=on_key, code=code)
        )

    def finish(self) -> None:
        """Complains about every key that nobody asked for."""
        for key in self.content:
            if key not in self._asked:
                meant = near(key, self._asked)
                problem = f"there is no key {show(key)} here"
                expected = one_of(sorted(self._asked))
                self.complain(problem, expected, meant, at=(key,), on_key=True, code="EV103")

    def take(self, key: str) -> object:
        """The value of a key, whatever it is; None where it is absent."""
        self._asked.add(key)
        return self.content.get(key)

    def text(self, key: str, *, required: str = "", default: str = "") -> str:
        """A text that is not blank; `required` is the complaint where the key is absent."""
        value = self.take(key)
        if value is None:
            if required:
                self.complain(f"{key} is missing", required, code="EV104")
            return default
        if not isinstance(value, str):
            self.complain(f"found {show(value)}", "a text in quotes", at=(key,))
            return default
        if required and not value.strip():
            self.complain(f"{key} is empty", required, at=(key,))
        return value

    def optional_text(self, key: str) -> str | None:
        """A text as it is; None where the key is absent."""
        return self.text(key) if key in self else cast("None", self.take(key))

    def texts(self, key: str, *, names: bool = False) -> tuple[str, ...]:
        """A list of texts without repeats; a single text counts as a list of one.

        A single one where `names` are wanted is no list of them with something between, in
        brackets or not.
        """
        value = self.take(key)
        if value is None:
            return ()
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        alone = items[0] if names and len(items) == 1 else None
        if isinstance(alone, str):
            between = _BETWEEN if isinstance(value, str) else _SIGN
            parts = between.split(alone.strip(" ,;|\t\n"))
            if len(parts) > 1 and not any(each.startswith(_VERSION) for each in parts):
                mend = f"{key} = [{', '.join(map(show, parts))}]".replace("'", '"')
                problem = f"found {show(alone)}"
                self.complain(problem, "a list of texts", mend=mend, at=(key,), code="EV106")
        found: dict[str, None] = {}
        for index, item in enumerate(items):
            at: Path = (key, index) if isinstance(value, list) else (key,)
            if not isinstance(item, str):
                self.complain(f"found {show(item)}", "a list of texts", at=at)
            elif not item.strip():
                self.complain(f"found {show(item)}", "a text that is not blank", at=at)
            elif item in found:
                self.complain(f"{show(item)} is listed twice", at=at, code="EV108")
            else:
                found[item] = None
        return tuple(found)

    def plain_names(self, key: str) -> tuple[str, ...]:
        """The same for names of which none holds a sign that stands between two."""
        found = self.texts(key, names=True)
        for index, name in enumerate(found if len(found) > 1 else ()):
            if _SIGN.search(name):
                parts = ", ".join(f'"{each}"' for each in _SIGN.split(name) if each)
                at: Path = (key, index)
                self.complain(f"found {show(name)}", "one name", mend=parts, at=at, code="EV106")
        return found

    def number(self, key: str) -> float | None:
        """A finite number."""
        value = self.take(key)
        if value is None:
            return None
        if not is_number(value):
            numeric = isinstance(value, int | float) and not isinstance(value, bool)
            expected = "a finite number between -2**53 and 2**53" if numeric else "a number"
            self.complain(f"found {show(value)}", expected, at=(key,))
            return None
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is absent."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.complain(f"found {show(value)}", "true or false", at=(key,))
        return value is True

    def table(self, key: str, shape: str = "a table") -> Table:
        """A table inside; an empty one where it is absent."""
        value = self.take(key)
        if value is not None and not isinstance(value, Mapping):
            found, mend = show(value), ""
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                found = f"[[{key}]], a list of tables"
                mend = f"write [{key}], or what is in it as [{key}.NAME], in single brackets"
            self.complain(f"found {found}", shape, mend=mend, at=(key,))
            value = None
        content = cast("Mapping[str, object]", value or {})
        return Table(content, (*self.path, key), self.complaints)

    def inner(self, key: str, shape: str = "a table") -> Table | None:
        """A table inside; None, and a complaint, where it is something else."""
        table = self.table(key, shape)
        return table if isinstance(self.content.get(key), Mapping) else None

    def array(self, key: str, shape: str) -> list[Table]:
        """A list of tables."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            found = f"[{key}]" if isinstance(value, Mapping) else show(value)
            self.complain(f"found {found}", shape, at=(key,))
            return []
        tables: list[Table] = []
        for index, item in enumerate(cast("Sequence[object]", value)):
            if isinstance(item, Mapping):
                content = cast("Mapping[str, object]", item)
                tables.append(Table(content, (*self.path, key, index), self.complaints))
            else:
                self.complain(f"found {show(item)}", shape, at=(key, index))
        return tables
