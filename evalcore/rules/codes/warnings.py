"""Codes of warnings: what is no mistake, but of no use, or perhaps not what was meant."""

from __future__ import annotations

from evalcore.rules.codes.code import Code
from evalcore.rules.codes.formulas import COST, RULE

VALUE = '[fields.benefit_k]\nkind = "number"\nminimum = 0\nmaximum = 100\n\n'
TWO = """
[criteria.worth]
score = "clamp(benefit_k / 100)"
weight = {}

[criteria.quick]
score = "clamp(1 - months / 24)"
weight = {}

"""
MONTHS = '[fields.months]\nkind = "number"\nminimum = 0\n\n'
WARNINGS = (
    Code(
        "EV301",
        "a weight of 0",
        """The score counts for nothing, and no rule reads it. Kept for later, allow it with a
        reason: # evalcore: allow EV301 because it is kept for 2027.""",
        VALUE + MONTHS + TWO.format(1, 0).lstrip() + RULE.format("total > 0.5"),
        VALUE + MONTHS + TWO.format(2, 1).lstrip() + RULE.format("total > 0.5"),
    ),
    Code(
        "EV302",
        "a parameter or measure that nothing uses",
        """It may be left over, or the formula that should use it says the number itself.""",
        COST + "[parameters]\nlimit = 5\n\n" + RULE.format("cost_k < 5"),
        COST + "[parameters]\nlimit = 5\n\n" + RULE.format("cost_k < limit"),
    ),
    Code(
        "EV303",
        "a gate that no rule asks",
        """A gate is configured once under [gates] and decides only where a rule asks it:
        gate = "council".""",
    ),
    Code(
        "EV304",
        "a promise about nothing",
        """`never_reads` may name what nobody declares, and is then kept. This entry is so near to
        the name of a field or tag that it was meant for that.""",
        COST + '[stance]\nnever_reads = ["cots_k"]\n\n' + RULE.format("cost_k < 5"),
        COST + RULE.format("cost_k < 5"),
    ),
    Code(
        "EV305",
        "a field that nothing reads",
        """The ruleset declares a field of its own that no formula, policy or relation reads, so no
        form asks for it. One that the stance promises not to read is declared on purpose.""",
        COST + MONTHS + RULE.format("cost_k < 5"),
        COST + RULE.format("cost_k < 5"),
    ),
    Code(
        "EV306",
        "a verdict that nothing leads to",
        """It is listed under `verdicts`, but no rule, no gate, no default and not when_undecided
        comes to it.""",
        'verdicts = ["go", "pivot", "hold"]\n\n' + COST + RULE.format("cost_k < 5"),
        'verdicts = ["go", "hold"]\n\n' + COST + RULE.format("cost_k < 5"),
    ),
    Code(
        "EV307",
        "a score that hardly moves",
        """Within the declared ranges of its fields the score stays within a quarter of 0 to 1,
        so its weight counts for much less than it says. Often the anchors are in another unit.""",
        VALUE + '[criteria.worth]\nscore = "clamp(linear(benefit_k, worst=0, best=1000))"\n'
        "weight = 1\n\n" + RULE.format("total > 0.05"),
        VALUE + '[criteria.worth]\nscore = "clamp(linear(benefit_k, worst=0, best=100))"\n'
        "weight = 1\n\n" + RULE.format("total > 0.5"),
    ),
    Code(
        "EV308",
        "a criterion or weight that cannot matter",
        """Neither a rule nor the total reads the score, or no rule reads the total: then it
        changes no verdict. Or the weight is less than a hundredth of the whole.""",
        VALUE
        + '[criteria.worth]\nscore = "clamp(benefit_k / 100)"\nweight = 1\n\n'
        + RULE.format("benefit_k > 50"),
        VALUE
        + '[criteria.worth]\nscore = "clamp(benefit_k / 100)"\nweight = 1\n\n'
        + RULE.format("total > 0.5"),
    ),
    Code(
        "EV309",
        "a clause that can never speak",
        """A rule asks several clauses of a gate, and this one is met, or decided by an earlier
        clause or rule, whatever a request says.""",
    ),
    Code(
        "EV310",
        "a comparison that is settled beforehand",
        """By the declared ranges it always holds, or never does: a threshold that the total cannot
        reach, a limit below the least value. Between parameters alone it is a switch, and fine.""",
        VALUE + RULE.format("benefit_k >= 0"),
        VALUE + RULE.format("benefit_k >= 10"),
    ),
    Code(
        "EV311",
        "a gap between two rules",
        """Two rules are about one number, and between them lies a value, or a stretch, for which
        only [default] is left, though its verdict is no step between theirs. `check` also lists
        the gaps where it is one.""",
        COST
        + RULE.format("cost_k < 5")
        + "\n\n"
        + RULE.format("cost_k > 5").replace("cheap", "dear").replace('"go"', '"kill"'),
        COST
        + RULE.format("cost_k < 5")
        + "\n\n"
        + RULE.format("cost_k >= 5").replace("cheap", "dear").replace('"go"', '"kill"'),
    ),
    Code(
        "EV312",
        "a score that moves the wrong way",
        """The score falls as a benefit rises, or rises with a cost, by the tags of the field or
        else its name: perhaps the anchors are swapped. In linear(), `worst` is the value for 0 and
        `best` that for 1.""",
        VALUE + '[criteria.worth]\nscore = "clamp(linear(benefit_k, worst=100, best=0))"\n'
        "weight = 1\n\n" + RULE.format("total > 0.5"),
        VALUE + '[criteria.worth]\nscore = "clamp(linear(benefit_k, worst=0, best=100))"\n'
        "weight = 1\n\n" + RULE.format("total > 0.5"),
    ),
    Code(
        "EV390",
        "a warning is allowed without a reason",
        """A warning is allowed on its line by a comment that names its code and says why:
        # evalcore: allow EV302 because the page shows it. Errors cannot be allowed.""",
        COST + "[parameters]\nlimit = 5  # evalcore: allow EV302\n\n" + RULE.format("cost_k < 5"),
        COST
        + "[parameters]\nlimit = 5  # evalcore: allow EV302 because the page shows it\n\n"
        + RULE.format("cost_k < 5"),
    ),
    Code(
        "EV391",
        "there is nothing here to allow",
        """The warning that the comment allows does not arise on this line, or no longer.""",
        COST + RULE.format("cost_k < 5") + "  # evalcore: allow EV302 because of the page",
        COST + RULE.format("cost_k < 5"),
    ),
)
