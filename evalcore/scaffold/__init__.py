"""The plugin author's kit: from a name to the files of a whole distribution, or to one file.

What the files say is in `templates/`; this package checks the name, fills in and writes.
"""
