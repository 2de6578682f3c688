"""Plugins: which there are, those blocked, and what they offer together.

Each is found in `finding` and loads in `loading`.

There is no global registry: each `Plugins` is its own set, in the order of the plugins' names.
What plugins contribute is used by name, so nothing depends on the order in which they load.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, cast

import attrs

from evalcore.extend import finding
from evalcore.extend.aggregations import Aggregation
from evalcore.extend.extensions import Command, Observer, Report
from evalcore.extend.loading import Candidate, Origin, Plugin, load_plugin
from evalcore.extend.policies import Policy, Role
from evalcore.extend.reserved import FORMATS
from evalcore.extend.sources import Source
from evalcore.language.functions import FUNCTIONS, Function
from evalcore.request.declarations import Vocabulary
from evalcore.written.errors import Complaint, InputError, listing, near, one_of, several, show

BLOCK_VARIABLE = "EVALCORE_BLOCK"
ONLY_VARIABLE = "EVALCORE_ONLY"

Contribution = tuple[str, str]  # what kind of thing, and its name: ("criterion", "fit")


class Plugins:
    """A set of plugins, and what the active ones contribute, by name.

    A name that two plugins claim belongs to neither: whoever needs it gets an error that names
    both. `problems` says everything that is wrong with the set, in the order of the plugins.
    """

    def __init__(self, plugins: Iterable[Plugin] = ()) -> None:
        self._given = tuple(sorted(plugins, key=_order))
        names: dict[str, list[Origin]] = {}
        for plugin in self._given:
            if plugin.active:
                names.setdefault(plugin.origin.name, []).append(plugin.origin)
        self._namesakes = {
            name: _name_collision(name, found) for name, found in names.items() if len(found) > 1
        }
        self.all = tuple(map(self._judged, self._given))
        self._claims: dict[Contribution, list[tuple[Any, Origin]]] = {}
        for plugin in self.all:
            for key, value in plugin.contributions if plugin.active else ():
                self._claims.setdefault(key, []).append((value, plugin.origin))
        self._found = {key: claims[0] for key, claims in self._claims.items() if len(claims) == 1}

    def __reduce__(self) -> tuple[Any, ...]:
        return Plugins, (self._given,)

    def _judged(self, plugin: Plugin) -> Plugin:
        why = self._namesakes.get(plugin.origin.name, "")
        collides = plugin.active and why
        return attrs.evolve(plugin, status="collides", why=why) if collides else plugin

    def policy(self, role: Role, name: str) -> Policy[..., Any]:
        """The policy of that name. Raises `InputError` where there is none, or more than one."""
        found = self._get(str(role), name, self._other_role(role, name))
        return cast("Policy[..., Any]", found)

    def vocabulary(self, name: str) -> Vocabulary:
        """The vocabulary of that name; raises as `policy` does."""
        return cast("Vocabulary", self._get("vocabulary", name))

    def source(self, name: str) -> Source:
        """The source of that name; raises as `policy` does."""
        return cast("Source", self._get("source", name))

    def aggregation(self, name: str) -> Aggregation:
        """The aggregation of that name; raises as `policy` does."""
        return cast("Aggregation", self._get("aggregation", name))

    def report(self, name: str) -> Report:
        """The report of that name, evalcore's own or a plugin's; raises as `policy` does."""
        if name in FORMATS:
            from evalcore import write_report

            return Report(name, partial(write_report, form=name), FORMATS[name])
        return cast("Report", self._get("report", name, also=tuple(FORMATS)))

    def ruleset(self, name: str) -> Path:
        """The file of the ruleset of that name; raises as `policy` does."""
        found = self._get("ruleset", name, path="the path of a TOML file")
        return cast("Path", found.path)

    def command(self, name: str) -> Command:
        """The command of that name; raises as `policy` does."""
        return cast("Command", self._get("command", name))

    def observers(self) -> list[tuple[Observer, Origin]]:
        """Who hears of evaluations, each with the plugin that it belongs to."""
        return self._all_of("observer")

    def functions(self) -> dict[str, Function]:
        """The functions that formulas can call: the language's own and those of plugins.

        A function that cannot be used is there too: it says why when a formula calls it.
        """
        keys = [key for each in self.all for key, _ in each.contributions]
        brought = {name: self._function(name) for kind, name in keys if kind == "function"}
        return {**FUNCTIONS, **brought}

    def sources(self) -> list[Source]:
        """The formats that initiatives can be read from."""
        return [source for source, _ in self._all_of("source")]

    def reading(self, sources: Mapping[str, Source]) -> Plugins:
        """The same set with other sources in the place of those of these names."""
        return Plugins(
            attrs.evolve(each, sources=tuple(sources.get(one.name, one) for one in each.sources))
            for each in self._given
        )

    def _all_of(self, kind: str) -> list[tuple[Any, Origin]]:
        return [found for (each, _), found in self._found.items() if each == kind]

    def origin(self, kind: str, name: str) -> Origin | None:
        """Which plugin contributes this."""
        found = self._found.get((kind, name))
        return found[1] if found else None

    def names(self, kind: str) -> list[str]:
        """The names of everything of one kind that can be used, sorted."""
        return sorted(name for found, name in self._found if found == kind)

    @property
    def problems(self) -> tuple[str, ...]:
        """Broken plugins and claims that collide, each in one sentence."""
        return (
            *(f"{each.origin.in_full}: {each.why}" for each in self.all if each.status == "broken"),
            *self._namesakes.values(),
            *(self._collision(key) for key in self._claims if key not in self._found),
        )

    def unusable(self, plugin: Plugin) -> list[str]:
        """What an active plugin brings that another one claims too: `criterion fit`."""
        keys = [key for key, _ in plugin.contributions] if plugin.active else []
        return [f"{kind} {name}" for kind, name in keys if (kind, name) not in self._found]

    def blocking(
        self, names: Iterable[str], *, source: str = "", installed: Iterable[Origin] = ()
    ) -> Plugins:
        """The same set with some plugins off, by plugin or distribution name.

        Raises `InputError` for names that no plugin has, neither of this set nor of `installed`;
        `source` says where they were written.
        """
        blocked = dict.fromkeys(several(names, "names"))
        if not blocked:
            return self
        origins = [*(each.origin for each in self._given), *installed]
        strange = _strange(blocked, origins, "to block", source)
        if strange:
            raise InputError(strange)
        return Plugins(
            attrs.evolve(each, status="blocked", why="blocked by name")
            if _is_blocked(each.origin, blocked)
            else each
            for each in self._given
        )

    def allowing(self, names: Iterable[str] | None, installed: Iterable[Origin] = ()) -> Plugins:
        """The same set with no distributed plugins on but those of these names; None: all.

        Names are those of plugins or of distributions. What was handed over, or is in a folder,
        stays. Raises `InputError` for names that no plugin has.
        """
        if names is None:
            return self
        allowed = dict.fromkeys(several(names, "names"))
        origins = [*(each.origin for each in self._given), *installed]
        strange = _strange(allowed, origins, "to allow")
        if strange:
            raise InputError(strange)
        return Plugins(
            each
            if not each.origin.distribution or _is_blocked(each.origin, allowed)
            else attrs.evolve(each, status="blocked", why=NOT_ALLOWED)
            for each in self._given
        )

    def __repr__(self) -> str:
        states = [each.status for each in self.all]
        counts = (f"{states.count(each)} {each}" for each in dict.fromkeys(sorted(states)))
        return f"<Plugins: {', '.join(counts) or 'none'}>"

    def require(self, requirements: Sequence[str]) -> list[tuple[int, Complaint]]:
        """Complaints about required distributions that are not active, or not of that version.

        Each comes with the index of the requirement that it is about.
        """
        return [
            (index, complaint)
            for index, text in enumerate(requirements)
            if (complaint := self._lacking(text)) is not None
        ]

    def _lacking(self, text: str) -> Complaint | None:
        from packaging.requirements import InvalidRequirement, Requirement
        from packaging.utils import canonicalize_name
        from packaging.version import InvalidVersion

        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            expected = 'a distribution with a version, such as "evalcore-carbon>=1.2"'
            return Complaint(f"found {text!r}", expected)
        plugins = {
            canonicalize_name(each.origin.distribution): each
            for each in sorted(self.all, key=lambda each: each.active)
            if each.origin.distribution
        }
        plugin = plugins.get(canonicalize_name(wanted.name))
        if plugin is None:
            problem = f"no plugin of the distribution {wanted.name} is installed"
            meant = near(canonicalize_name(wanted.name), plugins)
            return Complaint(problem, "", meant, f"pip install '{text}'")
        if not plugin.active:
            problem = f"{wanted.name} is required, but {plugin.origin} is off"
            return Complaint(problem, mend=plugin.why)
        try:
            fits = wanted.specifier.contains(plugin.origin.version, prereleases=True)
        except InvalidVersion:
            fits = False
        if not fits:
            problem = f"{wanted.name} is installed as {plugin.origin.version or 'no version'}"
            return Complaint(problem, f"{wanted.name}{wanted.specifier}")
        return None

    def _get(
        self, kind: str, name: str, hint: str = "", also: Sequence[str] = (), path: str = ""
    ) -> Any:
        """What is there under a name; a name of `also`, or a `path`, could have been given too."""
        if (kind, name) in self._found:
            return self._found[kind, name][0]
        reason = self._why_not((kind, name))
        if reason is not None:
            raise InputError(reason)
        known = [*also, *self.names(kind)]
        expected = one_of(known, 20) if known else "a plugin that offers one; none does"
        if path:
            expected = f"{path}, or {expected}" if known else path
        unread = [each for each in self.all if not each.active and not each.contributions]
        off = listing([f"plugin {e.origin.name} ({e.status})" for e in unread], "or")
        if off and not hint:
            handed = [each for each in unread if each.why and not each.origin.package]
            hint = f"it may belong to {off}: see `evalcore plugins`"
            if handed:  # no command knows of those
                hint = f"it may belong to {off}: {'; '.join(each.why for each in handed)}"
        problem = f"there is no {kind} {name!r}"
        meant = near(name.removesuffix(".toml"), known)
        raise InputError(Complaint(problem, expected, meant, hint))

    def _why_not(self, key: Contribution) -> Complaint | None:
        """Why something that exists cannot be used; None where nothing of the kind exists."""
        if key in self._claims:
            return Complaint(self._collision(key))
        kind, name = key
        for each in self.all:
            if not each.active and key in dict(each.contributions):
                problem = f"the {kind} {name!r} cannot be used: {each.origin} is off"
                return Complaint(problem, mend=each.why)
        return None

    def _collision(self, key: Contribution) -> str:
        kind, name = key
        owners = listing([str(origin) for _, origin in self._claims[key]])
        return f"the {kind} {name!r} is claimed by {owners}: block one of them by name"

    def _function(self, name: str) -> Function:
        key = ("function", name)
        if key in self._found:
            function, origin = self._found[key]
            return attrs.evolve(cast("Function", function), source=str(origin))
        reason = self._why_not(key)
        words = "" if reason is None else ": ".join(filter(None, (reason.problem, reason.mend)))

        def refuse(*_args: object, **_keywords: object) -> NoReturn:
            raise ValueError(words)

        return Function(name, refuse, "", words)

    def _other_role(self, role: Role, name: str) -> str:
        other = Role.GATE if role is Role.CRITERION else Role.CRITERION
        if (str(other), name) not in self._found:
            return ""
        return f"{name} is a {other}: use it under [{other.plural}]"


def _strange(
    names: Iterable[str], origins: Iterable[Origin], what: str, source: str = ""
) -> list[Complaint]:
    """Complaints about names that no plugin has."""
    known = sorted({name for o in origins for name in (o.name, o.distribution) if name})
    expected = one_of(known) if known else "none: there are no plugins"
    return [
        Complaint(f"there is no plugin {name!r} {what}", expected, near(name, known), source=source)
        for name in names
        if name not in known
    ]


NOT_ALLOWED = "not among the plugins that are allowed"


def _name_collision(name: str, origins: Sequence[Origin]) -> str:
    owners = listing([each.package or "an object passed in" for each in origins])
    by = "block one by the name of its distribution"
    mend = by if any(each.distribution for each in origins) else "rename one of them"
    return f"the plugin name {name!r} is claimed by {owners}: {mend}"


def _order(plugin: Plugin) -> tuple[Origin, list[Contribution]]:
    """By name, and for plugins of one name by whatever tells them apart."""
    return plugin.origin, [key for key, _ in plugin.contributions]


def _is_blocked(origin: Origin, blocked: Iterable[str]) -> bool:
    return any(name in blocked for name in (origin.name, origin.distribution) if name)


def discover(
    *,
    extra: Iterable[object] = (),
    folder: str | os.PathLike[str] | None = None,
    entry_points: bool = True,
    block: Iterable[str] = (),
    only: Iterable[str] | None = None,
    installed: Iterable[Candidate] | None = None,
) -> Plugins:
    """The plugins that are installed, in a folder of Python files, and passed in.

    `installed` says what counts as installed; None stands for what is, see `finding`.
    `block`, and the comma-separated names in the environment variable `EVALCORE_BLOCK`, turn
    plugins off by name before they are imported. `only`, or those in `EVALCORE_ONLY`, leaves
    on no installed ones but these: `["initiative-evalcore", "evalcore-carbon"]` is what ships, and
    one more. A plugin that fails is off and says why. Raises `InputError` for a folder that cannot
    be read and for names that do not exist.
    """
    if isinstance(extra, str) or not hasattr(extra, "__iter__"):
        raise InputError(Complaint(f"found {show(extra)}", "a list of plugins, such as [plugin]"))
    from_environment, allowed = _listed(BLOCK_VARIABLE), _listed(ONLY_VARIABLE)
    asked = several(block, "names")
    blocked = {*asked, *from_environment}
    allows = [several(only, "names")] if only is not None else []
    allows += [allowed] if allowed else []
    if installed is None:
        installed = finding.installed() if entry_points or blocked or allows else ()
    there = tuple(installed)
    candidates = list(there) if entry_points else []
    if folder is not None:
        candidates += finding.in_folder(Path(folder))
    different = {id(each): each for each in extra}
    candidates += map(finding.passed_in, different.values())
    plugins = Plugins(
        Plugin(each.origin, "blocked", "blocked by name")
        if _is_blocked(each.origin, blocked)
        else Plugin(each.origin, "blocked", NOT_ALLOWED)
        if each.origin.distribution and not all(_is_blocked(each.origin, a) for a in allows)
        else load_plugin(each)
        for each in candidates
    )
    known = [each.origin for each in there]
    for each in allows:
        plugins = plugins.allowing(each, installed=known)
    plugins = plugins.blocking(asked, installed=known)
    return plugins.blocking(from_environment, source=BLOCK_VARIABLE, installed=known)


def _listed(variable: str) -> list[str]:
    return [name.strip() for name in os.environ.get(variable, "").split(",") if name.strip()]


def summaries(plugins: Plugins) -> list[Mapping[str, Any]]:
    """What `evalcore plugins` shows: one mapping for each plugin, in the order of names."""
    return [
        {
            "name": each.origin.name,
            "distribution": each.origin.distribution or None,
            "version": each.origin.version or None,
            "file": each.origin.file or None,
            "status": each.status,
            "why": each.why or None,
            **each.offers,
            "hooks": each.hooks,
            "claimed_twice": plugins.unusable(each),
        }
        for each in plugins.all
    ]
