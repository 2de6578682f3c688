"""The form as a JSON Schema (draft 2020-12) of the documents that `evaluate` reads.

What a schema cannot say stays with the reader: that low <= likely <= high, that ids differ, that
nothing is given twice, nested and dotted, and that a text is not what a spreadsheet shows where a
formula failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from evalcore.form import Form, answer, form_of
from evalcore.judge.evaluator import Evaluator
from evalcore.request.fields import Field
from evalcore.written.blank import unseen
from evalcore.written.numbers import LARGEST

DIALECT = "https://json-schema.org/draft/2020-12/schema"
INITIATIVE = {"$ref": "#/$defs/initiative"}
WITHHELD = {"$ref": "#/$defs/withheld"}
UNKNOWN = {"type": "null"}
BLANK = {"$ref": "#/$defs/blank"}


def as_schema(form: Form) -> dict[str, Any]:
    """One initiative, a list of them, or `{"initiatives": [...]}`.

    Every field may also be null or blank (unknown) or withheld; names with dots may be nested. What
    a record holds and nothing reads is in `dependentSchemas`: right where it is said, and no
    question. What an initiative says is in `properties`, and alone, without the lists, in the
    definition of that name.
    """
    several = {"type": "array", "items": INITIATIVE, "minItems": 1}
    wrapped = {
        "type": "object",
        "required": ["initiatives"],
        "properties": {"initiatives": several},
        "additionalProperties": False,
    }
    initiative = _initiative(form.fields)
    fields = {
        f"field:{each.name}": _optional(each, form.unasked.get(each.name, {}))
        for each in form.fields
    }
    return {
        "$schema": DIALECT,
        "title": f"{form.name} {form.version}",
        **({"description": form.about} if form.about else {}),
        "anyOf": [INITIATIVE, several, wrapped],
        "properties": initiative["properties"],
        "$defs": {
            "initiative": initiative,
            "withheld": {
                "type": "object",
                "description": "A value that exists and will not be given, with the reason.",
                "required": ["withheld"],
                "properties": {"withheld": {"type": "string"}},
                "additionalProperties": False,
            },
            "blank": {
                "type": "string",
                "description": "A text in which nothing can be seen: as good as null.",
                "pattern": f"^[{unseen()}]*$",
            },
            **fields,
        },
    }


def initiative_schema(evaluator: Evaluator) -> dict[str, Any]:
    """The JSON Schema of an initiative, or several: `evalcore form --format json-schema`."""
    return as_schema(form_of(evaluator))


def _initiative(fields: Iterable[Field]) -> dict[str, Any]:
    key = [
        {"type": "string", "pattern": f"[^{unseen()}]"},
        {"type": "integer", "minimum": int(-LARGEST), "maximum": int(LARGEST)},
    ]
    properties: dict[str, Any] = {
        "id": {"description": "A text that no other initiative has.", "anyOf": key},
        "title": {"type": ["string", "null"]},
    }
    properties |= _properties({each.name: each.name for each in fields})
    return {"type": "object", "required": ["id"], "properties": properties}


def _properties(names: Mapping[str, str]) -> dict[str, Any]:
    """The properties that stand for fields: by their whole names, and by tables inside tables.

    `names` maps what is left of a name inside a table to the whole name.
    """
    found: dict[str, Any] = {
        left: {"$ref": f"#/$defs/field:{quote(whole)}"} for left, whole in names.items()
    }
    heads = dict.fromkeys(left.partition(".")[0] for left in names if "." in left)
    for head in heads:
        inside = {
            left.partition(".")[2]: whole
            for left, whole in names.items()
            if left.startswith(f"{head}.")
        }
        found[head] = {
            "anyOf": [
                {
                    "type": "object",
                    "properties": _properties(inside),
                    **({} if "withheld" in inside else {"not": {"required": ["withheld"]}}),
                },
                UNKNOWN,
                BLANK,
                WITHHELD,
            ]
        }
    return found


def _optional(field: Field, unasked: Mapping[str, Field] | None = None) -> dict[str, Any]:
    """A field with its question; its value, unknown or withheld."""
    notes = {
        "title": field.question,
        "description": answer(field),
        "x-unit": field.unit,
        "x-answered-by": field.answered_by,
        "x-minutes": field.minutes,
    }
    said = {name: note for name, note in notes.items() if note}
    values = field.kind.row.schema(field, _optional)
    if unasked:
        more = {name: {"properties": {name: _optional(each)}} for name, each in unasked.items()}
        values = [{**each, "items": {**each["items"], "dependentSchemas": more}} for each in values]
    return {**said, "anyOf": [*values, UNKNOWN, BLANK, WITHHELD]}
