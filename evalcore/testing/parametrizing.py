"""Checks as tests of pytest: one test for each policy and check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from evalcore.extend.policies import Policy
from evalcore.testing.needed import needed

needed("pytest")

import pytest  # noqa: E402

from evalcore.testing.conformance import run, verify  # noqa: E402
from evalcore.testing.registry import Check, checks_of  # noqa: E402
from evalcore.testing.subjects import CheckFailed, Subject, subjects  # noqa: E402


@attrs.frozen(eq=False)
class BoundCheck:
    """A check of one policy, to be called in a test. `str()` is the id of the test."""

    check: Check
    subject: Subject

    def __call__(self) -> None:
        """Raises `CheckFailed`, with the counter-example, where the check does not hold."""
        __tracebackhide__ = True
        plain = attrs.evolve(self.subject, expected_failures={})  # pytest knows about those
        result = run(self.check, plain)
        if not result.ok:
            message = f"{self.subject.name}\n{result}"
            raise CheckFailed(message)

    def __str__(self) -> str:
        return f"{self.subject.name}-{self.check.name}"


def parametrize_with_checks(
    policies: Iterable[Policy[..., Any] | Subject], *, examples: int | None = None
) -> pytest.MarkDecorator:
    """Gives a test the argument `check`: one test for each policy and each check, to be called.

    A `Subject` is a policy with settings that cannot be guessed, or with failures that are
    expected; those are strict: one that holds after all is a failure. `examples` are drawn for
    each check, instead of the number of each subject.

    ```python
    from evalcore.testing import parametrize_with_checks
    from openness import openness

    @parametrize_with_checks([openness])
    def test_it_is_a_good_policy(check):
        check()
    ```

    Raises `ValueError` where there are no policies: an empty run would look like a good one.
    """
    found = subjects(policies, examples)
    if not found:
        message = "there are no policies to check: an empty run would look like a good one"
        raise ValueError(message)
    cases: list[Any] = []
    for subject in found:
        verify(subject)
        for check in checks_of(subject.policy):
            reason = subject.expected_failures.get(check.name)
            expected = pytest.mark.xfail(reason=reason or "", raises=CheckFailed, strict=True)
            bound = BoundCheck(check, subject)
            cases.append(pytest.param(bound, id=str(bound), marks=[expected] if reason else []))
    return pytest.mark.parametrize("check", cases)
