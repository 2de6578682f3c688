"""The JSON Schema of ruleset files (draft 7, which editors of TOML read).

It is made of the model of the file, and of what the active plugins offer. What a schema cannot say
stays with `check`: what names mean, and which keys go together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalcore.extend.plugins import Plugins
from evalcore.extend.policies import Role
from evalcore.extend.settings import Setting
from evalcore.extend.shapes import Form, Shape, shape_of
from evalcore.rules.model import SECTIONS, Key, Section

DIALECT = "http://json-schema.org/draft-07/schema#"
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "number"}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}
TABLE: dict[str, Any] = {"type": "object"}
_OF_A_WHOLE = ("name", "version", "default", "rules")  # not in a file of values that others extend


def ruleset_schema(plugins: Plugins) -> dict[str, Any]:
    """The schema, with the policies, settings and names that these plugins offer."""
    whole = _section(SECTIONS[0])
    whole["anyOf"] = [
        {"required": ["extends"]},
        {"required": ["name", "version", "default"]},
        {"required": ["cases"], "propertyNames": {"const": "cases"}},  # NAME.cases.toml
        {"propertyNames": {"not": {"enum": [*_OF_A_WHOLE]}}, "minProperties": 1},
    ]
    del whole["required"]
    for section in SECTIONS[1:]:
        _put(whole, section)
    inner = whole["properties"]
    inner["total"] = {"anyOf": [TEXT, _table_of(inner["total"], "formula", "override")]}
    inner["measures"]["additionalProperties"] = {"anyOf": [TEXT, _changing("formula")]}
    inner["parameters"]["additionalProperties"] = {
        "anyOf": [_kind("a number, or several with dates"), _named(inner, "parameters")]
    }
    for table in ("parameters", "measures", "fields", "relations", "criteria", "gates"):
        inner[table]["properties"] = {"override": {"type": "boolean"}}
    for table, role in (("criteria", Role.CRITERION), ("gates", Role.GATE)):
        entry = inner[table]["additionalProperties"]
        names = plugins.names(str(role))
        if names:  # a schema has no empty lists
            entry["properties"]["policy"] |= {"enum": names}
            entry["allOf"] = [_with_settings(plugins, role, name) for name in names]
    inner["plugins"]["properties"] = {
        each.origin.name: _class(declared.kind)
        for each in plugins.all
        if each.active
        for declared in each.settings
    }
    return {
        "$schema": DIALECT,
        **whole,
        "title": "A ruleset of evalcore",
        "description": "How an organisation decides about initiatives.",
    }


def _named(inner: Mapping[str, Any], table: str) -> Any:
    return inner[table].pop("named")


def _table_of(table: dict[str, Any], *more: str) -> dict[str, Any]:
    """A table that may hold other keys, too."""
    del table["required"]
    kinds = {"formula": TEXT, "override": {"type": "boolean"}}
    table["properties"] |= {name: kinds[name] for name in more}
    return table


def _changing(key: str) -> dict[str, Any]:
    flag = {"type": "boolean"}
    properties = {key: TEXT, "override": flag, "remove": flag}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _section(section: Section) -> dict[str, Any]:
    if section.values is not None:
        own = _value(section.values)
        return {"type": "object", "description": _plain(section.about), "additionalProperties": own}
    found: dict[str, Any] = {
        "type": "object",
        "description": _plain(section.about),
        "properties": {key.name: _value(key) for key in section.keys},
        "additionalProperties": False,
    }
    required = [key.name for key in section.keys if key.required]
    # What extends another says only what is different, so nothing is required of its tables.
    can_change = any(key.name == "override" for key in section.keys)
    if required and (not section.path or section.path[-1] == "#" or not can_change):
        found["required"] = ["id"] if section.path == ("rules", "#") else required
    return found


def _put(whole: dict[str, Any], section: Section) -> None:
    """Puts a section where it belongs, under tables that may not be there yet."""
    place = whole
    for step in section.path[:-1]:
        place = _below(place, step)
    last, made = section.path[-1], _section(section)
    if last == "*":
        if isinstance(place.get("additionalProperties"), dict):
            place["named"] = made  # beside a plain value
        else:
            place["additionalProperties"] = made
    elif last == "#":
        place["type"], place["items"] = "array", made
        for key in ("properties", "additionalProperties"):
            place.pop(key, None)
    else:
        properties = place.setdefault("properties", {})
        before = properties.get(last, {})
        inside = before.get("properties", {})
        properties[last] = {**before, **made}
        if inside:
            properties[last]["properties"] = {**inside, **made.get("properties", {})}


def _below(place: dict[str, Any], step: str) -> dict[str, Any]:
    if step in ("*", "#"):
        found: dict[str, Any] = place["additionalProperties" if step == "*" else "items"]
        return found
    properties: dict[str, dict[str, Any]] = place.setdefault("properties", {})
    below = properties.setdefault(step, {"type": "object", "additionalProperties": False})
    if below == TABLE or ("additionalProperties" not in below and "items" not in below):
        below = properties[step] = {**below, "type": "object", "additionalProperties": False}
    return below


def _value(key: Key) -> dict[str, Any]:
    kind = _kind(key.kind) if not key.choices else {"type": "string", "enum": list(key.choices)}
    default = f" Left out: {key.default}." if key.default else ""
    return {**kind, "description": f"{_plain(key.about)}.{default}"}


def _plain(text: str) -> str:
    return text.rstrip(".").replace("`", "")


def _kind(kind: str) -> dict[str, Any]:
    date = {"type": "string", "format": "date"}
    simple: dict[str, dict[str, Any]] = {
        "a number": NUMBER,
        "a whole number": {"type": "integer"},
        "true or false": {"type": "boolean"},
        "a date": date,
        "a table": TABLE,
        "settings of the policy": TABLE,
        "a list of numbers": {"type": "array", "items": NUMBER},
        "a list of texts": {"anyOf": [TEXT, TEXTS]},
        "a text or a list of texts": {"anyOf": [TEXT, TEXTS]},
        "a list of texts, or a field": {"anyOf": [TEXT, TEXTS]},
        "a number, or one a period": {"anyOf": [NUMBER, {"type": "array", "items": NUMBER}]},
        "a number, or a table with value and within": {"anyOf": [NUMBER, TABLE]},
        "a number, or several with dates": _dated(NUMBER),
        "a formula, or a table with aggregation": {"anyOf": [TEXT, TABLE]},
        "a value, or one by output": {"type": ["string", "number", "boolean", "object"]},
    }
    if kind.endswith("or one by clause"):
        return {"anyOf": [TEXT, {"type": "object", "additionalProperties": TEXT}]}
    return dict(simple.get(kind, TEXT))


def _dated(value: Mapping[str, Any]) -> dict[str, Any]:
    """The value, or a list of values with the days from which they hold."""
    step = {
        "type": "object",
        "properties": {"from": {"type": "string", "format": "date"}, "value": dict(value)},
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [dict(value), {"type": "array", "items": step, "minItems": 1}]}


def _with_settings(plugins: Plugins, role: Role, name: str) -> dict[str, Any]:
    policy = plugins.policy(role, name)
    settings = _settings(policy.settings)
    return {
        "if": {"properties": {"policy": {"const": name}}, "required": ["policy"]},
        "then": {"properties": {"settings": settings, "policy": {"description": policy.summary}}},
    }


def _settings(declared: tuple[Setting, ...]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for each in declared:
        about = each.shape.spec.about
        properties[each.name] = _dated(_shape(each.shape))
        if about:
            properties[each.name]["description"] = about
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _shape(shape: Shape) -> dict[str, Any]:
    spec = shape.spec
    match shape.form:
        case Form.NUMBER | Form.WHOLE:
            ends = {
                "exclusiveMinimum": spec.above,
                "exclusiveMaximum": spec.below,
                "minimum": spec.minimum,
                "maximum": spec.maximum,
            }
            found = {key: end for key, end in ends.items() if end is not None}
            return {"type": "integer" if shape.form is Form.WHOLE else "number", **found}
        case Form.FLAG:
            return {"type": "boolean"}
        case Form.TEXT:
            return {**TEXT, **({"enum": list(spec.choices)} if spec.choices else {})}
        case Form.LIST if shape.entry is not None:
            return {"type": "array", "items": _shape(shape.entry)}
        case Form.TABLE if shape.entry is not None:
            return {"type": "object", "additionalProperties": _shape(shape.entry)}
        case Form.CLASS:
            return _class(shape.kind)
        case _:
            return {}


def _class(kind: Any) -> dict[str, Any]:
    from typing import get_type_hints

    import attrs

    hints = get_type_hints(kind, include_extras=True)
    fields = [each for each in attrs.fields(kind) if each.init]
    return {
        "type": "object",
        "properties": {each.name: _shape(shape_of(hints[each.name])) for each in fields},
        "required": [each.name for each in fields if each.default is attrs.NOTHING],
        "additionalProperties": False,
    }
