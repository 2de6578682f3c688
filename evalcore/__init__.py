"""evalcore: a rules-engine plugin framework for evaluating initiatives.

The public names; each is imported when it is first asked for, so that `import evalcore` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from evalcore.cells import Cell as Cell
    from evalcore.changes import find_changes as find_changes
    from evalcore.declarations import Vocabulary as Vocabulary
    from evalcore.declarations import choice as choice
    from evalcore.declarations import day as day
    from evalcore.declarations import estimate as estimate
    from evalcore.declarations import flag as flag
    from evalcore.declarations import number as number
    from evalcore.declarations import records as records
    from evalcore.declarations import set_of_text as set_of_text
    from evalcore.declarations import setting as setting
    from evalcore.declarations import text as text
    from evalcore.documents import load_initiatives as load_initiatives
    from evalcore.draws import draw_estimates as draw_estimates
    from evalcore.draws import draw_weights as draw_weights
    from evalcore.errors import Complaint as Complaint
    from evalcore.errors import EvalcoreError as EvalcoreError
    from evalcore.errors import InputError as InputError
    from evalcore.evaluation import Evaluation as Evaluation
    from evalcore.evaluator import Evaluator as Evaluator
    from evalcore.explanation import explain as explain
    from evalcore.expressions.build import all_of as all_of
    from evalcore.expressions.build import any_of as any_of
    from evalcore.expressions.build import clamp as clamp
    from evalcore.expressions.build import count as count
    from evalcore.expressions.build import days_since as days_since
    from evalcore.expressions.build import geometric_mean as geometric_mean
    from evalcore.expressions.build import has as has
    from evalcore.expressions.build import is_in as is_in
    from evalcore.expressions.build import known as known
    from evalcore.expressions.build import linear as linear
    from evalcore.expressions.build import lookup as lookup
    from evalcore.expressions.build import maximum as maximum
    from evalcore.expressions.build import mean as mean
    from evalcore.expressions.build import minimum as minimum
    from evalcore.expressions.build import negate as negate
    from evalcore.expressions.build import overlap as overlap
    from evalcore.expressions.build import piecewise as piecewise
    from evalcore.expressions.build import share as share
    from evalcore.expressions.build import square_root as square_root
    from evalcore.expressions.build import total_of as total_of
    from evalcore.expressions.build import when as when
    from evalcore.expressions.build import withheld as withheld
    from evalcore.expressions.build import years_between as years_between
    from evalcore.expressions.functions import Function as Function
    from evalcore.expressions.functions import function as function
    from evalcore.extensions import Command as Command
    from evalcore.extensions import Observer as Observer
    from evalcore.extensions import Report as Report
    from evalcore.extensions import RulesetFile as RulesetFile
    from evalcore.fields import Field as Field
    from evalcore.hooks import hookimpl as hookimpl
    from evalcore.initiative import Initiative as Initiative
    from evalcore.listing import Listing as Listing
    from evalcore.opaque import opaque_criterion as opaque_criterion
    from evalcore.plugins import Plugins as Plugins
    from evalcore.plugins import discover as discover
    from evalcore.policies import Clauses as Clauses
    from evalcore.policies import Policy as Policy
    from evalcore.policies import clauses as clauses
    from evalcore.policies import criterion as criterion
    from evalcore.policies import gate as gate
    from evalcore.ruleset import Ruleset as Ruleset
    from evalcore.ruleset_file import load_ruleset as load_ruleset
    from evalcore.ruleset_file import read_ruleset as read_ruleset
    from evalcore.sources import Source as Source
    from evalcore.values import Estimate as Estimate
    from evalcore.values import Withheld as Withheld

_HOMES = {
    "evalcore.cells": "Cell",
    "evalcore.changes": "find_changes",
    "evalcore.declarations": (
        "Vocabulary choice day estimate flag number records set_of_text setting text"
    ),
    "evalcore.draws": "draw_estimates draw_weights",
    "evalcore.errors": "Complaint EvalcoreError InputError",
    "evalcore.expressions.build": (
        "all_of any_of clamp count days_since geometric_mean has is_in known linear lookup maximum "
        "mean minimum negate overlap piecewise share square_root total_of when withheld "
        "years_between"
    ),
    "evalcore.documents": "load_initiatives",
    "evalcore.evaluation": "Evaluation",
    "evalcore.evaluator": "Evaluator",
    "evalcore.explanation": "explain",
    "evalcore.expressions.functions": "Function function",
    "evalcore.extensions": "Command Observer Report RulesetFile",
    "evalcore.fields": "Field",
    "evalcore.hooks": "hookimpl",
    "evalcore.initiative": "Initiative",
    "evalcore.opaque": "opaque_criterion",
    "evalcore.policies": "Clauses Policy clauses criterion gate",
    "evalcore.plugins": "Plugins discover",
    "evalcore.listing": "Listing",
    "evalcore.ruleset": "Ruleset",
    "evalcore.ruleset_file": "load_ruleset read_ruleset",
    "evalcore.sources": "Source",
    "evalcore.values": "Estimate Withheld",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604 # pyright: ignore[reportUnsupportedDunderAll]


if not TYPE_CHECKING:  # a misspelt name is an error to type checkers

    def __getattr__(name: str) -> Any:
        if name not in _HOME_OF:
            message = f"module 'evalcore' has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        value = getattr(import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
