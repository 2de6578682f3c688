"""Interviews: the question that helps most, until the verdict is certain.

An interpretation of the bounds: an answer helps where it narrows down what is still possible. How
questions are put, and where answers are kept, is the business of whoever asks them.
"""

from __future__ import annotations

from evalcore.study.interview.question import Question, next_question, outlook

__all__ = ["Question", "next_question", "outlook"]
