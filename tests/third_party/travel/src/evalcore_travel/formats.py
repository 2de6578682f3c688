"""A format of requests: lines such as `R1 Portal: 3 trips of 600 km`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evalcore import Complaint, InputError, Source

_LINE = re.compile(r"(?P<id>\w+) (?P<title>[^:]+): (?P<trips>\d+|some) trips of (?P<km>\d+) km")


def read(document: str, name: str) -> Iterable[tuple[Mapping[str, object], tuple[int]]]:
    """Each line as a request. `some` trips are as good as unknown."""
    requests: list[tuple[Mapping[str, object], tuple[int]]] = []
    complaints: list[Complaint] = []
    for index, line in enumerate(document.splitlines()):
        found = _LINE.fullmatch(line)
        if found is None:
            expected = "a line such as `R1 Portal: 3 trips of 600 km`"
            complaints.append(
                Complaint(f"found {line!r}", expected, source=name, line=index + 1, column=1)
            )
            continue
        trips = None if found["trips"] == "some" else int(found["trips"])
        said = {"id": found["id"], "title": found["title"], "trips_year": trips}
        requests.append(({**said, "trip_km": int(found["km"])}, (index,)))
    if complaints:
        raise InputError(complaints)
    return requests


TRIPS = Source("trips", suffixes=[".trips"], read=read)
