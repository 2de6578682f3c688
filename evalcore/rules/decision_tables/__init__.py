"""Decision tables: as written, their cells, what they compile to, and what is wrong in them."""
