"""Verdicts of a table on a cluster: `spark-submit verdicts.py RULESET REQUESTS VERDICTS [DATE]`.

REQUESTS is a Parquet table with a column a field beside `id`, VERDICTS a folder that is not there
yet. The workers need evalcore with the extra `arrow`. What SQL decides never leaves the engine.
"""

from __future__ import annotations

import sys
from datetime import date

from pyspark.sql import SparkSession

from evalcore import Evaluator, InputError


def main(ruleset: str, requests: str, verdicts: str, day: str = "") -> None:
    """Judges the table, and counts what came of it."""
    spark = SparkSession.builder.appName("verdicts").getOrCreate()
    as_of = date.fromisoformat(day) if day else None
    try:
        found = Evaluator(ruleset).evaluate_table(spark.read.parquet(requests), as_of=as_of)
    except InputError as error:
        sys.exit(str(error))
    found.write.parquet(verdicts)
    counts = spark.read.parquet(verdicts).groupBy("verdict", "decided").count()
    for row in sorted(counts.collect(), key=lambda row: -row["count"]):
        print(row["verdict"], "decided" if row["decided"] else "open", row["count"])


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
