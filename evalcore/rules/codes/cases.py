"""Codes of complaints about cases: what is expected of a ruleset."""

from __future__ import annotations

from evalcore.rules.codes.code import Code
from evalcore.rules.codes.formulas import COST, RULE

_CASE = (
    COST
    + RULE.format("cost_k < 5")
    + '\n[[cases]]\nname = "small"\ninitiative = {{ {} = 3 }}\nexpect = "go"'
)

CASES = (
    Code(
        "EV501",
        "a case does not fit the ruleset",
        """It names a field, a rule, a score, a parameter or a case that there is not, or its
        request cannot be read. `check` looks at the cases in the ruleset and in NAME.cases.toml
        beside it; whether they hold is said by `evalcore test`.""",
        _CASE.format("cots_k"),
        _CASE.format("cost_k"),
    ),
)
