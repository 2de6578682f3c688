"""The language of rules and policies: nodes, and one file for each thing that is done to them."""
