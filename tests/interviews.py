"""What the tests of interviews share: one that is held to its end."""

from __future__ import annotations

from evalcore.request.initiative import Initiative
from evalcore.request.values import Withheld


def interviewed(judge, answers, kept=(), unknown=()):
    """The keys in the order asked, and how far the interview came."""
    asked, said = [], dict.fromkeys(judge.fields)
    for name in kept:
        said[name] = Withheld()
    while True:
        initiative = Initiative("R1", "R1", dict(said), judge.fields)
        question = judge.next_question(initiative, asked=asked)
        if question is None:
            return asked, judge.evaluate(initiative)
        assert question.key not in asked
        assert question.key not in kept
        assert question.field == judge.fields[question.key]
        assert len(asked) <= len(judge.fields)
        asked.append(question.key)
        if question.key not in unknown:
            said[question.key] = answers[question.key]
