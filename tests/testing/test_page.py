"""The page on testing: what it shows is what authors get."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "testing.md").read_text(encoding="utf-8")
PLUGINS = (DOCS / "plugins.md").read_text(encoding="utf-8")
STRATEGY = '''
from typing import Annotated, Sequence
from evalcore import criterion, overlap, clamp, set_of_text, setting

Advances = Annotated[Sequence[str], set_of_text("advances", question="What does it advance?")]
Goals = Annotated[dict[str, float], setting(minimum=0, maximum=1, about="weights of the goals")]

@criterion
def fit(advances: Advances, *, goals: Goals) -> float:
    """Fit: the weights of the goals that it advances.

    Example:
        ```toml
        [criteria.fit]
        policy = "fit"
        weight = 1
        settings = { goals = { growth = 1.0 } }
        ```

    Settings:
        goals: the weight of each goal, 0 to 1.

    Fields:
        advances: the goals that it advances.
    """
    return clamp(overlap(advances, goals))
'''


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_every_block_runs_as_a_test_of_an_author(tmp_path):
    (openness,) = (each for each in blocks("python", PLUGINS) if "def openness" in each)
    documented = openness.replace("maximum=4)", 'maximum=4, question="How open is it?")').replace(
        'ready the culture is for change."""',
        "ready the culture is for change.\n\n"
        '    Example:\n        ```toml\n        [criteria.ready]\n        policy = "openness"\n'
        '        weight = 1\n        ```\n\n    Fields:\n        culture: 0 to 4.\n    """',
    )
    (tmp_path / "openness.py").write_text(documented, encoding="utf-8")
    (tmp_path / "strategy.py").write_text(STRATEGY, encoding="utf-8")
    shown = blocks("python", PAGE)
    assert len(shown) == 5
    for number, text in enumerate(shown):
        (tmp_path / f"test_{number}.py").write_text(text, encoding="utf-8")
    (tmp_path / "test_results.py").write_text(
        "import test_2\n\ndef test_results():\n    print('test_2:', test_2.results)\n",
        encoding="utf-8",
    )
    words = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "--rootdir", "."]
    words += ["-o", "pythonpath=.", "--import-mode=importlib"]
    result = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert result.returncode == 0, result.stdout
    first, second = result.stdout.split("test_2:")  # what test_1 prints when it is imported
    assert "12 checks, 12 passed" in first
    assert "12 checks, 12 passed" in second
