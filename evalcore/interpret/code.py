"""Code: pieces of generated Python, with the variables that must not be None where they are used.

How nodes become such pieces is up to `python`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

import attrs


@attrs.frozen
class Code:
    """Python for one node; it means something only where no guard is None."""

    text: str
    guards: tuple[str, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether it is a local variable, or `True`, `False` or `None`."""
        return self.text.isidentifier()


def subset_sums(weights: Sequence[float]) -> tuple[float, ...]:
    """The sum of every subset, by its bits; each added from left to right, as overlap does."""
    sums = [0.0]
    for weight in weights:
        sums += [each + weight for each in sums]
    return tuple(sums)


def weigh(held: Container[str], weights: Sequence[tuple[str, float]]) -> float:
    """The weights of the texts that are held, added from left to right; called at run time."""
    total = 0.0
    for text, weight in weights:
        if text in held:
            total += weight
    return total


def union(*codes: Code) -> tuple[str, ...]:
    """All guards of these pieces, each once."""
    return tuple(dict.fromkeys(guard for code in codes for guard in code.guards))


def any_null(guards: Iterable[str]) -> str:
    """The test whether one of the guards is None."""
    return " or ".join(f"{guard} is None" for guard in guards)


def nulls(*codes: Code) -> list[str]:
    """The tests for None of these pieces, one by one."""
    return [f"{guard} is None" for guard in union(*codes)]


def is_literal(text: str) -> bool:
    """Whether the text is a number, which may be repeated without being worked out again."""
    return text.strip("()-").replace(".", "").replace("e-", "").replace("e+", "").isdigit()
