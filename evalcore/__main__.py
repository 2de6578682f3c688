"""The command `evalcore`, and `python -m evalcore`."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; the version needs nothing but itself."""
    if sys.argv[1:] == ["--version"]:
        from evalcore import __version__

        sys.stdout.write(f"evalcore {__version__}\n")
        return
    from evalcore.cli import evalcore

    evalcore()


if __name__ == "__main__":
    main()
