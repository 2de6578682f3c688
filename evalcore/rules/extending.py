"""Extending: a ruleset that is written as a change of others becomes one document.

Here the documents are found and put one upon the other; how a rule is placed is the business of
`placing`. What the result means is looked at as that of any other ruleset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import attrs

from evalcore.rules.origins import origin_of
from evalcore.rules.parts import LISTS
from evalcore.written.blank import composed
from evalcore.written.errors import Complaint, InputError, Path, near, show, spell_path
from evalcore.written.files import look, missing, read_text
from evalcore.written.tables import is_list, is_table
from evalcore.written.toml import LARGEST_FILE, located, parse_toml

if TYPE_CHECKING:
    from evalcore.extend.plugins import Plugins

DEEPEST = 10  # rulesets that extend each other
CONTAINERS: frozenset[Path] = frozenset(
    {
        *((each,) for each in ("parameters", "fields", "relations", "measures", "criteria")),
        *((each,) for each in ("gates", "tables", "terms", "letters", "shown_as", "stance")),
        ("plugins",),
        ("terms", "verdicts"), ("terms", "roles"), ("letters", "sentences"),
        ("portfolio",), ("portfolio", "capacities"),
    }
)  # fmt: skip
ADDED: frozenset[Path] = frozenset(
    {("vocabulary",), ("required_plugins",), ("block_plugins",), ("stance", "never_reads")}
)
FREE: frozenset[Path] = frozenset({("name",), ("version",), ("about",), ("stance", "about")})
OWN = ("cases",)  # what a file says about itself alone
SAYS_SO = "override = true"
RIVALS: Mapping[str, tuple[str, ...]] = {  # what goes where a key is said
    "policy": ("score",),
    "score": ("policy", "settings"),
    "when": ("require", "gate", "table", "clauses", "otherwise"),
    "require": ("when", "gate", "table", "clauses", "verdict"),
    "gate": ("when", "require", "table", "verdict"),
    "table": ("when", "require", "gate", "clauses", "verdict", "otherwise"),
    "file": ("rows",),
    "rows": ("file",),
}


@attrs.define(eq=False)
class Layer:
    """One document: its text is read, what it extends is not put under it yet."""

    source: str
    folder: FilePath
    content: Mapping[str, object]


@attrs.define(eq=False)
class Effective:
    """One document made of several, and where each part of it is written.

    It is `lacking` where one of them cannot be read. `documents` are the texts by name, `folders`
    where the names of files in them are sought.
    """

    content: dict[str, Any]
    source: str
    origins: dict[Path, tuple[str, Path]] = attrs.field(factory=dict[Path, tuple[str, Path]])
    documents: dict[str, str] = attrs.field(factory=dict[str, str])
    folders: dict[str, FilePath] = attrs.field(factory=dict[str, FilePath])
    complaints: list[Complaint] = attrs.field(factory=list[Complaint])
    lacking: bool = False

    def origin(self, path: Path) -> tuple[str, Path]:
        """The file that says what is at a path, and its path there."""
        return origin_of(path, self.origins, self.source)

    def folder_of(self, path: Path) -> FilePath:
        """Where the file is sought that something at a path names."""
        return self.folders.get(self.origin(path)[0], FilePath())


def effective(
    content: Mapping[str, object],
    text: str,
    source: str,
    folder: FilePath | None,
    plugins: Plugins | None,
) -> Effective:
    """The document `content`, put upon those that it extends. Complaints are located."""
    stack = _Stack(plugins)
    stack.documents[source] = text
    whole = stack.resolve(Layer(source, folder or FilePath(), content), ())
    whole.documents, whole.folders = stack.documents, stack.folders
    whole.lacking = stack.lacking
    found = located(stack.complaints, stack.documents, source)
    whole.complaints = [attrs.evolve(e, label=spell_path(e.path), path=()) for e in found]
    return whole


@attrs.define(eq=False)
class _Stack:
    """Finds what is extended, each file once."""

    plugins: Plugins | None
    documents: dict[str, str] = attrs.field(factory=dict[str, str])
    folders: dict[str, FilePath] = attrs.field(factory=dict[str, FilePath])
    complaints: list[Complaint] = attrs.field(factory=list[Complaint])
    lacking: bool = False

    def resolve(self, layer: Layer, above: tuple[str, ...]) -> Effective:
        """A document upon those that it extends."""
        self.folders[layer.source] = layer.folder
        here = (*above, _identity(layer.source))
        whole: Effective | None = None
        for path, name in self.extended(layer):
            base = self.base(layer, path, name, here)
            if base is None:
                self.lacking = True
                continue
            if whole is None:
                whole = base
                whole.origins.setdefault((), (base.source, ()))
                continue
            Merge(whole, base, self, (layer.source, path)).all()
        own = Effective(dict(layer.content), layer.source)
        if whole is None:
            own.content.pop("extends", None)
            return own
        for key in OWN:
            whole.content.pop(key, None)
        Merge(whole, own, self).all()
        return whole

    def extended(self, layer: Layer) -> Iterator[tuple[Path, str]]:
        """What a document extends, one or several, each with the path of its name."""
        given = layer.content.get("extends")
        listed: list[object] = given if is_list(given) else [given]
        for index, each in enumerate(listed if given is not None else ()):
            path: Path = ("extends", index) if is_list(given) else ("extends",)
            if isinstance(each, str) and each.strip():
                yield path, each
            else:
                expected = "the path of a ruleset file, or the name of an installed ruleset"
                found = f"found {show(each)}"
                self.complain(layer.source, path, found, expected, code="EV105")

    def base(self, layer: Layer, path: Path, name: str, above: tuple[str, ...]) -> Effective | None:
        """What a name in `extends` stands for, with all that this extends itself."""
        from evalcore.rules.file import find_ruleset

        try:
            beside = layer.folder / name
            is_file = name.endswith(".toml") or "/" in name
            file = beside if is_file else find_ruleset(name, self.plugins)
            if _identity(str(file)) in above:
                problem = f"{name} extends, in the end, what extends it"
                self.complain(layer.source, path, problem, code="EV114")
                return None
            if len(above) >= DEEPEST:
                problem = f"more than {DEEPEST} rulesets extend each other"
                self.complain(layer.source, path, problem, code="EV114")
                return None
            source = str(file)
            text = composed(_read(file))
            self.documents[source] = text
            content = parse_toml(text, source, LISTS)
        except InputError as error:
            for each in error.complaints:
                if each.line:
                    self.complaints.append(each)
                else:
                    said = f"{each.source}: {each.problem}" if each.source else each.problem
                    self.complain(layer.source, path, said, each.expected, each.did_you_mean)
            return None
        return self.resolve(Layer(source, file.parent, content), above)

    def complain(
        self,
        source: str,
        path: Path,
        problem: str,
        expected: str = "",
        meant: Sequence[str] = (),
        *,
        code: str = "EV102",
    ) -> None:
        found = Complaint(problem, expected, tuple(meant), source=source, path=path, code=code)
        self.complaints.append(found)


def _read(file: FilePath) -> str:
    if look(file) is None:
        raise InputError(missing(file))
    return read_text(file, LARGEST_FILE)


def _identity(source: str) -> str:
    return str(FilePath(source).absolute().resolve()) if source else ""


class Merge:
    """Puts one document upon another. `between` is the wish for it, where neither may override."""

    def __init__(
        self,
        whole: Effective,
        upper: Effective,
        stack: _Stack,
        between: tuple[str, Path] | None = None,
    ) -> None:
        self.whole, self.upper, self.between = whole, upper, between
        self.complaints, self.documents = stack.complaints, stack.documents
        self.formulas: Path | None = None
        self.listed: dict[str, int] = {}

    def all(self) -> None:
        """Every part of the upper document."""
        content = self.upper.content
        self.listed = self.overrides(content.pop("override", None))
        content.pop("extends", None)
        self.whole.source = self.upper.source if self.between is None else self.whole.source
        self.table(self.whole.content, content, (), allowed=False)
        for name, index in self.listed.items():
            problem = f"there is no {name} to override"
            self.complain(("override", index), problem, code="EV112")

    def overrides(self, given: object) -> dict[str, int]:
        """The dotted names under `override` at the top, each with its place in the list."""
        if given is None:
            return {}
        if is_list(given) and all(isinstance(each, str) for each in given):
            return {each: index for index, each in enumerate(given)}
        expected = 'a list of what is replaced, such as ["total", "parameters.enough"]'
        self.complain(("override",), f"found {show(given)}", expected, code="EV105")
        return {}

    def table(self, below: dict[str, Any], above: Any, path: Path, *, allowed: bool) -> None:
        """The entries of a table that holds named things."""
        for key, value in above.items():
            here: Path = (*path, key)
            if key == "override" and path and isinstance(value, bool):
                continue
            if here == ("rules",) and is_list(value):
                from evalcore.rules.placing import Placing

                Placing(self).all(value)
            elif here in ADDED and key in below and not self.takes(here, value, allowed=allowed):
                self.add(below, value, here)
            elif here in CONTAINERS and is_table(value):
                if key not in below:
                    self.whole.origins[here] = self.upper.origin(here)
                inner = below.setdefault(key, {})
                says = value.get("override") is True
                if is_table(inner):
                    below[key] = inner = {**inner}
                    self.table(inner, value, here, allowed=allowed or says)
            else:
                self.entry(below, key, value, here, allowed=allowed)

    def takes(self, path: Path, value: object, *, allowed: bool) -> bool:
        """Whether something may be replaced: it says so itself, its table does, or `override`."""
        own = is_table(value) and value.get("override") is True
        listed = self.listed.pop(spell_path(path), None) is not None
        return own or listed or allowed or path in FREE

    def entry(
        self, below: dict[str, Any], key: str, value: object, path: Path, *, allowed: bool
    ) -> None:
        """One thing with a name: added, replaced or removed."""
        table: dict[str, Any] = {**value} if is_table(value) else {}
        if table.get("remove") is True:
            self.remove(below, key, table, path)
            return
        own = table.pop("override", None)
        if key not in below:
            if own is True:
                meant = near(key, below)
                problem = f"there is no {spell_path(path)} to override"
                self.complain(path, problem, "", meant, code="EV112", on_key=True)
            self.put(below, key, self.plain(path, table) if table else value, path)
        elif not self.takes(path, value, allowed=allowed):
            self.refuse(below[key], value, path)
        else:
            self.replace(below, key, self.plain(path, table) if table else value, path)

    def plain(self, path: Path, table: dict[str, Any]) -> Any:
        """A formula that says more than itself is its text."""
        if (path[:1] == ("measures",) or path == ("total",)) and set(table) == {"formula"}:
            self.formulas = path
            return table["formula"]
        return table

    def put(self, below: dict[str, Any], key: str, value: object, path: Path) -> None:
        """Adds what is not there yet."""
        below[key] = value
        self.mark(path, value)

    def replace(self, below: dict[str, Any], key: str, value: Any, path: Path) -> None:
        """Replaces what is there: of a table, only the keys that are said, settings alike."""
        before = below[key]
        if path[:1] == ("parameters",) and is_table(before) != isinstance(value, Mapping):
            before = before if is_table(before) else {"value": before}
            value = value if is_table(value) else {"value": value}
        if not is_table(value) or not is_table(before):
            below[key] = value
            self.forget(path)
            self.mark(path, value)
            return
        below[key] = self.changed(before, value, path)

    def changed(
        self, before: Mapping[str, Any], value: Mapping[str, Any], path: Path
    ) -> dict[str, Any]:
        """A table with the keys that are said; settings are changed one by one."""
        made = without_rivals(before, value)
        for name, each in value.items():
            inner = made.get(name)
            if name == "settings" and is_table(inner) and is_table(each):
                made[name] = {**inner, **each}
                for step in each:
                    self.forget((*path, name, step))
                    self.mark((*path, name, step), each[step])
            else:
                made[name] = each
                self.forget((*path, name))
                self.mark((*path, name), each)
        return made

    def remove(self, below: dict[str, Any], key: str, table: dict[str, Any], path: Path) -> None:
        """Takes away what is there."""
        if len(table) > 1:
            other = next(each for each in table if each != "remove")
            problem = f"{spell_path(path)} is removed, so it says nothing else"
            self.complain((*path, other), problem, code="EV112", on_key=True)
        if key not in below:
            problem = f"there is no {spell_path(path)} to remove"
            self.complain(path, problem, "", near(key, below), code="EV112", on_key=True)
            return
        del below[key]
        self.forget(path)

    def add(self, below: dict[str, Any], value: object, path: Path) -> None:
        """Adds to a list of names; what is there stays."""
        key = str(path[-1])
        before = below[key]
        known = [*before] if is_list(before) else [before]
        for index, each in enumerate(value if is_list(value) else [value]):
            if each not in known:
                at = (*path, index) if is_list(value) else path
                self.whole.origins[*path, len(known)] = self.upper.origin(at)
                known.append(each)
        below[key] = known

    def refuse(self, before: object, value: object, path: Path) -> None:
        """Complains that something is said twice, with both."""
        if self.between is not None and before == value:
            return
        source, at = self.whole.origin(path)
        place = self.line(source, at)
        name = spell_path(path)
        if is_table(before) and is_table(value):
            differing = _differing(before, value)
            problem = f"{name} is already in {place}{differing}"
        else:
            problem = f"{name} is {_short(before)} in {place} and {_short(value)} here"
        mend = self.how(path, value)
        if self.between is not None:
            problem = f"{spell_path(path)} differs between {place} and {self.upper.source}"
            self.blame(*self.between, problem, f"say it here, with {SAYS_SO}")
            return
        self.complain(path, problem, mend=mend, code="EV111", on_key=True)

    def blame(self, source: str, path: Path, problem: str, mend: str) -> None:
        """A complaint about the wish to extend two rulesets that contradict each other."""
        found = Complaint(problem, mend=mend, source=source, path=path, code="EV111")
        self.complaints.append(found)

    def how(self, path: Path, value: object) -> str:
        """How to say that something is replaced."""
        if is_table(value):
            return f"to replace it, say {SAYS_SO} in it; or drop it here"
        if path[:1] == ("parameters",):
            return f"to replace it: {path[-1]} = {{ value = {show(value)}, {SAYS_SO} }}"
        if path[:1] == ("measures",) or path == ("total",):
            return f"to replace it: {path[-1]} = {{ formula = ..., {SAYS_SO} }}"
        return f'to replace it, say override = ["{spell_path(path)}"] at the top; or drop it here'

    def line(self, source: str, path: Path) -> str:
        """Where something is written, as file and line."""
        from evalcore.written.positions import lines_of

        if source not in self.documents:
            return source
        (line,) = lines_of(self.documents[source], [path])
        return f"{source}:{line}"

    def forget(self, path: Path) -> None:
        """What was written below a path counts no more."""
        for each in [each for each in self.whole.origins if each[: len(path)] == path]:
            del self.whole.origins[each]

    def mark(self, path: Path, value: object = None) -> None:
        """Says where something is written."""
        is_formula = self.formulas == path and isinstance(value, str)
        self.formulas = None
        source, at = self.upper.origin(path)
        self.whole.origins[path] = (source, (*at, "formula") if is_formula else at)
        for inner, origin in self.upper.origins.items():
            if inner[: len(path)] == path:
                self.whole.origins[inner] = origin

    def complain(
        self,
        path: Path,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        *,
        mend: str = "",
        code: str,
        on_key: bool = False,
    ) -> None:
        """A complaint about the upper document."""
        source, at = self.upper.origin(path)
        self.complaints.append(
            Complaint(
                problem, expected, meant, mend, source=source, path=at, on_key=on_key, code=code
            )
        )


def without_rivals(before: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a table where another one says some of it in another way."""
    gone = {rival for key in value for rival in RIVALS.get(key, ())}
    if "policy" in value and value["policy"] != before.get("policy"):
        gone.add("settings")
    return {key: each for key, each in before.items() if key not in gone}


def _differing(before: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    """The first key that two tables say differently, with both values."""
    for key, each in value.items():
        if key in before and before[key] != each and key != "override":
            return f"; its {key} is {_short(before[key])} there and {_short(each)} here"
    return ""


def _short(value: object) -> str:
    return "something else" if is_table(value) or is_list(value) else show(value, 30)
