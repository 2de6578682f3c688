"""Words: what fields, nodes and values are called, and sentences about one initiative."""
