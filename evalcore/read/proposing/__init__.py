"""Proposing a mapping: which columns may hold which fields, how sure that is, and why.

Evidence about each column (`columns`, `names`, `quantities`) leads to ways of reading it for a
field (`numbers`, `days`, `sayings`, put together in `guessing`), those to the best pairs of fields
and columns (`pairing`), and all of it to a proposal (`proposal`) that is written as TOML
(`writing`). Nothing is guessed in silence: each guess has its reason, and a CHECK wherever another
reading or another column fits as well.
"""
