"""What the kit needs beside evalcore, said before anything else goes wrong without it."""

from __future__ import annotations

from importlib.util import find_spec


def needed(module: str) -> None:
    """Raises `ImportError`, with what to install, where a library of the extra `test` is absent."""
    if find_spec(module) is None:
        message = (
            f"evalcore.testing needs {module}, which is not installed; "
            f"it comes with the extra test: pip install 'initiative-evalcore[test]'"
        )
        raise ImportError(message, name=module)
