"""evalcore: a rules-engine plugin framework for evaluating initiatives.

The public names; each is imported when it is first asked for, so that `import evalcore` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from evalcore.extend.aggregations import Aggregation as Aggregation
    from evalcore.extend.extensions import Command as Command
    from evalcore.extend.extensions import Observer as Observer
    from evalcore.extend.extensions import Report as Report
    from evalcore.extend.extensions import RulesetFile as RulesetFile
    from evalcore.extend.extensions import Settings as Settings
    from evalcore.extend.hooks import hookimpl as hookimpl
    from evalcore.extend.opaque import opaque_criterion as opaque_criterion
    from evalcore.extend.plugins import Plugins as Plugins
    from evalcore.extend.plugins import discover as discover
    from evalcore.extend.policies import Clauses as Clauses
    from evalcore.extend.policies import Policy as Policy
    from evalcore.extend.policies import PolicyError as PolicyError
    from evalcore.extend.policies import clauses as clauses
    from evalcore.extend.policies import criterion as criterion
    from evalcore.extend.policies import gate as gate
    from evalcore.extend.sources import Source as Source
    from evalcore.form.schema import initiative_schema as initiative_schema
    from evalcore.judge.evaluator import Evaluator as Evaluator
    from evalcore.judge.explanation import Reason as Reason
    from evalcore.judge.explanation import explain as explain
    from evalcore.judge.listing import Listing as Listing
    from evalcore.judge.record import CriterionResult as CriterionResult
    from evalcore.judge.record import Decision as Decision
    from evalcore.judge.record import Evaluation as Evaluation
    from evalcore.judge.record import GateResult as GateResult
    from evalcore.judge.record import MadeBy as MadeBy
    from evalcore.judge.record import Missing as Missing
    from evalcore.judge.record import OpaqueAnswer as OpaqueAnswer
    from evalcore.judge.record import Undefined as Undefined
    from evalcore.judge.record import UsedPlugin as UsedPlugin
    from evalcore.judge.view import View as View
    from evalcore.language.build import all_of as all_of
    from evalcore.language.build import any_of as any_of
    from evalcore.language.build import as_of as as_of
    from evalcore.language.build import count as count
    from evalcore.language.build import days_since as days_since
    from evalcore.language.build import has as has
    from evalcore.language.build import is_in as is_in
    from evalcore.language.build import known as known
    from evalcore.language.build import lookup as lookup
    from evalcore.language.build import nearest as nearest
    from evalcore.language.build import negate as negate
    from evalcore.language.build import overlap as overlap
    from evalcore.language.build import piecewise as piecewise
    from evalcore.language.build import quantity as quantity
    from evalcore.language.build import share as share
    from evalcore.language.build import total_of as total_of
    from evalcore.language.build import when as when
    from evalcore.language.build import withheld as withheld
    from evalcore.language.functions import Function as Function
    from evalcore.language.functions import function as function
    from evalcore.language.operations import clamp as clamp
    from evalcore.language.operations import geometric_mean as geometric_mean
    from evalcore.language.operations import linear as linear
    from evalcore.language.operations import magnitude as magnitude
    from evalcore.language.operations import maximum as maximum
    from evalcore.language.operations import mean as mean
    from evalcore.language.operations import median as median
    from evalcore.language.operations import minimum as minimum
    from evalcore.language.operations import square_root as square_root
    from evalcore.language.operations import years_between as years_between
    from evalcore.read.documents import Loaded as Loaded
    from evalcore.read.documents import load_initiatives as load_initiatives
    from evalcore.reports.formats import write_report as write_report
    from evalcore.reports.notebook import show_html as show_html
    from evalcore.reports.notebook import show_text as show_text
    from evalcore.request.cells import Cell as Cell
    from evalcore.request.declarations import Relation as Relation
    from evalcore.request.declarations import Vocabulary as Vocabulary
    from evalcore.request.declarations import choice as choice
    from evalcore.request.declarations import day as day
    from evalcore.request.declarations import estimate as estimate
    from evalcore.request.declarations import flag as flag
    from evalcore.request.declarations import number as number
    from evalcore.request.declarations import records as records
    from evalcore.request.declarations import set_of_text as set_of_text
    from evalcore.request.declarations import setting as setting
    from evalcore.request.declarations import text as text
    from evalcore.request.fields import Field as Field
    from evalcore.request.fields import Kind as Kind
    from evalcore.request.initiative import Initiative as Initiative
    from evalcore.request.initiative import Reading as Reading
    from evalcore.request.values import Estimate as Estimate
    from evalcore.request.values import Withheld as Withheld
    from evalcore.rules.file import load_ruleset as load_ruleset
    from evalcore.rules.file import read_ruleset as read_ruleset
    from evalcore.rules.ruleset import Ruleset as Ruleset
    from evalcore.study.changes import find_changes as find_changes
    from evalcore.study.draws import draw_estimates as draw_estimates
    from evalcore.study.draws import draw_weights as draw_weights
    from evalcore.study.interview import Question as Question
    from evalcore.study.interview import next_question as next_question
    from evalcore.written.errors import Complaint as Complaint
    from evalcore.written.errors import EvalcoreError as EvalcoreError
    from evalcore.written.errors import InputError as InputError
    from evalcore.written.errors import TracingError as TracingError

_HOMES = {
    "evalcore.extend.aggregations": "Aggregation",
    "evalcore.extend.extensions": "Command Observer Report RulesetFile Settings",
    "evalcore.extend.hooks": "hookimpl",
    "evalcore.extend.opaque": "opaque_criterion",
    "evalcore.extend.plugins": "Plugins discover",
    "evalcore.extend.policies": "Clauses Policy PolicyError clauses criterion gate",
    "evalcore.extend.sources": "Source",
    "evalcore.form.schema": "initiative_schema",
    "evalcore.judge.evaluator": "Evaluator",
    "evalcore.judge.explanation": "Reason explain",
    "evalcore.judge.listing": "Listing",
    "evalcore.judge.record": (
        "CriterionResult Decision Evaluation GateResult MadeBy Missing OpaqueAnswer Undefined "
        "UsedPlugin"
    ),
    "evalcore.judge.view": "View",
    "evalcore.language.build": (
        "all_of any_of as_of count days_since has is_in known lookup nearest negate overlap "
        "piecewise quantity share total_of when withheld"
    ),
    "evalcore.language.functions": "Function function",
    "evalcore.language.operations": (
        "clamp geometric_mean linear magnitude maximum mean median minimum square_root "
        "years_between"
    ),
    "evalcore.read.documents": "Loaded load_initiatives",
    "evalcore.reports.formats": "write_report",
    "evalcore.reports.notebook": "show_html show_text",
    "evalcore.request.cells": "Cell",
    "evalcore.request.declarations": (
        "Relation Vocabulary choice day estimate flag number records set_of_text setting text"
    ),
    "evalcore.request.fields": "Field Kind",
    "evalcore.request.initiative": "Initiative Reading",
    "evalcore.request.values": "Estimate Withheld",
    "evalcore.rules.file": "load_ruleset read_ruleset",
    "evalcore.rules.ruleset": "Ruleset",
    "evalcore.study.changes": "find_changes",
    "evalcore.study.draws": "draw_estimates draw_weights",
    "evalcore.study.interview": "Question next_question",
    "evalcore.written.errors": "Complaint EvalcoreError InputError TracingError",
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
