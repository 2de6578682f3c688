"""Where things are: the checkout, and what lies beside it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
REQUESTS = EXAMPLES / "requests.toml"
RULESETS = ROOT / "rulesets"
PACKAGE = ROOT / "evalcore"
SHARED = ROOT.parent / "shared"  # only beside some checkouts; what needs it says so


def shipped() -> list[Path]:
    """The rulesets that ship, without the files of their cases."""
    found = RULESETS.glob("*.toml")
    return sorted(path for path in found if not path.name.endswith(".cases.toml"))
