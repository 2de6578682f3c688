"""Kinds of fields: the row of each. A new kind is a row here, and its name in `Kind`."""

from __future__ import annotations

from collections.abc import Mapping

from evalcore.request.fields import Kind
from evalcore.request.kinds import choice, day, estimate, flag, number, records, text, texts
from evalcore.request.kinds.row import Row

ROWS: Mapping[Kind, Row] = {
    Kind.NUMBER: number.ROW,
    Kind.FLAG: flag.ROW,
    Kind.TEXT: text.ROW,
    Kind.CHOICE: choice.ROW,
    Kind.DATE: day.ROW,
    Kind.SET: texts.ROW,
    Kind.ESTIMATE: estimate.ROW,
    Kind.RECORDS: records.ROW,
}
