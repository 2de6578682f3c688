"""Columns: a program as what is worked out of whole columns, for tables and for SQL.

`cells` is what an engine has to supply, `values` and `spans` turn a plan into it, `stages` put it
into passes over a table; `frames` runs those in Polars, and `sql` writes them down.
"""
