"""A job of the night: every request of an export by the ruleset, a line of JSON each.

`python nightly.py RULESET requests.json verdicts.jsonl`, by cron or a scheduler. It takes rows one
after the other, writes its result whole or not at all, and says on standard error what changed
since the last time. The exit code is 1 where rows were refused.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evalcore import Evaluator, InputError

LOG = logging.getLogger("nightly")


def before(path: Path) -> dict[str, str]:
    """The verdicts of the last time."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as lines:
        return {each["id"]: each["verdict"] for each in map(json.loads, lines)}


def lines(evaluator: Evaluator, rows: Sequence[Any], known: dict[str, str]) -> Iterator[str]:
    """A line for each that could be read."""

    def refused(number: int, error: InputError) -> None:
        LOG.warning("row %d is refused: %s", number + 1, error)

    for each in evaluator.evaluate_many(rows, refused=refused):
        was = known.get(each.id)
        if was not in (None, each.verdict):
            LOG.warning("%s: %s, before %s", each.id, each.verdict, was)
        yield json.dumps(
            {
                "id": each.id,
                "verdict": each.verdict,
                "decided": each.decided,
                "because": each.decided_by.because,
                "digest": each.ruleset.digest,  # which state of the ruleset said so
            },
            ensure_ascii=False,
        )


def main(ruleset: str, source: str, target: str) -> int:
    """Runs the job."""
    evaluator = Evaluator(ruleset, only=["initiative-evalcore"])
    rows = json.loads(Path(source).read_text(encoding="utf-8"))
    result = Path(target)
    part = result.with_suffix(".part")
    count = 0
    with part.open("w", encoding="utf-8") as file:
        for line in lines(evaluator, rows, before(result)):
            file.write(f"{line}\n")
            count += 1
    os.replace(part, result)  # noqa: PTH105 - in one step, also over what is there
    for trouble in evaluator.troubles:
        LOG.error("%s", trouble)
    return int(count < len(rows))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(main(*sys.argv[1:]))
