"""`evalcore watch`: shows what each save of a ruleset does to requests and cases."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterable
from types import FrameType

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import emit
from evalcore.rules.file import find_ruleset

OFTEN = 0.2  # seconds between two looks at the times of the files
STEADY = 0.05  # seconds in which nothing may change: an editor is done


@click.command("watch")
@click.argument("ruleset", metavar="RULESET")
@input_options(
    click.option(
        "--every",
        metavar="SECONDS",
        type=click.FloatRange(0.05, 60),
        default=OFTEN,
        help=f"How often files are looked at. Default: {OFTEN}.",
    )
)
def command(*, ruleset: str, given: Given, every: float) -> None:
    """Watch RULESET and INPUT: at each save, which verdicts moved, and which cases broke.

    Moved is what is different from the last save that loaded; mistakes are shown in place, and
    what was said before still holds. Files that the ruleset extends and cases beside it are
    watched, too. It writes lines, nothing else, so it works in any terminal. Ctrl-C ends it.
    """
    from evalcore.cli.watching import Watching

    plugins = given.selection.discover()
    watching = Watching(str(find_ruleset(ruleset, plugins)), given, plugins)
    before = signal.signal(signal.SIGTERM, _end)
    try:
        _say(watching.look())
        while True:
            time.sleep(every)
            if watching.changed():
                time.sleep(STEADY)
                _say(watching.look())
    except KeyboardInterrupt:
        emit(f"\n{watching.farewell}\n")
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(lines: Iterable[str]) -> None:
    emit("".join(f"{each}\n" for each in lines))


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
