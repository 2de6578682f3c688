"""Writes the parts of the documentation that come from the code: `python docs/generate.py`.

With `--check` it writes nothing and ends with 1 where a page is stale.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_origin

import evalcore
from evalcore import Evaluator, Policy, discover, load_initiatives
from evalcore.extend.hooks import Hooks
from evalcore.extend.loading import ASKED, Hook
from evalcore.extend.policies import Role
from evalcore.extend.settings import Setting
from evalcore.extend.shapes import shape_of
from evalcore.form import form_of
from evalcore.judge.comparison import Reader, compare
from evalcore.judge.listing import Listing
from evalcore.language import build, operations
from evalcore.language.functions import FUNCTIONS
from evalcore.read.documents import parse_initiatives
from evalcore.reports.comparison import comparison_document
from evalcore.reports.machine import as_csv
from evalcore.reports.markdown import as_markdown
from evalcore.request.fields import Field
from evalcore.rules.codes import CODES, Code
from evalcore.rules.model import SECTIONS, Key, Section

DOCS = Path(__file__).parent
ROOT = DOCS.parent
EXAMPLES = ROOT / "examples" / "requests.toml"
STANCES = (
    "it_is_the_job",
    "inseparable",
    "strategy_and_discipline",
    "investment_council",
    "balanced",
)


def floors() -> str:
    """The rooms of the house, the highest floor first."""
    sys.path.insert(0, str(ROOT / "tests"))
    from floors import FLOORS

    rows = [
        [str(number) if n == 0 else "", f"`{room}`", about]
        for number, floor in reversed([*enumerate(FLOORS)])
        for n, (room, about) in enumerate(floor.items())
    ]
    return _table(["floor", "room", "about"], rows)


def functions() -> str:
    """The table of functions: how each is called and what it does with nothing and unknown."""
    head = ["function", "what it gives", "of nothing", "with an unknown", "undefined"]
    rows = [
        [f"`{call}`" if n == 0 else call for n, call in enumerate(row)]
        for row in (
            [
                each.signature.replace("|", "\\|"),
                each.summary,
                each.empty,
                each.unknown,
                each.undefined,
            ]
            for each in FUNCTIONS.values()
        )
    ]
    return _table(head, rows)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


WRITTEN = {  # what formulas have a syntax for
    "when": "`x if condition else y`",
    "negate": "`not condition`",
    "is_in": "`text in ['a', 'b']`",
    "has": "`'text' in set`",
    "as_of": "the date of the evaluation is `as_of`",
    "quantity": "a parameter with a `unit`",
}


def builders() -> str:
    """The table of what policies call: what it gives, and how a formula says it."""
    called = {each.build: f"`{name}`" for name, each in FUNCTIONS.items()}
    rows: list[list[str]] = []
    for name in sorted(evalcore._HOME_OF):  # noqa: SLF001
        builder = getattr(evalcore, name)
        if evalcore._HOME_OF[name] in (build.__name__, operations.__name__):  # noqa: SLF001
            summary = (inspect.getdoc(builder) or "").partition("\n")[0]
            rows.append([f"`{_call(builder)}`", _escaped(summary), WRITTEN.get(name, "")])
            rows[-1][2] = rows[-1][2] or called[builder]
    return _table(["in Python", "what it gives", "in a formula"], rows)


def _call(builder: Callable[..., Any]) -> str:
    parts: list[str] = []
    for each in inspect.signature(builder).parameters.values():
        star = "*" if each.kind is each.VAR_POSITIONAL else ""
        default = "" if each.default is each.empty else f"={each.default!r}"
        parts.append(f"{star}{each.name}{default}")
    return f"{builder.__name__}({', '.join(parts)})"


def hooks() -> str:
    """The table of hooks: what each is for, and which first-party plugins use it."""
    rows = [
        [f"[`{hook.name}`](hooks.md#{hook.name})", _escaped(_summary(hook.name)), _users(hook.name)]
        for hook in ASKED
    ]
    return _table(["hook", "what a plugin brings by it", "in evalcore itself"], rows)


def _summary(hook: str) -> str:
    return (inspect.getdoc(getattr(Hooks, hook)) or "").partition("\n")[0]


def _users(hook: str) -> str:
    os.environ["EVALCORE_JOURNAL"] = "journal.jsonl"  # it observes only while it is asked to
    found = discover(folder=ROOT / "plugins", entry_points=False)
    names = [each.origin.name.removeprefix("evalcore_") for each in found.all if hook in each.hooks]
    return ", ".join(f"`{name}`" for name in names)


def hook_reference() -> str:
    """Every hook: how it is called, what its specification says, and what it returns."""
    return "\n".join(map(_hook, ASKED))


def _hook(hook: Hook) -> str:
    specification = getattr(Hooks, hook.name)
    names = [each for each in inspect.signature(specification).parameters if each != "self"]
    blocks = [
        f"## {hook.name}",
        f"`{hook.name}({', '.join(names)})` returns a list of {hook.made}.",
    ]
    blocks.append(inspect.getdoc(specification) or "")
    if not hook.decorated:
        blocks.append(f"`{_made(hook.kind)}`: {inspect.getdoc(hook.kind)}")
    return "\n\n".join([*blocks, f"In evalcore itself: {_users(hook.name)}."]) + "\n"


def _made(kind: type) -> str:
    """How one is made: what it needs, and what it may be given by name."""
    given = [
        each.name + ("=..." if each.default is not inspect.Parameter.empty else "")
        for each in inspect.signature(kind).parameters.values()
    ]
    return f"{kind.__name__}({', '.join(given)})"


def checks() -> str:
    """The table of checks: what each demands."""
    from evalcore.testing import CHECKS

    rows = [
        [f"`{each.name}`", _escaped(" ".join(each.doc.partition("\n\n")[0].split()))]
        for each in CHECKS
    ]
    return _table(["check", "what it demands"], rows)


def fixtures() -> str:
    """The table of fixtures for pytest: how each is called, and what it is for."""
    from evalcore import fixtures as module

    public = {name: each for name, each in vars(module).items() if name.startswith("evalcore_")}
    rows = [
        [f"`{name}`", _escaped((inspect.getdoc(each) or "").partition("\n")[0])]
        for name, each in public.items()
    ]
    return _table(["fixture", "what it is"], rows)


def policies() -> str:
    """Every first-party policy: the words of its author, and what its settings and fields are."""
    found = discover(folder=ROOT / "plugins", entry_points=False)
    named = sorted((name, role) for role in Role for name in found.names(str(role)))
    listed = [(found.policy(role, name), f"{name}, a {role}") for name, role in named]
    index = _table(
        ["policy", "what it is"],
        [
            [f"[{title}](#{title.replace(', ', '-').replace(' ', '-')})", _escaped(each.summary)]
            for each, title in listed
        ],
    )
    return "\n".join([index, *(_policy(each, title) for each, title in listed)])


def _policy(policy: Policy[..., Any], title: str) -> str:
    words = _parts(policy.doc)
    example = textwrap.dedent(words.get("Example", "")).strip()
    blocks = [f"## {title}", words[""].strip(), example]
    if policy.settings:
        said = _entries(words.get("Settings", ""))
        rows = [
            _setting(each, said.get(each.name, each.shape.spec.about)) for each in policy.settings
        ]
        head = ["setting", "type", "unit", "range", "default", "what it is"]
        blocks.append(_table(head, rows).strip())
    said = _entries(words.get("Fields", ""))
    rows = [_field(each, said.get(each.name, "")) for each in policy.fields]
    head = ["field", "kind", "unit", "range", "what it says", "question"]
    blocks.append(_table(head, rows).strip())
    if conditions := _entries(words.get("Clauses", "")):
        rows = [[f"`{name}`", _escaped(holds)] for name, holds in conditions.items()]
        blocks.append(_table(["clause", "what has to hold"], rows).strip())
    blocks += [_prose(section) for heading, section in words.items() if heading]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _parts(doc: str) -> dict[str, str]:
    """The sections of a docstring by their headings; '' is what comes before the first."""
    pieces = re.split(r"^(Example|Settings|Fields|Clauses):\n", doc, flags=re.MULTILINE)
    return {"": pieces[0], **dict(zip(pieces[1::2], pieces[2::2], strict=True))}


def _prose(section: str) -> str:
    """What stands below the entries of a section, back at the margin."""
    return "\n".join(re.findall(r"^\S.*$", section, re.MULTILINE))


def _entries(section: str) -> dict[str, str]:
    """`name: words` by name, or `name, name: words`; the lines that go on are joined."""
    found: dict[str, str] = {}
    for names, words in re.findall(r"^ {4}(\S.*?): (.*(?:\n {5,}.*)*)", section, re.MULTILINE):
        found |= dict.fromkeys(names.split(", "), re.sub(r"\s+", " ", words))
    return found


def _setting(setting: Setting, said: str) -> list[str]:
    spec, kind = setting.shape.spec, setting.shape.kind
    default = "required" if setting.required else f"`{json.dumps(setting.default)}`"
    words = re.sub(r"(; a bare number)?\. (Required|Default \S+?)\.(?= |$)", ".", said)
    origin = get_origin(kind) or kind
    if spec.choices or (get_args(kind) and origin not in (dict, list, tuple)):
        allowed = ", ".join(f'`"{each}"`' for each in spec.choices or get_args(kind))
        return [f"`{setting.name}`", "text", "", allowed, default, _escaped(words)]
    return [
        f"`{setting.name}`",
        str(shape_of(kind)).removeprefix("a "),
        _unit(spec.unit),
        _range(spec),
        default,
        _escaped(words),
    ]


def _field(field: Field, said: str) -> list[str]:
    inner = ", ".join(f"`{name}`" for name in field.record)
    held = f" of {inner}" if inner else ""
    kind = f"whole {field.kind}" if field.whole else f"{field.kind}{held}"
    choices = ", ".join(f"`{each}`" for each in field.choices or ())
    return [
        f"`{field.name}`",
        kind,
        _unit(field.unit),
        choices or _range(field),
        _escaped(said),
        _escaped(field.question),
    ]


def _unit(unit: str | None) -> str:
    return f"`{unit}`" if unit else ""


def _range(bounds: Any) -> str:
    """The bounds of a field or a setting in words."""
    words = (
        ("at least", "minimum"),
        ("above", "above"),
        ("at most", "maximum"),
        ("below", "below"),
    )
    given = [(word, getattr(bounds, key, None)) for word, key in words]
    return ", ".join(f"{word} {bound:g}" for word, bound in given if bound is not None)


def _readme(language: str, containing: str) -> str:
    """The one block of the README with this text."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return next(block for block in blocks if containing in block)


def _first_ruleset() -> Listing:
    """The README's first ruleset and its requests, ranked."""
    ruleset = evalcore.read_ruleset(_readme("toml", "[default]"))
    evaluator = Evaluator(ruleset)
    source = evaluator.plugins.source("csv")
    rows = _readme("text", "R1,")
    loaded = parse_initiatives(evaluator, rows, source, "requests.csv")
    return evaluator.listing(evaluator.rank(loaded.initiatives), ranking=True)


def contract() -> str:
    """The JSON of a ranking, with fewer line breaks than the command prints."""
    listing = _first_ruleset()
    whole = listing.to_json()
    lines = [
        "{",
        f'  "ruleset": {_json(whole["ruleset"])},',
        f'  "as_of": {_json(whole["as_of"])},',
    ]
    shown = ",\n".join("\n".join(_spread(each)) for each in whole["evaluations"])
    used = ",\n".join(f"    {_json(each)}" for each in whole["plugins"])
    ends = ["  ],", '  "plugins": [', used, "  ]", "}", "```", ""]
    return "\n".join(["```json", *lines, '  "evaluations": [', shown, *ends])


def _spread(evaluation: dict[str, Any]) -> Iterator[str]:
    """One key a line, and one line for each object of a list."""
    yield "    {"
    last = list(evaluation)[-1]
    for key, value in evaluation.items():
        comma = "" if key == last else ","
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = ",\n".join(f"        {_json(each)}" for each in value)
            yield f'      "{key}": [\n{inner}\n      ]{comma}'
        else:
            yield f'      "{key}": {_json(value)}{comma}'
    yield "    }"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def ranked_csv() -> str:
    """The CSV of the same ranking."""
    return f"```text\n{as_csv(_first_ruleset())}```\n"


def fields_read(name: str) -> str:
    """The fields that a stance reads, by who answers; and those that it has promised not to."""
    evaluator = Evaluator(name)
    lines = [
        f"- {who}: {_listed(fields)}" for who, fields in form_of(evaluator).respondents.items()
    ]
    declared = evaluator.graph.declared
    never = evaluator.ruleset.never_reads
    tags = [each.removeprefix("tag:") for each in never if each.startswith("tag:")]
    for tag in tags:
        meant = [each for each in declared.values() if tag in each.tags]
        lines.append(f"- never, tag `{tag}`: {_listed(meant)}")
    named = [declared[each] for each in never if each in declared]
    if named:
        lines.append(f"- never: {_listed(named)}")
    return "".join(f"{line}\n" for line in lines)


def _listed(fields: list[Field]) -> str:
    return ", ".join(f"`{each.name}`" for each in fields)


def compared() -> str:
    """What `compare` says about the shipped requests, its headings one level lower."""
    evaluators = [Evaluator(name) for name in STANCES]
    initiatives = load_initiatives(Reader.of(evaluators), EXAMPLES).initiatives
    text = as_markdown(comparison_document(compare(evaluators, initiatives)))
    return "".join(
        f"#{line}" if line.startswith("#") else line for line in text.splitlines(keepends=True)
    )


def reference() -> str:
    """Every table of a ruleset file: its keys, what they hold and say, and an example."""
    return "\n".join(map(_section, SECTIONS))


def _section(section: Section) -> str:
    shown = [f"## {section.title}", _escaped(section.about)]
    if section.values is not None:
        shown.append(f"Each `NAME = ...` is {section.values.kind}: {section.values.about}.")
    if section.keys:
        rows = [
            [f"`{key.name}`", _kind_of(key), _escaped(key.about), _left_out(key)]
            for key in section.keys
        ]
        shown.append(_table(["key", "holds", "says", "left out"], rows).rstrip())
    if section.example:
        shown.append(f"```toml\n{section.example}\n```")
    return "\n\n".join(shown) + "\n"


def _kind_of(key: Key) -> str:
    return f"one of {', '.join(key.choices)}" if key.choices else key.kind


def _left_out(key: Key) -> str:
    return "required" if key.required else _escaped(key.default)


def codes() -> str:
    """The table of all codes, and the page of each."""
    rows = [
        [f"[{c.code}](#{c.code.lower()})", c.severity, _escaped(c.title)] for c in CODES.values()
    ]
    parts = [_table(["code", "", "what it says"], rows), *map(_code, CODES.values())]
    return "\n".join(parts)


def _code(code: Code) -> str:
    shown = [f"### {code.code}", f"{code.title[:1].upper()}{code.title[1:]}. {code.about}"]
    files = [(f"With `{name}` beside it:", text.strip()) for name, text in code.beside.items()]
    for words, text in (*files, ("For example:", code.wrong), ("Mended:", code.right)):
        if text:
            shown += [words, f"```toml\n{text}\n```"]
    return "\n\n".join(shown) + "\n"


PARTS: list[tuple[str, str, Callable[[], str]]] = [
    ("../CONTRIBUTING.md", "floors", floors),
    ("check.md", "codes", codes),
    ("command-line.md", "contract", contract),
    ("command-line.md", "csv", ranked_csv),
    ("expressions.md", "functions", functions),
    ("hooks.md", "reference", hook_reference),
    ("plugins.md", "builders", builders),
    ("plugins.md", "hooks", hooks),
    ("policies.md", "policies", policies),
    ("testing.md", "checks", checks),
    ("testing.md", "fixtures", fixtures),
    ("reference.md", "reference", reference),
    ("stances/README.md", "comparison", compared),
    *((f"stances/{name}.md", "fields", partial(fields_read, name)) for name in STANCES),
]


def page(text: str, part: str, content: str) -> str:
    """The page with its generated part as it should be."""
    start, end = f"<!-- {part}: generated by docs/generate.py -->\n", f"<!-- end of {part} -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{content}{end}{after}"


def main() -> int:
    """Writes the pages, or with --check says which are stale."""
    stale = 0
    for name, part, content in PARTS:
        path = DOCS / name
        text = path.read_text(encoding="utf-8")
        wanted = page(text, part, content())
        if text == wanted:
            continue
        if "--check" in sys.argv[1:]:
            sys.stderr.write(f"{name} is stale: run python docs/generate.py\n")
            stale = 1
        else:
            path.write_text(wanted, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
