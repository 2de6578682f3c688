"""Requests that are objects: what declares its fields, and anything else by its attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import attrs
import pytest
from apps import needed

from evalcore import Evaluator, InputError
from evalcore.rules.file import read_ruleset

RULES = """
name = "objects"
version = "1"
verdicts = ["go", "hold"]
when_undecided = "hold"
[fields]
cost_k = { kind = "number", minimum = 0 }
phase = { kind = "choice", choices = ["idea", "pilot"] }
"council.yes" = { kind = "number" }
[fields.outcomes]
kind = "records"
[fields.outcomes.record]
owner = { kind = "text" }
[[rules]]
id = "cheap"
when = "cost_k < 10 and phase == 'pilot' and council.yes > 2 and count(outcomes) == 1"
verdict = "go"
[default]
verdict = "hold"
"""
JUDGE = Evaluator(read_ruleset(RULES), plugins=[])


class Phase(Enum):
    PILOT = "pilot"


@dataclass
class Council:
    yes: int = 3


@dataclass
class Outcome:
    owner: str = "Ada"


@dataclass
class Request:
    id: str = "D"
    cost_k: float = 3
    phase: Phase = Phase.PILOT
    council: Council = field(default_factory=Council)
    outcomes: list[Outcome] = field(default_factory=lambda: [Outcome()])


@attrs.frozen
class Frozen:
    id: str = "A"
    cost_k: float = 3
    phase: str = "pilot"
    council: Council = attrs.Factory(Council)
    outcomes: tuple[Outcome, ...] = (Outcome(),)


class Manager:
    """As an ORM has it for what belongs to an object."""

    def all(self):
        return [type("Row", (), {"owner": "Ada"})()]


class Model:
    """As an ORM has it: no declaration that anybody else could read."""

    id = 7
    title = "A model"
    cost_k = 3
    phase = "pilot"
    outcomes = Manager()

    @property
    def secret(self):
        raise AssertionError  # nobody asks for it

    @property
    def council(self):
        return type("Row", (), {"yes": 3})()


@pytest.mark.parametrize("request_", [Request(), Frozen()])
def test_what_declares_its_fields(request_):
    found = JUDGE.evaluate(request_)
    assert (found.id, found.verdict, found.decided) == (request_.id, "go", True)
    assert [each.verdict for each in JUDGE.evaluate_all([request_])] == ["go"]
    assert [each.verdict for each in JUDGE.evaluate_many([request_])] == ["go"]
    assert [each.verdict for each in JUDGE.rank([request_])] == ["go"]


def test_a_model_of_pydantic():
    pydantic = needed("pydantic")

    class Votes(pydantic.BaseModel):
        yes: int = 3

    class Asked(pydantic.BaseModel):
        id: str = "P"
        cost_k: float = 3
        phase: Phase = Phase.PILOT
        council: Votes = Votes()
        outcomes: tuple[Outcome, ...] = (Outcome(),)

    assert JUDGE.evaluate(Asked()).verdict == "go"


def test_any_object_by_its_attributes():
    found = JUDGE.evaluate(Model(), attribute=True)
    assert (found.id, found.title, found.verdict) == ("7", "A model", "go")
    assert [each.verdict for each in JUDGE.evaluate_many([Model()], attribute=True)] == ["go"]


def test_any_object_only_where_that_is_asked_for():
    with pytest.raises(InputError, match="expected a mapping of fields\n    attribute=True reads"):
        JUDGE.evaluate(Model())
    for value in (None, 3, "x", [1], Model):
        with pytest.raises(InputError, match="expected a mapping of fields"):
            JUDGE.evaluate(value, attribute=True)


def test_an_attribute_that_fails_is_a_complaint():
    class Broken(Model):
        @property
        def cost_k(self):
            raise ValueError("no connection")

    with pytest.raises(InputError, match="cost_k: reading it failed: ValueError: no connection"):
        JUDGE.evaluate(Broken(), attribute=True)


def test_complaints_about_objects_say_which_and_where():
    with pytest.raises(InputError) as caught:
        JUDGE.evaluate_all([Request(), Request(id="E", cost_k=-3)])
    (complaint,) = caught.value.complaints
    assert complaint.path == (1, "cost_k")
    assert str(complaint) == "E: cost_k: found -3\n    expected a number of at least 0"


def test_keys_that_are_misspelt():
    raw = {"id": "A", "title": "T", "cost": 3}
    words = "A: no field is called 'cost', so it is not read"
    assert JUDGE.evaluate(raw).warnings == (f"{words}\n    did you mean 'cost_k'?",)
    for ask in (JUDGE.evaluate, JUDGE.read):
        with pytest.raises(InputError, match=words):
            ask(raw, strict=True)
    for ask in (JUDGE.evaluate_all, JUDGE.rank, JUDGE.evaluate_many):
        with pytest.raises(InputError, match=words):
            list(ask([raw], strict=True))
    assert JUDGE.evaluate({"id": "A", "title": "T", "colour": 3}, strict=True).warnings == ()


class Owned(NamedTuple):
    owner: str = "Ada"


class Row(NamedTuple):
    """As `itertuples` of a frame gives it."""

    id: str = "N"
    cost_k: float = 3
    phase: str = "pilot"
    council: Council = Council()
    outcomes: tuple[Owned, ...] = (Owned(),)


def test_a_row_that_is_a_named_tuple_is_read_by_its_names():
    assert JUDGE.evaluate(Row(), attribute=True).verdict == "go"
    assert [each.verdict for each in JUDGE.evaluate_many([Row()], attribute=True)] == ["go"]
    with pytest.raises(InputError, match="attribute=True reads the attributes"):
        JUDGE.evaluate(Row())
    with pytest.raises(InputError, match=r"expected a mapping of fields$"):
        JUDGE.evaluate(tuple(Row()), attribute=True)
