"""The command `evalcore`, and `python -m evalcore`."""

from __future__ import annotations

import errno
import gc
import os
import sys

OBJECTS = 100_000  # more than were let go, before cycles are looked for


def main() -> None:
    """Runs the command line. Where standard output takes no more, that is said in one line."""
    try:
        _run()
    except OSError as error:  # results and files have complaints of their own; help has none
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left is written once more at the end
        if error.errno == errno.EPIPE:
            sys.exit(0)
        sys.stderr.write(f"error: standard output cannot be written: {error.strerror or error}\n")
        sys.exit(2)
    finally:
        gc.freeze()  # at the end Python would look for cycles in all that there is, three times


def _run() -> None:
    """The version needs nothing but itself."""
    if sys.argv[1:] == ["--version"]:
        from evalcore import __version__

        sys.stdout.write(f"evalcore {__version__}\n")
        sys.stdout.flush()
        return
    # A command ends soon, and leaves next to no cycles: looking for them among a hundred thousand
    # evaluations every few hundred objects takes a quarter of its time.
    gc.set_threshold(OBJECTS, 50, 100)
    from evalcore.cli import evalcore

    evalcore()


if __name__ == "__main__":
    main()
