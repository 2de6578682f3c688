"""Codes of complaints about a ruleset's file: what is written, whatever it means."""

from __future__ import annotations

from evalcore.rules.codes.code import Code
from evalcore.rules.codes.formulas import COST, RULE

CASE = (
    COST
    + RULE.format("cost_k < 5")
    + '\n[[cases]]\nname = "small"\ninitiative = {{ {} = 3 }}\nexpect = "go"'
)

FILE = (
    Code(
        "EV101",
        "this is no TOML",
        """A ruleset is a TOML file: texts stand in double quotes, each line is name = value, and
        each table is written once. Nothing else is looked at before that is mended.""",
        "when_undecided = recycle",
        'verdicts = ["recycle", "hold"]\nwhen_undecided = "recycle"',
    ),
    Code(
        "EV102",
        "a file or ruleset cannot be found or read",
        """What was named is neither a file that can be read nor the name of an installed ruleset,
        or a file that the ruleset names cannot be read.""",
        'vocabulary = ["shared.toml"]',
        "vocabulary = []",
    ),
    Code(
        "EV103",
        "there is no such key",
        """A key that nothing reads is a slip: left alone, it would be ignored in silence and the
        ruleset would decide otherwise than its author believes.""",
        'when_undecidd = "hold"',
        'when_undecided = "hold"',
    ),
    Code(
        "EV104",
        "something is missing",
        """A table lacks a key that it cannot do without.""",
        '[[rules]]\nid = "cheap"\nwhen = "cost_k < 5"\n\n[fields.cost_k]\nkind = "number"',
        """
        [[rules]]
        id = "cheap"
        when = "cost_k < 5"
        verdict = "go"

        [fields.cost_k]
        kind = "number"
        """,
    ),
    Code(
        "EV105",
        "a value is not of the right kind",
        """A key holds something else than is read there: a text where a number is wanted, a number
        beyond its range, or a word that is none of those that there are.""",
        '[parameters]\nenough = "0.6"',
        '[parameters]\nenough = 0.6\n\n[[rules]]\nid = "all"\nwhen = "enough > 0"\nverdict = "go"',
    ),
    Code(
        "EV106",
        "one text where a list is wanted",
        """A single text counts as a list of one. With a comma, a semicolon or a blank in it, it
        was meant as several: as one name it would stand for nothing, and guard nothing.""",
        '[stance]\nnever_reads = "spent_k, council"',
        '[stance]\nnever_reads = ["spent_k", "council"]',
    ),
    Code(
        "EV107",
        "a name cannot be used, or stands for two things",
        """Fields, parameters, measures, criteria and total share one namespace with the functions
        of the language, so that a formula can only mean one thing. Names in formulas are made of
        letters, digits and underscores; ids may have a hyphen.""",
        "[parameters]\nclamp = 3",
        '[parameters]\nlimit = 3\n\n[[rules]]\nid = "all"\nwhen = "limit > 0"\nverdict = "go"',
    ),
    Code(
        "EV108",
        "the same thing twice",
        """Two rules with one id, a text that is listed twice, or two keys that are the same name
        once they are normalised: one of them would be lost.""",
        'verdicts = ["go", "hold", "go"]',
        'verdicts = ["go", "hold"]\n\n[[rules]]\nid = "all"\nwhen = "1 > 0"\nverdict = "go"',
    ),
    Code(
        "EV109",
        "there is no such verdict",
        """Verdicts are listed under `verdicts`, the best first; without that list they are go,
        conditional_go, pivot, hold, recycle, refer and kill.""",
        'when_undecided = "recylce"',
        'when_undecided = "recycle"',
    ),
    Code(
        "EV110",
        "keys that do not go together",
        """A rule has exactly one of `when`, `require` and `gate`; `when` has a `verdict`, the
        others say `otherwise`. A criterion has a `policy` with settings, or a `score` that is a
        formula.""",
        '[[rules]]\nid = "all"\nwhen = "1 > 0"\notherwise = "go"',
        '[[rules]]\nid = "all"\nwhen = "1 > 0"\nverdict = "go"',
    ),
    Code(
        "EV120",
        "no plugin offers it",
        """Policies, vocabularies, aggregations and functions come from plugins. `evalcore plugins`
        lists those that are active, and why one is off.""",
        '[criteria.fit]\npolicy = "strategic_fitt"\nweight = 1',
    ),
    Code(
        "EV121",
        "a policy failed",
        """The code of a plugin raised an error, or gave something that it may not give. The
        complaint names the plugin with its distribution and version; `evalcore plugins --check`
        tells its author more.""",
    ),
    Code(
        "EV122",
        "a setting does not fit",
        """A policy declares which settings it takes, of which kind and within which range; see
        the page of policies.""",
    ),
    Code(
        "EV123",
        "there is no such gate, or no such clause",
        """A rule with `gate` names a table [gates.NAME], and may ask only some clauses of it, each
        with its own verdict and reason.""",
        '[[rules]]\nid = "decided"\ngate = "council"\notherwise = "hold"',
    ),
    Code(
        "EV140",
        "a case does not fit the ruleset",
        """It names a field, a rule, a score, a parameter or a case that there is not, or its
        request cannot be read. `check` looks at the cases in the ruleset and in NAME.cases.toml
        beside it; whether they hold is said by `evalcore test`.""",
        CASE.format("cots_k"),
        CASE.format("cost_k"),
    ),
)
