"""A portfolio in a file of its own, put beside a ruleset that has none, or another one."""

from __future__ import annotations

import attrs

from evalcore.rules.file import Draft
from evalcore.rules.portfolio_tables import LISTS, read_portfolio
from evalcore.rules.ruleset import Ruleset
from evalcore.written.blank import composed
from evalcore.written.errors import Complaint
from evalcore.written.files import read_text
from evalcore.written.tables import Table
from evalcore.written.toml import LARGEST_FILE, parse_toml

_ARRAYS = {f"portfolio.{name}": said for name, said in LISTS.items()}


def with_portfolio(ruleset: Ruleset, path: str) -> Draft:
    """A ruleset with the portfolio that a file describes, instead of any that it has itself.

    Raises `InputError` where the file is no TOML at all.
    """
    text = composed(read_text(path, LARGEST_FILE))
    complaints: list[Complaint] = []
    top = Table(parse_toml(text, path, _ARRAYS), (), complaints)
    if "portfolio" not in top:
        top.complain("[portfolio] is missing", "[portfolio], with [portfolio.capacities.NAME]")
    portfolio = read_portfolio(top.table("portfolio"), path)
    top.finish()
    documents = {**ruleset.documents, path: text}
    found = attrs.evolve(ruleset, portfolio=portfolio, documents=documents)
    return Draft(found, tuple(attrs.evolve(each, source=path) for each in complaints))
