"""Kinds of fields: the row of each. A new kind is a row here, and its name in `Kind`."""

from __future__ import annotations

from evalcore.request.fields import Kind
from evalcore.request.kinds.dates import DATE
from evalcore.request.kinds.flags import FLAG
from evalcore.request.kinds.numbers import ESTIMATE, NUMBER
from evalcore.request.kinds.records import RECORDS
from evalcore.request.kinds.texts import CHOICE, SET, TEXT

ROWS = {
    Kind.NUMBER: NUMBER,
    Kind.FLAG: FLAG,
    Kind.TEXT: TEXT,
    Kind.CHOICE: CHOICE,
    Kind.DATE: DATE,
    Kind.SET: SET,
    Kind.ESTIMATE: ESTIMATE,
    Kind.RECORDS: RECORDS,
}
