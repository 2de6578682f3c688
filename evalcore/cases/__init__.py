"""Cases: what a ruleset is expected to say, tried; and what of its graph the cases reach."""
