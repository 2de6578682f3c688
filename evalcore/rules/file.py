"""Ruleset files: finding and reading them; every complaint with file, line and column.

What the tables in them say is the business of `parts`, what that means of `compiler`.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import attrs

from evalcore.request.declarations import Vocabulary
from evalcore.rules.origins import placed
from evalcore.rules.parts import LISTS, read_fields, read_relations, read_tables
from evalcore.rules.ruleset import Ruleset
from evalcore.written.blank import composed
from evalcore.written.errors import Complaint, InputError
from evalcore.written.files import look, read_text
from evalcore.written.tables import Table
from evalcore.written.toml import LARGEST_FILE, located, parse_toml

if TYPE_CHECKING:
    from evalcore.extend.plugins import Plugins
    from evalcore.rules.extending import Effective


@attrs.frozen
class Draft:
    """A ruleset as far as it could be read, and the complaints about its shape, not yet located.

    Compiling it finds what else is wrong, so that its author learns of everything at once.
    """

    ruleset: Ruleset
    complaints: tuple[Complaint, ...] = ()


def find_ruleset(name: str, plugins: Plugins | None = None) -> FilePath:
    """The file of a ruleset, by path or by the name under which a plugin offers it.

    Without `plugins`, those that are installed. Raises `InputError` where there is none.
    """
    there = look(name)
    if there == "file":
        return FilePath(name)
    if plugins is None:
        from evalcore.extend.plugins import discover

        plugins = discover()
    if there == "folder" and name not in plugins.names("ruleset"):
        expected = "a ruleset file, such as rules.toml"
        raise InputError(Complaint("this is a folder", expected, source=name, code="EV102"))
    return plugins.ruleset(name)


def load_ruleset(name: str | FilePath, plugins: Plugins | None = None) -> Ruleset:
    """The ruleset in a file, or that of this name among plugins. Raises `InputError`.

    Without `plugins`, those that are installed.
    """
    return _finished(load_draft(name, plugins))


def load_draft(name: str | FilePath, plugins: Plugins | None = None) -> Draft:
    """As `load_ruleset`, but raises only where nothing can be read at all."""
    path = find_ruleset(str(name), plugins)
    text = read_text(path, LARGEST_FILE)
    return read_draft(text, str(path), folder=path.parent, plugins=plugins)


def read_ruleset(text: str, source: str = "", *, folder: FilePath | None = None) -> Ruleset:
    """The ruleset that a TOML text describes.

    `source` names it in messages; vocabularies in TOML files are sought in `folder`. Raises
    `InputError` with every complaint about its shape, each located.
    """
    return _finished(read_draft(text, source, folder=folder))


def read_draft(
    text: str, source: str = "", *, folder: FilePath | None = None, plugins: Plugins | None = None
) -> Draft:
    """As `read_ruleset`, but raises only where the text, or one that it extends, cannot be read.

    What it extends by name is sought among the plugins: without any, those that are installed.
    """
    text = composed(text)
    complaints: list[Complaint] = []
    documents = {source: text}
    content = parse_toml(text, source, LISTS)
    whole: Effective | None = None
    if "extends" in content:
        from evalcore.rules.extending import effective

        whole = effective(content, text, source, folder, plugins)
        if whole.lacking:  # everything else would be about what is not there
            raise InputError(whole.complaints)
        content, documents, complaints = whole.content, whole.documents, whole.complaints
    ruleset = read_tables(Table(content, (), complaints), source)
    vocabularies: dict[str, Vocabulary] = {}
    for index, name in enumerate(ruleset.vocabulary):
        if name.endswith(".toml"):
            try:
                beside = folder if whole is None else whole.folder_of(("vocabulary", index))
                path = (beside or FilePath()) / name
                documents[str(path)] = read_text(path, LARGEST_FILE)
                vocabularies[name] = read_vocabulary(documents[str(path)], str(path))
            except InputError as error:
                complaints += [_about_vocabulary(index, each) for each in error.complaints]
    origins = {} if whole is None else whole.origins
    ruleset = attrs.evolve(
        ruleset,
        vocabularies=vocabularies,
        documents=documents,
        content=content,
        origins=origins,
    )
    return Draft(ruleset, tuple(complaints))


def _about_vocabulary(index: int, each: Complaint) -> Complaint:
    """A complaint about a vocabulary's file: where that has no line, about the wish for it."""
    if each.line:
        return each
    problem, path = f"{each.source}: {each.problem}", ("vocabulary", index)
    return attrs.evolve(each, problem=problem, source="", path=path, code="EV102")


def _finished(draft: Draft) -> Ruleset:
    ruleset = draft.ruleset
    if draft.complaints:
        raise InputError(placed(ruleset, draft.complaints))
    return ruleset


def read_vocabulary(text: str, source: str) -> Vocabulary:
    """What a TOML file says that holds nothing but `[fields.*]` and `[relations.*]`.

    Raises `InputError`.
    """
    text = composed(text)
    complaints: list[Complaint] = []
    top = Table(parse_toml(text, source), (), complaints)
    fields = read_fields(top.table("fields"), source)
    relations = read_relations(top.table("relations"))
    top.finish()
    if complaints:
        raise InputError(located(complaints, {source: text}, source))
    return Vocabulary(source, fields.values(), relations)
