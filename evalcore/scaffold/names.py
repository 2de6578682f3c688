"""The names of a new plugin, all derived from one, and why a name cannot be had.

`evalcore-carbon` is a distribution, imported as `evalcore_carbon`, with the plugin and the policy
`carbon`. What is written under these names is the business of `files`.
"""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata
from collections.abc import Iterator

import attrs

import evalcore
from evalcore.extend.plugins import Plugins
from evalcore.language.functions import FUNCTIONS
from evalcore.written.errors import Complaint, InputError, listing, show

LONGEST = 38  # a longer one would not fit on the lines of the templates
PREFIX = "evalcore_"
RESERVED = ("evalcore", "initiative_evalcore")
SHARED = ("total", "weighted_mean")  # what formulas call beside functions, fields and scores
_SHAPE = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
ANOTHER = "choose another name"


@attrs.frozen
class Names:
    """The names of a distribution, of its module, and of the plugin and policy in it.

    A plugin of one file belongs to no distribution: that name is empty.
    """

    distribution: str
    module: str
    policy: str

    @property
    def words(self) -> str:
        """The policy's name, to be read: `carbon footprint`."""
        return self.policy.replace("_", " ")


def names_of(text: str, *, single_file: bool = False) -> Names:
    """The names that follow from one; a single file belongs to no distribution.

    Raises `InputError` for text that no name can be made of.
    """
    if not _SHAPE.fullmatch(text) or len(text) > LONGEST:
        raise InputError(_misshapen(text))
    module = text.replace("-", "_")
    policy = module.removeprefix(PREFIX)
    return Names("" if single_file else module.replace("_", "-"), module, policy)


def objections(names: Names, plugins: Plugins) -> list[Complaint]:
    """Everything that speaks against names; those of `plugins` are taken."""
    if names.module in RESERVED:
        mend = f"say what it judges, such as {RESERVED[0]}-carbon"
        own = names.module.replace("_", "-")
        return [Complaint(f"{own!r} is evalcore's own name", mend=mend)]
    return [*_impossible(names), *_taken(names, plugins), *_installed(names)]


def _misshapen(text: str) -> Complaint:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    meant = "-".join(re.findall(r"[a-z0-9]+", plain)).lstrip("0123456789-")
    fits = bool(_SHAPE.fullmatch(meant)) and len(meant) <= LONGEST
    return Complaint(
        f"{show(text)} cannot be the name of a plugin",
        f"lower-case letters and digits, a letter first, parts joined by -, at most {LONGEST} "
        f"characters, such as evalcore-carbon",
        (meant,) if fits else (),
    )


def _impossible(names: Names) -> Iterator[Complaint]:
    """What Python, pytest and the language of formulas have to say."""
    policy, module = names.policy, names.module
    about = f"the policy {policy!r}"
    if not policy.isidentifier():
        yield Complaint(f"{about} starts with a digit", "a letter first")
    elif keyword.iskeyword(policy):
        yield Complaint(f"{about} is called like a keyword of Python", mend=ANOTHER)
    elif policy in FUNCTIONS or policy in evalcore.__all__ or policy in SHARED:
        yield Complaint(f"{about} is called like a word of evalcore's own", mend=ANOTHER)
    elif policy in dir(builtins):
        yield Complaint(f"{about} is called like a function of Python's own", mend=ANOTHER)
    elif policy.startswith("test"):
        yield Complaint(f"{about} would be taken for a test by pytest", mend=ANOTHER)
    if module in sys.stdlib_module_names:
        meant = f"{PREFIX}{module}".replace("_", "-")
        yield Complaint(f"the module {module!r} is one of Python's own", did_you_mean=(meant,))


def _taken(names: Names, plugins: Plugins) -> Iterator[Complaint]:
    for plugin in plugins.all:
        claims = ["the plugin name"] if plugin.origin.name == names.policy else []
        claims += [
            f"the {kind}"
            for (kind, name), _ in plugin.contributions
            if name == names.policy and kind in ("criterion", "gate", "function")
        ]
        if claims:
            verb = "belongs" if len(claims) == 1 else "belong"
            problem = f"{listing(claims)} {names.policy!r} already {verb} to {plugin.origin}"
            yield Complaint(problem, mend=ANOTHER)


def _installed(names: Names) -> Iterator[Complaint]:
    """Another distribution of that name, or with a module of that name."""
    from importlib.metadata import packages_distributions

    if not names.distribution:
        return
    homes = packages_distributions()
    owners = {each for found in homes.values() for each in found if each == names.distribution}
    for owner in sorted(owners.union(homes.get(names.module, ()))):
        problem = f"{owner} is installed, and {names.distribution} would be in its way"
        yield Complaint(problem, mend=ANOTHER)
