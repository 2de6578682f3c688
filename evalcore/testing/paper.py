"""Checks of what a policy's author wrote: the docstring, the settings, the module.

Checks of what the policy does are in `checks`.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from evalcore.extend.policies import Policy, Role
from evalcore.extend.settings import read_settings
from evalcore.testing.drawing import wrong_values
from evalcore.testing.examples import Example
from evalcore.testing.importing import LIMIT, seconds_to_import
from evalcore.testing.subjects import NoGraph, Refused, Traced, trace
from evalcore.written.errors import Complaint
from evalcore.written.numbers import is_number

STRANGER = "no_such_key"
SECTIONS = re.compile(r"^(Example|Settings|Fields|Clauses):[ \t]*\n", re.MULTILINE)
ENTRY = re.compile(r"^ {4}(?=\S)([\w., ]+):[ \n](.*(?:\n {5,}.*)*)", re.MULTILINE)


def settings_are_refused(example: Example) -> None:
    """Unknown keys and wrong types are refused, each with the path of where it was written.

    A key that is misspelt and passed over decides nothing, and nobody sees it. That is also so of
    a key in a table of numbers: it has to change something, or the policy has to refuse it.
    """
    traced = example.traced()
    given = traced.given
    _refused(example, "the unknown key", {**given, STRANGER: 1}, ("settings", STRANGER))
    for each in example.policy.settings:
        for what, value in wrong_values(each.shape):
            path = ("settings", each.name)
            _refused(example, f"{what} as {each.name}", {**given, each.name: value}, path)
    if traced.opaque is None:
        _note_tables(example, traced)


def _refused(example: Example, what: str, given: Mapping[str, object], path: Any) -> None:
    found: list[Complaint] = []
    read_settings(example.policy.settings, given, found)
    if not found:
        example.fail(f"{what} is taken: {given!r}")
    if all(each.path[:2] != path for each in found):
        example.fail(f"{what} is refused without its path: {found[0]}")


def _note_tables(example: Example, traced: Traced) -> None:
    """Whether a key that is added to a table of numbers is of any consequence."""
    mattered = cast("dict[str, bool]", example.memory.setdefault("tables", {}))
    for name, table in traced.given.items():
        number = _of_numbers(table)
        if number is None or mattered.get(name):
            continue
        try:
            other = trace(example.policy, {**traced.given, name: {**table, STRANGER: number}})
        except (Refused, NoGraph):
            mattered[name] = True
        else:
            mattered[name] = other.fingerprint != traced.fingerprint


def _of_numbers(table: Any) -> float | None:
    """One of the numbers of a table of numbers."""
    if not isinstance(table, dict) or not table:
        return None
    values = list(cast("dict[str, object]", table).values())
    numbers = [each for each in values if is_number(each)]
    return numbers[0] if len(numbers) == len(values) else None


def tables_matter(memory: Mapping[str, Any]) -> str:
    """Which tables swallow every key, over all examples; '' where none does."""
    tables: Mapping[str, bool] = memory.get("tables", {})
    for name, mattered in tables.items():
        if not mattered:
            return f"settings.{name} takes any key: {STRANGER} in it changes nothing; refuse it"
    return ""


def documented(example: Example) -> None:
    """The docstring is the policy's page: what it is, an example that works, and all that it takes.

    A first line that says what it is; an `Example:` in TOML; `Settings:`, `Fields:` and `Clauses:`
    with an entry for each, which names the unit of a number that has one. Each setting also says
    what it is `about`, and each field has the `question` that asks for it: forms, interviews and
    messages show them.
    """
    policy = example.policy
    lacking = list(_lacking(policy))
    if lacking:
        example.fail("\n".join(lacking))
    _example_works(example)
    if policy.role is Role.GATE:
        traced = example.traced()
        said = _entries(policy, "Clauses")
        own = _texts_of(traced.given)
        for name in traced.nodes:
            if name not in own and str(name) not in said:
                example.fail(f"Clauses: says nothing about {name}")


def _lacking(policy: Policy[..., Any]) -> Iterator[str]:
    if not policy.summary.strip():
        yield "it has no docstring"
    elif policy.doc.partition("\n")[2][:1] not in ("", "\n"):
        yield "its first line goes on below: put what it is into one line, then an empty one"
    for each in policy.settings:
        yield from _unsaid(policy, "Settings", each.name, each.shape.spec.unit)
        if not each.shape.spec.about:
            yield f"the setting {each.name} has no about: setting(about='...')"
    for field in policy.fields:
        yield from _unsaid(policy, "Fields", field.name, field.unit)
        if not field.question:
            yield f"the field {field.name} has no question: question='...'"


def _unsaid(policy: Policy[..., Any], heading: str, name: str, unit: str | None) -> Iterator[str]:
    entries = _entries(policy, heading)
    if name not in entries:
        yield f"{heading}: says nothing about {name}"
    elif unit and unit not in entries[name]:
        yield f"{heading}: {name} is in {unit}, which its entry does not say"


def _sections(doc: str) -> dict[str, str]:
    """The sections of a docstring by their headings; '' is what comes before the first."""
    pieces: list[str] = SECTIONS.split(doc)
    return {"": pieces[0], **dict(zip(pieces[1::2], pieces[2::2], strict=True))}


def _entries(policy: Policy[..., Any], heading: str) -> dict[str, str]:
    """The entries of a section, `name: words` or `name, name: words`, by name."""
    found: dict[str, str] = {}
    for names, words in ENTRY.findall(_sections(policy.doc).get(heading, "")):
        found |= {each.strip(): str(words) for each in str(names).split(",")}
    return found


def _texts_of(given: object) -> set[str]:
    """The texts in settings: clauses may be named by them."""
    match given:
        case str():
            return {given}
        case dict():
            items = cast("dict[str, object]", given).items()
            return {text for pair in items for each in pair for text in _texts_of(each)}
        case list():
            return {t for each in cast("list[object]", given) for t in _texts_of(each)}
        case _:
            return set()


def _example_works(example: Example) -> None:
    policy = example.policy
    table = "criteria" if policy.role is Role.CRITERION else "gates"
    found = re.search(r"```toml\n(.*?)```", _sections(policy.doc).get("Example", ""), re.DOTALL)
    if not found:
        example.fail(f"it has no Example: with a ```toml block that has [{table}.NAME]")
    try:
        shown = tomllib.loads(textwrap.dedent(found[1].rstrip(" ")))
    except tomllib.TOMLDecodeError as error:
        example.fail(f"its Example is no TOML: {error}")
    used = [each for each in shown.get(table, {}).values() if each.get("policy") == policy.name]
    if not used:
        example.fail(f'its Example has no [{table}.NAME] with policy = "{policy.name}"')
    for each in used:
        try:
            trace(policy, each.get("settings", {}))
        except Refused as error:
            example.fail(f"it refuses the settings of its Example: {error}")
        except NoGraph as error:
            example.pass_over(error)


def imports_quickly(example: Example) -> None:
    """Importing the module of the policy takes next to no time.

    Every command imports every plugin before it does anything. Import what is heavy where it is
    used; read files and open connections when a policy is asked.
    """
    took = seconds_to_import(example.policy.function)
    example.shown["module"] = example.policy.function.__module__
    if took > LIMIT:
        example.fail(f"importing it took {took:.2f} s, expected at most {LIMIT:g} s")
