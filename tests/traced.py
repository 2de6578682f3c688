"""What the tests of policies share: a policy compiled by itself, as a ruleset would compile it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from evalcore.extend.policies import Policy
from evalcore.extend.settings import read_settings
from evalcore.interpret.python import compile_program
from evalcore.language.check import check
from evalcore.language.nodes import FieldRef, Node, walk
from evalcore.language.types import Type
from evalcore.request.initiative import read_initiative
from evalcore.written.errors import Complaint, InputError


@attrs.frozen
class Traced:
    """A policy with settings, traced, checked and compiled; a score is the clause ''."""

    policy: Policy[..., Any]
    nodes: dict[str, Node]
    types: dict[Node, Type]

    @property
    def fields(self) -> set[str]:
        """The fields that the graph reads."""
        return {each.name for each in walk(*self.nodes.values()) if isinstance(each, FieldRef)}

    @property
    def score(self) -> Type:
        return self.types[self.nodes[""]]

    def run(self, said: Mapping[str, object] | None = None) -> Any:
        """The score, or the clauses by name, for a request that says this and nothing else."""
        declared = {field.name: field for field in self.policy.fields}
        request = read_initiative({"id": "I1", **(said or {})}, declared).initiative
        compiled = compile_program(list(self.nodes.values()), self.types)
        values = compiled(request.situation.values, request.situation.withheld, None)
        return values[0] if "" in self.nodes else dict(zip(self.nodes, values, strict=True))


def traced(policy: Policy[..., Any], **settings: object) -> Traced:
    """The policy with settings as a ruleset gives them; raises `InputError`."""
    found: list[Complaint] = []
    nodes = policy.trace(read_settings(policy.settings, settings, found))
    fields = {field.name: field for field in policy.fields}
    types: dict[Node, Type] = {}
    for node in nodes.values():
        check(node, fields, types, found)
    if found:
        raise InputError(found)
    return Traced(policy, nodes, types)


def complaints(policy: Policy[..., Any], **settings: object) -> list[str]:
    """What is wrong with settings, each as one text."""
    found: list[Complaint] = []
    read_settings(policy.settings, settings, found)
    return [str(each) for each in found]
