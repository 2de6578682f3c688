"""Interpretations of the graph, one file each: values, bounds, traces."""
