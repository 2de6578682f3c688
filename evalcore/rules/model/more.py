"""The model of what decides nothing about a request by itself: words, letters, portfolios."""

from __future__ import annotations

from evalcore.request.spelling import WAYS
from evalcore.rules.model.key import OVERRIDE, Key, Section
from evalcore.say.sentences import ENGLISH

HELP = {
    "called": "the verdict in a sentence, with its article",
    "means": "what follows from it, for the sponsor",
    "to_council": "the same for the council",
    "says": "what one ruleset does that comes to it: holds",
    "say": "what two do: hold",
    "short": "the verdict where columns are narrow",
}
MORE = (
    Section(
        ("terms", "verdicts", "*"),
        "What a verdict is called wherever people read it.",
        (*(Key(name, "a text", about, "as usual") for name, about in HELP.items()), OVERRIDE[0]),
        example='[terms.verdicts.hold]\ncalled = "a green light later"',
    ),
    Section(
        ("terms", "roles"),
        "What roles are called, by id.",
        values=Key("NAME", "a text", "the role in a sentence, with its article"),
        example='[terms.roles]\nhr = "the people team"',
    ),
    Section(
        ("shown_as",),
        "How totals and scores are shown to people.",
        (
            Key("total", "a text", "totals", '"number"', choices=WAYS),
            Key("scores", "a text", "scores, and what they add", '"number"', choices=WAYS),
        ),
        example='[shown_as]\ntotal = "percent"',
    ),
    Section(
        ("letters",),
        "Who writes [letters](letters.md), and how they close.",
        (
            Key("sender", "a text", "who they are from"),
            Key("closing", "a text", "how they close"),
            Key("language", "a text", "the language of the sentences, such as `de`", '"en"'),
        ),
        example='[letters]\nsender = "The portfolio office"',
    ),
    Section(
        ("letters", "sentences"),
        "Sentences of letters, by name; each fills in what the usual one does.",
        tuple(Key(name, "a text", f"`{text}`", "as here") for name, text in ENGLISH.items()),
        example='[letters.sentences]\ngreeting = "Good day {sponsor},"',
    ),
    Section(
        ("plugins",),
        "Settings of plugins, a table each: `[plugins.journal]`, as the plugin declares them. Its"
        " policies and functions take from it what they are not given where they are used.",
        values=Key("NAME", "a table", "the settings"),
    ),
    Section(
        ("portfolio",),
        "Choosing among requests: see [portfolios](portfolios.md).",
        (
            Key("among", "a list of texts", "verdicts that may be chosen", "the best alone"),
            Key("maximise", "a formula", "what is made as large as can be", "total"),
            Key("periods", "a list of texts", "the names of periods", "one"),
            Key("start", "a formula", "the number of the first period, from 1"),
            Key("length", "a formula", "how many periods it runs"),
            Key("latest", "a formula", "the number of the last period in which it may begin"),
            Key("running", "a condition", "which requests are in flight"),
            Key("always", "a list of texts", "ids that are forced in"),
            Key("never", "a list of texts", "ids that are forced out"),
            Key("ties", "a whole number", "how many equally good selections are listed", "10"),
        ),
    ),
    Section(
        ("portfolio", "capacities", "*"),
        "What there is, and what each request uses of it.",
        (
            Key("uses", "a formula", "what a request uses, in each period", required=True),
            Key("amount", "a number, or one a period", "what there is", required=True),
            Key("profile", "a list of numbers", "how its use is spread over its life"),
            Key("unit", "a text", "the unit of the amount"),
            OVERRIDE[0],
        ),
        example="""
        [fields.hours]
        kind = "number"
        minimum = 0

        [portfolio]
        maximise = "hours"

        [portfolio.capacities.office_hours]
        uses = "hours"
        amount = 20
        """,
    ),
    Section(
        ("portfolio", "relations", "#"),
        "What holds between requests that are chosen.",
        (
            Key("id", "a text", "an id of its own", required=True),
            Key("requires", "a list of texts, or a field", "the first only with all the others"),
            Key("excludes", "a list of texts, or a field", "at most one of them"),
            Key("together", "a list of texts, or a field", "all or none"),
            Key("at_least", "a whole number", "so many of them"),
            Key("at_most", "a whole number", "no more than so many of them"),
            Key("of", "a list of texts", "of which requests; with at_least and at_most"),
            Key("where", "a condition", "the same by a condition"),
            Key("because", "a text", "why"),
        ),
    ),
    Section(
        ("portfolio", "shares", "#"),
        "Which share of what is chosen goes to whom.",
        (
            Key("id", "a text", "an id of its own", required=True),
            Key("of", "a text", "a capacity, value or count", required=True),
            Key("where", "a condition", "the requests that count", required=True),
            Key("at_least", "a number", "from 0 to 1"),
            Key("at_most", "a number", "from 0 to 1"),
            Key("because", "a text", "why"),
        ),
    ),
)
