"""Strategies: what fields, settings, requests and rulesets can be, for hypothesis to draw from.

Values are drawn as a JSON document would hold them, so that a counter-example can be pasted into
one. Numbers are plain decimals first: they shrink to what a person would write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from evalcore.testing.needed import needed

needed("hypothesis")

from hypothesis import reject  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from evalcore.extend.loading import Origin, Plugin  # noqa: E402
from evalcore.extend.plugins import Plugins  # noqa: E402
from evalcore.extend.policies import Policy, Role  # noqa: E402
from evalcore.request.fields import Field, Kind  # noqa: E402
from evalcore.request.initiative import Initiative, read_initiative  # noqa: E402
from evalcore.request.values import Estimate, Withheld  # noqa: E402
from evalcore.rules.compiler import compile_ruleset  # noqa: E402
from evalcore.rules.ruleset import Criterion, Default, Rule, Ruleset  # noqa: E402
from evalcore.testing.drawing import values_in  # noqa: E402
from evalcore.testing.keeping import keeping, keeps  # noqa: E402
from evalcore.written.errors import InputError  # noqa: E402

if TYPE_CHECKING:
    from evalcore.judge.evaluator import Evaluator
    from evalcore.testing.subjects import Traced

    Fields = Policy[..., Any] | Evaluator | Traced | Mapping[str, Field] | Iterable[Field]

__all__ = ["estimates", "fields", "initiatives", "requests", "rulesets", "settings_of", "values_of"]

NAMES = ("cost_k", "benefit_k", "hours", "fit", "stage", "owner", "council.yes", "started")


def values_of(field: Field, *, texts: Collection[str] = ()) -> st.SearchStrategy[Any]:
    """What a field can say, as in a JSON document; never unknown.

    `texts` are worth drawing where any text will do, such as those that a policy looks for.
    """
    drawn: st.SearchStrategy[Any] = field.kind.row.strategy(st, field, texts)
    return drawn


def estimates(low: float = 0.0, high: float = 1000.0) -> st.SearchStrategy[Estimate]:
    """Estimates between two numbers: low <= likely <= high."""
    field = Field("estimate", "estimate", minimum=low, maximum=high)
    return values_of(field).map(lambda ends: Estimate(**ends))


_DECLARED: Mapping[str, st.SearchStrategy[Any]] = {
    "unit": st.sampled_from([None, "kEUR", "h/month"]),
    "minimum": st.sampled_from([None, 0, -2]),
    "maximum": st.sampled_from([None, 1, 4, 100]),
    "choices": st.sampled_from([None, ("low", "high"), ("it", "sales", "none")]),
    "record": st.just({"owner": Field("owner", "text"), "target": Field("target", "number")}),
}


def fields() -> st.SearchStrategy[Field]:
    """Fields of every kind, with ranges, choices and units, but no faults."""
    return st.tuples(st.sampled_from(NAMES), st.sampled_from(Kind)).flatmap(lambda of: _made(*of))


def _made(name: str, kind: Kind) -> st.SearchStrategy[Field]:
    more = {key: each for key, each in _DECLARED.items() if key in kind.row.takes}
    made = st.builds(Field, st.just(name), st.just(kind), question=st.just(f"{name}?"), **more)
    return made.filter(lambda field: not field.faults())


def _several(most: int) -> st.SearchStrategy[list[Field]]:
    return st.lists(fields(), min_size=1, max_size=most, unique_by=lambda field: field.name)


def _fields_of(whose: Fields) -> dict[str, Field]:
    found: Any = whose if isinstance(whose, Iterable) else whose.fields
    if isinstance(found, Mapping):
        found = cast("Mapping[str, Field]", found).values()
    return {each.name: each for each in cast("Iterable[Field]", found)}


def requests(
    whose: Fields,
    *,
    missing: bool = True,
    texts: Collection[str] = (),
    related: bool = True,
) -> st.SearchStrategy[dict[str, Any]]:
    """Requests as JSON documents hold them: an id, and what is said in each field.

    `whose` is a policy, an evaluator, or the fields themselves. Where `missing`, fields, and fields
    of records, may be unknown or withheld. Requests for an evaluator keep the relations between its
    fields, unless they need not be `related`: then some are refused.
    """
    parts: dict[str, st.SearchStrategy[Any]] = {"id": st.just("R1")}
    for name, field in _fields_of(whose).items():
        drawn = values_of(field, texts=texts)
        if missing and field.record:
            inner = {n: values_of(each, texts=texts) for n, each in field.record.items()}
            perhaps = st.fixed_dictionaries({n: each | _MISSING for n, each in inner.items()})
            drawn = drawn | st.lists(perhaps, max_size=3)
        parts[name] = drawn | _MISSING if missing else drawn
    drawn_all = st.fixed_dictionaries(parts)
    graph = getattr(whose, "graph", None)
    if graph is None or not related:
        return drawn_all
    return drawn_all.map(partial(keeping, graph)).filter(partial(keeps, graph))


_MISSING: st.SearchStrategy[Any] = st.none() | st.just({"withheld": "private"})


def initiatives(
    whose: Fields, *, missing: bool = True, texts: Collection[str] = ()
) -> st.SearchStrategy[Initiative]:
    """The same, read into initiatives, as an evaluator takes them."""
    declared = _fields_of(whose)
    drawn = requests(whose, missing=missing, texts=texts)
    return drawn.map(lambda request: read_initiative(request, declared).initiative)


def settings_of(
    policy: Policy[..., Any], settings: Mapping[str, object] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    """Settings of a policy as a ruleset gives them, each within what it declares.

    Those in `settings` stay as they are; those that have a default are left out at times. The
    policy may refuse what does not go together: it alone knows.
    """
    given = dict(settings or {})
    free = [each for each in policy.settings if each.name not in given]
    optional = {each.name: values_in(each.shape) for each in free}
    required = {each.name: optional.pop(each.name) for each in free if each.required}
    drawn = st.fixed_dictionaries(required, optional=optional)
    return drawn.map(lambda found: {**found, **given})


def rulesets(
    policies: Iterable[Policy[..., Any]] = (), declared: Iterable[Field] | None = None
) -> st.SearchStrategy[Ruleset]:
    """Small rulesets that compile: formulas over `declared` fields, and `policies` as criteria.

    Whoever evaluates them needs a plugin that offers these policies. Without fields, some are
    drawn.
    """
    return _rulesets(tuple(policies), None if declared is None else tuple(declared))


@st.composite
def _rulesets(
    draw: st.DrawFn, policies: tuple[Policy[..., Any], ...], declared: tuple[Field, ...] | None
) -> Ruleset:
    known = draw(_several(4)) if declared is None else declared
    named = {each.name: each for each in known}
    offered = tuple(each for each in policies if each.role is Role.CRITERION)
    scored: list[dict[str, Any]] = [
        {"policy": each.name, "settings": draw(settings_of(each))} for each in offered
    ]
    scored += [{"score": text} for each in named.values() if (text := each.kind.row.score(each))]
    criteria = tuple(
        Criterion(f"criterion_{n}", draw(_WEIGHTS), **each) for n, each in enumerate(scored, 1)
    )
    conditions = [each.kind.row.condition(each) for each in named.values()]
    if criteria:
        conditions += ["total >= 0.6", "total < 0.2"]
    chosen = draw(st.lists(st.sampled_from(conditions), unique=True, max_size=4))
    rules = tuple(
        Rule(f"rule_{n}", when=each, verdict=draw(_VERDICTS)) for n, each in enumerate(chosen, 1)
    )
    made = Ruleset(
        name="drawn",
        version="1",
        verdicts=("go", "hold", "kill"),
        default=Default("hold"),
        when_undecided="hold",
        fields=named,
        criteria=criteria,
        rules=rules,
    )
    try:
        compile_ruleset(made, Plugins([Plugin(Origin("drawn"), policies=offered)]))
    except InputError:
        reject()
    return made


_WEIGHTS = st.integers(1, 9).map(float)
_VERDICTS = st.sampled_from(["go", "hold", "kill"])


def withheld() -> st.SearchStrategy[Withheld]:
    """Values that exist and will not be given."""
    return st.sampled_from(["", "private"]).map(Withheld)


def any_initiative() -> st.SearchStrategy[Initiative]:
    """An initiative with whatever fields, for `from_type`."""
    return _several(5).flatmap(initiatives)
