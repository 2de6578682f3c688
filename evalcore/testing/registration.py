"""What hypothesis calls when it is imported, so that `from_type(Initiative)` works at once.

The strategies themselves are imported when one is drawn from: whoever imports hypothesis for
something else pays for a few names.
"""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Registers strategies for the types of evalcore; the entry point in the group hypothesis."""
    from hypothesis import strategies as st

    from evalcore.request.fields import Field
    from evalcore.request.initiative import Initiative
    from evalcore.request.values import Estimate, Withheld
    from evalcore.rules.ruleset import Ruleset

    def later(name: str) -> Any:
        def strategy(_type: object) -> st.SearchStrategy[Any]:
            from evalcore.testing import strategies

            made: st.SearchStrategy[Any] = getattr(strategies, name)()
            return made

        return strategy

    st.register_type_strategy(Estimate, later("estimates"))
    st.register_type_strategy(Field, later("fields"))
    st.register_type_strategy(Initiative, later("any_initiative"))
    st.register_type_strategy(Ruleset, later("rulesets"))
    st.register_type_strategy(Withheld, later("withheld"))
