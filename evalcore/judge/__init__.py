"""Judging: an evaluator, its evaluations, what is possible, why, and how rulesets compare."""
