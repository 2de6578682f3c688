"""Compiling: a ruleset and the plugins it names become one graph, or a list of complaints."""
