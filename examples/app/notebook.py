"""Cells of a notebook with pandas: a frame in, a frame out, and one request with its reasons."""

from __future__ import annotations

import pandas as pd

from evalcore import Evaluator, explain

evaluator = Evaluator("balanced")

# %% Requests as a frame: a column a field. What is missing is unknown, never zero.
requests = pd.DataFrame(
    {
        "id": ["I01", "I02"],
        "title": ["Self-service portal", "Data platform"],
        "strategic_contribution": [3, None],
        "rational_aspiration": [3, 2],
        "emotional_aspiration": [2, 2],
        "stage": ["proposed", "proposed"],
    }
)

# %% Plain dicts without what is missing, and a frame of what came of them.
rows = [
    {name: value for name, value in row.items() if pd.notna(value)}
    for row in requests.to_dict("records")
]
evaluations = evaluator.rank(rows)
verdicts = pd.DataFrame(
    {
        "id": [each.id for each in evaluations],
        "verdict": [each.verdict for each in evaluations],
        "decided": [each.decided for each in evaluations],
        "missing": [", ".join(m.field for m in each.missing) for each in evaluations],
    }
)

# %% A list, an evaluation and its reasons show themselves.
listing = evaluator.listing(evaluations, ranking=True)
reasons = explain(evaluations[0])
print(reasons)
