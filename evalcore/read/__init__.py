"""Reading initiatives: documents, sheets, and the mapping of anybody's columns to fields."""
