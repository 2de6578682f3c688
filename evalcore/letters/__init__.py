"""Letters: what an evaluation says to the person who asked, and the page for the meeting.

Plain data in plain words; how they look is the business of `evalcore.reports.letters`.
"""

from __future__ import annotations

from evalcore.letters.parts import Asked, Letter, Page, Question, Score, Source
from evalcore.letters.writing import beyond_the_mean, letter, page, unsaid

__all__ = [
    "Asked",
    "Letter",
    "Page",
    "Question",
    "Score",
    "Source",
    "beyond_the_mean",
    "letter",
    "page",
    "unsaid",
]
