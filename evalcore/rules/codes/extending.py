"""Codes of complaints about rulesets that extend others, and about values with dates."""

from __future__ import annotations

from evalcore.rules.codes.code import Code

EXTENDING: tuple[Code, ...] = ()
