"""What a CSV document holds: bytes that are at hand, or a file that is read piece by piece.

What is asked of the whole of it is asked once, of one piece after the other. What its bytes mean
is read elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TextIO

import attrs

PIECE = 1 << 20  # bytes
SIGNS = (b"\n", b"\r", b"\r\n", b"\0", "\ufffd".encode(), b'="')  # that a reader asks for


@attrs.frozen(slots=False)
class Content:
    """The bytes of a document, or the path of its file."""

    document: bytes | Path = attrs.field(repr=False)

    def pieces(self) -> Iterator[bytes]:
        """All of it, piece by piece."""
        if isinstance(self.document, Path):
            with self.document.open("rb") as stream:
                while piece := stream.read(PIECE):
                    yield piece
        else:
            for start in range(0, len(self.document), PIECE):
                yield self.document[start : start + PIECE]

    def opened(self, codec: str) -> TextIO:
        """Its text, from the start."""
        if isinstance(self.document, Path):
            return self.document.open(encoding=codec, newline="")
        return io.TextIOWrapper(io.BytesIO(self.document), codec, newline="")

    def count(self, sign: str) -> int:
        """How often one of the `SIGNS` is in it, in UTF-8."""
        return self._counts[sign.encode()]

    @cached_property
    def _counts(self) -> Mapping[bytes, int]:
        counts = dict.fromkeys(SIGNS, 0)
        before = b""  # a sign may lie over the end of a piece
        for piece in self.pieces():
            for sign in SIGNS:
                rest = before[len(before) - len(sign) + 1 :] if len(sign) > 1 else b""
                counts[sign] += piece.count(sign)
                counts[sign] += (rest + piece[: len(sign) - 1]).count(sign) if rest else 0
            before = piece[-8:]
        return counts
