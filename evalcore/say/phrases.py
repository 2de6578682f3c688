"""Phrases: facts in so many words as one sentence holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evalcore.request.spelling import counted
from evalcore.say.labels import count_words

MOST_WORDS = 26  # of one phrase: a name and a result go before it, within one sentence
MOST_REASONS = 33  # words of facts that are a sentence by themselves


def joined(facts: Sequence[str], most: int = MOST_REASONS) -> str:
    """Facts in one phrase of so many words; those that do not fit are counted."""
    kept: list[str] = []
    for fact in facts:
        if kept and sum(count_words(each) + 1 for each in [*kept, fact]) > most:
            rest = len(facts) - len(kept)
            return f"{'; '.join(kept)}; and {counted(rest)} more reason{'s' * (rest > 1)}"
        kept.append(clipped(fact, most))
    return _last_and(kept)


def _last_and(facts: Sequence[str]) -> str:
    if len(facts) < 2 or any(";" in each or ":" in each for each in facts):
        return "; ".join(facts)
    return f"{'; '.join(facts[:-1])}, and {facts[-1]}"


def short(text: str, otherwise: Callable[[], str]) -> str:
    """A phrase that is no longer than one may be: this one, or else another."""
    if count_words(text) <= MOST_WORDS:
        return text
    shorter = otherwise()
    return shorter if count_words(shorter) <= MOST_WORDS else clipped(shorter)


def clipped(text: str, most: int = MOST_WORDS) -> str:
    """A phrase with no more than so many words."""
    words = text.split()
    return text if len(words) <= most else f"{' '.join(words[: most - 2]).rstrip(',;:')} and more"
