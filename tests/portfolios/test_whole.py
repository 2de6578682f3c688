"""Whole rulesets: all that a portfolio may say at once, against brute force over what it says."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from choosing import choice, ids, request
from selections import drawing, selections

ROLES = ("cio", "architects")
PERIODS = 3


def portfolio(rng: random.Random, names: list[str]) -> dict[str, Any]:
    """What is demanded, as plain data."""
    said: dict[str, Any] = {"roles": {}, "relations": [], "shares": [], "always": [], "never": []}
    for role in ROLES:
        amounts = [rng.randint(4, 14) for _ in range(PERIODS)]
        profile = rng.choice([None, [1, 0.5], [0.25, 1, 0.75, 0.1]])
        said["roles"][role] = (amounts, profile)
    for number in range(rng.randint(0, 3)):
        form = rng.choice(["requires", "excludes", "together", "of", "where", "depends_on"])
        some = rng.sample(names, rng.randint(2, min(3, len(names))))
        low = rng.randint(0, 1)
        said["relations"].append((f"r{number}", form, some, low, low + rng.randint(0, 2)))
    if rng.random() < 0.5:
        of = rng.choice(["cio", "value", "count"])
        said["shares"].append((of, rng.randint(1, 5) / 10, rng.random() < 0.5))
    if rng.random() < 0.4:
        said[rng.choice(["always", "never"])].append(rng.choice(names))
    return said


def written(said: dict[str, Any]) -> str:
    """The same as TOML."""
    lines = ['among = ["go", "conditional_go"]', 'periods = ["q1", "q2", "q3"]', 'start = "begins"']
    lines += ['length = "lasts"', f"always = {said['always']}", f"never = {said['never']}"]
    for role, (amounts, profile) in said["roles"].items():
        uses = "hours" if role == "cio" else "cost / 2"
        lines += [f"[portfolio.capacities.{role}]", f'uses = "{uses}"', f"amount = {amounts}"]
        lines += [f"profile = {profile}"] if profile else []
    for key, form, some, low, high in said["relations"]:
        lines += ["[[portfolio.relations]]", f'id = "{key}"']
        if form == "depends_on":
            lines.append('requires = "depends_on"')
        elif form in ("of", "where"):
            about = f"of = {some}" if form == "of" else "where = \"learns or ready == 'partly'\""
            lines += [f"at_least = {low}", f"at_most = {high}", about]
        else:
            lines.append(f"{form} = {some}")
    for of, part, least in said["shares"]:
        end = "at_least" if least else "at_most"
        lines += ["[[portfolio.shares]]", 'id = "s"', f'of = "{of}"', 'where = "learns"']
        lines.append(f"{end} = {part}")
    return "\n".join(lines).replace("'R", '"R').replace("']", '"]').replace("',", '",') + "\n"


def taken(each: dict[str, Any], said: dict[str, Any]) -> dict[str, list[Fraction]]:
    """What one takes of each role in each period."""
    found: dict[str, list[Fraction]] = {}
    for role, (_, profile) in said["roles"].items():
        amount = Fraction(each["hours"]) if role == "cio" else Fraction(each["cost"], 2)
        found[role] = []
        for period in range(1, PERIODS + 1):
            age = period - each["begins"]
            runs = 0 <= age < each["lasts"]
            part = Fraction(1) if profile is None else Fraction(0)
            if profile is not None and 0 <= age < len(profile):
                part = Fraction(str(profile[age]))
            found[role].append(amount * part if runs else Fraction(0))
    return found


def is_allowed(inside: list[dict[str, Any]], said: dict[str, Any]) -> bool:
    """Whether all that is demanded is met."""
    keys = {each["id"] for each in inside}
    uses = {each["id"]: taken(each, said) for each in inside}
    for role, (amounts, _) in said["roles"].items():
        for period, amount in enumerate(amounts):
            if sum(use[role][period] for use in uses.values()) > amount:
                return False
    if not {*said["always"]} <= keys or {*said["never"]} & keys:
        return False
    for _, form, some, low, high in said["relations"]:
        held = [key in keys for key in some]
        count = sum(held)
        if form == "where":
            count = sum(each["learns"] or each["ready"] == "partly" for each in inside)
        broken = {
            "requires": held[0] and not all(held),
            "excludes": count > 1,
            "together": any(held) and not all(held),
            "depends_on": any(not {*each["depends_on"]} <= keys for each in inside),
        }
        if broken.get(form, not low <= count <= high):
            return False
    for of, part, least in said["shares"]:
        worth = {
            "count": {key: Fraction(1) for key in keys},
            "value": {each["id"]: Fraction(each["worth"]) for each in inside},
            "cio": {key: sum(use["cio"]) for key, use in uses.items()},
        }[of]
        own = sum(worth[each["id"]] for each in inside if each["learns"])
        whole = Fraction(str(part)) * sum(worth.values())
        if own < whole if least else own > whole:
            return False
    return True


@pytest.mark.parametrize("seed", range(40))
def test_all_that_is_written_is_meant(seed):
    rng = drawing(seed)
    names = [f"R{n}" for n in range(rng.randint(3, 8))]
    requests = [
        request(
            key, rng.randint(1, 9), rng.randint(0, 8), cost=rng.randint(0, 12),
            begins=rng.randint(-1, 3), lasts=rng.randint(1, 4), learns=rng.random() < 0.5,
            ready=rng.choice(["yes", "yes", "partly", "no"]),
            depends_on=rng.sample([n for n in names if n != key], rng.choice([0, 0, 0, 1])),
        )
        for key in names
    ]  # fmt: skip
    said = portfolio(rng, names)
    found = choice(written(said), requests)
    may = [each for each in requests if each["ready"] != "no"]
    sets = [[may[n] for n in chosen] for chosen in selections(len(may))]
    allowed = [inside for inside in sets if is_allowed(inside, said)]
    if not allowed:
        assert found.status == "infeasible"
        return
    best = max(sum(each["worth"] for each in inside) for inside in allowed)
    assert found.best.value == best
    ties = sorted(
        [each["id"] for each in inside]
        for inside in allowed
        if sum(each["worth"] for each in inside) == best
    )
    assert ids(found) == ties[0]
    assert [*map(list, found.also_optimal)] == ties[1:11]
    assert all(first < second for first, second in pairwise(ties))
    for role in ROLES:
        uses = [taken(each, said)[role] for each in may if each["id"] in ties[0]]
        assert [*found.used(role)] == [sum(use[n] for use in uses) for n in range(PERIODS)]
