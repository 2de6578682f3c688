"""Codes of complaints about formulas."""

from __future__ import annotations

from evalcore.rules.codes.code import Code

COST = '[fields.cost_k]\nkind = "number"\nunit = "kEUR"\n\n'
RULE = '[[rules]]\nid = "cheap"\nwhen = "{}"\nverdict = "go"'


def _rule(condition: str, fields: str = COST) -> str:
    return fields + RULE.format(condition)


FORMULAS = (
    Code(
        "EV201",
        "this is not part of the language",
        """Formulas are a small part of Python's syntax: numbers, texts, names, arithmetic,
        comparisons, `and`, `or`, `not`, `in`, `x if c else y` and calls of functions.""",
        _rule("cost_k = 5"),
        _rule("cost_k == 5"),
    ),
    Code(
        "EV202",
        "a formula is too long or nested too deeply",
        """Formulas are capped so that every engine can work them out, and so that people can read
        them. Give parts of it names under [measures].""",
    ),
    Code(
        "EV203",
        "there is no such name",
        """A name in a formula is a field, a measure, a parameter, a criterion or total. What
        nobody declares is an error, so that a slip never reads as missing.""",
        _rule("cots_k < 5"),
        _rule("cost_k < 5"),
    ),
    Code(
        "EV204",
        "a name cannot be used here",
        """The name exists, but not as a value in this place: a table of fields, a function without
        its brackets, a field of records outside of them, or something that is worked out
        later.""",
        _rule("verdict == 'go'"),
        _rule("cost_k < 5"),
    ),
    Code(
        "EV205",
        "a call that the function does not take",
        """There is no such function, or it is called with too few, too many or other arguments
        than it has. `docs/expressions.md` lists them all.""",
        _rule("clamp() > 0"),
        _rule(
            "clamp(cost_k / 100) > 0".replace("cost_k", "hours"),
            '[fields.hours]\nkind = "number"\n\n',
        ),
    ),
    Code(
        "EV206",
        "kinds that do not fit",
        """A text is compared with a number, a condition is added, or texts are put in order. Each
        operation says which kinds it takes.""",
        _rule("cost_k == 'low'"),
        _rule("cost_k < 5"),
    ),
    Code(
        "EV207",
        "units that differ",
        """What is added or compared has the same unit; nothing is converted, kEUR and EUR
        included. A number without a unit fits any.""",
        _rule("cost_k > hours", COST + '[fields.hours]\nkind = "number"\nunit = "h"\n\n'),
        _rule("cost_k > 3 * hours", COST + '[fields.hours]\nkind = "number"\nunit = "kEUR"\n\n'),
    ),
    Code(
        "EV208",
        "a text that the field never says",
        """A field with choices is compared with something that is none of them: the comparison
        could never hold.""",
        _rule("phase == 'idee'", '[fields.phase]\nkind = "choice"\nchoices = ["idea", "run"]\n\n'),
        _rule("phase == 'idea'", '[fields.phase]\nkind = "choice"\nchoices = ["idea", "run"]\n\n'),
    ),
    Code(
        "EV209",
        "a formula that has no value",
        """For no request does this come to a number: it divides by zero, takes the root of what is
        always negative, has anchors in the wrong order, or may be too large.""",
        _rule("cost_k / 0 > 1"),
        _rule("cost_k / 2 > 1"),
    ),
    Code(
        "EV210",
        "a name that is defined by itself",
        """Measures, criteria and the total are worked out one after the other; in a circle there
        is no first one.""",
        '[measures]\na = "b + 1"\nb = "a - 1"',
        '[measures]\na = "2 + 1"\n\n[[rules]]\nid = "all"\nwhen = "a > 1"\nverdict = "go"',
    ),
    Code(
        "EV211",
        "a result of the wrong kind",
        """`when` and `require` are conditions, a score and the total are numbers, and a measure is
        no list of records.""",
        _rule("cost_k + 1"),
        _rule("cost_k + 1 > 5"),
    ),
    Code(
        "EV212",
        "a score that may leave 0 to 1",
        """Scores are weighed against each other, so each has to be a bare number that lies from 0
        to 1 for every request within the declared ranges.""",
        COST + '[criteria.cheap]\nscore = "1 - linear(cost_k, worst=0, best=100)"\nweight = 1',
        COST
        + '[criteria.cheap]\nscore = "clamp(linear(cost_k, worst=100, best=0))"\nweight = 1\n\n'
        + RULE.format("total > 0.5"),
    ),
)
