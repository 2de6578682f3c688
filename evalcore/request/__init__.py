"""A request as data: fields, kinds, units, values, and the initiative that says them."""
