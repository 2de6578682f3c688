"""The SQL engines of this machine, each started once for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import engines
import pytest

# Named in CI, where what is not installed is an error; elsewhere what there is is used.
REQUIRED = [each for each in os.environ.get("EVALCORE_ENGINES", "").split(",") if each]


@pytest.fixture(scope="session", params=["duckdb", "postgres", "spark"])
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, engines.Run]]:
    name = request.param
    if REQUIRED and name not in REQUIRED:
        pytest.skip(f"EVALCORE_ENGINES names {', '.join(REQUIRED)}")
    if name == "spark" and not REQUIRED:
        pytest.skip("takes minutes: EVALCORE_ENGINES=spark")
    try:
        context = getattr(engines, name)()
        run = context.__enter__()
    except pytest.skip.Exception as absent:
        if REQUIRED:
            pytest.fail(f"{name}: {absent}")
        raise
    yield name, run
    context.__exit__(None, None, None)
