"""The kit for authors of policies: checks that every policy has to pass, and what tests need.

The public names, each imported when it is first asked for: pytest loads the fixtures of this
package everywhere, and hypothesis takes its time. Both come with the extra `test`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalcore.testing.aggregations import check_aggregation as check_aggregation
    from evalcore.testing.commands import CommandResult as CommandResult
    from evalcore.testing.conformance import Result as Result
    from evalcore.testing.conformance import Results as Results
    from evalcore.testing.conformance import check_policy as check_policy
    from evalcore.testing.parametrizing import parametrize_with_checks as parametrize_with_checks
    from evalcore.testing.registry import CHECKS as CHECKS
    from evalcore.testing.subjects import CheckFailed as CheckFailed
    from evalcore.testing.subjects import Subject as Subject

_HOMES = {
    "evalcore.testing.aggregations": "check_aggregation",
    "evalcore.testing.conformance": "Result Results check_policy",
    "evalcore.testing.parametrizing": "parametrize_with_checks",
    "evalcore.testing.registry": "CHECKS",
    "evalcore.testing.commands": "CommandResult",
    "evalcore.testing.subjects": "CheckFailed Subject",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [*sorted(_HOME_OF)]  # noqa: PLE0604 # pyright: ignore[reportUnsupportedDunderAll]


if not TYPE_CHECKING:  # a misspelt name is an error to type checkers

    def __getattr__(name: str) -> Any:
        if name not in _HOME_OF:
            message = f"module 'evalcore.testing' has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        value = getattr(import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
