"""Model: what a ruleset file may hold, table by table and key by key, as data.

Reading is the business of `parts`; a test holds the two against each other. The reference of
rulesets and the JSON Schema for editors are made of this.
"""

from __future__ import annotations

from evalcore.rules.model.core import CORE
from evalcore.rules.model.deciding import DECIDING
from evalcore.rules.model.key import Key, Section
from evalcore.rules.model.more import MORE

__all__ = ["SECTIONS", "Key", "Section"]

SECTIONS: tuple[Section, ...] = (*CORE, *DECIDING, *MORE)
