"""The model of how a ruleset decides: criteria, total, gates, rules, default."""

from __future__ import annotations

from evalcore.rules.model.key import OVERRIDE, Key, Section

DECIDING = (
    Section(
        ("criteria", "*"),
        "A score from 0 to 1 with a weight: a policy of a plugin, or a formula.",
        (
            Key("policy", "a text", "the criterion of a plugin; instead of `score`"),
            Key("settings", "settings of the policy", "what the policy is given"),
            Key("score", "a formula", "instead of `policy`"),
            Key("weight", "a number, or several with dates", "how much it counts, at least 0"),
            Key("about", "a text", "what it is, for letters: a title, then a colon"),
            *OVERRIDE,
        ),
        example="""
        [fields.benefit_k]
        kind = "number"

        [criteria.worth]
        score = "clamp(linear(benefit_k, worst=0, best=500))"
        weight = 2
        about = "Worth: full marks from 500 kEUR on."
        """,
    ),
    Section(
        ("total",),
        "A total that depends on the requests that are judged together; a formula is written at "
        "the top.",
        (
            Key("aggregation", "a text", "an aggregation of a plugin", required=True),
            Key("settings", "a table", "what it is given"),
        ),
    ),
    Section(
        ("gates", "*"),
        "Conditions that must be met, configured once; rules ask them whole or by clause.",
        (
            Key("policy", "a text", "the gate of a plugin", required=True),
            Key("settings", "settings of the policy", "what the policy is given"),
            *OVERRIDE,
        ),
    ),
    Section(
        ("tables", "*"),
        "What rows say, where all that they ask fits: see [decision tables](decision-tables.md).",
        (
            Key("rows", "a text", "a header and rows between bars, or"),
            Key("file", "a text", "a CSV file or a workbook with the same rows"),
            Key(
                "hit",
                "a text",
                "which row counts",
                '"unique"',
                choices=("unique", "any", "first", "priority", "collect"),
            ),
            Key("otherwise", "a value, or one by output", "what holds where no row fits"),
            Key("order", "a list of texts", "with `priority`: what is said, the strongest first"),
            Key(
                "aggregation",
                "a text",
                "with `collect`: one number of what is said",
                choices=("sum", "min", "max", "count"),
            ),
            Key("about", "a text", "a sentence for readers"),
            *OVERRIDE,
        ),
        example="""
        [fields.worth]
        kind = "number"

        [tables.appetite]
        rows = '''
        | worth | => appetite |
        | <= 5  | hold        |
        | > 5   | go          |
        '''

        [[rules]]
        id = "by_table"
        table = "appetite"
        """,
    ),
    Section(
        ("rules", "#"),
        "The rules, asked in this order; the first that speaks decides. Each has one of `when`, "
        "`require`, `gate` and `table`.",
        (
            Key("id", "a text", "an id of its own", required=True),
            Key("when", "a condition", "it speaks where this holds; with `verdict`"),
            Key("require", "a condition", "it speaks where this does not hold; with `otherwise`"),
            Key("gate", "a text", "it speaks where this gate is not met; with `otherwise`"),
            Key("table", "a text", "it speaks where a row of this decision table fits"),
            Key("clauses", "a list of texts", "the clauses of the gate that are asked", "all"),
            Key("verdict", "a verdict", "what follows where `when` holds"),
            Key("otherwise", "a verdict, or one by clause", "what follows where it is not met"),
            Key("because", "a text, or one by clause", "the reason, in letters and tables"),
            Key("may_override", "a text", "who may decide otherwise than this rule"),
            Key("before", "a text", "where it goes in a ruleset that extends another: an id"),
            Key("after", "a text", "the same: after the rule with this id"),
            Key("at", "a text", "the same: at an end", choices=("first", "last")),
            *OVERRIDE,
        ),
        example="""
        [fields.worth]
        kind = "number"

        [[rules]]
        id = "said"
        require = "known(worth)"
        otherwise = "recycle"
        because = "nobody says what it is worth"

        [[rules]]
        id = "worthy"
        when = "worth > 5"
        verdict = "go"
        """,
    ),
    Section(
        ("default",),
        "What holds where no rule speaks.",
        (
            Key("verdict", "a verdict", "the verdict", required=True),
            Key("because", "a text", "the reason"),
            OVERRIDE[0],
        ),
    ),
    Section(
        ("cases", "#"),
        "What is expected of the ruleset: see [cases](cases.md). They decide nothing.",
        (
            Key("name", "a text", "what it is called", required=True),
            Key("initiative", "a table", "the request, or"),
            Key("like", "a text", "the case above whose request it starts from, with"),
            Key("change", "a table", "these fields changed and"),
            Key("without", "a list of texts", "these taken away"),
            Key("expect", "a text", 'a verdict, or "undecided"', required=True),
            Key("decided_by", "a text", "the rule, `rule.clause`, or default"),
            Key("total", "a number, or a table with value and within", "the total"),
            Key("scores", "a table", "scores by criterion, as `total`"),
            Key("missing", "a list of texts", "exactly these fields are missing"),
            Key("parameters", "a table", "parameters in this case alone"),
            Key("as_of", "a date", "the date of the evaluation"),
        ),
        example="""
        [fields.worth]
        kind = "number"

        [[rules]]
        id = "worthy"
        when = "worth > 5"
        verdict = "go"

        [[cases]]
        name = "worth more than five"
        initiative = { worth = 6 }
        expect = "go"
        decided_by = "worthy"
        """,
    ),
)
