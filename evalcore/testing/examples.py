"""Examples: what hypothesis draws for one run of a check, kept to be shown if it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar, cast

from evalcore.testing.needed import needed

needed("hypothesis")

from hypothesis import reject  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from evalcore.extend.policies import Policy  # noqa: E402
from evalcore.testing.strategies import requests, settings_of  # noqa: E402
from evalcore.testing.subjects import (  # noqa: E402
    CheckFailed,
    NoGraph,
    Refused,
    Subject,
    Traced,
    trace,
)

T = TypeVar("T")
PATIENCE = 100  # settings in a row that the policy gives no graph for, before it is given up


class NothingToLookAt(Exception):  # noqa: N818 - it is not the policy's
    """No example could be drawn that the check could look at."""


class Example:
    """One run of a check: draws settings and requests, and remembers them.

    `memory` is shared by all examples of a check, for what only shows over several of them.
    """

    def __init__(self, subject: Subject, data: st.DataObject, memory: dict[str, Any]) -> None:
        self.subject = subject
        self.memory = memory
        self.shown: dict[str, Any] = {}
        self._data = data

    @property
    def policy(self) -> Policy[..., Any]:
        """The policy under test."""
        return self.subject.policy

    def draw(self, strategy: st.SearchStrategy[T]) -> T:
        """A value that is not shown by itself."""
        return self._data.draw(strategy)

    def settings(self, name: str = "settings") -> dict[str, Any]:
        """Settings of the policy: those of the subject, the others drawn."""
        given = self.draw(settings_of(self.policy, self.subject.settings))
        self.shown[name] = given
        return given

    def traced(self, name: str = "settings") -> Traced:
        """The policy with such settings; those that it refuses do not count."""
        return self.trace(self.settings(name))

    def trace(self, given: Mapping[str, object]) -> Traced:
        """The policy with these settings; see `traced`."""
        try:
            return trace(self.policy, given)
        except (Refused, NoGraph) as error:
            self.pass_over(error)

    def pass_over(self, error: Exception) -> NoReturn:
        """Leaves this example out, as it is another check's to complain about."""
        self.memory["no graph" if isinstance(error, NoGraph) else "refused"] = str(error)
        self.memory["passed over"] = self.memory.get("passed over", 0) + 1
        if self.memory["passed over"] > PATIENCE and not self.memory.get("looked"):
            raise NothingToLookAt from error
        reject()

    def request(self, traced: Traced, *, missing: bool) -> dict[str, Any]:
        """A request as a JSON document holds it."""
        found = self.draw(requests(traced, missing=missing, texts=traced.texts))
        self.shown["request"] = found
        return found

    def left_out(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The same request with some of its fields, or fields of records, not said."""
        partial: dict[str, Any] = {}
        for name, value in request.items():
            if name == "id":
                partial[name] = value
            elif self._are_records(value) and self.draw(st.booleans()):
                partial[name] = [
                    {inner: self._perhaps(each) for inner, each in record.items()}
                    for record in value
                ]
            else:
                partial[name] = self._perhaps(value)
        self.shown["left open"] = partial
        return partial

    def _perhaps(self, value: Any) -> Any:
        kept, gone = st.just(value), st.sampled_from([None, {"withheld": "private"}])
        return self.draw(kept | gone)

    @staticmethod
    def _are_records(value: Any) -> bool:
        found = cast("list[object]", value) if isinstance(value, list) else []
        return bool(found) and isinstance(found[0], dict)

    def fail(self, problem: str) -> NoReturn:
        """The check does not hold on this example."""
        raise CheckFailed(problem)
