"""What the kit needs beside evalcore: asked for where it is used, and not before."""

from __future__ import annotations

from importlib import import_module


def needed(module: str) -> None:
    """Raises `ImportError`, with what to install, where a library of the extra `test` is absent."""
    try:
        import_module(module)
    except ImportError:
        message = (
            f"evalcore.testing needs {module}, which is not installed; "
            f"it comes with the extra test: pip install 'initiative-evalcore[test]'"
        )
        raise ImportError(message, name=module) from None
