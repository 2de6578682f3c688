"""The terminal report: readable at 80 columns, and at whatever width there is."""

from __future__ import annotations

import pytest
from portfolio import REQUESTS, RULES, evaluator
from rich.cells import cell_len

from evalcore.judge.explanation import Reason
from evalcore.reports.document import Document, Item, Outline, Toned
from evalcore.reports.explanations import explanation_document
from evalcore.reports.listings import listing_document
from evalcore.reports.terminal import as_text, filled

LONG = "Harmonise the master data of the customers of all subsidiaries, including the merged ones"
REASON = "the council has not carried it with a quorum of five and a majority of the votes cast"


def listing(requests=REQUESTS, rules=RULES, *, ranking=True):
    judge = evaluator(rules)
    found = judge.rank(requests) if ranking else judge.evaluate_all(requests)
    return judge.listing(found, ranking=ranking)


def table(*args, width=80, color=False, **keywords):
    document = listing_document(listing(*args, **keywords), brief=True)
    return as_text(document, width=width, color=color)


def as_tree(root, width=80):
    return as_text(explanation_document(root), width=width)


def with_criteria(names):
    more = "".join(f'[criteria.{name}]\nscore = "fit / 4"\nweight = 1\n' for name in names)
    return RULES.replace("[criteria.time]", f"{more}[criteria.time]")


def test_a_ranking_at_80_columns():
    requests = [*REQUESTS, {"id": "R5", "title": LONG, "fit": 2, "hours": 1, "votes": 2}]
    rules = RULES.replace("the council has not carried it", REASON)
    assert (
        table(requests, rules)
        == """\
portfolio 2026.1: 5 initiatives
1 go, 2 refer, 1 kill, 1 undecided.

#  Request                     Verdict  Total  Why
────────────────────────────────────────────────────────────────────────────────
1  R1 Self-service portal      go        0.76  it fits, and there is time for it
2  R3 Data platform            refer     0.88  the council has not carried it
                                                 with a quorum of five and a
                                                 majority of the votes cast
3  R5 Harmonise the master     refer     0.61  the council has not carried it
     data of the customers of                    with a quorum of five and a
     all subsidiaries,                           majority of the votes cast
     including the merged
     ones
4  R2 Booking app              kill      0.23  nothing speaks for it

Undecided: 1. What is missing may still change the verdict.

   Request                     For now  Total  Why
────────────────────────────────────────────────────────────────────────────────
   R4 Robots for the           hold         -  go or kill: depends on fit
     warehouse
"""
    )


def test_short_reasons_leave_their_room_to_the_titles():
    rules = RULES.replace("it fits, and there is time for it", "it fits")
    title = " ".join(["Portal"] * 7)
    assert f"1  R1 {title}  go" in table([{**REQUESTS[0], "title": title}], rules)


def test_scores_at_80_columns():
    assert (
        table(ranking=False)
        == """\
portfolio 2026.1: 4 initiatives
1 go, 1 refer, 1 kill, 1 undecided.

                                      strategic
Request               Verdict  Total        fit  time  Why
────────────────────────────────────────────────────────────────────────────────
R1 Self-service       go        0.76       0.75  0.80  it fits, and there is
  portal                                                 time for it
R2 Booking app        kill      0.23       0.00  0.90  nothing speaks for it
R3 Data platform      refer     0.88       1.00  0.50  the council has not
                                                         carried it
R4 Robots for the     hold ?       -          -  0.60  go or kill: depends on
  warehouse                                              fit

? undecided: what is missing may still change the verdict (see explain)
"""
    )


def test_where_reasons_would_be_too_narrow_they_are_left_out():
    rules = with_criteria(["benefit_for_others", "trust", "worth"])
    assert (
        table(REQUESTS[:2], rules, ranking=False)
        == """\
portfolio 2026.1: 2 initiatives
1 go, 1 kill.

                                                   benefit
                                        strategic      for
Request                 Verdict  Total        fit   others  trust  worth  time
──────────────────────────────────────────────────────────────────────────────
R1 Self-service portal  go        0.76       0.75     0.75   0.75   0.75  0.80
R2 Booking app          kill      0.13       0.00     0.00   0.00   0.00  0.90
"""
    )


def test_where_the_names_of_criteria_do_not_fit_they_are_numbered():
    rules = with_criteria([f"criterion_{n}" for n in range(10, 15)])
    assert (
        table(REQUESTS[:1], rules, ranking=False)
        == """\
portfolio 2026.1: 1 initiative
1 go.

Request                 Verdict  Total     1     2     3     4     5     6     7
────────────────────────────────────────────────────────────────────────────────
R1 Self-service portal  go        0.76  0.75  0.75  0.75  0.75  0.75  0.75  0.80

1 strategic_fit  2 criterion_10  3 criterion_11  4 criterion_12  5 criterion_13
6 criterion_14  7 time
"""
    )


def test_criteria_that_do_not_fit_at_all_are_counted():
    shown = table(REQUESTS[:1], with_criteria([f"c{n}" for n in range(40)]), ranking=False)
    assert "35 more, for which there is no room here: see --format csv" in shown


@pytest.mark.parametrize("width", [1, 60, 80, 97, 120, 300])
@pytest.mark.parametrize("ranking", [True, False])
@pytest.mark.parametrize("criteria", [0, 4, 9, 30])
def test_no_line_is_wider_than_the_window(width, ranking, criteria):
    requests = [
        {"id": "R1", "title": LONG, "fit": 2, "hours": 1, "votes": 2},
        {"id": "R2", "title": "x" * 200},
        {"id": "R3", "title": "顧客データの統合" * 9, "votes": 9, "hours": 1},
    ]
    rules = with_criteria([f"quite_long_{n}" for n in range(criteria)])
    shown = table(requests, rules, ranking=ranking, width=width)
    assert max(map(cell_len, shown.splitlines())) <= max(width, 60)
    assert "R3" in shown


def test_all_of_a_title_is_shown_also_in_wide_characters():
    title = "顧客データの統合" * 9
    shown = table([{"id": "R1", "title": title, "fit": 2, "hours": 1, "votes": 5}])
    assert [shown.count(char) for char in "顧客"] == [9, 9]


def test_nothing_in_a_title_steers_the_terminal():
    title = "a\x1b[31mred\x1b]0;title\x07\r\nb\u202ec\u200b"
    requests = [{"id": "R\x1b1", "title": title, "fit": 2, "hours": 1, "votes": 5}]
    for ranking in (True, False):
        shown = table(requests, ranking=ranking)
        assert all(char.isprintable() or char == "\n" for char in shown)
        assert "[31mred" in shown


def test_markup_in_a_title_is_text():
    requests = [{"id": "R1", "title": "[bold]x[/bold] :smile:", "fit": 2, "hours": 1, "votes": 5}]
    assert "[bold]x[/bold] :smile:" in table(requests)


def test_colour_is_only_where_it_is_asked_for():
    assert "\x1b[" not in table()
    assert "\x1b[1;32mgo" in table(color=True)


def test_a_ruleset_without_criteria_or_stand_in():
    bare = 'name = "n"\nversion = "1"\n[fields.old]\nkind = "flag"\n[[rules]]\nid = "r"\n'
    bare += 'when = "old"\nverdict = "go"\n[default]\nverdict = "kill"\n'
    assert (
        table([{"id": "R1"}], bare, ranking=False)
        == """\
n 1: 1 initiative
1 undecided.

Request  Verdict  Why
────────────────────────────────────────────
R1       - ?      go or kill: depends on old

? undecided: what is missing may still change the verdict (see explain)
"""
    )


def test_no_initiatives_are_one_line():
    assert table([]) == "portfolio 2026.1: 0 initiatives\n"


def test_many_missing_fields_are_counted():
    names = [f"f{n}" for n in range(6)]
    fields = "".join(f'[fields.{name}]\nkind = "flag"\n' for name in names)
    rules = (
        f'name = "n"\nversion = "1"\n{fields}[[rules]]\nid = "r"\nwhen = "{" and ".join(names)}"\n'
    )
    rules += 'verdict = "go"\n[default]\nverdict = "kill"\n'
    shown = " ".join(table([{"id": "R1"}], rules, width=120).split())
    assert "go or kill: depends on f0, f1, f2 and 3 more" in shown


TREE = Reason(
    "R1 Portal: go",
    parts=(
        Reason(
            "worthy: holds",
            "yes",
            (
                Reason("total >= 0.5", "yes", (Reason("total = 0.76"),)),
                Reason(
                    "benefit_k / cost_k",
                    "",
                    (Reason("benefit_k = 400 kEUR (0 to 1,500)"), Reason("cost_k = 750 kEUR")),
                ),
                Reason(
                    "still open", "unknown", (Reason("cost_k (unknown): how much?", "unknown"),)
                ),
            ),
        ),
        Reason("aligned: not met", "no"),
    ),
)


def test_a_tree_says_values_beside_what_was_made_of_them():
    assert (
        as_tree(TREE, width=72)
        == """\
R1 Portal: go
├── ✓ worthy: holds
│   ├── ✓ total >= 0.5 where total = 0.76
│   ├── benefit_k / cost_k
│   │   where benefit_k = 400 kEUR (0 to 1,500), cost_k = 750 kEUR
│   └── ? still open
│       └── ? cost_k (unknown): how much?
└── ✗ aligned: not met
"""
    )


@pytest.mark.parametrize(("size", "same_line"), [(58, True), (59, False)])
def test_values_stand_in_the_same_line_where_they_fit(size, same_line):
    inner = Reason("x" * size, "yes", (Reason("a = 1"),))
    shown = as_tree(Reason("root", parts=(Reason("rule", parts=(inner,)),)))
    assert "where a = 1\n" in shown
    assert ("x where a = 1\n" in shown) is same_line
    assert max(map(cell_len, shown.splitlines())) <= 80


def test_a_deep_tree_is_no_problem():
    deep = Reason("leaf")
    for _ in range(200):
        deep = Reason("branch", "yes", (deep,))
    assert "leaf" not in as_tree(Reason("root"))
    assert as_tree(deep).startswith("branch\n")


def test_entries():
    broken = (Toned("carbon", "strong"), "  ", Toned("broken", "bad"), "  evalcore-carbon 1.2")
    active = (Toned("fit", "strong"), "  ", Toned("active", "good"))
    entries = Outline((Item(broken, (Item("off: \x1bwhy"),)), Item(active)), indent=4)
    assert (
        as_text(Document([entries]))
        == """\
carbon  broken  evalcore-carbon 1.2
    off:  why
fit  active
"""
    )


def test_a_hanging_indent():
    assert filled("one two three", 9, below=2) == "one two\n  three"
    assert filled("incomprehensible word", 8, below=2) == "incomp\n  rehens\n  ible\n  word"
    assert filled("", 8, below=2) == ""
