"""Tables: many requests at once, a column a field, judged as `evaluate` judges each of them.

`reading` finds the fields in the columns and refuses what cannot be, `program` has what is worked
out of them, `judging` runs it and asks one by one about what it leaves open; `carriers` are the
kinds of tables that there are.
"""
