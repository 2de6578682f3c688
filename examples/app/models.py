"""Objects of an ORM, here as Django has them: attributes, and managers for what belongs to one.

`evaluate(project, attribute=True)` reads the attributes that are called like fields, `id` and
`title`, and nothing else: no method, no other column, no query that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evalcore import Evaluation, Evaluator
from evalcore.rules.file import read_ruleset

RULES = """
name = "projects"
version = "2026.1"
verdicts = ["go", "hold"]
when_undecided = "hold"

[fields]
cost_k = { kind = "number", unit = "kEUR", minimum = 0 }
phase = { kind = "choice", choices = ["idea", "pilot"] }

[fields.outcomes]
kind = "records"

[fields.outcomes.record]
owner = { kind = "text" }

[[rules]]
id = "owned"
when = "cost_k <= 400 and phase == 'pilot' and share(outcomes, known(owner)) == 1"
verdict = "go"

[default]
verdict = "hold"
"""
EVALUATOR = Evaluator(read_ruleset(RULES), plugins=[])


class Outcome:
    """As `class Outcome(models.Model)`, with a foreign key to its project."""

    def __init__(self, owner: str | None) -> None:
        self.owner = owner


class Outcomes:
    """As the manager that Django gives for what belongs to an object."""

    def __init__(self, *found: Outcome) -> None:
        self._found = found

    def all(self) -> Iterator[Outcome]:
        """As `project.outcomes.all()`."""
        return iter(self._found)


class Project:
    """As `class Project(models.Model)`: a DecimalField is a Decimal, a nullable one may be None."""

    def __init__(self, key: int, cost_k: Decimal | None, phase: str, *owners: str | None) -> None:
        self.id = key
        self.title = f"Project {key}"
        self.cost_k = cost_k
        self.phase = phase
        self.outcomes = Outcomes(*map(Outcome, owners))


def judged(project: Project) -> Evaluation:
    """The evaluation of a project, as a view or a signal would ask for it."""
    return EVALUATOR.evaluate(project, attribute=True)


if __name__ == "__main__":
    for each in (
        Project(1, Decimal("400.00"), "pilot", "Ada"),
        Project(2, None, "pilot", "Ada"),
        Project(3, Decimal("90.00"), "pilot", "Ada", None),
    ):
        print(judged(each), [missing.field for missing in judged(each).missing])
