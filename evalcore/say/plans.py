"""Plans of facts: why a condition holds or does not, as data that any language can fill.

`Facts` says it of one evaluation in the best words there are. A plan says it in plainer ones, with
places for the values; `fill` puts them in here, and `scripts/telling.js` in a page, to the same
letter. So a page that follows a slider can say why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from evalcore.interpret.trace import Trace
from evalcore.language.comparing import TOLERANCE
from evalcore.language.nodes import (
    Aggregate,
    And,
    Apply,
    Compare,
    FieldRef,
    FirstRow,
    If,
    IsWithheld,
    Known,
    Literal,
    Named,
    Node,
    Not,
    Or,
    children,
    constant,
    is_fixed,
    walk,
)
from evalcore.language.types import Type
from evalcore.request.fields import Field
from evalcore.request.situation import Situation
from evalcore.request.spelling import (
    choice_in_words,
    counted,
    named_list,
    plain_value,
    rounded,
    spell_number,
    unit_after,
)
from evalcore.say.facts import MOST_ABOUT, Facts
from evalcore.say.labels import are, count_words
from evalcore.say.nouns import Glossary
from evalcore.say.phrases import clipped

Plan = dict[str, Any]
Piece = str | dict[str, Any]
DEEPEST = 30  # conditions within conditions
LARGEST = 500  # conditions of one plan: measures that are mentioned more than once multiply them
MOST = 16  # decimals of numbers that nearly are the same
MOST_NAMED = 3  # fields that are named where something waits for them


@attrs.frozen
class Plans:
    """A plan for each of some conditions, and the nodes whose values it is filled with.

    The plan of a condition has its place `at` among those nodes. `all`, `any`, `not` and `if` have
    the plans below; else there are the pieces of a sentence, where it is `met` and `unmet`.
    """

    plans: tuple[Plan, ...]
    nodes: tuple[Node, ...]


def plans_of(conditions: Sequence[Node], glossary: Glossary, types: Mapping[Node, Type]) -> Plans:
    """The plans of these conditions."""
    made = _Maker(Facts(glossary, Trace(Situation({}))), types)
    return Plans(tuple(made.whole(each) for each in conditions), tuple(made.places))


def _conditions(node: Node, found: dict[Node, int], depth: int = 0) -> int:
    """How many conditions a plan of this one has, where each is as often as it is mentioned."""
    if node not in found:
        below: Sequence[Node] = ()
        match node:
            case Named(role="measure" | "criterion", body=body):
                below = (body,)
            case Not() | And() | Or() | If() if depth < DEEPEST:
                below = children(node)
            case _:
                pass
        found[node] = 1 + sum(_conditions(each, found, depth + 1) for each in below)
    return found[node]


@attrs.define
class _Maker:
    words: Facts
    types: Mapping[Node, Type]
    places: dict[Node, int] = attrs.field(factory=dict[Node, int])
    told: set[Node] = attrs.field(factory=set[Node])  # measures that are mentioned by name from now
    is_large: bool = False

    def at(self, node: Node) -> int:
        return self.places.setdefault(node, len(self.places))

    def whole(self, condition: Node) -> Plan:
        """The plan of a condition; of one that is large, each measure is told where it is first."""
        self.told.clear()
        self.is_large = _conditions(condition, {}) > LARGEST
        return self.plan(condition)

    def plan(self, node: Node, depth: int = 0) -> Plan:
        below = depth + 1
        match node:
            case Named(role="measure" | "criterion", body=body) if node not in self.told:
                if self.is_large:
                    self.told.add(node)
                return self.plan(body, depth)
            case Not(operand=operand) if depth < DEEPEST:
                return {"at": self.at(node), "not": self.plan(operand, below)}
            case And(operands=operands) if depth < DEEPEST:
                return {"at": self.at(node), "all": [self.plan(each, below) for each in operands]}
            case Or(operands=operands) if depth < DEEPEST:
                return {"at": self.at(node), "any": [self.plan(each, below) for each in operands]}
            case If(condition, then, otherwise) if depth < DEEPEST:
                parts = [self.plan(each, below) for each in (condition, then, otherwise)]
                return {"at": self.at(node), "if": parts}
            case _:
                return {"at": self.at(node), **self.leaf(node), "waits": self.waits(node)}

    def waits(self, node: Node) -> list[tuple[str, str]]:
        """What a leaf reads, each with what it is called."""
        names = dict.fromkeys(each.name for each in walk(node) if isinstance(each, FieldRef))
        return [(name, self.words.glossary.label(name)) for name in names]

    def leaf(self, node: Node) -> Plan:
        """The pieces of a sentence about a condition that has no others in it."""
        noun = self.words.noun
        match node:
            case Compare():
                return self.compared(node)
            case Apply("in", (item,), (members,)):
                subject, listed = noun(item), named_list([plain_value(e) for e in members], "or")
                said: list[Piece] = [f"{subject} {are(subject)} ", self.value(item)]
                return {"met": said, "unmet": [*said, f", not {listed}"]}
            case Apply("has", (held,), (member,)):
                subject, what = noun(held), plain_value(member)
                do = are(subject, one="includes", several="include")
                lacks = are(subject, one="does not include", several="do not include")
                return _both(f"{subject} {do} {what}", f"{subject} {lacks} {what}")
            case Known() | IsWithheld():
                name = self.words.name_of(node)
                state = "known" if isinstance(node, Known) else "withheld"
                return _both(f"{name} {are(name)} {state}", f"{name} {are(name)} not {state}")
            case Named(role="function", body=FirstRow(rows=rows)):
                pieces: list[Piece] = []
                for each in rows.columns:
                    pieces += [", " if pieces else "", f"{noun(each)} ", self.value(each)]
                return {"met": pieces, "unmet": pieces}
            case Literal():
                return _both("this always holds", "this never holds")
            case Named() | FieldRef():
                return _both(f"{noun(node)}: yes", f"{noun(node)}: no")
            case _:
                claim = clipped(self.words.claim(node))
                return _both(f"{claim}: yes", f"{claim}: no")

    def compared(self, node: Compare) -> Plan:
        left, right = node.left, node.right
        body = left.body if isinstance(left, Named) else left
        named = body if isinstance(body, Aggregate) else left
        words, subject = self.words, clipped(self.words.the(named))
        first: list[Piece] = [self.value(left)]
        second: list[Piece] = [self.value(right)]
        found: Plan = {}
        if self.types[left].is_number and self.types[right].is_number:
            percent = "percent" in (words.way(left), words.way(right))
            found["apart"] = [
                [self.at(each), isinstance(each, FieldRef) or is_fixed(each)]
                for each in (left, right)
            ]
            found["percent"] = percent
            first, second = [{"of": 0}, *self.unit(left)], [{"of": 1}, *self.unit(right)]
        if not is_fixed(right):
            second = [f"{clipped(words.the(right))} (", *second, ")"]
        elif isinstance(right, Named):
            about = words.glossary.abouts.get(right.name, "").partition(":")[0].strip()
            second += [f" ({about})"] if about and count_words(about) <= MOST_ABOUT else []
        verb = are(subject)
        for key, holds in (("met", True), ("unmet", False)):
            match words.relation(node, holds=holds):
                case "":
                    found[key] = [f"{subject} {verb} ", *first]
                case "not":
                    found[key] = [f"{subject} {verb} ", *first, ", not ", *second]
                case relation:
                    found[key] = [f"{subject}, ", *first, f", {verb} {relation} ", *second]
        return found

    def unit(self, node: Node) -> list[Piece]:
        """What follows a number of this node, of 1 and of others."""
        unit = self.unit_of(node)
        if not unit:
            return []
        one, many = unit_after(unit, 1), unit_after(unit, 2)
        return [one if one == many else {"at": self.at(node), "one": one, "many": many}]

    def value(self, node: Node) -> Piece:
        """The place of a value, and how it is spelt."""
        kind, number = self.types[node].kind, self.types[node].is_number
        field = self.field(node)
        found: Plan = {"at": self.at(node), "kind": "number" if number else kind}
        if number and self.words.way(node) == "percent":
            found["kind"] = "percent"
        elif number and (unit := self.unit_of(node)):
            found |= {"one": unit_after(unit, 1), "many": unit_after(unit, 2)}
        texts = [constant(node)] if field is None else field.choices or ()
        found["words"] = {e: choice_in_words(e) for e in texts if isinstance(e, str)}
        return found

    def unit_of(self, node: Node) -> str | None:
        body = node.body if isinstance(node, Named) else node
        if isinstance(body, Literal):
            return body.unit
        field = self.field(node)
        return None if field is None else field.unit

    def field(self, node: Node) -> Field | None:
        return self.words.glossary.field(node.name) if isinstance(node, FieldRef) else None


def _both(met: str, unmet: str) -> Plan:
    return {"met": [met], "unmet": [unmet]}


def fill(plan: Plan, values: Sequence[Any], is_open: Callable[[str], bool]) -> list[str]:
    """The facts of a plan, each once. `is_open` says whether nobody has said a field."""
    return [*dict.fromkeys(_filled(plan, values, is_open))]


def _filled(plan: Plan, values: Sequence[Any], is_open: Callable[[str], bool]) -> list[str]:
    value = values[plan["at"]]
    parts: Sequence[Plan] = plan.get("all") or plan.get("any") or ()
    if "not" in plan:
        return _filled(plan["not"], values, is_open)
    if "if" in plan:
        condition, *branches = plan["if"]
        chosen = values[condition["at"]]
        parts = [condition] if chosen is None else [condition, branches[0 if chosen else 1]]
        return [fact for each in parts for fact in _filled(each, values, is_open)]
    if parts:
        deciding = [each for each in parts if values[each["at"]] is value] or parts
        if value is True and "any" in plan:
            deciding = deciding[:1]
        return [fact for each in deciding for fact in _filled(each, values, is_open)]
    if value is None:
        names = [label for name, label in plan["waits"] if is_open(name)]
        return [
            f"not known without {named_list(names, most=MOST_NAMED)}"
            if names
            else "it has no value"
        ]
    apart = _apart(plan, values)
    return ["".join(_piece(each, values, apart) for each in plan["met" if value else "unmet"])]


def _apart(plan: Plan, values: Sequence[Any]) -> tuple[str, ...]:
    """The two numbers of a comparison, with as many decimals as tell how they stand.

    As `spelled_apart`, but for what no decimals tell apart, which a page cannot spell as Python.
    """
    if "apart" not in plan:
        return ()
    scale, sign = (100, "%") if plan["percent"] else (1, "")
    numbers = [scale * values[at] for at, _ in plan["apart"]]
    spelt = [
        spell_number(number) if written else rounded(number, 0 if sign else 2)
        for number, (_, written) in zip(numbers, plan["apart"], strict=True)
    ]
    wanted, decimals = _order(numbers), 2
    while _order([float(each.replace(",", "")) for each in spelt]) != wanted and decimals < MOST:
        spelt = [f"{each:,.{decimals}f}".rstrip("0").rstrip(".") for each in numbers]
        decimals += 1
    return tuple(f"{each}{sign}" for each in spelt)


def _order(numbers: Sequence[float]) -> int:
    first, second = numbers
    return 0 if abs(first - second) <= TOLERANCE else 1 if first > second else -1


def _piece(piece: Piece, values: Sequence[Any], apart: tuple[str, ...]) -> str:
    if isinstance(piece, str):
        return piece
    if "of" in piece:
        place: int = piece["of"]
        return apart[place]
    value = values[piece["at"]]
    words: Mapping[str, str] = piece.get("words", {})
    if "kind" not in piece:
        return str(piece["one" if value == 1 else "many"])
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            if piece["kind"] == "percent":
                return f"{rounded(100 * value, 0)}%"
            return f"{spell_number(value)}{piece.get('one' if value == 1 else 'many', '')}"
        case date():
            return value.isoformat()
        case str():
            return words.get(value, value)
        case _ if value and isinstance(value[0], Mapping):
            return f"{counted(len(value))} listed"
        case _:
            return named_list([words.get(each, each) for each in value]) or "none"
