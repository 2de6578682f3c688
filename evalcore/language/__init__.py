"""The language of formulas: nodes, operations, syntax, names, types and ranges.

What a node comes to on an initiative is the business of `interpret`.
"""
