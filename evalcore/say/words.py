"""The words interpretation: nodes as sentences about one initiative.

What a score measured, and between which anchors; what a total is made of. Why a condition holds or
does not is the business of `facts`; how names, units and single values are spoken of, of `labels`.
"""

from __future__ import annotations

from evalcore.language.nodes import (
    Across,
    FieldRef,
    Named,
    Node,
    is_fixed,
)
from evalcore.request.spelling import (
    named_list,
    rounded,
    spoken,
)
from evalcore.say.figures import between
from evalcore.say.labels import (
    beside,
    label_of,
    titled,
    value_in_words,
)
from evalcore.say.nouns import (
    Glossary,
    ingredients,
    is_mean,
)
from evalcore.say.parts import Parts
from evalcore.say.phrases import short

__all__ = ["Glossary", "Words", "label_of", "titled", "value_in_words"]


class Words(Parts):
    """Says what nodes came to on one initiative. Phrases begin small and have no full stop."""

    def measured(self, node: Node) -> str:
        """What a score was made of and between which anchors, or what it still needs."""
        body = node.body if isinstance(node, Named) else node
        if self.trace[node] is None:
            outcome = self.trace.outcome(node)
            ends = None if self.bounds is None else self.bounds(node)
            if ends is not None and ends[0] == ends[1] and not ends[2]:
                return f"{rounded(ends[0])} whatever is filled in"
            return self.needed(outcome)
        return short(self.part(body), lambda: self.inputs(body))

    def made_of(self, total: Named) -> str:
        """The parts of a total that is a formula, with their values; '' for the mean alone."""
        parts = [] if isinstance(total.body, Across) else ingredients(total.body)
        if is_mean(total.body) or [*map(is_mean, parts)] == [True]:
            return ""
        return named_list([self._ingredient(each) for each in parts], most=9)

    def _ingredient(self, node: Node) -> str:
        if is_fixed(node) and isinstance(node, Named):
            return f"{spoken(node.name)} {self.noun(node)}"
        asked = self.trace[node] is None and not isinstance(node, FieldRef)
        ends = self.bounds(node) if asked and self.bounds is not None else None
        if ends is None or ends[2] or not isinstance(ends[0], float):
            return self.valued(node)
        return beside(self.noun(node), between(ends[:2], self.way(node)))
