"""What became of a command that a test has run."""

from __future__ import annotations

import attrs


@attrs.frozen
class CommandResult:
    """What became of a command: what it printed, and how it ended (0 well, 1 not held, 2 input)."""

    exit_code: int
    stdout: str
    stderr: str
