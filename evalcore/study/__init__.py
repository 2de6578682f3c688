"""Studies of one ruleset and a request: what to ask, what to change, how far a verdict holds."""
