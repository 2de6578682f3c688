"""The option --answered-by: who is asked."""

from __future__ import annotations

from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError, near, one_of


def check_role(evaluator: Evaluator, role: str | None) -> None:
    """Raises `InputError` for a role that no question of the ruleset is for."""
    roles = dict.fromkeys(
        each.answered_by
        for field in evaluator.fields.values()
        for each in (field, *field.record.values())
        if each.answered_by
    )
    if role is not None and role not in roles:
        problem = f"no question is for {role}"
        meant = near(role, roles)
        expected = one_of(roles) if roles else ""
        mend = "" if roles else f'no field says who answers it: answered_by = "{role}"'
        raise InputError(Complaint(problem, expected, meant, mend, "--answered-by"))
