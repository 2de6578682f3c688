"""Codes of complaints about what a ruleset means: fields, promises, rules, weights."""

from __future__ import annotations

from evalcore.rules.codes.code import Code
from evalcore.rules.codes.formulas import COST

MEANING = (
    Code(
        "EV130",
        "a field's declaration contradicts itself",
        """Each kind of field takes keys of its own: a text has no unit, a choice has something to
        choose from, and a minimum lies below the maximum.""",
        '[fields.phase]\nkind = "choice"',
        """
        [fields.phase]
        kind = "choice"
        choices = ["idea", "run"]

        [[rules]]
        id = "early"
        when = "phase == 'idea'"
        verdict = "go"
        """,
    ),
    Code(
        "EV131",
        "two declarations of a field contradict each other",
        """A ruleset, its vocabularies and its policies may all declare a field. Kind and unit have
        to agree, ranges are intersected, and something has to be left.""",
        'vocabulary = ["shared.toml"]\n[fields.cost_k]\nkind = "text"',
        'vocabulary = ["shared.toml"]\n\n[[rules]]\nid = "dear"\nwhen = "cost_k > 5"\n'
        'verdict = "kill"',
        beside={"shared.toml": '[fields.cost_k]\nkind = "number"\n'},
    ),
    Code(
        "EV132",
        "a unit that cannot be read",
        """A unit is a symbol, or symbols with * and /: kEUR, h/month, kEUR/year.""",
        '[fields.cost_k]\nkind = "number"\nunit = "kEUR//year"',
        COST + '[[rules]]\nid = "dear"\nwhen = "cost_k > 5"\nverdict = "kill"',
    ),
    Code(
        "EV133",
        "a relation that cannot hold, or is none",
        """A relation says what holds between the fields of every request. It reads fields,
        parameters and measures, and some request has to keep it.""",
        COST + '[relations.budget]\nholds = "1 < 2"',
        COST + '[relations.budget]\nholds = "cost_k >= 0"',
    ),
    Code(
        "EV140",
        "a promise of the stance is broken",
        """`never_reads` lists fields, tables of fields and tags that nothing in the ruleset may
        read, directly or through a policy.""",
        COST + '[stance]\nnever_reads = ["cost_k"]\n\n[[rules]]\nid = "cheap"\n'
        'when = "cost_k < 5"\nverdict = "go"',
        COST + '[stance]\nnever_reads = ["spent_k"]\n\n[[rules]]\nid = "cheap"\n'
        'when = "cost_k < 5"\nverdict = "go"',
    ),
    Code(
        "EV141",
        "a portfolio reads what has been spent",
        """What a field with the tag `sunk` says is spent whatever is chosen. A portfolio reads what
        is still to be spent.""",
        COST
        + COST.replace("cost_k", "spent_k").replace("\n\n", '\ntags = ["sunk"]\n\n')
        + '[portfolio]\nmaximise = "cost_k - spent_k"',
        COST + '[portfolio]\nmaximise = "cost_k"',
    ),
    Code(
        "EV220",
        "a rule that can never speak",
        """No request within the declared ranges and choices meets its condition, or no record of a
        list does that it asks about. Its author believes that it decides something.""",
        COST + '[[rules]]\nid = "odd"\nwhen = "cost_k > 10 and cost_k < 5"\nverdict = "go"',
        COST + '[[rules]]\nid = "fair"\nwhen = "cost_k > 5 and cost_k < 10"\nverdict = "go"',
    ),
    Code(
        "EV221",
        "a rule that is implied by earlier ones",
        """Rules are asked in order, and whatever meets this one has been decided before: a
        threshold after a lower one, the same condition again, or anything after a rule that always
        speaks.""",
        COST + '[[rules]]\nid = "dear"\nwhen = "cost_k > 50"\nverdict = "hold"\n\n'
        '[[rules]]\nid = "dearer"\nwhen = "cost_k > 500"\nverdict = "kill"',
        COST + '[[rules]]\nid = "dearer"\nwhen = "cost_k > 500"\nverdict = "kill"\n\n'
        '[[rules]]\nid = "dear"\nwhen = "cost_k > 50"\nverdict = "hold"',
    ),
    Code(
        "EV230",
        "weights that cannot be",
        """Each criterion has a weight of at least 0, and one of them more than that; where the
        formula of the total does not use weighted_mean, none of them has a weight.""",
        COST
        + '[criteria.cheap]\nscore = "clamp(1 - cost_k / 100)"\nweight = 0'.replace(
            "cost_k", "hours"
        )
        + '\n\n[fields.hours]\nkind = "number"',
        '[fields.hours]\nkind = "number"\n\n[criteria.cheap]\nscore = "clamp(1 - hours / 100)"\n'
        'weight = 1\n\n[[rules]]\nid = "good"\nwhen = "total > 0.5"\nverdict = "go"',
    ),
)
