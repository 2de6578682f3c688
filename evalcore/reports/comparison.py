"""The comparison of rulesets as Markdown and as CSV; its JSON is its own, its table elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from evalcore.judge.comparison import Agreement, Compared, Comparison, Opinion
from evalcore.reports.markdown import escape, table
from evalcore.reports.rows import name, score
from evalcore.written.csv_text import spell_csv

COUNTED = (
    "Counted are the initiatives that both rulesets decide: what is undecided is no judgement. "
    "kappa is Cohen's (1960): 1 is full agreement, 0 what chance alone would give. "
    "There is no kappa (-) where chance alone explains full agreement, or where nothing counts."
)


def as_markdown(comparison: Comparison) -> str:
    """The verdicts side by side, the clauses where the rulesets part, and their agreement."""
    blocks = [f"# {escape(heading(comparison))}"]
    rows = [
        [called(each), *(shown(opinion) for opinion in each.opinions)]
        for each in comparison.initiatives
    ]
    blocks.append(table(["Request", *comparison.labels], rows, right=()))
    parted = [each for each in comparison.initiatives if each.parted]
    if parted:
        blocks.append("## Where they part")
        blocks += [_parting(each) for each in parted]
    blocks += ["## Agreement", table(*agreement_table(comparison.agreements), right=(2, 3))]
    blocks.append(COUNTED)
    return "\n\n".join(blocks) + "\n"


def _parting(each: Compared) -> str:
    lines = [f"- **{escape(called(each))}**"]
    for camp in each.camps:
        if len({opinion.because for opinion in camp.opinions}) == 1:
            lines.append(f"  - {escape(camp.words)}")
            continue
        lines.append(f"  - {escape(camp.head)}")
        lines += [f"    - {escape(f'{o.ruleset}: {o.because}')}" for o in camp.opinions]
    return "\n".join(lines)


def as_csv(comparison: Comparison) -> str:
    """One row for each initiative: verdict and clause by ruleset, and the words."""
    heads = [f"{part}.{label}" for label in comparison.labels for part in ("verdict", "clause")]
    rows: list[list[str]] = []
    for each in comparison.initiatives:
        cells = [c for o in each.opinions for c in (o.verdict or "", o.clause)]
        parted = "true" if each.parted else "false"
        rows.append([each.id, each.title, parted, *cells, each.words])
    return spell_csv(["id", "title", "parted", *heads, "words"], rows)


def heading(comparison: Comparison) -> str:
    """One line on what this is: how many rulesets and initiatives, on which date."""
    count = len(comparison.initiatives)
    what = f"{count} initiative{'' if count == 1 else 's'}"
    as_of = "" if comparison.as_of is None else f", as of {comparison.as_of.isoformat()}"
    return f"{what} by {len(comparison.labels)} rulesets{as_of}"


def called(each: Compared) -> str:
    """How a reader recognises an initiative: its id and title."""
    return name(each.opinions[0].evaluation)


def shown(opinion: Opinion) -> str:
    """A verdict in a table; one that only stands in has a question mark."""
    return (opinion.verdict or "-") + ("" if opinion.decided else " ?")


def agreement_table(agreements: Sequence[Agreement]) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the table of agreements."""
    rows = [
        [*each.rulesets, f"{each.equal} of {each.compared}", score(each.kappa)]
        for each in agreements
    ]
    return ["Ruleset", "and", "Equal", "kappa"], rows
