"""Mappings: from the columns of anybody's spreadsheet to the fields of a ruleset."""
