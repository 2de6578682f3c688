"""Choosing together: which requests fit into the hours and the money there are, and why."""
