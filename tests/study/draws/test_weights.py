"""Weights: acceptabilities as integration over the weights has them, shares of verdicts, ties."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Annotated

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import number, opaque_criterion
from evalcore.judge.evaluator import Evaluator
from evalcore.study.draws import draw_weights
from evalcore.study.draws.opinions import any_weights, weights_near
from evalcore.written.errors import InputError
from rulesets import evaluator, offering
from study.draws.seeds import REQUESTS, seeded

DRAWS = 10_000
LETTERS = "uvwxyz"


def ruleset(
    weights: tuple[float, ...], rules: str = "", total: str = "", field: str = "", fields: str = ""
) -> Evaluator:
    """An evaluator with a criterion a number: `u`, `v` ..., each from 0 to 1."""
    body = f'total = "{total}"\n' if total else ""
    body += 'verdicts = ["go", "hold", "kill"]\n'
    for letter, weight in zip(LETTERS, weights, strict=False):
        body += f'[fields.{letter}]\nkind = "number"\nminimum = 0\nmaximum = 1\n{field}'
        body += f'[criteria.on_{letter}]\nscore = "{letter}"\nweight = {weight}\n'
    return evaluator(body + fields + rules)


GO_FROM = '[[rules]]\nid = "good"\nwhen = "total >= {}"\nverdict = "go"\n'


def scored(**rows):
    return [{"id": key, **dict(zip(LETTERS, row, strict=False))} for key, row in rows.items()]


def drawn(made, rows, **options):
    found = draw_weights(made, rows, **{"draws": DRAWS, **options})
    return found, {each.id: each for each in found.initiatives}


def within(share: float, count: int = DRAWS) -> object:
    """A share as close to what theory says as four standard deviations."""
    return pytest.approx(share, abs=4 * (share * (1 - share) / count) ** 0.5)


def acceptabilities(each):
    return [within(share) for share in each]


def test_one_against_the_middle_is_first_where_its_strong_side_weighs_more():
    # A is before B where w1 + w3/2 > 1/2, so where w1 > w2: in half of all weights. There w1 is
    # on average 3/4 of w1 + w2, which is on average 2/3.
    found, by = drawn(ruleset((1, 1, 1)), scored(A=(1, 0, 0.5), B=(0.5, 0.5, 0.5)))
    assert list(by["A"].acceptability) == acceptabilities([1 / 2, 1 / 2])
    assert list(by["B"].acceptability) == acceptabilities([1 / 2, 1 / 2])
    central = by["A"].central_weights
    assert list(central) == ["on_u", "on_v", "on_w"]
    assert list(central.values()) == pytest.approx([1 / 2, 1 / 6, 1 / 3], abs=0.01)
    assert sum(central.values()) == pytest.approx(1)
    assert by["B"].central_weights["on_v"] == pytest.approx(1 / 2, abs=0.01)
    (flip,) = found.flips
    assert (flip.first, flip.second, flip.share) == ("A", "B", by["A"].acceptability[0])


def test_three_alternatives_on_two_criteria():
    # With w for the first: A has w, B has 1 - w, C always 0.6.
    _, by = drawn(ruleset((1, 1)), scored(A=(1, 0), B=(0, 1), C=(0.6, 0.6)))
    assert list(by["A"].acceptability) == acceptabilities([0.4, 0.1, 0.5])
    assert list(by["B"].acceptability) == acceptabilities([0.4, 0.1, 0.5])
    assert list(by["C"].acceptability) == acceptabilities([0.2, 0.8, 0])
    assert by["C"].expected_rank == pytest.approx(1.8, abs=0.02)
    assert by["A"].central_weights["on_u"] == pytest.approx(0.8, abs=0.01)
    assert by["C"].central_weights["on_u"] == pytest.approx(0.5, abs=0.01)


def test_three_corners_share_all_ranks():
    # The largest of three weights is on average (1 + 1/2 + 1/3) / 3.
    _, by = drawn(ruleset((3, 2, 1)), scored(A=(1, 0, 0), B=(0, 1, 0), C=(0, 0, 1)))
    for letter, each in zip(LETTERS, by.values(), strict=False):
        assert list(each.acceptability) == acceptabilities([1 / 3] * 3)
        assert each.expected_rank == pytest.approx(2, abs=0.04)
        wanted = [7 / 36] * 3
        wanted["uvw".index(letter)] = 11 / 18
        assert list(each.central_weights.values()) == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize(("count", "threshold"), [(2, 0.6), (3, 0.6), (3, 0.1), (5, 0.3)])
def test_a_verdict_holds_where_the_weights_reach_its_threshold(count, threshold):
    # One of n weights is at least t in (1 - t) ** (n - 1) of all weights.
    made = ruleset((1,) * count, GO_FROM.format(threshold))
    found, by = drawn(made, scored(A=(1,) + (0,) * (count - 1)))
    share = (1 - threshold) ** (count - 1)
    assert by["A"].shares.of("go") == within(share)
    assert sum(by["A"].shares.counts[:2]) == by["A"].shares.draws == DRAWS
    assert (by["A"].acceptability, by["A"].expected_rank, found.flips) == ((1,), 1, ())


def test_within_a_tolerance_each_weight_is_drawn_around_its_own():
    # w1 >= 11/9 w2 for weights from 0.8 to 1.2: a triangle of 50/99 in a square of 4.
    made = ruleset((1, 1), GO_FROM.format(0.55))
    found, by = drawn(made, scored(A=(1, 0), B=(0, 1)), tolerance=0.2)
    assert by["A"].shares.of("go") == within(25 / 198)
    assert list(by["A"].acceptability) == acceptabilities([1 / 2, 1 / 2])
    assert found.tolerance == 0.2
    _, by = drawn(ruleset((3, 1), GO_FROM.format(0.55)), scored(A=(1, 0), B=(0, 1)), tolerance=0.2)
    assert by["A"].shares.is_certain
    assert by["A"].acceptability == (1, 0)


def test_without_tolerance_to_speak_of_all_is_as_evaluated():
    made = ruleset((0.3, 0.5, 0.2), GO_FROM.format(0.5))
    rows = scored(A=(0.1, 0.9, 0.4), B=(1, 0, 1), C=(0.3, 0.6, 0.9), D=(0.5, 0.5, 0.5))
    found, _ = drawn(made, rows, tolerance=0.0, draws=20)
    assert [each.id for each in found.initiatives] == [e.id for e in made.rank(rows)]
    for place, each in enumerate(found.initiatives):
        assert each.ranks[place] == 20
        assert each.shares.of(each.evaluation.verdict) == 1
        assert each.evaluation.total == made.evaluate(rows["ABCD".index(each.id)]).total


def test_ties_go_by_id_as_in_a_ranking():
    rows = scored(B=(0.5, 0.5), A=(0.5, 0.5), C=(0.1, 0.1))
    _, by = drawn(ruleset((1, 1)), rows, draws=500)
    assert {key: each.ranks for key, each in by.items()} == {
        "A": (500, 0, 0),
        "B": (0, 500, 0),
        "C": (0, 0, 500),
    }


def test_a_better_verdict_comes_before_a_larger_total():
    rules = '[[rules]]\nid = "r"\nwhen = "u >= 0.5"\nverdict = "kill"\n'
    _, by = drawn(ruleset((1, 1), rules), scored(A=(1, 1), B=(0, 0)), draws=50)
    assert by["B"].ranks == (50, 0)


def test_an_initiative_whose_total_is_unknown_is_left_out_of_the_ranks_but_counted():
    rules = '[[rules]]\nid = "no"\nrequire = "u >= 0.5"\notherwise = "kill"\n'
    rows = scored(A=(1, 0), B=(0.4,), C=(0.9,), D=(None, 0.2))
    made = ruleset((1, 1), rules + GO_FROM.format(0.5))
    found, by = drawn(made, rows)
    assert [each.id for each in found.ranked] == ["A"]
    assert {each.id: each.waits_for for each in found.left_out} == {
        "B": ("v",),
        "C": ("v",),
        "D": ("u",),
    }
    assert by["B"].shares.of("kill") == 1
    assert (by["B"].ranks, by["B"].expected_rank, by["B"].central_weights) == (None,) * 3
    assert by["C"].shares.of("go") == within(1 - 0.5 / 0.9)  # where its u alone reaches it
    assert by["C"].shares.of("go") + by["C"].shares.share_undecided == 1
    assert by["D"].shares.undecided == DRAWS


def test_what_another_field_leaves_open_is_undecided_however_the_weights_are():
    extra = '[fields.voted]\nkind = "flag"\n'
    rules = GO_FROM.format(0.5) + '[[rules]]\nid = "v"\nwhen = "voted"\nverdict = "kill"\n'
    found, by = drawn(ruleset((1, 1), rules, fields=extra), scored(A=(0.8, 0.3), B=(0.2, 0.3)))
    assert by["A"].shares.of("go") == within(0.6)  # where 0.3 + 0.5 w reaches 0.5
    assert by["A"].shares.share_undecided == within(0.4)
    assert by["B"].shares.undecided == DRAWS
    assert by["A"].acceptability == (1, 0)  # the decided come first, then by total
    assert found.left_out == ()


@pytest.mark.parametrize(
    "total",
    [
        "clamp(min(2 * weighted_mean - 0.4, weighted_mean + u / 2), 0.1, 0.9)",
        "-(0.2 - weighted_mean) / (1 + v)",
        "max(weighted_mean, v, 0.3) * (1 - weighted_mean)",
        # Not at once for all draws, but one by one:
        "0.3 / (weighted_mean + 0.1)",
        "sqrt(weighted_mean) if weighted_mean > 0.5 else weighted_mean / 2",
    ],
)
def test_a_total_that_is_a_formula_of_the_mean_is_followed(total):
    made = ruleset((1, 1), GO_FROM.format(0.3), total)
    rows = scored(A=(1, 0), B=(0, 1), C=(0.55, 0.5))
    _against_reweighted(made, rows, any_weights(seeded(5), 40, 2), None)


def test_a_total_that_divides_by_nothing_is_left_out():
    made = ruleset((1, 1), GO_FROM.format(0.3), "weighted_mean / u")
    found, by = drawn(made, scored(A=(0, 1), B=(0.5, 0.5)), draws=20)
    assert [each.id for each in found.left_out] == ["A"]
    assert (by["A"].waits_for, by["A"].shares.undecided, by["B"].ranks) == ((), 20, (20,))


def _reweighted(made: Evaluator, weights: list[float]) -> Evaluator:
    criteria = zip(made.ruleset.criteria, weights, strict=True)
    changed = tuple(attrs.evolve(each, weight=weight) for each, weight in criteria)
    return Evaluator(attrs.evolve(made.ruleset, criteria=changed), plugins=made.plugins)


def _against_reweighted(made, rows, weights, tolerance, *, seed=5, exact=True):
    """Holds the counts against rulesets that are compiled anew with the weights of each draw."""
    found, by = drawn(made, rows, draws=len(weights), seed=seed, tolerance=tolerance)
    shares = {key: Counter() for key in by}
    ranks = {each.id: Counter() for each in found.ranked}
    for row in weights.tolist():
        ranking = _reweighted(made, row).rank(rows)
        for each in ranking:
            shares[each.id][each.verdict if each.decided else None] += 1
        for place, key in enumerate(each.id for each in ranking if each.id in ranks):
            ranks[key][place] += 1
    for key, each in by.items():
        counted = Counter(dict(zip(each.shares.verdicts, each.shares.counts, strict=True)))
        counted[None] = each.shares.undecided
        if exact:
            assert counted == shares[key]
        assert all(counted[verdict] <= shares[key][verdict] for verdict in each.shares.verdicts)
        if key in ranks and exact:
            assert Counter(dict(enumerate(each.ranks))) == ranks[key]


SAID = st.sampled_from([None, 0.0, 0.3, 0.5, 1.0])
ROWS = st.lists(st.tuples(SAID, SAID, SAID, st.sampled_from([None, True, False])), max_size=4)


@given(
    ROWS,
    st.sampled_from(["", "weighted_mean - 0.2 * u", "max(weighted_mean, v)"]),
    st.sampled_from(["total >= 0.4 and voted", "u >= 0.3 or total < 0.6", "voted"]),
    st.sampled_from([None, 0.3]),
)
@settings(max_examples=40)
def test_each_draw_counts_as_the_ruleset_with_its_weights_does(rows, total, when, tolerance):
    extra = '[fields.voted]\nkind = "flag"\n'
    rules = GO_FROM.format(0.5) + f'[[rules]]\nid = "v"\nwhen = "{when}"\nverdict = "kill"\n'
    made = ruleset((2, 1, 1), rules, total, fields=extra)
    said = [
        {"id": f"I{n}", "u": u, "v": v, "w": w, "voted": voted}
        for n, (u, v, w, voted) in enumerate(rows)
    ]
    weights = any_weights(seeded(5), 6, 3)
    if tolerance is not None:
        weights = weights_near(seeded(5), 6, (2, 1, 1), tolerance)
    known = all(None not in row[:3] for row in rows)
    _against_reweighted(made, said, weights, tolerance, exact=known)


@given(
    st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=7),
    st.sampled_from([None, 0.5]),
    st.integers(0, 99),
)
@settings(max_examples=40)
def test_ranks_are_shared_out_without_rest(rows, tolerance, seed):
    made = ruleset((1, 2, 3), GO_FROM.format(0.5))
    said = scored(**{f"I{n}": row for n, row in enumerate(rows)})
    found, by = drawn(made, said, draws=300, tolerance=tolerance, seed=seed)
    counts = [each.ranks for each in by.values()]
    assert [sum(row) for row in counts] == [300] * len(rows)
    assert [sum(column) for column in zip(*counts, strict=True)] == [300] * len(rows)
    assert [each.shares.draws for each in by.values()] == [300] * len(rows)
    assert sum(each.expected_rank for each in by.values()) == pytest.approx(
        len(rows) * (len(rows) + 1) / 2
    )
    firsts = [each for each in by.values() if each.ranks[0]]
    mean = sum(each.central_weights["on_u"] * each.ranks[0] for each in firsts) / 300
    assert tolerance is not None or mean == pytest.approx(1 / 3, abs=0.08)
    assert (found.pairs + found.pairs.T == 300).sum() == len(rows) * (len(rows) - 1)
    ranked = [sum(r * n for r, n in enumerate(each.ranks)) for each in found.ranked]
    assert found.pairs.sum(axis=0).tolist() == ranked  # as many are before it as its rank says
    assert all(0 < flip.share < 1 for flip in found.flips)
    uneven = [abs(2 * flip.before - 300) for flip in found.flips]
    assert uneven == sorted(uneven)


def test_large_numbers_of_initiatives_and_draws_are_counted_in_parts(monkeypatch):
    monkeypatch.setattr("evalcore.study.draws.weights.AT_ONCE", 2_000)
    made = ruleset((1, 1, 1), GO_FROM.format(0.5))
    random = seeded(3)
    rows = scored(**{f"I{n:02}": [random.random() for _ in range(3)] for n in range(30)})
    parts, _ = drawn(made, rows, draws=700)
    monkeypatch.undo()
    whole, _ = drawn(made, rows, draws=700)
    one, other = parts.to_json(), whole.to_json()
    for each in (*one["initiatives"], *other["initiatives"]):
        each.pop("central_weights")  # sums of floats may end in another digit
    assert one == other


def test_totals_far_apart_rank_too():
    total = "weighted_mean * scale"
    fields = '[fields.scale]\nkind = "number"\n'
    rows = scored(A=(0.2, 0.4), B=(0.3, 0.3), C=(0.5, 0.1))
    scales = [1e15, 1e-5, -1e15]
    said = [{**row, "scale": scale} for row, scale in zip(rows, scales, strict=True)]
    _, by = drawn(ruleset((1, 1), "", total, fields=fields), said, draws=9)
    assert [by[key].ranks.index(9) for key in "ABC"] == [0, 1, 2]


def test_the_same_seed_gives_the_same_bytes_here_and_in_another_process():
    code = (
        "import json, sys; from evalcore import Evaluator\n"
        "from evalcore.study.draws import draw_weights\n"
        "from evalcore.read.documents import load_initiatives\n"
        "e = Evaluator('default'); i = load_initiatives(e, sys.argv[1]).initiatives\n"
        "print(json.dumps(draw_weights(e, i, draws=500, seed=9).to_json()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, REQUESTS],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": h},
        ).stdout
        for h in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert json.loads(runs[0])["draws"] == 500
    made, rows = ruleset((1, 1, 1)), scored(A=(1, 0, 0.5), B=(0.5, 0.5, 0.5))
    spelt = [json.dumps(drawn(made, rows, seed=seed)[0].to_json()) for seed in (1, 1, 2)]
    assert spelt[0] == spelt[1] != spelt[2]


def test_the_weights_of_a_seed_are_the_same_on_every_machine():
    # Written down: a machine that comes to others breaks the promise.
    assert any_weights(seeded(1), 1, 3).tolist() == [ANY]
    assert weights_near(seeded(1), 1, (3, 1), 0.2).tolist() == [NEAR]


ANY = [0.13436424411240122, 0.7130694928248315, 0.15256626306276733]
NEAR = [0.6921868451060633, 0.3078131548939366]


def test_no_initiatives_give_no_ranks():
    found, _ = drawn(ruleset((1, 1)), [])
    assert (found.initiatives, found.flips, found.to_json()["flips"]) == ((), (), [])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "it has no criteria"),
        ('a = { score = "clamp(u)", weight = 1 }', "it has the one criterion a"),
        (
            'a = { score = "clamp(u)" }\nb = { score = "a" }',
            "its total is a formula without weighted_mean",
        ),
    ],
)
def test_a_ruleset_without_weights_is_refused(body, why):
    total = 'total = "u"\n' if "weight = 1" not in body else ""
    made = evaluator(f'{total}[fields]\nu.kind = "number"\n[criteria]\n{body}\n')
    with pytest.raises(InputError) as caught:
        draw_weights(made, [{"id": "A", "u": 1}])
    assert str(caught.value) == (
        f"the ruleset small has no weights to draw: {why}\n"
        "    expected a total from the weighted mean of several criteria"
    )


@pytest.mark.parametrize("tolerance", [-0.1, 1, float("nan"), "20%", True])
def test_a_tolerance_is_a_share_below_one(tolerance):
    with pytest.raises(InputError, match="tolerance: found"):
        draw_weights(ruleset((1, 1)), [], tolerance=tolerance)


def test_draws_and_seed_are_checked_together():
    with pytest.raises(InputError) as caught:
        draw_weights(ruleset((1, 1)), [], draws=0, seed=-1)
    assert len(caught.value.complaints) == 2


def test_without_numpy_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(InputError) as caught:
        draw_weights(ruleset((1, 1)), [])
    assert str(caught.value) == (
        "drawing weights needs numpy\n    pip install 'initiative-evalcore[draws]'"
    )


def test_numpy_is_imported_only_to_draw_weights():
    code = "import sys, evalcore.study.draws, evalcore.cli.rank; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout == b"False\n"


Cost = Annotated[float, number("cost", minimum=0, maximum=1)]


def test_an_opaque_criterion_is_weighted_as_it_answered():
    @opaque_criterion(version="1", name="model")
    def model(cost: Cost) -> float:
        """Model: the dearer, the worse."""
        if cost > 0.9:
            raise ValueError
        return 1 - cost

    body = 'verdicts = ["go", "hold"]\n' + GO_FROM.format(0.5)
    body += '[criteria]\nmodel = { policy = "model", weight = 1 }\n'
    body += 'other = { score = "cost", weight = 1 }\n'
    made = evaluator(body, offering(model))
    rows = [{"id": "A", "cost": 0.25}, {"id": "B", "cost": 0.95}, {"id": "C"}]
    found, by = drawn(made, rows)
    assert by["A"].shares.of("go") == within(0.5)  # where 0.25 + 0.5 w reaches 0.5
    assert [each.id for each in found.left_out] == ["B", "C"]
    assert by["B"].shares.of("hold") == 0
    assert by["C"].shares.undecided == DRAWS
