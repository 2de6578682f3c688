"""All benchmarks, one after the other: `python benchmarks [--check]`."""

from __future__ import annotations

import argparse
import platform
import sys
from os import cpu_count

import bounds
import draws
import files
import loading
import one_evaluation
import portfolios
import reading
import startup


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    passed_on = ["--check"] if parser.parse_args().check else []
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python} on {platform.system()} {platform.machine()}, {cpu_count()} cores\n")
    measured = (one_evaluation, bounds, draws, loading, portfolios, reading, files, startup)
    return max(module.main(passed_on) for module in measured)


if __name__ == "__main__":
    sys.exit(main())
