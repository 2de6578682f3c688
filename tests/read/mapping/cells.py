"""One cell, read as a mapping reads it: the value, or the complaint."""

from __future__ import annotations

import pytest

from evalcore import Field
from evalcore.read.mapping.readers import default_read, reader
from evalcore.read.mapping.spec import Column
from evalcore.request.values import Misfit

EXEMPT = "Exempt under Section 43 of the Freedom of Information Act 2000"


def cell(text, kind="number", field=None, **options):
    field = field or Field("x", kind)
    column = Column({"": "x"}, given=tuple(options), **options)
    return reader(column, column.read or default_read(field, column), field)(text)


def complaint(text, kind="number", field=None, **options):
    with pytest.raises(Misfit) as caught:
        cell(text, kind, field, **options)
    (only,) = caught.value.complaints
    return str(only)
