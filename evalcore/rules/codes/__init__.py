"""Codes: what complaints about rulesets are about, each kind under a code that stays what it is.

A code is given where a complaint is made. Here is what it means, why it matters, an example of it
and the same mended. 1xx is about the file, 2xx about what it means, 3xx are warnings, 4xx is about
tables of decisions, 5xx about cases. A code is never given to something else.
"""

from __future__ import annotations

from collections.abc import Mapping

from evalcore.rules.codes.cases import CASES
from evalcore.rules.codes.code import Code
from evalcore.rules.codes.decision_tables import DECISION_TABLES
from evalcore.rules.codes.extending import EXTENDING
from evalcore.rules.codes.file import FILE
from evalcore.rules.codes.formulas import FORMULAS
from evalcore.rules.codes.meaning import MEANING
from evalcore.rules.codes.warnings import WARNINGS

__all__ = ["CODES", "Code"]

CODES: Mapping[str, Code] = {
    each.code: each
    for each in (*FILE, *EXTENDING, *FORMULAS, *MEANING, *WARNINGS, *DECISION_TABLES, *CASES)
}
