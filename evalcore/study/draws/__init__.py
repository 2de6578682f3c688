"""Draws: how verdicts and ranks fare while estimates, or weights, are drawn at random.

What an initiative says stays as it is but for its estimates; what a ruleset says stays as it is
but for its weights. The same seed gives the same draws, on every machine.
"""

from __future__ import annotations

from evalcore.study.draws.estimates import EstimateDraws, Moving, draw_estimates
from evalcore.study.draws.pert import Pert
from evalcore.study.draws.shares import Shares
from evalcore.study.draws.weights import Flip, InitiativeDraws, WeightDraws, draw_weights

__all__ = [
    "EstimateDraws",
    "Flip",
    "InitiativeDraws",
    "Moving",
    "Pert",
    "Shares",
    "WeightDraws",
    "draw_estimates",
    "draw_weights",
]
