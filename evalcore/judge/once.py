"""Once: what an evaluation works out when somebody first asks for it, and keeps.

`functools.cached_property` takes a lock on CPython 3.11, which costs more than most of what is
worked out here. Two threads may then work out the same, and come to the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:  # noqa: N801 - as a decorator
        """A property that is worked out once for each object."""

        def __init__(self, work_out: Any) -> None:
            self.work_out = work_out
            self.__doc__ = work_out.__doc__

        def __set_name__(self, _owner: type, name: str) -> None:
            self.name = name

        def __get__(self, one: Any, _owner: type | None = None) -> Any:
            if one is None:
                return self
            found = one.__dict__[self.name] = self.work_out(one)
            return found


__all__ = ["once"]
