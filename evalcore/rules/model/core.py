"""The model of what a ruleset is called, knows and measures."""

from __future__ import annotations

from evalcore.request.fields import Kind
from evalcore.request.spelling import WAYS
from evalcore.rules.model.key import OVERRIDE, Key, Section
from evalcore.rules.ruleset import VERDICTS

UNIT = Key("unit", "a text", "`kEUR`, `h/month`; formulas check it, nothing is converted")
FIELD = (
    Key(
        "kind",
        "a text",
        "what it holds; left out where there is a `record`: records",
        required=True,
        choices=tuple(kind.value for kind in Kind),
    ),
    UNIT,
    Key("minimum", "a number", "the least value, itself included"),
    Key("maximum", "a number", "the greatest value, itself included"),
    Key("whole", "true or false", "whether it is a whole number", "false"),
    Key("choices", "a list of texts", "what a choice may be, or what a set may hold"),
    Key("question", "a text", "what to ask"),
    Key("label", "a text", "what letters call it, where its name will not do"),
    Key("shown_as", "a text", "how people see its numbers", '"number"', choices=WAYS),
    Key("answered_by", "a text", "the role that can answer"),
    Key("controlled_by", "a text", 'the role that can change it; `"nobody"` for what is past'),
    Key("minutes", "a number", "what the answer costs, in minutes"),
    Key("tags", "a list of texts", "words that `never_reads` can name"),
)
CORE = (
    Section(
        (),
        "What the ruleset is called, which verdicts it knows, and what it is made of.",
        (
            Key("name", "a text", "what it is called in every result", required=True),
            Key("version", "a text", "the state of it, in every result", required=True),
            Key("about", "a text", "a sentence for readers"),
            Key("verdicts", "a list of texts", "the verdicts, best first", ", ".join(VERDICTS)),
            Key("when_undecided", "a verdict", "what stands in while several are possible", "none"),
            Key("may_override", "a text", "who may decide otherwise, for letters"),
            Key("vocabulary", "a list of texts", "shared fields: a plugin's, or a TOML file's"),
            Key("required_plugins", "a list of texts", "distributions that must be active"),
            Key("block_plugins", "a list of texts", "plugins that it does without"),
            Key(
                "total",
                "a formula, or a table with aggregation",
                "what the scores come to",
                "weighted_mean",
            ),
            Key("extends", "a text or a list of texts", "rulesets that it is made of"),
            Key("override", "a list of texts", "what it replaces of those, by dotted names"),
        ),
        example="""
        verdicts = ["go", "hold"]
        when_undecided = "hold"
        total = "weighted_mean * 0.9"

        [fields.worth]
        kind = "number"
        minimum = 0
        maximum = 1

        [criteria.value]
        score = "worth"
        weight = 1

        [[rules]]
        id = "worthy"
        when = "total > 0.5"
        verdict = "go"
        """,
    ),
    Section(
        ("stance",),
        "What the ruleset promises never to read. It does not load where anything does.",
        (
            Key("never_reads", "a list of texts", "fields, tables of fields, and `tag:NAME`"),
            Key("about", "a text", "a sentence for readers"),
        ),
        example='[stance]\nnever_reads = ["spent_k", "tag:effort"]',
    ),
    Section(
        ("parameters",),
        "Numbers that an organisation argues about, by name.",
        values=Key("NAME", "a number, or several with dates", "the number"),
        example='[parameters]\nenough = 0.6\n\n[[rules]]\nid = "always"\nwhen = "enough > 0.5"\n'
        'verdict = "go"',
    ),
    Section(
        ("parameters", "*"),
        "The same where there is more to say of it.",
        (
            Key("value", "a number, or several with dates", "the number", required=True),
            UNIT,
            Key("about", "a text", "what it is, for letters: a title, then a colon"),
            *OVERRIDE,
        ),
        example='[parameters]\nceiling = { value = 2000, unit = "kEUR", about = "what we decide" }',
    ),
    Section(
        ("fields", "*"),
        'What a request can say. A dotted name is quoted: [fields."council.yes"].',
        (*FIELD, Key("record", "a table", "the fields of one record"), *OVERRIDE),
        example="""
        [fields."council.yes"]
        kind = "number"
        whole = true
        minimum = 0
        question = "How many voted for it?"
        answered_by = "council"
        """,
    ),
    Section(
        ("fields", "*", "record", "*"),
        "A field of each record in a list of records; it has no dots and holds no records.",
        (*FIELD, Key("record", "a table", "none: records hold no records")),
        example='[fields.outcomes.record.owner]\nkind = "text"\n\n'
        '[fields.outcomes.record.target]\nkind = "number"',
    ),
    Section(
        ("relations", "*"),
        "What holds between the fields of every request.",
        (
            Key("holds", "a condition", "over fields, parameters and measures", required=True),
            Key("because", "a text", "why, for who breaks it"),
            Key("of", "a text", "a list of records: it holds for each of them"),
            Key(
                "otherwise",
                "a text",
                "what becomes of a request that breaks it",
                '"refuse"',
                choices=("refuse", "warn"),
            ),
            *OVERRIDE,
        ),
        example="""
        [fields.yes]
        kind = "number"

        [fields.present]
        kind = "number"

        [relations.votes]
        holds = "yes <= present"
        because = "nobody votes who is not there"
        """,
    ),
    Section(
        ("measures",),
        "Named intermediate values. A measure that replaces another one is written as "
        '`payback = { formula = "...", override = true }`.',
        values=Key("NAME", "a formula", "what it is"),
        example="""
        [fields.cost_k]
        kind = "number"
        minimum = 1

        [measures]
        per_year = "cost_k / 3"
        """,
    ),
)
