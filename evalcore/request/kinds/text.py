"""A text: any at all. Of a domain, the texts that it may be, or None for any."""

from __future__ import annotations

from collections.abc import Collection

from evalcore.request.fields import Field
from evalcore.request.kinds.row import Domain, Row
from evalcore.request.values import Misfit
from evalcore.written.errors import Complaint, show

OTHER = "something else"
DRAWN = ("a", "b", "other")


def _read(_: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise Misfit(Complaint(f"found {show(raw)}", "a text"))
    return raw


def sampled(texts: Collection[str]) -> list[str]:
    """Texts to draw from: those worth drawing, and some others."""
    return [*sorted(texts), *(each for each in DRAWN if each not in texts)]


def _single(each: str) -> frozenset[str]:
    return frozenset({each})


ROW = Row(
    called="a text",
    read=_read,
    columns=("text",),
    domain=Domain(
        whole=lambda extent, _: None if extent.choices is None else frozenset(extent.choices),
        parts=lambda _, domain: [*map(_single, sorted(domain))] if len(domain or ()) > 1 else [],
        is_single=lambda domain: domain is not None and len(domain) == 1,
        samples=lambda _, domain: [*map(_single, sorted(domain))] if domain else [domain],
        draw=lambda extent, hints, rng, _: rng.choice(extent.choices or (*hints.texts, OTHER)),
    ),
    fills=lambda _field, texts, _day: texts,
    filler=lambda _: "",
    in_order=None,
    words=lambda _, value: value,
    anything="any text",
    answer=lambda _: "a text",
    cell_format="@",
    schema=lambda _field, _inner: [{"type": "string"}],
    strategy=lambda st, _, texts: st.sampled_from(sampled(texts)),
)
