"""Conformance: runs the checks on a policy, and says what came of each.

A check that could not look at a single example has not held: an empty run fails.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Mapping
from textwrap import indent
from typing import Any, Literal, cast

import attrs

from evalcore.extend.policies import Policy
from evalcore.testing.needed import needed
from evalcore.written.errors import listing, suggestion

needed("hypothesis")

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.errors import Flaky, Unsatisfiable  # noqa: E402

from evalcore.testing.examples import Example, NothingToLookAt  # noqa: E402
from evalcore.testing.importing import stop_where_timed  # noqa: E402
from evalcore.testing.interpretations import INTERPRETATIONS  # noqa: E402
from evalcore.testing.registry import CHECKS, Check, checks_of  # noqa: E402
from evalcore.testing.subjects import CheckFailed, Subject  # noqa: E402

Status = Literal["passed", "failed", "not run", "expected to fail", "passed unexpectedly"]

FINE = ("passed", "expected to fail")


@attrs.frozen
class Result:
    """What came of one check.

    `examples` are those that it looked at. `problem` says what went wrong, `counterexample` on
    what: settings, requests, as small as hypothesis could make them. `reason` is why a failure was
    expected.
    """

    check: str
    status: Status
    examples: int = 0
    problem: str = ""
    counterexample: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether it came out as it should."""
        return self.status in FINE

    def __str__(self) -> str:
        word = self.status if self.ok else self.status.upper()
        count = f"{self.examples} example{'' if self.examples == 1 else 's'}"
        lines = [f"{word:8} {self.check} ({count})"]
        if self.reason:
            lines.append(f"    expected, because {self.reason}")
        lines += [f"    {line}" for line in self.problem.splitlines()]
        lines += [f"    {name} = {value!r}" for name, value in self.counterexample.items()]
        return "\n".join(lines)


@attrs.frozen
class Results:
    """What came of all checks on one policy; `compared` are the interpretations held together."""

    policy: str
    results: tuple[Result, ...]
    compared: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether checks ran, and all came out as they should."""
        return bool(self.results) and all(each.ok for each in self.results)

    @property
    def counts(self) -> dict[str, int]:
        """How many checks there were, and how many of them came out in which way."""
        return {"checks": len(self.results), **Counter(each.status for each in self.results)}

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that did not hold, whether that was expected or not."""
        return tuple(e.check for e in self.results if e.status in ("failed", "expected to fail"))

    def to_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "policy": self.policy,
            "ok": self.ok,
            "counts": self.counts,
            "compared": list(self.compared),
            "results": [attrs.asdict(each) for each in self.results],
        }

    def __str__(self) -> str:
        counts = dict(self.counts)
        ran = counts.pop("checks")
        ways = listing([f"{number} {status}" for status, number in counts.items()])
        head = f"{self.policy}: {ran} checks, {ways}; compared: {', '.join(self.compared)}"
        return "\n".join([head, *(indent(str(each), "  ") for each in self.results)])


def check_policy(
    policy: Policy[..., Any],
    *,
    settings: Mapping[str, object] | None = None,
    expected_failures: Mapping[str, str] | None = None,
    examples: int = 50,
    raises: bool = False,
) -> Results:
    """Runs every check that makes sense for a policy.

    `settings` stay as they are in all examples, the others are drawn from what is declared: give
    those that cannot be guessed. `expected_failures` has the reason for each check that is known
    not to hold; one that holds after all is a failure too. With `raises`, `CheckFailed` says what
    did not come out as it should.

    Raises `ValueError` for settings and checks that do not exist, and for reasons that are empty.
    """
    stop_where_timed()
    subject = Subject(
        policy,
        settings=settings or {},
        expected_failures=expected_failures or {},
        examples=examples,
    )
    verify(subject)
    found = tuple(run(each, subject) for each in checks_of(policy))
    results = Results(subject.name, found, tuple(INTERPRETATIONS))
    if raises and not results.ok:
        raise CheckFailed(str(results))
    return results


def verify(subject: Subject) -> None:
    """Raises `ValueError` for expected failures of checks that do not exist, or without reason."""
    if subject.examples < 1:
        raise ValueError(f"found {subject.examples} examples, expected at least 1")
    every = [each.name for each in CHECKS]
    known = [each.name for each in checks_of(subject.policy)]
    for name, reason in subject.expected_failures.items():
        if name not in known:
            there = f"{name} does not apply to {subject.name}"
            problem = there if name in every else f"there is no check {name}"
            raise ValueError(f"{problem}; {suggestion(name, known, 20)}")
        if not reason.strip():
            raise ValueError(f"{subject.name}: say why {name} is expected to fail")


def run(check: Check, subject: Subject) -> Result:
    """One check on one policy; a failure comes with the smallest counter-example."""
    result = _run(check, subject)
    reason = subject.expected_failures.get(check.name, "")
    if not reason:
        return result
    if not result.ok:
        return attrs.evolve(result, status="expected to fail", reason=reason)
    problem = "it holds: take it out of the expected failures"
    return attrs.evolve(result, status="passed unexpectedly", problem=problem, reason=reason)


def _run(check: Check, subject: Subject) -> Result:
    memory: dict[str, Any] = {}
    last: list[Example] = []

    @settings(
        max_examples=1 if check.once else subject.examples,
        deadline=None,
        database=None,  # the same code is told the same, each time it is checked
        derandomize=True,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=cast("list[HealthCheck]", [*HealthCheck]),
        report_multiple_bugs=False,
    )
    @given(st.data())
    def examine(data: st.DataObject) -> None:
        example = Example(subject, data, memory)
        last[:] = [example]
        check.function(example)
        memory["looked"] = memory.get("looked", 0) + 1

    problem = ""
    try:
        examine()
    except CheckFailed as error:
        problem = str(error)
    except Flaky as error:
        inner: tuple[BaseException, ...] = getattr(error, "exceptions", ())
        said = next((f"{each}; " for each in inner if isinstance(each, CheckFailed)), "")
        problem = f"{said}it does not come to the same each time: something is remembered"
    except (NothingToLookAt, Unsatisfiable):
        memory["looked"] = 0
    except Exception as error:  # noqa: BLE001 - a policy is anybody's code
        where = traceback.extract_tb(error.__traceback__)[-1]
        problem = f"{type(error).__name__}: {error} ({where.filename}, line {where.lineno})"
    looked = int(memory.get("looked", 0))
    if not problem and not looked:
        return Result(check.name, "not run", 0, _nothing_ran(subject, memory))
    if problem:
        return Result(check.name, "failed", looked + 1, problem, last[0].shown)
    problem = check.afterwards(memory)
    return Result(check.name, "failed" if problem else "passed", looked, problem)


def _nothing_ran(subject: Subject, memory: Mapping[str, Any]) -> str:
    if "no graph" in memory:
        return "it gives no graph: see compiles"
    refused = f"refused: {memory['refused']}\n" if "refused" in memory else ""
    names = [each.name for each in subject.policy.settings if each.required]
    example = ", ".join(f'"{name}": ...' for name in names or ["setting"])
    return (
        f"no settings could be drawn that {subject.policy.name} accepts\n"
        f"{refused}give those that cannot be guessed: settings={{{example}}}"
    )
