"""Policies that cannot be looked at without help, or not at all."""

from __future__ import annotations

from typing import Annotated

from evalcore import criterion, number, setting

Fit = Annotated[float, number("fit", minimum=0, maximum=4, question="How well does it fit?")]
Word = Annotated[str, setting(about="the word that only the organisation knows")]


@criterion
def guarded(fit: Fit, *, word: Word) -> float:
    """Guarded: takes only the settings of those who know.

    Example:
        ```toml
        [criteria.mine]
        policy = "guarded"
        weight = 1
        settings = { word = "sesame" }
        ```

    Settings:
        word: the word that only the organisation knows.

    Fields:
        fit: how well it fits, 0 to 4.
    """
    if word != "sesame":
        message = "this is not the word"
        raise ValueError(message)
    return fit / 4


@criterion
def refused(fit: Fit, *, word: Word) -> float:
    """Refused: whatever the settings are."""
    message = "no setting is good enough"
    raise ValueError(message)


@criterion
def untraced(fit: Fit) -> float:
    """Untraced: it asks a field with `if`."""
    return 1.0 if fit > 2 else 0.0
