"""What somebody wrote, and where: errors, positions, names, TOML tables, files.

Nothing here knows what a field, a rule or an initiative is.
"""
